"""Ends of periods: Civil Code 2015, Articles 147 and 148, with the holidays of the Labour Code.

Every expected day was counted by hand on a wall calendar.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.calendar import Calendar
from cases.terms import TERMS, Side, Unit

WD, D, M, Y = Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS
PLAIN = Calendar()
ONE = timedelta(days=1)
DAYS = st.dates(date(2016, 1, 1), date(2031, 12, 31))
LENGTHS = st.tuples(st.integers(1, 60), st.just(D)) | st.tuples(
    st.integers(1, 10), st.sampled_from([WD, M])
)
DUTIES = [term for term in TERMS if term.is_duty and term.unit not in (Unit.HOURS, Unit.AT_ONCE)]


@pytest.mark.parametrize(
    ("since", "length", "unit", "last"),
    [
        # the last day at a weekend moves on; working days do not count it
        (date(2018, 9, 5), 10, D, date(2018, 9, 17)),  # 15/09 is a Saturday
        (date(2018, 9, 6), 10, D, date(2018, 9, 17)),  # 16/09 is a Sunday
        (date(2018, 9, 13), 3, WD, date(2018, 9, 18)),  # Thursday: Fri, Mon, Tue
        (date(2018, 8, 15), 1, M, date(2018, 9, 17)),
        (date(2017, 9, 15), 1, Y, date(2018, 9, 17)),
        # begun on a day off: the first day is not counted all the same
        (date(2018, 9, 15), 3, WD, date(2018, 9, 19)),
        (date(2018, 9, 15), 10, D, date(2018, 9, 25)),
        # Tết 2018: off from 14/02 to 20/02
        (date(2018, 2, 9), 3, WD, date(2018, 2, 21)),  # Mon 12, Tue 13, Wed 21
        (date(2018, 2, 5), 10, D, date(2018, 2, 21)),  # 15/02
        (date(2018, 1, 14), 1, M, date(2018, 2, 21)),
        (date(2017, 2, 20), 1, Y, date(2018, 2, 21)),
        # Tết 2027: off from Thursday 04/02 to Wednesday 10/02
        (date(2027, 2, 2), 3, WD, date(2027, 2, 12)),  # Wed 3, Thu 11, Fri 12
        (date(2027, 1, 29), 10, D, date(2027, 2, 11)),  # Monday 08/02
        (date(2027, 1, 5), 1, M, date(2027, 2, 11)),
        (date(2026, 2, 6), 1, Y, date(2027, 2, 11)),
        # 30/04 and 01/05/2018 are Monday and Tuesday
        (date(2018, 4, 26), 3, WD, date(2018, 5, 3)),  # Fri 27, Wed 2, Thu 3
        (date(2018, 4, 20), 10, D, date(2018, 5, 2)),
        (date(2018, 3, 30), 1, M, date(2018, 5, 2)),
        (date(2017, 5, 1), 1, Y, date(2018, 5, 2)),
        # 02/09/2018 is a Sunday, so Monday 03/09 is off
        (date(2018, 8, 30), 3, WD, date(2018, 9, 5)),  # Fri 31, Tue 4, Wed 5
        (date(2018, 8, 23), 10, D, date(2018, 9, 4)),
        (date(2018, 8, 2), 1, M, date(2018, 9, 4)),
        (date(2017, 9, 2), 1, Y, date(2018, 9, 4)),
        # the corresponding day, or the month's last
        (date(2018, 8, 31), 1, M, date(2018, 10, 1)),  # 30/09 is a Sunday
        (date(2018, 10, 31), 1, M, date(2018, 11, 30)),
        (date(2019, 1, 31), 1, M, date(2019, 2, 28)),
        (date(2018, 8, 31), 6, M, date(2019, 2, 28)),
        (date(2024, 2, 29), 1, Y, date(2025, 2, 28)),
    ],
)
def test_a_period_ends_on_the_day_counted_by_hand(since, length, unit, last):
    assert PLAIN.end(since, length, unit) == last


@pytest.mark.parametrize(
    ("event", "length", "unit", "last"),
    [
        (date(2018, 9, 24), 5, WD, date(2018, 9, 17)),
        (date(2018, 9, 4), 1, WD, date(2018, 8, 31)),
        (date(2018, 2, 21), 3, WD, date(2018, 2, 9)),  # Tue 13, Mon 12, Fri 9
        (date(2027, 2, 11), 1, WD, date(2027, 2, 3)),
        (date(2018, 5, 2), 5, WD, date(2018, 4, 20)),  # 27, 26, 24, 23, 20; 25/04 is off
        (date(2018, 9, 25), 10, D, date(2018, 9, 14)),  # 15/09 is a Saturday: earlier, not later
    ],
)
def test_backwards_a_day_off_makes_it_earlier(event, length, unit, last):
    assert PLAIN.latest_before(event, length, unit) == last


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2018, 2, 13), True),
        (date(2018, 2, 20), False),
        (date(2018, 4, 25), False),  # 10th of the third lunar month
        (date(2018, 12, 31), False),  # exchanged for Saturday 05/01/2019
        (date(2019, 1, 5), True),
        (date(2026, 8, 22), True),  # exchanged for Monday 31/08/2026
        (date(2026, 8, 31), False),
    ],
)
def test_holidays_and_exchanged_days(day, worked):
    assert PLAIN.is_working(day) is worked


# ---------------------------------------------------------------- what holds for all days
@given(st.sampled_from(DUTIES), DAYS)
def test_a_duty_falls_due_on_a_working_day(term, since):
    assert PLAIN.is_working(PLAIN.due_on(term, since, since + 30 * ONE))


@given(DAYS, st.integers(1, 40), LENGTHS)
def test_who_begins_later_never_ends_earlier(since, later, length):
    assert PLAIN.end(since, *length) <= PLAIN.end(since + later * ONE, *length)


@given(DAYS, LENGTHS)
def test_the_first_day_is_not_counted(since, length):
    """The term lies wholly after its trigger, and a longer one ends no earlier."""
    number, unit = length
    assert since < PLAIN.end(since, number, unit) <= PLAIN.end(since, number + 1, unit)
    assert PLAIN.end(since, 1, WD) == PLAIN.next_working(since + ONE)


@given(DAYS, LENGTHS)
def test_a_last_day_said_to_be_off_moves_on_and_back_again(since, length):
    last = PLAIN.end(since, *length)
    off = Calendar({last: False})
    assert off.end(since, *length) == PLAIN.next_working(last + ONE)
    assert Calendar({last: True}).end(since, *length) == last


@given(DAYS, st.integers(1, 10))
def test_back_and_forth_is_the_same_day(event, count):
    if PLAIN.is_working(event):
        assert PLAIN.end(PLAIN.latest_before(event, count, WD), count, WD) == event


def test_no_duty_counts_backwards_past_its_own_kind():
    """The sides the table uses for duties are those the properties above go through, and that
    day of the next month, whose clauses stand in test_reduction_terms and test_terms."""
    assert {term.side for term in DUTIES} <= {
        Side.BY, Side.BEFORE, Side.BEFORE_IT, Side.MONTH_END, Side.MONTH_DAY,
    }  # fmt: skip
