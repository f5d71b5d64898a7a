"""The calendar of the statistical year 2018: which days are worked, which month a day falls in.

Days are proleptic ordinals (`date.toordinal()`), which are quick to compare and to add to.
"""

from datetime import date, timedelta
from random import Random

from cases.demo.figures import PUBLISHED

FIRST_DAY = PUBLISHED.books_open_on.toordinal()
LAST_DAY = PUBLISHED.last_day.toordinal()
MONTH_ENDS = tuple(
    day.toordinal()
    for day in (
        PUBLISHED.books_open_on + timedelta(days=n) for n in range(LAST_DAY - FIRST_DAY + 1)
    )
    if (day + timedelta(days=1)).day == 1
)
HOLIDAYS = frozenset(
    date(*parts).toordinal()
    for parts in (
        (2018, 1, 1),
        *((2018, 2, day) for day in range(14, 21)),  # Tết Mậu Tuất, 16 February
        (2018, 4, 25),  # death anniversary of the Hùng kings
        (2018, 4, 30),
        (2018, 5, 1),
        (2018, 9, 3),  # in place of Sunday 2 September
    )
)
SLOW_DAYS = {date(2018, 2, day).toordinal(): 0.6 for day in (12, 13, 21, 22)}
_FIXED_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}


def is_worked(day: int) -> bool:
    """Whether decisions are issued on this day."""
    if day % 7 in (0, 6):  # ordinal 7 was a Sunday
        return False
    if FIRST_DAY <= day <= LAST_DAY:
        return day not in HOLIDAYS
    on = date.fromordinal(day)
    return (on.month, on.day) not in _FIXED_HOLIDAYS


def next_worked(day: int) -> int:
    """This day or the first worked day after it."""
    while not is_worked(day):
        day += 1
    return day


def previous_worked(day: int) -> int:
    """This day or the last worked day before it."""
    while not is_worked(day):
        day -= 1
    return day


def after_worked_days(day: int, count: int) -> int:
    """The day that lies `count` worked days later."""
    for _ in range(count):
        day = next_worked(day + 1)
    return day


def worked_before(today: date, ago: int) -> date:
    """So many days before a day (after it, when negative), or the last worked day before that."""
    return date.fromordinal(previous_worked(today.toordinal() - ago))


def statistical_year(day: int) -> int:
    """The year that begins on 1 October of the calendar year before."""
    on = date.fromordinal(day)
    return on.year + (on.month >= 10)


def worked_days_of_months() -> list[tuple[list[int], list[float]]]:
    """For each month its worked days and how much is done on each, as running sums."""
    months: list[tuple[list[int], list[float]]] = []
    start = FIRST_DAY
    for end in MONTH_ENDS:
        days = [day for day in range(start, end + 1) if is_worked(day)]
        running: list[float] = []
        for day in days:
            weight = SLOW_DAYS.get(day, 1.0) * (0.92 if day % 7 == 5 else 1.0)
            running.append(weight + (running[-1] if running else 0.0))
        months.append((days, running))
        start = end + 1
    return months


def draw_day(rng: Random, month: tuple[list[int], list[float]]) -> int:
    """A worked day of the month, fewer on Fridays and beside Tết, no more at its end."""
    return rng.choices(month[0], cum_weights=month[1])[0]


MONTHS = worked_days_of_months()
MONTH_OF = {
    day: next(number for number, end in enumerate(MONTH_ENDS, start=1) if day <= end)
    for day in range(FIRST_DAY, LAST_DAY + 1)
}
"""Months of the statistical year, October being 1."""
