"""Statements: the page, the lines behind each number, the files, and printing in the background."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.models import Act, Case, Office, Officer
from cases.roles import FIGURES, PRINT, READ, SET_TARGET
from cases.rules import Refusal
from cases.templatetags.vietnamese import number
from cases.views.files import XLSX, download
from reports import actions
from reports.figures import scopes, statistics
from reports.figures.columns import heads
from reports.figures.counted import CountedStatement
from reports.figures.statistics import Statement, query
from reports.forms.choosing import ChooserForm
from reports.models import OfficialForm, PrintJob, PrintKind
from reports.paper import pdf, sheets
from reports.proof import cells
from reports.proof.cells import Cell, CellLine
from reports.views.chosen import (
    Chosen,
    SignedIn,
    addressed,
    choose,
    office_or_404,
    period_or_404,
    readable_offices,
)
from reports.views.counted import fact_cell

PAGE = 100
EXPORTED = 200_000
"""More lines than this are not written into one list."""


@require_safe
@permission_required(FIGURES, raise_exception=True)
def report_list(request: SignedIn) -> HttpResponse:
    """Báo cáo: choose a statement, fetch printed ones."""
    chosen = choose(request)
    if chosen.statement is not None and "office" in request.GET:
        fields = chosen.form.cleaned_data
        made = chosen.statement
        at = reverse("statement", args=[made.office.code, made.period.year, made.period.months])
        return redirect(f"{at}?{query(made.scope.kind, fields['form'], made.dimension)}")
    jobs = PrintJob.objects.visible_to(request.user).filter(kind=PrintKind.STATEMENT)
    jobs = jobs.select_related("office", "requested_by")
    return render(
        request,
        "reports/report_list.html",
        {
            "form": chosen.form,
            "refused": chosen.refused if request.GET else "",
            "jobs": jobs[:20],
            "forms": _forms(chosen),
            "may_print": request.user.may(PRINT),
            "may_set_target": request.user.may(SET_TARGET),
        },
    )


def _forms(chosen: Chosen) -> list[dict[str, Any]]:
    """The official forms in force at the cut-off that is chosen, each with its address."""
    if chosen.statement is None:
        return []
    made = chosen.statement
    at = [made.office.code, made.period.year, made.period.months]
    address = reverse("statement", args=at)
    return [
        {"form": form, "url": f"{address}?{query(made.scope.kind, form.number, '')}"}
        for form in OfficialForm.objects.at(made.period.cutoff)
    ]


@require_safe
@permission_required(FIGURES, raise_exception=True)
def statement(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    made, refused = addressed(request, code, year, months)
    given = {"office": code, "year": str(year), "months": str(months), **request.GET.dict()}
    form = ChooserForm(request.user, given)
    if made is None:
        context = {"form": form, "refused": refused}
        return render(request, "reports/statement.html", context)
    readable = readable_offices(request.user)
    return render(
        request,
        "reports/statement.html",
        {
            "form": form,
            "statement": made,
            "tables": [_table(made, measure, readable) for measure in made.measures],
            "scope": scopes.SCOPES[made.scope.kind],
            "may_read": request.user.may(READ),
            "of_ledger": not isinstance(made, CountedStatement),
            "may_print": request.user.may(PRINT),
            "may_issue": actions.may_issue(request.user, made.office),
        },
    )


def _table(made: Statement, measure: str, readable: frozenset[int]) -> dict[str, Any]:
    """One table of the page: money in thousands as on paper, exact đồng on hovering."""
    rows = (made.total, *made.rows)
    shown: list[Any] = [row.figures[measure] for row in rows]
    if measure == "money":
        shown = statistics.money_in_thousands(made)
    lines = []
    for row, figures in zip(rows, shown, strict=True):
        may_open = readable.issuperset(row.offices)
        cells = []
        for column in made.columns:
            value = row.value(measure, column.code)
            cells.append(
                {
                    "column": column,
                    "value": value if column.rate else figures[column.code],
                    "exact": value if measure == "money" and not column.rate else None,
                    "open": may_open and not column.rate and bool(value),
                }
            )
        goal = row.goals.get(measure, (None, None))[0]
        own = goal if goal and not goal.inherited else None
        lines.append({"row": row, "cells": cells, "is_total": row is made.total, "goal": own})
    return {
        "measure": measure,
        "title": sheets.SHEETS[measure],
        "unit": statistics.TABLE_UNITS[measure],
        "heads": heads(made.columns),
        "lines": lines,
    }


# ---------------------------------------------------------------- the lines behind a number
@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def cell(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    """Exactly what makes up one number: the same count, the same sum."""
    made, refused = addressed(request, code, year, months)
    if made is None:
        return _refused(request, refused)
    if isinstance(made, CountedStatement):
        return fact_cell(request, made)
    try:
        found = cells.cell_lines(
            made,
            request.GET.get("column", ""),
            request.GET.get("measure", ""),
            request.GET.get("row"),
            request.GET.get("term", ""),
        )
    except Refusal as refusal:
        return _refused(request, str(refusal))
    if not readable_offices(request.user).issuperset(found.row.offices):
        raise Http404
    if request.GET.get("format") in ("xlsx", "csv"):
        return _export(request, found)
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    count, total, lines = found.page((max(1, number) - 1) * PAGE, PAGE)
    if not lines and number > 1:  # past the end: the first page
        number = 1
        count, total, lines = found.page(0, PAGE)
    page = Paginator(range(count), PAGE).get_page(number)
    return render(
        request,
        "reports/cell.html",
        {
            "statement": made,
            "cell": found,
            "count": count,
            "total": total,
            "page_obj": page,
            "lines": _told(request, lines),
            "unit": statistics.UNITS[found.measure],
            "scope": scopes.SCOPES[made.scope.kind],
        },
    )


def _refused(request: SignedIn, words: str) -> HttpResponse:
    return render(request, "reports/refused.html", {"refused": words})


def _told(request: SignedIn, lines: list[CellLine]) -> list[dict[str, Any]]:
    """The lines with names; the case is a link for those who may see it."""
    cases = Case.objects.select_related("judgment").in_bulk([line.case for line in lines])
    seen = set(
        Case.objects.visible_to(request.user)
        .filter(pk__in=cases.keys())
        .values_list("pk", flat=True)
    )
    acts = Act.objects.in_bulk([line.act for line in lines if line.act])
    offices = Office.objects.in_bulk({line.office for line in lines})
    officers = Officer.objects.in_bulk({line.officer for line in lines if line.officer})
    return [
        {
            "line": line,
            "case": cases[line.case],
            "url": reverse("case_detail", args=[line.case]) if line.case in seen else "",
            "act": acts.get(line.act) if line.act else None,
            "office": offices[line.office],
            "officer": officers.get(line.officer) if line.officer else None,
        }
        for line in lines
    ]


HEAD = ("Quyết định thi hành án", "Ngày quyết định", "Bản án", "Đơn vị", "Chấp hành viên")
HEAD_ACT = ("Việc ghi sổ", "Ngày", "Ngày ghi sổ", "Số văn bản")


def _export(request: SignedIn, found: Cell) -> HttpResponse:
    if found.totals()[0] > EXPORTED:
        return _refused(request, f"Danh sách quá {number(EXPORTED)} dòng: chọn theo từng đơn vị.")
    by_case = found.by_case
    head = (*HEAD, *(() if by_case else HEAD_ACT), statistics.UNITS[found.measure])
    rows = []
    for told in _told(request, found.lines()):
        case, act, line = told["case"], told["act"], told["line"]
        rows.append(
            (
                str(case),
                case.decided_on,
                str(case.judgment),
                told["office"].name,
                str(told["officer"] or ""),
                *(
                    (act.get_kind_display(), act.on, line.booked_on, act.decision)
                    if act is not None
                    else ()
                ),
                line.value,
            )
        )
    made = found.statement
    name = (
        f"{made.office.code}-{made.period.year}-{made.period.months:02}-{found.column.code}"
        f"-{found.measure}"
    )
    if request.GET["format"] == "csv":
        return download(sheets.list_csv(head, rows), f"{name}.csv", "text/csv; charset=utf-8")
    title = f"{found.column.full_label} · {found.row.label} · {made.office.name}"
    return download(sheets.list_workbook(title, head, rows), f"{name}.xlsx", XLSX)


# ---------------------------------------------------------------- files
@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(PRINT, raise_exception=True)
def statement_file(
    request: SignedIn, code: str, year: int, months: int, format: str
) -> HttpResponse:
    made, refused = addressed(request, code, year, months)
    if made is None:
        return _refused(request, refused)
    form = f"-{made.question.form}" if made.question.form else ""
    name = f"{made.office.code}-{year}-{months:02}-{made.scope.kind}{form}.{format}"
    if format == "json":
        return download(made.canonical.encode(), name, "application/json")
    if format == "xlsx":
        return download(sheets.statement_workbook(made), name, XLSX)
    return download(pdf.statement_pdf(made, pdf.moment()), name, "application/pdf")


@require_POST
@permission_required(FIGURES, raise_exception=True)
@permission_required(PRINT, raise_exception=True)
def print_request(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    office = office_or_404(request.user, code)
    scope = request.POST.get("scope") or scopes.WITH_BELOW
    try:
        actions.request_print(
            by=request.user,
            office=office,
            period=period_or_404(year, months),
            scope=scope,
            form=request.POST.get("form", ""),
            breakdown=request.POST.get("by") or "office",
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Đã nhận yêu cầu in. Bản in hiện ở danh sách dưới đây khi xong.")
    return redirect("report_list")


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(PRINT, raise_exception=True)
def print_file(request: SignedIn, pk: int) -> FileResponse:
    printed = PrintJob.objects.visible_to(request.user).exclude(printed_at=None)
    job = get_object_or_404(printed, pk=pk)
    return FileResponse(
        job.file.open(), as_attachment=True, filename=str(job.file.name).rsplit("/", 1)[-1]
    )
