"""Targets: what is in force on a day, decisions, the grid that divides one; published figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Office, Officer, User
from cases.periods import Period, last_closed_period, period_of, statistical_year, year_end
from cases.roles import FIGURES, SET_OFFICER_TARGET, SET_TARGET
from cases.rules import Refusal
from cases.today import today
from cases.views.session import SignedIn
from reports import actions, published, seed
from reports.figures import goals, statistics
from reports.forms.targets import AssignForm, CancelForm, GridForm, OnForm, TargetForm, share_rows
from reports.models import Measure, PublishedFigure, Target, TargetDecision
from reports.outlook import pace
from reports.paper import charts
from reports.targets import assignment
from reports.targets.assignment import Given
from reports.targets.cascade import Sum, hundredths
from reports.views.chosen import office_or_404, period_or_404

PAGE = 50
UNITS = {
    "VN": "Cả nước",
    "HANOI": "Hà Nội",
    "HCMC": "Thành phố Hồ Chí Minh",
    "NAM_DINH": "Nam Định",
    "QUANG_NGAI": "Quảng Ngãi",
    "PLEIKU": "Pleiku",
}
DISTRICTS = {
    "BA_DINH": "Ba Đình",
    "HOAN_KIEM": "Hoàn Kiếm",
    "TAY_HO": "Tây Hồ",
    "HOAI_DUC": "Hoài Đức",
    "HOANG_MAI": "Hoàng Mai",
    "DONG_ANH": "Đông Anh",
    "DONG_DA": "Đống Đa",
    "THANH_XUAN": "Thanh Xuân",
}
MEASURES = {"cases": "về việc", "money": "về tiền", "administrative": "hành chính"}


def place(unit: str) -> str:
    """A published table's place in words."""
    head, _, part = unit.partition("/")
    name = UNITS.get(head, head)
    return f"{name}, {DISTRICTS.get(part, part)}" if part else name


# ---------------------------------------------------------------- in force on a day
@dataclass
class Held:
    """One office's or officer's targets in force on a day."""

    office: Office
    officer: Officer | None
    annual: dict[str, Target] = field(default_factory=dict)
    interim: dict[int, dict[str, Target]] = field(default_factory=dict)

    @property
    def decisions(self) -> list[TargetDecision]:
        """Those the annual targets stand in, once each."""
        found = {t.decision_id: t.decision for t in self.annual.values()}
        return list(found.values())

    def next(self, months: int) -> tuple[int, dict[str, Target]] | None:
        """The next interim month, counted from the running one."""
        ahead = [m for m in self.interim if m >= months]
        return (min(ahead), self.interim[min(ahead)]) if ahead else None


def _held(user: User, on: date) -> list[Held]:
    """Everybody's targets in force on a day, the city first, officers below their office."""
    found: dict[tuple[int, int], Held] = {}
    rows = Target.objects.visible_to(user).in_force(statistical_year(on), on)
    for target in rows.exclude(office=None).select_related("office", "officer", "decision"):
        if target.office is None:
            continue
        key = (target.office.pk, target.officer_id or 0)
        held = found.setdefault(key, Held(target.office, target.officer))
        by_measure = held.annual if target.months == 12 else held.interim.setdefault(
            target.months, {}
        )  # fmt: skip
        by_measure.setdefault(target.measure, target)
    return sorted(
        found.values(),
        key=lambda h: (
            h.office.parent_id is not None, h.office.pk, h.officer.code if h.officer else ""
        ),
    )  # fmt: skip


@require_safe
@permission_required(FIGURES, raise_exception=True)
def target_list(request: SignedIn) -> HttpResponse:
    """What is in force on a day, and every decision of its year."""
    form = OnForm(request.GET)
    on = form.day
    year, running = statistical_year(on), period_of(on).months
    held = _held(request.user, on)
    used = {
        t.decision_id for h in held for of in (h.annual, *h.interim.values()) for t in of.values()
    }
    above = {(h.office.pk, m): t for h in held if not h.officer for m, t in h.annual.items()}
    decisions = (
        TargetDecision.objects.visible_to(request.user)
        .filter(year=year)
        .exclude(office=None, targets__office=None)
        .select_related("office", "supersedes")
        .annotate(count=Count("targets", distinct=True))
        .order_by(F("decided_on").desc(nulls_last=True), "-pk")
    )
    page = Paginator(decisions, PAGE).get_page(request.GET.get("page"))
    public = Target.objects.visible_to(request.user).filter(office=None).select_related("decision")
    mine = request.user.office
    return render(
        request,
        "reports/target_list.html",
        {
            "form": form,
            "on": on,
            "year": year,
            "rows": [{"held": h, "next": h.next(running)} for h in held],
            "page_obj": page,
            "decisions": [
                {"row": d, "state": _state(d, on, used), "short": _short(d, on, used, above)}
                for d in page.object_list
            ],
            "others": [(place(unit), papers) for unit, papers in _by_unit(public)],
            "before": date(year - 1, 9, 30),
            "may_set": request.user.may(SET_TARGET),
            "may_set_officers": mine is not None and request.user.may(SET_OFFICER_TARGET),
        },
    )


