"""Charts as geometry: a template draws each as SVG, the same on the page and on paper.

Units are CSS pixels; text stays at 11 px or more because a chart is never shown smaller.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from reports.figures.goals import Goal
from reports.figures.statistics import Statement

_TILES: dict[str, list[int]] = json.loads(
    (Path(__file__).parent.parent / "data" / "tiles.json").read_text("utf-8")
)
TILE_WIDTH, TILE_HEIGHT = 76, 44
LEVELS = (Decimal(0), Decimal(5), Decimal(15))
"""Points away from the pace at which a tile takes the next shade."""


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    text: str = ""


@dataclass(frozen=True)
class Curve:
    """The year's rate, month by month, against the pace that leads to the target."""

    width: int
    height: int
    left: int
    bottom: float
    line: str
    pace: str
    last_year: str
    points: tuple[Mark, ...]
    here: Mark | None
    here_dy: int
    """The number stands above the point, or below it where the target's line is in the way."""
    target_y: float | None
    target: Decimal | None
    months: tuple[Mark, ...]
    levels: tuple[Mark, ...]


def curve(
    rates: Sequence[Decimal | None],
    goal: Goal | None,
    last_year: Sequence[Decimal | None] = (),
    pace: Sequence[Decimal | None] = (),
) -> Curve:
    width, height, left, right, top, bottom = 330, 190, 30, 292, 16, 168
    known = [rate for rate in (*rates, *last_year) if rate is not None]
    highest = max([*known, goal.rate if goal else Decimal(10)], default=Decimal(10))
    step = next(s for s in (5, 10, 20, 25, 50) if highest <= s * 5 or s == 50)
    ceiling = step * (int(highest) // step + 1)

    def x(month: float) -> float:
        return round(left + (right - left) * month / 12, 1)

    def y(rate: Decimal | int) -> float:
        return round(bottom - (bottom - top) * float(rate) / ceiling, 1)

    def path(values: Sequence[Decimal | None]) -> str:
        marks = [(x(m), y(v)) for m, v in enumerate(values, start=1) if v is not None]
        return "M" + " L".join(f"{a} {b}" for a, b in [(x(0), y(0)), *marks]) if marks else ""

    points = tuple(Mark(x(m), y(v)) for m, v in enumerate(rates, start=1) if v is not None)
    here = None
    if points:
        last = next(v for v in reversed(rates) if v is not None)
        here = Mark(points[-1].x, points[-1].y, str(last))
    names = [f"T{(m + 8) % 12 + 1}" for m in range(1, 13)]
    return Curve(
        width=width,
        height=height,
        left=left,
        bottom=bottom,
        line=path(rates),
        pace=path(pace),
        last_year=path(last_year),
        points=points,
        here=here,
        here_dy=20 if here and goal and -4 < here.y - y(goal.rate) < 24 else -8,
        target_y=y(goal.rate) if goal else None,
        target=goal.rate if goal else None,
        months=tuple(Mark(x(m), bottom + 14, names[m - 1]) for m in range(1, 13, 2)),
        levels=tuple(Mark(left, y(v), str(v)) for v in range(0, ceiling + 1, step)),
    )


@dataclass(frozen=True)
class Tile:
    x: int
    y: int
    office: str
    name: str
    gap: Decimal | None
    level: str


def tiles(of: Statement, paces: dict[str | None, Decimal | None]) -> list[Tile]:
    """The districts as a map of equal tiles, by how far they are from the season's pace."""
    found = []
    for row in of.rows:
        place = _TILES.get(row.key or "")
        if place is None:
            continue
        reached, asked = row.rate("cases"), paces.get(row.key)
        gap = None if reached is None or asked is None else reached - asked
        level = "none"
        if gap is not None:
            shade = sum(1 for limit in LEVELS if abs(gap) >= limit)
            level = f"{'ahead' if gap >= 0 else 'behind'}-{shade}"
        found.append(
            Tile(
                place[0] * TILE_WIDTH,
                place[1] * TILE_HEIGHT,
                str(row.key),
                {"Hai Bà Trưng": "H. B. Trưng"}.get(row.label, row.label),
                gap,
                level,
            )
        )
    return found
