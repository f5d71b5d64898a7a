"""What the books hold of one case, and the draft in which an act's pairs are worked out.

A `Position` is loaded from the database by a screen, or kept in memory by the journal. Every
movement is a `Pair`: so much from one place to another at one key. Because a pair stays at one
key (office, officer, class), the lines of an act sum to zero at each key, and the identities of a
statement hold for every office, officer and class by construction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cases.choices import CONTRA, EXITS, OPEN_PLACES, RESULTS, Heading
from cases.periods import statistical_year
from cases.rules.refusal import Refusal, written


class Key(NamedTuple):
    """Who answers for a line: ids of office, officer (None: not yet assigned) and case class."""

    office: int
    officer: int | None
    case_class: int


class Place(NamedTuple):
    heading: str
    ground: str = ""


OPEN_HEADINGS = frozenset(h.value for h in OPEN_PLACES)
CONTRA_HEADINGS = frozenset(h.value for h in CONTRA)
LEFT_HEADINGS = frozenset(h.value for h in (*RESULTS, *EXITS))

INTAKE = Place("INTAKE")
TRANSFERRED = Place("TRANSFERRED")
REOPENED = Place("REOPENED")
SEPARATE_BOOK = Place("SEPARATE_BOOK")
SEPARATE_ENDED = Place("SEPARATE_ENDED")
IN_PROGRESS = Place("IN_PROGRESS")
COLLECTED = Place("COLLECTED")
COMPLETED = Place("COMPLETED")
CORRECTED = Place("CORRECTED")
FRESH_PLACES = frozenset((INTAKE, REOPENED, Place("CORRECTED", "INTAKE")))
"""What comes from these was docketed in the year it came."""


class Pair(NamedTuple):
    """`amount` đồng of an obligation, or one case (obligation None), from source to target."""

    key: Key
    obligation: int | None
    source: Place
    target: Place
    amount: int


class Posted(NamedTuple):
    """An act already in the books, as far as reversing it needs."""

    act: int
    kind: str
    on: date
    booked_on: date
    reference_year: int
    pairs: tuple[Pair, ...]


@dataclass(slots=True)
class Entry:
    """One act to post. Amounts in đồng; `amend` takes a signed one."""

    kind: str
    on: date
    booked_on: date
    amount: int | None = None
    obligation: int | None = None
    ground: str = ""
    key: Key | None = None  # intake, transfer, handover, reclassify: the key it comes to
    place: Place = IN_PROGRESS  # intake: where an opening case stands
    intake: dict[int | None, int] = field(default_factory=dict)
    opening: bool = False
    reversed: Posted | None = None
    act: int = 0


@dataclass(slots=True)
class Position:
    """What the books hold of one case.

    `balances` counts đồng by obligation and the case itself under obligation None; contra headings
    are not kept. `fresh` is what of it was docketed in `fresh_year` at that key: it leaves a key
    the way it came, through INTAKE. `history` are the acts not reversed, oldest first.
    """

    key: Key | None = None
    place: Place | None = None
    balances: dict[tuple[Key, int | None, Place], int] = field(default_factory=dict)
    fresh_year: int = 0
    fresh: dict[tuple[Key, int | None], int] = field(default_factory=dict)
    separated: tuple[int, int] | None = None  # (statistical year, office) of the separate book
    last_booked_on: date | None = None
    history: list[Posted] = field(default_factory=list)

    def stock(self, obligation: int | None = None) -> list[tuple[int, Place, int]]:
        """Money that stands in stock: (obligation, place, amount), the case's own place first."""
        rows = [
            (o, place, amount)
            for (_, o, place), amount in self.balances.items()
            if o is not None
            and amount
            and place.heading in OPEN_HEADINGS
            and (obligation is None or o == obligation)
        ]
        if len(rows) > 1:  # in one order, however the position was come by
            rows.sort(key=lambda row: (row[1] != self.place, row[0], row[1]))
        return rows

    def note_fresh(self, pairs: Iterable[Pair]) -> None:
        """Count what came through INTAKE or REOPENED this year, and what left again."""
        for key, o, source, target, amount in pairs:
            if source in FRESH_PLACES:
                self.fresh[key, o] = self.fresh.get((key, o), 0) + amount
            if target in FRESH_PLACES:
                self.fresh[key, o] = self.fresh.get((key, o), 0) - amount

    def find_separate_book(self) -> None:
        """Set `separated` from the history: when and where the case entered the separate book."""
        in_book = self.place == SEPARATE_BOOK
        self.separated = entered_separate_book(self.history) if in_book else None


def reference_year(entry: Entry) -> int:
    """The statistical year a fact belongs to: its legal day's, or the year of what it reverses."""
    if entry.reversed is not None:
        return entry.reversed.reference_year
    return statistical_year(entry.booked_on if entry.opening else entry.on)


def moves_case(pairs: Iterable[Pair]) -> bool:
    """Whether the act moved the case itself, so that reversing it must keep the order."""
    return any(pair.obligation is None for pair in pairs)


