"""The case list, and intake."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases.casefile import rest_of
from cases.choices import ActKind, PartyRole
from cases.filters import CaseFilter
from cases.forms.intake import Intake
from cases.forms.intake_rows import PARTS
from cases.models import Case, Draft, Party, User
from cases.roles import PREPARE, READ, may_record
from cases.views.session import SignedIn

PAGE = 50
MORE = ("origin", "judgment_kind", "flag", "since", "until", "key")
reader = permission_required(READ, raise_exception=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@reader
def case_list(request: SignedIn) -> HttpResponse:
    filters = CaseFilter(request.GET, user=request.user)
    if filters.form.has_error("q", "identity"):
        messages.warning(request, filters.form.errors["q"][0])
        return redirect(f"{request.path}?{_without(request.GET, 'q')}")
    rows = filters.rows.prefetch_related("parties", "balances")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [(case, _debtors(case), rest_of(case.balances.all())) for case in page]
    context = {"filters": filters, "page_obj": page, "rows": shown, "chips": filters.chips()}
    context["more"] = any(request.GET.get(name) for name in MORE)
    waiting = Draft.objects.visible_to(request.user).count()
    may_enter = _may_enter(request.user)
    return render(
        request, "cases/list.html", context | {"waiting": waiting, "may_enter": may_enter}
    )


def _debtors(case: Case) -> list[Party]:
    return [party for party in case.parties.all() if party.role == PartyRole.DEBTOR]


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    rest.pop(name, None)
    return rest.urlencode()


def _may_enter(user: User) -> bool:
    return may_record(user.role, ActKind.INTAKE) or user.may(PREPARE)


@get_or_post
@reader
def case_new(request: SignedIn) -> HttpResponse:
    draft = draft_asked(request, kind=ActKind.INTAKE)
    intake = Intake(
        request.POST if request.method == "POST" else None, by=request.user, draft=draft
    )
    if done := intake.apply():
        return _entered(request, intake, done)
    parts = [(prefix, PARTS[prefix][0], rows) for prefix, rows in intake.parts.items()]
    return render(request, "cases/intake.html", {"intake": intake, "parts": parts, "draft": draft})


def draft_asked(request: SignedIn, **kind: Any) -> Draft | None:
    """The draft the address names; one that is not theirs, or is gone, does not exist."""
    if not (pk := request.GET.get("draft", "")):
        return None
    drafts = Draft.objects.visible_to(request.user).filter(**kind)
    return get_object_or_404(drafts, pk=pk if pk.isdecimal() else 0)


def _entered(request: SignedIn, intake: Intake, done: Case | Draft) -> HttpResponse:
    """Where a case, or the draft of one, leads: to the next form when that was asked."""
    if intake.repeated:
        messages.warning(request, "Hồ sơ này đã được ghi ở lần gửi trước, không ghi lần hai.")
    elif isinstance(done, Case):
        messages.success(request, f"Đã thụ lý {done}.")
    else:
        messages.success(request, f"Đã lưu dự thảo, chờ ký: {done}.")
    if "next" in request.POST:
        return redirect("case_new")
    return redirect("case_detail", done.pk) if isinstance(done, Case) else redirect("draft_list")
