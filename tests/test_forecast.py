"""The forecast: what it is made of agrees with the statement, and its range holds what it says.

The histories are this file's own: plain chances drawn case by case, a shock in one year.
"""

from datetime import date, timedelta
from random import Random

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.periods import Period, year_end, year_start
from cases.rules.calendar import Calendar
from reports import seed
from reports.figures import statistics
from reports.models import Layout
from reports.outlook import forecast
from reports.outlook.backtest import backtest
from reports.outlook.cells import Year, closed_years, position, standing
from reports.outlook.forecast import Past, ahead, half_width
from reports.outlook.years import Catalogue
from tests.history2018 import START, act, intake, write

YEARS = range(2011, 2021)
SHOCK = 2016


# ---------------------------------------------------------------- a history of chances
def office_year(draw: Random, year: int, cases: int, climate: float) -> Year:
    """Cases carried in and new ones, each with its chance a month to end or to leave."""
    stock = {("other", age): [0.0] * 13 for age in range(4)}
    done = {cell: [0.0] * 13 for cell in stock}
    new = {"other": [0.0] * 13}
    shock = 0.55 if year == SHOCK else 1.0
    for _ in range(cases):
        old = draw.choice([0, 0, 0, 1, 1, 2, 3])
        came = draw.randrange(1, 13) if old == 0 else 0
        ended = None
        hazard = (0.16, 0.09, 0.05, 0.02)[old] * climate * shock
        for month in range(came + 1, 13):
            if draw.random() < hazard:
                ended = month, True
                break
            if draw.random() < 0.01:
                ended = month, False
                break
        for mark in range(13):
            if came and mark >= came:
                new["other"][mark] += 1
            if mark >= came and (ended is None or mark < ended[0]):
                stock["other", old][mark] += 1
            elif mark >= came and ended and ended[1]:
                done["other", old][mark] += 1
    return Year(stock, done, new)


def summed(parts: list[Year]) -> Year:
    def add(rows):
        return {
            key: [sum(v) for v in zip(*(row[key] for row in rows), strict=True)] for key in rows[0]
        }

    return Year(
        add([p.stock for p in parts]), add([p.done for p in parts]), add([p.new for p in parts])
    )


def history(seed_: int, offices: int = 12, shocked: bool = True):
    """Every office's years with its city's; in every year all offices share a climate."""
    draw = Random(seed_)
    climates = {year: draw.gauss(1.0, 0.10) for year in YEARS}
    if not shocked:
        climates[SHOCK] /= 0.55
    by_office = [
        {year: {"cases": office_year(draw, year, 120, max(0.3, climates[year]))} for year in YEARS}
        for _ in range(offices)
    ]
    city = {y: {"cases": summed([own[y]["cases"] for own in by_office])} for y in YEARS}
    return [(own, city) for own in by_office], city


@pytest.fixture(scope="module")
def histories():
    return [history(n) for n in (1, 2, 3)]


def test_the_range_holds_the_outcome_as_often_as_it_says(histories):
    lines = [line for offices, _ in histories for line in backtest(offices, "cases")]
    held, count = sum(line.held for line in lines), sum(line.count for line in lines)
    assert count > 2000
    assert 70 <= 100 * held / count <= 90, f"{100 * held / count:.1f} % of {count}"


def test_a_range_half_as_wide_would_be_caught(histories, monkeypatch):
    """The test above can fail: the same histories tell an honest range from a boastful one."""
    monkeypatch.setattr(forecast, "half_width", lambda missed: half_width(missed) / 2)
    lines = [line for offices, _ in histories for line in backtest(offices[:6], "cases")]
    held, count = sum(line.held for line in lines), sum(line.count for line in lines)
    assert 100 * held / count < 65


def test_a_shock_widens_the_range_of_the_years_after_it(histories):
    offices, _ = histories[0]
    own, city = offices[0]

    def width(year: int) -> float:
        known = Past(own, city).until(year)
        made = ahead(position(own[year]["cases"], 6), known, "cases")
        return float(made.final.high - made.final.low)

    assert width(SHOCK + 1) > 1.5 * width(SHOCK)


