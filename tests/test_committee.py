"""The committee from one meeting to the next: what is put to it, concluded, given, done."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cases.actions.committee_tasks import NewTask, drop_task, record, report, withdraw
from cases.actions.meetings import (
    Came,
    NewMeeting,
    Subject,
    approve_notice,
    close_meeting,
    convene,
    drop_item,
    due_tasks,
    edit_item,
    edit_meeting,
    issue_notice,
    move_item,
    open_meeting,
    put_on_agenda,
    record_attendance,
    send_papers,
    waiting_referrals,
)
from cases.actions.steps import cancel_step
from cases.choices import Role, StepKind
from cases.committee_kinds import Attendance, MeetingKind, MeetingState, ReportKind
from cases.models import AgendaItem, CommitteeTask, Meeting, Referral, TaskReport
from cases.rules import Refusal
from cases.rules.calendar import Calendar
from cases.rules.committee import done_on, papers_due
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

DUE = date(2018, 10, 20)


@pytest.fixture
def clerk(desk):
    return desk[Role.CITY_CLERK]


@pytest.fixture
def referral(desk):
    return referred(opened(desk), desk[Role.OFFICER])


def police_task(words="Bố trí lực lượng bảo vệ", **more):
    return NewTask(words, **{"due_on": DUE, "agency": agency(POLICE)} | more)


# ---------------------------------------------------------------- the rules
def test_papers_are_sent_three_working_days_before():
    """Article 9(2)(b): Friday 05/10/2018 back over three working days is Tuesday; no rule is
    read of the People's Committee's own from 01/07/2026."""
    assert papers_due(date(2018, 10, 5), Calendar()) == date(2018, 10, 2)
    assert papers_due(date(2018, 10, 8), Calendar()) == date(2018, 10, 3)
    assert papers_due(date(2026, 7, 3), Calendar()) is None


def test_done_is_read_off_the_reports_in_order():
    day = date(2018, 10, 8)
    assert done_on([]) is done_on([(ReportKind.PROGRESS, day)]) is None
    assert done_on([(ReportKind.DONE, day)]) == day
    assert done_on([(ReportKind.DONE, day), (ReportKind.REOPENED, day)]) is None


# ---------------------------------------------------------------- two meetings
def test_from_one_meeting_to_the_next(desk, clerk, referral, ba_dinh, settings):
    """A case put to the committee is concluded on in its sitting, the case's timeline says so,
    tasks go out, one is done and one is late, and the late one opens the next meeting."""
    police = member(POLICE, "congan")
    meeting = called(clerk)
    assert [str(item) for item in meeting.items.all()] == [
        f"Vụ việc {referral.case}", "Quy chế phối hợp",
    ]  # fmt: skip
    assert meeting.state == MeetingState.PREPARING
    assert not Meeting.objects.visible_to(police).exists()
    send_papers(meeting, by=clerk, on=date(2018, 10, 2))
    assert Meeting.objects.visible_to(police).get() == meeting
    meeting = open_meeting(meeting, by=clerk)
    case_item, topic = meeting.items.all()
    office_task = NewTask("Lập kế hoạch cưỡng chế", date(2018, 10, 15), office=ba_dinh)
    record(
        meeting, case_item, by=clerk, conclusion="Đồng ý tổ chức cưỡng chế",
        tasks=[police_task(), office_task],
    )  # fmt: skip
    record(meeting, topic, by=clerk, conclusion="Ban hành trong quý IV")
    referral.refresh_from_db()
    assert (referral.conclusion, referral.concluded_on) == ("Đồng ý tổ chức cưỡng chế", FIRST)
    assert referral.responsible == f"{POLICE}; {ba_dinh}" and referral.due_on == DUE
    step = referral.case.steps.get(kind=StepKind.REFERRAL_CONCLUDED)
    assert (step.on, step.note) == (FIRST, "Đồng ý tổ chức cưỡng chế")
    assert not CommitteeTask.objects.visible_to(police).exists()  # the sitting is not over
    close_meeting(meeting, by=clerk)
    with pytest.raises(Refusal, match="chưa duyệt"):
        issue_notice(meeting, by=clerk, number="15/TB-UBND", on=FIRST, signer="Hùng")
    with pytest.raises(PermissionDenied):
        approve_notice(meeting, by=clerk)
    approve_notice(meeting, by=desk[Role.CITY_LEADER])
    issue_notice(meeting, by=clerk, number="15/TB-UBND", on=FIRST, signer="Hùng")
    referral.refresh_from_db()
    assert referral.conclusion_no == "15/TB-UBND"

    settings.TODAY = date(2018, 10, 18)
    given = CommitteeTask.objects.visible_to(police).get()
    report(given, by=police, kind=ReportKind.DONE, on=date(2018, 10, 17), words="Đã bố trí 12 CS")
    settings.TODAY = SECOND
    assert [task.words for task in due_tasks(clerk, SECOND)] == ["Lập kế hoạch cưỡng chế"]
    second = called(clerk, SECOND, topics=())
    assert [item.task.words for item in second.items.all()] == ["Lập kế hoạch cưỡng chế"]
    assert not waiting_referrals(clerk).exists()


def test_what_got_no_conclusion_waits_for_the_next_meeting(desk, clerk, referral, settings):
    close_meeting(opened_meeting(clerk), by=clerk)
    settings.TODAY = SECOND
    assert called(clerk, SECOND, topics=()).items.get().referral == referral


# ---------------------------------------------------------------- calling, agenda
def test_a_call_sent_twice_is_one_meeting(desk, clerk, referral):
    assert called(clerk) == called(clerk)
    assert Meeting.objects.count() == 1 and AgendaItem.objects.count() == 2
    other = NewMeeting(MeetingKind.QUARTERLY, FIRST, "Phòng khác", "Chủ tịch")
    with pytest.raises(Refusal, match="đã có cuộc họp") as refused:
        convene(other, by=clerk)
    assert refused.value.field == "held_on"


def test_the_agenda_is_arranged(desk, clerk, referral):
    meeting = called(clerk, topics=("Một", "Hai"))
    first, second, third = meeting.items.all()
    move_item(third, by=clerk, up=True)
    move_item(first, by=clerk, up=True)  # the first stays
    assert [str(i) for i in meeting.items.all()] == [str(first), "Hai", "Một"]
    assert put_on_agenda(meeting, Subject(topic="Hai"), by=clerk) == (third, True)
    drop_item(second, by=clerk)
    drop_item(second, by=clerk)
    assert meeting.items.count() == 2
    with pytest.raises(Refusal, match="Chưa mời") as refused:
        edit_item(third, by=clerk, asked="", put_to=[agency(COURT)])
    assert refused.value.field == "put_to"
    past = opened_meeting(clerk, date(2018, 10, 4), topics=())
    record(past, past.items.get(), by=clerk, conclusion="Đồng ý")
    later = called(clerk, SECOND)
    with pytest.raises(Refusal, match="không chờ"):
        put_on_agenda(later, Subject(referral=referral), by=clerk)


def test_who_is_invited_may_change_until_they_came(desk, clerk):
    meeting = called(clerk)
    said = {"held_on": SECOND, "starts_at": None, "place": "Phòng 2", "chair": "Chủ tịch"}
    edit_meeting(meeting, by=clerk, agencies=[agency(POLICE), agency(COURT)], **said)
    assert {row.agency.name for row in meeting.invitations.all()} == {POLICE, COURT}
    row = meeting.invitations.first()
    with pytest.raises(Refusal, match="ý kiến bằng văn bản"):
        record_attendance(meeting, {row.pk: Came(Attendance.WRITTEN)}, by=clerk)
    came = Came(Attendance.WRITTEN, opinion="Nhất trí")
    record_attendance(meeting, {row.pk: came}, by=clerk)
    with pytest.raises(Refusal, match="Đã ghi tham dự"):
        edit_meeting(meeting, by=clerk, agencies=[], **said)


def test_a_meeting_is_not_opened_before_its_day(desk, clerk):
    meeting = called(clerk, SECOND)
    with pytest.raises(Refusal, match="chưa tới"):
        open_meeting(meeting, by=clerk)
    with pytest.raises(Refusal, match="chưa khai mạc"):
        record(meeting, meeting.items.first(), by=clerk, conclusion="Đồng ý")
    with pytest.raises(Refusal, match="tương lai"):
        send_papers(meeting, by=clerk, on=SECOND)


# ---------------------------------------------------------------- while it sits
def test_a_conclusion_sent_twice_is_one(desk, clerk, referral):
    meeting = opened_meeting(clerk)
    item = meeting.items.first()
    again = [
        record(meeting, item, by=clerk, conclusion="Đồng ý", tasks=[police_task()])
        for _ in range(2)
    ]
    assert again == [False, True]
    assert CommitteeTask.objects.count() == 1
    assert referral.case.steps.filter(kind=StepKind.REFERRAL_CONCLUDED).count() == 1


def test_a_task_says_what_who_and_when_or_nothing_is_written(desk, clerk, referral, ba_dinh):
    meeting = opened_meeting(clerk)
    item = meeting.items.first()
    for wrong, name in (
        ({"words": ""}, "words"),
        ({"agency": None}, "body"),
        ({"office": ba_dinh}, "body"),
        ({"due_on": date(2018, 10, 4)}, "due_on"),
    ):
        tasks = [police_task("Một"), police_task(**{"words": "Hai"} | wrong)]
        with pytest.raises(Refusal) as refused:
            record(meeting, item, by=clerk, conclusion="Đồng ý", tasks=tasks)
        assert refused.value.field == name
    assert not CommitteeTask.objects.exists()
    assert Referral.objects.get().concluded is None


def test_a_conclusion_is_withdrawn_here_or_on_the_case(desk, clerk, referral):
    meeting = opened_meeting(clerk)
    item, topic = meeting.items.all()
    record(meeting, item, by=clerk, conclusion="Đồng ý", tasks=[police_task()])
    record(meeting, topic, by=clerk, conclusion="Nhất trí")
    withdraw(topic, by=clerk, reason="Ghi nhầm")
    withdraw(item, by=clerk, reason="Ghi nhầm")
    referral.refresh_from_db()
    assert referral.conclusion == "" and referral.concluded is None
    record(meeting, item, by=clerk, conclusion="Chưa cưỡng chế")
    referral.refresh_from_db()
    cancel_step(referral.concluded, by=desk[Role.OFFICER], reason="Nhầm")
    assert [i.said for i in meeting.items.with_subject()] == ["", ""]
    drop_task(CommitteeTask.objects.get(), by=clerk)
    drop_item(topic, by=clerk)


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_lose_nothing(desk, referral, ba_dinh):
    """Two conclusions on one item: one stands, the other writer is shown it. Tasks of both
    stand when neither writes over the other."""
    clerk, leader = desk[Role.CITY_CLERK], desk[Role.CITY_LEADER]
    meeting = opened_meeting(clerk)
    item = meeting.items.first()

    def at_once(calls):
        met, start = [], threading.Barrier(len(calls))

        def run(by, said):
            start.wait()
            try:
                met.append(record(meeting, item, by=by, **said))
            except Refusal as refused:
                met.append(str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=call) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return met

    one = {"conclusion": "Cưỡng chế", "tasks": [police_task("Một")]}
    two = {"conclusion": "Chưa cưỡng chế", "tasks": [police_task("Hai")]}
    met = at_once([(clerk, one), (leader, two)])
    referral.refresh_from_db()
    assert False in met
    refused = next(row for row in met if row)
    assert f"đã ghi kết luận: “{referral.conclusion}”" in refused
    assert CommitteeTask.objects.count() == 1  # of the conclusion that stands
    assert referral.case.steps.filter(kind=StepKind.REFERRAL_CONCLUDED).count() == 1
    calls = [(clerk, {"tasks": [police_task("Ba")]}), (leader, {"tasks": [police_task("Bốn")]})]
    assert at_once(calls) == [False, False]
    same = {"tasks": [police_task("Năm")]}
    assert sorted(at_once([(clerk, same), (leader, same)])) == [False, True]
    assert CommitteeTask.objects.count() == 4


# ---------------------------------------------------------------- the notice
def test_after_the_notice_nothing_of_it_changes(desk, clerk, referral, ba_dinh):
    meeting = held(desk, office=ba_dinh)
    item, task = meeting.items.first(), meeting.tasks.first()
    for change in (
        lambda: record(meeting, item, by=clerk, tasks=[police_task("Mới")]),
        lambda: withdraw(item, by=clerk, reason="Nhầm"),
        lambda: drop_task(task, by=clerk),
        lambda: move_item(item, by=clerk, up=False),
        lambda: send_papers(meeting, by=clerk, on=FIRST),
    ):
        with pytest.raises(Refusal, match="Đã ban hành thông báo số 15/TB-UBND"):
            change()
    for change in (
        lambda: Meeting.objects.update(place="Khác"),
        lambda: AgendaItem.objects.update(position=9),
        lambda: CommitteeTask.objects.update(words="Khác"),
        lambda: CommitteeTask.objects.filter(pk=task.pk).delete(),
        lambda: meeting.invitations.update(person="Khác"),
    ):
        with pytest.raises(IntegrityError, match="notice_kept"), transaction.atomic():
            change()
    with pytest.raises(Refusal, match="Thông báo số 15/TB-UBND"):  # nor on the case's own page
        cancel_step(item.concluded, by=desk[Role.OFFICER], reason="Nhầm")
    again = issue_notice(meeting, by=clerk, number="15/TB-UBND", on=FIRST, signer="Hùng")
    assert again == (meeting, True)
    report(task, by=clerk, kind=ReportKind.DONE, on=FIRST, words="Xong")
    task.refresh_from_db()
    assert task.done_on == FIRST
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        TaskReport.objects.update(words="Khác")


def test_a_change_takes_back_the_approval(desk, clerk):
    meeting = opened_meeting(clerk)
    close_meeting(meeting, by=clerk)
    assert approve_notice(meeting, by=desk[Role.CITY_LEADER]).state == MeetingState.APPROVED
    record(meeting, meeting.items.first(), by=clerk, conclusion="Nhất trí")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


# ---------------------------------------------------------------- what was done
def test_a_body_reports_on_its_own_tasks_alone(desk, clerk, referral, ba_dinh):
    held(desk, office=ba_dinh)
    police, finance = member(POLICE, "congan"), member(FINANCE, "taichinh")
    theirs = CommitteeTask.objects.filter(agency=agency(POLICE)).first()
    ours = CommitteeTask.objects.filter(office=ba_dinh).first()
    said = {"kind": ReportKind.PROGRESS, "on": FIRST, "words": "Đang làm"}
    assert report(theirs, by=police, **said)[1] is False
    assert report(theirs, by=police, **said)[1] is True
    assert report(ours, by=desk[Role.HEAD], **said)[1] is False
    for task, by in (
        (theirs, finance), (ours, police), (theirs, desk[Role.HEAD]), (ours, desk[Role.OFFICER]),
        (ours, factories.user(Role.HEAD, "HN-HK")), (ours, desk[Role.ADMINISTRATOR]),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            report(task, by=by, **said)
    report(theirs, by=police, kind=ReportKind.DONE, on=FIRST, words="Xong")
    with pytest.raises(Refusal, match="Đã ghi thực hiện xong"):
        report(theirs, by=police, **said)
    with pytest.raises(PermissionDenied):  # the city says whether it is good enough
        report(theirs, by=police, kind=ReportKind.REOPENED, on=FIRST, words="Chưa")
    report(theirs, by=clerk, kind=ReportKind.REOPENED, on=FIRST, words="Còn thiếu quân số")
    theirs.refresh_from_db()
    assert theirs.done_on is None and theirs.reports.count() == 3


def test_members_see_what_is_put_to_all_or_to_them(desk, clerk, referral):
    police, court = member(POLICE, "congan"), member(COURT, "toaan")
    meeting = called(clerk, topics=("Chung", "Riêng Công an", "Riêng Tài chính"))
    _, _, own, other = meeting.items.all()
    edit_item(own, by=clerk, asked="", put_to=[agency(POLICE)])
    edit_item(other, by=clerk, asked="", put_to=[agency(FINANCE)])
    send_papers(meeting, by=clerk, on=FIRST)
    seen = AgendaItem.objects.visible_to(police)
    assert [i.topic for i in seen if i.topic] == ["Chung", "Riêng Công an"]
    assert not Meeting.objects.visible_to(court).exists()
    assert not AgendaItem.objects.visible_to(court).exists()
    police.memberships.update(until=date(2018, 10, 4))
    assert not Meeting.objects.visible_to(police).exists()
