"""Đề nghị chi: prepared by one, confirmed by another; only then is anything paid.

The order's row is locked first, then the books and the cases: of two who confirm at once, one pays
and the other reads by whom it was paid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from cases.actions.fees import charge_fees, check_fees, fee_of, held_fees, kept_of
from cases.actions.ledger import Paper, record_act
from cases.actions.rights import check_still_held
from cases.actions.vouchers import (
    Given,
    Held,
    Part,
    drawn,
    held_of,
    lock_cases,
    lock_money,
    next_of_year,
    settled,
    write_voucher,
)
from cases.choices import ActKind, Fund, PartyRole, PayMethod, VoucherKind
from cases.models import (
    Act,
    Case,
    Distribution,
    Obligation,
    Office,
    Party,
    PayOrder,
    PayOrderItem,
    User,
    Voucher,
)
from cases.roles import CONFIRM_PAYOUT, MONEY
from cases.rules import Refusal
from cases.rules.refusal import written
from cases.today import today

OWN = "Người lập đề nghị chi không được tự duyệt: cần người thứ hai."


@dataclass(frozen=True)
class Item:
    """So much out of what is held of a case, and why less of it is kept as fee, or nothing."""

    case: Case
    fund: Fund
    amount: int
    obligation: Obligation | None = None
    fee_ground: str = ""


@dataclass(frozen=True)
class Payee:
    """Who is paid, how, and for what."""

    name: str
    method: PayMethod
    party: Party | None = None
    account: str = ""
    reason: str = ""


# ---------------------------------------------------------------- what may be paid
def waiting_of(case: Case) -> Held:
    """What orders not yet confirmed will take out of what is held of the case."""
    rows = PayOrderItem.objects.filter(case=case, order__voucher=None, order__withdrawn_at=None)
    sums = rows.order_by().values_list("fund", "obligation_id").annotate(Sum("amount"))
    return {(Fund(fund), obligation): amount for fund, obligation, amount in sums}


def payable_of(case: Case, office_id: int | None = None) -> Held:
    """What is held of the case and in no order yet; undistributed money is distributed first.

    Of the fee, what the office took in: its own, or else that of the case.
    """
    waiting = waiting_of(case)
    left = {key: amount - waiting.get(key, 0) for key, amount in held_of(case).items()}
    if (fee := (Fund.FEE, None)) in left:
        left[fee] = held_fees(office_id or case.office_id, case=case).get(case.pk, 0)
    return {key: amount for key, amount in left.items() if amount > 0 and may_pay(key[0])}


def may_pay(fund: Fund) -> bool:
    return fund != Fund.UNDISTRIBUTED


@dataclass(frozen=True)
class Due:
    """What one payee of a distribution is still to be paid."""

    name: str
    party: Party | None
    items: tuple[Item, ...]

    @property
    def amount(self) -> int:
        return sum(item.amount for item in self.items)


def due_of(made: Distribution) -> list[Due]:
    """Whom a confirmed distribution still owes, by name; in no order yet.

    What is left or set aside goes to the debtor. Who is paid the costs the table does not say.
    """
    debtor = made.asset.party if made.asset else None
    debtor = debtor or made.case.parties.filter(role=PartyRole.DEBTOR).order_by("pk").first()
    left: dict[int, Held] = {}
    found: dict[str, dict[tuple[int, Fund, int | None], Item]] = {}
    parties: dict[str, Party | None] = {}
    for row in made.rows.select_related("case__office", "case__case_class", "obligation", "party"):
        fund = Fund(row.fund)
        key = fund, row.obligation_id
        held = left.setdefault(row.case_id, payable_of(row.case))
        amount = min(row.amount, held.get(key, 0))
        if not amount or fund == Fund.COSTS:
            continue
        held[key] -= amount
        party = debtor if fund in (Fund.SURPLUS, Fund.SET_ASIDE) else row.party
        name = party.name if party else row.name
        parties.setdefault(name, party)
        items = found.setdefault(name, {})
        before = items.get((row.case_id, *key))
        total = amount + (before.amount if before else 0)
        items[row.case_id, *key] = Item(row.case, fund, total, row.obligation)
    return [Due(name, parties[name], tuple(items.values())) for name, items in found.items()]


# ---------------------------------------------------------------- making
@transaction.atomic
def prepare_orders(
    made: Distribution, how: Mapping[str, tuple[PayMethod, str]], *, by: User
) -> list[PayOrder]:
    """One order for each payee of a distribution, by method and account; what is in an order
    already is in none again."""
    cases = {row.case_id for row in made.rows.all()}
    check_still_held(cases, by, "đề nghị chi")
    lock_cases(cases)
    orders = []
    for due in due_of(made):
        method, account = how[due.name]
        reason = f"Chi trả tiền thi hành án theo bảng phân phối ngày {made.on:%d/%m/%Y}"
        payee = Payee(due.name, method, due.party, account, reason)
        orders.append(
            prepare_order(made.office, by=by, items=due.items, payee=payee, distribution=made)
        )
    return orders


@transaction.atomic
def prepare_order(
    office: Office,
    *,
    by: User,
    items: Sequence[Item],
    payee: Payee,
    distribution: Distribution | None = None,
    last_seen: int | None = None,
) -> PayOrder:
    """Lập đề nghị chi. `last_seen` is the newest order the writer's page showed: the same form
    sent again is the same order."""
    if not by.is_active or not by.may(MONEY) or by.office_id != office.pk:
        raise PermissionDenied
    if not items:
        raise Refusal("Chọn ít nhất một khoản để chi.", "items")
    if not payee.name.strip():
        raise Refusal("Nhập người nhận.", "name")
    if payee.method == PayMethod.BANK and not payee.account.strip():
        raise Refusal("Nhập tài khoản nhận khi chi bằng chuyển khoản.", "account")
    cases = {item.case.pk for item in items}
    theirs = {item.case.pk for item in items if item.fund != Fund.FEE}
    if Case.objects.visible_to(by).filter(pk__in=theirs).count() != len(theirs):
        raise PermissionDenied
    lock_cases(cases)
    if last_seen is not None and (same := _sent_before(office, by, items, payee, last_seen)):
        return same
    _check_payable(items, office)
    fees = fee_of(items, on=today())
    order = PayOrder.objects.create(
        office=office,
        case_id=cases.pop() if len(cases) == 1 else None,
        distribution=distribution,
        method=payee.method,
        party=payee.party,
        name=payee.name,
        account=payee.account,
        reason=payee.reason,
        prepared_by=by,
    )
    PayOrderItem.objects.bulk_create(
        PayOrderItem(
            order=order,
            case=item.case,
            fund=item.fund,
            obligation=item.obligation,
            amount=item.amount,
            fee=kept_of(fee, payee.method),
            fee_ground=item.fee_ground,
            fee_basis=fee.basis[:500],
        )
        for item, fee in zip(items, fees, strict=True)
    )
    return order


def _sent_before(
    office: Office, by: User, items: Sequence[Item], payee: Payee, last_seen: int
) -> PayOrder | None:
    """An order of the same words and sums, made after the page was."""
    wanted = sorted((i.case.pk, i.fund, i.obligation.pk if i.obligation else 0, i.amount,
                     i.fee_ground) for i in items)  # fmt: skip
    newer = PayOrder.objects.filter(
        office=office, prepared_by=by, pk__gt=last_seen, withdrawn_at=None
    )
    for order in newer.filter(name=payee.name, method=payee.method).prefetch_related("items"):
        found = sorted((i.case_id or 0, i.fund, i.obligation_id or 0, i.amount, i.fee_ground)
                       for i in order.items.all())  # fmt: skip
        if found == wanted:
            return order
    return None


def _check_payable(items: Iterable[Item], office: Office) -> None:
    wanted: dict[tuple[Case, Fund, Obligation | None], int] = {}
    for item in items:
        if item.amount <= 0:
            raise Refusal("Số tiền phải lớn hơn 0.", "amount")
        if not may_pay(item.fund) or (item.fund == Fund.OBLIGATION) != bool(item.obligation):
            raise Refusal(f"{item.fund.label}: phân phối trước, rồi chi.", "items")
        key = item.case, item.fund, item.obligation
        wanted[key] = wanted.get(key, 0) + item.amount
    for (case, fund, obligation), amount in wanted.items():
        left = payable_of(case, office.pk).get((fund, obligation.pk if obligation else None), 0)
        if amount > left:
            raise Refusal(
                f"{obligation or fund.label}: còn chi được {written(left)} đồng (đã trừ số chờ"
                f" duyệt), đề nghị chi {written(amount)}.",
                "items",
            )


# ---------------------------------------------------------------- checking
def may_confirm(order: PayOrder, by: User) -> bool:
    """Whether the person's place lets them confirm, whoever prepared it."""
    return by.is_active and by.may(CONFIRM_PAYOUT) and by.office_id == order.office_id


