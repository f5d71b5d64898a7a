"""A partner's table laid over a statement: which of its columns and rows are which of ours. Pure.

Columns are found by their labels, grouped heads included, else by their numbers (A, 1, 2, 3 …);
rows by code or name. What a person chose goes before both. Nothing is dropped silently: what is
not recognised is listed with where it stands.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import NamedTuple

from cases.rules.columns import plain

UNITS = {1: "đồng", 1_000: "nghìn đồng", 1_000_000: "triệu đồng"}
TOTAL = ""
"""The key of the total row."""
_TOTALS = {
    "tong so", "tong", "tong cong", "cong", "cong tong", "toan thanh pho", "toan don vi",
    "tong so toan thanh pho", "i tong so",
}  # fmt: skip
_ALSO = {
    "c01": ("tong thu ly", "so thu ly", "tong so viec thu ly"),
    "c02": ("cu chuyen sang", "ky truoc chuyen sang", "so cu chuyen sang", "so nam truoc chuyen"),
    "c03": ("moi thu ly", "so thu ly moi", "moi"),
    "c04": ("uy thac", "uy thac di"),
    "c05": ("rut len thi hanh", "cuc rut len"),
    "c06": ("thu hoi", "huy quyet dinh", "thu hoi huy"),
    "c07": ("phai thi hanh", "tong so phai thi hanh", "so phai thi hanh"),
    "c08": ("co dieu kien", "tong so co dieu kien", "co dieu kien thi hanh"),
    "c09": ("tong so thi hanh xong", "tong so giai quyet xong", "giai quyet xong", "tong xong"),
    "c10": ("xong", "da thi hanh xong"),
    "c12": ("mien giam", "giam nghia vu thi hanh an"),
    "c18": ("chua co dieu kien thi hanh", "khong co dieu kien", "chua du dieu kien"),
    "c19": ("chuyen ky sau", "tong so chuyen ky sau", "con chuyen ky sau"),
}
_LOOKED_AT = 40
_ALIKE = 0.84
"""How alike two labels must be when neither equals the other."""


class Known(NamedTuple):
    """A column of ours: its code, printed number, and its label after those of its groups."""

    code: str
    number: int
    path: tuple[str, ...]


class Place(NamedTuple):
    """A row of ours: its key, and the names it goes by."""

    key: str
    names: tuple[str, ...]
    level: int = 0


class Chosen(NamedTuple):
    """What a person said: columns and rows by their places in the sheet; "-" leaves one out."""

    columns: Mapping[int, str] = {}
    rows: Mapping[int, str] = {}
    unit: int = 0


class Theirs(NamedTuple):
    """A figure of the partner's, in đồng or cases, and where in the sheet it stands."""

    row: str
    column: str
    value: int
    at: tuple[int, int]


@dataclass
class Aligned:
    heads: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    unit: int = 1
    unit_by: str = ""
    cells: list[Theirs] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def unknown_columns(self) -> list[tuple[int, str]]:
        return [(c, head) for c, head in self.heads.items() if not self.columns.get(c)]

    @property
    def unknown_rows(self) -> list[tuple[int, str]]:
        return [(r, label) for r, label in self.labels.items() if r not in self.rows]

    @property
    def rows_as_said(self) -> dict[int, str]:
        """Keys as a person types them: the total by its own word."""
        return {r: key or "total" for r, key in self.rows.items()}

    @property
    def at(self) -> dict[tuple[str, str], Theirs]:
        return {(cell.row, cell.column): cell for cell in self.cells}


