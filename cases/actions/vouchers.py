"""Chứng từ: the only code that writes vouchers. What an act moves under COLLECTED comes with it.

Locks follow the ledger's: the books of the offices, the cases by id, then the number series.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from cases.actions.books import lock_books
from cases.choices import ActKind, Fund, Heading, PayMethod, VoucherKind
from cases.models import (
    Act,
    Asset,
    Case,
    LedgerLine,
    Obligation,
    Office,
    Party,
    ReceiptBook,
    User,
    Voucher,
    VoucherLine,
)
from cases.rules import Refusal
from cases.rules.posting import booking_day
from cases.rules.refusal import written
from cases.today import today

_SERIES = {VoucherKind.RECEIPT: "PT", VoucherKind.PAYMENT: "PC", VoucherKind.DISTRIBUTION: "PP"}
_IN = {VoucherKind.RECEIPT: 1, VoucherKind.PAYMENT: -1, VoucherKind.DISTRIBUTION: 0}


@dataclass(frozen=True)
class Part:
    """So much comes to be held for something (+), or no longer is (−).

    A part of an act stands in the books and on the day of the act's lines; another in the
    voucher's office, on the first day open.
    """

    fund: Fund
    amount: int
    case: Case | None
    obligation: Obligation | None = None
    act: Act | None = None
    note: str = ""
    office: Office | None = None


@dataclass(frozen=True)
class Given:
    """What else stands on a voucher. Without a symbol it takes the next number of the year."""

    symbol: str = ""
    number: str = ""
    number_no: int | None = None
    party: Party | None = None
    name: str = ""
    account: str = ""
    reason: str = ""
    asset: Asset | None = None


Held = dict[tuple[Fund, int | None], int]


def held_of(case: Case) -> Held:
    """What is held of a case, by fund and obligation, in đồng; nothing that is zero."""
    rows = VoucherLine.objects.filter(case=case).order_by().values_list("fund", "obligation_id")
    return {
        (Fund(fund), obligation): amount
        for fund, obligation, amount in rows.annotate(Sum("amount"))
        if amount
    }


def held_beside(cases: Iterable[int]) -> dict[int, int]:
    """What is held of each case for no obligation, in đồng: no ledger knows of it."""
    rows = VoucherLine.objects.filter(case__in=list(cases)).exclude(fund=Fund.OBLIGATION)
    return dict(rows.order_by().values_list("case").annotate(Sum("amount")))


def drawn(case: Case, fund: Fund, amount: int, office: Office | None = None) -> list[Part]:
    """Parts that take money of no act out of what is held, by one office or office by office."""
    lines = VoucherLine.objects.filter(case=case, fund=fund, obligation=None).order_by("office")
    lines = lines.filter(office=office) if office else lines
    parts, rest = [], amount
    offices = Office.objects.in_bulk({line.office_id for line in lines})
    for holder, held in lines.values_list("office").annotate(Sum("amount")):
        if (part := min(rest, held)) > 0:
            parts.append(Part(fund, -part, case, office=offices[holder]))
            rest -= part
    if rest:
        held = amount - rest
        raise Refusal(
            f"{fund.label}: đang giữ {written(held)} đồng, cần {written(amount)}.", "amount"
        )
    return parts


def settled(voucher_id: int, how: str) -> str:
    """By whom and when a paper became its voucher, for who comes second."""
    voucher = Voucher.objects.select_related("confirmed_by").get(pk=voucher_id)
    at = timezone.localtime(voucher.written_at)
    paper = "phiếu chi" if voucher.kind == VoucherKind.PAYMENT else "chứng từ"
    number = f"{paper} số {voucher.number}/{voucher.symbol}"
    return f"{voucher.confirmed_by} {how} lúc {at:%H:%M ngày %d/%m/%Y}: {number}"


def lock_cases(ids: Iterable[int]) -> None:
    list(Case.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
         .order_by("pk").values_list("pk"))  # fmt: skip


def lock_money(cases: set[int], offices: Iterable[int]) -> None:
    """The books of the offices and all that hold the cases or money of them, then the cases: what
    acts on them would lock later, in the order of all locks."""
    lines = VoucherLine.objects.filter(case__in=cases).order_by()
    held = Case.objects.filter(pk__in=cases).order_by()
    holders = lines.values_list("office", flat=True).union(held.values_list("office", flat=True))
    lock_books({*offices, *holders})
    lock_cases(cases)


def last_money_day(case_ids: Iterable[int]) -> date | None:
    """Money of a case is booked in the order it was written, as its acts are."""
    lines = VoucherLine.objects.filter(case__in=list(case_ids))
    return lines.aggregate(last=Max("booked_on"))["last"]


def next_number(office: Office, kind: VoucherKind, symbol: str) -> int:
    """The number after the last one given in a series."""
    given = Voucher.objects.filter(office=office, kind=kind, symbol=symbol, reverses=None)
    last = given.aggregate(last=Max("number_no"))["last"] or 0
    return last + 1


def next_of_book(book: ReceiptBook) -> int | None:
    """The number after the last one given of a book; nothing when it is full."""
    given = Voucher.objects.filter(
        office=book.office_id, kind=VoucherKind.RECEIPT, symbol=book.symbol, reverses=None,
        number_no__range=(book.first_no, book.last_no),
    )  # fmt: skip
    last = given.aggregate(last=Max("number_no"))["last"]
    number = book.first_no if last is None else last + 1
    return number if number <= book.last_no else None


def open_books_of(office: Office, on: date) -> list[ReceiptBook]:
    """Quyển đang dùng: given out and not withdrawn on the day, the oldest first."""
    rows = ReceiptBook.objects.filter(office=office, opened_on__lte=on).exclude(closed_on__lt=on)
    return list(rows.order_by("opened_on", "symbol", "first_no"))


def write_voucher(
    *,
    office: Office,
    kind: VoucherKind,
    method: PayMethod,
    on: date,
    parts: Sequence[Part],
    by: User | None,
    given: Given = Given(),
    confirmed_by: User | None = None,
    reverses: Voucher | None = None,
) -> Voucher:
    """One voucher with its lines, inside the transaction of whoever writes its acts.

    The caller has asked for the right; here the books and cases are locked, the booking day is
    found, the number checked, and nothing paid that is not held.
    """
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    parts = [part for part in parts if part.amount]
    if not parts:
        raise Refusal("Chứng từ chưa có số tiền.", "amount")
    open_from = lock_books({office.pk} | {part.office.pk for part in parts if part.office})
    loose = {part.case.pk for part in parts if part.case and part.act is None}
    lock_cases(loose)
    booked_on = _booked_on(on, parts, open_from, loose, kind)
    _check_held(parts)
    total = sum(part.amount for part in parts)
    sign = _IN[kind] * (1 if reverses is None else -1)
    if (sign == 0 and total) or total * sign < 0:
        raise Refusal("Các dòng chứng từ không khớp với tổng số tiền.", "amount")
    symbol, number, number_no = "", "", None  # a reversal has no number of its own
    if reverses is None:
        symbol, number, number_no = _numbered(office, kind, on, given)
    cases = {part.case.pk for part in parts if part.case}
    voucher = Voucher.objects.create(
        office=office,
        case_id=cases.pop() if len(cases) == 1 else None,
        kind=kind,
        method=method,
        symbol=symbol,
        number=number,
        number_no=number_no,
        on=on,
        booked_on=booked_on,
        amount=abs(total) if sign else 0,
        party=given.party,
        name=given.name[:250],
        account=given.account[:100],
        reason=given.reason[:500],
        asset=given.asset,
        made_by=by,
        confirmed_by=confirmed_by,
        reverses=reverses,
    )
    VoucherLine.objects.bulk_create(_line(voucher, part) for part in parts)
    return voucher


def _line(voucher: Voucher, part: Part) -> VoucherLine:
    return VoucherLine(
        voucher=voucher,
        office=part.office or voucher.office,
        case=part.case,
        fund=part.fund,
        obligation=part.obligation,
        amount=part.amount,
        act=part.act,
        booked_on=part.act.booked_on if part.act else voucher.booked_on,
        note=part.note[:300],
    )


def _booked_on(
    on: date, parts: Sequence[Part], open_from: dict[int, date], loose: set[int], kind: VoucherKind
) -> date:
    """The day of the acts, if there are any; never before the money of the case came."""
    acts = [part.act.booked_on for part in parts if part.act]
    first = booking_day(on, open_from.values(), last_money_day(loose) if loose else None)
    day = max(acts, default=first)
    if (loose and first > day) or (kind == VoucherKind.DISTRIBUTION and {*acts} - {day}):
        raise Refusal(
            f"Tiền của hồ sơ đã ghi sổ đến ngày {first:%d/%m/%Y}: ghi từ ngày ấy trở đi.", "on"
        )
    return day


def _check_held(parts: Sequence[Part]) -> None:
    """What the ledger has not checked itself: money of no act, taken from what is held."""
    wanted: dict[tuple[Case, Fund, int | None], int] = defaultdict(int)
    for part in parts:
        if part.case and part.act is None:
            key = part.case, Fund(part.fund), part.obligation.pk if part.obligation else None
            wanted[key] += part.amount
    for (case, fund, obligation), amount in wanted.items():
        held = held_of(case).get((fund, obligation), 0) if amount < 0 else 0
        if held + amount < 0:
            raise Refusal(
                f"{fund.label}: đang giữ {written(held)} đồng, cần {written(-amount)}.", "amount"
            )


# ---------------------------------------------------------------- numbers
def next_of_year(office: Office, kind: VoucherKind, on: date) -> Given:
    """The next number of the office's own series of the year, held until commit."""
    symbol = f"{_SERIES[kind]}{on.year}"
    _take_turns(office, kind, symbol)
    number = next_number(office, kind, symbol)
    return Given(symbol, str(number), number)


