"""Deciding and ending security and coercive measures, and the persuasion that comes before them.

A measure is a row and the step that decides it, written in one transaction; what ends it is a step
that names it. An officer signs these decisions himself (Law 26/2008/QH12, Articles 20 and 66), so
whoever may record steps records them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions import deadlines, pairing
from cases.actions.books import hold_case
from cases.actions.facts import case_facts
from cases.actions.steps import hold, may_write, write_step
from cases.choices import (
    STOCK,
    ActKind,
    Heading,
    MeasureKind,
    MeasureOutcome,
    PersuasionOutcome,
    PlanState,
    StepKind,
)
from cases.models import Asset, Case, LedgerLine, Measure, Party, Step, User
from cases.rules import Refusal
from cases.rules.measures import (
    EXPLAINED,
    SHAPES,
    Asked,
    Facts,
    adds,
    check,
    ending,
    outcomes,
    stood_at,
)
from cases.rules.running import notices_of_decision
from cases.today import today


@dataclass(frozen=True)
class NewMeasure:
    """One decision. `carried_on` is the day an asset was seized under it, when it was already;
    `replaces` the security measure it takes over from."""

    kind: MeasureKind
    on: date
    object: str = ""
    asset: Asset | None = None
    party: Party | None = None
    document_no: str = ""
    signer: str = ""
    amount: int | None = None
    until: date | None = None
    note: str = ""
    at_once: str = ""
    disproportion: str = ""
    carried_on: date | None = None
    replaces: Measure | None = None

    @property
    def asked(self) -> Asked:
        return Asked(self.kind, self.on, self.at_once, self.amount, self.disproportion)


# ---------------------------------------------------------------- deciding
@transaction.atomic
def decide_measure(case: Case, new: NewMeasure, *, by: User) -> tuple[Measure, bool]:
    """The measure, and whether it was there already: a form sent twice decides once."""
    _may(case, by)
    hold(by)
    asset = _lock(case, new.asset)
    if earlier := _same(case, new, by):
        return earlier, True
    _check(case, new)
    basis = check(new.asked, facts_of(case, new.on, asset, new.party), deadlines.calendar_now())
    measure = Measure(
        case=case,
        kind=new.kind,
        asset=asset,
        party=new.party,
        object=new.object.strip() or str(asset or new.party or ""),
        article=basis.article,
        signer=new.signer,
        disproportion=new.disproportion,
        recorded_by=by,
    )
    if not measure.object:
        raise Refusal("Ghi đối tượng của biện pháp.", "object")
    if twin := pairing.running_twin(measure):
        raise Refusal(f"Đang áp dụng biện pháp này với tài sản: {twin}.", "asset")
    measure.save()
    with deadlines.together():
        _write(measure, SHAPES[new.kind].decided, new.on, by, **_said(new))
        if new.carried_on:
            _write(measure, StepKind.SEIZED, new.carried_on, by, document_no=new.document_no)
        if new.replaces:
            end_measure(
                new.replaces, outcome=MeasureOutcome.TO_COERCION, on=new.carried_on or new.on,
                by=by, document_no=new.document_no,
            )  # fmt: skip
    return measure, False


def _said(new: NewMeasure) -> dict[str, Any]:
    at_once = f"Áp dụng ngay: {new.at_once}." if new.at_once else ""
    note = " ".join(filter(None, (at_once, new.note)))
    return {
        "document_no": new.document_no, "amount": new.amount, "until": new.until,
        "note": note[:1000],
    }  # fmt: skip


def _lock(case: Case, asset: Asset | None) -> Asset | None:
    """Books, case, asset: two who decide on one asset at once wait here for each other."""
    hold_case(case)
    if asset is None:
        return None
    rows = Asset.objects.select_for_update(no_key=True, of=("self",)).standing()
    if (kept := rows.filter(pk=asset.pk, case=case).first()) is None:
        raise Refusal("Không thuộc hồ sơ này.", "asset")
    return kept


def _same(case: Case, new: NewMeasure, by: User) -> Measure | None:
    """What the same person has recorded of the same paper, still running."""
    return Measure.objects.filter(
        case=case, kind=new.kind, asset=new.asset, party=new.party, recorded_by=by, is_open=True,
        object=new.object.strip() or str(new.asset or new.party or ""),
        steps__kind=SHAPES[new.kind].decided, steps__on=new.on, steps__cancelled_by=None,
        steps__document_no=new.document_no,
    ).first()  # fmt: skip


def _check(case: Case, new: NewMeasure) -> None:
    shape = SHAPES[new.kind]
    if new.on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if shape.needs_asset and new.asset is None:
        raise Refusal("Chọn tài sản bị áp dụng.", "asset")
    if shape.needs_party and new.party is None:
        raise Refusal("Chọn người bị áp dụng.", "party")
    if new.party is not None and new.party.case_id != case.pk:
        raise Refusal("Không thuộc hồ sơ này.", "party")
    if new.until and new.until < new.on:
        raise Refusal("Trước ngày quyết định.", "until")
    if new.carried_on:
        if shape.carried != StepKind.SEIZED:
            raise Refusal("Chỉ kê biên mới ghi ngày kê biên.", "carried_on")
        if not new.on <= new.carried_on <= today():
            raise Refusal("Từ ngày quyết định đến hôm nay.", "carried_on")
    if new.replaces and (new.replaces.case_id != case.pk or not new.replaces.is_security):
        raise Refusal("Chọn biện pháp bảo đảm của hồ sơ này.", "replaces")


def _may(case: Case, by: User) -> None:
    seen = Case.objects.visible_to(by).filter(pk=case.pk).exists()
    if not seen or not may_write(case, by):
        raise PermissionDenied


def _write(measure: Measure, kind: StepKind, on: date, by: User, **fields: Any) -> Step:
    """A step that names the measure, and the asset and party it is aimed at."""
    return write_step(
        measure.case, kind, on, by, measure=measure, asset=measure.asset, party=measure.party,
        **fields,
    )  # fmt: skip


# ---------------------------------------------------------------- going on, and ending
@transaction.atomic
def add_to_measure(
    measure: Measure,
    *,
    kind: StepKind,
    on: date,
    by: User,
    last_seen: int | None = None,
    document_no: str = "",
    note: str = "",
) -> tuple[Step, bool]:
    """What happens while it runs: ownership established, the bank's answer, carried out.

    `last_seen` is the newest step of the measure that the page showed: the same form sent again is
    the same step.
    """
    _may(measure.case, by)
    measure = pairing.hold(measure)
    said = {"kind": kind, "on": on, "document_no": document_no, "note": note}
    if last_seen is not None:
        twins = measure.steps.standing().filter(pk__gt=last_seen, recorded_by=by, **said)
        if twin := twins.first():
            return twin, True
    if kind not in adds(measure.kind):
        raise Refusal("Bước này không thuộc biện pháp.")
    steps = _running(measure, on)
    if kind == StepKind.NOTED and not note:
        raise Refusal("Ghi nội dung.", "note")
    issued = measure.plans.filter(state=PlanState.ISSUED)
    if kind == StepKind.COERCED and (plan := issued.first()):
        raise Refusal(f"Đã ban hành kế hoạch, ghi trên trang kế hoạch: {plan}.")
    if kind != StepKind.NOTED and kind in {step.kind for step in steps}:
        raise Refusal("Bước này đã được ghi.")
    return _write(measure, kind, on, by, document_no=document_no, note=note), False


@transaction.atomic
def end_measure(
    measure: Measure,
    *,
    outcome: MeasureOutcome,
    on: date,
    by: User,
    document_no: str = "",
    note: str = "",
) -> Step:
    """Chấm dứt, giải tỏa, kết thúc: once, by the step that pairs with the decision."""
    _may(measure.case, by)
    measure = pairing.hold(measure)
    steps = _running(measure, on)
    if outcome not in outcomes(measure.kind):
        raise Refusal("Kết quả không dùng cho biện pháp này.", "outcome")
    if outcome in EXPLAINED and not note:
        raise Refusal("Ghi lý do.", "note")
    if plan := measure.plans.filter(state=PlanState.ISSUED).first():
        raise Refusal(f"Kế hoạch đã ban hành chưa tổ chức, chưa dừng: {plan}.")
    kind = ending(measure.kind, outcome, [step.kind for step in steps])
    return _write(measure, kind, on, by, outcome=outcome, document_no=document_no, note=note)


def _running(measure: Measure, on: date) -> list[Step]:
    """Its standing steps; refuses what has ended, and a day out of its life."""
    steps = pairing.standing(measure)
    if not measure.is_open:
        last = steps[-1] if steps else None
        how = f": {last.label}, {last.on:%d/%m/%Y}" if last else ""
        raise Refusal(f"Biện pháp đã kết thúc{how}.")
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if steps and on < steps[0].on:
        raise Refusal(f"Trước ngày quyết định ({steps[0].on:%d/%m/%Y}).", "on")
    return steps


# ---------------------------------------------------------------- what the rules ask about
def facts_of(case: Case, on: date, asset: Asset | None, party: Party | None) -> Facts:
    acts = case.acts.filter(reversed_by=None, amount=None).exclude(kind=ActKind.REVERSE)
    rows = list(acts.order_by("on", "pk").values_list("kind", "on", "opening", "recorded_by"))
    opened = any(opening for _, _, opening, _ in rows)
    steps = case.steps.standing()
    return Facts(
        decided_on=case.decided_on,
        heading=Heading.COMPLETED
        if case.is_asset_file and not case.is_open
        else stood_at([row[:2] for row in rows], on, _opened_at(case) if opened else ""),
        notified_on=_notified(case, on, party),
        loaded=case.is_asset_file  # told by the office that delegated it
        or opened
        or any(kind == ActKind.INTAKE and not who for kind, *_, who in rows),
        interim=case.filing is not None
        and case.filing.steps.standing().filter(kind=StepKind.INTERIM_RECEIVED).exists(),
        owed=owed_of(case),
        costs=asset.costs if asset else 0,
        value=_share(asset),
        asset_state=asset.state if asset else "",
        persuaded=steps.filter(kind=StepKind.PERSUADED, on__lte=on).exists(),
        identifiers=known_by(party) if party else known_by(asset.party if asset else None),
    )


def owed_of(case: Case) -> int | None:
    """Money still to be enforced; None for a case without any."""
    amounts = [row.amount for row in case.balances.filter(heading__in=STOCK) if row.obligation_id]
    return sum(amounts) if any(amounts) else None


def _share(asset: Asset | None) -> int | None:
    if asset is None or asset.value is None:
        return None
    return asset.value * asset.share_part // asset.share_of


def _opened_at(case: Case) -> str:
    lines = LedgerLine.objects.filter(case=case, act__opening=True, obligation=None, cases=1)
    return lines.values_list("heading", flat=True).first() or Heading.IN_PROGRESS


def _notified(case: Case, on: date, party: Party | None) -> date | None:
    """When the enforcement decision was first notified, up to the day: to the party, or to a
    debtor."""
    known = next(case_facts([case.pk]))
    whom = known.subject.debtors if party is None else {party.pk}
    days = (notice.on for notice in notices_of_decision(known.facts, whom))
    return next((day for day in days if day <= on), None)


def known_by(party: Party | None) -> int:
    """How many identifiers the party is known by, besides the name; nobody named asks nothing."""
    if party is None:
        return len(("number", "year", "address"))
    return sum(map(bool, (party.identity_no, party.birth_year, party.address)))


# ---------------------------------------------------------------- persuasion
@transaction.atomic
def record_persuasion(
    case: Case,
    *,
    on: date,
    outcome: PersuasionOutcome,
    who: str,
    by: User,
    party: Party | None = None,
    note: str = "",
    document_no: str = "",
) -> tuple[Step, bool]:
    """Vận động, thuyết phục: one attempt, who took part, what came of it. Sent twice it is one."""
    _may(case, by)
    if on > today():
        raise Refusal("Ngày ở tương lai.", "on")
    if not who:
        raise Refusal("Ghi ai tham gia.", "counterpart")
    if party is not None and party.case_id != case.pk:
        raise Refusal("Không thuộc hồ sơ này.", "party")
    hold(by)
    fields = {
        "outcome": outcome, "counterpart": who, "party": party, "note": note,
        "document_no": document_no,
    }  # fmt: skip
    twins = case.steps.standing().filter(kind=StepKind.PERSUADED, on=on, recorded_by=by, **fields)
    if twin := twins.first():
        return twin, True
    return write_step(case, StepKind.PERSUADED, on, by, **fields), False
