"""Intake: a case from a page to the books."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cases.choices import ActKind
from cases.forms.intake import Intake
from cases.forms.intake_rows import PARTS
from cases.models import Case, Draft
from cases.roles import READ
from cases.views.session import SignedIn

PAGE = 50
reader = permission_required(READ, raise_exception=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


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
