"""Tóm tắt việc: one case on one page for who meets about it. Writes nothing.

Debtors are named, since the matter is discussed by their names; other natural persons are cut to
an initial, and nobody's birth, number or address is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import (
    BigIntegerField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import Sum as Total
from django.db.models.functions import Coalesce

from cases.assets import LIVE
from cases.casefile import Sum
from cases.choices import OPEN_PLACES, TO_BE_DONE, Addressee, PartyRole, PersonKind, PlanState, Role
from cases.deadlines import RUNNING, row_term
from cases.models import (
    Agency,
    Asset,
    Balance,
    Case,
    CoercionPlan,
    Deadline,
    KeyAsk,
    KeyCase,
    Measure,
    Obligation,
    Party,
    PlanForce,
    Referral,
    User,
)
from cases.models.key_cases import briefed_to
from cases.models.offices import agencies_of
from cases.templatetags.vietnamese import masked
from cases.terms import Term
from cases.today import today

T = TypeVar("T")
WAITING, OVERDUE, REFERRED = "waiting", "overdue", "referred"


# ---------------------------------------------------------------- what a brief holds
@dataclass(frozen=True)
class ObligationLine:
    obligation: Obligation
    sum: Sum

    @property
    def is_money(self) -> bool:
        return self.obligation.kind not in TO_BE_DONE or bool(self.sum.due)


@dataclass(frozen=True)
class AssetLine:
    asset: Asset

    @property
    def is_live(self) -> bool:
        return self.asset.state in LIVE

    @property
    def number(self) -> str:
        return masked(self.asset.identifier) if self.asset.identifier else ""

    @property
    def value(self) -> int | None:
        """The debtor's share of it."""
        asset = self.asset
        return None if asset.value is None else asset.value * asset.share_part // asset.share_of


@dataclass(frozen=True)
class PlanLine:
    """The coercion that is planned: when, where, with whom."""

    plan: CoercionPlan
    forces: tuple[PlanForce, ...]

    @property
    def heads(self) -> int:
        return sum(force.head_count for force in self.forces)


@dataclass(frozen=True)
class TermLine:
    row: Deadline
    term: Term
    on: date

    @property
    def is_late(self) -> bool:
        return self.term.is_duty and self.row.due_on < self.on


@dataclass(frozen=True)
class AskLine:
    ask: KeyAsk
    on: date

    @property
    def is_late(self) -> bool:
        return self.ask.settled_on is None and bool(self.ask.due_on and self.ask.due_on < self.on)


@dataclass(frozen=True)
class Brief:
    """All that may be told of a case at the committee, as of a day; figures are today's."""

    case: Case
    on: date
    mark: KeyCase | None = None
    debtors: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()
    related: int = 0
    total: Sum = field(default_factory=Sum)
    obligations: tuple[ObligationLine, ...] = ()
    assets: tuple[AssetLine, ...] = ()
    measures: tuple[Measure, ...] = ()
    plan: PlanLine | None = None
    terms: tuple[TermLine, ...] = ()
    asks: tuple[AskLine, ...] = ()
    referrals: tuple[Referral, ...] = ()

    @property
    def worth(self) -> int | None:
        """What the assets still to be turned into money are valued at; None: none is."""
        values = [line.value for line in self.assets if line.is_live and line.value is not None]
        return sum(values) if values else None

    @property
    def open_asks(self) -> list[AskLine]:
        return [line for line in self.asks if line.ask.settled_on is None]

    @property
    def is_late(self) -> bool:
        return any(line.is_late for line in self.asks)

    @property
    def obstacles(self) -> str:
        """What blocks it: of the mark, or of what was put to the committee last."""
        if self.mark and self.mark.obstacles:
            return self.mark.obstacles
        return self.referrals[0].reason if self.referrals else ""

    def within(self, room: "Room") -> "Shown":
        return Shown(self, room)


# ---------------------------------------------------------------- as much as a page takes
@dataclass(frozen=True)
class Room:
    """How many rows of each kind, and letters of a text, a page has room for."""

    rows: int
    assets: int
    letters: int


SCREEN = Room(rows=50, assets=50, letters=4000)
PAPER = (
    Room(rows=8, assets=12, letters=1000),
    Room(rows=6, assets=8, letters=500),
    Room(rows=4, assets=6, letters=300),
    Room(rows=3, assets=4, letters=180),
    Room(rows=2, assets=3, letters=110),
)
"""Ever less, until it fits on one page; the last always does."""


