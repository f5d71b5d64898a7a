"""Balances: what stands where on given days. The one SQL statement behind every figure.

A balance at a day is the last standing closing up to that day plus the lines booked after it, so
a figure costs "last closing + open days", not "all history". How a day is read is the clock's
matter (see `clocks`).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from reports.figures import clocks
from reports.figures.clocks import BOOKED, Clock
from reports.figures.columns import Sums

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
        WHERE office_id = o.office_id AND cutoff <= m.day AND {standing}
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
        FROM {lines} k
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


Found = dict[RowKey, dict[tuple[str, str], list[Standing]]]
"""By row, (heading, ground) and day."""


def balances(
    offices: Sequence[int],
    days: Sequence[date],
    dimension: str = "office",
    classes: Sequence[int] | None = None,
    clock: Clock = BOOKED,
) -> Found:
    """Cumulative balances, closings and open lines together.

    `classes` narrows to lines of these classes; none means all.
    """
    asked = {
        "offices": list(offices),
        "days": list(days),
        "classes": None if classes is None else list(classes),
        **clock.parameters,
    }
    key = DIMENSIONS[dimension]
    found: Found = defaultdict(dict)
    queries = [_BALANCES.format(key=key, standing=clock.standing, lines=clock.open_lines)]
    if clock.moves:
        queries.append(clocks.MOVED.format(key=key.replace("b.", "k.")))
    with connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(sql, asked)
            for key_of_row, mark, heading, ground, cases, amount in cursor:
                row = tuple(key_of_row) if isinstance(key_of_row, list) else key_of_row
                standing = found[row].setdefault((heading, ground), [Standing()] * len(days))
                before = standing[mark - 1]
                standing[mark - 1] = Standing(before.cases + cases, before.money + amount)
    return found


def between(opening: Standing, closing: Standing) -> Sums:
    return Sums(opening.cases, closing.cases, opening.money, closing.money)
