"""Official forms: what they ask of the ledger, and that they agree with each other."""

from datetime import date

import pytest

from cases.actions.journal import load_journal
from cases.choices import Role
from cases.periods import Period
from cases.rules import Refusal
from reports import seed
from reports.figures import official, statistics
from reports.models import Layout, OfficialForm
from reports.paper import pdf
from reports.proof import cells
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db
PERIOD = Period(2018, 9)
LEDGER_FORMS = ("01", "02", "03", "04", "05")


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    rows = [*HAND, *random_year(7, 30)]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    return hanoi


def form(city, number):
    return official.make(city, PERIOD, form=number)


@pytest.mark.parametrize("number", LEDGER_FORMS)
def test_every_cell_is_its_list(city, number):
    made = form(city, number)
    assert made.proved
    for measure in made.measures:
        for column in made.columns:
            if column.rate or not column.prints(measure):
                continue
            for row in (made.total, *made.rows):
                cell = cells.cell_lines(made, column.code, measure, row.key)
                count, total, lines = cell.page()
                assert sum(line.value for line in lines) == row.figures[measure][column.code]
                assert len(lines) == count
                assert total == row.figures[measure][column.code] or not lines


def test_forms_agree(city):
    """Form 4 is form 1 and form 5 is form 2 by another division; form 3 is a part of both."""
    whole = statistics.statement(city, PERIOD)
    by_case, by_money, budget = (form(city, n) for n in ("01", "02", "03"))
    assert by_case.total.figures["cases"] == whole.total.figures["cases"]
    assert by_money.total.figures["money"] == whole.total.figures["money"]
    assert form(city, "04").total.figures == by_case.total.figures
    assert form(city, "05").total.figures == by_money.total.figures
    for measure, larger in (("cases", by_case), ("money", by_money)):
        row = larger.row("budget.yes")
        assert row.figures[measure] == budget.total.figures[measure]


@pytest.mark.parametrize("number", ["04", "05"])
def test_officers_add_up_to_their_office(city, number):
    made = form(city, number)
    (measure,) = made.measures
    offices = {row.key: row for row in made.rows if not row.place.level}
    for key, office in offices.items():
        officers = [r for r in made.rows if r.place.level and r.key.startswith(f"{key}.")]
        for code, value in office.figures[measure].items():
            assert (value or 0) == sum(r.figures[measure][code] or 0 for r in officers)
    assert any(row.place.level for row in made.rows)


def test_printed_thousands_add_up_in_every_block(city):
    made = form(city, "05")
    printed = statistics.money_in_thousands(made)
    top, rows = printed[0], list(zip(made.rows, printed[1:], strict=True))
    for code, value in top.items():
        offices = [figures for row, figures in rows if not row.place.level]
        assert (value or 0) == sum(f[code] or 0 for f in offices)
    for row, figures in rows:
        if not row.place.level:
            below = [f for r, f in rows if r.place.level and r.offices == row.offices]
            for code, value in figures.items():
                assert (value or 0) == sum(f[code] or 0 for f in below), (row.key, code)


def test_a_form_is_chosen_by_the_cut_off(city):
    OfficialForm.objects.filter(number="01").update(valid_to=date(2018, 5, 31))
    assert official.make(city, Period(2018, 8), form="01").question.form == "01"
    with pytest.raises(Refusal, match="Không có biểu 01 cho ngày 30/06/2018"):
        form(city, "01")
    with pytest.raises(Refusal, match="Không có biểu 99"):
        form(city, "99")


def test_the_page_of_a_form(people, login, city, ba_dinh):
    client = login(people[Role.CLERK])
    page = client.get(f"/statements/{ba_dinh.code}/2018/9/?form=04")
    text = page.content.decode()
    assert "Biểu 04: Kết quả thi hành án dân sự tính bằng việc" in text
    assert "form=04" in text
    listed = client.get("/statements/", {"year": "2018", "months": "9"}).content.decode()
    assert "Kết quả thi hành các khoản thu cho ngân sách nhà nước" in listed


@pytest.mark.parametrize("number", LEDGER_FORMS)
def test_a_form_prints(city, number):
    made = form(city, number)
    text = pdf.html(made, pdf.moment())
    assert made.question.title in text
    assert made.sha256 in text
