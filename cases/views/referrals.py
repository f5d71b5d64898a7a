"""Báo cáo, xin ý kiến Ban Chỉ đạo, Ủy ban nhân dân: sending, the conclusion, what was done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.steps import may_write
from cases.forms.referrals import ConclusionForm, FollowForm, ReferralFilter, ReferralForm
from cases.models import Case, Referral
from cases.roles import may_issue
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


@require_safe
@reader
def referral_list(request: SignedIn) -> HttpResponse:
    filters = ReferralFilter(request.GET, by=request.user)
    page = Paginator(filters.rows(), PAGE).get_page(request.GET.get("page"))
    asked = any(request.GET.get(name) for name in filters.fields)
    context = {"filters": filters, "page_obj": page, "asked": asked}
    return render(request, "referrals/list.html", context)


@get_or_post
@reader
def referral_new(request: SignedIn, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user).select_related("office", "officer")
    case = get_object_or_404(cases, pk=pk)
    if not may_write(case, request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ReferralForm(data, case=case, by=request.user)
    if done := form.apply():
        if form.repeated:
            messages.warning(request, "Đã ghi ở lần gửi trước, không ghi lần hai.")
        else:
            messages.success(request, f"Đã ghi gửi {done.get_addressee_display()}.")
        return redirect("referral_detail", done.pk)
    return render(request, "referrals/new.html", {"form": form, "case": case})


@get_or_post
@reader
def referral_detail(request: SignedIn, pk: int) -> HttpResponse:
    """The referral; who may records what is still missing of it, below."""
    rows = Referral.objects.visible_to(request.user).standing()
    referral = get_object_or_404(
        rows.select_related("case__office", "case__officer", "recorded_by"), pk=pk
    )
    user = request.user
    concludes = may_issue(user.role)
    follows = may_write(referral.case, user)
    if request.method == "POST" and not (follows if "follow-words" in request.POST else concludes):
        raise PermissionDenied
    conclusion = _data(request, "conclusion-words")
    follow = _data(request, "follow-words")
    conclusion_form = ConclusionForm(conclusion, referral=referral, by=user)
    follow_form = FollowForm(follow, referral=referral, by=user)
    if conclusion_form.apply() or follow_form.apply():
        messages.success(request, "Đã ghi.")
        return redirect("referral_detail", pk)
    concluded = referral.concluded_on is not None
    context: dict[str, object] = {"referral": referral, "case": referral.case}
    context["put_to"] = list(referral.put_to.all())
    if conclusion_form.is_bound or (concludes and not concluded):
        context["conclusion_form"] = conclusion_form
    if follow_form.is_bound or (follows and concluded and referral.followed_on is None):
        context["follow_form"] = follow_form
    return render(request, "referrals/detail.html", context)


def _data(request: SignedIn, name: str) -> object:
    return request.POST if request.method == "POST" and name in request.POST else None
