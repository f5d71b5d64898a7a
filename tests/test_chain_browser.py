"""One case through the pages of those who carry it: from the seizure of a house to its end."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from cases.choices import AssetState, Fund, Heading, Role
from cases.models import Asset, Distribution, PayOrder
from cases.money import books_differ
from tests import factories
from tests.browser import asset_step, check, fill
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS", "")
BUYER, BANK, DEBTOR = "Ông Nguyễn Văn Mua", "Ngân hàng TMCP Sông Hồng", "Lê Văn Cường"


def test_from_the_seizure_of_a_house_to_the_end_of_the_case(sit_down, office, settings):
    """Seized, valued, auctioned in vain, the price cut, sold, paid, distributed, confirmed by the
    accountant, handed over, paid out by two, completed. Seven hundred million are owed."""

    def on(*day):
        settings.TODAY = date(*day)

    case = opened(office, amount=700_000_000)
    file = reverse("case_detail", args=(case.pk,))
    officer, accountant = sit_down(office[Role.OFFICER]), sit_down(office[Role.ACCOUNTANT])
    officer.goto(reverse("step_new", args=(case.pk, "notified")))
    officer.check("[name='parties'] >> nth=1")
    _save(officer, "**/cases/*/")
    on(2018, 10, 19)
    house = _seized(officer, file)
    _sold(officer, reverse("asset_detail", args=(house.pk,)), on)

    on(2019, 2, 20)
    _receipt(accountant, file)
    officer.goto(reverse("asset_detail", args=(house.pk,)))
    asset_step(officer, "Người mua nộp đủ tiền", amount="850 triệu")
    made = _distributed(officer, accountant, file)

    on(2019, 2, 25)
    officer.goto(reverse("asset_detail", args=(house.pk,)))
    asset_step(officer, "Giao tài sản", counterpart=BUYER)
    officer.click("section:has-text('Biện pháp') li a:has-text('Kê biên, xử lý tài sản')")
    officer.wait_for_selector("h1")
    assert officer.locator("text=Kết thúc (T)").count() == 0  # the handover has ended it

    on(2019, 3, 1)
    _paid_out(accountant, sit_down(factories.second_accountant()), made)
    head = sit_down(office[Role.HEAD])
    head.goto(file)
    head.click("text=Ghi việc (G)")
    head.click("#acts a:text-is('Kết thúc, thi hành xong')")
    _save(head, f"**{file}")
    check(head)
    _shot(head, "chain-end")

    case.refresh_from_db()
    house.refresh_from_db()
    assert case.heading == Heading.COMPLETED
    assert house.state == AssetState.HANDED_OVER
    assert books_differ() == []


def _seized(officer, file):
    """Written down on the file and seized, the time to pay being over."""
    officer.goto(file)
    officer.click("text=Ghi tài sản")
    officer.select_option("[name='kind']", "house")
    fill(
        officer, description="Nhà số 5 ngõ 12 phố Đội Cấn", identifier="BH 123456",
        ward="phường Đội Cấn", costs="15 triệu",
    )  # fmt: skip
    _save(officer, "**/assets/*/")
    officer.click("a:has-text('Phong tỏa, kê biên')")
    officer.click("a:has-text('Kê biên, xử lý tài sản')")
    fill(officer, document_no="21/QĐ-CCTHADS", carried_on="19/10/2018")
    _save(officer, "**/measures/*/")
    return Asset.objects.get()


def _sold(officer, page, on):
    """A price, an auction nobody comes to, a cut, an auction somebody wins."""
    officer.goto(page)
    asset_step(officer, "Ký hợp đồng thẩm định giá", counterpart="Công ty thẩm định A")
    on(2018, 11, 5)
    asset_step(officer, "Có kết quả thẩm định giá", amount="900 triệu", counterpart="Công ty A")
    asset_step(officer, "Thông báo kết quả thẩm định giá")
    on(2018, 11, 19)
    asset_step(officer, "Ký hợp đồng dịch vụ đấu giá", amount="900 triệu", counterpart="Công ty B")
    on(2018, 12, 20)
    asset_step(officer, "Đấu giá không thành")
    asset_step(officer, "Giảm giá tài sản", amount="800 triệu", refused="không quá 10 %",
               then={"amount": "810 triệu"})  # fmt: skip
    on(2019, 1, 22)
    asset_step(officer, "Đấu giá thành", amount="850 triệu", counterpart=BUYER)


def _receipt(accountant, file):
    """The price on the office's account."""
    accountant.goto(file)
    accountant.click("text=Thu tiền khác")
    accountant.select_option("[name='fund']", Fund.UNDISTRIBUTED)
    accountant.select_option("[name='asset']", index=1)
    accountant.select_option("[name='party']", "")
    accountant.select_option("[name='method']", "bank")
    fill(accountant, amount="850 triệu", decision="GBC 118", name=BUYER)
    _save(accountant, "**/vouchers/*/")


def _distributed(officer, accountant, file):
    """Proposed by the officer, confirmed by the accountant."""
    officer.goto(file)
    officer.click("text=Phân phối tiền")
    assert officer.input_value("[name='cut_off']") == "19/10/2018"
    officer.click("text=Tính thử")
    officer.wait_for_selector("text=Đề xuất phân phối")
    _shot(officer, "chain-proposal")
    _save(officer, "**/distributions/*/")
    accountant.goto(reverse("money_day"))
    accountant.click("section:has-text('Bảng phân phối chờ xác nhận') li a")
    accountant.click("text=Xác nhận phân phối")
    accountant.wait_for_selector("h1 .chip-done")
    return Distribution.objects.get()


def _paid_out(accountant, second, made):
    """To the creditor and, what is left, to the debtor; what one prepares another confirms."""
    accountant.goto(reverse("distribution_detail", args=(made.pk,)))
    fill(accountant, account_0="0011.0022 SHB Ba Đình", account_1="0451 VCB")
    check(accountant)
    _shot(accountant, "chain-payees")
    accountant.click("text=Lập đề nghị chi cho từng người")
    accountant.wait_for_selector("text=Đã lập 2 đề nghị chi")
    orders = {order.name: sum(i.amount for i in order.items.all())
              for order in PayOrder.objects.all()}  # fmt: skip
    assert orders == {BANK: 700_000_000, DEBTOR: 135_000_000}
    for order in PayOrder.objects.order_by("pk"):
        second.goto(reverse("pay_order_detail", args=(order.pk,)))
        second.click("button[name='confirm']")
        second.wait_for_url("**/vouchers/*/")


def _save(page, leads_to):
    page.click("[data-save-button]")
    page.wait_for_url(leads_to)


def _shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
