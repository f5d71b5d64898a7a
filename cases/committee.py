"""What a page or paper of the steering committee shows: the agenda, and what was done so far."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from cases.actions.deadlines import calendar_now
from cases.casefile import rest_of
from cases.choices import PartyRole
from cases.committee_kinds import Attendance, ReportKind
from cases.models import (
    AgendaItem,
    Balance,
    CommitteeTask,
    Invitation,
    Meeting,
    Party,
    TaskReport,
    User,
)
from cases.rules.committee import done_on, papers_due


# ---------------------------------------------------------------- tasks as of a day
@dataclass(frozen=True)
class TaskRow:
    """A task as it stood on a day: later reports are not known yet."""

    task: CommitteeTask
    day: date
    done_on: date | None
    last: TaskReport | None

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.task.due_on < self.day

    @property
    def days_late(self) -> int:
        """Days after its term that it is, or was, done."""
        return ((self.done_on or self.day) - self.task.due_on).days

    @property
    def rank(self) -> tuple[int, date, int]:
        """Late first, then what runs, then what is done."""
        return (2 if self.done_on else 0 if self.is_late else 1, self.task.due_on, self.task.pk)


def task_rows(tasks: QuerySet[CommitteeTask], day: date) -> list[TaskRow]:
    """In two queries, whatever their number."""
    reports = TaskReport.objects.filter(on__lte=day).select_related("recorded_by")
    rows = tasks.select_related("agency", "office", "meeting", "item__referral__case")
    return [task_row(row, day) for row in rows.prefetch_related(Prefetch("reports", reports))]


def task_row(task: CommitteeTask, day: date) -> TaskRow:
    reports = [row for row in task.reports.all() if row.on <= day]
    done = done_on((ReportKind(row.kind), row.on) for row in reports)
    return TaskRow(task, day, done, reports[-1] if reports else None)


@dataclass(frozen=True)
class DoneSince:
    """Đã làm được gì: tasks of earlier meetings that ran since the one before."""

    day: date
    rows: list[TaskRow]

    def _count(self, rank: int) -> int:
        return sum(row.rank[0] == rank for row in self.rows)

    @property
    def late(self) -> int:
        return self._count(0)

    @property
    def running(self) -> int:
        return self._count(1)

    @property
    def done(self) -> int:
        return self._count(2)


def done_since(meeting: Meeting, user: User, today: date) -> DoneSince:
    """What this meeting opens with, as of its day, or of today while it is ahead."""
    day = min(today, meeting.held_on)
    earlier = CommitteeTask.objects.visible_to(user).filter(
        meeting__office=meeting.office_id, meeting__held_on__lt=meeting.held_on
    )
    before = Meeting.objects.filter(office=meeting.office_id, held_on__lt=meeting.held_on).first()
    if before is not None:
        ran = Q(done_on=None) | Q(done_on__gte=before.held_on)
        earlier = earlier.filter(ran | Q(meeting=before))
    return DoneSince(day, sorted(task_rows(earlier, day), key=lambda row: row.rank))


# ---------------------------------------------------------------- the agenda
@dataclass
class ItemRow:
    """A matter with its tasks, as its meeting's page numbers it."""

    number: int
    item: AgendaItem
    debtors: list[str] = field(default_factory=list)
    rest: int | None = None
    tasks: list[TaskRow] = field(default_factory=list)

    @property
    def title(self) -> str:
        if self.item.referral is None:
            return str(self.item)
        names = ", ".join(self.debtors[:2]) + (" …" if len(self.debtors) > 2 else "")
        return f"{names} · {self.item.referral.case}" if names else str(self.item)


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    rows: list[ItemRow]
    common: list[TaskRow]
    """Tasks given outside any matter of the agenda."""
    invitations: list[Invitation]
    papers_due: date | None

    @property
    def papers_late(self) -> bool:
        sent = self.meeting.papers_sent_on
        return bool(sent and self.papers_due and sent > self.papers_due)

    @property
    def tasks(self) -> list[TaskRow]:
        return [task for row in self.rows for task in row.tasks] + self.common

    @property
    def concluded(self) -> int:
        return sum(bool(row.item.said) for row in self.rows)

    @property
    def came(self) -> int:
        return sum(row.attendance == Attendance.PRESENT for row in self.invitations)


def meeting_page(meeting: Meeting, user: User, today: date) -> MeetingPage:
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting).with_subject()
    rows = item_rows(items.prefetch_related("put_to"))
    given = CommitteeTask.objects.visible_to(user).filter(meeting=meeting).order_by("pk")
    by_item: dict[int | None, list[TaskRow]] = defaultdict(list)
    for row in task_rows(given, today):
        by_item[row.task.item_id].append(row)
    for each in rows:
        each.tasks = by_item.pop(each.item.pk, [])
    return MeetingPage(
        meeting,
        rows,
        [row for left in by_item.values() for row in left],
        list(meeting.invitations.select_related("agency")),
        papers_due(meeting.held_on, calendar_now()),
    )


def item_rows(items: Iterable[AgendaItem]) -> list[ItemRow]:
    """Numbered, each case with its debtors and what is left to collect, in two queries."""
    rows = [ItemRow(number, item) for number, item in enumerate(items, 1)]
    cases = {row.item.referral.case_id for row in rows if row.item.referral is not None}
    names, rests = _debtors(cases), _rests(cases)
    for row in rows:
        if row.item.referral is not None:
            row.debtors = names[row.item.referral.case_id]
            row.rest = rests.get(row.item.referral.case_id, 0)
    return rows


def _debtors(cases: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Party.objects.filter(case__in=cases, role=PartyRole.DEBTOR).order_by("pk")
    for case, name in rows.values_list("case", "name"):
        found[case].append(name)
    return found


def _rests(cases: Iterable[int]) -> dict[int, int]:
    found: dict[int, list[Balance]] = defaultdict(list)
    for row in Balance.objects.filter(case__in=cases).exclude(amount=0):
        found[row.case_id].append(row)
    return {case: rest_of(rows) for case, rows in found.items()}


# ---------------------------------------------------------------- lists
def meetings(user: User, today: date) -> QuerySet[Meeting]:
    """Newest first, with what was put on the agenda, given, and is late."""
    items = Count("items", distinct=True)
    tasks = Count("tasks", distinct=True)
    late = Count("tasks", distinct=True, filter=Q(tasks__done_on=None, tasks__due_on__lt=today))
    rows = Meeting.objects.visible_to(user)
    rows = rows.annotate(item_count=items, task_count=tasks, late_count=late)
    return rows.order_by("-held_on", "-pk")


def neighbours(rows: Sequence[ItemRow], number: int) -> tuple[int | None, int | None]:
    """The numbers before and after one of the sitting; 0 is what was done since."""
    before = number - 1 if number else None
    return before, (number + 1 if number < len(rows) else None)
