"""A list drawn page by page with ReportLab: what is drawn is gone, so length costs no memory.

Whole Liberation Serif files. Page 1 has the letterhead of Decree 30/2020/NĐ-CP (or a cover stands
before it); every page has the heads of the columns, "Trang x/y" and "Dòng a–b trên tổng số N".
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.templatetags.vietnamese import number
from reports.paper.annex import STEP, Entry, Sheet, checked, told

FONTS = Path(settings.BASE_DIR) / "static" / "fonts" / "liberation-serif"
SERIF, BOLD, ITALIC = "Liberation Serif", "Liberation Serif Bold", "Liberation Serif Italic"
FILES = {SERIF: "Regular", BOLD: "Bold", ITALIC: "Italic"}
MM = 72 / 25.4
PAPERS = {"a4": "A4 ngang", "a3": "A3 ngang"}
SIZES = {"a4": (297 * MM, 210 * MM), "a3": (420 * MM, 297 * MM)}
TEXT = {"a4": 8.5, "a3": 10.0}
LEFT, RIGHT, TOP, BOTTOM = 20 * MM, 12 * MM, 18 * MM, 14 * MM
PAD = 1.0 * MM
LEADING = 1.16
LEAST = 3
"""Fewer lines of a long row are not left alone at the foot of a page."""
PAGES = "pages"


@cache
def _fonts() -> None:
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics, ttfonts

    rl_config.useA85 = 0  # bytes as bytes: smaller and quicker
    for name, file in FILES.items():
        path = FONTS / f"LiberationSerif-{file}.ttf"
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(path)))


@lru_cache(100_000)
def width(text: str, font: str = SERIF) -> float:
    """At one point."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font, 1))


def wrapped(text: str, room: float, size: float, font: str = SERIF) -> list[str]:
    """The lines of a text within a width; a word wider than that is broken."""
    lines: list[str] = []
    line, used, most, blank = "", 0.0, room / size, width(" ", font)
    for word in text.split():
        wide = width(word, font)
        if line and used + blank + wide <= most:
            line, used = f"{line} {word}", used + blank + wide
            continue
        if line:
            lines.append(line)
        while wide > most and len(word) > 1:
            cut = next(n for n in range(len(word) - 1, 0, -1)
                       if n == 1 or width(word[:n], font) <= most)  # fmt: skip
            lines.append(word[:cut])
            word = word[cut:]
            wide = width(word, font)
        line, used = word, wide
    return [*lines, line] if line or not lines else lines


