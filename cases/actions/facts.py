"""Facts of many parents at once, as the rules of terms want them: a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.actions.money_facts import money_facts
from cases.choices import ActKind, AssetKind, FilingKind, Heading, PartyRole, PersonKind, StepKind
from cases.models import (
    Act,
    AdministrativeJudgment,
    Asset,
    Books,
    Case,
    CoercionPlan,
    ExcludedPeriod,
    Filing,
    LedgerLine,
    Obligation,
    ObligationDebtor,
    Party,
    Step,
)
from cases.rules.grounds import CONSENT, INSTALMENT, INTEREST
from cases.rules.running import ADMINISTRATIVE, CASE, FILING, OPENED, Fact, Subject

_ACT = (
    *("pk", "case", "kind", "on", "booked_on", "opening", "ground", "amount", "recorded_by"),
    *("issuing_office", "until", "obligation"),
)
_STEP = (
    *("pk", "kind", "on", "at", "act", "party", "until", "asset", "measure", "plan"),
    "verification__conclusion",
)


@dataclass
class Known:
    """One parent with all that is known of it."""

    pk: int
    office: int
    officer: int | None
    subject: Subject
    facts: list[Fact] = field(default_factory=list)


def case_facts(pks: Sequence[int]) -> Iterator[Known]:
    facts = _steps("case", pks)
    acts = _acts(pks)
    money = money_facts(pks, acts)
    prison: dict[int, dict[int, date]] = defaultdict(dict)
    unknown: dict[int, set[int]] = defaultdict(set)
    told: dict[int, set[int]] = defaultdict(set)
    debtors: dict[int, set[int]] = defaultdict(set)
    for case, pk, role, until, lost in notified_parties(pks).values_list(
        "case", "pk", "role", "prison_until", "address_unknown"
    ):
        told[case].add(pk)
        if role != PartyRole.DEBTOR:
            continue
        debtors[case].add(pk)
        if until:
            prison[case][pk] = until
        if lost:
            unknown[case].add(pk)
    assets: dict[int, dict[int, AssetKind]] = defaultdict(dict)
    shared: dict[int, set[int]] = defaultdict(set)
    for asset in Asset.objects.standing().filter(case__in=pks):
        assets[asset.case_id][asset.pk] = AssetKind(asset.kind)
        if asset.co_owners or asset.share:
            shared[asset.case_id].add(asset.pk)
    hard: dict[int, set[int]] = defaultdict(set)
    plans = CoercionPlan.objects.filter(case__in=pks, is_complex=True)
    for case, pk in plans.order_by().values_list("case", "pk"):
        hard[case].add(pk)
    rows = Case.objects.filter(pk__in=pks).values_list(
        "pk", "kind", "office", "officer", "case_class__origin", "judgment__kind", "filing"
    )
    interim = _interim([row[-1] for row in rows if row[-1]])
    for pk, kind, office, officer, origin, judgment_kind, filing in rows:
        subject = Subject(
            parent=CASE,
            case_kind=kind,
            origin=origin,
            judgment_kind=judgment_kind,
            interim=filing in interim,
            assets=assets[pk],
            co_owned=frozenset(shared[pk]),
            prison_until=prison[pk],
            address_unknown=frozenset(unknown[pk]),
            parties=frozenset(told[pk]),
            debtors=frozenset(debtors[pk]),
            complex_plans=frozenset(hard[pk]),
        )
        yield Known(pk, office, officer, subject, acts[pk] + facts[pk] + money[pk])


def notified_parties(cases: Iterable[int]) -> QuerySet[Party]:
    """Whom decisions on the cases are notified to: everybody but the State's budget."""
    return Party.objects.filter(case__in=cases).exclude(kind=PersonKind.STATE)


def owing(obligations: Iterable[int | None]) -> dict[int | None, frozenset[int]]:
    """The debtors and the creditor of each of the obligations."""
    found: dict[int | None, set[int]] = defaultdict(set)
    if asked := {pk for pk in obligations if pk}:
        links = ObligationDebtor.objects.filter(obligation__in=asked)
        creditors = Obligation.objects.filter(pk__in=asked).exclude(creditor=None)
        for pk, party in (
            *links.values_list("obligation", "party"),
            *creditors.values_list("pk", "creditor"),
        ):
            found[pk].add(party)
    return defaultdict(frozenset, {pk: frozenset(parties) for pk, parties in found.items()})


def filing_facts(pks: Sequence[int]) -> Iterator[Known]:
    facts = _steps("filing", pks)
    intakes = Act.objects.filter(
        case__filing__in=pks, kind=ActKind.INTAKE, reversed_by=None
    ).values_list("case__filing", "pk", "on")
    for filing, pk, on in intakes:
        facts[filing].append(Fact(ActKind.INTAKE, on, pk, is_act=True))
    excluded: dict[int, int] = defaultdict(int)
    for period in ExcludedPeriod.objects.filter(filing__in=pks):
        excluded[period.filing_id] += (period.until - period.since).days + 1
    for row in Filing.objects.filter(pk__in=pks).select_related("judgment"):
        judgment = row.judgment
        delegated = row.kind == FilingKind.DELEGATION
        subject = Subject(
            parent=FILING,
            filing_kind=row.kind,
            judgment_kind=judgment.kind,
            effective_on=None if delegated else judgment.effective_on,
            excluded_days=excluded[row.pk],
        )
        yield Known(row.pk, row.office_id, row.officer_id, subject, facts[row.pk])


