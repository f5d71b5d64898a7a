"""Statements against a hand count, an independent model, closings and scopes."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from cases.actions.books import open_books
from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.actions.ledger import record_act
from cases.choices import ActKind, OfficeKind, Role
from cases.models import Books, Case, LedgerLine, Office, Succession
from cases.periods import Period
from cases.rules import Refusal
from reports import seed
from reports.figures import breakdowns, statistics
from reports.figures.columns import printed_rate
from reports.figures.goals import Goal
from reports.figures.scopes import OWN
from reports.figures.statistics import MEASURES
from reports.models import Layout
from reports.proof import cells
from tests import factories
from tests.history2018 import HAND, OFFICES, START, count, random_year, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    return hanoi


@pytest.fixture
def load(tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


def figures(statement, measure):
    return {k: v for k, v in statement.total.figures[measure].items() if v}


def test_hand_counted_city(city, load):
    load(HAND)
    made = statistics.statement(city, Period(2018, 5))
    assert figures(made, "cases") == {
        **{"c01": 6, "c02": 2, "c03": 4, "c07": 6},
        **{"c08": 5, "c09": 2, "c10": 1, "c11": 1, "c13": 2, "c14": 1, "c18": 1},
        **{"c19": 4, "c20": 3, "m01": 1, "m02": 1},
    }
    assert figures(made, "money") == {
        **{"c01": 12_100_000, "c02": 3_000_000, "c03": 9_100_000, "c07": 12_100_000},
        **{"c08": 10_100_000, "c09": 3_800_000, "c10": 3_400_000, "c11": 400_000},
        **{"c13": 1_300_000, "c14": 5_000_000, "c18": 2_000_000},
        **{"c19": 8_300_000, "c20": 6_300_000, "m01": 2_000_000, "m02": 2_000_000},
    }
    assert (made.total.rate("cases"), made.total.rate("money")) == (
        Decimal("40.00"),
        Decimal("37.62"),
    )
    assert made.proved


def test_a_transferred_case_is_carried_in_where_it_came(city, hoan_kiem, load):
    load(HAND)
    made = statistics.statement(city, Period(2018, 5))
    rows = {row.label: row.figures["cases"] for row in made.rows}
    assert (rows["Ba Đình"]["c02"], rows["Hoàn Kiếm"]["c02"]) == (1, 1)
    money = {row.label: row.figures["money"] for row in made.rows}
    assert (money["Ba Đình"]["c10"], money["Ba Đình"]["c02"]) == (400_000, 2_400_000)
    assert money["Hoàn Kiếm"]["c02"] == 600_000
    own = statistics.statement(hoan_kiem, Period(2018, 5), OWN)
    assert own.total.figures["cases"] == rows["Hoàn Kiếm"]


@pytest.mark.parametrize("seeded", [1, 2, 3])
def test_statement_equals_an_independent_count(city, load, seeded):
    rows = random_year(seeded)
    load(rows)
    for months in (1, 5, 12):
        period = Period(2018, months)
        made = statistics.statement(city, period)
        model = count(rows, period.cutoff)
        for measure in MEASURES:
            counted = getattr(model, measure)
            leaves = {c.code for c in made.columns if not c.sums and not c.rate} - {"correction"}
            found = {k: v for k, v in figures(made, measure).items() if k in leaves}
            assert found == {k: v for k, v in counted.items() if v}
        for row, code in zip(made.rows, OFFICES, strict=True):
            own = count(rows, period.cutoff, (code,))
            assert row.figures["cases"]["c13"] == own.cases["c13"]
            assert row.figures["money"]["c10"] == own.money["c10"]
        assert made.proved


def test_rows_add_up_to_the_city_in_every_breakdown(city, load):
    load([*HAND, *random_year(4)])
    for dimension in breakdowns.BREAKDOWNS:
        made = statistics.statement(city, Period(2018, 8), dimension=dimension)
        for measure in MEASURES:
            for code, total in made.total.figures[measure].items():
                if total is not None:
                    blocks = defaultdict(int)
                    for row in made.rows:
                        if not row.place.level:
                            blocks[row.place.dimension] += row.figures[measure][code]
                    assert set(blocks.values()) == {total}


def test_closings_change_nothing_but_the_cost(city, load, django_assert_num_queries):
    load([*HAND, *random_year(5)])
    before = {m: statistics.statement(city, Period(2018, m)).canonical for m in (2, 3, 7, 12)}
    for months in range(1, 10):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    after = {m: statistics.statement(city, Period(2018, m)).canonical for m in before}
    assert after == before
    # layout, offices, books, the figures, targets
    with django_assert_num_queries(5):
        made = statistics.statement(city, Period(2018, 3))
    assert made.closed == 3


def test_next_year_carries_in_what_is_left(city, load, settings):
    load([*HAND, *random_year(6)])
    settings.TODAY = date(2019, 2, 5)
    year = statistics.statement(city, Period(2018, 12)).total.figures
    following = statistics.statement(city, Period(2019, 1)).total.figures
    for measure in MEASURES:
        assert following[measure]["c02"] == year[measure]["c19"] - year[measure]["m02"]
        assert following[measure]["c03"] == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_every_cell_is_its_lines(city, load, measure):
    load([*HAND, *random_year(7, 30)])
    for dimension in ("office", "officer", "origin"):
        made = statistics.statement(city, Period(2018, 9), dimension=dimension)
        for column in made.columns:
            if column.rate or not column.prints(measure):
                continue
            for row in (made.total, *made.rows):
                key = row.key
                cell = cells.cell_lines(made, column.code, measure, key)
                number, total = cell.totals()
                assert total == row.figures[measure][column.code], (column.code, row.label)
                lines = cell.lines()
                assert (len(lines), sum(line.value for line in lines)) == (number, total)


def test_a_cell_with_a_stock_lists_its_cases_once(city, load):
    load(HAND)
    made = statistics.statement(city, Period(2018, 5))
    cell = cells.cell_lines(made, "c19", "cases")
    assert [line.value for line in cell.lines()] == [1] * 4
    assert cell.lines(offset=3, limit=5) == cell.lines()[3:]


def test_cells_without_lines_are_refused(city, load):
    load(HAND)
    made = statistics.statement(city, Period(2018, 5))
    for column, measure in (("c21", "cases"), ("c17", "cases"), ("c12", "cases"), ("x", "cases")):
        with pytest.raises(Refusal):
            cells.cell_lines(made, column, measure)
    with pytest.raises(Refusal):
        cells.cell_lines(made, "c07", "việc")
    with pytest.raises(Refusal):
        cells.cell_lines(made, "c07", "cases", "999999")


def test_a_year_that_began_before_the_books_is_refused(city, load):
    load(HAND)
    with pytest.raises(Refusal, match="mở từ 01/10/2017"):
        statistics.statement(city, Period(2017, 12))


def test_without_books_there_is_no_statement(city):
    with pytest.raises(Refusal, match="chưa mở sổ"):
        statistics.statement(city, Period(2018, 12))


def test_an_office_has_statements_only_while_it_lives(city, ba_dinh, load):
    load(HAND)
    ba_dinh.valid_to = date(2018, 9, 30)
    ba_dinh.save(update_fields=["valid_to"])
    assert statistics.statement(ba_dinh, Period(2018, 12))
    with pytest.raises(Refusal, match="đã kết thúc"):
        statistics.statement(ba_dinh, Period(2019, 1))
    with pytest.raises(Refusal, match="hoạt động từ"):
        statistics.statement(city, Period(2008, 1))


def test_a_late_fact_of_the_year_before_is_an_adjustment_alone(city, load, people, settings):
    """Collected in September 2018, learned in October after the closing."""
    load(HAND)
    for months in range(1, 13):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    settings.TODAY = date(2018, 10, 20)
    case = Case.objects.get(office__code="HN")
    by = people[Role.CITY_LEADER]
    record_act(case.pk, kind=ActKind.RESUME, on=date(2018, 9, 20), by=by)
    record_act(case.pk, kind=ActKind.TERMINATE, on=date(2018, 9, 25), ground="c", by=by)
    settings.TODAY = date(2018, 11, 5)
    made = statistics.statement(city, Period(2019, 1))
    total = made.total.figures
    assert (total["cases"]["correction"], total["cases"]["c09"]) == (-1, 0)
    assert total["money"]["correction"] == -5_000_000
    assert total["cases"]["c02"] == 2
    assert made.proved
    cell = cells.cell_lines(made, "correction", "money")
    assert cell.totals()[1] == -5_000_000


# ---------------------------------------------------------------- targets in the figures
def test_strict_targets_are_met_only_above():
    strict = Goal(Decimal("72.00"), strict=True, office="HN")
    plain = Goal(Decimal("72.00"), strict=False, office="HN")
    assert [strict.met(Decimal(r)) for r in ("71.99", "72.00", "72.01")] == [False, False, True]
    assert [plain.met(Decimal(r)) for r in ("71.99", "72.00")] == [False, True]
    assert strict.gap(Decimal("43.28")) == Decimal("-28.72")


@pytest.mark.parametrize(
    ("rate", "strict"), [("60", False), ("60", True), ("40", True), ("10", False)]
)
def test_missing_is_the_least_that_meets_the_target(city, load, rate, strict):
    load([*HAND, *random_year(8)])
    factories.target(city, 2018, "cases", rate, strict=strict)
    made = statistics.statement(city, Period(2018, 12))
    more = made.total.missing("cases")
    goal = made.total.goals["cases"][0]
    done, whole = (made.total.figures["cases"][c] for c in ("c09", "c08"))
    reached = printed_rate(done + more, whole)
    assert goal.met(reached)
    if more:
        assert not goal.met(printed_rate(done + more - 1, whole))


def test_lines_of_other_offices_stay_out(city, ba_dinh, load, people):
    load(HAND)
    made = statistics.statement(ba_dinh, Period(2018, 5))
    cell = cells.cell_lines(made, "c03", "cases")
    offices = {line.office for line in cell.lines()}
    assert offices == {ba_dinh.pk}
    visible = LedgerLine.objects.visible_to(people[Role.OFFICER])
    assert {line.office_id for line in visible} == {ba_dinh.pk}


# ---------------------------------------------------------------- offices that succeed one another
@pytest.fixture
def succession(city, ba_dinh, hoan_kiem, load, settings):
    """Two districts end in the middle of a year; one division takes over from both."""
    load(HAND)
    settings.TODAY = date(2018, 10, 5)
    ends, begins = date(2018, 6, 30), date(2018, 7, 1)
    division = Office.objects.create(
        code="HN-KV01", name="Phòng THADS khu vực 1 - Hà Nội", kind=OfficeKind.REGIONAL,
        parent=city, valid_from=begins,
    )  # fmt: skip
    open_books(division, begins)
    for old in (ba_dinh, hoan_kiem):
        Succession.objects.create(old=old, new=division, on=begins)
        old.valid_to = ends
        old.save(update_fields=["valid_to"])
    return division


def test_a_year_cut_by_a_succession_includes_the_predecessors(succession, city, people):
    by = people[Role.CITY_CLERK]
    before = statistics.statement(city, Period(2018, 12)).total.figures
    for case in Case.objects.open().filter(office__code__in=("HN-BD", "HN-HK")):
        record_act(case.pk, kind=ActKind.TRANSFER, on=date(2018, 7, 1), by=by, to_office=succession)
    whole = statistics.statement(city, Period(2018, 12))
    assert whole.total.figures == before
    assert whole.proved
    both = statistics.statement(succession, Period(2018, 12))
    now = statistics.statement(succession, Period(2018, 12), now=True)
    assert [row.label for row in both.rows] == ["Khu vực 1", "Ba Đình", "Hoàn Kiếm"]
    assert [row.label for row in now.rows] == ["Khu vực 1"]
    # Results stay where they were earned, and so does the case put into the separate book before;
    # what stands has come over.
    assert (both.total.figures["cases"]["c09"], now.total.figures["cases"]["c09"]) == (2, 0)
    assert (both.total.figures["cases"]["c19"], now.total.figures["cases"]["c19"]) == (3, 2)
    assert (both.total.figures["cases"]["m02"], now.total.figures["cases"]["m02"]) == (1, 0)
    assert both.proved
    assert now.proved


def test_a_new_office_needs_no_year_of_books(succession):
    assert statistics.statement(succession, Period(2018, 12))
    with pytest.raises(Refusal, match="hoạt động từ"):
        statistics.statement(succession, Period(2018, 8))


def test_what_a_predecessor_never_handed_over_is_not_lost(succession, city, settings):
    settings.TODAY = date(2018, 12, 5)
    left = statistics.statement(city, Period(2018, 12)).total.figures["cases"]
    made = statistics.statement(city, Period(2019, 1))
    assert made.total.figures["cases"]["c02"] == left["c19"] - left["m02"] == 3
    assert {row.label for row in made.rows} == {
        *("Thành phố (Cục)", "Ba Đình", "Hoàn Kiếm", "Khu vực 1"),
    }
    assert len(made.scope.alive) == 2
