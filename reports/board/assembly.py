"""The board of a city or an office: a statement, what it was, and what the season asks of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.cache import cache

from cases.models import Succession
from cases.periods import Period
from cases.rules import Refusal
from cases.today import today
from reports import published, seed
from reports.board import freshness
from reports.board import lines as separate
from reports.board.changes import Change, change
from reports.board.freshness import Freshness
from reports.figures import statistics
from reports.figures.columns import printed_rate
from reports.figures.goals import Goal
from reports.figures.scopes import WITH_BELOW, Scope
from reports.figures.statistics import MEASURES, UNITS, Question, Row, Statement
from reports.models import PublishedFigure
from reports.outlook import forecast, pace
from reports.outlook.forecast import Forecast, Forecasts, Point
from reports.paper import charts

KEPT = 300
"""Seconds."""
LEAST = Decimal(-1000)
TITLES = {"cases": "Về việc", "money": "Về tiền"}
BOUNDARIES = {"area": "Địa giới cuối kỳ", "area_now": "Địa giới hiện nay"}


@dataclass(frozen=True)
class Side:
    """One of the two big rates."""

    measure: str
    title: str
    rate: Decimal | None
    target: Goal | None
    gap: Decimal | None
    interim: Goal | None
    interim_gap: Decimal | None
    pace: Decimal | None
    season: str
    last_year: Decimal | None
    missing: int | None
    published: bool
    """Whether an authority or the press printed this rate."""
    ahead: Point | None
    """What is to be expected on 30 September; none where too few closed years are known."""
    curve: charts.Curve
    changes: tuple[Change, ...]

    @property
    def unit(self) -> str:
        return UNITS[self.measure]

    @property
    def pace_gap(self) -> Decimal | None:
        return None if self.rate is None or self.pace is None else self.rate - self.pace

    @property
    def change(self) -> Decimal | None:
        return None if self.rate is None or self.last_year is None else self.rate - self.last_year


@dataclass(frozen=True)
class Reached:
    """What a row reached by one measure, against its target, its season and its last year."""

    rate: Decimal | None
    target: Decimal | None
    gap: Decimal | None
    asked: Decimal | None
    change: Decimal | None
    figures: Mapping[str, int | None]

    @property
    def pace(self) -> str:
        kept = self.rate is not None and self.asked is not None and self.rate >= self.asked
        return "ahead" if kept else "behind"

    @property
    def millions(self) -> int:
        return (self.figures["c08"] or 0) // 10**6


@dataclass(frozen=True)
class Line:
    """A row of the table. `code` is the office whose own board it leads to, if it stood then."""

    row: Row
    code: str
    cases: Reached
    money: Reached


@dataclass(frozen=True)
class Flow:
    """The year's cases as one strip that adds up."""

    figures: Mapping[str, int | None]
    left: int
    share: Decimal | None
    rest_share: Decimal | None
    published: bool


@dataclass(frozen=True)
class Board:
    statement: Statement
    sides: tuple[Side, ...]
    flow: Flow
    lines: tuple[Line, ...]
    map: charts.TileMap | None
    kinds: list[separate.Kind]
    counts: list[separate.Counts]
    fresh: Freshness
    has_moved: bool
    """Whether the offices of a city were rearranged between the cut-off and today."""

    @property
    def by_officer(self) -> bool:
        return self.statement.dimension == "officer"

    @property
    def boundaries(self) -> str:
        """By which boundaries the rows are; empty where there is only one way."""
        return BOUNDARIES[self.statement.dimension] if self.has_moved else ""

    @property
    def total_millions(self) -> int:
        return (self.statement.total.figures["money"]["c08"] or 0) // 10**6

    @property
    def has_past(self) -> bool:
        """Whether any row has a rate of last year."""
        return any(line.cases.change is not None for line in self.lines)

    @cached_property
    def inherited(self) -> bool:
        return any(goal and goal.inherited for line in self.lines for goal in _goals(line.row))


def _goals(row: Row) -> list[Goal | None]:
    return [row.goals[measure][0] for measure in MEASURES]


# ---------------------------------------------------------------- which statement
def asked(made: Statement) -> Statement:
    """The statement a board shows: of one office alone that by officer."""
    if len(made.rows) > 1:
        return made
    return statistics.statement(made.office, made.period, made.scope.kind, dimension="officer")


def before(made: Statement) -> Statement | None:
    """The same day last year in the same boundaries; what a new office took over is its past."""
    whose = Question(breakdown=made.dimension, boundaries=made.question.boundaries_of(made.period))
    try:
        return statistics.statement(
            made.office, made.period.before, made.scope.kind, past=True, question=whose
        )
    except Refusal:
        return None  # nothing is known of the year before


# ---------------------------------------------------------------- put together
def kept(scope: Scope, period: Period, by: str) -> Board:
    """The board of a scope in the boundaries asked for, from the cache while its books stand as
    they did. Raises Refusal where there is no statement.

    Names may change without the books: nothing is kept for long.
    """
    fresh = freshness.of(scope, period.cutoff)
    key = f"board:{fresh.version}:{scope.office.pk}:{period.year}:{period.months}:{scope.kind}:{by}"
    found: Board | None = cache.get(key)
    if found is None:
        made = statistics.statement(scope.office, period, scope.kind, dimension=by)
        found = assemble(asked(made))
        cache.set(key, found, timeout=KEPT)
    return found


def assemble(made: Statement) -> Board:
    paces, last, printed = pace.of(made), before(made), _published(made)
    return Board(
        statement=made,
        sides=_sides(made, last, paces, forecast.of(made), printed),
        flow=_flow(made, printed),
        lines=_lines(made, last, paces),
        map=None
        if made.dimension == "officer"
        else charts.tile_map(made, {row.key: paces[row.key, "cases"].rate for row in made.rows}),
        kinds=separate.kinds(made),
        counts=separate.counts(made),
        fresh=freshness.of(made.scope, made.period.cutoff),
        has_moved=_has_moved(made),
    )


