"""Orders to pay: one prepares, another confirms; who comes second reads what became of it."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.actions.closings import close_month
from cases.actions.ledger import NewObligation, record_act
from cases.actions.money import reverse_voucher
from cases.actions.pay_orders import (
    Item,
    Payee,
    confirm_order,
    payable_of,
    prepare_order,
    withdraw_order,
)
from cases.actions.vouchers import Part, held_of, write_voucher
from cases.choices import ActKind, Fund, ObligationKind, PayMethod, Role, VoucherKind
from cases.models import PayOrder, Voucher
from cases.money import books_differ
from cases.rules import Refusal
from tests import factories
from tests.test_forms_acts import balances
from tests.test_views_cases import TODAY, collect, opened

BANK = Payee("Ngân hàng TMCP Sông Hồng", PayMethod.BANK, account="0011.0022 SHB Ba Đình")


@pytest.fixture
def case(desk):
    case = opened(desk, amount=1_000)
    collect(desk, case, 700)
    return case


@pytest.fixture
def second(desk):
    return factories.second_accountant()


def order(desk, case, amount, payee=BANK, **more):
    return prepare_order(
        case.office, by=desk[Role.ACCOUNTANT], payee=payee,
        items=[Item(case, Fund.OBLIGATION, amount, case.obligations.get(), **more)],
    )  # fmt: skip


def test_what_one_prepares_another_confirms(desk, case, second):
    made = order(desk, case, 300)
    assert balances(case)["COLLECTED", True] == 700  # nothing is paid yet
    voucher = confirm_order(made.pk, by=second)
    assert (voucher.kind, voucher.amount, voucher.method) == ("payment", 300, "bank")
    assert (voucher.made_by, voucher.confirmed_by) == (desk[Role.ACCOUNTANT], second)
    assert (voucher.symbol, voucher.number_no, voucher.name) == ("PC2018", 1, BANK.name)
    act = case.acts.get(kind="pay_out")
    assert (act.prepared_by, act.recorded_by) == (desk[Role.ACCOUNTANT], second)
    assert act.decision == "1/PC2018"
    assert balances(case)["COMPLETED", True] == 300
    assert held_of(case) == {(Fund.OBLIGATION, case.obligations.get().pk): 400}
    assert books_differ() == []


def test_the_head_confirms_too_and_the_next_payment_has_the_next_number(desk, case, second):
    confirm_order(order(desk, case, 300).pk, by=desk[Role.HEAD])
    assert confirm_order(order(desk, case, 100).pk, by=second).number == "2"


def test_who_prepared_cannot_confirm(desk, case):
    made = order(desk, case, 300)
    with pytest.raises(Refusal, match="không được tự duyệt"):
        confirm_order(made.pk, by=desk[Role.ACCOUNTANT])
    with pytest.raises(IntegrityError, match="voucher_checker_is_not_maker"), transaction.atomic():
        write_voucher(
            office=case.office, kind=VoucherKind.PAYMENT, method=PayMethod.CASH, on=TODAY,
            parts=[Part(Fund.OBLIGATION, -300, case, case.obligations.get())],
            by=desk[Role.ACCOUNTANT], confirmed_by=desk[Role.ACCOUNTANT],
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="paid_by_a_second_person"), transaction.atomic():
        write_voucher(
            office=case.office, kind=VoucherKind.PAYMENT, method=PayMethod.CASH, on=TODAY,
            parts=[Part(Fund.OBLIGATION, -300, case, case.obligations.get())],
            by=desk[Role.ACCOUNTANT],
        )  # fmt: skip
    assert balances(case)["COLLECTED", True] == 700


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.CITY_LEADER, Role.CITY_CLERK])
def test_others_neither_prepare_nor_confirm(desk, case, role):
    made = order(desk, case, 300)
    with pytest.raises(PermissionDenied):
        confirm_order(made.pk, by=desk[role])
    with pytest.raises(PermissionDenied):
        prepare_order(case.office, by=desk[role], payee=BANK, items=[])
    with pytest.raises(PermissionDenied):
        confirm_order(made.pk, by=factories.user(Role.HEAD, "HN-HK"))


def test_what_waits_in_one_order_is_not_prepared_again(desk, case, second):
    first = order(desk, case, 500)
    assert list(payable_of(case).values()) == [200]
    with pytest.raises(Refusal, match="còn chi được 200 đồng"):
        order(desk, case, 201)
    withdraw_order(first.pk, by=desk[Role.ACCOUNTANT], reason="Sai tài khoản")
    order(desk, case, 700)
    with pytest.raises(Refusal, match=r"đã được .* rút: Sai tài khoản"):
        confirm_order(first.pk, by=second)


def test_a_form_sent_twice_is_one_order(desk, case):
    item = Item(case, Fund.OBLIGATION, 100, case.obligations.get())
    sent = [
        prepare_order(
            case.office, by=desk[Role.ACCOUNTANT], payee=BANK, items=[item], last_seen=0
        )
        for _ in range(2)
    ]  # fmt: skip
    assert sent[0] == sent[1]


def test_a_fee_is_kept_of_what_is_paid(desk, second):
    """The creditor's 300 million leave the obligation, 9 of them stay as the fee, 291 go out."""
    case = opened(desk, number=215, amount=1_000_000_000)
    collect(desk, case, 700_000_000, number="AA/0413")
    made = order(desk, case, 300_000_000)
    voucher = confirm_order(made.pk, by=second)
    assert voucher.amount == 291_000_000
    assert held_of(case) == {
        (Fund.OBLIGATION, case.obligations.get().pk): 400_000_000,
        (Fund.FEE, None): 9_000_000,
    }
    assert balances(case)["COMPLETED", True] == 300_000_000
    assert voucher.fees.get().amount == 9_000_000
    assert books_differ() == []
    reverse_voucher(voucher, by=desk[Role.HEAD], reason="Chi nhầm")
    assert held_of(case) == {(Fund.OBLIGATION, case.obligations.get().pk): 700_000_000}
    assert books_differ() == []


