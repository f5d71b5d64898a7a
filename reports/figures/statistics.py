"""Figures: sums of ledger lines, laid out as a statement.

What stands at the cut-off is a stock, what moved since 1 October a flow; a layout maps both to
columns (see `columns`). What is asked — rows, measures, only some flags — is a `Question`; an
official form is one that stands in data.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from cases.models import Books, Office
from cases.periods import Period
from cases.rules import Refusal
from cases.today import today
from reports.figures import breakdowns, clocks
from reports.figures.balances import balances, between
from reports.figures.breakdowns import Place
from reports.figures.clocks import Clock
from reports.figures.columns import (
    Balances,
    Column,
    Money,
    evaluate,
    in_thousands,
    parse,
    printed_rate,
)
from reports.figures.goals import Goal, Goals, goals
from reports.figures.identities import Identity, identities
from reports.figures.scopes import WITH_BELOW, Scope, check_books
from reports.models import Layout, Measure

MEASURES = (Measure.CASES.value, Measure.MONEY.value)
REGISTER = "register"
"""The one table of a form that counts registers; its columns are cases, people or đồng."""

UNITS = {"cases": "việc", "money": "đồng"}
TABLE_UNITS = {
    "cases": "việc, %",
    "money": "nghìn đồng, %",
    REGISTER: "việc, trừ cột ghi đơn vị khác",
}


@dataclass(frozen=True)
class Question:
    """What a statement is asked for: how it is divided, by which measures, and of which flags.

    `form` is the number of the official form that asks so; empty for a statement of one's own.
    """

    breakdown: str = "office"
    measures: tuple[str, ...] = MEASURES
    flags: tuple[str, ...] = ()
    form: str = ""
    title: str = ""
    clock: str = "booked"
    known: datetime | None = None
    """The moment of which a statement "as then known" is."""
    boundaries: date | None = None
    """The day by whose boundaries areas are gathered, where the breakdown does not say it."""

    def boundaries_of(self, period: Period) -> date:
        if self.boundaries is not None:
            return self.boundaries
        return max(period.cutoff, today()) if self.breakdown == "area_now" else period.cutoff


@dataclass(frozen=True)
class Row:
    """One line of a statement: where it stands, and its figures by measure and column code."""

    place: Place
    figures: Mapping[str, Mapping[str, int | None]]
    goals: Mapping[str, tuple[Goal | None, Goal | None]]

    @property
    def key(self) -> str | None:
        """The code of an office or officer, or the value of a class; none is the total."""
        return self.place.key

    @property
    def label(self) -> str:
        return self.place.label

    @property
    def offices(self) -> tuple[int, ...]:
        return self.place.offices

    @property
    def block(self) -> str:
        """How the rows about this one divide the total, in words; empty for the total itself."""
        return breakdowns.BREAKDOWNS.get(self.place.dimension, "")

    def rate(self, measure: str) -> Decimal | None:
        figures = self.figures[measure]
        return printed_rate(figures.get("c09"), figures.get("c08"))

    def gap(self, measure: str, interim: bool = False) -> Decimal | None:
        goal = self.goals[measure][interim]
        return None if goal is None else goal.gap(self.rate(measure))

    def missing(self, measure: str) -> int | None:
        """How many more must be completed, with as much enforceable as now, to meet the annual
        target."""
        goal, whole = self.goals[measure][0], self.figures[measure]["c08"]
        if goal is None or not whole:
            return None
        return goal.missing(self.figures[measure]["c09"] or 0, whole)

    def value(self, measure: str, code: str) -> int | Decimal | None:
        return self.rate(measure) if code == "c21" else self.figures[measure][code]

    @property
    def is_empty(self) -> bool:
        return not any(v for figures in self.figures.values() for v in figures.values())


@dataclass(frozen=True)
class Statement:
    """The figures of offices for a period, as known now. Immutable: what is printed is this."""

    scope: Scope
    period: Period
    question: Question
    clock: Clock
    layout: Layout
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row
    identities: tuple[Identity, ...]
    closed: int
    """How many offices of the scope have closed through the cut-off."""

    @property
    def office(self) -> Office:
        return self.scope.office

    @property
    def query(self) -> str:
        """What, after the address of its office and period, asks for this statement again."""
        more = {"now": "1"} if self.scope.now else {}
        if self.clock.kind != "booked":
            more["clock"] = self.clock.kind
        if self.clock.known:
            more["known"] = self.clock.known.isoformat()
        return query(self.scope.kind, self.question.form, self.dimension, **more)

    @property
    def dimension(self) -> str:
        return self.question.breakdown

    @property
    def row_head(self) -> str:
        """What stands over the labels of the rows."""
        return breakdowns.HEADS.get(self.dimension, "Phân loại")

    @property
    def in_blocks(self) -> bool:
        """Whether several blocks of rows stand below each other, each the whole once more."""
        return self.dimension == "class"

    @property
    def measures(self) -> tuple[str, ...]:
        return self.question.measures

    @property
    def when(self) -> str:
        """The period in words: "05 tháng năm 2018", "Năm 2018 (12 tháng)"."""
        if self.period.months == 12:
            return f"Năm {self.period.year} (12 tháng)"
        return f"{self.period.label} năm {self.period.year}"

    def column(self, code: str) -> Column:
        try:
            return next(c for c in self.columns if c.code == code)
        except StopIteration:
            raise Refusal(f"Biểu không có cột {code}.", "column") from None

    def row(self, key: str | None) -> Row:
        """A row by its key; none means the total."""
        if not key:
            return self.total
        for row in self.rows:
            if row.key == key:
                return row
        raise Refusal("Biểu không có dòng này.", "row")

    @cached_property
    def canonical(self) -> str:
        """The figures as one JSON text: sorted keys, no blanks. The printed hash is taken of it."""
        return canonical(as_json(self))

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def proved(self) -> bool:
        return all(identity.holds for identity in self.identities)


def query(scope: str, form: str, breakdown: str, **more: str) -> str:
    """The query string that asks for a statement: by its form, or by how it is divided."""
    how = {"form": form} if form else {"by": breakdown}
    return urlencode({"scope": scope, **how, **more})


def canonical(figures: Mapping[str, Any]) -> str:
    """Figures as one JSON text that a hash can be taken of: sorted keys, no blanks."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def statement(
    office: Office,
    period: Period,
    scope: str = WITH_BELOW,
    *,
    dimension: str = "office",
    now: bool = False,
    past: bool = False,
    question: Question | None = None,
    layout: Layout | None = None,
) -> Statement:
    """The statement of an office for a period. Raises Refusal where there can be none.

    `dimension` is the short way to ask for a breakdown and nothing else; a `layout` that is given
    stands in for the one in force at the cut-off; `past` lets predecessors speak for the office.
    """
    asked = question or Question(breakdown=dimension)
    whose = Scope.of(office, scope, period, now=now, past=past)
    books = check_books(whose, period)
    layout = layout or Layout.objects.at(period.cutoff)
    columns = parse(layout.columns)
    days = marks(period)
    clock = clock_of(asked, days)
    by_row = {
        row: {place: between(*standing) for place, standing in places.items()}
        for row, places in balances(
            whose.ids,
            days,
            breakdowns.balance_key(asked.breakdown),
            breakdowns.classes_where(asked.flags),
            clock,
        ).items()
    }
    targets: Goals = {}
    if not asked.flags:
        officers = asked.breakdown in ("officer", "office_officer")
        targets = goals(whose.offices, period, officers=officers, known=asked.known)
    everything = breakdowns.added(by_row.values())
    whole = Place(None, "Tổng số", "", "", tuple(whose.ids))
    total = _row(whole, everything, columns, asked.measures, _goals_of(targets, office.pk))
    return Statement(
        scope=whose,
        period=period,
        question=asked,
        clock=clock,
        layout=layout,
        columns=columns,
        rows=tuple(_rows(asked, by_row, columns, whose, targets, asked.boundaries_of(period))),
        total=total,
        identities=tuple(identities(total.figures, everything)),
        closed=closed_through(books.values(), whose, period),
    )


