"""Marking a case as key, saying what blocks it and what is asked of whom, taking the mark off.

Whatever is said is kept: a change is another entry, an ask is settled once, a mark ends once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cases.actions.books import hold_case
from cases.models import Agency, Case, KeyAsk, KeyCase, KeyEntry, User
from cases.roles import may_issue
from cases.rules import Refusal
from cases.rules.key_reasons import OTHER, reason_of_flags, reasons_on
from cases.today import today


@dataclass(frozen=True)
class Said:
    """Why the case is key, and what blocks it."""

    reason: str
    words: str = ""
    obstacles: str = ""


@dataclass(frozen=True)
class Asked:
    """What is asked of an agency, or of the whole committee, and by when."""

    words: str
    agency: Agency | None = None
    due_on: date | None = None


def may_mark(case: Case, by: User) -> bool:
    """Whose signature lets a paper stand marks: heads, leaders, and the clerks who record it."""
    return by.is_active and may_issue(by.role) and Case.objects.visible_to(by).contains(case)


@transaction.atomic
def mark(
    case: Case, said: Said, *, since: date, by: User, asks: Sequence[Asked] = ()
) -> tuple[KeyCase, bool]:
    """Đưa vào danh sách án trọng điểm; answers with whether it stood so already, sent twice."""
    _may(case, by)
    _check(said)
    if since > today():
        raise Refusal("Ngày ở tương lai.", "since")
    hold_case(case)
    if standing := case.key_marks.standing().first():
        same = Said(standing.reason, standing.words, standing.obstacles) == said
        if same and (standing.since, standing.marked_by_id) == (since, by.pk):
            return standing, True
        raise Refusal(f"Hồ sơ đã là án trọng điểm từ {standing.since:%d/%m/%Y}.")
    last = case.key_marks.order_by("-ended_on").first()
    if last and last.ended_on and since < last.ended_on:
        raise Refusal(f"Trước ngày thôi theo dõi lần trước ({last.ended_on:%d/%m/%Y}).", "since")
    made = KeyCase.objects.create(
        case=case, since=since, marked_by=by, reason=said.reason, words=said.words,
        obstacles=said.obstacles,
    )  # fmt: skip
    _keep(made, by)
    for asked in asks:
        ask(made, asked, by=by)
    Case.objects.filter(pk=case.pk).update(is_key=True)
    return made, False


@transaction.atomic
def amend(standing: KeyCase, said: Said, *, last_seen: int, by: User) -> tuple[KeyCase, bool]:
    """Sửa lý do, vướng mắc: another entry. `last_seen` is the newest one the page showed."""
    kept = _hold(standing, by)
    _check(said, kept.reason)
    if Said(kept.reason, kept.words, kept.obstacles) == said:
        return kept, True
    newer = kept.entries.filter(pk__gt=last_seen).select_related("recorded_by").first()
    if newer:
        raise Refusal(f"{newer.recorded_by} vừa sửa nội dung này. Tải lại trang rồi ghi lại.")
    kept.reason, kept.words, kept.obstacles = said.reason, said.words, said.obstacles
    kept.save(update_fields=["reason", "words", "obstacles"])
    _keep(kept, by)
    return kept, False


@transaction.atomic
def ask(standing: KeyCase, asked: Asked, *, by: User) -> tuple[KeyAsk, bool]:
    """Đề nghị một cơ quan, hoặc cả Ban Chỉ đạo."""
    kept = _hold(standing, by)
    if not asked.words:
        raise Refusal("Ghi nội dung đề nghị.", "words")
    said = {"agency": asked.agency, "words": asked.words, "due_on": asked.due_on}
    if twin := kept.asks.filter(asked_by=by, settled_on=None, **said).first():
        return twin, True
    return KeyAsk.objects.create(mark=kept, asked_by=by, **said), False


@transaction.atomic
def settle(asked: KeyAsk, *, on: date, result: str, by: User) -> tuple[KeyAsk, bool]:
    """Ghi kết quả của đề nghị: once; a wrong ask is settled so too, in words."""
    _hold(asked.mark, by)
    kept = KeyAsk.objects.select_for_update().get(pk=asked.pk)
    if kept.settled_on:
        if (kept.settled_on, kept.result, kept.settled_by_id) == (on, result, by.pk):
            return kept, True
        raise Refusal("Kết quả của đề nghị này đã được ghi.")
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if not result:
        raise Refusal("Ghi kết quả.", "result")
    kept.settled_on, kept.result, kept.settled_by = on, result, by
    kept.save(update_fields=["settled_on", "result", "settled_by"])
    return kept, False


@transaction.atomic
def end(standing: KeyCase, *, on: date, reason: str, by: User) -> KeyCase:
    """Thôi theo dõi: with a reason; the case's flag goes with it. What was asked stays said."""
    kept = _hold(standing, by)
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if on < kept.since:
        raise Refusal(f"Trước ngày đưa vào danh sách ({kept.since:%d/%m/%Y}).", "on")
    if not reason:
        raise Refusal("Ghi lý do thôi theo dõi.", "end_reason")
    kept.ended_on, kept.end_reason, kept.ended_by = on, reason, by
    kept.save(update_fields=["ended_on", "end_reason", "ended_by"])
    Case.objects.filter(pk=kept.case_id).update(is_key=False)
    return kept


def mark_flagged(cases: QuerySet[Case], by: User | None = None) -> int:
    """The marks of cases entered with the flag, at intake or by a history, since their decision."""
    standing = KeyCase.objects.standing().filter(case=OuterRef("pk"))
    rows = cases.filter(~Exists(standing), is_key=True).select_related("case_class")
    made = KeyCase.objects.bulk_create(
        KeyCase(
            case=case, since=case.decided_on, marked_by=by, words="Đánh dấu khi nhập hồ sơ",
            reason=reason_of_flags(
                corruption=case.case_class.corruption, credit=case.case_class.credit
            ),
        )
        for case in rows
    )  # fmt: skip
    KeyEntry.objects.bulk_create(
        KeyEntry(mark=row, reason=row.reason, words=row.words, recorded_by=by) for row in made
    )
    return len(made)


def _keep(standing: KeyCase, by: User) -> None:
    KeyEntry.objects.create(
        mark=standing, reason=standing.reason, words=standing.words,
        obstacles=standing.obstacles, recorded_by=by,
    )  # fmt: skip


def _check(said: Said, before: str = "") -> None:
    """A reason in use, or the one it had; one that says nothing by itself needs words."""
    if said.reason != before and said.reason not in dict(reasons_on(today())):
        raise Refusal("Chọn lý do.", "reason")
    if said.reason == OTHER and not said.words:
        raise Refusal("Nói rõ lý do.", "words")


def _may(case: Case, by: User) -> None:
    if not may_mark(case, by):
        raise PermissionDenied


def _hold(standing: KeyCase, by: User) -> KeyCase:
    """The case, then the mark; the second of two waits here. One that has ended stands as it is."""
    _may(standing.case, by)
    hold_case(standing.case)
    kept = KeyCase.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    if kept.ended_on:
        raise Refusal(f"Đã thôi theo dõi từ {kept.ended_on:%d/%m/%Y}.")
    return kept
