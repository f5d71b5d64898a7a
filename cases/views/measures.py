"""Biện pháp bảo đảm, cưỡng chế: deciding, one page, its end; persuasion; the list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.actions.steps import may_write
from cases.casefile import obligations_of
from cases.choices import MeasureKind, MeasureOutcome, StepKind
from cases.forms.measures import AddForm, EndForm, MeasureFilter, MeasureForm, PersuasionForm
from cases.measures import measure_row, persuasion_of, total_of, totals
from cases.models import Case, Measure, Step
from cases.rules.measures import GROUPS, adds, basis_of
from cases.terms import NAMES
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


def _case(request: SignedIn, pk: int) -> Case:
    cases = Case.objects.visible_to(request.user)
    return get_object_or_404(
        cases.select_related("office", "officer", "case_class", "filing"), pk=pk
    )


def _measure(request: SignedIn, pk: int) -> Measure:
    rows = Measure.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("case__office", "case__officer", "case__case_class", "asset", "party"),
        pk=pk,
    )


def _writable(request: SignedIn, case: Case) -> None:
    if not may_write(case, request.user):
        raise PermissionDenied


# ---------------------------------------------------------------- deciding
@get_or_post
@reader
def measure_new(request: SignedIn, pk: int) -> HttpResponse:
    """A kind first, with the article of the day; then what that kind asks for."""
    case = _case(request, pk)
    _writable(request, case)
    persuaded = case.steps.filter(kind=StepKind.PERSUADED, cancelled_by=None).exists()
    shown: dict[str, Any] = {"case": case, "persuaded": persuaded}
    kind, asset = request.GET.get("kind", ""), request.GET.get("asset", "")
    if kind not in MeasureKind.values:
        groups = [(label, [(k, basis_of(k, today())) for k in kinds]) for label, kinds in GROUPS]
        return render(request, "measures/choose.html", shown | {"groups": groups, "asset": asset})
    data = request.POST if request.method == "POST" else None
    form = MeasureForm(
        data, case=case, kind=MeasureKind(kind), by=request.user, chosen=asset,
        look="look" in request.POST,
    )  # fmt: skip
    if done := form.apply():
        return _decided(request, form, done)
    obligations, total = obligations_of(case)
    shown |= {"form": form, "obligations": obligations, "total": total, "advice": form.advice()}
    return render(request, "measures/new.html", shown)


def _decided(request: SignedIn, form: MeasureForm, done: Measure) -> HttpResponse:
    if form.repeated:
        messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {done}.")
    else:
        messages.success(request, f"Đã ghi quyết định: {done}.")
    return redirect("measure_detail", done.pk)


# ---------------------------------------------------------------- one measure
@require_safe
@reader
def measure_detail(request: SignedIn, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    row = measure_row(measure, today())
    written = {step.kind for step in row.steps}
    writes = may_write(measure.case, request.user)
    more = [kind for kind in adds(measure.kind) if kind == StepKind.NOTED or kind not in written]
    context = {"measure": measure, "case": measure.case, "row": row, "writes": writes}
    context["adds"] = more if measure.is_open and writes else []
    return render(request, "measures/detail.html", context)


@get_or_post
@reader
def measure_step(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    measure = _measure(request, pk)
    if kind not in adds(measure.kind):
        raise Http404
    _writable(request, measure.case)
    data = request.POST if request.method == "POST" else None
    form = AddForm(data, measure=measure, kind=StepKind(kind), by=request.user)
    if step := form.apply():
        if form.repeated:
            messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {step}.")
        else:
            messages.success(request, f"Đã ghi: {step}.")
        return redirect("measure_detail", pk)
    context = {"form": form, "measure": measure, "case": measure.case, "title": form.kind.label}
    return render(request, "measures/step.html", context)


@get_or_post
@reader
def measure_end(request: SignedIn, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    _writable(request, measure.case)
    if request.method != "POST" and not measure.is_open:
        messages.warning(request, "Biện pháp đã kết thúc.")
        return redirect("measure_detail", pk)
    data = request.POST if request.method == "POST" else None
    form = EndForm(data, measure=measure, by=request.user)
    if step := form.apply():
        label = MeasureOutcome(step.outcome).label.lower()
        messages.success(request, f"Đã kết thúc biện pháp: {label}.")
        return redirect("measure_detail", pk)
    title = "Chấm dứt biện pháp" if measure.is_security else "Kết thúc cưỡng chế"
    context = {"form": form, "measure": measure, "case": measure.case, "title": title}
    return render(request, "measures/step.html", context)


# ---------------------------------------------------------------- persuasion
@get_or_post
@reader
def persuasion_new(request: SignedIn, pk: int) -> HttpResponse:
    case = _case(request, pk)
    _writable(request, case)
    data = request.POST if request.method == "POST" else None
    form = PersuasionForm(data, case=case, by=request.user)
    if step := form.apply():
        if form.repeated:
            messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {step}.")
        else:
            messages.success(request, f"Đã ghi: {step}.")
        return redirect(reverse("case_detail", args=(pk,)) + "#measures")
    earlier = case.steps.filter(kind=StepKind.PERSUADED, cancelled_by=None)
    context = {"form": form, "case": case, "earlier": earlier.order_by("-on", "-pk")[:8]}
    return render(request, "measures/persuasion.html", context)


# ---------------------------------------------------------------- the list
@require_safe
@reader
def measure_list(request: SignedIn) -> HttpResponse:
    filters = MeasureFilter(request.GET, by=request.user)
    rows: Any = filters.rows()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    since, until = filters.period
    steps: Any = filters.steps() if filters.is_valid() else Step.objects.none()
    found = totals(steps, since, until)
    persuasion = persuasion_of(steps, since, until)
    context = {
        "filters": filters,
        "page_obj": page,
        "asked": any(request.GET.get(name) for name in filters.fields),
        "since": since,
        "until": until,
        "totals": [(label, rows, total_of(rows)) for label, rows in found],
        "persuasion": persuasion,
        "outcomes": dict(MeasureOutcome.choices),
        "duties": [(row, NAMES.get(row.due_term, "")) for row in page],
    }
    return render(request, "measures/list.html", context)
