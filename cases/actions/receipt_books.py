"""Quyển biên lai: given to an office with a range of numbers, withdrawn when it is used up."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.models import Office, ReceiptBook, User
from cases.roles import MONEY
from cases.rules import Refusal
from cases.today import today


@transaction.atomic
def open_book(
    office: Office,
    *,
    by: User,
    symbol: str,
    first_no: int,
    last_no: int,
    opened_on: date,
    note: str = "",
) -> ReceiptBook:
    """Two books of one symbol never share a number."""
    _check_right(office.pk, by)
    if last_no < first_no:
        raise Refusal("Số cuối nhỏ hơn số đầu.", "last_no")
    if opened_on > today():
        raise Refusal("Ngày ở tương lai.", "opened_on")
    Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
    same = ReceiptBook.objects.filter(office=office, symbol=symbol)
    if (other := same.filter(first_no__lte=last_no, last_no__gte=first_no).first()) is not None:
        raise Refusal(f"Trùng số với quyển {other}.", "first_no")
    return ReceiptBook.objects.create(
        office=office,
        symbol=symbol,
        first_no=first_no,
        last_no=last_no,
        opened_on=opened_on,
        note=note,
        recorded_by=by,
    )


@transaction.atomic
def close_book(book: ReceiptBook, *, by: User) -> ReceiptBook:
    """Thu hồi: no number of it is given after today."""
    _check_right(book.office_id, by)
    kept = ReceiptBook.objects.select_for_update(of=("self",)).get(pk=book.pk)
    if kept.closed_on is None:
        kept.closed_on = today()
        kept.save(update_fields=["closed_on"])
    return kept


def _check_right(office: int, by: User) -> None:
    if not by.is_active or not by.may(MONEY) or by.office_id != office:
        raise PermissionDenied
