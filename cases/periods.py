"""Days, statistical years and reporting periods. Pure: no Django, no clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

NEW_LAW_ON = date(2026, 7, 1)
"""Law 106/2025/QH15 on civil judgment enforcement is in force from this day."""


@dataclass(frozen=True, order=True)
class Period:
    """A cumulative reporting period: from 1 October of the year before, `months` months long."""

    year: int
    months: int

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 12:
            raise ValueError("A period has 1 to 12 months.")

    @property
    def start(self) -> date:
        return year_start(self.year)

    @property
    def cutoff(self) -> date:
        """The last day, inclusive."""
        return month_end(self.year, self.months)

    @property
    def label(self) -> str:
        return "Năm (12 tháng)" if self.months == 12 else f"{self.months:02d} tháng"

    @property
    def before(self) -> "Period":
        """The same months of the year before ("cùng kỳ")."""
        return Period(self.year - 1, self.months)


def statistical_year(day: date) -> int:
    """The statistical year of a day: 1 October Y-1 to 30 September Y is year Y.

    Circular 06/2019/TT-BTP, Article 4; joint circular 12/2021, Article 6.
    """
    return day.year + (day.month >= 10)


def year_start(year: int) -> date:
    """1 October of the calendar year before."""
    return date(year - 1, 10, 1)


def year_end(year: int) -> date:
    """30 September of the statistical year."""
    return date(year, 9, 30)


def month_end(year: int, months: int) -> date:
    """The last day of the `months`-th month of statistical year `year`."""
    calendar_year = year - 1 if months <= 3 else year
    month = (months + 8) % 12 + 1
    return date(calendar_year, month, monthrange(calendar_year, month)[1])


def period_of(day: date) -> Period:
    """The cumulative period in whose last month the day falls."""
    return Period(statistical_year(day), (day.month - 10) % 12 + 1)


def last_closed_period(day: date) -> Period:
    """The newest period whose cut-off lies before the day."""
    return period_of(day.replace(day=1) - timedelta(days=1))


def is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
