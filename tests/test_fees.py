"""Enforcement fees: the examples of Circular 216/2016/TT-BTC to the đồng, and what must hold."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.vouchers import held_of
from cases.choices import Fund, ObligationKind, PayMethod, Role
from cases.models import PayOrder
from cases.rules import Refusal
from cases.rules.fees import (
    BASE_WAGES,
    GROUNDS,
    base_wage,
    fee_free,
    fee_of_payment,
)
from tests import factories
from tests.test_views_cases import collect, opened

DAY = date(2017, 2, 1)  # base wage 1.210.000, as when the circular gave its examples
BILLION, MILLION = 1_000_000_000, 1_000_000


def instalments(amounts, on=DAY, ground=""):
    """The fee of each payment, one after another."""
    before = assessed = 0
    for amount in amounts:
        fee = fee_of_payment(amount, on, before=before, assessed_before=assessed, ground=ground)
        before, assessed = before + fee.received, assessed + fee.assessed
        yield fee


def amounts(paid, **more):
    return [fee.amount for fee in instalments(paid, **more)]


# ---------------------------------------------------------------- what was published
def test_eighteen_billion_in_six_payments():
    """Article 5(2)."""
    paid = [3 * BILLION, 4 * BILLION, 4_500 * MILLION, 4 * BILLION, 1_500 * MILLION, BILLION]
    fees = [90_000_000, 100_000_000, 37_500_000, 17_550_000, 150_000, 100_000]
    assert amounts(paid) == fees
    assert sum(fees) == 245_300_000 == fee_of_payment(18 * BILLION, DAY).amount


def test_five_million_in_four_payments():
    """Article 5(3): small sums are added up until they pass twice the base wage."""
    assert amounts([MILLION, MILLION, MILLION, 2 * MILLION]) == [0, 0, 90_000, 60_000]
    assert fee_of_payment(5 * MILLION, DAY).amount == 150_000


def test_a_divorce():
    """Article 4(2): B keeps the house of 500 million and pays A 200 million."""
    assert fee_of_payment(200 * MILLION, DAY).amount == 6_000_000
    shared = fee_of_payment(500 * MILLION, DAY, ground="4.2:200000000")
    assert (shared.received, shared.amount) == (300 * MILLION, 9_000_000)
    assert "500.000.000 − 200.000.000 phải thanh toán = 300.000.000" in shared.basis


@pytest.mark.parametrize(
    ("received", "fee"),
    [
        (2_420_000, 0),
        (2_420_001, 72_600),  # 72.600,03
        (5 * BILLION, 150_000_000),
        (7 * BILLION, 190_000_000),
        (10 * BILLION, 220_000_000),
        (15 * BILLION, 245_000_000),
        (15 * BILLION + 10_000, 245_000_001),
    ],
)
def test_the_tiers_at_their_ends(received, fee):
    """Article 4(1)."""
    assert fee_of_payment(received, DAY).amount == fee


# ---------------------------------------------------------------- what must hold
SUMS = st.integers(0, 6 * BILLION)


@given(st.lists(SUMS, min_size=1, max_size=8))
@example([2_420_000, 1])
@example([1, 5 * BILLION, 1])
def test_any_split_pays_the_fee_of_the_whole(paid):
    assert sum(amounts(paid)) == fee_of_payment(sum(paid), DAY).amount


@given(SUMS, SUMS)
def test_who_receives_more_pays_no_less_and_never_more_than_three_per_cent(one, other):
    less, more = sorted((one, other))
    assert 0 <= fee_of_payment(less, DAY).amount <= fee_of_payment(more, DAY).amount
    assert fee_of_payment(more, DAY).amount <= more * 3 / 100 + 1


GROUND_CODES = st.sampled_from(["", *(f"{g.code}:60" if g.asks else g.code for g in GROUNDS)])


@given(st.lists(st.tuples(SUMS, GROUND_CODES, st.sampled_from(BASE_WAGES[2:])), max_size=8))
def test_a_fee_is_never_below_nothing_nor_more_than_in_full(payments):
    before = assessed = 0
    for amount, ground, wage in sorted(payments, key=lambda p: p[2].valid_from):
        fee = fee_of_payment(
            amount, wage.valid_from, before=before, assessed_before=assessed, ground=ground
        )
        assert 0 <= fee.amount <= fee.assessed
        before, assessed = before + fee.received, assessed + fee.assessed
    assert assessed <= fee_of_payment(before + 1, DAY).assessed


# ---------------------------------------------------------------- grounds
@pytest.mark.parametrize(
    ("ground", "fee"),
    [
        ("", 3_000_000),
        ("4.4", 1_000_000),  # settled between them before coercion
        ("6.8", 0),  # within the voluntary period
        ("7.1.a", 0),
        ("7.2.a:80", 600_000),
        ("7.2.a:1", 2_970_000),
        ("7.2.b", 2_100_000),
        ("7.2.c", 2_400_000),
    ],
)
def test_a_ground_leaves_its_part(ground, fee):
    found = fee_of_payment(100 * MILLION, DAY, ground=ground)
    assert found.amount == fee
    assert not ground or f"Điều {ground[0]} Thông tư 216/2016/TT-BTC" in found.basis


@pytest.mark.parametrize(
    "ground", ["4.2", "4.2:0", "4.2:1,5", "7.2.a", "7.2.a:0", "7.2.a:81", "7.2.a:²", "9.9"]
)
def test_a_ground_nobody_gave_is_refused(ground):
    with pytest.raises(Refusal):
        fee_of_payment(100 * MILLION, DAY, ground=ground)


def test_an_exempt_sum_raises_the_tier_and_one_without_fee_does_not():
    for ground, fee in (("7.1.a", 20_000_000), ("6.1", 30_000_000)):
        first = fee_of_payment(5 * BILLION, DAY, ground=ground)
        then = fee_of_payment(BILLION, DAY, before=first.received, assessed_before=first.assessed)
        assert (first.amount, then.amount) == (0, fee)


def test_a_third_is_rounded_half_up_once():
    assert fee_of_payment(3 * MILLION + 50, DAY, ground="4.4").amount == 30_001  # 90.002 / 3


def test_a_rise_of_the_base_wage_gives_nothing_back_and_charges_nothing_twice():
    first = fee_of_payment(3 * MILLION, date(2019, 6, 30))  # 2 × 1.390.000
    assert first.amount == 90_000
    rest = {"before": 3 * MILLION, "assessed_before": 90_000}
    assert fee_of_payment(100_000, date(2026, 7, 2), **rest).amount == 0  # 3,1 within 5,06 million
    assert fee_of_payment(3 * MILLION, date(2026, 7, 2), **rest).amount == 90_000


# ---------------------------------------------------------------- the data
def test_the_base_wage_of_a_day():
    assert base_wage(date(2026, 6, 30)).amount == 2_340_000
    assert base_wage(date(2026, 7, 1)).amount == 2_530_000
    assert base_wage(date(2026, 7, 1)).checked
    assert [w.valid_from for w in BASE_WAGES] == sorted(w.valid_from for w in BASE_WAGES)
    with pytest.raises(Refusal):
        base_wage(date(2009, 7, 1))


def test_what_was_not_compared_says_so():
    new = fee_of_payment(100 * MILLION, date(2026, 7, 1))
    assert new.provisional and "chưa đối chiếu" in new.basis
    assert not fee_of_payment(100 * MILLION, date(2025, 7, 1)).provisional
    old = fee_of_payment(MILLION, date(2018, 1, 2))
    assert old.provisional and "mức chưa đối chiếu văn bản" in old.basis
    earlier = fee_of_payment(100 * MILLION, date(2016, 12, 31))
    assert earlier.amount == 0 and "chưa đối chiếu mức phí" in earlier.basis


@pytest.mark.parametrize(
    ("fund", "kind", "ex_officio", "free"),
    [
        (Fund.OBLIGATION, ObligationKind.DEBT, False, False),
        (Fund.OBLIGATION, ObligationKind.COMPENSATION, False, False),
        (Fund.OBLIGATION, ObligationKind.MAINTENANCE, False, True),
        (Fund.OBLIGATION, ObligationKind.COURT_FEE, True, True),
        (Fund.OBLIGATION, ObligationKind.RETURN_PROPERTY, True, True),
        (Fund.OBLIGATION, ObligationKind.RETURN_PROPERTY, False, False),
        (Fund.SURPLUS, "", False, True),
        (Fund.COSTS, "", False, True),
    ],
)
def test_who_owes_no_fee_at_all(fund, kind, ex_officio, free):
    assert bool(fee_free(fund, kind, ex_officio=ex_officio)) == free


# ---------------------------------------------------------------- the page
@pytest.fixture
def charged(desk):
    """300 million paid on 05/10/2018: 9 million kept."""
    case = opened(desk, amount=1_000_000_000)
    collect(desk, case, 700_000_000)
    item = Item(case, Fund.OBLIGATION, 300_000_000, case.obligations.get())
    payee = Payee("Ngân hàng TMCP Sông Hồng", PayMethod.BANK, account="0099")
    order = prepare_order(case.office, by=desk[Role.ACCOUNTANT], items=[item], payee=payee)
    confirm_order(order.pk, by=factories.second_accountant())
    return case


def test_a_months_fees_are_handed_in_by_the_fifth_of_the_next(
    desk, charged, login, settings, django_assert_max_num_queries
):
    client, address = login(desk[Role.ACCOUNTANT]), reverse("fee_list")
    with django_assert_max_num_queries(17):
        page = client.get(address)
    assert page.context["sums"]["amount"] == 9_000_000
    assert page.context["remit"].total == 0  # of this month: next month
    settings.TODAY = date(2018, 11, 6)
    page = client.get(address)
    assert (page.context["remit"].total, page.context["late"]) == (9_000_000, True)
    assert "quá hạn" in page.text
    answer = client.post(address, {"name": "Kho bạc Nhà nước", "account": "3511"})
    order = PayOrder.objects.get(voucher=None)
    assert answer.url == reverse("pay_order_detail", args=[order.pk])
    assert client.get(address).context["remit"].total == 0  # in an order already
    voucher = confirm_order(order.pk, by=desk[Role.HEAD])
    assert (voucher.amount, held_of(charged).get((Fund.FEE, None))) == (9_000_000, None)
    page = client.post(address, {"name": "Kho bạc Nhà nước", "account": "3511"})
    assert "Không còn phí" in page.text


def test_only_the_accountant_hands_fees_in(desk, charged, login):
    assert login(desk[Role.HEAD]).post(reverse("fee_list"), {}).status_code == 403
