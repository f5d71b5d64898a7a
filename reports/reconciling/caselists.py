"""A partner's list of cases beside ours: by decision number and day, sum by sum. Pure.

Its columns are those of a procuracy's control register, each a number, a day and a sum of some
decision; what of it is not understood is listed.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from cases.choices import ActKind
from cases.periods import statistical_year
from cases.rules.columns import day_of, plain
from reports.reconciling.alignment import amount, letters, paths_over, unit_said

DECISION, DECIDED_ON, AMOUNT, DEBTOR, OTHER = "decision", "decided_on", "amount", "debtor", "-"
STATES = (
    (ActKind.SUSPEND, ("tam dinh chi",)),
    (ActKind.TERMINATE, ("dinh chi",)),
    (ActKind.WITHOUT_MEANS, ("chua co dieu kien", "chua du dieu kien")),
    (ActKind.POSTPONE, ("hoan",)),
    (ActKind.DELEGATE, ("uy thac di", "qd uy thac")),
    (ActKind.COMPLETE, ("thi hanh xong", "da thi hanh xong")),
)
"""By the words of a column, the act it tells of; the first that fits."""
FIELDS = {
    DECISION: "Số quyết định thi hành án",
    DECIDED_ON: "Ngày quyết định thi hành án",
    AMOUNT: "Số tiền phải thi hành",
    DEBTOR: "Người phải thi hành án",
    **{kind.value: f"Cột “{kind.label}”" for kind, _ in STATES},
}
LASTING = (ActKind.COMPLETE.value, ActKind.TERMINATE.value, ActKind.WITHOUT_MEANS.value)
"""What a partner's register should have too when ours has it."""


class Ours(NamedTuple):
    """A case of ours as it stood: its acts by kind, each with the newest day."""

    case: int
    decision: str
    on: date
    amount: int
    debtor: str
    acts: Mapping[str, str]


class Theirs(NamedTuple):
    line: int
    decision: str
    on: date | None
    amount: int | None
    debtor: str
    states: frozenset[str]


class Pair(NamedTuple):
    theirs: Theirs | None
    ours: Ours | None
    differences: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        if self.theirs is None:
            return "missing_there"
        if self.ours is None:
            return "missing_here"
        return "differs" if self.differences else "same"


@dataclass
class Compared:
    heads: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    unit: int = 1
    pairs: list[Pair] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Pair]:
        return [pair for pair in self.pairs if pair.kind == kind]

    @property
    def unknown_columns(self) -> list[tuple[int, str]]:
        return [(c, head) for c, head in self.heads.items() if not self.columns[c]]


def compared(
    sheet: Sequence[Sequence[str]],
    ours: Sequence[Ours],
    chosen: Mapping[int, str] | None = None,
    unit: int = 0,
) -> Compared:
    width = max((len(row) for row in sheet), default=0)
    grid = [[*map(str.strip, row), *[""] * (width - len(row))] for row in sheet]
    found, first = Compared(), _first(grid)
    for c, path in paths_over(grid, first, -1).items():
        found.heads[c] = " · ".join(" ".join(p.split()) for p in path) or f"Cột {letters(c)}"
        found.columns[c] = (chosen or {}).get(c) or _field(path)
    said = unit_said(" ".join(plain(c) for row in grid[:first] for c in row))
    found.unit = unit or said or 1
    _match(found, [row for row in _rows(found, grid, first) if row], ours)
    return found


def _first(grid: Sequence[Sequence[str]]) -> int:
    """The first row with a decision's number: digits, a stroke, letters."""
    for r, row in enumerate(grid):
        if sum(bool(cell) for cell in row) > 1 and any(_NUMBER.search(cell) for cell in row):
            return r
    return min(len(grid), 1)


_NUMBER = re.compile(r"(?<![\d/])(\d{1,6})\s*/[^\W\d_]|^\s*\d{1,6}\s*/\s*\d{4}\s*/[^\W\d_]")
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")


def _field(path: Sequence[str]) -> str:
    words = " ".join(plain(part) for part in path)
    leaf = plain(path[-1]) if path else ""
    if leaf in ("stt", "tt", "so tt", "so thu tu"):
        return OTHER
    if "nguoi phai" in words:
        return DEBTOR
    for kind, marks in STATES:
        if any(re.search(rf"\b{mark}\b", words) for mark in marks):
            return kind.value
    if re.search(r"\b(so tien|tien|gia tri)\b", leaf) and "giai quyet" not in words:
        return AMOUNT
    if not re.search(r"\b(qd|quyet dinh)\b", words) or "ban an" in words or "uy thac" in words:
        return ""
    if "rut" in words.split() or "thu hoi" in words:
        return ""
    return DECIDED_ON if "ngay" in leaf.split() and "so" not in leaf.split() else DECISION


