"""Thu, chi, hủy chứng từ: whole vouchers over the acts and charges they are made of."""

from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from cases.actions.books import lock_books
from cases.actions.ledger import Paper, record_act
from cases.actions.vouchers import Given, Part, held_of, lock_cases, write_voucher
from cases.choices import ActKind, Fund, PayMethod, VoucherKind
from cases.models import Act, Case, User, Voucher, VoucherLine
from cases.roles import may_record
from cases.rules import Refusal
from cases.rules.grounds import INSTALMENT, INTEREST
from cases.rules.refusal import written
from cases.today import today


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
    lock_books({voucher.office_id, *(line.office_id for line in lines)})
    lock_cases({line.case_id for line in lines if line.case_id})
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
    return write_voucher(
        office=voucher.office,
        kind=VoucherKind(voucher.kind),
        method=PayMethod(voucher.method),
        on=today(),
        parts=parts,
        by=by,
        given=Given(party=voucher.party, name=voucher.name, account=voucher.account, reason=reason),
        reverses=voucher,
    )


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
