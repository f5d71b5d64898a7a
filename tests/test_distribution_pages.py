"""The pages of a distribution: worked out, kept, confirmed by another, and on from there."""

import pytest
from django.urls import reverse

from cases.choices import Role
from cases.models import Distribution, PayOrder
from cases.rules.payment import Rank
from tests.browser import check
from tests.test_distribution import CUT_OFF, owing, proceeds
from tests.test_views_cases import TODAY


@pytest.fixture
def case(desk):
    case = owing(desk)
    proceeds(desk, case, 500_000_000)
    return case


def filled(case, **changes):
    takes = {f"take_{o.pk}": "on" for o in case.obligations.all()}
    typed = {"kind": "coerced", "amount": "500.000.000", "received_on": f"{TODAY:%d/%m/%Y}",
             "cut_off": f"{CUT_OFF:%d/%m/%Y}", "cost_0": "Chi phí đấu giá",
             "cost_0_amount": "20 triệu"}  # fmt: skip
    return typed | takes | changes


def saved(client, case, **changes):
    """The proposal looked at, then kept as it was shown."""
    page, typed = reverse("distribution_new", args=(case.pk,)), filled(case, **changes)
    shown = client.post(page, typed | {"look": "1"}).context["form"].mark
    return client.post(page, typed | {"shown": shown}, follow=True)


def test_looked_at_nothing_is_written_and_what_was_typed_stays(desk, login, case):
    page = login(desk[Role.OFFICER]).post(
        reverse("distribution_new", args=(case.pk,)), filled(case, look="1")
    )
    text = page.content.decode()
    assert "Đề xuất phân phối" in text
    assert "370.000.000" in text
    assert "Điều 47" in text
    assert 'value="20 triệu"' in text
    assert not Distribution.objects.exists()


def test_kept_then_confirmed_by_an_accountant(desk, login, case):
    page = saved(login(desk[Role.OFFICER]), case)
    text = page.content.decode()
    assert "nhận ngày 05/10/2018 · ngày xác định thứ tự 03/10/2018" in text
    assert "Chờ xác nhận" in text
    assert "Xác nhận phân phối" not in text  # the officer may only withdraw it
    made = Distribution.objects.get()
    page = login(desk[Role.ACCOUNTANT]).post(
        reverse("distribution_detail", args=(made.pk,)), follow=True
    )
    text = page.content.decode()
    assert "Đã xác nhận" in text
    assert reverse("pay_order_new", args=(case.pk,)) in text
    again = login(desk[Role.ACCOUNTANT]).post(reverse("distribution_detail", args=(made.pk,)))
    assert "xác nhận lúc" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "600 triệu"}, "Tiền chưa phân phối của hồ sơ: 500.000.000 đồng"),
        ({"cut_off": ""}, "Nhập ngày quyết định cưỡng chế"),
        ({"kind": "bankruptcy"}, "pháp luật về phá sản"),
        ({"cost_0": ""}, "Nhập tên khoản"),
        ({"cost_0_amount": ""}, "Nhập số tiền"),
    ],
)
def test_refused_at_the_field_nothing_is_lost(desk, login, case, changes, said):
    page = login(desk[Role.OFFICER]).post(
        reverse("distribution_new", args=(case.pk,)), filled(case, **changes)
    )
    text = page.content.decode()
    assert said in text
    assert f'value="{CUT_OFF:%d/%m/%Y}"' in text or "cut_off" in changes
    assert not Distribution.objects.exists()


def test_the_first_proposal_stays_until_it_is_withdrawn(desk, login, case):
    client = login(desk[Role.OFFICER])
    saved(client, case)
    page = client.get(reverse("distribution_new", args=(case.pk,)))
    made = Distribution.objects.get()
    assert page["Location"] == reverse("distribution_detail", args=(made.pk,))
    client.post(reverse("distribution_detail", args=(made.pk,)), {"withdraw": "1"})
    made.refresh_from_db()
    assert made.withdrawn_at
    assert client.get(reverse("distribution_new", args=(case.pk,))).status_code == 200


def test_pages_cost_few_queries(desk, login, case, django_assert_max_num_queries):
    client = login(desk[Role.OFFICER])
    client.get(reverse("distribution_new", args=(case.pk,)))
    with django_assert_max_num_queries(22):
        client.get(reverse("distribution_new", args=(case.pk,)))
    saved(client, case)
    with django_assert_max_num_queries(12):
        client.get(reverse("distribution_detail", args=(Distribution.objects.get().pk,)))