def test_the_nearer_the_year_end_the_smaller_the_error(histories):
    lines = {line.months_ahead: line for line in backtest(histories[1][0], "cases")}
    assert lines[1].mean_error < lines[6].mean_error < lines[11].mean_error
    assert lines[1].mean_width < lines[11].mean_width


def test_it_knows_nothing_of_the_year_or_of_later_ones(histories):
    offices, _ = histories[0]
    own, city = offices[0]
    now = position(own[2018]["cases"], 5)
    made = ahead(now, Past(own, city).until(2018), "cases")
    changed = {
        y: of if y < 2018 else {"cases": office_year(Random(9), 2016, 500, 0.1)}
        for y, of in own.items()
    }
    assert ahead(now, Past(changed, city).until(2018), "cases") == made
    assert made.years == (2013, 2014, 2015, 2016, 2017)


def test_without_two_closed_years_nothing_is_said(histories):
    own, city = histories[0][0][0]
    now = position(own[2012]["cases"], 5)
    assert ahead(now, Past(own, city).until(2012), "cases") is None


def test_an_office_with_hardly_a_case_leans_on_its_city(histories):
    _, city = histories[0]
    tiny = {y: {"cases": office_year(Random(y), y, 2, 1.0)} for y in YEARS}
    big = position(city[2019]["cases"], 6)
    own, lean = Past(tiny, city).until(2019), Past(city, city).until(2019)
    mine, theirs = (ahead(big, past, "cases").final.rate for past in (own, lean))
    alone = ahead(big, Past(tiny, {}).until(2019), "cases").final.rate
    assert abs(mine - theirs) < abs(alone - theirs)


# ---------------------------------------------------------------- out of the ledger
KINDS = [("budget", "ex_officio"), ("credit", "on_request"), ("", "on_request")]


def ledger(seed_: int, years: range, cases: int = 90) -> list[dict]:
    draw = Random(seed_)
    rows = []
    for n in range(cases):
        office = draw.choice(["HN", "HN-BD", "HN-HK"])
        flag, origin = draw.choice(KINDS)
        came = year_start(years[0]) + timedelta(draw.randrange(365 * len(years) - 20))
        amount = draw.randrange(1_000, 10**8)
        name = f"F{n}"
        rows.append(intake(name, came, office, amount, origin=origin, flags=flag))
        rows[-1]["judgment_on"] = came - timedelta(days=30)
        day, rest, parked = came, amount, False
        while True:
            day += timedelta(draw.randrange(5, 120))
            if day > year_end(years[-1]):
                break
            step = draw.choice(["collect", "collect", "park", "terminate", "complete", "wait"])
            if step == "collect" and not parked and rest:
                part = rest if draw.random() < 0.5 else draw.randrange(1, rest + 1)
                rest -= part
                rows.append(act(name, day, "collect", part))
            elif step == "complete" and not rest:
                rows.append(act(name, day, "complete"))
                break
            elif step == "park" and rest:
                rows.append(act(name, day, "resume" if parked else "without_means"))
                parked = not parked
            elif step == "terminate" and draw.random() < 0.2:
                rows.append(act(name, day, "terminate"))
                break
    return rows


@pytest.fixture
def city(db, people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2021, 5, 15)
    seed.load_layouts(Layout)
    rows = ledger(7, range(2018, 2022))
    rows = [row for row in rows if row["on"] < date(2021, 5, 15)]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    return hanoi


def close(city, ba_dinh, hoan_kiem, years=(2018, 2019, 2020)):
    for year in years:
        for months in (6, 12):
            for office in (ba_dinh, hoan_kiem, city):
                close_month(office, Period(year, months).cutoff, by=None)


@pytest.fixture
def closed(city, ba_dinh, hoan_kiem):
    close(city, ba_dinh, hoan_kiem)
    return city


