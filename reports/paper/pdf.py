"""Statements on paper: A4 landscape in the letterhead of Decree 30/2020/NĐ-CP, by WeasyPrint.

WeasyPrint may read static files of this application and nothing else. Its fonts are whole TTFs.
"""

import atexit
import csv
import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from io import StringIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from cases.templatetags.vietnamese import number, percent
from cases.today import today
from reports.figures.columns import Column, Head, heads
from reports.figures.scopes import SCOPES
from reports.figures.statistics import REGISTER, TABLE_UNITS, Row, Statement, money_in_thousands
from reports.models import Issued
from reports.paper.late import late_of

if TYPE_CHECKING:
    from weasyprint import CSS

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells every step it takes

STATIC = Path(settings.BASE_DIR) / "static"
TITLES = {
    "cases": "Kết quả thi hành án dân sự tính bằng việc",
    "money": "Kết quả thi hành án dân sự tính bằng tiền",
}
WORDS = {"cases": "việc", "money": "tiền"}
BY = {
    "office": "chia theo đơn vị",
    "area": "chia theo đơn vị, địa giới cuối kỳ",
    "area_now": "chia theo đơn vị, địa giới hiện nay",
    "officer": "chia theo Chấp hành viên",
    "office_officer": "chia theo đơn vị và Chấp hành viên",
    "class": "theo mọi cách phân loại",
    "origin": "chia theo cách ra quyết định",
    "judgment_kind": "chia theo loại án",
    "budget": "chia theo khoản thu cho ngân sách",
    "credit": "chia theo án tín dụng, ngân hàng",
    "corruption": "chia theo án tham nhũng, kinh tế",
}
ROOM = 224.0  # mm for the figures of one table: A4 across without margins and the first column
DIGIT, DOT, PADDING = 1.5, 0.75, 1.7  # mm at 8.5 pt


def moment() -> datetime:
    """Now, on the day that counts as today."""
    now = timezone.localtime()
    return datetime.combine(today(), now.time(), now.tzinfo)


@dataclass(frozen=True)
class Line:
    label: str
    cells: tuple[str, ...]
    is_total: bool = False
    level: int = 0
    block: str = ""


@dataclass(frozen=True)
class Table:
    """One printed table; a table too wide for the paper comes in parts, each with every row."""

    title: str
    unit: str
    part: str
    heads: list[list[Head]]
    numbers: tuple[int, ...]
    lines: tuple[Line, ...]


def written(column: Column, value: Any) -> str:
    return percent(value) if column.rate else number(value)


def _width(text: str) -> float:
    return sum(DOT if c in ".," else DIGIT for c in text) + PADDING


def widths(columns: Sequence[Column], lines: Sequence[Line]) -> list[float]:
    return [max(8.6, *(_width(line.cells[i]) for line in lines)) for i in range(len(columns))]


def parts(wide: Sequence[float], groups: Sequence[tuple[str, ...]]) -> list[slice]:
    """Where a table is cut so that each part fits the paper: into as few parts as can be, about
    equally wide, and rather between two groups of columns than inside one."""
    cuts, start = [], 0
    while (rest := sum(wide[start:])) > ROOM and start < len(wide) - 1:
        left = ceil(rest / ROOM)

        def cost(end: int, start: int = start, rest: float = rest, left: int = left) -> float:
            here = sum(wide[start:end])
            shared = sum(a == b for a, b in zip(groups[end - 1], groups[end], strict=False))
            leaves_too_much = rest - here > (left - 1) * ROOM
            return abs(here - rest / left) / ROOM + 0.1 * shared + 10 * leaves_too_much

        fitting = [end for end in range(start + 1, len(wide)) if sum(wide[start:end]) <= ROOM]
        end = min(fitting or [start + 1], key=cost)
        cuts.append(slice(start, end))
        start = end
    return [*cuts, slice(start, len(wide))]


def tables(of: Statement) -> Iterator[Table]:
    """The việc table, then the tiền table in thousands of đồng."""
    for measure in of.measures:
        figures: list[Any] = [row.figures[measure] for row in (of.total, *of.rows)]
        if measure == "money":
            figures = money_in_thousands(of)
        lines = [
            _line(of, row, values, measure)
            for row, values in zip((of.total, *of.rows), figures, strict=True)
        ]
        if len(of.rows) == 1 and of.dimension == "office":
            lines = [Line(of.rows[0].label, lines[0].cells, is_total=True)]
        title = of.question.title or TITLES[measure]
        if len(lines) > 1 and not of.question.title:
            title += f" {BY[of.dimension]}"
        elif len(of.measures) > 1 and of.question.title:
            title += f", tính bằng {WORDS[measure]}"
        cuts = parts(widths(of.columns, lines), [column.group for column in of.columns])
        for cut in cuts:
            columns = of.columns[cut]
            first, last = columns[0].number, columns[-1].number
            yield Table(
                title=title,
                unit=TABLE_UNITS[measure],
                part="" if len(cuts) == 1 else f"cột {first} đến {last}",
                heads=heads(columns),
                numbers=tuple(column.number for column in columns),
                lines=tuple(replace(li, cells=li.cells[cut]) for li in lines),
            )


