"""A committee with its agencies, for the tests of its meetings."""

from datetime import date

from cases.actions.committee_tasks import NewTask, record
from cases.actions.meetings import (
    NewMeeting,
    approve_notice,
    close_meeting,
    convene,
    due_tasks,
    issue_notice,
    open_meeting,
    send_papers,
    waiting_referrals,
)
from cases.actions.referrals import refer
from cases.choices import Addressee, Role
from cases.committee_kinds import MeetingKind
from cases.models import Agency, CommitteeMembership, User

FIRST, SECOND = date(2018, 10, 5), date(2018, 11, 30)
POLICE, FINANCE, COURT = "Công an thành phố", "Sở Tài chính", "Tòa án nhân dân thành phố"


def agency(name: str) -> Agency:
    return Agency.objects.get_or_create(name=name)[0]


def member(name: str, username: str) -> User:
    made = User.objects.create_user(username, role=Role.COMMITTEE, name=f"Thành viên {name}")
    CommitteeMembership.objects.create(user=made, agency=agency(name), since=date(2017, 10, 1))
    return made


def referred(case, by, **said):
    said = {
        "addressee": Addressee.STEERING_COMMITTEE, "reason": "Công an có ý kiến khác",
        "asked": "Chỉ đạo lực lượng tham gia cưỡng chế", "on": date(2018, 10, 2),
    } | said  # fmt: skip
    return refer(case, by=by, **said)[0]


def called(by, held_on=FIRST, *, agencies=(POLICE, FINANCE), topics=("Quy chế phối hợp",), **more):
    """A meeting with all that waits for it."""
    new = NewMeeting(
        kind=MeetingKind.QUARTERLY, held_on=held_on, place="Trụ sở UBND thành phố",
        chair="Phó Chủ tịch UBND thành phố, Trưởng Ban Chỉ đạo",
        agencies=[agency(name) for name in agencies],
        referrals=list(waiting_referrals(by)), tasks=list(due_tasks(by, held_on)), topics=topics,
    )  # fmt: skip
    return convene(new, by=by)[0]


def opened_meeting(by, held_on=FIRST, **more):
    meeting = called(by, held_on, **more)
    send_papers(meeting, by=by, on=held_on)
    return open_meeting(meeting, by=by)


def held(people, held_on=FIRST, *, office=None, number="15/TB-UBND"):
    """A meeting from its call to its notice: a task for the police, one for the office."""
    clerk = people[Role.CITY_CLERK]
    meeting = opened_meeting(clerk, held_on)
    for item in meeting.items.all():
        tasks = [NewTask("Bố trí lực lượng bảo vệ", date(2018, 10, 20), agency=agency(POLICE))]
        if office:
            tasks.append(NewTask("Lập kế hoạch cưỡng chế", date(2018, 10, 15), office=office))
        record(meeting, item, by=clerk, conclusion="Thống nhất tổ chức cưỡng chế", tasks=tasks)
    close_meeting(meeting, by=clerk)
    approve_notice(meeting, by=people[Role.CITY_LEADER])
    issue_notice(meeting, by=clerk, number=number, on=held_on, signer="Nguyễn Mạnh Hùng")
    meeting.refresh_from_db()
    return meeting
