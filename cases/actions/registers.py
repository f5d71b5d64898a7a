"""Writing in the simple registers: a matter, what answers or ends it, and the cancelling of either.

Booked under the same closings as the ledger. Locks: the writer, the books, the series.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.books import lock_books, next_entry_no
from cases.actions.steps import hold
from cases.models import Case, Office, RegisterEntry, User
from cases.periods import statistical_year
from cases.register_kinds import MAY_AMOUNT, MAY_HIDE, SHAPES, WITH_AMOUNT, Book, EntryKind
from cases.roles import may_step
from cases.rules import Refusal
from cases.rules.posting import booking_day
from cases.today import today


@transaction.atomic
def enter(
    book: Book,
    *,
    by: User,
    kind: EntryKind,
    on: date,
    person: str,
    content: str,
    document_no: str = "",
    people: int | None = None,
    case: Case | None = None,
    amount: int | None = None,
) -> tuple[RegisterEntry, bool]:
    """Vào sổ: a matter with the next number. The same page sent twice is one: then True."""
    if by.office is None or not may_step(by.role) or not by.is_active:
        raise PermissionDenied
    if kind not in SHAPES[book].opens:
        raise Refusal("Sổ này không có loại đó.", "kind")
    _check_day(on)
    if not person and kind not in MAY_HIDE:
        raise Refusal("Nhập người, cơ quan.", "person")
    if case is not None and not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refusal("Không có hồ sơ này.", "case")
    _check_amount(kind, amount)
    said = {
        "register": book, "office": by.office, "kind": kind, "on": on, "person": person,
        "content": content, "document_no": document_no, "people": people, "case": case,
        "amount": amount,
    }  # fmt: skip
    return _written(said, by, numbered=True)


@transaction.atomic
def answer(
    matter: RegisterEntry,
    *,
    by: User,
    kind: EntryKind,
    on: date,
    content: str = "",
    document_no: str = "",
    amount: int | None = None,
) -> tuple[RegisterEntry, bool]:
    """Ghi kết quả: what ends a matter, once, or follows its end."""
    _check_right(matter, by)
    kept = _held(matter)
    if kept.entry_no is None:
        raise Refusal("Chỉ ghi kết quả cho mục có số.")
    _check_day(on)
    _check_amount(kind, amount)
    said = {
        "register": kept.register, "office": kept.office, "kind": kind, "on": on,
        "content": content, "document_no": document_no, "amount": amount, "refers_to": kept,
    }  # fmt: skip
    if (twin := _same(said, by)) is not None:
        return twin, True
    if on < kept.on:
        raise Refusal(f"Trước ngày vào sổ ({kept.on:%d/%m/%Y}).", "on")
    shape = SHAPES[kept.register]
    ended = kept.answers.standing().filter(kind__in=shape.ends).first()  # type: ignore[attr-defined]
    if kind in shape.ends:
        if ended is not None:
            raise Refusal(f"Đã ghi kết quả: {ended}. Hủy mục đó trước khi ghi lại.", "kind")
    elif kind not in shape.follows:
        raise Refusal("Sổ này không có kết quả đó.", "kind")
    elif ended is None:
        raise Refusal("Ghi quyết định giải quyết trước.", "kind")
    return _written(said, by, numbered=False)


@transaction.atomic
def cancel(entry: RegisterEntry, *, by: User, reason: str) -> RegisterEntry:
    """Hủy mục đã ghi: another entry that points to it; what answers it goes first."""
    _check_right(entry, by)
    if not reason:
        raise Refusal("Nhập lý do hủy.", "content")
    kept = _held(entry)
    if kept.kind == EntryKind.CANCELLED:
        raise Refusal("Mục này đã là mục hủy.")
    if (later := _resting_on(kept)) is not None:
        raise Refusal(f"Hủy “{later}” trước: mục đó dựa vào mục này.")
    said = {
        "register": kept.register, "office": kept.office, "kind": EntryKind.CANCELLED,
        "on": today(), "content": reason, "cancels": kept,
    }  # fmt: skip
    return _written(said, by, numbered=False)[0]


def may_write(entry: RegisterEntry, by: User) -> bool:
    """Who keeps registers, in those of the own office and of what it carries on."""
    own = Office.objects.visible_to(by).itself(by.office_id or 0)
    return by.is_active and may_step(by.role) and own.filter(pk=entry.office_id).exists()


def _resting_on(kept: RegisterEntry) -> RegisterEntry | None:
    """An answer of the matter, or what followed its end."""
    if kept.entry_no is not None:
        return kept.answers.standing().first()  # type: ignore[attr-defined]
    shape = SHAPES[kept.register]
    if kept.kind not in shape.ends or kept.refers_to is None:
        return None
    rows = kept.refers_to.answers.standing()  # type: ignore[attr-defined]
    return rows.filter(kind__in=shape.follows).first()


def _held(entry: RegisterEntry) -> RegisterEntry:
    """The entry as it stands, after its matter is held: one of two who answer waits here."""
    of = entry.refers_to_id or entry.pk
    RegisterEntry.objects.select_for_update(no_key=True, of=("self",)).get(pk=of)
    kept = RegisterEntry.objects.select_related("office", "refers_to").get(pk=entry.pk)
    if RegisterEntry.objects.filter(cancels=kept).exists():
        raise Refusal("Mục này đã được hủy.")
    return kept


def _check_right(entry: RegisterEntry, by: User) -> None:
    seen = RegisterEntry.objects.visible_to(by).filter(pk=entry.pk).exists()
    if not seen or not may_write(entry, by):
        raise PermissionDenied


def _check_day(on: date) -> None:
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")


def _check_amount(kind: EntryKind, amount: int | None) -> None:
    if kind in WITH_AMOUNT and not amount:
        raise Refusal("Nhập số tiền.", "amount")
    if amount and kind not in MAY_AMOUNT:
        raise Refusal("Loại này không ghi số tiền.", "amount")


def _same(said: dict, by: User) -> RegisterEntry | None:
    return RegisterEntry.objects.standing().filter(**said, recorded_by=by).first()


def _written(said: dict, by: User, *, numbered: bool) -> tuple[RegisterEntry, bool]:
    hold(by)
    if numbered and (twin := _same(said, by)) is not None:
        return twin, True
    office, book = said["office"].pk, said["register"]
    booked_on = booking_day(said["on"], lock_books([office]).values(), None)
    year = statistical_year(booked_on)
    number = next_entry_no(office, book, year) if numbered else None
    made = RegisterEntry.objects.create(
        **said, booked_on=booked_on, register_year=year, entry_no=number, recorded_by=by
    )
    return made, False
