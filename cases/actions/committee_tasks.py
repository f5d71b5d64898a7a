"""Recording a conclusion with its tasks while the committee sits, and what was done about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cases.actions import referrals
from cases.actions.meetings import hold_meeting
from cases.actions.steps import cancel_step
from cases.committee_kinds import ReportKind
from cases.models import (
    Agency,
    AgendaItem,
    CommitteeTask,
    Meeting,
    Office,
    TaskReport,
    User,
)
from cases.roles import CONVENE
from cases.rules import Refusal
from cases.rules.committee import check_task, done_on
from cases.today import today


@dataclass(frozen=True)
class NewTask:
    words: str
    due_on: date
    agency: Agency | None = None
    office: Office | None = None
    person: str = ""

    @property
    def body(self) -> str:
        return str(self.agency or self.office)


@transaction.atomic
def record(
    meeting: Meeting,
    item: AgendaItem | None,
    *,
    by: User,
    conclusion: str = "",
    tasks: Sequence[NewTask] = (),
) -> bool:
    """Kết luận and its tasks, at once or not at all; answers whether all of it was there already.

    On a referred case the conclusion is written where it lives: on the referral, with its step.
    What somebody else concluded meanwhile is refused and shown, so nobody writes over anybody.
    """
    kept = hold_meeting(meeting, by)
    if kept.opened_at is None:
        raise Refusal("Cuộc họp chưa khai mạc.")
    if item is not None:
        item = kept.items.with_subject().get(pk=item.pk)
    if not conclusion and not tasks:
        raise Refusal("Ghi kết luận hoặc nhiệm vụ.", "conclusion")
    new = False
    if conclusion and item is not None:
        new = _conclude(kept, item, conclusion, tasks, by)
    for task in tasks:
        bodies = (task.agency is not None) + (task.office is not None)
        check_task(task.words, bodies=bodies, due_on=task.due_on, held_on=kept.held_on)
        said = {
            "meeting": kept, "item": item, "words": task.words, "agency": task.agency,
            "office": task.office, "person": task.person, "due_on": task.due_on,
        }  # fmt: skip
        if not CommitteeTask.objects.filter(**said).exists():
            CommitteeTask.objects.create(**said, recorded_by=by)
            new = True
    return not new


def _conclude(
    meeting: Meeting, item: AgendaItem, words: str, tasks: Sequence[NewTask], by: User
) -> bool:
    if item.said:
        if item.said == words:
            return False
        raise Refusal(
            f"{item.concluded_by or 'Người khác'} đã ghi kết luận: “{item.said}”. Để trống ô này"
            " nếu giữ kết luận đó; muốn ghi lại thì rút kết luận trước.",
            "conclusion",
        )
    if item.referral is None:
        item.conclusion = words
    else:
        said = referrals.Conclusion(
            on=meeting.held_on, words=words,
            responsible="; ".join(dict.fromkeys(task.body for task in tasks))[:200],
            due_on=max((task.due_on for task in tasks), default=None),
        )  # fmt: skip
        try:
            item.concluded = referrals.conclude(item.referral, said, by=by).concluded
        except Refusal as refusal:
            raise Refusal(str(refusal), "conclusion") from None
    item.concluded_by, item.concluded_at = by, timezone.now()
    item.save()
    return True


@transaction.atomic
def withdraw(item: AgendaItem, *, by: User, reason: str) -> None:
    """Rút kết luận, until the notice has its number; on a case the step is cancelled."""
    meeting = hold_meeting(item.meeting, by)
    kept = meeting.items.with_subject().get(pk=item.pk)
    if not kept.said:
        return
    if kept.referral is not None:
        assert kept.concluded is not None
        cancel_step(kept.concluded, by=by, reason=reason)
    kept.conclusion, kept.concluded, kept.concluded_by, kept.concluded_at = "", None, None, None
    kept.save()


@transaction.atomic
def drop_task(task: CommitteeTask, *, by: User) -> None:
    """Xóa nhiệm vụ ghi nhầm, until the notice has its number and while nothing was reported."""
    meeting = hold_meeting(task.meeting, by)
    kept = meeting.tasks.filter(pk=task.pk).first()
    if kept is None:
        return
    if kept.reports.exists() or kept.agenda_items.exists():
        raise Refusal("Nhiệm vụ đã có báo cáo kết quả, không xóa được.")
    kept.delete()


@transaction.atomic
def report(
    task: CommitteeTask, *, by: User, kind: ReportKind, on: date, words: str
) -> tuple[TaskReport, bool]:
    """Báo cáo kết quả: by the body the task was given to, or by the city for it."""
    rows = CommitteeTask.objects.visible_to(by).select_for_update(of=("self",))
    if (kept := rows.select_related("meeting").filter(pk=task.pk).first()) is None:
        raise PermissionDenied
    said = {"kind": kind, "on": on, "words": words, "recorded_by": by}
    last = kept.reports.last()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last, True
    if kind == ReportKind.REOPENED and not by.may(CONVENE):
        raise PermissionDenied
    if not words:
        raise Refusal("Ghi kết quả.", "words")
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if on < kept.meeting.held_on:
        raise Refusal(f"Trước ngày họp ({kept.meeting.held_on:%d/%m/%Y}).", "on")
    if (kept.done_on is None) == (kind == ReportKind.REOPENED):
        if kept.done_on is None:
            raise Refusal("Nhiệm vụ chưa ghi xong.", "kind")
        raise Refusal(f"Đã ghi thực hiện xong ngày {kept.done_on:%d/%m/%Y}.", "kind")
    made = TaskReport.objects.create(task=kept, **said)
    kept.done_on = done_on(
        (ReportKind(kind), on) for kind, on in kept.reports.values_list("kind", "on")
    )
    kept.save(update_fields=["done_on"])
    return made, False
