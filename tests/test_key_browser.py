"""Key cases in a real browser: a clerk marks one, a member of the committee reads its brief."""

import pytest
from django.urls import reverse

from cases.actions.key_cases import Asked
from cases.choices import Role
from tests.browser import check
from tests.committee import POLICE, agency
from tests.test_brief import LONG, with_assets
from tests.test_key_cases import marked, referred
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_clerk_marks_a_case_and_a_member_reads_its_brief(sit_down, desk, tmp_path):
    case, other = opened(desk, 1), opened(desk, 2)
    with_assets(case, desk[Role.OFFICER], 4, 12_345_678_901_234)
    marked(other, desk[Role.HEAD], asks=[Asked("Bố trí lực lượng bảo vệ", agency(POLICE))])
    referred(case, desk[Role.OFFICER], reason=LONG[:300])
    clerk = sit_down(desk[Role.CLERK], width=1440)
    clerk.goto(reverse("case_detail", args=(case.pk,)))
    clerk.get_by_role("link", name="Đưa vào án trọng điểm").click()
    clerk.get_by_label("Lý do", exact=False).first.select_option("credit")
    clerk.get_by_label("Vướng mắc").fill("Người thứ ba đang ở trong nhà")
    clerk.get_by_role("button", name="Đưa vào danh sách").click()
    clerk.get_by_text("Trọng điểm từ 05/10/2018").wait_for()
    check(clerk)
    clerk.screenshot(path=tmp_path / "key.png", full_page=True)
    clerk.goto(reverse("key_case_list"))
    check(clerk)
    clerk.screenshot(path=tmp_path / "list.png", full_page=True)
    for width in (1440, 390):
        member = sit_down(desk[Role.COMMITTEE], width=width)
        member.goto(reverse("key_case_list"))
        assert member.get_by_role("link", name=str(other)).count() == 0
        check(member)
        member.screenshot(path=tmp_path / f"member-{width}.png", full_page=True)
        member.get_by_role("link", name=str(case)).click()
        member.get_by_text("Người thứ ba đang ở trong nhà").wait_for()
        check(member)
        member.screenshot(path=tmp_path / f"brief-{width}.png", full_page=True)
        address = reverse("case_brief", args=(other.pk,))
        assert member.goto(address).status == 404
