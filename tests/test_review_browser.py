"""A review in a real browser: read on a screen and a phone, text that saves itself."""

import os
from datetime import date

import pytest
from django.urls import reverse

from cases.choices import Role
from reports.models import Review
from reports.review.editing import begin, write_block
from tests import factories
from tests.browser import check
from tests.reviewed import keep_books

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(office, hanoi, settings, tmp_path) -> Review:
    settings.TODAY = date(2022, 11, 15)
    keep_books(tmp_path, hanoi)
    return begin(
        by=office[Role.CITY_CLERK], office=hanoi, title="Tổng kết năm năm thực hiện Chỉ thị 19",
        first_year=2018, last_year=2022, boundaries="then",
    )  # fmt: skip


def test_a_review_is_read_and_written(draft, office, sit_down):
    for width in (390, 1440):
        page = sit_down(office[Role.CITY_CLERK], width=width)
        page.goto(reverse("review_detail", args=[draft.pk]))
        check(page)
        if os.environ.get("PICTURES"):
            page.screenshot(path=f"{os.environ['PICTURES']}/review-{width}.png", full_page=True)
    form = page.locator("form#limits")
    form.locator("textarea").fill("Nguyên nhân: dịch bệnh kéo dài.")
    form.get_by_text("Đã lưu").wait_for()  # by itself
    assert draft.blocks.get(code="limits").words == "Nguyên nhân: dịch bệnh kéo dài."
    second = factories.user(Role.CITY_CLERK, username="thuky2.hn", name="Vũ Thị Hai")
    write_block(draft, "limits", "Bản của người khác", seen=2, by=second)
    form.locator("textarea").fill("Nguyên nhân: tài sản khó bán.")
    form.get_by_text("Vũ Thị Hai đã sửa phần này").wait_for()
    assert form.locator("[data-words]").text_content() == "Bản của người khác"
    assert draft.blocks.get(code="limits").words == "Bản của người khác"
    check(page)
    form.locator("textarea").fill("Nguyên nhân: dịch bệnh, tài sản khó bán.")
    form.get_by_role("button", name="Lưu phần này").click()
    page.get_by_text("Đã lưu phần III. Hạn chế, nguyên nhân.").wait_for()
    assert draft.blocks.get(code="limits").version == 4
