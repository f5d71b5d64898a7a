"""Every row of `data/terms.csv` whose last day is a day off, in both laws.

02/09/2018 was a Sunday and the Monday after it off in its stead; in September 2026 the holiday
runs from Saturday 29/08 to Wednesday 02/09. What must be done by then waits for the next working
day; what must be done so long before something is due on the working day before.
"""

from datetime import date, timedelta

import pytest

from cases.rules.calendar import Calendar
from cases.terms import TERMS, Side, Term, Unit
from tests.test_terms import DAYS, NEW_LAW, OLD_LAW, UNTIL, rows_in_force

LAST = {
    # law: a holiday, the working day before it, the working day after it
    OLD_LAW: (date(2018, 9, 3), date(2018, 8, 31), date(2018, 9, 4)),
    NEW_LAW: (date(2026, 9, 2), date(2026, 8, 28), date(2026, 9, 3)),
}
BACK = (Side.BEFORE, Side.BEFORE_IT)
FIXED = (Side.MONTH_END, Side.MONTH_DAY)
"""These fall on one day of a month: a holiday of theirs is told below."""
ROWS = [
    pytest.param(term, law, id=f"{key}-{law:%Y}-{term.triggers[0] if term.triggers else ''}")
    for key in sorted(DAYS)
    for law in (OLD_LAW, NEW_LAW)
    for term in rows_in_force(key, law)
    if term.side != Side.RULE
]
COUNTED = [
    row for row in ROWS if row.values[0].side not in FIXED
    and row.values[0].unit in (Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS)
]  # fmt: skip


def ending_on(term: Term, last: date) -> date:
    """The day of the trigger, or of the event, from which the term would end there if worked."""
    worked = Calendar({last: True})
    step = timedelta(days=1 if term.side in BACK else -1)
    day = last
    for _ in range(366 * 6):
        day += step
        if worked.due_on(term, day, day) == last:
            return day
    raise AssertionError(f"{term.key} never ends on {last}")


@pytest.mark.parametrize(("term", "law"), COUNTED)
def test_a_last_day_on_a_holiday(term, law):
    holiday, before, after = LAST[law]
    since = ending_on(term, holiday)
    due = Calendar().due_on(term, since, since)
    assert due == (before if term.side in BACK else after)


@pytest.mark.parametrize(("term", "law"), ROWS)
def test_a_last_day_said_to_be_off_by_the_official_calendar(term, law):
    plain = Calendar()
    last = plain.due_on(term, law, UNTIL[law])
    due = Calendar({last: False}).due_on(term, law, UNTIL[law])
    if term.unit in (Unit.AT_ONCE, Unit.HOURS):
        assert due == last  # at once is at once, and hours run through days off
    elif term.side in BACK:
        assert due == plain.previous_working(last - timedelta(days=1))
    else:
        assert due == plain.next_working(last + timedelta(days=1))


def test_the_days_of_a_month_that_are_off():
    """The list of what ended in July 2026 is due on 31/08, off in exchange for 22/08; the files
    of January 2019 on 07/02, the third day of Tết, which ends on Sunday the 10th."""
    (to_procuracy,) = (t for t in TERMS if t.key == "LIST_END_VKS")
    assert Calendar().due_on(to_procuracy, date(2026, 7, 15)) == date(2026, 9, 3)
    (files,) = (t for t in TERMS if t.key == "MG_TO_VKS")
    assert Calendar().due_on(files, date(2019, 1, 15)) == date(2019, 2, 11)


def test_every_counted_row_is_among_them():
    told = {row.values[0].key for row in COUNTED}
    counted = {t.key for t in TERMS if t.side != Side.RULE and t.side not in FIXED}
    assert counted - told == {
        t.key for t in TERMS if t.side != Side.RULE and t.unit in (Unit.AT_ONCE, Unit.HOURS)
    }
