"""What steps decide of rows beside them: whether a measure runs, what came of a referral.

Whoever writes or cancels a step passes through here. `Measure.is_open` and `decided_on` are read
off the standing steps; a part of a referral is taken back with its step.
"""

from cases.actions.books import hold_case
from cases.choices import PlanState, StepKind
from cases.models import AgendaItem, Measure, Referral, Step
from cases.rules import Refusal
from cases.rules.measures import DECIDES, ENDS, decided_on, is_open


def standing(measure: Measure) -> list[Step]:
    """The measure's steps that were not cancelled, oldest first."""
    return list(measure.steps.standing().order_by("on", "pk"))


def hold(measure: Measure) -> Measure:
    """Books, case, measure: the order of all locks."""
    hold_case(measure.case)
    rows = Measure.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("case__office", "case__officer", "asset", "party").get(pk=measure.pk)


def settle(step: Step) -> None:
    """After a step was written: whether its measure still runs, and since when."""
    named = step.cancels or step
    if step.cancels and named.kind in _OF_REFERRALS:
        _take_back(named)
    if named.measure_id:
        steps = Step.objects.standing().filter(measure=named.measure_id)
        told = list(steps.values_list("kind", "on"))
        now = {"is_open": is_open(kind for kind, _ in told), "decided_on": decided_on(told)}
        Measure.objects.filter(pk=named.measure_id).exclude(**now).update(**now)


def may_cancel(step: Step) -> None:
    """Refuse to cancel what other standing steps of the measure rest on."""
    if step.kind in _OF_REFERRALS and (answer := _answered(step)):
        raise Refusal(f"Hủy “{answer.label}” trước: bước đó dựa vào bước này.")
    if step.kind == StepKind.REFERRAL_CONCLUDED and (notice := _notice_of(step)):
        raise Refusal(f"Kết luận này đã ban hành theo Thông báo số {notice}.")
    if step.measure is None:
        return
    measure = hold(step.measure)
    others = [row for row in standing(measure) if row.pk != step.pk and row.kind != StepKind.NOTED]
    rests = next((row for row in others if row.kind in ENDS or step.kind in DECIDES), None)
    if rests:
        raise Refusal(f"Hủy “{rests.label}” trước: bước đó dựa vào bước này.")
    if step.kind in DECIDES and measure.plans.exclude(state=PlanState.DRAFT).exists():
        raise Refusal("Đã có kế hoạch cưỡng chế ban hành theo quyết định này.")
    if step.kind in ENDS and (twin := running_twin(measure)):
        raise Refusal(f"Tài sản đã bị áp dụng lại cùng biện pháp: {twin}.")


def running_twin(measure: Measure) -> Measure | None:
    """Another open measure of the kind on the same asset."""
    if measure.asset_id is None:
        return None
    rows = Measure.objects.filter(asset=measure.asset_id, kind=measure.kind, is_open=True)
    return rows.exclude(pk=measure.pk).first()


# ---------------------------------------------------------------- referrals
_CONCLUSION = (
    ("concluded_on", None), ("conclusion_no", ""), ("conclusion", ""), ("responsible", ""),
    ("due_on", None), ("concluded", None),
)  # fmt: skip
_FOLLOW_UP = (("followed_on", None), ("follow_up", ""), ("followed", None))
_OF_REFERRALS = (StepKind.REFERRED, StepKind.REFERRAL_CONCLUDED, StepKind.REFERRAL_FOLLOWED)


def _answered(step: Step) -> Step | None:
    """The step of a referral that rests on this one."""
    if step.case:
        hold_case(step.case)
    rows = Referral.objects.select_for_update(of=("self",))
    if step.kind == StepKind.REFERRED:
        referral = rows.filter(sent=step).first()
        return referral.concluded if referral else None
    referral = rows.filter(concluded=step).first()
    return referral.followed if referral else None


def _notice_of(step: Step) -> str:
    """The number of the committee's notice that says what this step concludes; empty before."""
    items = AgendaItem.objects.filter(concluded=step).exclude(meeting__notice_no="")
    return items.values_list("meeting__notice_no", flat=True).first() or ""


def _take_back(step: Step) -> None:
    Referral.objects.filter(followed=step).update(**dict(_FOLLOW_UP))
    Referral.objects.filter(concluded=step).update(**dict(_CONCLUSION))
