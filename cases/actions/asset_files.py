"""Handling an asset another office delegated: a file without obligation, act or ledger line."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions import deadlines
from cases.actions.assets import NewAsset, columns_of
from cases.actions.books import hold_case, lock_books
from cases.actions.judgments import judgment_row
from cases.actions.ledger import NewParty, party_rows
from cases.actions.rights import carries_on
from cases.actions.steps import hold, may_write, write_step
from cases.choices import ActKind, CaseKind, StepKind
from cases.models import Asset, Case, CaseClass, Office, Officer, Party, Step, User
from cases.roles import RECORD, SIGN, may_record
from cases.rules import Refusal
from cases.today import today


@dataclass(frozen=True)
class NewAssetFile:
    """What the delegating office sent, and the decision to handle it. Assets are the debtor's."""

    office: Office
    officer: Officer | None
    case_class: CaseClass
    court: str
    judgment_no: str
    judgment_on: date
    delegated_by: str
    delegation_no: str
    received_on: date
    decision: str
    decided_on: date
    parties: tuple[NewParty, ...]
    assets: tuple[NewAsset, ...]
    """Each without its party: it belongs to the first debtor."""
    debtor: int = 0
    """Which of the parties that is."""


@transaction.atomic
def open_asset_file(new: NewAssetFile, *, by: User) -> tuple[Case, bool]:
    """The file, and whether the same person had opened it before: a form sent twice is one."""
    if not by.is_active or not may_record(by.role, ActKind.INTAKE) or by.office_id != new.office.pk:
        raise PermissionDenied
    _check(new)
    hold(by)
    if twin := _sent_before(new, by):
        return twin, True
    lock_books([new.office.pk])
    case = Case.objects.create(
        kind=CaseKind.DELEGATED_ASSET,
        judgment=judgment_row(
            new.court, new.judgment_no, new.judgment_on, new.case_class.judgment_kind, None
        ),
        decision=new.decision,
        decided_on=new.decided_on,
        office=new.office,
        officer=new.officer,
        case_class=new.case_class,
    )
    debtor = party_rows(case, new.parties)[new.debtor]
    Asset.objects.bulk_create(
        Asset(case=case, recorded_by=by, **columns_of(replace(asset, party=debtor)))
        for asset in new.assets
    )
    with deadlines.together():
        write_step(
            case, StepKind.ASSET_DELEGATION_RECEIVED, new.received_on, by,
            counterpart=new.delegated_by, document_no=new.delegation_no,
        )  # fmt: skip
        write_step(
            case, StepKind.ASSET_DELEGATION_DECIDED, new.decided_on, by, document_no=new.decision
        )
    return case, False


def may_assign(case: Case, by: User) -> bool:
    """Who signs handovers, or records them, in the office that has the file or carries it on."""
    return by.is_active and (by.may(SIGN) or by.may(RECORD)) and carries_on(case.office, by)


@transaction.atomic
def assign_file(case: Case, officer: Officer, *, by: User, on: date, note: str = "") -> Step:
    """Giao Chấp hành viên: of a file that is in no ledger a step says what a handover's act says
    of a case. A successor's officer takes the file into the successor's own hands."""
    hold_case(case)
    kept = Case.objects.select_related("office", "officer").get(pk=case.pk)
    if not kept.is_asset_file or not may_assign(kept, by):
        raise PermissionDenied
    if officer.office_id != by.office_id:
        raise Refusal("Chấp hành viên của đơn vị khác.", "officer")
    if not kept.is_open:
        raise Refusal("Hồ sơ đã kết thúc.")
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if officer.pk == kept.officer_id:
        raise Refusal(f"Hồ sơ đang do {officer} giữ.", "officer")
    return carry_file(kept, officer.office, officer, by=by, on=on, note=note)


def carry_file(
    case: Case, office: Office, officer: Officer | None, *, by: User, on: date, note: str,
    document_no: str = "",
) -> Step:  # fmt: skip
    """Another holder for a locked file, by who may: its terms go with it."""
    before = f", từ {case.officer}" if case.officer else ""
    to = f"Giao Chấp hành viên {officer}" if officer else f"Giao {office}, chưa phân công"
    case.office, case.officer = office, officer
    case.save(update_fields=["office", "officer"])
    said = " ".join(filter(None, (f"{to}{before}.", note)))
    return write_step(case, StepKind.NOTED, on, by, note=said[:1000], document_no=document_no)


@transaction.atomic
def add_party(case: Case, new: NewParty, *, by: User) -> Party:
    """Another creditor, debtor or person concerned: no obligation of a file says who they are."""
    if not case.is_asset_file or not may_write(case, by):
        raise PermissionDenied
    hold(by)
    twin = case.parties.filter(role=new.role, name=new.name, address=new.address)
    if known := twin.first():
        return known
    (party,) = party_rows(case, (new,))
    deadlines.sync(case)
    return party


def delegated_by(case: Case) -> str:
    """Where the money of a file goes; nothing for a case of one's own."""
    rows = case.steps.filter(kind=StepKind.ASSET_DELEGATION_RECEIVED, cancelled_by=None)
    return rows.order_by("-pk").values_list("counterpart", flat=True).first() or ""


def _check(new: NewAssetFile) -> None:
    if not new.delegated_by.strip():
        raise Refusal("Ghi cơ quan ủy thác.", "delegated_by")
    if not new.decision.strip():
        raise Refusal("Nhập số quyết định.", "decision")
    if not new.assets:
        raise Refusal("Nhập ít nhất một tài sản được ủy thác xử lý.", "description")
    if new.decided_on > today():
        raise Refusal("Ngày quyết định ở tương lai.", "decided_on")
    if new.decided_on < new.received_on:
        raise Refusal("Quyết định phải có sau ngày nhận ủy thác.", "decided_on")
    if new.received_on < new.judgment_on:
        raise Refusal("Bản án phải có trước ngày nhận ủy thác.", "judgment_on")


def _sent_before(new: NewAssetFile, by: User) -> Case | None:
    return Case.objects.filter(
        kind=CaseKind.DELEGATED_ASSET, office=new.office, decision=new.decision,
        decided_on=new.decided_on, steps__kind=StepKind.ASSET_DELEGATION_DECIDED,
        steps__recorded_by=by, steps__cancelled_by=None,
    ).first()  # fmt: skip
