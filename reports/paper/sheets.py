"""Statements and lists as workbooks. Text is written as text: a name never becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from cases.sheets import DAY, NUMBER
from reports.figures.columns import heads
from reports.figures.statistics import REGISTER, TABLE_UNITS, Statement
from reports.paper.pdf import TITLES

RATE = "0.00"
SHEETS = {"cases": "Về việc", "money": "Về tiền", REGISTER: "Số liệu"}


def statement_workbook(of: Statement) -> bytes:
    """A sheet for việc, one for tiền (whole đồng), one with the identities."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": of.office.name, "comments": f"SHA-256 {of.sha256}"})
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    words = book.add_format({"border": 1})
    figure = book.add_format({"border": 1, "num_format": NUMBER})
    rate = book.add_format({"border": 1, "num_format": RATE})
    strong = book.add_format({"border": 1, "num_format": NUMBER, "bold": True})
    strong_rate = book.add_format({"border": 1, "num_format": RATE, "bold": True})
    rows_of_heads = heads(of.columns)
    depth = len(rows_of_heads)
    for measure in of.measures:
        sheet = book.add_worksheet(SHEETS[measure])
        sheet.write_string(0, 0, of.office.name)
        unit = "đồng, %" if measure == "money" else TABLE_UNITS[measure]
        sheet.write_string(1, 0, f"{of.question.title or TITLES[measure]} ({unit})")
        sheet.write_string(
            2,
            0,
            f"{of.when}, từ {of.period.start:%d/%m/%Y}"
            f" đến {of.period.cutoff:%d/%m/%Y}"
            + (" · bố cục tạm thời" if of.layout.provisional else ""),
        )
        top = 4
        sheet.merge_range(top, 0, top + depth - 1, 0, of.row_head, head)
        taken: set[tuple[int, int]] = set()
        for level, row in enumerate(rows_of_heads):
            column = 1
            for cell in row:
                while (level, column) in taken:
                    column += 1
                last = (top + level + cell.rows - 1, column + cell.columns - 1)
                taken |= {
                    (level + i, column + j) for i in range(cell.rows) for j in range(cell.columns)
                }
                if cell.rows == cell.columns == 1:
                    sheet.write_string(top + level, column, cell.label, head)
                else:
                    sheet.merge_range(top + level, column, *last, cell.label, head)
                column += cell.columns
        line = top + depth
        sheet.write_string(line, 0, "A", head)
        for i, c in enumerate(of.columns, start=1):
            sheet.write_number(line, i, c.number, head)
        for figures in (of.total, *of.rows):
            line += 1
            plain, share = (strong, strong_rate) if figures is of.total else (figure, rate)
            sheet.write_string(line, 0, figures.label, words)
            for i, c in enumerate(of.columns, start=1):
                value = figures.value(measure, c.code)
                if value is None:
                    sheet.write_string(line, i, "–", words)
                else:
                    sheet.write_number(line, i, float(value), share if c.rate else plain)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, len(of.columns), 11 if measure == "cases" else 18)
        sheet.freeze_panes(top + depth + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top, top + depth)
    sheet = book.add_worksheet("Kiểm tra")
    for i, label in enumerate(("Đẳng thức", "Cách tính", "Nội dung", "Trái", "Phải", "Chênh lệch")):
        sheet.write_string(0, i, label, head)
    for line, identity in enumerate(of.identities, start=1):
        texts = (identity.code, SHEETS[identity.measure], identity.label)
        for i, text in enumerate(texts):
            sheet.write_string(line, i, text, words)
        for i, value in enumerate((identity.left, identity.right, identity.remainder), start=3):
            if value is None:
                sheet.write_string(line, i, "–", words)
            else:
                sheet.write_number(
                    line, i, float(value), rate if isinstance(value, Decimal) else figure
                )
    sheet.write_string(len(of.identities) + 2, 0, f"SHA-256 của số liệu: {of.sha256}")
    sheet.set_column(0, 1, 11)
    sheet.set_column(2, 2, 46)
    sheet.set_column(3, 5, 20)
    book.close()
    return buffer.getvalue()


def list_workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A plain list: words as words, whole numbers, rates and days as such."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    figure = book.add_format({"num_format": NUMBER})
    rate = book.add_format({"num_format": RATE})
    day = book.add_format({"num_format": DAY})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, title)
    for i, label in enumerate(head):
        sheet.write_string(2, i, label, bold)
    for line, row in enumerate(rows, start=3):
        for i, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, i, value, day)  # type: ignore[arg-type]
            elif isinstance(value, int):
                sheet.write_number(line, i, value, figure)
            elif isinstance(value, Decimal):
                sheet.write_number(line, i, float(value), rate)
            elif value is not None:
                sheet.write_string(line, i, str(value))
    sheet.set_column(0, len(head) - 1, 20)
    sheet.freeze_panes(3, 0)
    book.close()
    return buffer.getvalue()


def list_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same list as CSV with a byte order mark. Text that a spreadsheet would take for a
    formula gets a leading apostrophe."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
