"""A city's statistical year 2025, cut on 1 July 2025 by 30 districts becoming 12 divisions.

Lives of cases as dated rows, and an independent count of them: it knows neither headings nor lines
nor acts, and follows each case with pencil and paper from office to office.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.history2018 import Count, act, intake

START, CUT, END = date(2024, 10, 1), date(2025, 7, 1), date(2025, 9, 30)
AUGUST = date(2025, 8, 1)
COLUMNS = {
    "terminate": "c11", "delegate": "c04", "take_up": "c05", "recall": "c06",
    "open": "c13", "postpone": "c16", "suspend": "c15", "without_means": "c18",
}  # fmt: skip


def lives(seed: int, cases: int, districts: list[str]) -> list[dict]:
    """Rows of a journal: about half carried in, acts on both sides of the cut, a case in order.

    The officers of a district are two. After the cut no case resumes that entered the separate
    book of another office this year: it would rightly be docketed anew there.
    """
    draw = Random(seed)
    rows: list[dict] = []
    for number in range(cases):
        rows += _life(draw, f"K{number}", districts[number % len(districts)])
    return rows


def arrivals(seed: int, each: int, divisions: list[str]) -> list[dict]:
    """New cases of the divisions after the cut, as many at each; a case in order.

    Of every three at a division one rests on a judgment given before the cut, and of one the papers
    of July come after July has been closed: those facts are booked on the first of August.
    """
    draw = Random(seed)
    rows: list[dict] = []
    for number in range(each * len(divisions)):
        turn, at = divmod(number, len(divisions))
        late = turn % 3 == 2
        came = CUT + timedelta(draw.randrange(1, 30 if late else 70))
        life = _life(draw, f"N{number}", divisions[at], came)
        life[0]["judgment_on"] = CUT - timedelta(40) if turn % 3 == 1 else came - timedelta(1)
        if late:
            life = [row | {"booked": max(row["on"], AUGUST)} for row in life]
        rows += life
    return rows


def _life(draw: Random, case: str, office: str, came: date | None = None) -> list[dict]:
    amount = draw.randrange(1, 10**9)
    opening = came is None and draw.random() < 0.5
    if opening:
        state = draw.choice(["open", "open", "without_means", "separate"])
        heading = {"without_means": "WITHOUT_MEANS", "separate": "SEPARATE_BOOK"}.get(state, "")
        rows = [intake(case, date(2023, 3, 1), office, amount, opening=True, heading=heading)]
        day = START + timedelta(draw.randrange(200))
    else:
        state, day = "open", came or START + timedelta(draw.randrange(260))
        rows = [intake(case, day, office, amount)]
    rows[0]["officer"] = f"{office}-{draw.choice('12')}"
    rest, held, entered = amount, 0, state == "separate"
    while day <= END:
        day += timedelta(draw.randrange(5, 90))
        if state == "separate":
            if not entered or draw.random() < 0.5:
                break
            rows.append(act(case, day, "resume"))
            state = "open"
            continue
        kind = draw.choice(
            ["collect"] * 4 + ["amend", "reduce", "terminate", "delegate", "recall", "postpone",
             "suspend", "without_means", "separate_book", "resume", "complete"]
        )  # fmt: skip
        if kind in ("collect", "reduce") and rest:
            part = rest if draw.random() < 0.4 else draw.randrange(1, rest + 1)
            rest -= part
            rows.append(act(case, day, kind, part))
            held += part if kind == "collect" else 0
            if kind == "collect" and draw.random() < 0.6:
                rows.append(act(case, day + timedelta(draw.randrange(3)), "pay_out", held))
                held = 0
                day += timedelta(3)
        elif kind == "amend":
            rest += 1000
            rows.append(act(case, day, "amend", 1000))
        elif kind in ("terminate", "delegate", "recall") or (kind == "complete" and not rest):
            rows.append(act(case, day, kind))
            if held:  # the money is paid out when the case has long ended, after the cut for some
                rows.append(act(case, day + timedelta(draw.randrange(90)), "pay_out", held))
            break
        elif kind == "separate_book" and state == "without_means":
            rows.append(act(case, day, kind))
            state, entered = "separate", False
        elif kind == "resume" and state != "open":
            rows.append(act(case, day, kind))
            state = "open"
        elif kind != state and (
            kind == "without_means" or (kind in ("postpone", "suspend") and state == "open")
        ):
            rows.append(act(case, day, kind))
            state = kind
    return [row for row in rows if row["on"] <= END]


# ---------------------------------------------------------------- counted by hand
@dataclass
class File:
    """One case on the clerk's desk. `new` is what of it was docketed this year."""

    office: str
    officer: str
    left: int
    state: str
    new_case: bool
    new_money: int
    entered: bool = True  # the separate book, in an earlier year
    held: Counter = field(default_factory=Counter)

    @property
    def is_open(self) -> bool:
        return self.state != "gone"


