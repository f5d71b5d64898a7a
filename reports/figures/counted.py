"""Forms that count registers: columns of their own over dated facts, in the shape of a statement.

Every cell is the length or the sum of a list of facts, which is kept with the statement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cases.models import Office
from cases.periods import Period
from cases.rules import Refusal
from reports.figures import statistics
from reports.figures.breakdowns import Place
from reports.figures.clocks import Clock
from reports.figures.columns import Column
from reports.figures.facts import DONE, OPEN, OUT, Fact, facts, kind_words
from reports.figures.identities import Identity
from reports.figures.scopes import Scope, check_books
from reports.figures.statistics import REGISTER, Question, Row, Statement
from reports.models import Layout, OfficialForm

WHENS: dict[str, tuple[tuple[str, str], ...]] = {
    # (was, is now) of the facts that a column counts
    "carried": ((OPEN, OUT), (OPEN, OPEN), (OPEN, DONE)),
    "new": ((OUT, OPEN), (OUT, DONE)),
    "returned": ((DONE, OPEN),),
    "struck": ((OPEN, OUT),),
    "resolved": ((OUT, DONE), (OPEN, DONE)),
    "left": ((OUT, OPEN), (OPEN, OPEN), (DONE, OPEN)),
}


@dataclass(frozen=True)
class Wanted:
    """Which facts of a source a column counts, and what of each it adds up."""

    source: str
    when: tuple[tuple[str, str], ...]
    kinds: frozenset[str] | None
    outcomes: frozenset[str] | None
    adds: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Wanted":
        kinds, outcomes = (
            frozenset(said[name]) if name in said else None for name in ("kinds", "outcomes")
        )
        when = WHENS[said.get("when", "new")]
        return cls(said["source"], when, kinds, outcomes, said.get("adds", "times"))

    def value(self, fact: Fact) -> int:
        if (
            (fact.was, fact.now) in self.when
            and (self.kinds is None or fact.kind in self.kinds)
            and (self.outcomes is None or fact.outcome in self.outcomes)
        ):
            return getattr(fact, self.adds) or 0
        return 0


@dataclass(frozen=True)
class FactColumn(Column):
    """A column of a form: what it counts of a source, or columns it adds up; else it prints "–"."""

    unit: str = "việc"
    wanted: tuple[tuple[Wanted, int], ...] = ()
    """Unfolded, each with its sign."""


@dataclass(frozen=True)
class CountedStatement(Statement):
    facts: Mapping[str, Sequence[Fact]]


class FactLine(NamedTuple):
    """A fact of a cell, and what it adds to it."""

    source: str
    fact: Fact
    value: int

    @property
    def kind(self) -> str:
        return kind_words(self.source, self.fact.kind)


def statement(
    form: OfficialForm, office: Office, period: Period, scope: str, *, now: bool, asked: Question
) -> CountedStatement:
    """The figures of a form by office. Raises Refusal where there can be none."""
    whose = Scope.of(office, scope, period, now=now)
    books = check_books(whose, period)
    columns = parse(form.asks["columns"])
    sources = {wanted.source for column in columns for wanted, _ in column.wanted}
    clock = _clock(asked, period, sources)
    found = facts(sources, whose.ids, period, clock)
    total = _row(Place(None, "Tổng số", "", "", tuple(whose.ids)), columns, found)
    return CountedStatement(
        scope=whose,
        period=period,
        question=asked,
        clock=clock,
        layout=_layout(form),
        columns=columns,
        rows=tuple(_rows(whose, columns, found)),
        total=total,
        identities=tuple(_identities(form, total)),
        closed=statistics.closed_through(books.values(), whose, period),
        facts=found,
    )


def totals(number: str, whose: Scope, period: Period, codes: Iterable[str]) -> dict[str, int]:
    """Some numbers of a form's total, of which only the sources they need are read."""
    form = OfficialForm.objects.numbered(number, period.cutoff)
    wanted = set(codes)
    columns = [column for column in parse(form.asks["columns"]) if column.code in wanted]
    found = facts({part.source for c in columns for part, _ in c.wanted}, whose.ids, period)
    row = _row(Place(None, "", "", "", tuple(whose.ids)), columns, found)
    return {code: value or 0 for code, value in row.figures[REGISTER].items()}


def _clock(asked: Question, period: Period, sources: Iterable[str]) -> Clock:
    """Only exemptions and reductions are read from the ledger, where late acts may not fit."""
    if asked.clock == "today" and "reductions" not in sources:
        return Clock("today")
    return statistics.clock_of(asked, statistics.marks(period))


