"""Statistical years and cumulative months, against the table of DOMAIN §1.2."""

from datetime import date

import pytest

from cases.periods import (
    Period,
    is_month_end,
    last_closed_period,
    month_end,
    period_of,
    statistical_year,
    year_end,
    year_start,
)


@pytest.mark.parametrize(
    ("months", "cutoff"),
    [
        (1, date(2017, 10, 31)),
        (2, date(2017, 11, 30)),
        (3, date(2017, 12, 31)),
        (4, date(2018, 1, 31)),
        (5, date(2018, 2, 28)),
        (6, date(2018, 3, 31)),
        (7, date(2018, 4, 30)),
        (8, date(2018, 5, 31)),
        (9, date(2018, 6, 30)),
        (10, date(2018, 7, 31)),
        (11, date(2018, 8, 31)),
        (12, date(2018, 9, 30)),
    ],
)
def test_every_period_of_2018(months, cutoff):
    period = Period(2018, months)
    assert (period.start, period.cutoff) == (date(2017, 10, 1), cutoff)
    assert period_of(cutoff) == period
    assert is_month_end(cutoff)


def test_leap_day_and_edges():
    assert month_end(2020, 5) == date(2020, 2, 29)
    assert (statistical_year(date(2018, 9, 30)), statistical_year(date(2018, 10, 1))) == (
        2018,
        2019,
    )
    assert (year_start(2019), year_end(2019)) == (date(2018, 10, 1), date(2019, 9, 30))
    assert last_closed_period(date(2018, 10, 5)) == Period(2018, 12)
    assert last_closed_period(date(2018, 10, 31)) == Period(2018, 12)
    assert Period(2018, 5).before == Period(2017, 5)
    assert [Period(2018, 1).label, Period(2018, 12).label] == ["01 tháng", "Năm (12 tháng)"]


@pytest.mark.parametrize("months", [0, 13])
def test_no_period_but_one_to_twelve_months(months):
    with pytest.raises(ValueError, match="1 to 12"):
        Period(2018, months)
