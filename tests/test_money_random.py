"""Whatever is received, ordered, paid, distributed and reversed: no đồng appears or vanishes."""

import contextlib
from collections import Counter
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.closings import close_month
from cases.actions.ledger import NewObligation, record_act
from cases.actions.money import receive, reverse_voucher
from cases.actions.pay_orders import (
    Item,
    Payee,
    confirm_order,
    payable_of,
    prepare_order,
    withdraw_order,
)
from cases.actions.vouchers import Given, Part, drawn, held_of, write_voucher
from cases.choices import ActKind, Fund, ObligationKind, PayMethod, Role, VoucherKind
from cases.models import Obligation, PayOrder, Voucher, VoucherLine
from cases.money import balance_of, books_differ, held_rows
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import opened

START = date(2018, 10, 3)
ADVANCE, UNDISTRIBUTED = Fund.ADVANCE, Fund.UNDISTRIBUTED


class Desk:
    """What a person does, and beside it what a child would count: so much in, so much out."""

    def __init__(self, desk, case, second):
        self.desk, self.case, self.second = desk, case, second
        self.obligations = list(case.obligations.order_by("pk"))
        self.cash = 0  # what should lie in the safe

    def collect(self, amount, pick, on):
        record_act(
            self.case.pk, kind=ActKind.COLLECT, on=on, amount=amount,
            by=self.desk[Role.ACCOUNTANT],
            obligation=self.obligations[pick % len(self.obligations)],
        )  # fmt: skip
        self.cash += amount

    def receive(self, amount, pick, on):
        receive(
            self.case, fund=(UNDISTRIBUTED, ADVANCE)[pick % 2], amount=amount, on=on,
            by=self.desk[Role.ACCOUNTANT], method=PayMethod.BANK, given=Given(number="BC"),
        )  # fmt: skip
        self.cash += amount

    def distribute(self, amount, pick, on):
        """Undistributed money to an obligation, and a part of it to the costs."""
        with transaction.atomic():
            parts: list[Part] = []
            record_act(
                self.case.pk, kind=ActKind.COLLECT, on=on, amount=amount,
                by=self.desk[Role.ACCOUNTANT], parts=parts,
                obligation=self.obligations[pick % len(self.obligations)],
            )  # fmt: skip
            parts += [*drawn(self.case, UNDISTRIBUTED, amount + 1), Part(Fund.COSTS, 1, self.case)]
            write_voucher(
                office=self.case.office, kind=VoucherKind.DISTRIBUTION, on=on, parts=parts,
                method=PayMethod.UNKNOWN, by=self.desk[Role.ACCOUNTANT],
            )  # fmt: skip

    def order(self, amount, pick, on):
        keys = sorted(payable_of(self.case), key=str)
        if not keys:
            return
        fund, obligation = keys[pick % len(keys)]
        owed = Obligation.objects.filter(pk=obligation).first()
        prepare_order(
            self.case.office, by=self.desk[Role.ACCOUNTANT],
            payee=Payee("Hà", PayMethod.CASH), items=[Item(self.case, fund, amount, owed)],
        )  # fmt: skip

    def confirm(self, amount, pick, on):
        if order := PayOrder.objects.filter(voucher=None, withdrawn_at=None).first():
            who = (self.second, self.desk[Role.HEAD], self.desk[Role.ACCOUNTANT])[pick % 3]
            self.cash -= confirm_order(order.pk, by=who).amount

    def withdraw(self, amount, pick, on):
        if order := PayOrder.objects.filter(voucher=None, withdrawn_at=None).last():
            withdraw_order(order.pk, by=self.desk[Role.HEAD], reason="Sai")

    def reverse(self, amount, pick, on):
        rows = list(Voucher.objects.order_by("-pk")[:4])
        if rows:
            turned = rows[pick % len(rows)]
            reverse_voucher(turned, by=self.desk[Role.HEAD], reason="Nhầm")
            sign = {"receipt": -1, "payment": 1}.get(turned.kind, 0)
            self.cash += sign * turned.amount


DEEDS = ("collect", "collect", "receive", "distribute", "order", "confirm", "withdraw", "reverse")


def check(book: Desk) -> None:
    lines = list(VoucherLine.objects.order_by("booked_on", "pk"))
    assert sum(line.amount for line in lines) == book.cash
    assert sum(held_of(book.case).values()) == book.cash
    walk: Counter = Counter()
    for n, line in enumerate(lines):
        walk[line.fund, line.obligation_id] += line.amount
        if n + 1 == len(lines) or lines[n + 1].booked_on > line.booked_on:
            assert min(walk.values()) >= 0, line.booked_on
    assert books_differ() == []


@pytest.mark.django_db
@given(st.data())
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_no_dong_appears_or_vanishes(desk, data):
    clock = django_settings  # set in place: the fixture would keep a layer for every day
    with transaction.atomic():
        clock.TODAY = START + timedelta(days=2)
        case = opened(desk, obligations=(
            NewObligation(ObligationKind.DEBT, 500, "Gốc", 0, (1,)),
            NewObligation(ObligationKind.DEBT, 300, "Lãi", 0, (1,)),
        ))  # fmt: skip
        book = Desk(desk, case, factories.second_accountant())
        for _ in range(data.draw(st.integers(6, 16))):
            clock.TODAY += timedelta(days=data.draw(st.sampled_from([0, 0, 1, 7, 20])))
            if data.draw(st.integers(0, 11)) == 0 and clock.TODAY.month > 10:
                cutoff = clock.TODAY.replace(day=1) - timedelta(days=1)
                with contextlib.suppress(Refusal):
                    close_month(case.office, cutoff, by=desk[Role.HEAD])
            on = max(START, clock.TODAY - timedelta(days=data.draw(st.sampled_from([0, 0, 9]))))
            deed = data.draw(st.sampled_from(DEEDS))
            amount, pick = data.draw(st.integers(1, 200)), data.draw(st.integers(0, 5))
            try:
                with transaction.atomic():
                    getattr(book, deed)(amount, pick, on)
            except Refusal:
                pass
            check(book)
        balance = balance_of([case.office], START, clock.TODAY)
        assert balance.total.received - balance.total.paid == balance.total.after == book.cash
        assert balance.total.moved == 0
        assert balance.ledger == balance.held_for_obligations
        assert sum(row.amount for row in held_rows([case.office], clock.TODAY)) == book.cash
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
