"""Reconciling: our figures frozen beside a partner's table, and what the two say of each cell."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from cases.models import Officer
from cases.rules import Refusal
from reports.figures import official
from reports.figures.statistics import Statement
from reports.models import Reconciliation
from reports.proof.cells import cell_lines
from reports.reconciling import alignment, caselists
from reports.reconciling.alignment import TOTAL, Aligned, Chosen, Known, Place

MOST_CASES = 20_000
SAME, ROUNDED, DIFFERS, UNSAID = "same", "rounded", "differs", "unsaid"


class Pair(NamedTuple):
    """One cell of both sides."""

    row: str
    column: str
    ours: int
    theirs: int | None
    unit: int

    @property
    def by(self) -> int:
        return 0 if self.theirs is None else self.theirs - self.ours

    @property
    def state(self) -> str:
        if self.theirs is None:
            return UNSAID
        if not self.by:
            return SAME
        return ROUNDED if self.unit > 1 and abs(self.by) < self.unit else DIFFERS


@dataclass(frozen=True)
class Line:
    key: str
    label: str
    level: int
    pairs: tuple[Pair, ...]

    @property
    def differs(self) -> bool:
        return any(pair.state == DIFFERS for pair in self.pairs)


@dataclass(frozen=True)
class Comparison:
    aligned: Aligned
    columns: tuple[Known, ...]
    lines: tuple[Line, ...]
    """The rows the partner has, in our order, the total first."""
    missing: tuple[str, ...]
    """Labels of our rows with figures that the partner has not."""

    @property
    def differing(self) -> list[Pair]:
        return [p for line in self.lines for p in line.pairs if p.state == DIFFERS]

    def count(self, state: str) -> int:
        return sum(pair.state == state for line in self.lines for pair in line.pairs)

    @property
    def compared(self) -> int:
        return sum(p.state != UNSAID for line in self.lines for p in line.pairs)

    def pair(self, row: str, column: str) -> Pair:
        for line in self.lines:
            for pair in line.pairs:
                if (pair.row, pair.column) == (row, column):
                    return pair
        raise Refusal("Bảng không có ô này.", "row")


# ---------------------------------------------------------------- ours, frozen
def figures(of: Statement, measure: str) -> dict[str, Any]:
    """The columns, rows and figures of a statement as they are kept with a reconciliation.

    Rates and columns without figures are known by name, and not compared.
    """
    printed = [c.code for c in of.columns if c.rate is None and c.prints(measure)]
    codes = {row.place.value for row in of.rows if row.place.dimension == "officer"}
    named = dict(Officer.objects.filter(code__in=codes).values_list("code", "name"))
    offices = {office.code: office for office in of.scope.offices}
    rows = []
    for row in (of.total, *of.rows):
        names = [row.label, row.place.value]
        if office := offices.get(row.place.value):
            names += [office.name, office.short_name]
        if row.place.value in named:
            names.append(named[row.place.value])
        rows.append([row.key or TOTAL, row.label, row.place.level, names])
    return {
        "columns": [[c.code, c.number, [*c.group, c.label]] for c in of.columns],
        "rows": rows,
        "figures": {
            row.key or TOTAL: {code: row.figures[measure][code] or 0 for code in printed}
            for row in (of.total, *of.rows)
        },
    }


def case_list(of: Statement) -> dict[str, Any]:
    """Every case docketed in a statement, with its sum, debtor and acts up to the cut-off."""
    docketed = cell_lines(of, "c01", "cases")
    if docketed.value > MOST_CASES:
        raise Refusal("Danh sách quá dài: đối chiếu theo từng đơn vị.", "office")
    ids = [line.case for line in docketed.lines() if line.value > 0]
    sums = {line.case: line.value for line in cell_lines(of, "c01", "money").lines()}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.id, k.decision, k.decided_on, coalesce((
                SELECT string_agg(p.name, '; ' ORDER BY p.id) FROM cases_party p
                WHERE p.case_id = k.id AND p.role = 'debtor'), ''), coalesce((
                SELECT jsonb_object_agg(a.kind, to_char(a.last, 'DD/MM/YYYY')) FROM (
                    SELECT kind, max("on") AS last FROM cases_act a
                    WHERE a.case_id = k.id AND a.booked_on <= %s AND NOT EXISTS (
                        SELECT FROM cases_act r WHERE r.reverses_id = a.id)
                    GROUP BY kind) a), '{}')::text
            FROM cases_case k WHERE k.id = ANY(%s) ORDER BY k.decided_on, k.id
            """,
            [of.period.cutoff, ids],
        )
        rows = [
            [pk, decision, on.isoformat(), sums.get(pk, 0), debtor, acts]
            for pk, decision, on, debtor, acts in cursor
        ]
    return {"cases": rows}