def closed_through(books: Iterable[Books], whose: Scope, period: Period) -> int:
    """How many offices of the scope have closed through the cut-off, or through their last day."""
    last = {o.pk: min(period.cutoff, o.valid_to or period.cutoff) for o in whose.offices}
    closed = {
        b.office_id for b in books if b.closed_through and b.closed_through >= last[b.office_id]
    }
    return len(closed & whose.alive)


def marks(period: Period) -> tuple[date, date]:
    """The two days a statement reads: 30 September before, and the cut-off."""
    return period.start - timedelta(days=1), period.cutoff


def clock_of(asked: Question, days: tuple[date, date]) -> Clock:
    """By which clock a question is answered."""
    if asked.clock == "today":
        return clocks.known_today(days)
    if asked.clock == "known" and asked.known is not None:
        return clocks.known_at(asked.known)
    return clocks.BOOKED


_NO_GOALS: dict[str, tuple[Goal | None, Goal | None]] = dict.fromkeys(MEASURES, (None, None))


def _goals_of(targets: Goals, whose: int | str) -> dict[str, tuple[Goal | None, Goal | None]]:
    return {measure: targets.get((whose, measure), (None, None)) for measure in MEASURES}


def _row(
    place: Place,
    found: Balances,
    columns: Sequence[Column],
    measures: Iterable[str] = MEASURES,
    targets: Mapping[str, tuple[Goal | None, Goal | None]] = _NO_GOALS,
) -> Row:
    return Row(place, {m: evaluate(columns, found, m) for m in measures}, targets)


def _rows(
    asked: Question,
    by_row: Mapping[Any, Balances],
    columns: Sequence[Column],
    scope: Scope,
    targets: Goals,
    day: date,
) -> Iterable[Row]:
    """Rows without a figure are left out, but for offices that stood and for classes."""
    ids = {office.code: office.pk for office in scope.offices}
    for place, found in breakdowns.rows(asked.breakdown, by_row, scope, day):
        is_office = place.dimension == "office"
        own = _goals_of(targets, ids.get(place.value, 0) if is_office else place.value)
        row = _row(place, found, columns, asked.measures, own)
        kept = place.dimension in breakdowns.CLASS_BLOCKS or (
            is_office and not scope.alive.isdisjoint(place.offices)
        )
        if kept or not row.is_empty:
            yield row