def test_a_fee_that_changed_before_it_was_paid_is_refused(desk, second):
    """Two orders made from one state: small sums together pass twice the base wage."""
    case = opened(desk, number=215, amount=1_000_000_000)
    collect(desk, case, 700_000_000, number="AA/0413")
    first, then = (order(desk, case, amount) for amount in (2_000_000, 2_500_000))
    assert [row.items.get().fee for row in (first, then)] == [0, 0]
    confirm_order(first.pk, by=second)
    with pytest.raises(Refusal, match=r"Phí thi hành án tính lại là 135\.000 đồng"):
        confirm_order(then.pk, by=second)


def test_of_instalments_the_fee_is_that_of_the_whole_and_a_reversed_one_gives_it_back(desk, second):
    case = opened(desk, number=215, amount=20_000_000_000)
    collect(desk, case, 18_000_000_000, number="AA/0413")
    fees = []
    for amount in (3_000, 4_000, 4_500, 4_000, 1_500, 1_000):
        voucher = confirm_order(order(desk, case, amount * 1_000_000).pk, by=second)
        fees.append(voucher.fees.get().amount)
    assert fees == [90_000_000, 100_000_000, 37_500_000, 17_550_000, 150_000, 100_000]
    assert held_of(case)[Fund.FEE, None] == 245_300_000
    reverse_voucher(voucher, by=desk[Role.HEAD], reason="Chi nhầm")
    again = confirm_order(order(desk, case, 1_000_000_000).pk, by=second)
    assert again.fees.get().amount == 100_000
    assert held_of(case)[Fund.FEE, None] == 245_300_000


def test_a_ground_leaves_less_and_a_thing_handed_over_keeps_nothing(desk, second):
    case = opened(desk, number=215, amount=1_000_000_000)
    collect(desk, case, 700_000_000, number="AA/0413")
    third = order(desk, case, 300_000_000, fee_ground="4.4")
    assert third.items.get().fee == 3_000_000
    thing = order(desk, case, 100_000_000, Payee("Trần Thị Bình", PayMethod.IN_KIND))
    assert thing.items.get().fee == 0
    voucher = confirm_order(thing.pk, by=second)
    assert (voucher.amount, voucher.fees.get().amount) == (100_000_000, 3_000_000)  # paid in cash
    with pytest.raises(Refusal, match="80 %"):
        order(desk, case, 1_000_000, fee_ground="7.2.a:81")


