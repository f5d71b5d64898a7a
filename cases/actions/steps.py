"""Recording steps of procedure: dated facts that move no figure but start and end legal terms."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.actions import asset_state, deadlines, pairing, plan_state
from cases.actions.books import lock_books
from cases.actions.rights import is_own
from cases.actions.vouchers import held_of
from cases.choices import Heading, Role, StepKind
from cases.models import (
    Act,
    AdministrativeJudgment,
    Asset,
    Case,
    Filing,
    Office,
    Party,
    Step,
    User,
)
from cases.roles import may_step
from cases.rules import Refusal, administrative, asset_files
from cases.rules.posting import booking_day
from cases.rules.steps import SENDABLE
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
        if row is not None and not (isinstance(parent, Case) and row.case_id == parent.pk):
            raise Refusal("Không thuộc hồ sơ này.", name)
    if kind == asset_files.ENDS and isinstance(parent, Case):
        asset_files.check_sent(sum(held_of(parent).values()), on)
    if act is not None and on < act.on:
        raise Refusal(f"Trước ngày của văn bản ({act.on:%d/%m/%Y}).", "on")
    if isinstance(parent, AdministrativeJudgment):
        administrative.may_follow(kind, on, _standing(parent))
    return write_step(
        parent, kind, on, by, at=at, act=act, party=party, until=until,
        document_no=document_no, note=note,
    )  # fmt: skip


@transaction.atomic
def record_steps(
    parent: Parent,
    *,
    kind: StepKind,
    by: User,
    acts: Sequence[Act] = (),
    parties: Sequence[Party] = (),
    last_seen: int,
    **fields: Any,
) -> tuple[list[Step], bool]:
    """One step for each act and each party named, all or none; one when none is named.

    `last_seen` is the newest step the writer's page showed. What the same person has written
    since, word for word, is the same form sent twice: it is answered again, not written again.
    """
    hold(by)
    since = Step.objects.filter(recorded_by=by, pk__gt=last_seen, kind=kind, cancelled_by=None)
    wanted = [(act, party) for act in acts or (None,) for party in parties or (None,)]
    twins = {
        (row.act_id, row.party_id): row
        for row in since.filter(**{place_of(parent): parent})
        if all(getattr(row, name) == value for name, value in fields.items())
    }
    known = [
        twins.get((act.pk if act else None, party.pk if party else None)) for act, party in wanted
    ]
    if all(known):
        return [row for row in known if row], True
    steps = [
        record_step(parent, kind=kind, by=by, act=act, party=party, **fields)
        for act, party in wanted
    ]
    return steps, False


def unsent(acts: QuerySet[Act]) -> QuerySet[Act]:
    """Of the acts, living decisions the procuracy has not been sent."""
    sent = Step.objects.filter(
        act=OuterRef("pk"), kind=StepKind.SENT_TO_PROCURACY, cancelled_by=None
    )
    living = acts.filter(~Exists(sent), kind__in=SENDABLE, reversed_by=None)
    return living.exclude(decision="")


def unsent_in(cases: QuerySet[Case]) -> QuerySet[Act]:
    return unsent(Act.objects.filter(case__in=cases))


@transaction.atomic
def send_to_procuracy(acts: Iterable[Act], *, by: User, on: date, document_no: str) -> list[Step]:
    """Gửi quyết định cho Viện kiểm sát: those of the acts that were not sent yet, all or none.

    Law 26/2008/QH12, Article 38. What another has sent in the meantime is left as it is.
    """
    hold(by)
    chosen = {act.pk: act for act in acts}
    lock_books({act.case.office_id for act in chosen.values()})
    # Two people who send the same decisions wait here for each other.
    cases = Case.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(cases.filter(pk__in={act.case_id for act in chosen.values()}))
    still = unsent(Act.objects.filter(pk__in=chosen)).order_by("on", "pk")
    return [
        record_step(
            act.case, kind=StepKind.SENT_TO_PROCURACY, on=on, by=by, act=act,
            document_no=document_no,
        )
        for act in still.select_related("case")
    ]  # fmt: skip


@transaction.atomic
def plan_verifications(cases: QuerySet[Case], *, by: User, until: date, note: str) -> int:
    """Lên lịch xác minh for many cases at once, on one day; answers with how many it wrote.

    Cases of others, and those planned for that day already, are left out. A plan starts and ends
    no legal term.
    """
    if not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    if until < today():
        raise Refusal("Ngày dự kiến xác minh đã qua.", "until")
    hold(by)
    planned = Step.objects.filter(
        case=OuterRef("pk"), kind=StepKind.VERIFICATION_PLANNED, until=until, cancelled_by=None
    )
    rows = to_plan(cases, by).filter(~Exists(planned))
    chosen = list(rows.values_list("pk", "office", "officer"))
    open_from = lock_books({office for _, office, _ in chosen})
    Step.objects.bulk_create(
        (
            Step(
                case_id=pk,
                office_id=office,
                officer_id=officer,
                kind=StepKind.VERIFICATION_PLANNED,
                on=today(),
                booked_on=booking_day(today(), [open_from[office]], None),
                until=until,
                note=note,
                recorded_by=by,
            )
            for pk, office, officer in chosen
        ),
        batch_size=2000,
    )
    return len(chosen)


def to_plan(cases: QuerySet[Case], by: User) -> QuerySet[Case]:
    """The open cases among these that somebody may plan a verification for."""
    found = cases.visible_to(by).open()  # type: ignore[attr-defined]
    found = found.filter(office__in=Office.objects.visible_to(by).itself(by.office_id or 0))
    if by.role == Role.OFFICER:
        found = found.filter(Q(officer=None) | Q(officer=by.officer_id))
    return found


@transaction.atomic
def cancel_step(step: Step, *, by: User, reason: str) -> Step:
    """Hủy bước đã ghi: another step that points to it; the first one stays to be seen."""
    parent = parent_of(step)
    _check(parent, by)
    if not reason.strip():
        raise Refusal("Nhập lý do hủy.", "note")
    if isinstance(parent, Filing):  # who decides on it holds it too
        list(Filing.objects.select_for_update(no_key=True, of=("self",)).filter(pk=parent.pk))
    # One of two who cancel at once waits here and then finds it cancelled.
    kept = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if kept.kind == StepKind.CANCELLED or Step.objects.filter(cancels=kept).exists():
        raise Refusal("Bước này đã được hủy.")
    if isinstance(parent, AdministrativeJudgment) and (
        answer := administrative.rests_on(kept.kind, _standing(parent))
    ):
        raise Refusal(f"Hủy “{answer.label}” trước: bước đó dựa vào bước này.")
    received = kept.filing if kept.kind == StepKind.RECEIVED else None
    if received is not None and received.cases.exclude(heading=Heading.INTAKE).exists():
        raise Refusal("Đã có quyết định thi hành án từ văn bản này.")
    pairing.may_cancel(kept)
    plan_state.may_cancel(kept, by)
    asset_state.may_cancel(kept)
    return write_step(parent, StepKind.CANCELLED, today(), by, cancels=kept, note=reason.strip())


def write_step(parent: Parent, kind: str, on: date, by: User | None, **fields: object) -> Step:
    """Insert a step whose right and day were checked; the books of its office are held open."""
    open_from = lock_books([parent.office_id])
    asset = fields.get("asset")
    life = asset_state.check(asset, kind, on, fields) if isinstance(asset, Asset) else None
    step = Step.objects.create(
        **{place_of(parent): parent},
        **fields,
        office_id=parent.office_id,
        officer_id=parent.officer_id,
        kind=kind,
        on=on,
        booked_on=booking_day(on, open_from.values(), None),
        recorded_by=by,
    )
    asset_state.settle(step, life)
    pairing.settle(step)
    plan_state.settle(step)
    deadlines.sync(parent)
    return step


def parent_of(step: Step) -> Parent:
    parent = step.case or step.filing or step.administrative
    assert parent is not None
    return parent


def _standing(parent: AdministrativeJudgment) -> list[tuple[str, date]]:
    """Kind and day of the steps that stand; who adds one waits here for who does too."""
    list(AdministrativeJudgment.objects.select_for_update().filter(pk=parent.pk))
    steps = parent.steps.standing()
    return list(steps.values_list("kind", "on"))


def may_write(parent: Parent, by: User) -> bool:
    """Officers write their own cases and those nobody has yet; the others what they may see."""
    own = isinstance(parent, Filing) or is_own(parent, by)
    return may_step(by.role) and by.is_active and own


def hold(by: User) -> None:
    """Two sends of one form wait for each other at the writer's own row."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)


def place_of(parent: Parent) -> str:
    """The column that names a parent of this kind."""
    return {Case: "case", Filing: "filing", AdministrativeJudgment: "administrative"}[type(parent)]


def _check(parent: Parent, by: User) -> None:
    if not type(parent).objects.visible_to(by).filter(pk=parent.pk).exists():
        raise PermissionDenied
    if not may_write(parent, by):
        raise PermissionDenied
