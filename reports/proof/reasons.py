"""Why a case is not in a number: the first reason in words. Reads what was told of the case."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from cases.choices import CONTRA, STOCK, Heading
from cases.models import Act
from reports.figures.columns import Column
from reports.figures.statistics import Row
from reports.proof.explain import Line, Told, weight


class Reason(NamedTuple):
    """The first reason why a case does not count in a cell."""

    code: str
    words: str


def why_not(told: Told, column: Column, measure: str, row: Row) -> Reason | None:
    """Why a case is not in a cell; none when it is."""
    if told.value(column, measure, row.key):
        return None
    whole = told.statement.total
    held = [line for line in told.known if told.sieves[row.key].holds(line)]
    return (
        _outside_time(told)
        or _outside_scope(told)
        or _other_row(told, column, measure, row, whole)
        or _earlier_year(told, held)
        or _moved_on(told, column, measure, row, held)
    )


def named(act: Act) -> str:
    paper = f", {act.decision}" if act.decision else ""
    return f"“{act.get_kind_display()}” ngày {act.on:%d/%m/%Y}{paper}"


def _outside_time(told: Told) -> Reason | None:
    of, cutoff = told.statement, told.statement.period.cutoff
    if not told.acts:
        return Reason("no_lines", "Hồ sơ không có dòng sổ cái nên không là một việc, một khoản.")
    if told.known:
        return None
    first = next(iter(told.acts.values()))
    if of.clock.known is not None and first.written_at > of.clock.known:
        return Reason("unknown", "Lúc đó hệ thống chưa ghi hồ sơ này.")
    if first.on > cutoff:
        return Reason("after", f"{named(first)} sau ngày khóa sổ {cutoff:%d/%m/%Y}.")
    return Reason("late", _late(first))


def _late(act: Act) -> str:
    return f"{named(act)} ghi muộn, ghi sổ ngày {act.booked_on:%d/%m/%Y}: tính vào kỳ đó."


def _outside_scope(told: Told) -> Reason | None:
    of, last = told.statement, told.known[-1]
    inside = [line for line in told.known if line.office in of.scope.ids]
    if not inside:
        return Reason(
            "office",
            f"Đến ngày khóa sổ hồ sơ ở {told.offices[last.office].name}, "
            "ngoài phạm vi của báo cáo này.",
        )
    if not any(told.sieves[None].holds(line) for line in inside):
        return Reason(
            "flags",
            f"Biểu chỉ tính việc thuộc diện của biểu; hồ sơ này là {_class(told, inside[-1])}.",
        )
    return None


def _class(told: Told, line: Line) -> str:
    case_class = told.classes[line.case_class]
    return ", ".join((str(case_class).lower(), *case_class.flag_labels))


def _other_row(told: Told, column: Column, measure: str, row: Row, whole: Row) -> Reason | None:
    """Counted in this column of the statement, in another row of the same kind."""
    if row.key == whole.key or not told.value(column, measure):
        return None
    place = row.place
    rows = [
        r
        for r in told.statement.rows
        if r.place.dimension == place.dimension
        and r.place.level == place.level
        and told.value(column, measure, r.key)
    ]
    what = {"office": "đơn vị khác", "officer": "Chấp hành viên khác"}.get(
        place.dimension, "phân loại khác"
    )
    names = ", ".join(r.label for r in rows)
    return Reason("row", f"Tính vào cột này ở {what}: {names}.")


def _earlier_year(told: Told, held: Sequence[Line]) -> Reason | None:
    """Put into the separate book, or ended, before the year began."""
    start = told.statement.period.start
    if any(line.booked_on >= start for line in held):
        return None
    standing: dict[str, int] = defaultdict(int)
    for line in held:
        standing[line.heading] += line.cases
    held_in = [h for h, count in standing.items() if count > 0 and h not in CONTRA]
    if not held or not held_in or any(h in STOCK for h in held_in):
        return None
    last = told.acts[held[-1].act]
    if Heading.SEPARATE_BOOK in held_in:
        return Reason(
            "separate",
            f"Đã chuyển sổ theo dõi riêng từ trước năm thống kê ({named(last)}): "
            "không tính trong năm, chỉ ở cột sổ theo dõi riêng.",
        )
    ended = Heading(held_in[0]).label
    return Reason("ended", f"Đã kết thúc trước năm thống kê: {ended}, {named(last)}.")


def _moved_on(told: Told, column: Column, measure: str, row: Row, held: Sequence[Line]) -> Reason:
    """In the row, and not in the column at the cut-off: reversed, late, gone on, or elsewhere."""
    of, cutoff = told.statement, told.statement.period.cutoff
    entered = [x for x in held if x.moved(measure) and weight(column, x, of)]
    acts = [told.acts[pk] for pk in dict.fromkeys(x.act for x in entered)]
    known = {x.act for x in told.known}
    for act in reversed(acts):
        if act.reverses_id in known:
            return Reason(
                "reversed", f"{named(told.acts[act.reverses_id])} đã bị hủy bởi {named(act)}."
            )
    later = _later(told, column, measure, row)
    if later and later.on <= cutoff:
        return Reason("late", _late(later))
    if acts:
        return Reason("left", f"Có vào cột này rồi ra: {named(acts[-1])}.")
    if later:
        return Reason("after", f"{named(later)} sau ngày khóa sổ {cutoff:%d/%m/%Y}.")
    where = ", ".join(dict.fromkeys(s.heading for s in told.closing)) or "ngoài sổ"
    return Reason(
        "heading", f"Tại ngày khóa sổ hồ sơ ở “{where}”, không việc nào của nó đi vào cột này."
    )


def _later(told: Told, column: Column, measure: str, row: Row) -> Act | None:
    """The first act after the cut-off that brings the case into the column."""
    of = told.statement
    brings: dict[int, int] = defaultdict(int)
    sieve = told.sieves[row.key]
    for line in told.lines:
        if line.booked_on > of.period.cutoff and sieve.holds(line):
            at_cutoff = line._replace(booked_on=of.period.cutoff)
            brings[line.act] += line.moved(measure) * weight(column, at_cutoff, of)
    return next((told.acts[act] for act, value in brings.items() if value), None)


def why_not_at_all(told: Told) -> Reason | None:
    """Why a case is in no column of the statement."""
    docketed = told.statement.columns[0]
    return why_not(told, docketed, told.statement.measures[0], told.statement.total)
