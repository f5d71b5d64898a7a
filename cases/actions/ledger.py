"""The only code that posts: opening a case and recording an act, each in one transaction.

Locks are taken in one order: the books of the offices (FOR SHARE, by id), the case, the number
series. A closing takes the books FOR UPDATE, so an act is booked wholly before or wholly after it.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions import deadlines
from cases.actions.books import (
    LINE_COLUMNS,
    decision_taken,
    line_rows,
    load_position,
    lock_books,
    next_entry_no,
    split_decision,
)
from cases.actions.judgments import judgment_row
from cases.actions.key_cases import mark_flagged
from cases.actions.obligations import columns_of
from cases.actions.persons import link_persons
from cases.actions.rights import may_act_on
from cases.actions.vouchers import Part, last_money_day, parts_of, voucher_of_act
from cases.choices import (
    ActKind,
    CaseKind,
    Heading,
    ObligationKind,
    PartyRole,
    PersonKind,
    Role,
)
from cases.models import (
    Act,
    Balance,
    Books,
    Case,
    CaseClass,
    Filing,
    LedgerLine,
    Obligation,
    ObligationDebtor,
    Office,
    Officer,
    Party,
    User,
)
from cases.periods import statistical_year
from cases.roles import may_record
from cases.rules import Refusal
from cases.rules.grounds import INSTALMENT, INTEREST
from cases.rules.interest import Instalments, Terms, check_shares
from cases.rules.moves import ORIGIN_MATTERS, check_allowed, register_of
from cases.rules.position import Entry, Key, Pair, Place, Position
from cases.rules.posting import booking_day, post, touched_offices
from cases.today import today


class Stale(Refusal):
    """Others recorded acts on the case after the writer's page was made."""

    def __init__(self, acts: list[Act]) -> None:
        self.acts = acts
        words = "; ".join(f"{act}, {act.recorded_by or 'nạp từ nhật ký'} ghi" for act in acts)
        super().__init__(f"Hồ sơ vừa có thay đổi: {words}. Kiểm tra lại số dư rồi ghi lại.")


@dataclass(frozen=True)
class Paper:
    """What stands on the signed paper: number, date, signer, end day. Empty for a bare booking.

    `prepared_by` is who drew it up, when another signed.
    """

    decision: str = ""
    decided_on: date | None = None
    signer: str = ""
    issuing_office: Office | None = None
    note: str = ""
    until: date | None = None
    prepared_by: User | None = None


@dataclass(frozen=True)
class NewParty:
    role: PartyRole
    name: str
    kind: PersonKind = PersonKind.NATURAL
    birth_year: int | None = None
    identity_no: str = ""
    address: str = ""
    person: int | None = None
    """Whom the writer confirmed this to be, where there is no number to tell."""
    in_prison: bool | None = None
    prison_until: date | None = None
    address_unknown: bool = False


@dataclass(frozen=True)
class NewObligation:
    """Amount in whole đồng, 0 for a thing or an act; indices point into `NewCase.parties`.

    `shares` are the parts of the debtors, in their order, when they do not owe jointly.
    """

    kind: ObligationKind
    amount: int
    description: str = ""
    creditor: int | None = None
    debtors: tuple[int, ...] = ()
    joint: bool = False
    shares: tuple[int, ...] = ()
    interest: Terms | None = None
    instalments: Instalments | None = None


@dataclass(frozen=True)
class NewCase:
    """All that the intake page holds."""

    office: Office
    officer: Officer | None
    case_class: CaseClass
    court: str
    judgment_no: str
    judgment_on: date | None
    parties: tuple[NewParty, ...]
    obligations: tuple[NewObligation, ...]
    is_key: bool = False
    continues: Case | None = None
    kind: CaseKind = CaseKind.ENFORCEMENT
    opening_at: Place | None = field(default=None)
    effective_on: date | None = None
    filing: Filing | None = None


