"""A table of cases as people send it: found among titles and totals, and read row by row.

Pure: text in, the fields of the intake page out. Whether they are right, that page's forms say.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.choices import BUDGET_KINDS, PersonKind
from cases.periods import statistical_year
from cases.rules import columns, encodings
from cases.rules.columns import (
    BY_KEY,
    CREDITORS,
    DEBTORS,
    HEAD,
    IGNORED,
    NO,
    OBLIGATIONS,
    SHARED,
    YES,
    Column,
    plain,
)
from cases.rules.encodings import Encoding
from cases.rules.refusal import Refusal

Cells = list[list[str]]


@dataclass
class Mapped:
    """A column of the table: what it is called there, and what it is taken for."""

    header: str
    key: str = ""
    unit: int = 1


@dataclass
class Table:
    """`numbers` are the rows of the sheet, so that a reason can be found again there."""

    columns: list[Mapped]
    rows: Cells
    numbers: list[int]
    transposed: bool = False
    skipped: list[str] = field(default_factory=list)
    encoding: str = Encoding.UNICODE
    converted: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    def only(self, rows: Sequence[int]) -> "Table":
        """The same table with some of its rows."""
        return Table(self.columns, [self.rows[i] for i in rows], [self.numbers[i] for i in rows])


# ---------------------------------------------------------------- from text to a table
def pasted(text: str) -> Cells:
    """Cells as a spreadsheet puts them on the clipboard: tabs, and quotes around line breaks."""
    dialect = "excel-tab" if "\t" in text else "excel"
    semicolons = "\t" not in text and text.count(";") > text.count(",")
    options: dict[str, Any] = {"delimiter": ";"} if semicolons else {}
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), dialect, **options)]
    except csv.Error:
        raise Refusal("Không đọc được bảng: dấu nháy kép mở mà không đóng.", "text") from None


def recognised(raw: Cells, fonts: Mapping[tuple[int, int], str] | None = None,
               encoding: str = "") -> Table:  # fmt: skip
    """Letters, headers and rows found; `encoding` is what a person says it is in."""
    before = [cell for row in raw for cell in row]
    said, cells = in_unicode(raw, fonts or {}, encoding)
    shown = [encodings.composed(cell).strip() for cell in before]
    changed, some = encodings.examples(shown, [cell for row in cells for cell in row])
    table = _laid_out(_squared(cells))
    table.encoding, table.converted, table.examples = said, changed, some
    return table


def in_unicode(
    raw: Cells, fonts: Mapping[tuple[int, int], str], encoding: str = ""
) -> tuple[str, Cells]:
    """The letters the cells were in, and the cells as everybody reads them."""
    said = encoding or encodings.detect((c for row in raw for c in row), fonts.values()).encoding
    return said, [
        [encodings.convert(cell, said, fonts.get((r, c), "")).strip() for c, cell in enumerate(row)]
        for r, row in enumerate(raw)
    ]


def _squared(cells: Cells) -> Cells:
    """Every row as long as the longest; empty columns at the right are not there."""
    width = max((i + 1 for row in cells for i, cell in enumerate(row) if cell), default=0)
    return [(row + [""] * width)[:width] for row in cells]


LOOKED_AT = 20
FEWEST = 2
"""A row that names fewer columns than this is no header."""


def _laid_out(cells: Cells) -> Table:
    across, head = _header(cells)
    turned = [list(column) for column in zip(*cells, strict=True)]
    down, turned_head = _header(turned)
    if down > max(across, FEWEST):
        table = _rows_below(turned, turned_head)
        table.transposed = True
        return table
    return _rows_below(cells, head if across >= FEWEST else None)


def _header(cells: Cells) -> tuple[int, int | None]:
    """How many columns the best header row names, and which row that is."""
    counts = [
        (len({c.key for c in _named(cells, r) if c.key}), -r)
        for r in range(min(LOOKED_AT, len(cells)))
    ]
    best, row = max(counts, default=(0, 0))
    return best, -row if best else None


def _named(cells: Cells, r: int) -> list[Mapped]:
    """The columns under a header row; a merged cell above ("Bản án": Số, Ngày) completes a name."""
    above = ""
    found: list[Mapped] = []
    creditor = False
    for c, header in enumerate(cells[r]):
        above = (cells[r - 1][c] or above) if r else ""
        key, unit = columns.column_named(header)
        if not key and above:
            for both in (f"{above} {header}", f"{header} {above}"):
                key, unit = (key, unit) if key else columns.column_named(both)
        if key in ("debtor_name", "creditor_name"):
            creditor = key == "creditor_name"
        elif creditor and key.startswith("debtor_") and "phai" not in plain(header):
            theirs = key.replace("debtor_", "creditor_")
            key = theirs if theirs in BY_KEY else key  # "Địa chỉ" after the creditor's name
        if key not in BY_KEY or any(key == m.key for m in found):
            key, unit = "", 1
        found.append(Mapped(header, key, unit))
    return found


def _rows_below(cells: Cells, head: int | None) -> Table:
    if head is None:
        width = len(cells[0]) if cells else 0
        named, first = [Mapped(f"Cột {_letters(i)}") for i in range(width)], 0
    else:
        named, first = _named(cells, head), head + 1
        for i, column in enumerate(named):
            column.header = " ".join(column.header.split()) or f"Cột {_letters(i)}"
    table = Table(named, [], [])
    for r in range(first, len(cells)):
        row = cells[r]
        if not any(row) or _is_numbering(row):
            continue
        if _is_total(row, named):
            table.skipped.append(f"dòng {r + 1}: {next(cell for cell in row if cell)}")
            continue
        table.rows.append(row)
        table.numbers.append(r + 1)
    return table


def _letters(i: int) -> str:
    return (chr(64 + i // 26) if i >= 26 else "") + chr(65 + i % 26)


def _is_numbering(row: list[str]) -> bool:
    """(1) (2) (3) … under a header."""
    digits = [re.sub(r"[()\s]", "", cell) for cell in row]
    given = [d for d in digits if d]
    return len(given) > 2 and given == [str(n) for n in range(int(given[0] == "1"), len(given) + 1)]


def _is_total(row: list[str], named: list[Mapped]) -> bool:
    words = plain(next(cell for cell in row if cell))
    named_cells = sum(
        bool(row[i]) for i, c in enumerate(named) if c.key in ("decision", "debtor_name")
    )
    return words in ("cong", "tong", "tong cong", "tong so") and named_cells < 2


# ---------------------------------------------------------------- from rows to cases
PREFIX = {DEBTORS: "debtor", CREDITORS: "creditor"}
Place = tuple[int, str]
"""A cell: the row's place in the table, and the key of its column ("" for the row itself)."""
Where = tuple[str, int, str]
"""A field of the intake page: part, number of the repeated row (from 0), field."""