# ---------------------------------------------------------------- both sides
def chosen_of(row: Reconciliation) -> Chosen:
    def by_place(name: str) -> dict[int, str]:
        return {int(place): code for place, code in row.chosen.get(name, {}).items()}

    return Chosen(by_place("columns"), by_place("rows"), row.chosen.get("unit", 0))


def comparison(row: Reconciliation) -> Comparison:
    """What the frozen two sides say, by what was chosen: the same today and in ten years."""
    columns = tuple(Known(code, n, tuple(path)) for code, n, path in row.ours["columns"])
    mine: Mapping[str, Mapping[str, int]] = row.ours["figures"]
    places = [Place(key, tuple(names), level) for key, _, level, names in row.ours["rows"] if key]
    found = alignment.aligned(
        row.sheet,
        columns,
        places,
        {(key, code): value for key, of in mine.items() for code, value in of.items()},
        money=row.of == "money",
        chosen=chosen_of(row),
    )
    theirs, given = found.at, set(found.rows.values())
    told = [c for c in columns if c.code in found.columns.values() and c.code in mine[TOTAL]]
    lines, missing = [], []
    for key, label, level, _ in row.ours["rows"]:
        if key not in given:
            if any(mine[key].values()) and key != TOTAL:
                missing.append(label)
            continue
        pairs = tuple(
            Pair(
                key, c.code, mine[key][c.code],
                at.value if (at := theirs.get((key, c.code))) else None, found.unit,
            )
            for c in told
        )  # fmt: skip
        lines.append(Line(key, label, level, pairs))
    return Comparison(found, tuple(told), tuple(lines), tuple(missing))


def compared_cases(row: Reconciliation) -> caselists.Compared:
    ours = [
        caselists.Ours(pk, decision, date.fromisoformat(on), amount, debtor, json.loads(acts))
        for pk, decision, on, amount, debtor, acts in row.ours["cases"]
    ]
    chosen = chosen_of(row)
    return caselists.compared(row.sheet, ours, chosen.columns, chosen.unit)


def statement_of(row: Reconciliation) -> Statement:
    """Our statement as it is now: its lists are what opens behind a difference."""
    return official.again(row)


def corrected(
    row: Reconciliation, columns: Mapping[int, str], rows: Mapping[int, str], unit: int
) -> dict[str, Any]:
    """What a person says of the alignment, checked against what there is."""
    codes = (
        set(caselists.FIELDS) if row.of == "list" else {code for code, _, _ in row.ours["columns"]}
    )
    keys = {key or "total" for key, *_ in row.ours.get("rows", ())}
    for code in columns.values():
        if code not in codes | {"-"}:
            raise Refusal(f"Không có cột “{code}”.", "columns")
    for key in rows.values():
        if key not in keys | {"-"}:
            raise Refusal(f"Không có dòng “{key}”.", "rows")
    twice = _twice(list(columns.values())) if row.of != "list" else ""
    if twice:
        raise Refusal(f"Cột “{twice}” được chọn hai lần.", "columns")
    if unit not in (0, *alignment.UNITS):
        raise Refusal("Đơn vị tính không hợp lệ.", "unit")
    return {
        "columns": {str(c): code for c, code in columns.items()},
        "rows": {str(r): key for r, key in rows.items()},
        "unit": unit,
    }


def _twice(codes: Sequence[str]) -> str:
    return next((c for c in codes if c != "-" and codes.count(c) > 1), "")
