"""Issued statements: figures frozen under a number, the paper archived, and what changed since."""

import csv
import hashlib
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from cases.actions.closings import close_month, reopen
from cases.actions.journal import load_journal
from cases.actions.ledger import record_act
from cases.choices import ActKind, Role
from cases.models import Books, Case
from cases.periods import Period
from cases.rules import Refusal
from reports import actions, seed
from reports.figures import official
from reports.models import Issued, Layout, OfficialForm
from reports.paper import pdf
from reports.proof import issued
from reports.tasks import archive_issued
from tests.history2018 import HAND, START, write

pytestmark = pytest.mark.django_db
AUGUST = Period(2018, 11)
PAPER = {"number": 12, "issued_on": date(2018, 9, 4), "signer": "Lê Văn Trưởng"}


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 9, 5)
    settings.MEDIA_ROOT = tmp_path
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    load_journal(write(tmp_path / "journal.csv", HAND), books_open=START)
    return hanoi


def close(months=11):
    for each in range(1, months + 1):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, each).cutoff, by=None)


def issue(office, by, **changes):
    made = official.make(office, AUGUST, form=changes.pop("form", ""))
    address = "https://thads.example/issued/"
    row = actions.issue(made, by=by, address=address, **{**PAPER, **changes})
    archive_issued(row.pk)
    row.refresh_from_db()
    return row


def test_only_closed_books_are_issued(ba_dinh, people):
    made = official.make(ba_dinh, AUGUST)
    with pytest.raises(Refusal, match="Còn 1 đơn vị chưa khóa sổ đến 31/08/2018"):
        actions.issue(made, by=people[Role.HEAD], address="x", **PAPER)


@pytest.mark.parametrize("how", [{"clock": "today"}, {"now": True}], ids=str)
def test_only_what_the_books_say_of_the_whole_period_is_issued(ba_dinh, people, how):
    """A row keeps neither clock nor today's boundaries: its paper could never be made."""
    close()
    made = official.make(ba_dinh, AUGUST, **how)
    with pytest.raises(Refusal, match="Chỉ phát hành báo cáo theo sổ"):
        actions.issue(made, by=people[Role.HEAD], address="x", **PAPER)
    assert not Issued.objects.exists()


def test_issued_twice_gives_the_same_bytes(ba_dinh, people):
    close()
    first = issue(ba_dinh, people[Role.HEAD])
    second = issue(ba_dinh, people[Role.HEAD], number=13)
    assert first.figures == second.figures
    assert first.sha256 == second.sha256 == hashlib.sha256(first.figures.encode()).hexdigest()
    assert first.code != second.code
    with pytest.raises(Refusal, match="Số 12 đã dùng"):
        issue(ba_dinh, people[Role.HEAD])
    with pytest.raises(Refusal, match="Ngày ban hành"):
        issue(ba_dinh, people[Role.HEAD], number=14, issued_on=date(2018, 8, 31))


def test_what_was_issued_is_never_edited(ba_dinh, people):
    close()
    row = issue(ba_dinh, people[Role.HEAD])
    for change in ("figures = '{}'", "signer = 'Ai đó'", "pdf_sha256 = repeat('0', 64)"):
        refused = pytest.raises(DatabaseError, match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE reports_issued SET {change} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.delete()


def test_the_paper_is_written_as_pdf_a_3a(ba_dinh, people):
    """Read back: the declared part and conformance, marks, output intent, fonts, attachment."""
    close()
    row = issue(ba_dinh, people[Role.HEAD], form="04")
    with row.pdf.open() as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == row.pdf_sha256
    reader = PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert 'part="3"' in metadata or "<pdfaid:part>3<" in metadata
    assert 'conformance="A"' in metadata or "<pdfaid:conformance>A<" in metadata
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF object)
    assert root["/StructTreeRoot"]["/K"]
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    files = [file.get_object() for file in root["/AF"]]
    file = files[0]
    assert {each["/UF"] for each in files} == {"HN-BD-2018-11.csv"}
    assert file["/AFRelationship"] == "/Data"
    data = file.get_object()["/EF"]["/F"].get_object().get_data()
    rows = list(csv.DictReader(StringIO(data.decode())))
    total = next(r for r in rows if r["row"] == "" and r["column"] == "c01")
    made = official.make(ba_dinh, AUGUST, form="04")
    assert int(total["value"]) == made.total.figures["cases"]["c01"]
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for told in (f"Số: {row}", row.code, row.sha256, "Lê Văn Trưởng", "ngày 04 tháng 9 năm 2018"):
        assert told in words


def test_the_code_leads_to_the_row(ba_dinh, people):
    close()
    row = issue(ba_dinh, people[Role.HEAD])
    assert row.address == f"https://thads.example/issued/{row.code}/"
    text = pdf.html(official.make(ba_dinh, AUGUST), pdf.moment(), row)
    assert "<svg" in text and row.address in text


