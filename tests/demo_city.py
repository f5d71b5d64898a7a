"""The demo's city by a small model of its own: every act of the journal replayed and checked."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cases.demo import CUT, PUBLISHED

ENFORCEABLE = ("IN_PROGRESS", "POSTPONED_BY_CONSENT", "POSTPONED", "SUSPENDED")
STOCK = (*ENFORCEABLE, "WITHOUT_MEANS")
DONE = ("COLLECTED", "COMPLETED", "TERMINATED", "REDUCED")
LEFT = {"delegate": "DELEGATED", "take_up": "TAKEN_UP", "recall": "RECALLED"}
GROUNDS = {
    "postpone": {"a", "b", "c", "d", "dd", "e", "g", "h", "2"},
    "suspend": {"1", "2"},
    "terminate": {"a", "b", "c", "d", "dd", "e", "g", "h"},
    "without_means": {"a", "b", "c"},
}
FIRST, LAST = 2018, 2025
LAST_DAY = date(2025, 9, 30)
FEB, MAR, MAY, SEP = 5, 6, 8, 12
TY = 10**9


def month_of(day: date) -> int:
    """Month since the books were opened; 0 for what was carried in."""
    if day < PUBLISHED.books_open_on:
        return 0
    return (day.year - 2017) * 12 + day.month - 9


def end_of(year: int, month: int = SEP) -> int:
    return (year - FIRST) * 12 + month


def printed(part: int, whole: int, places: int = 2) -> Fraction:
    """A rate in percent, half-up."""
    unit = 10**places
    return Fraction((part * 100 * unit * 2 + whole) // (whole * 2), unit)


@dataclass
class Book:
    """What one case has: where it stands, its money in stock and in the office's hands."""

    office: str
    place: str
    stock: int
    origin: str
    kind: str
    flags: frozenset[str]
    opened: date
    held: int = 0
    last: date = date.min
    ended: str = ""


