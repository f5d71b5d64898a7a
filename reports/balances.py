"""Balances: what stands where on given days. The one SQL statement behind every figure.

A balance at a day is the last standing closing up to that day plus the lines booked after it, so
a figure costs "last closing + open days", not "all history".
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from reports.columns import Sums

DIMENSIONS = {
    "office": "b.office_id",
    "officer": "k.officer_id",
    "office_officer": "ARRAY[b.office_id, coalesce(k.officer_id, 0)]",
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
    WHERE %(classes)s::bigint[] IS NULL OR k.case_class_id = ANY(%(classes)s)
    GROUP BY 1, 2, 3, 4
    UNION ALL
    -- LATERAL, so that each office's open days are read by the index on (office, booked_on)
    SELECT k.row_key, b.mark, k.heading, k.ground, k.cases, k.amount
    FROM base b CROSS JOIN LATERAL (
        SELECT {key} AS row_key, k.heading, k.ground, sum(k.cases) AS cases, sum(k.amount) AS amount
        FROM cases_ledgerline k
        WHERE k.office_id = b.office_id AND k.booked_on > b.since AND k.booked_on <= b.day
          AND (%(classes)s::bigint[] IS NULL OR k.case_class_id = ANY(%(classes)s))
        GROUP BY 1, 2, 3
    ) k
) parts
GROUP BY 1, 2, 3, 4
"""


RowKey = int | tuple[int, int] | None
"""An office, officer or class by its id; an officer in an office by both."""


class Standing(NamedTuple):
    cases: int = 0
    money: int = 0


def balances(
    offices: Sequence[int],
    days: Sequence[date],
    dimension: str = "office",
    classes: Sequence[int] | None = None,
) -> dict[RowKey, dict[tuple[str, str], list[Standing]]]:
    """Cumulative balances by row, (heading, ground) and day, closings and open lines together.

    `classes` narrows to lines of these classes; none means all.
    """
    sql = _BALANCES.format(key=DIMENSIONS[dimension])
    found: dict[RowKey, dict[tuple[str, str], list[Standing]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        only = None if classes is None else list(classes)
        cursor.execute(sql, {"offices": list(offices), "days": list(days), "classes": only})
        for key, mark, heading, ground, cases, amount in cursor:
            row = tuple(key) if isinstance(key, list) else key
            standing = found[row].setdefault((heading, ground), [Standing()] * len(days))
            standing[mark - 1] = Standing(cases, amount)
    return found


def between(opening: Standing, closing: Standing) -> Sums:
    return Sums(opening.cases, closing.cases, opening.money, closing.money)