def booked(row: dict) -> date:
    """The day a fact counts from: its own, or the first open one when its month was closed."""
    return row.get("booked", row["on"])


def histories(rows: list[dict]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        found[row["case"]].append(row)
    return found


def count(
    rows: list[dict], cutoff: date, receiver=None
) -> tuple[dict[str, Count], dict[str, File]]:
    """Figures of the year up to a day by office, and each case as it then stands.

    `receiver(district, officer)` names the division that takes a case over on the day of the cut;
    without it nobody is reorganised.
    """
    figures: dict[str, Count] = defaultdict(Count)
    files: dict[str, File] = {}
    for case, history in histories(rows).items():
        first, *rest = history
        if not first["opening"] and booked(first) > cutoff:
            continue
        file = files[case] = _docketed(figures, first)
        moved = receiver is None or first["on"] >= CUT  # who comes later is nobody's to hand over
        for row in rest:
            if booked(row) > cutoff:
                break
            if not moved and row["on"] >= CUT:
                moved = True
                _hand_over(figures, file, receiver)
            _follow(figures[file.office], file, row)
        if not moved and cutoff >= CUT:
            _hand_over(figures, file, receiver)
        _stands(figures[file.office], file)
    return figures, files


def _docketed(figures: dict[str, Count], first: dict) -> File:
    opened, amount, office = bool(first["opening"]), int(first["amount"]), first["office"]
    state = {"WITHOUT_MEANS": "without_means", "SEPARATE_BOOK": "separate"}.get(
        first["heading"], "open"
    )
    if state != "separate":
        figures[office].add("c02" if opened else "c03", amount)
    new = 0 if opened else amount
    return File(office, first["officer"], amount, state, not opened, new)


def _follow(office: Count, file: File, row: dict) -> None:
    kind, amount = row["act"], int(row["amount"] or 0)
    if kind in ("collect", "reduce"):
        office.add("c10" if kind == "collect" else "c12", amount, 0)
        file.left -= amount
        if kind == "collect":
            file.held[file.office] += amount
    elif kind == "pay_out":
        for at in sorted(file.held, key=lambda at: at == file.office):  # former holders first
            part = min(amount, file.held[at])
            file.held[at] -= part
            amount -= part
        assert not amount
    elif kind == "amend":
        office.add("c03", amount, 0)
        file.left += amount
        file.new_money += amount
    elif kind == "complete":
        office.add("c10", 0)
        file.state = "gone"
    elif kind in ("terminate", "delegate", "take_up", "recall"):
        office.add(COLUMNS[kind], file.left)
        file.state = "gone"
    elif kind == "resume":
        if file.state == "separate" and file.entered:
            office.add("c03", file.left)  # newly docketed
            file.new_case, file.new_money = True, file.left
        elif file.state == "separate":
            office.add("c18", -file.left, -1)
            office.add("m02", -file.left, -1)
        file.state = "open"
    elif kind == "separate_book":
        office.add("c18", file.left)  # counts as without means until the year ends
        office.add("m02", file.left)
        file.state, file.entered = "separate", False
    else:
        file.state = kind


def _hand_over(figures: dict[str, Count], file: File, receiver) -> None:
    """What is open goes, as new or carried in as it came; results and money held stay."""
    if not file.is_open:
        return
    old = file.office
    file.office = receiver(old, file.officer)
    file.officer = ""
    if file.state == "separate":
        return
    column = "c03" if file.new_case else "c02"
    figures[old].add(column, 0, -1)
    figures[file.office].add(column, 0, 1)
    fresh = min(file.left, file.new_money)
    for column, amount in (("c03", fresh), ("c02", file.left - fresh)):
        figures[old].add(column, -amount, 0)
        figures[file.office].add(column, amount, 0)
    file.new_money = fresh


def _stands(office: Count, file: File) -> None:
    if file.state == "separate":
        office.add("m01", file.left)
    elif file.is_open:
        office.add(COLUMNS[file.state], file.left)
