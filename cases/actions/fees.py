"""Phí thi hành án of what is paid: calculated when an order is made, charged when it is paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from cases.choices import Fund, Origin, PayMethod, VoucherKind
from cases.models import (
    Case,
    FeeCharge,
    Obligation,
    Office,
    PayOrderItem,
    Voucher,
    VoucherLine,
)
from cases.rules import Refusal
from cases.rules.fees import Fee, base_wage, fee_free, fee_of_payment, handed_in_by
from cases.rules.refusal import written


class Paid(Protocol):
    """What is paid of a case: an item about to be ordered, or one of an order."""

    @property
    def case(self) -> Case | None: ...
    @property
    def fund(self) -> str: ...
    @property
    def obligation(self) -> Obligation | None: ...
    @property
    def amount(self) -> int: ...
    @property
    def fee_ground(self) -> str: ...


def fee_of(items: Iterable[Paid], *, on: date) -> list[Fee]:
    """The fee of each item, in their order: after what each creditor received of the case before.

    An order not yet confirmed counts for nothing; a reversed payment no longer does.
    """
    sums: dict[tuple[int, int | None], tuple[int, int]] = {}
    fees = []
    for item in items:
        owed = item.obligation
        kind = owed.kind if owed else ""
        if free := fee_free(item.fund, kind, ex_officio=False) or _ex_officio(item, kind):
            fees.append(_free(free, on))
            continue
        assert item.case is not None
        assert owed is not None
        key = item.case.pk, owed.creditor_id
        before, assessed = sums[key] if key in sums else _before(*key)
        fee = fee_of_payment(
            item.amount, on, before=before, assessed_before=assessed, ground=item.fee_ground
        )
        sums[key] = before + fee.received, assessed + fee.assessed
        fees.append(fee)
    return fees


def _ex_officio(item: Paid, kind: str) -> str:
    assert item.case is not None
    return fee_free(item.fund, kind, ex_officio=item.case.case_class.origin == Origin.EX_OFFICIO)


def _free(words: str, on: date) -> Fee:
    return Fee(0, 0, 0, 0, 0, base_wage(on).amount, "", f"{words}: không thu phí", False)


def _before(case_id: int, party_id: int | None) -> tuple[int, int]:
    """What the creditor has received of the case, and the fee assessed on it."""
    rows = FeeCharge.objects.standing().filter(case=case_id, party=party_id)
    sums = rows.aggregate(received=Sum("received"), assessed=Sum("assessed"))
    return sums["received"] or 0, sums["assessed"] or 0


def kept_of(fee: Fee, method: str) -> int:
    """What stays in the office's hands; of a thing handed over nothing can be kept."""
    return 0 if method == PayMethod.IN_KIND else fee.amount


def check_fees(kept: Sequence[int], fees: Sequence[Fee], method: str) -> None:
    """What an order keeps is still what the law asks now that it is paid."""
    for said, fee in zip(kept, fees, strict=True):
        if said != (now := kept_of(fee, method)):
            raise Refusal(
                f"Phí thi hành án tính lại là {written(now)} đồng, đề nghị chi ghi {written(said)}"
                f" ({fee.basis}). Không duyệt đề nghị này và lập đề nghị mới."
            )


def charge_fees(voucher: Voucher, items: Sequence[Paid], fees: Sequence[Fee]) -> None:
    """Write what was calculated, beside the voucher that pays."""
    FeeCharge.objects.bulk_create(
        FeeCharge(
            voucher=voucher,
            case_id=item.case.pk,
            party_id=item.obligation.creditor_id,
            received_before=fee.received_before,
            received=fee.received,
            assessed_before=fee.assessed_before,
            assessed=fee.assessed,
            base_wage=fee.base_wage,
            amount=fee.amount,
            ground=fee.ground,
            basis=fee.basis[:500],
        )
        for item, fee in zip(items, fees, strict=True)
        if item.case and item.obligation and (fee.received or fee.ground)
    )


# ---------------------------------------------------------------- held, handed in
@dataclass(frozen=True)
class FeeMonth:
    """Fees an office took in during a month and has not handed in yet."""

    office: Office
    month: date
    amount: int

    @property
    def due_on(self) -> date:
        return handed_in_by(self.month)

    def days_late(self, day: date) -> int:
        return max(0, (day - self.due_on).days)


def months_held(offices: Iterable[Office]) -> list[FeeMonth]:
    """What was handed in is taken from the oldest month; what was reversed counts for nothing."""
    by_id = {office.pk: office for office in offices}
    rows = VoucherLine.objects.filter(
        office__in=by_id, fund=Fund.FEE, voucher__reverses=None, voucher__reversed_by=None
    )
    sums = rows.order_by().annotate(month=TruncMonth("booked_on")).values_list("office", "month")
    into = sums.filter(amount__gt=0).annotate(Sum("amount")).order_by("month", "office")
    out = dict(rows.filter(amount__lt=0).order_by().values_list("office").annotate(Sum("amount")))
    found = []
    for office, month, amount in into:
        left = max(0, amount + out.get(office, 0))
        out[office] = min(0, amount + out.get(office, 0))
        if left:
            found.append(FeeMonth(by_id[office], month, left))
    return found


@dataclass(frozen=True)
class OwedFee:
    """The fee of things handed over: nothing could be kept of them, so the creditor pays it in."""

    case: Case
    since: date
    amount: int
    paid: int

    @property
    def rest(self) -> int:
        return self.amount - self.paid


def owed_in_kind(cases: QuerySet[Case]) -> list[OwedFee]:
    """Cases with such a fee not paid in full yet, the oldest first."""
    charges = FeeCharge.objects.standing().filter(
        case__in=cases, voucher__method=PayMethod.IN_KIND, amount__gt=0
    )
    rows = charges.order_by().values_list("case").annotate(Min("voucher__on"), Sum("amount"))
    sums = {case: (since, amount) for case, since, amount in rows}
    receipts = VoucherLine.objects.filter(
        case__in=sums, fund=Fund.FEE, voucher__kind=VoucherKind.RECEIPT
    )
    paid = dict(receipts.order_by().values_list("case").annotate(Sum("amount")))
    named = Case.objects.in_bulk(sums)
    found = [OwedFee(named[pk], *told, paid.get(pk, 0)) for pk, told in sums.items()]
    return sorted((o for o in found if o.rest > 0), key=lambda o: (o.since, o.case.pk))


def held_fees(office_id: int, until: date = date.max, case: Case | None = None) -> dict[int, int]:
    """Fees of the office by case, taken in up to a day, neither handed in nor in an order yet.

    They are the office's that took them in, wherever the case is now.
    """
    rows = VoucherLine.objects.filter(office=office_id, fund=Fund.FEE, case__isnull=False)
    rows = rows.filter(case=case) if case else rows
    late = Q(booked_on__gt=until, amount__gt=0)
    sums = rows.order_by().values_list("case").annotate(held=Sum("amount", filter=~late))
    waiting = PayOrderItem.objects.filter(
        order__office=office_id, order__voucher=None, order__withdrawn_at=None, fund=Fund.FEE
    )
    ordered = dict(waiting.order_by().values_list("case").annotate(Sum("amount")))
    left = {case: (held or 0) - ordered.get(case, 0) for case, held in sums}
    return {case: amount for case, amount in left.items() if amount > 0}
