"""Charts as geometry: a template draws each as SVG, the same on the page and on paper.

Units are CSS pixels; text stays at 11 px or more because a chart is never shown smaller.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reports.figures.goals import Goal
from reports.figures.statistics import Statement
from reports.outlook.forecast import Forecast

_TILES: dict[str, dict[str, list[Any]]] = json.loads(
    (Path(__file__).parent.parent / "data" / "tiles.json").read_text("utf-8")
)
MAP_WIDTH = 456
_GRIDS = {"districts": (6, 7, 44), "divisions": (4, 4, 66)}
"""Columns, rows and the height of a tile. A division lies where its court's seat is."""
LEVELS = (Decimal(0), Decimal(5), Decimal(15))
"""Points away from the pace at which a tile takes the next shade."""


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    text: str = ""


@dataclass(frozen=True)
class Curve:
    """The year's rate, month by month, against the pace that leads to the target; and what is to be
    expected of the months left."""

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
    ahead: str
    """What is to be expected, from the last point on."""
    band: str
    """Its range, as an outline."""
    expected: tuple[Mark, ...]
    end: Mark | None
    """The number expected of 30 September, clear of the target's."""
    target_y: float | None
    target: Decimal | None
    months: tuple[Mark, ...]
    levels: tuple[Mark, ...]


