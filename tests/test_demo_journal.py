"""The demo's journal, replayed by a small model of its own against the published figures."""

import io
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import holidays
import pytest

from cases.demo import CUT, HEADER, PUBLISHED, YEARS, write_journal
from cases.demo.territory import DIVISIONS
from tests.demo_city import (
    FEB,
    FIRST,
    LAST,
    LAST_DAY,
    MAR,
    MAY,
    SEP,
    STOCK,
    TY,
    City,
    end_of,
    month_of,
    printed,
    rows_of,
)

FREE_DAYS = {
    day
    for year in range(FIRST, LAST + 1)
    for day in holidays.country_holidays("VN", years=year)
    if day > date(2018, 9, 30)
} | {
    *(date(2018, 2, day) for day in range(14, 21)),
    *(date(2018, month, day) for month, day in ((1, 1), (4, 25), (4, 30), (5, 1), (9, 3))),
}


@pytest.fixture(scope="module")
def journal() -> str:
    out = io.StringIO()
    write_journal(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def city(journal: str) -> City:
    """Every act replayed; the replay itself refuses what the ledger would refuse."""
    city = City()
    for row in rows_of(journal):
        city.take(row)
    return city


@pytest.fixture(scope="module")
def offices(city: City) -> list[str]:
    """The old ones."""
    return sorted({office for office, month in city.cases if month == 1})


def monthly(city: City, name: str, measure: str) -> list[int]:
    """Cumulative values at the ends of months 1 to 12."""
    read = city.enforceable if name == "c08" else None
    return [
        read(measure, month) if read else city.column(name, measure, month)
        for month in range(1, 13)
    ]


def increments(values: list[int], start: int = 0) -> list[int]:
    return [after - before for before, after in pairwise([start, *values])]


def worked_days(month: int) -> int:
    day, count = PUBLISHED.books_open_on, 0
    while day <= LAST_DAY:
        count += month_of(day) == month and day.weekday() < 5 and day not in FREE_DAYS
        day += timedelta(days=1)
    return count


def test_the_file_is_a_journal(journal):
    assert tuple(journal[: journal.index("\n")].split(",")) == HEADER
    assert unicodedata.is_normalized("NFC", journal)


def test_every_year_is_as_published(city):
    """The figures of `published-figures.csv` after 2018, once more by hand."""

    def of(year, months=SEP):
        cases = city.column("c09", "cases", months, "", year)
        money = city.column("c09", "money", months, "", year)
        return (
            cases,
            money,
            printed(cases, city.enforceable("cases", months, "", year)),
            printed(money, city.enforceable("money", months, "", year)),
        )

    goals = {row.year: (Fraction(row.target_cases), Fraction(row.target_money)) for row in YEARS}

    def gaps(year):
        return tuple(rate - goal for rate, goal in zip(of(year)[2:], goals[year], strict=True))

    assert [gaps(year)[0] > 0 for year in (2019, 2020, 2022, 2023, 2024, 2025)] == [True] * 6
    assert city.docketed("cases", SEP, "", 2021) == 52_591
    assert 50_900 * TY < city.docketed("money", SEP, "", 2021) < 51_000 * TY
    assert gaps(2021) == (-12, Fraction(-1619, 100))
    assert gaps(2022) == (Fraction(16, 100), Fraction(220, 100))
    cases, money, by_cases, by_money = of(2023, 9)
    assert (cases, by_cases, by_money) == (23_268, Fraction(6063, 100), Fraction(2372, 100))
    assert money == 10_081_373_087_000
    cases, money, by_cases, by_money = of(2023)
    assert 37_850 <= cases < 37_900 and round(by_cases) == 83
    assert 14_000 * TY < money < 14_100 * TY and round(by_money) == 46
    assert city.enforceable("money", 9, "", 2023) > 42_000 * TY
    assert city.enforceable("money", SEP, "", 2023) < 30_500 * TY
    left = city.column("left", "cases", 10, "", 2024)
    assert 62_000 < city.docketed("cases", 10, "", 2024) - left < 63_000
    assert 89_000 * TY < city.docketed("money", 10, "", 2024) < 91_000 * TY
    cases, money, by_cases, by_money = of(2025)
    assert cases == 39_430 and by_cases == Fraction(8470, 100)
    assert 46_526 <= city.enforceable("cases", SEP, "", 2025) <= 46_580
    assert 67_750 <= city.docketed("cases", SEP, "", 2025) <= 67_850
    assert money == 25_096 * TY
    assert gaps(2025) == (Fraction(76, 100), 4)


def test_a_summer_without_work_shows_in_2021(city):
    """From May to September, as in no other year."""

    def share(year):
        done = [city.column("c09", "cases", month, "", year) for month in (7, SEP)]
        return 1 - done[0] / done[1]

    assert share(2021) < 0.32
    assert all(share(year) > 0.42 for year in range(FIRST, LAST + 1) if year != 2021)


def test_all_that_stands_is_handed_over(city):
    """Each old office to its one division, cases of the separate book too; nothing is left."""
    assert dict(city.handed.keys()) == {old: new for new, olds in DIVISIONS.items() for old in olds}
    assert 40_000 < sum(city.handed.values()) < 75_000
    for office in {old for old, _ in city.handed}:
        now = city.until("cases", end_of(LAST, SEP), office)
        assert not any(now[heading] for heading in (*STOCK, "SEPARATE_BOOK")), office
        money = city.until("money", end_of(LAST, SEP), office)
        assert not any(money[heading] for heading in (*STOCK, "SEPARATE_BOOK", "COLLECTED"))
    for (office, month), moved in city.cases.items():
        if office not in DIVISIONS:
            assert month <= end_of(LAST, 9) or {*moved} <= {"TRANSFERRED", *STOCK, "SEPARATE_BOOK"}


def test_five_months_are_the_published_ones(city):
    row = PUBLISHED.five_months
    assert city.column("c02", "cases", FEB) == row.carried_in == 17_268
    assert city.column("c03", "cases", FEB) == row.new == 14_631
    assert city.column("left", "cases", FEB) == row.left == 446
    assert row.carried_in + row.new - row.left == 31_453
    assert city.enforceable("cases", FEB) == row.enforceable == 21_528
    assert city.column("c18", "cases", FEB) == 9_925
    assert city.column("c09", "cases", FEB) == row.finished == 9_317
    assert printed(row.finished, row.enforceable) == Fraction(4328, 100)


def test_half_year_and_year_are_the_published_ones(city):
    assert city.column("c09", "cases", MAR) == PUBLISHED.six_months_finished == 12_145
    assert city.enforceable("cases", MAR) == PUBLISHED.six_months_enforceable == 23_812
    assert city.column("c09", "cases", SEP) == PUBLISHED.year_finished == 27_060
    assert 35_352 <= city.enforceable("cases", SEP) <= 35_356
    assert printed(27_060, city.enforceable("cases", SEP)) == PUBLISHED.year_case_rate
    docketed = city.column("c02", "cases", SEP) + city.column("c03", "cases", SEP)
    assert 45_000 <= docketed <= 50_000


def test_money_rates_of_the_city_are_the_published_ones(city):
    done, able = city.column("c09", "money", MAR), city.enforceable("money", MAR)
    assert printed(done, able, places=1) == PUBLISHED.six_months_money_rate
    assert 15_200 * TY < able < 15_220 * TY and 1_250 * TY < done < 1_300 * TY
    done, able = city.column("c09", "money", SEP), city.enforceable("money", SEP)
    assert printed(done, able) == PUBLISHED.year_money_rate == Fraction(1934, 100)
    assert 16_190 * TY < able < 16_210 * TY


def test_what_is_carried_on_grows_as_published(city):
    for measure, growth in (
        ("cases", PUBLISHED.carried_on_growth_cases),
        ("money", PUBLISHED.carried_on_growth_money),
    ):
        before = city.column("c02", measure, SEP)
        after = city.column("able", measure, SEP) + city.column("c18", measure, SEP)
        assert printed(after - before, before, places=1) == growth


def test_money_rates_of_eight_districts_are_the_published_ones(city):
    for office, rate in PUBLISHED.district_money_rates_eight_months.items():
        done = city.column("c09", "money", MAY, office)
        assert printed(done, city.enforceable("money", MAY, office)) == rate, office


def test_identities_hold_at_every_office_and_month(city, offices):
    for measure in ("cases", "money"):
        for month in range(1, 13):
            for office in ("", *offices):
                _identity(city, measure, month, office, FIRST)
        for year in range(FIRST + 1, LAST + 1):
            for month in (6, SEP):
                _identity(city, measure, month, "", year)


def _identity(city: City, measure: str, month: int, office: str, year: int) -> None:
    docketed = city.docketed(measure, month, office, year)
    to_enforce = docketed - city.column("left", measure, month, office, year)
    able = city.enforceable(measure, month, office, year)
    assert to_enforce == able + city.column("c18", measure, month, office, year)


def test_what_one_year_leaves_is_what_the_next_begins_with(city):
    for measure in ("cases", "money"):
        for year in range(FIRST, LAST):
            left = city.column("able", measure, SEP, "", year)
            left += city.until(measure, end_of(year))["WITHOUT_MEANS"]
            assert city.column("c02", measure, 1, "", year + 1) == left


def test_published_parts_of_the_half_year_are_near(city):
    parts: Counter[tuple[str, str]] = Counter()
    for month in range(1, MAR + 1):
        parts.update(city.classes[month])
    assert parts["budget", "cases"] == pytest.approx(10_357, rel=0.03)
    assert parts["budget", "money"] == pytest.approx(98 * TY, rel=0.25)
    assert parts["credit", "cases"] == 138
    assert parts["credit", "money"] == pytest.approx(1_170 * TY, rel=0.06)
    assert parts["criminal", "cases"] == pytest.approx(3_794, rel=0.05)
    assert parts["criminal", "money"] == pytest.approx(185 * TY, rel=0.4)


def test_months_show_no_tuning(city):
    """Per worked day no month jumps out, and the stocks and rates grow without a dent."""
    days = [worked_days(month) for month in range(1, 13)]
    for name, start, most in (("c09", 0, 1.45), ("c03", 0, 1.25)):
        moved = increments(monthly(city, name, "cases"), start)
        a_day = [number / count for number, count in zip(moved, days, strict=True)]
        assert all(1 / most < after / before < most for before, after in pairwise(a_day)), a_day
    for measure in ("cases", "money"):
        done, able = monthly(city, "c09", measure), monthly(city, "c08", measure)
        assert all(step > 0 for step in increments(done))
        assert all(step > 0 for step in increments(able)[1:])
        rates = [100 * part / whole for part, whole in zip(done, able, strict=True)]
        steps = [after - before for before, after in pairwise([0.0, *rates])]
        assert all(step > 0 for step in steps)
        assert max(steps) < (13 if measure == "cases" else 2.6)
        bends = [abs(after - before) for before, after in pairwise(steps)]
        assert max(bends) < (5 if measure == "cases" else 1.1), steps


def test_offices_differ_as_offices_do(city, offices):
    assert len(offices) == 31 and "HN" in offices and "HN-TL" not in offices
    by_cases, by_money = [], []
    for office in offices:
        able = city.enforceable("cases", SEP, office)
        by_cases.append(100 * city.column("c09", "cases", SEP, office) / able)
        able = city.enforceable("money", SEP, office)
        by_money.append(100 * city.column("c09", "money", SEP, office) / able)
        rates = [
            city.column("c09", "cases", month, office) / city.enforceable("cases", month, office)
            for month in range(1, 13)
        ]
        assert all(before < after for before, after in pairwise(rates)), office
    assert 57 < min(by_cases) < 68 and 85 < max(by_cases) < 93
    assert 3 < min(by_money) < 9 and 35 < max(by_money) < 70


def test_days_are_those_of_an_office(city):
    """Decisions on worked days only, cash now and then on a Saturday, no rush at a cut-off."""
    for (on, act), number in city.acts_on.items():
        assert on not in FREE_DAYS
        assert on.weekday() < 5 or (act == "collect" and on.weekday() == 5), (on, act, number)
    for act in ("complete", "collect", "intake", "without_means"):
        usual = Counter({on: n for (on, what), n in city.acts_on.items() if what == act})
        for month in range(1, end_of(LAST) + 1):
            of_month = {on: n for on, n in usual.items() if month_of(on) == month}
            worked = {on: n for on, n in of_month.items() if on.weekday() < 5}
            mean = sum(worked.values()) / len(worked)
            last = sorted(worked)[-3:]
            assert sum(worked[on] for on in last) / 3 < 1.35 * mean, (act, month)
            assert max(worked.values()) < 1.9 * mean, (act, month)


def test_decisions_are_numbered_in_order(journal):
    """Per office, register and statistical year the numbers grow with the days, none twice."""
    books = {"recall": "amend", "suspend": "postpone", "resume": "postpone"}
    offices: dict[str, str] = {}
    series: dict[tuple[str, str, int], list[tuple[str, int]]] = defaultdict(list)
    city = {False: "HN", True: "HN-TP"}
    for row in rows_of(journal):
        if row["act"] in ("intake", "transfer"):
            offices[row["case"]] = row["office"]
        if not row["decision"]:
            assert row["act"] in ("collect", "pay_out", "complete", "transfer")
            continue
        number, suffix = row["decision"].split("/", 1)
        on = date.fromisoformat(row["decided_on"])
        office = city[on >= CUT] if row["act"] == "take_up" else offices[row["case"]]
        if on >= CUT:
            assert suffix == "QĐ"
        else:
            assert suffix == ("QĐ-CTHADS" if office == "HN" else "QĐ-CCTHADS")
        key = office, books.get(row["act"], row["act"]), on.year + (on.month >= 10)
        series[key].append((row["decided_on"], int(number)))
    for key, numbers in series.items():
        by_number = sorted(numbers, key=lambda item: item[1])
        assert len({number for _, number in numbers}) == len(numbers), key
        assert [on for on, _ in by_number] == sorted(on for on, _ in numbers), key


def test_officers_carry_what_an_officer_carries(journal):
    """What each had to enforce in 2018, and what stands with each at the end."""
    first: Counter[str] = Counter()
    for row in rows_of(journal):
        if row["act"] == "intake" and row["heading"] != "SEPARATE_BOOK":
            first[row["officer"]] += row["on"] <= "2018-09-30"
    old = {code: number for code, number in first.items() if "KV" not in code and "TP" not in code}
    assert all(150 < number < 420 for number in old.values())


def test_amounts_have_a_long_tail(city, journal):
    amounts = sorted(int(row["amount"]) for row in rows_of(journal) if row["act"] == "intake")
    assert amounts[len(amounts) // 2] < 8_000_000
    assert sum(amounts[-2_500:]) > 0.5 * sum(amounts)
    assert 500 * TY < amounts[-1] < 2_500 * TY
    assert 1_200_000 < sum(city.acts.values()) < 1_320_000
