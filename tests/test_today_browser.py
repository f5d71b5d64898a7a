"""The page of the day in a real browser: by keyboard from what is overdue to its form."""

from datetime import date

import pytest
from django.urls import reverse

from cases.choices import Role
from cases.models import Deadline
from tests.browser import check
from tests.test_deadlines import opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_first_overdue_line_to_its_form_without_the_mouse(sit_down, office):
    case = opened(office)
    page = sit_down(office[Role.OFFICER])
    page.goto("/")
    page.wait_for_url(f"**{reverse('today')}")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent.trim()") == str(case)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("g")
    page.wait_for_url(f"**{reverse('step_new', args=(case.pk, 'file_opened'))}**")
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url(f"**/cases/{case.pk}/")
    assert Deadline.objects.get(term="FILE_OPEN").done_on == date(2018, 10, 5)  # late, and kept so
    page.goto(reverse("today"))
    assert "Lập hồ sơ thi hành án" not in page.inner_text("main")


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_without_a_violation(sit_down, office, width):
    opened(office)
    page = sit_down(office[Role.HEAD], width=width)
    for address in (
        reverse("today"),
        reverse("deadline_list"),
        reverse("self_check"),
        f"{reverse('self_check')}?check=unsent",
        f"{reverse('self_check')}?check=never_verified",
        reverse("calendar"),
    ):
        page.goto(address)
        check(page)
    page = sit_down(office[Role.ADMINISTRATOR], width=width)
    page.goto(reverse("calendar"))
    check(page)