def aligned(
    sheet: Sequence[Sequence[str]],
    columns: Sequence[Known],
    places: Sequence[Place],
    ours: Mapping[tuple[str, str], int],
    *,
    money: bool,
    chosen: Chosen = Chosen(),  # noqa: B008 (immutable)
) -> Aligned:
    """`ours` by row and column, to tell the unit by where the table does not say it."""
    width = max((len(row) for row in sheet), default=0)
    grid = [[*map(str.strip, row), *[""] * (width - len(row))] for row in sheet]
    found = Aligned()
    numbered, first = _head(grid, _names(places))
    label_at = _label_column(grid, first, places)
    paths = paths_over(grid, numbered if numbered is not None else first, label_at)
    _name_columns(found, paths, grid[numbered] if numbered is not None else [], columns, chosen)
    _name_rows(found, grid, first, label_at, places, chosen)
    texts = _texts(found, grid)
    _measure(found, texts, ours, " ".join(plain(c) for row in grid[:first] for c in row), chosen)
    if not money:
        found.unit, found.unit_by = 1, "việc"
    for (r, c), text in texts.items():
        value = amount(text, found.unit)
        if value is None:
            if text:
                found.doubts.append(f"Ô {letters(c)}{r + 1} không phải số: “{text}”.")
            continue
        found.cells.append(Theirs(found.rows[r], found.columns[c], value, (r, c)))
    found.doubts += _wrong_totals(found, places, {code for _, code in ours})
    return found


# ---------------------------------------------------------------- numbers
_NUMBER = re.compile(r"\(?[-–−+]?[\d.,  ]*\d\)?")


def amount(text: str, unit: int = 1) -> int | None:
    """A Vietnamese number times its unit: 1.234.567 or 1 234 567; 1.234,5. A dash is nothing."""
    bare = text.strip().replace(" ", " ")
    if bare in ("-", "–", "−"):
        return 0
    if not _NUMBER.fullmatch(bare):
        return None
    negative = bare[0] in "(-–−"
    bare = re.sub(r"[^\d.,]", "", bare)
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        thousand = "." if bare.rindex(",") > bare.rindex(".") else ","
    elif points + commas == 1:
        mark = "." if points else ","
        whole, part = bare.split(mark)
        grouped = len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0"
        thousand = mark if grouped and not (mark == "," and unit >= 10**6) else ""
    else:
        thousand = "." if points else ","
    bare = bare.replace(thousand, "") if thousand else bare
    value = int((Decimal(bare.replace(",", ".")) * unit).to_integral_value())
    return -value if negative else value


