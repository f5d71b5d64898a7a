"""Hồ sơ: a case as its page shows it, read from the ledger. Writes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from cases.actions.obligations import in_words
from cases.choices import (
    EXITS,
    STOCK,
    TO_BE_DONE,
    ActKind,
    Heading,
    PartyRole,
    Register,
    StepKind,
)
from cases.models import (
    Act,
    Balance,
    Case,
    Document,
    InterestPeriod,
    LedgerLine,
    Obligation,
    ObligationDebtor,
    Party,
    Step,
)
from cases.rules.grounds import INSTALMENT, INTEREST, ground_label, ground_of
from cases.rules.moves import article_of
from cases.rules.refusal import written
from cases.rules.reversal import CARRIES

_OUTSIDE = {
    Heading.INTAKE: "Thụ lý",
    Heading.CORRECTED: "Điều chỉnh năm trước",
}


# ---------------------------------------------------------------- balances
@dataclass
class Sum:
    """What became of an obligation's money, in đồng."""

    due: int = 0
    paid: int = 0
    held: int = 0
    reduced: int = 0
    gone: int = 0
    rest: int = 0
    stands: dict[str, int] = field(default_factory=dict)
    fixed: bool = field(default=False, compare=False)  # nothing falls due by itself

    def add(self, heading: str, amount: int) -> None:
        self.due += amount
        if heading == Heading.COMPLETED:
            self.paid += amount
        elif heading == Heading.COLLECTED:
            self.held += amount
        elif heading in (Heading.REDUCED, Heading.TERMINATED):
            self.reduced += amount
        elif heading in EXITS:
            self.gone += amount
        else:
            self.rest += amount
            self.stands[heading] = self.stands.get(heading, 0) + amount

    @property
    def collected(self) -> int:
        return self.paid + self.held

    @property
    def stock(self) -> int:
        """What of the rest can be collected where it stands; a separate book is opened first."""
        return sum(amount for heading, amount in self.stands.items() if heading in STOCK)

    def share(self, amount: int) -> str:
        """Per cent of what is due, for bars and words; empty when nothing is due."""
        return f"{amount * 100 / self.due:.2f}" if self.due else ""

    @property
    def collected_share(self) -> str:
        return self.share(self.collected)

    @property
    def reduced_share(self) -> str:
        return self.share(self.reduced)

    @property
    def settled_share(self) -> str:
        return self.share(self.collected + self.reduced)

    @property
    def elsewhere(self) -> list[tuple[str, int]]:
        """Money that stands under more than one heading, heading by heading."""
        if len(self.stands) < 2:
            return []
        return [(Heading(heading).label, amount) for heading, amount in self.stands.items()]


@dataclass
class ObligationRow:
    obligation: Obligation
    sum: Sum
    links: list[ObligationDebtor]
    done: Step | None = None

    @property
    def debtors(self) -> list[Party]:
        return [link.party for link in self.links]

    @property
    def terms(self) -> str:
        return in_words(self.obligation)

    @property
    def to_be_done(self) -> bool:
        """A thing to hand over or an act to do, not recorded as done."""
        return self.obligation.kind in TO_BE_DONE and self.done is None


def rest_of(balances: Iterable[Balance]) -> int:
    """Còn phải thi hành: what of a case's money is still open."""
    return _sum(balances).rest


def total_of(case: Case) -> Sum:
    return _sum(case.balances.all())


def _sum(balances: Iterable[Balance]) -> Sum:
    total = Sum()
    for row in balances:
        if row.amount:
            total.add(row.heading, row.amount)
    return total


def obligations_of(case: Case) -> tuple[list[ObligationRow], Sum]:
    """Each obligation with its balances, and their sum."""
    total = Sum()
    sums: dict[int, Sum] = {}
    for row in case.balances.all():
        if row.amount:
            sums.setdefault(row.obligation_id, Sum()).add(row.heading, row.amount)
            total.add(row.heading, row.amount)
    rows = case.obligations.select_related("creditor").order_by("pk")
    links = ObligationDebtor.objects.select_related("party").order_by("pk")
    rows = rows.prefetch_related(Prefetch("debtor_links", links))
    total.fixed = not any(o.interest_basis or o.instalment for o in rows)
    done: dict[int | None, Step] = {}
    if any(o.kind in TO_BE_DONE for o in rows):
        steps = case.steps.filter(kind=StepKind.FULFILLED, cancelled_by=None)
        done = {step.obligation_id: step for step in steps}
    return [
        ObligationRow(o, sums.get(o.pk, Sum()), list(o.debtor_links.all()), done.get(o.pk))
        for o in rows
    ], total