def administrative_facts(pks: Sequence[int]) -> Iterator[Known]:
    facts = _steps("administrative", pks)
    for row in AdministrativeJudgment.objects.filter(pk__in=pks):
        subject = Subject(
            parent=ADMINISTRATIVE,
            outcome=row.outcome,
            debtor_received_on=row.debtor_received_on,
        )
        yield Known(row.pk, row.office_id, row.officer_id, subject, facts[row.pk])


def _steps(place: str, pks: Sequence[int]) -> dict[int, list[Fact]]:
    """Steps that stand: neither cancelled nor a cancellation."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    standing = Step.objects.standing().filter(**{f"{place}__in": pks})
    rows: Any = standing.values_list(place, *_STEP).order_by()
    for parent, pk, kind, on, at, act, party, until, asset, measure, plan, conclusion in rows:
        facts[parent].append(
            Fact(
                kind, on, pk, at=at, about=act, party=party, until=until, asset=asset,
                measure=measure, plan=plan, detail=conclusion or "",
            )
        )  # fmt: skip
    return facts


_MOVE_ON = frozenset((
    ActKind.RESUME, ActKind.POSTPONE, ActKind.SUSPEND, ActKind.WITHOUT_MEANS, ActKind.COMPLETE,
    ActKind.TERMINATE, ActKind.DELEGATE, ActKind.TAKE_UP, ActKind.RECALL,
))  # fmt: skip
"""Acts after which an agreed postponement no longer runs to its end."""


def _acts(pks: Sequence[int]) -> dict[int, list[Fact]]:
    """Acts that stand: neither reversed nor a reversal. Openings keep what they open as."""
    standing = Act.objects.filter(case__in=pks, reversed_by=None).exclude(kind=ActKind.REVERSE)
    # Interest and instalments fall due by themselves: no decision anybody must be sent.
    standing = standing.exclude(kind=ActKind.AMEND, ground__in=(INTEREST, INSTALMENT))
    rows: list[Any] = list(standing.values_list(*_ACT).order_by())
    places, nobody = _from_lines(rows)
    terms_from, owed = _terms_from(), owing(row[-1] for row in rows)
    facts: dict[int, list[Fact]] = defaultdict(list)
    agreed: dict[int, list[Fact]] = defaultdict(list)
    for row in rows:
        pk, case, kind, on, booked_on, opening, ground, amount, recorded_by, issuing, until, of = (
            row
        )
        if opening:
            facts[case].append(Fact(OPENED, on, pk, is_act=True))
            if places.get(pk) == Heading.WITHOUT_MEANS:
                facts[case].append(
                    Fact("opened_without_means", booked_on, pk, is_act=True, detail=ground)
                )
            continue
        facts[case].append(
            Fact(
                kind,
                on,
                pk,
                is_act=True,
                detail="nobody" if pk in nobody else ground,
                owed=owed[of],
                amount=amount or 0,
                whole=amount is None,
                loaded=recorded_by is None and on < terms_from.get(issuing, date.max),
            )
        )
        if kind == ActKind.POSTPONE and ground == CONSENT and until:
            agreed[case].append(Fact("consent_over", until, pk, is_act=True))
    for case, ends in agreed.items():
        moved = [fact for fact in facts[case] if fact.kind in _MOVE_ON and fact.whole]
        for end in ends:
            if not any(fact.pk > end.pk and fact.on <= end.on for fact in moved):
                facts[case].append(end)
    return facts


def _from_lines(rows: list[Any]) -> tuple[dict[int, str], set[int]]:
    """Where opening entries put their cases; intakes to nobody and handovers from nobody.

    Lines are found by their case, which is indexed; by act alone the whole ledger would be read.
    """
    lines = LedgerLine.objects.filter(case__in={row[1] for row in rows})
    openings = [row[0] for row in rows if row[5]]
    givings = [row[0] for row in rows if row[2] in (ActKind.INTAKE, ActKind.HANDOVER)]
    places: dict[int, str] = {}
    if openings:
        opened = lines.filter(act__in=openings, obligation=None, cases=1)
        places = dict(opened.values_list("act", "heading"))
    nobodys = lines.filter(act__in=givings, officer=None)
    return places, set(nobodys.values_list("act", flat=True))


def _terms_from() -> dict[int, date]:
    """Since when an office's loaded acts start terms too. A case that moves on keeps its own."""
    kept = Books.objects.values_list("office", "terms_from")
    return {office: since for office, since in kept if since}


def _interim(filings: list[int]) -> set[int]:
    """Filings that brought an interim measure."""
    if not filings:
        return set()
    found = Step.objects.filter(
        filing__in=filings, kind=StepKind.INTERIM_RECEIVED, cancelled_by=None
    )
    return set(found.values_list("filing", flat=True))
