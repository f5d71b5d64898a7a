"""Facts: what a form counts that is no line of the ledger, each as it stood at two days.

A fact was, and is now, out of the books, open, or done; an event is done as soon as it is in. Only
what was booked by a day and not cancelled by then stands, so a closed period comes out the same
for ever. One SQL statement for each source, bounded by the offices and the statistical year.
Another clock reads the same rows with other days, or fewer of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from cases.choices import Heading, MeasureKind, StepKind
from cases.models import RegisterEntry, Step
from cases.periods import Period
from cases.register_kinds import SHAPES, Book, EntryKind
from cases.rules.measures import DECIDES, ENDS
from reports.figures import administrative
from reports.figures.administrative import AT_TWO_DAYS
from reports.figures.clocks import BOOKED, Clock

OUT, OPEN, DONE = "out", "open", "done"


class Fact(NamedTuple):
    office: int
    kind: str
    was: str
    """At the end of the day before the period began."""
    now: str
    """At the cut-off."""
    outcome: str
    amount: int | None
    people: int | None
    on: date
    booked_on: date
    words: str
    case: int | None
    page: str
    at: tuple[Any, ...]
    """The address of what it is about: its name, and what stands in it."""
    times: int = 1


@dataclass(frozen=True)
class Asked:
    """Whose facts are asked for, from when to when, by which clock."""

    offices: tuple[int, ...]
    start: date
    cutoff: date
    clock: Clock = BOOKED

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """The rows of a source, its tables read by the clock."""
        for model in (Step, RegisterEntry):
            sql = sql.replace(model._meta.db_table, self.clock.rows(model))
        sql = sql.replace("cases_ledgerline", self.clock.dated_lines)
        named: dict[str, Any] = {
            "offices": list(self.offices),
            "start": self.start,
            "cutoff": self.cutoff,
        }
        with connection.cursor() as cursor:
            cursor.execute(sql, {**named, **self.clock.parameters, **more})
            return cursor.fetchall()


def facts(
    sources: Iterable[str], offices: Sequence[int], period: Period, clock: Clock = BOOKED
) -> dict[str, list[Fact]]:
    """The facts of each source for the offices, up to the cut-off."""
    asked = Asked(tuple(offices), period.start, period.cutoff, clock)
    return {name: SOURCES[name](name, asked) for name in sorted(set(sources))}


def kind_words(source: str, kind: str) -> str:
    """A fact's kind in words; a judgment that is tracked is told by its column."""
    if source in Book.values:
        return str(EntryKind(kind).label)
    if source == "measures":
        return str(MeasureKind(kind).label)
    if source in ("steps", "forces"):
        return str(StepKind(kind.partition(".")[0]).label)
    return administrative.BY_CODE[kind].label if source == "administrative" else "Miễn, giảm"


# ---------------------------------------------------------------- the registers
_REGISTER = f"""
WITH entry AS (
    SELECT e.*, {AT_TWO_DAYS.format("e")}
    FROM cases_registerentry e LEFT JOIN cases_registerentry c ON c.cancels_id = e.id
    WHERE e.register = %(register)s AND e.office_id = ANY(%(offices)s)
      AND e.cancels_id IS NULL AND e.booked_on <= %(cutoff)s
), ended AS (
    SELECT refers_to_id, bool_or(before) AS before, bool_or(stands) AS stands,
           max(kind) FILTER (WHERE stands) AS kind
    FROM entry WHERE kind = ANY(%(ends)s) GROUP BY 1
), fact AS (
    SELECT m.office_id, m.kind,
           CASE WHEN NOT m.before THEN 'out' WHEN e.before THEN 'done' ELSE 'open' END AS was,
           CASE WHEN NOT m.stands THEN 'out' WHEN e.stands THEN 'done' ELSE 'open' END AS now,
           coalesce(e.kind, '') AS outcome, m.amount, m.people, m."on", m.booked_on, m.case_id,
           m.id AS matter
    FROM entry m LEFT JOIN ended e ON e.refers_to_id = m.id WHERE m.entry_no IS NOT NULL
    UNION ALL
    SELECT office_id, kind, CASE WHEN before THEN 'done' ELSE 'out' END,
           CASE WHEN stands THEN 'done' ELSE 'out' END, '', amount, people, "on", booked_on,
           case_id, refers_to_id
    FROM entry WHERE entry_no IS NULL
)
SELECT f.office_id, f.kind, f.was, f.now, f.outcome, f.amount, f.people, f."on", f.booked_on,
       'số ' || m.entry_no || '/' || m.register_year
           || CASE WHEN m.person = '' THEN '' ELSE ' · ' || m.person END,
       f.case_id, m.id
FROM fact f JOIN cases_registerentry m ON m.id = f.matter
WHERE NOT (f.was = f.now AND f.was IN ('out', 'done'))
ORDER BY f.booked_on, m.id, f.kind
"""


