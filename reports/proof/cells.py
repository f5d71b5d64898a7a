"""The lines behind a number: any cell of a statement as a filter over the ledger."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from cases.rules import Refusal
from reports.figures.breakdowns import CLASS_BLOCKS, NOBODY, class_ids, classes_where
from reports.figures.columns import MOVEMENT, OPENING, Column
from reports.figures.columns import STOCK as STOCK_AT_CUTOFF
from reports.figures.statistics import Row, Statement


@dataclass(frozen=True)
class Cell:
    """One number of a statement and exactly what it is made of.

    A flow is a list of acts, each with what its lines add to the cell. A cell with a stock in it
    is a list of cases with what each contributes on balance; what came and went is not listed.
    """

    statement: Statement
    column: Column
    measure: str
    row: Row
    part: bool = False
    """One of the column's terms alone."""

    @property
    def value(self) -> int:
        if self.part:
            return self.totals()[1]
        return self.row.figures[self.measure][self.column.code] or 0

    @property
    def by_case(self) -> bool:
        return any(term.of != MOVEMENT for term in self.column.terms)

    @property
    def _first(self) -> date:
        return date.min if self.by_case else self.statement.period.start

    def _sql(self) -> tuple[str, list[Any]]:
        """One scan: each line times the signs of its terms, added up by case or act."""
        counted, parameters = self.counted(self._first)
        key, act = ("case_id", "NULL::bigint") if self.by_case else ("case_id, act_id", "act_id")
        return (
            f"""
            SELECT case_id, {act} AS act_id, max(booked_on) AS booked_on, max(id) AS line_id,
                   sum(value)::bigint AS value
            FROM ({counted}) line
            GROUP BY {key} HAVING sum(value) <> 0
            """,
            parameters,
        )

    def counted(self, first: date, only: list[int] | None = None) -> tuple[str, list[Any]]:
        """The lines from a day on, each with what it adds to the cell; `only` of these cases."""
        amount = "cases" if self.measure == "cases" else "amount"
        weight, weighed = self._weight()
        lines, clocked = self.statement.clock.lines
        condition, narrowed = self._row_condition()
        headings = frozenset[str]().union(*(term.headings for term in self.column.terms))
        if only is not None:
            condition = f"{condition or 'true'} AND case_id = ANY(%s)"
            narrowed = [*narrowed, only]
        bounds = [list(self.row.offices), first, self.statement.period.cutoff, sorted(headings)]
        return (
            f"""
            SELECT id, case_id, act_id, booked_on, office_id, officer_id, case_class_id,
                   {amount} * ({weight}) AS value
            FROM {lines} k
            WHERE office_id = ANY(%s) AND booked_on BETWEEN %s AND %s
              AND heading = ANY(%s) AND {amount} <> 0 AND {condition or "true"}
            """,
            [*weighed, *clocked, *bounds, *narrowed],
        )

    def _weight(self) -> tuple[str, list[Any]]:
        """How often a line counts: the signs of the terms whose heading and days it fits."""
        period, weights, parameters = self.statement.period, [], list[Any]()
        spans = {
            MOVEMENT: (period.start, period.cutoff),
            OPENING: (date.min, period.start - timedelta(days=1)),
            STOCK_AT_CUTOFF: (date.min, period.cutoff),
        }
        for term in self.column.terms:
            condition = "heading = ANY(%s) AND booked_on BETWEEN %s AND %s"
            parameters += [sorted(term.headings), *spans[term.of]]
            if term.grounds is not None:
                condition += " AND ground = ANY(%s)"
                parameters.append(sorted(term.grounds))
            weights.append(f"CASE WHEN {condition} THEN {term.sign} ELSE 0 END")
        return " + ".join(weights) or "0", parameters

    def _row_condition(self) -> tuple[str, list[Any]]:
        place, conditions, parameters = self.row.place, [], list[Any]()
        flagged = classes_where(self.statement.question.flags)
        if flagged is not None:
            conditions.append("case_class_id = ANY(%s)")
            parameters.append(flagged)
        if place.dimension == "officer" and place.value == NOBODY:
            conditions.append("officer_id IS NULL")
        elif place.dimension == "officer":
            conditions.append("officer_id = (SELECT id FROM cases_officer WHERE code = %s)")
            parameters.append(place.value)
        elif place.dimension in CLASS_BLOCKS:
            conditions.append("case_class_id = ANY(%s)")
            parameters.append(class_ids(place.dimension, place.value))
        return " AND ".join(conditions), parameters

    def spread(self) -> dict[tuple[int, int | None, int], int]:
        """What its lines add up to at each key: office, officer, class. One scan for all rows."""
        counted, parameters = self.counted(self._first)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT office_id, officer_id, case_class_id, sum(value)::bigint
                FROM ({counted}) line GROUP BY 1, 2, 3
                """,
                parameters,
            )
            return {(office, officer, kind): value for office, officer, kind, value in cursor}

    def totals(self) -> tuple[int, int]:
        """How many acts (or cases), and their sum: the cell."""
        sql, parameters = self._sql()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), coalesce(sum(value), 0)::bigint FROM ({sql}) cell", parameters
            )
            return cursor.fetchone()

    def lines(self, offset: int = 0, limit: int | None = None) -> list["CellLine"]:
        return self.page(offset, limit)[2]

    def page(self, offset: int = 0, limit: int | None = None) -> tuple[int, int, list["CellLine"]]:
        """Count, sum and a page of the lines in one go; past the end count and sum are 0."""
        sql, parameters = self._sql()
        order = "booked_on, act_id"
        if self.by_case:
            order = "case_id" if self.measure == "cases" else "abs(value) DESC, case_id"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT cell.case_id, cell.act_id, cell.booked_on, line.office_id, line.officer_id,
                       cell.value, cell.count, cell.total
                FROM (
                    SELECT *, count(*) OVER () AS count, (sum(value) OVER ())::bigint AS total,
                           row_number() OVER (ORDER BY {order}) AS place
                    FROM ({sql}) counted ORDER BY place OFFSET %s LIMIT %s
                ) cell JOIN cases_ledgerline line ON line.id = cell.line_id ORDER BY place
                """,
                [*parameters, offset, limit],
            )
            rows = cursor.fetchall()
        count, total = rows[0][-2:] if rows else (0, 0)
        return count, total, [CellLine(*row[:-2]) for row in rows]


class CellLine(NamedTuple):
    case: int
    act: int | None
    booked_on: date
    office: int
    officer: int | None
    value: int


def cell_lines(
    of: Statement, column: str, measure: str, row: str | None = None, term: str = ""
) -> Cell:
    """The cell of a statement as a filter over lines. A rate is no sum: it is refused.

    `term` keeps to one of the column's terms, by its place among them.
    """
    if measure not in of.measures:
        raise Refusal("Chọn về việc hoặc về tiền.", "measure")
    found = of.column(column)
    if found.rate is not None or not found.prints(measure):
        raise Refusal(f"Cột {found.number} không có dòng sổ.", "column")
    if not term:
        return Cell(of, found, measure, of.row(row))
    if not term.isdecimal() or int(term) >= len(found.terms):
        raise Refusal("Cột không có phần này.", "term")
    alone = replace(found, terms=(found.terms[int(term)],), sums=())
    return Cell(of, alone, measure, of.row(row), part=True)
