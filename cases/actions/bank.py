"""Đối chiếu ngân hàng, kho bạc: statements kept, their lines joined to vouchers or explained."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.choices import PayMethod, VoucherKind
from cases.models import BankLine, BankMatch, BankStatement, User, Voucher
from cases.roles import MONEY
from cases.rules import Refusal
from cases.rules.bank import NEAR, Line, Match, Paper, Row, matched, read_statement
from cases.rules.tables import in_unicode
from cases.sheets import read_sheet

AT_THE_BANK = (PayMethod.BANK, PayMethod.UNKNOWN)
WRONG_SHOWN = 20
OPEN = Q(explained="") & ~Q(rest=0)
"""Of lines `with_rest`: neither vouchers in full nor explained."""


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
    sheet = read_sheet(data)
    rows, wrong = read_statement(in_unicode(sheet.rows, sheet.fonts)[1])
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


def with_rest(lines: QuerySet[BankLine]) -> QuerySet[Any]:
    """Lines with what of each is a voucher, and what is left."""
    return lines.annotate(joined=_joined("line"), rest=F("amount") - F("joined"))


def _joined(by: str) -> Coalesce:
    rows = BankMatch.objects.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(rows.annotate(s=Sum("amount")).values("s")), 0)


def rest_of(voucher: Voucher) -> int:
    """What of a voucher has no line yet, + in, − out."""
    joined = getattr(voucher, "joined", None)
    if joined is None:
        joined = voucher.bank_matches.aggregate(s=Sum("amount"))["s"] or 0
    return signed(voucher) - joined


def papers_of(statement: BankStatement) -> list[Voucher]:
    """Standing receipts and payments of the office by bank near the statement, with no line yet
    or with lines for a part alone."""
    rows = Voucher.objects.filter(
        office=statement.office_id,
        kind__in=(VoucherKind.RECEIPT, VoucherKind.PAYMENT),
        method__in=AT_THE_BANK,
        on__range=(statement.since - NEAR, statement.until + NEAR),
        reverses=None,
        reversed_by=None,
    )
    rows = rows.annotate(joined=_joined("voucher")).select_related("case").order_by("on", "pk")
    return [voucher for voucher in rows if rest_of(voucher)]


def proposed(statement: BankStatement, papers: Iterable[Voucher]) -> list[Match]:
    lines = with_rest(statement.lines.all()).filter(OPEN)
    return matched(
        (Line(x.pk, x.on, x.rest, f"{x.reference} {x.description}") for x in lines),
        (Paper(v.pk, v.on, rest_of(v), tuple(_marks(v))) for v in papers),
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
def join(line_id: int, voucher_ids: Iterable[int], *, by: User) -> BankLine:
    """Khớp: this line is these vouchers, each as far as it goes; the rest of either stays open."""
    line = _locked(line_id, by)
    chosen = set(voucher_ids)
    _hold_papers(chosen)
    left = line.amount - sum(line.matches.values_list("amount", flat=True))
    known = set(line.matches.values_list("voucher", flat=True))
    made = []
    for voucher in Voucher.objects.filter(pk__in=chosen - known).order_by("on", "pk"):
        if voucher.office_id != line.statement.office_id:
            raise PermissionDenied
        amount = _part_of(line, left, voucher)
        left -= amount
        made.append(BankMatch(line=line, voucher=voucher, amount=amount))
    BankMatch.objects.bulk_create(made)
    return _write(line, by, explained="" if made else line.explained)


def _hold_papers(ids: Iterable[int]) -> None:
    """Until commit: two statements may overlap, and each knows the other's vouchers."""
    rows = Voucher.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))


def _part_of(line: BankLine, left: int, voucher: Voucher) -> int:
    """How much of the line the voucher is."""
    rest = rest_of(voucher)
    if not left:
        raise Refusal(f"Dòng {line.row} đã khớp đủ, không còn phần nào cho {voucher}.")
    if not rest:
        raise Refusal(f"{voucher} đã khớp đủ với dòng sao kê khác.")
    if (rest > 0) != (left > 0):
        raise Refusal(f"{voucher} không cùng chiều tiền với dòng {line.row}.")
    return min(rest, left, key=abs)


@transaction.atomic
def join_sure(statement: BankStatement, *, by: User) -> int:
    """Khớp mọi đề xuất chắc chắn, at once; answers with how many."""
    _hold(by, statement.office_id)
    held = BankStatement.objects.select_for_update().get(pk=statement.pk)
    papers = {voucher.pk: voucher for voucher in papers_of(held)}
    sure = {m.line: papers[m.paper] for m in proposed(held, papers.values()) if m.sure}
    _hold_papers(voucher.pk for voucher in sure.values())
    rests = {voucher.pk: rest_of(voucher) for voucher in papers_of(held)}
    sure = {line: v for line, v in sure.items() if rests.get(v.pk) == rest_of(v)}
    lines = list(with_rest(held.lines.filter(pk__in=sure)))
    now = timezone.now()
    for line in lines:
        line.matched_by, line.matched_at = by, now
    BankLine.objects.bulk_update(lines, ["matched_by", "matched_at"], batch_size=500)
    BankMatch.objects.bulk_create(
        (BankMatch(line=line, voucher=sure[line.pk], amount=line.rest) for line in lines),
        batch_size=500,
    )
    return len(lines)


@transaction.atomic
def part(line_id: int, *, by: User) -> BankLine:
    """Bỏ khớp, bỏ giải thích."""
    line = _locked(line_id, by)
    line.matches.all().delete()
    return _write(line, by, explained="")


@transaction.atomic
def explain(line_id: int, words: str, *, by: User) -> BankLine:
    """Giải thích: why what is left of a line has no voucher: interest, charges, a mistake."""
    line = _locked(line_id, by)
    if line.amount == sum(line.matches.values_list("amount", flat=True)):
        raise Refusal(f"Dòng {line.row} đã khớp đủ: bỏ khớp trước.")
    if not words.strip():
        raise Refusal("Nhập lời giải thích.", "explained")
    return _write(line, by, explained=words[:300])


def _write(line: BankLine, by: User, *, explained: str) -> BankLine:
    line.explained, line.matched_by, line.matched_at = explained, by, timezone.now()
    line.save(update_fields=["explained", "matched_by", "matched_at"])
    return line
