"""The fee on the pages: seen before an order is made, its ground sum by sum, what is owed of things
handed over, and the months that were not handed in."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.fees import months_held, owed_in_kind
from cases.actions.ledger import NewObligation, Paper, record_act
from cases.actions.money import receive, reverse_voucher
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.vouchers import Given
from cases.choices import ActKind, Fund, ObligationKind, PayMethod, Role
from cases.models import Case, PayOrder
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import TODAY, collect, opened

MILLION = 1_000_000


@pytest.fixture
def case(desk):
    """A debt of a billion and a house to be handed over; 700 million of it are in the till."""
    case = opened(desk, amount=1_000 * MILLION)
    collect(desk, case, 700 * MILLION)
    return case


def typed(page):
    """The form as the page gave it, with an account."""
    form = page.context["form"]
    said = {field.html_name: "" if field.value() is None else field.value() for field in form}
    return said | {"account": "0011.0022 SHB"}


def pay(desk, case, amount, method=PayMethod.BANK, ground="", confirm=True):
    payee = Payee("Trần Thị Bình", method, account="0011")
    item = Item(case, Fund.OBLIGATION, amount, case.obligations.get(), ground)
    order = prepare_order(case.office, by=desk[Role.ACCOUNTANT], items=[item], payee=payee)
    return confirm_order(order.pk, by=factories.second_accountant()) if confirm else order


# ---------------------------------------------------------------- before it is made
def test_the_fee_is_seen_with_its_tiers_before_anything_is_written(desk, case, login):
    client, url = login(desk[Role.ACCOUNTANT]), reverse("pay_order_new", args=(case.pk,))
    page = client.get(url)
    (look,) = page.context["looks"]
    assert (look.amount, look.kept, look.out) == (700_000_000, 21_000_000, 679_000_000)
    assert "3 % × 700.000.000 = 21.000.000" in page.text
    (name,) = page.context["form"].rows
    form = typed(page) | {name: "300 triệu", f"ground_{name}": "4.4"}
    page = client.post(url, form | {"look": "1"})
    assert page.context["kept"] == 3_000_000
    assert not PayOrder.objects.exists()
    order = client.post(url, form)
    assert order.url == reverse("pay_order_detail", args=(PayOrder.objects.get().pk,))
    assert PayOrder.objects.get().items.get().fee == 3_000_000


def test_a_ground_that_asks_for_more_says_so_at_its_field(desk, case, login):
    client, url = login(desk[Role.ACCOUNTANT]), reverse("pay_order_new", args=(case.pk,))
    page = client.get(url)
    (name,) = page.context["form"].rows
    for ground, field in (("7.2.a", "percent"), ("4.2", "set_off")):
        form = typed(page) | {name: "300 triệu", f"ground_{name}": ground}
        answer = client.post(url, form)
        assert f"{field}_{name}" in answer.context["form"].errors
        assert '<details class="mt-1" open>' in answer.text
    assert not PayOrder.objects.exists()


def test_two_sums_of_one_order_have_each_their_own_ground(desk, login):
    owed = (
        NewObligation(ObligationKind.DEBT, 500 * MILLION, "Nợ gốc", 0, (1,)),
        NewObligation(ObligationKind.COMPENSATION, 100 * MILLION, "Sức khỏe", 0, (1,)),
    )
    case = opened(desk, obligations=owed)
    for row, amount, number in zip(
        case.obligations.order_by("pk"), (500, 100), ("AA/0412", "AA/0413"), strict=True
    ):
        record_act(
            case.pk, kind=ActKind.COLLECT, on=TODAY, amount=amount * MILLION, obligation=row,
            by=desk[Role.ACCOUNTANT], paper=Paper(number, TODAY),
        )  # fmt: skip
    client, url = login(desk[Role.ACCOUNTANT]), reverse("pay_order_new", args=(case.pk,))
    page = client.get(url)
    _, health = page.context["form"].rows
    form = typed(page) | {f"ground_{health}": "6.1"}
    client.post(url, form)
    rows = PayOrder.objects.get().items.order_by("pk")
    assert [(row.fee_ground, row.fee) for row in rows] == [("", 15_000_000), ("6.1", 0)]


# ---------------------------------------------------------------- a thing handed over
def test_a_house_with_a_sum_to_pay_back_bears_the_fee_of_what_is_truly_received(desk, case, login):
    """Article 4(2): a house of 500 million, 200 paid to the other side; 9 million, in cash."""
    client, url = login(desk[Role.ACCOUNTANT]), reverse("pay_order_new", args=(case.pk,))
    page = client.get(url)
    (name,) = page.context["form"].rows
    form = typed(page) | {
        name: "500 triệu", "method": "in_kind", f"ground_{name}": "4.2",
        f"set_off_{name}": "200 triệu",
    }  # fmt: skip
    page = client.post(url, form | {"look": "1"})
    assert (page.context["kept"], page.context["in_kind"]) == (0, 9_000_000)
    assert "ít nhất 15 ngày" in page.text
    client.post(url, form)
    voucher = confirm_order(PayOrder.objects.get().pk, by=factories.second_accountant())
    charge = voucher.fees.get()
    assert (charge.received, charge.amount) == (300 * MILLION, 9 * MILLION)


def test_the_fee_of_a_thing_is_owed_until_it_is_paid_in(desk, case, login):
    voucher = pay(desk, case, 300 * MILLION, PayMethod.IN_KIND)
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(reverse("fee_list"))
    (row,) = page.context["owed"]
    assert (row.case, row.amount, row.rest) == (case, 9 * MILLION, 9 * MILLION)
    assert "hiện vật" in page.text
    form = client.get(reverse("receipt_new", args=(case.pk,)), {"fund": "fee"})
    assert form.context["form"]["fund"].value() == "fee"
    told = {"fund": Fund.FEE, "on": date(2018, 10, 5), "by": desk[Role.ACCOUNTANT],
            "method": PayMethod.BANK}  # fmt: skip
    receive(case, amount=4 * MILLION, given=Given(number="B1", name="Bình"), **told)
    (row,) = owed_in_kind(Case.objects.all())
    assert (row.paid, row.rest) == (4 * MILLION, 5 * MILLION)
    second = receive(case, amount=5 * MILLION, given=Given(number="B2", name="Bình"), **told)
    assert owed_in_kind(Case.objects.all()) == []
    assert sum(m.amount for m in months_held([case.office])) == 9 * MILLION
    reverse_voucher(second, by=desk[Role.HEAD], reason="Ghi nhầm")
    (row,) = owed_in_kind(Case.objects.all())
    assert row.rest == 5 * MILLION
    assert sum(m.amount for m in months_held([case.office])) == 4 * MILLION
    reverse_voucher(voucher, by=desk[Role.HEAD], reason="Chưa giao")
    assert owed_in_kind(Case.objects.all()) == []


# ---------------------------------------------------------------- handed in
def test_the_months_not_handed_in_are_a_list_with_days_late(desk, case, login, settings):
    pay(desk, case, 300 * MILLION)
    settings.TODAY = date(2018, 11, 2)
    pay(desk, case, 100 * MILLION)
    client = login(desk[Role.ACCOUNTANT])
    day = client.get(reverse("money_day"))
    assert (day.context["fees_held"], day.context["fees_late"]) == (9 * MILLION, False)
    settings.TODAY = date(2018, 12, 7)
    page = client.get(reverse("fee_list"))
    rows = [(m.month.month, m.amount, m.due_on, late) for m, late in page.context["months"]]
    assert rows == [
        (10, 9 * MILLION, date(2018, 11, 5), 32),
        (11, 3 * MILLION, date(2018, 12, 5), 2),
    ]
    assert "quá hạn 32 ngày" in page.text
    assert "quá hạn" in client.get(reverse("money_day")).text
    item = Item(case, Fund.FEE, 10 * MILLION)
    payee = Payee("Kho bạc Nhà nước", PayMethod.BANK, account="3511")
    order = prepare_order(case.office, by=desk[Role.ACCOUNTANT], items=[item], payee=payee)
    assert len(months_held([case.office])) == 2  # waits for the second person
    confirm_order(order.pk, by=desk[Role.HEAD])
    (left,) = months_held([case.office])
    assert (left.month.month, left.amount) == (11, 2 * MILLION)


def moved(desk, case):
    record_act(
        case.pk, kind=ActKind.TRANSFER, on=TODAY, by=desk[Role.CITY_LEADER],
        to_office=factories.office("HN-HK"),
    )  # fmt: skip
    case.refresh_from_db()


def test_the_fee_of_a_case_that_left_is_handed_in_by_who_took_it(desk, case, login, settings):
    """Each office hands in what it took in: three million of the next office stay with it."""
    pay(desk, case, 300 * MILLION)
    moved(desk, case)
    receive(
        case, fund=Fund.FEE, amount=3 * MILLION, on=TODAY, method=PayMethod.BANK,
        by=factories.user(Role.ACCOUNTANT, "HN-HK"), given=Given(number="B1", name="Bình"),
    )  # fmt: skip
    settings.TODAY = date(2018, 11, 2)
    client, url = login(desk[Role.ACCOUNTANT]), reverse("fee_list")
    assert client.get(url).context["remit"].total == 9 * MILLION
    page = client.post(url, {"name": "Kho bạc Nhà nước", "account": "3511"}, follow=True)
    order = PayOrder.objects.latest("pk")
    assert page.redirect_chain[0][0] == reverse("pay_order_detail", args=(order.pk,))
    assert reverse("case_detail", args=(case.pk,)) not in page.text
    voucher = confirm_order(order.pk, by=desk[Role.HEAD])
    assert [(x.office, x.amount) for x in voucher.lines.all()] == [(voucher.office, -9 * MILLION)]
    (left,) = months_held([factories.office("HN-BD"), factories.office("HN-HK")])
    assert (left.office.code, left.amount) == ("HN-HK", 3 * MILLION)
    with pytest.raises(Refusal, match="còn chi được 0 đồng"):
        prepare_order(
            voucher.office, by=desk[Role.ACCOUNTANT], items=[Item(case, Fund.FEE, MILLION)],
            payee=Payee("Kho bạc", PayMethod.CASH),
        )  # fmt: skip