@dataclass
class Group:
    """The rows of one decision, as the fields of the intake page."""

    rows: list[int]
    data: dict[str, str] = field(default_factory=dict)
    places: dict[Where, Place] = field(default_factory=dict)
    problems: list[tuple[Place, str]] = field(default_factory=list)

    def place_of(self, part: str, number: int, name: str) -> Place:
        """The cell a field came from, or the row that brought its party or obligation in."""
        row, key = self.places.get((part, number, ""), (self.rows[0], ""))
        if part in PREFIX and f"{PREFIX[part]}_{name}" in BY_KEY:
            key = f"{PREFIX[part]}_{name}"
        return self.places.get((part, number, name), (row, key))


def cases_in(
    table: Table, shared: Mapping[str, str], officers: Mapping[str, str], most: int
) -> list[Group]:
    """The rows put together into cases. `officers`: id by code and by plain name."""
    keys = {column.key: i for i, column in enumerate(table.columns) if column.key}
    groups = _grouped(table, keys)
    reader = _Reader(table, keys, shared, officers, most)
    for group in groups:
        reader.fill(group)
    return groups


def _grouped(table: Table, keys: Mapping[str, int]) -> list[Group]:
    """One decision number of one year is one case; a row without a head goes with the one above."""
    head = [i for key, i in keys.items() if BY_KEY[key].part == HEAD]
    groups: list[Group] = []
    known: dict[tuple[str, int | None], Group] = {}
    for r, row in enumerate(table.rows):
        number = plain(row[keys["decision"]]) if "decision" in keys else ""
        if groups and head and not any(row[i] for i in head):
            groups[-1].rows.append(r)
            continue
        day = row[keys["decided_on"]] if "decided_on" in keys else ""
        mark = (number, _year_of(columns.day_of(day)))
        same = known.get(mark) or (known.get((number, None)) if mark[1] else None)
        if number and same is None and mark[1] is None:
            same = next((g for (n, _), g in reversed(known.items()) if n == number), None)
        if number and same is not None:
            same.rows.append(r)
            continue
        groups.append(Group([r]))
        known[mark] = groups[-1]
    return groups


