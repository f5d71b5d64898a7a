"""The law of the day entered, and the interest of the day, as a browser shows them."""

import pytest
from django.urls import reverse

from cases.choices import Role
from tests.browser import check
from tests.test_collecting import LAW, debt, kinds, maintenance
from tests.test_forms_acts import address
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_calculation_follows_the_day(office, sit_down, script):
    case = opened(office, obligations=(debt(interest=LAW), maintenance()))
    page = sit_down(office[Role.ACCOUNTANT], script=script)
    page.goto(address(case, "collect"))
    assert "2.739.726" in page.inner_text("#charges")
    page.fill("[name=amount]", "5 triệu")
    page.fill("[name=decision]", "AA/0412")
    page.check("[name=charge_interest]")
    page.uncheck("[name=charge_instalments]")
    page.fill("[name=on]", "04102018")
    if script:
        assert not page.is_visible("[data-look]")
        page.press("[name=on]", "Tab")
    else:
        page.click("[data-look]")
    page.wait_for_selector("#charges >> text=2.712.329")
    assert page.is_checked("[name=charge_interest]")
    assert not page.is_checked("[name=charge_instalments]")
    if script:
        check(page)
    page.click("[data-save-button]")
    page.wait_for_url(f"**{reverse('case_detail', args=(case.pk,))}")
    assert kinds(case) == [("amend", "interest", 2_712_329), ("collect", "", 5_000_000)]


def test_the_grounds_follow_the_day(office, sit_down, settings):
    case = opened(office)
    settings.TODAY = settings.TODAY.replace(year=2026)
    page = sit_down(office[Role.HEAD])
    page.goto(address(case, "terminate"))
    assert page.locator("option[value=joint]").count() == 1
    page.fill("[name=note]", "Đơn ngày 30/06")
    page.fill("[name=on]", "30/06/2026")
    page.press("[name=on]", "Tab")
    page.wait_for_selector("option:has-text('Điều 50 Luật THADS 2008')", state="attached")
    assert page.locator("option[value=joint]").count() == 0
    assert page.input_value("[name=note]") == "Đơn ngày 30/06"
    check(page)
