"""Clocks: a figure as its books had it, as it was known at a moment, or as it is known today.

Every act has the day it happened (`on`), the day it counts from (`booked_on`) and the moment it
became known (`written_at`). The books count by `booked_on`. What was known at a moment leaves out
what was written later and reads the closings that stood then. What is known today counts by `on`
and leaves out what was reversed: it differs from the books by the late entries alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from cases.choices import CONTRA

# ---------------------------------------------------------------- the acts by which clocks differ
_ACTS = """
WITH day AS (
    SELECT day, mark FROM unnest(%(days)s::date[]) WITH ORDINALITY AS d(day, mark)
), differing AS (
    -- Known today, booked after the day: counted.
    SELECT day.mark, a.id, a.case_id, 1 AS sign
    FROM day JOIN cases_act a ON a.booked_on > day.day AND a."on" <= day.day
    WHERE a.booked_on > a."on" AND NOT a.opening AND a.kind <> 'reverse'
      AND NOT EXISTS (SELECT FROM cases_act r WHERE r.reverses_id = a.id)
    UNION ALL
    -- Booked by the day and reversed since the first: neither the act nor its reversal counts.
    SELECT day.mark, x.id, x.case_id, -1
    FROM day CROSS JOIN cases_act r JOIN cases_act x ON x.id IN (r.id, r.reverses_id)
    WHERE r.kind = 'reverse' AND r.booked_on > (SELECT min(day) FROM day)
      AND x.booked_on <= day.day
)
"""

MOVED = (
    _ACTS
    + """
SELECT {key} AS row_key, d.mark, k.heading, k.ground,
       sum(d.sign * k.cases)::bigint, sum(d.sign * k.amount)::bigint
FROM differing d JOIN cases_ledgerline k ON k.case_id = d.case_id AND k.act_id = d.id
WHERE k.office_id = ANY(%(offices)s) AND d.case_id <> ALL(%(disordered)s)
  AND (%(classes)s::bigint[] IS NULL OR k.case_class_id = ANY(%(classes)s))
GROUP BY 1, 2, 3, 4
"""
)
"""What a statement as known today has more, or less, than the books; by row, day and place."""

_DISORDERED = (
    _ACTS
    + """
, touched AS (SELECT DISTINCT mark, case_id FROM differing)
SELECT DISTINCT case_id
FROM (
    SELECT t.mark, k.case_id, k.obligation_id, k.office_id, k.officer_id, k.case_class_id,
           k.heading, k.ground, k.cases, k.amount
    FROM touched t JOIN day USING (mark)
    JOIN cases_ledgerline k ON k.case_id = t.case_id AND k.booked_on <= day.day
    UNION ALL
    SELECT d.mark, k.case_id, k.obligation_id, k.office_id, k.officer_id, k.case_class_id,
           k.heading, k.ground, d.sign * k.cases, d.sign * k.amount
    FROM differing d JOIN cases_ledgerline k ON k.case_id = d.case_id AND k.act_id = d.id
) line
WHERE heading <> ALL(%(contra)s)
GROUP BY mark, case_id, obligation_id, office_id, officer_id, case_class_id, heading, ground
HAVING sum(cases) < 0 OR sum(amount) < 0
"""
)

_ENTRIES = (
    _ACTS
    + """
