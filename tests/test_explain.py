"""Explain this number: its parts add up, and a case counts where the lists say it does."""

from datetime import date

import pytest

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.actions.ledger import record_act
from cases.choices import ActKind, Role
from cases.models import Act, Books, Case
from cases.periods import Period
from reports import seed
from reports.figures import official
from reports.models import Layout, OfficialForm
from reports.proof import cells, explain, reasons
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db
PERIOD = Period(2018, 5)


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    return hanoi


@pytest.fixture
def load(tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


def close_through(months):
    for each in range(1, months + 1):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, each).cutoff, by=None)


def figures(made):
    """Every number of a statement that has a list."""
    for measure in made.measures:
        for column in made.columns:
            if column.rate is None and column.prints(measure):
                for row in (made.total, *made.rows):
                    yield column, measure, row


def case_of(name):
    return Case.objects.get(judgment__number=f"{name}/2017/DSST")


def why(name, column, made, row=None, measure="cases"):
    told = explain.tell(made, case_of(name))
    return reasons.why_not(told, made.column(column), measure, made.row(row))


# ---------------------------------------------------------------- parts
@pytest.mark.parametrize("by", ["office", "office_officer", "class", "officer"])
def test_parts_add_up_to_every_cell(city, load, by):
    load([*HAND, *random_year(31, 40)])
    made = official.make(city, Period(2018, 8), by=by)
    for column, measure, row in figures(made):
        found = explain.parts(made, column, measure, row)
        assert sum(part.value for part in found) == row.figures[measure][column.code]
        for part in found:
            if part.details:
                assert sum(detail.value for detail in part.details) == part.value


def test_parts_of_a_form_of_flags_as_known_today(city, load):
    load([*HAND, *random_year(32, 40)])
    close_through(4)
    for how in ({"form": "03"}, {"clock": "today"}):
        made = official.make(city, Period(2018, 8), **how)
        for column, measure, row in figures(made):
            found = explain.parts(made, column, measure, row)
            assert sum(part.value for part in found) == row.figures[measure][column.code]


def test_a_part_is_its_own_list(city, load):
    load([*HAND, *random_year(33, 30)])
    made = official.make(city, PERIOD)
    for code in ("c02", "c03", "c18", "c10"):
        for part in explain.parts(made, made.column(code), "money", made.total):
            alone = cells.cell_lines(made, code, "money", None, str(part.term))
            assert alone.value == part.value == sum(line.value for line in alone.lines())


# ---------------------------------------------------------------- a case
@pytest.mark.parametrize("seeded", [41, 42, 43])
@pytest.mark.parametrize("by", ["office", "class"])
def test_a_case_counts_exactly_where_the_lists_say(city, load, seeded, by):
    """Every case, both measures, every column and row: explained and listed are one."""
    load([*HAND, *random_year(seeded, 25)])
    made = official.make(city, Period(2018, 7), by=by)
    listed = {}
    for column, measure, row in figures(made):
        for line in cells.cell_lines(made, column.code, measure, row.key).lines():
            key = (line.case, column.code, measure, row.key)
            listed[key] = listed.get(key, 0) + line.value
    told = {}
    for case in Case.objects.all():
        story = explain.tell(made, case)
        for counted in story.counted:
            at = (case.pk, counted.column.code, counted.measure)
            told[*at, None] = counted.value
            told |= {(*at, row.key): value for row, value in counted.rows}
        for column, measure, row in figures(made):
            value = listed.get((case.pk, column.code, measure, row.key), 0)
            reason = reasons.why_not(story, column, measure, row)
            assert (reason is None) == bool(value)
            assert reason is None or reason.words.endswith(".")
    assert {k: v for k, v in told.items() if v} == {k: v for k, v in listed.items() if v}


def test_each_line_tells_the_columns_it_enters(city, load):
    """What the lines of a case add to the leaves is what the case counts in them."""
    load([*HAND, *random_year(44, 25)])
    made = official.make(city, PERIOD)
    for case in Case.objects.all():
        story = explain.tell(made, case)
        entered = {}
        for event in story.story:
            for line in event.lines:
                for each in line.entered:
                    key = each.column.code, each.measure
                    entered[key] = entered.get(key, 0) + each.value
        counted = {(c.column.code, c.measure): c.value for c in story.counted if not c.column.sums}
        assert {k: v for k, v in entered.items() if v} == counted


