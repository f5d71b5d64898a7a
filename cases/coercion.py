"""Coercion as it is read: a plan with its checklist, and the calendar of an office or the city."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from cases.actions.deadlines import calendar_now
from cases.actions.plans import facts_of, steps_of
from cases.casefile import StepEvent
from cases.casefile import steps_of as events_of
from cases.choices import MeasureOutcome, PlanState, StepKind
from cases.measures import Avoided, avoided_of
from cases.models import CoercionPlan, Office, Officer, PlanForce, Step, User
from cases.rules.calendar import Calendar
from cases.rules.coercion import (
    Conflict,
    Entry,
    Finding,
    Slot,
    around_tet,
    before_issue,
    checklist,
    conflicts,
    next_of,
    off_because,
    traditional,
)
from cases.terms import term_on

_DAY = timedelta(days=1)
Pair = tuple[CoercionPlan, Conflict]


@dataclass(frozen=True)
class Elsewhere:
    """That an office out of the own scope wants the same people on the day: no more is said."""

    office: str
    words: str


@dataclass(frozen=True)
class InTheWay:
    """What gets in a plan's way: plans one may open, and those one may not."""

    pairs: tuple[Pair, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


# ---------------------------------------------------------------- a plan
@dataclass(frozen=True)
class PlanPage:
    """A plan with all its page shows."""

    plan: CoercionPlan
    forces: list[PlanForce]
    heads: int
    entries: list[Entry]
    following: Entry | None
    findings: list[Finding]
    history: list[StepEvent]
    in_the_way: InTheWay

    @property
    def refused(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.refused]

    @property
    def flagged(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.refused]


def plan_page(plan: CoercionPlan, by: User, today: date, *, writes: bool) -> PlanPage:
    """`plan` comes with its case, measure and officers; a draft with what stands against it."""
    forces, calendar = list(plan.forces.all()), calendar_now()
    facts = facts_of(plan, steps_of(plan), forces)
    entries = checklist(facts, calendar)
    is_draft = plan.state == PlanState.DRAFT
    steps = Step.objects.filter(Q(plan=plan) | Q(cancels__plan=plan))
    return PlanPage(
        plan=plan,
        forces=forces,
        heads=sum(force.head_count for force in forces),
        entries=entries,
        following=next_of(entries, PlanState(plan.state)),
        findings=before_issue(facts, today, calendar) if is_draft else [],
        history=events_of(steps, writes=writes)[::-1],
        in_the_way=_of_its_day(plan, by),
    )


def _of_its_day(plan: CoercionPlan, by: User) -> InTheWay:
    if plan.state == PlanState.CALLED_OFF:
        return InTheWay()
    found = _in_the_way(by, list(_plans(by).filter(on=plan.on)), plan.on, plan.on)
    return found.get(plan.pk, InTheWay())


# ---------------------------------------------------------------- the calendar
@dataclass(frozen=True)
class Row:
    """A plan in the calendar."""

    plan: CoercionPlan
    in_the_way: InTheWay = InTheWay()

    @property
    def conflicts(self) -> Sequence[Pair]:
        return self.in_the_way.pairs

    @property
    def elsewhere(self) -> Sequence[Elsewhere]:
        return self.in_the_way.elsewhere

    @property
    def heads(self) -> int:
        return getattr(self.plan, "heads", None) or 0

    @property
    def performed(self) -> bool:
        """Called off because the debtor performed."""
        return getattr(self.plan, "performed", False)

    @property
    def overlaps(self) -> bool:
        return any(conflict.overlaps for _, conflict in self.conflicts)


@dataclass(frozen=True)
class Day:
    """A day of the month: why no coercion is carried out on it, and what is planned."""

    on: date
    off: str  # a day off: never
    tet: bool  # near Tết: not with forces
    tradition: str
    rows: list[Row] = field(default_factory=list)

    @property
    def reason(self) -> str:
        if self.off:
            return self.off[:1].upper() + self.off[1:]
        near = f"{term_on('CC_TET', self.on).length} ngày trước, sau Tết" if self.tet else ""
        return near or self.tradition


@dataclass(frozen=True)
class Month:
    """A month of coercions, of an office or of the city."""

    first: date
    days: list[Day]
    rows: list[Row]
    avoided: Avoided  # in the month, whatever its days: what the list of measures says of it

    @property
    def last(self) -> date:
        return self.days[-1].on

    @property
    def before(self) -> date:
        return (self.first - _DAY).replace(day=1)

    @property
    def after(self) -> date:
        return self.last + _DAY

    @property
    def heads(self) -> int:
        return sum(row.heads for row in self.rows if row.plan.state != PlanState.CALLED_OFF)

    @cached_property
    def overlapping(self) -> list[tuple[Row, list[Pair]]]:
        return self._pairs(overlaps=True)

    @cached_property
    def of_one_day(self) -> list[tuple[Row, list[Pair]]]:
        return self._pairs(overlaps=False)

    @property
    def wanted_elsewhere(self) -> list[Row]:
        return [row for row in self.rows if row.elsewhere]

    def _pairs(self, *, overlaps: bool) -> list[tuple[Row, list[Pair]]]:
        """Each pair of plans once, at the one shown first."""
        order = {row.plan.pk: n for n, row in enumerate(self.rows)}
        found = []
        for n, row in enumerate(self.rows):
            rows = [
                (other, conflict)
                for other, conflict in row.conflicts
                if conflict.overlaps == overlaps and order.get(other.pk, n) >= n
            ]
            if rows:
                found.append((row, rows))
        return found


def month_of(
    by: User,
    first: date,
    *,
    office: Office | None = None,
    officer: Officer | None = None,
    state: str = "",
) -> Month:
    """The plans of a month within the own scope; conflicts are sought among all of them, whatever
    is chosen to be shown."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    plans = list(_plans(by).filter(on__range=(first, last)))
    found = _in_the_way(by, plans, first, last)
    rows = [
        Row(plan, found.get(plan.pk, InTheWay()))
        for plan in plans
        if (office is None or plan.case.office_id == office.pk)
        and (officer is None or officer in plan.officers.all())
        and (not state or plan.state == state)
    ]
    calendar = calendar_now()
    span = [first + n * _DAY for n in range((last - first).days + 1)]
    days = [_day(on, calendar, rows) for on in span]
    return Month(first, days, rows, _avoided(by, first, last, office, officer))


def _avoided(
    by: User, first: date, last: date, office: Office | None, officer: Officer | None
) -> Avoided:
    steps = Step.objects.visible_to(by)
    if office is not None:
        steps = steps.filter(office__in=Office.objects.visible_to(by).itself(office.pk))
    if officer is not None:
        steps = steps.filter(officer=officer)
    found = avoided_of(steps, first, last).values()
    return Avoided(sum(a.count for a in found), sum(a.heads for a in found))


def _day(on: date, calendar: Calendar, rows: list[Row]) -> Day:
    return Day(
        on, off_because(on, calendar), around_tet(on) is not None, traditional(on),
        [row for row in rows if row.plan.on == on],
    )  # fmt: skip


def _plans(by: User) -> QuerySet[CoercionPlan]:
    """By day and hour, each with its head-count, its officers, and whether the debtor performed
    before it."""
    performed = Step.objects.filter(
        plan=OuterRef("pk"), kind=StepKind.COERCION_CALLED_OFF, cancelled_by=None,
        outcome=MeasureOutcome.VOLUNTARY,
    )  # fmt: skip
    plans = CoercionPlan.objects.visible_to(by).annotate(
        heads=Sum("forces__head_count"), performed=Exists(performed)
    )
    plans = plans.select_related("case__office", "measure__party").prefetch_related("officers")
    return plans.order_by("on", "starts_at", "pk")


def _in_the_way(
    by: User, plans: list[CoercionPlan], first: date, last: date
) -> dict[int, InTheWay]:
    """The plans of each day that want the same people: the police is shared by offices that do
    not see each other's cases. What lies beyond has no hours here, so it is never said to overlap.
    """
    beyond = CoercionPlan.objects.beyond(by).filter(on__range=(first, last))
    beyond = beyond.exclude(state=PlanState.CALLED_OFF)
    others = {plan.pk: plan for plan in beyond} if plans else {}
    unknown = [
        Slot(
            plan.pk, plan.case.office_id, plan.on, time.min, time.min,
            {officer.pk: officer.name for officer in plan.officers.all()}, plan.police_unit,
        )
        for plan in others.values()
    ]  # fmt: skip
    own, found = {plan.pk: plan for plan in plans}, conflicts([*_slots(plans), *unknown])
    return {
        pk: InTheWay(
            tuple((own[c.other], c) for c in found[pk] if c.other in own),
            tuple(
                Elsewhere(others[c.other].case.office.short_name, c.words)
                for c in found[pk]
                if c.other in others
            ),
        )
        for pk in own.keys() & found.keys()
    }


def _slots(plans: Iterable[CoercionPlan]) -> list[Slot]:
    return [
        Slot(
            plan.pk, plan.case.office_id, plan.on, plan.starts_at, plan.ends_at,
            {officer.pk: officer.name for officer in plan.officers.all()}, plan.police_unit,
        )
        for plan in plans
        if plan.state != PlanState.CALLED_OFF
    ]  # fmt: skip
