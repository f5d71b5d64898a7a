"""Vouchers: written with every act that moves money, numbered once, reversed whole."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.actions.charges import charges_of, collect
from cases.actions.ledger import Paper, record_act
from cases.actions.money import reverse_voucher
from cases.actions.vouchers import Given, Part, held_of, write_voucher
from cases.choices import ActKind, Fund, PayMethod, Role, VoucherKind
from cases.models import Act, ReceiptBook, Voucher, VoucherLine
from cases.money import books_differ
from cases.rules import Refusal
from tests import factories
from tests.test_collecting import LAW, debt
from tests.test_forms_acts import balances
from tests.test_views_cases import TODAY, opened


@pytest.fixture
def case(desk):
    return opened(desk, obligations=(debt(),))


def take_in(desk, case, amount, on=TODAY, **more):
    return record_act(
        case.pk, kind=ActKind.COLLECT, on=on, amount=amount, by=desk[Role.ACCOUNTANT], **more
    )


def receipt(desk, case, amount, fund=Fund.UNDISTRIBUTED, on=TODAY, **more):
    with transaction.atomic():
        return write_voucher(
            office=case.office, kind=VoucherKind.RECEIPT, method=PayMethod.CASH, on=on,
            parts=[Part(fund, amount, case)], by=desk[Role.ACCOUNTANT], **more,
        )  # fmt: skip


# ---------------------------------------------------------------- written with the act
def test_an_act_that_collects_has_its_voucher(desk, case):
    act = take_in(desk, case, 700, paper=Paper("AA/0412", TODAY))
    voucher = Voucher.objects.get()
    assert (voucher.kind, voucher.amount, voucher.number) == ("receipt", 700, "AA/0412")
    line = voucher.lines.get()
    assert (line.act, line.amount, line.obligation) == (act, 700, case.obligations.get())
    assert line.office == case.office
    assert held_of(case) == {(Fund.OBLIGATION, case.obligations.get().pk): 700}
    assert books_differ() == []


def test_a_reversed_act_is_answered_by_a_reversal_of_its_voucher(desk, case):
    act = take_in(desk, case, 700)
    record_act(
        case.pk, kind=ActKind.REVERSE, on=TODAY, by=desk[Role.HEAD], reverses=act,
        paper=Paper(note="Ghi nhầm"),
    )  # fmt: skip
    written, turned = Voucher.objects.order_by("pk")
    assert turned.reverses == written
    assert turned.lines.get().amount == -700
    assert held_of(case) == {}
    assert books_differ() == []


def test_the_check_finds_an_act_without_its_voucher(desk, case, monkeypatch):
    """Somebody past the application collects, and the vouchers do not know."""
    monkeypatch.setattr("cases.actions.ledger.parts_of", lambda act, lines: [])
    take_in(desk, case, 700)
    (found,) = books_differ()
    assert (found.case, found.ledger, found.vouchers) == (case.pk, 700, 0)
    assert books_differ([desk[Role.CITY_LEADER].office]) == []


# ---------------------------------------------------------------- money of no act
def test_money_nobody_owes_yet_is_held_and_nothing_more_is_paid(desk, case):
    receipt(desk, case, 500)
    assert held_of(case) == {(Fund.UNDISTRIBUTED, None): 500}
    assert balances(case)["IN_PROGRESS", True] == 100_000_000
    with pytest.raises(Refusal, match="đang giữ 500 đồng, cần 501"), transaction.atomic():
        write_voucher(
            office=case.office, kind=VoucherKind.PAYMENT, method=PayMethod.CASH, on=TODAY,
            parts=[Part(Fund.UNDISTRIBUTED, -501, case)], by=desk[Role.ACCOUNTANT],
        )  # fmt: skip


def test_money_moves_from_undistributed_to_the_obligation_in_one_voucher(desk, case):
    receipt(desk, case, 500)
    with transaction.atomic():
        parts: list[Part] = []
        act = take_in(desk, case, 300, parts=parts)
        write_voucher(
            office=case.office, kind=VoucherKind.DISTRIBUTION, method=PayMethod.UNKNOWN, on=TODAY,
            parts=[*parts, Part(Fund.UNDISTRIBUTED, -300, case)], by=desk[Role.ACCOUNTANT],
        )  # fmt: skip
    assert held_of(case) == {
        (Fund.UNDISTRIBUTED, None): 200,
        (Fund.OBLIGATION, case.obligations.get().pk): 300,
    }
    assert books_differ() == []
    with pytest.raises(Refusal, match="hủy cả chứng từ"):
        record_act(
            case.pk, kind=ActKind.REVERSE, on=TODAY, by=desk[Role.HEAD], reverses=act,
            paper=Paper(note="Nhầm"),
        )  # fmt: skip
    reverse_voucher(Voucher.objects.latest("pk"), by=desk[Role.HEAD], reason="Nhầm người")
    assert held_of(case) == {(Fund.UNDISTRIBUTED, None): 500}
    assert books_differ() == []


def test_the_database_refuses_vouchers_that_disagree_with_the_ledger(desk, case):
    take_in(desk, case, 700)
    with pytest.raises(IntegrityError, match="agree"), transaction.atomic():
        write_voucher(
            office=case.office, kind=VoucherKind.RECEIPT, method=PayMethod.CASH, on=TODAY,
            parts=[Part(Fund.OBLIGATION, 5, case, case.obligations.get())],
            by=desk[Role.ACCOUNTANT],
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="append"), transaction.atomic():
        VoucherLine.objects.update(amount=1)


# ---------------------------------------------------------------- reversal
def test_one_reversal_turns_the_collection_and_the_interest_entered_with_it(desk):
    case = opened(desk, obligations=(debt(interest=LAW),))
    collect(
        case.pk, charges_of(case, TODAY), kind=ActKind.COLLECT, on=TODAY, amount=5_000_000,
        obligation=None, by=desk[Role.ACCOUNTANT], paper=Paper("B1", TODAY),
        last_seen=Act.objects.filter(case=case).latest("pk").pk, interest=True, instalments=False,
    )  # fmt: skip
    reverse_voucher(Voucher.objects.get(), by=desk[Role.HEAD], reason="Nộp nhầm hồ sơ")
    assert balances(case) == {("IN_PROGRESS", False): 1, ("IN_PROGRESS", True): 100_000_000}
    assert held_of(case) == {}
    assert charges_of(case, TODAY)[0].interest == 2_739_726
    with pytest.raises(Refusal, match="đã được hủy"):
        reverse_voucher(Voucher.objects.earliest("pk"), by=desk[Role.HEAD], reason="Lần nữa")


def test_money_paid_out_since_is_not_taken_back(desk, case):
    take_in(desk, case, 700)
    taken = Voucher.objects.get()
    with pytest.raises(Refusal, match="người thứ hai"):
        record_act(case.pk, kind=ActKind.PAY_OUT, on=TODAY, amount=300, by=desk[Role.ACCOUNTANT])
    record_act(
        case.pk, kind=ActKind.PAY_OUT, on=TODAY, amount=300, by=desk[Role.ACCOUNTANT],
        paper=Paper(prepared_by=factories.second_accountant()),
    )  # fmt: skip
    with pytest.raises(Refusal, match="chỉ còn giữ 400 trong 700"):
        reverse_voucher(taken, by=desk[Role.HEAD], reason="Nhầm")
    reverse_voucher(Voucher.objects.latest("pk"), by=desk[Role.HEAD], reason="Chi nhầm")
    reverse_voucher(taken, by=desk[Role.HEAD], reason="Thu nhầm")
    assert held_of(case) == {}
    assert books_differ() == []


# ---------------------------------------------------------------- numbers
def test_a_number_is_given_once_and_only_from_a_book_of_the_office(desk, case):
    ReceiptBook.objects.create(
        office=case.office, symbol="AA/2018", first_no=401, last_no=450,
        opened_on=date(2018, 10, 1),
    )  # fmt: skip
    receipt(desk, case, 500, given=Given("AA/2018", "0000401", 401, name="Lê Văn Cường"))
    with pytest.raises(Refusal, match="Số 401 ký hiệu AA/2018 đã dùng ngày 05/10/2018"):
        receipt(desk, case, 500, given=Given("AA/2018", "401", 401))
    with pytest.raises(Refusal, match=r"Số 451 không thuộc quyển AA/2018 .* \(401–450\)"):
        receipt(desk, case, 500, given=Given("AA/2018", "451", 451))
    with pytest.raises(Refusal, match="chưa có quyển nào"):
        receipt(desk, case, 500, given=Given("BB", "1", 1))