@transaction.atomic
def confirm_order(order_id: int, *, by: User) -> Voucher:
    """Duyệt chi: the acts and the voucher, by another than who prepared; once."""
    order = _locked(order_id)
    if not may_confirm(order, by):
        raise PermissionDenied
    if order.prepared_by_id == by.pk:
        raise Refusal(OWN)
    items = list(order.items.select_related("case__office", "case__case_class", "obligation"))
    lock = {item.case_id for item in items if item.case_id}
    theirs = {item.case_id for item in items if item.case_id and item.fund != Fund.FEE}
    check_still_held(theirs, by, "đề nghị chi")
    lock_money(lock, [order.office_id])
    on = today()
    fees = fee_of(items, on=on)
    check_fees([item.fee for item in items], fees, order.method)
    given = next_of_year(order.office, VoucherKind.PAYMENT, on)
    number = f"{given.number}/{given.symbol}"
    parts: list[Part] = []
    first: Act | None = None
    for item in items:
        assert item.case is not None
        if item.fund == Fund.OBLIGATION:
            act = record_act(
                item.case.pk, kind=ActKind.PAY_OUT, on=on, by=by, amount=item.amount,
                obligation=item.obligation, together=first, parts=parts,
                paper=Paper(
                    decision="" if first else number, decided_on=None if first else on,
                    note=order.reason, prepared_by=order.prepared_by,
                ),
            )  # fmt: skip
            first = first or act
        else:
            own = order.office if item.fund == Fund.FEE else None
            parts += drawn(item.case, Fund(item.fund), item.amount, own)
        if item.fee:
            parts.append(Part(Fund.FEE, item.fee, item.case, note=item.fee_basis))
    order.voucher = write_voucher(
        office=order.office,
        kind=VoucherKind.PAYMENT,
        method=PayMethod(order.method),
        on=on,
        parts=parts,
        by=order.prepared_by,
        given=Given(
            given.symbol, given.number, given.number_no, order.party, order.name, order.account,
            order.reason,
        ),
        confirmed_by=by,
    )  # fmt: skip
    order.save(update_fields=["voucher"])
    charge_fees(order.voucher, items, fees)
    return order.voucher


@transaction.atomic
def withdraw_order(order_id: int, *, by: User, reason: str) -> PayOrder:
    """Rút, hoặc không duyệt: by who prepared it or who could have confirmed it, with the reason."""
    order = _locked(order_id)
    if order.prepared_by_id != by.pk and not may_confirm(order, by):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal("Nhập lý do.", "reason")
    order.withdrawn_at, order.withdrawn_by = timezone.now(), by
    order.withdrawn_reason = reason[:300]
    order.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return order


def _locked(pk: int) -> PayOrder:
    """The order, held until commit; a refusal that says what became of it meanwhile."""
    rows = PayOrder.objects.select_for_update(no_key=True, of=("self",))
    order = rows.select_related("office", "prepared_by", "party").get(pk=pk)
    if order.voucher_id:
        raise Refusal(f"Đề nghị này đã được {settled(order.voucher_id, 'duyệt chi')}.")
    if order.withdrawn_at:
        who = User.objects.get(pk=order.withdrawn_by_id)
        raise Refusal(f"Đề nghị này đã được {who} rút: {order.withdrawn_reason}.")
    return order
