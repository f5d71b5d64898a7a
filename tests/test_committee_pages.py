"""The pages of the committee: calling, arranging, sitting, reporting; who sees what of them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.committee_tasks import NewTask, record
from cases.actions.meetings import close_meeting, edit_item, open_meeting, send_papers
from cases.choices import Role
from cases.committee_kinds import Attendance, MeetingState
from cases.models import AgendaItem, CommitteeTask, Meeting, TaskReport
from tests import factories
from tests.committee import (
    COURT,
    FINANCE,
    FIRST,
    POLICE,
    SECOND,
    agency,
    called,
    held,
    member,
    opened_meeting,
    referred,
)
from tests.test_views_cases import opened


@pytest.fixture
def referral(desk):
    return referred(opened(desk), desk[Role.OFFICER])


@pytest.fixture
def clerk(desk, login):
    return login(desk[Role.CITY_CLERK])


def typed_tasks(*rows):
    """The rows of tasks of a sitting, as the page sends them."""
    said = {"tasks-TOTAL_FORMS": str(len(rows)), "tasks-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        said |= {f"tasks-{number}-{name}": value for name, value in row.items()}
    return said


def police(words="Bố trí lực lượng", **more):
    body = f"agency-{agency(POLICE).pk}"
    return {
        "words": words,
        "body": body,
        "person": "Thượng tá Lê Hà",
        "due_on": "20/10/2018",
    } | more


# ---------------------------------------------------------------- calling and arranging
def test_a_new_meeting_proposes_its_agenda_by_itself(desk, clerk, referral, settings):
    agency(POLICE)
    page = clerk.get(reverse("meeting_new"))
    assert str(referral.case) in page.text
    form = page.context["form"]
    assert form.initial["referrals"] == [referral.pk] and "tasks" not in form.fields
    typed = {
        "kind": "quarterly", "held_on": "05/10/2018", "starts_at": "8h30", "place": "",
        "chair": "Phó Chủ tịch UBND thành phố", "agencies": [agency(POLICE).pk],
        "referrals": [referral.pk], "topics": "Quy chế phối hợp\n\n  Giải ngân  kinh phí \n",
    }  # fmt: skip
    refused = clerk.post(reverse("meeting_new"), typed)
    assert "Giải ngân" in refused.text and not Meeting.objects.exists()
    done = [clerk.post(reverse("meeting_new"), typed | {"place": "UBND"}) for _ in range(2)]
    meeting = Meeting.objects.get()
    assert {answer.url for answer in done} == {reverse("meeting_detail", args=(meeting.pk,))}
    topics = [item.topic for item in meeting.items.all()]
    assert topics == ["", "Quy chế phối hợp", "Giải ngân kinh phí"]
    assert meeting.invitations.get().agency == agency(POLICE)


def test_late_tasks_come_to_the_next_meeting_by_themselves(desk, clerk, referral, settings):
    held(desk)
    settings.TODAY = SECOND
    form = clerk.get(reverse("meeting_new")).context["form"]
    late = CommitteeTask.objects.filter(due_on=date(2018, 10, 20))
    assert form.initial["tasks"] == list(late.order_by("pk").values_list("pk", flat=True)) != []
    assert form.initial["chair"].startswith("Phó Chủ tịch")


def test_the_agenda_is_arranged_on_its_page(desk, clerk, referral):
    meeting = called(desk[Role.CITY_CLERK])
    case_item, topic = meeting.items.all()
    detail = reverse("meeting_detail", args=(meeting.pk,))
    assert clerk.post(reverse("agenda_move", args=(topic.pk, "up"))).url == detail
    assert [i.pk for i in meeting.items.all()] == [topic.pk, case_item.pk]
    new = reverse("agenda_new", args=(meeting.pk,))
    refused = clerk.post(new, {"subject": "", "topic": "", "asked": "Cho ý kiến"})
    assert "Chọn một vụ việc" in refused.text and "Cho ý kiến" in refused.text
    for _ in range(2):
        said = {"topic": "Kinh phí", "asked": "Cho ý kiến", "put_to": [agency(FINANCE).pk]}
        clerk.post(new, said)
    assert meeting.items.get(topic="Kinh phí").put_to.get() == agency(FINANCE)
    clerk.post(reverse("agenda_move", args=(topic.pk, "off")))
    assert meeting.items.count() == 2
    page = clerk.get(detail)
    assert "Gửi tài liệu chậm nhất 02/10/2018" in page.text and "Chỉ gửi: Sở Tài chính" in page.text


# ---------------------------------------------------------------- the sitting
def test_a_conclusion_and_its_tasks_are_saved_at_once(desk, clerk, referral):
    meeting = called(desk[Role.CITY_CLERK])
    opened_at = clerk.post(reverse("meeting_move", args=(meeting.pk, "open")))
    assert opened_at.url == reverse("meeting_sitting", args=(meeting.pk, 0))
    assert "Không có nhiệm vụ nào từ cuộc họp trước" in clerk.get(opened_at.url).text
    address = reverse("meeting_sitting", args=(meeting.pk, 1))
    assert str(referral.case) in clerk.get(address).text
    said = {"conclusion": "Đồng ý tổ chức cưỡng chế"}
    refused = clerk.post(address, said | typed_tasks(police(), police("Hai", due_on="01/10/2018")))
    for words in ("Đồng ý tổ chức cưỡng chế", "Hai", "Thượng tá Lê Hà", "Trước ngày họp"):
        assert words in refused.text
    assert not CommitteeTask.objects.exists()
    sent = said | typed_tasks(police(), police("Hai"), {}) | {"next": "1"}
    answers = [clerk.post(address, sent) for _ in range(2)]
    assert {a.url for a in answers} == {reverse("meeting_sitting", args=(meeting.pk, 2))}
    assert CommitteeTask.objects.count() == 2
    page = clerk.get(address)
    assert "conclusion" not in page.context["form"].fields  # what follows are more tasks
    assert "Đồng ý tổ chức cưỡng chế" in page.text


def test_who_comes_second_keeps_the_text_and_sees_the_first(desk, clerk, login, referral):
    meeting = opened_meeting(desk[Role.CITY_CLERK])
    item = meeting.items.first()
    record(meeting, item, by=desk[Role.CITY_LEADER], conclusion="Chưa cưỡng chế")
    address = reverse("meeting_sitting", args=(meeting.pk, 1))
    page = clerk.post(address, {"conclusion": "Cưỡng chế ngay"} | typed_tasks(police("Của tôi")))
    assert page.status_code == 200
    assert "đã ghi kết luận: “Chưa cưỡng chế”" in page.text
    assert "Cưỡng chế ngay" in page.text and "Của tôi" in page.text
    assert not CommitteeTask.objects.exists()
    again = clerk.post(address, {"conclusion": ""} | typed_tasks(police("Của tôi")))
    assert again.status_code == 302 and CommitteeTask.objects.get().words == "Của tôi"


def test_a_row_more_keeps_what_was_typed(desk, clerk, referral):
    meeting = opened_meeting(desk[Role.CITY_CLERK])
    address = reverse("meeting_sitting", args=(meeting.pk, 1))
    said = {"conclusion": "Đồng ý", "add": "1"} | typed_tasks(police("Một", due_on="20/13"))
    page = clerk.post(address, said)
    form = page.context["form"]
    assert form["conclusion"].value() == "Đồng ý" and len(form.rows.forms) == 2
    assert form.rows.forms[0]["due_on"].value() == "20/13"
    assert not CommitteeTask.objects.exists()


def test_from_the_close_to_the_notice(desk, clerk, login, referral):
    meeting = opened_meeting(desk[Role.CITY_CLERK])
    record(meeting, meeting.items.first(), by=desk[Role.CITY_CLERK], conclusion="Đồng ý")
    row = meeting.invitations.first()
    came = {}
    for each in meeting.invitations.all():
        came |= {f"came-{each.pk}-attendance": "present", f"came-{each.pk}-person": "Ông Hà"}
    address = reverse("meeting_attendance", args=(meeting.pk,))
    refused = clerk.post(address, came | {f"came-{row.pk}-attendance": "written"})
    assert "Ghi ý kiến bằng văn bản" in refused.text
    assert clerk.post(address, came).status_code == 302
    row.refresh_from_db()
    assert (row.attendance, row.person) == (Attendance.PRESENT, "Ông Hà")
    detail = reverse("meeting_detail", args=(meeting.pk,))
    clerk.post(reverse("meeting_move", args=(meeting.pk, "close")))
    assert "Duyệt dự thảo thông báo</button>" not in clerk.get(detail).text
    assert clerk.post(reverse("meeting_move", args=(meeting.pk, "approve"))).status_code == 403
    issue = reverse("meeting_issue", args=(meeting.pk,))
    notice = {"number": "15/TB-UBND", "on": "05/10/2018", "signer": "Nguyễn Mạnh Hùng"}
    assert "chưa duyệt" in clerk.post(issue, notice).text
    leader = login(desk[Role.CITY_LEADER])
    assert "Duyệt dự thảo thông báo</button>" in leader.get(detail).text
    leader.post(reverse("meeting_move", args=(meeting.pk, "approve")))
    answers = [leader.post(issue, notice) for _ in range(2)]
    assert {answer.url for answer in answers} == {detail}
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.ISSUED
    page = leader.get(detail)
    assert "Thông báo kết luận số 15/TB-UBND" in page.text
    assert "Rút kết luận" not in page.text and "Ghi kết luận" not in page.text


# ---------------------------------------------------------------- who sees what
@pytest.fixture
def world(desk, ba_dinh, referral):
    """A meeting held with a task for each body and a matter put to one agency alone."""
    clerk = desk[Role.CITY_CLERK]
    meeting = called(clerk, topics=("Chung", "Việc riêng của Công an"))
    case_item, _, own = meeting.items.all()
    edit_item(own, by=clerk, asked="", put_to=[agency(POLICE)])
    send_papers(meeting, by=clerk, on=FIRST)
    open_meeting(meeting, by=clerk)
    tasks = [
        NewTask("Của Công an", date(2018, 10, 20), agency=agency(POLICE)),
        NewTask("Của Tài chính", date(2018, 10, 20), agency=agency(FINANCE)),
        NewTask("Của Ba Đình", date(2018, 10, 4 + 1), office=ba_dinh),
    ]
    record(meeting, case_item, by=clerk, conclusion="Đồng ý", tasks=tasks)
    close_meeting(meeting, by=clerk)
    return meeting


MEMBER = {
    # name: what a member invited, a member not invited and one whose membership ended get
    "meeting_list": (200, 200, 200),
    "meeting_new": (403, 403, 403),
    "meeting_detail": (200, 404, 404),
    "meeting_edit": (403, 403, 403),
    "meeting_send": (403, 403, 403),
    "meeting_attendance": (403, 403, 403),
    "meeting_issue": (403, 403, 403),
    "meeting_sitting": (403, 403, 403),
    "agenda_new": (403, 403, 403),
    "agenda_edit": (403, 403, 403),
    "agenda_withdraw": (403, 403, 403),
    "meeting_papers": (200, 404, 404),
    "meeting_notice": (403, 403, 403),
    "committee_tasks": (200, 200, 200),
    "committee_task": (200, 404, 404),
    "case_detail": (403, 403, 403),
}


def test_every_address_by_members(world, login, referral, subtests):
    invited, stranger, gone = member(POLICE, "ca"), member(COURT, "ta"), member(POLICE, "cu")
    gone.memberships.update(until=date(2018, 10, 4))
    args = {
        "meeting_sitting": (world.pk, 1),
        "case_detail": (referral.case_id,),
        "committee_task": (CommitteeTask.objects.get(words="Của Công an").pk,),
        "agenda_edit": (world.items.first().pk,),
        "agenda_withdraw": (world.items.first().pk,),
    }
    for name, expected in MEMBER.items():
        plain = () if name in ("meeting_list", "meeting_new", "committee_tasks") else (world.pk,)
        with subtests.test(name):
            got = tuple(
                login(user).get(reverse(name, args=args.get(name, plain))).status_code
                for user in (invited, stranger, gone)
            )
            assert got == expected


def test_a_member_sees_its_own_part_of_a_meeting(world, login):
    detail = reverse("meeting_detail", args=(world.pk,))
    seen = login(member(FINANCE, "tc")).get(detail).text
    assert "Của Tài chính" in seen and "Chung" in seen
    for hidden in ("Của Công an", "Của Ba Đình", "Việc riêng của Công an", "/cases/", "Sắp xếp"):
        assert hidden not in seen
    assert "Việc riêng của Công an" in login(member(POLICE, "ca")).get(detail).text
    tasks = reverse("committee_tasks")
    assert "Của Ba Đình" not in login(member(POLICE, "ca2")).get(tasks).text


def test_tasks_of_an_office_are_its_heads(desk, world, login):
    task = CommitteeTask.objects.get(words="Của Ba Đình")
    address = reverse("committee_task", args=(task.pk,))
    assert login(factories.user(Role.HEAD, "HN-HK")).get(address).status_code == 404
    assert login(desk[Role.OFFICER]).get(address).status_code == 403
    head = login(desk[Role.HEAD])
    assert "Của Công an" not in head.get(reverse("committee_tasks")).text
    said = {"kind": "done", "on": "05/10/2018", "words": "Đã lập kế hoạch số 3"}
    refused = head.post(address, said | {"on": "06/10/2018"})
    assert "Ngày ở tương lai" in refused.text and "Đã lập kế hoạch số 3" in refused.text
    assert [head.post(address, said).status_code for _ in range(2)] == [302, 302]
    assert TaskReport.objects.get().words == "Đã lập kế hoạch số 3"
    assert "Báo cáo kết quả" not in head.get(address).text  # done; only the city takes it up again
    assert "Chưa đạt yêu cầu" in login(desk[Role.CITY_LEADER]).get(address).text


def test_the_list_of_tasks_by_body_and_state(desk, world, login, settings):
    settings.TODAY = date(2018, 10, 12)
    client = login(desk[Role.CITY_LEADER])

    def shown(**query):
        page = client.get(reverse("committee_tasks"), query)
        return [row.task.words for row in page.context["rows"]]

    assert shown() == ["Của Ba Đình", "Của Công an", "Của Tài chính"]
    assert shown(state="late") == ["Của Ba Đình"]
    assert shown(body=f"agency-{agency(POLICE).pk}") == ["Của Công an"]
    assert shown(state="done") == []


def test_what_is_late_waits_in_the_heads_day(desk, world, login, settings):
    settings.TODAY = date(2018, 10, 12)
    assert "Của Ba Đình" in login(desk[Role.HEAD]).get(reverse("today")).text
    stranger = login(factories.user(Role.HEAD, "HN-HK")).get(reverse("today")).text
    assert "Của Ba Đình" not in stranger and "giao, quá hạn" not in stranger


# ---------------------------------------------------------------- cost
def test_pages_cost_the_same_for_many(desk, login, ba_dinh):
    clerk, client = desk[Role.CITY_CLERK], login(desk[Role.CITY_CLERK])
    cases = [referred(opened(desk, number=300 + n, amount=5), desk[Role.OFFICER]) for n in range(6)]
    assert cases
    meeting = opened_meeting(clerk)
    items = list(meeting.items.all())

    def give(rows):
        for item in rows:
            tasks = [NewTask(f"Việc {n}", date(2018, 10, 9), office=ba_dinh) for n in range(3)]
            record(meeting, item, by=clerk, conclusion="Đồng ý", tasks=tasks)

    def queries():
        counts = []
        for name, args in (
            ("meeting_list", ()), ("meeting_detail", (meeting.pk,)),
            ("meeting_sitting", (meeting.pk, 1)), ("committee_tasks", ()),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name, args=args)).status_code == 200
            counts.append(len(asked))
        return counts

    client.get(reverse("meeting_list"))
    give(items[:1])
    few = queries()
    give(items[1:])
    assert queries() == few
    assert few[0] <= 6 and few[1] <= 18 and few[2] <= 40 and few[3] <= 10
    assert AgendaItem.objects.count() == 7
