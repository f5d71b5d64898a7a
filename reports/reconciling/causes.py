"""Likely causes of a difference, with the cases each speaks of. Proposals: a person decides.

The six that the field knows: missing or double, another officer, another period, what came late,
corrections, what left or came between offices; and the rounding of thousands. One that explains
the difference to the last đồng is told first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from cases.periods import Period
from cases.rules import Refusal
from reports.figures import clocks, official
from reports.figures.breakdowns import AREAS
from reports.figures.statistics import Statement, marks
from reports.proof.cells import Cell, CellLine, cell_lines
from reports.reconciling.reconcile import DIFFERS, Comparison, Pair

SHOWN = 20
MOST_LINES = 60_000
LAST_DAYS = 5


@dataclass(frozen=True)
class Cause:
    """`exact`: it explains the whole difference. `query` names a statement to look at."""

    code: str
    words: str
    exact: bool = False
    cases: tuple[int, ...] = ()
    months: int = 0
    clock: str = ""


def causes(made: Statement, pair: Pair, measure: str, table: Comparison) -> list[Cause]:
    """What may stand behind one differing cell, the surest first."""
    row = pair.row or None
    cell = cell_lines(made, pair.column, measure, row)
    lines = cell.lines(limit=MOST_LINES)
    found = [
        *_other_period(made, pair, measure),
        *_late(made, pair, measure, cell, lines),
        *_other_officer(made, pair, table),
        *_double(pair, lines),
        *_moved(made, pair, lines),
        *_single(pair, lines),
        *_rounding(pair, table),
        *_last_days(made, pair, lines),
    ]
    return sorted(found, key=lambda cause: not cause.exact)


def _value(of: Statement, pair: Pair, measure: str) -> int | None:
    try:
        return of.row(pair.row or None).figures[measure][pair.column] or 0
    except Refusal:
        return None


def _fits(pair: Pair, value: int | None) -> bool:
    return value is not None and pair.theirs is not None and abs(pair.theirs - value) < pair.unit


def _other_period(made: Statement, pair: Pair, measure: str) -> Iterable[Cause]:
    """Their figure is ours at another month's cut-off."""
    asked = made.question
    for months in range(1, 13):
        if months == made.period.months or not pair.theirs:
            continue
        try:
            other = official.make(
                made.office, Period(made.period.year, months), made.scope.kind,
                form=asked.form, by=asked.breakdown,
            )  # fmt: skip
        except Refusal:
            continue
        if _fits(pair, _value(other, pair, measure)):
            yield Cause(
                "other_period",
                f"Kỳ khác: số bên kia bằng đúng số của ta đến {other.period.cutoff:%d/%m/%Y}.",
                exact=True, months=months,
            )  # fmt: skip
            return


def _late(
    made: Statement, pair: Pair, measure: str, cell: Cell, lines: list[CellLine]
) -> Iterable[Cause]:
    """Entered after its month was closed, or reversed since: their figure may have it already."""
    asked = made.question
    try:
        today = official.make(
            made.office, made.period, made.scope.kind,
            form=asked.form, by=asked.breakdown, clock="today",
        )  # fmt: skip
    except Refusal:
        return
    entries = clocks.late_entries(made.scope.ids, marks(made.period), today.clock)
    after = cell_lines(today, pair.column, measure, pair.row or None).lines(limit=MOST_LINES)
    changed = _by_case(after)
    changed.subtract(_by_case(lines))
    touched = {entry.case for entry in entries}
    cases = tuple(sorted(c for c, by in changed.items() if by and c in touched))
    exact = _fits(pair, _value(today, pair, measure))
    if exact and cases:
        words = "Ghi muộn hoặc hủy sau: số bên kia bằng đúng số của ta theo hiểu biết hôm nay."
        yield Cause("late", words, exact=True, cases=cases[:SHOWN], clock="today")
    elif cases:
        words = f"Có {len(cases)} hồ sơ ghi muộn hoặc hủy sau khi khóa sổ, chưa tính vào ô này."
        yield Cause("late", words, cases=cases[:SHOWN], clock="today")


def _by_case(lines: Iterable[CellLine]) -> Counter[int]:
    found: Counter[int] = Counter()
    for line in lines:
        found[line.case] += line.value
    return found


def _other_officer(made: Statement, pair: Pair, table: Comparison) -> Iterable[Cause]:
    """The same total, divided otherwise: another row lacks what this one has too much."""
    labels = {line.key: line.label for line in table.lines}
    if not pair.row or made.dimension not in ("officer", "office_officer", "office", *AREAS):
        return
    whole = next((p for p in table.differing if p.row == "" and p.column == pair.column), None)
    others = [
        p for p in table.differing
        if p.row and p.row != pair.row and p.column == pair.column and p.state == DIFFERS
    ]  # fmt: skip
    opposite = [p for p in others if abs(p.by + pair.by) < pair.unit]
    who = "đơn vị" if made.dimension in ("office", *AREAS) else "Chấp hành viên"
    cases = _handed_over(made) if opposite or (others and whole is None) else ()
    if opposite:
        words = f"{who.capitalize()} khác: bên kia tính phần này vào “{labels[opposite[0].row]}”."
        yield Cause("other_officer", words, exact=True, cases=cases)
    elif others and whole is None:
        words = f"{who.capitalize()} khác: dòng tổng khớp, chỉ chia giữa các dòng khác nhau."
        yield Cause("other_officer", words, cases=cases)


_HANDED = """
SELECT DISTINCT a.case_id FROM cases_act a
WHERE a.issuing_office_id = ANY(%s) AND a.kind IN ('handover', 'transfer')
  AND a.booked_on BETWEEN %s AND %s LIMIT %s
"""


