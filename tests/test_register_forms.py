"""Forms that count registers: every cell is its list, and what a closed month keeps."""

import json
from datetime import date
from itertools import pairwise, product

import pytest

from cases.actions import registers
from cases.actions.administrative import NewAdministrative, receive
from cases.actions.measures import NewMeasure, decide_measure, end_measure
from cases.actions.steps import record_step
from cases.choices import MeasureKind, MeasureOutcome, Role, StepKind
from cases.models import Books, PublicBody
from cases.periods import Period
from cases.register_kinds import SHAPES, Book, EntryKind
from cases.rules import Refusal
from reports import seed
from reports.figures import counted, facts, official
from reports.figures.statistics import REGISTER
from reports.models import Layout, OfficialForm
from reports.paper import pdf, sheets
from reports.proof import issued
from tests import factories
from tests.coercions import measure_of
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db
K = EntryKind
SEPTEMBER = Period(2018, 12)
OCTOBER = Period(2019, 1)
FORMS = ("06", "07", "08", "09", "10", "11", "12", "TK02", "TK03", "TK04")


@pytest.fixture(autouse=True)
def forms(desk):
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    # The inter-agency circular is of 2021; the year of these tests is 2018.
    OfficialForm.objects.filter(number__startswith="TK").update(valid_from=date(2009, 7, 1))


@pytest.fixture
def clerk(desk):
    return desk[Role.CLERK]


@pytest.fixture
def neighbour(desk):
    return factories.user(Role.CLERK, "HN-HK")


def enter(by, book, kind, on, **more):
    said = {"person": "Trần Thị Bình", "content": f"{kind} {on}", **more}
    return registers.enter(book, by=by, kind=kind, on=on, **said)[0]


@pytest.fixture
def filled(clerk, neighbour, desk, settings):
    """Every kind of every register at two offices; ended, cancelled, late and carried over."""
    day = date(2018, 9, 3)
    for by in (clerk, neighbour):
        for book, shape in SHAPES.items():
            for number, kind in enumerate(shape.opens):
                open_one = enter(
                    by, Book(book), kind, day, people=3 if book == "reception" else None
                )
                amounts = {"amount": 9_000_000} if book == Book.COMPENSATION else {}
                end = shape.ends[number % len(shape.ends)]
                registers.answer(open_one, by=by, kind=end, on=date(2018, 9, 20), **amounts)
                for follow in shape.follows:
                    registers.answer(open_one, by=by, kind=follow, on=date(2018, 9, 25), **amounts)
                enter(by, Book(book), kind, date(2018, 9, 5))
                wrong = enter(by, Book(book), kind, date(2018, 9, 6))
                registers.cancel(wrong, by=by, reason="Nhầm")
    case = opened(desk)
    measure_of(case, desk[Role.OFFICER], decided=date(2018, 10, 5))
    for kind, outcome in (
        (MeasureKind.HOLD, None),
        (MeasureKind.HOLD, MeasureOutcome.VOLUNTARY),
    ):
        new = NewMeasure(kind, date(2018, 10, 5), object=f"Giấy {outcome}")
        measure, _ = decide_measure(case, new, by=desk[Role.OFFICER])
        if outcome:
            end_measure(measure, outcome=outcome, on=date(2018, 10, 5), by=desk[Role.OFFICER])
    record_step(case, kind=StepKind.REDUCTION_TO_COURT, on=date(2018, 10, 5), by=clerk)
    new = NewAdministrative(
        court="TAND", judgment_no="12/2018/HC-ST", judgment_on=date(2018, 8, 1), outcome="b",
        content="Hủy", creditor="B", debtor=PublicBody.objects.create(name="UBND quận"),
        received_on=date(2018, 9, 3),
    )  # fmt: skip
    receive(new, by=clerk)


def walked(made):
    for column in made.columns:
        if not column.empty:
            for row in (made.total, *made.rows):
                yield column, row, row.figures[REGISTER][column.code]


def test_every_cell_is_its_list(filled, hanoi, subtests):
    for number, period in product(FORMS, (SEPTEMBER, OCTOBER)):
        with subtests.test(form=number, period=period):
            made = official.make(hanoi, period, form=number)
            assert made.proved
            for column, row, value in walked(made):
                lines = counted.lines(made, column, row)
                assert sum(line.value for line in lines) == value
                assert all(line.fact.office in row.offices for line in lines)
                assert all(line.kind for line in lines)


