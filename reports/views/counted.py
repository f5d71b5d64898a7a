"""A form that counts registers: the facts behind a number, why one counts there, and two clocks."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.models import Case
from cases.rules import Refusal
from cases.views.files import XLSX, download
from reports.figures import counted, scopes
from reports.figures.counted import CountedStatement, FactColumn, FactLine
from reports.figures.facts import Fact
from reports.figures.statistics import REGISTER, Row
from reports.paper import sheets
from reports.proof import entries
from reports.views.chosen import SignedIn, readable_offices

PAGE = 100
SHOWN = 8
"""Entries of the list that the page offers to be explained."""
HEAD = ("Loại", "Nội dung", "Đơn vị", "Ngày", "Ngày ghi sổ")


def fact_cell(request: SignedIn, made: CountedStatement) -> HttpResponse:
    """Exactly what makes up one number: as many entries, the same sum."""
    try:
        row, column = _chosen(request, made)
        lines = counted.lines(made, column, row)
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    if request.GET.get("format") in ("xlsx", "csv"):
        return _file(request, made, column, row, lines)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "statement": made,
        "column": column,
        "row": row,
        "value": row.figures[made.measures[0]][column.code],
        "total": sum(line.value for line in lines),
        "count": len(lines),
        "page_obj": page,
        "lines": _told(request, made, list(page)),
        "scope": scopes.SCOPES[made.scope.kind],
    }
    return render(request, "reports/fact_cell.html", context)


def _chosen(request: SignedIn, made: CountedStatement) -> tuple[Row, FactColumn]:
    row, column = made.row(request.GET.get("row")), made.column(request.GET.get("column", ""))
    if not readable_offices(request.user).issuperset(row.offices):
        raise Http404
    assert isinstance(column, FactColumn)
    return row, column


def fact_explain(request: SignedIn, made: CountedStatement) -> HttpResponse:
    """What a number is of, and why one fact counts in it or not."""
    try:
        row, column = _chosen(request, made)
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    asked = request.GET.get("fact", "")
    found = entries.named(made, asked) if asked else []
    seen = _seen(request, [fact for _, fact in found])
    if asked and not (found and seen.issuperset(f.case for _, f in found if f.case)):
        raise Http404
    if not readable_offices(request.user).issuperset(fact.office for _, fact in found):
        raise Http404
    lines = [] if column.empty else counted.lines(made, column, row)
    offices = {office.pk: office for office in made.scope.offices}
    context = {
        "statement": made,
        "column": column,
        "row": row,
        "value": row.figures[REGISTER][column.code],
        "count": len(lines),
        "parts": entries.parts(column),
        "sums": [(made.column(code), sign) for code, sign in column.sums],
        "listed": _told(request, made, lines[:SHOWN]),
        "scope": scopes.SCOPES[made.scope.kind],
        "told": [_explained(made, column, row, source, fact) for source, fact in found],
        "fact_office": offices[found[0][1].office] if found else None,
    }
    return render(request, "reports/fact_explain.html", context)


def _explained(
    made: CountedStatement, column: FactColumn, row: Row, source: str, fact: Fact
) -> dict[str, Any]:
    was, now = entries.states(fact)
    return {
        "fact": fact,
        "kind": counted.kind_words(source, fact.kind),
        "url": reverse(fact.page, args=fact.at),
        "was": was,
        "now": now,
        "share": 0 if fact.office not in row.offices else counted.share(column, source, fact),
        "reason": entries.why_not(column, source, fact, tuple(row.offices)),
        "counts": entries.counts_in(made, source, fact),
        "life": entries.life(source, fact),
    }


def fact_clocks(
    request: SignedIn, booked: CountedStatement, today: CountedStatement, moments: Any
) -> HttpResponse:
    """The form by its books beside the form as known today; the difference is its list."""
    found = counted.late(booked, today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    offices = {office.pk: office for office in booked.scope.offices}
    seen = _seen(request, [late.fact for late in page])
    context = {
        "statement": booked,
        "known": today,
        "scope": scopes.SCOPES[booked.scope.kind],
        "rows": [
            {"column": column, "booked": then, "today": now, "difference": (now or 0) - (then or 0)}
            for column in booked.columns
            for then, now in [
                tuple(made.total.figures[REGISTER][column.code] for made in (booked, today))
            ]
        ],
        "moments": moments,
        "entries": [
            {
                "late": late,
                "office": offices[late.fact.office],
                "url": reverse(late.fact.page, args=late.fact.at)
                if late.fact.case is None or late.fact.case in seen
                else "",
                "states": entries.states(late.fact),
                "counts": entries.counts_in(booked, late.source, late.fact),
            }
            for late in page
        ],
        "page_obj": page,
        "readable": readable_offices(request.user).issuperset(booked.scope.ids),
    }
    return render(request, "reports/fact_clocks.html", context)


def _seen(request: SignedIn, found: list[Fact]) -> set[int]:
    """The cases of facts that the user may open."""
    wanted = {fact.case for fact in found if fact.case}
    rows = Case.objects.visible_to(request.user).filter(pk__in=wanted)
    return set(rows.values_list("pk", flat=True))


def _told(request: SignedIn, made: CountedStatement, lines: list[FactLine]) -> list[dict[str, Any]]:
    """Each line with its office, and its address where the user may go."""
    offices = {office.pk: office for office in made.scope.offices}
    seen = _seen(request, [line.fact for line in lines])
    return [
        {
            "line": line,
            "office": offices[line.fact.office],
            "key": entries.key(line.source, line.fact),
            "url": reverse(line.fact.page, args=line.fact.at)
            if line.fact.case is None or line.fact.case in seen
            else "",
        }
        for line in lines
    ]


def _file(
    request: SignedIn,
    made: CountedStatement,
    column: FactColumn,
    row: Row,
    lines: list[FactLine],
) -> HttpResponse:
    rows = [
        (
            told["line"].kind,
            told["line"].fact.words,
            told["office"].name,
            told["line"].fact.on,
            told["line"].fact.booked_on,
            told["line"].value,
        )
        for told in _told(request, made, lines)
    ]
    head = (*HEAD, column.unit)
    name = f"{made.office.code}-{made.period.year}-{made.period.months:02}"
    name = f"{name}-{made.question.form}-{column.code}"
    if request.GET["format"] == "csv":
        return download(sheets.list_csv(head, rows), f"{name}.csv", "text/csv; charset=utf-8")
    title = f"{column.full_label} · {row.label} · {made.office.name}"
    return download(sheets.list_workbook(title, head, rows), f"{name}.xlsx", XLSX)
