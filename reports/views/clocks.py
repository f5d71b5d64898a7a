"""Two clocks: a statement as its books have it, as then known, and as known today."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Act, Case, Closing
from cases.periods import Period
from cases.roles import FIGURES, READ
from cases.rules import Refusal
from reports.figures import clocks, official, scopes, statistics
from reports.figures.counted import CountedStatement
from reports.figures.statistics import Statement
from reports.views.chosen import (
    SignedIn,
    check_open,
    office_or_404,
    period_or_404,
    readable_offices,
)
from reports.views.counted import fact_clocks

PAGE = 100


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def statement_clocks(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    """The books beside what is known today; the difference is the list of late entries."""
    office, period = office_or_404(request.user, code), period_or_404(year, months)
    scope = request.GET.get("scope") or scopes.WITH_BELOW
    try:
        form = _form_of_registers(request, period)
        booked = official.make(office, period, scope, form=form)
        today = official.make(office, period, scope, form=form, clock="today")
    except Refusal as refused:
        return render(request, "reports/refused.html", {"refused": str(refused)})
    check_open(request.user, booked)
    if isinstance(booked, CountedStatement) and isinstance(today, CountedStatement):
        address = reverse("statement", args=[code, year, months])
        return fact_clocks(request, booked, today, _moments(booked, address))
    entries = clocks.late_entries(booked.scope.ids, statistics.marks(period), today.clock)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    at = [code, year, months]
    return render(
        request,
        "reports/clocks.html",
        {
            "statement": booked,
            "known": today,
            "scope": scopes.SCOPES[booked.scope.kind],
            "tables": [_compared(booked, today, measure) for measure in booked.measures],
            "moments": _moments(booked, reverse("statement", args=at)),
            "entries": _told(request, page.object_list),
            "page_obj": page,
            "readable": readable_offices(request.user).issuperset(booked.scope.ids),
            "cell_url": reverse("statement_cell", args=at),
        },
    )


def _form_of_registers(request: SignedIn, period: Period) -> str:
    """A form that counts registers has clocks of its own; those of the ledger share them."""
    form = request.GET.get("form", "")
    asked = official.question(form, period) if form else None
    return form if asked and asked.measures == (statistics.REGISTER,) else ""


def _compared(booked: Statement, today: Statement, measure: str) -> dict[str, Any]:
    rows = []
    for column in booked.columns:
        then, now = (
            booked.total.value(measure, column.code),
            today.total.value(measure, column.code),
        )
        rows.append(
            {
                "column": column,
                "booked": then,
                "today": now,
                "difference": None if then is None or now is None else now - then,
            }
        )
    return {"measure": measure, "unit": statistics.UNITS[measure], "rows": rows}


def _moments(of: Statement, address: str) -> list[dict[str, Any]]:
    """The closings of the office through the cut-off, withdrawn ones too."""
    closings = Closing.objects.filter(office=of.office, cutoff=of.period.cutoff)
    asked = partial(statistics.query, of.scope.kind, of.question.form, of.dimension, clock="known")
    return [
        {"closing": closing, "url": f"{address}?{asked(known=closing.closed_at.isoformat())}"}
        for closing in closings.order_by("closed_at")
    ]


def _told(request: SignedIn, entries: Any) -> list[dict[str, Any]]:
    acts = Act.objects.select_related("recorded_by", "issuing_office").in_bulk(
        [e.act for e in entries]
    )
    cases = Case.objects.visible_to(request.user).in_bulk([e.case for e in entries])
    return [{"entry": e, "act": acts[e.act], "case": cases.get(e.case)} for e in entries]