def _by_unit(rows: Iterable[Target]) -> list[tuple[str, dict[str, Any]]]:
    """Published targets of elsewhere, both measures of a decision on one line."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for target in rows:
        line = found.setdefault(
            (target.unit, target.decision_id),
            {"decision": target.decision, "months": target.months},
        )
        line[target.measure] = target
    return [(unit, line) for (unit, _), line in found.items()]


def _state(decision: TargetDecision, on: date, used: set[int]) -> str:
    if decision.cancelled_at:
        return "cancelled"
    if decision.decided_on and decision.decided_on > on:
        return "future"
    return "in_force" if decision.pk in used else "replaced"


def _short(
    decision: TargetDecision, on: date, used: set[int], above: Mapping[tuple[int, str], Target]
) -> list[str]:
    """The measures in which a decision in force does not reach what is asked above on the day."""
    if _state(decision, on, used) != "in_force" or decision.office is None:
        return []
    found = []
    for measure, kept in decision.sums.items():
        asked = above.get((decision.office.pk, measure))
        if asked and not Sum.kept(kept).against(asked.rate, asked.strict).reaches:
            found.append(Measure(measure).label.lower())
    return found


# ---------------------------------------------------------------- a decision
@require_safe
@permission_required(FIGURES, raise_exception=True)
def target_detail(request: SignedIn, pk: int) -> HttpResponse:
    return _detail(request, _decision(request.user, pk), CancelForm())


def _decision(user: User, pk: int) -> TargetDecision:
    rows = TargetDecision.objects.visible_to(user).select_related(
        "office", "supersedes", "set_by", "cancelled_by"
    )
    return get_object_or_404(rows, pk=pk)


def _detail(request: SignedIn, decision: TargetDecision, form: CancelForm) -> HttpResponse:
    rows = (
        Target.objects.visible_to(request.user)
        .filter(decision=decision)
        .select_related("office", "officer")
    )
    lines: dict[tuple[str, int], dict[str, Any]] = {}
    for target in rows:
        whose = str(
            target.officer or (target.office.short_name if target.office else place(target.unit))
        )
        line = lines.setdefault((whose, target.months), {"whose": whose, "months": target.months})
        line[target.measure] = target
    annual = [line for line in lines.values() if line["months"] == 12]
    months = sorted({line["months"] for line in lines.values()} - {12})
    sums = []
    whole = decision.office and Office.objects.figures_open_to(request.user).filter(
        pk=decision.office.pk
    )
    if whole and whole.exists():
        for measure, kept in decision.sums.items():
            found = Sum.kept(kept)
            asked = Decimal(kept["asked"])
            sums.append(
                {
                    "measure": measure,
                    "label": Measure(measure).label,
                    "asked": asked,
                    "strict": kept["asked_strict"],
                    "sum": found,
                    "balance": found.against(asked, kept["asked_strict"]),
                }
            )
    return render(
        request,
        "reports/target_detail.html",
        {
            "row": decision,
            "annual": annual,
            "months": months,
            "interim": [
                (who, [lines.get((who, m)) for m in months])
                for who in dict.fromkeys(line["whose"] for line in lines.values())
            ],
            "sums": sums,
            "form": form,
            "may_cancel": not decision.cancelled_at and actions.may_cancel(request.user, decision),
            "amended_by": TargetDecision.objects.visible_to(request.user).filter(
                supersedes=decision
            ),
        },
    )


@require_POST
@permission_required(FIGURES, raise_exception=True)
def target_cancel(request: SignedIn, pk: int) -> HttpResponse:
    decision = _decision(request.user, pk)
    if not actions.may_cancel(request.user, decision):
        raise PermissionDenied
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_targets(decision, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, f"Đã hủy quyết định {decision}.")
            return redirect("target_detail", decision.pk)
    return _detail(request, decision, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET_TARGET, raise_exception=True)
def target_create(request: SignedIn) -> HttpResponse:
    """What the own office was given from above."""
    office = _own(request)
    chooser = GridForm(request.GET)
    year, _ = chooser.asked
    season = pace.season_of(office, year)
    form = TargetForm(request.POST or None, by=request.user, office=office, year=year)
    form.fields["season"].help_text = f"Nhịp: {season.words}."
    if request.method == "POST" and form.is_valid() and (made := form.apply(season)):
        messages.success(request, f"Đã ghi quyết định {made}.")
        return redirect("target_detail", made.pk)
    context = {"form": form, "chooser": chooser, "office": office, "year": year}
    return render(request, "reports/target_form.html", context)


def _own(request: SignedIn) -> Office:
    if request.user.office is None:
        raise PermissionDenied
    return request.user.office


# ---------------------------------------------------------------- the grid
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET_TARGET, raise_exception=True)
def target_offices(request: SignedIn) -> HttpResponse:
    """The city divides its target among its offices."""
    return _assign(request, officers=False)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET_OFFICER_TARGET, raise_exception=True)
def target_officers(request: SignedIn) -> HttpResponse:
    """A head divides the office's target among its officers."""
    return _assign(request, officers=True)


