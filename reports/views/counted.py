"""The facts behind one number of a form that counts registers: the page and the files."""

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
from reports.figures.statistics import Row
from reports.paper import sheets
from reports.views.chosen import SignedIn, readable_offices

PAGE = 100
HEAD = ("Loại", "Nội dung", "Đơn vị", "Ngày", "Ngày ghi sổ")


def fact_cell(request: SignedIn, made: CountedStatement) -> HttpResponse:
    """Exactly what makes up one number: as many entries, the same sum."""
    try:
        row = made.row(request.GET.get("row"))
        column = made.column(request.GET.get("column", ""))
        lines = counted.lines(made, column, row)
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    if not readable_offices(request.user).issuperset(row.offices):
        raise Http404
    assert isinstance(column, FactColumn)
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


def _told(request: SignedIn, made: CountedStatement, lines: list[FactLine]) -> list[dict[str, Any]]:
    """Each line with its office, and its address where the user may go."""
    offices = {office.pk: office for office in made.scope.offices}
    wanted = {line.fact.case for line in lines if line.fact.case}
    seen = set(
        Case.objects.visible_to(request.user).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    return [
        {
            "line": line,
            "office": offices[line.fact.office],
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
