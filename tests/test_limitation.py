"""Law 26/2008, Article 30; Decree 62/2015, Article 4; Decree 152/2026, Articles 3 and 10.

Every expected day was counted by hand on a calendar.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import ExclusionReason
from cases.rules.calendar import Calendar
from cases.rules.limitation import (
    Excluded,
    article_of,
    instalments,
    limitation,
    periodic,
    reasons_on,
)

OBSTACLE = ExclusionReason.OBSTACLE
ONE = timedelta(days=1)


class EveryDay(Calendar):
    def is_working(self, day):
        return True


def span(since, until, reason=OBSTACLE):
    return Excluded(since, until, reason)


@pytest.mark.parametrize(
    ("effect", "last"),
    [
        # clause 1: five years from the day of effect; that day is not counted
        (date(2013, 6, 12), date(2018, 6, 12)),  # a Tuesday
        (date(2018, 10, 5), date(2023, 10, 5)),  # a Thursday
        # the last day off: the next working day (Civil Code, Article 148(5))
        (date(2013, 6, 16), date(2018, 6, 18)),  # Saturday 16/06/2018 → Monday
        (date(2013, 6, 17), date(2018, 6, 18)),  # Sunday 17/06/2018 → Monday
        # 29 February has no corresponding day in 2021: the month's last, a Sunday → Monday
        (date(2016, 2, 29), date(2021, 3, 1)),
    ],
)
def test_five_years_from_effect(effect, last):
    found = limitation(effect)
    assert found.last_day == last
    assert found.allows(last)
    assert not found.allows(last + ONE)
    assert "khoản 1 Điều 30" in found.why[0]


def test_a_holiday_moves_the_last_day_like_a_weekend():
    """02/09/2019 is a Monday and the National Day; here the 3rd is given off too."""
    found = limitation(
        date(2014, 9, 2), calendar=Calendar({date(2019, 9, 2): False, date(2019, 9, 3): False})
    )
    assert found.last_day == date(2019, 9, 4)
    assert "khoản 5 Điều 148" in found.why[-1]


def test_a_duty_with_a_time_set_counts_from_when_it_falls_due():
    """Clause 1, second paragraph: judgment of 2012, payable by 31/12/2014."""
    found = limitation(date(2014, 12, 31), due=True)
    assert found.last_day == date(2019, 12, 31)  # a Tuesday
    assert found.why[0].startswith("Nghĩa vụ đến hạn ngày 31/12/2014")


def test_each_instalment_has_its_own_five_years():
    """Clause 1, third paragraph; N152 Article 10(1): 2 triệu each quarter from 15/01/2012.

    A request of Tuesday 10/10/2017 reaches what fell due from 15/10/2012 on (that one until Monday
    16/10/2017); 15/01, 15/04 and 15/07/2012 are lost.
    """
    found = periodic(date(2012, 1, 15), 3, date(2013, 1, 15), date(2017, 10, 10))
    assert [row.since for row in found.lost] == [
        date(2012, 1, 15),
        date(2012, 4, 15),
        date(2012, 7, 15),
    ]
    assert [row.since for row in found.open] == [date(2012, 10, 15), date(2013, 1, 15)]
    assert found.open[0].last_day == date(2017, 10, 16)


def test_instalments_at_the_end_of_the_month():
    assert list(instalments(date(2020, 1, 31), 1, date(2020, 4, 30))) == [
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 31),
        date(2020, 4, 30),
    ]


# ---------------------------------------------------------------- what does not count
def test_an_obstacle_is_taken_off_day_by_day():
    """Clause 3. Effect 12/06/2013, last day 12/06/2018. In hospital 01/03–31/05/2018: 31+30+31 =
    92 days. 12/06 + 92 days = 12/09/2018, a Wednesday."""
    found = limitation(date(2013, 6, 12), [span(date(2018, 3, 1), date(2018, 5, 31))])
    assert found.last_day == date(2018, 9, 12)
    assert "92 ngày" in found.why[1]
    assert "khoản 3 Điều 30" in found.why[1]


@pytest.mark.parametrize("reason", [ExclusionReason.POSTPONED, ExclusionReason.SUSPENDED])
def test_postponing_and_suspending_do_not_count(reason):
    """Clause 2. 10 days from 01/02 to 10/02/2015: the last day goes from 12/06 to 22/06/2018."""
    found = limitation(date(2013, 6, 12), [span(date(2015, 2, 1), date(2015, 2, 10), reason)])
    assert found.last_day == date(2018, 6, 22)
    assert "khoản 2 Điều 30" in found.why[1]


def test_postponing_by_the_creditors_consent_is_no_reason():
    """Clause 2, last words: the list of reasons names what it leaves out."""
    labels = [r.code.label for r in reasons_on(date(2018, 1, 1))]
    assert any("không phải do người được thi hành án đồng ý" in label for label in labels)
    assert not [code for code in ExclusionReason.values if "consent" in code]


def test_what_lies_outside_the_five_years_changes_nothing():
    before = span(date(2013, 1, 1), date(2013, 6, 12))  # ends on the day of effect
    after = span(date(2018, 6, 13), date(2019, 1, 1))  # begins the day after the last
    found = limitation(date(2013, 6, 12), [before, after])
    assert found.last_day == date(2018, 6, 12)
    assert len(found.why) == 1


def test_only_the_part_after_the_effect_counts():
    """Away 01/06 to 20/06/2013, effect 12/06: the 13th to the 20th are 8 days → 20/06/2018."""
    found = limitation(date(2013, 6, 12), [span(date(2013, 6, 1), date(2013, 6, 20))])
    assert found.last_day == date(2018, 6, 20)


def test_an_obstacle_on_the_last_day_still_helps():
    """It began on Tuesday 12/06/2018 itself and lasted three days: to 15/06/2018, a Friday."""
    found = limitation(date(2013, 6, 12), [span(date(2018, 6, 12), date(2018, 6, 14))])
    assert found.last_day == date(2018, 6, 15)


def test_one_time_reaches_into_the_time_the_other_won():
    """92 days win until 12/09/2018; from 10/09 on another 10 days: to 22/09, a Saturday → 24/09."""
    spans = [
        span(date(2018, 9, 10), date(2018, 9, 19)),
        span(date(2018, 3, 1), date(2018, 5, 31)),
    ]
    assert limitation(date(2013, 6, 12), spans).last_day == date(2018, 9, 24)


def test_no_day_is_taken_off_twice():
    """01/03–31/05 and 01/05–10/06 overlap: 92 + 10 days; 12/06 + 102 = 22/09, Saturday → 24/09."""
    spans = [
        span(date(2018, 3, 1), date(2018, 5, 31)),
        span(date(2018, 5, 1), date(2018, 6, 10), ExclusionReason.SUSPENDED),
    ]
    found = limitation(date(2013, 6, 12), spans)
    assert found.last_day == date(2018, 9, 24)
    assert "10 ngày, 01/06/2018" in found.why[2]


# ---------------------------------------------------------------- two regimes
def test_emergency_is_a_reason_of_the_new_decree_alone():
    """N152 Article 3(1)(a); N62 Article 4(3) knows force majeure and obstacles."""
    old = {r.code for r in reasons_on(date(2026, 6, 30))}
    new = {r.code for r in reasons_on(date(2026, 7, 1))}
    assert new - old == {ExclusionReason.EMERGENCY}
    assert "62/2015" in article_of(OBSTACLE, date(2026, 6, 30))
    assert "152/2026" in article_of(OBSTACLE, date(2026, 7, 1))


def test_the_length_of_the_new_law_is_provisional():
    assert not limitation(date(2026, 6, 30)).provisional
    found = limitation(date(2026, 7, 1))
    assert found.last_day == date(2031, 7, 1)
    assert found.provisional
    assert "Điều 34 Luật 106/2025/QH15" in found.why[-1]


# ---------------------------------------------------------------- properties
DAYS = st.dates(date(2010, 1, 1), date(2022, 12, 31))
SPANS = st.lists(
    st.tuples(DAYS, st.integers(0, 400)).map(lambda t: span(t[0], t[0] + t[1] * ONE)), max_size=5
)


@given(DAYS, SPANS)
def test_excluding_never_shortens_and_the_last_day_is_worked(effect, spans):
    bare, found = limitation(effect), limitation(effect, spans)
    assert found.last_day >= bare.last_day
    assert Calendar().is_working(found.last_day)  # some Saturdays are worked in exchange


@given(DAYS, SPANS)
def test_a_day_counts_or_does_not_by_walking_through_them(effect, spans):
    """An independent count: walk on from the effect, spending the five years' days on days that
    are not excluded; where a pause begins the day after the end, it has ended."""
    days = {s.since + n * ONE for s in spans for n in range((s.until - s.since).days + 1)}
    corresponding = limitation(effect, calendar=EveryDay()).last_day
    left, day = (corresponding - effect).days, effect
    while left:
        day += ONE
        left -= day not in days
    assert limitation(effect, spans, calendar=EveryDay()).last_day >= day
    if day + ONE not in days and day not in days:
        # an excluded last day itself prolongs; else both counts agree
        assert limitation(effect, spans, calendar=EveryDay()).last_day == day
