"""The demo's coercions of all the years, written in bulk as the screens would have left them."""

from collections.abc import Sequence
from datetime import date, time

from cases.choices import (
    ActKind,
    CoercionResult,
    ForceBody,
    MeasureKind,
    MeasureOutcome,
    PartyRole,
    PersuasionOutcome,
    PlanState,
    StepKind,
)
from cases.demo.coercions import COERCIONS, Coercion, Ended, draw_coercions
from cases.demo.figures import CUT
from cases.models import Act, CoercionPlan, Measure, Party, PlanForce, Step
from cases.periods import year_end, year_start
from cases.rules.measures import basis_of

KINDS = {
    MeasureKind.DEDUCT_ACCOUNT: "Tài khoản của người phải thi hành án",
    MeasureKind.DEDUCT_INCOME: "Thu nhập hằng tháng của người phải thi hành án",
    MeasureKind.HAND_OVER: "Tài sản phải giao theo bản án",
}
WHO = "Chấp hành viên, tổ dân phố, cán bộ địa phương"
FORCES = ((ForceBody.ENFORCEMENT, 4), (ForceBody.POLICE, 9), (ForceBody.COMMUNE, 3))


def write_coercions() -> int:
    """Each year's, beside what the desk has told; answers with how many."""
    count = 0
    for row in COERCIONS:
        span = {"on__range": (year_start(row.year), year_end(row.year))}
        told = Step.objects.standing().filter(**span)
        drawn = draw_coercions(
            row,
            _ended(row.year),
            told.filter(kind=StepKind.COERCION_DECIDED).count(),
            told.filter(kind=StepKind.COERCED).count(),
        )
        count += _write(list(drawn))
    return count


def _ended(year: int) -> list[Ended]:
    """Cases of private creditors that ended in the year, at an office of before the cut."""
    acts = Act.objects.filter(
        kind=ActKind.COMPLETE, on__range=(year_start(year), year_end(year)), on__lt=CUT,
        case__case_class__origin="on_request", case__continues=None, case__measures=None,
    )  # fmt: skip
    rows = acts.order_by("pk").values_list(
        "case", "case__office", "case__officer", "case__decided_on", "on"
    )
    found = list(rows)
    debtors = dict(
        Party.objects.filter(role=PartyRole.DEBTOR, case__in=[row[0] for row in found]).values_list(
            "case", "pk"
        )
    )
    return [Ended(*row[:3], debtors.get(row[0]), *row[3:]) for row in found]


def _write(drawn: Sequence[Coercion]) -> int:
    kinds = [_kind(row) for row in drawn]
    measures = Measure.objects.bulk_create(
        Measure(
            case_id=row.case.pk, kind=kind, party_id=row.case.debtor, object=KINDS[kind],
            article=basis_of(kind, row.decided_on).article, is_open=False,  # type: ignore[union-attr]
            decided_on=row.decided_on,
        )
        for row, kind in zip(drawn, kinds, strict=True)
    )  # fmt: skip
    plans: dict[int, CoercionPlan] = {
        n: CoercionPlan(
            case_id=row.case.pk, measure=measures[n], office_id=row.case.office, on=row.ended_on,
            starts_at=time(8), ends_at=time(11, 30), place="Nơi có tài sản phải giao",
            ward="Địa phương", method="Mời tự nguyện giao; kiểm kê, chuyển đồ đạc, bàn giao.",
        )
        for n, row in enumerate(drawn)
        if row.carried_out and row.with_forces
    }  # fmt: skip
    CoercionPlan.objects.bulk_create(plans.values())
    PlanForce.objects.bulk_create(
        PlanForce(plan=plan, body=body, head_count=heads)
        for plan in plans.values()
        for body, heads in FORCES
    )
    held = [plan.pk for plan in plans.values()]
    CoercionPlan.objects.filter(pk__in=held).update(state=PlanState.HELD)
    Step.objects.bulk_create(
        step for n, row in enumerate(drawn) for step in _steps(row, measures[n], plans.get(n))
    )
    return len(drawn)


def _kind(row: Coercion) -> MeasureKind:
    if row.with_forces and row.carried_out:
        return MeasureKind.HAND_OVER
    return (MeasureKind.DEDUCT_ACCOUNT, MeasureKind.DEDUCT_INCOME)[row.number % 3 == 0]


def _steps(row: Coercion, measure: Measure, plan: CoercionPlan | None) -> list[Step]:
    persuaded = PersuasionOutcome.REFUSED if row.carried_out else PersuasionOutcome.AGREED
    outcome = MeasureOutcome.CARRIED_OUT if row.carried_out else MeasureOutcome.VOLUNTARY
    steps = [
        _step(row, StepKind.PERSUADED, row.persuaded_on, outcome=persuaded, counterpart=WHO),
        _step(row, StepKind.COERCION_DECIDED, row.decided_on, measure=measure,
              document_no=f"{row.number}/QĐ"),
        _step(row, StepKind.SENT_TO_PROCURACY, row.decided_on, measure=measure),
    ]  # fmt: skip
    if row.carried_out:
        result = CoercionResult.CARRIED_OUT
        steps.append(
            _step(row, StepKind.COERCED, row.ended_on, measure=measure, plan=plan, outcome=result,
                  at=time(9))
        )  # fmt: skip
    steps.append(
        _step(row, StepKind.COERCION_ENDED, row.ended_on, measure=measure, outcome=outcome)
    )
    return steps


def _step(row: Coercion, kind: StepKind, on: date, **said: object) -> Step:
    case = row.case
    return Step(
        case_id=case.pk, office_id=case.office, officer_id=case.officer, party_id=case.debtor,
        kind=kind, on=on, booked_on=on, **said,
    )  # fmt: skip
