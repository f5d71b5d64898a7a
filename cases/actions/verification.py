"""Xác minh điều kiện thi hành án: step, result, assets and what became known of the party."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.actions import deadlines
from cases.actions.books import hold_case
from cases.actions.steps import record_step
from cases.choices import AssetKind, Conclusion, StepKind, VerificationSource
from cases.models import Asset, Case, Party, Step, User, Verification
from cases.rules import Refusal


@dataclass(frozen=True)
class Circumstances:
    """What decides how often a debtor without means is verified again (Article 44(2))."""

    in_prison: bool | None = None
    prison_until: date | None = None
    address_unknown: bool = False

    @classmethod
    def of(cls, party: Party) -> "Circumstances":
        return cls(party.in_prison, party.prison_until, party.address_unknown)

    def __str__(self) -> str:
        prison = "Đang chấp hành án phạt tù" if self.in_prison else ""
        if self.in_prison and self.prison_until:
            prison += f" đến {self.prison_until:%d/%m/%Y}"
        if self.in_prison is False:
            prison = "Không chấp hành án phạt tù"
        unknown = "chưa rõ địa chỉ, nơi cư trú" if self.address_unknown else "đã rõ địa chỉ"
        words = ", ".join(filter(None, (prison, unknown)))
        return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class FoundAsset:
    kind: AssetKind
    description: str
    identifier: str = ""


@dataclass(frozen=True)
class NewVerification:
    """All that the page of a verification holds."""

    party: Party
    source: VerificationSource
    result: str
    conclusion: Conclusion
    circumstances: Circumstances
    place: str = ""
    document_no: str = ""
    assets: tuple[FoundAsset, ...] = ()


@transaction.atomic
def record_verification(
    case: Case, new: NewVerification, *, on: date, by: User
) -> tuple[Verification, bool]:
    """One verification, all or nothing; answers with it and whether it was there already.

    The party's circumstances are written before the step, so that the terms which the step starts
    are reckoned from what has just become known.
    """
    hold_case(case)
    if earlier := _same(case, new, on, by):
        return earlier, True
    changed = _update(new.party, new.circumstances)
    step = record_step(
        case, kind=StepKind.VERIFIED, on=on, by=by, party=new.party,
        document_no=new.document_no, note=f"{changed}." if changed else "",
    )  # fmt: skip
    verification = Verification.objects.create(
        step=step,
        source=new.source,
        place=new.place,
        result=new.result,
        conclusion=new.conclusion,
    )
    Asset.objects.bulk_create(
        Asset(
            case=case,
            party=new.party,
            verification=verification,
            kind=asset.kind,
            description=asset.description,
            identifier=asset.identifier,
            recorded_by=by,
        )
        for asset in new.assets
    )
    deadlines.sync(case)  # again: its conclusion decides which terms the step starts
    return verification, False


@transaction.atomic
def note_circumstances(party: Party, new: Circumstances, *, on: date, by: User) -> Step | None:
    """Prison and address of a party, with a step as the trace; None when nothing is new."""
    hold_case(party.case)
    if changed := _update(party, new):
        note = f"{party.name}: {changed}."
        return record_step(
            party.case, kind=StepKind.NOTED, on=on, by=by, party=party, note=note[:1000]
        )
    return None


def _same(case: Case, new: NewVerification, on: date, by: User) -> Verification | None:
    return Verification.objects.filter(
        step__case=case,
        step__party=new.party,
        step__on=on,
        step__document_no=new.document_no,
        step__recorded_by=by,
        step__cancelled_by=None,
        source=new.source,
        conclusion=new.conclusion,
        result=new.result,
    ).first()


def _update(party: Party, new: Circumstances) -> Circumstances | None:
    """The circumstances when they are other than before."""
    if new.prison_until and not new.in_prison:
        raise Refusal("Chỉ ghi ngày khi đang chấp hành án phạt tù.", "prison_until")
    if Circumstances.of(party) == new:
        return None
    party.in_prison, party.prison_until = new.in_prison, new.prison_until
    party.address_unknown = new.address_unknown
    party.save(update_fields=["in_prison", "prison_until", "address_unknown"])
    return new
