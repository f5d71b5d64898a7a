"""Typing a party at the keyboard: who is known shows by itself, and the choice is kept."""

import pytest
from django.urls import reverse

from cases.choices import Role
from cases.models import PersonLookup
from tests.browser import check, fill
from tests.test_persons import NUMBER, debtor, opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_known_number_and_a_namesake_show_as_they_are_typed(sit_down, desk):
    known = debtor(opened(desk, 1)).person
    opened(desk, 77, at="HN-HK")
    page = sit_down(desk[Role.CLERK])
    page.goto(reverse("case_new"))
    fill(page, debtors__0__name="Lê Văn Cường", debtors__0__identity_no=NUMBER)
    page.keyboard.press("Tab")
    page.wait_for_selector("text=Đã có trong hệ thống")
    assert "1 ở Chi cục THADS quận Hoàn Kiếm" in page.inner_text(".met")
    assert NUMBER not in page.url
    fill(page, debtors__0__identity_no="", debtors__0__birth_year="1971")
    page.keyboard.press("Tab")
    choice = f"#debtors-0-person-{known.pk}"
    page.wait_for_selector(choice)
    page.check(choice)
    check(page)
    page.click("[data-save-button]")  # refused: the judgment is missing
    page.wait_for_selector(".error-summary")
    assert page.is_checked(choice)
    assert PersonLookup.objects.exists()