def _take_turns(office: Office, kind: VoucherKind, symbol: str) -> None:
    """Two with one number wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [office.pk, f"{kind} {symbol}"]
        )


def _numbered(
    office: Office, kind: VoucherKind, on: date, given: Given
) -> tuple[str, str, int | None]:
    """Symbol, number as written, and its digits."""
    if given.number and not given.symbol:  # as an older paper or the bank numbered it
        return "", given.number[:60], None
    if not given.symbol:
        given = next_of_year(office, kind, on)
    symbol = given.symbol
    _take_turns(office, kind, symbol)
    number_no = given.number_no
    if number_no is None:
        raise Refusal("Nhập số.", "decision")
    same = Voucher.objects.filter(
        office=office, kind=kind, symbol=symbol, number_no=number_no, reverses=None
    )
    if (taken := same.first()) is not None:
        raise Refusal(
            f"Số {number_no} ký hiệu {symbol} đã dùng ngày {taken.on:%d/%m/%Y}: {taken.name}"
            f" {written(taken.amount)} đồng.",
            "decision",
        )
    if kind == VoucherKind.RECEIPT and symbol != f"{_SERIES[kind]}{on.year}":
        check_in_book(office, symbol, number_no, on)
    return symbol, given.number or str(number_no), number_no


def check_in_book(office: Office, symbol: str, number_no: int, on: date) -> None:
    """A receipt's number is one of a book of the office, open on the day."""
    books = list(ReceiptBook.objects.filter(office=office, symbol=symbol))
    found = [b for b in books if b.first_no <= number_no <= b.last_no]
    if not found:
        ranges = "; ".join(f"{b.first_no}–{b.last_no}" for b in books) or "chưa có quyển nào"
        raise Refusal(
            f"Số {number_no} không thuộc quyển {symbol} của đơn vị ({ranges}).", "decision"
        )
    (book,) = found[:1]
    if on < book.opened_on:
        raise Refusal(f"Quyển {book} cấp ngày {book.opened_on:%d/%m/%Y}.", "on")
    if book.closed_on and on > book.closed_on:
        raise Refusal(f"Quyển {book} đã thu hồi ngày {book.closed_on:%d/%m/%Y}.", "decision")


