"""A meeting of the steering committee: called, its agenda, its papers, its sitting, its notice.

Every change holds the meeting's row, so two who work on it at once wait for each other. Whatever
changes takes back the approval of the draft notice; after the notice has its number nothing does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from cases.choices import Addressee
from cases.committee_kinds import Attendance, MeetingKind
from cases.models import (
    Agency,
    AgendaItem,
    CommitteeTask,
    Invitation,
    Meeting,
    Office,
    Referral,
    User,
)
from cases.roles import CONVENE, SIGN
from cases.rules import Refusal
from cases.rules.committee import check_attendance
from cases.today import today


@dataclass(frozen=True)
class NewMeeting:
    kind: MeetingKind
    held_on: date
    place: str
    chair: str
    starts_at: time | None = None
    agencies: Sequence[Agency] = ()
    referrals: Sequence[Referral] = ()
    tasks: Sequence[CommitteeTask] = ()
    topics: Sequence[str] = ()


@dataclass(frozen=True)
class Subject:
    """What an item is about: one of the three."""

    referral: Referral | None = None
    task: CommitteeTask | None = None
    topic: str = ""


@dataclass(frozen=True)
class Came:
    attendance: Attendance
    person: str = ""
    opinion: str = ""


# ---------------------------------------------------------------- what waits for a meeting
def waiting_referrals(by: User) -> QuerySet[Referral]:
    """Cases put to the committee and without a conclusion, the longest waiting first."""
    rows = Referral.objects.visible_to(by).standing()
    rows = rows.filter(concluded=None, addressee=Addressee.STEERING_COMMITTEE)
    return rows.select_related("case__office").order_by("sent_on", "pk")


def due_tasks(by: User, held_on: date) -> QuerySet[CommitteeTask]:
    """Tasks not done whose term is over by the day of the meeting."""
    rows = CommitteeTask.objects.visible_to(by).open().filter(due_on__lte=held_on)
    return rows.select_related("agency", "office", "meeting").order_by("due_on", "pk")


# ---------------------------------------------------------------- calling it
@transaction.atomic
def convene(new: NewMeeting, *, by: User) -> tuple[Meeting, bool]:
    """Triệu tập: a meeting with its agenda; answers with whether it was there, when sent twice."""
    _may(by)
    assert by.office_id is not None
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.office_id)
    same = Meeting.objects.filter(office=office, kind=new.kind, held_on=new.held_on)
    if twin := same.first():
        if twin.prepared_by_id == by.pk and (twin.place, twin.chair) == (new.place, new.chair):
            return twin, True
        raise Refusal(f"Ngày này đã có cuộc họp: {twin}.", "held_on")
    meeting = Meeting.objects.create(
        office=office, kind=new.kind, held_on=new.held_on, starts_at=new.starts_at,
        place=new.place, chair=new.chair, prepared_by=by,
    )  # fmt: skip
    _invite(meeting, new.agencies)
    subjects = [
        *(Subject(referral=row) for row in new.referrals),
        *(Subject(task=row) for row in new.tasks),
        *(Subject(topic=words) for words in new.topics),
    ]
    for subject in subjects:
        _put(meeting, subject, by)
    return meeting, False


@transaction.atomic
def edit_meeting(
    meeting: Meeting, *, by: User, held_on: date, starts_at: time | None, place: str, chair: str,
    agencies: Sequence[Agency],
) -> Meeting:  # fmt: skip
    """Another day, place or chair, and who is invited; once opened the day stands."""
    kept = hold_meeting(meeting, by)
    if kept.opened_at and held_on != kept.held_on:
        raise Refusal("Cuộc họp đã khai mạc, ngày họp không đổi được.", "held_on")
    others = Meeting.objects.filter(office=kept.office_id, kind=kept.kind, held_on=held_on)
    if other := others.exclude(pk=kept.pk).first():
        raise Refusal(f"Ngày này đã có cuộc họp: {other}.", "held_on")
    gone = kept.invitations.exclude(agency__in=agencies)
    if came := gone.exclude(attendance=Attendance.INVITED).select_related("agency").first():
        raise Refusal(f"Đã ghi tham dự của {came.agency}.", "agencies")
    gone.delete()
    _invite(kept, agencies)
    kept.held_on, kept.starts_at, kept.place, kept.chair = held_on, starts_at, place, chair
    kept.save()
    return kept


def _invite(meeting: Meeting, agencies: Sequence[Agency]) -> None:
    Invitation.objects.bulk_create(
        [Invitation(meeting=meeting, agency=agency) for agency in agencies], ignore_conflicts=True
    )


# ---------------------------------------------------------------- its agenda
@transaction.atomic
def put_on_agenda(
    meeting: Meeting, subject: Subject, *, by: User, asked: str = "", put_to: Sequence[Agency] = ()
) -> tuple[AgendaItem, bool]:
    """Đưa vào chương trình, last; answers with whether it was there already."""
    kept = hold_meeting(meeting, by)
    if kept.closed_at:
        raise Refusal("Cuộc họp đã kết thúc.")
    if twin := kept.items.filter(_same(subject)).first():
        return twin, True
    item = _put(kept, subject, by)
    _say(item, asked or item.asked, put_to or list(item.put_to.all()))
    return item, False


def _same(subject: Subject) -> Q:
    if subject.topic:
        return Q(topic=subject.topic)
    return Q(referral=subject.referral) if subject.referral else Q(task=subject.task)


def _put(meeting: Meeting, subject: Subject, by: User) -> AgendaItem:
    if subject.referral and not waiting_referrals(by).filter(pk=subject.referral.pk).exists():
        raise Refusal(f"Hồ sơ {subject.referral.case} không chờ Ban Chỉ đạo kết luận.", "subject")
    if subject.task:
        seen = CommitteeTask.objects.visible_to(by).open().exclude(meeting=meeting)
        if not seen.filter(pk=subject.task.pk).exists():
            raise Refusal("Nhiệm vụ này đã xong.", "subject")
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, referral=subject.referral, task=subject.task,
        topic=subject.topic, asked=subject.referral.asked if subject.referral else "",
    )  # fmt: skip
    if subject.referral:
        item.put_to.set(subject.referral.put_to.all())
    return item


@transaction.atomic
def edit_item(item: AgendaItem, *, by: User, asked: str, put_to: Sequence[Agency]) -> AgendaItem:
    hold_meeting(item.meeting, by)
    _say(item, asked, put_to)
    return item


def _say(item: AgendaItem, asked: str, put_to: Sequence[Agency]) -> None:
    invited = set(item.meeting.invitations.values_list("agency", flat=True))
    for agency in put_to:
        if agency.pk not in invited:
            raise Refusal(f"Chưa mời {agency}.", "put_to")
    item.asked = asked
    item.save(update_fields=["asked"])
    item.put_to.set(put_to)


@transaction.atomic
def move_item(item: AgendaItem, *, by: User, up: bool) -> None:
    """One place up or down; at the end of the list nothing moves."""
    meeting = hold_meeting(item.meeting, by)
    rows = list(meeting.items.all())
    at = rows.index(item)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    AgendaItem.objects.bulk_update(rows, ["position"])


@transaction.atomic
def drop_item(item: AgendaItem, *, by: User) -> None:
    """Bỏ khỏi chương trình: what nothing was concluded on."""
    meeting = hold_meeting(item.meeting, by)
    kept = meeting.items.with_subject().filter(pk=item.pk).first()
    if kept is None:
        return
    if kept.said or kept.concluded_id or kept.tasks.exists():
        raise Refusal("Nội dung này đã có kết luận, nhiệm vụ.")
    kept.delete()


# ---------------------------------------------------------------- from its papers to its notice
@transaction.atomic
def send_papers(meeting: Meeting, *, by: User, on: date) -> Meeting:
    """Gửi tài liệu: from now on the members see the meeting and what is put to them."""
    kept = hold_meeting(meeting, by)
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if not kept.items.exists():
        raise Refusal("Chương trình chưa có nội dung nào.")
    if kept.papers_sent_on is None:
        kept.papers_sent_on = on
        kept.save(update_fields=["papers_sent_on"])
    return kept


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Khai mạc, on the day or when it is recorded after it."""
    kept = hold_meeting(meeting, by)
    if kept.held_on > today():
        raise Refusal(f"Cuộc họp ngày {kept.held_on:%d/%m/%Y} chưa tới.")
    if kept.opened_at is None:
        kept.opened_at = timezone.now()
        kept.save(update_fields=["opened_at"])
    return kept


