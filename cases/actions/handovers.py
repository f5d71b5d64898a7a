"""Bàn giao: a list of cases is prepared, signed once, and each case gets its act.

Between officers of one office each act is a `handover`, to a successor a `transfer`. A document of
up to `CHUNK` cases is posted with the signature, in one transaction. A longer one is posted chunk
by chunk by a worker: what is not in the books yet are its items without an act, so a killed worker
loses nothing and no case is carried twice. The file of a delegated asset goes along with a step.

What stays where it was: results and money held, which the old office or officer earned (a payout
goes to its former holder first); filings and administrative judgments, which keep the number of the
book they were entered in and are seen by the successor as by the office itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import cycle
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cases.actions import bulk, deadlines
from cases.actions.asset_files import carry_file
from cases.actions.books import lock_books, open_books
from cases.actions.vouchers import held_beside
from cases.choices import ActKind, HandoverKind, Role
from cases.models import (
    Books,
    Case,
    Deadline,
    Draft,
    Handover,
    HandoverItem,
    Office,
    Officer,
    Succession,
    User,
)
from cases.models.handovers import BLOCKS, at_work
from cases.roles import PREPARE, RECORD, SIGN
from cases.rules import Refusal
from cases.rules.position import Key
from cases.today import today

CHUNK = 1000
ACTS = {HandoverKind.OFFICER: ActKind.HANDOVER, HandoverKind.OFFICE: ActKind.TRANSFER}


# ---------------------------------------------------------------- who may
def may_prepare(by: User, kind: str, office: Office) -> bool:
    return (by.may(PREPARE) or by.may(SIGN)) and _answers_for(by, kind, office)


def may_sign(by: User, handover: Handover) -> bool:
    """By signing it, or by recording the paper that somebody signed."""
    return (by.may(SIGN) or by.may(RECORD)) and _answers_for(
        by, handover.kind, handover.from_office
    )


def may_change(by: User, handover: Handover) -> bool:
    """Who prepared it, or who could sign it."""
    return handover.prepared_by_id == by.pk or may_sign(by, handover)


def _answers_for(by: User, kind: str, office: Office) -> bool:
    """The office itself or its successor; the city where an office is handed over."""
    if by.office_id is None:
        return False
    offices = Office.objects.visible_to(by)
    if kind == HandoverKind.OFFICER:
        offices = offices.itself(by.office_id)
    elif by.role == Role.OFFICER:
        return False
    return offices.filter(pk=office.pk).exists()


def giving_offices(by: User, kind: str) -> QuerySet[Office]:
    """The offices whose open cases somebody may prepare to hand over."""
    offices = Office.objects.visible_to(by)
    if by.office_id is None or not (by.may(PREPARE) or by.may(SIGN)):
        return offices.none()
    if kind == HandoverKind.OFFICER:
        offices = offices.itself(by.office_id)
    elif by.role == Role.OFFICER:
        return offices.none()
    else:
        succeeded = Succession.objects.filter(old=OuterRef("pk"))
        offices = offices.filter(Exists(succeeded))
    return offices.filter(Exists(Case.objects.filter(at_work(), office=OuterRef("pk"))))


def working(offices: Iterable[Office | int]) -> QuerySet[Officer]:
    """The officers of these offices on duty today: who can receive cases."""
    day = today()
    rows = Officer.objects.filter(office__in=offices, valid_from__lte=day)
    return rows.exclude(valid_to__lt=day)


# ---------------------------------------------------------------- prepared
@transaction.atomic
def prepare(
    *,
    by: User,
    kind: str,
    from_office: Office,
    to_office: Office,
    on: date,
    reason: str,
    cases: QuerySet[Case],
    receivers: Sequence[Officer] = (),
    from_officer: Officer | None = None,
) -> Handover:
    """Lập biên bản: of `cases`, those at work and the asset files, dealt out to the receivers.

    Without receivers the cases of a transfer arrive unassigned. The same list sent twice is one.
    """
    if not may_prepare(by, kind, from_office):
        raise PermissionDenied
    _check_offices(kind, from_office, to_office, on)
    if kind == HandoverKind.OFFICER and not receivers:
        raise Refusal("Chọn Chấp hành viên nhận.", "receivers")
    chosen = cases.visible_to(by).filter(at_work(), office=from_office)  # type: ignore[attr-defined]
    if from_officer is not None:
        chosen = chosen.filter(officer=from_officer)
    if by.role == Role.OFFICER:
        chosen = chosen.filter(officer=by.officer_id)
    if kind == HandoverKind.OFFICER and len(receivers) == 1:
        chosen = chosen.exclude(officer=receivers[0])
    ids = list(chosen.order_by("decided_on", "pk").values_list("pk", flat=True))
    if not ids:
        raise Refusal("Không có hồ sơ nào để bàn giao.", "cases")
    dealt = dict(zip(ids, cycle([r.pk for r in receivers] or [None]), strict=False))
    fields = {
        "kind": kind, "from_office": from_office, "from_officer": from_officer,
        "to_office": to_office, "on": on, "reason": reason, "prepared_by": by,
    }  # fmt: skip
    # Two sends of one form wait for each other at the writer's own row.
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    for same in Handover.objects.filter(**fields, signed_at=None, withdrawn_at=None):
        if dict(same.items.values_list("case", "to_officer")) == dealt:
            return same
    handover = Handover.objects.create(**fields)
    items = [
        HandoverItem(handover=handover, case_id=pk, to_officer_id=officer)
        for pk, officer in dealt.items()
    ]
    HandoverItem.objects.bulk_create(items, batch_size=5000)
    return handover


def _check_offices(kind: str, old: Office, new: Office, on: date) -> None:
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if kind == HandoverKind.OFFICER:
        if old != new:
            raise Refusal("Bàn giao giữa Chấp hành viên trong cùng đơn vị.", "to_office")
        return
    known = Succession.objects.filter(old=old, new=new).first()
    if known is None:
        raise Refusal(f"{new} không phải đơn vị kế thừa của {old}.", "to_office")
    first = max(known.on, new.valid_from)
    if on < first or (new.valid_to and on > new.valid_to):
        raise Refusal(f"{new} nhận bàn giao từ ngày {first:%d/%m/%Y}.", "on")


@transaction.atomic
def assign_items(
    pk: int, *, by: User, receiver: Officer | None, items: Iterable[int] = (),
    holder: Officer | None = None,
) -> int:  # fmt: skip
    """Another receiver for chosen rows, or for all the cases one officer holds."""
    handover = _unsigned(pk, by)
    if receiver is None and handover.kind == HandoverKind.OFFICER:
        raise Refusal("Chọn Chấp hành viên nhận.", "receiver")
    if receiver is not None and receiver.office_id != handover.to_office_id:
        raise Refusal("Chấp hành viên nhận thuộc đơn vị khác.", "receiver")
    rows = handover.items.filter(pk__in=list(items))
    if holder is not None:
        rows = handover.items.filter(case__officer=holder)
    return rows.update(to_officer=receiver)


@transaction.atomic
def remove_items(pk: int, *, by: User, items: Iterable[int] = (), blocked: bool = False) -> int:
    """Take chosen rows, or all that cannot be handed over, off the list."""
    handover = _unsigned(pk, by)
    rows = handover.items.filter(pk__in=list(items))
    if blocked:
        rows = handover.items.blocked(handover)
    return HandoverItem.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]


@transaction.atomic
def withdraw(pk: int, *, by: User) -> Handover:
    """Hủy biên bản chưa ký."""
    handover = _unsigned(pk, by)
    handover.withdrawn_at = timezone.now()
    handover.save(update_fields=["withdrawn_at"])
    return handover


def _unsigned(pk: int, by: User) -> Handover:
    """The document, locked: two who sign or change it at once take turns here."""
    rows = Handover.objects.visible_to(by).select_for_update(of=("self",))
    handover = rows.select_related("from_office", "to_office").get(pk=pk)
    if handover.signed_at is not None:
        raise Refusal("Biên bản này đã được ký.")
    if handover.withdrawn_at is not None:
        raise Refusal("Biên bản này đã hủy.")
    if not may_change(by, handover):
        raise PermissionDenied
    return handover


# ---------------------------------------------------------------- signed
@transaction.atomic
def sign(pk: int, *, by: User, number: str, on: date, signer: str) -> Handover:
    """Ký biên bản: refused while a row of it cannot be handed over.

    A short document stands in the books when this returns; a long one is `posting` until a worker
    has gone through it.
    """
    handover = _unsigned(pk, by)
    if not may_sign(by, handover):
        raise PermissionDenied
    handover.number, handover.on, handover.signer = number, on, signer
    _check_offices(handover.kind, handover.from_office, handover.to_office, on)
    if not handover.items.exists():
        raise Refusal("Biên bản không còn hồ sơ nào.")
    for office in (handover.from_office, handover.to_office):
        if not Books.objects.filter(office=office).exists():
            open_books(office, office.valid_from)  # a successor's books begin with it
    handover.signed_by, handover.signed_at = by, timezone.now()
    handover.save(update_fields=["number", "on", "signer", "signed_by", "signed_at"])
    if handover.items.count() <= CHUNK:
        _post(handover, strict=True)
    else:
        _refuse_blocked(handover.items.blocked(handover))
    return handover


def post_signed(pk: int) -> bool:
    """Post the next chunk of a signed document; whether anything may be left.

    The row lock is the lease: a second worker finds it taken and leaves, a killed one frees it.
    """
    with transaction.atomic():
        rows = Handover.objects.posting().select_for_update(skip_locked=True, of=("self",))
        handover = rows.select_related("from_office", "to_office").filter(pk=pk).first()
        if handover is None:
            return False
        _post(handover, strict=False)
        return True


def _refuse_blocked(blocked: QuerySet[HandoverItem]) -> None:
    found = list(blocked.select_related("case")[:4])
    if found:
        words = "; ".join(f"{item.case}: {BLOCKS[item.block]}" for item in found[:3])  # type: ignore[attr-defined]
        more = " …" if len(found) > 3 else ""
        raise Refusal(f"Có dòng không bàn giao được, bỏ khỏi biên bản rồi ký lại: {words}{more}.")


def _post(handover: Handover, *, strict: bool) -> None:
    """The next chunk of items: their acts, their frozen state, and who answers for their terms.

    Locks in the order of `ledger`, drafts first as `drafts.sign` takes them.
    """
    waiting = handover.items.waiting().order_by("pk")[:CHUNK]
    ids = list(waiting.values_list("case", flat=True))
    list(Draft.objects.filter(case__in=ids).order_by("pk").select_for_update(of=("self",)))
    open_from = lock_books({handover.from_office_id, handover.to_office_id})
    locked = Case.objects.filter(pk__in=ids).order_by("pk")
    cases = {c.pk: c for c in locked.select_for_update(no_key=True, of=("self",))}
    rows = handover.items.filter(case__in=ids)
    if strict:
        _refuse_blocked(rows.blocked(handover))
    items = {item.case_id: item for item in rows.with_block(handover)}
    for item in items.values():
        if item.block:  # type: ignore[attr-defined]
            item.refused = BLOCKS[item.block]  # type: ignore[attr-defined]
            item.save(update_fields=["refused"])
    whole = [cases[pk] for pk in ids if not items[pk].refused]
    for file in (c for c in whole if c.is_asset_file):
        _carry_file(handover, items[file.pk], file)
    taken = [c for c in whole if not c.is_asset_file]
    if not taken:
        return
    assert handover.signed_by is not None
    done = bulk.carry(
        taken,
        {
            c.pk: Key(handover.to_office_id, items[c.pk].to_officer_id, c.case_class_id)
            for c in taken
        },
        open_from,
        kind=ACTS[HandoverKind(handover.kind)],
        paper=bulk.Paper(
            handover.number, handover.on, handover.signer, handover.prepared_by, handover.reason
        ),
        by=handover.signed_by,
        issuing=handover.from_office_id,
    )
    _freeze({items[pk].pk: (pk, carried) for pk, carried in done.items()})
    _move_along(handover, list(done), [c.pk for c in taken if c.officer_id is None])


def _carry_file(handover: Handover, item: HandoverItem, file: Case) -> None:
    """A delegated asset's file: its line is frozen, and a step says what an act says of a case."""
    assert handover.signed_by is not None
    item.held = held_beside([file.pk]).get(file.pk, 0)
    due = list(
        Deadline.objects.filter(case=file, done_on=None, ended_on=None).values_list(
            "due_on", flat=True
        )
    )
    item.deadlines, item.overdue = len(due), sum(day < today() for day in due if day)
    item.step = carry_file(
        file, handover.to_office, item.to_officer, by=handover.signed_by, on=handover.on,
        note=f"Theo biên bản bàn giao: {handover.reason}", document_no=handover.number,
    )  # fmt: skip
    item.save(update_fields=["held", "deadlines", "overdue", "step"])


