"""The list of cases: its page, the search box, and the filters people keep."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import jobs
from cases.actions.filters import forget_filter, keep_filter
from cases.actions.persons import log_lookup
from cases.actions.tables import ask_for_export
from cases.caselist import COLUMNS, columns_for, columns_in_address, with_columns
from cases.choices import ActKind
from cases.export import notes, write_cases
from cases.filters import CaseFilter, is_number
from cases.forms.fields import normal
from cases.models import Case, Draft, User
from cases.roles import PREPARE, SIGN, may_record, may_step
from cases.rules import Refusal
from cases.rules.identity import canonical
from cases.search import Found, by_number
from cases.templatetags.vietnamese import masked
from cases.today import today
from cases.views.cases import PAGE, reader
from cases.views.session import SignedIn
from cases.views.tables import XLSX

COUNTED = 10_000
"""So far a list is counted and turned over; an export has no such end."""

AT_ONCE = 5_000
"""So many cases are written while one waits; more are made in the background."""

MORE = (
    *("due", "obligation", "amount_from", "amount_to", "held", "unverified", "address"),
    *("judgment", "origin", "judgment_kind", "flag", "since", "until", "filed_since"),
    *("filed_until", "key", "kind"),
)
LOOKED_UP_MOST = 5_000
LOOKED_UP, FOUND = "looked_up", "found"


class ListPaginator(Paginator):
    """Counts as far as people turn pages: a million rows are not counted to show fifty."""

    def __init__(self, rows: Any) -> None:
        super().__init__(rows, PAGE)
        if isinstance(rows, Found):
            self.all, self.more = len(rows), rows.more
        else:
            self.all = rows.order_by()[: COUNTED + 1].count()
            self.more = self.all > COUNTED

    @property
    def count(self) -> int:  # type: ignore[override]
        return min(self.all, COUNTED)


# ---------------------------------------------------------------- the page
@require_safe
@reader
def case_list(request: SignedIn) -> HttpResponse:
    filters = filter_of(request)
    if filters.form.has_error("q", "identity"):
        messages.warning(request, filters.form.errors["q"][0])
        return redirect(f"{request.path}?{_without(request.GET, 'q')}")
    if filters.looked_up is None and FOUND in request.GET:
        messages.warning(request, "Kết quả tra theo số đã hết, hãy nhập lại số cần tìm.")
        return redirect(f"{request.path}?{_without(request.GET, FOUND)}".rstrip("?"))
    codes = _columns(request)
    rows = filters.rows
    if isinstance(rows, Found):
        rows.cases = with_columns(rows.cases, codes)
    else:
        rows = with_columns(rows, codes)
    page = ListPaginator(rows).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page_obj": page,
        "rows": [(case, [(code, COLUMNS[code], COLUMNS[code].value(case)) for code in codes])
                 for case in page],
        "columns": [(code, COLUMNS[code]) for code in codes],
        "choosable": [(code, column, code in codes) for code, column in COLUMNS.items()],
        "chips": filters.chips(),
        "more": any(request.GET.get(name) for name in MORE),
        "kept": request.user.saved_filters.all(),
        "waiting": Draft.objects.visible_to(request.user).count(),
        "whole_numbers": request.user.may(PREPARE),
        "may_step": may_step(request.user.role),
        "may_assign": request.user.may(PREPARE) or request.user.may(SIGN),
        "may_enter": may_record(request.user.role, ActKind.INTAKE) or request.user.may(PREPARE),
    }  # fmt: skip
    if filters.looked_up is not None:
        context["number"] = request.session[LOOKED_UP]["masked"]
        context["without_number"] = f"?{_without(request.GET, FOUND)}"
    return render(request, "cases/list.html", context)


def filter_of(request: SignedIn, query: QueryDict | None = None) -> CaseFilter:
    """The filter an address names; what was found by a number stands in the session."""
    query = request.GET if query is None else query
    found = request.session.get(LOOKED_UP) if FOUND in query else None
    return CaseFilter(query, user=request.user, looked_up=found and found["cases"])


def _columns(request: SignedIn) -> list[str]:
    return columns_for(request.user.role, request.GET.get("cols", "").split(","))


def _without(query: QueryDict, *names: str) -> str:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


# ---------------------------------------------------------------- the search box
@require_POST
@reader
def case_find(request: SignedIn) -> HttpResponse:
    """From what was typed to an address: without empty parameters, and never with a number that
    says who somebody is. What such a number finds is kept in the session."""
    query = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "page", FOUND):
        query.pop(name, None)
    columns = query.pop("cols", [])
    if wanted := columns_in_address(request.user.role, columns):
        query["cols"] = wanted
    query["q"] = text = normal(query.get("q", ""))
    if is_number(text):
        query.pop("q")
        try:
            _look_up(request, text)
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            query[FOUND] = "1"
    for name in [name for name, value in query.items() if not str(value).strip()]:
        query.pop(name)
    return redirect(f"{reverse('case_list')}?{query.urlencode()}".rstrip("?"))


def _look_up(request: SignedIn, text: str) -> None:
    number = canonical(text)
    found = list(by_number(text, Case.objects.visible_to(request.user))[: LOOKED_UP_MOST + 1])
    log_lookup(request.user, f"Hồ sơ theo số {masked(number)}", len(found))
    if len(found) > LOOKED_UP_MOST:
        raise Refusal(
            f"Số {masked(number)} có trong hơn {LOOKED_UP_MOST} hồ sơ. Tìm theo tên rồi lọc thêm."
        )
    request.session[LOOKED_UP] = {"masked": masked(number), "cases": found}


# ---------------------------------------------------------------- kept filters
@require_POST
@reader
def filter_save(request: SignedIn) -> HttpResponse:
    """Keep the list's present address under a name."""
    query = QueryDict(request.POST.get("query", ""))
    filters = CaseFilter(query, user=request.user)
    kept = _without(query, "page", FOUND)
    try:
        if not filters.is_valid():
            raise Refusal("Điều kiện lọc chưa đúng nên chưa lưu được.")
        keep_filter(request.user, normal(request.POST.get("name", "")), kept)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Đã lưu bộ lọc.")
    return redirect(f"{reverse('case_list')}?{kept}")