@transaction.atomic
def record_attendance(meeting: Meeting, came: dict[int, Came], *, by: User) -> None:
    """Điểm danh: of each invited agency, by the invitation's id."""
    kept = hold_meeting(meeting, by)
    rows = list(kept.invitations.all())
    for row in rows:
        if (said := came.get(row.pk)) is None:
            continue
        check_attendance(said.attendance, said.opinion)
        row.attendance, row.person, row.opinion = said.attendance, said.person, said.opinion
    Invitation.objects.bulk_update(rows, ["attendance", "person", "opinion"])


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Bế mạc: the bodies see their tasks. What has no conclusion waits for the next meeting."""
    kept = hold_meeting(meeting, by)
    if kept.opened_at is None:
        raise Refusal("Cuộc họp chưa khai mạc.")
    if kept.closed_at is None:
        kept.closed_at = timezone.now()
        kept.save(update_fields=["closed_at"])
    return kept


@transaction.atomic
def approve_notice(meeting: Meeting, *, by: User) -> Meeting:
    """Duyệt dự thảo thông báo: the city's leader, before it goes to the People's Committee."""
    if not by.may(SIGN):
        raise PermissionDenied
    kept = hold_meeting(meeting, by, changes=False)
    if kept.closed_at is None:
        raise Refusal("Cuộc họp chưa kết thúc.")
    if kept.approved_at is None:
        kept.approved_by, kept.approved_at = by, timezone.now()
        kept.save(update_fields=["approved_by", "approved_at"])
    return kept


@transaction.atomic
def issue_notice(
    meeting: Meeting, *, by: User, number: str, on: date, signer: str
) -> tuple[Meeting, bool]:
    """Thông báo kết luận under the number and seal of the People's Committee: then it stands.

    Joint Circular 05/2016, Article 12(2). The number goes to the cases concluded on.
    """
    kept = hold_meeting(meeting, by, changes=False, issued=True)
    if kept.notice_no:
        if (kept.notice_no, kept.notice_on) == (number, on):
            return kept, True
        raise Refusal(f"Đã ban hành thông báo số {kept.notice_no}.", "number")
    if kept.approved_at is None:
        raise Refusal("Lãnh đạo thành phố chưa duyệt dự thảo thông báo.")
    if not number:
        raise Refusal("Nhập số thông báo.", "number")
    if not kept.held_on <= on <= today():
        raise Refusal("Từ ngày họp đến hôm nay.", "on")
    for item in kept.items.with_subject().exclude(concluded=None):
        if item.referral is not None and item.said and not item.referral.conclusion_no:
            Referral.objects.filter(pk=item.referral.pk).update(conclusion_no=number)
    kept.notice_no, kept.notice_on, kept.notice_signer = number, on, signer
    kept.save(update_fields=["notice_no", "notice_on", "notice_signer"])
    return kept, False


# ---------------------------------------------------------------- rights and locks
def _may(by: User) -> None:
    if not by.may(CONVENE) or by.office_id is None:
        raise PermissionDenied


def hold_meeting(
    meeting: Meeting, by: User, *, changes: bool = True, issued: bool = False
) -> Meeting:
    """The meeting as it stands, held until commit; a change takes back the approval."""
    _may(by)
    rows = Meeting.objects.visible_to(by).select_for_update(of=("self",))
    if (kept := rows.filter(pk=meeting.pk).first()) is None:
        raise PermissionDenied
    if kept.notice_no and not issued:
        raise Refusal(f"Đã ban hành thông báo số {kept.notice_no}, không sửa được nữa.")
    if changes and kept.approved_at:
        kept.approved_by = kept.approved_at = None
        kept.save(update_fields=["approved_by", "approved_at"])
    return kept
