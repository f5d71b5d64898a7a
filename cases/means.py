"""Điều kiện thi hành án as recorded: verifications of a case, and those planned. Writes nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet

from cases.actions.reductions import reduction_words
from cases.casefile import rest_of
from cases.choices import ActKind, PartyRole, StepKind
from cases.models import Case, Party, Step, User, Verification
from cases.rules.means import postponed_too, verification_gap

_WARD = re.compile(
    r"(?<!\w)(?:(phường|xã|thị trấn)\s+|(p|x|tt)\.\s*)([^\W\d][^,;.\n]*)", re.IGNORECASE
)
_SHORT = {"p": "phường", "x": "xã", "tt": "thị trấn"}
NO_WARD = "Chưa rõ phường, xã"


def verification_seen(pk: int, by: User) -> Step | None:
    """The step of a verification on a case of the own scope, with all its page shows."""
    steps = Step.objects.filter(verification=pk, case__in=Case.objects.visible_to(by))
    return steps.select_related(
        "verification", "case__judgment", "case__office", "party", "officer", "cancelled_by"
    ).first()


def advice_on(case: Case, kind: str, on: date) -> list[str]:
    """What the page of an act warns of: a decision without means that rests on nothing fresh."""
    if kind == ActKind.REDUCE:
        return reduction_words(case, on)
    if kind != ActKind.WITHOUT_MEANS:
        return []
    standing = Verification.objects.filter(
        step__case=case, step__cancelled_by=None, step__on__lte=on
    )
    last = standing.select_related("step").order_by("-step__on", "-step__pk").first()
    conclusion = last.conclusion if last else ""
    gap = verification_gap(last.step.on if last else None, conclusion, on)
    return [words for words in (gap, postponed_too(conclusion, on)) if words]


# ---------------------------------------------------------------- planned
@dataclass
class Trip:
    """One planned verification, as the day sheet prints it."""

    step: Step
    debtors: list[Party]
    rest: int
    place: str


def planned(by: User) -> "QuerySet[Step]":
    """Lịch xác minh: planned on an open case, neither cancelled nor followed by a verification.

    Whose trip it is says the case, so a handed-over case takes its trips along.
    """
    done = Step.objects.filter(
        case=OuterRef("case"), kind=StepKind.VERIFIED, pk__gt=OuterRef("pk"), cancelled_by=None
    )
    rows = Step.objects.filter(
        case__in=Case.objects.visible_to(by).open(),
        kind=StepKind.VERIFICATION_PLANNED,
        cancelled_by=None,
    )
    return rows.filter(~Exists(done))


def trips(steps: "QuerySet[Step]") -> list[Trip]:
    """In the order they are driven: by place, then by number of the decision."""
    rows = steps.select_related("case__judgment", "party").prefetch_related(
        "case__parties", "case__balances"
    )
    found = [_trip(step) for step in rows]
    return sorted(found, key=lambda t: (t.place == NO_WARD, t.place, t.step.on, t.step.pk))


def by_place(found: list[Trip]) -> Iterator[tuple[str, list[Trip]]]:
    for place, group in groupby(found, key=lambda trip: trip.place):
        yield place, list(group)


def _trip(step: Step) -> Trip:
    assert step.case is not None
    debtors = [p for p in step.case.parties.all() if p.role == PartyRole.DEBTOR]
    if step.party is not None:
        debtors = [step.party]
    said = [step.note, *(party.address for party in debtors)]
    place = next(filter(None, map(ward_of, said)), NO_WARD)
    return Trip(step, debtors, rest_of(step.case.balances.all()), place)


def ward_of(text: str) -> str:
    """The ward or commune an address or a note names, in one spelling of its kind."""
    found = _WARD.search(text)
    if found is None:
        return ""
    kind = (found[1] or _SHORT[found[2].lower()]).lower()
    return f"{kind} {found[3].strip()}"
