"""Recording what a person decides today: the law's conditions first, then the books."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cases.actions.charges import falls_due
from cases.actions.ledger import Paper, record_act
from cases.actions.reductions import check_reduction
from cases.choices import TO_BE_DONE, ActKind, Heading, ObligationKind, PartyRole, StepKind
from cases.models import Act, Case, Obligation, Step, User
from cases.rules.calendar import months_later
from cases.rules.conditions import Facts, check_conditions

_LONG_PRISON = 24
"""Months of prison left from which a debtor without means is waited for longer (Decree 62/2015)."""


def decide(
    case_id: int, *, kind: ActKind, on: date, by: User, paper: Paper, last_seen: int, **what: Any
) -> Act:
    """Record an act whose conditions hold. Nothing newer than `last_seen` may stand on the case,
    so what was read for the conditions is still true when the books are locked."""
    case = Case.objects.visible_to(by).get(pk=case_id)
    check(case, kind=kind, on=on, until=paper.until, **what)
    return record_act(case_id, kind=kind, on=on, by=by, paper=paper, last_seen=last_seen, **what)


def check(
    case: Case,
    *,
    kind: ActKind,
    on: date,
    until: date | None = None,
    ground: str = "",
    amount: int | None = None,
    obligation: Obligation | None = None,
    **_: Any,
) -> None:
    """Refuse what the law's conditions forbid on this case."""
    if kind == ActKind.REDUCE:
        check_reduction(case, on, amount or 0, obligation, ground)
    check_conditions(kind, on, facts_of(case, on), ground=ground, until=until, amount=amount)


def facts_of(case: Case, on: date) -> Facts:
    """What the conditions ask about, read from the acts, steps and parties of the case."""
    acts = list(case.acts.filter(reversed_by=None).exclude(kind=ActKind.REVERSE).order_by("pk"))
    steps = list(case.steps.filter(cancelled_by=None, kind__in=(
        StepKind.VERIFIED, StepKind.NEW_INFORMATION, StepKind.FULFILLED)))  # fmt: skip
    informed = [step.on for step in steps if step.kind == StepKind.NEW_INFORMATION]
    kinds = set(case.obligations.values_list("kind", flat=True))
    since = _without_means_on(case, acts)
    return Facts(
        without_means_on=since,
        long_wait=_long_wait(case, since or on),
        verified_on=tuple(step.on for step in steps if step.kind == StepKind.VERIFIED),
        informed_on=max(informed, default=None),
        used=frozenset((act.kind, act.ground) for act in acts if act.ground),
        in_person=bool(kinds & {*TO_BE_DONE, ObligationKind.OTHER}),
        undone=tuple(_undone(case, steps)),
        owed=falls_due(case, on),
    )


def _without_means_on(case: Case, acts: list[Act]) -> date | None:
    """The legal day from which the case stands without means."""
    if case.heading != Heading.WITHOUT_MEANS:
        return None
    whole = [a for a in acts if a.kind == ActKind.WITHOUT_MEANS and a.amount is None]
    return whole[-1].on if whole else None


def _long_wait(case: Case, on: date) -> bool:
    """As of the decision that there are no means: from there its term runs, too."""
    if case.ground == "c" and case.heading == Heading.WITHOUT_MEANS:  # no known address
        return True
    debtors = case.parties.filter(role=PartyRole.DEBTOR)
    return any(
        party.address_unknown
        or (party.prison_until and party.prison_until >= months_later(on, _LONG_PRISON))
        for party in debtors
    )


def _undone(case: Case, steps: list[Step]) -> Iterator[str]:
    """Things to hand over and acts to do, without money, that nobody recorded as done."""
    done = {s.obligation_id for s in steps if s.kind == StepKind.FULFILLED and s.obligation_id}
    rows = case.obligations.filter(kind__in=TO_BE_DONE).exclude(pk__in=done).order_by("pk")
    with_money = set(case.lines.filter(obligation__in=rows).values_list("obligation_id", flat=True))
    for obligation in rows:
        if obligation.pk not in with_money:
            yield str(obligation)
