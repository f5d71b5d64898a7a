"""How far the forecast would have been off: from each month's end of past years, with what was
known by then. Nothing of the year itself, or of later ones, goes in.

On simulated years this proves the code, not the forecast.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.outlook.cells import Year, position
from reports.outlook.forecast import LEAST_YEARS, Past, point

WARNING = "Năm mô phỏng chỉ chứng minh mã tính đúng, không chứng minh dự báo đúng."


@dataclass
class Line:
    """What the forecasts made so many months before 30 September were worth."""

    months_ahead: int
    errors: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    held: int = 0

    @property
    def count(self) -> int:
        return len(self.errors)

    @property
    def bias(self) -> float:
        return sum(self.errors) / self.count

    @property
    def mean_error(self) -> float:
        return sum(map(abs, self.errors)) / self.count

    @property
    def mean_width(self) -> float:
        return sum(self.widths) / self.count

    @property
    def coverage(self) -> float:
        return 100 * self.held / self.count


def backtest(
    past: Iterable[tuple[Mapping[int, Mapping[str, Year]], Mapping[int, Mapping[str, Year]]]],
    measure: str,
) -> list[Line]:
    """Lines by months ahead over groups of offices, each given with its city's years."""
    lines = {n: Line(n) for n in range(11, 0, -1)}
    for own, city in past:
        for year, by_measure in own.items():
            known = Past(own, city).until(year)
            truth = by_measure[measure].rate(12)
            if len(known.own) < LEAST_YEARS or truth is None:
                continue
            for months in range(1, 12):
                final = point(position(by_measure[measure], months), known, measure, 12)
                if final is not None:
                    line = lines[12 - months]
                    line.errors.append(truth - float(final.rate))
                    line.widths.append(float(final.high - final.low))
                    line.held += float(final.low) <= truth <= float(final.high)
    return [line for line in lines.values() if line.count]
