"""A review's charts as geometry: a template draws each, the same on the page and on paper.

Readable without colour: each series has its own stroke and marks, every point its number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.templatetags.vietnamese import number, percent, points
from reports.paper.charts import Mark
from reports.review.kept import Review, Year

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 230, 34, 446, 22, 192


@dataclass(frozen=True)
class Rates:
    """One measure's rate year by year, beside the target of each year as a step."""

    title: str
    levels: tuple[Mark, ...]
    years: tuple[Mark, ...]
    line: str
    points: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    steps: tuple[tuple[float, float, float], ...]
    """From, to, height."""
    targets: tuple[Mark, ...]
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def rates(of: Review, measure: str, title: str) -> Rates:
    found = [(year.year, year.city[measure]) for year in of.years]
    known = [v for _, a in found for v in (a.rate, a.target) if v is not None]
    ceiling = next((c for c in (20, 40, 50, 60, 80, 100) if all(v <= c for v in known)), 100)
    slot = (RIGHT - LEFT) / len(found)

    def x(at: int) -> float:
        return round(LEFT + slot * (at + 0.5), 1)

    def y(value: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float(min(value, Decimal(ceiling))) / ceiling, 1)

    marks, over, steps, aims = [], [], [], []
    for at, (_, amount) in enumerate(found):
        rate, target = amount.rate, amount.target
        reach = None if rate is None else y(rate)
        if target is not None:
            height = y(target)
            steps.append((round(x(at) - slot * 0.42, 1), round(x(at) + slot * 0.42, 1), height))
            below = reach is not None and reach <= height
            aims.append(Mark(x(at), round(height + (14 if below else -5), 1), percent(target)))
        if rate is not None and reach is not None:
            marks.append(Mark(x(at), reach, percent(rate)))
            over.append(target is None or reach <= y(target))
    said = "; ".join(
        f"{year}: {percent(a.rate)} %"
        + (f", chỉ tiêu {percent(a.target)} %, {points(a.gap)} điểm" if a.gap is not None else "")
        for year, a in found
    )
    return Rates(
        title=title,
        levels=tuple(
            Mark(LEFT, y(Decimal(v)), str(v)) for v in range(0, ceiling + 1, ceiling // 4 or 1)
        ),
        years=tuple(Mark(x(at), BOTTOM + 16, str(year)) for at, (year, _) in enumerate(found)),
        line="M" + " L".join(f"{m.x} {m.y}" for m in marks) if marks else "",
        points=tuple(marks),
        labels=tuple(
            Mark(m.x, round(m.y + (-8 if up else 17), 1), m.text)
            for m, up in zip(marks, over, strict=True)
        ),
        steps=tuple(steps),
        targets=tuple(aims),
        said=said,
    )


FILLS = {"bar-0": "#333", "bar-1": "#aaa", "bar-2": "#fff"}
"""On paper, which reads no style sheet inside a drawing."""


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str
    text: str
    text_y: float

    @property
    def fill(self) -> str:
        return FILLS[self.kind]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Bars:
    """Numbers of each year side by side, told apart by their pattern."""

    title: str
    kinds: tuple[tuple[str, str, str], ...]
    """Class, fill on paper and words of each."""
    bars: tuple[Bar, ...]
    empty: bool
    years: tuple[Mark, ...]
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def bars(of: Review, kinds: Sequence[tuple[str, str]], title: str) -> Bars:
    """`kinds` are events and their words."""
    highest = max((year.events[code] for year in of.years for code, _ in kinds), default=0) or 1
    slot = (RIGHT - LEFT) / len(of.years)
    wide = slot * 0.8 / len(kinds)

    def bar(at: int, year: Year, n: int, code: str) -> Bar:
        value = year.events[code]
        tall = round((BOTTOM - TOP) * value / highest, 1)
        x = round(LEFT + slot * (at + 0.1) + wide * n, 1)
        top = round(BOTTOM - tall, 1)
        return Bar(x, top, round(wide - 1.5, 1), tall, f"bar-{n}", number(value), top - 4)

    return Bars(
        title=title,
        kinds=tuple(
            (f"bar-{n}", FILLS[f"bar-{n}"], label) for n, (_, label) in enumerate(kinds)
        ),
        empty=not any(year.events[code] for year in of.years for code, _ in kinds),
        bars=tuple(
            bar(at, year, n, code)
            for at, year in enumerate(of.years)
            for n, (code, _) in enumerate(kinds)
        ),
        years=tuple(
            Mark(round(LEFT + slot * (at + 0.5), 1), BOTTOM + 16, str(year.year))
            for at, year in enumerate(of.years)
        ),
        said="; ".join(
            f"{year.year}: " + ", ".join(f"{label} {number(year.events[code])}"
                                         for code, label in kinds)
            for year in of.years
        ),
    )  # fmt: skip


LEVELS = (Decimal(0), Decimal(5), Decimal(15))


def shade(gap: Decimal | None) -> str:
    """The class of a cell of the table of gaps: what it says without colour stands in it."""
    if gap is None:
        return "none"
    deep = sum(1 for level in LEVELS if abs(gap) >= level)
    return f"{'ahead' if gap >= 0 else 'behind'}-{deep}"
