"""The register of assets: what can be enforced against, what weighs on it, and its own steps."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cases.actions import asset_state, deadlines
from cases.actions.books import hold_case
from cases.actions.rights import is_city_on
from cases.actions.steps import hold, may_write, write_step
from cases.actions.taking import amount_to_pay
from cases.choices import (
    AssetKind,
    EncumbranceKind,
    MeasureKind,
    MeasureOutcome,
    PartyRole,
    PlanState,
    StepKind,
)
from cases.models import Asset, Case, Encumbrance, Party, Step, User
from cases.rules import Refusal
from cases.rules.assets import OWN
from cases.rules.refusal import written
from cases.today import today

NOTE = 1000
"""Letters a step's note holds."""


@dataclass(frozen=True)
class NewAsset:
    """What the register holds of an asset, besides what happens to it. Sums in đồng."""

    kind: AssetKind
    description: str
    party: Party | None = None
    identifier: str = ""
    holder: str = ""
    place: str = ""
    ward: str = ""
    share_part: int = 1
    share_of: int = 1
    co_owners: str = ""
    only_home: bool = False
    costs: int = 0
    set_aside: int = 0


def may_keep(case: Case, by: User) -> bool:
    """Who writes on the case, of its own office."""
    return may_write(case, by) and not is_city_on(case, by)


def _may(case: Case, by: User) -> None:
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists() or not may_keep(case, by):
        raise PermissionDenied


def _check(case: Case, new: NewAsset) -> None:
    if new.party is not None and new.party.case_id != case.pk:
        raise Refusal("Không thuộc hồ sơ này.", "party")
    if not 1 <= new.share_part <= new.share_of:
        raise Refusal("Phần của người phải thi hành án không lớn hơn toàn bộ.", "share_part")


@transaction.atomic
def add_asset(case: Case, new: NewAsset, *, by: User) -> tuple[Asset, bool]:
    """The asset, and whether the same person had just added it: a form sent twice is one."""
    _may(case, by)
    _check(case, new)
    hold(by)
    same = Asset.objects.filter(case=case, recorded_by=by, struck_out_at=None, **columns_of(new))
    if twin := same.first():
        return twin, True
    made = Asset.objects.create(case=case, recorded_by=by, **columns_of(new))
    deadlines.sync(case)
    return made, False


@transaction.atomic
def edit_asset(asset: Asset, new: NewAsset, *, by: User, seen: str = "") -> Asset:
    """Its description may be mended; what has happened to it must still be lawful then.

    A step keeps what stood before, who changed it and when.

    `seen` is the mark of what the page showed: of two who edit at once the second sees that.
    """
    _may(asset.case, by)
    _check(asset.case, new)
    kept = _locked(asset)
    if mark_of(kept) == _mark(columns_of(new)):
        return kept
    if seen and seen != mark_of(kept):
        raise Refusal("Người khác vừa sửa tài sản này: mở lại trang, xem rồi sửa tiếp.")
    labels = {field.name: field.verbose_name for field in Asset._meta.fields}
    changes = [
        f"{labels[name]}: {before} → {now}"
        for name, value in columns_of(new).items()
        if (before := _in_words(name, getattr(kept, name))) != (now := _in_words(name, value))
    ]
    for name, value in columns_of(new).items():
        setattr(kept, name, value)
    try:
        asset_state.life_of(kept, asset_state.standing(kept))
    except Refusal as refusal:
        raise Refusal(f"Các bước đã ghi không hợp với thay đổi này: {refusal}") from refusal
    kept.save()
    with deadlines.together():
        for note in _notes(changes):
            write_step(kept.case, StepKind.NOTED, today(), by, asset=kept, note=note)
        deadlines.sync(kept.case)
    return kept


def _notes(changes: Sequence[str]) -> list[str]:
    """The changes in as few notes as hold them."""
    notes = ["Sửa đổi, bổ sung. "]
    for change in changes:
        if len(notes[-1]) + len(change) > NOTE:
            notes.append("Sửa đổi, bổ sung (tiếp). ")
        notes[-1] += f"{change}; "
    return [note[:-2] for note in notes]


def _in_words(name: str, value: Any) -> str:
    """A column as the trace says it."""
    if name == "kind":
        return str(AssetKind(value).label)
    if isinstance(value, bool):
        return "có" if value else "không"
    return written(value) if isinstance(value, int) else str(value or "–")


def columns_of(new: NewAsset) -> dict[str, Any]:
    return {field.name: getattr(new, field.name) for field in fields(new)}


def mark_of(asset: Asset) -> str:
    """A short mark of what the register says of the asset now."""
    return _mark({field.name: getattr(asset, field.name) for field in fields(NewAsset)})


