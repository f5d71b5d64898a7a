"""Late interest and instalments, computed by hand; and what must hold of any history."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import InterestBasis
from cases.rules import Refusal
from cases.rules.interest import (
    RATES,
    Change,
    Pause,
    Terms,
    accrue,
    instalment_days,
    rounded,
)

LAW, JUDGMENT = InterestBasis.LAW, InterestBasis.JUDGMENT
OWED = Change(date.min, 100_000_000)
SINCE = date(2018, 1, 1)


def lines(periods):
    return [(p.since, p.until, p.days, p.principal, p.rate, p.amount) for p in periods]


def test_a_year_at_the_rate_of_the_law():
    """100.000.000 × 10 % × 365/365 = 10.000.000."""
    (period,) = accrue(Terms(LAW, SINCE), [OWED], [], date(2019, 1, 1))
    assert (period.days, period.amount) == (365, 10_000_000)
    assert (period.since, period.until) == (date(2018, 1, 2), date(2019, 1, 1))
    assert "468" in period.basis


def test_the_first_day_is_not_counted_and_the_last_is():
    """One day: 100.000.000 × 10 % / 365 = 27.397,26 → 27.397."""
    assert accrue(Terms(LAW, SINCE), [OWED], [], SINCE) == []
    (period,) = accrue(Terms(LAW, SINCE), [OWED], [], date(2018, 1, 2))
    assert (period.days, period.amount) == (1, 27_397)


def test_the_rate_changed_with_the_civil_code():
    """02/10/2016–31/12/2016: 91 days at 9 % = 2.243.835,6; 01/01–31/01/2017: 31 at 10 %."""
    periods = accrue(Terms(LAW, date(2016, 10, 1)), [OWED], [], date(2017, 1, 31))
    assert lines(periods) == [
        (date(2016, 10, 2), date(2016, 12, 31), 91, 100_000_000, Decimal(9), 2_243_836),
        (date(2017, 1, 1), date(2017, 1, 31), 31, 100_000_000, Decimal(10), 849_315),
    ]
    assert RATES[0].provisional
    assert "chưa đối chiếu" in periods[0].basis


def test_days_without_a_known_rate_are_refused():
    with pytest.raises(Refusal, match="02/11/2010"):
        accrue(Terms(LAW, date(2010, 11, 1)), [OWED], [], date(2010, 11, 20))


def test_the_judgments_own_rate_knows_no_code():
    """100.000.000 × 13,5 % × 122/365 = 4.512.328,8."""
    periods = accrue(Terms(JUDGMENT, date(2016, 10, 1), Decimal("13.5")), [OWED], [],
                     date(2017, 1, 31))  # fmt: skip
    assert [(p.days, p.amount) for p in periods] == [(122, 4_512_329)]


def test_what_was_paid_bears_no_more_from_the_next_day():
    """31 days on 100 million = 849.315; 28 on 60 million = 460.274 (paid on 01/02)."""
    paid = Change(date(2018, 2, 1), -40_000_000)
    periods = accrue(Terms(LAW, SINCE), [OWED, paid], [], date(2018, 3, 1))
    assert [(p.principal, p.days, p.amount) for p in periods] == [
        (100_000_000, 31, 849_315),
        (60_000_000, 28, 460_274),
    ]


def test_what_is_paid_beyond_the_principal_pays_interest():
    """A later instalment is owed whole, whatever interest was paid before it."""
    changes = [Change(date.min, 100), Change(SINCE, -110), Change(date(2018, 2, 1), 100)]
    periods = accrue(Terms(LAW, SINCE), changes, [], date(2018, 3, 1))
    assert [(p.since, p.principal) for p in periods] == [(date(2018, 2, 2), 100)]


@pytest.mark.parametrize(
    ("pause", "days"),
    [
        (Pause(date(2018, 1, 11), date(2018, 1, 20)), [9, 11]),  # 02–10, 21–31
        (Pause(date(2018, 1, 11), None), [9]),
        (Pause(date(2017, 6, 1), date(2018, 1, 31)), []),
        (Pause(date(2018, 2, 1), None), [30]),
    ],
)
def test_days_of_a_pause_bear_none(pause, days):
    periods = accrue(Terms(LAW, SINCE), [OWED], [pause], date(2018, 1, 31))
    assert [p.days for p in periods] == days


def test_a_part_that_is_paused_bears_none():
    pause = Pause(date(2018, 1, 11), date(2018, 1, 20), 30_000_000)
    periods = accrue(Terms(LAW, SINCE), [OWED], [pause], date(2018, 1, 31))
    assert [(p.principal, p.days) for p in periods] == [
        (100_000_000, 9),
        (70_000_000, 10),
        (100_000_000, 11),
    ]


def test_what_was_charged_is_not_charged_again():
    until = date(2018, 1, 31)
    periods = accrue(Terms(LAW, SINCE), [OWED], [], date(2018, 2, 10), until)
    assert [(p.since, p.days) for p in periods] == [(date(2018, 2, 1), 10)]
    assert accrue(Terms(LAW, SINCE), [OWED], [], until, until) == []


@pytest.mark.parametrize(
    ("exact", "whole"),
    [(Fraction(1, 2), 1), (Fraction(49, 100), 0), (Fraction(3, 2), 2), (Fraction(5), 5)],
)
def test_half_a_dong_is_rounded_up(exact, whole):
    assert rounded(exact) == whole


# ---------------------------------------------------------------- any history
days = st.dates(date(2016, 1, 1), date(2020, 12, 31))
changes = st.lists(st.builds(Change, days, st.integers(-50_000_000, 50_000_000)), max_size=6).map(
    lambda more: [OWED, *more]
)
pauses = st.lists(
    st.builds(
        lambda since, length, amount: Pause(since, since + timedelta(days=length), amount),
        days, st.integers(0, 400), st.none() | st.integers(1, 80_000_000),
    ),
    max_size=3,
)  # fmt: skip
START, END = date(2016, 1, 1), date(2021, 3, 1)
terms = st.sampled_from([Terms(LAW, START), Terms(JUDGMENT, START, Decimal("7.125"))])


@given(terms, changes, pauses, days)
def test_split_at_any_day_it_sums_to_the_same(term, moved, stopped, cut):
    whole = accrue(term, moved, stopped, END)
    parts = accrue(term, moved, stopped, cut) + accrue(term, moved, stopped, END, cut)
    assert sum(p.exact for p in parts) == sum(p.exact for p in whole)
    assert len(parts) <= len(whole) + 1
    # every period is rounded once, by half a đồng at most
    assert abs(sum(p.amount for p in parts) - sum(p.amount for p in whole)) <= len(whole)


@given(terms, changes, pauses)
def test_the_same_as_day_by_day(term, moved, stopped):
    """An independent sum, one day at a time."""
    total = Fraction(0)
    principal, queue = 0, sorted(moved, key=lambda c: (c.on, -c.amount))
    day = START + timedelta(days=1)
    while day <= END:
        while queue and queue[0].on < day:
            principal = max(0, principal + queue.pop(0).amount)
        bearing = principal
        for p in stopped:
            if p.since <= day <= p.until:
                bearing = 0 if p.amount is None else max(0, bearing - p.amount)
        rate = term.rate or (Decimal(9) if day < date(2017, 1, 1) else Decimal(10))
        total += Fraction(bearing) * Fraction(rate) / 36500
        day += timedelta(days=1)
    assert sum(p.exact for p in accrue(term, moved, stopped, END)) == total


@given(terms, changes, pauses)
def test_no_day_twice_and_none_in_a_whole_pause(term, moved, stopped):
    periods = accrue(term, moved, stopped, END)
    for before, after in pairwise(periods):
        assert before.until < after.since
    for period in periods:
        assert period.principal > 0
        for pause in stopped:
            if pause.amount is None:
                assert period.until < pause.since or pause.until < period.since


# ---------------------------------------------------------------- instalments
@pytest.mark.parametrize(
    ("first", "months", "last", "until", "expected"),
    [
        (date(2018, 1, 31), 1, None, date(2018, 4, 30), ["31/01", "28/02", "31/03", "30/04"]),
        (date(2018, 1, 31), 1, None, date(2018, 4, 29), ["31/01", "28/02", "31/03"]),
        (date(2018, 1, 5), 3, None, date(2018, 12, 31), ["05/01", "05/04", "05/07", "05/10"]),
        (date(2018, 1, 5), 1, date(2018, 2, 5), date(2018, 12, 31), ["05/01", "05/02"]),
        (date(2018, 1, 5), 1, None, date(2018, 1, 4), []),
    ],
)
def test_the_days_instalments_fall_due(first, months, last, until, expected):
    found = instalment_days(first, months, last, until)
    assert [f"{day:%d/%m}" for day in found] == expected