# ---------------------------------------------------------------- why not
def test_the_first_reason_in_words(city, load, hoan_kiem):
    load(HAND)
    made = official.make(city, PERIOD)
    assert why("A", "c07", made) is None
    assert why("D", "c03", official.make(city, Period(2018, 2))).code == "after"
    assert why("C", "c07", official.make(hoan_kiem, PERIOD)) is None
    assert why("B", "c07", official.make(hoan_kiem, PERIOD)).code == "office"
    assert why("A", "c19", made, "HN-BD").words == "Tính vào cột này ở đơn vị khác: Hoàn Kiếm."
    assert why("S", "c01", official.make(city, Period(2018, 4))).code == "separate"
    assert why("D", "c01", official.make(city, PERIOD, form="03")).code == "flags"
    left = why("D", "c13", made)
    assert (left.code, "Hoãn thi hành án" in left.words) == ("left", True)
    assert why("E", "c10", made).code == "heading"


def test_what_was_reversed_and_what_came_late(city, load, people):
    load(HAND)
    ended = Act.objects.get(kind=ActKind.TERMINATE, case=case_of("E"))
    record_act(
        ended.case_id, kind=ActKind.REVERSE, reverses=ended, on=date(2018, 3, 9),
        by=people[Role.HEAD],
    )  # fmt: skip
    close_through(8)
    record_act(
        ended.case_id, kind=ActKind.POSTPONE, ground="d", on=date(2018, 5, 9),
        by=people[Role.HEAD],
    )  # fmt: skip
    made = official.make(city, Period(2018, 8))
    turned = why("E", "c11", made)
    assert turned.code == "reversed"
    assert "ngày 09/03/2018" in turned.words
    late = why("E", "c16", made)
    assert (late.code, "ghi sổ ngày 01/06/2018" in late.words) == ("late", True)
    assert why("E", "c16", official.make(city, Period(2018, 8), clock="today")) is None


def test_the_year_after_tells_what_had_ended(city, load, settings):
    load(HAND)
    settings.TODAY = date(2019, 2, 5)
    made = official.make(city, Period(2019, 3))
    assert why("E", "c01", made).code == "ended"
    assert why("B", "c01", made).code == "separate"


# ---------------------------------------------------------------- the page
def test_the_page(city, load, people, login, django_assert_max_num_queries):
    load([*HAND, *random_year(45, 40)])
    client = login(people[Role.CITY_CLERK])
    address = "/statements/HN/2018/5/explain"
    with django_assert_max_num_queries(30):
        page = client.get(address, {"column": "c13", "measure": "money"})
    assert "Số dư tại ngày khóa sổ của “Đang thi hành”" in page.text
    assert "Bố cục tạm thời, trước 01/7/2026" in page.text
    case = case_of("D")
    with django_assert_max_num_queries(30):
        page = client.get(address, {"column": "c13", "measure": "cases", "case": case.pk})
    assert page.context["reason"].code == "left"
    assert "Không tính vào con số này" in page.text
    Case.objects.filter(pk=case.pk).update(decision="12/QĐ-CTHADS")
    Case.objects.filter(pk=case_of("E").pk).update(decision="123/QĐ-CTHADS")
    page = client.get(address, {"column": "c14", "measure": "cases", "number": "12/QĐ"})
    assert page.context["told"].case == case
    assert page.context["share"] == 1
    page = client.get(address, {"column": "c14", "measure": "cases", "number": "12"})
    assert page.context["candidates"] == [case, case_of("E")]
    page = client.get(address, {"column": "c21", "measure": "cases"})
    assert "làm tròn hai số lẻ" in page.text
    page = client.get(address, {"column": "c17", "measure": "cases"})
    assert "cột để “–”" in page.text
    assert "Không có hồ sơ nào" in client.get(address, {"column": "c13", "number": "x"}).text
    for wrong in ({"column": "zzz"}, {"column": "c01", "measure": "x"}, {"row": "zzz"}):
        assert client.get(address, wrong).status_code == 200


def test_a_case_of_another_office_does_not_exist(city, load, people, login):
    load(HAND)
    client = login(people[Role.CLERK])
    address = "/statements/HN-BD/2018/5/explain"
    stranger = case_of("C")
    assert client.get(address, {"column": "c01", "case": stranger.pk}).status_code == 404
    assert client.get(address, {"column": "c01", "case": "9" * 30}).status_code == 404
    page = client.get(address, {"column": "c01", "number": stranger.decision or "khong"})
    assert page.context["told"] is None
    mine = case_of("E")
    page = client.get(f"/cases/{mine.pk}/counted", follow=True)
    assert page.context["told"].case == mine
    assert f"Hồ sơ {mine} tính vào đâu" in page.text
    assert client.get(f"/cases/{stranger.pk}/counted").status_code == 404
    assert f"/cases/{mine.pk}/counted" in client.get(f"/cases/{mine.pk}/").text
    listed = client.get("/statements/HN-BD/2018/5/lines?column=c11&measure=cases").text
    assert f"case={mine.pk}" in listed
