"""Who can be given a target, what each one's weighs, and how the year usually goes.

Two levels of one kind: an office divides its target among the offices below it, or among its
officers. What nobody is given (the office's own work, cases no officer holds) stays held to the
target above.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from cases.models import Closing, Office, Officer
from cases.periods import Period, last_closed_period, period_of, year_end, year_start
from cases.rules import Refusal
from cases.today import today
from reports.figures import statistics
from reports.figures.balances import Standing, balances, between
from reports.figures.columns import Column, evaluate, half_up, parse, printed_rate
from reports.figures.goals import Goal
from reports.figures.scopes import OWN, WITH_BELOW, Scope
from reports.models import Layout, Measure, Target
from reports.targets.cascade import Part, Sum

MEASURES = statistics.MEASURES
YEARS = 3
"""How many closed years a season is read from, at most."""

Shares = Mapping[str, tuple[Fraction, ...]]
"""By measure: what part of the year's rate stands at the end of each month."""

EVEN: Shares = dict.fromkeys(MEASURES, tuple(Fraction(m, 12) for m in range(1, 13)))


@dataclass(frozen=True)
class Season:
    """How the rate grows through a year; without a closed year, in equal steps."""

    shares: Shares
    years: tuple[int, ...] = ()

    def at(self, rate: Decimal, measure: str, months: int) -> Decimal:
        """The interim target that the season asks for on the way to the annual one."""
        return half_up(Fraction(rate) * self.shares[measure][months - 1])

    @property
    def words(self) -> str:
        if not self.years:
            return "chia đều theo tháng, chưa có năm nào khóa sổ"
        return f"theo nhịp năm {', '.join(str(y) for y in self.years)}"


EVEN_STEPS = Season(EVEN)


@dataclass(frozen=True)
class Bound:
    """An office or an officer who can be given a target."""

    office: Office
    officer: Officer | None
    expected: Mapping[str, int]
    held: Mapping[str, Goal | None]
    """The own annual target in force."""
    season: Season

    @property
    def key(self) -> str:
        return str(self.officer.pk if self.officer else self.office.pk)

    @property
    def name(self) -> str:
        return str(self.officer) if self.officer else self.office.short_name


@dataclass(frozen=True)
class Given:
    """What is asked of one for one measure: a rate, or none to leave what is in force; and how
    much is expected, where somebody knows better."""

    office: Office
    officer: Officer | None
    measure: str
    rate: Decimal | None
    strict: bool = False
    expected: int | None = None
    months: int = 12

    @property
    def key(self) -> tuple[str, str]:
        return str(self.officer.pk if self.officer else self.office.pk), self.measure


@dataclass(frozen=True)
class Level:
    """An office with its target, and all among whom it can be divided."""

    office: Office
    year: int
    officers: bool
    above: Mapping[str, Goal | None]
    bounds: tuple[Bound, ...]
    rest: Mapping[str, int]
    """What is expected of work that is nobody's below."""
    basis: str

    def sums(self, given: Iterable[Given] = ()) -> dict[str, Sum]:
        """Everybody's annual target weighed, by measure: as given, or as in force.

        Where nothing is asked above there is nothing to reach.
        """
        typed = {row.key: row for row in given if row.months == 12}
        found = {}
        for measure in MEASURES:
            if (goal := self.above[measure]) is not None:
                parts = [self._part(b, measure, goal, typed) for b in self.bounds]
                rest = Part(self.rest[measure], goal.rate, goal.strict)
                found[measure] = Sum.of((rest, *parts))
        return found

    def _part(
        self, bound: Bound, measure: str, goal: Goal, typed: Mapping[tuple[str, str], Given]
    ) -> Part:
        held = bound.held[measure] or goal
        row = typed.get((bound.key, measure))
        expected = bound.expected[measure]
        if row is None:
            return Part(expected, held.rate, held.strict)
        expected = expected if row.expected is None else row.expected
        if row.rate is None:
            return Part(expected, held.rate, held.strict)
        return Part(expected, row.rate, row.strict)


def level(office: Office, year: int, on: date, *, officers: bool) -> Level:
    """Who stands below an office, with targets as in force on a day."""
    basis, made = _expected(office, year, officers)
    whole = {m: _enforceable(made, None, m) for m in MEASURES}
    held = _in_force(office, year, on)
    who: list[tuple[Office, Officer | None, str, int | None, Season]] = []
    if officers:
        season = seasons(office, year, [office])[office.pk]
        people = Officer.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=on), office=office, valid_from__lte=on
        ).order_by("code")
        who += [(office, each, each.code, each.pk, season) for each in people]
    else:
        below = list(Office.objects.filter(parent=office).valid_on(on).order_by("pk"))
        known = seasons(office, year, below)
        who += [(each, None, each.code, None, known[each.pk]) for each in below]
    bounds = tuple(
        Bound(
            at,
            officer,
            {m: _enforceable(made, code, m) for m in MEASURES},
            {m: held.get((at.pk, officer_id, m)) for m in MEASURES},
            season,
        )
        for at, officer, code, officer_id, season in who
    )
    return Level(
        office=office,
        year=year,
        officers=officers,
        above={
            m: held.get((office.pk, None, m)) or held.get((office.parent_id or 0, None, m))
            for m in MEASURES
        },
        bounds=bounds,
        rest={m: max(0, whole[m] - sum(b.expected[m] for b in bounds)) for m in MEASURES},
        basis=basis,
    )