_FREEZE = """
UPDATE cases_handoveritem i
SET act_id = n.act, heading = n.heading, rest = n.rest, held = n.held,
    deadlines = coalesce(d.running, 0), overdue = coalesce(d.overdue, 0)
FROM unnest(%(items)s::bigint[], %(cases)s::bigint[], %(acts)s::bigint[], %(headings)s::text[],
            %(rests)s::bigint[], %(helds)s::bigint[]) AS n(item, case_id, act, heading, rest, held)
LEFT JOIN (
    SELECT case_id, count(*) AS running, count(*) FILTER (WHERE due_on < %(today)s) AS overdue
    FROM cases_deadline
    WHERE case_id = ANY(%(cases)s) AND done_on IS NULL AND ended_on IS NULL
    GROUP BY case_id
) d ON d.case_id = n.case_id
WHERE i.id = n.item
"""


def _freeze(done: dict[int, tuple[int, bulk.Carried]]) -> None:
    """What the inventory says of each case is what was held of it at that moment."""
    beside = held_beside(case for case, _ in done.values())
    columns: dict[str, Any] = {
        "items": list(done),
        "cases": [case for case, _ in done.values()],
        "acts": [carried.act for _, carried in done.values()],
        "headings": [carried.heading for _, carried in done.values()],
        "rests": [carried.rest for _, carried in done.values()],
        "helds": [carried.held + beside.get(case, 0) for case, carried in done.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, columns | {"today": today()})


def _move_along(handover: Handover, ids: list[int], unassigned: list[int]) -> None:
    """Running terms keep their days and are the receiver's now; drafts wait at the new office.

    Only a first assignment ends a term, so only then are terms worked out again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_deadline d SET office_id = c.office_id, officer_id = c.officer_id"
            " FROM cases_case c WHERE c.id = d.case_id AND d.case_id = ANY(%s)",
            [ids],
        )
    if handover.kind == HandoverKind.OFFICER and unassigned:
        deadlines.sync_many(Case, unassigned)
    Draft.objects.filter(case__in=ids).update(office=handover.to_office_id)
