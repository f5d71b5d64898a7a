"""Recording and cancelling steps of procedure; the decisions of the day for the procuracy."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse

from cases.actions.plans import to_plan_for, under_way
from cases.actions.steps import Parent, may_write, parent_of, place_of
from cases.choices import AssetState, MeasureKind, StepKind
from cases.forms.steps import CancelForm, SendForm, StepForm, UnsentForm
from cases.models import Case, Step
from cases.roles import may_step
from cases.rules.assets import OWN as OF_ASSETS
from cases.rules.coercion import OF_PLANS
from cases.rules.measures import ENDS, SHAPES, adds
from cases.rules.steps import OF_CASES
from cases.today import today
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn

LOOK_BACK = timedelta(days=30)
SENT_AT_ONCE = 200
MEASURES = {
    StepKind.FROZEN: MeasureKind.FREEZE,
    StepKind.HELD: MeasureKind.HOLD,
    StepKind.REGISTRATION_STOPPED: MeasureKind.STOP_REGISTRATION,
    StepKind.EXIT_POSTPONED: MeasureKind.EXIT_POSTPONED,
    StepKind.COERCION_DECIDED: "",
    StepKind.SEIZED: MeasureKind.SEIZE,
}
"""Steps that decide a measure; which coercive one is chosen on its page. Seizing begins with it."""
PAGES: dict[str, str] = {
    StepKind.VERIFIED: "verification_new",
    StepKind.PERSUADED: "persuasion_new",
    StepKind.REFERRED: "referral_new",
    **dict.fromkeys(MEASURES, "measure_new"),
}
"""Steps with a page of their own, which asks for more."""
OF_MEASURES = (StepKind.SECURITY_ENDED, StepKind.COERCION_ENDED, StepKind.OWNERSHIP_ESTABLISHED)
"""Steps that are recorded on the page of the measure they end or carry on."""
CARRY = (StepKind.SEIZED, StepKind.COERCED)
"""These too, when one measure runs that they carry out."""


@get_or_post
@reader
def step_new(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    cases = Case.objects.visible_to(request.user).select_related("office", "officer", "case_class")
    case = get_object_or_404(cases, pk=pk)
    if kind not in OF_CASES:
        raise Http404
    if not may_write(case, request.user):
        raise PermissionDenied
    if elsewhere := _own_page(kind, case):
        return elsewhere
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    act = request.GET.get("act")
    form = StepForm(*sent, parent=case, kind=StepKind(kind), by=request.user, act=act)
    if steps := form.apply():
        say(request, form, steps)
        again = "next" in request.POST
        return redirect(request.get_full_path() if again else reverse("case_detail", args=(pk,)))
    recent = case.steps.filter(kind=kind, cancelled_by=None).order_by("-on", "-pk")[:5]
    context = {"form": form, "case": case, "kind": form.kind, "recent": recent}
    return render(request, "cases/step.html", context)


def _own_page(kind: str, case: Case) -> HttpResponseRedirect | None:
    if kind in OF_ASSETS:
        return redirect(*_asset_page(kind, case))
    if kind in OF_PLANS and (plan := under_way(case)):
        return redirect("plan_step", plan.pk, kind)
    # Without forces a coercion needs no plan: it may be held without one.
    if kind in OF_PLANS - {StepKind.COERCED} and (planless := to_plan_for(case)):
        return redirect("plan_new", planless.pk)
    if (kind in OF_MEASURES or kind in CARRY) and (address := _measure_page(kind, case)):
        return redirect(address)
    try:
        address = reverse(PAGES[kind], args=(case.pk,))
    except (KeyError, NoReverseMatch):
        return None
    measure = MEASURES.get(StepKind(kind))
    return redirect(f"{address}?kind={measure}" if measure else address)


def _measure_page(kind: str, case: Case) -> str:
    """Of the one measure it can be about; with several, or none, the case names them."""
    running = [
        measure.pk
        for measure in case.measures.filter(is_open=True)
        if kind in (SHAPES[measure.kind].ended, *adds(measure.kind))
    ]
    if len(running) != 1:
        here = reverse("case_detail", args=(case.pk,)) + "#measures"
        return here if kind in OF_MEASURES else ""
    if kind in ENDS:
        return reverse("measure_end", args=running)
    return reverse("measure_step", args=(*running, kind))


def say(request: SignedIn, form: StepForm, steps: list[Step]) -> None:
    if form.repeated:
        messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {steps[0]}.")
        return
    many = f" ({len(steps)} dòng)" if len(steps) > 1 else ""
    late = f" Tính vào ngày {steps[0].booked_on:%d/%m/%Y}." if steps[0].is_late else ""
    messages.success(request, f"Đã ghi: {steps[0]}{many}.{late}")


def _asset_page(kind: str, case: Case) -> tuple[Any, ...]:
    """The step of the asset, when there is but one; of one chosen on the case; or a new one."""
    assets = list(case.assets.standing().exclude(state=AssetState.HANDED_OVER)[:2])
    if len(assets) == 1:
        return "asset_step", assets[0].pk, kind
    if assets:
        return (reverse("case_detail", args=(case.pk,)) + f"?step={kind}#assets",)
    return "asset_new", case.pk


@get_or_post
@reader
def step_cancel(request: SignedIn, pk: int) -> HttpResponse:
    steps = Step.objects.visible_to(request.user).select_related(
        "case", "filing", "administrative", "recorded_by", "party", "act"
    )
    step = get_object_or_404(steps.exclude(kind=StepKind.CANCELLED), pk=pk)
    parent = parent_of(step)
    if not may_write(parent, request.user):
        raise PermissionDenied
    back = reverse("plan_detail", args=(step.plan_id,)) if step.plan_id else page_of(parent)
    if request.method != "POST" and Step.objects.visible_to(request.user).filter(cancels=step):
        messages.warning(request, "Bước này đã được hủy.")
        return redirect(back)
    form = CancelForm(
        request.POST if request.method == "POST" else None, step=step, by=request.user
    )
    if form.apply():
        messages.success(request, f"Đã hủy bước: {step}.")
        return redirect(back)
    context = {"form": form, "step": step} | way_back(parent) | {"back": back}
    return render(request, "cases/step_cancel.html", context)


def page_of(parent: Parent) -> str:
    """The page whose timeline shows its steps."""
    return reverse(f"{place_of(parent)}_detail", args=(parent.pk,))


def way_back(parent: Parent) -> dict[str, Any]:
    """What the crumbs of a page about one step or document name."""
    return {"parent": parent, "place": place_of(parent), "back": page_of(parent)}


@get_or_post
@reader
def procuracy(request: SignedIn) -> HttpResponse:
    """Gửi Viện kiểm sát: what was not sent, to be ticked and sent at once."""
    user = request.user
    if not may_step(user.role):
        raise PermissionDenied
    chosen = UnsentForm({"since": f"{today() - LOOK_BACK:%d/%m/%Y}"} | request.GET.dict(), by=user)
    if not chosen.is_valid():
        return render(request, "cases/procuracy.html", {"chosen": chosen})
    rows = chosen.acts()
    data = request.POST if request.method == "POST" else None
    form = SendForm(data, rows=rows, by=user)
    if (sent := form.apply()) is not None:
        messages.success(request, f"Đã ghi gửi Viện kiểm sát {len(sent)} quyết định.")
        return redirect(request.get_full_path())
    page = Paginator(rows, SENT_AT_ONCE).get_page(request.GET.get("page"))
    ticked = set(data.getlist("acts")) if data else set()
    context = {"chosen": chosen, "form": form, "page_obj": page}
    context["rows"] = [(act, (today() - act.on).days, str(act.pk) in ticked) for act in page]
    return render(request, "cases/procuracy.html", context)
