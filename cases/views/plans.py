"""Kế hoạch cưỡng chế: drafting, issuing, its steps, its paper; the calendar of coercions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.plans import may_issue, may_prepare
from cases.choices import PlanState, StepKind
from cases.coercion import Month, month_of, plan_page
from cases.forms.plans import CalendarFilter, IssueForm, PlanForm, PlanStepForm
from cases.models import CoercionPlan, Measure
from cases.rules.coercion import STEPS
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


# ---------------------------------------------------------------- drafting
@get_or_post
@reader
def plan_new(request: SignedIn, pk: int) -> HttpResponse:
    measures = Measure.objects.visible_to(request.user)
    rows = measures.select_related("case__office", "case__officer", "asset", "party")
    measure = get_object_or_404(rows, pk=pk)
    return _draft(request, measure, None)


@get_or_post
@reader
def plan_edit(request: SignedIn, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    if plan.state != PlanState.DRAFT and request.method != "POST":
        messages.warning(request, "Kế hoạch đã ban hành, không sửa được nữa.")
        return redirect("plan_detail", pk)
    return _draft(request, plan.measure, plan)


def _draft(request: SignedIn, measure: Measure, plan: CoercionPlan | None) -> HttpResponse:
    if not may_prepare(measure.case, request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, measure=measure, by=request.user, plan=plan)
    if done := form.apply():
        if form.repeated:
            messages.warning(request, "Dự thảo này đã được lưu ở lần gửi trước.")
        else:
            messages.success(request, f"Đã lưu dự thảo: {done}.")
        return redirect("plan_detail", done.pk)
    context = {"form": form, "measure": measure, "case": measure.case, "plan": plan}
    return render(request, "coercion/plan_form.html", context)


def _plan(request: SignedIn, pk: int) -> CoercionPlan:
    rows = CoercionPlan.objects.visible_to(request.user).select_related(
        "office", "case__office", "case__officer", "case__judgment", "measure__party",
        "measure__asset", "prepared_by",
    )  # fmt: skip
    return get_object_or_404(rows.prefetch_related("officers"), pk=pk)


# ---------------------------------------------------------------- its page, its paper
@require_safe
@reader
def plan_detail(request: SignedIn, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    writes = may_prepare(plan.case, request.user)
    context = {
        "page": plan_page(plan, request.user, today(), writes=writes),
        "plan": plan,
        "case": plan.case,
        "writes": writes,
        "issues": may_issue(plan.case, request.user),
    }
    return render(request, "coercion/plan.html", context)


@require_safe
@reader
def plan_print(request: SignedIn, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    page = plan_page(plan, request.user, today(), writes=False)
    issued = next((e.step for e in page.history if _is_issue(e)), None)
    context = {"page": page, "plan": plan, "case": plan.case, "issued": issued}
    return render(request, "coercion/plan_print.html", context)


def _is_issue(event: Any) -> bool:
    return event.cancelled_by is None and event.step.kind == StepKind.COERCION_PLANNED


# ---------------------------------------------------------------- issuing, and its steps
@get_or_post
@reader
def plan_issue(request: SignedIn, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    if not may_issue(plan.case, request.user):
        raise PermissionDenied
    if plan.state != PlanState.DRAFT and request.method != "POST":
        messages.warning(request, f"Kế hoạch {plan.get_state_display().lower()}.")
        return redirect("plan_detail", pk)
    data = request.POST if request.method == "POST" else None
    form = IssueForm(data, plan=plan, by=request.user)
    if step := form.apply():
        said = "Đã ban hành ở lần gửi trước" if form.repeated else "Đã ban hành"
        messages.success(request, f"{said} kế hoạch số {step.document_no}.")
        return redirect("plan_detail", pk)
    page = plan_page(plan, request.user, today(), writes=False)
    context = {"form": form, "plan": plan, "case": plan.case, "page": page}
    return render(request, "coercion/plan_issue.html", context)


@get_or_post
@reader
def plan_step(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    plan = _plan(request, pk)
    if kind not in STEPS | {StepKind.COERCION_CALLED_OFF}:
        raise Http404
    if not may_prepare(plan.case, request.user):
        raise PermissionDenied
    if kind == StepKind.COERCION_PLANNED:
        return redirect("plan_issue", pk)
    data = request.POST if request.method == "POST" else None
    form = PlanStepForm(data, plan=plan, kind=StepKind(kind), by=request.user)
    if step := form.apply():
        if form.repeated:
            messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {step}.")
        else:
            messages.success(request, f"Đã ghi: {step}.")
        return redirect("plan_detail", pk)
    page = plan_page(plan, request.user, today(), writes=False)
    entry = next((e for e in page.entries if e.kind == kind), None)
    context = {"form": form, "plan": plan, "case": plan.case, "kind": form.kind, "entry": entry}
    return render(request, "coercion/plan_step.html", context)


# ---------------------------------------------------------------- the calendar
@require_safe
@reader
def coercion_calendar(request: SignedIn) -> HttpResponse:
    filters, month = _month(request)
    page = Paginator(month.rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "month": month,
        "page_obj": page,
        "shown": list(page),
        "weekday": month.first.isoweekday(),
        "as_list": request.GET.get("view") == "list",
        "this_month": today().replace(day=1),
    }
    return render(request, "coercion/calendar.html", context)


@require_safe
@reader
def coercion_print(request: SignedIn) -> HttpResponse:
    """The month on A4 across: every plan, by day and hour."""
    filters, month = _month(request)
    office = filters.cleaned_data.get("office") or request.user.office
    context = {"filters": filters, "month": month, "office": office}
    return render(request, "coercion/calendar_print.html", context)


def _month(request: SignedIn) -> tuple[CalendarFilter, Month]:
    filters = CalendarFilter(request.GET, by=request.user)
    return filters, month_of(request.user, filters.first, **filters.chosen())
