"""Numerator or denominator: what a rate's change is made of, read off two rows of columns.

Since (8) = (7) - (18), a change of (9) : (8) has three causes that leave nothing over: what was
completed (9), what there is to enforce (7), and what of it is classed as without means (18). The
bridge tells the same of every single case, by its acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from reports.figures.statistics import Row
from reports.paper import charts
from reports.proof import bridge
from reports.proof.bridge import CLASSES, NEW, RESULTS

WORDS = {RESULTS: "kết quả", NEW: "việc mới", CLASSES: "phân loại lại"}


@dataclass(frozen=True)
class Change:
    """From one rate to another, in three printed parts that add up to the printed difference."""

    since: str
    before: Decimal
    after: Decimal
    parts: tuple[tuple[str, Decimal], ...]
    chart: charts.Waterfall

    @property
    def by(self) -> Decimal:
        return self.after - self.before

    @property
    def mainly(self) -> str:
        """The part that drove the rate furthest the way it went."""
        if not self.by:
            return ""
        return max(self.parts, key=lambda part: part[1] if self.by > 0 else -part[1])[0]


def change(since: str, before: Row | None, after: Row, measure: str) -> Change | None:
    """None where one of the two has no rate."""
    if before is None:
        return None
    first, last = before.rate(measure), after.rate(measure)
    if first is None or last is None:
        return None
    parts = printed(list(parts_of(before, after, measure).values()), last - first)
    named = tuple(zip((WORDS[part] for part in bridge.PARTS), parts, strict=True))
    return Change(since, first, last, named, charts.waterfall(first, named))


def parts_of(before: Row, after: Row, measure: str) -> dict[str, Fraction]:
    """Each part's effect on the exact rate, in points."""
    was, now = before.figures[measure], after.figures[measure]

    def moved(code: str) -> int:
        return (now[code] or 0) - (was[code] or 0)

    steps = {RESULTS: (moved("c09"), 0), NEW: (0, moved("c07")), CLASSES: (0, -moved("c18"))}
    return bridge.shares(was["c09"] or 0, was["c08"] or 0, steps)


def printed(exact: Sequence[Fraction], total: Decimal) -> list[Decimal]:
    """Parts with two decimals that add up to a total, by largest remainder."""
    hundredths = [part * 100 for part in exact]
    whole = [floor(part) for part in hundredths]
    left = int(total * 100) - sum(whole)
    order = sorted(range(len(whole)), key=lambda i: whole[i] - hundredths[i])
    for n in range(abs(left)):
        whole[order[n if left > 0 else -1 - n]] += 1 if left > 0 else -1
    return [Decimal(part) / 100 for part in whole]
