"""Reconciling and looking again, in a real browser: aligned by hand, agreed, nothing overflows."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Books
from cases.periods import Period
from reports import seed
from reports.figures import official
from reports.models import Layout, OfficialForm, Reconciliation
from tests.browser import check
from tests.history2018 import HAND, START, random_year, write
from tests.test_reconcile import numbered, table, workbook
from tests.test_watch import planted

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS")


def shoot(page, name):
    """A picture for whoever wants to look: `SHOTS=/folder`."""
    check(page)
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def loaded(desk, tmp_path, settings):
    """Ba Đình's real year; the clock of the desk stands after it."""
    settings.TODAY = date(2018, 12, 5)
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    Books.objects.all().delete()
    rows = [*HAND, *random_year(61, 80), *planted("without_means", 8, 30)]
    load_journal(write(tmp_path / "journal.csv", list(numbered(rows))), books_open=START)
    return desk


@pytest.mark.parametrize("width", [1440, 390])
def test_a_table_is_reconciled(loaded, sit_down, tmp_path, city_made, width):
    data = table(city_made, "cases", change={("HN-BD", "c09"): 3, ("HN-HK", "c18"): -2})
    file = tmp_path / "bang.xlsx"
    file.write_bytes(data)
    page = sit_down(loaded[Role.CITY_CLERK], width=width)
    page.goto(reverse("reconcile_list"))
    shoot(page, "list-empty")
    page.get_by_role("link", name="Đối chiếu bảng mới").click()
    page.get_by_label("Bên kia", exact=False).first.fill("Viện kiểm sát nhân dân thành phố Hà Nội")
    page.set_input_files("#id_file", file)
    page.get_by_label("Năm thống kê").select_option("2018")
    page.get_by_label("Kỳ báo cáo").select_option("8")
    shoot(page, "new")
    page.get_by_role("button", name="Đối chiếu", exact=True).click()
    page.get_by_text("ô lệch").wait_for()
    shoot(page, "detail")
    page.locator("a.overdue").first.click()
    page.get_by_text("Nguyên nhân có thể").wait_for()
    shoot(page, "cell")
    page.go_back()
    page.get_by_text("Ghép lại cột, dòng").click()
    shoot(page, "align")
    page.get_by_label("Thống nhất với").fill("Kiểm sát viên Lê Thị Hồng Hạnh")
    page.get_by_label("Ngày thống nhất").fill("5/6/2018")
    page.get_by_label("Kết quả").fill("Bên kia ghi thừa ba việc đã chuyển đơn vị khác.")
    page.get_by_role("button", name="Ghi kết quả").click()
    page.get_by_text("Đã thống nhất ngày 05/06/2018").wait_for()
    shoot(page, "agreed")
    assert Reconciliation.objects.get().closed_at is not None


@pytest.fixture
def city_made(loaded, hanoi):
    return official.make(hanoi, Period(2018, 8))


@pytest.mark.parametrize("width", [1440, 390])
def test_a_register_is_reconciled_and_the_month_looked_at(loaded, sit_down, tmp_path, width):
    file = tmp_path / "so.xlsx"
    file.write_bytes(
        workbook(
            [
                ["STT", "Người phải thi hành án", "QĐ THA", "", ""],
                ["", "", "Số", "Ngày", "Số tiền"],
                [1, "Trần Thị Bình", "1/QĐ-CCTHADS", "05/05/2016", 1_000_000],
                [2, "Trần Thị Bình", "2/QĐ-CCTHADS", "05/06/2016", 2_500_000],
                [3, "Công ty cổ phần Lạ", "99/QĐ-CCTHADS", "05/02/2018", 125_000_000_000],
            ],
            [(0, 2, 0, 4, "QĐ THA")],
        )
    )
    page = sit_down(loaded[Role.CLERK], width=width)
    page.goto(reverse("reconcile_new"))
    page.get_by_label("Bên kia", exact=False).first.fill("VKSND quận Ba Đình")
    page.get_by_label("Bảng về").select_option("list")
    page.set_input_files("#id_file", file)
    page.get_by_label("Năm thống kê").select_option("2018")
    page.get_by_label("Kỳ báo cáo").select_option("8")
    page.get_by_role("button", name="Đối chiếu", exact=True).click()
    page.get_by_text("Từng việc").wait_for()
    shoot(page, "cases")
    page.goto(f"{reverse('watch')}?year=2018&months=6")
    shoot(page, "watch")
    page.goto(reverse("watch_list", args=[2018, 6, "without_means"]))
    shoot(page, "watch-list")
    city = sit_down(loaded[Role.CITY_CLERK], width=width)
    city.goto(f"{reverse('watch')}?year=2018&months=6")
    shoot(city, "watch-city")