@transaction.atomic
def open_case(new: NewCase, *, on: date, paper: Paper, by: User) -> Case:
    """Thụ lý: judgment, case, parties, obligations and the intake act, all or nothing.

    Refuses a future day, an office not valid on the day, and a decision without an obligation.
    """
    _check_right(by, ActKind.INTAKE)
    if not Office.objects.visible_to(by).filter(pk=new.office.pk).exists():
        raise PermissionDenied
    if by.role == Role.CITY_LEADER and new.office.pk != by.office_id:
        raise PermissionDenied
    if new.kind == CaseKind.DELEGATED_ASSET:
        raise Refusal("Hồ sơ xử lý tài sản ủy thác mở ở trang riêng, không thụ lý.", "kind")
    if not new.obligations:
        raise Refusal("Nhập ít nhất một khoản nghĩa vụ.", "obligations")
    judgment = judgment_row(
        new.court, new.judgment_no, new.judgment_on, new.case_class.judgment_kind, new.effective_on
    )
    case = Case.objects.create(
        kind=new.kind,
        judgment=judgment,
        filing=new.filing,
        decision=paper.decision,
        decided_on=paper.decided_on or on,
        is_key=new.is_key,
        continues=new.continues,
        office=new.office,
        officer=new.officer,
        case_class=new.case_class,
    )
    intake = _add_parties_and_obligations(case, new)
    intake[None] = 1
    entry = Entry(
        kind=ActKind.INTAKE,
        on=on,
        booked_on=on,
        key=Key(new.office.pk, new.officer.pk if new.officer else None, new.case_class.pk),
        place=new.opening_at or Place(Heading.IN_PROGRESS),
        intake=intake,
        opening=new.opening_at is not None,
    )
    _write(case, Position(), entry, paper, by)
    if new.is_key:
        mark_flagged(Case.objects.filter(pk=case.pk), by)
    return case


def party_rows(case: Case, new: tuple[NewParty, ...]) -> list[Party]:
    """The parties of a new case, each linked to its person."""
    parties = [
        Party(
            case=case,
            role=party.role,
            kind=party.kind,
            name=party.name,
            birth_year=party.birth_year,
            identity_no=party.identity_no,
            address=party.address,
            person_id=party.person,
            in_prison=party.in_prison,
            prison_until=party.prison_until,
            address_unknown=party.address_unknown,
        )
        for party in new
    ]
    link_persons(parties)
    return Party.objects.bulk_create(parties)


def _add_parties_and_obligations(case: Case, new: NewCase) -> dict[int | None, int]:
    """The rows a new case is about; answers with the amount of each obligation that has one."""
    parties = party_rows(case, new.parties)
    intake: dict[int | None, int] = {}
    for item in new.obligations:
        obligation = Obligation.objects.create(
            case=case,
            kind=item.kind,
            description=item.description,
            joint=item.joint,
            creditor=None if item.creditor is None else parties[item.creditor],
            **columns_of(item.interest, item.instalments),
        )
        if item.shares:
            check_shares(item.amount, item.shares, len(item.debtors))
        ObligationDebtor.objects.bulk_create(
            ObligationDebtor(obligation=obligation, party=parties[i], share=share)
            for i, share in zip_longest(item.debtors, item.shares)
        )
        if item.amount:
            intake[obligation.pk] = item.amount
    return intake