def test_saved_unseen_it_is_shown_first(desk, login, case):
    """What is kept is what was shown, no other sum and no other words."""
    client, page = login(desk[Role.OFFICER]), reverse("distribution_new", args=(case.pk,))
    first = client.post(page, filled(case))
    assert "Chưa lưu" in first.text and "Đề xuất phân phối" in first.text
    shown = first.context["form"].mark
    other = client.post(page, filled(case, cost_0_amount="30 triệu") | {"shown": shown})
    assert "số liệu đã đổi" in other.text
    assert not Distribution.objects.exists()
    client.post(page, filled(case) | {"shown": shown})
    assert Distribution.objects.get().amount == 500_000_000


def test_a_rank_the_officer_states_has_its_reason(desk, login, case):
    """A debt that is wages in truth, and a part secured by the asset: said, with why."""
    debt = case.obligations.get(kind="debt")
    client, page = login(desk[Role.OFFICER]), reverse("distribution_new", args=(case.pk,))
    wages = {f"rank_{debt.pk}": Rank.FIRST.value}
    refused = client.post(page, filled(case, look="1", **wages))
    assert refused.context["form"].errors.keys() == {f"why_{debt.pk}"}
    why = {f"why_{debt.pk}": "Tiền lương theo Điều 2 phần quyết định"}
    saved(client, case, **wages, **why)
    row = Distribution.objects.get().rows.get(obligation=debt)
    assert row.rank == Rank.LATER_FIRST  # decided after the cut-off
    assert "Chấp hành viên xác định: Tiền lương theo Điều 2 phần quyết định." in row.reason


def test_a_security_the_officer_states_has_its_reason(desk, login, case):
    debt = case.obligations.get(kind="debt")
    said = {"kind": "pledged", f"secured_{debt.pk}": "100 triệu"}
    client, page = login(desk[Role.OFFICER]), reverse("distribution_new", args=(case.pk,))
    refused = client.post(page, filled(case, look="1", **said))
    assert refused.context["form"].errors.keys() == {f"why_{debt.pk}"}
    saved(client, case, **said, **{f"why_{debt.pk}": "Hợp đồng thế chấp 12/2016"})
    rows = Distribution.objects.get().rows.filter(obligation=debt, rank=Rank.SECURED)
    assert rows.get().amount == 100_000_000
    assert "Hợp đồng thế chấp 12/2016" in rows.get().reason


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1440, 390])
def test_in_a_browser(sit_down, office, width):
    case = owing(office)
    proceeds(office, case, 500_000_000)
    page = sit_down(office[Role.OFFICER], width=width)
    page.goto(reverse("distribution_new", args=(case.pk,)))
    check(page)
    page.select_option("[name='kind']", "coerced")
    page.fill("[name='cut_off']", "03/10/2018")
    page.click("text=Tính thử")
    page.wait_for_selector("text=Đề xuất phân phối")
    check(page)
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/distributions/*/")
    check(page)


def test_one_click_prepares_an_order_for_each_payee_once(desk, login, case):
    saved(login(desk[Role.OFFICER]), case)
    made = Distribution.objects.get()
    page, client = reverse("distribution_detail", args=(made.pk,)), login(desk[Role.ACCOUNTANT])
    client.post(page)
    payees = client.get(page).context["payees"]
    names = [due.name for due in payees.due]
    assert names == ["Ngân hàng TMCP Sông Hồng", "Ngân sách nhà nước"]
    typed = {"orders": "1", "payees": payees.mark} | {
        f"method_{n}": "bank" for n in range(len(names))
    }
    refused = client.post(page, typed | {"account_0": "0011 SHB"})
    assert refused.context["payees"].errors.keys() == {"account_1"}
    assert not PayOrder.objects.exists()
    typed |= {f"account_{n}": "0011 SHB" for n in range(len(names))}
    other = client.post(page, typed | {"payees": "Người khác: 1"})
    assert "vừa thay đổi" in other.text
    client.post(page, typed)
    orders = PayOrder.objects.filter(distribution=made).order_by("pk")
    assert [order.name for order in orders] == names
    paid = sum(item.amount for order in orders for item in order.items.all())
    assert paid == 480_000_000  # of 500 million, less the costs
    client.post(page, typed)
    assert PayOrder.objects.count() == len(names)
    assert login(desk[Role.OFFICER]).post(page, typed).status_code == 403
