"""Coercion plans: drafted, issued, carried through their steps, held or called off."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import roles
from cases.actions.books import hold_case
from cases.actions.deadlines import calendar_now, sync
from cases.actions.rights import is_city_on
from cases.actions.steps import hold, may_write, write_step
from cases.choices import (
    COERCIVE,
    CoercionResult,
    ForceBody,
    Heading,
    MeasureOutcome,
    PlanState,
    StepKind,
)
from cases.models import Case, CoercionPlan, Measure, Officer, Party, PlanForce, Step, User
from cases.rules import Refusal
from cases.rules.coercion import (
    BEFORE_ISSUE,
    OF_THE_DECISION,
    STEPS,
    Facts,
    Finding,
    barriers,
    before_issue,
    may_step,
)
from cases.today import today

CALLED_OFF = (MeasureOutcome.VOLUNTARY, MeasureOutcome.LIFTED)
"""Why a day does not take place: performed before it, or put off."""


@dataclass(frozen=True)
class NewForce:
    body: ForceBody
    head_count: int
    name: str = ""
    contact: str = ""
    task: str = ""


@dataclass(frozen=True)
class NewPlan:
    """Nội dung kế hoạch: what a draft says."""

    on: date
    starts_at: time
    ends_at: time
    place: str
    ward: str
    method: str
    with_forces: bool = True
    is_complex: bool = False
    police_unit: str = ""
    equipment: str = ""
    cost_estimate: int = 0
    area: str = ""
    attitude: str = ""
    children: int = 0
    elderly: int = 0
    weapons: str = ""
    contacts: str = ""
    identity_first: str = ""
    identity_second: str = ""
    identity_decision: str = ""
    special_day: str = ""
    officers: tuple[Officer, ...] = ()
    forces: tuple[NewForce, ...] = ()


COLUMNS = tuple(f.name for f in fields(NewPlan) if f.name not in ("officers", "forces"))


# ---------------------------------------------------------------- who may
def may_prepare(case: Case, by: User) -> bool:
    """Who writes steps on the case, of its own office: the city looks, it does not plan."""
    return may_write(case, by) and not is_city_on(case, by)


def may_issue(case: Case, by: User) -> bool:
    """Who signs, or records a signed paper."""
    return may_prepare(case, by) and roles.may_issue(by.role)


# ---------------------------------------------------------------- drafting
@transaction.atomic
def make_plan(measure: Measure, new: NewPlan, *, by: User) -> tuple[CoercionPlan, bool]:
    """Lập dự thảo. The same day and hour sent twice by one person is one draft."""
    case = measure.case
    if not may_prepare(case, by):
        raise PermissionDenied
    hold(by)
    hold_case(case)
    kept = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if kept.kind not in COERCIVE:
        raise Refusal("Kế hoạch cưỡng chế lập cho biện pháp cưỡng chế.")
    if not kept.is_open or not case.is_open:
        raise Refusal("Quyết định cưỡng chế đã chấm dứt hoặc việc đã kết thúc.")
    standing = kept.plans.filter(on=new.on).exclude(state=PlanState.CALLED_OFF)
    twin = standing.filter(starts_at=new.starts_at, prepared_by=by, state=PlanState.DRAFT).first()
    if twin is not None:
        return twin, True
    if standing.filter(starts_at__lt=new.ends_at, ends_at__gt=new.starts_at).exists():
        raise Refusal("Biện pháp này đã có kế hoạch vào giờ đó.", "starts_at")
    _allow(new, case, by)
    # The successor of an ended office plans in its own name.
    plan = CoercionPlan(case=case, measure=kept, office=by.office)
    return _written(plan, new, by), False


@transaction.atomic
def edit_plan(plan: CoercionPlan, new: NewPlan, *, by: User, seen: datetime) -> CoercionPlan:
    """Sửa dự thảo, as the page showed it: `seen` is when it was last written."""
    kept = _locked(plan, by)
    if kept.state != PlanState.DRAFT:
        raise Refusal(f"Kế hoạch {kept.get_state_display().lower()}, không sửa được nữa.")
    _as_seen(kept, seen)
    _allow(new, kept.case, by)
    was_complex = kept.is_complex
    written = _written(kept, new, by)
    if written.is_complex != was_complex:
        sync(kept.case)  # another police answers, within another term
    return written


def _allow(new: NewPlan, case: Case, by: User) -> None:
    refused = [f for f in plan_barriers(new) if f.refused]
    if refused:
        raise Refusal(str(refused[0]), refused[0].field)
    if any(officer.office_id not in (case.office_id, by.office_id) for officer in new.officers):
        raise Refusal("Chấp hành viên của đơn vị khác.", "officers")


def plan_barriers(new: NewPlan) -> list[Finding]:
    """What stands against the day and the hours of a draft."""
    return barriers(
        new.on, new.starts_at, new.ends_at, with_forces=new.with_forces, reason=new.special_day,
        calendar=calendar_now(),
    )  # fmt: skip


def _written(plan: CoercionPlan, new: NewPlan, by: User) -> CoercionPlan:
    for name in COLUMNS:
        setattr(plan, name, getattr(new, name))
    plan.prepared_by, plan.prepared_at = by, timezone.now()
    plan.save()
    plan.officers.set(new.officers)
    plan.forces.all().delete()
    PlanForce.objects.bulk_create(
        PlanForce(
            plan=plan, body=f.body, name=f.name, head_count=f.head_count, contact=f.contact,
            task=f.task,
        )
        for f in new.forces
    )  # fmt: skip
    return plan


def _locked(plan: CoercionPlan, by: User) -> CoercionPlan:
    """The plan, held until the end, for who may write on its case. Books, case, plan: the order of
    all locks."""
    hold_case(plan.case)
    rows = CoercionPlan.objects.visible_to(by).filter(pk=plan.pk)
    kept = rows.select_for_update(of=("self",)).select_related("case__office", "measure").first()
    if kept is None or not may_prepare(kept.case, by):
        raise PermissionDenied
    return kept


def _as_seen(plan: CoercionPlan, seen: datetime) -> None:
    if plan.prepared_at != seen:
        at = timezone.localtime(plan.prepared_at)
        raise Refusal(
            f"{plan.prepared_by or 'Người khác'} vừa sửa dự thảo lúc {at:%H:%M %d/%m/%Y}:"
            " mở lại trang để xem nội dung mới."
        )


# ---------------------------------------------------------------- what is known of it
def under_way(case: Case) -> CoercionPlan | None:
    """The plan of a case that a step is likely of: the newest that is not over."""
    rows = case.plans.filter(state__in=(PlanState.DRAFT, PlanState.ISSUED))
    return rows.order_by("-on", "-pk").first()


def steps_of(plan: CoercionPlan) -> QuerySet[Step]:
    """Steps that stand and count for the plan: its own, those of its measure before any plan, and
    the notice of the decision, which another day does not call for again."""
    of_measure = Q(measure=plan.measure_id) & (
        Q(plan=None, kind__in=BEFORE_ISSUE) | Q(kind__in=OF_THE_DECISION)
    )
    standing = Step.objects.standing().filter(Q(plan=plan.pk) | of_measure)
    return standing.order_by("on", "pk")


def to_plan_for(case: Case) -> Measure | None:
    """The coercive measure of a case that a new plan is likely for: the newest that runs."""
    return case.measures.filter(kind__in=COERCIVE, is_open=True).order_by("-pk").first()


def facts_of(plan: CoercionPlan, steps: Iterable[Step], forces: Iterable[PlanForce]) -> Facts:
    """The plan as the rules see it; `plan.case` and `plan.measure` are at hand. The decision is
    notified when the one it is aimed at was told, whoever else was."""
    done: dict[str, date] = {}
    told = (None, plan.measure.party_id)
    for step in steps:
        if step.kind == StepKind.NOTIFIED and plan.measure.party_id and step.party_id not in told:
            continue
        done.setdefault(step.kind, step.on)
    names = {f.name for f in fields(Facts)} & set(COLUMNS)
    return Facts(
        **{name: getattr(plan, name) for name in names},
        bodies=frozenset(force.body for force in forces),
        measure_open=plan.measure.is_open,
        heading=Heading.IN_PROGRESS
        if plan.case.is_asset_file and plan.case.is_open
        else plan.case.heading,
        done=done,
    )


def _facts(plan: CoercionPlan) -> Facts:
    return facts_of(plan, steps_of(plan), plan.forces.all())


# ---------------------------------------------------------------- issuing
@transaction.atomic
def issue_plan(
    plan: CoercionPlan, *, by: User, on: date, number: str, signer: str, seen: datetime
) -> tuple[Step, bool]:
    """Ban hành: from here on the plan stands. The same paper sent twice is answered again."""
    if not roles.may_issue(by.role):
        raise PermissionDenied
    kept = _locked(plan, by)
    _in_time(on)
    if kept.state != PlanState.DRAFT:
        issued = kept.steps.filter(kind=StepKind.COERCION_PLANNED, cancelled_by=None).first()
        if issued and (issued.on, issued.document_no) == (on, number):
            return issued, True
        raise Refusal(f"Kế hoạch {kept.get_state_display().lower()}.")
    _as_seen(kept, seen)
    found = before_issue(_facts(kept), on, calendar_now())
    if refused := [str(finding) for finding in found if finding.refused]:
        raise Refusal(" ".join(refused))
    return write_step(
        kept.case, StepKind.COERCION_PLANNED, on, by, plan=kept, measure=kept.measure,
        until=kept.on, document_no=number, counterpart=signer,
    ), False  # fmt: skip


def _in_time(on: date) -> None:
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")


# ---------------------------------------------------------------- the checklist
@transaction.atomic
def record_plan_step(
    plan: CoercionPlan,
    kind: StepKind,
    *,
    by: User,
    on: date,
    at: time | None = None,
    party: Party | None = None,
    document_no: str = "",
    counterpart: str = "",
    outcome: str = "",
    note: str = "",
) -> tuple[Step, bool]:
    """One step of the plan, once; the same form sent twice is answered again.

    Issuing is `issue_plan`'s. Holding the day says how it went, calling it off why.
    """
    kept = _locked(plan, by)
    _in_time(on)
    said: dict[str, Any] = {
        "at": at, "document_no": document_no, "counterpart": counterpart, "outcome": outcome,
        "note": note,
    }  # fmt: skip
    if before := _written_before(kept, kind, party):
        same = before.on == on and all(getattr(before, name) == said[name] for name in said)
        if same and before.recorded_by_id == by.pk:
            return before, True
        raise Refusal(f"Đã ghi “{before.label}” ngày {before.on:%d/%m/%Y}: hủy bước ấy trước.")
    if refused := [f for f in may_step(_facts(kept), kind, on) if f.refused]:
        raise Refusal(str(refused[0]), refused[0].field)
    _check_outcome(kind, outcome, at, note)
    step = write_step(kept.case, kind, on, by, plan=kept, measure=kept.measure, party=party, **said)
    return step, False


def _written_before(plan: CoercionPlan, kind: str, party: Party | None) -> Step | None:
    """The step that stands already; a notice once for each party."""
    rows = plan.steps.standing().filter(kind=kind)
    if kind == StepKind.NOTIFIED:
        rows = rows.filter(party=party)
    return rows.first()


def _check_outcome(kind: StepKind, outcome: str, at: time | None, note: str) -> None:
    if kind == StepKind.COERCED:
        if outcome not in CoercionResult.values:
            raise Refusal("Chọn kết quả buổi cưỡng chế.", "outcome")
        if at is None:
            raise Refusal("Ghi giờ tiến hành.", "at")
    elif kind == StepKind.COERCION_CALLED_OFF:
        if outcome not in CALLED_OFF:
            raise Refusal("Chọn lý do dừng.", "outcome")
        if not note:
            raise Refusal("Ghi rõ vì sao dừng, hủy buổi cưỡng chế.", "note")
    elif kind not in STEPS:
        raise Refusal("Bước này không thuộc kế hoạch cưỡng chế.")
