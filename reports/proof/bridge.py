"""The bridge between two statements: every case of a difference, under exactly one reason.

The two may have different cut-offs, or the same one by different clocks: what was sent, and what
is known since. A case's reason is the first, in the order that fits the column, of the acts that
one statement has and the other has not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from typing import Any, NamedTuple

from django.db import connection

from cases.choices import ActKind, Heading
from cases.rules import Refusal
from reports.figures.statistics import Statement
from reports.proof.cells import Cell, cell_lines


class Reason(NamedTuple):
    """Why a figure moved; `part` is the part of a change of rate that it belongs to."""

    code: str
    label: str
    part: str


NEW, RESULTS, CLASSES = "new", "results", "classes"
PARTS = {
    RESULTS: "Kết quả: giải quyết xong",
    NEW: "Việc mới, việc chuyển đi",
    CLASSES: "Phân loại lại",
}
_WORK = (
    Reason("opened", "Số dư mở sổ", NEW),
    Reason("new", "Thụ lý mới", NEW),
    Reason("reopened", "Thụ lý lại từ sổ theo dõi riêng", NEW),
    Reason("transferred", "Bàn giao giữa các đơn vị", NEW),
    Reason("delegated", "Ủy thác", NEW),
    Reason("taken_up", "Rút lên thi hành", NEW),
    Reason("recalled", "Thu hồi, hủy quyết định", NEW),
    Reason("returned", "Gửi lại yêu cầu", NEW),
    Reason("amended", "Sửa đổi, bổ sung quyết định", NEW),
    Reason("corrected", "Điều chỉnh năm trước", NEW),
)
_RESULTS = (
    Reason("completed", "Thi hành xong", RESULTS),
    Reason("terminated", "Đình chỉ", RESULTS),
    Reason("reduced", "Miễn, giảm", RESULTS),
    Reason("collected", "Thu được tiền, tài sản", RESULTS),
    Reason("paid_out", "Chi trả, giao tài sản", RESULTS),
)
_CLASSES = (
    Reason("without_means", "Xác định chưa có điều kiện", CLASSES),
    Reason("resumed", "Tiếp tục thi hành", CLASSES),
    Reason("postponed", "Hoãn, tạm đình chỉ", CLASSES),
    Reason("put_aside", "Chuyển sổ theo dõi riêng", CLASSES),
    Reason("reclassified", "Đổi phân loại thống kê", CLASSES),
    Reason("handed_over", "Đổi Chấp hành viên", CLASSES),
)
_LAST = (
    Reason("reversed", "Hủy bút toán", CLASSES),
    Reason("year", "Sang năm thống kê khác", NEW),
    Reason("none", "Không rõ, phải kiểm tra", CLASSES),
)
REASONS = {reason.code: reason for reason in (*_WORK, *_RESULTS, *_CLASSES, *_LAST)}
_BY_ACT = {
    ActKind.INTAKE: "new",
    ActKind.TRANSFER: "transferred",
    ActKind.DELEGATE: "delegated",
    ActKind.TAKE_UP: "taken_up",
    ActKind.RECALL: "recalled",
    ActKind.RETURN_REQUEST: "returned",
    ActKind.AMEND: "amended",
    ActKind.COMPLETE: "completed",
    ActKind.TERMINATE: "terminated",
    ActKind.REDUCE: "reduced",
    ActKind.COLLECT: "collected",
    ActKind.PAY_OUT: "paid_out",
    ActKind.WITHOUT_MEANS: "without_means",
    ActKind.RESUME: "resumed",
    ActKind.POSTPONE: "postponed",
    ActKind.SUSPEND: "postponed",
    ActKind.SEPARATE_BOOK: "put_aside",
    ActKind.RECLASSIFY: "reclassified",
    ActKind.HANDOVER: "handed_over",
    ActKind.REVERSE: "reversed",
}
_BY_HEADING = {Heading.REOPENED: "reopened", Heading.CORRECTED: "corrected"}

# What a column tells decides which of a case's acts explains it.
_ORDERS = {
    "work": (*_WORK, *_RESULTS, *_CLASSES, *_LAST),
    "results": (*_RESULTS, *_WORK, *_CLASSES, *_LAST),
    "classes": (*_WORK, *_CLASSES, *_RESULTS, *_LAST),
}
_TELLS = {
    **dict.fromkeys(("c09", "c10", "c11", "c12"), "results"),
    **dict.fromkeys(("c08", "c13", "c14", "c15", "c16", "c18", "c20", "m01", "m02"), "classes"),
}
SHOWN = ("c07", "c08", "c09", "c18", "c19")
"""The columns a bridge shows side by side."""


class Change(NamedTuple):
    """One case's share of a difference."""

    case: int
    before: int
    after: int
    reason: str

    @property
    def by(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Span:
    """One column of a bridge: the figure before and after, and every case between them."""

    before: Cell
    after: Cell
    changes: tuple[Change, ...]

    @property
    def difference(self) -> int:
        return self.after.value - self.before.value

    def of(self, reason: str) -> list[Change]:
        return [change for change in self.changes if change.reason == reason]

    @property
    def sums(self) -> dict[str, tuple[int, int]]:
        """By reason: how many cases, and what they add."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for change in self.changes:
            found[change.reason][0] += 1
            found[change.reason][1] += change.by
        return {code: (found[code][0], found[code][1]) for code in REASONS if code in found}

    @property
    def holds(self) -> bool:
        return self.difference == sum(change.by for change in self.changes)


@dataclass(frozen=True)
class Bridge:
    """From one statement to another. What tells the reasons is read once for all its columns."""

    before: Statement
    after: Statement

    def __post_init__(self) -> None:
        if self.before.office.pk != self.after.office.pk:
            raise Refusal("Chỉ bắc cầu giữa hai báo cáo của cùng một đơn vị.", "office")

    def span(self, column: str, measure: str) -> Span:
        """One column of the bridge. Refuses rates, and what has no lines."""
        ends = cell_lines(self.before, column, measure), cell_lines(self.after, column, measure)
        values = self._values(ends)
        acts = self._acts(values)
        order = _ORDERS[_TELLS.get(column, "work")]
        turned = self.before.period.year != self.after.period.year
        changes = []
        for case, (was, now) in values.items():
            found = acts[case] | ({"year"} if turned else set())
            reason = next((r.code for r in order if r.code in found), "none")
            changes.append(Change(case, was, now, reason))
        return Span(*ends, tuple(sorted(changes, key=lambda c: (-abs(c.by), c.case))))

    def _values(self, ends: tuple[Cell, Cell]) -> dict[int, tuple[int, int]]:
        """What each case adds to either figure, for the cases where the two differ."""
        parts, parameters = [], list[Any]()
        for end, cell in enumerate(ends):
            counted, asked = cell.counted(date.min, self._touched)
            parts.append(f"SELECT case_id, {end} AS after, value FROM ({counted}) l")
            parameters += asked
        sql = f"""
            SELECT case_id, coalesce(sum(value) FILTER (WHERE after = 0), 0)::bigint,
                   coalesce(sum(value) FILTER (WHERE after = 1), 0)::bigint
            FROM ({" UNION ALL ".join(parts)}) line
            GROUP BY 1
            HAVING coalesce(sum(value) FILTER (WHERE after = 0), 0)
                <> coalesce(sum(value) FILTER (WHERE after = 1), 0)
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return {case: (was, now) for case, was, now in cursor}

    @cached_property
    def _touched(self) -> list[int] | None:
        """The cases that moved between two cut-offs of the books; none when any case may differ."""
        before, after = self.before, self.after
        if before.clock.kind != "booked" or after.clock.kind != "booked":
            return None
        if before.period.year == after.period.year:
            first = min(before.period.cutoff, after.period.cutoff) + timedelta(days=1)
        else:
            first = min(before.period.start, after.period.start)
        offices = sorted({*before.scope.ids, *after.scope.ids})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT case_id FROM cases_ledgerline"
                " WHERE office_id = ANY(%s) AND booked_on BETWEEN %s AND %s",
                [offices, first, max(before.period.cutoff, after.period.cutoff)],
            )
            return [case for (case,) in cursor]

    @cached_property
    def _known(self) -> dict[int, set[str]]:
        """The reasons of the cases asked for so far."""
        return {}

    def _acts(self, cases: Iterable[int]) -> dict[int, set[str]]:
        """Of these cases, the codes of the acts that one statement has and the other has not."""
        if asked := [case for case in cases if case not in self._known]:
            self._known.update((case, set()) for case in asked)
            for case, code in self._differing(asked):
                self._known[case].add(code)
        return self._known

    def _differing(self, cases: list[int]) -> Iterator[tuple[int, str]]:
        parts, parameters = [], list[Any]()
        for end, of in enumerate((self.before, self.after)):
            lines, clocked = of.clock.lines
            parts.append(
                f"SELECT case_id, act_id, heading, {end} AS after FROM {lines} k"
                " WHERE case_id = ANY(%s) AND booked_on <= %s"
            )
            parameters += [*clocked, cases, of.period.cutoff]
        sql = f"""
            SELECT DISTINCT l.case_id, a.kind, a.opening,
                   CASE WHEN l.heading = ANY(%s) THEN l.heading ELSE '' END
            FROM (
                SELECT case_id, act_id, heading FROM ({" UNION ALL ".join(parts)}) ends
                GROUP BY 1, 2, 3 HAVING count(DISTINCT after) = 1
            ) l JOIN cases_act a ON a.id = l.act_id
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [[h.value for h in _BY_HEADING], *parameters])
            for case, kind, opening, heading in cursor:
                yield case, "opened" if opening else _BY_ACT[ActKind(kind)]
                if heading:
                    yield case, _BY_HEADING[Heading(heading)]


# ---------------------------------------------------------------- the rate
def rate_parts(enforceable: Span, completed: Span) -> Mapping[str, Fraction]:
    """The change of the rate (9) : (8) in points, split into results, new work and
    reclassification by the reason of each case."""
    steps: dict[str, list[int]] = {part: [0, 0] for part in PARTS}
    for change in completed.changes:
        part = REASONS[change.reason].part
        steps[part][0] += change.by
    for change in enforceable.changes:
        steps[REASONS[change.reason].part][1] += change.by
    return shares(completed.before.value, enforceable.before.value, steps)


def shares(done: int, whole: int, steps: Mapping[str, Sequence[int]]) -> dict[str, Fraction]:
    """What each part's step of numerator and denominator does to a rate, in points and exactly:
    its mean effect over every order of the parts.

    A rate that does not exist counts as zero.
    """
    effects = dict.fromkeys(PARTS, Fraction(0))
    orders = list(permutations(PARTS))
    for order in orders:
        part_done, part_whole = done, whole
        for part in order:
            earlier = _rate(part_done, part_whole)
            part_done, part_whole = part_done + steps[part][0], part_whole + steps[part][1]
            effects[part] += (_rate(part_done, part_whole) - earlier) / len(orders)
    return effects


def _rate(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole) if whole else Fraction(0)