@transaction.atomic
def record_act(
    case_id: int,
    *,
    kind: ActKind,
    on: date,
    by: User,
    paper: Paper = Paper(),
    amount: int | None = None,
    obligation: Obligation | None = None,
    ground: str = "",
    to_office: Office | None = None,
    to_officer: Officer | None = None,
    to_class: CaseClass | None = None,
    reverses: Act | None = None,
    last_seen: int | None = None,
    together: Act | None = None,
    parts: list[Part] | None = None,
) -> Act:
    """Record one act on a case, with its ledger lines. Raises Refusal; then nothing is written.

    `amount` is whole đồng, signed for `amend`. `transfer` takes `to_office` (and `to_officer`),
    `handover` `to_officer`, `reclassify` `to_class`, `reverse` the act it reverses.
    `last_seen` is the newest act the writer's page showed: a newer one refuses as `Stale`.
    What the act moves under COLLECTED is added to `parts`, for the voucher that its caller writes
    in the same transaction; without them the act has a voucher of its own.
    """
    if not falls_due_with_money(by, kind, ground):
        _check_right(by, kind)
    seen = Case.objects.visible_to(by).get(pk=case_id)
    if not may_act_on(seen, reverses.kind if reverses else kind, by):
        raise PermissionDenied
    if kind == ActKind.PAY_OUT and paper.prepared_by in (None, by):
        raise Refusal("Người lập đề nghị chi không được tự duyệt: cần người thứ hai.", "kind")
    touched = {seen.office_id, *([to_office.pk] if to_office else ())}
    held = Balance.objects.filter(case=seen, amount__gt=0).values_list("office", flat=True)
    if reverses is not None:
        touched |= set(reverses.lines.order_by().values_list("office_id", flat=True))
    lock_books({*touched, *held})
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)
    if case.kind == CaseKind.DELEGATED_ASSET:
        raise Refusal("Hồ sơ xử lý tài sản ủy thác không ghi sổ thi hành án.", "kind")
    if case.office_id != seen.office_id:
        raise Refusal("Hồ sơ vừa được chuyển sang đơn vị khác. Tải lại trang rồi ghi lại.")
    if last_seen is not None:
        newer = case.acts.filter(pk__gt=last_seen).select_related("recorded_by").order_by("pk")
        if acts := list(newer):
            raise Stale(acts)
    key = _receiving_key(case, kind, to_office, to_officer, to_class)
    position, entry = _entry(case, kind, on, amount, obligation, ground, key, reverses)
    return _write(case, position, entry, paper, by, together, parts)


def falls_due_with_money(by: User, kind: str, ground: str) -> bool:
    """Interest and instalments enter with the collection that pays them: the accountant's too."""
    return (
        kind == ActKind.AMEND
        and ground in (INTEREST, INSTALMENT)
        and by.is_active
        and may_record(by.role, ActKind.COLLECT)
    )


def rehearse(
    case: Case,
    *,
    kind: ActKind,
    on: date,
    amount: int | None = None,
    obligation: Obligation | None = None,
    ground: str = "",
    to_officer: Officer | None = None,
    to_class: CaseClass | None = None,
    reverses: Act | None = None,
) -> list[Pair]:
    """What an act would move if it were recorded now, or its Refusal. Writes nothing."""
    _check_day(on, "on")
    key = _receiving_key(case, kind, None, to_officer, to_class)
    position, entry = _entry(case, kind, on, amount, obligation, ground, key, reverses)
    with transaction.atomic():
        open_from = lock_books(touched_offices(position, entry))
    entry.booked_on = booking_day(on, open_from.values(), position.last_booked_on)
    return post(position, entry)


def _entry(
    case: Case,
    kind: ActKind,
    on: date,
    amount: int | None,
    obligation: Obligation | None,
    ground: str,
    key: Key | None,
    reverses: Act | None,
) -> tuple[Position, Entry]:
    """The case as the books hold it, and the act about to be posted on it."""
    position = load_position(case.pk, statistical_year(max(on, case.last_booked_on or on)))
    if kind in ORIGIN_MATTERS and position.place is not None:
        check_allowed(kind, position.place.heading, on, case.case_class.origin)
    entry = Entry(
        kind=kind,
        on=on,
        booked_on=on,
        amount=amount,
        obligation=obligation.pk if obligation else None,
        ground=ground,
        key=key,
    )
    if reverses is not None:
        entry.reversed = next((p for p in position.history if p.act == reverses.pk), None)
        if entry.reversed is None:
            raise Refusal("Bút toán này đã được hủy hoặc không thuộc hồ sơ.", "reverses")
    return position, entry


def _receiving_key(
    case: Case,
    kind: str,
    to_office: Office | None,
    to_officer: Officer | None,
    to_class: CaseClass | None,
) -> Key | None:
    """Where a transfer, handover or reclassification takes the case."""
    if kind == ActKind.TRANSFER:
        if to_office is None:
            raise Refusal("Chọn đơn vị nhận.", "to_office")
        return Key(to_office.pk, to_officer.pk if to_officer else None, case.case_class_id)
    if kind == ActKind.HANDOVER:
        if to_officer is None:
            raise Refusal("Chọn Chấp hành viên nhận.", "to_officer")
        if to_officer.office_id != case.office_id:
            raise Refusal("Chấp hành viên nhận thuộc đơn vị khác.", "to_officer")
        return Key(case.office_id, to_officer.pk, case.case_class_id)
    if kind == ActKind.RECLASSIFY:
        if to_class is None:
            raise Refusal("Chọn phân loại mới.", "to_class")
        return Key(case.office_id, case.officer_id, to_class.pk)
    return None


