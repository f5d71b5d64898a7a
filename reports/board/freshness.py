"""Freshness: which state of the books a board shows, told by what was last written to them.

Closed months do not change, so only lines and steps of open days are looked at, by index. Nothing
of a case is in it: a board that is open asks for it every half minute.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import connection
from django.utils import timezone

from cases.choices import StepKind
from cases.rules.measures import DECIDES, ENDS
from cases.today import today
from reports.figures.scopes import Scope

WATCHED = DECIDES | ENDS | {StepKind.COERCED, StepKind.RECEIVED, StepKind.COMPELLED, StepKind.DONE}
"""Steps that move a number of the board."""

_STATE = """
WITH office AS (
    SELECT b.office_id, b.closed_through, coalesce(b.closed_through, '-infinity'::date) AS since
    FROM cases_books b WHERE b.office_id = ANY(%(offices)s)
), state AS (
    SELECT o.office_id, o.closed_through,
           (SELECT max(k.id + 0) FROM cases_ledgerline k
            WHERE k.office_id = o.office_id AND k.booked_on > o.since
              AND k.booked_on <= %(cutoff)s) AS line,
           (SELECT max(s.id + 0) FROM cases_step s
            WHERE s.office_id = o.office_id AND s.kind = ANY(%(kinds)s)
              AND s.booked_on > o.since AND s.booked_on <= %(cutoff)s) AS step
    FROM office o
)
SELECT array_agg(row(office_id, closed_through, line, step)::text ORDER BY office_id),
       greatest(
           (SELECT max(a.written_at) FROM state JOIN cases_ledgerline k ON k.id = state.line
            JOIN cases_act a ON a.id = k.act_id),
           (SELECT max(c.closed_at) FROM cases_closing c
            WHERE c.office_id = ANY(%(offices)s) AND c.cutoff <= %(cutoff)s
              AND c.withdrawn_at IS NULL)
       ),
       (SELECT max(id) FROM reports_target), (SELECT max(cancelled_at) FROM reports_targetdecision),
       (SELECT max(id) FROM reports_layout), (SELECT max(id) FROM reports_officialform),
       (SELECT count(*) FROM cases_succession),
       (SELECT max(id) FROM cases_referral), (SELECT max(id) FROM cases_keyentry),
       (SELECT row(max(id), count(ended_on))::text FROM cases_keycase),
       (SELECT row(max(id), count(settled_on))::text FROM cases_keyask)
FROM state
"""


@dataclass(frozen=True)
class Freshness:
    version: str
    """Changes when a figure may have."""
    at: datetime | None
    """When the last act was written or the last month closed."""

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


def of(scope: Scope, cutoff: date) -> Freshness:
    kinds = sorted(kind.value for kind in WATCHED)
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"offices": scope.ids, "cutoff": cutoff, "kinds": kinds})
        state, at, *more = cursor.fetchone()
    told = repr((state, more, today(), sorted(scope.ids), cutoff))
    if (
        at is not None and timezone.localtime(at).date() > today()
    ):  # in the demo the day stands still
        at = datetime.combine(today(), timezone.localtime(at).timetz())
    return Freshness(sha256(told.encode()).hexdigest()[:20], at)