@require_POST
@reader
def filter_delete(request: SignedIn, pk: int) -> HttpResponse:
    kept = get_object_or_404(request.user.saved_filters, pk=pk)
    messages.success(request, f"Đã xóa bộ lọc “{kept}”.")
    forget_filter(kept)
    return redirect("case_list")


# ---------------------------------------------------------------- export
@require_POST
@reader
def case_export(request: SignedIn) -> HttpResponseBase:
    """The whole list as a workbook: a short one at once, a long one in the background."""
    whole = "whole_numbers" in request.POST
    if whole and not request.user.may(PREPARE):
        raise PermissionDenied
    query = QueryDict(request.POST.get("query", ""))
    filters = filter_of(request, query)
    back = f"{reverse('case_list')}?{query.urlencode()}".rstrip("?")
    if not filters.is_valid():
        messages.error(request, "Điều kiện lọc chưa đúng nên chưa xuất được.")
        return redirect(back)
    words = "; ".join(words for words, _ in filters.chips())
    ids = filters.ids
    try:
        if whole:
            said = f"Xuất {len(ids)} hồ sơ có số định danh: {words or 'mọi hồ sơ'}"
            log_lookup(request.user, said, min(len(ids), 32_767))
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(back)
    name = f"ho-so-{today():%Y-%m-%d}.xlsx"
    if len(ids) <= AT_ONCE:
        return _at_once(request.user, ids, name, words, whole)
    job = ask_for_export(
        by=request.user, name=name, query=query.urlencode(), found=filters.looked_up,
        words=words, whole_numbers=whole,
    )  # fmt: skip
    jobs.queue(job)
    return redirect("job_detail", job.pk)


def _at_once(by: User, ids: list[int], name: str, words: str, whole: bool) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    cases = Case.objects.visible_to(by)
    for _ in write_cases(file, cases, ids, whole_numbers=whole, notes=notes(by, words)):
        pass
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