def test_offices_add_up_to_the_city_and_are_the_same_by_themselves(
    filled, hanoi, ba_dinh, hoan_kiem, subtests
):
    for number in FORMS:
        with subtests.test(form=number):
            _adds_up(hanoi, ba_dinh, hoan_kiem, number)


def _adds_up(hanoi, ba_dinh, hoan_kiem, number):
    city = official.make(hanoi, SEPTEMBER, form=number)
    own = [
        official.make(office, SEPTEMBER, "own", form=number)
        for office in (hanoi, ba_dinh, hoan_kiem)
    ]
    for code, value in city.total.figures[REGISTER].items():
        parts = [made.total.figures[REGISTER][code] for made in own]
        assert value is None or value == sum(parts)
    for made in own:
        row = city.row(made.office.code)
        assert row.figures[REGISTER] == made.total.figures[REGISTER]


def figures(office, period, number):
    made = official.make(office, period, form=number)
    return made.total.figures[REGISTER]


def test_a_complaint_through_its_life(clerk, ba_dinh, settings):
    """Entered in September, ended in October; then its end is cancelled in November."""
    matter = enter(clerk, Book.COMPLAINTS, K.COMPLAINT, date(2018, 9, 3))
    september = figures(ba_dinh, SEPTEMBER, "08")
    assert (september["new"], september["left"], september["complaint"]) == (1, 1, 1)
    end, _ = registers.answer(matter, by=clerk, kind=K.UPHELD, on=date(2018, 10, 4))
    assert figures(ba_dinh, SEPTEMBER, "08") == september
    october = figures(ba_dinh, OCTOBER, "08")
    assert [october[c] for c in ("carried", "new", "resolved", "upheld", "left")] == [1, 0, 1, 1, 0]
    settings.TODAY = date(2019, 11, 5)
    registers.cancel(end, by=clerk, reason="Nhầm")
    assert figures(ba_dinh, OCTOBER, "08") == october
    november = figures(ba_dinh, Period(2020, 2), "08")
    assert [november[c] for c in ("carried", "returned", "resolved", "left")] == [0, 1, 0, 1]


def test_what_is_cancelled_next_year_is_struck_there(clerk, ba_dinh, settings):
    matter = enter(clerk, Book.COMPLAINTS, K.COMPLAINT, date(2018, 9, 3))
    settings.TODAY = date(2018, 10, 20)
    registers.cancel(matter, by=clerk, reason="Nhầm sổ")
    assert figures(ba_dinh, SEPTEMBER, "08")["new"] == 1
    october = figures(ba_dinh, OCTOBER, "08")
    assert [october[c] for c in ("carried", "struck", "left")] == [1, 1, 0]


def test_a_closed_month_stays_and_the_late_one_counts_after_it(clerk, ba_dinh):
    enter(clerk, Book.COMPLAINTS, K.COMPLAINT, date(2018, 9, 3))
    before = official.make(ba_dinh, SEPTEMBER, form="08")
    Books.objects.filter(office=ba_dinh).update(closed_through=date(2018, 9, 30))
    enter(clerk, Book.COMPLAINTS, K.COMPLAINT, date(2018, 9, 4))
    after = official.make(ba_dinh, SEPTEMBER, form="08")
    assert after.canonical == before.canonical
    assert figures(ba_dinh, OCTOBER, "08")["new"] == 1


def test_money_and_people_are_sums(clerk, ba_dinh):
    claim = enter(clerk, Book.COMPENSATION, K.CLAIM, date(2018, 9, 3), amount=90_000_000)
    registers.answer(claim, by=clerk, kind=K.CLAIM_GRANTED, on=date(2018, 9, 9), amount=70_000_000)
    enter(clerk, Book.RECEPTION, K.VISIT_OF_MANY, date(2018, 9, 3), people=40)
    found = figures(ba_dinh, SEPTEMBER, "11")
    assert (found["claimed"], found["awarded"], found["paid"]) == (90_000_000, 70_000_000, 0)
    found = figures(ba_dinh, SEPTEMBER, "09")
    assert (found["visit_of_many"], found["people"], found["people_many"]) == (1, 40, 40)


def test_measures_end_as_they_ended(filled, ba_dinh):
    found = figures(ba_dinh, OCTOBER, "07")
    assert (found["security"], found["hold"], found["coercion"]) == (2, 2, 1)


def test_what_has_no_source_prints_no_figure(filled, hanoi):
    made = official.make(hanoi, SEPTEMBER, form="TK02")
    column = made.column("explained")
    assert made.total.figures[REGISTER]["explained"] is None
    assert "Chưa có nguồn" in column.definition
    with pytest.raises(Refusal, match="chưa có nguồn"):
        counted.lines(made, column, made.total)


