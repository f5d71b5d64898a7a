"""Dự báo: both rates at 30 September with a range, from the offices' own closed years.

Of what stands enforceable by kind and age, and of what will still be docketed, closed years say
which part was completed by each later month and which part was still enforceable then. Offices with
few cases lean on their city. The same is asked of every closed year from the others alone; how far
that was off is the width of the range.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import sqrt

from django.core.cache import cache
from django.db.models import Sum

from cases.actions.deadlines import calendar_now
from cases.models import Series as Numbers
from cases.periods import month_end, year_start
from cases.rules.calendar import Calendar
from cases.today import today
from reports.figures.columns import half_up
from reports.figures.statistics import Statement
from reports.outlook.cells import Cell, Position, Year, at, closed_years, position, standing
from reports.outlook.years import KEPT, MEASURES, YEARS, Catalogue

LEVEL = 80
"""How often, in per cent, the range holds the outcome."""
LEAST_YEARS = 2
"""Closed years without which nothing can be said of the range."""
_QUANTILES = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)
"""Student's t at 90 %, by degrees of freedom from 1."""
LEAN = 20.0
"""So many cases of the city's stand beside an office's own in every cell."""


@dataclass(frozen=True)
class Point:
    """A rate to be expected at a month's end; `done` of `whole`, in cases or đồng."""

    months: int
    rate: Decimal
    low: Decimal
    high: Decimal
    done: int
    whole: int


@dataclass(frozen=True)
class Forecast:
    """What is to be expected of the months left, by one measure."""

    mark: float
    """How far the year had gone, in months."""
    points: tuple[Point, ...]
    years: tuple[int, ...]
    chances: Mapping[Cell, float]
    """Which part of a cell's stock is usually completed by 30 September."""

    @property
    def final(self) -> Point:
        return self.points[-1]


# ---------------------------------------------------------------- pure
Shares = dict[Cell, tuple[float, float]]
"""By cell: which part is completed, and which part is still enforceable."""


def exposures(year: Year, since: float, until: float) -> dict[Cell, float]:
    """What could be completed between two marks: the stock, and what was docketed meanwhile."""
    found = {cell: at(series, since) for cell, series in year.stock.items()}
    for kind, series in year.new.items():
        found[kind, 0] = found.get((kind, 0), 0.0) + at(series, until) - at(series, since)
    return found


def shares(
    years: Sequence[Year], since: float, until: float, weigh: Sequence[Year], lean: Shares
) -> Shares:
    """What became of each cell in these years; where `weigh` counts few cases, towards `lean`."""
    whole: dict[Cell, list[float]] = {}
    counted: dict[Cell, float] = {}
    for year, cases in zip(years, weigh, strict=True):
        for cell, exposed in exposures(year, since, until).items():
            done, left = year.done.get(cell), year.stock.get(cell)
            sums = whole.setdefault(cell, [0.0, 0.0, 0.0])
            sums[0] += exposed
            sums[1] += at(done, until) - at(done, since) if done else 0.0
            sums[2] += at(left, until) if left else 0.0
        for cell, exposed in exposures(cases, since, until).items():
            counted[cell] = counted.get(cell, 0.0) + exposed
    found: Shares = {}
    for cell in {*whole, *lean}:
        exposed, done_, left_ = whole.get(cell, (0.0, 0.0, 0.0))
        if exposed <= 0:
            found[cell] = lean.get(cell, (0.0, 1.0))
            continue
        own = min(max(done_ / exposed, 0.0), 1.0), max(left_ / exposed, 0.0)
        if cell not in lean:
            found[cell] = own
            continue
        part = max(counted.get(cell, 0.0), 0.0)
        part /= part + LEAN
        mean = [part * a + (1 - part) * b for a, b in zip(own, lean[cell], strict=True)]
        found[cell] = mean[0], mean[1]
    return found


def still_new(years: Sequence[Year], now: Position, until: float) -> dict[str, float]:
    """What will be docketed until a mark: as much more of this year's as in the closed ones."""
    found = {}
    for kind, so_far in now.new.items():
        before = sum(at(y.new[kind], now.mark) for y in years if kind in y.new)
        after = sum(at(y.new[kind], until) for y in years if kind in y.new) - before
        if before > 0:
            found[kind] = max(0.0, so_far * after / before)
        else:
            found[kind] = max(0.0, after / len(years)) if years else 0.0
    return found


def expected(
    now: Position, years: Sequence[Year], until: float, parts: Shares
) -> tuple[float, float]:
    """Completed and enforceable at a mark."""
    exposed = dict(now.stock)
    for kind, more in still_new(years, now, until).items():
        exposed[kind, 0] = exposed.get((kind, 0), 0.0) + more
    done, left = now.done, 0.0
    for cell, amount in exposed.items():
        completed, remaining = parts.get(cell, (0.0, 1.0))
        done += amount * completed
        left += amount * remaining
    return done, done + left