SELECT d.id, d.case_id, d.sign, d.case_id = ANY(%(disordered)s)
FROM differing d JOIN cases_act a ON a.id = d.id
WHERE d.mark = %(last)s AND EXISTS (
    SELECT FROM cases_ledgerline k
    WHERE k.case_id = d.case_id AND k.act_id = d.id AND k.office_id = ANY(%(offices)s)
)
ORDER BY a.booked_on, d.id
"""
)


# ---------------------------------------------------------------- clocks
_LINES_KNOWN = """(
    SELECT l.* FROM cases_ledgerline l JOIN cases_act a ON a.id = l.act_id
    WHERE a.written_at <= %(known)s
)"""
_LINES_TODAY = """(
    SELECT l.id, l.case_id, l.act_id, l.office_id, l.officer_id, l.case_class_id, l.heading,
           l.ground, l.cases, l.amount,
           CASE WHEN a.opening OR l.case_id = ANY(%(disordered)s) THEN l.booked_on
                ELSE a."on" END AS booked_on
    FROM cases_ledgerline l JOIN cases_act a ON a.id = l.act_id
    WHERE l.case_id = ANY(%(disordered)s) OR (
        a.kind <> 'reverse' AND NOT EXISTS (SELECT FROM cases_act r WHERE r.reverses_id = a.id)
    )
)"""


@dataclass(frozen=True)
class Clock:
    """How a statement reads days."""

    kind: str = "booked"
    known: datetime | None = None
    disordered: tuple[int, ...] = ()
    """Cases whose late acts do not fit before what was booked: left as the books have them."""

    @property
    def moves(self) -> bool:
        """Whether late entries move to their own day."""
        return self.kind == "today"

    @property
    def standing(self) -> str:
        """The SQL condition of a closing that stands."""
        if self.known is None:
            return "withdrawn_at IS NULL"
        return "closed_at <= %(known)s AND (withdrawn_at IS NULL OR withdrawn_at > %(known)s)"

    @property
    def open_lines(self) -> str:
        """SQL of the lines that are added to closings."""
        return "cases_ledgerline" if self.known is None else _LINES_KNOWN

    @property
    def parameters(self) -> dict[str, Any]:
        return {"known": self.known, "disordered": list(self.disordered)}

    @property
    def dated_lines(self) -> str:
        """SQL of the lines with the day each counts from; parameters by name."""
        if self.known is not None:
            return _LINES_KNOWN
        return _LINES_TODAY if self.moves else "cases_ledgerline"

    @property
    def lines(self) -> tuple[str, list[Any]]:
        """The same lines and their parameters in order."""
        if self.known is not None:
            return _LINES_KNOWN.replace("%(known)s", "%s"), [self.known]
        if self.moves:
            return _LINES_TODAY.replace("%(disordered)s", "%s"), [list(self.disordered)] * 2
        return "cases_ledgerline", []

    def rows(self, model: type[Model]) -> str:
        """SQL of the rows of a table beside the ledger, whose wrong rows are cancelled by others:
        steps, entries of a register. `booked_on` is the day each counts from; parameters by name.
        """
        table = model._meta.db_table
        if self.known is not None:
            return f"(SELECT * FROM {table} WHERE written_at <= %(known)s)"
        if not self.moves:
            return table
        columns = ", ".join(
            't."on" AS booked_on' if field.column == "booked_on" else f't."{field.column}"'
            for field in model._meta.concrete_fields
        )
        return (
            f"(SELECT {columns} FROM {table} t WHERE t.cancels_id IS NULL"
            f" AND NOT EXISTS (SELECT FROM {table} c WHERE c.cancels_id = t.id))"
        )


BOOKED = Clock()


def known_at(moment: datetime) -> Clock:
    """As known at a moment: what had been written by then, under the closings that stood."""
    return Clock("known", known=moment)


def known_today(days: Sequence[date]) -> Clock:
    """As known today at these days: by the day of each act, reversed pairs left out."""
    contra = [heading.value for heading in CONTRA]
    with connection.cursor() as cursor:
        cursor.execute(_DISORDERED, {"days": list(days), "contra": contra})
        return Clock("today", disordered=tuple(sorted(row[0] for row in cursor)))


class Entry(NamedTuple):
    """A late entry: an act that the books count otherwise than its own day would have it."""

    act: int
    case: int
    sign: int
    """1: happened by the cut-off, booked after it. -1: booked by the cut-off, reversed since."""
    disordered: bool


def late_entries(offices: Sequence[int], days: Sequence[date], clock: Clock) -> list[Entry]:
    """What makes the difference between the books and today's knowledge at the last of the days."""
    asked: dict[str, Any] = {"offices": list(offices), "days": list(days), "last": len(days)}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, {**asked, **clock.parameters})
        return [Entry(*row) for row in cursor]
