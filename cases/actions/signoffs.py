"""Ký, gửi, nhận: who answers for a month's figures, from the officer to the city.

Figures come with the hash that their page shows; what is signed here is that hash.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cases.actions.closings import check_scope
from cases.actions.rights import carries_on
from cases.models import Closing, ClosingRemark, Office, Officer, SignOff, SignStep, User
from cases.roles import ACCEPT, CLOSE, SIGN
from cases.rules import Refusal
from cases.today import today


@transaction.atomic
def remark(
    office: Office, cutoff: date, *, by: User, check_code: str, count: int, words: str
) -> ClosingRemark:
    """Giải trình: what the office says about what a check found. The newest words count."""
    check_scope(by, CLOSE, office)
    if not words.strip():
        raise Refusal("Nhập giải trình.", "words")
    # Two sends of one form wait for each other at the writer's own row.
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    said = {"office": office, "cutoff": cutoff, "check_code": check_code}
    last = ClosingRemark.objects.filter(**said).order_by("-pk").first()
    if last and (last.words, last.count, last.by_id) == (words.strip(), count, by.pk):
        return last
    return ClosingRemark.objects.create(**said, count=count, words=words.strip(), by=by)


@transaction.atomic
def confirm(officer: Officer, cutoff: date, *, by: User, sha256: str) -> SignOff:
    """An officer stands by the own figures of a month that is over; nobody does it for another."""
    if by.officer_id != officer.pk:
        raise PermissionDenied
    if cutoff >= today():
        raise Refusal("Tháng chưa kết thúc, chưa thể xác nhận số liệu.", "step")
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    signed = SignOff.objects.standing().filter(officer=officer, cutoff=cutoff).last()
    if signed is not None and signed.sha256 == sha256:
        return signed
    return _write(officer.office, cutoff, SignStep.OFFICER, by, sha256, officer=officer)


@transaction.atomic
def send(office: Office, cutoff: date, *, by: User, sha256: str, note: str = "") -> SignOff:
    """The head signs and sends what the office closed; the city's leader what the city closed."""
    if not by.may(SIGN) or not carries_on(office, by):
        raise PermissionDenied
    _closing(office, cutoff)
    if last_step(office, cutoff) not in (None, SignStep.RETURNED):
        raise Refusal("Báo cáo của kỳ này đã ký, gửi.", "step")
    step = SignStep.CITY if office.parent_id is None else SignStep.OFFICE
    return _write(office, cutoff, step, by, sha256, note)


@transaction.atomic
def accept(office: Office, cutoff: date, *, by: User, note: str = "") -> SignOff:
    """The city takes in what an office closed and sent."""
    closing, sent = _sent(office, cutoff, by)
    closing.accepted_at, closing.accepted_by = timezone.now(), by
    closing.save(update_fields=["accepted_at", "accepted_by"])
    return _write(office, cutoff, SignStep.ACCEPTED, by, sent.sha256, note)


@transaction.atomic
def give_back(office: Office, cutoff: date, *, by: User, reason: str) -> SignOff:
    """The city sends it back to be explained or corrected; the books stay closed."""
    _, sent = _sent(office, cutoff, by)
    if not reason.strip():
        raise Refusal("Nhập lý do trả lại.", "note")
    return _write(office, cutoff, SignStep.RETURNED, by, sent.sha256, reason)


def last_step(office: Office, cutoff: date) -> str | None:
    """The last thing done with a month's closing, the officers' confirmations aside."""
    last = _steps(office, cutoff).last()
    return last.step if last else None


def _steps(office: Office, cutoff: date):  # type: ignore[no-untyped-def]
    return SignOff.objects.standing().filter(office=office, cutoff=cutoff, officer=None)


def _closing(office: Office, cutoff: date) -> Closing:
    """The standing closing, held: who signs, accepts or reopens the same month waits."""
    rows = Closing.objects.standing().select_for_update(no_key=True, of=("self",))
    if (closing := rows.filter(office=office, cutoff=cutoff).first()) is None:
        raise Refusal("Tháng này chưa khóa sổ.", "step")
    return closing


def _sent(office: Office, cutoff: date, by: User) -> tuple[Closing, SignOff]:
    """What waits for the city: closed, signed and sent."""
    check_scope(by, ACCEPT, office)
    closing = _closing(office, cutoff)
    last = _steps(office, cutoff).last()
    if last is None or last.step != SignStep.OFFICE:
        raise Refusal(
            "Đơn vị chưa ký, gửi." if last is None else f"{last.get_step_display()} rồi.", "step"
        )
    return closing, last


def _write(
    office: Office,
    cutoff: date,
    step: SignStep,
    by: User,
    sha256: str,
    note: str = "",
    officer: Officer | None = None,
) -> SignOff:
    return SignOff.objects.create(
        office=office, cutoff=cutoff, officer=officer, step=step, by=by, on=today(),
        note=note.strip(), sha256=sha256,
    )  # fmt: skip
