"""Files of tables: read by their content, within limits, and written so that text stays text.

Nothing in a file is executed or followed: macros, links and formulas are bytes to us; a formula
counts as the value it last had.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple
from xml.parsers import expat

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from cases.rules import Refusal, encodings
from cases.rules.tables import Cells, pasted

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_ROWS, MOST_COLUMNS = 20_000, 200
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_TABLE = "Tệp không phải bảng tính .xlsx, .xls hay .csv."
TOO_MUCH = f"Bảng quá lớn: nhiều nhất {MOST_ROWS} dòng, {MOST_COLUMNS} cột. Chia thành nhiều tệp."
DAMAGED = "Tệp bị hỏng hoặc có mật khẩu: mở bằng Excel rồi lưu lại thành .xlsx."


class Sheet(NamedTuple):
    """Cells as text, and the font of those set in a Vietnamese font of before Unicode."""

    rows: Cells
    fonts: dict[tuple[int, int], str]
    others: tuple[str, ...] = ()


def read_sheet(data: bytes) -> Sheet:
    """The first sheet that holds something. What the file is, its bytes say, not its name."""
    if len(data) > MOST_BYTES:
        raise Refusal(f"Tệp lớn hơn {MOST_BYTES // 2**20} MB. Chia thành nhiều tệp.", "file")
    if data.startswith(ZIP):
        return _within(_workbook(data, _unpacked(data)))
    if data.startswith(OLE):
        return _within(_workbook(data, {}))
    return _within(Sheet(pasted(_decoded(data)), {}))


def _within(sheet: Sheet) -> Sheet:
    if len(sheet.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in sheet.rows):
        raise Refusal(TOO_MUCH, "file")
    if not any(cell.strip() for row in sheet.rows for cell in row):
        raise Refusal("Bảng không có dòng nào.", "file")
    return sheet


# ---------------------------------------------------------------- workbooks
_OTHERS = {"xl/workbook.bin", "content.xml"}
"""What a reader would turn to when it could not read the XML: formats nobody looked into here."""
_CELLS = b"sheetData"
"""What a part of cells has in it, whatever it is called."""


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The XML of an .xlsx, unpacked under a limit before anything else looks at it."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names or _OTHERS & set(names):
                raise Refusal(NO_TABLE, "file")
            for name in names:
                with archive.open(name) as part:
                    text = part.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise Refusal(TOO_MUCH, "file")
                if name.endswith((".xml", ".rels")) or _CELLS in text:
                    parts[name] = text
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Refusal(DAMAGED, "file") from None
    return parts


def _workbook(data: bytes, parts: dict[str, bytes]) -> Sheet:
    if any(_CELLS in text and _reaches_too_far(text) for text in parts.values()):
        raise Refusal(TOO_MUCH, "file")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for place, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(place)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise Refusal(TOO_MUCH, "file")
            rows = sheet.to_python(skip_empty_area=False)
            if any(cell not in ("", None) for row in rows for cell in row):
                others = tuple(n for n in book.sheet_names if n != name)
                fonts = _fonts(parts, place) if parts else {}
                return Sheet([[cell_text(cell) for cell in row] for row in rows], fonts, others)
    except (CalamineError, OSError, ValueError, IndexError):
        raise Refusal(DAMAGED, "file") from None
    return Sheet([], {})


def _elements(xml: bytes, see: Callable[[str, dict[str, str]], None]) -> None:
    """Shows each element as it begins, its name without a prefix."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, said: see(name.rpartition(":")[2], said)
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError):
        raise Refusal(DAMAGED, "file") from None


_AT = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


def _cells_at(sheet: bytes) -> list[tuple[int, int, int]]:
    """Row, column and style of every cell that holds something, where a reader puts it: where it
    says it is, else after the one before."""
    found: list[tuple[int, int, int]] = []
    row, here = -1, (-1, -1, 0)

    def see(tag: str, said: dict[str, str]) -> None:
        nonlocal row, here
        if tag == "row":
            row = int(said["r"]) - 1 if "r" in said else row + 1
            here = (row, -1, 0)
        elif tag == "c":
            at = _AT.fullmatch(said.get("r", "").strip())
            place = (int(at[2]) - 1, _column(at[1])) if at else (row, here[1] + 1)
            here = (*place, int(said.get("s", 0)))
        elif tag in ("v", "is", "f") and (not found or found[-1] != here):
            found.append(here)

    _elements(sheet, see)
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _reaches_too_far(sheet: bytes) -> bool:
    """A lone cell far away would make a reader lay out the whole plain before it."""
    return any(row >= MOST_ROWS or column >= MOST_COLUMNS for row, column, _ in _cells_at(sheet))


_STYLES = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


