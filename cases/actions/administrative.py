"""Book 19: administrative judgments received for tracking, and the facts learned about them.

A judgment's state is read off its steps as of a day. Locks: the writer, the books, the series.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, QuerySet, Value, When

from cases.actions.judgments import check_days, judgment_row
from cases.actions.receiving import enter, receiving_office
from cases.actions.steps import may_write, write_step
from cases.choices import AdministrativeState, JudgmentKind, Register, Role, StepKind
from cases.models import AdministrativeJudgment, Officer, PublicBody, Step, User
from cases.roles import may_step
from cases.rules import Refusal
from cases.rules.administrative import STATES
from cases.today import today


@dataclass(frozen=True)
class NewAdministrative:
    court: str
    judgment_no: str
    judgment_on: date
    outcome: str
    content: str
    creditor: str
    debtor: PublicBody
    received_on: date
    effective_on: date | None = None
    debtor_received_on: date | None = None
    field: str = ""
    head: str = ""
    officer: Officer | None = None


def standing(rows: QuerySet[AdministrativeJudgment], on: date | None = None) -> QuerySet[Any]:
    """The judgments received by the end of a day (today), each with its `state` then."""
    on = on or today()

    def has(kind: StepKind) -> Exists:
        steps = Step.objects.filter(administrative=OuterRef("pk"), kind=kind, on__lte=on)
        return Exists(steps.exclude(cancelled_by__on__lte=on))

    states = [When(has(kind), then=Value(state.value)) for kind, state in STATES]
    return rows.filter(received_on__lte=on).annotate(
        state=Choose(
            When(~has(StepKind.RECEIVED), then=Value(AdministrativeState.STRUCK_OUT.value)),
            *states,
            default=Value(AdministrativeState.TRACKED.value),
        )
    )


@transaction.atomic
def receive(new: NewAdministrative, *, by: User) -> tuple[AdministrativeJudgment, bool]:
    """Vào sổ theo dõi. The same page sent twice is one row: then the answer says so (True)."""
    office = receiving_office(by)
    _check_days(new)
    said = {
        "office": office,
        "officer": new.officer,
        "judgment": judgment_row(
            new.court, new.judgment_no, new.judgment_on, JudgmentKind.ADMINISTRATIVE,
            new.effective_on,
        ),
        "outcome": new.outcome,
        "content": new.content,
        "field": new.field,
        "creditor": new.creditor,
        "debtor": new.debtor,
        "head": new.head,
        "received_on": new.received_on,
        "debtor_received_on": new.debtor_received_on,
        "recorded_by": by,
    }  # fmt: skip
    rows = standing(AdministrativeJudgment.objects.filter(**said))
    same = rows.exclude(state=AdministrativeState.STRUCK_OUT).first()
    if same is not None:
        return same, True
    book = Register.ADMINISTRATIVE
    return enter(AdministrativeJudgment, said, book, by=by, numbered=True), False


def _check_days(new: NewAdministrative) -> None:
    check_days(new.received_on, new.judgment_on, new.effective_on)
    _check_debtor_day(new.debtor_received_on, new.judgment_on)


def _check_debtor_day(day: date | None, judgment_on: date | None) -> None:
    if day and day > today():
        raise Refusal("Ngày ở tương lai.", "debtor_received_on")
    if day and judgment_on and day < judgment_on:
        raise Refusal("Trước ngày bản án.", "debtor_received_on")


@transaction.atomic
def learn(
    judgment: AdministrativeJudgment,
    *,
    by: User,
    debtor_received_on: date | None,
    officer: Officer | None,
    head: str,
) -> list[Step]:
    """Facts learned later: each change leaves a step that says what was and what is now."""
    rows = AdministrativeJudgment.objects.visible_to(by).select_related("judgment", "officer")
    kept = rows.select_for_update(of=("self",)).get(pk=judgment.pk)
    if not may_write(kept, by):
        raise PermissionDenied
    _check_debtor_day(debtor_received_on, kept.judgment.on)
    if by.role == Role.OFFICER:
        officer = kept.officer  # who tracks it is the head's to say
    wanted = {"debtor_received_on": debtor_received_on, "officer": officer, "head": head}
    changes = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
    notes = [_change(kept, name, value) for name, value in changes.items()]
    for name, value in changes.items():
        setattr(kept, name, value)
    if changes:
        kept.save(update_fields=list(changes))
    return [write_step(kept, StepKind.NOTED, today(), by, note=note) for note in notes]


def _change(kept: AdministrativeJudgment, name: str, value: Any) -> str:
    label = str(AdministrativeJudgment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    before, now = (_words(row) for row in (getattr(kept, name), value))
    return f"{label[0].upper()}{label[1:]}: {before} → {now}"


def _words(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value) if value else "chưa có"


# ---------------------------------------------------------------- the bodies
def may_keep_bodies(by: User) -> bool:
    return by.role == Role.CITY_CLERK and by.is_active


@transaction.atomic
def keep_body(body: PublicBody, *, by: User) -> PublicBody:
    """Write a body of the catalogue; its successor must not lead back to it."""
    if not may_keep_bodies(by):
        raise PermissionDenied
    if body.successor is not None and body.valid_to is None:
        raise Refusal("Nhập ngày kết thúc của cơ quan có cơ quan kế thừa.", "valid_to")
    seen, heir = {body.pk}, body.successor
    while heir is not None:
        if heir.pk in seen:
            raise Refusal("Cơ quan kế thừa dẫn trở lại cơ quan này.", "successor")
        seen.add(heir.pk)
        heir = heir.successor
    body.save()
    return body


def add_body(name: str, *, by: User) -> PublicBody:
    """A body named for the first time, from the page of a judgment."""
    if not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    return PublicBody.objects.get_or_create(name=name)[0]


def heir_of(body: PublicBody, on: date) -> PublicBody:
    """Who has the body's duties on a day: itself while it stands, else the last successor known.

    Official letter 4323/BTP-CQLTHADS of 18/07/2025: from 01/07/2025 the duties of abolished
    district committees are the province's or the commune's.
    """
    while body.valid_to is not None and body.valid_to < on and body.successor is not None:
        body = body.successor
    return body
