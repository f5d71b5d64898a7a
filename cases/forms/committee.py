"""Calling a meeting of the steering committee, its agenda, its sitting, and reports on tasks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator

from cases.actions import committee_tasks, meetings
from cases.actions.committee_tasks import NewTask
from cases.actions.meetings import Came, NewMeeting, Subject
from cases.committee_kinds import Attendance, MeetingKind, ReportKind
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.intake_rows import count_of, rows_of
from cases.forms.measures import refuse
from cases.forms.steps import TimeField
from cases.models import (
    Agency,
    AgendaItem,
    CommitteeTask,
    Invitation,
    Meeting,
    Office,
    Referral,
    TaskReport,
    User,
)
from cases.roles import CONVENE
from cases.rules import Refusal
from cases.rules.committee import check_task
from cases.today import today

ADD = "add"
ROWS = "tasks"
MOST_TOPICS = 40


def long_words(label: str, rows: int = 3, **kwargs: Any) -> WordsField:
    return WordsField(
        label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class Agencies(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class Referrals(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        asked = Truncator(obj.asked).chars(120)
        return f"{obj.case} ({obj.case.office.short_name}), gửi {obj.sent_on:%d/%m/%Y}: {asked}"


class Tasks(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        words = Truncator(obj.words).chars(120)
        return f"{words} ({obj.body}), hạn {obj.due_on:%d/%m/%Y}"


# ---------------------------------------------------------------- calling a meeting
class MeetingForm(forms.Form):
    """A meeting; a new one proposes its agenda by itself: all that waits, ticked."""

    kind = forms.ChoiceField(label="Loại", choices=MeetingKind)
    held_on = DayField(label="Ngày họp")
    starts_at = TimeField(label="Giờ", required=False)
    place = WordsField(label="Địa điểm", max_length=200)
    chair = WordsField(label="Chủ trì", max_length=150)
    agencies = Agencies(
        Agency.objects.none(), label="Mời", required=False,
        help_text="Viện kiểm sát phải có đại diện; mời Mặt trận Tổ quốc, Tòa án (điểm a khoản 2"
        " Điều 9 Thông tư liên tịch 05/2016).",
    )  # fmt: skip
    referrals = Referrals(
        Referral.objects.none(), label="Vụ việc chờ Ban Chỉ đạo kết luận", required=False
    )
    tasks = Tasks(CommitteeTask.objects.none(), label="Nhiệm vụ quá hạn, đến hạn", required=False)
    topics = forms.CharField(
        label="Nội dung khác", required=False, max_length=8000, help_text="Mỗi dòng một nội dung.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any, *, by: User, meeting: Meeting | None = None) -> None:
        self.by, self.meeting, self.repeated = by, meeting, False
        super().__init__(data, initial=self._initial())
        self._offer("agencies", Agency.objects.order_by("name"))
        if meeting is not None:
            for name in ("kind", "referrals", "tasks", "topics"):
                del self.fields[name]
            return
        referrals = meetings.waiting_referrals(by)
        tasks = meetings.due_tasks(by, self._day())
        self._offer("referrals", referrals)
        self._offer("tasks", tasks)
        if data is None:
            self.initial["referrals"] = [row.pk for row in referrals]
            self.initial["tasks"] = [row.pk for row in tasks]
        for name, rows in (("referrals", referrals), ("tasks", tasks)):
            if not rows:
                del self.fields[name]

    def _offer(self, name: str, rows: QuerySet) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _initial(self) -> dict[str, Any]:
        last = self.meeting or Meeting.objects.visible_to(self.by).first()
        if last is None:
            return {"kind": MeetingKind.QUARTERLY}
        said: dict[str, Any] = {
            "place": last.place,
            "chair": last.chair,
            "starts_at": last.starts_at,
        }
        said["agencies"] = list(last.invitations.values_list("agency", flat=True))
        return (
            said
            | {"kind": MeetingKind.QUARTERLY}
            | ({"held_on": last.held_on} if self.meeting else {})
        )

    def _day(self) -> date:
        """The day tasks must be due by: as typed, else today."""
        try:
            return self.fields["held_on"].clean(self["held_on"].value() or "")
        except forms.ValidationError:
            return today()

    def clean_topics(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["topics"].splitlines()]
        said = list(dict.fromkeys(line for line in lines if line))
        if len(said) > MOST_TOPICS or any(len(line) > 300 for line in said):
            raise forms.ValidationError(
                f"Nhiều nhất {MOST_TOPICS} nội dung, mỗi nội dung 300 ký tự."
            )
        return said

    def apply(self) -> Meeting | None:
        if not self.is_valid():
            return None
        said = {name: value for name, value in self.cleaned_data.items() if value is not None}
        try:
            if self.meeting is not None:
                said = said | {"starts_at": self.cleaned_data["starts_at"]}
                return meetings.edit_meeting(self.meeting, by=self.by, **said)
            new = NewMeeting(**said | {"kind": MeetingKind(said["kind"])})
            made, self.repeated = meetings.convene(new, by=self.by)
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return made


class ItemForm(forms.Form):
    """A matter of the agenda: what is asked of whom. A new one says what it is about."""

    subject = forms.ChoiceField(label="Nội dung", required=False)
    topic = WordsField(label="Nội dung khác", max_length=300, required=False)
    asked = long_words("Đề nghị Ban Chỉ đạo", required=False)
    put_to = Agencies(
        Agency.objects.none(), label="Chỉ gửi", required=False,
        help_text="Không chọn: gửi cả Ban Chỉ đạo. Chọn: chỉ các cơ quan này thấy nội dung.",
    )  # fmt: skip

    def __init__(
        self, data: Any, *, meeting: Meeting, by: User, item: AgendaItem | None = None
    ) -> None:
        self.meeting, self.by, self.item, self.repeated = meeting, by, item, False
        initial = {"asked": item.asked, "put_to": item.put_to.all()} if item else {}
        super().__init__(data, initial=initial)
        invited = meeting.invitations.values("agency")
        rows = Agency.objects.filter(pk__in=invited).order_by("name")
        self.fields["put_to"].queryset = rows  # type: ignore[attr-defined]
        if item is not None:
            del self.fields["subject"], self.fields["topic"]
            return
        self.subjects = dict(self._subjects())
        choices = [(key, words) for key, (words, _) in self.subjects.items()]
        self.fields["subject"].choices = [("", "Nội dung khác"), *choices]  # type: ignore[attr-defined]

    def _subjects(self) -> Iterator[tuple[str, tuple[str, Subject]]]:
        """Cases that wait and tasks that run, but for those on the agenda."""
        there = self.meeting.items.values_list("referral", "task")
        referrals, tasks = {row[0] for row in there}, {row[1] for row in there}
        for row in meetings.waiting_referrals(self.by):
            if row.pk not in referrals:
                yield f"referral-{row.pk}", (f"Vụ việc {row.case}", Subject(referral=row))
        running = CommitteeTask.objects.visible_to(self.by).open().exclude(meeting=self.meeting)
        for task in running.select_related("agency", "office"):
            if task.pk not in tasks:
                words = f"Nhiệm vụ: {task.words[:80]} ({task.body})"
                yield f"task-{task.pk}", (words, Subject(task=task))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.item is None and bool(said.get("subject")) == bool(said.get("topic")):
            self.add_error("topic", "Chọn một vụ việc, nhiệm vụ ở trên, hoặc ghi nội dung khác.")
        return said

    def apply(self) -> AgendaItem | None:
        if not self.is_valid():
            return None
        said = self.cleaned_data
        more = {"asked": said["asked"], "put_to": list(said["put_to"])}
        try:
            if self.item is not None:
                return meetings.edit_item(self.item, by=self.by, **more)
            chosen = self.subjects.get(said["subject"])
            subject = chosen[1] if chosen else Subject(topic=said["topic"])
            made, self.repeated = meetings.put_on_agenda(self.meeting, subject, by=self.by, **more)
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return made


# ---------------------------------------------------------------- its papers, who came, its notice
class SendForm(forms.Form):
    on = DayField(label="Ngày gửi tài liệu")

    def __init__(self, data: Any, *, meeting: Meeting, by: User) -> None:
        self.meeting, self.by = meeting, by
        super().__init__(data, initial={"on": today()})

    def apply(self) -> Meeting | None:
        if not self.is_valid():
            return None
        try:
            return meetings.send_papers(self.meeting, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            refuse(self, refusal)
        return None


class CameForm(forms.Form):
    attendance = forms.ChoiceField(label="Tham dự", choices=Attendance)
    person = WordsField(label="Người dự họp", max_length=150, required=False)
    opinion = WordsField(
        label="Ý kiến bằng văn bản", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )  # fmt: skip

    def __init__(self, data: Any, *, invitation: Invitation) -> None:
        self.invitation = invitation
        names = ("attendance", "person", "opinion")
        initial = {name: getattr(invitation, name) for name in names}
        super().__init__(data, initial=initial, prefix=f"came-{invitation.pk}")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("attendance") == Attendance.WRITTEN and not said.get("opinion"):
            self.add_error("opinion", "Ghi ý kiến bằng văn bản.")
        return said


class AttendanceForm:
    """One row for each agency invited, saved together."""

    def __init__(self, data: Any, *, meeting: Meeting, by: User) -> None:
        self.meeting, self.by, self.refused = meeting, by, ""
        invitations = meeting.invitations.select_related("agency")
        self.rows = [CameForm(data, invitation=row) for row in invitations]
        self.is_bound = data is not None

    def apply(self) -> bool:
        if not self.is_bound or not all(row.is_valid() for row in self.rows):
            return False
        came = {row.invitation.pk: Came(**row.cleaned_data) for row in self.rows}
        try:
            meetings.record_attendance(self.meeting, came, by=self.by)
        except Refusal as refusal:
            self.refused = str(refusal)
            return False
        return True


class NoticeForm(forms.Form):
    number = WordsField(
        label="Số thông báo", max_length=60,
        help_text="Số và con dấu của Ủy ban nhân dân thành phố (khoản 2 Điều 12 Thông tư liên tịch"
        " 05/2016).",
    )  # fmt: skip
    on = DayField(label="Ngày ban hành")
    signer = WordsField(label="Người ký", max_length=150)

    def __init__(self, data: Any, *, meeting: Meeting, by: User) -> None:
        self.meeting, self.by, self.repeated = meeting, by, False
        super().__init__(data, initial={"on": today()})

    def apply(self) -> Meeting | None:
        if not self.is_valid():
            return None
        try:
            made, self.repeated = meetings.issue_notice(
                self.meeting, by=self.by, **self.cleaned_data
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return made


# ---------------------------------------------------------------- while it sits
class TaskForm(forms.Form):
    words = WordsField(
        label="Nhiệm vụ", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    body = forms.ChoiceField(label="Cơ quan thực hiện", required=False)
    person = WordsField(label="Người chịu trách nhiệm", max_length=150, required=False)
    due_on = DayField(label="Chậm nhất ngày", required=False)

    def __init__(
        self, *args: Any, bodies: dict[str, Agency | Office], choices: list, held_on: date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.bodies, self.held_on = bodies, held_on
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = choices  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        return any((self[name].value() or "").strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors or not self.has_changed():
            return said
        try:
            check_task(
                said["words"], bodies=int(said["body"] in self.bodies), due_on=said["due_on"],
                held_on=self.held_on,
            )  # fmt: skip
        except Refusal as refusal:
            refuse(self, refusal)
        return said

    def task(self) -> NewTask:
        said, body = self.cleaned_data, self.bodies[self.cleaned_data["body"]]
        return NewTask(
            said["words"], said["due_on"], person=said["person"],
            agency=body if isinstance(body, Agency) else None,
            office=body if isinstance(body, Office) else None,
        )  # fmt: skip


TaskRows = rows_of(TaskForm, 1, 0)


class SittingForm(forms.Form):
    """What was concluded on one matter, and the tasks that follow, at once."""

    conclusion = long_words("Kết luận", rows=4, required=False)

    def __init__(self, data: Any, *, meeting: Meeting, item: AgendaItem | None, by: User) -> None:
        self.meeting, self.item, self.by, self.repeated = meeting, item, by, False
        aside = data is not None and ADD in data
        typed = {"conclusion": data.get("conclusion", "")} if aside else None
        super().__init__(None if aside else data, initial=typed)
        if item is None or (item.said and data is None):
            del self.fields["conclusion"]
        shared = {"form_kwargs": _bodies(meeting, by)}
        if data is not None and not aside:
            self.rows = TaskRows(data, prefix=ROWS, **shared)
            return
        names, rows = tuple(TaskForm.base_fields), []
        if aside:
            count = min(count_of(data, ROWS), 50)
            rows = [{n: data.get(f"{ROWS}-{row}-{n}", "") for n in names} for row in range(count)]
            rows += [{}]
        self.rows = TaskRows(prefix=ROWS, typed=rows, **shared)
        if aside:
            self.rows.forms[-1].fields["words"].widget.attrs["autofocus"] = True

    def apply(self) -> bool:
        """Whether it was written; what is refused stands as typed, each reason at its field."""
        if not self.is_bound or not all((self.is_valid(), self.rows.is_valid())):
            return False
        tasks = [row.task() for row in self.rows.entered]
        words = self.cleaned_data.get("conclusion", "")
        try:
            self.repeated = committee_tasks.record(
                self.meeting, self.item, by=self.by, conclusion=words, tasks=tasks
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return False
        return True


def _bodies(meeting: Meeting, by: User) -> dict[str, Any]:
    """Agencies, those invited first, and the offices of the day of the meeting."""
    invited = set(meeting.invitations.values_list("agency", flat=True))
    agencies = sorted(Agency.objects.order_by("name"), key=lambda row: row.pk not in invited)
    offices = Office.objects.visible_to(by).valid_on(meeting.held_on)
    groups = (
        ("Cơ quan phối hợp", [(f"agency-{row.pk}", row) for row in agencies]),
        ("Cơ quan thi hành án", [(f"office-{row.pk}", row) for row in offices]),
    )
    return {
        "bodies": {key: row for _, rows in groups for key, row in rows},
        "choices": [
            ("", "Chọn"),
            *((label, [(key, str(row)) for key, row in rows]) for label, rows in groups if rows),
        ],
        "held_on": meeting.held_on,
    }


class WithdrawForm(forms.Form):
    reason = WordsField(label="Lý do rút", max_length=800)

    def __init__(self, data: Any, *, item: AgendaItem, by: User) -> None:
        self.item, self.by = item, by
        super().__init__(data)

    def apply(self) -> bool:
        if not self.is_valid():
            return False
        try:
            committee_tasks.withdraw(self.item, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            refuse(self, refusal)
            return False
        return True


# ---------------------------------------------------------------- tasks
LATE, RUNNING, DONE = "late", "running", "done"
STATES = [("", "Chưa xong"), (LATE, "Quá hạn"), (DONE, "Đã xong")]


class TaskFilter(forms.Form):
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)
    body = forms.ChoiceField(label="Cơ quan thực hiện", required=False)

    def __init__(self, data: Any, *, by: User) -> None:
        self.by = by
        super().__init__(data)
        rows = CommitteeTask.objects.visible_to(by).order_by()
        agencies = rows.filter(agency__isnull=False).values_list("agency", "agency__name")
        offices = rows.filter(office__isnull=False).values_list("office", "office__name")
        bodies = [
            *((f"agency-{pk}", name) for pk, name in agencies.distinct()),
            *((f"office-{pk}", name) for pk, name in offices.distinct()),
        ]
        self.fields["body"].choices = [("", "Tất cả"), *sorted(bodies, key=lambda b: b[1])]  # type: ignore[attr-defined]
        if len(bodies) < 2:
            del self.fields["body"]

    def rows(self) -> QuerySet[CommitteeTask]:
        """The most urgent first; those done, newest first."""
        rows = CommitteeTask.objects.visible_to(self.by)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if body := asked.get("body"):
            kind, _, pk = body.partition("-")
            rows = rows.filter(**{kind: pk})
        if asked["state"] == DONE:
            return rows.filter(done_on__isnull=False).order_by("-done_on", "-pk")
        return rows.late_on(today()) if asked["state"] == LATE else rows.open()


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label="Tình hình")
    on = DayField(label="Ngày")
    words = long_words("Kết quả")

    def __init__(self, data: Any, *, task: CommitteeTask, by: User) -> None:
        self.task, self.by, self.repeated = task, by, False
        super().__init__(data, initial={"on": today()})
        offered = (ReportKind.REOPENED,) if task.done_on else (ReportKind.PROGRESS, ReportKind.DONE)
        kinds = offered if data is None else tuple(ReportKind)  # one sent twice is answered again
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    @staticmethod
    def offered_to(task: CommitteeTask, by: User) -> bool:
        """What is done only the city takes up again."""
        return task.done_on is None or by.may(CONVENE)

    def apply(self) -> TaskReport | None:
        if not self.is_valid():
            return None
        said = self.cleaned_data | {"kind": ReportKind(self.cleaned_data["kind"])}
        try:
            made, self.repeated = committee_tasks.report(self.task, by=self.by, **said)
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return made
