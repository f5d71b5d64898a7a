"""Chờ ký: what has been prepared and waits for a signature."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.actions import drafts as actions
from cases.choices import ActKind
from cases.forms.acts import right_to
from cases.models import Draft
from cases.rules import Refusal
from cases.views.cases import PAGE, reader
from cases.views.session import SignedIn


@require_safe
@reader
def draft_list(request: SignedIn) -> HttpResponse:
    drafts = Draft.objects.visible_to(request.user)
    drafts = drafts.select_related("case__office", "office", "prepared_by")
    page = Paginator(drafts, PAGE).get_page(request.GET.get("page"))
    rows = [
        (draft, right_to(draft, request.user), actions.may_discard(draft, request.user))
        for draft in page
    ]
    return render(request, "cases/drafts.html", {"page_obj": page, "rows": rows})


@require_safe
@reader
def draft_open(request: SignedIn, pk: int) -> HttpResponse:
    """The form the draft was typed in, filled in again."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    if draft.kind == ActKind.INTAKE:
        address = reverse("case_new")
    else:
        address = reverse("act_new", args=(draft.case_id, draft.kind))
    return redirect(f"{address}?draft={draft.pk}")


@require_POST
@reader
def draft_discard(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    try:
        actions.discard(draft, by=request.user)
        messages.success(request, f"Đã hủy dự thảo: {draft}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("case_detail", draft.case_id) if draft.case_id else redirect("draft_list")
