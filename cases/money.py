"""Tiền: what the offices hold, took in and paid out, read from vouchers. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Sum

from cases.choices import Fund, PayMethod, VoucherKind
from cases.deadlines import MONEY_KEYS, RUNNING
from cases.models import (
    Case,
    Deadline,
    Office,
    PayOrder,
    ReceiptBook,
    User,
    Voucher,
    VoucherLine,
)

# Money under COLLECTED in the ledger beside what the vouchers hold for obligations: one row for
# each case, obligation, office and booked day on which they differ.
_DIFFER = """
SELECT coalesce(l.office_id, v.office_id), coalesce(l.case_id, v.case_id),
    coalesce(l.obligation_id, v.obligation_id), coalesce(l.booked_on, v.booked_on),
    coalesce(l.amount, 0), coalesce(v.amount, 0)
FROM (
    SELECT office_id, case_id, obligation_id, booked_on, sum(amount) AS amount
    FROM cases_ledgerline WHERE heading = 'COLLECTED' {offices}
    GROUP BY office_id, case_id, obligation_id, booked_on
) l
FULL JOIN (
    SELECT office_id, case_id, obligation_id, booked_on, sum(amount) AS amount
    FROM cases_voucherline WHERE fund = 'obligation' {offices}
    GROUP BY office_id, case_id, obligation_id, booked_on
) v USING (office_id, case_id, obligation_id, booked_on)
WHERE coalesce(l.amount, 0) <> coalesce(v.amount, 0)
ORDER BY 4, 1, 2
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Difference:
    """Where vouchers and ledger disagree on a day, in đồng."""

    office: int
    case: int
    obligation: int
    booked_on: date
    ledger: int
    vouchers: int


def books_differ(
    offices: Iterable[Office] | None = None,
    limit: int = 100,
    since: date | None = None,
    until: date | None = None,
) -> list[Difference]:
    """Cases, offices and days where vouchers and ledger disagree; empty when all is right."""
    narrowed = "" if offices is None else "AND office_id = ANY(%(offices)s)"
    if since and until:
        narrowed += " AND booked_on BETWEEN %(since)s AND %(until)s"
    ids = [office.pk for office in offices or ()]
    asked: dict[str, Any] = {"limit": limit, "offices": ids, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER.format(offices=narrowed), asked)
        return [Difference(*row) for row in cursor.fetchall()]


# ---------------------------------------------------------------- a day
@dataclass
class MethodRow:
    """What came in and went out in one way of paying, in đồng."""

    label: str
    received: int = 0
    paid: int = 0


@dataclass
class Day:
    """The vouchers booked on a day, with their totals; reversals take away."""

    receipts: list[Voucher]
    payments: list[Voucher]
    distributions: list[Voucher]
    methods: list[MethodRow]

    @property
    def received(self) -> int:
        return sum(row.received for row in self.methods)

    @property
    def paid(self) -> int:
        return sum(row.paid for row in self.methods)


def day_of(vouchers: QuerySet[Voucher], day: date) -> Day:
    """The registers of a day, each in the order written."""
    rows = list(
        vouchers.filter(booked_on=day)
        .select_related(
            "case",
            "party",
            "reverses",
            "reversed_by",
            "made_by",
            "confirmed_by",
            "distribution__case",
            "office",
        )
        .order_by("pk")
    )
    methods = {method.value: MethodRow(method.label) for method in PayMethod}
    for row in rows:
        if row.kind == VoucherKind.RECEIPT:
            methods[row.method].received += signed(row)
        elif row.kind == VoucherKind.PAYMENT:
            methods[row.method].paid += signed(row)
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in VoucherKind}
    return Day(
        kinds[VoucherKind.RECEIPT],
        kinds[VoucherKind.PAYMENT],
        kinds[VoucherKind.DISTRIBUTION],
        [row for row in methods.values() if row.received or row.paid],
    )


def signed(voucher: Voucher) -> int:
    """What a voucher adds to the total of its kind; its reversal takes the same away."""
    return -voucher.amount if voucher.reverses_id else voucher.amount


# ---------------------------------------------------------------- what is held
BUCKETS = ((0, 10), (11, 30), (31, 90), (91, None))
"""Days money has been held: within the ten to pay it out, a month, three months, longer."""

