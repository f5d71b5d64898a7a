"""Reconciling with real workbooks: tables aligned, differences explained, agreed and frozen."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from python_calamine import CalamineWorkbook

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Books, Case
from cases.periods import Period
from cases.rules import Refusal
from reports import seed
from reports.figures import official
from reports.models import Layout, OfficialForm, Reconciliation
from reports.paper import sheets
from reports.reconciling import actions, causes, reconcile
from tests.history2018 import HAND, START, act, intake, random_year, write

pytestmark = pytest.mark.django_db
MAY = Period(2018, 8)


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 12, 5)
    settings.MEDIA_ROOT = tmp_path
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    return hanoi


@pytest.fixture
def load(tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


def workbook(rows, merges=()):
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                sheet.write(r, c, value)
    for first_row, first, last_row, last, words in merges:
        sheet.merge_range(first_row, first, last_row, last, words)
    book.close()
    return buffer.getvalue()


CODES = ("c01", "c02", "c03", "c07", "c08", "c09", "c18")
HEADS = (
    "Tổng số thụ lý", "Năm trước chuyển sang", "Thụ lý mới", "Phải thi hành",
    "Có điều kiện", "Tổng số thi hành xong", "Chưa có điều kiện",
)  # fmt: skip


def table(made, measure, unit=1, order=range(7), title="", change=None):
    """A partner's sheet of these figures, changed where told: {(key, code): by}."""
    rows = [[title], ["Đơn vị", *(HEADS[i] for i in order)]]
    for row in (made.total, *made.rows):
        figures = dict(row.figures[measure])
        for (key, code), by in (change or {}).items():
            if key == (row.key or ""):
                figures[code] += by
        rows.append([row.label, *(round(figures[CODES[i]] / unit) for i in order)])
    return workbook(rows)


def keep(made, by, data, of="cases", **fields):
    row = actions.keep(made, by=by, of=of, partner="VKSND", name="bang.xlsx", data=data)
    return row, None if of == "list" else reconcile.comparison(row)


def test_our_own_workbook_agrees_in_every_cell(city, load, people):
    load([*HAND, *random_year(51, 90)])
    made = official.make(city, MAY)
    _, found = keep(made, people[Role.CITY_CLERK], sheets.statement_workbook(made))
    assert not found.differing and not found.missing and not found.aligned.unknown_rows
    assert found.compared == len(found.columns) * (len(made.rows) + 1) > 60
    assert not found.aligned.unknown_columns and not found.aligned.doubts


@pytest.mark.parametrize("breakdown", ["officer", "office_officer", "origin", "class"])
def test_every_breakdown_finds_its_rows(city, load, people, breakdown):
    load([*HAND, *random_year(52, 60)])
    made = official.make(city, MAY, by=breakdown)
    _, found = keep(made, people[Role.CITY_CLERK], sheets.statement_workbook(made))
    assert not found.differing and not found.aligned.unknown_rows and not found.missing


def test_a_moved_column_and_a_changed_cell(city, load, people):
    load([*HAND, *random_year(53, 90)])
    made = official.make(city, MAY)
    moved = (4, 0, 6, 2, 1, 5, 3)
    data = table(made, "cases", order=moved, change={("HN-BD", "c09"): 3})
    _, found = keep(made, people[Role.CITY_CLERK], data)
    (pair,) = found.differing
    assert (pair.row, pair.column, pair.by) == ("HN-BD", "c09", 3)
    assert len(found.columns) == 7
    (doubt,) = found.aligned.doubts  # their rows no longer add up to their total
    assert "không bằng dòng tổng" in doubt


@pytest.mark.parametrize("title", ["Đơn vị tính: triệu đồng", ""])
def test_millions_differ_by_rounding_alone(city, load, people, title):
    load(random_year(54, 90))
    made = official.make(city, MAY)
    data = table(made, "money", 10**6, title=title, change={("HN-HK", "c07"): 7_000_000})
    _, found = keep(made, people[Role.CITY_CLERK], data, of="money")
    assert found.aligned.unit == 10**6
    (pair,) = found.differing
    assert (pair.row, pair.column) == ("HN-HK", "c07")
    assert abs(pair.by - 7_000_000) <= 500_000
    assert found.count(reconcile.ROUNDED) > 10