def test_what_changed_since_is_told(ba_dinh, people, login):
    close()
    row = issue(ba_dinh, people[Role.HEAD])
    assert issued.check(row).unchanged
    reopen(
        ba_dinh,
        AUGUST.cutoff,
        by=people[Role.CITY_CLERK],
        reason="Ghi thiếu",
        expires_on=date(2018, 9, 20),
    )
    case = Case.objects.filter(office=ba_dinh, balances__heading="IN_PROGRESS").first()
    record_act(
        case.pk, kind=ActKind.POSTPONE, on=date(2018, 8, 20), ground="d", by=people[Role.HEAD]
    )
    found = issued.check(row)
    assert found.figures_whole and found.paper_whole
    client = login(people[Role.CLERK])
    page = client.get(f"/bridge/?office=HN-BD&issued={row.code}")
    moved = {span.after.column.code: span.sums for span in page.context["spans"]}
    assert moved["c07"] == {} and str(row) in page.content.decode()
    from_issued = page.context["before"].total.figures["cases"]
    assert (from_issued["c16"], page.context["after"].total.figures["cases"]["c16"]) == (0, 1)
    told = {(d.measure, d.row, d.column[-9:]): (d.issued, d.now) for d in found.differences}
    assert told["cases", "", "Hoãn khác"] == (0, 1)


def test_a_paper_that_does_not_equal_the_archive(ba_dinh, people, login):
    close()
    row = issue(ba_dinh, people[Role.HEAD])
    client = login(people[Role.CLERK])
    address = f"/issued/{row.code.lower()}/"
    with row.pdf.open() as file:
        archived = file.read()
    for content, words in (
        (archived, "đúng là bản lưu, từng byte"),
        (b"%PDF-1.7 khac", "không phải bản lưu này"),
    ):
        paper = SimpleUploadedFile("x.pdf", content, content_type="application/pdf")
        assert words in client.post(address, {"paper": paper}).content.decode()
    assert "Chọn tệp PDF" in client.post(address, {}).content.decode()
    figures = client.get(f"{address}figures.json").content
    assert hashlib.sha256(figures).hexdigest() == row.sha256


def test_issuing_in_the_browser(ba_dinh, people, login):
    close()
    client = login(people[Role.HEAD])
    address = "/statements/HN-BD/2018/11/issue?scope=own&form=01"
    text = client.get(address).content.decode()
    assert 'value="1"' in text and people[Role.HEAD].name in text
    wrong = client.post(address, {"number": "0", "issued_on": "04/09/2018", "signer": "A"})
    assert wrong.status_code == 200
    asked = {"number": "7", "issued_on": "04/09/2018", "signer": "Lê Văn Trưởng"}
    assert client.post(address, asked).status_code == 302
    row = Issued.objects.get()
    assert (row.number, row.form, row.scope) == (7, "01", "own")
    again = client.post(address, asked).content.decode()
    assert "Số 7 đã dùng" in again and Issued.objects.count() == 1
    assert login(people[Role.CITY_CLERK]).get(address).status_code == 403


def test_figures_that_moved_before_the_paper_are_not_printed(ba_dinh, people):
    close()
    made = official.make(ba_dinh, AUGUST)
    row = actions.issue(made, by=people[Role.HEAD], address="x", **PAPER)
    reopen(
        ba_dinh,
        AUGUST.cutoff,
        by=people[Role.CITY_CLERK],
        reason="Sai",
        expires_on=date(2018, 9, 20),
    )
    case = Case.objects.filter(office=ba_dinh, balances__heading="IN_PROGRESS").first()
    record_act(
        case.pk, kind=ActKind.POSTPONE, on=date(2018, 8, 20), ground="d", by=people[Role.HEAD]
    )
    archive_issued(row.pk)
    row.refresh_from_db()
    assert row.state == "refused" and not row.pdf


def test_a_form_no_longer_in_force_is_told_and_not_tried_again(ba_dinh, people, login):
    """What cannot be asked again leaves no paper and says why, instead of failing for ever."""
    close()
    made = official.make(ba_dinh, AUGUST, form="01")
    row = actions.issue(made, by=people[Role.HEAD], address="x", **PAPER)
    OfficialForm.objects.filter(number="01").update(valid_from=date(2018, 9, 1))
    archive_issued(row.pk)
    row.refresh_from_db()
    assert row.state == "refused" and not row.pdf
    assert not Issued.objects.waiting().exists()
    page = login(people[Role.HEAD]).get(f"/issued/{row.code}/").content.decode()
    assert row.refused in page and "không in được" in page
