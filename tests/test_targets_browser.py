"""The grid of targets in a real browser: a block pasted as copied, the sum while typing."""

import os
from datetime import date

import pytest
from django.urls import reverse

from cases.choices import Role
from reports.models import TargetDecision
from tests import factories
from tests.browser import check

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """([input, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.dispatchEvent(new ClipboardEvent(
    "paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
LONG = "Chi cục Thi hành án dân sự khu vực số {n:02d} Hoàn Kiếm và Hai Bà Trưng"


@pytest.fixture
def offices(office, hanoi):
    """Thirty-one offices below a city that must reach over 72 % and 32 %."""
    for n in range(29):
        factories.OFFICES[f"HN-X{n:02d}"] = (LONG.format(n=n), "district", "HN")
        factories.office(f"HN-X{n:02d}")
        del factories.OFFICES[f"HN-X{n:02d}"]
    for measure, rate in (("cases", 72), ("money", 32)):
        factories.target(hanoi, 2018, measure, rate, strict=True, decided_on=date(2017, 12, 20))
    return office


@pytest.mark.parametrize("width", [1440, 390])
def test_a_block_is_pasted_and_added_up(offices, sit_down, width):
    page = sit_down(offices[Role.CITY_CLERK], width=width)
    page.goto(f"{reverse('target_offices')}?year=2018&months=9")
    check(page)
    cells = page.locator("[data-row] input[name$='-cases']:not([name*=interim])")
    assert cells.count() == 31
    for kind, amount in (("cases", "100"), ("money", "12.345.678.901.234")):
        for box in page.locator(f"[data-expected='{kind}'] input").all():
            box.fill(amount)
    verdict = page.locator("[data-sum='cases'] [data-verdict]")
    assert verdict.text_content() == "✓ đạt"  # everybody held to the city's
    block = "\n".join(["70,00\t32,5"] * 16 + ["74,00\t32,5"] * 15)
    page.evaluate(PASTE, [cells.first.element_handle(), block])
    over = page.locator("[data-sum='cases'] [data-over]")
    assert over.text_content() == "−2 việc"  # 16 × 70 + 15 × 74 is two short of 31 × 72
    assert verdict.text_content() == "chưa đạt"
    assert page.locator("[data-sum='money'] [data-over]").text_content() == (
        "1.913.580.229.691 đồng"
    )
    page.get_by_label("Quyết định số").fill("15/QĐ-CTHADS")
    page.get_by_label("Ngày quyết định").fill("05/01/2018")
    page.get_by_label("Tính chỉ tiêu từng tháng").check()
    page.get_by_role("button", name="Giao chỉ tiêu").click()
    page.get_by_text("Cộng lại chưa đạt chỉ tiêu trên về việc").first.wait_for()
    check(page)
    shown = page.locator("[data-sum='cases'] [data-over]").text_content()
    assert shown == "−2 việc"  # the server counts as the page did
    page.get_by_label("Lý do giao chưa đủ").fill("Ba đơn vị mới sáp nhập, chưa có số năm trước")
    page.get_by_role("button", name="Giao chỉ tiêu").click()
    page.get_by_text("Đã ghi quyết định").wait_for()
    check(page)
    made = TargetDecision.objects.get(number="15/QĐ-CTHADS")
    assert made.targets.count() == 31 * 2 * (1 + 8)
    for address in (
        f"{reverse('target_list')}?on=30/09/2018",
        reverse("target_path", args=["HN-BD", 2018]),
        f"{reverse('target_create')}?year=2018",
    ):
        page.goto(address)
        check(page)
