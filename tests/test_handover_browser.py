"""Handing a caseload over in a real browser: keyboard, accessibility, narrow screens, paper."""

import os

import pytest
from django.urls import reverse

from cases.choices import Role
from cases.models import Case, Handover
from tests import factories
from tests.browser import check, go_to, write
from tests.test_handovers import second
from tests.test_views_cases import opened

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_caseload_goes_from_one_officer_to_another(office, sit_down):
    for number in (1, 2, 3):
        opened(office, number=number, debtor="Công ty cổ phần Đầu tư và Phát triển Thăng Long " * 2)
    second()
    clerk = sit_down(office[Role.CLERK])
    clerk.goto(f"{reverse('handover_new')}?officer=HN-BD-01")
    check(clerk)
    go_to(clerk, "receivers")
    clerk.keyboard.press("Space")
    write(clerk, "reason", "Nghỉ hưu")
    clerk.keyboard.press("ControlOrMeta+s")
    clerk.wait_for_url("**/handovers/*/")
    check(clerk)
    head = sit_down(office[Role.HEAD], width=390)
    head.goto(reverse("handover_list"))
    check(head)
    head.get_by_role("link", name="Chưa có số").click()
    check(head)
    head.get_by_label("Số biên bản").fill("12/BB")
    head.keyboard.press("ControlOrMeta+s")
    head.get_by_text("Đã ký và ghi sổ").wait_for()
    check(head)
    assert Case.objects.filter(officer=second()).count() == 3
    paper = sit_down(office[Role.HEAD])
    paper.goto(reverse("handover_print", args=(Handover.objects.get().pk,)))
    check(paper)
    paper.goto(f"{reverse('case_bulk', args=('assign',))}?state=open")
    check(paper)
    assert factories.officer().name in paper.content()
