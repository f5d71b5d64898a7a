"""What a rate is made of by kind and age of case: enforceable stock, completed, newly docketed.

The age is counted in statistical years since the decision, so that a case keeps its cell through a
year. Numbers come from ledger lines, as booked; closed years are counted once and kept in the cache
under the state of their closings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection

from cases.choices import OPEN_PLACES, JudgmentKind
from cases.models import CaseClass
from cases.periods import year_end, year_start
from reports.figures.balances import balances
from reports.figures.columns import MOVEMENT, STOCK, Term, parse
from reports.figures.statistics import Statement, marks
from reports.models import Layout
from reports.outlook.years import KEPT, MEASURES, Catalogue

KINDS = ("budget", "credit", "criminal", "other")
OLDEST = 3
"""Cases of three statistical years before and older are of one age."""
MARKS = 13
"""1 October and the ends of twelve months."""

Cell = tuple[str, int]
"""Kind and age: 0 was decided this statistical year."""
Series = list[float]
"""A number at each of the marks of a year."""

_LINES = """
SELECT l.office_id, l.case_class_id, {cohort} AS cohort, {month} AS month, l.heading, l.ground,
       sum(l.cases)::bigint, sum(l.amount)::bigint
FROM cases_ledgerline l JOIN cases_case c ON c.id = l.case_id
WHERE l.office_id = ANY(%(offices)s) AND l.booked_on >= %(start)s AND l.booked_on <= %(end)s
  AND l.heading = ANY(%(headings)s)
GROUP BY 1, 2, 3, 4, 5, 6
"""
_STANDING = """
SELECT b.office_id, b.case_class_id, {cohort} AS cohort, b.heading, b.ground,
       sum(b.cases)::bigint, sum(b.amount)::bigint
FROM cases_case c JOIN cases_balance b ON b.case_id = c.id
WHERE c.office_id = ANY(%(offices)s) AND c.heading = ANY(%(open)s)
  AND b.heading = ANY(%(headings)s)
