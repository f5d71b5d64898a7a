"""Intake: a case from a page to the books."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions.judgments import cases_under
from cases.actions.rights import carries_on
from cases.choices import ActKind
from cases.forms.intake import Intake
from cases.forms.intake_rows import PARTS
from cases.models import Case, Draft, Filing
from cases.roles import READ
from cases.views.session import SignedIn

PAGE = 50
reader = permission_required(READ, raise_exception=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@reader
def case_new(request: SignedIn) -> HttpResponse:
    draft = draft_asked(request, kind=ActKind.INTAKE)
    filing, only = filing_asked(request, draft), request.GET.get("debtor", "")
    data = request.POST if request.method == "POST" else None
    intake = Intake(data, by=request.user, draft=draft, filing=filing, only=only)
    if done := intake.apply():
        return _entered(request, intake, done)
    if data is not None or draft is not None:
        intake.seek()
    parts = [(prefix, PARTS[prefix][0], rows) for prefix, rows in intake.parts.items()]
    shown = {"intake": intake, "parts": parts, "draft": draft, "filing": filing}
    if filing is not None:
        judgment = filing.judgment
        said = (judgment.number, judgment.on, judgment.court)
        shown["under"] = cases_under(*said, by=request.user)
    return render(request, "cases/intake.html", shown)


@require_POST
@reader
def case_check(request: SignedIn) -> HttpResponse:
    """What looks wrong in an intake page as typed so far. Keeps nothing."""
    intake = Intake(request.POST, by=request.user, filing=filing_asked(request, None))
    remarks = [
        {"field": remark.field, "text": remark.text, "error": remark.error}
        for remark in intake.checked()
    ]
    return JsonResponse({"remarks": remarks})


def filing_asked(request: SignedIn, draft: Draft | None) -> Filing | None:
    """The filing a decision is made from: of one's own office or one it carries on."""
    asked = request.POST.get("filing") or request.GET.get("filing", "")
    pk = asked or (draft.fields.get("filing", "") if draft else "")
    if not pk:
        return None
    rows = Filing.objects.visible_to(request.user).select_related("judgment", "office")
    filing = get_object_or_404(rows, pk=pk if pk.isdecimal() else 0)
    if not carries_on(filing.office, request.user):
        raise Http404
    return filing


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