def _rows(found: Compared, grid: Sequence[Sequence[str]], first: int) -> list[Theirs | None]:
    at: dict[str, list[int]] = defaultdict(list)
    for c, code in found.columns.items():
        at[code].append(c)
    if not at[DECISION]:
        found.doubts.append("Không thấy cột số quyết định thi hành án: hãy chọn cột.")
        return []
    return [_row(found, row, r, at) for r, row in enumerate(grid) if r >= first and any(row)]


def _row(found: Compared, row: Sequence[str], r: int, at: Mapping[str, list[int]]) -> Theirs | None:
    decision = next((row[c] for c in at[DECISION] if row[c]), "")
    if not re.search(r"\d", decision):
        words = next(cell for cell in row if cell)
        found.doubts.append(f"Dòng {r + 1} không có số quyết định: “{words[:60]}”.")
        return None
    days = [*(row[c] for c in at.get(DECIDED_ON, ())), decision]
    on = next((day for text in days if (day := _day(text))), None)
    sums = [(c, row[c]) for c in at.get(AMOUNT, ()) if row[c]]
    value = amount(sums[0][1], found.unit) if sums else None
    if sums and value is None:
        found.doubts.append(f"Ô {letters(sums[0][0])}{r + 1} không phải số: “{sums[0][1]}”.")
    states = {k for k in FIELDS if k in at and k in _STATE_CODES and any(row[c] for c in at[k])}
    debtor = next((row[c] for c in at.get(DEBTOR, ()) if row[c]), "")
    return Theirs(r + 1, decision, on, value, debtor, frozenset(states))


_STATE_CODES = {kind.value for kind, _ in STATES}


def _day(text: str) -> date | None:
    said = _DAY.search(day_of(text))
    try:
        return date(int(said[3]), int(said[2]), int(said[1])) if said else None
    except ValueError:
        return None


# ---------------------------------------------------------------- matching
def number_of(decision: str) -> int | None:
    said = re.search(r"\d+", decision)
    return int(said[0]) if said and len(said[0]) < 10 else None


def _match(found: Compared, rows: Sequence[Theirs], ours: Sequence[Ours]) -> None:
    """By number and day; then by number and statistical year, where only one is left of each."""
    exact: dict[tuple[Any, ...], list[Ours]] = defaultdict(list)
    for case in ours:
        exact[number_of(case.decision), case.on].append(case)
    taken: set[int] = set()
    seen: dict[tuple[Any, ...], int] = {}
    open_rows = []
    for row in rows:
        mark = (number_of(row.decision), row.on)
        if row.on and mark in seen:
            found.doubts.append(
                f"Dòng {row.line} cùng số và ngày quyết định với dòng {seen[mark]}: có thể ghi hai "
                "lần ở bên kia."
            )
        seen.setdefault(mark, row.line)
        met = next((c for c in exact.get(mark, ()) if c.case not in taken), None)
        if met is None:
            open_rows.append(row)
            continue
        taken.add(met.case)
        found.pairs.append(_pair(row, met, found))
    left: dict[tuple[Any, ...], list[Ours]] = defaultdict(list)
    for case in ours:
        if case.case not in taken:
            left[number_of(case.decision), statistical_year(case.on)].append(case)
    for row in open_rows:
        years = [statistical_year(row.on)] if row.on else {year for _, year in left}
        near = [c for y in years for c in left.get((number_of(row.decision), y), ())]
        near = [c for c in near if c.case not in taken and _same_debtor(row, c)]
        if len(near) == 1:
            taken.add(near[0].case)
            found.pairs.append(_pair(row, near[0], found))
        else:
            found.pairs.append(Pair(row, None))
    found.pairs += [Pair(None, case) for case in ours if case.case not in taken]


def _same_debtor(row: Theirs, case: Ours) -> bool:
    """Whether the names can be one person's; a name that is not given contradicts none."""
    theirs, mine = plain(row.debtor), plain(case.debtor)
    return not theirs or not mine or theirs in mine or mine in theirs


def _pair(row: Theirs, case: Ours, found: Compared) -> Pair:
    words = []
    if not _same_debtor(row, case):
        words.append(f"người phải thi hành án: bên kia ghi “{row.debtor}”")
    if row.on and row.on != case.on:
        words.append(f"ngày quyết định: bên kia {row.on:%d/%m/%Y}, ta {case.on:%d/%m/%Y}")
    if row.amount is not None and abs(row.amount - case.amount) >= max(1, found.unit):
        words.append("số tiền khác nhau")
    for code in sorted(row.states - set(case.acts)):
        words.append(f"bên kia có “{ActKind(code).label}”, ở đây chưa ghi")
    told = set(found.columns.values())
    for code in LASTING:
        if code in told and code in case.acts and code not in row.states:
            words.append(f"ở đây có “{ActKind(code).label}” {case.acts[code]}, bên kia chưa ghi")
    return Pair(row, case, tuple(words))