@pytest.mark.parametrize("code", ["HN", "HN-BD"])
def test_the_cells_add_up_to_the_statement(closed, ba_dinh, code):
    office = closed if code == "HN" else ba_dinh
    catalogue = Catalogue.now()
    for year in (2018, 2019, 2020):
        for months in (1, 5, 12):
            made = statistics.statement(office, Period(year, months))
            offices = catalogue.with_before(made.scope.ids)
            of = closed_years(catalogue, offices, [year])[year]
            for measure in statistics.MEASURES:
                figures = made.total.figures[measure]
                assert of[measure].whole(months) == (figures["c09"], figures["c08"])


def test_the_running_year_stands_as_its_statement_says_and_as_the_cells_will(closed):
    made = statistics.statement(closed, Period(2020, 7))
    catalogue = Catalogue.now()
    offices = catalogue.with_before(made.scope.ids)
    now = standing(made, offices, 7.0)
    later = closed_years(catalogue, offices, [2020])[2020]
    for measure in statistics.MEASURES:
        figures = made.total.figures[measure]
        assert sum(now[measure].stock.values()) == figures["c08"] - figures["c09"]
        told = position(later[measure], 7.0)
        assert {c: n for c, n in now[measure].stock.items() if n} == {
            c: n for c, n in told.stock.items() if n
        }
        assert {k: n for k, n in now[measure].new.items() if n} == {
            k: n for k, n in told.new.items() if n
        }
        assert now[measure].done == told.done


def test_a_forecast_of_both_rates_with_a_range(closed):
    made = statistics.statement(closed, Period(2021, 7))
    made_of = forecast.of(made)
    money = made_of["money"].final
    assert abs(float(money.rate) - 100 * money.done / money.whole) < 0.01
    for found in made_of.values():
        assert [point.months for point in found.points] == [8, 9, 10, 11, 12]
        assert found.years == (2018, 2019, 2020)
        for point in found.points:
            assert 0 <= point.low <= point.rate <= point.high <= 100


def test_within_a_running_month_the_forecast_begins_today(closed, settings):
    made = statistics.statement(closed, Period(2021, 8))
    settings.TODAY = date(2021, 5, 14)
    assert 7 < forecast.mark_of(made, Calendar()) < 8
    assert [p.months for p in forecast.of(made)["cases"].points] == [8, 9, 10, 11, 12]


def test_too_few_closed_years_or_a_year_that_is_over(city, ba_dinh, hoan_kiem):
    assert forecast.of(statistics.statement(city, Period(2021, 7))) == {
        "cases": None,
        "money": None,
    }
    close(city, ba_dinh, hoan_kiem)
    assert forecast.of(statistics.statement(city, Period(2020, 12))) == {
        "cases": None,
        "money": None,
    }


def test_it_is_counted_once_and_anew_after_an_act(closed, tmp_path, django_assert_max_num_queries):
    made = statistics.statement(closed, Period(2021, 8))
    first = forecast.of(made)
    with django_assert_max_num_queries(7):
        assert forecast.of(made) == first
    rows = [intake(f"L{n}", date(2021, 5, 14), "HN-BD", 10**9) for n in range(9)]
    load_journal(write(tmp_path / "late.csv", rows))
    again = statistics.statement(closed, Period(2021, 8))
    assert forecast.of(again)["cases"].final.whole > first["cases"].final.whole


def test_the_table_of_the_back_test_says_what_simulated_years_prove(closed, capsys):
    call_command("backtest")
    told = capsys.readouterr().out
    assert told.count("| 11 |") == 4  # city and offices, cases and money
    assert "Năm mô phỏng chỉ chứng minh mã tính đúng" in told


def test_as_many_queries_for_the_city_as_for_one_office(closed, ba_dinh):
    counts = []
    for office in (closed, ba_dinh, closed):
        made = statistics.statement(office, Period(2021, 7))
        forecast.of(made)
        cache.delete(forecast.key_of(made))
        with CaptureQueriesContext(connection) as queries:
            forecast.of(made)
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 14