# What is left of each sum that came in when what went out is taken from the oldest. A voucher that
# was reversed, and its reversal, count for nothing.
_HELD = """
WITH living AS (
    SELECT l.id, l.case_id, l.fund, l.amount, v."on"
    FROM cases_voucherline l
    JOIN cases_voucher v ON v.id = l.voucher_id
    LEFT JOIN cases_voucher r ON r.reverses_id = v.id
    WHERE l.office_id = ANY(%(offices)s) AND v.reverses_id IS NULL AND r.id IS NULL {narrowed}
), summed AS (
    SELECT case_id, fund, "on", amount, sum(amount) OVER (PARTITION BY case_id, fund)
        - coalesce(sum(amount) FILTER (WHERE amount > 0) OVER (
            PARTITION BY case_id, fund ORDER BY "on" DESC, id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS rest
    FROM living
)
SELECT case_id, fund, min("on"), sum(least(amount, rest)),
    coalesce(sum(least(amount, rest)) FILTER (WHERE %(day)s - "on" <= 10), 0),
    coalesce(sum(least(amount, rest)) FILTER (WHERE %(day)s - "on" BETWEEN 11 AND 30), 0),
    coalesce(sum(least(amount, rest)) FILTER (WHERE %(day)s - "on" BETWEEN 31 AND 90), 0),
    coalesce(sum(least(amount, rest)) FILTER (WHERE %(day)s - "on" > 90), 0)
FROM summed WHERE amount > 0 AND rest > 0
GROUP BY case_id, fund
ORDER BY 3, 1, 2
"""


@dataclass
class HeldRow:
    """What is held of a case for one thing, by how long."""

    case_id: int
    fund: Fund
    since: date
    amount: int
    ages: tuple[int, ...]
    case: Case | None = None
    term: Deadline | None = None

    @property
    def label(self) -> str:
        return self.fund.label

    def days(self, day: date) -> int:
        return (day - self.since).days


def held_rows(offices: Iterable[Office], day: date, fund: str = "", age: str = "") -> list[HeldRow]:
    """Money not yet distributed or paid out, the oldest first."""
    narrowed = "AND l.fund = %(fund)s" if fund else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _HELD.format(narrowed=narrowed),
            {"offices": [office.pk for office in offices], "day": day, "fund": fund},
        )
        rows = [HeldRow(c, Fund(f), on, int(a), tuple(map(int, ages)))
                for c, f, on, a, *ages in cursor.fetchall()]  # fmt: skip
    if age:
        place = [str(first) for first, _ in BUCKETS].index(age)
        rows = [row for row in rows if row.ages[place]]
    return rows


def named(rows: Sequence[HeldRow], user: User) -> None:
    """The cases of some rows, with the term that runs for paying; two queries."""
    ids = {row.case_id for row in rows}
    cases = Case.objects.visible_to(user).select_related("office", "officer").in_bulk(ids)
    terms: dict[int, Deadline] = {}
    running = Deadline.objects.filter(RUNNING, case__in=ids, term__in=MONEY_KEYS)
    for term in running.order_by("-due_on", "-pk"):
        terms[term.case_id or 0] = term
    for row in rows:
        row.case = cases.get(row.case_id)
        row.term = terms.get(row.case_id) if row.fund == Fund.OBLIGATION else None


# ---------------------------------------------------------------- balance
@dataclass
class FundRow:
    """Held before + came in − paid out ± distributed = held after, in đồng."""

    fund: Fund
    before: int = 0
    received: int = 0
    paid: int = 0
    moved: int = 0

    @property
    def label(self) -> str:
        return self.fund.label

    @property
    def after(self) -> int:
        return self.before + self.received - self.paid + self.moved


@dataclass
class Balance:
    """Money in = paid out + held, of some offices over some days."""

    funds: list[FundRow]
    methods: list[MethodRow]
    total: FundRow
    ledger: int
    differ: list[Difference]

    @property
    def held_for_obligations(self) -> int:
        return sum(row.after for row in self.funds if row.fund == Fund.OBLIGATION)


