"""A case on one screen."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.actions.asset_files import may_assign
from cases.actions.distribution import may_propose
from cases.actions.documents import may_attach
from cases.actions.drafts import may_discard
from cases.actions.rights import is_city_on
from cases.actions.steps import may_write
from cases.assets import Passed, assets_of, passed_on
from cases.casefile import (
    Sum,
    Timeline,
    lines_of,
    obligations_of,
    parties_of,
    timeline_of,
)
from cases.choices import ActKind, StepKind
from cases.deadlines import Form, Line, running_of
from cases.forms.acts import NextStep, Offer, next_step, offers_to, right_to
from cases.measures import measures_of
from cases.models import Case, Draft, Party, User
from cases.money import money_of
from cases.persons import Known, known_parties
from cases.roles import MONEY, may_issue
from cases.rules.assets import OWN as OF_ASSETS
from cases.rules.steps import GROUPS, OF_CASES, likely
from cases.terms import DISTRIBUTED
from cases.today import today
from cases.views.cases import reader
from cases.views.session import SignedIn

SHOWN, LINES_SHOWN = 30, 60
"""Events of the timeline and ledger lines on the page before one asks for all."""


@require_safe
@reader
def case_detail(request: SignedIn, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user)
    case = get_object_or_404(
        cases.select_related("judgment", "office", "officer", "case_class"),
        pk=pk,
    )
    everything = "all" in request.GET
    writes, lines = may_write(case, request.user), lines_of(case)
    documents = list(case.documents.select_related("uploaded_by"))
    timeline = timeline_of(
        case, lines, documents, writes=writes, limit=None if everything else SHOWN
    )
    obligations, total = obligations_of(case)
    city = is_city_on(case, request.user)
    drafts = _waiting(request.user, case, city)
    terms = running_of(case, today())
    shown = {
        "case": case,
        "city": city,
        "obligations": obligations,
        "total": total,
        "parties": _known(case, request.user),
        "assets": assets_of(
            case.assets.all(), terms, [event.step for event in timeline.steps], total.rest
        ),
        "asset_step": next((k for k in OF_ASSETS if k == request.GET.get("step") and writes), None),
        "measures": measures_of(case, timeline.steps, terms),
        "related": _related(request.user, case),
        "drafts": drafts,
        "prepared": [row for row in drafts if not row.signs],
        "timeline": timeline,
        "terms": terms,
        "documents": documents,
        "attach": reverse("document_new", args=(pk,)) if may_attach(case, request.user) else "",
        "may_verify": writes and case.is_open,
        "lines": lines if everything else lines[-LINES_SHOWN:],
        "line_count": len(lines),
        "writes": writes,
        "key_mark": case.key_marks.standing().first() if case.is_key else None,
        "may_mark": may_issue(request.user.role) and case.is_open,
        "money": money_of(case),
        **_asset_file(case, request.user),
        "may_distribute": may_propose(case, request.user),
        "may_receive": request.user.may(MONEY) and case.office_id == request.user.office_id,
    }
    return render(request, "cases/detail.html", shown | _offered(request.user, shown))


def _asset_file(case: Case, user: User) -> dict[str, Any]:
    if not case.is_asset_file:
        return {}
    passed = passed_on([case.pk]).get(case.pk, Passed())
    return {"passed": passed, "may_assign": may_assign(case, user)}


def _known(case: Case, user: User) -> list[tuple[str, list[tuple[Party, Known | None]]]]:
    """The parties, each with what is known of it besides this case."""
    groups = parties_of(case)
    known = known_parties([party for _, members in groups for party in members], user)
    return [(label, [(p, known.get(p.pk)) for p in members]) for label, members in groups]


def _offered(user: User, shown: dict[str, Any]) -> dict[str, Any]:
    """What may be added to the timeline: acts, steps, and the one the page proposes."""
    case: Case = shown["case"]
    total: Sum = shown["total"]
    timeline: Timeline = shown["timeline"]
    offers = [
        offer
        for offer in offers_to(user, case, total, today(), shown["city"])
        if timeline.turnable or offer.kind != ActKind.REVERSE
    ]
    steps = step_groups(case, timeline) if shown["writes"] else []
    terms: list[Line] = shown["terms"]
    return {
        "offers": offers,
        "prepares": not any(offer.records for offer in offers),
        "step_groups": steps,
        **_first(
            next_term(terms, offers, bool(steps), shown["may_distribute"]),
            next_step(case, total, offers),
        ),
        "reverse_offered": any(offer.kind == ActKind.REVERSE for offer in offers),
    }


def step_groups(case: Case, timeline: Timeline) -> list[tuple[str, list[StepKind]]]:
    """Steps for the menu, each once: those likely now first, then group by group."""
    first = [kind for kind in likely(case.heading, timeline.living) if kind in OF_CASES]
    rest = [(label, [kind for kind in kinds if kind not in first]) for label, kinds in GROUPS]
    return [("Thường ghi lúc này", first), *((label, kinds) for label, kinds in rest if kinds)]


@dataclass(frozen=True)
class Next:
    """The term the page puts first, and the form that would discharge it."""

    term: Line
    form: Form | None


def next_term(
    terms: list[Line], offers: list[Offer], writes: bool, distributes: bool
) -> Next | None:
    """The nearest duty the reader can discharge, else the nearest duty, else what is to come."""
    offered = {offer.kind for offer in offers}

    def may(kind: str) -> bool:
        return (
            kind in offered
            or (writes and kind in OF_CASES)
            or (distributes and kind == DISTRIBUTED)
        )

    duties = [Next(line, line.form(may)) for line in terms if line.term.is_duty]
    if first := next((row for row in duties if row.form), next(iter(duties), None)):
        return first
    to_come = next((line for line in terms if not line.over), None)
    return Next(to_come, to_come.form(may)) if to_come else None


def _first(term: Next | None, step: NextStep | None) -> dict[str, Any]:
    """One band: the term, unless only what the balances ask is the reader's to do.

    That nothing is owed any more goes before a term that is far off.
    """
    offered = step.offer if step else None
    ends = offered is not None and offered.kind in (ActKind.COMPLETE, ActKind.TERMINATE)
    if term and (term.form or not offered) and not (ends and not term.term.code):
        return {"next_term": term}
    return {"next_step": step}


@dataclass(frozen=True)
class Waiting:
    """A draft, whether the reader signs it (None: neither signs nor prepares), may discard it."""

    draft: Draft
    signs: bool | None
    discards: bool


def _waiting(user: User, case: Case, city: bool) -> list[Waiting]:
    drafts = (
        Draft.objects.visible_to(user).filter(case=case).select_related("prepared_by", "office")
    )
    found = []
    for draft in drafts:
        draft.case = case
        found.append(Waiting(draft, right_to(draft, user, city), may_discard(draft, user)))
    return found


def _related(user: User, case: Case) -> list[tuple[str, Case]]:
    """The cases this one carries on, or that carry it on; a link only to those of one's own."""
    mine = Exists(Case.objects.visible_to(user).filter(pk=OuterRef("pk")))
    rows = case.kin().select_related("office").annotate(mine=mine).order_by("pk")
    return [
        ("Tiếp nối việc" if row.pk == case.continues_id else "Được tiếp nối bởi", row)
        for row in rows
    ]
