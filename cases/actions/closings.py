"""Khóa sổ: closing a month freezes an office's balances; reopening withdraws it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from cases.models import Books, Closing, Office, User
from cases.periods import is_month_end
from cases.roles import CLOSE, REOPEN
from cases.rules import Refusal
from cases.today import today

_FREEZE = """
INSERT INTO cases_closingbalance
    (closing_id, officer_id, case_class_id, heading, ground, cases, amount)
SELECT %(closing)s, officer_id, case_class_id, heading, ground, sum(cases), sum(amount)
FROM (
    SELECT officer_id, case_class_id, heading, ground, cases, amount
    FROM cases_closingbalance WHERE closing_id = %(before)s
    UNION ALL
    SELECT officer_id, case_class_id, heading, ground, cases, amount
    FROM cases_ledgerline
    WHERE office_id = %(office)s AND booked_on <= %(cutoff)s
      AND booked_on > coalesce(%(before_cutoff)s, '-infinity'::date)
) line
GROUP BY officer_id, case_class_id, heading, ground
HAVING sum(cases) <> 0 OR sum(amount) <> 0
"""


@transaction.atomic
def close_month(office: Office, cutoff: date, *, by: User | None) -> Closing:
    """Close an office's books through the last day of a month, which must be over.

    Freezes the cumulative balance of every heading by officer, class and ground. Months are
    closed in order; `by` is None only for the loading of a history.
    """
    if by is not None:
        _check(by, CLOSE, office)
    if not is_month_end(cutoff):
        raise Refusal("Chỉ khóa sổ đến ngày cuối tháng.", "cutoff")
    if cutoff >= today():
        raise Refusal("Tháng chưa kết thúc, chưa thể khóa sổ.", "cutoff")
    books = Books.objects.select_for_update().filter(office=office).first()
    if books is None:
        raise Refusal("Đơn vị chưa mở sổ.", "office")
    if cutoff < books.day_before or (books.closed_through and cutoff <= books.closed_through):
        raise Refusal("Tháng này đã khóa sổ.", "cutoff")
    before = Closing.objects.standing().filter(office=office).order_by("-cutoff").first()
    closing = Closing.objects.create(office=office, cutoff=cutoff, closed_by=by)
    with connection.cursor() as cursor:
        cursor.execute(
            _FREEZE,
            {
                "closing": closing.pk,
                "before": before.pk if before else None,
                "before_cutoff": before.cutoff if before else None,
                "office": office.pk,
                "cutoff": cutoff,
            },
        )
    books.closed_through = cutoff
    books.save(update_fields=["closed_through"])
    return closing


@transaction.atomic
def reopen(office: Office, cutoff: date, *, by: User, reason: str) -> None:
    """Withdraw the closings of an office from `cutoff` on; the city's right, with a reason."""
    _check(by, REOPEN, office)
    if not reason.strip():
        raise Refusal("Nhập lý do mở lại sổ.", "reason")
    books = Books.objects.select_for_update().get(office=office)
    standing = Closing.objects.standing().filter(office=office)
    withdrawn = standing.filter(cutoff__gte=cutoff).update(
        withdrawn_at=timezone.now(), withdrawn_by=by, reason=reason.strip()
    )
    if not withdrawn:
        raise Refusal("Tháng này chưa khóa sổ.", "cutoff")
    last = standing.order_by("-cutoff").first()
    books.closed_through = last.cutoff if last else None
    books.save(update_fields=["closed_through"])


def _check(by: User, right: str, office: Office) -> None:
    if not by.may(right) or not Office.objects.visible_to(by).filter(pk=office.pk).exists():
        raise PermissionDenied