def curve(
    rates: Sequence[Decimal | None],
    goal: Goal | None,
    last_year: Sequence[Decimal | None] = (),
    pace: Sequence[Decimal | None] = (),
    forecast: Forecast | None = None,
) -> Curve:
    width, height, left, right, top, bottom = 330, 190, 30, 292, 16, 168
    ahead = forecast.points if forecast else ()
    ranges = [rate for point in ahead for rate in (point.rate, point.high)]
    known = [rate for rate in (*rates, *last_year, *ranges) if rate is not None]
    highest = max([*known, goal.rate if goal else Decimal(10)], default=Decimal(10))
    step = next(s for s in (5, 10, 20, 25, 50) if highest <= s * 5 or s == 50)
    ceiling = step * (int(highest) // step + 1)

    def x(month: float) -> float:
        return round(left + (right - left) * month / 12, 1)

    def y(rate: Decimal | int) -> float:
        return round(bottom - (bottom - top) * float(rate) / ceiling, 1)

    def marks(values: Sequence[Decimal | None], last: float = 12) -> list[tuple[float, float]]:
        return [(x(min(m, last)), y(v)) for m, v in enumerate(values, start=1) if v is not None]

    def path(found: list[tuple[float, float]]) -> str:
        return _through([(x(0), y(0)), *found]) if found else ""

    reached = marks(rates, forecast.mark if forecast else 12)
    points = tuple(Mark(*mark) for mark in reached)
    last = [str(rate) for rate in rates if rate is not None]
    here = Mark(points[-1].x, points[-1].y, last[-1]) if points else None
    begin = reached[-1:] or [(x(0), y(0))]
    middle, upper, lower = (
        [*begin, *((x(p.months), y(rate)) for p, rate in zip(ahead, of, strict=True))]
        for of in ([p.rate for p in ahead], [p.high for p in ahead], [p.low for p in ahead])
    )
    names = [f"T{(m + 8) % 12 + 1}" for m in range(1, 13)]
    return Curve(
        width=width,
        height=height,
        left=left,
        bottom=bottom,
        line=path(reached),
        pace=path(marks(pace)),
        last_year=path(marks(last_year)),
        points=points,
        here=here,
        here_dy=20 if here and goal and -4 < here.y - y(goal.rate) < 24 else -8,
        ahead=_through(middle) if ahead else "",
        band=f"{_through([*upper, *reversed(lower)])} Z" if ahead else "",
        end=_clear(y(ahead[-1].rate), y(goal.rate) if goal else None, str(ahead[-1].rate))
        if ahead
        else None,
        expected=tuple(Mark(x(p.months), y(p.rate), str(p.rate)) for p in ahead),
        target_y=y(goal.rate) if goal else None,
        target=goal.rate if goal else None,
        months=tuple(Mark(x(m), bottom + 14, names[m - 1]) for m in range(1, 13, 2)),
        levels=tuple(Mark(left, y(v), str(v)) for v in range(0, ceiling + 1, step)),
    )


def _clear(at: float, other: float | None, text: str) -> Mark:
    """A label beside the last month, moved off another one."""
    if other is not None and abs(at - other) < 13:
        at = other + (13 if at >= other else -13)
    return Mark(296, at, text)


def _through(marks: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{a} {b}" for a, b in marks)


@dataclass(frozen=True)
class Tile:
    """An office on the map; `office` where it has a board of its own."""

    x: int
    y: int
    office: str
    name: str
    seat: str
    gap: Decimal | None
    level: str


@dataclass(frozen=True)
class TileMap:
    """Offices as equal tiles about where they lie. The text stands in the middle of a tile."""

    width: int
    height: int
    tile_width: int
    tile_height: int
    tiles: tuple[Tile, ...]

    @property
    def middle(self) -> int:
        return self.tile_width // 2


def tile_map(of: Statement, paces: Mapping[str | None, Decimal | None]) -> TileMap | None:
    """The districts or the divisions of a statement, by how far they are from the season's pace."""
    keys = {row.key for row in of.rows}
    for name, (columns, rows, height) in _GRIDS.items():
        if keys & _TILES[name].keys():
            width = MAP_WIDTH // columns
            tiles = _tiles(of, paces, _TILES[name], width, height)
            return TileMap(MAP_WIDTH, rows * height, width, height, tuple(tiles))
    return None


def _tiles(
    of: Statement,
    paces: Mapping[str | None, Decimal | None],
    places: Mapping[str, Sequence[Any]],
    width: int,
    height: int,
) -> Iterator[Tile]:
    own = {office.code for office in of.scope.offices}
    for row in of.rows:
        if row.key is None or row.key not in places:
            continue
        column, line, *seat = places[row.key]
        reached, asked = row.rate("cases"), paces.get(row.key)
        gap = None if reached is None or asked is None else reached - asked
        level = "none"
        if gap is not None:
            shade = sum(1 for limit in LEVELS if abs(gap) >= limit)
            level = f"{'ahead' if gap >= 0 else 'behind'}-{shade}"
        yield Tile(
            column * width,
            line * height,
            row.key if row.key in own else "",
            {"Hai Bà Trưng": "H. B. Trưng"}.get(row.label, row.label),
            seat[0] if seat else "",
            gap,
            level,
        )


@dataclass(frozen=True)
class Bar:
    """One part of a change: from where the parts above it led, to the left or to the right."""

    x: float
    y: int
    width: float
    label: str
    by: Decimal
    sign: str


@dataclass(frozen=True)
class Waterfall:
    """From one rate to another, part by part; both rates stand as lines."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    before: float
    after: float


def waterfall(before: Decimal, parts: Sequence[tuple[str, Decimal]]) -> Waterfall:
    width, left, right, line = 288, 82, 236, 20
    stops = [before]
    for _, by in parts:
        stops.append(stops[-1] + by)
    low, high = min(stops), max(stops)
    scale = (right - left) / float(high - low or 1)

    def x(rate: Decimal) -> float:
        return round(left + float(rate - low) * scale, 1)

    bars = tuple(
        Bar(
            x=min(x(start), x(end)),
            y=n * line,
            width=max(1.0, round(abs(x(end) - x(start)), 1)),
            label=label,
            by=by,
            sign="ahead" if by >= 0 else "behind",
        )
        for n, ((label, by), start, end) in enumerate(
            zip(parts, stops[:-1], stops[1:], strict=True)
        )
    )
    return Waterfall(width, len(bars) * line, bars, x(before), x(stops[-1]))
