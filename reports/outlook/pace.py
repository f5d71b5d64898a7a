"""Nhịp: where a rate should be on a day to reach its target on 30 September.

A season is what part of the year's final rate stood at each month's end: the median over the
closed years of the offices themselves with those they took over from; failing these, of their
city; failing that, equal steps. Interim targets that were set are points the way leads through.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from statistics import median
from typing import TypeVar

from django.core.cache import cache

from cases.actions.deadlines import calendar_now
from cases.models import Office
from cases.periods import month_end, period_of, year_start
from cases.rules.calendar import Calendar
from cases.today import today
from reports.figures import goals
from reports.figures.columns import half_up, printed_rate
from reports.figures.goals import Goal
from reports.figures.statistics import Statement
from reports.outlook.years import KEPT, MEASURES, YEARS, Catalogue, Table, added, tables

OWN, CITY, EVEN = "own", "city", "even"
Key = TypeVar("Key", bound=Hashable)

Shares = Mapping[str, tuple[Fraction, ...]]
"""By measure: what part of the year's rate stands at the end of each month."""


@dataclass(frozen=True)
class Season:
    """How the rate grows through a year, by whose closed years."""

    shares: Shares
    years: tuple[int, ...] = ()
    whose: str = EVEN

    def at(self, rate: Decimal, measure: str, months: int) -> Decimal:
        """What of an annual rate the season asks for at a month's end."""
        return half_up(Fraction(rate) * self.shares[measure][months - 1])

    def way(
        self, measure: str, goal: Goal | None, interim: Mapping[int, Decimal]
    ) -> list[Fraction | None]:
        """The rates asked for at the year's start and at each month's end: from one interim target
        to the next, and to the annual one, as the season grows between them."""
        if goal is None:
            return [Fraction(interim[m]) if m in interim else None for m in range(13)]
        grown = (Fraction(0), *self.shares[measure])
        through = {0: Fraction(0), **{m: Fraction(r) for m, r in interim.items()}}
        through[12] = Fraction(goal.rate)
        found: list[Fraction | None] = []
        for month in range(13):
            left = max(m for m in through if m <= month)
            right = min(m for m in through if m >= month)
            if left == right:
                found.append(through[left])
                continue
            whole = grown[right] - grown[left]
            part = (
                min(max((grown[month] - grown[left]) / whole, Fraction(0)), Fraction(1))
                if whole > 0
                else Fraction(month - left, right - left)
            )
            found.append(through[left] + (through[right] - through[left]) * part)
        return found

    @property
    def words(self) -> str:
        years = ", ".join(str(y) for y in self.years)
        if self.whose == OWN:
            return f"theo nhịp năm {years}"
        if self.whose == CITY:
            return f"theo nhịp năm {years} của thành phố"
        return "chia đều theo tháng, chưa có năm nào khóa sổ"


EVEN_STEPS = Season(dict.fromkeys(MEASURES, tuple(Fraction(m, 12) for m in range(1, 13))))


# ---------------------------------------------------------------- seasons
def seasons(
    groups: Mapping[Key, Iterable[int]], year: int, catalogue: Catalogue | None = None
) -> dict[Key, Season]:
    """The season of each group of offices, from the closed years before `year`; kept in the cache
    until an office closes or reopens, or the catalogue of offices changes."""
    catalogue = catalogue or Catalogue.now()
    asked = {key: catalogue.with_before(group) for key, group in groups.items()}
    who = repr([(key, sorted(offices)) for key, offices in asked.items()])
    at = f"{KEPT}:seasons:{year}:{sha256(f'{who}{catalogue.state}'.encode()).hexdigest()}"
    found: dict[Key, Season] | None = cache.get(at)
    if found is None:
        found = _seasons(asked, year, catalogue)
        cache.set(at, found, timeout=7 * 24 * 3600)
    return found


