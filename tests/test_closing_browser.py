"""A month-end in a real browser, from the officer's desk to the city, and the city reopening it."""

import os

import pytest
from django.urls import reverse

from cases.actions.drafts import save_draft
from cases.choices import ActKind, Role
from cases.models import Closing, ClosingRemark, Reopening
from tests.browser import check, fill
from tests.test_closing_chain import SEPTEMBER, opened

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
pytestmark = pytest.mark.django_db(transaction=True)
DETAIL = ("closing_detail", ("HN-BD", 2018, 12))


def explain_everything(page):
    """Open each check that asks for words, and say something."""
    while (waiting := page.locator("li:has(.chip-soon) .explain")).count():
        form = waiting.first
        form.locator("summary").click()
        form.locator("textarea").fill("Đã rà soát từng hồ sơ, xử lý trong tuần đầu tháng sau")
        form.get_by_role("button", name="Ghi giải trình").click()
        page.get_by_text("Đã ghi giải trình.").wait_for()


def test_a_month_end(office, sit_down):
    case = opened(office, 1)
    opened(office, 3, officer=None)
    save_draft(by=office[Role.OFFICER], kind=ActKind.POSTPONE, case=case,
               fields={"on": "28/9/2018"}, summary="Hoãn theo yêu cầu của đương sự")  # fmt: skip
    url = reverse(DETAIL[0], args=DETAIL[1])
    officer = sit_down(office[Role.OFFICER], width=390)
    officer.goto(reverse("closing_list"))
    check(officer)
    officer.get_by_role("link", name="Tháng 09/2018").click()
    officer.get_by_role("button", name="Xác nhận số liệu của tôi").click()
    officer.get_by_text("Đã xác nhận số liệu của mình.").wait_for()
    check(officer)

    head = sit_down(office[Role.HEAD])
    head.goto(url)
    check(head)
    assert head.get_by_role("button", name="Khóa sổ đến 30/09/2018").is_disabled()
    explain_everything(head)
    assert ClosingRemark.objects.filter(check_code="drafts").exists()
    check(head)
    head.get_by_role("button", name="Khóa sổ đến 30/09/2018").click()
    head.get_by_text("Đã khóa sổ.").wait_for()
    head.get_by_role("button", name="Ký, gửi").click()
    head.get_by_text("Chờ thành phố nhận.").wait_for()
    check(head)

    city = sit_down(office[Role.CITY_CLERK])
    city.goto(f"{reverse('closing_list')}?year=2018&months=12")
    check(city)
    city.goto(url)
    city.get_by_role("button", name="Trả lại, kèm lý do").click()
    city.get_by_text("Nhập lý do trả lại.").wait_for()
    check(city)
    city.get_by_role("button", name="Nhận", exact=True).click()
    city.get_by_text("Đã nhận.").wait_for()
    assert Closing.objects.get(office__code="HN-BD", cutoff=SEPTEMBER).accepted_at
    city.get_by_role("link", name="Mở lại sổ").click()
    check(city)
    fill(city, reason="Ghi thiếu một phiếu thu", expires_on="8/10/2018")
    city.get_by_role("button", name="Mở lại sổ").click()
    city.get_by_text("Đã mở lại sổ đến hết ngày 08/10/2018").wait_for()
    check(city)
    assert Reopening.objects.running().exists()
    head.goto(url)
    check(head)
    head.get_by_role("link", name="Việc chưa phân công Chấp hành viên").click()
    check(head)
