"""Measures as pages show them, and what persuasion avoided. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case as If
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum, When

from cases.casefile import StepEvent
from cases.choices import (
    COERCIVE,
    SECURITY,
    MeasureKind,
    MeasureOutcome,
    PersuasionOutcome,
    StepKind,
)
from cases.deadlines import DUTY, RUNNING, Line, running_of
from cases.models import Case, CoercionPlan, Deadline, Measure, Office, PlanForce, Referral, Step
from cases.models.procedure import StepQuerySet
from cases.periods import NEW_LAW_ON
from cases.rules.measures import DECIDES, END_TERMS, ENDS

CARRIED = (StepKind.SEIZED, StepKind.COERCED)


# ---------------------------------------------------------------- one measure
@dataclass
class MeasureRow:
    """A measure with its decision, what followed, the terms that run and its plans."""

    measure: Measure
    steps: list[Step]
    lines: list[Line] = field(default_factory=list)
    plans: list[CoercionPlan] = field(default_factory=list)

    @property
    def decided(self) -> Step | None:
        return next((step for step in self.steps if step.kind in DECIDES), None)

    @property
    def carried(self) -> Step | None:
        return next((step for step in self.steps if step.kind in CARRIED), None)

    @property
    def ended(self) -> Step | None:
        return next((step for step in self.steps if step.kind in ENDS), None)

    @property
    def outcome(self) -> str:
        return MeasureOutcome(self.ended.outcome).label if self.ended else ""

    @property
    def duties(self) -> list[Line]:
        """What the office must do next: first the term within which the measure must end."""
        found = [line for line in self.lines if line.term.is_duty]
        return sorted(found, key=lambda line: line.term.key not in END_TERMS)


@dataclass
class MeasuresOfCase:
    """What a case's page says of its measures."""

    rows: list[MeasureRow]
    persuasions: list[Step]
    referrals: list[Referral]

    @property
    def open(self) -> list[MeasureRow]:
        return [row for row in self.rows if row.measure.is_open]

    @property
    def ended(self) -> list[MeasureRow]:
        return [row for row in self.rows if not row.measure.is_open]

    @property
    def unpersuaded(self) -> bool:
        """A coercive measure runs and nobody is recorded to have been talked to."""
        return not self.persuasions and any(not row.measure.is_security for row in self.open)

    def __bool__(self) -> bool:
        return bool(self.rows or self.persuasions or self.referrals)


def measures_of(case: Case, events: Iterable[StepEvent], lines: list[Line]) -> MeasuresOfCase:
    """Of the timeline's steps and the terms that run, both already read; asks for plans alone."""
    steps = [event.step for event in events if event.cancelled_by is None]
    found = {step.measure.pk: step.measure for step in steps if step.measure}
    rows = _rows([found[pk] for pk in sorted(found, reverse=True)], steps, lines)
    persuasions = [step for step in steps if step.kind == StepKind.PERSUADED]
    referred = any(step.kind == StepKind.REFERRED for step in steps)
    referrals = list(case.referrals.standing()) if referred else []
    return MeasuresOfCase(rows, persuasions[::-1], referrals)


def measure_row(measure: Measure, today: date) -> MeasureRow:
    """The same for the measure's own page."""
    steps = measure.steps.standing().select_related("recorded_by", "party")
    lines = running_of(measure.case, today)
    rows = _rows([measure], list(steps.order_by("on", "pk")), lines)
    return rows[0] if rows else MeasureRow(measure, [])


def _rows(measures: list[Measure], steps: list[Step], lines: list[Line]) -> list[MeasureRow]:
    of_measure: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        if step.measure_id:
            of_measure[step.measure_id].append(step)
    plans: dict[int, list[CoercionPlan]] = defaultdict(list)
    coercive = [measure.pk for measure in measures if not measure.is_security]
    if coercive:
        for plan in CoercionPlan.objects.filter(measure__in=coercive).order_by("-on", "-pk"):
            plans[plan.measure_id].append(plan)
    found = []
    for measure in measures:
        own = of_measure[measure.pk]
        begun = {step.pk for step in own}
        terms = [line for line in lines if line.steps & begun]
        row = MeasureRow(measure, own, terms, plans[measure.pk])
        if row.decided:  # one whose decision was cancelled never was
            found.append(row)
    return found


