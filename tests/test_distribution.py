"""Money that is nobody's yet goes to claims by the legal order: proposed, confirmed, undone."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.distribution import (
    Proposal,
    cases_of_debtor,
    confirm_distribution,
    owed_on,
    propose,
    save_distribution,
    undistributed_of,
    withdraw_distribution,
)
from cases.actions.ledger import NewObligation, record_act
from cases.actions.money import reverse_voucher
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.vouchers import Part, held_of, write_voucher
from cases.choices import ActKind, Fund, ObligationKind, PayMethod, Proceeds, Role, VoucherKind
from cases.models import Balance, Distribution, Obligation, Voucher, VoucherLine
from cases.money import books_differ
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import TODAY, collect, opened

CUT_OFF = date(2018, 10, 3)


def owing(desk, number=214, **sums) -> object:
    """A case of a debtor who owes maintenance, court fees and a debt."""
    obligations = (
        NewObligation(ObligationKind.DEBT, sums.get("debt", 900_000_000), "Nợ gốc", 0, (1,)),
        NewObligation(ObligationKind.COURT_FEE, sums.get("fee", 50_000_000), "Án phí", None, (1,)),
        NewObligation(ObligationKind.MAINTENANCE, sums.get("child", 60_000_000), "", 0, (1,)),
    )
    return opened(desk, number, obligations=obligations)


def proceeds(desk, case, amount):
    with transaction.atomic():
        return write_voucher(
            office=case.office, kind=VoucherKind.RECEIPT, method=PayMethod.BANK, on=TODAY,
            parts=[Part(Fund.UNDISTRIBUTED, amount, case)], by=desk[Role.ACCOUNTANT],
        )  # fmt: skip


def asked(*cases, amount, **more) -> Proposal:
    obligations = tuple(Obligation.objects.filter(case__in=cases).order_by("pk"))
    return Proposal(
        **{"kind": Proceeds.COERCED, "received_on": TODAY, "cut_off": CUT_OFF, "amount": amount,
           "obligations": obligations} | more,
    )  # fmt: skip


def save(desk, case, proposal) -> Distribution:
    made, _ = save_distribution(case, proposal, by=desk[Role.OFFICER])
    return made


def standing(case, heading) -> int:
    rows = Balance.objects.filter(case=case, heading=heading).exclude(obligation_id=0)
    return sum(rows.values_list("amount", flat=True))


def given_to(made) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in made.rows.all():
        label = row.obligation.kind if row.obligation else row.fund
        found[label] = found.get(label, 0) + row.amount
    return found


@pytest.fixture
def case(desk):
    return owing(desk)


def test_the_officer_proposes_and_the_accountant_confirms(desk, case):
    proceeds(desk, case, 500_000_000)
    made = save(
        desk, case,
        asked(case, amount=500_000_000, costs=(("Chi phí đấu giá", 20_000_000),), note="Bán nhà"),
    )  # fmt: skip
    assert given_to(made) == {
        "costs": 20_000_000, "maintenance": 60_000_000, "court_fee": 50_000_000,
        "debt": 370_000_000,
    }  # fmt: skip
    assert standing(case, "IN_PROGRESS") == 1_010_000_000  # proposed, nothing has moved
    voucher = confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert (voucher.kind, voucher.amount, voucher.number) == ("distribution", 0, "1")
    assert standing(case, "COLLECTED") == 480_000_000
    held = {(fund, o and Obligation.objects.get(pk=o).kind): n
            for (fund, o), n in held_of(case).items()}  # fmt: skip
    assert held == {
        (Fund.COSTS, None): 20_000_000, (Fund.OBLIGATION, "maintenance"): 60_000_000,
        (Fund.OBLIGATION, "court_fee"): 50_000_000, (Fund.OBLIGATION, "debt"): 370_000_000,
    }  # fmt: skip
    assert books_differ() == []


def test_each_row_says_why_and_by_which_article(desk, case):
    proceeds(desk, case, 500_000_000)
    made = save(desk, case, asked(case, amount=500_000_000))
    for row in made.rows.all():
        assert row.reason
        assert "Điều 47" in row.basis
    assert [row.rank for row in made.rows.all()] == sorted(row.rank for row in made.rows.all())


def test_more_than_all_is_owed_goes_back_to_the_debtor(desk, case):
    proceeds(desk, case, 1_500_000_000)
    made = save(desk, case, asked(case, amount=1_500_000_000))
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert held_of(case)[Fund.SURPLUS, None] == 490_000_000
    assert standing(case, "IN_PROGRESS") == 0


def test_who_proposed_does_not_confirm_and_an_officer_never(desk, case):
    proceeds(desk, case, 100)
    made, _ = save_distribution(case, asked(case, amount=100), by=desk[Role.ACCOUNTANT])
    with pytest.raises(Refusal, match="không được tự xác nhận"):
        confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    with pytest.raises(PermissionDenied):
        confirm_distribution(made.pk, by=desk[Role.OFFICER])
    confirm_distribution(made.pk, by=factories.second_accountant())


def test_only_what_is_held_and_one_proposal_at_a_time(desk, case):
    proceeds(desk, case, 100)
    with pytest.raises(Refusal, match="Tiền chưa phân phối của hồ sơ: 100"):
        save(desk, case, asked(case, amount=101))
    first, again = save_distribution(case, asked(case, amount=100), by=desk[Role.OFFICER])
    assert not again
    same, again = save_distribution(case, asked(case, amount=100), by=desk[Role.OFFICER])
    assert (same, again) == (first, True)
    with pytest.raises(Refusal, match="chờ xác nhận"):
        save(desk, case, asked(case, amount=50))
    withdraw_distribution(first.pk, by=desk[Role.OFFICER])
    assert save(desk, case, asked(case, amount=50)).amount == 50


def test_a_stale_proposal_is_refused_with_what_changed(desk, case):
    proceeds(desk, case, 500_000_000)
    made = save(desk, case, asked(case, amount=500_000_000))
    collect(desk, case, 10_000_000)
    with pytest.raises(Refusal, match="vừa thay đổi"):
        confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert undistributed_of(case) == 500_000_000


def test_several_cases_of_one_debtor(desk, case):
    """What the creditors of the coercive decision leave goes to the debtor's other decisions."""
    other = owing(desk, 215, debt=40_000_000, fee=1_000_000, child=0)
    stranger = opened(desk, 216, debtor="Người khác", obligations=(
        NewObligation(ObligationKind.DEBT, 7, "", 0, ()),))  # fmt: skip
    stranger.parties.update(person=None)
    assert list(cases_of_debtor(case, desk[Role.OFFICER])) == [case, other]
    proceeds(desk, case, 1_030_000_000)
    wanted = asked(case, other, amount=1_030_000_000, kind=Proceeds.COLLECTED, cut_off=None)
    made = save(desk, case, wanted)
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert standing(case, "COLLECTED") == 1_010_000_000
    assert standing(other, "COLLECTED") == 20_000_000
    assert undistributed_of(case) == 0
    assert books_differ() == []
    strange = asked(case, stranger, amount=1)
    with pytest.raises(PermissionDenied):
        save_distribution(case, strange, by=desk[Role.OFFICER])


