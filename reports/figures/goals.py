"""Targets in force, and the way through a year that they set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

from cases.models import Office
from cases.periods import Period
from reports.models import Measure, Target


@dataclass(frozen=True)
class Goal:
    """A target in force; `office` is whose it is, `inherited` if it came from above."""

    rate: Decimal
    strict: bool
    office: str
    inherited: bool = False

    def gap(self, reached: Decimal | None) -> Decimal | None:
        """In percentage points, on the rounded rate."""
        return None if reached is None else reached - self.rate

    def met(self, reached: Decimal | None) -> bool:
        if reached is None:
            return False
        return reached > self.rate if self.strict else reached >= self.rate

    def missing(self, done: int, whole: int) -> int:
        """How much more must be completed of the same whole; the rate is rounded before it is
        compared."""
        asked = Fraction(self.rate) + (Fraction(1, 100) if self.strict else 0) - Fraction(1, 200)
        return max(0, ceil(asked * whole / 100) - done)


Goals = Mapping[tuple[int | str, str], tuple[Goal | None, Goal | None]]
"""By office id, or officer code, and measure: annual and interim."""


def goals(
    offices: Iterable[Office],
    period: Period,
    *,
    officers: bool = False,
    known: datetime | None = None,
) -> dict[tuple[int | str, str], tuple[Goal | None, Goal | None]]:
    """Targets in force at the cut-off; an office without its own is held to that above it.

    With the officers' own where asked; an officer without one is left out. `known` reads the
    decisions as entered at a moment.
    """
    offices = list(offices)
    ids = {o.pk for o in offices} | {o.parent_id for o in offices if o.parent_id}
    newest: dict[tuple[int | str, str, int], Target] = {}
    rows = Target.objects.in_force(period.year, period.cutoff, known).filter(
        office__in=ids, months__in={12, period.months}
    )
    if not officers:
        rows = rows.filter(officer=None)
    for target in rows.select_related("office", "officer"):
        whose = target.officer.code if target.officer else target.office_id or 0
        newest.setdefault((whose, target.measure, target.months), target)

    def goal(owners: Iterable[int | str | None], measure: str, months: int) -> Goal | None:
        for step, owner in enumerate(owners):
            target = newest.get((owner or 0, measure, months))
            if target is not None and target.office is not None:
                code = target.officer.code if target.officer else target.office.code
                return Goal(target.rate, target.strict, code, step > 0)
        return None

    held: dict[int | str, tuple[int | str | None, ...]] = {
        o.pk: (o.pk, o.parent_id) for o in offices
    }
    held |= {whose: (whose,) for whose, _, _ in newest if isinstance(whose, str)}
    return {
        (whose, measure): (
            goal(owners, measure, 12),
            goal(owners, measure, period.months) if period.months < 12 else None,
        )
        for whose, owners in held.items()
        for measure in (Measure.CASES.value, Measure.MONEY.value)
    }


def path(
    offices: Iterable[Office], year: int, on: date
) -> dict[int, dict[str, tuple[Goal | None, dict[int, Decimal]]]]:
    """The way through a year as decided up to a day, by office and measure: the annual target,
    and the rate of each interim month; what an office lacks is that above it."""
    offices = list(offices)
    ids = {o.pk for o in offices} | {o.parent_id for o in offices if o.parent_id}
    newest: dict[tuple[int | None, str, int], Target] = {}
    rows = Target.objects.in_force(year, on).filter(office__in=ids, officer=None)
    for target in rows.select_related("office"):
        newest.setdefault((target.office_id, target.measure, target.months), target)
    found: dict[int, dict[str, tuple[Goal | None, dict[int, Decimal]]]] = {}
    for office in offices:
        by_measure = found.setdefault(office.pk, {})
        for measure in Measure.values:
            own = {
                m: newest.get((office.pk, measure, m)) or newest.get((office.parent_id, measure, m))
                for m in range(1, 13)
            }
            annual = own[12]
            goal = None
            if annual is not None and annual.office is not None:
                inherited = annual.office_id != office.pk
                goal = Goal(annual.rate, annual.strict, annual.office.code, inherited)
            steps = {m: target.rate for m, target in own.items() if target and m < 12}
            by_measure[measure] = (goal, steps)
    return found