def _handed_over(made: Statement) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_HANDED, [made.scope.ids, made.period.start, made.period.cutoff, SHOWN])
        return tuple(case for (case,) in cursor)


_TWICE = """
SELECT array_agg(k.id ORDER BY k.decided_on, k.id) FROM cases_case k CROSS JOIN LATERAL (
    SELECT string_agg(DISTINCT lower(p.name), ';' ORDER BY lower(p.name)) AS names
    FROM cases_party p WHERE p.case_id = k.id AND p.role = 'debtor'
) debtor
WHERE k.id = ANY(%s) GROUP BY k.judgment_id, debtor.names HAVING count(*) > 1
"""


def _double(pair: Pair, lines: list[CellLine]) -> Iterable[Cause]:
    """Double here: the same judgment and debtor twice among the cases of the cell."""
    if pair.by >= 0:
        return
    values = _by_case(lines)
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, [list(values)])
        groups = [group for (group,) in cursor]
    if not groups:
        return
    extra = sum(values[case] for group in groups for case in group[1:])
    cases = tuple(case for group in groups for case in group)[:SHOWN]
    words = "Trùng ở đây: cùng bản án và cùng người phải thi hành án có nhiều quyết định."
    yield Cause("double", words, exact=abs(extra + pair.by) < pair.unit, cases=cases)


_LEFT = {
    ("delegate",): "Ủy thác: có thể một bên còn tính, một bên đã trừ",
    ("take_up",): "Rút lên thi hành: có thể cả hai cấp cùng tính",
    ("transfer",): "Bàn giao giữa đơn vị: có thể bên kia tính ở nơi kia",
    ("amend",): "Sửa đổi, bổ sung quyết định: có thể bên kia còn số cũ",
}


def _moved(made: Statement, pair: Pair, lines: list[CellLine]) -> Iterable[Cause]:
    """Left or came between offices, or corrected: counted on the other side or at the old sum."""
    kinds = [kind for group in _LEFT for kind in group]
    offices = list(made.row(pair.row or None).offices)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.kind, a.case_id, max(abs(l.money))::bigint FROM cases_act a
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount), 0) AS money FROM cases_ledgerline
                WHERE case_id = a.case_id AND act_id = a.id AND office_id = ANY(%s) AND amount > 0
            ) l
            WHERE a.issuing_office_id = ANY(%s) AND a.kind = ANY(%s)
              AND a.booked_on BETWEEN %s AND %s
              AND NOT EXISTS (SELECT FROM cases_act r WHERE r.reverses_id = a.id)
            GROUP BY 1, 2
            """,
            [offices, offices, kinds, made.period.start, made.period.cutoff],
        )
        by_kind: dict[str, dict[int, int]] = defaultdict(dict)
        for kind, case, money in cursor:
            by_kind[kind][case] = money
    here = _by_case(lines)
    is_money = max((abs(v) for v in here.values()), default=0) > 1
    for group, words in _LEFT.items():
        moved = {case: m for kind in group for case, m in by_kind.get(kind, {}).items()}
        if not moved or (group == ("amend",) and not is_money):
            continue
        weight = sum(moved.values()) if is_money else len(moved)
        one = [case for case, m in moved.items() if is_money and abs(m - abs(pair.by)) < pair.unit]
        exact = bool(one) or abs(weight - abs(pair.by)) < pair.unit
        cases = one or list(moved)
        yield Cause(
            group[0], f"{words} ({len(moved)} hồ sơ trong kỳ).", exact, tuple(cases[:SHOWN])
        )


def _single(pair: Pair, lines: list[CellLine]) -> Iterable[Cause]:
    """Missing there: a few cases whose figures are exactly what is lacking."""
    if pair.by >= 0:
        if not lines or pair.theirs is None:
            return
        yield Cause(
            "missing_here",
            "Thiếu ở đây: bên kia nhiều hơn, có thể có việc chưa ghi hoặc ghi ở kỳ sau. Đối chiếu "
            "danh sách việc với bên kia.",
        )
        return
    exact = [case for case, value in _by_case(lines).items() if abs(value + pair.by) < pair.unit]
    if exact and len(exact) <= SHOWN and abs(pair.by) > 1:
        words = "Thiếu ở bên kia: hồ sơ có đúng số tiền chênh lệch."
        yield Cause("missing_there", words, exact=True, cases=tuple(exact))


def _rounding(pair: Pair, table: Comparison) -> Iterable[Cause]:
    """The sum of rounded rows may be off by half a unit for each."""
    if pair.unit > 1 and abs(pair.by) <= pair.unit * max(1, len(table.lines)) // 2:
        yield Cause(
            "rounding",
            "Làm tròn: chênh lệch không quá nửa đơn vị tính cho mỗi dòng cộng vào.",
            exact=True,
        )


def _last_days(made: Statement, pair: Pair, lines: list[CellLine]) -> Iterable[Cause]:
    """Missing there: what was booked last before the cut-off is what a partner has not yet."""
    if pair.by >= 0:
        return
    since = made.period.cutoff - timedelta(days=LAST_DAYS)
    last = Counter[int]()
    for line in lines:
        if line.booked_on > since:
            last[line.case] += line.value
    if last:
        words = (
            f"Thiếu ở bên kia: {len(last)} hồ sơ ghi trong {LAST_DAYS} ngày cuối kỳ, bên kia có "
            "thể chưa nhận được."
        )
        exact = abs(sum(last.values()) + pair.by) < pair.unit
        yield Cause("missing_there", words, exact, tuple(last)[:SHOWN])