def test_nothing_is_kept_of_what_goes_to_the_state(desk, second):
    fine = NewObligation(ObligationKind.FINE, 500_000_000, "", None, (1,))
    case = opened(desk, number=215, obligations=(fine,), classed={"origin": "ex_officio"})
    collect(desk, case, 500_000_000, number="AA/0413")
    voucher = confirm_order(order(desk, case, 500_000_000).pk, by=second)
    assert voucher.amount == 500_000_000
    assert not voucher.fees.exists()


def test_money_of_no_act_is_paid_too_but_undistributed_money_is_not(desk, case, second):
    with transaction.atomic():
        for fund in (Fund.DEPOSIT, Fund.UNDISTRIBUTED):
            write_voucher(
                office=case.office, kind=VoucherKind.RECEIPT, method=PayMethod.CASH, on=TODAY,
                parts=[Part(fund, 50, case)], by=desk[Role.ACCOUNTANT],
            )  # fmt: skip
    payee = Payee("Phạm Văn Hải", PayMethod.CASH, reason="Trả lại tiền đặt trước")
    accountant = desk[Role.ACCOUNTANT]
    with pytest.raises(Refusal, match="phân phối trước"):
        prepare_order(
            case.office, by=accountant, payee=payee, items=[Item(case, Fund.UNDISTRIBUTED, 50)]
        )
    made = prepare_order(
        case.office, by=accountant, payee=payee, items=[Item(case, Fund.DEPOSIT, 50)]
    )
    voucher = confirm_order(made.pk, by=second)
    assert not case.acts.filter(kind="pay_out").exists()
    assert voucher.amount == 50
    assert (Fund.DEPOSIT, None) not in held_of(case)


def test_a_closed_month_is_paid_on_the_first_open_day(desk, case, second, settings):
    made = order(desk, case, 300)
    settings.TODAY = date(2018, 11, 2)
    close_month(case.office, date(2018, 10, 31), by=desk[Role.HEAD])
    settings.TODAY = date(2018, 11, 5)
    voucher = confirm_order(made.pk, by=second)
    assert voucher.booked_on == date(2018, 11, 5)
    reversal = reverse_voucher(voucher, by=desk[Role.HEAD], reason="Chi nhầm")
    assert reversal.booked_on == date(2018, 11, 5)
    assert books_differ() == []


def test_an_order_on_a_case_that_left_says_who_has_it_and_is_withdrawn(desk, case, second, login):
    made = order(desk, case, 300)
    record_act(
        case.pk, kind=ActKind.TRANSFER, on=TODAY, by=desk[Role.CITY_LEADER],
        to_office=factories.office("HN-HK"),
    )  # fmt: skip
    with pytest.raises(Refusal, match="Hoàn Kiếm thụ lý"):
        confirm_order(made.pk, by=second)
    url = reverse("pay_order_detail", args=(made.pk,))
    page = login(second).post(url, {"confirm": "1"}, follow=True)
    assert "Hoàn Kiếm thụ lý" in page.text
    withdraw_order(made.pk, by=second, reason="Hồ sơ đã chuyển")
    assert list(payable_of(case).values()) == [700]


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_pay_once_and_the_other_reads_why(desk, case, second):
    made = order(desk, case, 300)
    barrier = threading.Barrier(2)
    paid, refused = [], []

    def confirm(by):
        try:
            barrier.wait(timeout=10)
            paid.append(confirm_order(made.pk, by=by))
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=(by,)) for by in (second, desk[Role.HEAD])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paid) == 1
    assert "đã được" in refused[0]
    assert "duyệt chi lúc" in refused[0]
    assert "phiếu chi số 1/PC2018" in refused[0]
    assert Voucher.objects.filter(kind="payment").count() == 1
    assert PayOrder.objects.get().voucher == paid[0]