def _register(name: str, asked: Asked) -> list[Fact]:
    ends = [kind.value for kind in SHAPES[name].ends]
    rows = asked.rows(_REGISTER, register=name, ends=ends)
    return [_fact(row, "register_detail", (name, row[-1])) for row in rows]


# ---------------------------------------------------------------- steps, measures, reductions
_STANDING_STEP = """
FROM cases_step s
LEFT JOIN cases_step c ON c.cancels_id = s.id
JOIN cases_case k ON k.id = s.case_id
WHERE s.office_id = ANY(%(offices)s) AND s.kind = ANY(%(kinds)s)
  AND s.booked_on BETWEEN %(start)s AND %(cutoff)s
  AND (c.booked_on IS NULL OR c.booked_on > %(cutoff)s)
ORDER BY s.booked_on, s.id
"""
_STEPS = f"""
SELECT s.office_id, s.kind, 'out', 'done', s.outcome, s.amount, NULL::int, s."on", s.booked_on,
       k.decision, s.case_id, s.case_id
{_STANDING_STEP}
"""
COUNTED_STEPS = (
    StepKind.REDUCTION_TO_COURT,
    StepKind.REDUCTION_GRANTED,
    StepKind.REDUCTION_REFUSED,
    StepKind.REDUCTION_PROTESTED,
    StepKind.COERCION_PLANNED,
    StepKind.COERCION_CALLED_OFF,
    StepKind.LAWSUIT_FILED,
)
_FORCES = f"""
SELECT s.office_id, 'coerced.' || CASE WHEN p.with_forces THEN 'with' ELSE 'without' END, 'out',
       'done', s.outcome, s.amount, NULL::int, s."on", s.booked_on, k.decision, s.case_id, s.case_id
{_STANDING_STEP.replace("WHERE", "LEFT JOIN cases_coercionplan p ON p.id = s.plan_id WHERE", 1)}
"""


def _steps(name: str, asked: Asked) -> list[Fact]:
    rows = asked.rows(_STEPS, kinds=[kind.value for kind in COUNTED_STEPS])
    return [_fact(row, "case_detail", (row[-1],)) for row in rows]


def _forces(name: str, asked: Asked) -> list[Fact]:
    """Days on which a coercion was held, with forces or without."""
    rows = asked.rows(_FORCES, kinds=[StepKind.COERCED.value])
    return [_fact(row, "case_detail", (row[-1],)) for row in rows]


