"""The demo's journal, replayed by a small model of its own against the published figures."""

import csv
import io
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from cases.demo import HEADER, PUBLISHED, write_journal

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
FREE_DAYS = {
    *(date(2018, 2, day) for day in range(14, 21)),
    *(date(2018, month, day) for month, day in ((1, 1), (4, 25), (4, 30), (5, 1), (9, 3))),
}
FEB, MAR, MAY, SEP = 5, 6, 8, 12
TY = 10**9


def month_of(day: date) -> int:
    """Month of the statistical year; 0 for what was carried in."""
    if day < PUBLISHED.books_open_on:
        return 0
    return (day.year - 2017) * 12 + day.month - 9


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
    acts_on: Counter[tuple[date, str]] = field(default_factory=Counter)
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
        assert on <= PUBLISHED.last_day
        assert row["ground"] in GROUNDS.get(act, {""})
        if act == "intake":
            self.take_in(row, on, amount)
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
        if source == "SEPARATE_BOOK":  # all were carried in there: newly docketed
            self.move(book, on, "SEPARATE_BOOK", "SEPARATE_ENDED", 1, book.stock)
            source = "REOPENED"
        self.move(book, on, source, target, 1, book.stock)
        book.place = target

    def column(self, name: str, measure: str, month: int, office: str = "") -> int:
        """One column of the statement, straight from its definition."""
        table = self.cases if measure == "cases" else self.money
        total = 0
        for (where, when), moved in table.items():
            if when > month or (office and where != office):
                continue
            this_year = moved if when else Counter[str]()
            total += {
                "c02": sum(moved[h] for h in STOCK) if when == 0 else 0,
                "c03": -this_year["INTAKE"] - this_year["REOPENED"],
                "left": sum(this_year[h] for h in LEFT.values()),
                "c09": sum(this_year[h] for h in DONE),
                "able": sum(moved[h] for h in ENFORCEABLE),
                "c18": moved["WITHOUT_MEANS"]
                + this_year["SEPARATE_BOOK"]
                + this_year["SEPARATE_ENDED"],
                "m01": moved["SEPARATE_BOOK"],
            }[name]
        return total

    def enforceable(self, measure: str, month: int, office: str = "") -> int:
        """c08: done this year and enforceable stock."""
        return self.column("c09", measure, month, office) + self.column(
            "able", measure, month, office
        )


def rows_of(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(text))