def parse(columns: Iterable[Mapping[str, Any]]) -> tuple[FactColumn, ...]:
    """The columns of a form in printed order. A sum of what has no source is refused."""
    by_code = {c["code"]: c for c in columns}

    def unfold(code: str, sign: int = 1) -> Iterator[tuple[Wanted, int]]:
        said = by_code[code]
        if "facts" in said:
            yield Wanted.of(said["facts"]), sign
        elif "sum" not in said:
            raise ValueError(f"Cột {code} không có nguồn, không cộng được.")
        for part, own in said.get("sum", {}).items():
            yield from unfold(part, sign * own)

    return tuple(
        FactColumn(
            code=code,
            number=number,
            label=c["label"],
            group=tuple(c.get("group", ())),
            definition=c["definition"],
            basis=c.get("basis", ""),
            terms=(),
            rate=None,
            measures=(REGISTER,),
            sums=tuple(c.get("sum", {}).items()),
            empty="facts" not in c and "sum" not in c,
            unit=c.get("unit", "việc"),
            wanted=tuple(unfold(code)) if "facts" in c or "sum" in c else (),
        )
        for number, (code, c) in enumerate(by_code.items(), start=1)
    )


def lines(of: CountedStatement, column: Column, row: Row) -> list[FactLine]:
    """The facts behind a cell: their values add up to it."""
    if not isinstance(column, FactColumn) or column.empty:
        raise Refusal(f"Cột {column.number} chưa có nguồn số liệu.", "column")
    return list(_lines(column, of.facts, frozenset(row.offices)))


def _lines(
    column: FactColumn, found: Mapping[str, Sequence[Fact]], offices: frozenset[int]
) -> Iterator[FactLine]:
    for wanted, sign in column.wanted:
        for fact in found[wanted.source]:
            if fact.office in offices and (value := wanted.value(fact)):
                yield FactLine(wanted.source, fact, sign * value)


class Late(NamedTuple):
    """A fact by which two clocks differ."""

    source: str
    fact: Fact
    sign: int
    """1: only as known today. -1: only as the books have it."""

    @property
    def kind(self) -> str:
        return kind_words(self.source, self.fact.kind)


def late(booked: CountedStatement, today: CountedStatement) -> list[Late]:
    """The facts that make the whole difference: those that only one of the clocks has, or has as
    they did not stand in the other. What a column makes of them is what it differs by."""
    found = []
    for source in booked.facts:
        then, now = (
            Counter(fact._replace(booked_on=fact.on) for fact in made.facts[source])
            for made in (booked, today)
        )
        found += [Late(source, fact, -1) for fact in (then - now).elements()]
        found += [Late(source, fact, 1) for fact in (now - then).elements()]
    return sorted(found, key=lambda late: (late.fact.on, late.source, late.fact.at, late.sign))


def share(column: FactColumn, source: str, fact: Fact) -> int:
    """What a fact adds to a column."""
    return sum(s * w.value(fact) for w, s in column.wanted if w.source == source)


def _row(place: Place, columns: Sequence[FactColumn], found: Mapping[str, Sequence[Fact]]) -> Row:
    offices = frozenset(place.offices)
    figures = {
        c.code: None if c.empty else sum(line.value for line in _lines(c, found, offices))
        for c in columns
    }
    return Row(place, {REGISTER: figures}, {})


def _rows(
    whose: Scope, columns: Sequence[FactColumn], found: Mapping[str, Sequence[Fact]]
) -> Iterator[Row]:
    own: dict[int, dict[str, list[Fact]]] = {pk: {s: [] for s in found} for pk in whose.ids}
    for source, listed in found.items():
        for fact in listed:
            own[fact.office][source].append(fact)
    for office in whose.offices:
        place = Place(office.code, office.short_name, "office", office.code, (office.pk,))
        row = _row(place, columns, own[office.pk])
        if office.pk in whose.alive or not row.is_empty:
            yield row


def _layout(form: OfficialForm) -> Layout:
    """What a form says of itself where other statements name their layout. Never saved."""
    return Layout(
        code=f"form-{form.number}",
        name="Bố cục làm việc",
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        basis=form.basis,
        provisional=form.provisional,
        columns=form.asks["columns"],
    )


def _identities(form: OfficialForm, total: Row) -> Iterator[Identity]:
    """Sides are sums of printed columns, each counted from its own list."""
    figures = total.figures[REGISTER]

    def side(codes: Mapping[str, int]) -> int:
        return sum(sign * (figures[code] or 0) for code, sign in codes.items())

    for number, said in enumerate(form.asks.get("identities", ()), start=1):
        left, right = side(said["left"]), side(said["right"])
        yield Identity(f"Đ{number}", REGISTER, said["label"], left, right)