def test_a_wrong_total_is_theirs_to_explain(city, load, people):
    load(random_year(55, 60))
    made = official.make(city, MAY)
    _, found = keep(made, people[Role.CITY_CLERK], table(made, "cases", change={("", "c03"): 2}))
    assert [(p.row, p.by) for p in found.differing] == [("", 2)]
    assert found.aligned.doubts[0].startswith("Cột D")


def test_a_text_file_of_an_older_system(ba_dinh, load, people):
    load(HAND)
    made = official.make(ba_dinh, MAY)
    total = made.total.figures["cases"]
    text = f"Don vi;Tong so thu ly;Thu ly moi\nTONG CONG;{total['c01']};{total['c03'] + 1}\n"
    _, found = keep(made, people[Role.CLERK], text.encode())
    assert [(p.column, p.by) for p in found.differing] == [("c03", 1)]
    assert found.missing == ("Ba Đình",)


# ---------------------------------------------------------------- causes
def told(made, pair, found, measure="cases"):
    return {c.code: c for c in causes.causes(made, pair, measure, found)}


def test_another_period(city, load, people):
    load(random_year(56, 120))
    made, april = official.make(city, MAY), official.make(city, Period(2018, 7))
    _, found = keep(made, people[Role.CITY_CLERK], table(april, "cases"))
    pair = next(p for p in found.differing if p.column == "c03" and p.row == "")
    cause = told(made, pair, found)["other_period"]
    assert cause.exact and cause.months == 7


def test_late_entries(ba_dinh, load, people):
    rows = random_year(57, 60)
    new = [r for r in rows if r["act"] == "intake" and not r.get("opening")]
    late = {r["case"] for r in new if r["office"] == "HN-BD" and r["on"] < date(2018, 5, 1)}
    late = set(sorted(late)[:2])
    load([r for r in rows if r["case"] not in late])
    for months in range(1, 9):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    load([r for r in rows if r["case"] in late])
    made, today = official.make(ba_dinh, MAY), official.make(ba_dinh, MAY, clock="today")
    _, found = keep(made, people[Role.CLERK], table(today, "cases"))
    pair = next(p for p in found.differing if p.column == "c03" and p.row == "")
    cause = told(made, pair, found)["late"]
    assert cause.exact and len(cause.cases) == 2
    numbers = set(Case.objects.filter(pk__in=cause.cases).values_list("judgment__number", flat=1))
    assert numbers == {f"{case}/2017/DSST" for case in late}


def test_the_same_judgment_and_debtor_twice(ba_dinh, load, people):
    twin = intake("A", date(2018, 1, 5), "HN-BD", 5_000_000) | {"judgment_no": "9/2017/DSST"}
    load([twin, twin | {"case": "B"}, intake("C", date(2018, 2, 1), "HN-BD", 7_000_000)])
    made = official.make(ba_dinh, MAY)
    change = {("", "c03"): -1, ("HN-BD", "c03"): -1, ("", "c01"): -1, ("HN-BD", "c01"): -1}
    _, found = keep(made, people[Role.CLERK], table(made, "cases", change=change))
    pair = next(p for p in found.differing if p.column == "c03")
    cause = told(made, pair, found)["double"]
    assert cause.exact and len(cause.cases) == 2


def test_another_office_has_it(city, load, people):
    load(random_year(58, 60))
    made = official.make(city, MAY)
    change = {("HN-BD", "c07"): -2, ("HN-HK", "c07"): 2}
    _, found = keep(made, people[Role.CITY_CLERK], table(made, "cases", change=change))
    assert {(p.row, p.by) for p in found.differing} == {("HN-BD", -2), ("HN-HK", 2)}
    cause = told(made, found.pair("HN-BD", "c07"), found)["other_officer"]
    assert cause.exact and "Hoàn Kiếm" in cause.words