def _has_moved(made: Statement) -> bool:
    if made.office.parent_id is not None or made.scope.kind != WITH_BELOW:
        return False
    return Succession.objects.filter(on__gt=made.period.cutoff, on__lte=today()).exists()


def _sides(
    made: Statement,
    last: Statement | None,
    paces: pace.Paces,
    ahead: Forecasts,
    printed: list[PublishedFigure],
) -> tuple[Side, ...]:
    through = statistics.months(made.scope, made.period, made.columns)
    last_year: list[Row] = []
    if last is not None:
        whole = Period(last.period.year, 12)
        last_year = statistics.months(last.scope, whole, last.columns)
    return tuple(
        _side(
            made, measure, paces[None, measure], last, last_year, through, printed, ahead[measure]
        )
        for measure in MEASURES
    )


def _side(
    made: Statement,
    measure: str,
    season: pace.Pace,
    last: Statement | None,
    last_year: list[Row],
    through: list[Row],
    printed: list[PublishedFigure],
    ahead: Forecast | None,
) -> Side:
    total = made.total
    goal, interim = total.goals[measure]
    rates = [row.rate(measure) for row in through]
    since = f"cùng kỳ năm {made.period.year - 1}"
    changes = [change(since, last.total if last else None, total, measure)]
    if len(through) > 1:
        month = Period(made.period.year, made.period.months - 1)
        changes.append(change(f"cuối {month.cutoff:%m/%Y}", through[-2], total, measure))
    told = next((row.rate_printed for row in printed if row.measure == measure), "")
    return Side(
        measure=measure,
        title=TITLES[measure],
        rate=total.rate(measure),
        target=goal,
        gap=total.gap(measure),
        interim=interim,
        interim_gap=total.gap(measure, interim=True),
        pace=season.rate,
        season=season.season.words,
        last_year=last.total.rate(measure) if last else None,
        missing=total.missing(measure),
        published=published.confirms(told, total.rate(measure)),
        ahead=ahead.final if ahead else None,
        curve=charts.curve(
            rates,
            goal,
            [row.rate(measure) for row in last_year],
            season.months,
            ahead,
        ),
        changes=tuple(one for one in changes if one is not None),
    )


def _published(made: Statement) -> list[PublishedFigure]:
    unit = seed.UNIT_OF.get(made.office.code, "")
    rows = PublishedFigure.objects.filter(
        unit=unit, year=made.period.year, months=made.period.months
    )
    return list(rows)


def _flow(made: Statement, printed: list[PublishedFigure]) -> Flow:
    cases = made.total.figures["cases"]
    return Flow(
        figures=cases,
        left=sum(cases[code] or 0 for code in ("c04", "c05", "c06")),
        share=printed_rate(cases["c08"], cases["c07"]),
        rest_share=printed_rate(cases["c18"], cases["c07"]),
        published=any(
            (row.measure, row.enforceable, row.completed) == ("cases", cases["c08"], cases["c09"])
            for row in printed
        ),
    )


def _lines(made: Statement, last: Statement | None, paces: pace.Paces) -> tuple[Line, ...]:
    then = {row.key: row for row in last.rows} if last else {}
    codes = {office.code for office in made.scope.offices}
    found = []
    for row in made.rows:
        reached = {
            measure: _reached(made, row, then.get(row.key), paces[row.key, measure].rate, measure)
            for measure in MEASURES
        }
        own = row.key if made.dimension != "officer" and row.key in codes else None
        found.append(Line(row, own or "", **reached))
    return tuple(found)


def _reached(
    made: Statement, row: Row, then: Row | None, asked: Decimal | None, measure: str
) -> Reached:
    rate = row.rate(measure)
    last = then.rate(measure) if then else None
    goal = row.goals[measure][0] or made.total.goals[measure][0]
    return Reached(
        rate=rate,
        target=goal.rate if goal else None,
        gap=None if goal is None else goal.gap(rate),
        asked=asked,
        change=None if rate is None or last is None else rate - last,
        figures=row.figures[measure],
    )


# ---------------------------------------------------------------- sorted
def _by(measure: str, name: str) -> Callable[[Line], Any]:
    def key(line: Line) -> Any:
        value = getattr(getattr(line, measure), name)
        return LEAST if value is None else value

    return key


def _figure(measure: str, code: str) -> Callable[[Line], Any]:
    return lambda line: getattr(line, measure).figures[code] or 0


SORTS: dict[str, Callable[[Line], Any]] = {
    "c07": _figure("cases", "c07"),
    "c08": _figure("cases", "c08"),
    "c09": _figure("cases", "c09"),
    "rate": _by("cases", "rate"),
    "gap": _by("cases", "gap"),
    "change": _by("cases", "change"),
    "money_c08": _figure("money", "c08"),
    "money_rate": _by("money", "rate"),
    "money_gap": _by("money", "gap"),
    "money_change": _by("money", "change"),
}
"""What the table can be sorted by; a minus in front turns it. By name is the catalogue's order."""


def ordered(rows: tuple[Line, ...], by: str) -> tuple[list[Line], str, bool]:
    """The lines as asked for, best rate first by default; and whether that was not understood."""
    key = by.removeprefix("-")
    if by == "name":
        return list(rows), by, False
    unknown = bool(by) and key not in SORTS
    if key not in SORTS:
        by, key = "-rate", "rate"
    return sorted(rows, key=SORTS[key], reverse=by.startswith("-")), by, unknown
