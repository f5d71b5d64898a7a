"""Which legal terms run for a case, a filing or an administrative judgment. Pure.

From facts (acts and steps that stand, in order) to terms with their due days, what discharged them
and when they stopped mattering. Done late stays done late: `done_on` after `due_on`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from cases.choices import (
    ActKind,
    AdministrativeOutcome,
    AssetKind,
    CaseKind,
    Conclusion,
    FilingKind,
    JudgmentKind,
    Origin,
    StepKind,
)
from cases.periods import NEW_LAW_ON
from cases.rules.assets import REAL_ESTATE
from cases.rules.calendar import Calendar, due_at, months_later
from cases.rules.steps import REDUCTION
from cases.terms import Bond, Side, Term, started_by, term_on

OPENED = "opened"
"""An opening entry: the decision of a case that came with the books."""
CASE, FILING, ADMINISTRATIVE = "case", "filing", "administrative"
ENDS: dict[str, frozenset[str]] = {
    CASE: frozenset(
        (
            ActKind.COMPLETE,
            ActKind.TERMINATE,
            ActKind.DELEGATE,
            ActKind.TAKE_UP,
            ActKind.RECALL,
            ActKind.RETURN_REQUEST,
            ActKind.SEPARATE_BOOK,
        )
    ),
    FILING: frozenset((ActKind.INTAKE, StepKind.REFUSED)),
    ADMINISTRATIVE: frozenset((StepKind.DONE,)),
}
"""What ends a case, a filing, an administrative judgment, and with it the terms that then run."""

NOTICES = (StepKind.NOTIFIED, StepKind.POSTED, StepKind.MEDIA_NOTICE)
_BAD = (Conclusion.WITHOUT_MEANS, Conclusion.ADDRESS_UNKNOWN)
_SECURITY = (StepKind.FROZEN, StepKind.HELD, StepKind.REGISTRATION_STOPPED)
_READ_REDUCTION = (StepKind.REDUCTION_TO_PROCURACY, StepKind.REDUCTION_TO_COURT)
_TAKES_OVER = (StepKind.COERCION_DECIDED, StepKind.SEIZED)


@dataclass(frozen=True)
class Fact:
    """An act or a step that stands, as the terms see it. `about` is the act a step speaks of."""

    kind: str
    on: date
    pk: int = 0
    is_act: bool = False
    at: time | None = None
    about: int | None = None
    party: int | None = None
    owed: frozenset[int] = frozenset()  # parties of the one obligation an act is about
    until: date | None = None
    asset: int | None = None
    measure: int | None = None
    plan: int | None = None
    detail: str = ""  # the ground of an act, the conclusion of a verification
    amount: int = 0
    whole: bool = True  # an act on the whole case, not on part of its money
    loaded: bool = False  # from a history of before the terms were kept here
    voucher: int | None = None  # money held that no act has collected yet

    @property
    def order(self) -> tuple[date, int]:
        return self.on, self.pk

    def speaks_of(self, fact: "Fact") -> bool:
        """Whether it may answer the fact: where both name an asset, a measure or a plan, the same.

        A coercive measure takes over from a security measure on the same asset.
        """
        takes_over = self.kind in _TAKES_OVER and self.asset is not None
        names = ("asset",) if takes_over and fact.asset else ("asset", "measure", "plan")
        return all(
            None in (mine := getattr(self, name), its := getattr(fact, name)) or mine == its
            for name in names
        )


@dataclass(frozen=True)
class Subject:
    """What the facts are about."""

    parent: str = CASE
    case_kind: str = CaseKind.ENFORCEMENT
    origin: str = Origin.ON_REQUEST
    filing_kind: str = ""
    judgment_kind: str = ""
    outcome: str = ""
    effective_on: date | None = None
    debtor_received_on: date | None = None
    excluded_days: int = 0  # not counted towards the limitation
    interim: bool = False
    assets: Mapping[int, AssetKind] = field(default_factory=dict)
    co_owned: frozenset[int] = frozenset()  # assets with others' shares
    prison_until: Mapping[int, date] = field(default_factory=dict)  # of the debtors
    address_unknown: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()  # whom decisions are notified to
    debtors: frozenset[int] = frozenset()
    complex_plans: frozenset[int] = frozenset()  # of coercions marked as complex


@dataclass(frozen=True)
class Running:
    """One term that ran or runs: what `Deadline` keeps."""

    term: Term
    fact: Fact
    due_on: date
    due_at: datetime | None = None
    done_on: date | None = None
    ended_on: date | None = None


@dataclass
class _World:
    subject: Subject
    facts: Sequence[Fact]
    calendar: Calendar

    def before(self, fact: Fact, *kinds: str) -> list[Fact]:
        """Facts of these kinds, of the same thing, that came before this one."""
        found = (f for f in self.facts if f.kind in kinds and f.speaks_of(fact))
        return [f for f in found if _before(f, fact)]

    def last(self, fact: Fact, *kinds: str) -> str:
        earlier = self.before(fact, *kinds)
        return earlier[-1].kind if earlier else ""


def running_terms(subject: Subject, facts: Iterable[Fact], calendar: Calendar) -> list[Running]:
    """Every term the facts started, in the order it began."""
    ordered = sorted(facts, key=lambda f: (f.on, not f.is_act, f.pk))
    world = _World(subject, [*_derived(subject), *ordered], calendar)
    found: list[Running] = []
    waiting = list(world.facts)
    while waiting:
        fact = waiting.pop(0)
        for term in started_by(subject.parent, fact.kind, fact.on):
            if not _counts(term, fact) or not _applies(world, term, fact):
                continue
            row = _settle(world, _start(world, term, fact))
            found.append(row)
            waiting += _over(row)
            waiting += _separable(world, row)
    return found


def _derived(subject: Subject) -> list[Fact]:
    """Facts that stand in the judgment, not in a step."""
    facts = []
    if subject.effective_on:
        facts.append(Fact("effective", subject.effective_on))
    if subject.debtor_received_on:
        facts.append(Fact("debtor_received", subject.debtor_received_on))
    return facts


def _counts(term: Term, fact: Fact) -> bool:
    """A history that was loaded says nothing of papers sent before the terms were kept here."""
    return not fact.loaded or term.standing


def _start(world: _World, term: Term, fact: Fact) -> Running:
    due = world.calendar.due_on(term, fact.on, fact.until)
    if term.side == Side.FROM and term.standing and due >= NEW_LAW_ON > fact.on:
        # The next step after the change follows the new law: Decree 152/2026, Article 115(1).
        term = term_on(term.key, due)
        due = world.calendar.due_on(term, fact.on, fact.until)
    if term.key.startswith("SEPARATE_BOOK") and (second := _second_verification(world, fact)):
        due = max(due, second)
    if term.key == "REQ_LIMIT" and world.subject.excluded_days:
        due = world.calendar.next_working(due + timedelta(days=world.subject.excluded_days))
    return Running(term, fact, due, due_at(term, fact.on, fact.at))


def _settle(world: _World, row: Running) -> Running:
    """With the day it was done, or the day it stopped mattering."""
    done = _done(world, row)
    ended = _ended(world, row)
    if done and ended and ended < done:
        done = None
    return replace(row, done_on=done, ended_on=None if done else ended)


def _done(world: _World, row: Running) -> date | None:
    term, fact = row.term, row.fact
    answers = [f for f in world.facts if f.kind in term.done_by and f.speaks_of(fact)]
    if term.bond == Bond.EVER:
        return answers[0].on if answers else None
    if term.bond == Bond.SUM:
        return _gone_on(world, row)
    if term.bond == Bond.FIFO:
        like = [f for f in world.facts if f.kind == fact.kind and f.speaks_of(fact)]
        place = len([f for f in like if f.order < fact.order])
        return answers[place].on if place < len(answers) else None
    later = (f for f in answers if f is not fact and _after(f, fact))
    if term.bond == Bond.EVERYONE:
        return _all_told(world, fact, later)
    return next((f.on for f in later if _bound(term.bond, f, fact)), None)


def _bound(bond: Bond, f: Fact, fact: Fact) -> bool:
    if bond == Bond.ACT:
        return f.about in (None, fact.pk if fact.is_act else fact.about)
    if bond == Bond.PARTY:
        return f.party is None or fact.party is None or f.party == fact.party
    return bond != Bond.FREE or f.about is None


def untold(
    parties: frozenset[int], owed: frozenset[int], told: Iterable[int | None]
) -> frozenset[int]:
    """Of a case's parties, whom a decision concerns and no notice named yet.

    Law 26/2008/QH12, Article 39; Decree 152/2026/NĐ-CP, Article 15. One on an obligation concerns
    its own parties; a notice that names nobody told everybody.
    """
    named = set(told)
    return frozenset() if None in named else ((parties & owed) or parties) - named


def _all_told(world: _World, fact: Fact, notices: Iterable[Fact]) -> date | None:
    """The day on which the last of those concerned was told."""
    told: list[int | None] = []
    for f in notices:
        if f.plan is f.measure is None and _bound(Bond.ACT, f, fact):
            told.append(f.party)
            if not untold(world.subject.parties, fact.owed, told):
                return f.on
    return None


def _gone_on(world: _World, row: Running) -> date | None:
    """The day on which as much had been paid out, or distributed, as had come up to this."""
    came = row.fact.amount + sum(f.amount for f in world.before(row.fact, row.fact.kind))
    gone = 0
    for f in world.facts:
        if f.kind in row.term.done_by:
            gone += f.amount
            if gone >= came:
                return f.on
    return None


def _ended(world: _World, row: Running) -> date | None:
    term, fact = row.term, row.fact
    ends = set(term.ends)
    if not term.keeps:
        ends |= ENDS[world.subject.parent]
    ends -= set(term.done_by)
    if fact.kind in ends:
        ends.discard(fact.kind)
    later = (
        f
        for f in world.facts
        if f.kind in ends and f.whole and f.speaks_of(fact) and _after(f, fact)
    )
    return next((f.on for f in later), None)


def _over(row: Running) -> list[Fact]:
    """The fact that a term ran out undone, from which others run."""
    if row.ended_on and row.ended_on <= row.due_on:
        return []
    if row.done_on and row.done_on <= row.due_on:
        return []
    return [replace(row.fact, kind=f"over:{row.term.key}", on=row.due_on, until=None)]


def _separable(world: _World, row: Running) -> list[Fact]:
    """From this day the case must go to the separate book: time passed, verified twice."""
    if not row.term.key.startswith("SEPARATE_BOOK") or row.ended_on:
        return []
    if row.done_on and row.done_on < row.due_on:
        return []
    if _second_verification(world, row.fact) is None:
        return []
    return [replace(row.fact, kind="separable", on=row.due_on)]


def _second_verification(world: _World, fact: Fact) -> date | None:
    """The second verification without means: one before the decision counts as the first."""
    bad = [f for f in world.facts if f.kind == StepKind.VERIFIED and f.detail in _BAD]
    return bad[1].on if len(bad) > 1 else None


def _before(f: Fact, fact: Fact) -> bool:
    """Acts and steps are numbered apart: on one day, only like is ordered with like."""
    if f.on == fact.on:
        return f.pk < fact.pk if f.is_act == fact.is_act else f.is_act
    return f.on < fact.on


def _after(f: Fact, fact: Fact) -> bool:
    if f.on == fact.on and f.is_act == fact.is_act and f.kind == fact.kind:
        return f.pk > fact.pk
    return f.on >= fact.on


# ---------------------------------------------------------------- conditions
def _applies(world: _World, term: Term, fact: Fact) -> bool:
    return all(CONDITIONS[name](world, fact) for name in term.when)


def _is_long(world: _World, fact: Fact) -> bool:
    """Two years of prison or more still to serve, or nobody knows where: Article 44(2)."""
    subject = world.subject
    if fact.detail == Conclusion.ADDRESS_UNKNOWN or (fact.is_act and fact.detail == "c"):
        return True
    of = (lambda pk: pk == fact.party) if fact.party else (lambda pk: True)
    two_years_on = months_later(fact.on, 24)
    return any(of(pk) for pk in subject.address_unknown) or any(
        of(pk) and day >= two_years_on for pk, day in subject.prison_until.items()
    )


def _is_real_estate(world: _World, fact: Fact) -> bool:
    """The asset it speaks of; where it names none, whether the case has any."""
    assets = world.subject.assets
    if fact.asset is not None and fact.asset in assets:
        return assets[fact.asset] in REAL_ESTATE
    return any(kind in REAL_ESTATE for kind in assets.values())


def _still_without(world: _World, fact: Fact) -> bool:
    """Verified without means; or a decision with no verification known before it."""
    if fact.kind == StepKind.VERIFIED:
        return fact.detail in _BAD
    return not any(f.kind == StepKind.VERIFIED and f.on <= fact.on for f in world.facts)


def _undecided(world: _World, fact: Fact) -> bool:
    """No means found, and no decision says so yet."""
    if fact.kind == StepKind.VERIFIED and fact.detail not in _BAD:
        return False
    standing = (
        ActKind.WITHOUT_MEANS, "opened_without_means", ActKind.SEPARATE_BOOK, ActKind.RESUME,
        ActKind.POSTPONE, ActKind.SUSPEND,
    )  # fmt: skip
    return world.last(fact, *standing) in ("", ActKind.RESUME)


def _second_without(world: _World, fact: Fact) -> bool:
    bad = [f for f in world.before(fact, StepKind.VERIFIED) if f.detail in _BAD]
    return fact.detail in _BAD and len(bad) == 1


def notices_of_decision(facts: Iterable[Fact], whom: Collection[int] | None = None) -> list[Fact]:
    """The notices of the enforcement decision itself, to everybody or to one of those, by day.

    Law 26/2008/QH12, Articles 39 and 45(1). A notice of what is done with an asset, of a coercive
    decision or of its plan is of that one; a notice that names no paper is of the decision, one
    that names no person told everybody.
    """
    known = list(facts)
    decisions = {f.pk for f in known if f.is_act and f.kind in (ActKind.INTAKE, OPENED)}
    found = [
        f
        for f in known
        if f.kind in NOTICES
        and f.asset is f.measure is f.plan is None
        and (f.about is None or f.about in decisions)
        and (whom is None or f.party is None or f.party in whom)
    ]
    return sorted(found, key=lambda f: f.order)


def _first_notice(world: _World, fact: Fact, whom: Collection[int] | None = None) -> bool:
    return fact.kind in NOTICES and notices_of_decision(world.facts, whom)[:1] == [fact]


def _assigned(world: _World, fact: Fact) -> bool:
    """An officer has the case: from the intake, or from the handover that names the first one."""
    return (fact.detail == "nobody") == (fact.kind == ActKind.HANDOVER)


def _is_published(world: _World, fact: Fact) -> bool:
    """Published by then. On one day acts stand before steps, so what was published that day counts,
    and what ended that day still answers the act."""
    kind = StepKind.PUBLICATION_ENDED
    ends = [f.order for f in world.facts if f.kind == kind and f.on < fact.on]
    last = max(ends, default=(date.min, 0))
    published = (f for f in world.facts if f.kind == StepKind.PUBLISHED)
    return any(f.on <= fact.on and f.order > last for f in published)


def _money_held(world: _World, fact: Fact) -> bool:
    collected = sum(f.amount for f in world.before(fact, ActKind.COLLECT))
    return collected > sum(f.amount for f in world.before(fact, ActKind.PAY_OUT))


def _stage(world: _World, fact: Fact) -> str:
    """How far coercion has gone when a complaint is admitted: Article 146."""
    if world.before(fact, StepKind.COERCED):
        return "after_coercion"
    if world.before(fact, StepKind.COERCION_DECIDED, StepKind.SEIZED):
        return "coercion"
    return "security_only" if world.before(fact, *_SECURITY) else "no_measure"


_AT_ONCE = (AdministrativeOutcome.VOTER_LIST, AdministrativeOutcome.INTERIM_MEASURE)
CONDITIONS: dict[str, Callable[[_World, Fact], bool]] = {
    "judgment": lambda w, f: w.subject.filing_kind == FilingKind.JUDGMENT,
    "request": lambda w, f: w.subject.filing_kind == FilingKind.REQUEST,
    "delegation": lambda w, f: w.subject.filing_kind == FilingKind.DELEGATION,
    "bankruptcy": lambda w, f: w.subject.judgment_kind == JudgmentKind.BANKRUPTCY,
    "ordinary": lambda w, f: w.subject.judgment_kind != JudgmentKind.BANKRUPTCY,
    "incomplete": lambda w, f: any(x.kind == StepKind.SUPPLEMENT_ASKED for x in w.facts),
    "refusable": lambda w, f: any(x.kind == StepKind.REFUSED for x in w.facts),
    "interim": lambda w, f: w.subject.interim,
    "delegated_asset": lambda w, f: w.subject.case_kind == CaseKind.DELEGATED_ASSET,
    "real_estate": lambda w, f: _is_real_estate(w, f),
    "movable": lambda w, f: not _is_real_estate(w, f),
    "assigned": _assigned,
    "of_intake": _first_notice,
    "to_debtor": lambda w, f: _first_notice(w, f, w.subject.debtors),
    "still_without": _still_without,
    "short": lambda w, f: not _is_long(w, f),
    "long": _is_long,
    "no_means_undecided": _undecided,
    "second_without_means": _second_without,
    "published": _is_published,
    "postponed_by_request": lambda w, f: f.detail == "2",
    "after_held": lambda w, f: bool(w.before(f, StepKind.HELD)),
    "after_registration_stopped": lambda w, f: bool(w.before(f, StepKind.REGISTRATION_STOPPED)),
    "complex_plan": lambda w, f: f.plan in w.subject.complex_plans,
    "simple_plan": lambda w, f: f.plan not in w.subject.complex_plans,
    "with_day": lambda w, f: f.until is not None,
    "common_ownership": lambda w, f: (
        f.asset in w.subject.co_owned or bool(w.before(f, StepKind.COMMON_NOTIFIED))
    ),
    "money_held": _money_held,
    "reduction_asked": lambda w, f: (
        w.last(f, StepKind.VERIFIED, *REDUCTION) == StepKind.REDUCTION_GROUND
    ),
    "reduction_at_procuracy": lambda w, f: (
        w.last(f, *_READ_REDUCTION) == StepKind.REDUCTION_TO_PROCURACY
    ),
    "reduction_at_court": lambda w, f: w.last(f, *_READ_REDUCTION) == StepKind.REDUCTION_TO_COURT,
    "reduction_granted": lambda w, f: (
        w.last(f, StepKind.REDUCTION_GRANTED, StepKind.REDUCTION_REFUSED)
        == StepKind.REDUCTION_GRANTED
    ),
    "no_measure": lambda w, f: _stage(w, f) == "no_measure",
    "security_only": lambda w, f: _stage(w, f) == "security_only",
    "coercion": lambda w, f: _stage(w, f) == "coercion",
    "after_coercion": lambda w, f: _stage(w, f) == "after_coercion",
    "thirty_days": lambda w, f: w.subject.outcome not in _AT_ONCE,
    "at_once": lambda w, f: w.subject.outcome in _AT_ONCE,
    "compelling_published": lambda w, f: (
        w.last(f, StepKind.COMPELLING_PUBLISHED, StepKind.COMPELLING_UNPUBLISHED)
        == StepKind.COMPELLING_PUBLISHED
    ),
}
"""The conditions of `data/terms.csv` by name: what must hold for the fact to start the term."""
