"""Figures: sums of ledger lines, laid out as a statement. One SQL statement per table.

A balance at a day is the last standing closing up to that day plus the lines booked after it, so a
statement costs "last closing + open days", not "all history". What stands at the cut-off is a
stock, what moved since 1 October a flow; a layout maps both to columns (see `columns`).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any, NamedTuple

from django.db import connection

from cases.choices import ENFORCEABLE, RESULTS, STOCK, Heading, JudgmentKind, Origin
from cases.models import CaseClass, Office, Officer
from cases.periods import Period
from cases.rules import Refusal
from reports.columns import (
    MOVEMENT,
    Balances,
    Column,
    Sums,
    Term,
    evaluate,
    half_up,
    parse,
    printed_rate,
    rate,
)
from reports.goals import Goal, Goals, goals
from reports.models import Layout, Measure
from reports.scopes import WITH_BELOW, Scope, check_books

MEASURES = (Measure.CASES.value, Measure.MONEY.value)
UNITS = {"cases": "việc", "money": "đồng"}


# ---------------------------------------------------------------- the one SQL statement
DIMENSIONS = {
    "office": "b.office_id",
    "officer": "k.officer_id",
    "class": "k.case_class_id",
    "all": "0::bigint",
}

_BALANCES = """
WITH base AS (
    SELECT o.office_id, m.mark, m.day, c.id AS closing_id,
           coalesce(c.cutoff, '-infinity'::date) AS since
    FROM unnest(%(offices)s::bigint[]) AS o(office_id)
    CROSS JOIN unnest(%(days)s::date[]) WITH ORDINALITY AS m(day, mark)
    LEFT JOIN LATERAL (
        SELECT id, cutoff FROM cases_closing
        WHERE office_id = o.office_id AND cutoff <= m.day AND withdrawn_at IS NULL
        ORDER BY cutoff DESC LIMIT 1
    ) c ON true
)
SELECT row_key, mark, heading, ground, sum(cases)::bigint, sum(amount)::bigint
FROM (
    SELECT {key} AS row_key, b.mark, k.heading, k.ground,
           sum(k.cases) AS cases, sum(k.amount) AS amount
    FROM base b JOIN cases_closingbalance k ON k.closing_id = b.closing_id
    GROUP BY 1, 2, 3, 4
    UNION ALL
    -- LATERAL, so that each office's open days are read by the index on (office, booked_on)
    SELECT k.row_key, b.mark, k.heading, k.ground, k.cases, k.amount
    FROM base b CROSS JOIN LATERAL (
        SELECT {key} AS row_key, k.heading, k.ground, sum(k.cases) AS cases, sum(k.amount) AS amount
        FROM cases_ledgerline k
        WHERE k.office_id = b.office_id AND k.booked_on > b.since AND k.booked_on <= b.day
        GROUP BY 1, 2, 3
    ) k
) parts
GROUP BY 1, 2, 3, 4
"""


class Standing(NamedTuple):
    cases: int = 0
    money: int = 0


def balances(
    offices: Sequence[int], days: Sequence[date], dimension: str = "office"
) -> dict[int | None, dict[tuple[str, str], list[Standing]]]:
    """Cumulative balances by row, (heading, ground) and day, closings and open lines together."""
    sql = _BALANCES.format(key=DIMENSIONS[dimension])
    found: dict[int | None, dict[tuple[str, str], list[Standing]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"offices": list(offices), "days": list(days)})
        for row, mark, heading, ground, cases, amount in cursor:
            standing = found[row].setdefault((heading, ground), [Standing()] * len(days))
            standing[mark - 1] = Standing(cases, amount)
    return found


def between(opening: Standing, closing: Standing) -> Sums:
    return Sums(opening.cases, closing.cases, opening.money, closing.money)


# ---------------------------------------------------------------- statement
@dataclass(frozen=True)
class Identity:
    """Đẳng thức kiểm tra: two ways to the same number, the right one past the columns."""

    code: str
    measure: str
    label: str
    left: int | Decimal | None
    right: int | Decimal | None

    @property
    def remainder(self) -> int | Decimal | None:
        if self.left is None or self.right is None:
            return None if self.left is self.right else Decimal(1)
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return not self.remainder


NOBODY = "none"
"""The row of cases no officer holds."""


@dataclass(frozen=True)
class Row:
    """One line of a statement: `key` is the code of an office or officer, or the value of a class;
    `figures` by measure and column code."""

    key: str | None
    label: str
    figures: Mapping[str, Mapping[str, int | None]]
    offices: tuple[int, ...]
    goals: Mapping[str, tuple[Goal | None, Goal | None]]

    def rate(self, measure: str) -> Decimal | None:
        return printed_rate(self.figures[measure]["c09"], self.figures[measure]["c08"])

    def gap(self, measure: str, interim: bool = False) -> Decimal | None:
        goal = self.goals[measure][interim]
        return None if goal is None else goal.gap(self.rate(measure))

    def missing(self, measure: str) -> int | None:
        """How many more must be completed, with as much enforceable as now, to meet the annual
        target; the rate is rounded before it is compared."""
        goal, whole = self.goals[measure][0], self.figures[measure]["c08"]
        if goal is None or not whole:
            return None
        asked = Fraction(goal.rate) + (Fraction(1, 100) if goal.strict else 0) - Fraction(1, 200)
        return max(0, ceil(asked * whole / 100) - (self.figures[measure]["c09"] or 0))

    def value(self, measure: str, code: str) -> int | Decimal | None:
        return self.rate(measure) if code == "c21" else self.figures[measure][code]

    @property
    def is_empty(self) -> bool:
        return not any(v for figures in self.figures.values() for v in figures.values())


@dataclass(frozen=True)
class Statement:
    """The figures of offices for a period, as known now. Immutable: what is printed is this."""

    scope: Scope
    period: Period
    dimension: str
    layout: Layout
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row
    identities: tuple[Identity, ...]
    closed: int
    """How many offices of the scope have closed through the cut-off."""

    @property
    def office(self) -> Office:
        return self.scope.office

    @property
    def when(self) -> str:
        """The period in words: "05 tháng năm 2018", "Năm 2018 (12 tháng)"."""
        if self.period.months == 12:
            return f"Năm {self.period.year} (12 tháng)"
        return f"{self.period.label} năm {self.period.year}"

    def column(self, code: str) -> Column:
        try:
            return next(c for c in self.columns if c.code == code)
        except StopIteration:
            raise Refusal(f"Biểu không có cột {code}.", "column") from None

    def row(self, key: str | None) -> Row:
        """A row by its key; none means the total."""
        if not key:
            return self.total
        for row in self.rows:
            if row.key == key:
                return row
        raise Refusal("Biểu không có dòng này.", "row")

    @cached_property
    def canonical(self) -> str:
        """The figures as one JSON text: sorted keys, no blanks. The printed hash is taken of it."""
        return json.dumps(as_json(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def proved(self) -> bool:
        return all(identity.holds for identity in self.identities)


def statement(
    office: Office,
    period: Period,
    scope: str = WITH_BELOW,
    *,
    dimension: str = "office",
    now: bool = False,
) -> Statement:
    """The statement of an office for a period. Raises Refusal where there can be none."""
    whose = Scope.of(office, scope, period, now=now)
    books = check_books(whose, period)
    layout = Layout.objects.at(period.cutoff)
    columns = parse(layout.columns)
    days = (period.start - timedelta(days=1), period.cutoff)
    found = balances(whose.ids, days, dimension if dimension in DIMENSIONS else "class")
    by_row = {
        row: {place: between(*standing) for place, standing in places.items()}
        for row, places in found.items()
    }
    targets = goals(whose.offices, period)
    everything = _added(by_row.values())
    rows = tuple(_rows(dimension, by_row, columns, whose, targets))
    total = _row(None, "Tổng số", everything, columns, whose.ids, _goals_of(targets, office.pk))
    return Statement(
        scope=whose,
        period=period,
        dimension=dimension,
        layout=layout,
        columns=columns,
        rows=rows,
        total=total,
        identities=tuple(_identities(total, everything)),
        closed=sum(
            1
            for b in books.values()
            if b.office_id in whose.alive and b.closed_through and b.closed_through >= period.cutoff
        ),
    )


def _added(parts: Iterable[Balances]) -> dict[tuple[str, str], Sums]:
    total: dict[tuple[str, str], Sums] = {}
    for part in parts:
        for place, sums in part.items():
            total[place] = total[place].plus(sums) if place in total else sums
    return total


def _goals_of(targets: Goals, office: int) -> dict[str, tuple[Goal | None, Goal | None]]:
    return {measure: targets.get((office, measure), (None, None)) for measure in MEASURES}


_NO_GOALS: dict[str, tuple[Goal | None, Goal | None]] = dict.fromkeys(MEASURES, (None, None))


def _row(
    key: str | None,
    label: str,
    found: Balances,
    columns: Sequence[Column],
    offices: Iterable[int],
    targets: Mapping[str, tuple[Goal | None, Goal | None]] = _NO_GOALS,
) -> Row:
    figures = {measure: evaluate(columns, found, measure) for measure in MEASURES}
    return Row(key, label, figures, tuple(offices), targets)


_FLAGS = {
    "budget": ("Thu cho ngân sách", "Không thu cho ngân sách"),
    "credit": ("Tín dụng, ngân hàng", "Không phải tín dụng, ngân hàng"),
    "corruption": ("Tham nhũng, kinh tế", "Không phải tham nhũng, kinh tế"),
}
BREAKDOWNS = {
    "office": "Theo đơn vị",
    "officer": "Theo Chấp hành viên",
    "origin": "Theo cách ra quyết định",
    "judgment_kind": "Theo loại án",
    "budget": "Theo thu cho ngân sách",
    "credit": "Theo tín dụng, ngân hàng",
    "corruption": "Theo tham nhũng, kinh tế",
}


def class_values(dimension: str) -> dict[str, str]:
    """The rows of a breakdown by class: value and label, in the order of the forms."""
    if dimension == "origin":
        return dict(Origin.choices)
    if dimension == "judgment_kind":
        return dict(JudgmentKind.choices)
    yes, no = _FLAGS[dimension]
    return {"yes": yes, "no": no}


def class_value(of: CaseClass, dimension: str) -> str:
    value = getattr(of, dimension)
    return value if isinstance(value, str) else ("yes" if value else "no")


def _rows(
    dimension: str,
    by_row: Mapping[int | None, Balances],
    columns: Sequence[Column],
    scope: Scope,
    targets: Goals,
) -> Iterator[Row]:
    if dimension == "office":
        for office in scope.offices:
            row = _row(
                office.code,
                office.short_name,
                by_row.get(office.pk, {}),
                columns,
                (office.pk,),
                _goals_of(targets, office.pk),
            )
            if office.pk in scope.alive or not row.is_empty:
                yield row
    elif dimension == "officer":
        officers = Officer.objects.in_bulk([key for key in by_row if key])
        named = sorted(by_row, key=lambda key: officers[key].code if key in officers else "￿")
        for key in named:
            officer = officers.get(key) if key else None
            code, label = (officer.code, str(officer)) if officer else (NOBODY, "Chưa phân công")
            row = _row(code, label, by_row[key], columns, scope.ids)
            if not row.is_empty:
                yield row
    elif dimension in BREAKDOWNS:
        classes = CaseClass.objects.in_bulk([key for key in by_row if key])
        groups: dict[str, list[Balances]] = defaultdict(list)
        for key, found in by_row.items():
            if key is not None:
                groups[class_value(classes[key], dimension)].append(found)
        for value, label in class_values(dimension).items():
            if value in groups or len(class_values(dimension)) == 2:
                yield _row(value, label, _added(groups[value]), columns, scope.ids)
    else:
        raise Refusal(f"Không chia được theo “{dimension}”.", "by")


def _identities(total: Row, found: Balances) -> Iterator[Identity]:
    """I1–I8. Left sides are printed columns; right sides are summed from the ledger again, so a
    layout that loses a heading, or a ledger that loses a line, leaves a remainder."""
    enforceable = frozenset(h.value for h in ENFORCEABLE)
    standing = frozenset(h.value for h in STOCK)
    results = frozenset(h.value for h in RESULTS)
    separate = frozenset((Heading.SEPARATE_BOOK.value, Heading.SEPARATE_ENDED.value))
    for measure in MEASURES:

        def stock(headings: frozenset[str], measure: str = measure) -> int:
            return Term("stock", headings).value(found, measure)

        def moved(headings: frozenset[str], measure: str = measure) -> int:
            corrected = Term(MOVEMENT, frozenset(("CORRECTED",)), headings)
            return Term(MOVEMENT, headings).value(found, measure) + corrected.value(found, measure)

        c = {code: value or 0 for code, value in total.figures[measure].items()}
        done, put_aside = moved(results), moved(separate)
        rest = stock(standing) + put_aside
        whole_rate = printed_rate(done, done + stock(enforceable))
        share = printed_rate(c["c08"], c["c07"])
        other_share = rate(c["c18"], c["c07"])
        rows: tuple[tuple[str, str, Any, Any], ...] = (
            ("I1", "(1) = (2) + (3)", c["c01"], c["c02"] + c["c03"]),
            ("I2", "(1) − (4) − (5) − (6) = còn trong sổ và đã xong", c["c07"], rest + done),
            ("I3", "(7) = (8) + (18)", c["c07"], c["c08"] + c["c18"]),
            ("I4", "(21) = (9) : (8)", total.rate(measure), whole_rate),
            ("I5", "(19) = (7) − (9) = còn trong sổ", c["c19"], rest),
            ("I6", "(20) = (8) − (9) = còn có điều kiện", c["c20"], stock(enforceable)),
            (
                "I7",
                "(8) : (7) = 100 − (18) : (7)",
                share,
                None if other_share is None else half_up(100 - other_share),
            ),
            ("I8", "(19) − (23) = (2) của năm sau", c["c19"] - c["m02"], stock(standing)),
        )
        for code, label, left, right in rows:
            yield Identity(code, measure, label, left, right)


# ---------------------------------------------------------------- JSON
def _text(value: int | Decimal | None) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def figures_json(row: Row, measure: str) -> dict[str, int | str | None]:
    return {**row.figures[measure], "c21": _text(row.rate(measure))}


def as_json(of: Statement) -> dict[str, Any]:
    """Every figure of a statement, as the command prints it; money in đồng."""
    total = of.total

    def each(answer: Any) -> dict[str, Any]:
        return {measure: answer(measure) for measure in MEASURES}

    def goal(measure: str, interim: bool) -> str | None:
        found = total.goals[measure][interim]
        return str(found.rate) if found else None

    return {
        "office": of.office.code,
        "scope": of.scope.kind,
        "year": of.period.year,
        "months": of.period.months,
        "cutoff": of.period.cutoff.isoformat(),
        "layout": of.layout.code,
        "layout_provisional": of.layout.provisional,
        "cases": figures_json(total, "cases"),
        "money": figures_json(total, "money"),
        "rates": each(lambda m: _text(total.rate(m))),
        "target": each(lambda m: goal(m, False)),
        "gap": each(lambda m: _text(total.gap(m))),
        "interim_target": each(lambda m: goal(m, True)),
        "interim_gap": each(lambda m: _text(total.gap(m, True))),
        "identities": [
            {
                "identity": i.code,
                "measure": i.measure,
                "left": _text(i.left),
                "right": _text(i.right),
                "remainder": _text(i.remainder),
            }
            for i in of.identities
        ],
        "by": of.dimension,
        "rows": [
            {
                "row": row.key,
                "cases": figures_json(row, "cases"),
                "money": figures_json(row, "money"),
            }
            for row in of.rows
        ],
    }


# ---------------------------------------------------------------- through the year
def curve(
    scope: Scope, period: Period, columns: Sequence[Column]
) -> dict[str, list[Decimal | None]]:
    """The cumulative rates at each month's end up to the period, in one SQL statement."""
    opening = period.start - timedelta(days=1)
    days = [opening, *(Period(period.year, m).cutoff for m in range(1, period.months + 1))]
    places = balances(scope.ids, days, "all").get(0, {})
    rates: dict[str, list[Decimal | None]] = {measure: [] for measure in MEASURES}
    for mark in range(1, len(days)):
        found = {place: between(s[0], s[mark]) for place, s in places.items()}
        row = _row(None, "", found, columns, ())
        for measure in MEASURES:
            rates[measure].append(row.rate(measure))
    return rates