def test_the_inter_agency_form_of_the_procuracy_is_a_part_of_supervision(filled, hanoi):
    whole, part = (figures(hanoi, SEPTEMBER, n) for n in ("10", "TK04"))
    assert part["new"] == whole["new"] - whole["supervised"] - whole["inspected"]


def test_columns_of_every_form_are_known():
    """Codes once, sources there, kinds of their source, labels not empty, provisional all."""
    for form in OfficialForm.objects.exclude(source=official.LEDGER):
        columns = counted.parse(form.asks["columns"])
        assert len({c.code for c in columns}) == len(columns)
        assert form.provisional
        for column in columns:
            assert column.label
            assert column.definition
            for wanted, _ in column.wanted:
                assert wanted.source in facts.SOURCES
                if wanted.source in Book.values:
                    shape = SHAPES[wanted.source]
                    known = {*shape.opens, *shape.ends, *shape.follows}
                    assert (wanted.kinds or set()) <= known
                    assert (wanted.outcomes or set()) <= set(shape.ends)


def test_a_sum_of_what_has_no_source_is_refused():
    rows = [
        {"code": "a", "label": "A", "definition": "", "sum": {"b": 1}},
        {"code": "b", "label": "B", "definition": ""},
    ]
    with pytest.raises(ValueError, match="không có nguồn"):
        counted.parse(rows)


def test_queries_do_not_grow_with_entries(filled, hanoi, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        official.make(hanoi, SEPTEMBER, form="08")


# ---------------------------------------------------------------- page, paper, files
def test_page_paper_and_workbook(filled, hanoi, login, desk, subtests):
    client = login(desk[Role.CITY_CLERK])
    for number in FORMS:
        with subtests.test(form=number):
            _prints(client, hanoi, number)


def _prints(client, hanoi, number):
    made = official.make(hanoi, SEPTEMBER, form=number)
    page = client.get(f"/statements/HN/2018/12/?form={number}").content.decode()
    assert f"Biểu {number}: {made.question.title}" in page
    assert "bố cục tạm thời" in page
    text = pdf.html(made, pdf.moment())
    assert made.question.title in text
    assert made.sha256 in text
    assert sheets.statement_workbook(made)
    assert json.loads(made.canonical)["form"] == number
    assert client.get(f"/statements/HN/2018/12/statement.json?form={number}").status_code in (
        200,
        404,
    )


def test_the_cell_lists_its_entries(filled, hanoi, login, desk):
    client = login(desk[Role.CITY_CLERK])
    address = "/statements/HN/2018/12/lines?form=08&column=new&measure=register"
    page = client.get(address)
    text = page.content.decode()
    made = official.make(hanoi, SEPTEMBER, form="08")
    count = made.total.figures[REGISTER]["new"]
    assert f"{count} mục, cộng đúng {count} việc" in text
    assert text.count("/registers/complaints/") >= count
    assert client.get(address + "&format=csv").content.count(b"\r\n") == count + 1
    assert client.get(address + "&column=nothing").status_code == 200


def test_an_office_does_not_open_the_cells_of_another(filled, login, neighbour):
    client = login(neighbour)
    address = "/statements/HN-BD/2018/12/lines?form=08&column=new&measure=register"
    assert client.get(address).status_code == 404


def test_differences_of_an_issued_form_are_told_by_column(filled, hanoi, clerk):
    made = official.make(hanoi, SEPTEMBER, form="08")
    before = issued._flat(json.loads(made.canonical))
    enter(clerk, Book.COMPLAINTS, K.DENUNCIATION, date(2018, 9, 28))
    after = issued._flat(json.loads(official.make(hanoi, SEPTEMBER, form="08").canonical))
    changed = {key for key in after if before.get(key) != after[key]}
    assert (REGISTER, "", "new") in changed
    assert (REGISTER, "HN-BD", "denunciation") in changed


def test_numbers_of_columns_run(filled, hanoi):
    for number in FORMS:
        columns = official.make(hanoi, SEPTEMBER, form=number).columns
        assert all(b.number == a.number + 1 for a, b in pairwise(columns))


def test_the_first_inter_agency_form_is_the_statement_by_office(filled, hanoi):
    made = official.make(hanoi, OCTOBER, form="TK01")
    assert made.total.figures == official.make(hanoi, OCTOBER).total.figures
    assert made.total.figures["cases"]["c01"] == 1
