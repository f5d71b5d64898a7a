"""People and organisations across cases: linking, merging, unmerging, and the log of look-ups."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Value
from django.utils import timezone

from cases.actions.rights import is_own
from cases.choices import PersonKind
from cases.models import Party, Person, PersonLookup, PersonMerge, User
from cases.models.persons import PlainName
from cases.roles import SEES_BELOW, may_step
from cases.rules import Refusal
from cases.rules.identity import birth_year_of, canonical


# ---------------------------------------------------------------- linking
def link_persons(parties: Iterable[Party]) -> None:
    """Set `person` of parties about to be written, in at most four queries whatever their number.

    The same number is the same person. A name with a birth year alone links only to whom the
    writer confirmed (`person_id` set before); without that it begins a person of its own, which
    the city may merge later. A name alone is nobody.
    """
    named = [party for party in parties if party.kind != PersonKind.STATE]
    _link_confirmed([party for party in named if party.person_id is not None])
    open_ones = [party for party in named if party.person_id is None]
    _link_by_number([party for party in open_ones if party.identity_no])
    fresh = [party for party in open_ones if not party.identity_no and party.birth_year]
    made = Person.objects.bulk_create(_person_of(party) for party in fresh)
    for party, person in zip(fresh, made, strict=True):
        party.person = person


def _link_confirmed(parties: list[Party]) -> None:
    """Where there is a number it decides; and who is confirmed bears that name and year."""
    asked = [party for party in parties if not party.identity_no and party.birth_year]
    right = Q()
    for party in asked:
        name = PlainName(Value(party.name))
        right |= Q(pk=party.person_id, name__plain=name, birth_year=party.birth_year)
    known = set(Person.objects.filter(right).values_list("pk", flat=True)) if asked else set()
    for party in parties:
        if party.identity_no or not party.birth_year or party.person_id not in known:
            party.person_id = None


def _link_by_number(parties: list[Party]) -> None:
    """Two who enter one new number at once get one row: the second insert waits, then yields."""
    if not parties:
        return
    first: dict[str, Party] = {}
    for party in parties:
        first.setdefault(canonical(party.identity_no), party)
    known = {p.identity_no: p for p in Person.objects.filter(identity_no__in=first)}
    if missing := sorted(set(first) - set(known)):  # in one order, so that two cannot deadlock
        Person.objects.bulk_create(
            [_person_of(first[number]) for number in missing], ignore_conflicts=True
        )
        known |= {p.identity_no: p for p in Person.objects.filter(identity_no__in=missing)}
    for party in parties:
        party.person = known[canonical(party.identity_no)]


def _person_of(party: Party) -> Person:
    return Person(
        kind=party.kind,
        name=party.name,
        birth_year=party.birth_year or birth_year_of(party.identity_no),
        identity_no=canonical(party.identity_no),
    )


@transaction.atomic
def confirm_person(party: Party, person: int, *, by: User) -> Party:
    """Đúng là người này: the writer says that a party without a number is a known person."""
    if not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    visible = Party.objects.visible_to(by).filter(pk=party.pk)
    kept = visible.select_for_update(of=("self",), no_key=True).first()
    if kept is None or not is_own(kept.case, by):
        raise PermissionDenied
    if kept.identity_no:
        raise Refusal("Đương sự có số định danh thì chỉ khớp theo số.")
    if not Person.objects.like(kept.name, kept.birth_year or 0).filter(pk=person).exists():
        raise Refusal("Khác tên hoặc năm sinh.")
    kept.person_id = person
    kept.save(update_fields=["person"])
    return kept


# ---------------------------------------------------------------- merging
def _check_city(by: User) -> None:
    if by.role not in SEES_BELOW or not by.is_active:
        raise PermissionDenied


def _locked_roots(*ids: int) -> dict[int, Person]:
    """The rows, locked by id; refuses one that another merge has taken meanwhile."""
    rows = Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    persons = {person.pk: person for person in rows}
    if len(persons) < len(set(ids)) or any(p.merged_into_id for p in persons.values()):
        raise Refusal("Một trong hai người vừa được gộp. Tải lại trang rồi xem lại.")
    return persons


@transaction.atomic
def merge_persons(kept: int, merged: int, *, reason: str, by: User) -> PersonMerge:
    """Gộp trùng: `merged` is `kept` from now on. The city's; no party's words change.

    Only persons that stand are merged, so chains have no circle and each undoing is exact.
    """
    _check_city(by)
    if kept == merged:
        raise Refusal("Chọn hai người khác nhau.")
    if not reason.strip():
        raise Refusal("Nhập lý do gộp.", "reason")
    persons = _locked_roots(kept, merged)
    if persons[kept].kind != persons[merged].kind:
        raise Refusal("Không gộp cá nhân với tổ chức.")
    persons[merged].merged_into = persons[kept]
    persons[merged].save(update_fields=["merged_into"])
    return PersonMerge.objects.create(
        kept=persons[kept], merged=persons[merged], by=by, reason=reason.strip()
    )


@transaction.atomic
def undo_merge(merge: PersonMerge, *, reason: str, by: User) -> PersonMerge:
    """Tách lại: the merged one stands for itself again, with all that was merged into it."""
    _check_city(by)
    if not reason.strip():
        raise Refusal("Nhập lý do tách.", "reason")
    Person.objects.select_for_update().get(pk=merge.merged_id)
    row = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if row.undone_at is not None:
        raise Refusal("Lần gộp này đã được tách lại.")
    Person.objects.filter(pk=row.merged_id).update(merged_into=None)
    row.undone_by, row.undone_at, row.undone_reason = by, timezone.now(), reason.strip()
    row.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    return row


@transaction.atomic
def keep_apart(one: int, other: int, *, by: User) -> PersonMerge:
    """Không phải trùng: a merge undone as it is written, so that it is not proposed again."""
    _check_city(by)
    persons = _locked_roots(one, other)
    now, reason = timezone.now(), "Không phải trùng"
    return PersonMerge.objects.create(
        kept=persons[one], merged=persons[other], by=by, at=now, reason=reason,
        undone_by=by, undone_at=now, undone_reason=reason,
    )  # fmt: skip


# ---------------------------------------------------------------- the log
MOST_LOOKUPS = 300
"""Look-ups an hour of one account. More is no officer at work."""


def log_lookup(by: User, sought: str, found: int) -> PersonLookup:
    """Written before the answer is shown. `sought` comes masked."""
    hour = timezone.now() - timedelta(hours=1)
    if PersonLookup.objects.filter(by=by, at__gte=hour).count() >= MOST_LOOKUPS:
        raise Refusal(
            f"Đã tra cứu {MOST_LOOKUPS} lần trong một giờ. Hãy quay lại sau, hoặc tra từ hồ sơ."
        )
    return PersonLookup.objects.create(by=by, sought=sought[:200], found=found)