def _in_force(
    office: Office, year: int, on: date
) -> dict[tuple[int, int | None, str], Goal | None]:
    """Annual targets in force of an office, of those above and below it and of its officers."""
    near = [office.pk, office.parent_id, *_below(office)]
    rows = Target.objects.in_force(year, on).filter(office__in=[pk for pk in near if pk], months=12)
    found: dict[tuple[int, int | None, str], Goal | None] = {}
    for target in rows.select_related("office"):
        if target.office is not None:
            key = (target.office.pk, target.officer_id, target.measure)
            found.setdefault(key, Goal(target.rate, target.strict, target.office.code))
    return found


def _below(office: Office) -> Iterable[int]:
    return Office.objects.filter(parent=office).values_list("pk", flat=True)


# ---------------------------------------------------------------- what is expected
def _expected(office: Office, year: int, officers: bool) -> tuple[str, statistics.Statement | None]:
    """The statement that says how much is enforceable: of the last closed month of the year, or
    of the year before; failing both, of the last month that ended."""
    closed = (
        Closing.objects.filter(
            office=office,
            withdrawn_at=None,
            cutoff__gte=year_start(year),
            cutoff__lte=year_end(year),
        )
        .order_by("-cutoff")
        .first()
    )
    last = last_closed_period(today())
    tries: list[tuple[Period, str]] = []
    if closed:
        tries.append((period_of(closed.cutoff), "đã khóa sổ"))
    tries.append((Period(year - 1, 12), "năm trước"))
    if last.year == year:
        tries.append((last, "chưa khóa sổ"))
    for period, how in tries:
        try:
            made = (
                statistics.statement(office, period, OWN, dimension="officer")
                if officers
                else statistics.statement(office, period)
            )
        except Refusal:
            continue
        return f"số có điều kiện đến {period.cutoff:%d/%m/%Y} ({how})", made
    return "chưa có số liệu, tự nhập", None


def _enforceable(made: statistics.Statement | None, key: str | None, measure: str) -> int:
    if made is None:
        return 0
    try:
        return made.row(key).figures[measure]["c08"] or 0
    except Refusal:  # nothing stands there yet
        return 0


# ---------------------------------------------------------------- seasons
def seasons(office: Office, year: int, wanted: Iterable[Office]) -> dict[int, Season]:
    """The season of each of these offices from its own closed years before `year`; of the office
    itself with all below it. One statement of SQL for each year."""
    wanted = list(wanted)
    years = range(year - YEARS, year)
    closed = set(
        Closing.objects.filter(
            office__in=[o.pk for o in wanted],
            withdrawn_at=None,
            cutoff__in=[year_end(y) for y in years],
        ).values_list("office_id", "cutoff")
    )
    found: dict[int, dict[int, Shares]] = {o.pk: {} for o in wanted}
    for y in years:
        whose = [o for o in wanted if (o.pk, year_end(y)) in closed]
        if whose:
            for office_id, shares in _shares(office, y, whose).items():
                found[office_id][y] = shares
    return {pk: _mean(of) for pk, of in found.items()}


def _shares(office: Office, year: int, whose: list[Office]) -> dict[int, Shares]:
    try:
        scope = Scope.of(office, WITH_BELOW, Period(year, 12))
        columns = parse(Layout.objects.at(year_end(year)).columns)
    except Refusal:
        return {}
    days = [year_start(year) - timedelta(days=1)]
    days += [Period(year, m).cutoff for m in range(1, 13)]
    by_office = balances(scope.ids, days, "office")
    found = {}
    for each in whose:
        keys = scope.ids if each.pk == office.pk else [each.pk]
        rates = _rates([by_office[k] for k in keys if k in by_office], columns)
        if rates is not None:
            found[each.pk] = rates
    return found


def _rates(
    parts: list[dict[tuple[str, str], list[Standing]]], columns: tuple[Column, ...]
) -> Shares | None:
    """What part of the rate of the twelfth month stood at each month; none where there is none."""
    added: dict[tuple[str, str], list[Standing]] = {}
    for part in parts:
        for place, standing in part.items():
            before = added.get(place, [Standing()] * 13)
            added[place] = [
                Standing(a.cases + b.cases, a.money + b.money)
                for a, b in zip(before, standing, strict=True)
            ]
    shares: dict[str, tuple[Fraction, ...]] = {}
    for measure in MEASURES:
        rates = []
        for month in range(1, 13):
            found = {place: between(s[0], s[month]) for place, s in added.items()}
            figures = evaluate(columns, found, measure)
            rates.append(printed_rate(figures["c09"], figures["c08"]) or Decimal(0))
        if not rates[-1]:
            return None
        shares[measure] = tuple(
            min(Fraction(1), Fraction(rate) / Fraction(rates[-1])) for rate in rates
        )
    return shares


def _mean(of: Mapping[int, Shares]) -> Season:
    if not of:
        return EVEN_STEPS
    shares = {
        m: tuple(sum((s[m][n] for s in of.values()), Fraction(0)) / len(of) for n in range(12))
        for m in (Measure.CASES.value, Measure.MONEY.value)
    }
    return Season(shares, tuple(sorted(of)))
