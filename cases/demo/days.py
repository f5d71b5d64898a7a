"""The calendar of the demo's statistical years: worked days, and which month a day falls in.

Days are proleptic ordinals (`date.toordinal()`), which are quick to compare and to add to. Months
are counted from October of the first year: 1 to 12 are its own, 13 the next October.
"""

from datetime import date
from random import Random

from cases.demo.figures import CUT, FIRST_YEAR, LAST_YEAR, MONTH_COUNT, PUBLISHED
from cases.periods import month_end, year_end
from cases.rules.calendar import holidays_of

FIRST_DAY = PUBLISHED.books_open_on.toordinal()
LAST_DAY = year_end(LAST_YEAR).toordinal()
CUT_DAY = CUT.toordinal()
"""The first day of the divisions: what stands in the old offices is theirs from then on."""
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
MONTH_ENDS = tuple(
    month_end(year, month).toordinal() for year in YEARS for month in range(1, MONTH_COUNT + 1)
)
HOLIDAYS_2018 = frozenset(
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
HOLIDAYS = HOLIDAYS_2018 | frozenset(
    day.toordinal()
    for year in range(FIRST_YEAR, LAST_YEAR + 2)
    for day in holidays_of(year)
    if day > year_end(FIRST_YEAR)
)
_FIXED_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}


def is_worked(day: int) -> bool:
    """Whether decisions are issued on this day."""
    if day % 7 in (0, 6):  # ordinal 7 was a Sunday
        return False
    if day >= FIRST_DAY:
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


def _pace_of(day: int) -> float:
    """Less is done on Fridays and on the two days before and after Tết."""
    beside_rest = sum(not is_worked(day + n) for n in (-7, -6, -5, -4, -3, -2, -1))
    before_rest = sum(not is_worked(day + n) for n in range(1, 8))
    near_tet = max(beside_rest, before_rest) >= 6
    return (0.6 if near_tet else 1.0) * (0.92 if day % 7 == 5 else 1.0)


def worked_days_of_months() -> list[tuple[list[int], list[float]]]:
    """For each month its worked days and how much is done on each, as running sums."""
    months: list[tuple[list[int], list[float]]] = []
    start = FIRST_DAY
    for end in MONTH_ENDS:
        days = [day for day in range(start, end + 1) if is_worked(day)]
        running: list[float] = []
        for day in days:
            running.append(_pace_of(day) + (running[-1] if running else 0.0))
        months.append((days, running))
        start = end + 1
    return months


def draw_day(rng: Random, month: tuple[list[int], list[float]]) -> int:
    """A worked day of the month, fewer on Fridays and beside Tết, no more at its end."""
    return rng.choices(month[0], cum_weights=month[1])[0]


def months_of(year: int) -> range:
    """Places in `MONTHS` of a year's months."""
    first = (year - FIRST_YEAR) * MONTH_COUNT
    return range(first, first + MONTH_COUNT)


def end_of(year: int, month: int = MONTH_COUNT) -> int:
    """The number of a year's month, counted from the first October; of its last, unless said."""
    return (year - FIRST_YEAR) * MONTH_COUNT + month


MONTHS = worked_days_of_months()
MONTH_OF: dict[int, int] = {}
for _number, _end in enumerate(MONTH_ENDS, start=1):
    for _day in range(FIRST_DAY + len(MONTH_OF), _end + 1):
        MONTH_OF[_day] = _number
"""The number of the month a day falls in, the first October being 1."""
