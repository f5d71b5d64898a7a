"""Books by the quarter: numbered, closed, corrections struck through; paper and workbook."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from cases.actions.filings import strike_out
from cases.actions.journal import load_journal
from cases.actions.measures import NewMeasure, decide_measure
from cases.actions.pairing import standing
from cases.actions.steps import cancel_step
from cases.choices import MeasureKind, Register, Role
from cases.models import Act, Office
from cases.periods import Period
from cases.rules import Refusal
from reports import actions, tasks
from reports.models import PrintJob
from reports.paper import annex, annex_paper, pdf, registers
from reports.paper.register_rows import Quarter
from tests.history2018 import START, act, intake, write
from tests.test_filings import received
from tests.test_views_cases import opened

Q1, Q2, Q3, Q4 = (Period(2018, months) for months in (3, 6, 9, 12))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TODAY = date(2018, 10, 5)


@pytest.fixture
def year(hanoi, ba_dinh, hoan_kiem, tmp_path):
    """Ba Đình: 90 decisions in the first two quarters, some without means, one of them reversed
    in the third."""
    rows = []
    for n in range(90):
        row = intake(f"B{n}", date(2017, 11, 1) if n < 50 else date(2018, 2, 1), "HN-BD", 10**7 + n)
        row |= {
            "decision": f"{n + 1}/QĐ-CCTHADS",
            "decided_on": row["on"],
            "debtor": "Công ty cổ phần đầu tư xây dựng và thương mại Đông Đô, Hà Nội",
        }
        rows.append(row)
    for n in range(6):
        rows.append(act(f"B{n}", date(2018, 1, 10), "without_means"))
    rows.append(act("B2", date(2018, 4, 12), "reverse", ground="without_means"))
    rows.sort(key=lambda row: row["on"])
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    return ba_dinh


def asked_of(office, number, period=Q2):
    return registers.ask(number, Quarter(office, period))


def drawn(asked, path, paper="a4"):
    sheet = registers.sheet(asked, pdf.moment())
    for _ in annex_paper.write_pdf(str(path), sheet, registers.entries(asked), paper):
        pass
    return PdfReader(path)


def test_the_twenty_one_books_of_the_circular():
    numbers = [book.number for book in registers.BOOKS]
    assert numbers[:21] == [f"{n:02}" for n in range(1, 22)]
    assert len(set(numbers)) == len(numbers)
    for book in registers.BOOKS:
        assert book.columns[0] is registers.NO and book.columns[-1] is registers.REMARK
    of_circular = {r.value for r in Register if r.value.isdigit()}
    assert of_circular <= {book.number for book in registers.BOOKS if book.source}


@pytest.mark.django_db
def test_the_numbers_of_a_quarter_go_on_from_the_one_before(year):
    first, second = asked_of(year, "03", Q1), asked_of(year, "03", Q2)
    assert (first.count, first.first, first.last) == (50, 1, 50)
    assert (second.count, second.first, second.last) == (40, 51, 90)
    numbers = [row.cells[0][0] for row in registers.entries(second)]
    assert numbers == list(range(51, 91))
    assert asked_of(year, "03", Q3).count == 0
    whole = sum(asked_of(year, "03", period).count for period in (Q1, Q2, Q3, Q4))
    assert whole == Act.objects.filter(issuing_office=year, register=Register.DOCKET).count()


@pytest.mark.django_db
def test_the_docket_says_what_was_docketed(year):
    amounts = [row.cells[-3][0] for row in registers.entries(asked_of(year, "03", Q1))]
    assert amounts == [10**7 + n for n in range(50)]


@pytest.mark.django_db
def test_a_reversed_entry_is_struck_through_with_its_remark(year, tmp_path):
    asked = asked_of(year, "11")
    rows = list(registers.entries(asked))
    assert [row.struck for row in rows] == [False, False, True, False, False, False]
    assert rows[2].cells[-1][0] == "đã sửa đổi, bổ sung ngày 12/04/2018"
    paper = drawn(asked, tmp_path / "book.pdf")
    text = " ".join(paper.pages[1].extract_text().split())
    assert "đã sửa đổi, bổ sung ngày 12/04/2018" in text
    drawn_lines = paper.pages[1].get_contents().get_data().count(b" l")
    plain = registers.sheet(asked, pdf.moment())
    path = tmp_path / "plain.pdf"
    list(annex_paper.write_pdf(str(path), plain, [r._replace(struck=False) for r in rows], "a4"))
    lines = PdfReader(path).pages[1].get_contents().get_data().count(b" l")
    assert drawn_lines > lines + 5


@pytest.mark.django_db
@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("a3", (1191, 842))])
def test_a_book_on_paper_has_a_cover_numbered_pages_and_a_closing_line(year, tmp_path, paper, size):
    made = drawn(asked_of(year, "03", Q1), tmp_path / "book.pdf", paper)
    cover, *pages = [" ".join(page.extract_text().split()) for page in made.pages]
    assert "NĂM 2018" in cover and "Mẫu số 03 · Quý I năm 2018" in cover
    assert "50 số, từ số 1 đến số 50" in cover and "chưa khóa" in cover
    assert tuple(round(each) for each in made.pages[1].mediabox[2:]) == size
    for n, text in enumerate(pages, 1):
        assert f"Trang {n}/" in text and "Số thứ tự" in text
    assert "Kết sổ Quý I năm 2018: 50 số, từ số 1 đến số 50." in pages[-1]
    assert "trên tổng số 50" in pages[-1]


@pytest.mark.django_db
def test_a_book_the_system_has_nothing_of_says_so(year, tmp_path):
    for number in ("07", "21"):
        made = drawn(asked_of(year, number), tmp_path / f"{number}.pdf")
        assert "chưa có dữ liệu của sổ này" in made.pages[0].extract_text()


@pytest.mark.django_db
def test_every_book_of_every_quarter_can_be_made(year, tmp_path):
    for period in (Q1, Q2):
        for asked in registers.ask_all(Quarter(year, period)):
            sheet = registers.sheet(asked, pdf.moment())
            rows = list(registers.entries(asked))
            assert len(rows) == asked.count
            assert all(len(row.cells) == len(asked.book.columns) for row in rows)
            list(annex.write_workbook(str(tmp_path / "book.xlsx"), sheet, iter(rows)))


@pytest.mark.django_db
def test_what_was_received_is_numbered_and_what_was_struck_out_stays(desk, settings):
    by = desk[Role.CLERK]
    first, second = received(by), received(by, judgment_no="13/2018/DSST", debtor="Phạm Văn Đức")
    settings.TODAY = date(2018, 10, 8)
    strike_out(second, reason="ghi nhầm", by=by)
    settings.TODAY = date(2019, 1, 5)
    rows = list(registers.entries(asked_of(by.office, "02", Period(2019, 3))))
    assert [row.cells[0][0] for row in rows] == [first.entry_no, second.entry_no]
    assert [row.struck for row in rows] == [False, True]
    assert "đã sửa đổi, bổ sung ngày" in rows[1].cells[-1][0]


@pytest.mark.django_db
def test_a_book_is_printed_when_its_quarter_is_over(year, settings):
    settings.TODAY = date(2018, 6, 30)
    with pytest.raises(Refusal, match="chưa hết"):
        registers.quarter_of(year, Q3, settings.TODAY)
    with pytest.raises(Refusal, match="theo quý"):
        registers.quarter_of(year, Period(2018, 5), settings.TODAY)
    assert registers.quarter_of(year, Q2, settings.TODAY).days == (
        date(2018, 1, 1), date(2018, 3, 31),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_book_is_asked_for_and_fetched(year, people, login, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.print_list, "delay", queued.append)
    clerk = people[Role.CLERK]
    client = login(clerk)
    page = client.get(reverse("books"), {"office": "HN-BD", "year": 2018, "months": 6})
    assert "51 – 90" in page.text
    address = reverse("book_print", args=["HN-BD", 2018, 6])
    answer = client.post(address, {"book": "03", "paper": "a3"})
    job = PrintJob.objects.get()
    assert answer.url == reverse("print_job", args=[job.pk])
    tasks.print_list(job.pk)
    job.refresh_from_db()
    assert (job.state, job.total) == ("printed", 40)
    page = client.get(answer.url)
    assert "quý II năm 2018" in page.text and "Tải bản in A3" in page.text
    assert client.get(reverse("books"), {"office": "HN-HK"}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.request_book(
            by=clerk, office=Office.objects.get(code="HN-HK"), period=Q1, number="03", paper="a4"
        )


@pytest.mark.django_db
def test_the_page_of_the_books_asks_a_fixed_number_of_questions(
    year, people, login, django_assert_max_num_queries
):
    client = login(people[Role.CLERK])
    with django_assert_max_num_queries(90):
        client.get(reverse("books"), {"office": "HN-BD", "year": 2018, "months": 6})


@pytest.mark.django_db
def test_a_measure_stands_in_its_book_and_a_cancelled_decision_is_struck(desk, settings):
    """Book 14 numbers the decisions of security measures in the order they were booked."""
    case = opened(desk, amount=1_000_000_000)
    officer = desk[Role.OFFICER]
    settings.TODAY = date(2018, 10, 25)
    for number, object_ in (("15", "Tài khoản 123 tại Ngân hàng Sông Hồng"), ("16", "Tài khoản 9")):
        measure, _ = decide_measure(
            case,
            NewMeasure(
                MeasureKind.FREEZE, date(2018, 10, 22), object=object_, amount=50_000_000,
                document_no=f"{number}/QĐ-CCTHADS", signer="Nguyễn Văn An",
            ),
            by=officer,
        )  # fmt: skip
    cancel_step(standing(measure)[0], by=officer, reason="Nhầm")
    settings.TODAY = date(2019, 1, 5)
    first, second = registers.entries(asked_of(officer.office, "14", Period(2019, 3)))
    assert [first.cells[0][0], second.cells[0][0]] == [1, 2]
    assert "Ngân hàng Sông Hồng" in first.cells[2][0] and not first.struck
    assert second.struck and "đã sửa đổi, bổ sung ngày 25/10/2018" in second.cells[-1][0]
    assert asked_of(officer.office, "15", Period(2019, 3)).count == 0