@pytest.mark.parametrize("leaves", [0, 1])
def test_a_table_with_a_case_that_left_says_who_has_it_and_is_withdrawn(desk, case, leaves):
    other = owing(desk, 215, debt=40_000_000, fee=1_000_000, child=0)
    proceeds(desk, case, 1_030_000_000)
    wanted = asked(case, other, amount=1_030_000_000, kind=Proceeds.COLLECTED, cut_off=None)
    made = save(desk, case, wanted)
    record_act(
        (case, other)[leaves].pk, kind=ActKind.TRANSFER, on=TODAY, by=desk[Role.CITY_LEADER],
        to_office=factories.office("HN-HK"),
    )  # fmt: skip
    with pytest.raises(Refusal, match="Hoàn Kiếm thụ lý"):
        confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert withdraw_distribution(made.pk, by=desk[Role.ACCOUNTANT]).withdrawn_at


def test_undone_while_nothing_of_it_was_paid(desk, case):
    proceeds(desk, case, 500_000_000)
    voucher = confirm_distribution(
        save(desk, case, asked(case, amount=500_000_000)).pk, by=desk[Role.ACCOUNTANT]
    )
    fee = case.obligations.get(kind="court_fee")
    order = prepare_order(
        case.office, by=factories.second_accountant(),
        items=[Item(case, Fund.OBLIGATION, 50_000_000, fee)],
        payee=Payee("Kho bạc Nhà nước", PayMethod.CASH),
    )  # fmt: skip
    paid = confirm_order(order.pk, by=desk[Role.ACCOUNTANT])
    with pytest.raises(Refusal, match="đã phân phối hoặc chi"):
        reverse_voucher(voucher, by=desk[Role.HEAD], reason="Nhầm thứ tự")
    reverse_voucher(paid, by=desk[Role.HEAD], reason="Nhầm")
    reverse_voucher(voucher, by=desk[Role.HEAD], reason="Nhầm thứ tự")
    assert held_of(case) == {(Fund.UNDISTRIBUTED, None): 500_000_000}
    assert standing(case, "IN_PROGRESS") == 1_010_000_000
    assert books_differ() == []


