"""The table of terms holds a public body's long name within the window."""

from datetime import date

import pytest
from django.urls import reverse

from cases.choices import Role
from tests.browser import check
from tests.test_administrative import body, entered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_long_debtor_stays_in_its_column(sit_down, office, width):
    name = "Chủ tịch Ủy ban nhân dân quận Bắc Từ Liêm và Văn phòng đăng ký đất đai Hà Nội chi nhánh"
    entered(office[Role.CLERK], 2, date(2018, 8, 2), debtor=body(name))
    page = sit_down(office[Role.HEAD], width=width)
    page.goto(reverse("deadline_list"))
    assert name in page.inner_text("main")
    check(page)
