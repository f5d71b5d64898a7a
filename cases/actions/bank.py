"""Đối chiếu ngân hàng, kho bạc: statements kept, their lines joined to vouchers or explained."""

from collections.abc import Iterable
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.choices import PayMethod, VoucherKind
from cases.models import BankLine, BankStatement, User, Voucher
from cases.roles import MONEY
from cases.rules import Refusal
from cases.rules.bank import NEAR, Line, Match, Paper, Row, matched, read_statement
from cases.sheets import read_sheet

AT_THE_BANK = (PayMethod.BANK, PayMethod.UNKNOWN)
WRONG_SHOWN = 20


def _hold(by: User, office_id: int) -> None:
    if not by.is_active or not by.may(MONEY) or by.office_id != office_id:
        raise PermissionDenied


@transaction.atomic
def keep_statement(*, by: User, account: str, name: str, data: bytes) -> BankStatement:
    """Keep all lines of a file, or none: a wrong row is answered with its number and why."""
    if by.office is None:
        raise PermissionDenied
    _hold(by, by.office.pk)
    digest = sha256(data).hexdigest()
    before = BankStatement.objects.filter(office=by.office, sha256=digest).first()
    if before is not None:
        raise Refusal(f"Tệp này đã tải lên ngày {before.uploaded_at:%d/%m/%Y}: {before}.", "file")
    rows, wrong = read_statement(read_sheet(data).rows)
    if wrong:
        more = f" Còn {len(wrong) - WRONG_SHOWN} dòng khác." if len(wrong) > WRONG_SHOWN else ""
        raise Refusal(" ".join(wrong[:WRONG_SHOWN]) + more + " Chưa ghi dòng nào.", "file")
    if not rows:
        raise Refusal("Sao kê không có dòng nào.", "file")
    try:
        with transaction.atomic():
            statement = BankStatement.objects.create(
                office=by.office,
                account=account,
                since=min(row.on for row in rows),
                until=max(row.on for row in rows),
                name=name[:200],
                sha256=digest,
                uploaded_by=by,
            )
    except IntegrityError:
        raise Refusal("Tệp này vừa được tải lên.", "file") from None
    BankLine.objects.bulk_create((_line(statement, row) for row in rows), batch_size=1_000)
    return statement


def _line(statement: BankStatement, row: Row) -> BankLine:
    return BankLine(
        statement=statement,
        row=row.row,
        on=row.on,
        amount=row.amount,
        reference=row.reference,
        description=row.description,
    )


# ---------------------------------------------------------------- what could be what
def signed(voucher: Voucher) -> int:
    return voucher.amount if voucher.kind == VoucherKind.RECEIPT else -voucher.amount


def papers_of(statement: BankStatement) -> list[Voucher]:
    """Standing receipts and payments of the office by bank near the statement, with no line yet."""
    rows = Voucher.objects.filter(
        office=statement.office_id,
        kind__in=(VoucherKind.RECEIPT, VoucherKind.PAYMENT),
        method__in=AT_THE_BANK,
        on__range=(statement.since - NEAR, statement.until + NEAR),
        reverses=None,
        reversed_by=None,
        bank_lines=None,
    )
    return list(rows.select_related("case").order_by("on", "pk"))


def proposed(statement: BankStatement, papers: Iterable[Voucher]) -> list[Match]:
    lines = statement.lines.filter(voucher=None, explained="")
    return matched(
        (Line(x.pk, x.on, x.amount, f"{x.reference} {x.description}") for x in lines),
        (Paper(v.pk, v.on, signed(v), tuple(_marks(v))) for v in papers),
    )


def _marks(voucher: Voucher) -> Iterable[str]:
    yield voucher.number
    if voucher.symbol:
        yield f"{voucher.number} {voucher.symbol}"
        yield f"{voucher.symbol} {voucher.number}"
    if voucher.case and voucher.case.decision:
        yield voucher.case.decision


# ---------------------------------------------------------------- joining
def _locked(line_id: int, by: User) -> BankLine:
    """The line, its statement held until commit, so that two who join take turns."""
    line = BankLine.objects.select_related("statement").get(pk=line_id)
    _hold(by, line.statement.office_id)
    BankStatement.objects.select_for_update().get(pk=line.statement_id)
    line.refresh_from_db()
    return line


@transaction.atomic
def join(line_id: int, voucher_id: int, *, by: User) -> BankLine:
    """Khớp: this line is this voucher."""
    line = _locked(line_id, by)
    voucher = Voucher.objects.select_for_update(no_key=True, of=("self",)).get(pk=voucher_id)
    if voucher.office_id != line.statement.office_id:
        raise PermissionDenied
    if line.voucher_id == voucher.pk:
        return line
    if line.voucher_id:
        raise Refusal(f"Dòng {line.row} đã khớp với chứng từ khác.")
    if BankLine.objects.filter(voucher=voucher).exists():
        raise Refusal(f"{voucher} đã khớp với dòng sao kê khác.")
    if signed(voucher) != line.amount:
        raise Refusal(f"{voucher} không cùng số tiền với dòng {line.row}.")
    return _write(line, by, voucher=voucher, explained="")


@transaction.atomic
def join_sure(statement: BankStatement, *, by: User) -> int:
    """Khớp mọi đề xuất chắc chắn, at once; answers with how many."""
    _hold(by, statement.office_id)
    held = BankStatement.objects.select_for_update().get(pk=statement.pk)
    papers = {voucher.pk: voucher for voucher in papers_of(held)}
    sure = {m.line: papers[m.paper] for m in proposed(held, papers.values()) if m.sure}
    lines = list(held.lines.filter(pk__in=sure))
    now = timezone.now()
    for line in lines:
        line.voucher, line.matched_by, line.matched_at = sure[line.pk], by, now
    BankLine.objects.bulk_update(lines, ["voucher", "matched_by", "matched_at"], batch_size=500)
    return len(lines)


@transaction.atomic
def part(line_id: int, *, by: User) -> BankLine:
    """Bỏ khớp, bỏ giải thích."""
    return _write(_locked(line_id, by), by, voucher=None, explained="")


@transaction.atomic
def explain(line_id: int, words: str, *, by: User) -> BankLine:
    """Giải thích: why a line has no voucher: interest, charges of the bank, a mistake."""
    line = _locked(line_id, by)
    if line.voucher_id:
        raise Refusal(f"Dòng {line.row} đã khớp: bỏ khớp trước.")
    if not words.strip():
        raise Refusal("Nhập lời giải thích.", "explained")
    return _write(line, by, voucher=None, explained=words[:300])


def _write(line: BankLine, by: User, *, voucher: Voucher | None, explained: str) -> BankLine:
    line.voucher, line.explained = voucher, explained
    line.matched_by, line.matched_at = by, timezone.now()
    line.save(update_fields=["voucher", "explained", "matched_by", "matched_at"])
    return line
