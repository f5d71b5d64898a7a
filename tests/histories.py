"""Random histories of acts, drawn by hypothesis against the rules alone.

A history never knows what a statement is; the tests sum its lines by an independent model.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from cases.choices import ActKind, Heading
from cases.periods import is_month_end
from cases.rules import Refusal
from cases.rules.grounds import REQUIRED, grounds_of
from cases.rules.position import Entry, Key, Pair, Place, Position
from cases.rules.posting import booking_day, post, touched_offices

START = date(2017, 10, 1)
OFFICES = (1, 2, 3)
OFFICERS = {1: (11, 12), 2: (21,), 3: (31,)}
CLASSES = (7, 8)


@dataclass
class History:
    """What was posted: (act, case, pair, booked day), and how the books were closed."""

    pairs: list[tuple[int, int, Pair, date]] = field(default_factory=list)
    positions: dict[int, Position] = field(default_factory=dict)
    refused: int = 0
    open_from: dict[int, date] = field(default_factory=lambda: dict.fromkeys(OFFICES, START))


def keys() -> st.SearchStrategy[Key]:
    return st.sampled_from([Key(o, f, c) for o in OFFICES for f in OFFICERS[o] for c in CLASSES])


def grounds(kind: str) -> list[str]:
    codes = [g.code for g in grounds_of(kind, START)]
    return codes if kind in REQUIRED else ["", "", "", *codes]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Some cases at three offices over thirteen months, across 30 September, with late facts."""
    history = History()
    act = 0
    for case in range(1, draw(st.integers(1, 3)) + 1):
        act += 1
        position = history.positions[case] = Position()
        opening = draw(st.booleans())
        place = Place(Heading.IN_PROGRESS)
        if opening:
            place = draw(
                st.sampled_from(
                    [
                        Place(Heading.IN_PROGRESS),
                        Place(Heading.WITHOUT_MEANS, "a"),
                        Place(Heading.SEPARATE_BOOK),
                        Place(Heading.POSTPONED, "d"),
                    ]
                )
            )
        on = START - timedelta(days=1) if opening else START + timedelta(draw(st.integers(0, 60)))
        entry = Entry(
            ActKind.INTAKE,
            on,
            on,
            key=draw(keys()),
            place=place,
            opening=opening,
            act=act,
            intake={
                case * 10 + i: draw(st.integers(1, 100)) for i in range(draw(st.integers(1, 2)))
            }
            | {None: 1},
        )
        history.pairs += [(act, case, pair, on) for pair in post(position, entry)]
    day = START + timedelta(days=60)
    for _ in range(draw(st.integers(5, 25))):
        day += timedelta(days=draw(st.integers(0, 40)))
        if draw(st.integers(0, 9)) == 0:
            cutoff = day.replace(day=1) - timedelta(days=1)
            assert is_month_end(cutoff)
            for office in OFFICES:
                history.open_from[office] = max(
                    history.open_from[office], cutoff + timedelta(days=1)
                )
        act += 1
        case = draw(st.sampled_from(sorted(history.positions)))
        entry = draw(entries(history.positions[case], day, act))
        _try(history, case, entry)
    return history


def _try(history: History, case: int, entry: Entry) -> None:
    position = history.positions[case]
    offices = touched_offices(position, entry)
    entry.booked_on = booking_day(
        entry.on, [history.open_from[o] for o in offices], position.last_booked_on
    )
    try:
        pairs = post(position, entry)
    except Refusal:
        history.refused += 1
    else:
        history.pairs += [(entry.act, case, pair, entry.booked_on) for pair in pairs]


@st.composite
def entries(draw: st.DrawFn, position: Position, day: date, act: int) -> Entry:
    kind = draw(st.sampled_from([k for k in ActKind if k != ActKind.INTAKE]))
    on = day - timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 40, 400])))
    entry = Entry(kind, max(on, START), day, act=act)
    if kind == ActKind.REVERSE:
        if not position.history:
            return entry
        entry.reversed = draw(st.sampled_from(position.history[-4:]))
        return entry
    entry.ground = draw(st.sampled_from(grounds(kind)))
    obligations = sorted({o for _, o, _ in position.balances if o is not None})
    if kind in (ActKind.COLLECT, ActKind.PAY_OUT, ActKind.REDUCE):
        entry.amount = draw(st.integers(1, 120))
    elif kind == ActKind.AMEND:
        entry.amount = draw(st.integers(-120, 120))
        entry.obligation = draw(st.sampled_from(obligations)) if obligations else None
    elif draw(st.integers(0, 3)) == 0:
        entry.amount = draw(st.integers(1, 60))
    if kind in (ActKind.TRANSFER, ActKind.HANDOVER, ActKind.RECLASSIFY):
        entry.key, entry.amount = draw(keys()), None
    return entry
