"""The demo's till at one district: receipts, orders, a distribution and a statement of the bank."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q, Sum

from cases.actions.bank import explain, join_sure, keep_statement, signed
from cases.actions.decisions import decide
from cases.actions.demo_desk import Desk, at_work, day_ago
from cases.actions.distribution import (
    Proposal,
    cases_of_debtor,
    confirm_distribution,
    owed_on,
    save_distribution,
)
from cases.actions.ledger import Paper
from cases.actions.money import collect_by_receipt, receive, reverse_voucher
from cases.actions.pay_orders import (
    Item,
    Payee,
    confirm_order,
    payable_of,
    prepare_order,
    withdraw_order,
)
from cases.actions.persons import link_persons
from cases.actions.reductions import duty_of, qualifying
from cases.actions.vouchers import Given, next_of_book
from cases.choices import (
    ActKind,
    Fund,
    Heading,
    Origin,
    PartyRole,
    PayMethod,
    PersonKind,
    Proceeds,
    Role,
)
from cases.demo.cashbook import (
    BANK_ACCOUNT,
    EXPLAINED,
    HELD,
    OTHERS,
    OWING,
    POOR,
    STATE,
    STORIES,
    TWICE,
    statement,
)
from cases.models import Case, Obligation, Party, ReceiptBook, User, Voucher
from cases.rules.reductions import answer_for
from cases.today import today

LEAST, MOST = 20_000_000, 290_000_000
STATE_CASES = 6


def write_till(people: dict[str, User]) -> None:
    """Each story on a case of its own, then the statement of what went through the bank."""
    head = people[Role.HEAD]
    cases = {HELD: _held(head), OWING: _owing(head), TWICE: _twice(head), POOR: _poor(head),
             STATE: _state(head)}  # fmt: skip
    for n, (kind, story) in enumerate(STORIES, 401):
        _Till(next(cases[kind]), people, n).play(story)
    _write_statement(people[Role.ACCOUNTANT])


# ---------------------------------------------------------------- whose money
def _rows(head: User) -> Any:
    return Case.objects.filter(office=head.office_id).select_related("office", "case_class")


def _held(head: User, origin: str = Origin.ON_REQUEST) -> Iterator[Case]:
    """Cases with money held for their one obligation, the largest sum first."""
    rows = _rows(head).filter(case_class__origin=origin, measures=None)
    held = Sum("money_lines__amount", filter=Q(money_lines__fund=Fund.OBLIGATION))
    return iter(rows.annotate(held=held).filter(held__gt=0).order_by("-held", "pk"))


def _state(head: User) -> Iterator[Case]:
    return _held(head, Origin.EX_OFFICIO)


def _owing(head: User) -> Iterator[Case]:
    rows = at_work(head).filter(money_lines=None).select_related("office", "case_class")
    sized = rows.annotate(rest=Sum("balances__amount")).filter(rest__range=(LEAST, MOST))
    return iter(sized.order_by("pk"))


def _twice(head: User) -> Iterator[Case]:
    """The first of the cases of a company whose name stands in three: known by one tax number."""
    parties = Party.objects.filter(
        role=PartyRole.DEBTOR, kind=PersonKind.LEGAL, case__office=head.office_id,
        case__heading=Heading.IN_PROGRESS,
        case__case_class__origin=Origin.ON_REQUEST, case__measures=None,
    ).select_related("case__office", "case__case_class").order_by("pk")  # fmt: skip
    named: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        named[party.name].append(party)
    for n, same in enumerate((same for same in named.values() if len(same) > 2), 1):
        for party in same:
            party.identity_no = f"0108{n:06}"
        link_persons(same)
        Party.objects.bulk_update(same, ["identity_no", "person"])
        yield same[0].case


def _poor(head: User) -> Iterator[Case]:
    for case in qualifying(_rows(head), today()):
        if answer_for(duty_of(case, today()), today()).qualifies:
            yield case


class _Till(Desk):
    """One case while its money is told."""

    voucher: Voucher
    share: Any = None
    orders: list[Any]

    def _newest(self) -> int:
        return max(self.case.acts.values_list("pk", flat=True), default=0)

    def _given(self, method: str, name: str, reason: str = "") -> tuple[Given, str]:
        """Cash by the book's next number; else as the bank numbered its advice."""
        if method != PayMethod.CASH:
            number = f"BC{self.n:04}"
            return Given(number=number, name=name, reason=reason), number
        book = ReceiptBook.objects.get(office=self.case.office_id)
        number_no = next_of_book(book)
        assert number_no is not None
        number = f"{number_no:07}"
        return Given(book.symbol, number, number_no, None, name, reason=reason), (
            f"{number}/{book.symbol}"
        )

    def _collect(self, on: date, amount: int, method: str = "cash", other: str = "") -> None:
        given, number = self._given(method, other or str(self.debtor), "Nộp tiền thi hành án")
        act = collect_by_receipt(
            self.case.pk, (), on=on, by=self.people[Role.ACCOUNTANT], given=given,
            paper=Paper(decision=number, decided_on=on), last_seen=self._newest(),
            method=PayMethod(method), amount=amount, obligation=self.case.obligations.get(),
        )  # fmt: skip
        self.voucher = Voucher.objects.get(lines__act=act)

    def _receive(
        self, on: date, fund: str, amount: int, reason: str, method: str = "cash", other: str = ""
    ) -> None:
        given, _ = self._given(method, other or str(self.debtor), reason)
        receive(
            self.case, fund=Fund(fund), amount=amount, on=on, by=self.people[Role.ACCOUNTANT],
            method=PayMethod(method), given=given,
        )  # fmt: skip

    def _reverse(self, on: date, reason: str) -> None:
        reverse_voucher(self.voucher, by=self.by, reason=reason)

    # ------------------------------------------------------------ paid out
    def _order(self, on: date, method: str = "bank", fee_ground: str = "") -> None:
        """All that is held of the case and of those it was shared out to: an order a creditor."""
        shared = [row.case for row in self.share.rows.all()] if self.share else []
        by = self.people[Role.ACCOUNTANT]
        self.orders = []
        for item in _payable([self.case, *shared], fee_ground):
            assert item.obligation is not None
            to = item.obligation.creditor
            account = f"1903{item.obligation.pk:08} Ngân hàng TMCP Sông Nhuệ"
            payee = Payee(
                str(to), PayMethod(method), to, account if method == PayMethod.BANK else "",
                "Chi trả tiền thi hành án",
            )  # fmt: skip
            order = prepare_order(
                item.case.office, by=by, items=[item], payee=payee, distribution=self.share
            )
            self.orders.append(order)

    def _confirm(self, on: date) -> None:
        """The first of the orders; the others wait."""
        self.voucher = confirm_order(self.orders[0].pk, by=self.by)

    def _withdraw(self, on: date, reason: str) -> None:
        withdraw_order(self.orders[0].pk, by=self.people[Role.ACCOUNTANT], reason=reason)

    def _pay_in(self, on: date, to: str, account: str) -> None:
        """One order for the State's money of several cases."""
        items = list(_payable([self.case, *islice(_state(self.by), STATE_CASES)]))
        payee = Payee(to, PayMethod.BANK, None, account, "Nộp ngân sách nhà nước tiền đã thu")
        prepare_order(self.case.office, by=self.people[Role.ACCOUNTANT], items=items, payee=payee)

    # ------------------------------------------------------------ shared out, forgiven
    def _share_out(self, on: date, amount: int, received: int, cut_off: int) -> None:
        owed = owed_on(cases_of_debtor(self.case, self.by))
        asked = Proposal(
            kind=Proceeds.COERCED, amount=amount, received_on=day_ago(received),
            cut_off=day_ago(cut_off), obligations=tuple(row.obligation for row in owed),
        )  # fmt: skip
        self.share, _ = save_distribution(self.case, asked, by=self.people[Role.OFFICER])

    def _confirm_share(self, on: date) -> None:
        self.voucher = confirm_distribution(self.share.pk, by=self.people[Role.ACCOUNTANT])

    def _reduce(self, on: date, decision: str, note: str) -> None:
        most = answer_for(duty_of(self.case, on), on).most
        decide(
            self.case.pk, kind=ActKind.REDUCE, on=on, by=self.by, last_seen=self._newest(),
            paper=Paper(decision=decision, decided_on=on, note=note), amount=most,
        )  # fmt: skip


