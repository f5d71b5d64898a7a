"""Dự báo: where both rates will end, where they should be, and which cases would close the gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import deadlines
from cases.choices import PartyRole
from cases.models import Case, Deadline, Party
from cases.periods import Period, period_of, statistical_year
from cases.roles import FIGURES
from cases.rules import Refusal
from cases.today import today
from cases.views.session import SignedIn
from reports.figures import statistics
from reports.figures.goals import Goal
from reports.figures.statistics import Statement
from reports.models import Measure
from reports.outlook import forecast, gap, pace
from reports.outlook.forecast import LEAST_YEARS, LEVEL, Forecast, Point
from reports.outlook.gap import BOTH, CHOICES, Candidate
from reports.outlook.pace import Pace
from reports.paper import charts
from reports.views.chosen import choose

PAGE = 50
LATE = 10
"""How many of those that come too late are shown."""


@dataclass(frozen=True)
class Line:
    """A month's end: what was reached, what is asked, what is to be expected."""

    period: Period
    reached: Decimal | None
    asked: Decimal | None
    last_year: Decimal | None
    point: Point | None


@dataclass(frozen=True)
class Side:
    """One of the two rates."""

    measure: str
    title: str
    rate: Decimal | None
    goal: Goal | None
    pace: Pace
    ahead: Forecast | None
    curve: charts.Curve
    lines: list[Line]

    @property
    def pace_gap(self) -> Decimal | None:
        asked = self.pace.rate
        return None if self.rate is None or asked is None else self.rate - asked

    @property
    def verdict(self) -> str:
        """Against the target at 30 September: the whole range above, below, or across it."""
        if self.ahead is None or self.goal is None:
            return ""
        if self.goal.met(self.ahead.final.low):
            return "ahead"
        return "open" if self.goal.met(self.ahead.final.high) else "behind"


@dataclass(frozen=True)
class Listed:
    """A case of the list as one line: without the case itself where the reader may not open it."""

    candidate: Candidate
    case: Case | None
    term: deadlines.Line | None


@require_safe
@permission_required(FIGURES, raise_exception=True)
def outlook(request: SignedIn) -> HttpResponse:
    """The year of an office as it goes; by default the year that runs."""
    running = period_of(today())
    chosen = choose(request, year=running.year, months=running.months)
    made = chosen.statement
    context: dict[str, Any] = {"form": chosen.form, "refused": chosen.refused, "statement": made}
    if made is None:
        return render(request, "reports/outlook.html", context)
    ahead = forecast.of(made)
    context |= {
        "sides": _sides(made, ahead),
        "level": LEVEL,
        "least_years": LEAST_YEARS,
    }
    if made.period.year == statistical_year(today()):
        by = request.GET.get("close", BOTH)
        by = by if by in CHOICES else BOTH
        found = gap.of(made, ahead, by, today())
        page = Paginator(found.chosen, PAGE).get_page(request.GET.get("page"))
        context |= {
            "gap": found,
            "by": by,
            "choices": CHOICES,
            "page_obj": page,
            "rows": _listed(request, list(page)),
            "late": _listed(request, found.late[:LATE]),
        }
    return render(request, "reports/outlook.html", context)


def _sides(made: Statement, ahead: forecast.Forecasts) -> list[Side]:
    reached = statistics.curve(made.scope, made.period, made.columns)
    before: dict[str, list[Decimal | None]] = {measure: [] for measure in reached}
    try:
        last = statistics.statement(made.office, Period(made.period.year - 1, 12), made.scope.kind)
        before = statistics.curve(last.scope, last.period, last.columns)
    except Refusal:
        pass  # nothing is known of the year before
    paces = pace.of(made)
    sides = []
    for measure in Measure:
        own, found = paces[None, measure.value], ahead[measure.value]
        points = {point.months: point for point in found.points} if found else {}
        rates = [*reached[measure.value], *[None] * 12][:12]
        lasts = [*before[measure.value], *[None] * 12][:12]
        sides.append(
            Side(
                measure=measure.value,
                title=str(measure.label),
                rate=made.total.rate(measure.value),
                goal=own.goal,
                pace=own,
                ahead=found,
                curve=charts.curve(
                    reached[measure.value],
                    own.goal,
                    before[measure.value],
                    own.months,
                    found,
                ),
                lines=[
                    Line(Period(made.period.year, m), rates[m - 1], own.months[m - 1],
                         lasts[m - 1], points.get(m))
                    for m in range(1, 13)
                ],
            )
        )  # fmt: skip
    return sides


def _listed(request: SignedIn, rows: Sequence[Candidate]) -> list[Listed]:
    """With the case, its debtors and its nearest term where the reader may open it."""
    ids = [row.case for row in rows]
    debtors = Party.objects.visible_to(request.user).filter(role=PartyRole.DEBTOR).order_by("pk")
    open_ = Case.objects.visible_to(request.user).filter(pk__in=ids)
    open_ = open_.select_related("officer", "office", "case_class")
    cases = {c.pk: c for c in open_.prefetch_related(Prefetch("parties", debtors, "debtors"))}
    nearest: dict[int, Deadline] = {}
    terms = deadlines.running(Deadline.objects.visible_to(request.user))
    for row in terms.filter(case__in=cases).order_by("due_on", "pk"):
        nearest.setdefault(row.case_id or 0, row)
    lines = {line.row.case_id: line for line in deadlines.lines_of(list(nearest.values()), today())}
    return [Listed(row, cases.get(row.case), lines.get(row.case)) for row in rows]