def _line(of: Statement, row: Row, values: Any, measure: str) -> Line:
    cells = (
        written(column, row.rate(measure) if column.rate else values[column.code])
        for column in of.columns
    )
    total = row is of.total
    return Line(row.label, tuple(cells), total, row.place.level, row.block)


def html(of: Statement, made_at: datetime, issued: Issued | None = None) -> str:
    return render_to_string(
        "reports/statement_pdf.html",
        {
            "statement": of,
            "tables": list(tables(of)),
            "made_at": made_at,
            "scope": SCOPES[of.scope.kind],
            "demo": settings.DEMO,
            "issued": issued,
            "qr": qr(issued.address) if issued else "",
            "proof": _proof(of),
            "late": None if issued else late_of(of),
            "by_register": of.measures == (REGISTER,),
        },
    )


def _proof(of: Statement) -> list[dict[str, Any]]:
    """The identities, one measure beside the other."""
    by_code: dict[str, dict[str, Any]] = {}
    for identity in of.identities:
        row = by_code.setdefault(
            identity.code, {"code": identity.code, "label": identity.label, "sides": []}
        )
        show = percent if identity.code in ("I4", "I7") else number
        row["sides"].append(
            {
                "left": show(identity.left),
                "right": show(identity.right),
                "remainder": show(identity.remainder or 0),
                "holds": identity.holds,
            }
        )
    return list(by_code.values())


@cache
def style(*names: str) -> tuple[list["CSS"], Any]:
    """Style sheets and fonts, read once a process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fetcher = local_fetcher()
    sheets = [
        CSS(filename=str(STATIC / name), font_config=fonts, url_fetcher=fetcher)
        for name in ("print.css", *names)
    ]
    atexit.register(style.cache_clear)  # before the libraries they point into are unloaded
    return sheets, fonts


def local_fetcher() -> Any:
    """A fetcher that opens files below static/ and refuses everything else."""
    from weasyprint.urls import URLFetcher

    class LocalFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not path.is_relative_to(STATIC.resolve()):
                raise ValueError(f"not a static file: {url}")
            return super().fetch(url, headers)

    return LocalFetcher(allowed_protocols=("file",))


def qr(address: str) -> str:
    """The address as a QR code, an SVG that stands in the page."""
    code = segno.make(address, error="m")
    return mark_safe(
        code.svg_inline(scale=2, border=2, omitsize=True, svgclass="qr", lineclass=None)
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector: the boxes of a long form all live until it is written, and
    going through them again and again takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def paper_pdf(text: str, *names: str, **more: Any) -> bytes:
    """A tagged paper: its HTML, drawn by print.css and the sheets named."""
    from weasyprint import HTML

    sheets, fonts = style(*names)
    with _undisturbed():
        document = HTML(string=text, base_url=STATIC.as_uri() + "/", url_fetcher=local_fetcher())
        return document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=True, **more)


def statement_pdf(of: Statement, made_at: datetime, issued: Issued | None = None) -> bytes:
    """The statement as tagged PDF/A-3a with its figures attached as CSV.

    The hash in its foot line is that of the figures, not of the file. Written as PDF/A, not
    validated.
    """
    name = f"{of.office.code}-{of.period.year}-{of.period.months:02}.csv"
    figures = Attached(name, "Số liệu của báo cáo, tiền tính bằng đồng", statement_csv(of))
    return archive_pdf(html(of, made_at, issued), "statement.css", figures, made_at)


@dataclass(frozen=True)
class Attached:
    """What goes with a paper for machines."""

    name: str
    description: str
    text: str


def archive_pdf(text: str, sheet: str, attached: Attached, made_at: datetime) -> bytes:
    """A paper to be kept: PDF/A-3a, with what machines read beside it."""
    from weasyprint import Attachment

    figures = Attachment(
        string=attached.text,
        name=attached.name,
        description=attached.description,
        created=made_at,
        modified=made_at,
        relationship="Data",
    )
    return paper_pdf(text, sheet, attachments=[figures], pdf_variant="pdf/a-3a")


def statement_csv(of: Statement) -> str:
    """Every figure of a statement, one a line, as a machine reads it back; money in đồng."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(("measure", "row", "label", "column", "number", "heading", "value"))
    for measure in of.measures:
        for row in (of.total, *of.rows):
            for column in of.columns:
                value = row.value(measure, column.code)
                writer.writerow(
                    (
                        *(measure, row.key or "", row.label),
                        *(column.code, column.number, column.full_label),
                        "" if value is None else value,
                    )
                )
    return buffer.getvalue()
