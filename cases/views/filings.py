"""Sổ nhận: what came in before a decision exists, and what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.actions import filings as actions
from cases.actions.judgments import cases_under
from cases.actions.rights import carries_on
from cases.choices import ActKind, FilingKind, FilingState, Origin, StepKind
from cases.deadlines import terms_of
from cases.forms.filings import (
    STEPS,
    CorrectionForm,
    ExclusionForm,
    FilingFilter,
    FilingForm,
    FilingStepForm,
    offered,
)
from cases.models import Draft, ExcludedPeriod, Filing, User
from cases.periods import NEW_LAW_ON
from cases.roles import PREPARE, may_record, may_step
from cases.rules.filings import decisions_due, names_in, not_refusable, refused_by
from cases.rules.limitation import Limitation
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


@require_safe
@reader
def filing_list(request: SignedIn) -> HttpResponse:
    filters = FilingFilter(request.GET, user=request.user)
    page = Paginator(filters.rows(), PAGE).get_page(request.GET.get("page"))
    asked = any(request.GET.get(name) for name in filters.fields)
    context = {"filters": filters, "page_obj": page, "asked": asked}
    context |= {"may_receive": _may_receive(request.user), "states": dict(FilingState.choices)}
    return render(request, "filings/list.html", context)


def _may_receive(user: User) -> bool:
    return user.office_id is not None and may_step(user.role)


@get_or_post
@reader
def filing_new(request: SignedIn) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    kind = request.GET.get("kind", "")
    initial = {"kind": kind} if kind in FilingKind.values else {}
    form = FilingForm(data, by=request.user, initial=initial)
    if filing := form.apply():
        if form.repeated:
            messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {filing}.")
        else:
            messages.success(request, f"Đã ghi: {filing}.")
        if "next" in request.POST:
            return redirect("filing_new")
        return redirect("filing_detail", filing.pk)
    return render(request, "filings/new.html", {"form": form})


@get_or_post
@reader
def filing_edit(request: SignedIn, pk: int) -> HttpResponse:
    filing = _filing(request, pk)
    if not carries_on(filing.office, request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, filing=filing, by=request.user)
    if form.apply():
        messages.success(request, f"Đã sửa: {filing}.")
        return redirect("filing_detail", filing.pk)
    return render(request, "filings/new.html", {"form": form, "filing": filing})


@require_safe
@reader
def filing_detail(request: SignedIn, pk: int) -> HttpResponse:
    filing = _filing(request, pk)
    state = actions.state_of(filing)
    judgment = filing.judgment
    said = (judgment.number, judgment.on, judgment.court)
    others = Filing.objects.visible_to(request.user).exclude(pk=pk).select_related("office")
    shown = {
        "filing": filing,
        "state": state,
        "offers": list(offered(filing, state, request.user)),
        "decides": _decides(request.user, filing, state),
        "steps": _steps(filing),
        "terms": terms_of(filing, today()),
        "edits": carries_on(filing.office, request.user) and may_step(request.user.role),
        "under": cases_under(*said, by=request.user),
        "others": others.filter(judgment__number=judgment.number, judgment__on=judgment.on)[:20],
        "drafts": Draft.objects.visible_to(request.user).filter(
            kind=ActKind.INTAKE, case=None, fields__filing=str(filing.pk)
        ),
    }
    return render(request, "filings/detail.html", shown | _law(filing))


def _law(filing: Filing) -> dict[str, Any]:
    """What the law says of it today: the limitation, and how many decisions it gives."""
    requested = filing.kind == FilingKind.REQUEST
    origin = Origin.ON_REQUEST if requested else Origin.EX_OFFICIO
    counted = actions.limitation_of(filing)
    return {
        "requested": requested,
        "counted": counted,
        "in_time": actions.in_time(counted, filing.filed_on),
        "once": isinstance(counted, Limitation),
        "excluded": filing.excluded_periods.order_by("since"),
        "due": decisions_due(origin, today()),
        "each": names_in(filing.debtor) if today() >= NEW_LAW_ON else [],
        "not_refusable": not_refusable(today()),
        "refused_by": refused_by(today(), "điểm c"),
    }


def _decides(user: User, filing: Filing, state: FilingState) -> bool:
    enters = may_record(user.role, ActKind.INTAKE) or user.may(PREPARE)
    return enters and carries_on(filing.office, user) and actions.may_decide(filing, state)


def _steps(filing: Filing) -> list[dict[str, Any]]:
    rows = filing.steps.select_related("recorded_by", "cancelled_by").order_by("-on", "-pk")
    gone = {row.cancels_id for row in rows if row.cancels_id}
    kept = (StepKind.RECEIVED, StepKind.NOTED, StepKind.CANCELLED)
    return [
        {
            "step": row,
            "label": StepKind(row.kind).label,
            "cancelled": row.pk in gone,
            "cancellable": row.pk not in gone and row.kind not in kept,
        }
        for row in rows
    ]


@get_or_post
@reader
def filing_step(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    filing = _filing(request, pk)
    if kind not in STEPS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = FilingStepForm(data, filing=filing, kind=kind, by=request.user)
    if form.apply():
        messages.success(request, f"Đã ghi: {STEPS[kind][0].lower()}.")
        return redirect("filing_detail", filing.pk)
    return render(
        request, "filings/step.html", {"form": form, "filing": filing, "words": STEPS[kind][0]}
    )


@get_or_post
@reader
def filing_exclude(request: SignedIn, pk: int) -> HttpResponse:
    """Record a time that does not count towards the limitation."""
    filing = _filing(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ExclusionForm(data, filing=filing, by=request.user)
    if form.apply():
        messages.success(request, "Đã ghi thời gian không tính vào thời hiệu.")
        return redirect("filing_detail", filing.pk)
    words = "Thời gian không tính vào thời hiệu"
    return render(request, "filings/step.html", {"form": form, "filing": filing, "words": words})


@require_POST
@reader
def filing_count_again(request: SignedIn, pk: int) -> HttpResponse:
    rows = ExcludedPeriod.objects.visible_to(request.user).select_related("filing")
    period = get_object_or_404(rows, pk=pk)
    actions.count_again(period, by=request.user)
    messages.success(request, "Đã tính lại vào thời hiệu.")
    return redirect("filing_detail", period.filing_id)


def _filing(request: SignedIn, pk: int) -> Filing:
    rows = Filing.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("office", "judgment", "officer", "recorded_by"), pk=pk
    )
