"""Working days and the ends of periods. Pure: overrides come in, nothing is read.

Civil Code 91/2015/QH13, Articles 147 and 148: the first day is not counted; a period in months or
years ends on the corresponding day, or the month's last; a last day that is a day off moves to the
end of the next working day. Public holidays: Labour Code 45/2019/QH14, Article 112, as the package
`holidays` knows them (Tết by the lunar calendar, days in lieu); what the official calendar says
differently is an override.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from holidays.countries import VN

from cases.terms import Side, Term, Unit

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def holidays_of(year: int) -> dict[date, str]:
    """Public holidays that fall in a year, with the days off in lieu the package computes."""
    return dict(VN(years=year, language="vi").items())


@lru_cache(maxsize=256)
def worked_weekends(year: int) -> frozenset[date]:
    """Saturdays worked in exchange for a day between holidays."""
    return frozenset(VN(years=(year, year + 1)).weekend_workdays)


@dataclass(frozen=True)
class Calendar:
    """The working days: computed, corrected by overrides (day → is it worked?)."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        if (said := self.overrides.get(day)) is not None:
            return said
        if day.weekday() < 5:
            return day not in holidays_of(day.year)
        return day in worked_weekends(day.year)

    def next_working(self, day: date) -> date:
        """The day itself or the first working day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def previous_working(self, day: date) -> date:
        """The day itself or the last working day before it."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def plus_working(self, day: date, count: int) -> date:
        """The `count`-th working day after the day; a negative count goes back."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` through `end`."""
        days = (end - start).days
        return sum(self.is_working(start + n * _DAY) for n in range(1, days + 1))

    # ------------------------------------------------------------ ends of periods
    def end(self, since: date, length: int, unit: Unit) -> date:
        """The last day of a period that an event on `since` starts."""
        if unit == Unit.AT_ONCE:
            return since
        if unit == Unit.HOURS:
            return since + timedelta(hours=length)
        if unit == Unit.WORKING_DAYS:
            return self.plus_working(since, length)
        return self.next_working(_plain_end(since, length, unit))

    def latest_before(self, event: date, length: int, unit: Unit) -> date:
        """The last day on which something can be done at least so long before the event."""
        if unit == Unit.WORKING_DAYS:
            return self.plus_working(event, -length)
        return self.previous_working(_plain_end(event, -length, unit))

    def due_on(self, term: Term, since: date, until: date | None = None) -> date:
        """The last day of a term started on `since`; `until` is the day the trigger sets."""
        unit = term.unit or Unit.AT_ONCE
        if term.side == Side.BEFORE:
            return self.latest_before(until or since, term.length, unit)
        if term.side == Side.BEFORE_IT:
            return self.latest_before(since, term.length, unit)
        if term.side == Side.MONTH_END:
            later = months_later(since.replace(day=1), term.length)
            return self.next_working(later.replace(day=monthrange(later.year, later.month)[1]))
        if term.side == Side.MONTH_DAY:
            later = months_later(since.replace(day=1), 1)
            return self.next_working(later.replace(day=term.length))
        return self.end(since, term.length, unit)


def due_at(term: Term, since: date, at: time | None) -> datetime | None:
    """The moment a term in hours ends, when the hour of its trigger is known. Local, naive."""
    if term.unit != Unit.HOURS or at is None:
        return None
    return datetime.combine(since, at) + timedelta(hours=term.length)


def months_later(day: date, months: int) -> date:
    """The corresponding day so many months on, or the month's last; negative goes back."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _plain_end(since: date, length: int, unit: Unit) -> date:
    if unit == Unit.DAYS:
        return since + timedelta(days=length)
    return months_later(since, length * (12 if unit == Unit.YEARS else 1))
