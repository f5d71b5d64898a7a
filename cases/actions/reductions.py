"""Miễn, giảm khoản nộp ngân sách: what of a case Article 61 asks about, and who qualifies."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Least

from cases.choices import BUDGET_KINDS, OPEN_PLACES, ActKind, Conclusion, Heading, ObligationKind
from cases.laws import L08
from cases.models import Act, Balance, Case, Obligation, Step, Verification
from cases.rules import Refusal
from cases.rules.calendar import months_later
from cases.rules.reductions import SPECIAL_GROUND, Duty, answer_for, check_amount
from cases.rules.steps import REDUCTION

PAID = (Heading.COLLECTED, Heading.COMPLETED)
GONE = (Heading.REDUCED, Heading.TERMINATED)
WITHOUT = (Heading.WITHOUT_MEANS, Heading.SEPARATE_BOOK)
SPECIAL_KINDS = (ObligationKind.COURT_FEE, ObligationKind.FINE)


def duty_of(case: Case, on: date) -> Duty:
    """The State duties of a case, and its facts as of a day."""
    return duties_of([case], on)[case.pk]


def duties_of(cases: Sequence[Case], on: date) -> dict[int, Duty]:
    """The same of many cases, in a fixed number of queries when what they continue came along."""
    owed = Obligation.objects.filter(case__in=cases, kind__in=BUDGET_KINDS).values("pk")
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Balance.objects.filter(case__in=cases, obligation_id__in=owed).order_by()
    for case_id, heading, amount in rows.values_list("case", "heading").annotate(Sum("amount")):
        sums[case_id][heading] = amount
    verified = Verification.objects.filter(
        step__case__in=cases, step__cancelled_by=None, step__on__lte=on,
        conclusion=Conclusion.WITHOUT_MEANS,
    )  # fmt: skip
    last = dict(verified.order_by().values_list("step__case").annotate(Max("step__on")))
    reduced = _reduced([case.judgment_id for case in cases])
    return {
        case.pk: _duty(case, sums[case.pk], last.get(case.pk), tuple(reduced[case.judgment_id]))
        for case in cases
    }


def _reduced(judgments: list[int]) -> dict[int, list[date]]:
    """The days of exemptions and reductions under each judgment."""
    found: dict[int, list[date]] = defaultdict(list)
    acts = Act.objects.filter(
        case__judgment__in=judgments, kind=ActKind.REDUCE, reversed_by=None
    ).order_by("on")
    for judgment, day in acts.values_list("case__judgment", "on"):
        found[judgment].append(day)
    return found


def _duty(
    case: Case, sums: dict[str, int], verified_on: date | None, reduced_on: tuple[date, ...]
) -> Duty:
    paid, gone, rest = (sum(sums.get(h, 0) for h in places) for places in (PAID, GONE, OPEN_PLACES))
    first = case.continues.decided_on if case.continues else case.decided_on
    return Duty(
        first_decision_on=min(first, case.decided_on),
        due=rest + paid + gone,
        paid=paid,
        rest=rest,
        without_means=case.heading in WITHOUT,
        verified_on=verified_on,
        reduced_on=reduced_on,
    )


def stages_of(cases: Sequence[Case]) -> dict[int, Step]:
    """How far the exemption or reduction of each has gone: its last step since one was booked."""
    booked = Act.objects.filter(
        case=OuterRef("case"), kind=ActKind.REDUCE, reversed_by=None, on__gte=OuterRef("on")
    )
    rows = Step.objects.standing().filter(~Exists(booked), case__in=cases, kind__in=REDUCTION)
    return {step.case_id or 0: step for step in rows.order_by("on", "pk")}


def check_reduction(
    case: Case, on: date, amount: int, obligation: Obligation | None, ground: str
) -> None:
    """Refuse what Article 61 does not allow; what the file does not show yet only warns."""
    kinds = (
        {obligation.kind} if obligation else set(case.obligations.values_list("kind", flat=True))
    )
    field = "obligation" if obligation else "amount"
    if not kinds <= set(BUDGET_KINDS):
        raise Refusal(
            f"Chỉ miễn, giảm khoản thu nộp ngân sách nhà nước: chọn khoản ấy (Điều 61 {L08}).",
            field,
        )
    duty = duty_of(case, on)
    if ground == SPECIAL_GROUND:
        if not kinds <= set(SPECIAL_KINDS):
            raise Refusal(
                f"Chỉ miễn phần án phí, tiền phạt còn lại (khoản 4 Điều 61 {L08}).", field
            )
        if not duty.part_paid:
            raise Refusal(
                "Chưa thi hành được một phần năm mươi án phí, tiền phạt (khoản 4 Điều 61"
                f" {L08}, Điều 4 Thông tư liên tịch 12/2015).", "ground",
            )  # fmt: skip
        return
    answer = answer_for(duty, on)
    if answer.missing:
        raise Refusal(" ".join(answer.missing), "on" if answer.clause else "amount")
    if over := check_amount(answer, amount):
        raise Refusal(over, "amount")


def reduction_words(case: Case, on: date) -> list[str]:
    """What the page of the act says: qualifies and for how much, or why not yet."""
    answer = answer_for(duty_of(case, on), on)
    if answer.missing:
        return [f"Chưa đủ điều kiện miễn, giảm: {words}" for words in answer.missing]
    assert answer.clause is not None
    words = f"Đủ điều kiện về thời gian, số tiền. {answer.clause.words}: tối đa "
    amount = f"{answer.most:,}".replace(",", ".")
    return [f"{words}{amount} đồng ({answer.basis}).", *answer.lacking]


# ---------------------------------------------------------------- who qualifies
def qualifying(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Cases without means whose years and sums fit a clause, not reduced within a year.

    The sums of all come in one grouped statement and the clauses are asked here: as subqueries of
    each case they were counted once for every clause.
    """
    first = Least(F("decided_on"), Coalesce(F("continues__decided_on"), F("decided_on")))
    rows = cases.filter(heading__in=WITHOUT)
    owed = Obligation.objects.filter(case__in=rows.values("pk"), kind__in=BUDGET_KINDS)
    sums = Balance.objects.filter(obligation_id__in=owed.values("pk")).order_by().values("case")
    sums = sums.annotate(
        rest=_sum(OPEN_PLACES), paid=_sum(PAID), gone=_sum(GONE),
        decided=F("case__decided_on"), before=F("case__continues__decided_on"),
    )  # fmt: skip
    fits = []
    for row in sums.filter(rest__gt=0):
        day = min(row["decided"], row["before"] or row["decided"])
        due = row["rest"] + row["paid"] + row["gone"]
        answer = answer_for(Duty(day, due, row["paid"], row["rest"], True), on)
        if answer.clause and not answer.missing:
            fits.append(row["case"])
    since = months_later(on, -12)
    reduced = Act.objects.filter(
        case__judgment=OuterRef("judgment"), kind=ActKind.REDUCE, reversed_by=None,
        on__gte=since, on__lt=on,
    )  # fmt: skip
    rows = rows.filter(pk__in=fits).filter(~Exists(reduced)).annotate(first_on=first)
    return rows.select_related("continues", "office", "officer").order_by("first_on", "pk")


def _sum(headings: tuple[Heading, ...]) -> Coalesce:
    return Coalesce(Sum("amount", filter=Q(heading__in=headings)), 0)