# ---------------------------------------------------------------- acts and their vouchers
def parts_of(act: Act, lines: Iterable[LedgerLine]) -> list[Part]:
    """What an act moves under COLLECTED, office by office: the parts of its voucher."""
    sums: dict[tuple[int, int | None], int] = defaultdict(int)
    for line in lines:
        if line.heading == Heading.COLLECTED:
            sums[line.office_id, line.obligation_id] += line.amount
    rows = Office.objects.in_bulk({office for office, _ in sums})
    owed = Obligation.objects.in_bulk({obligation for _, obligation in sums})
    return [
        Part(Fund.OBLIGATION, amount, act.case, owed[o or 0], act, office=rows[office])
        for (office, o), amount in sums.items()
        if amount
    ]


def voucher_of_act(act: Act, parts: Sequence[Part]) -> Voucher:
    """The voucher of an act that stands alone; of a reversal, the answer to the act's voucher."""
    kind, method, turned = VoucherKind.RECEIPT, PayMethod.UNKNOWN, None
    made_by, checked_by = act.recorded_by, None
    if act.kind == ActKind.PAY_OUT:
        kind, made_by, checked_by = VoucherKind.PAYMENT, act.prepared_by, act.recorded_by
    if act.reverses_id:
        turned = voucher_turned(act)
        kind, method = VoucherKind(turned.kind), PayMethod(turned.method)
    return write_voucher(
        office=act.case.office, kind=kind, method=method, on=act.on, parts=parts,
        by=made_by, given=Given(number=act.decision, reason=act.note), confirmed_by=checked_by,
        reverses=turned,
    )  # fmt: skip