_MEASURES = f"""
WITH step AS (
    SELECT s.*, {AT_TWO_DAYS.format("s")}
    FROM cases_step s LEFT JOIN cases_step c ON c.cancels_id = s.id
    WHERE s.kind = ANY(%(kinds)s) AND s.booked_on <= %(cutoff)s AND s.measure_id IN (
        SELECT measure_id FROM cases_step d
        WHERE office_id = ANY(%(offices)s) AND kind = ANY(%(decides)s)
          AND booked_on <= %(cutoff)s
    )
), life AS (
    SELECT measure_id,
           (array_agg(office_id ORDER BY id)
               FILTER (WHERE kind = ANY(%(decides)s)))[1] AS office_id,
           min("on") FILTER (WHERE kind = ANY(%(decides)s)) AS "on",
           min(booked_on) FILTER (WHERE kind = ANY(%(decides)s)) AS booked_on,
           coalesce(bool_or(before) FILTER (WHERE kind = ANY(%(decides)s)), false) AS was_in,
           coalesce(bool_or(stands) FILTER (WHERE kind = ANY(%(decides)s)), false) AS is_in,
           coalesce(bool_or(before) FILTER (WHERE kind = ANY(%(ends)s)), false) AS was_done,
           coalesce(bool_or(stands) FILTER (WHERE kind = ANY(%(ends)s)), false) AS is_done,
           coalesce(max(outcome) FILTER (WHERE kind = ANY(%(ends)s) AND stands), '') AS outcome
    FROM step GROUP BY 1
), fact AS (
    SELECT *, CASE WHEN NOT was_in THEN 'out' WHEN was_done THEN 'done' ELSE 'open' END AS was,
           CASE WHEN NOT is_in THEN 'out' WHEN is_done THEN 'done' ELSE 'open' END AS now
    FROM life WHERE office_id = ANY(%(offices)s)
)
SELECT f.office_id, m.kind, f.was, f.now, f.outcome, NULL::bigint, NULL::int, f."on",
       f.booked_on, k.decision || ' · ' || m.object, m.case_id, m.id
FROM fact f JOIN cases_measure m ON m.id = f.measure_id JOIN cases_case k ON k.id = m.case_id
WHERE NOT (f.was = f.now AND f.was IN ('out', 'done'))
ORDER BY f.booked_on, m.id
"""


def _measures(name: str, asked: Asked) -> list[Fact]:
    """Decisions of security and coercion, by the office that made them: open until the measure
    ends, wherever its case is by then."""
    decides, ends = ([kind.value for kind in kinds] for kinds in (DECIDES, ENDS))
    rows = asked.rows(_MEASURES, kinds=decides + ends, decides=decides, ends=ends)
    return [_fact(row, "measure_detail", (row[-1],)) for row in rows]


_REDUCTIONS = """
SELECT l.office_id, CASE WHEN a.ground = '' THEN 'other' ELSE a.ground END, 'out', 'done', '',
       sum(l.amount)::bigint, NULL::int, a."on", a.booked_on, a.decision, a.case_id, a.id
FROM cases_ledgerline l JOIN cases_act a ON a.id = l.act_id
LEFT JOIN cases_act r ON r.reverses_id = a.id
    AND (%(known)s::timestamptz IS NULL OR r.written_at <= %(known)s)
WHERE l.office_id = ANY(%(offices)s) AND l.booked_on BETWEEN %(start)s AND %(cutoff)s
  AND l.heading = %(heading)s AND l.amount <> 0 AND a.kind = 'reduce'
  AND (r.booked_on IS NULL OR r.booked_on > %(cutoff)s)
GROUP BY l.office_id, a.id HAVING sum(l.amount) <> 0
ORDER BY a.booked_on, a.id
"""


def _reductions(name: str, asked: Asked) -> list[Fact]:
    """Acts of exemption and reduction; one corrected for an earlier year leaves nothing here."""
    rows = asked.rows(_REDUCTIONS, heading=Heading.REDUCED.value)
    return [_fact(row, "case_detail", (row[-2],)) for row in rows]


# ---------------------------------------------------------------- administrative judgments
def _administrative(name: str, asked: Asked) -> list[Fact]:
    """Each judgment once for every column it stands in, as the page of figures counts it."""
    rows = administrative.counted(asked.offices, asked.start, asked.cutoff, asked.clock)
    return [
        Fact(
            row.office, row.column, OUT, DONE, "", None, None, row.received_on, row.received_on,
            row.words, None, "administrative_detail", (row.judgment,), row.times,
        )
        for row in rows
    ]  # fmt: skip


SOURCES: dict[str, Callable[[str, Asked], list[Fact]]] = {
    **{book.value: _register for book in Book},
    "steps": _steps,
    "forces": _forces,
    "measures": _measures,
    "reductions": _reductions,
    "administrative": _administrative,
}


def _fact(row: tuple[Any, ...], page: str, at: tuple[Any, ...]) -> Fact:
    """A fact as the sources select it; the last of a row is what its address is made of."""
    return Fact._make((*row[:-1], page, at, 1))