def _seasons(
    groups: Mapping[Key, frozenset[int]], year: int, catalogue: Catalogue
) -> dict[Key, Season]:
    before = tables(catalogue, range(year - YEARS, year))
    known: dict[frozenset[int], Season | None] = {}

    def season(offices: frozenset[int], whose: str) -> Season | None:
        if offices not in known:
            closed = {y: t for y, t in before.items() if catalogue.is_closed(offices, y)}
            known[offices] = _season(closed, offices, whose)
        return known[offices]

    found = {}
    for key, offices in groups.items():
        city = catalogue.city_of(offices)
        found[key] = season(offices, OWN) or season(city, CITY) or EVEN_STEPS
    return found


def season_of(office: Office, year: int) -> Season:
    """The season of an office with all below it."""
    below = Office.objects.with_below(office.pk).values_list("pk", flat=True)
    return seasons({office.pk: below}, year)[office.pk]


def _season(years: Mapping[int, Table], offices: frozenset[int], whose: str) -> Season | None:
    """The median of the years in which something was reached by both measures."""
    grown: dict[int, dict[str, list[Fraction]]] = {}
    for year, table in sorted(years.items()):
        by_measure = {}
        for measure in MEASURES:
            rates = [printed_rate(*made) or Decimal(0) for made in added(table, offices, measure)]
            if rates[-1]:
                last = Fraction(rates[-1])
                by_measure[measure] = [min(Fraction(1), Fraction(r) / last) for r in rates]
        if len(by_measure) == len(MEASURES):
            grown[year] = by_measure
    if not grown:
        return None
    shares = {
        m: tuple(median(by[m][n] for by in grown.values()) for n in range(12)) for m in MEASURES
    }
    return Season(shares, tuple(grown), whose)


# ---------------------------------------------------------------- what is asked on a day
def on_day(way: list[Fraction | None], day: date, calendar: Calendar) -> Decimal | None:
    """The rate asked for on a day; between month ends by working days."""
    period = period_of(day)
    end = way[period.months]
    if end is None or day == period.cutoff:
        return None if end is None else half_up(end)
    start = month_end(period.year, period.months - 1) if period.months > 1 else None
    before = start or year_start(period.year) - timedelta(days=1)
    worked = calendar.working_days_between(before, day)
    whole = calendar.working_days_between(before, period.cutoff)
    begun = way[period.months - 1]
    return half_up(end if begun is None else begun + (end - begun) * Fraction(worked, whole or 1))


def months(way: list[Fraction | None]) -> list[Decimal | None]:
    """The way as printed, at each month's end."""
    return [None if rate is None else half_up(rate) for rate in way[1:]]


@dataclass(frozen=True)
class Pace:
    """What is asked of one row of a statement by one measure."""

    season: Season
    goal: Goal | None
    way: list[Fraction | None]
    rate: Decimal | None
    """On the statement's day: its cut-off, or today while its last month runs."""

    @property
    def months(self) -> list[Decimal | None]:
        """At each month's end."""
        return months(self.way)


Paces = dict[tuple[str | None, str], Pace]
"""By the key of a row (none is the total) and measure."""


def of(made: Statement) -> Paces:
    """The pace of every row of a statement and of its total; as many queries for forty offices as
    for one."""
    period = made.period
    day = min(today(), period.cutoff) if today() >= period.start else period.cutoff
    groups = {None: made.scope.ids} | {row.key: row.offices for row in made.rows}
    known = seasons(groups, period.year)
    paths = goals.path(made.scope.offices, period.year, day)
    calendar = calendar_now()
    found: Paces = {}
    for row in (made.total, *made.rows):
        whose = row.offices[0] if row.place.dimension == "office" else made.office.pk
        for measure in MEASURES:
            goal, interim = (
                row.goals[measure] if row.goals[measure][0] else made.total.goals[measure]
            )
            steps = paths.get(whose, {}).get(measure, (None, {}))[1]
            if row.place.dimension == "officer" and goal is row.goals[measure][0]:
                steps = {period.months: interim.rate} if interim else {}
            season = known[row.key]
            way = season.way(measure, goal, {m: r for m, r in steps.items() if m < 12})
            found[row.key, measure] = Pace(season, goal, way, on_day(way, day, calendar))
    return found