def test_delegated_and_the_case_of_exactly_that_sum(ba_dinh, load, people):
    load(
        [
            intake("A", date(2018, 1, 5), "HN-BD", 5_000_000),
            intake("B", date(2018, 1, 5), "HN-BD", 3_000_000),
            act("B", date(2018, 2, 5), "delegate"),
        ]
    )
    made = official.make(ba_dinh, MAY)
    change = {("", "c07"): 3_000_000, ("", "c01"): -5_000_000}
    _, found = keep(made, people[Role.CLERK], table(made, "money", change=change), of="money")
    (delegated,) = Case.objects.filter(judgment__number="B/2017/DSST")
    cause = told(made, found.pair("", "c07"), found, "money")["delegate"]
    assert cause.exact and cause.cases == (delegated.pk,)
    missing = told(made, found.pair("", "c01"), found, "money")["missing_there"]
    assert missing.exact and delegated.pk not in missing.cases


# ---------------------------------------------------------------- by case
def numbered(rows):
    """Each intake under a decision number of its own."""
    n = 0
    for row in rows:
        if row["act"] == "intake":
            n += 1
            yield row | {"decision": f"{n}/QĐ-CCTHADS", "decided_on": row["on"]}
        else:
            yield row


def test_a_procuracys_register_by_case(ba_dinh, load, people):
    load(
        numbered(
            [
                intake("A", date(2018, 1, 5), "HN-BD", 5_000_000),
                intake("B", date(2018, 1, 8), "HN-BD", 3_000_000),
                intake("C", date(2018, 2, 1), "HN-BD", 7_000_000),
                intake("D", date(2018, 2, 2), "HN-BD", 1_000_000),
                act("C", date(2018, 3, 5), "without_means"),
            ]
        )
    )
    made = official.make(ba_dinh, MAY)
    data = workbook(
        [
            ["SỔ KIỂM SÁT THI HÀNH ÁN"],
            ["STT", "Bản án", "Người phải thi hành án", "", "", "", "", ""],
            ["", "", "", "Số", "Ngày", "Số tiền", "Số", "Ngày"],
            [1, "A/2017", "Trần Thị Bình", "01/QĐ-CCTHADS", "05/01/2018", 5_000_000, "", ""],
            [2, "B/2017", "Trần Thị Bình", "2/QĐ-THA", "08/01/2018", "3.500.000", "", ""],
            [3, "C/2017", "Trần Thị Bình", "3/QĐ-CCTHADS", "02/02/2018", 7_000_000, "", ""],
            [4, "X/2017", "Lê Văn Lạ", "4/QĐ-CCTHADS", "09/02/2018", 100, "8/QĐ", "10/03/2018"],
            ["", "", "", "Cộng", "", 15_500_100, "", ""],
        ],
        [(1, 3, 1, 5, "QĐ THA"), (1, 6, 1, 7, "QĐ chưa có điều kiện")],
    )
    row, _ = keep(made, people[Role.CLERK], data, of="list")
    found = reconcile.compared_cases(row)
    assert list(found.columns.values()) == [
        "-", "", "debtor", "decision", "decided_on", "amount", "without_means", "without_means",
    ]  # fmt: skip
    by_number = {p.ours.decision: p.differences for p in found.of("differs")}
    assert by_number["2/QĐ-CCTHADS"] == ("số tiền khác nhau",)
    assert by_number["3/QĐ-CCTHADS"] == (
        "ngày quyết định: bên kia 02/02/2018, ta 01/02/2018",
        "ở đây có “Quyết định chưa có điều kiện thi hành” 05/03/2018, bên kia chưa ghi",
    )
    assert [p.ours.decision for p in found.of("same")] == ["1/QĐ-CCTHADS"]
    assert [p.ours.decision for p in found.of("missing_there")] == ["4/QĐ-CCTHADS"]
    assert [p.theirs.debtor for p in found.of("missing_here")] == ["Lê Văn Lạ"]
    assert found.doubts == ["Dòng 8 không có số quyết định: “Cộng”."]


