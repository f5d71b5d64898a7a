"""Danh sách công khai người phải thi hành án chưa có điều kiện: to be, being, no longer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases.forms.publication import PublicationFilter, PublicationForm
from cases.publication import (
    HEADS,
    by_term,
    counts,
    in_state,
    published_cells,
    row_of,
    rows_of,
    workbook,
)
from cases.roles import may_step
from cases.rules.publication import Publication
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.files import XLSX, download
from cases.views.session import SignedIn


@get_or_post
@reader
def publication_list(request: SignedIn) -> HttpResponse:
    filters = PublicationFilter(request.GET, by=request.user)
    state = filters.state_chosen
    may_write = may_step(request.user.role)
    data = request.POST if request.method == "POST" else None
    if data is not None and not may_write:
        raise PermissionDenied
    form = PublicationForm(data, by=request.user, state=state)
    if done := form.apply():
        _say(request, *done)
        return redirect(request.get_full_path())
    cases = filters.cases()
    found = by_term(rows_of(in_state(cases, state)), state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    number = counts(cases)
    context = {"filters": filters, "state": state, "form": form, "page_obj": page}
    context["rows"] = [row_of(case) for case in page]
    context["chosen"] = data.getlist("case") if data is not None else []
    context["states"] = [(s, number[s]) for s in Publication]
    return render(request, "cases/publications.html", context | {"may_write": may_write})


def _say(request: SignedIn, done: list, passed: list) -> None:
    if done:
        messages.success(request, f"Đã ghi trên {len(done)} việc.")
    for case, why in passed[:10]:
        messages.warning(request, f"{case}: {why}")
    if len(passed) > 10:
        messages.warning(request, f"và {len(passed) - 10} việc khác không ghi được.")


@require_safe
@reader
def publication_sheet(request: SignedIn) -> HttpResponse:
    """The official list on paper: every row of the state, and nothing but what is published."""
    filters = PublicationFilter(request.GET, by=request.user)
    state = filters.state_chosen
    rows = [published_cells(row_of(case)) for case in _all(filters)]
    context = {"state": state, "rows": rows, "heads": [label for label, _ in HEADS]}
    context["office"] = _place(filters)
    return render(request, "cases/publication_sheet.html", context)


@require_safe
@reader
def publication_xlsx(request: SignedIn) -> HttpResponse:
    filters = PublicationFilter(request.GET, by=request.user)
    state, on = filters.state_chosen, today()
    title = f"{_place(filters)} · {state.label.lower()} · lập {on:%d/%m/%Y}"
    body = workbook(title, [row_of(case) for case in _all(filters)])
    return download(body, f"cong-khai-{state}-{on:%Y%m%d}.xlsx", XLSX)


def _all(filters: PublicationFilter) -> list:
    return list(
        rows_of(in_state(filters.cases(), filters.state_chosen)).order_by("decided_on", "pk")
    )


def _place(filters: PublicationFilter) -> str:
    chosen = filters.cleaned_data.get("office") if filters.is_valid() else None
    return str(chosen or filters.by.office)