def _assign(request: SignedIn, *, officers: bool) -> HttpResponse:
    office = _own(request)
    chooser = GridForm(request.GET)
    year, months = chooser.asked
    on = min(today(), year_end(year))
    level = assignment.level(office, year, on, officers=officers)
    posted = request.POST if request.method == "POST" else None
    form = AssignForm(
        posted, by=request.user, office=office, year=year, initial={"issuer": office.name}
    )
    rows = share_rows(level, posted)
    given: list[Given] = []
    if posted is not None and form.is_valid() and rows.is_valid():
        given = rows.given(form, months)
        if "check" not in posted:
            made = form.decide(given, shortfall=form.cleaned_data["shortfall"])
            if made:
                messages.success(request, f"Đã ghi quyết định {made}.")
                return redirect("target_detail", made.pk)
    sums = level.sums(given)
    return render(
        request,
        "reports/target_grid.html",
        {
            "form": form,
            "formset": rows,
            "chooser": chooser,
            "level": level,
            "months": months,
            "label": Period(year, months).label.lower() if months else "",
            "lines": list(zip(level.bounds, rows.forms, strict=True)),
            "balances": [
                {
                    "measure": m,
                    "label": Measure(m).label,
                    "goal": goal,
                    "hundredths": hundredths(goal.rate),
                    "rest": level.rest[m],
                    "sum": sums[m],
                    "balance": sums[m].against(goal.rate, goal.strict),
                }
                for m in assignment.MEASURES
                if (goal := level.above[m]) is not None
            ],
        },
    )


# ---------------------------------------------------------------- the path through the year
@require_safe
@permission_required(FIGURES, raise_exception=True)
def target_path(request: SignedIn, code: str, year: int) -> HttpResponse:
    """An office's way to its annual target, month by month: asked, proposed and reached."""
    office = office_or_404(request.user, code)
    period = period_or_404(year, 12)
    last = min(last_closed_period(today()), period)
    held = goals.path([office], year, min(today(), period.cutoff))[office.pk]
    season = pace.season_of(office, year)
    reached: dict[str, list[Decimal | None]] = {m: [] for m in assignment.MEASURES}
    refused = ""
    if last.year == year:
        try:
            made = statistics.statement(office, last)
            reached = statistics.curve(made.scope, last, made.columns)
        except Refusal as refusal:
            refused = str(refusal)
    sides = []
    for measure in assignment.MEASURES:
        annual, steps = held[measure]
        rates = [*reached[measure], *[None] * 12][:12]
        gaps = [
            None if rate is None or m not in steps else rate - steps[m]
            for m, rate in enumerate(rates, start=1)
        ]
        sides.append(
            {
                "measure": measure,
                "title": Measure(measure).label,
                "annual": annual,
                "curve": charts.curve(
                    reached[measure], annual, pace=pace.months(season.way(measure, annual, steps))
                ),
                "lines": [
                    {
                        "period": Period(year, m),
                        "asked": steps.get(m),
                        "proposed": season.at(annual.rate, measure, m) if annual else None,
                        "reached": rates[m - 1],
                        "gap": gaps[m - 1],
                    }
                    for m in range(1, 13)
                ],
            }
        )
    context = {"office": office, "year": year, "sides": sides, "season": season, "refused": refused}
    return render(request, "reports/target_path.html", context)


# ---------------------------------------------------------------- published
@require_safe
@permission_required(FIGURES, raise_exception=True)
def published_list(request: SignedIn) -> HttpResponse:
    """Published rows beside what their own inputs give."""
    rows = []
    addresses = seed.sources()
    for figure in PublishedFigure.objects.all():
        found = list(published.checks(figure))
        rows.append(
            {
                "figure": figure,
                "place": place(figure.unit),
                "url": addresses.get(figure.source),
                "measure": MEASURES.get(figure.measure, figure.measure),
                "checks": found,
                "verdict": published.verdict(found),
            }
        )
    return render(request, "reports/published_list.html", {"rows": rows})
