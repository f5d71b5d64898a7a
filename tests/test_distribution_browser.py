"""Proceeds on screen: received, distributed by the legal order, confirmed, paid, the books closed
over them; and where a table that waits is found."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from cases.actions.money import reverse_voucher
from cases.actions.vouchers import held_of
from cases.choices import AssetKind, AssetState, Fund, Role
from cases.models import Asset, Distribution
from cases.money import books_differ
from tests import factories
from tests.browser import check, fill
from tests.test_distribution import asked, owing, proceeds, save
from tests.test_views_cases import TODAY

SHOTS = os.environ.get("SHOTS", "")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.django_db(transaction=True)
def test_from_the_receipt_to_the_payment(sit_down, office):
    case = owing(office)
    Asset.objects.create(
        case=case, kind=AssetKind.HOUSE, description="Nhà 12 ngõ 5 phố Đội Cấn",
        state=AssetState.HANDED_OVER, costs=15_000_000, only_home=True, set_aside=60_000_000,
    )  # fmt: skip
    first = sit_down(office[Role.ACCOUNTANT], width=1440)
    first.goto(reverse("receipt_new", args=(case.pk,)))
    first.select_option("[name='fund']", Fund.UNDISTRIBUTED)
    first.select_option("[name='asset']", index=1)
    fill(first, amount="900 triệu", decision="12")
    first.select_option("[name='method']", "bank")
    first.click("[data-save-button]")
    first.wait_for_url("**/vouchers/*/")
    first.goto(reverse("case_detail", args=(case.pk,)))
    first.click("text=Phân phối tiền")
    assert first.input_value("[name='received_on']") == f"{TODAY:%d/%m/%Y}"
    fill(first, cut_off="05/10/2018")
    first.click("text=Tính thử")
    first.wait_for_selector("text=Đề xuất phân phối")
    check(first)
    shot(first, "new-1440")
    first.keyboard.press("ControlOrMeta+s")
    first.wait_for_url("**/distributions/*/")
    assert first.locator("text=Xác nhận phân phối").count() == 0
    made = Distribution.objects.get()

    second = sit_down(factories.second_accountant(), width=390)
    second.goto(reverse("money_day"))
    second.click("section:has-text('Bảng phân phối chờ xác nhận') li a")
    check(second)
    shot(second, "detail-390")
    second.click("text=Xác nhận phân phối")
    second.wait_for_selector("h1 .chip-done")
    second.click("a:has-text('Lập đề nghị chi')")
    fill(second, account="0011.0022 SHB Ba Đình")
    second.click("[data-save-button]")
    second.wait_for_url("**/pay-orders/*/")
    first.goto(second.url)
    first.click("button[name='confirm']")
    first.wait_for_url("**/vouchers/*/")
    assert not [o for (fund, o) in held_of(case) if fund == Fund.OBLIGATION]
    assert books_differ() == []

    first.goto(reverse("distribution_print", args=(made.pk,)))
    check(first)
    shot(first, "print-screen")
    if SHOTS:
        first.pdf(path=Path(SHOTS) / "print.pdf", prefer_css_page_size=True)
    for row in made.rows.all():
        assert row.reason in first.inner_text("main")


def test_money_that_waits_leads_to_its_distribution(desk, login, case):
    proceeds(desk, case, 500)
    new = reverse("distribution_new", args=(case.pk,))
    client = login(desk[Role.ACCOUNTANT])
    for address in (reverse("money_held"), reverse("case_detail", args=(case.pk,))):
        assert new in client.get(address).content.decode()
    made = save(desk, case, asked(case, amount=500))
    waits = reverse("distribution_detail", args=(made.pk,))
    assert waits in client.get(reverse("money_day")).content.decode()
    client.post(waits)
    made.refresh_from_db()
    page = client.get(reverse("voucher_detail", args=(made.voucher_id,)))
    assert waits in page.content.decode()
    paper = reverse("distribution_print", args=(made.pk,))
    assert "(dự thảo)" not in client.get(paper).content.decode()
    reverse_voucher(made.voucher, by=desk[Role.HEAD], reason="Nhầm hàng")
    assert "(đã hủy)" in client.get(paper).content.decode()


def test_money_of_tomorrow_is_not_distributed_today(desk, login, case):
    proceeds(desk, case, 500)
    typed = {"kind": "collected", "amount": "500", "received_on": "31/12/2018", "look": "1"}
    typed |= {f"take_{o.pk}": "on" for o in case.obligations.all()}
    page = login(desk[Role.OFFICER]).post(reverse("distribution_new", args=(case.pk,)), typed)
    assert "Ngày ở tương lai" in page.content.decode()


@pytest.fixture
def case(desk):
    return owing(desk)
