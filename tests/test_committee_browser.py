"""The sitting in a browser: one matter at a time, by keyboard; every page without a violation."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.committee_tasks import report
from cases.choices import Role
from cases.committee_kinds import MeetingState, ReportKind
from cases.models import CommitteeTask, Meeting
from tests.browser import check, fill
from tests.committee import COURT, FINANCE, POLICE, SECOND, agency, called, held, member, referred
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second(office, ba_dinh, settings):
    """The day of a second meeting: the first gave tasks, of which one is done."""
    for name in (COURT, "Viện kiểm sát nhân dân thành phố", "Ủy ban Mặt trận Tổ quốc thành phố"):
        agency(name)
    by = office[Role.CITY_CLERK]
    referred(opened(office), office[Role.OFFICER])
    held(office, office=ba_dinh)
    done = CommitteeTask.objects.filter(agency=agency(POLICE)).first()
    words = "Đã bố trí 12 chiến sĩ, khảo sát địa bàn và thống nhất phương án bảo vệ"
    report(done, by=by, kind=ReportKind.DONE, on=date(2018, 10, 5), words=words)
    settings.TODAY = SECOND
    debtor = "Công ty cổ phần Đầu tư Xây dựng và Phát triển hạ tầng đô thị Thăng Long"
    case = opened(office, number=77, debtor=debtor, amount=1_234_567_890_123)
    asked = "Chỉ đạo Công an thành phố bảo vệ cưỡng chế giao nhà; Sở Tài chính bố trí kinh phí"
    referred(case, office[Role.OFFICER], on=SECOND, asked=asked)
    return called(by, SECOND, topics=("Kinh phí cưỡng chế năm 2019",))


def test_a_sitting_by_keyboard(sit_down, office, second):
    page = sit_down(office[Role.CITY_CLERK], width=1440)
    page.goto(reverse("meeting_detail", args=(second.pk,)))
    page.click("text=Khai mạc")
    page.wait_for_url("**/sitting/0/")
    assert "Đã bố trí 12 chiến sĩ" in page.inner_text("main")
    page.keyboard.press("n")
    page.wait_for_url("**/sitting/1/")
    page.fill("[name='conclusion']", "Đồng ý tổ chức cưỡng chế trong tháng 12/2018")
    fill(page, tasks__0__words="Bố trí lực lượng bảo vệ", tasks__0__due_on="1/11/2018")
    page.select_option("[name='tasks-0-body']", label=POLICE)
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_selector("text=Trước ngày họp (30/11/2018)")
    assert page.input_value("[name='conclusion']").startswith("Đồng ý tổ chức")
    page.click("text=Thêm dòng nhiệm vụ")
    page.wait_for_selector("[name='tasks-1-words']")
    fill(page, tasks__0__due_on="20/12/2018", tasks__1__words="Tạm ứng kinh phí",
         tasks__1__person="Bà Trần Thị Nguyệt", tasks__1__due_on="15/12/2018")  # fmt: skip
    page.select_option("[name='tasks-1-body']", label=FINANCE)
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_url("**/sitting/2/")
    given = CommitteeTask.objects.filter(meeting=second).order_by("pk")
    assert [(t.words, str(t.agency)) for t in given] == [
        ("Bố trí lực lượng bảo vệ", POLICE), ("Tạm ứng kinh phí", FINANCE),
    ]  # fmt: skip
    page.keyboard.press("p")
    page.wait_for_url("**/sitting/1/")
    assert "Đồng ý tổ chức cưỡng chế" in page.inner_text("main")
    assert not page.query_selector("[name='conclusion']")
    page.goto(reverse("meeting_detail", args=(second.pk,)))
    page.click("text=Kết thúc họp")
    page.wait_for_selector("h1 .state-wait")
    assert Meeting.objects.get(pk=second.pk).state == MeetingState.HELD


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_without_a_violation(sit_down, office, second, width, tmp_path):
    page = sit_down(office[Role.CITY_CLERK], width=width)

    def look(name, *args, shot=""):
        page.goto(reverse(name, args=args))
        check(page)
        page.screenshot(path=str(tmp_path / f"{shot or name}.png"), full_page=True)

    look("meeting_new")
    look("meeting_detail", second.pk, shot="prepared")
    look("meeting_send", second.pk)
    look("meeting_edit", second.pk)
    look("agenda_new", second.pk)
    look("agenda_edit", second.items.first().pk)
    look("meeting_attendance", second.pk)
    page.goto(reverse("meeting_detail", args=(second.pk,)))
    page.click("text=Khai mạc")
    page.wait_for_url("**/sitting/0/")
    look("meeting_sitting", second.pk, 0, shot="since")
    look("meeting_sitting", second.pk, 1, shot="sitting")
    fill(page, conclusion="Đồng ý", tasks__0__words="Bố trí lực lượng")
    page.click("[data-save-button]")
    page.wait_for_selector(".error-summary")
    check(page)
    page.screenshot(path=str(tmp_path / "refused.png"), full_page=True)
    first = Meeting.objects.earliest("held_on")
    look("meeting_list")
    look("meeting_detail", first.pk, shot="issued")
    look("committee_tasks")
    look("committee_task", CommitteeTask.objects.filter(done_on=None).first().pk)
    page = sit_down(member(POLICE, "congan"), width=width)
    look("meeting_list", shot="member-list")
    look("meeting_detail", first.pk, shot="member-meeting")
    look("committee_tasks", shot="member-tasks")
    look("committee_task", CommitteeTask.objects.filter(agency=agency(POLICE)).last().pk)
