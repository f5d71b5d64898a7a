"""Thu, chi, hủy chứng từ: whole vouchers over the acts and charges they are made of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from cases.actions import deadlines
from cases.actions.books import lock_books
from cases.actions.charges import Charge, collect
from cases.actions.decisions import decide
from cases.actions.ledger import Paper, record_act
from cases.actions.vouchers import Given, Part, held_of, lock_cases, lock_money, write_voucher
from cases.choices import ActKind, Fund, PayMethod, VoucherKind
from cases.models import Act, Case, User, Voucher, VoucherLine
from cases.roles import MONEY, may_record
from cases.rules import Refusal
from cases.rules.grounds import INSTALMENT, INTEREST
from cases.rules.refusal import written
from cases.today import today


# ---------------------------------------------------------------- receipts
@transaction.atomic
def collect_by_receipt(
    case_id: int,
    charges: Sequence[Charge],
    *,
    on: date,
    by: User,
    paper: Paper,
    last_seen: int,
    method: PayMethod,
    given: Given,
    interest: bool = False,
    instalments: bool = False,
    **what: Any,
) -> Act:
    """Thu: the charges, the collection that pays them, and one receipt over all of it."""
    parts: list[Part] = []
    shared: dict[str, Any] = {"on": on, "by": by, "paper": paper, "last_seen": last_seen}
    if interest or instalments:
        act = collect(
            case_id, charges, interest=interest, instalments=instalments, kind=ActKind.COLLECT,
            parts=parts, **shared, **what,
        )  # fmt: skip
    else:
        act = decide(case_id, kind=ActKind.COLLECT, parts=parts, **shared, **what)
    write_voucher(
        office=act.case.office, kind=VoucherKind.RECEIPT, method=method, on=on, parts=parts, by=by,
        given=given,
    )  # fmt: skip
    return act


@transaction.atomic
def receive(
    case: Case,
    *,
    fund: Fund,
    amount: int,
    on: date,
    by: User,
    method: PayMethod,
    given: Given,
    note: str = "",
    last_seen: int | None = None,
    typed: bool = True,
) -> Voucher:
    """Thu tiền chưa thuộc nghĩa vụ nào: proceeds of a sale, an advance, a deposit. No act.

    `last_seen` is the newest voucher of the case that the writer's page showed: the same form sent
    again is the same receipt. Where its number was not `typed` the book gave the next one, and
    would now give another.
    """
    if not by.is_active or not by.may(MONEY) or by.office_id != case.office_id:
        raise PermissionDenied
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied
    if fund == Fund.OBLIGATION:
        raise Refusal("Tiền thi hành án thu vào khoản nghĩa vụ của hồ sơ.", "fund")
    lock_books([case.office_id])
    lock_cases([case.pk])
    if last_seen is not None:
        same = VoucherLine.objects.filter(
            case=case, voucher__pk__gt=last_seen, voucher__made_by=by, voucher__on=on, fund=fund,
            amount=amount, voucher__symbol=given.symbol, voucher__name=given.name,
        )  # fmt: skip
        if typed:
            same = same.filter(voucher__number=given.number)
        if line := same.select_related("voucher").first():
            return line.voucher
    voucher = write_voucher(
        office=case.office, kind=VoucherKind.RECEIPT, method=method, on=on, by=by, given=given,
        parts=[Part(fund, amount, case, note=note)],
    )  # fmt: skip
    deadlines.sync(case)
    return voucher


# ---------------------------------------------------------------- reversal
@transaction.atomic
def reverse_voucher(voucher: Voucher, *, by: User, reason: str) -> Voucher:
    """Hủy chứng từ: its acts, the charges entered with them, and its other money, all or nothing.

    Refused when what it brought has been distributed or paid out since.
    """
    if not by.is_active or not may_record(by.role, ActKind.REVERSE):
        raise PermissionDenied
    if not Voucher.objects.visible_to(by).filter(pk=voucher.pk).exists():
        raise PermissionDenied
    if not reason.strip():
        raise Refusal("Nhập lý do hủy.", "reason")
    lines = list(voucher.lines.select_related("case", "obligation", "act", "office"))
    offices = {voucher.office_id, *(line.office_id for line in lines)}
    lock_money({line.case_id for line in lines if line.case_id}, offices)
    if voucher.reverses_id:
        raise Refusal("Đây là chứng từ hủy: không hủy lần nữa, lập chứng từ mới.")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refusal("Chứng từ này đã được hủy.")
    _check_still_held(lines)
    parts: list[Part] = []
    first: Act | None = None
    for act in _acts_of(lines):
        turned = record_act(
            act.case_id, kind=ActKind.REVERSE, on=today(), by=by, reverses=act,
            paper=Paper(note=reason[:500]), together=first, parts=parts,
        )  # fmt: skip
        first = first or turned
    parts += [
        Part(
            Fund(line.fund), -line.amount, line.case, line.obligation, None, line.note, line.office
        )
        for line in lines
        if line.act_id is None
    ]
    back = write_voucher(
        office=voucher.office,
        kind=VoucherKind(voucher.kind),
        method=PayMethod(voucher.method),
        on=today(),
        parts=parts,
        by=by,
        given=Given(party=voucher.party, name=voucher.name, account=voucher.account, reason=reason),
        reverses=voucher,
    )
    deadlines.sync_many(Case, sorted({line.case_id for line in lines if line.case_id}))
    return back


def _check_still_held(lines: list[VoucherLine]) -> None:
    """What the voucher brought must still be there to be taken back."""
    brought: dict[tuple[Case, Fund, int | None], int] = defaultdict(int)
    for line in lines:
        if line.case:
            brought[line.case, Fund(line.fund), line.obligation_id] += line.amount
    for (case, fund, obligation), amount in brought.items():
        held = held_of(case).get((fund, obligation), 0) if amount > 0 else 0
        if held < amount:
            raise Refusal(
                f"{fund.label}: chỉ còn giữ {written(held)} trong {written(amount)} đồng của chứng"
                " từ này, phần kia đã phân phối hoặc chi. Hủy phân phối, phiếu chi ấy trước."
            )


def _acts_of(lines: list[VoucherLine]) -> Iterator[Act]:
    """The acts of a voucher, newest first, then interest and instalments entered with them."""
    own = {line.act_id: line.act for line in lines if line.act}
    together = {act.together_id for act in own.values() if act.together_id}
    charged = Act.objects.filter(
        Q(pk__in=together) | Q(together__in=together),
        kind=ActKind.AMEND, ground__in=(INTEREST, INSTALMENT), reversed_by=None,
    )  # fmt: skip
    yield from sorted(own.values(), key=lambda act: -act.pk)
    yield from charged.order_by("-pk")
