"""The demo's steering committee: a meeting held last quarter, its tasks since, and the next one.

Through the real actions. Names of agencies are true, what they say and do is invented.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db.models import Sum

from cases.actions.committee_tasks import NewTask, record, report
from cases.actions.meetings import (
    Came,
    NewMeeting,
    approve_notice,
    close_meeting,
    convene,
    due_tasks,
    issue_notice,
    open_meeting,
    record_attendance,
    send_papers,
    waiting_referrals,
)
from cases.actions.referrals import refer
from cases.choices import Addressee, Heading, Role
from cases.committee_kinds import Attendance, MeetingKind, ReportKind
from cases.demo.days import worked_before
from cases.models import Agency, AgendaItem, Case, CommitteeTask, Meeting, Office, Referral, User
from cases.today import today

FIRST_AGO, NEXT_IN = 83, 10  # days
CHAIR = "Phó Chủ tịch Ủy ban nhân dân thành phố, Trưởng Ban Chỉ đạo"
PLACE = "Trụ sở Ủy ban nhân dân thành phố, phòng họp số 2"
CITY = "Ủy ban nhân dân thành phố Hà Nội"
POLICE, FINANCE = "Công an thành phố Hà Nội", "Sở Tài chính"
LAND, JUSTICE = "Sở Nông nghiệp và Môi trường", "Sở Tư pháp"
PROCURACY, COURT = "Viện kiểm sát nhân dân thành phố", "Tòa án nhân dân thành phố"
FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố"
AGENCIES = (CITY, POLICE, FINANCE, LAND, JUSTICE, PROCURACY, COURT, FRONT)
OFFICE = ""
"""As the body of a task: the office that holds the case."""


@dataclass(frozen=True)
class Given:
    """A task by days after its meeting, and what was said of it by then."""

    body: str
    words: str
    due: int
    person: str = ""
    said: tuple[tuple[ReportKind, int, str], ...] = ()


@dataclass(frozen=True)
class Matter:
    asked: str
    reason: str = ""
    conclusion: str = ""
    given: tuple[Given, ...] = field(default=())


CASES = (
    Matter(
        "Công an thành phố bảo vệ cưỡng chế giao nhà, đất trúng đấu giá.",
        "Người phải thi hành án chống đối, tập trung đông người, đã hai lần không giao được nhà.",
        "Thống nhất tổ chức cưỡng chế giao nhà; vận động lần cuối trước khi cưỡng chế.",
        (
            Given(
                POLICE,
                "Khảo sát địa bàn, xây dựng phương án bảo vệ cưỡng chế",
                21,
                "Phòng Cảnh sát thi hành án hình sự và hỗ trợ tư pháp",
                ((ReportKind.DONE, 18, "Đã ban hành phương án bảo vệ, bố trí 25 cán bộ."),),
            ),
            Given(
                OFFICE,
                "Vận động, hoàn thiện kế hoạch cưỡng chế giao tài sản",
                30,
                "",
                (
                    (ReportKind.PROGRESS, 20, "Đã vận động hai buổi, đương sự hẹn tự giao nhà."),
                    (ReportKind.DONE, 41, "Đương sự tự nguyện giao nhà, không phải cưỡng chế."),
                ),
            ),
        ),
    ),
    Matter(
        "Xác định ranh giới, cấp trích lục thửa đất để kê biên.",
        "Diện tích thực tế khác giấy chứng nhận; các hộ liền kề tranh chấp ranh giới.",
        "Giao Sở Nông nghiệp và Môi trường đo đạc, xác định ranh giới làm cơ sở kê biên.",
        (
            Given(
                LAND,
                "Đo đạc, cấp trích lục bản đồ địa chính thửa đất",
                35,
                "Văn phòng Đăng ký đất đai",
                ((ReportKind.PROGRESS, 40, "Đã đo thực địa, chờ các hộ liền kề ký giáp ranh."),),
            ),
            Given(OFFICE, "Kê biên, thẩm định giá ngay sau khi có trích lục", 60),
        ),
    ),
    Matter(
        "Giải thích, đính chính bản án tuyên không rõ về tài sản thế chấp.",
        "Bản án tuyên xử lý tài sản thế chấp nhưng không nêu phần nhà xây thêm.",
        "Đề nghị Tòa án nhân dân thành phố trả lời kiến nghị; chưa cưỡng chế phần nhà xây thêm.",
        (
            Given(
                COURT,
                "Trả lời kiến nghị giải thích bản án",
                30,
                "",
                ((ReportKind.DONE, 29, "Đã có văn bản giải thích, nhà xây thêm thuộc thế chấp."),),
            ),
        ),
    ),
    Matter(
        "Chỉ đạo phối hợp thu hồi tài sản bị chiếm đoạt, thất thoát.",
        "Án tham nhũng, kinh tế; tài sản nằm ở nhiều địa phương, chưa phong tỏa hết.",
    ),
)
TOPICS = (
    Matter(
        "Kinh phí bảo đảm cưỡng chế thi hành án sáu tháng cuối năm",
        conclusion="Đồng ý chủ trương bố trí kinh phí; Sở Tài chính thẩm định dự toán.",
        given=(
            Given(FINANCE, "Thẩm định dự toán kinh phí cưỡng chế, trình Ủy ban nhân dân", 45),
            Given(
                CITY,
                "Ban hành văn bản đôn đốc xã, phường phối hợp xác minh",
                25,
                "Văn phòng Ủy ban nhân dân thành phố",
                ((ReportKind.DONE, 22, "Đã có văn bản gửi các xã, phường."),),
            ),
        ),
    ),
)
NEXT_TOPICS = ("Nhiệm vụ trọng tâm năm công tác mới", "Sửa quy chế phối hợp liên ngành")


def write_committee(clerk: User, leader: User) -> None:
    """The meeting held, with tasks done, running and late; and the one being prepared."""
    first = worked_before(today(), FIRST_AGO)
    agencies = {name: Agency.objects.get_or_create(name=name)[0] for name in AGENCIES}
    sent = [
        _referred(case, matter, worked_before(first, 10))
        for case, matter in zip(_cases(first), CASES, strict=False)
    ]
    meeting = _held(first, clerk, agencies, sent)
    approve_notice(meeting, by=leader)
    on = worked_before(first + timedelta(days=7), 0)
    issue_notice(meeting, by=clerk, number="412/TB-UBND", on=on, signer="Trần Đức Thắng")
    said = {given.words: given.said for matter in (*CASES, *TOPICS) for given in matter.given}
    for task in CommitteeTask.objects.filter(meeting=meeting).order_by("pk"):
        for kind, after, words in said[task.words]:
            report(task, by=clerk, kind=kind, on=first + timedelta(days=after), words=words)
    _prepared(clerk, list(agencies.values()))


def _cases(before: date) -> list[Case]:
    """The largest at work, each of another office that has a head: key cases first."""
    standing = Office.objects.valid_on(today())
    heads = User.objects.filter(role=Role.HEAD, is_active=True, office__in=standing)
    rows = Case.objects.filter(
        heading=Heading.IN_PROGRESS, officer__isnull=False, decided_on__lt=before,
        office__in=heads.values("office"), referrals=None,
    )  # fmt: skip
    largest = rows.annotate(rest=Sum("balances__amount")).order_by("-is_key", "-rest", "pk")
    found: dict[int, Case] = {}
    for case in largest.select_related("office")[:400]:
        found.setdefault(case.office_id, case)
    return list(found.values())


def _referred(case: Case, matter: Matter, on: date) -> Referral:
    head = User.objects.filter(role=Role.HEAD, office=case.office_id, is_active=True).earliest("pk")
    return refer(
        case, addressee=Addressee.STEERING_COMMITTEE, reason=matter.reason, asked=matter.asked,
        on=on, by=head,
    )[0]  # fmt: skip


def _held(on: date, by: User, agencies: dict[str, Agency], sent: list[Referral]) -> Meeting:
    new = NewMeeting(
        MeetingKind.QUARTERLY, on, PLACE, CHAIR, time(8, 30), list(agencies.values()), sent,
        topics=[matter.asked for matter in TOPICS],
    )  # fmt: skip
    meeting, _ = convene(new, by=by)
    send_papers(meeting, by=by, on=worked_before(on, 6))
    meeting = open_meeting(meeting, by=by)
    came = {row.pk: Came(Attendance.PRESENT) for row in meeting.invitations.all()}
    absent = meeting.invitations.get(agency__name=FRONT)
    came[absent.pk] = Came(Attendance.WRITTEN, opinion="Nhất trí với các nội dung trình.")
    record_attendance(meeting, came, by=by)
    for item, matter in zip(meeting.items.with_subject(), _matters(len(sent)), strict=True):
        if matter.conclusion:
            tasks = [_task(given, on, item, agencies) for given in matter.given]
            record(meeting, item, by=by, conclusion=matter.conclusion, tasks=tasks)
    return close_meeting(meeting, by=by)


def _matters(cases: int) -> list[Matter]:
    return [*CASES[:cases], *TOPICS]


def _task(given: Given, on: date, item: AgendaItem, agencies: dict[str, Agency]) -> NewTask:
    office = item.referral.case.office if item.referral and given.body == OFFICE else None
    return NewTask(
        given.words, on + timedelta(days=given.due), agencies.get(given.body), office, given.person
    )


def _prepared(by: User, agencies: list[Agency]) -> Meeting:
    on = today() + timedelta(days=NEXT_IN)
    while on.weekday() > 4:
        on += timedelta(days=1)
    new = NewMeeting(
        MeetingKind.QUARTERLY, on, PLACE, CHAIR, time(14), agencies,
        list(waiting_referrals(by)[:8]), list(due_tasks(by, on)), NEXT_TOPICS,
    )  # fmt: skip
    return convene(new, by=by)[0]
