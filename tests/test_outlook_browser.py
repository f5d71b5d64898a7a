"""The outlook in a browser: at a desk and on a phone, without script, nothing in the way."""

from datetime import date

import pytest

from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Asset
from reports import seed
from reports.models import Layout
from tests import factories
from tests.browser import check
from tests.history2018 import START, write
from tests.test_forecast import close, ledger
from tests.test_gap import largest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(people, hanoi, ba_dinh, hoan_kiem, settings, tmp_path):
    settings.TODAY = date(2021, 5, 15)
    seed.load_layouts(Layout)
    rows = [row for row in ledger(7, range(2018, 2022)) if row["on"] < date(2021, 5, 15)]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    close(hanoi, ba_dinh, hoan_kiem)
    for measure, rate in (("cases", 90), ("money", 90)):
        factories.target(hanoi, 2021, measure, rate)
    Asset.objects.create(case=largest(), kind="land", description="Đất", state="valued")
    return people


@pytest.mark.parametrize("width", [1440, 390])
def test_the_outlook_reads_at_a_desk_and_on_a_phone(sit_down, city, width):
    page = sit_down(city[Role.CITY_LEADER], width=width)
    page.goto("/board/?year=2021&months=8")
    page.get_by_role("link", name="Dự báo", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Dự báo")
    check(page)
    page.screenshot(path=f"/tmp/w2-outlook-{width}.png", full_page=True)
    for details in page.locator("details.by-month summary").all():
        details.click()
    check(page)
    page.screenshot(path=f"/tmp/w2-outlook-{width}-open.png", full_page=True)
    page.get_by_role("link", name="Theo số tiền").click()
    assert page.locator("[aria-current=true]", has_text="Theo số tiền").count() == 1
    page.get_by_role("link", name="Kết quả", exact=True).last.click()
    assert "/board/" in page.url


def test_a_member_of_the_committee_is_shown_no_case(sit_down, city):
    page = sit_down(city[Role.COMMITTEE])
    page.goto("/outlook/?office=HN")
    check(page)
    assert page.locator("#close a[href*='/cases/']").count() == 0