@dataclass(frozen=True)
class Past:
    """The closed years of some offices and of their city, by measure."""

    own: Mapping[int, Mapping[str, Year]]
    city: Mapping[int, Mapping[str, Year]]

    def without(self, year: int) -> "Past":
        return Past(
            {y: of for y, of in self.own.items() if y != year},
            {y: of for y, of in self.city.items() if y != year},
        )

    def until(self, year: int) -> "Past":
        """As it was known before a year began."""
        return Past(
            {y: of for y, of in self.own.items() if year - YEARS <= y < year},
            {y: of for y, of in self.city.items() if year - YEARS <= y < year},
        )

    def parts(self, measure: str, since: float, until: float) -> Shares:
        city = self.city.values()
        lean = shares([y[measure] for y in city], since, until, [y["cases"] for y in city], {})
        own = self.own.values()
        return shares([y[measure] for y in own], since, until, [y["cases"] for y in own], lean)

    def expected(self, now: Position, measure: str, until: float) -> tuple[float, float]:
        years = [y[measure] for y in (self.own or self.city).values()]
        return expected(now, years, until, self.parts(measure, now.mark, until))


def errors(past: Past, measure: str, since: float, until: float) -> list[float]:
    """By how many points each closed year would have been missed, from the others alone."""
    found = []
    for year, by_measure in past.own.items():
        truth = by_measure[measure].rate(until)
        others = past.without(year)
        if truth is None or not others.own:
            continue
        done, whole = others.expected(position(by_measure[measure], since), measure, until)
        if whole > 0:
            found.append(truth - 100 * done / whole)
    return found


def half_width(missed: Sequence[float]) -> float:
    """Half the range that holds the next outcome as often as said."""
    degrees = len(missed)
    t = _QUANTILES[min(degrees, len(_QUANTILES)) - 1]
    return t * sqrt(sum(e * e for e in missed) / degrees)


def point(now: Position, past: Past, measure: str, months: int) -> Point | None:
    """What is to be expected at a month's end. None where too few closed years are known."""
    done, whole = past.expected(now, measure, months)
    missed = errors(past, measure, now.mark, months)
    if whole <= 0 or len(missed) < LEAST_YEARS:
        return None
    rate, width = 100 * done / whole, half_width(missed)
    low, high = max(0.0, rate - width), min(100.0, rate + width)
    printed, least, most = (half_up(Fraction(value)) for value in (rate, low, high))
    return Point(months, printed, least, most, round(done), round(whole))


def ahead(now: Position, past: Past, measure: str) -> Forecast | None:
    """Every month's end from here to 30 September."""
    points = [point(now, past, measure, months) for months in range(int(now.mark) + 1, 13)]
    made = tuple(p for p in points if p is not None)
    if not made or len(made) < len(points):
        return None
    parts = past.parts(measure, now.mark, 12)
    chances = {cell: part[0] for cell, part in parts.items()}
    return Forecast(now.mark, made, tuple(past.own), chances)


# ---------------------------------------------------------------- of a statement
Forecasts = dict[str, Forecast | None]
"""By measure; none where too few closed years are known, or the year is over."""


def of(made: Statement) -> Forecasts:
    """What is to be expected of the whole of a statement. Kept in the cache until an office
    closes, reopens or records anything: never older than the books."""
    catalogue, mark = Catalogue.now(), mark_of(made, calendar_now())
    offices = catalogue.with_before(made.scope.ids)
    key = _key(made, catalogue, offices, mark)
    found: Forecasts | None = cache.get(key)
    if found is None:
        found = _made(made, catalogue, offices, mark)
        cache.set(key, found, timeout=7 * 24 * 3600)
    return found


def key_of(made: Statement) -> str:
    """Where it is kept, as the books stand now."""
    catalogue, mark = Catalogue.now(), mark_of(made, calendar_now())
    return _key(made, catalogue, catalogue.with_before(made.scope.ids), mark)


def _made(made: Statement, catalogue: Catalogue, offices: frozenset[int], mark: float) -> Forecasts:
    years = range(made.period.year - YEARS, made.period.year)
    own = closed_years(catalogue, offices, years)
    if mark >= 12 or len(own) < LEAST_YEARS:
        return dict.fromkeys(MEASURES)
    city = catalogue.city_of(offices)
    past = Past(own, own if city == offices else closed_years(catalogue, city, years))
    year = made.period.year
    over = closed_years(catalogue, offices, [year]).get(year)
    now = (
        {measure: position(over[measure], mark) for measure in MEASURES}
        if over
        else standing(made, offices, mark)
    )
    return {measure: ahead(now[measure], past, measure) for measure in MEASURES}


def mark_of(made: Statement, calendar: Calendar) -> float:
    """How far the year has gone: months, and of the running one the part of its working days."""
    period, day = made.period, today()
    if day >= period.cutoff or day < period.start:
        return float(period.months)
    before = (
        month_end(period.year, period.months - 1)
        if period.months > 1
        else year_start(period.year) - timedelta(days=1)
    )
    if day <= before:
        return float(period.months)
    whole = calendar.working_days_between(before, period.cutoff)
    return period.months - 1 + calendar.working_days_between(before, day) / (whole or 1)


def _key(made: Statement, catalogue: Catalogue, offices: Iterable[int], mark: float) -> str:
    """What the figures hang on. An open month hangs on every number its offices have given."""
    ids = sorted(offices)
    state: list[object] = [ids, made.period, made.layout.pk, mark, sorted(catalogue.states.items())]
    moving = Numbers.objects.filter(office__in=catalogue.open_at(ids, made.period.cutoff))
    state.append(moving.aggregate(n=Sum("last_no"))["n"])
    return f"{KEPT}:forecast:{sha256(repr(state).encode()).hexdigest()}"
