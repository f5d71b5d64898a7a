"""Số liệu thi hành án hành chính: of a period and offices, in one SQL statement.

Only steps that had been booked by the cut-off and not been cancelled by then count, so a closed
period comes out the same for ever; a fact learned late counts in the first open month. A judgment
belongs to the office that entered it, so sums are additive over offices.

Carried in + new + taken back − struck out = tracked; tracked − done = carried out, which is what
the next period carries in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection

from cases.choices import StepKind
from cases.models import AdministrativeJudgment, Office, Step
from cases.periods import Period
from reports.figures.clocks import BOOKED, Clock


@dataclass(frozen=True)
class Column:
    """A number of the table: its words, and what of `judged` it adds up."""

    code: str
    label: str
    sql: str
    is_sum: bool = False
    """Adds steps up instead of counting judgments."""


_TRACKED = "(was_open OR (NOT was_in AND is_in) OR (was_in AND NOT was_open AND is_open)) AND is_in"
COLUMNS: tuple[Column, ...] = (
    Column("carried", "Kỳ trước chuyển sang", "was_open"),
    Column("new", "Mới vào sổ", "NOT was_in AND is_in"),
    Column("returned", "Đưa lại vào theo dõi", "was_in AND NOT was_open AND is_open"),
    Column("struck", "Xóa khỏi sổ, ghi nhầm", "was_open AND NOT is_in"),
    Column("tracked", "Tổng số theo dõi", _TRACKED),
    Column("compelled", "Có quyết định buộc thi hành", f"{_TRACKED} AND compelled"),
    Column("done", "Thi hành xong", f"{_TRACKED} AND is_done"),
    Column("partly", "Xong một phần", f"{_TRACKED} AND partly AND NOT is_done"),
    Column("carried_out", "Còn theo dõi", "is_open"),
    Column("notices", "Thông báo tự nguyện", "notices", is_sum=True),
    Column("meetings", "Buổi làm việc", "meetings", is_sum=True),
    Column("published", "Công khai quyết định buộc", "published", is_sum=True),
    Column("proposals", "Kiến nghị xử lý trách nhiệm", "proposals", is_sum=True),
    Column("disciplined", "Kết quả xử lý trách nhiệm", "disciplined", is_sum=True),
)
BY_CODE = {column.code: column for column in COLUMNS}

AT_TWO_DAYS = """{0}.booked_on < %(start)s
             AND (c.booked_on IS NULL OR c.booked_on >= %(start)s) AS before,
           c.booked_on IS NULL OR c.booked_on > %(cutoff)s AS stands"""
"""Whether a row of the books, cancelled by `c` or not, stood before the period and at its end."""
_JUDGED = f"""
WITH standing AS (
    SELECT s.administrative_id, s.kind, s.office_id, s.booked_on, s.id,
           {AT_TWO_DAYS.format("s")}
    FROM cases_step s LEFT JOIN cases_step c ON c.cancels_id = s.id
    WHERE s.administrative_id IS NOT NULL AND s.cancels_id IS NULL AND s.booked_on <= %(cutoff)s
), entered AS (
    SELECT DISTINCT ON (administrative_id) administrative_id, office_id
    FROM standing WHERE kind = '{StepKind.RECEIVED}' ORDER BY administrative_id, id
), summed AS (
    SELECT e.office_id, e.administrative_id,
        coalesce(bool_or(before) FILTER (WHERE kind = '{StepKind.RECEIVED}'), false) AS was_in,
        coalesce(bool_or(before) FILTER (WHERE kind = '{StepKind.DONE}'), false) AS was_done,
        coalesce(bool_or(stands) FILTER (WHERE kind = '{StepKind.RECEIVED}'), false) AS is_in,
        coalesce(bool_or(stands) FILTER (WHERE kind = '{StepKind.DONE}'), false) AS has_done,
        coalesce(bool_or(stands) FILTER (WHERE kind = '{StepKind.COMPELLED}'), false) AS compelled,
        coalesce(bool_or(stands) FILTER (WHERE kind = '{StepKind.PARTLY_DONE}'), false) AS partly,
        count(*) FILTER (WHERE kind = '{StepKind.VOLUNTARY_NOTICE}' AND now) AS notices,
        count(*) FILTER (WHERE kind = '{StepKind.DEBTOR_MET}' AND now) AS meetings,
        count(*) FILTER (WHERE kind = '{StepKind.COMPELLING_PUBLISHED}' AND now) AS published,
        count(*) FILTER (WHERE kind = '{StepKind.RESPONSIBILITY_PROPOSED}' AND now) AS proposals,
        count(*) FILTER (WHERE kind = '{StepKind.DISCIPLINED}' AND now) AS disciplined
    FROM entered e
    JOIN (SELECT *, stands AND booked_on >= %(start)s AS now FROM standing) s
        USING (administrative_id)
    WHERE e.office_id = ANY(%(offices)s)
    GROUP BY 1, 2
), judged AS (
    SELECT *, was_in AND NOT was_done AS was_open, is_in AND has_done AS is_done,
           is_in AND NOT has_done AS is_open
    FROM summed
)
"""


@dataclass(frozen=True)
class Row:
    office: Office | None
    figures: dict[str, int]

    @property
    def rate(self) -> Fraction | None:
        """Thi hành xong / theo dõi, per cent, exact; none when nothing is tracked."""
        tracked = self.figures["tracked"]
        return Fraction(self.figures["done"] * 100, tracked) if tracked else None

    def cells(self) -> list[tuple[Column, int]]:
        return [(column, self.figures[column.code]) for column in COLUMNS]


@dataclass(frozen=True)
class Table:
    period: Period
    rows: list[Row]
    total: Row


def table(offices: Sequence[Office], period: Period) -> Table:
    """One row an office, and their sum."""
    sums = ", ".join(
        f"coalesce(sum({c.sql}), 0)::bigint" if c.is_sum else f"count(*) FILTER (WHERE {c.sql})"
        for c in COLUMNS
    )
    found = _rows(f"SELECT office_id, {sums} FROM judged GROUP BY 1", offices, period)
    by_office = {row[0]: dict(zip(BY_CODE, row[1:], strict=True)) for row in found}
    nothing = dict.fromkeys(BY_CODE, 0)
    rows = [Row(office, by_office.get(office.pk, nothing)) for office in offices]
    total = {code: sum(row.figures[code] for row in rows) for code in BY_CODE}
    return Table(period, rows, Row(None, total))


def behind(column: Column, offices: Sequence[Office], period: Period) -> list[int]:
    """The judgments that a number counts, or whose steps it adds up."""
    condition = f"{column.sql} > 0" if column.is_sum else column.sql
    found = _rows(f"SELECT administrative_id FROM judged WHERE {condition}", offices, period)
    return [row[0] for row in found]


class Counted(NamedTuple):
    """A judgment in one column, and how often it counts there."""

    office: int
    judgment: int
    column: str
    times: int
    received_on: date
    words: str


def counted(
    offices: Sequence[int], start: date, cutoff: date, clock: Clock = BOOKED
) -> list[Counted]:
    """Every judgment in every column that counts it, in one SQL statement."""
    values = ", ".join(
        f"('{c.code}', {c.sql})" if c.is_sum else f"('{c.code}', ({c.sql})::int::bigint)"
        for c in COLUMNS
    )
    tail = f"""
    SELECT j.office_id, j.administrative_id, v.code, v.times, a.received_on,
           a.entry_no || '/' || a.register_year || ' · ' || g.number
    FROM judged j CROSS JOIN LATERAL (VALUES {values}) v(code, times)
    JOIN cases_administrativejudgment a ON a.id = j.administrative_id
    JOIN cases_judgment g ON g.id = a.judgment_id
    WHERE v.times > 0 ORDER BY a.received_on, a.id
    """
    return [Counted(*row) for row in _run(tail, list(offices), start, cutoff, clock)]


def judgments(ids: Sequence[int]) -> list[AdministrativeJudgment]:
    rows = AdministrativeJudgment.objects.filter(pk__in=ids)
    related = ("judgment", "office", "officer", "debtor")
    return list(rows.select_related(*related).order_by("office", "register_year", "entry_no"))


def _rows(tail: str, offices: Sequence[Office], period: Period) -> list[tuple[Any, ...]]:
    return _run(tail, [office.pk for office in offices], period.start, period.cutoff)


def _run(
    tail: str, offices: list[int], start: date, cutoff: date, clock: Clock = BOOKED
) -> list[tuple[Any, ...]]:
    asked = {"offices": offices, "start": start, "cutoff": cutoff, **clock.parameters}
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED.replace("cases_step", clock.rows(Step)) + tail, asked)
        return cursor.fetchall()
