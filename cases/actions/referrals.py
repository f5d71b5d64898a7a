"""Putting a case to the steering committee or the People's Committee, and what came of it.

Each part is written once, with a step on the case's timeline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.books import hold_case
from cases.actions.steps import hold, may_write, write_step
from cases.choices import Addressee, StepKind
from cases.models import Agency, Case, Referral, User
from cases.roles import may_issue
from cases.rules import Refusal
from cases.today import today


@dataclass(frozen=True)
class Conclusion:
    """What was concluded, under which number, who is to do it by when."""

    on: date
    words: str
    number: str = ""
    responsible: str = ""
    due_on: date | None = None


@transaction.atomic
def refer(
    case: Case,
    *,
    addressee: Addressee,
    reason: str,
    asked: str,
    on: date,
    by: User,
    document_no: str = "",
    put_to: Sequence[Agency] = (),
) -> tuple[Referral, bool]:
    """Báo cáo, xin ý kiến; answers with whether it was there already, when sent twice."""
    _may(case, by)
    _past(on)
    if not (reason and asked):
        raise Refusal("Ghi lý do và nội dung đề nghị.", "asked" if reason else "reason")
    if put_to and addressee != Addressee.STEERING_COMMITTEE:
        raise Refusal("Chỉ chọn cơ quan khi gửi Ban Chỉ đạo.", "put_to")
    hold(by)
    said = {
        "addressee": addressee, "reason": reason, "asked": asked, "sent_on": on,
        "document_no": document_no,
    }  # fmt: skip
    for twin in case.referrals.filter(recorded_by=by, sent__cancelled_by=None, **said):
        if set(twin.put_to.all()) == set(put_to):
            return twin, True
    step = write_step(
        case, StepKind.REFERRED, on, by, document_no=document_no, note=asked,
        counterpart=Addressee(addressee).label,
    )  # fmt: skip
    made = Referral.objects.create(case=case, recorded_by=by, sent=step, **said)
    made.put_to.set(put_to)
    return made, False


@transaction.atomic
def conclude(referral: Referral, said: Conclusion, *, by: User) -> Referral:
    """Ghi kết luận: once, by whoever signs or records what is signed."""
    if not may_issue(by.role) or not by.is_active:
        raise PermissionDenied
    referral = _lock(referral, by)
    if referral.concluded:
        raise Refusal(f"Kết luận đã được ghi: {referral.concluded}.")
    _past(said.on)
    if said.on < referral.sent_on:
        raise Refusal(f"Trước ngày gửi ({referral.sent_on:%d/%m/%Y}).", "on")
    if not said.words:
        raise Refusal("Ghi nội dung kết luận.", "words")
    if said.due_on and said.due_on < said.on:
        raise Refusal("Trước ngày kết luận.", "due_on")
    referral.concluded = write_step(
        referral.case, StepKind.REFERRAL_CONCLUDED, said.on, by, document_no=said.number,
        until=said.due_on, counterpart=said.responsible, note=said.words,
    )  # fmt: skip
    referral.concluded_on, referral.conclusion = said.on, said.words
    referral.conclusion_no, referral.responsible = said.number, said.responsible
    referral.due_on = said.due_on
    referral.save()
    return referral


@transaction.atomic
def follow_up(referral: Referral, *, on: date, words: str, by: User) -> Referral:
    """Ghi kết quả thực hiện kết luận: once, after the conclusion."""
    _may(referral.case, by)
    referral = _lock(referral, by)
    if referral.concluded_on is None:
        raise Refusal("Chưa có kết luận.")
    if referral.followed:
        raise Refusal(f"Kết quả thực hiện đã được ghi: {referral.followed}.")
    _past(on)
    if on < referral.concluded_on:
        raise Refusal(f"Trước ngày kết luận ({referral.concluded_on:%d/%m/%Y}).", "on")
    if not words:
        raise Refusal("Ghi kết quả thực hiện.", "words")
    referral.followed = write_step(
        referral.case, StepKind.REFERRAL_FOLLOWED, on, by, note=words,
        counterpart=referral.responsible,
    )  # fmt: skip
    referral.followed_on, referral.follow_up = on, words
    referral.save()
    return referral


def _may(case: Case, by: User) -> None:
    seen = Case.objects.visible_to(by).filter(pk=case.pk).exists()
    if not seen or not may_write(case, by):
        raise PermissionDenied


def _lock(referral: Referral, by: User) -> Referral:
    """Books, case, referral; the second of two waits here and sees what the first wrote."""
    hold_case(referral.case)
    rows = Referral.objects.visible_to(by).standing()
    rows = rows.select_related("case__office", "case__officer", "concluded", "followed")
    if (kept := rows.select_for_update(of=("self",)).filter(pk=referral.pk).first()) is None:
        raise PermissionDenied
    return kept


def _past(on: date) -> None:
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
