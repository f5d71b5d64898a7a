"""The board in a real browser: a leader, a member of the committee, a phone; and by itself anew."""

from datetime import date

import pytest

from cases.actions.journal import load_journal
from cases.actions.key_cases import Said, mark
from cases.actions.referrals import refer
from cases.choices import Addressee, Role
from tests import factories
from tests.browser import check
from tests.history2018 import act, intake, write
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)


def completed(case, at, day):
    return [
        intake(case, date(2018, 1, 10), at, 900),
        act(case, day, "collect", 900),
        act(case, day, "pay_out", 900),
        act(case, day, "complete"),
    ]


@pytest.fixture
def board(office, tmp_path):
    """Two districts with cases; one key case put to the committee, and one that is not."""
    rows = [
        *completed("A1", "HN-BD", date(2018, 3, 5)),
        *completed("A2", "HN-HK", date(2018, 4, 6)),
    ]
    rows += [
        intake(f"N{n}", date(2018, 2, 1 + n), "HN-HK" if n % 2 else "HN-BD", 5000 + n)
        for n in range(6)
    ]
    load_journal(write(tmp_path / "journal.csv", rows))
    for measure, rate in (("cases", 72), ("money", 32)):
        factories.target(factories.office("HN"), 2018, measure, rate, strict=True)
    told, quiet = opened(office), opened(office, number=215)
    for case, words in ((told, "Bên thứ ba đang ở trong nhà"), (quiet, "Chưa xác định ranh giới")):
        mark(case, Said("credit", "", words), since=date(2018, 10, 1), by=office[Role.HEAD])
    refer(
        told, by=office[Role.HEAD], put_to=[], addressee=Addressee.STEERING_COMMITTEE,
        reason="Chưa thống nhất", asked="Chỉ đạo cưỡng chế", on=date(2018, 10, 2),
    )  # fmt: skip
    return told, quiet


def test_a_leader_reads_it_and_it_draws_itself_anew(sit_down, office, board, tmp_path):
    page = sit_down(office[Role.CITY_LEADER], width=1440)
    page.goto("/board/")
    check(page)
    assert page.get_by_text("Bên thứ ba đang ở trong nhà").is_visible()
    assert page.get_by_text("Chưa xác định ranh giới").is_visible()
    assert page.locator("svg.tiles a").count() == 2
    # By keyboard to a column's head, and what it sorts by.
    page.get_by_role("link", name="Xong", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=-c09")
    # Nothing has changed: nothing is drawn.
    link = page.locator("tbody a", has_text="Hoàn Kiếm")
    link.focus()
    page.evaluate("document.getElementById('board').dataset.mark = 'same'")
    with page.expect_response("**/board/state**") as seen:
        page.evaluate("document.dispatchEvent(new Event('board:look'))")
    assert seen.value.status == 304
    assert page.locator("#board[data-mark='same']").count() == 1
    # Another case is completed: the numbers follow, the focus stays, and it is said.
    load_journal(write(tmp_path / "more.csv", completed("A3", "HN-HK", date(2018, 9, 3))))
    page.evaluate("document.dispatchEvent(new Event('board:look'))")
    page.locator("#board:not([data-mark])").wait_for()
    row = page.locator("tbody tr", has=page.get_by_role("rowheader", name="Hoàn Kiếm"))
    assert row.locator("td").nth(2).inner_text() == "2"
    assert page.evaluate("document.activeElement.textContent") == "Hoàn Kiếm"
    assert "đã cập nhật" in page.locator("#board-news").inner_text()
    assert "sort=-c09" in page.url


def test_a_member_sees_figures_and_what_is_put_to_them(sit_down, office, board):
    told, quiet = board
    page = sit_down(office[Role.COMMITTEE], script=False)
    page.goto("/board/")
    assert page.get_by_text("Bên thứ ba đang ở trong nhà").is_visible()
    assert page.get_by_text("Chưa xác định ranh giới").count() == 0
    assert page.get_by_role("rowheader", name="Hoàn Kiếm").is_visible()
    assert page.locator("a[href*='/lines']").count() == 0
    assert page.locator("main a[href^='/cases/']").count() == 1
    assert page.request.get(f"/cases/{told.pk}/brief").status == 200
    assert page.request.get(f"/cases/{quiet.pk}/brief").status == 404
    lines = "/statements/HN/2018/12/lines?column=c09&measure=cases&scope=with_below"
    for address in (f"/cases/{told.pk}/", f"/cases/{quiet.pk}/", "/cases/", lines):
        assert page.request.get(address).status in (403, 404)


def test_on_a_phone(sit_down, office, board):
    page = sit_down(office[Role.CITY_LEADER], width=390)
    page.goto("/board/")
    check(page)
    assert page.get_by_role("heading", name="Về việc", exact=True).is_visible()