# ---------------------------------------------------------------- lists
@dataclass
class Listed:
    """Measures for a paginator: by the day a duty is due, then the newest decision first.

    What a row says besides is worked out for those of the page alone.
    """

    measures: QuerySet[Measure]

    def __post_init__(self) -> None:
        self.measures = self.measures.filter(decided_on__isnull=False).order_by()

    def __len__(self) -> int:
        return self.measures.count()

    def __getitem__(self, part: slice) -> list[Any]:
        ids = self._with_duty()
        first, last = (max(0, n - len(ids)) for n in (part.start, part.stop))
        without = self.measures.filter(~Exists(_duties())).order_by("-decided_on", "-pk")
        ids = [*ids[part], *(without.values_list("pk", flat=True)[first:last] if last else ())]
        found = told(Measure.objects.filter(pk__in=ids)).in_bulk()
        return [found[pk] for pk in ids]

    def _with_duty(self) -> list[int]:
        duties = Deadline.objects.filter(RUNNING, DUTY, step__measure__in=self.measures)
        days = duties.order_by().values("step__measure").annotate(due=Min("due_on"))
        days = days.order_by("due", "-step__measure__decided_on", "-step__measure")
        return list(days.values_list("step__measure", flat=True))


def told(measures: QuerySet[Measure]) -> QuerySet[Any]:
    """Measures with their decision, their end, and the duty that is due first."""
    decided, ended = _decisions().order_by("on", "pk"), _standing(ENDS).order_by("on", "pk")
    duty = _duties().order_by("due_on", If(When(term__in=END_TERMS, then=0), default=1))
    return measures.select_related("case__office", "case__officer", "asset", "party").annotate(
        decision=Subquery(decided.values("document_no")[:1]),
        ended_on=Subquery(ended.values("on")[:1]),
        outcome=Subquery(ended.values("outcome")[:1]),
        due_on=Subquery(duty.values("due_on")[:1]),
        due_term=Subquery(duty.values("term")[:1]),
    )


# Conditions as sets: the planner joins them, where one on a row's own would be worked out again
# for every measure.
def decided_in(since: date | None, until: date | None) -> Exists:
    """Whether the decision was booked in the period."""
    decided = _decisions()
    decided = decided.filter(booked_on__gte=since) if since else decided
    return Exists(decided.filter(booked_on__lte=until) if until else decided)


def overdue_on(today: date) -> Exists:
    """Whether a duty of the office is overdue."""
    return Exists(_duties().filter(due_on__lt=today))


def _standing(kinds: Iterable[str]) -> StepQuerySet:
    return Step.objects.standing().filter(measure=OuterRef("pk"), kind__in=kinds).order_by()


def _decisions() -> StepQuerySet:
    return _standing(DECIDES)


def _duties() -> QuerySet[Deadline]:
    return Deadline.objects.filter(RUNNING, DUTY, step__measure=OuterRef("pk")).order_by()


@dataclass
class KindTotals:
    """Of one kind of measure, what was booked in a period."""

    kind: MeasureKind
    decided: int = 0
    carried: int = 0
    voluntary: int = 0
    to_coercion: int = 0
    lifted: int = 0
    failed: int = 0

    def add(self, other: "KindTotals") -> None:
        for name in FIGURES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


FIGURES = ("decided", "carried", "voluntary", "to_coercion", "lifted", "failed")


def totals(steps: StepQuerySet, since: date, until: date) -> list[tuple[str, list[KindTotals]]]:
    """Security and coercive measures by kind, counted by the day their steps are booked.

    A coercion is carried out once: seized, or held, or ended as carried out, whichever came first.
    Exit postponed before the new law is none of the law's security measures.
    """
    carries = Q(kind__in=CARRIED) | Q(kind__in=ENDS, outcome=MeasureOutcome.CARRIED_OUT)
    earlier = Step.objects.standing().filter(
        carries, measure=OuterRef("measure"), pk__lt=OuterRef("pk")
    )
    rows = (
        steps.standing()
        .filter(measure__isnull=False, booked_on__range=(since, until))
        .filter(Q(kind__in=(*DECIDES, *CARRIED, *ENDS)))
        .exclude(measure__kind=MeasureKind.EXIT_POSTPONED, on__lt=NEW_LAW_ON)
        .order_by("measure__kind")
        .annotate(again=Exists(earlier))
        .values("measure__kind")
        .annotate(
            decided=Count("pk", filter=Q(kind__in=DECIDES)),
            carried=Count("pk", filter=carries & Q(again=False)),
            **{
                name: Count("pk", filter=Q(kind__in=ENDS, outcome=name))
                for name in ("voluntary", "to_coercion", "lifted", "failed")
            },
        )
    )
    found: dict[str, tuple[int, ...]] = {
        kind: figures for kind, *figures in rows.values_list("measure__kind", *FIGURES)
    }
    return [
        (label, [KindTotals(kind, *found.get(kind, ())) for kind in kinds])
        for label, kinds in (("Bảo đảm", SECURITY), ("Cưỡng chế", COERCIVE))
    ]