def _write(
    case: Case,
    position: Position,
    entry: Entry,
    paper: Paper,
    by: User | None,
    together: Act | None = None,
    parts: list[Part] | None = None,
) -> Act:
    """Book the entry, number it, and insert the act with its lines and its voucher."""
    _check_day(entry.on, "on")
    _check_day(paper.decided_on, "decided_on")
    open_from = lock_books(touched_offices(position, entry))
    if entry.opening:
        entry.booked_on = Books.objects.get(office=case.office_id).day_before
    else:
        entry.booked_on = booking_day(
            entry.on, open_from.values(), _last_day(case, position, entry)
        )
        _check_office_lives(case.office, entry)
    pairs = post(position, entry)
    act = _act(case, entry, paper, by, together)
    lines = LedgerLine.objects.bulk_create(
        LedgerLine(**dict(zip(LINE_COLUMNS, row, strict=True)))
        for row in line_rows(act.pk, case.pk, pairs, entry.booked_on)
    )
    if moved := parts_of(act, lines):
        if parts is None:
            voucher_of_act(act, moved)
        else:
            parts += moved
    case.refresh_from_db()
    deadlines.sync(case)
    if case.filing and entry.kind in (ActKind.INTAKE, ActKind.REVERSE):
        deadlines.sync(case.filing)
    return act


def _act(case: Case, entry: Entry, paper: Paper, by: User | None, together: Act | None) -> Act:
    """The act's own row, numbered in its register."""
    issuing = paper.issuing_office or case.office
    register = register_of(entry.kind, entry.ground)
    number, suffix = split_decision(paper.decision)
    year = statistical_year(entry.booked_on)
    act = Act(
        case=case,
        kind=entry.kind,
        on=entry.on,
        booked_on=entry.booked_on,
        issuing_office=issuing,
        register=register,
        register_year=year,
        decision=paper.decision,
        decision_no=number,
        decision_suffix=suffix if number is not None else "",
        decision_year=None if number is None else statistical_year(paper.decided_on or entry.on),
        decided_on=paper.decided_on,
        signer=paper.signer,
        until=paper.until,
        prepared_by=paper.prepared_by,
        recorded_by=by,
        amount=entry.amount,
        obligation_id=entry.obligation,
        ground=entry.ground,
        opening=entry.opening,
        reverses_id=entry.reversed.act if entry.reversed else None,
        together=together,
        note=paper.note,
    )
    act.entry_no = next_entry_no(issuing.pk, register, year)  # two with one number now take turns
    if number is not None:
        act.entered_again = decision_taken(act)
    act.save(force_insert=True)
    return act


def _last_day(case: Case, position: Position, entry: Entry) -> date | None:
    """The last booked day of the case; for an act that moves money, of its money too."""
    kind = entry.reversed.kind if entry.reversed else entry.kind
    money = last_money_day([case.pk]) if kind in (ActKind.COLLECT, ActKind.PAY_OUT) else None
    return max(filter(None, (position.last_booked_on, money)), default=None)


def _check_right(by: User, kind: ActKind) -> None:
    if not may_record(by.role, kind) or not by.is_active:
        raise PermissionDenied


def _check_day(day: date | None, field: str) -> None:
    if day and day > today():
        raise Refusal("Ngày ở tương lai.", field)


def _check_office_lives(office: Office, entry: Entry) -> None:
    """A new case is docketed by an office that exists on the day it is booked."""
    if entry.kind == ActKind.INTAKE and not (
        office.valid_from <= entry.booked_on
        and (office.valid_to is None or entry.booked_on <= office.valid_to)
    ):
        raise Refusal(f"{office} không hoạt động vào ngày ghi sổ.", "office")