@dataclass
class City:
    """Movements by (office, month) and heading, of cases and of money, with every move checked."""

    books: dict[str, Book] = field(default_factory=dict)
    cases: dict[tuple[str, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    money: dict[tuple[str, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    acts: Counter[str] = field(default_factory=Counter)
    handed: Counter[tuple[str, str]] = field(default_factory=Counter)
    acts_on: Counter[tuple[date, str]] = field(default_factory=Counter)
    sums: dict[tuple[str, int, str], Counter[str]] = field(default_factory=dict)
    classes: dict[int, Counter[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def move(self, book: Book, on: date, source: str, target: str, case: int, amount: int) -> None:
        assert amount >= 0
        for heading, sign in ((source, -1), (target, 1)):
            self.cases[book.office, month_of(on)][heading] += sign * case
            self.money[book.office, month_of(on)][heading] += sign * amount
        if target in DONE and source not in DONE:
            for name in ("all", book.kind, *book.flags):
                self.classes[month_of(on)][name, "cases"] += case
                self.classes[month_of(on)][name, "money"] += amount

    def take(self, row: dict[str, str]) -> None:
        on = date.fromisoformat(row["on"])
        amount = int(row["amount"] or 0)
        act = row["act"]
        self.acts[act] += 1
        assert on <= LAST_DAY
        assert row["ground"] in GROUNDS.get(act, {""})
        if act == "intake":
            self.take_in(row, on, amount)
            return
        if act == "transfer":
            self.hand_over(row, on)
            return
        self.acts_on[on, act] += 1
        assert on >= PUBLISHED.books_open_on
        book = self.books[row["case"]]
        assert on >= book.last
        book.last = on
        if act == "pay_out":
            assert 0 < amount <= book.held
            book.held -= amount
            self.move(book, on, "COLLECTED", "COMPLETED", 0, amount)
            return
        assert not book.ended, (row, book)
        if act in ("collect", "reduce"):
            assert 0 < amount <= book.stock, (row, book)
            assert book.place in STOCK
            book.stock -= amount
            if act == "collect":
                book.held += amount
            self.move(
                book, on, book.place, "COLLECTED" if act == "collect" else "REDUCED", 0, amount
            )
        elif act == "amend":
            assert amount > 0 and book.place in ENFORCEABLE
            book.stock += amount
            self.move(book, on, "INTAKE", book.place, 0, amount)
        elif act == "complete":
            assert book.stock == 0 and book.place in STOCK
            self.end(book, on, "COMPLETED")
        elif act == "terminate":
            assert book.place in STOCK
            self.end(book, on, "TERMINATED")
        elif act in LEFT:
            assert book.place in STOCK and amount == 0
            self.end(book, on, LEFT[act])
        else:
            assert amount == 0
            self.go(book, on, act, row["ground"])

    def take_in(self, row: dict[str, str], on: date, amount: int) -> None:
        opening = row["opening"] == "1"
        assert row["case"] not in self.books and amount > 0
        assert opening == (on < PUBLISHED.books_open_on) == bool(row["heading"])
        assert row["decided_on"] == row["on"]
        assert date.fromisoformat(row["judgment_on"]) < on
        flags = frozenset(row["flags"].split())
        assert flags <= {"budget", "credit", "corruption", "key"}
        assert ("budget" in flags) == (row["origin"] == "ex_officio")
        if row["continues"]:
            origin = self.books[row["continues"]]
            assert origin.ended in ("DELEGATED", "TAKEN_UP") and origin.last <= on
            assert origin.office != row["office"]
            assert origin.stock == amount
        place = row["heading"] or "IN_PROGRESS"
        assert place in (*STOCK, "SEPARATE_BOOK")
        book = Book(
            row["office"], place, amount, row["origin"], row["judgment_kind"], flags, on, last=on
        )
        self.books[row["case"]] = book
        self.move(book, on, "INTAKE", place, 1, amount)
        if not opening:
            self.acts_on[on, "intake"] += 1

    def hand_over(self, row: dict[str, str], on: date) -> None:
        """Everything that stands goes to the division, and nothing is left in hand."""
        book = self.books[row["case"]]
        assert on == CUT and not book.ended and book.held == 0 and book.last < on
        assert row["officer"].startswith(row["office"])
        self.move(book, on, book.place, "TRANSFERRED", 1, book.stock)
        self.handed[book.office, row["office"]] += 1
        book.office = row["office"]
        self.move(book, on, "TRANSFERRED", book.place, 1, book.stock)

    def end(self, book: Book, on: date, target: str) -> None:
        self.move(book, on, book.place, target, 1, book.stock)
        book.ended = target

    def go(self, book: Book, on: date, act: str, ground: str) -> None:
        source = book.place
        if act == "resume":
            assert source not in ("IN_PROGRESS",)
            target = "IN_PROGRESS"
        elif act == "separate_book":
            assert source == "WITHOUT_MEANS"
            target = "SEPARATE_BOOK"
        else:
            assert source == "IN_PROGRESS", act
            by_consent = act == "postpone" and ground == "c"
            target = {
                "postpone": "POSTPONED_BY_CONSENT" if by_consent else "POSTPONED",
                "suspend": "SUSPENDED",
                "without_means": "WITHOUT_MEANS",
            }[act]
        if source == "SEPARATE_BOOK":  # all that come back were carried in there: docketed anew
            assert book.opened < PUBLISHED.books_open_on
            self.move(book, on, "SEPARATE_BOOK", "SEPARATE_ENDED", 1, book.stock)
            source = "REOPENED"
        self.move(book, on, source, target, 1, book.stock)
        book.place = target

    def until(self, measure: str, month: int, office: str = "") -> Counter[str]:
        """All movements to the end of a month by heading, of the city or of one office."""
        key = measure, month, office
        if key not in self.sums:
            table = self.cases if measure == "cases" else self.money
            found = self.sums[key] = Counter[str]()
            for (where, when), moved in table.items():
                if when <= month and office in ("", where):
                    for heading, number in moved.items():
                        found[heading] += number
        return self.sums[key]

    def column(self, name: str, measure: str, month: int, office: str = "", year=FIRST) -> int:
        """One column of a year's statement, straight from its definition."""
        before = self.until(measure, end_of(year, 0), office)
        now = self.until(measure, end_of(year, month), office)
        moved = {h: now[h] - before[h] for h in {*now, *before}}
        return {
            "c02": sum(before[h] for h in STOCK),
            "c03": -moved.get("INTAKE", 0) - moved.get("REOPENED", 0),
            "left": sum(moved.get(h, 0) for h in LEFT.values()),
            "c09": sum(moved.get(h, 0) for h in DONE),
            "able": sum(now[h] for h in ENFORCEABLE),
            "c18": now["WITHOUT_MEANS"]
            + moved.get("SEPARATE_BOOK", 0)
            + moved.get("SEPARATE_ENDED", 0),
        }[name]

    def enforceable(self, measure: str, month: int, office: str = "", year: int = FIRST) -> int:
        """c08: done this year and enforceable stock."""
        return self.column("c09", measure, month, office, year) + self.column(
            "able", measure, month, office, year
        )

    def docketed(self, measure: str, month: int, office: str = "", year: int = FIRST) -> int:
        return sum(self.column(name, measure, month, office, year) for name in ("c02", "c03"))


def rows_of(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(text))
