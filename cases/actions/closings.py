"""Khóa sổ: closing a month freezes an office's balances; the city reopens, until a day.

Closings and reopenings lock `Books FOR UPDATE`, offices by id; postings hold it FOR SHARE.
"""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from cases.models import Books, Closing, Ended, Office, Reopening, SignOff, User
from cases.periods import is_month_end, month_end, period_of
from cases.roles import CLOSE, REOPEN
from cases.rules import Refusal
from cases.today import today

logger = logging.getLogger(__name__)

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


# ---------------------------------------------------------------- closing
@transaction.atomic
def close_month(office: Office, cutoff: date, *, by: User | None) -> Closing:
    """Close an office's books through the last day of a month, which must be over.

    Freezes the cumulative balance of every heading by officer, class and ground. Months are
    closed one after the other, the city's when every office below is closed and accepted. `by` is
    None only for the loading of a history, which stands as accepted.
    """
    if by is not None:
        check_scope(by, CLOSE, office)
    if not is_month_end(cutoff):
        raise Refusal("Chỉ khóa sổ đến ngày cuối tháng.", "cutoff")
    if cutoff >= today():
        raise Refusal("Tháng chưa kết thúc, chưa thể khóa sổ.", "cutoff")
    books = _hold([office.pk]).get(office.pk)
    if books is None:
        raise Refusal("Đơn vị chưa mở sổ.", "office")
    if cutoff < books.day_before or (books.closed_through and cutoff <= books.closed_through):
        raise Refusal("Tháng này đã khóa sổ.", "cutoff")
    if by is not None:
        _check_turn(office, books, cutoff)
    closing = _freeze(books, cutoff, by)
    if by is None:
        closing.accepted_at = closing.closed_at
        closing.save(update_fields=["accepted_at"])
    for reopening in Reopening.objects.running().filter(office=office):
        if not _left_open(reopening, books):
            _end(reopening, Ended.CLOSED)
    return closing


def next_to_close(books: Books) -> date | None:
    """The month end that comes after the last closed one; none while nothing is closed yet."""
    if books.closed_through is None:
        return None
    period = period_of(books.closed_through + timedelta(days=1))
    return month_end(period.year, period.months)


def missing_below(city: Office, cutoff: date) -> list[Office]:
    """The offices below whose month is not yet closed and accepted; none for an office."""
    if city.parent_id is not None:
        return []
    accepted = Closing.objects.standing().filter(cutoff=cutoff, accepted_at__isnull=False)
    owing = Office.objects.reporting_to(city.pk, cutoff)
    return list(owing.exclude(pk__in=accepted.values("office")).order_by("code"))


def _check_turn(office: Office, books: Books, cutoff: date) -> None:
    turn = next_to_close(books)
    if turn is not None and cutoff > turn:
        raise Refusal(f"Khóa sổ lần lượt từng tháng: còn kỳ đến {turn:%d/%m/%Y}.", "cutoff")
    if missing := missing_below(office, cutoff):
        names = ", ".join(each.short_name for each in missing)
        raise Refusal(
            f"Thành phố khóa sổ sau cùng: {len(missing)} đơn vị chưa khóa sổ"
            f" hoặc chưa được nhận: {names}.",
            "cutoff",
        )


def _hold(offices: Iterable[int]) -> dict[int, Books]:
    rows = Books.objects.select_for_update().filter(office__in=offices).order_by("office")
    return {books.office_id: books for books in rows}


def _freeze(books: Books, cutoff: date, by: User | None) -> Closing:
    """Write the closing of held books."""
    standing = Closing.objects.standing().filter(office=books.office_id)
    before = standing.order_by("-cutoff").first()
    closing = Closing.objects.create(
        office_id=books.office_id, cutoff=cutoff, closed_by=by, closed_on=today()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _FREEZE,
            {
                "closing": closing.pk,
                "before": before.pk if before else None,
                "before_cutoff": before.cutoff if before else None,
                "office": books.office_id,
                "cutoff": cutoff,
            },
        )
    books.closed_through = cutoff
    books.save(update_fields=["closed_through"])
    return closing


# ---------------------------------------------------------------- reopening
@transaction.atomic
def reopen(office: Office, cutoff: date, *, by: User, reason: str, expires_on: date) -> Reopening:
    """Withdraw the closings of an office from `cutoff` on: the city's right, until a day.

    What was signed and accepted of these months goes with them, and so do the closings of the
    city, which stand on them.
    """
    check_scope(by, REOPEN, office)
    if not reason.strip():
        raise Refusal("Nhập lý do mở lại sổ.", "reason")
    if expires_on < today():
        raise Refusal("Ngày hết hạn đã qua.", "expires_on")
    held = _hold({office.pk, *above(office)})
    if running := Reopening.objects.running().filter(office=office).first():
        raise Refusal(f"Sổ đang mở lại đến hết ngày {running.expires_on:%d/%m/%Y}.", "cutoff")
    standing = Closing.objects.standing()
    if not standing.filter(office=office, cutoff__gte=cutoff).exists():
        raise Refusal("Tháng này chưa khóa sổ.", "cutoff")
    moment = timezone.now()
    made = Reopening.objects.create(
        office=office, cutoff=cutoff, by=by, at=moment, reason=reason.strip(), expires_on=expires_on
    )
    months = {"office__in": held, "cutoff__gte": cutoff}
    standing.filter(**months).update(withdrawn_at=moment, reopening=made)
    SignOff.objects.standing().filter(**months).update(reopening=made)
    for books in held.values():
        last = standing.filter(office=books.office_id).aggregate(Max("cutoff"))
        books.closed_through = last["cutoff__max"]
        books.save(update_fields=["closed_through"])
    return made


def above(office: Office) -> list[int]:
    """The city whose figures hold the office's, with the one that took over from it."""
    if office.parent_id is None:
        return []
    later = Office.objects.filter(successions_from__old=office.parent_id)
    return [office.parent_id, *later.values_list("pk", flat=True)]


@transaction.atomic
def close_expired(pk: int) -> list[Closing]:
    """Close again what a reopening opened, once its last day is over. Running twice closes once.

    All months in one transaction: a worker killed in between leaves them open for the next beat.
    """
    found = Reopening.objects.running().filter(pk=pk, expires_on__lt=today()).first()
    if found is None:
        return []
    books = _hold([found.office_id])[found.office_id]
    if not Reopening.objects.running().filter(pk=pk).exists():  # closed while we waited
        return []
    made = [_freeze(books, cutoff, None) for cutoff in _left_open(found, books)]
    _end(found, Ended.EXPIRED)
    logger.info("reopening %s of %s expired: %s closed again", pk, found.office, len(made))
    return made


def _left_open(reopening: Reopening, books: Books) -> list[date]:
    """The months a reopening opened that are not closed again, the oldest first."""
    opened = reopening.closings.filter(office=books.office_id)
    if books.closed_through is not None:
        opened = opened.filter(cutoff__gt=books.closed_through)
    return list(opened.order_by("cutoff").values_list("cutoff", flat=True))


def _end(reopening: Reopening, how: Ended) -> None:
    reopening.ended_at, reopening.ended_how = timezone.now(), how
    reopening.save(update_fields=["ended_at", "ended_how"])


def check_scope(by: User, right: str, office: Office) -> None:
    if not by.may(right) or not Office.objects.visible_to(by).filter(pk=office.pk).exists():
        raise PermissionDenied