@pytest.mark.django_db(transaction=True)
def test_two_accountants_at_once_and_one_sees_why_not(desk):
    case = owing(desk)
    proceeds(desk, case, 500_000_000)
    made = save(desk, case, asked(case, amount=500_000_000))
    people = (desk[Role.ACCOUNTANT], factories.second_accountant())
    barrier, done, refused = threading.Barrier(2), [], []

    def confirm(by):
        try:
            barrier.wait(timeout=10)
            done.append(confirm_distribution(made.pk, by=by))
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert f"đã được {done[0].confirmed_by} xác nhận" in refused[0]
    assert Voucher.objects.filter(kind="distribution").count() == 1


# ---------------------------------------------------------------- no đồng appears or vanishes
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("receive", "distribute", "pay", "reverse", "collect")),
        st.integers(1, 1_200),
        st.integers(0, 5),
    ),
    min_size=3, max_size=14,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_no_dong_appears_or_vanishes(desk, steps):
    """Receipts, distributions over two cases, payments, reversals, in any order."""
    with transaction.atomic():
        first = owing(desk, debt=500, fee=100, child=50)
        second = owing(desk, 215, debt=300, fee=20, child=0)
        people = (desk[Role.ACCOUNTANT], factories.second_accountant())
        for what, amount, which in steps:
            try:
                with transaction.atomic():
                    _do(desk, people, (first, second), what, amount, which)
            except Refusal:
                continue
            total = sum(VoucherLine.objects.values_list("amount", flat=True))
            came = sum(_signed("receipt"))
            assert total == came - sum(_signed("payment"))
            assert all(n > 0 for case in (first, second) for n in held_of(case).values())
            assert books_differ() == []
        transaction.set_rollback(True)


def _signed(kind) -> list[int]:
    rows = Voucher.objects.filter(kind=kind).values_list("amount", "reverses")
    return [-amount if turned else amount for amount, turned in rows]


def _do(desk, people, cases, what, amount, which) -> None:
    case = cases[which % 2]
    if what == "receive":
        proceeds(desk, case, amount)
    elif what == "collect":
        collect(desk, case, amount, number=f"B{Voucher.objects.count()}")
    elif what == "distribute":
        have = min(amount, undistributed_of(case))
        if have:
            made = save(desk, case, asked(*cases, amount=have))
            confirm_distribution(made.pk, by=people[0])
    elif what == "pay":
        for (fund, o), held in held_of(case).items():
            if fund != Fund.UNDISTRIBUTED:
                item = Item(case, fund, min(held, amount), o and Obligation.objects.get(pk=o))
                order = prepare_order(
                    case.office, by=people[0], items=[item], payee=Payee("X", PayMethod.CASH)
                )
                confirm_order(order.pk, by=people[1])
                return
    else:
        rows = Voucher.objects.filter(reverses=None, reversed_by=None).order_by("-pk")
        if rows.exists():
            reverse_voucher(rows[which % len(rows)], by=desk[Role.HEAD], reason="Thử")


def test_what_is_owed_costs_few_queries(desk, case, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert [row.rest for row in owed_on([case])] == [900_000_000, 50_000_000, 60_000_000]
    proceeds(desk, case, 10)
    plan, _ = propose(case, asked(case, amount=10))
    assert sum(row.amount for row in plan.rows) == 10