def voucher_turned(act: Act) -> Voucher:
    """The voucher of the act that `act` reverses, when it holds nothing else."""
    voucher = Voucher.objects.get(
        pk__in=VoucherLine.objects.filter(act=act.reverses_id).values("voucher")
    )
    if voucher.lines.exclude(act=act.reverses_id).exists():
        raise Refusal(f"{voucher} còn những khoản khác: hủy cả chứng từ.", "reverses")
    return voucher


_LOADED = (
    """
CREATE TEMPORARY TABLE loaded_money ON COMMIT DROP AS
SELECT nextval('cases_voucher_id_seq') AS voucher, acts.*
FROM (
    SELECT a.id, a.case_id, a."on", a.booked_on, a.written_at, a.decision, a.reverses_id, a.note,
        coalesce(turned.kind, a.kind) AS kind, abs(sum(l.amount)) AS amount,
        (array_agg(l.office_id ORDER BY l.id DESC))[1] AS office_id
    FROM cases_act a
    JOIN cases_ledgerline l ON l.act_id = a.id AND l.heading = 'COLLECTED'
    LEFT JOIN cases_act turned ON turned.id = a.reverses_id
    WHERE a.id BETWEEN %(first)s AND %(last)s
    GROUP BY a.id, turned.kind
    ORDER BY a.id
) acts
""",
    "ANALYZE loaded_money",
    """
INSERT INTO cases_voucher (id, office_id, case_id, kind, method, symbol, number, "on", booked_on,
    written_at, amount, name, account, reason, reverses_id)
SELECT s.voucher, s.office_id, s.case_id,
    CASE s.kind WHEN 'pay_out' THEN 'payment' ELSE 'receipt' END, 'unknown', '',
    CASE WHEN s.reverses_id IS NULL THEN s.decision ELSE '' END, s."on", s.booked_on,
    s.written_at, s.amount, '', '', s.note, turned.voucher
FROM loaded_money s LEFT JOIN loaded_money turned ON turned.id = s.reverses_id
""",
    "ANALYZE cases_voucher",
    """
INSERT INTO cases_voucherline
    (voucher_id, office_id, case_id, fund, obligation_id, amount, act_id, booked_on, note)
SELECT s.voucher, l.office_id, l.case_id, 'obligation', l.obligation_id, sum(l.amount), s.id,
    s.booked_on, ''
FROM loaded_money s JOIN cases_ledgerline l ON l.act_id = s.id AND l.heading = 'COLLECTED'
GROUP BY s.voucher, l.office_id, l.case_id, l.obligation_id, s.id, s.booked_on
HAVING sum(l.amount) <> 0
""",
    "ANALYZE cases_voucherline",
    "DROP TABLE loaded_money",
)


def vouchers_of_loaded(first: int, last: int) -> None:
    """The vouchers of acts just loaded, by their ids; the triggers meet all lines as one statement.

    The tables are looked over between the steps: they grew by all of it since anybody counted.
    """
    with connection.cursor() as cursor:
        for number, statement in enumerate(_LOADED):
            cursor.execute(statement, {"first": first, "last": last} if number == 0 else None)
