"""The steering committee: its meetings, what is put to it, and the tasks it gives."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import Role
from cases.committee_kinds import Attendance, MeetingKind, MeetingState, ReportKind
from cases.models.coercion import Referral
from cases.models.offices import Agency, Office, User, agencies_of
from cases.models.procedure import Step
from cases.roles import CONVENE, MEET, TASKS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User | AnonymousUser") -> "MeetingQuerySet":
        """The city's own; an agency's member sees those it was invited to, once papers were sent
        or the meeting was opened."""
        if not isinstance(user, User) or not user.may(MEET):
            return self.none()
        if user.may(CONVENE):
            return self.filter(office__in=Office.objects.visible_to(user))
        invited = Invitation.objects.filter(agency__in=agencies_of(user)).values("meeting")
        sent = Q(papers_sent_on__isnull=False) | Q(opened_at__isnull=False)
        return self.filter(sent, pk__in=invited)


class Meeting(models.Model):
    """Cuộc họp Ban Chỉ đạo: its agenda, who came, and the notice of its conclusions.

    `office` is the city's office, whose head is the committee's standing deputy. Joint Circular
    05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC, Articles 4, 9 and 12. What a notice with a number
    says is never changed.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="đơn vị")
    kind = models.CharField(
        "loại", max_length=15, choices=MeetingKind, default=MeetingKind.QUARTERLY,
        db_collation="C",
    )  # fmt: skip
    held_on = models.DateField("ngày họp")
    starts_at = models.TimeField("giờ", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200)
    chair = models.CharField("chủ trì", max_length=150)
    papers_sent_on = models.DateField("gửi tài liệu ngày", null=True)
    opened_at = models.DateTimeField("khai mạc", null=True)
    closed_at = models.DateTimeField("kết thúc", null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField("duyệt dự thảo thông báo", null=True)
    notice_no = models.CharField("số thông báo", max_length=60, blank=True, db_collation="C")
    notice_on = models.DateField("ngày thông báo", null=True)
    notice_signer = models.CharField("người ký thông báo", max_length=150, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("lập lúc", default=timezone.now)
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc họp"
        ordering = ("-held_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("office", "held_on", "kind"), name="meeting_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MeetingKind.values), name="meeting_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
                name="meeting_opened_before_closed",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(closed_at__isnull=False),
                name="meeting_closed_before_approved",
            ),
            models.CheckConstraint(
                condition=Q(notice_no="", notice_on=None)
                | Q(notice_on__isnull=False, approved_at__isnull=False) & ~Q(notice_no=""),
                name="meeting_notice_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%d/%m/%Y}"

    @property
    def state(self) -> MeetingState:
        if self.notice_no:
            return MeetingState.ISSUED
        if self.approved_at:
            return MeetingState.APPROVED
        if self.closed_at:
            return MeetingState.HELD
        if self.opened_at:
            return MeetingState.SITTING
        return MeetingState.SENT if self.papers_sent_on else MeetingState.PREPARING


class Invitation(models.Model):
    """Cơ quan được mời: whether it came, and what it wrote when it did not."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    attendance = models.CharField(
        "tham dự", max_length=10, choices=Attendance, default=Attendance.INVITED, db_collation="C"
    )
    person = models.CharField("người dự họp", max_length=150, blank=True)
    opinion = models.CharField("ý kiến bằng văn bản", max_length=1000, blank=True)

    class Meta:
        verbose_name = "giấy mời"
        ordering = ("agency__name",)
        constraints = [
            models.UniqueConstraint(fields=("meeting", "agency"), name="invitation_once"),
            models.CheckConstraint(
                condition=Q(attendance__in=Attendance.values), name="invitation_attendance_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_attendance_display()}"


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AgendaItemQuerySet":
        """With their meeting; an agency's member sees what is put to all or to that agency."""
        rows = self.filter(meeting__in=Meeting.objects.visible_to(user))
        if not isinstance(user, User) or user.may(CONVENE):
            return rows
        own = AgendaItem.put_to.through.objects.filter(agency__in=agencies_of(user))
        return rows.filter(Q(put_to=None) | Q(pk__in=own.values("agendaitem")))

    def with_subject(self) -> "AgendaItemQuerySet":
        return self.select_related(
            "meeting", "referral__case__office", "referral__case__officer", "referral__concluded",
            "task__agency", "task__office", "task__meeting", "concluded", "concluded_by",
        )  # fmt: skip


class AgendaItem(models.Model):
    """Nội dung họp: a case referred, a task of an earlier meeting, or a topic in words.

    What is concluded on a referred case stands in its referral, with the step on the case's
    timeline: `concluded` is that step, and a step cancelled there takes the conclusion back here.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("thứ tự")
    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="agenda_items", null=True, blank=True
    )
    task = models.ForeignKey(
        "CommitteeTask", models.PROTECT, related_name="agenda_items", null=True, blank=True
    )
    topic = models.CharField("nội dung", max_length=300, blank=True)
    asked = models.CharField("đề nghị Ban Chỉ đạo", max_length=1000, blank=True)
    put_to = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name="gửi riêng")
    conclusion = models.CharField("kết luận", max_length=1000, blank=True)
    concluded = models.ForeignKey(Step, models.PROTECT, related_name="+", null=True)
    concluded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    concluded_at = models.DateTimeField("kết luận lúc", null=True)
    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung họp"
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "referral"), name="agenda_referral_once"),
            models.UniqueConstraint(fields=("meeting", "task"), name="agenda_task_once"),
            models.CheckConstraint(
                condition=Q(referral__isnull=False, task=None, topic="")
                | Q(referral=None, task__isnull=False, topic="")
                | Q(referral=None, task=None) & ~Q(topic=""),
                name="agenda_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(referral=None) | Q(conclusion=""), name="agenda_conclusion_at_home"
            ),
        ]

    def __str__(self) -> str:
        if self.referral is not None:
            return f"Vụ việc {self.referral.case}"
        return self.task.words if self.task is not None else self.topic

    @property
    def said(self) -> str:
        """The conclusion, wherever it stands; empty while there is none."""
        if self.referral is None:
            return self.conclusion
        stands = self.concluded_id is not None and self.referral.concluded_id == self.concluded_id
        return self.referral.conclusion if stands else ""


class CommitteeTaskQuerySet(models.QuerySet["CommitteeTask"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CommitteeTaskQuerySet":
        """The city sees all it gave; an office and an agency what was given to them, once the
        meeting is over."""
        if not isinstance(user, User) or not user.may(TASKS):
            return self.none()
        if user.may(CONVENE):
            return self.filter(meeting__office__in=Office.objects.visible_to(user))
        given = self.filter(meeting__closed_at__isnull=False)
        if user.role == Role.COMMITTEE:
            return given.filter(agency__in=agencies_of(user))
        return given.filter(office__in=Office.objects.visible_to(user))

    def open(self) -> "CommitteeTaskQuerySet":
        return self.filter(done_on=None)

    def late_on(self, day: date) -> "CommitteeTaskQuerySet":
        return self.open().filter(due_on__lt=day)


class CommitteeTask(models.Model):
    """Nhiệm vụ Ban Chỉ đạo giao: what, which body, who, by when.

    `done_on` is read off its reports and written with them; lateness is derived, never stored.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="tasks")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="tasks", null=True)
    words = models.CharField("nhiệm vụ", max_length=1000)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="tasks", null=True, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="committee_tasks", null=True, blank=True
    )
    person = models.CharField("người chịu trách nhiệm", max_length=150, blank=True)
    due_on = models.DateField("thời hạn")
    done_on = models.DateField("xong ngày", null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)
    objects = CommitteeTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        ordering = ("due_on", "pk")
        indexes = [models.Index(fields=("done_on", "due_on"), name="committee_task_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None) ^ Q(office=None), name="committee_task_one_body"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def body(self) -> str:
        return str(self.agency or self.office)

    def is_late(self, day: date) -> bool:
        return self.done_on is None and self.due_on < day


class TaskReport(models.Model):
    """Kết quả thực hiện nhiệm vụ: what was done by a day; append-only."""

    task = models.ForeignKey(CommitteeTask, models.PROTECT, related_name="reports")
    kind = models.CharField("tình hình", max_length=10, choices=ReportKind, db_collation="C")
    on = models.DateField("ngày")
    words = models.CharField("kết quả", max_length=1000)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "kết quả thực hiện"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="task_report_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"
