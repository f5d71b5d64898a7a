"""Kiểm kê: what the list of a handover amounts to, for its preview, page and paper. Writes nothing.

Until a case is handed over its row shows what is held of it now, afterwards what was held then:
what the ledger has collected, and what vouchers hold beside it (proceeds, advances, deposits).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case as Choose
from django.db.models import Count, F, Q, QuerySet, Sum, Value, When

from cases.actions.vouchers import held_beside
from cases.casefile import rest_of
from cases.choices import OPEN_PLACES, CaseKind, Fund, Heading, PartyRole
from cases.models import (
    Balance,
    Case,
    Deadline,
    Draft,
    Handover,
    HandoverItem,
    Party,
    User,
    VoucherLine,
)
from cases.models.handovers import BLOCKS
from cases.today import today

_RUNNING = Q(done_on=None, ended_on=None)


# ---------------------------------------------------------------- totals
@dataclass
class StateRow:
    """The cases that stand in one state, with their money wherever it stands."""

    heading: str
    cases: int = 0
    rest: int = 0
    held: int = 0

    @property
    def label(self) -> str:
        return _label(self.heading)


def _label(heading: str) -> str:
    """The file of a delegated asset stands in no heading."""
    return str((Heading(heading) if heading else CaseKind.DELEGATED_ASSET).label)


@dataclass
class Totals:
    states: list[StateRow] = field(default_factory=list)
    deadlines: int = 0
    overdue: int = 0

    @property
    def cases(self) -> int:
        return sum(row.cases for row in self.states)

    @property
    def rest(self) -> int:
        return sum(row.rest for row in self.states)

    @property
    def held(self) -> int:
        return sum(row.held for row in self.states)


def totals_of(cases: QuerySet[Case]) -> Totals:
    """The cases as they stand now. Five queries, whatever their number."""
    ids = cases.order_by().values("pk")
    states = {
        place: StateRow(place, n)
        for place, n in cases.order_by().values_list(_place("")).annotate(Count("pk"))
    }
    beside = VoucherLine.objects.filter(case__in=ids).exclude(fund=Fund.OBLIGATION).order_by()
    for place, amount in beside.values_list(_place("case__")).annotate(Sum("amount")):
        states[place].held += amount
    money = Balance.objects.filter(
        case__in=ids, amount__gt=0, heading__in=(*OPEN_PLACES, Heading.COLLECTED)
    )
    for heading, place, amount in money.values_list("case__heading", "heading").annotate(
        Sum("amount")
    ):
        if place == Heading.COLLECTED:
            states[heading].held += amount
        else:
            states[heading].rest += amount
    terms = Deadline.objects.filter(_RUNNING, case__in=ids)
    found = terms.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today())))
    return Totals(_in_order(states.values()), found["n"], found["late"])


def _place(path: str) -> Choose:
    """Where a case stands; the file of a delegated asset in no heading."""
    files = When(**{f"{path}kind": CaseKind.DELEGATED_ASSET}, then=Value(""))
    return Choose(files, default=F(f"{path}heading"))


def totals_handed_over(handover: Handover) -> Totals:
    """The cases as they stood when they were handed over."""
    done = handover.items.exclude(act=None, step=None).order_by()
    sums = done.values_list("heading").annotate(Count("pk"), Sum("rest"), Sum("held"))
    terms = done.aggregate(n=Sum("deadlines", default=0), late=Sum("overdue", default=0))
    return Totals(_in_order(StateRow(*row) for row in sums), terms["n"], terms["late"])


def totals_of_list(handover: Handover) -> Totals:
    if handover.signed_at is not None:
        return totals_handed_over(handover)
    return totals_of(Case.objects.filter(handover_items__handover=handover))


def _in_order(rows: Iterable[StateRow]) -> list[StateRow]:
    order = [*Heading.values, ""]
    return sorted(rows, key=lambda row: order.index(row.heading))


# ---------------------------------------------------------------- rows
@dataclass
class Line:
    """One row of the inventory."""

    item: HandoverItem
    debtors: list[Party]
    heading: str
    rest: int
    held: int
    deadlines: int
    overdue: int
    drafts: int
    linked: bool

    @property
    def label(self) -> str:
        return _label(self.heading)

    @property
    def block(self) -> str:
        """Why the case cannot be handed over, or was not."""
        return self.item.refused or BLOCKS.get(getattr(self.item, "block", ""), "")


def rows_of(handover: Handover) -> QuerySet[HandoverItem]:
    """The items in the order of the list, with what their rows show."""
    rows = handover.items.select_related(
        "case__judgment", "case__officer", "to_officer", "act__reversed_by", "step"
    ).prefetch_related("case__parties", "case__balances")
    return rows if handover.signed_at else rows.with_block(handover)  # type: ignore[attr-defined]


def lines_of(items: Sequence[HandoverItem], user: User) -> list[Line]:
    """The rows of one page. Four queries, whatever their number."""
    ids = [item.case_id for item in items]
    terms: dict[int, tuple[int, int]] = {}
    waiting = [item.case_id for item in items if not item.is_done]
    running = Deadline.objects.filter(_RUNNING, case__in=waiting).order_by()
    for case, n, late in running.values_list("case").annotate(
        n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today()))
    ):
        terms[case] = n, late
    drafts = dict(
        Draft.objects.filter(case__in=waiting).order_by().values_list("case").annotate(Count("pk"))
    )
    beside = held_beside(waiting)
    mine = set(Case.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [_line(item, terms, drafts, beside, mine) for item in items]


def _line(
    item: HandoverItem, terms: dict[int, tuple[int, int]], drafts: dict[int, int],
    beside: dict[int, int], mine: set[int],
) -> Line:  # fmt: skip
    case = item.case
    debtors = [party for party in case.parties.all() if party.role == PartyRole.DEBTOR]
    if item.is_done:
        stood = (item.heading, item.rest, item.held, item.deadlines, item.overdue)
    else:
        held = sum(b.amount for b in case.balances.all() if b.heading == Heading.COLLECTED)
        held += beside.get(case.pk, 0)
        rest = rest_of(b for b in case.balances.all() if b.heading != Heading.COLLECTED)
        heading = "" if case.is_asset_file else case.heading
        stood = (heading, rest, held, *terms.get(case.pk, (0, 0)))
    return Line(item, debtors, *stood, drafts.get(case.pk, 0), case.pk in mine)
