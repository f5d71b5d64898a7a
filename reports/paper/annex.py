"""Long lists to send or keep: columns, rows, the sheet they stand on, the same as a workbook.

A column holds one or more fields: on paper they stand in one cell, in a workbook each has its own.
Rows come one by one and are never held together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings

from cases.models import Office
from cases.rules import Refusal
from cases.sheets import ListBook
from cases.templatetags.vietnamese import number

STEP = 500
"""So many rows are read, written and reported at a time."""
CHANGED = "Số liệu đã đổi trong lúc lập: yêu cầu lập lại."


class Field(NamedTuple):
    head: str
    value: Callable[[Any], Any]


class Column(NamedTuple):
    """`width` is its share of the paper's width; a sum stands in the control total."""

    head: str
    width: float
    fields: tuple[Field, ...]
    is_sum: bool = False


def column(head: str, width: float, value: Callable[[Any], Any], *, is_sum: bool = False) -> Column:
    return Column(head, width, (Field("", value),), is_sum)


class Entry(NamedTuple):
    """A row: the values of each column's fields. A struck one stands crossed out, but for its
    first and last cell, the number and the remark."""

    cells: tuple[tuple[Any, ...], ...]
    struck: bool = False


def entry(columns: Sequence[Column], row: Any, *, struck: bool = False) -> Entry:
    return Entry(tuple(tuple(f.value(row) for f in c.fields) for c in columns), struck)


@dataclass(frozen=True)
class Sheet:
    """What a list says around its rows. `count` and `totals` (by column) are known before the
    rows come, and the rows must add up to them."""

    office: Office
    code: str
    title: str
    period: str
    columns: tuple[Column, ...]
    count: int
    made_at: datetime
    totals: Mapping[int, int]
    remarks: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    cover: tuple[str, ...] = ()
    """What stands on a cover before the first page; none: the letterhead is on the first page."""

    @property
    def mark(self) -> str:
        return "Dữ liệu mô phỏng" if settings.DEMO else ""


def told(values: Iterable[Any]) -> str:
    """The fields of a cell as one text: 12/2018/DSST ngày 05/03/2018, Tòa án …"""
    text = ""
    for value in values:
        if value is None or value == "":
            continue
        if isinstance(value, date):
            text += f" ngày {value:%d/%m/%Y}" if text else f"{value:%d/%m/%Y}"
        else:
            words = number(value) if isinstance(value, int) else str(value)
            text += f", {words}" if text else words
    return text


def checked(sheet: Sheet, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The rows as they come. Refuses a list that does not hold what was counted before it."""
    count, sums = 0, dict.fromkeys(sheet.totals, 0)
    for row in entries:
        count += 1
        for place in sums:
            sums[place] += row.cells[place][0] or 0
        yield row
    if count != sheet.count or sums != dict(sheet.totals):
        raise Refusal(CHANGED)


# ---------------------------------------------------------------- as a workbook
def write_workbook(path: str, sheet: Sheet, entries: Iterable[Entry]) -> Iterator[int]:
    """Write every row; says after each step how many there are."""
    heads = [f"{c.head}: {f.head}" if f.head else c.head for c in sheet.columns for f in c.fields]
    widths = [max(8, round(c.width / len(c.fields))) for c in sheet.columns for _ in c.fields]
    notes = [sheet.office.name, sheet.title, sheet.period, *sheet.remarks, *sheet.closing]
    notes += [sheet.mark] if sheet.mark else []
    done = 0
    with ListBook(path, "Danh sách", heads, widths, notes) as book:
        for done, row in enumerate(checked(sheet, entries), 1):
            book.add([value for cell in row.cells for value in cell], struck=row.struck)
            if done % STEP == 0:
                yield done
        if sheet.totals:
            total: list[Any] = []
            for place, each in enumerate(sheet.columns):
                total += [sheet.totals.get(place)] + [None] * (len(each.fields) - 1)
            total[1] = "Tổng cộng"
            book.add(total)
    yield done