def _fonts(parts: dict[str, bytes], place: int) -> dict[tuple[int, int], str]:
    """Which cells are set in a font of before Unicode, from the styles of the workbook."""
    names: list[str] = []
    used: list[int] = []
    part = ""

    def see(tag: str, said: dict[str, str]) -> None:
        nonlocal part
        if tag in _STYLES:
            part = tag
        elif (part, tag) == ("fonts", "font"):
            names.append("")
        elif (part, tag) == ("fonts", "name") and names:
            names[-1] = said.get("val", "")
        elif (part, tag) == ("cellXfs", "xf"):
            used.append(int(said.get("fontId", 0)))

    if styles := parts.get("xl/styles.xml"):
        _elements(styles, see)
    old = {
        style: names[font]
        for style, font in enumerate(used)
        if font < len(names) and encodings.of_font(names[font])
    }
    text = parts.get(_sheet_path(parts, place), b"") if old else b""
    return {(row, column): old[s] for row, column, s in _cells_at(text) if s in old} if text else {}


def _sheet_path(parts: dict[str, bytes], place: int) -> str:
    ids: list[str] = []
    targets: dict[str, str] = {}

    def see(tag: str, said: dict[str, str]) -> None:
        if tag == "sheet":
            ids.append(next((value for name, value in said.items() if name.endswith(":id")), ""))
        elif tag == "Relationship":
            targets[said.get("Id", "")] = said.get("Target", "")

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if text := parts.get(name):
            _elements(text, see)
    target = targets.get(ids[place], "") if place < len(ids) else ""
    if not target:
        return f"xl/worksheets/sheet{place + 1}.xml"
    return f"xl/{target.removeprefix('/').removeprefix('xl/')}"


def cell_text(value: Any) -> str:
    """A cell as a person would have typed it."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


# ---------------------------------------------------------------- text files
def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16; else one byte a letter: a font of before Unicode, or Windows-1258."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif data[:200].count(0) * 4 > len(data[:200]):
        text = data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _one_byte(data)
    if re.search(r"[\x00-\x08\x0e-\x1f\ufffd]", text):
        raise Refusal(NO_TABLE, "file")
    return text


def _one_byte(data: bytes) -> str:
    old = data.decode("latin-1")
    if encodings.detect(old.splitlines()).encoding != encodings.Encoding.UNICODE:
        return old
    return encodings.composed(data.decode("cp1258", "replace"))


# ---------------------------------------------------------------- writing
class Written(NamedTuple):
    """A sheet to write: every cell is text, so a name never becomes a formula."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[str]]
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = {}


def write_workbook(*sheets: Written) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "border": 1, "valign": "top", "text_wrap": True})
    text = book.add_format({"num_format": "@", "valign": "top"})
    for made in sheets:
        sheet = book.add_worksheet(made.title)
        sheet.freeze_panes(1, 0)
        for c, words in enumerate(made.heads):
            sheet.set_column(c, c, made.widths[c] if c < len(made.widths) else 16, text)
            sheet.write_string(0, c, words, head)
        for c, words_of in made.choices.items():
            sheet.data_validation(1, c, 2000, c, {"validate": "list", "source": list(words_of)})
        for r, row in enumerate(made.rows, 1):
            for c, cell in enumerate(row):
                sheet.write_string(r, c, cell[:32_000], text)
    book.close()
    return buffer.getvalue()


ROWS_A_SHEET = 1_000_000
NUMBER, DAY = "#,##0", "dd/mm/yyyy"


class ListBook:
    """A long list written row by row: memory does not grow with it, and it has no end.

    Whole numbers and days are such, all else is text, so a name never becomes a formula. What does
    not fit on a sheet goes on on another; `notes` stand on a sheet of their own.
    """

    def __init__(
        self, file: BinaryIO | str, title: str, heads: Sequence[str], widths: Sequence[int],
        notes: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.title, self.heads, self.widths, self.notes = title, heads, widths, notes
        self.head = self.book.add_format({"bold": True, "border": 1, "text_wrap": True})
        self.formats = {
            struck: [
                self.book.add_format({"num_format": form, "font_strikeout": struck})
                for form in (NUMBER, DAY, "@")
            ]
            for struck in (False, True)
        }
        self.sheets = self.rows = 0

    def __enter__(self) -> "ListBook":
        self._begin_sheet()
        return self

    def __exit__(self, *fault: object) -> None:
        if self.notes:
            sheet = self.book.add_worksheet("Ghi chú")
            sheet.set_column(0, 0, 120)
            for line, words in enumerate(self.notes):
                sheet.write_string(line, 0, words)
        self.book.close()

    def _begin_sheet(self) -> None:
        self.sheets += 1
        self.rows = 0
        number = f" {self.sheets}" if self.sheets > 1 else ""
        self.sheet = self.book.add_worksheet(f"{self.title}{number}")
        self.sheet.freeze_panes(1, 1)
        for place, head in enumerate(self.heads):
            self.sheet.set_column(place, place, self.widths[place])
            self.sheet.write_string(0, place, head, self.head)

    def add(self, values: Sequence[Any], *, struck: bool = False) -> None:
        """One row; a struck one stands crossed out."""
        if self.rows == ROWS_A_SHEET:
            self._begin_sheet()
        self.rows += 1
        whole, day, text = self.formats[struck]
        for place, value in enumerate(values):
            if isinstance(value, date):
                self.sheet.write_datetime(self.rows, place, value, day)  # type: ignore[arg-type]
            elif isinstance(value, int):
                self.sheet.write_number(self.rows, place, value, whole)
            elif value:
                self.sheet.write_string(self.rows, place, str(value)[:32_000], text)
