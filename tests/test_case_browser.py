"""The case page in a real browser: a step by keyboard alone, and pages without a violation."""

import pytest
from django.urls import reverse

from cases.actions.steps import record_step
from cases.choices import Role, StepKind
from cases.models import Step
from tests.browser import check
from tests.test_administrative import entered
from tests.test_views_cases import TODAY, opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_by_keyboard_alone(sit_down, office):
    case = opened(office)
    page = sit_down(office[Role.OFFICER])
    page.goto(reverse("case_detail", args=(case.pk,)))
    page.keyboard.press("g")
    page.keyboard.type("thong bao tong dat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/notified/")
    while page.evaluate("document.activeElement.name") != "parties":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url(f"**/cases/{case.pk}/")
    assert "(2 dòng)" in page.inner_text("main")
    assert Step.objects.filter(kind=StepKind.NOTIFIED, on=TODAY).count() == 2


def test_the_menu_narrows_closes_and_gives_the_focus_back(sit_down, office):
    case = opened(office)
    page = sit_down(office[Role.OFFICER])
    page.goto(reverse("case_detail", args=(case.pk,)))
    page.keyboard.press("g")
    page.keyboard.type("ke bien")
    assert page.locator("#acts li:visible").all_inner_texts()[0] == "Kê biên tài sản"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Kê biên tài sản"
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('acts').open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_without_a_violation(sit_down, office, width):
    case, found = opened(office), entered(office[Role.CLERK])
    step = record_step(case, kind=StepKind.NOTED, on=TODAY, by=office[Role.OFFICER], note="x")
    page = sit_down(office[Role.OFFICER], width=width)
    for name, args in (
        ("case_detail", (case.pk,)),
        ("step_new", (case.pk, "notified")),
        ("step_cancel", (step.pk,)),
        ("procuracy", ()),
        ("document_new", (case.pk,)),
        ("administrative_list", ()),
        ("administrative_new", ()),
        ("administrative_detail", (found.pk,)),
        ("administrative_step", (found.pk, "voluntary_notice")),
        ("administrative_statistics", ()),
    ):
        page.goto(reverse(name, args=args))
        check(page)


def test_the_page_works_without_javascript(sit_down, office):
    case = opened(office)
    page = sit_down(office[Role.OFFICER], script=False)
    page.goto(reverse("case_detail", args=(case.pk,)))
    page.click("#acts > summary")
    page.click("#acts a[href$='/steps/noted/']")
    page.fill("[name='note']", "Đương sự đến làm việc")
    page.click("button:has-text('Ghi') >> nth=0")
    page.wait_for_selector("text=Đương sự đến làm việc")
