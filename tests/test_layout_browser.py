"""The city's clerk draws up the next edition of a layout in a browser."""

from datetime import date

import pytest

from cases.actions.journal import load_journal
from cases.choices import Role
from reports import seed
from reports.models import Layout, OfficialForm
from tests.browser import check
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_next_edition(sit_down, people, settings, tmp_path, width):
    settings.TODAY = date(2018, 10, 5)
    seed.load_forms(OfficialForm)
    load_journal(write(tmp_path / "journal.csv", [*HAND, *random_year(71, 30)]), books_open=START)
    page = sit_down(people[Role.CITY_CLERK], width=width)
    page.goto("/layouts/")
    check(page)
    page.click("text=Soạn bản mới")
    page.wait_for_selector("text=Mọi tài khoản được tính đúng một lần")
    check(page)
    page.click("a[aria-label='Sửa cột c14']")
    page.select_option("[name='terms-0-headings']", ["POSTPONED", "POSTPONED_BY_CONSENT"])
    check(page)
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_selector("text=Chưa ban hành được")
    check(page)
    page.click("a[aria-label='Sửa cột c16']")
    page.select_option("[name='terms-0-headings']", [])
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_selector("text=Mọi tài khoản được tính đúng một lần")
    page.click("text=Xem thử trên số liệu")
    page.wait_for_selector("text=ô khác")
    check(page)
    page.go_back()
    page.click("button:text-is('Ban hành')")
    page.wait_for_selector("text=Đã ban hành")
    assert Layout.objects.issued().count() == 3