_BALANCE = """
SELECT l.fund, v.kind, v.method,
    coalesce(sum(l.amount) FILTER (WHERE l.booked_on < %(since)s), 0),
    coalesce(sum(l.amount) FILTER (WHERE l.booked_on >= %(since)s), 0)
FROM cases_voucherline l JOIN cases_voucher v ON v.id = l.voucher_id
WHERE l.office_id = ANY(%(offices)s) AND l.booked_on <= %(until)s
GROUP BY l.fund, v.kind, v.method
"""
_LEDGER = """
SELECT coalesce(sum(amount), 0) FROM cases_ledgerline
WHERE heading = 'COLLECTED' AND office_id = ANY(%(offices)s) AND booked_on <= %(until)s
"""


def balance_of(offices: Sequence[Office], since: date, until: date) -> Balance:
    """Three statements: vouchers by fund and method, the ledger's COLLECTED, the differences."""
    funds = {fund: FundRow(fund) for fund in Fund}
    methods = {method.value: MethodRow(method.label) for method in PayMethod}
    asked: dict[str, Any] = {
        "offices": [office.pk for office in offices],
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, asked)
        for fund, kind, method, before, moved in cursor.fetchall():
            row = funds[Fund(fund)]
            row.before += int(before)
            if kind == VoucherKind.RECEIPT:
                row.received += int(moved)
                methods[method].received += int(moved)
            elif kind == VoucherKind.PAYMENT:
                row.paid -= int(moved)
                methods[method].paid -= int(moved)
            else:
                row.moved += int(moved)
        cursor.execute(_LEDGER, asked)
        (ledger,) = cursor.fetchone()
    total = FundRow(Fund.OBLIGATION)
    for row in funds.values():
        total.before += row.before
        total.received += row.received
        total.paid += row.paid
        total.moved += row.moved
    shown = [r for r in funds.values() if r.before or r.received or r.paid or r.moved]
    used = [m for m in methods.values() if m.received or m.paid]
    return Balance(shown, used, total, int(ledger), books_differ(offices))


# ---------------------------------------------------------------- receipt books
@dataclass
class BookRow:
    """A receipt book with what became of its numbers."""

    book: ReceiptBook
    used: int
    void: list[int]
    missing: list[int]
    next_no: int | None


def books_of(books: Sequence[ReceiptBook]) -> list[BookRow]:
    """One query for the numbers of all. A number skipped before the last one given is missing."""
    rows = Voucher.objects.filter(
        kind=VoucherKind.RECEIPT, reverses=None, office__in={b.office_id for b in books},
        symbol__in={b.symbol for b in books},
    )  # fmt: skip
    given: dict[tuple[int, str], dict[int, bool]] = defaultdict(dict)
    for office, symbol, number, turned in rows.values_list(
        "office_id", "symbol", "number_no", "reversed_by"
    ):
        if number is not None:
            given[office, symbol][number] = turned is not None
    found = []
    for book in books:
        numbers = {
            n: turned
            for n, turned in given[book.office_id, book.symbol].items()
            if book.first_no <= n <= book.last_no
        }
        last = max(numbers, default=book.first_no - 1)
        missing = [n for n in range(book.first_no, last) if n not in numbers]
        void = sorted(n for n, turned in numbers.items() if turned)
        following = last + 1 if last < book.last_no and book.closed_on is None else None
        found.append(BookRow(book, len(numbers), void, missing, following))
    return found


# ---------------------------------------------------------------- on the page of a case
@dataclass
class CaseMoney:
    """What is held of a case, its last vouchers, and the orders that wait."""

    held: list[tuple[str, int]]
    vouchers: list[Voucher]
    orders: list[PayOrder]
    undistributed: int = 0

    def __bool__(self) -> bool:
        return bool(self.held or self.vouchers or self.orders)


def money_of(case: Case, limit: int = 5) -> CaseMoney:
    """Three queries. Held is by fund, whatever the obligation."""
    sums = VoucherLine.objects.filter(case=case).order_by().values_list("fund")
    held = {fund: amount for fund, amount in sums.annotate(Sum("amount")) if amount}
    vouchers = Voucher.objects.filter(Exists(VoucherLine.objects.filter(
        voucher=OuterRef("pk"), case=case)))  # fmt: skip
    waiting = PayOrder.objects.waiting().filter(case=case)
    return CaseMoney(
        [(fund.label, held[fund]) for fund in Fund if fund in held],
        list(vouchers.select_related("reverses", "reversed_by").order_by("-pk")[:limit]),
        list(waiting.select_related("prepared_by").annotate(total=Sum("items__amount"))),
        held.get(Fund.UNDISTRIBUTED, 0),
    )