def total_of(rows: Iterable[KindTotals]) -> KindTotals:
    whole = KindTotals(MeasureKind.FREEZE)
    for row in rows:
        whole.add(row)
    return whole


# ---------------------------------------------------------------- persuasion
@dataclass
class Avoided:
    """Coercions that need not be, and the people who need not come."""

    count: int = 0
    heads: int = 0

    def __bool__(self) -> bool:
        return bool(self.count)


def avoided_of(steps: StepQuerySet, since: date, until: date) -> dict[int, Avoided]:
    """Coercions avoided and forces spared in a period, by office: one count for every page.

    Counted by measure, not by plan: what is avoided is a coercion that was decided. One without
    forces has no plan, one may have two days called off, and a day called off on a promise is
    avoided only when the measure ends so. It is avoided when the measure ends because the debtor
    performed after a persuasion and nothing was carried out; in the period in which that end is
    booked, at the office of the end. Spared are the people of its plans called off because of the
    performance: a day put off for another reason is not gained.
    """
    standing = Step.objects.standing()
    persuaded = standing.filter(
        kind=StepKind.PERSUADED, case=OuterRef("case"), on__lte=OuterRef("on")
    )
    carried = standing.filter(kind__in=CARRIED, measure=OuterRef("measure"))
    performed = standing.filter(
        kind=StepKind.COERCION_CALLED_OFF, outcome=MeasureOutcome.VOLUNTARY, plan=OuterRef("plan")
    )
    spared = PlanForce.objects.filter(Exists(performed), plan__measure=OuterRef("measure"))
    ends = steps.standing().filter(
        Exists(persuaded), ~Exists(carried), kind__in=ENDS, outcome=MeasureOutcome.VOLUNTARY,
        measure__kind__in=COERCIVE, booked_on__range=(since, until),
    )  # fmt: skip
    whole = spared.order_by().values("plan__measure").annotate(heads=Sum("head_count"))
    found: dict[int, Avoided] = defaultdict(Avoided)
    rows = ends.annotate(heads=Subquery(whole.values("heads"))).order_by()
    for office, heads in rows.values_list("office", "heads"):
        found[office].count += 1
        found[office].heads += heads or 0
    return found


@dataclass
class Persuasion:
    """What persuasion came to at one office in a period."""

    office: Office
    attempts: int = 0
    cases: int = 0
    agreed: int = 0
    avoided: Avoided = field(default_factory=Avoided)


_GAINED = (PersuasionOutcome.PERFORMED, PersuasionOutcome.PARTLY, PersuasionOutcome.AGREED)


def persuasion_of(steps: StepQuerySet, since: date, until: date) -> list[Persuasion]:
    """Attempts, and what they avoided."""
    attempts = steps.standing().filter(kind=StepKind.PERSUADED, booked_on__range=(since, until))
    counts = (
        attempts.order_by("office")
        .values_list("office")
        .annotate(
            attempts=Count("pk"),
            cases=Count("case", distinct=True),
            agreed=Count("pk", filter=Q(outcome__in=_GAINED)),
        )
    )
    figures: dict[int, tuple[int, int, int]] = {
        office: (tries, cases, agreed) for office, tries, cases, agreed in counts
    }
    avoided = avoided_of(steps, since, until)
    offices = Office.objects.in_bulk({*figures, *avoided})
    rows = [
        Persuasion(office, *figures.get(pk, (0, 0, 0)), avoided.get(pk, Avoided()))
        for pk, office in offices.items()
    ]
    return sorted(rows, key=lambda row: str(row.office))