GROUP BY 1, 2, 3, 4, 5
"""
COHORT = "(extract(year FROM c.decided_on) + (extract(month FROM c.decided_on) >= 10)::int)::int"
_MONTH = "((extract(month FROM l.booked_on)::int + 2) %% 12) + 1"


class Amount(NamedTuple):
    cases: int = 0
    money: int = 0

    def plus(self, cases: int, money: int) -> "Amount":
        return Amount(self.cases + cases, self.money + money)


@dataclass(frozen=True)
class Flows:
    """A year of one office: what stood enforceable in October, and what moved each month."""

    opening: dict[tuple[str, int], Amount]
    """By kind and the statistical year of the decision."""
    moved: dict[tuple[str, int, int], tuple[Amount, Amount, Amount]]
    """By kind, year of the decision and month: into the stock, completed, newly docketed."""


@dataclass(frozen=True)
class Year:
    """A year of some offices by one measure."""

    stock: Mapping[Cell, Series]
    done: Mapping[Cell, Series]
    new: Mapping[str, Series]

    def whole(self, mark: float) -> tuple[float, float]:
        """Completed and enforceable at a mark."""
        done = sum(at(series, mark) for series in self.done.values())
        return done, done + sum(at(series, mark) for series in self.stock.values())

    def rate(self, mark: float) -> float | None:
        done, whole = self.whole(mark)
        return 100 * done / whole if whole else None


@dataclass(frozen=True)
class Position:
    """Where some offices stand in a year by one measure; `mark` is how far the year has gone."""

    mark: float
    stock: Mapping[Cell, float]
    new: Mapping[str, float]
    done: float


def at(series: Sequence[float], mark: float) -> float:
    """A number between two marks, in proportion."""
    low = int(mark)
    if low == mark:
        return series[low]
    return series[low] + (series[low + 1] - series[low]) * (mark - low)


def position(year: Year, mark: float) -> Position:
    """A past year as it stood at a mark."""
    return Position(
        mark,
        {cell: at(series, mark) for cell, series in year.stock.items()},
        {kind: at(series, mark) for kind, series in year.new.items()},
        year.whole(mark)[0],
    )


# ---------------------------------------------------------------- what counts as what
@dataclass(frozen=True)
class Weights:
    """How lines count, by the layout in force: into the stock, as completed, as newly docketed."""

    stock: tuple[Term, ...]
    done: tuple[Term, ...]
    new: tuple[Term, ...]

    @classmethod
    def of(cls, layout: Layout) -> "Weights":
        terms = {column.code: column.terms for column in parse(layout.columns)}
        return cls(
            tuple(t for t in terms["c08"] if t.of == STOCK),
            tuple(t for t in terms["c09"] if t.of == MOVEMENT),
            tuple(t for t in terms["c03"] if t.of == MOVEMENT),
        )

    def signs(self, heading: str, ground: str) -> tuple[int, int, int]:
        stock, done, new = (
            sum(t.sign for t in terms if _holds(t, heading, ground))
            for terms in (self.stock, self.done, self.new)
        )
        return stock, done, new

    @property
    def headings(self) -> list[str]:
        return sorted({h for t in (*self.stock, *self.done, *self.new) for h in t.headings})

    @property
    def stock_headings(self) -> list[str]:
        return sorted({h for term in self.stock for h in term.headings})


def _holds(term: Term, heading: str, ground: str) -> bool:
    return heading in term.headings and (term.grounds is None or ground in term.grounds)


def kinds() -> dict[int, str]:
    """The kind of each class of case."""
    return {c.pk: kind_of(c) for c in CaseClass.objects.all()}


def kind_of(case_class: CaseClass) -> str:
    if case_class.budget:
        return "budget"
    if case_class.credit:
        return "credit"
    return "criminal" if case_class.judgment_kind == JudgmentKind.CRIMINAL else "other"


# ---------------------------------------------------------------- closed years
Table = dict[int, Flows]
"""A year by office."""


def closed_years(
    catalogue: Catalogue, offices: frozenset[int], years: Iterable[int]
) -> dict[int, dict[str, Year]]:
    """These closed years of some offices together, by measure."""
    wanted = [y for y in sorted(years) if catalogue.is_closed(offices, y)]
    states = {y: _state(catalogue, y) for y in wanted}
    who = sha256(repr(sorted(offices)).encode()).hexdigest()[:16]
    keys = {f"{KEPT}:years:{who}:{states[y]}": y for y in wanted}
    found: dict[int, dict[str, Year]] = {
        keys[key]: year for key, year in cache.get_many(keys).items()
    }
    missing = {key: y for key, y in keys.items() if y not in found}
    if missing:
        flows = _tables(catalogue, list(missing.values()))
        for key, y in missing.items():
            found[y] = together(flows[y], offices, y)
            cache.set(key, found[y], timeout=None)
    return dict(sorted(found.items()))


def _state(catalogue: Catalogue, year: int) -> str:
    layout = catalogue.layout(year_end(year))
    return f"{year}:{catalogue.states.get(year, '')}:{layout.pk if layout else 0}"


def _tables(catalogue: Catalogue, years: Sequence[int]) -> dict[int, Table]:
    """Years of all offices, from the cache or counted; each begins where the one before ended."""
    keys = {f"{KEPT}:cells:{_state(catalogue, y)}": y for y in years}
    found: dict[int, Table] = {keys[key]: table for key, table in cache.get_many(keys).items()}
    offices, known = list(catalogue.books), kinds()
    for key, year in sorted(keys.items(), key=lambda item: item[1]):
        if year in found:
            continue
        layout = catalogue.layout(year_end(year))
        assert layout is not None
        weights = Weights.of(layout)
        opening = (
            _ended(found[year - 1]) if year - 1 in found else _opened(offices, year, weights, known)
        )
        found[year] = _counted(offices, year, weights, known, opening)
        cache.set(key, found[year], timeout=None)
    return found


def _ended(table: Table) -> dict[int, dict[tuple[str, int], Amount]]:
    ended = {}
    for office, flows in table.items():
        stock = defaultdict(Amount, flows.opening)
        for (kind, cohort, _), (into, _, _) in flows.moved.items():
            stock[kind, cohort] = stock[kind, cohort].plus(*into)
        ended[office] = dict(stock)
    return ended


def _opened(
    offices: list[int], year: int, weights: Weights, known: Mapping[int, str]
) -> dict[int, dict[tuple[str, int], Amount]]:
    """The enforceable stock of 1 October, from every line before it."""
    found: dict[int, dict[tuple[str, int], Amount]] = defaultdict(lambda: defaultdict(Amount))
    sql = _LINES.format(cohort=COHORT, month="0").replace("l.booked_on >= %(start)s AND", "")
    asked: dict[str, Any] = {
        "offices": offices,
        "end": year_start(year) - timedelta(days=1),
        "headings": weights.stock_headings,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        for office, case_class, cohort, _, heading, ground, cases, money in cursor:
            sign = weights.signs(heading, ground)[0]
            cell = known[case_class], cohort
            found[office][cell] = found[office][cell].plus(sign * cases, sign * money)
    return {office: dict(stock) for office, stock in found.items()}


def _counted(
    offices: list[int],
    year: int,
    weights: Weights,
    known: Mapping[int, str],
    opening: Mapping[int, dict[tuple[str, int], Amount]],
) -> Table:
    moved: dict[int, dict[tuple[str, int, int], tuple[Amount, Amount, Amount]]]
    moved = defaultdict(lambda: defaultdict(lambda: (Amount(), Amount(), Amount())))
    asked: dict[str, Any] = {
        "offices": offices,
        "start": year_start(year),
        "end": year_end(year),
        "headings": weights.headings,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(cohort=COHORT, month=_MONTH), asked)
        for office, case_class, cohort, month, heading, ground, cases, money in cursor:
            key = known[case_class], cohort, month
            signs = weights.signs(heading, ground)
            into, done, new = (
                amount.plus(sign * cases, sign * money)
                for amount, sign in zip(moved[office][key], signs, strict=True)
            )
            moved[office][key] = into, done, new
    return {
        office: Flows(dict(opening.get(office, {})), dict(moved.get(office, {})))
        for office in {*opening, *moved}
    }


def together(table: Table, offices: Iterable[int], year: int) -> dict[str, Year]:
    """A year of some offices: what stood and what had been done at each mark, by measure."""
    found = {}
    for n, measure in enumerate(MEASURES):
        stock: dict[Cell, Series] = defaultdict(lambda: [0.0] * MARKS)
        done: dict[Cell, Series] = defaultdict(lambda: [0.0] * MARKS)
        new: dict[str, Series] = defaultdict(lambda: [0.0] * MARKS)
        for flows in (table[pk] for pk in offices if pk in table):
            for (kind, cohort), amount in flows.opening.items():
                stock[kind, age(cohort, year)][0] += amount[n]
            for (kind, cohort, month), (into, ended, fresh) in flows.moved.items():
                cell = kind, age(cohort, year)
                stock[cell][month] += into[n]
                done[cell][month] += ended[n]
                new[kind][month] += fresh[n]
        for series in (*stock.values(), *done.values(), *new.values()):
            for mark in range(1, MARKS):
                series[mark] += series[mark - 1]
        found[measure] = Year(dict(stock), dict(done), dict(new))
    return found


def age(cohort: int, year: int) -> int:
    return min(max(year - cohort, 0), OLDEST)


# ---------------------------------------------------------------- the running year
def standing(made: Statement, offices: frozenset[int], mark: float) -> dict[str, Position]:
    """Where the offices of a statement stand at its cut-off: what stands now, less what was booked
    after it. Three statements of SQL."""
    weights, known = Weights.of(made.layout), kinds()
    year, ids = made.period.year, sorted(offices)
    stock: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])

    def count(sign: int, case_class: int, cohort: int, place: tuple[str, str], *sums: int) -> None:
        sign *= weights.signs(*place)[0]
        cell = stock[known[case_class], age(cohort, year)]
        for n, value in enumerate(sums):
            cell[n] += sign * value

    headings: dict[str, Any] = {"offices": ids, "headings": weights.stock_headings}
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDING.format(cohort=COHORT),
            {**headings, "open": [place.value for place in OPEN_PLACES]},
        )
        for _, case_class, cohort, heading, ground, cases, money in cursor:
            count(1, case_class, cohort, (heading, ground), cases, money)
        later = _LINES.format(cohort=COHORT, month="0").replace("AND l.booked_on <= %(end)s", "")
        start = made.period.cutoff + timedelta(days=1)
        cursor.execute(later, {**headings, "start": start})
        for _, case_class, cohort, _, heading, ground, cases, money in cursor:
            count(-1, case_class, cohort, (heading, ground), cases, money)
    new: dict[str, list[int]] = {kind: [0, 0] for kind in KINDS}
    for case_class, places in balances(ids, marks(made.period), "class").items():
        assert isinstance(case_class, int)
        for place, (opening, closing) in places.items():
            sign = weights.signs(*place)[2]
            new[known[case_class]][0] += sign * (closing.cases - opening.cases)
            new[known[case_class]][1] += sign * (closing.money - opening.money)
    return {
        measure: Position(
            mark,
            {cell: float(sums[n]) for cell, sums in stock.items()},
            {kind: float(sums[n]) for kind, sums in new.items()},
            float(made.total.figures[measure]["c09"] or 0),
        )
        for n, measure in enumerate(MEASURES)
    }