# ---------------------------------------------------------------- what acts moved
@dataclass
class Movement:
    """From one heading to another: a case, money, or both. As words: "Đang thi hành → Đã thu"."""

    source: str
    target: str
    cases: int = 0
    amount: int = 0

    def __str__(self) -> str:
        money = f"{written(self.amount)} đồng" if self.amount else ""
        what = ", ".join(filter(None, ("1 việc" if self.cases else "", money)))
        return f"{self.source} → {self.target}: {what}"


def lines_of(case: Case) -> list[LedgerLine]:
    """Every ledger line of the case, in the order written, with all that names it."""
    rows = case.lines.select_related("act", "case_class", "office", "officer", "obligation")
    return list(rows.order_by("pk"))


def movements_of(case: Case) -> dict[int, list[Movement]]:
    """What each act of the case moved."""
    return movements(lines_of(case))


def movements(lines: Iterable[LedgerLine]) -> dict[int, list[Movement]]:
    """What each act moved, pairs with the same ends added up."""
    moved: dict[int, list[Movement]] = {}
    for act, group in groupby(lines, key=lambda line: line.act):
        found: dict[tuple[str, str], Movement] = {}
        for source, target in _ends(act, list(group)):
            ends = source[0], target[0]
            movement = found.setdefault(ends, Movement(*ends))
            movement.cases += target[1].cases
            movement.amount += target[1].amount
        moved[act.pk] = list(found.values())
    return moved


def _ends(act: Act, lines: list[LedgerLine]) -> Iterator[Any]:
    """Pairs of (name, line). A pair's source comes first in the books."""
    pairs = list(zip(lines[::2], lines[1::2], strict=True))
    if act.kind not in CARRIES:
        for source, target in pairs:
            yield (_heading(source), source), (_heading(target), target)
        return
    for (left, _), (_, arrived) in zip(pairs[::2], pairs[1::2], strict=False):
        yield (_holder(act, left), left), (_holder(act, arrived), arrived)


def _heading(line: LedgerLine) -> str:
    return _OUTSIDE.get(Heading(line.heading)) or Heading(line.heading).label


def _holder(act: Act, line: LedgerLine) -> str:
    """Who answers for a line: its class, office or officer, whichever the act changes."""
    if act.kind == ActKind.RECLASSIFY:
        return ", ".join((str(line.case_class), *line.case_class.flag_labels))
    if act.kind == ActKind.TRANSFER:
        return str(line.office)
    return str(line.officer) if line.officer else "Chưa phân công"


