"""Tiền: what the offices hold, took in and paid out, read from vouchers. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from cases.models import Office

# Money under COLLECTED in the ledger beside what the vouchers hold for obligations: one row for
# each case, obligation, office and booked day on which they differ.
_DIFFER = """
SELECT coalesce(l.office_id, v.office_id), coalesce(l.case_id, v.case_id),
    coalesce(l.obligation_id, v.obligation_id), coalesce(l.booked_on, v.booked_on),
    coalesce(l.amount, 0), coalesce(v.amount, 0)
FROM (
    SELECT office_id, case_id, obligation_id, booked_on, sum(amount) AS amount
    FROM cases_ledgerline WHERE heading = 'COLLECTED' {offices}
    GROUP BY office_id, case_id, obligation_id, booked_on
) l
FULL JOIN (
    SELECT office_id, case_id, obligation_id, booked_on, sum(amount) AS amount
    FROM cases_voucherline WHERE fund = 'obligation' {offices}
    GROUP BY office_id, case_id, obligation_id, booked_on
) v USING (office_id, case_id, obligation_id, booked_on)
WHERE coalesce(l.amount, 0) <> coalesce(v.amount, 0)
ORDER BY 4, 1, 2
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Difference:
    """Where vouchers and ledger disagree on a day, in đồng."""

    office: int
    case: int
    obligation: int
    booked_on: date
    ledger: int
    vouchers: int


def books_differ(offices: Iterable[Office] | None = None, limit: int = 100) -> list[Difference]:
    """Cases, offices and days where vouchers and ledger disagree; empty when all is right."""
    narrowed = "" if offices is None else "AND office_id = ANY(%(offices)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFER.format(offices=narrowed),
            {"limit": limit, "offices": [office.pk for office in offices or ()]},
        )
        return [Difference(*row) for row in cursor.fetchall()]