def _mark(columns: dict[str, Any]) -> str:
    said = "\x1f".join(str(getattr(value, "pk", value)) for value in columns.values())
    return sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def strike_asset(asset: Asset, *, by: User, reason: str) -> Asset:
    """Xóa khỏi danh mục: entered by mistake. One that something happened to stays."""
    _may(asset.case, by)
    kept = _locked(asset)
    if not reason.strip():
        raise Refusal("Nhập lý do xóa.", "reason")
    happened = [s for s in asset_state.standing(kept) if s.kind != StepKind.NOTED]
    if happened or kept.measures.exists():
        raise Refusal("Đã có biện pháp hoặc bước ghi với tài sản này: hủy các bước ấy trước.")
    kept.struck_out_at, kept.struck_out_by = timezone.now(), by
    kept.struck_out_reason = reason.strip()[:300]
    kept.save()
    deadlines.sync(kept.case)
    return kept


def _locked(asset: Asset) -> Asset:
    """Books and case, then the asset. The second of two waits here."""
    hold_case(asset.case)
    rows = Asset.objects.select_for_update(no_key=True, of=("self",)).select_related("case")
    kept = rows.get(pk=asset.pk)
    if kept.struck_out_at:
        raise Refusal("Tài sản đã được xóa khỏi danh mục.")
    return kept


# ---------------------------------------------------------------- what happens to it
@transaction.atomic
def record_asset_step(
    asset: Asset,
    *,
    kind: StepKind,
    on: date,
    by: User,
    last_seen: int,
    parties: Sequence[Party] = (),
    **said: Any,
) -> tuple[list[Step], bool]:
    """A step of the asset's own, one for each party named; measures are decided on their page.

    `said` are amount, counterpart, until, document_no, note. `last_seen` is the newest step the
    page showed: the same form sent again is answered again, not written again.
    """
    _may(asset.case, by)
    if kind not in (*OWN, StepKind.NOTED):
        raise Refusal("Bước này ghi cùng biện pháp bảo đảm, cưỡng chế.")
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if any(party.case_id != asset.case_id for party in parties):
        raise Refusal("Không thuộc hồ sơ này.", "parties")
    hold(by)
    kept = _locked(asset)
    if kind == StepKind.CREDITOR_TAKES:
        if len(parties) != 1 or parties[0].role != PartyRole.CREDITOR:
            raise Refusal("Chọn người được thi hành án nhận tài sản.", "parties")
        typed = said.get("amount"), said.get("note", "")
        said["amount"] = amount_to_pay(kept, parties[0], on, *typed)
    twins = (
        kept.steps.standing()
        .filter(kind=kind, on=on, recorded_by=by, pk__gt=last_seen, **said)
        .order_by("pk")
    )
    wanted = [party.pk for party in parties] or [0]
    if sorted(party or 0 for party in twins.values_list("party", flat=True)) == sorted(wanted):
        return list(twins), True
    newer = kept.steps.filter(pk__gt=last_seen, cancels=None).select_related("recorded_by")
    if step := newer.order_by("pk").first():
        raise Refusal(f"{step.recorded_by} vừa ghi: {step}. Xem lại tình trạng rồi ghi tiếp.")
    with deadlines.together():
        steps = [
            write_step(kept.case, kind, on, by, asset=kept, party=party, **said)
            for party in parties or (None,)
        ]
        if kind == StepKind.ASSET_HANDED_OVER:
            _end_seizures(kept, on, by)
    return steps, False


def _end_seizures(asset: Asset, on: date, by: User) -> None:
    """What was seized and sold is not released (Law 26/2008, Article 105): with the handover to
    the buyer the coercion is carried out. One with a day still planned ends on the plan's page."""
    running = asset.measures.filter(kind=MeasureKind.SEIZE, is_open=True)
    for measure in running.exclude(plans__state=PlanState.ISSUED):
        write_step(
            asset.case, StepKind.COERCION_ENDED, on, by, measure=measure, asset=asset,
            party=measure.party, outcome=MeasureOutcome.CARRIED_OUT, note="Đã giao tài sản.",
        )  # fmt: skip


# ---------------------------------------------------------------- what weighs on it
@transaction.atomic
def add_encumbrance(
    asset: Asset,
    *,
    by: User,
    kind: EncumbranceKind,
    holder: str,
    party: Party | None = None,
    secured: int = 0,
    since: date | None = None,
    note: str = "",
) -> Encumbrance:
    """A mortgage, pledge, dispute or lease; `party` when its holder is a party of the case."""
    _may(asset.case, by)
    kept = _locked(asset)
    if party is not None and party.case_id != kept.case_id:
        raise Refusal("Không thuộc hồ sơ này.", "party")
    same = kept.encumbrances.filter(
        kind=kind, holder=holder, party=party, secured=secured, since=since, note=note,
        ended_on=None,
    ).first()  # fmt: skip
    return same or Encumbrance.objects.create(
        asset=kept, kind=kind, holder=holder, party=party, secured=secured, since=since,
        note=note, recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def end_encumbrance(row: Encumbrance, *, by: User, on: date) -> Encumbrance:
    """Hết hạn chế: once, not before it began."""
    _may(row.asset.case, by)
    _locked(row.asset)
    kept = Encumbrance.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if kept.ended_on:
        raise Refusal(f"Đã ghi hết từ ngày {kept.ended_on:%d/%m/%Y}.")
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if kept.since and on < kept.since:
        raise Refusal("Trước ngày bắt đầu.", "on")
    kept.ended_on = on
    kept.save(update_fields=["ended_on"])
    return kept