@dataclass(frozen=True)
class Cut(Generic[T]):
    """The first of many, and how many more there are."""

    rows: Sequence[T]
    more: int


def _cut(rows: Sequence[T], room: int) -> Cut[T]:
    """At least two are left out together: one more takes no more room than the words for it."""
    most = room if len(rows) > room + 1 else len(rows)
    return Cut(rows[:most], len(rows) - most)


@dataclass(frozen=True)
class Shown:
    """A brief as a page shows it, each list cut to its room."""

    brief: Brief
    room: Room

    def _of(self, name: str) -> Cut[Any]:
        return _cut(getattr(self.brief, name), self.room.rows)

    @property
    def letters(self) -> int:
        return self.room.letters

    @property
    def short(self) -> int:
        """For what is a name more than a text."""
        return min(self.room.letters, 160)

    @property
    def debtors(self) -> Cut[str]:
        return self._of("debtors")

    @property
    def creditors(self) -> Cut[str]:
        return self._of("creditors")

    @property
    def obligations(self) -> Cut[ObligationLine]:
        return self._of("obligations")

    @property
    def assets(self) -> Cut[AssetLine]:
        return _cut(self.brief.assets, self.room.assets)

    @property
    def measures(self) -> Cut[Measure]:
        return self._of("measures")

    @property
    def forces(self) -> Cut[PlanForce]:
        return _cut(self.brief.plan.forces if self.brief.plan else (), self.room.rows)

    @property
    def terms(self) -> Cut[TermLine]:
        return self._of("terms")

    @property
    def asks(self) -> Cut[AskLine]:
        return self._of("asks")

    @property
    def referrals(self) -> Cut[Referral]:
        return _cut(self.brief.referrals, max(1, self.room.rows // 2))


# ---------------------------------------------------------------- reading
def brief_of(case: Case, on: date, reader: User) -> Brief:
    return briefs_of([case], on, reader)[0]


def briefs_of(cases: Iterable[Case], on: date, reader: User) -> list[Brief]:
    """The briefs of cases the reader may see, in their order; the queries do not grow with them.

    A member of the committee is told what is asked of the own agency or of the whole committee,
    and what was put to them; all the rest of a brief is the same for everybody.
    """
    wanted = [case.pk for case in cases]
    named = ("judgment", "office", "officer", "case_class")
    found = Case.objects.select_related(*named).in_bulk(wanted)
    marks = {m.case_id: m for m in KeyCase.objects.standing().filter(case__in=wanted)}
    people = _by_case(Party.objects.filter(case__in=wanted).order_by("pk"))
    owed = _owed(wanted)
    assets = _by_case(Asset.objects.standing().filter(case__in=wanted).order_by("pk"))
    measures = _by_case(
        Measure.objects.filter(case__in=wanted, is_open=True, decided_on__isnull=False)
        .select_related("asset")
        .order_by("-decided_on", "-pk")
    )
    plans = _plans(wanted)
    running = _by_case(Deadline.objects.filter(RUNNING, case__in=wanted).order_by("due_on", "pk"))
    asks, referrals = _asks(wanted, reader), _referrals(wanted, reader)
    briefs = []
    for pk in wanted:
        total, obligations = owed.get(pk, (Sum(), ()))
        lines = [AssetLine(asset) for asset in assets[pk]]
        lines.sort(key=lambda line: (not line.is_live, -(line.value or 0)))
        briefs.append(
            Brief(
                case=found[pk], on=on, mark=marks.get(pk), total=total, obligations=obligations,
                debtors=_named(people[pk], PartyRole.DEBTOR),
                creditors=_named(people[pk], PartyRole.CREDITOR),
                related=sum(party.role == PartyRole.RELATED for party in people[pk]),
                assets=tuple(lines), measures=tuple(measures[pk]), plan=plans.get(pk),
                terms=tuple(TermLine(row, row_term(row), on) for row in running[pk]),
                asks=tuple(AskLine(row, on) for row in asks[pk]), referrals=tuple(referrals[pk]),
            )
        )  # fmt: skip
    return briefs


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _named(parties: Iterable[Party], role: str) -> tuple[str, ...]:
    """Debtors and organisations by name, other people by an initial: Trần Thị B."""
    return tuple(
        party.name
        if role == PartyRole.DEBTOR or party.kind != PersonKind.NATURAL
        else _initialled(party.name)
        for party in parties
        if party.role == role
    )


def _initialled(name: str) -> str:
    *before, last = name.split() or ("",)
    return " ".join((*before, f"{last[:1]}.")) if last else ""


def _owed(cases: list[int]) -> dict[int, tuple[Sum, tuple[ObligationLine, ...]]]:
    """What became of each obligation's money, and of the case's; the largest rest first."""
    sums: dict[int | None, Sum] = defaultdict(Sum)
    totals: dict[int, Sum] = defaultdict(Sum)
    for row in Balance.objects.filter(case__in=cases).exclude(amount=0):
        sums[row.obligation_id].add(row.heading, row.amount)
        totals[row.case_id].add(row.heading, row.amount)
    lines = _by_case(Obligation.objects.filter(case__in=cases).order_by("pk"))
    return {
        case: (
            totals[case],
            tuple(
                sorted(
                    (ObligationLine(row, sums[row.pk]) for row in rows),
                    key=lambda line: -line.sum.rest,
                )
            ),
        )
        for case, rows in lines.items()
    }


def _plans(cases: list[int]) -> dict[int, PlanLine]:
    """The plan of each that is ahead; when none is, nothing: what was held is among the steps."""
    rows = CoercionPlan.objects.filter(
        case__in=cases, state__in=(PlanState.DRAFT, PlanState.ISSUED)
    ).prefetch_related(Prefetch("forces", PlanForce.objects.order_by("-head_count", "pk")))
    found: dict[int, PlanLine] = {}
    for plan in rows.order_by("on", "pk"):
        found.setdefault(plan.case_id, PlanLine(plan, tuple(plan.forces.all())))
    return found


def _asks(cases: list[int], reader: User) -> dict[int, list[KeyAsk]]:
    found: dict[int, list[KeyAsk]] = defaultdict(list)
    rows = _told(reader).filter(mark__case__in=cases)
    for row in rows.select_related("agency", "mark"):
        found[row.mark.case_id].append(row)
    return found


def _told(reader: User) -> QuerySet[KeyAsk]:
    """The asks of standing marks that the reader is told, within the cases already open to him."""
    rows = KeyAsk.objects.filter(mark__ended_on=None)
    if reader.role != Role.COMMITTEE:
        return rows
    return rows.filter(Q(agency=None) | Q(agency__in=agencies_of(reader)))


def _referrals(cases: list[int], reader: User) -> dict[int, list[Referral]]:
    rows = Referral.objects.standing().filter(case__in=cases)
    if reader.role == Role.COMMITTEE:
        rows = rows.filter(pk__in=Referral.objects.visible_to(reader).values("pk"))
    return _by_case(rows)


# ---------------------------------------------------------------- the list
def key_cases_of(reader: User, state: str = "", agency: Agency | None = None) -> QuerySet[Any]:
    """Key cases, those with an ask overdue first, then the largest rest.

    A member of the committee: all that is put to them, marked or not.
    """
    rows: QuerySet[Any] = briefed_to(reader)
    if reader.role != Role.COMMITTEE:
        rows = rows.filter(pk__in=KeyCase.objects.standing().values("case"))
    asks = _told(reader).filter(mark__case=OuterRef("pk"), settled_on=None).order_by()
    stock = Balance.objects.filter(case=OuterRef("pk"), heading__in=OPEN_PLACES).order_by()
    rest = stock.values("case").annotate(sum=Total("amount")).values("sum")
    rows = rows.annotate(
        late=Exists(asks.filter(due_on__lt=today())),
        rest=Coalesce(Subquery(rest, output_field=BigIntegerField()), Value(0)),
    )
    if agency is not None:
        rows = rows.filter(Exists(asks.filter(agency=agency)))
    waiting = Referral.objects.standing().filter(
        case=OuterRef("pk"), concluded=None, addressee=Addressee.STEERING_COMMITTEE
    )
    states = {"": Q(), OVERDUE: Q(late=True), WAITING: Q(Exists(asks)), REFERRED: Exists(waiting)}
    return rows.filter(states[state]).order_by("-late", "-rest", "pk")
