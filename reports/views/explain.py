"""Explain this number: what a cell is made of, and why one case is in it or not."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.periods import period_of
from cases.roles import FIGURES, READ
from cases.rules import Refusal
from cases.today import today
from reports.figures import scopes, statistics
from reports.figures.columns import Column
from reports.figures.counted import CountedStatement
from reports.figures.statistics import Row, Statement
from reports.proof import cells, explain, reasons
from reports.proof.reasons import Reason
from reports.views.chosen import SignedIn, addressed, readable_offices
from reports.views.counted import fact_explain

SHOWN = 8
"""Cases of the list that the page offers to be explained."""


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def case_counted(request: SignedIn, pk: int) -> HttpResponse:
    """Where a case counts now: its office's statement of the current period."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("office"), pk=pk)
    period = period_of(today())
    address = reverse("statement_explain", args=[case.office.code, period.year, period.months])
    return redirect(f"{address}?case={case.pk}")


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def statement_explain(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    """The definition, the parts and the cases of one number; and one chosen case in it.

    Without a column only the case is told.
    """
    made, refused = addressed(request, code, year, months)
    asked = request.GET
    try:
        if made is None:
            raise Refusal(refused)
        if isinstance(made, CountedStatement):
            return fact_explain(request, made)
        row = made.row(asked.get("row"))
        column = made.column(asked["column"]) if asked.get("column") else None
        measure = asked.get("measure") or made.measures[0]
        if measure not in made.measures:
            raise Refusal("Chọn về việc hoặc về tiền.", "measure")
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    if not readable_offices(request.user).issuperset(row.offices):
        raise Http404
    told, candidates = _case(request, made)
    shown = {
        "statement": made,
        "scope": scopes.SCOPES[made.scope.kind],
        "row": row,
        "column": column,
        "measure": measure,
        "unit": statistics.UNITS[measure],
        "address": reverse("statement_explain", args=[code, year, months]),
        "here": _query(made, column, measure, row),
        "number": asked.get("number", ""),
        "candidates": candidates,
        "told": told,
        "counted": told.counted if told else [],
        "reason": _reason(told, column, measure, row),
    }
    if column is not None:
        shown |= _cell(request, made, column, measure, row)
        shown["share"] = told.value(column, measure, row.key) if told else None
    return render(request, "reports/explain.html", shown)


def _query(made: Statement, column: Column | None, measure: str, row: Row) -> str:
    cell = {"column": column.code} if column else {}
    of_row = {"row": row.key} if row.key else {}
    return f"{urlencode({**cell, 'measure': measure, **of_row})}&{made.query}"


def _reason(
    told: explain.Told | None, column: Column | None, measure: str, row: Row
) -> Reason | None:
    if told is None:
        return None
    if column is None:
        return None if told.counted else reasons.why_not_at_all(told)
    if column.rate is not None or not column.prints(measure):
        return None
    return reasons.why_not(told, column, measure, row)


def _case(request: SignedIn, made: Statement) -> tuple[explain.Told | None, list[Case]]:
    """The case that is asked for; or those that a typed number may mean."""
    cases = Case.objects.visible_to(request.user).select_related("judgment", "office")
    pk, typed = request.GET.get("case", ""), request.GET.get("number", "").strip()
    if pk:
        if not pk.isdecimal() or len(pk) > 18:
            raise Http404
        return explain.tell(made, get_object_or_404(cases, pk=int(pk))), []
    if not typed:
        return None, []
    cases = cases.order_by("decision", "pk")
    found = list(
        cases.filter(decision=typed)[:SHOWN] or cases.filter(decision__startswith=typed)[:SHOWN]
    )
    return (explain.tell(made, found[0]), []) if len(found) == 1 else (None, found)


def _cell(
    request: SignedIn, made: Statement, column: Column, measure: str, row: Row
) -> dict[str, Any]:
    """What the number is made of, each part with its address, and the first of its cases."""
    at = [made.office.code, made.period.year, made.period.months]
    lines_url = f"{reverse('statement_cell', args=at)}?{_query(made, column, measure, row)}"
    explain_url = reverse("statement_explain", args=at)
    listed: list[dict[str, Any]] = []
    count = 0
    if column.rate is None and column.prints(measure):
        count, _, lines = cells.Cell(made, column, measure, row).page(0, SHOWN)
        seen = Case.objects.visible_to(request.user).in_bulk({line.case for line in lines})
        listed = [{"line": line, "case": seen.get(line.case)} for line in lines]
    return {
        "value": row.value(measure, column.code),
        "parts": [
            {
                "part": part,
                "url": f"{explain_url}?{_query(made, part.column, measure, row)}"
                if part.column
                else f"{lines_url}&term={part.term}",
            }
            for part in explain.parts(made, column, measure, row)
        ],
        "rate": [made.column(code) for code in column.rate or ()],
        "lines_url": lines_url,
        "count": count,
        "listed": listed,
    }