@pytest.fixture(scope="module")
def journal() -> str:
    out = io.StringIO()
    write_journal(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def city(journal: str) -> City:
    """Every act replayed; the replay itself refuses what the ledger would refuse."""
    city = City()
    for row in rows_of(journal):
        city.take(row)
    return city


@pytest.fixture(scope="module")
def offices(city: City) -> list[str]:
    return sorted({book.office for book in city.books.values()})


def monthly(city: City, name: str, measure: str) -> list[int]:
    """Cumulative values at the ends of months 1 to 12."""
    read = city.enforceable if name == "c08" else None
    return [
        read(measure, month) if read else city.column(name, measure, month)
        for month in range(1, 13)
    ]


def increments(values: list[int], start: int = 0) -> list[int]:
    return [after - before for before, after in pairwise([start, *values])]


def worked_days(month: int) -> int:
    day, count = PUBLISHED.books_open_on, 0
    while day <= PUBLISHED.last_day:
        count += month_of(day) == month and day.weekday() < 5 and day not in FREE_DAYS
        day += timedelta(days=1)
    return count


def test_writes_the_same_bytes_quickly(journal):
    start = time.process_time()
    again = io.StringIO()
    write_journal(again)
    assert time.process_time() - start < 10
    assert again.getvalue() == journal
    assert tuple(journal.splitlines()[0].split(",")) == HEADER
    assert unicodedata.is_normalized("NFC", journal)


def test_five_months_are_the_published_ones(city):
    row = PUBLISHED.five_months
    assert city.column("c02", "cases", FEB) == row.carried_in == 17_268
    assert city.column("c03", "cases", FEB) == row.new == 14_631
    assert city.column("left", "cases", FEB) == row.left == 446
    assert row.carried_in + row.new - row.left == 31_453
    assert city.enforceable("cases", FEB) == row.enforceable == 21_528
    assert city.column("c18", "cases", FEB) == 9_925
    assert city.column("c09", "cases", FEB) == row.finished == 9_317
    assert printed(row.finished, row.enforceable) == Fraction(4328, 100)


def test_half_year_and_year_are_the_published_ones(city):
    assert city.column("c09", "cases", MAR) == PUBLISHED.six_months_finished == 12_145
    assert city.enforceable("cases", MAR) == PUBLISHED.six_months_enforceable == 23_812
    assert city.column("c09", "cases", SEP) == PUBLISHED.year_finished == 27_060
    assert 35_352 <= city.enforceable("cases", SEP) <= 35_356
    assert printed(27_060, city.enforceable("cases", SEP)) == PUBLISHED.year_case_rate
    docketed = city.column("c02", "cases", SEP) + city.column("c03", "cases", SEP)
    assert 45_000 <= docketed <= 50_000


def test_money_rates_of_the_city_are_the_published_ones(city):
    done, able = city.column("c09", "money", MAR), city.enforceable("money", MAR)
    assert printed(done, able, places=1) == PUBLISHED.six_months_money_rate
    assert 15_200 * TY < able < 15_220 * TY and 1_250 * TY < done < 1_300 * TY
    done, able = city.column("c09", "money", SEP), city.enforceable("money", SEP)
    assert printed(done, able) == PUBLISHED.year_money_rate == Fraction(1934, 100)
    assert 16_190 * TY < able < 16_210 * TY


def test_what_is_carried_on_grows_as_published(city):
    for measure, growth in (
        ("cases", PUBLISHED.carried_on_growth_cases),
        ("money", PUBLISHED.carried_on_growth_money),
    ):
        before = city.column("c02", measure, SEP)
        after = city.column("able", measure, SEP) + city.column("c18", measure, SEP)
        assert printed(after - before, before, places=1) == growth


def test_money_rates_of_eight_districts_are_the_published_ones(city):
    for office, rate in PUBLISHED.district_money_rates_eight_months.items():
        done = city.column("c09", "money", MAY, office)
        assert printed(done, city.enforceable("money", MAY, office)) == rate, office


def test_identities_hold_at_every_office_and_month(city, offices):
    for measure in ("cases", "money"):
        for month in range(1, 13):
            for office in ("", *offices):
                docketed = city.column("c02", measure, month, office)
                docketed += city.column("c03", measure, month, office)
                to_enforce = docketed - city.column("left", measure, month, office)
                able = city.enforceable(measure, month, office)
                assert to_enforce == able + city.column("c18", measure, month, office)


def test_published_parts_of_the_half_year_are_near(city):
    parts: Counter[tuple[str, str]] = Counter()
    for month in range(1, MAR + 1):
        parts.update(city.classes[month])
    assert parts["budget", "cases"] == pytest.approx(10_357, rel=0.03)
    assert parts["budget", "money"] == pytest.approx(98 * TY, rel=0.25)
    assert parts["credit", "cases"] == 138
    assert parts["credit", "money"] == pytest.approx(1_170 * TY, rel=0.06)
    assert parts["criminal", "cases"] == pytest.approx(3_794, rel=0.05)
    assert parts["criminal", "money"] == pytest.approx(185 * TY, rel=0.4)


def test_months_show_no_tuning(city):
    """Per worked day no month jumps out, and the stocks and rates grow without a dent."""
    days = [worked_days(month) for month in range(1, 13)]
    for name, start, most in (("c09", 0, 1.45), ("c03", 0, 1.25)):
        moved = increments(monthly(city, name, "cases"), start)
        a_day = [number / count for number, count in zip(moved, days, strict=True)]
        assert all(1 / most < after / before < most for before, after in pairwise(a_day)), a_day
    for measure in ("cases", "money"):
        done, able = monthly(city, "c09", measure), monthly(city, "c08", measure)
        assert all(step > 0 for step in increments(done))
        assert all(step > 0 for step in increments(able)[1:])
        rates = [100 * part / whole for part, whole in zip(done, able, strict=True)]
        steps = [after - before for before, after in pairwise([0.0, *rates])]
        assert all(step > 0 for step in steps)
        assert max(steps) < (13 if measure == "cases" else 2.6)
        bends = [abs(after - before) for before, after in pairwise(steps)]
        assert max(bends) < (5 if measure == "cases" else 1.1), steps


def test_offices_differ_as_offices_do(city, offices):
    assert len(offices) == 31 and "HN" in offices and "HN-TL" not in offices
    by_cases, by_money = [], []
    for office in offices:
        able = city.enforceable("cases", SEP, office)
        by_cases.append(100 * city.column("c09", "cases", SEP, office) / able)
        able = city.enforceable("money", SEP, office)
        by_money.append(100 * city.column("c09", "money", SEP, office) / able)
        rates = [
            city.column("c09", "cases", month, office) / city.enforceable("cases", month, office)
            for month in range(1, 13)
        ]
        assert all(before < after for before, after in pairwise(rates)), office
    assert 57 < min(by_cases) < 68 and 85 < max(by_cases) < 93
    assert 3 < min(by_money) < 9 and 35 < max(by_money) < 65


def test_days_are_those_of_an_office(city):
    """Decisions on worked days only, cash now and then on a Saturday, no rush at a cut-off."""
    for (on, act), number in city.acts_on.items():
        assert on not in FREE_DAYS
        assert on.weekday() < 5 or (act == "collect" and on.weekday() == 5), (on, act, number)
    for act in ("complete", "collect", "intake", "without_means"):
        usual = Counter({on: n for (on, what), n in city.acts_on.items() if what == act})
        for month in range(1, 13):
            of_month = {on: n for on, n in usual.items() if month_of(on) == month}
            worked = {on: n for on, n in of_month.items() if on.weekday() < 5}
            mean = sum(worked.values()) / len(worked)
            last = sorted(worked)[-3:]
            assert sum(worked[on] for on in last) / 3 < 1.3 * mean, (act, month)
            assert max(worked.values()) < 1.8 * mean, (act, month)


def test_decisions_are_numbered_in_order(journal):
    """Per office, register and statistical year the numbers grow with the days, none twice."""
    books = {"recall": "amend", "suspend": "postpone", "resume": "postpone"}
    offices: dict[str, str] = {}
    series: dict[tuple[str, str, int], list[tuple[str, int]]] = defaultdict(list)
    for row in rows_of(journal):
        if row["act"] == "intake":
            offices[row["case"]] = row["office"]
        if not row["decision"]:
            assert row["act"] in ("collect", "pay_out", "complete")
            continue
        number, suffix = row["decision"].split("/", 1)
        office = "HN" if row["act"] == "take_up" else offices[row["case"]]
        assert suffix == ("QĐ-CTHADS" if office == "HN" else "QĐ-CCTHADS")
        on = date.fromisoformat(row["decided_on"])
        key = office, books.get(row["act"], row["act"]), on.year + (on.month >= 10)
        series[key].append((row["decided_on"], int(number)))
    for key, numbers in series.items():
        by_number = sorted(numbers, key=lambda item: item[1])
        assert len({number for _, number in numbers}) == len(numbers), key
        assert [on for on, _ in by_number] == sorted(on for on, _ in numbers), key


def test_officers_carry_what_an_officer_carries(journal):
    load = Counter(
        row["officer"]
        for row in rows_of(journal)
        if row["act"] == "intake" and row["heading"] != "SEPARATE_BOOK"
    )
    assert all(150 < number < 420 for number in load.values())


def test_amounts_have_a_long_tail(city, journal):
    amounts = sorted(int(row["amount"]) for row in rows_of(journal) if row["act"] == "intake")
    assert amounts[len(amounts) // 2] < 6_000_000
    assert sum(amounts[-500:]) > 0.35 * sum(amounts)
    assert 100 * TY < amounts[-1] < 900 * TY
    assert 170_000 < sum(city.acts.values()) < 190_000
