"""Targets in force, and what the season asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cases.models import Office
from cases.periods import Period
from reports.columns import half_up
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


Goals = Mapping[tuple[int, str], tuple[Goal | None, Goal | None]]
"""By (office id, measure): annual and interim."""


def goals(offices: Iterable[Office], period: Period) -> dict[tuple[int, str], Any]:
    """Targets in force at the cut-off; an office without its own is held to that above it."""
    offices = list(offices)
    ids = {o.pk for o in offices} | {o.parent_id for o in offices if o.parent_id}
    newest: dict[tuple[int, str, int], Target] = {}
    rows = Target.objects.in_force(period).filter(office__in=ids, months__in={12, period.months})
    for target in rows.select_related("office"):
        newest.setdefault((target.office_id, target.measure, target.months), target)  # type: ignore[arg-type]

    def goal(office: Office, measure: str, months: int) -> Goal | None:
        for owner in (office.pk, office.parent_id):
            target = newest.get((owner or 0, measure, months))
            if target is not None and target.office is not None:
                code = target.office.code
                return Goal(target.rate, target.strict, code, owner != office.pk)
        return None

    return {
        (office.pk, measure): (
            goal(office, measure, 12),
            goal(office, measure, period.months) if period.months < 12 else None,
        )
        for office in offices
        for measure in (Measure.CASES.value, Measure.MONEY.value)
    }


def pace(goal: Goal | None, interim: Goal | None, months: int) -> Decimal | None:
    """What the season asks for: the interim target, or the annual one in equal monthly steps."""
    if interim is not None:
        return interim.rate
    return None if goal is None else half_up(Fraction(goal.rate) * months / 12)
