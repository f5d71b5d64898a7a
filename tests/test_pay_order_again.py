"""An order to pay sent twice is one order, and who is paid is who was chosen."""

import pytest
from django.urls import reverse

from cases.actions.pay_orders import confirm_order
from cases.choices import Role
from cases.models import PayOrder
from tests.test_views_cases import collect, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(desk):
    made = opened(desk, amount=1_000_000)
    collect(desk, made, 300_000)
    return made


@pytest.fixture
def sheet(desk, case, login):
    """The page as an accountant fills it in: the whole of what is held, to the creditor."""
    client = login(desk[Role.ACCOUNTANT])
    url = reverse("pay_order_new", args=(case.pk,))
    (name,) = client.get(url).context["form"].rows
    typed = {
        name: "300.000", "party": case.parties.get(role="creditor").pk, "name": "",
        "method": "bank", "account": "0011.0022", "reason": "Chi trả", "last_seen": 0,
    }  # fmt: skip
    return lambda **change: client.post(url, typed | change)


def test_the_whole_sent_twice_is_one_order(desk, sheet):
    """The first order leaves nothing to pay: the second sending is still read whole."""
    first, again = sheet(), sheet()
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    order = PayOrder.objects.get()
    confirm_order(order.pk, by=desk[Role.HEAD])
    assert sheet().url == first.url
    assert PayOrder.objects.count() == 1


def test_another_sum_on_the_old_page_is_refused(case, sheet):
    sheet()
    page = sheet(**{f"item_obligation_{case.obligations.get().pk}": "200.000"})
    assert "còn chi được 0 đồng" in " ".join(page.context["form"].non_field_errors())
    assert PayOrder.objects.count() == 1


def test_a_typed_name_does_not_replace_the_chosen_payee(case, sheet):
    creditor = case.parties.get(role="creditor")
    errors = sheet(name="Người lạ").context["form"].errors
    assert creditor.name in errors["name"][0] and "Người khác" in errors["name"][0]
    assert not PayOrder.objects.exists()
    sheet(name=creditor.name)
    assert PayOrder.objects.get().name == creditor.name


def test_another_payee_is_typed_without_a_party(sheet):
    sheet(name="Kho bạc Nhà nước", party="")
    assert PayOrder.objects.get().name == "Kho bạc Nhà nước"