# ---------------------------------------------------------------- kept and agreed
def test_ours_is_kept_as_it_was_and_the_outcome_freezes_it(ba_dinh, load, people):
    load(HAND)
    made = official.make(ba_dinh, MAY)
    data = table(made, "cases", change={("", "c01"): 1})
    row, before = keep(made, people[Role.CLERK], data)
    assert keep(made, people[Role.CLERK], data)[0].pk == row.pk  # a double send
    load([intake("Z", date(2018, 2, 1), "HN-BD", 1_000)])
    assert reconcile.comparison(row).lines == before.lines
    said = {"outcome": "Bên kia ghi thừa", "agreed_with": "KSV Lê A"}
    with pytest.raises(Refusal, match="tương lai"):
        actions.agree(row.pk, by=people[Role.CLERK], agreed_on=date(2018, 12, 6), **said)
    actions.agree(row.pk, by=people[Role.CLERK], agreed_on=date(2018, 6, 4), **said)
    with pytest.raises(Refusal, match="đã ghi kết quả"):
        actions.align(row.pk, by=people[Role.CLERK], columns={}, rows={}, unit=0)
    for change in (lambda: row.delete(), lambda: Reconciliation.objects.update(partner="X")):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            change()


def upload(data, **fields):
    file = SimpleUploadedFile("bang.xlsx", data)
    return {
        "partner": "VKSND quận Ba Đình", "of": "cases", "file": file, "office": "HN-BD",
        "year": "2018", "months": "8", "scope": "own", "by": "office", **fields,
    }  # fmt: skip


def test_the_pages(ba_dinh, load, people, login, django_assert_max_num_queries):
    load([*HAND, *random_year(59, 60)])
    client = login(people[Role.CLERK])
    made = official.make(ba_dinh, MAY, "own")
    data = table(made, "cases", change={("", "c09"): -1})
    refused = client.post("/reconcile/new", upload(b"khong phai bang\x00"))
    assert "Tệp không phải bảng tính" in refused.content.decode()
    assert "VKSND quận Ba Đình" in refused.content.decode()  # what was typed comes back
    answer = client.post("/reconcile/new", upload(data))
    row = Reconciliation.objects.get()
    assert answer.url == f"/reconcile/{row.pk}/"
    with django_assert_max_num_queries(24):
        text = client.get(answer.url).content.decode()
    assert "row=total&amp;column=c09" in text and "Thi hành xong" in text
    with django_assert_max_num_queries(60):
        text = client.get(f"{answer.url}cell?row=total&column=c09").content.decode()
    assert "Các hồ sơ làm nên số của ta" in text and "chỉ gợi ý" in text
    assert client.get(f"{answer.url}sheet.xlsx").content[:2] == b"PK"
    content = BytesIO(client.get(f"{answer.url}sheet.xlsx").content)
    cells = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert any("lệch" in map(str, line) for line in cells)
    client.post(answer.url, {"do": "align", "unit": "0", "column-6": "-"})
    row.refresh_from_db()
    assert row.chosen["columns"]["6"] == "-"
    assert not reconcile.comparison(row).differing
    asked = {"do": "agree", "agreed_with": "A", "agreed_on": "04/06/2018", "outcome": ""}
    assert "field" in client.post(answer.url, asked).content.decode()
    client.post(answer.url, asked | {"outcome": "Hai bên thống nhất"})
    assert "Đã thống nhất ngày 04/06/2018" in client.get(answer.url).content.decode()
    with django_assert_max_num_queries(16):
        assert "Hai bên thống nhất" in client.get("/reconcile/").content.decode()


def test_an_officer_compares_but_does_not_agree(ba_dinh, load, people, login):
    load(HAND)
    client = login(people[Role.OFFICER])
    made = official.make(ba_dinh, MAY, "own")
    address = client.post("/reconcile/new", upload(table(made, "cases"))).url
    text = client.get(address).content.decode()
    assert "không ô nào lệch" in text and "Ghi kết quả" not in text
    asked = {"do": "agree", "agreed_with": "A", "agreed_on": "04/06/2018", "outcome": "B"}
    assert client.post(address, asked).status_code == 403
