"""The printed statement, read back letter for letter."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from cases.actions.journal import load_journal
from cases.periods import Period
from reports import seed
from reports.figures import statistics
from reports.models import Layout
from reports.paper import pdf
from reports.paper.pdf import ROOM, parts
from tests.history2018 import HAND, START, intake, write

MADE_AT = datetime(2018, 3, 2, 16, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def city(db, ba_dinh, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    huge = intake("Z", date(2017, 11, 1), "HN", 686_000_123_456_789_000)
    load_journal(write(tmp_path / "journal.csv", [*HAND, huge]), books_open=START)
    hanoi.letterhead, hanoi.seat, hanoi.symbol = "Tổng cục Thi hành án dân sự", "Hà Nội", "CTHADS"
    hanoi.save()
    return hanoi


@pytest.fixture
def printed(city):
    made = statistics.statement(city, Period(2018, 5))
    return made, PdfReader(BytesIO(pdf.statement_pdf(made, MADE_AT)))


def text(page):
    return " ".join(page.extract_text().split())


def test_text_reads_back_letter_for_letter(printed):
    made, reader = printed
    first = text(reader.pages[0])
    for words in (
        "TỔNG CỤC THI HÀNH ÁN DÂN SỰ",
        "CỤC THI HÀNH ÁN DÂN SỰ THÀNH PHỐ HÀ NỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 02 tháng 3 năm 2018",
        "KẾT QUẢ THI HÀNH ÁN DÂN SỰ TÍNH BẰNG VIỆC CHIA THEO ĐƠN VỊ",
        "05 tháng năm 2018 (từ 01/10/2017 đến 28/02/2018)",
        "Đơn vị tính: việc, %",
        "Hoàn Kiếm",
        "Ba Đình",
    ):
        assert words in first
    # Cases of the total row, in the order of the columns.
    figures = [pdf.written(c, made.total.value("cases", c.code)) for c in made.columns]
    assert "Tổng số " + " ".join(figures) in first
    assert all(made.sha256 in text(page) for page in reader.pages)
    whole = " ".join(text(page) for page in reader.pages)
    assert "NGƯỜI LẬP BIỂU" in whole
    assert "THỦ TRƯỞNG ĐƠN VỊ" in whole
    assert "chưa đối chiếu với phụ lục" in whole


def test_proof_page_holds_the_identities(printed):
    made, reader = printed
    proof = text(reader.pages[-1])
    assert "KIỂM TRA SỐ LIỆU" in proof
    for identity in made.identities:
        assert identity.code in proof
    assert "sai" not in proof


def test_pages_are_a4_across_and_numbered_from_the_second(printed):
    _, reader = printed
    sizes = {
        (round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in reader.pages
    }
    assert sizes == {(842, 595)}
    assert not text(reader.pages[0]).startswith("1 ")
    assert [text(p).split()[0] for p in reader.pages[1:]] == [
        str(n) for n in range(2, len(reader.pages) + 1)
    ] or all(str(n) in text(p).split() for n, p in enumerate(reader.pages[1:], start=2))


def test_fonts_are_embedded_and_ours(printed):
    _, reader = printed
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in below["/FontDescriptor"].get_object()
            names.add(str(below["/BaseFont"]).split("+")[-1])
    assert names
    assert all(name.startswith("PDF-Serif") for name in names)


def test_signatures_share_a_page_with_rows(printed):
    _, reader = printed
    (page,) = (p for p in reader.pages if "NGƯỜI LẬP BIỂU" in text(p))
    assert "Hoàn Kiếm" in text(page)


def test_huge_money_is_cut_into_parts_that_fit(city):
    made = statistics.statement(city, Period(2018, 5))
    tables = list(pdf.tables(made))
    assert [table.part == "" for table in tables] == [True, False, False]
    assert "686.000.123.468.889" in " ".join(tables[1].lines[0].cells)
    assert sum(len(table.numbers) for table in tables[1:]) == len(made.columns)
    assert all(len(table.lines) == len(made.rows) + 1 for table in tables)


@pytest.mark.parametrize("wide", [5, 12, 20, 60, 150, 300])
def test_parts_hold_every_column_once_and_fit(wide):
    cuts = parts([wide] * 24, [()] * 24)
    assert [i for cut in cuts for i in range(24)[cut]] == list(range(24))
    for cut in cuts:
        assert len(range(24)[cut]) == 1 or len(range(24)[cut]) * wide <= ROOM


def test_a_table_is_rather_cut_between_groups():
    groups = [("a",)] * 11 + [("b",)] * 13
    assert parts([15] * 24, groups) == [slice(0, 11), slice(11, 24)]


def test_only_static_files_are_read():
    fetcher = pdf.local_fetcher()
    for url in ("http://example.org/x.png", "file:///etc/passwd", "data:text/plain,x"):
        with pytest.raises(ValueError, match="not a static file"):
            fetcher.fetch(url)
    up = (pdf.STATIC / ".." / "manage.py").as_uri()
    with pytest.raises(ValueError, match="not a static file"):
        fetcher.fetch(up)
    assert fetcher.fetch((pdf.STATIC / "print.css").as_uri())


def test_one_office_prints_one_row(ba_dinh, city):
    made = statistics.statement(ba_dinh, Period(2018, 5))
    table = next(pdf.tables(made))
    assert [line.label for line in table.lines] == ["Ba Đình"]
    assert "chia theo" not in table.title


def test_the_signatures_never_stand_alone(city, tmp_path):
    """Whatever the number of rows, the last of them goes with the signatures."""
    asked = statistics.Question(breakdown="class", measures=("cases",))
    made = statistics.statement(city, Period(2018, 5), question=asked)
    for missing in range(0, 12, 3):
        some = replace(made, rows=made.rows[: len(made.rows) - missing])
        reader = PdfReader(BytesIO(pdf.statement_pdf(some, MADE_AT)))
        (signed,) = [t for t in map(text, reader.pages) if "NGƯỜI LẬP BIỂU" in t]
        assert some.rows[-1].label in signed
