"""The pace: from the office's own closed years, through interim targets, to the target itself."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.models import Office, Succession
from cases.periods import Period, year_end
from cases.rules.calendar import Calendar
from reports import seed
from reports.figures import statistics
from reports.figures.goals import Goal
from reports.models import Layout
from reports.outlook import pace
from reports.outlook.pace import CITY, EVEN, EVEN_STEPS, OWN, Season
from tests import factories
from tests.history2018 import START, act, intake, write

pytestmark = pytest.mark.django_db
SHARES = st.lists(st.fractions(0, 1), min_size=11, max_size=11).map(lambda s: (*s, Fraction(1)))
RATES = st.decimals(1, 100, places=2)


def year_of(office: str, year: int, done_by_month: list[int], cases: int = 20) -> list[dict]:
    """Cases of one year, so many of them collected and completed in each month."""
    first = date(year - 1, 10, 1)
    rows, done = [], [m for m, n in enumerate(done_by_month, start=1) for _ in range(n)]
    for n in range(cases):
        name = f"{office}{year}-{n}"
        rows.append(intake(name, first, office, 1_000_000))
        rows[-1]["judgment_on"] = first
        if n < len(done):
            day = Period(year, done[n]).cutoff - timedelta(days=1)
            rows += [act(name, day, "collect", 1_000_000), act(name, day, "complete")]
        else:  # what is left goes, so that every year begins with nothing
            rows.append(act(name, year_end(year), "recall"))
    return rows


@pytest.fixture
def city(people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2020, 10, 5)
    seed.load_layouts(Layout)
    early = [8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    late = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 8]
    rows = [
        *year_of("HN-BD", 2018, early),
        *year_of("HN-BD", 2019, early),
        *year_of("HN-HK", 2018, late),
        *year_of("HN-HK", 2019, late),
        *year_of("HN", 2018, late),
        *year_of("HN", 2019, late),
    ]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    factories.target(hanoi, 2020, "cases", 72, strict=True)
    factories.target(hanoi, 2020, "money", 32)
    return hanoi


def close(*offices, years=(2018, 2019)):
    for year in years:
        for office in offices:
            close_month(office, year_end(year), by=None)


# ---------------------------------------------------------------- the arithmetic
@given(SHARES, RATES, st.dictionaries(st.integers(1, 11), RATES, max_size=3))
def test_at_the_years_end_the_line_meets_the_target(shares, rate, interim):
    season = Season({"cases": shares, "money": shares}, (2018,), OWN)
    way = season.way("cases", Goal(rate, True, "HN"), interim)
    assert pace.on_day(way, year_end(2019), Calendar()) == rate
    for months, asked in interim.items():
        assert pace.on_day(way, Period(2019, months).cutoff, Calendar()) == asked


def test_between_month_ends_the_line_grows_by_working_days_alone():
    way = EVEN_STEPS.way("cases", Goal(Decimal("72"), False, "HN"), {})
    calendar = Calendar()
    friday, sunday, monday = date(2018, 10, 12), date(2018, 10, 14), date(2018, 10, 15)
    asked = [pace.on_day(way, day, calendar) for day in (friday, sunday, monday)]
    assert asked[0] == asked[1] < asked[2]
    assert pace.on_day(way, date(2018, 10, 31), calendar) == Decimal("6.00")
    worked = Fraction(10, calendar.working_days_between(date(2018, 9, 30), date(2018, 10, 31)))
    assert asked[0] == Decimal(float(6 * worked)).quantize(Decimal("0.01"))


def test_an_interim_target_bends_the_season_and_keeps_its_shape():
    shares = tuple(Fraction(n, 100) for n in (50, 50, 50, 50, 50, 50, 60, 70, 80, 90, 95, 100))
    season = Season({"cases": shares, "money": shares}, (2018,), OWN)
    way = season.way("cases", Goal(Decimal("80"), False, "HN"), {6: Decimal("30")})
    assert way[1] == 30  # all of the first half stands after its first month
    assert way[8] == 30 + Fraction(20, 50) * 50
    assert season.way("cases", None, {6: Decimal("30")})[5:8] == [None, 30, None]


# ---------------------------------------------------------------- whose years
def test_an_office_is_held_to_its_own_season_not_to_a_straight_line(city, ba_dinh, hoan_kiem):
    close(city, ba_dinh, hoan_kiem)
    made = statistics.statement(city, Period(2020, 6))
    found = pace.of(made)
    assert found["HN-BD", "cases"].season.years == (2018, 2019)
    assert found["HN-BD", "cases"].rate == Decimal("28.80")  # 40 % of the final rate since October
    assert found["HN-HK", "cases"].rate == Decimal("0.00")
    assert found[None, "cases"].rate == Decimal("9.60")
    assert {p.season.whose for p in found.values()} == {OWN}


def test_without_own_closed_years_the_citys_season_then_equal_steps(city, ba_dinh, hoan_kiem):
    made = statistics.statement(city, Period(2020, 6))
    assert {p.season.whose for p in pace.of(made).values()} == {EVEN}
    assert pace.of(made)[None, "cases"].rate == Decimal("36.00")
    close(city, ba_dinh, hoan_kiem, years=[2018])
    fresh = Office.objects.create(
        code="HN-DD", name="Chi cục THADS quận Đống Đa", kind="district", parent=city,
        valid_from=date(2019, 10, 1),
    )  # fmt: skip
    season = pace.season_of(fresh, 2020)
    assert (season.whose, season.years) == (CITY, (2018,))
    assert "của thành phố" in season.words


def test_a_division_goes_by_the_years_of_those_it_took_over(city, ba_dinh, hoan_kiem):
    close(city, ba_dinh, hoan_kiem)
    division = Office.objects.create(
        code="HN-KV01", name="Phòng THADS khu vực 1", kind="regional", parent=city,
        valid_from=date(2019, 10, 1),
    )  # fmt: skip
    for old in (ba_dinh, hoan_kiem):
        Succession.objects.create(old=old, new=division, on=date(2019, 10, 1))
    season = pace.season_of(division, 2020)
    assert season.whose == OWN
    assert season.at(Decimal("72.00"), "cases", 6) == Decimal("14.40")


def test_a_reopened_year_is_not_read_from_the_cache(city, ba_dinh, hoan_kiem, people):
    close(city, ba_dinh, hoan_kiem)
    assert pace.season_of(ba_dinh, 2020).years == (2018, 2019)
    ba_dinh.books.closed_through = year_end(2018)
    ba_dinh.books.save()
    assert pace.season_of(ba_dinh, 2020).years == (2018,)


def test_as_many_queries_for_the_city_as_for_one_office(city, ba_dinh, hoan_kiem):
    close(city, ba_dinh, hoan_kiem)
    counts = []
    for office in (city, ba_dinh, city):
        made = statistics.statement(office, Period(2020, 6))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            pace.of(made)
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 8