def money_in_thousands(of: Statement) -> list[Money]:
    """The money table in thousands, total first: each block of rows adds up to the total, and the
    officers below an office to the office."""
    total = of.total.figures["money"]
    top, _ = in_thousands(of.columns, total, ())
    printed: dict[str | None, Money] = {None: top}
    for above, block in _blocks(of.rows):
        whole = of.row(above).figures["money"]
        parts = in_thousands(
            of.columns, whole, [row.figures["money"] for row in block], printed[above]
        )[1]
        printed |= {row.key: values for row, values in zip(block, parts, strict=True)}
    return [printed[row.key] for row in (of.total, *of.rows)]


def _blocks(rows: Iterable[Row]) -> Iterator[tuple[str | None, list[Row]]]:
    """Rows that add up to one above them, and its key; what adds up to the total comes first."""
    upper: dict[str, list[Row]] = {}
    lower: dict[str | None, list[Row]] = {}
    above: str | None = None
    for row in rows:
        if row.place.level:
            lower.setdefault(above, []).append(row)
        else:
            above = row.key
            upper.setdefault(row.place.dimension, []).append(row)
    yield from ((None, block) for block in upper.values())
    yield from lower.items()


# ---------------------------------------------------------------- JSON
def _text(value: int | Decimal | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def figures_json(row: Row, measure: str) -> dict[str, int | str | None]:
    figures: dict[str, int | str | None] = {**row.figures[measure]}
    return figures if measure == REGISTER else {**figures, "c21": _text(row.rate(measure))}


def as_json(of: Statement) -> dict[str, Any]:
    """Every figure of a statement, as the command prints it; money in đồng."""
    total = of.total

    def each(answer: Any) -> dict[str, Any]:
        return {measure: answer(measure) for measure in of.measures}

    return {
        "office": of.office.code,
        "scope": of.scope.kind,
        "year": of.period.year,
        "months": of.period.months,
        "cutoff": of.period.cutoff.isoformat(),
        "layout": of.layout.code,
        "layout_provisional": of.layout.provisional,
        **({"clock": of.clock.kind} if of.clock.kind != "booked" else {}),
        **({"known_at": of.clock.known.isoformat()} if of.clock.known else {}),
        **({"form": of.question.form} if of.question.form else {}),
        **({"flags": list(of.question.flags)} if of.question.flags else {}),
        **each(lambda m: figures_json(total, m)),
        **({} if of.measures == (REGISTER,) else _aims(of)),
        "identities": [
            {
                "identity": i.code,
                "measure": i.measure,
                "left": _text(i.left),
                "right": _text(i.right),
                "remainder": _text(i.remainder),
            }
            for i in of.identities
        ],
        "by": of.dimension,
        "rows": [
            {"row": row.key, **{m: figures_json(row, m) for m in of.measures}} for row in of.rows
        ],
    }


def _aims(of: Statement) -> dict[str, dict[str, str | int | None]]:
    """The rates, and what they should be."""
    total = of.total

    def goal(measure: str, interim: bool) -> str | None:
        found = total.goals[measure][interim]
        return str(found.rate) if found else None

    return {
        "rates": {m: _text(total.rate(m)) for m in of.measures},
        "target": {m: goal(m, False) for m in of.measures},
        "gap": {m: _text(total.gap(m)) for m in of.measures},
        "interim_target": {m: goal(m, True) for m in of.measures},
        "interim_gap": {m: _text(total.gap(m, True)) for m in of.measures},
    }


# ---------------------------------------------------------------- beside the rows
def months(scope: Scope, period: Period, columns: Sequence[Column]) -> list[Row]:
    """The cumulative totals at each month's end up to the period, in one SQL statement."""
    opening = period.start - timedelta(days=1)
    days = [opening, *(Period(period.year, m).cutoff for m in range(1, period.months + 1))]
    places = balances(scope.ids, days, "all").get(0, {})
    return [
        _row(
            Place(None, "", "", "", tuple(scope.ids)),
            {place: between(s[0], s[mark]) for place, s in places.items()},
            columns,
        )
        for mark in range(1, len(days))
    ]


def curve(
    scope: Scope, period: Period, columns: Sequence[Column]
) -> dict[str, list[Decimal | None]]:
    """The cumulative rates at each month's end up to the period."""
    rows = months(scope, period, columns)
    return {measure: [row.rate(measure) for row in rows] for measure in MEASURES}


def classes(of: Statement) -> dict[str, Row]:
    """The rows of a statement's total by every way its cases are classed, under the keys that
    they have in a statement divided so."""
    days = marks(of.period)
    found = balances(of.scope.ids, days, "class", breakdowns.classes_where(()), of.clock)
    by_row = {
        key: {place: between(*standing) for place, standing in places.items()}
        for key, places in found.items()
    }
    rows = breakdowns.rows("class", by_row, of.scope, of.period.cutoff)
    return {place.key or "": _row(place, parts, of.columns) for place, parts in rows}
