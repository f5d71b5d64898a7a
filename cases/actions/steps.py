"""Recording steps of procedure: dated facts that move no figure but start and end legal terms."""

from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions import deadlines
from cases.actions.books import lock_books
from cases.actions.rights import is_own
from cases.choices import StepKind
from cases.models import (
    Act,
    AdministrativeJudgment,
    Case,
    Filing,
    Party,
    Step,
    User,
)
from cases.roles import may_step
from cases.rules import Refusal
from cases.rules.posting import booking_day
from cases.today import today

Parent = Case | Filing | AdministrativeJudgment


@transaction.atomic
def record_step(
    parent: Parent,
    *,
    kind: StepKind,
    on: date,
    by: User,
    at: time | None = None,
    act: Act | None = None,
    party: Party | None = None,
    until: date | None = None,
    document_no: str = "",
    note: str = "",
) -> Step:
    """Record one step on a case, a filing or an administrative case of the writer's scope.

    `on` is the legal day, not in the future; a day of a closed month keeps it and is booked on the
    first open day. Refuses an act or a party of another case.
    """
    _check(parent, by)
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    for row, name in ((act, "act"), (party, "party")):
        if row is not None and row.case_id != parent.pk:
            raise Refusal("Không thuộc hồ sơ này.", name)
    return write_step(
        parent, kind, on, by, at=at, act=act, party=party, until=until,
        document_no=document_no, note=note,
    )  # fmt: skip


@transaction.atomic
def cancel_step(step: Step, *, by: User, reason: str) -> Step:
    """Hủy bước đã ghi: another step that points to it; the first one stays to be seen."""
    parent = parent_of(step)
    _check(parent, by)
    if not reason.strip():
        raise Refusal("Nhập lý do hủy.", "note")
    # One of two who cancel at once waits here and then finds it cancelled.
    kept = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if kept.kind == StepKind.CANCELLED or Step.objects.filter(cancels=kept).exists():
        raise Refusal("Bước này đã được hủy.")
    return write_step(parent, StepKind.CANCELLED, today(), by, cancels=kept, note=reason.strip())


def write_step(parent: Parent, kind: str, on: date, by: User | None, **fields: object) -> Step:
    """Insert a step whose right and day were checked; the books of its office are held open."""
    open_from = lock_books([parent.office_id])
    place = {Case: "case", Filing: "filing", AdministrativeJudgment: "administrative"}[type(parent)]
    step = Step.objects.create(
        **{place: parent},
        **fields,
        office_id=parent.office_id,
        officer_id=parent.officer_id,
        kind=kind,
        on=on,
        booked_on=booking_day(on, open_from.values(), None),
        recorded_by=by,
    )
    deadlines.sync(parent)
    return step


def parent_of(step: Step) -> Parent:
    parent = step.case or step.filing or step.administrative
    assert parent is not None
    return parent


def _check(parent: Parent, by: User) -> None:
    if not type(parent).objects.visible_to(by).filter(pk=parent.pk).exists():
        raise PermissionDenied
    if not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    if isinstance(parent, Case) and not is_own(parent, by):
        raise PermissionDenied