def letters(c: int) -> str:
    return (chr(64 + c // 26) if c >= 26 else "") + chr(65 + c % 26)


# ---------------------------------------------------------------- the head
_ORDINAL = re.compile(r"\(?(\d{1,2})\)?\s*(?:=.*)?")


def _ordinals(row: Sequence[str]) -> list[int]:
    """The column numbers of a row of numbers; empty for any other row."""
    given = [cell for cell in row if cell]
    named = [cell for cell in given if cell.upper() in ("A", "B", "C", "STT", "TT")]
    numbers = [m for cell in given if (m := _ORDINAL.fullmatch(cell))]
    if len(named) + len(numbers) < len(given) or len(numbers) < 2:
        return []
    found = [int(m[1]) for m in numbers]
    in_order = sorted(found) == list(range(1, len(found) + 1))
    return found if len(set(found)) == len(found) and (named or (in_order and found[0] < 3)) else []


def _head(grid: Sequence[Sequence[str]], names: Mapping[str, str]) -> tuple[int | None, int]:
    """The row of column numbers, if any, and the first row of figures."""
    for r, row in enumerate(grid[:_LOOKED_AT]):
        if _ordinals(row):
            return r, r + 1
    for r, row in enumerate(grid[:_LOOKED_AT]):
        given = [cell for cell in row if cell]
        figures = sum(amount(cell) is not None for cell in given)
        named = any(_row_named(cell, names) is not None for cell in given[:3])
        if figures >= 2 or (figures and named):
            return None, r
    return None, min(len(grid), _LOOKED_AT)


def _label_column(grid: Sequence[Sequence[str]], first: int, places: Sequence[Place]) -> int:
    """Where the names of rows stand: the column with most words that we know, or words at all."""
    names = _names(places)
    width = min(6, max((len(row) for row in grid), default=1))

    def worth(c: int) -> tuple[int, int, int]:
        cells = [row[c] for row in grid[first:] if row[c]]
        words = sum(amount(cell) is None for cell in cells)
        return sum(bool(_row_named(cell, names)) for cell in cells), words, -c

    return max(range(width), key=worth, default=0)


def paths_over(
    grid: Sequence[Sequence[str]], end: int, label_at: int
) -> dict[int, tuple[str, ...]]:
    """By column, the labels above it; a merged cell stands over the columns right of it."""
    heads = [row for row in grid[max(0, end - 8) : end] if sum(bool(c) for c in row) > 1]
    width = len(grid[0]) if grid else 0
    found: dict[int, tuple[str, ...]] = {}
    above = [""] * len(heads)
    for c in range(width):
        deepest = max((h for h, row in enumerate(heads) if row[c]), default=-1)
        path = []
        for h in range(deepest + 1):
            if heads[h][c]:
                above[h:] = [heads[h][c], *[""] * (len(heads) - h - 1)]
            if above[h]:
                path.append(above[h])
        if c > label_at and (path or any(row[c] for row in grid[end:])):
            found[c] = tuple(path)
    return found


def _name_columns(
    found: Aligned,
    paths: Mapping[int, tuple[str, ...]],
    ordinals: Sequence[str],
    columns: Sequence[Known],
    chosen: Chosen,
) -> None:
    by_number = {column.number: column for column in columns}
    numbers = _ordinals(ordinals)
    taken: dict[str, int] = {}
    for c, path in paths.items():
        found.heads[c] = " · ".join(" ".join(p.split()) for p in path) or f"Cột {letters(c)}"
        by_label = _column_named(path, columns)
        said = _ORDINAL.fullmatch(ordinals[c]) if numbers and ordinals[c] else None
        by_place = by_number.get(int(said[1])) if said else None
        code = by_label or (by_place.code if by_place else "")
        if by_label and by_place and by_label != by_place.code:
            head = found.heads[c]
            found.doubts.append(
                f"Cột {letters(c)} đánh số {by_place.number} nhưng tên là “{head}”: lấy theo tên."
            )
        if c in chosen.columns:
            code = chosen.columns[c]
        elif code and code in taken:
            found.doubts.append(
                f"Cột {letters(c)} và cột {letters(taken[code])} cùng giống một cột của ta: "
                "lấy cột trước."
            )
            code = ""
        found.columns[c] = code
        if code and code != "-":
            taken.setdefault(code, c)
    for c, code in chosen.columns.items():  # what was chosen is taken from where it was guessed
        for other, guessed in found.columns.items():
            if guessed == code and other not in chosen.columns and other != c and code != "-":
                found.columns[other] = ""


def _column_named(path: Sequence[str], columns: Sequence[Known]) -> str:
    """By the whole path, by a usual name, by a label that only one has, else by likeness."""
    parts = [words for part in path if (words := plain(part))]
    if not parts:
        return ""
    whole, leaf = " ".join(parts), parts[-1]
    ours = {column.code: [plain(part) for part in column.path] for column in columns}
    for code, own in ours.items():
        if whole == " ".join(own):
            return code
    for code, own in ours.items():
        if len(own) > 1 and len(parts) > 1 and parts[-2:] == own[-2:]:
            return code
    for said in (whole, leaf) if len(parts) == 1 or leaf != "tong so" else (whole,):
        for code in ours:
            if said in _ALSO.get(code, ()):
                return code
    same = [code for code, own in ours.items() if own[-1] == leaf]
    if len(same) == 1:
        return same[0]
    alike = sorted(
        ((SequenceMatcher(None, whole, " ".join(own)).ratio(), code) for code, own in ours.items()),
        reverse=True,
    )
    return alike[0][1] if alike and alike[0][0] >= _ALIKE else ""


# ---------------------------------------------------------------- the rows
_PREFIX = re.compile(
    r"^(?:\d+|[ivx]+)?\s*(?:chi cuc|phong|co quan)?\s*(?:thi hanh an dan su|thads|tha)?\s*"
    r"(?:khu vuc|quan|huyen|thi xa|thanh pho)?\s*"
)


def _names(places: Sequence[Place]) -> dict[str, str]:
    """Keys by plain name; a name that two rows bear names none."""
    found: dict[str, set[str]] = {}
    for place in places:
        words = {said for name in place.names for said in (plain(name), _bare(name))}
        for said in words - {""}:
            found.setdefault(said, set()).add(place.key)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}


def _bare(name: str) -> str:
    return _PREFIX.sub("", plain(name))


def _row_named(label: str, names: Mapping[str, str]) -> str | None:
    words = plain(label)
    if words in _TOTALS:
        return TOTAL
    return names.get(words) or names.get(_bare(label)) or None


def _name_rows(
    found: Aligned, grid: Sequence[Sequence[str]], first: int, label_at: int,
    places: Sequence[Place], chosen: Chosen,
) -> None:  # fmt: skip
    names, used = _names(places), dict[str, int]()
    for r in range(first, len(grid)):
        row = grid[r]
        if not any(row) or sum(bool(cell) for cell in row) < 2 or _ordinals(row):
            continue
        tried = [row[label_at], *(cell for cell in row[:label_at] if cell)]
        found.labels[r] = row[label_at] or next(cell for cell in row if cell)
        keys = [key for cell in tried if cell and (key := _row_named(cell, names)) is not None]
        if r in chosen.rows:
            keys = [] if chosen.rows[r] == "-" else [chosen.rows[r].replace("total", TOTAL)]
        if not keys:
            continue
        if keys[0] in used:
            found.doubts.append(f"Dòng {r + 1} trùng dòng {used[keys[0]] + 1}: chưa tính.")
            continue
        used[keys[0]] = r
        found.rows[r] = keys[0]
    for r in [r for r, key in chosen.rows.items() if key == "-"]:
        found.labels.pop(r, None)


# ---------------------------------------------------------------- figures
def _texts(found: Aligned, grid: Sequence[Sequence[str]]) -> dict[tuple[int, int], str]:
    return {
        (r, c): grid[r][c]
        for r in found.rows
        for c, code in found.columns.items()
        if code and code != "-" and grid[r][c]
    }


_SAYS = (
    (1_000_000, re.compile(r"\b(?:trieu|tr)(?: dong| d)?\b|\b1 000 000 (?:dong|d)\b")),
    (1_000, re.compile(r"\b(?:nghin|ngan) (?:dong|d)\b|\b1 ?000 ?(?:dong|d)\b")),
    (1, re.compile(r"\b(?:don vi tinh|dvt|don vi|tinh bang) (?:viec )?dong\b|\bviec dong\b")),
)


def unit_said(heading: str) -> int:
    """The unit that words without diacritics name; 0 for none."""
    return next((unit for unit, words in _SAYS if words.search(heading)), 0)


def _measure(
    found: Aligned, texts: Mapping[tuple[int, int], str], ours: Mapping[tuple[str, str], int],
    heading: str, chosen: Chosen,
) -> None:  # fmt: skip
    """The unit: as chosen, as the heading says, else the one by which most figures agree."""
    fits = {
        unit: sum(
            value is not None and value != 0 and abs(value - mine) < max(unit, 2)
            for (r, c), text in texts.items()
            for value in [amount(text, unit)]
            for mine in [ours.get((found.rows[r], found.columns[c]), 0)]
        )
        for unit in UNITS
    }
    best = max(UNITS, key=lambda unit: (fits[unit], unit == 1))
    said = unit_said(heading)
    found.unit = chosen.unit or said or best
    found.unit_by = "người chọn" if chosen.unit else "tiêu đề" if said else "so với số của ta"
    if said and not chosen.unit and fits[best] > 2 * fits[said]:
        found.doubts.append(
            f"Tiêu đề ghi {UNITS[said]}, nhưng số khớp hơn nếu tính bằng {UNITS[best]}."
        )


def _wrong_totals(found: Aligned, places: Sequence[Place], added: Collection[str]) -> Iterable[str]:
    """Where the partner's own rows do not add up to the partner's own total. A rate does not."""
    top = {place.key for place in places if not place.level}
    if not top or not top <= set(found.rows.values()):
        return
    at = found.at
    for c, code in found.columns.items():
        total = at.get((TOTAL, code))
        if total is None or (added and code not in added):
            continue
        parts = sum(cell.value for key in top if (cell := at.get((key, code))))
        if abs(parts - total.value) >= max(1, found.unit * len(top) if found.unit > 1 else 1):
            yield (
                f"Cột {letters(c)}: các dòng bên kia cộng lại không bằng dòng tổng của bên kia "
                f"({_written(parts)} và {_written(total.value)})."
            )


def _written(value: int) -> str:
    return f"{value:,}".replace(",", ".")
