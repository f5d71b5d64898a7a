"""Hồ sơ: a case as its page shows it, read from the ledger. Writes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from cases.choices import EXITS, STOCK, ActKind, Heading, PartyRole, Register
from cases.models import Act, Balance, Case, LedgerLine, Obligation, Office, Officer, Party
from cases.rules.grounds import ground_label
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
    def elsewhere(self) -> list[tuple[str, int]]:
        """Money that stands under more than one heading, heading by heading."""
        if len(self.stands) < 2:
            return []
        return [(Heading(heading).label, amount) for heading, amount in self.stands.items()]


@dataclass
class ObligationRow:
    obligation: Obligation
    sum: Sum
    debtors: list[Party]


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
    rows = case.obligations.select_related("creditor").prefetch_related("debtors").order_by("pk")
    return [ObligationRow(o, sums.get(o.pk, Sum()), list(o.debtors.all())) for o in rows], total


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


def movements_of(case: Case) -> dict[int, list[Movement]]:
    """What each act of the case moved, pairs with the same ends added up."""
    lines = case.lines.select_related("act", "case_class").order_by("pk")
    names = _Names()
    moved: dict[int, list[Movement]] = {}
    for act, group in groupby(lines, key=lambda line: line.act):
        rows = list(group)
        found: dict[tuple[str, str], Movement] = {}
        for source, target in _ends(act, rows, names):
            ends = source[0], target[0]
            movement = found.setdefault(ends, Movement(*ends))
            movement.cases += target[1].cases
            movement.amount += target[1].amount
        moved[act.pk] = list(found.values())
    return moved


def _ends(act: Act, lines: list[LedgerLine], names: "_Names") -> Iterator[Any]:
    """Pairs of (name, line). A pair's source comes first in the books."""
    pairs = list(zip(lines[::2], lines[1::2], strict=True))
    if act.kind not in CARRIES:
        for source, target in pairs:
            yield (_heading(source), source), (_heading(target), target)
        return
    for (left, _), (_, arrived) in zip(pairs[::2], pairs[1::2], strict=False):
        yield (names.of(act, left), left), (names.of(act, arrived), arrived)


def _heading(line: LedgerLine) -> str:
    return _OUTSIDE.get(Heading(line.heading)) or Heading(line.heading).label


class _Names:
    """Names of offices and officers, looked up when an act first needs them."""

    def __init__(self) -> None:
        self.known: dict[tuple[type, int | None], str] = {}

    def of(self, act: Act, line: LedgerLine) -> str:
        if act.kind == ActKind.RECLASSIFY:
            return ", ".join((str(line.case_class), *line.case_class.flag_labels))
        if act.kind == ActKind.TRANSFER:
            return self._name(Office, line.office_id)
        return self._name(Officer, line.officer_id) if line.officer_id else "Chưa phân công"

    def _name(self, model: Any, pk: int | None) -> str:
        if (model, pk) not in self.known:
            self.known[model, pk] = str(model.objects.get(pk=pk))
        return self.known[model, pk]


# ---------------------------------------------------------------- timeline
@dataclass
class Event:
    """One act as the timeline tells it."""

    act: Act
    movements: list[Movement]
    reversed_by: Act | None
    reversible: bool

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


def timeline_of(case: Case) -> list[Event]:
    """The acts of a case, newest first, each with what it moved in the ledger."""
    moved = movements_of(case)
    rows = case.acts.select_related(
        "recorded_by", "prepared_by", "issuing_office", "obligation", "reverses", "together"
    ).order_by("-booked_on", "-pk")
    acts = list(rows)
    answers = {act.reverses_id: act for act in acts if act.reverses_id}
    turnable = reversible(case, acts, moved)
    return [
        Event(act, moved.get(act.pk, []), answers.get(act.pk), act.pk in turnable) for act in acts
    ]


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


def parties_of(case: Case) -> list[tuple[str, list[Party]]]:
    """Debtors first, then creditors, then those concerned."""
    order = (PartyRole.DEBTOR, PartyRole.CREDITOR, PartyRole.RELATED)
    parties = list(case.parties.select_related("person").order_by("pk"))
    groups = [(role.label, [p for p in parties if p.role == role]) for role in order]
    return [(label, members) for label, members in groups if members]
