"""Án trọng điểm, phức tạp: the list, the mark of a case, and its one-page brief."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.key_cases import may_mark
from cases.actions.steps import may_write
from cases.briefs import SCREEN, brief_of, briefs_of
from cases.forms.key_cases import AmendForm, AskForm, EndForm, KeyFilter, MarkForm, SettleForm
from cases.models import Case, KeyCase
from cases.models.key_cases import briefed_to
from cases.roles import FIGURES, READ
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn

briefed = permission_required(FIGURES, raise_exception=True)
"""Who sees figures reads briefs: of the own cases, or of what is put to the committee."""


@require_safe
@briefed
def key_case_list(request: SignedIn) -> HttpResponse:
    filters = KeyFilter(request.GET, by=request.user)
    page = Paginator(filters.rows(), PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page_obj": page,
        "briefs": briefs_of(page.object_list, today(), request.user),
        "asked": any(request.GET.get(name) for name in filters.fields),
    }
    return render(request, "cases/key_list.html", context)


@require_safe
@briefed
def case_brief(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(briefed_to(request.user), pk=pk)
    shown = brief_of(case, today(), request.user).within(SCREEN)
    context = {"case": shown.brief.case, "shown": shown, "opens": request.user.may(READ)}
    return render(request, "cases/brief.html", context)


@get_or_post
@reader
def case_key(request: SignedIn, pk: int) -> HttpResponse:
    """The mark with what is asked and what was said before; who may changes it, below."""
    cases = Case.objects.visible_to(request.user).select_related("office", "officer")
    case = get_object_or_404(cases, pk=pk)
    marks = KeyCase.objects.visible_to(request.user).filter(case=case)
    standing = marks.standing().select_related("marked_by").first()
    may = may_mark(case, request.user)
    if request.method == "POST" and not may:
        raise PermissionDenied
    forms = _forms(request, case, standing) if may else {}
    for form in forms.values():
        if form.apply():
            said = "Đã ghi ở lần gửi trước, không ghi lần hai." if form.repeated else "Đã ghi."
            messages.success(request, said)
            return redirect("case_key", pk)
    context = {
        "case": case,
        "mark": standing,
        "asks": list(standing.asks.select_related("agency")) if standing else [],
        "entries": standing.entries.select_related("recorded_by") if standing else (),
        "ended": marks.exclude(ended_on=None).select_related("marked_by", "ended_by"),
        "referrals": case.referrals.standing(),
        "refers": may_write(case, request.user),
    }
    return render(request, "cases/key.html", context | forms)


def _forms(request: SignedIn, case: Case, standing: KeyCase | None) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    about: dict[str, Any] = {"case": case, "by": request.user}
    if standing is None:
        return {"mark_form": MarkForm(data, **about)}
    about["mark"] = standing
    return {
        "amend_form": AmendForm(data, **about),
        "ask_form": AskForm(data, **about),
        "settle_form": SettleForm(data, **about),
        "end_form": EndForm(data, **about),
    }
