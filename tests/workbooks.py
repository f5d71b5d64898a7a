"""Workbooks as offices really have them: old fonts, old codes, amounts and days typed as text."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import xlsxwriter

from cases.rules.encodings import TCVN3

HEADS = (
    "TT", "Số QĐ THA", "Ngày QĐ", "Người ký", "Diện thi hành", "Số bản án", "Ngày tuyên án",
    "Tòa án", "Họ tên người phải thi hành án", "Năm sinh", "Địa chỉ",
    "Người được thi hành án", "Địa chỉ", "Loại khoản", "Số tiền (nghìn đồng)", "Nội dung",
    "Ghi chú của CHV",
)  # fmt: skip
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Văn", "Thị", "Đình", "Xuân", "Quốc")
GIVEN = (
    "Đức",
    "Hường",
    "Khánh",
    "Quỳnh",
    "Nghiêm",
    "Trường",
    "Yến",
    "Tuấn",
    "Hằng",
    "Dũng",
    "Thủy",
)
EPOCH = date(1899, 12, 30)


def in_tcvn3(text: str) -> str:
    """As typed in .VnTime: capitals with a tone have no code and are set as small letters."""
    codes = {letter: code for code, letter in TCVN3.items()}
    return "".join(codes.get(c) or codes.get(c.lower(), c) for c in text)


def person(n: int) -> str:
    return f"{FAMILIES[n % 10]} {MIDDLES[n % 5]} {GIVEN[n % 11]}"


def good_row(n: int) -> list[Any]:
    """Row `n` from 1: days as text, as numbers and as days by turns; amounts in thousands."""
    day = date(2018, 9, 1) + timedelta(days=n % 28)
    decided: Any = (f"{day:%d/%m/%Y}", (day - EPOCH).days, day)[n % 3]
    amount: Any = ("1.250.000", 1_250_000, "1.250.000,0")[n % 3] if n % 3 < 2 else "1.250.000"
    return [
        n, f"{n}/QĐ-CCTHADS", decided, "Nguyễn Văn Mẫu", "Theo đơn", f"{n}/2018/DSST",
        "20/08/2018", "TAND quận Ba Đình", person(n), 1975, f"Số {n} phố Huế, Hà Nội",
        "Trần Thị Bình", "Số 9 phố Láng Thượng", "Trả nợ", amount, "Trả nợ vay gốc và lãi",
        f"hồ sơ số {n}",
    ]  # fmt: skip


def seeded(n: int, at: int) -> list[Any]:
    """A row with one of ten mistakes."""
    row = good_row(n)
    column, value = (
        (14, "1.25"), (14, ""), (8, ""), (2, "31/02/2018"), (6, "20/08/2028"),
        (9, 1850), (13, "Khoản gì đó"), (5, ""), (4, "không rõ"), (6, "20/12/2018"),
    )[at % 10]  # fmt: skip
    row[column] = value
    return row


def legacy_workbook(rows: list[list[Any]], heads: tuple[str, ...] = HEADS) -> bytes:
    """An .xlsx in TCVN3: its letters are codes of Latin-1, its cells set in .VnTime."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    old = book.add_format({"font_name": ".VnTime"})
    day = book.add_format({"font_name": ".VnTime", "num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_string(0, 3, in_tcvn3("Danh sách việc thi hành án năm 2018"), old)
    for c, head in enumerate(heads):
        sheet.write_string(2, c, in_tcvn3(head), old)
        sheet.write_string(3, c, f"({c + 1})", old)
    for r, row in enumerate(rows, 4):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(r, c, in_tcvn3(cell), old)
            elif isinstance(cell, date):
                sheet.write_datetime(r, c, cell, day)  # type: ignore[arg-type]
            else:
                sheet.write_number(r, c, cell, old)
    sheet.write_string(len(rows) + 4, 1, in_tcvn3("Tổng cộng"), old)
    sheet.write_number(len(rows) + 4, 14, 375_000_000, old)
    book.close()
    return buffer.getvalue()