class Paper:
    """One list under the pen."""

    def __init__(self, path: str, sheet: Sheet, paper: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        _fonts()
        self.sheet, self.size = sheet, TEXT[paper]
        self.across, self.high = SIZES[paper]
        self.pen = Canvas(path, pagesize=(self.across, self.high), pageCompression=1, lang="vi")
        self.pen.setTitle(f"{sheet.title}, {sheet.period}")
        self.pen.setAuthor(sheet.office.name)
        self.leading = self.size * LEADING
        self.edges = [LEFT]
        share = (self.across - LEFT - RIGHT) / sum(c.width for c in sheet.columns)
        for each in sheet.columns:
            self.edges.append(self.edges[-1] + each.width * share)
        self.heads = [self._cut(c.head, i, BOLD) for i, c in enumerate(sheet.columns)]
        self.page = self.row = self.first = 0
        self.y = self.top = 0.0
        if sheet.cover:
            self._cover()
        self._begin()

    # ------------------------------------------------------------ the frame of a page
    def _begin(self) -> None:
        self.page += 1
        self.y = self.high - TOP
        self._of_pages(self.across / 2, self.high - TOP + 4 * MM, "Trang ", 11)
        if self.page == 1 and not self.sheet.cover:
            self._letterhead()
        self.first = 0
        self._heads()

    def _of_pages(self, x: float, y: float, words: str, size: float) -> None:
        """ "Trang 3/" and, drawn once at the end, how many there are."""
        self.pen.setFont(SERIF, size)
        self.pen.drawRightString(x, y, f"{words}{self.page}/")
        self.pen.saveState()
        self.pen.translate(x, y)
        self.pen.doForm(PAGES)
        self.pen.restoreState()

    def _heads(self) -> None:
        depth = max(len(lines) for lines in self.heads)
        self.top = self.y
        floor = self.y - depth * self.leading - 2 * PAD
        self.pen.setFillGray(0.93)
        self.pen.rect(LEFT, floor, self.edges[-1] - LEFT, self.top - floor, stroke=0, fill=1)
        self.pen.setFillGray(0)
        self.pen.setFont(BOLD, self.size)
        for place, lines in enumerate(self.heads):
            middle = (self.edges[place] + self.edges[place + 1]) / 2
            y = (self.top + floor) / 2 + len(lines) * self.leading / 2 - self.size * 0.85
            for line in lines:
                self.pen.drawCentredString(middle, y, line)
                y -= self.leading
        self._rule(self.top)
        self._rule(floor)
        self.y = floor
        self.pen.setFont(ITALIC, self.size - 1)
        self.y -= self.leading
        for place in range(len(self.heads)):
            middle = (self.edges[place] + self.edges[place + 1]) / 2
            self.pen.drawCentredString(middle, self.y + 0.28 * self.size, f"({place + 1})")
        self._rule(self.y)

    def _rule(self, y: float, thick: float = 0.4) -> None:
        self.pen.setLineWidth(thick)
        self.pen.line(LEFT, y, self.edges[-1], y)

    def _end(self) -> None:
        """Close the table of this page and write its foot."""
        pen = self.pen
        pen.setLineWidth(0.4)
        for x in self.edges:
            pen.line(x, self.top, x, self.y)
        pen.setFont(SERIF, 8)
        sheet = self.sheet
        made = f"lập {sheet.made_at:%d/%m/%Y %H:%M}"
        words = " · ".join(filter(None, (sheet.code, sheet.period, made, sheet.mark)))
        pen.drawString(LEFT, BOTTOM - 6 * MM, words)
        rows = f"Dòng {number(self.first)}–{number(self.row)} trên tổng số {number(sheet.count)}"
        pen.drawRightString(
            self.across - RIGHT,
            BOTTOM - 6 * MM,
            rows if self.first else f"{number(sheet.count)} dòng",
        )
        pen.showPage()

    def _letterhead(self) -> None:
        office, pen = self.sheet.office, self.pen
        left, right = LEFT + 62 * MM, self.across - RIGHT - 55 * MM
        y = self.y - 4 * MM
        upper = wrapped(office.letterhead.upper(), 115 * MM, 11) if office.letterhead else []
        issuer = wrapped(office.name.upper(), 115 * MM, 11, BOLD)
        here = y
        for font, lines in ((SERIF, upper), (BOLD, issuer)):
            pen.setFont(font, 11)
            for line in lines:
                pen.drawCentredString(left, here, line)
                here -= 13.5
        pen.setLineWidth(0.7)
        pen.line(left - 18 * MM, here + 9, left + 18 * MM, here + 9)
        pen.setFont(BOLD, 11)
        pen.drawCentredString(right, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        pen.setFont(BOLD, 12)
        motto = "Độc lập - Tự do - Hạnh phúc"
        pen.drawCentredString(right, y - 14, motto)
        half = width(motto, BOLD) * 6
        pen.line(right - half, y - 17.5, right + half, y - 17.5)
        self.y = min(here, y - 20) - 5 * MM
        self._titles()

    def _titles(self) -> None:
        middle, room = self.across / 2, self.across - LEFT - RIGHT
        lines = [(BOLD, 13, line) for line in wrapped(self.sheet.title.upper(), room, 13, BOLD)]
        lines.append((SERIF, 12, self.sheet.period))
        for font, size, line in lines:
            self.pen.setFont(font, size)
            self.pen.drawCentredString(middle, self.y, line)
            self.y -= size * 1.25
        for remark in self.sheet.remarks:
            for line in wrapped(remark, room, 9.5, ITALIC):
                self.pen.setFont(ITALIC, 9.5)
                self.pen.drawCentredString(middle, self.y, line)
                self.y -= 12
        self.y -= 1 * MM

    def _cover(self) -> None:
        """Sổ: whose, which, of when, and how many pages, for the head of the office to confirm."""
        pen, middle = self.pen, self.across / 2
        sheet = self.sheet
        y = self.high - 34 * MM
        for font, size, text, after in (
            (SERIF, 14, sheet.office.letterhead.upper(), 7 * MM),
            (BOLD, 15, sheet.office.name.upper(), 26 * MM),
        ):
            for line in wrapped(text, self.across * 0.8, size, font):
                pen.setFont(font, size)
                pen.drawCentredString(middle, y, line)
                y -= size * 1.25
            y -= after - size * 1.25
        for line in wrapped(sheet.title.upper(), self.across * 0.75, 22, BOLD):
            pen.setFont(BOLD, 22)
            pen.drawCentredString(middle, y, line)
            y -= 28
        y -= 4 * MM
        for place, text in enumerate(sheet.cover):
            font, size = (BOLD, 26) if place == 0 else (SERIF, 13)
            for line in wrapped(text, self.across * 0.75, size, font):
                pen.setFont(font, size)
                pen.drawCentredString(middle, y, line)
                y -= size * 1.4
        pen.setFont(SERIF, 13)
        words = "Tổng số trang (không kể bìa): "
        pen.drawString(middle - width(words) * 6.5, y, words)
        pen.saveState()
        pen.translate(middle + width(words) * 6.5, y)
        pen.scale(13 / 11, 13 / 11)
        pen.doForm(PAGES)
        pen.restoreState()
        self._signs(y - 16 * MM, sheet.signs[-1:])
        pen.setFont(SERIF, 8)
        pen.drawString(LEFT, BOTTOM - 6 * MM, sheet.mark)
        pen.showPage()

    def _signs(self, y: float, signs: Iterable[str]) -> None:
        places = list(signs)
        span = (self.across - LEFT - RIGHT) / max(2, len(places))
        for place, words in enumerate(places):
            x = LEFT + span * (place + 0.5 + max(0, 2 - len(places)))
            self.pen.setFont(BOLD, 11)
            self.pen.drawCentredString(x, y, words.upper())
            self.pen.setFont(ITALIC, 10)
            seal = ", đóng dấu" if words == places[-1] else ""
            self.pen.drawCentredString(x, y - 13, f"(Ký, ghi rõ họ tên{seal})")

    # ------------------------------------------------------------ rows
    def _cut(self, text: str, place: int, font: str = SERIF) -> list[str]:
        room = self.edges[place + 1] - self.edges[place] - 2 * PAD
        return wrapped(text, room, self.size, font)

    def _fitting(self) -> int:
        """How many lines of text still go on this page."""
        return int((self.y - BOTTOM - 2 * PAD) / self.leading)

    def add(self, row: Entry, font: str = SERIF, *, counts: bool = True) -> None:
        cells = [self._cut(told(cell), place, font) for place, cell in enumerate(row.cells)]
        numeric = [_is_number(cell) for cell in row.cells]
        depth = max(len(lines) for lines in cells)
        done = 0
        if depth > self._fitting() and (depth <= self._a_page() or self._fitting() < LEAST):
            self._turn()
        self.row += counts
        self.first = self.first or (self.row if counts else 0)
        while done < depth:
            taken = min(depth - done, max(1, self._fitting()))
            self._draw([lines[done : done + taken] for lines in cells], numeric, row.struck, font)
            done += taken
            if done < depth:
                self._turn()
                self.first = self.row
        self._rule(self.y)

    def _a_page(self) -> int:
        heads = max(len(lines) for lines in self.heads) + 1
        room = self.high - TOP - BOTTOM - 4 * PAD - heads * self.leading
        return int(room / self.leading)

    def _turn(self) -> None:
        self._end()
        self._begin()

    def _draw(self, cells: list[list[str]], numeric: list[bool], struck: bool, font: str) -> None:
        pen, base = self.pen, self.y - PAD - self.size * 0.82
        strikes: list[tuple[float, float, float, float]] = []
        text = pen.beginText()
        text.setFont(font, self.size)
        for place, lines in enumerate(cells):
            left, right = self.edges[place] + PAD, self.edges[place + 1] - PAD
            for n, line in enumerate(lines):
                if not line:
                    continue
                y = base - n * self.leading
                crossed = struck and 0 < place < len(cells) - 1
                wide = width(line, font) * self.size if numeric[place] or crossed else 0.0
                x = right - wide if numeric[place] else left
                text.setTextOrigin(x, y)
                text.textOut(line)
                if crossed:
                    strikes.append((x, y + self.size * 0.24, x + wide, y + self.size * 0.24))
        pen.drawText(text)
        if strikes:
            pen.setLineWidth(0.7)
            pen.lines(strikes)
        self.y -= max(len(lines) for lines in cells) * self.leading + 2 * PAD

    # ------------------------------------------------------------ the end
    def finish(self, last: Entry | None) -> None:
        """The last row, the control total, the closing words and signatures: never one of these
        alone on a page."""
        sheet = self.sheet
        room = self.across - LEFT - RIGHT
        lines = [line for words in sheet.closing for line in wrapped(words, room, 10.5, ITALIC)]
        need = (len(lines) + 1) * 13 + (30 * MM if sheet.signs else 0)
        total = (self.leading + 2 * PAD) * bool(sheet.totals)
        if last is not None:
            depth = max(len(self._cut(told(c), n)) for n, c in enumerate(last.cells))
            high = depth * self.leading + 2 * PAD
            if self.first and self.y - high - total - need < BOTTOM and depth < self._a_page() // 2:
                self._turn()
            self.add(last)
        if sheet.totals:
            cells: list[tuple[Any, ...]] = [
                (sheet.totals.get(place),) for place in range(len(sheet.columns))
            ]
            cells[1] = ("Tổng cộng",)
            self.add(Entry(tuple(cells)), BOLD, counts=False)
        if self.y - need < BOTTOM:
            self._turn()
        if sheet.cover:
            self.pen.setStrokeColorRGB(0.75, 0, 0)
            self._rule(self.y - 1.2, 1.4)
            self.pen.setStrokeColorRGB(0, 0, 0)
        y = self.y - 5 * MM
        for line in lines:
            self.pen.setFont(ITALIC, 10.5)
            self.pen.drawString(LEFT, y, line)
            y -= 13
        self._signs(y - 4 * MM, sheet.signs)
        self._end()
        self.pen.beginForm(PAGES, 0, -4, 60, 14)
        self.pen.setFont(SERIF, 11)
        self.pen.drawString(0, 0, str(self.page))
        self.pen.endForm()
        self.pen.save()


def _is_number(cell: tuple[Any, ...]) -> bool:
    return len(cell) == 1 and isinstance(cell[0], int)


def write_pdf(path: str, sheet: Sheet, entries: Iterable[Entry], paper: str) -> Iterator[int]:
    """Draw every row; says after each step how many there are."""
    under_pen = Paper(path, sheet, paper)
    held: Entry | None = None
    done = 0
    for done, row in enumerate(checked(sheet, entries), 1):
        if held is not None:
            under_pen.add(held)
        held = row
        if done % STEP == 0:
            yield done
    under_pen.finish(held)
    yield done