# ---------------------------------------------------------------- timeline
@dataclass
class Event:
    """One act as the timeline tells it."""

    act: Act
    movements: list[Movement]
    reversed_by: Act | None
    reversible: bool
    periods: list[InterestPeriod] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What happened; money that fell due by itself is no decision and says what it is."""
        falls_due = self.act.kind == ActKind.AMEND and self.act.ground in (INTEREST, INSTALMENT)
        ground = ground_of(self.act.kind, self.act.ground, self.act.on) if falls_due else None
        return ground.label if ground else self.act.get_kind_display()

    @property
    def late_days(self) -> int:
        return (self.act.booked_on - self.act.on).days if self.act.is_late else 0

    @property
    def ground(self) -> str:
        return ground_label(self.act.kind, self.act.ground, self.act.on)

    @property
    def article(self) -> str:
        return "" if self.act.ground else article_of(self.act.kind, self.act.on)

    @property
    def register(self) -> str:
        return Register(self.act.register).label


@dataclass
class StepEvent:
    """One step as the timeline tells it; a cancelled one stays, struck through."""

    step: Step
    cancelled_by: Step | None
    cancellable: bool
    documents: list[Document] = field(default_factory=list)

    @property
    def late_days(self) -> int:
        return (self.step.booked_on - self.step.on).days


@dataclass
class Timeline:
    """Acts and steps of a case as one story, newest first; the older ones folded away."""

    events: list[Event | StepEvent]
    total: int
    acts: list[Act]
    steps: list[StepEvent]
    turnable: bool
    docketed_on: date | None

    @property
    def folded(self) -> int:
        return self.total - len(self.events)

    @property
    def living(self) -> list[str]:
        """Kinds of the steps not cancelled, oldest first."""
        return [event.step.kind for event in self.steps if event.cancelled_by is None]

    @property
    def verifications(self) -> list[StepEvent]:
        """Newest first, cancelled ones too."""
        found = [e for e in self.steps if hasattr(e.step, "verification")]
        return found[::-1]


def timeline_of(
    case: Case,
    lines: list[LedgerLine],
    documents: list[Document],
    *,
    writes: bool,
    limit: int | None,
) -> Timeline:
    """The acts and steps of a case, each with its papers, each act with what it moved."""
    moved = movements(lines)
    rows = case.acts.select_related(
        "recorded_by",
        "prepared_by",
        "issuing_office",
        "obligation",
        "reverses",
        "together",
        "handover_item",
    )
    acts = list(rows.order_by("booked_on", "pk"))
    answers = {act.reverses_id: act for act in acts if act.reverses_id}
    turnable = reversible(case, acts, moved)
    periods = _periods_of(acts)
    steps = steps_of(case.steps.all(), writes=writes)
    events: list[Event | StepEvent] = [
        Event(
            act,
            moved.get(act.pk, []),
            answers.get(act.pk),
            act.pk in turnable,
            periods.get(act.pk, []),
        )
        for act in acts
    ]
    events = sorted([*events, *steps], key=_when, reverse=True)
    hang(documents, events)
    return Timeline(
        events=events[:limit],
        total=len(events),
        acts=acts,
        steps=steps,
        turnable=bool(turnable),
        docketed_on=acts[0].on if acts else None,
    )


def steps_of(steps: QuerySet[Step], *, writes: bool) -> list[StepEvent]:
    """Steps oldest first, each with what cancelled it; the cancellations are not events."""
    rows = list(
        steps.select_related(
            *("recorded_by", "party", "act", "verification"),
            *("measure__asset", "measure__party"),
        )
    )
    cancelled = {step.cancels_id: step for step in rows if step.cancels_id}
    return [
        StepEvent(step, gone := cancelled.get(step.pk), writes and gone is None)
        for step in sorted(rows, key=lambda step: (step.on, step.pk))
        if step.cancels_id is None
    ]


def hang(documents: Sequence[Document], events: Iterable[Event | StepEvent]) -> None:
    """Each paper with the act or the step it belongs to."""
    for event in events:
        if isinstance(event, Event):
            name, row = "act_id", event.act.pk
        else:
            name, row = "step_id", event.step.pk
        event.documents = [paper for paper in documents if getattr(paper, name) == row]


def _when(event: Event | StepEvent) -> tuple[date, datetime]:
    """By legal day; on one day in the order written."""
    row = event.act if isinstance(event, Event) else event.step
    return row.on, row.written_at


def _periods_of(acts: list[Act]) -> dict[int, list[InterestPeriod]]:
    """The calculation behind each charge of late interest."""
    charged = [a.pk for a in acts if a.kind == ActKind.AMEND and a.ground == INTEREST]
    found: dict[int, list[InterestPeriod]] = {}
    for row in InterestPeriod.objects.filter(act__in=charged) if charged else ():
        found.setdefault(row.act_id, []).append(row)
    return found


def reversible(case: Case, acts: list[Act], moved: dict[int, list[Movement]]) -> set[int]:
    """Acts that may be reversed now: those that moved the case newest first, money at any time.

    When the case has ended its money is reached by reversing the end, but for payouts.
    """
    gone = {act.reverses_id for act in acts}
    standing = [act for act in acts if act.pk not in gone and act.kind != ActKind.REVERSE]
    moves_case = {pk for pk, movements in moved.items() if any(m.cases for m in movements)}
    newest = max((act.pk for act in standing if act.pk in moves_case), default=0)
    return {
        act.pk
        for act in standing
        if act.pk == newest
        or (act.pk not in moves_case and (case.is_open or act.kind == ActKind.PAY_OUT))
    }


# ---------------------------------------------------------------- parties
def parties_of(case: Case) -> list[tuple[str, list[Party]]]:
    """Debtors first, then creditors, then those concerned."""
    order = (PartyRole.DEBTOR, PartyRole.CREDITOR, PartyRole.RELATED)
    parties = list(case.parties.select_related("person").order_by("pk"))
    groups = [(role.label, [p for p in parties if p.role == role]) for role in order]
    return [(label, members) for label, members in groups if members]
