"""Who can be given a target, and what each one's weighs.

Two levels of one kind: an office divides its target among the offices below it, or among its
officers. What nobody is given (the office's own work, cases no officer holds) stays held to the
target above.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from cases.models import Closing, Office, Officer
from cases.periods import Period, last_closed_period, period_of, year_end, year_start
from cases.rules import Refusal
from cases.today import today
from reports.figures import statistics
from reports.figures.goals import Goal
from reports.figures.scopes import OWN
from reports.models import Target
from reports.outlook import pace
from reports.outlook.pace import Season
from reports.targets.cascade import Part, Sum

MEASURES = statistics.MEASURES


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
        season = pace.season_of(office, year)
        people = Officer.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=on), office=office, valid_from__lte=on
        ).order_by("code")
        who += [(office, each, each.code, each.pk, season) for each in people]
    else:
        below = list(Office.objects.filter(parent=office).valid_on(on).order_by("pk"))
        known = pace.seasons({o.pk: [o.pk] for o in below}, year)
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