def _year_of(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,2})[/.-]?(\d{1,2})[/.-]?(\d{4})", text)
    try:
        return (
            statistical_year(date(*(int(part) for part in found.groups()[::-1]))) if found else None
        )
    except ValueError:
        return None


_ORGANISATION = re.compile(
    r"(cong ty|ngan hang|doanh nghiep|hop tac xa|tap doan|tong cong ty|uy ban|ubnd|quy tin dung"
    r"|chi nhanh|van phong|truong|benh vien|cty|hiep hoi)\b"
)
_STATE = {"ngan sach nha nuoc", "nha nuoc", "nsnn", "ngan sach", "sung quy nha nuoc"}


@dataclass
class _Reader:
    table: Table
    keys: Mapping[str, int]
    shared: Mapping[str, str]
    officers: Mapping[str, str]
    most: int

    def text(self, r: int, key: str) -> str:
        return self.table.rows[r][self.keys[key]] if key in self.keys else ""

    def fill(self, group: Group) -> None:
        for column in columns.TABLE_COLUMNS:
            if column.part == HEAD:
                self._head(group, column)
        if not group.data.get("judgment_kind"):
            group.data["judgment_kind"] = columns.kind_of_judgment(group.data["judgment_no"])
        counts: dict[str, int] = defaultdict(int)
        people: dict[str, dict[tuple[str, str], int]] = {DEBTORS: {}, CREDITORS: {}}
        last = {DEBTORS: 0, CREDITORS: 0}
        for r in group.rows:
            for part in (DEBTORS, CREDITORS):
                last[part] = self._party(group, r, part, people[part], last[part])
            self._obligations(group, r, last, counts)
        counts |= {part: len(found) for part, found in people.items()}
        for part, least in ((DEBTORS, 1), (CREDITORS, 0), (OBLIGATIONS, 1)):
            group.data[f"{part}-TOTAL_FORMS"] = str(max(counts[part], least))
            group.data[f"{part}-INITIAL_FORMS"] = "0"
            if counts[part] > self.most:
                words = f"Một việc có nhiều nhất {self.most} dòng mỗi loại."
                group.problems.append(((group.rows[0], ""), words))

    # ------------------------------------------------------------ the head
    def _head(self, group: Group, column: Column) -> None:
        given = [(r, text) for r in group.rows if (text := self.text(r, column.key))]
        text = self._written(group, column, *given[0]) if given else ""
        for r, other in given[1:]:
            if self._written(group, column, r, other) != text:
                first = self.table.numbers[given[0][0]]
                words = f"Khác với dòng {first} của cùng quyết định: “{given[0][1]}”."
                group.problems.append(((r, column.key), words))
        if not text and column.key in SHARED:
            text = self.shared.get(column.key, "")
        if text or column.kind != columns.FLAG:
            group.data[column.field] = text
        group.places[HEAD, 0, column.field] = (given[0][0] if given else group.rows[0], column.key)

    def _written(self, group: Group, column: Column, r: int, text: str) -> str:
        """A cell in the words of the form."""
        if column.kind == columns.DAY:
            return columns.day_of(text)
        if column.kind == columns.CHOICE:
            code = columns.choice_of(column, text)
            if not code:
                words = f"Không rõ “{text}” là gì. Ghi một trong: {columns.choices_in(column)}."
                group.problems.append(((r, column.key), words))
            return code
        if column.kind == columns.MONEY:
            return columns.money_of(text, self.table.columns[self.keys[column.key]].unit)
        if column.kind == columns.OFFICER:
            found = self.officers.get(plain(text), "")
            if not found:
                words = f"Không có một Chấp hành viên “{text}” đang làm việc ở đơn vị."
                group.problems.append(((r, column.key), words))
            return found
        if column.kind == columns.FLAG:
            word = plain(text)
            if word not in YES | NO:
                group.problems.append(((r, column.key), "Ghi x hoặc có; để trống là không."))
            return "on" if word in YES else ""
        return text

    # ------------------------------------------------------------ people
    def _party(
        self, group: Group, r: int, part: str, known: dict[tuple[str, str], int], last: int
    ) -> int:
        """The number (from 0) of the party a row names; a row without one means the last named."""
        cells = {
            c.field: self._written(group, c, r, text)
            for c in columns.TABLE_COLUMNS
            if c.part == part and (text := self.text(r, c.key))
        }
        name = cells.get("name", "")
        if not cells or (part == CREDITORS and plain(name) in _STATE):
            return -1 if cells else last
        mark = (plain(name), cells.get("identity_no", ""))
        if mark not in known:
            number = known[mark] = len(known)
            kind = PersonKind.LEGAL if _ORGANISATION.match(plain(name)) else PersonKind.NATURAL
            for field_name, text in ({"name": "", "kind": kind.value} | cells).items():
                if text:
                    group.data[f"{part}-{number}-{field_name}"] = text
            prefix = PREFIX[part]
            group.places[part, number, ""] = (r, f"{prefix}_name")
            for field_name in (*cells, "name"):
                group.places[part, number, field_name] = (r, f"{prefix}_{field_name}")
        return known[mark]

    # ------------------------------------------------------------ obligations
    def _obligations(
        self, group: Group, r: int, last: Mapping[str, int], counts: dict[str, int]
    ) -> None:
        main = {c: self.text(r, c) for c in ("obligation_kind", "amount", "description")}
        if any(main.values()):
            column, kind = BY_KEY["obligation_kind"], self.shared.get("obligation_kind", "")
            if typed := main["obligation_kind"]:
                kind = self._written(group, column, r, typed)
            self._obligation(group, r, kind, "amount", main["description"], last, counts)
        for column in columns.TABLE_COLUMNS:
            if column.key.startswith("amount_") and self.text(r, column.key) not in ("", "0", "-"):
                kind = column.key.removeprefix("amount_")
                self._obligation(group, r, kind, column.key, "", last, counts)

    def _obligation(
        self, group: Group, r: int, kind: str, amount_key: str, words: str,
        last: Mapping[str, int], counts: dict[str, int],
    ) -> None:  # fmt: skip
        number = counts[OBLIGATIONS]
        counts[OBLIGATIONS] += 1
        joint = self._written(group, BY_KEY["joint"], r, self.text(r, "joint"))
        state = kind in BUDGET_KINDS or last[CREDITORS] < 0
        amount = self._written(group, BY_KEY[amount_key], r, text) if (
            text := self.text(r, amount_key)
        ) else ""  # fmt: skip
        written = {
            "kind": kind,
            "amount": amount,
            "description": words,
            "debtor": "all" if joint else str(last[DEBTORS] + 1),
            "creditor": "state" if state else str(last[CREDITORS] + 1),
        }
        for name, text in written.items():
            group.data[f"{OBLIGATIONS}-{number}-{name}"] = text
        keys = {"kind": "obligation_kind", "amount": amount_key, "description": "description"}
        keys |= {"debtor": "debtor_name", "creditor": "creditor_name"}
        group.places[OBLIGATIONS, number, ""] = (r, amount_key)
        for name, key in keys.items():
            group.places[OBLIGATIONS, number, name] = (r, key)


def ignored(column: Mapped) -> bool:
    return not column.key or BY_KEY[column.key].kind == IGNORED