def entered_separate_book(history: list[Posted]) -> tuple[int, int] | None:
    """When and where a case entered the separate book; carried to another key, it had before."""
    for act in reversed(history):
        for pair in act.pairs:
            if (
                pair.obligation is None
                and pair.target == SEPARATE_BOOK
                and pair.source != SEPARATE_ENDED
            ):
                return statistical_year(act.booked_on), pair.key.office
    return None


class Draft:
    """The pairs of one act while they are being worked out; the position stays untouched."""

    __slots__ = ("balances", "fresh", "key", "pairs", "place", "position", "separated", "year")

    def __init__(self, position: Position, year: int) -> None:
        self.position = position
        self.year = year
        self.pairs: list[Pair] = []
        self.balances = dict(position.balances)
        self.fresh = dict(position.fresh) if position.fresh_year == year else {}
        # Both are None before the intake only, and nothing but the intake meets that.
        self.key: Key = position.key  # type: ignore[assignment]
        self.place: Place = position.place  # type: ignore[assignment]
        self.separated = position.separated

    def move(self, key: Key, o: int | None, source: Place, target: Place, amount: int) -> None:
        """Add one pair. Nothing that is not a contra may fall below zero."""
        if not amount:
            return
        if amount < 0:
            raise ValueError("A pair moves forward; swap its places instead.")
        if source.heading not in CONTRA_HEADINGS:
            left = self.balances.get((key, o, source), 0) - amount
            if left < 0:
                raise Refusal(
                    f"Số dư “{Heading(source.heading).label}” không đủ: "
                    f"còn {written(left + amount)}, cần {written(amount)}.",
                    "amount",
                )
            if left:
                self.balances[key, o, source] = left
            else:
                del self.balances[key, o, source]
        elif source in FRESH_PLACES:
            self.fresh[key, o] = self.fresh.get((key, o), 0) + amount
        if target.heading not in CONTRA_HEADINGS:
            self.balances[key, o, target] = self.balances.get((key, o, target), 0) + amount
        elif target in FRESH_PLACES:
            self.fresh[key, o] = self.fresh.get((key, o), 0) - amount
        self.pairs.append(Pair(key, o, source, target, amount))

    def take(
        self, amount: int, among: Iterable[tuple[int, Place, int]]
    ) -> Iterator[tuple[int, Place, int]]:
        """Split `amount` over (obligation, place, available) rows; refuse what is not there."""
        rest = amount
        for obligation, place, available in among:
            part = min(rest, available)
            if part:
                yield obligation, place, part
            rest -= part
            if not rest:
                return
        raise Refusal(
            f"Số tiền lớn hơn số còn phải thi hành: vượt {written(rest)} đồng.",
            "amount",
        )

    def standing(self) -> list[tuple[Key, int | None, Place, int]]:
        """Everything of the case that is still open, the case's own line first."""
        rows = [
            (key, o, place, amount)
            for (key, o, place), amount in self.balances.items()
            if place.heading in OPEN_HEADINGS
        ]
        rows.sort(key=lambda row: (row[1] or 0, row[2]))
        return rows

    def stock(self, o: int | None) -> list[tuple[int, Place, int]]:
        probe = Position(self.key, self.place, self.balances)
        return probe.stock(o)

    def shift(self, target: Place) -> None:
        """Move the case and the money standing where it stands to another place."""
        for key, o, place, amount in self.standing():
            if place == self.place:
                self.move(key, o, place, target, amount)
        self.place = target

    def carry(self, key: Key) -> None:
        """Move everything open to another key."""
        for old, o, place, amount in self.standing():
            self.carry_part(o, place, amount, old, key)
        self.key = key

    def carry_part(self, o: int | None, place: Place, amount: int, old: Key, new: Key) -> None:
        """Same place, other key: what was docketed this year leaves and arrives through INTAKE."""
        if place == SEPARATE_BOOK:
            self.move(old, o, place, SEPARATE_ENDED, amount)
            self.move(new, o, SEPARATE_ENDED, place, amount)
            return
        fresh = self.fresh_part(old, o, amount)
        for part, contra in ((fresh, INTAKE), (amount - fresh, TRANSFERRED)):
            self.move(old, o, place, contra, part)
            self.move(new, o, contra, place, part)

    def fresh_part(self, key: Key, o: int | None, amount: int) -> int:
        """How much of `amount` was docketed this year at the key."""
        return max(0, min(amount, self.fresh.get((key, o), 0)))

    def commit(self, entry: Entry) -> None:
        position = self.position
        position.balances = self.balances
        position.fresh = self.fresh
        position.fresh_year = self.year
        position.key = self.key
        position.place = self.place
        position.separated = self.separated
        position.last_booked_on = entry.booked_on
        if entry.reversed is None:
            posted = Posted(
                entry.act,
                entry.kind,
                entry.on,
                entry.booked_on,
                reference_year(entry),
                tuple(self.pairs),
            )
            position.history.append(posted)
        else:
            position.history = [p for p in position.history if p.act != entry.reversed.act]