def _payable(cases: Iterable[Case], fee_ground: str = "") -> Iterator[Item]:
    """What is held of the obligations of some cases and in no order yet."""
    for case in {case.pk: case for case in cases}.values():
        for (fund, pk), amount in payable_of(case).items():
            yield Item(case, fund, amount, Obligation.objects.get(pk=pk or 0), fee_ground)


# ---------------------------------------------------------------- the bank
def _write_statement(by: User) -> None:
    """Lines of the vouchers by bank of these days but the newest, and of what has no voucher."""
    first, last = day_ago(4), today()
    own = Voucher.objects.filter(
        office=by.office_id, method=PayMethod.BANK, on__range=(first, last)
    )
    *known, _ = own.filter(reverses=None, reversed_by=None).order_by("pk")
    rows = [(v.on, signed(v), _words(v)) for v in known]
    rows += [(day_ago(ago), amount, words) for ago, amount, words in OTHERS]
    kept = keep_statement(
        by=by, account=BANK_ACCOUNT, name="sao-ke-2025-10-06.csv",
        data=statement(rows).encode(),
    )  # fmt: skip
    join_sure(kept, by=by)
    for line in kept.lines.filter(matches=None):
        for said, words in EXPLAINED.items():
            if line.description.startswith(said):
                explain(line.pk, words, by=by)


def _words(voucher: Voucher) -> str:
    """As banks write it; what is paid in by hand names nobody's number."""
    if voucher.amount == 15_000_000:
        return "NOP TIEN THI HANH AN"
    number = " ".join(filter(None, (voucher.symbol, voucher.number)))
    return f"{number} THA {voucher.case.decision if voucher.case else ''}".strip()
