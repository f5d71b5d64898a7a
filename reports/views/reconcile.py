"""Đối chiếu: a partner's table beside our figures, differences with their likely causes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.roles import CLOSE, FIGURES, READ
from cases.rules import Refusal
from cases.views.cases import get_or_post
from cases.views.files import XLSX, download
from reports.figures import scopes
from reports.figures.statistics import query
from reports.forms.reconcile import AgreeForm, AlignForm, ReconcileForm
from reports.models import Reconciliation
from reports.paper import sheets
from reports.reconciling import caselists, causes, reconcile
from reports.reconciling.alignment import UNITS
from reports.views.chosen import SignedIn, address, check_open

PAGE = 50
reader = permission_required(READ, raise_exception=True)
figures = permission_required(FIGURES, raise_exception=True)


@require_safe
@reader
@figures
def reconcile_list(request: SignedIn) -> HttpResponse:
    rows = Reconciliation.objects.visible_to(request.user).defer("sheet", "ours")
    page = Paginator(rows.select_related("office", "made_by"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "reports/reconcile_list.html", {"page_obj": page})


@get_or_post
@reader
@figures
def reconcile_new(request: SignedIn) -> HttpResponse:
    posted = request.method == "POST"
    form = ReconcileForm(
        request.POST if posted else None, request.FILES if posted else None, by=request.user
    )
    if posted and (made := form.apply()):
        return redirect("reconcile_detail", made.pk)
    return render(request, "reports/reconcile_new.html", {"form": form})


def _row(request: SignedIn, pk: int) -> Reconciliation:
    rows = Reconciliation.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office", "made_by", "closed_by"), pk=pk)


@get_or_post
@reader
@figures
def reconcile_detail(request: SignedIn, pk: int) -> HttpResponse:
    """Both sides, what was not recognised, and the outcome; POST aligns or agrees."""
    row = _row(request, pk)
    table = None if row.of == "list" else reconcile.comparison(row)
    listed = reconcile.compared_cases(row) if row.of == "list" else None
    found: Any = table.aligned if table else listed
    asked = request.POST.get("do", "")
    align = AlignForm(
        request.POST if asked == "align" else None, row=row, columns=found.columns,
        heads=found.heads, rows=table.aligned.rows_as_said if table else {},
        labels=table.aligned.labels if table else {},
    )  # fmt: skip
    agree = AgreeForm(request.POST if asked == "agree" else None)
    if asked == "align" and align.apply(request.user):
        messages.success(request, "Đã ghép lại theo lựa chọn.")
        return redirect("reconcile_detail", pk)
    if asked == "agree" and agree.apply(row, request.user):
        messages.success(request, "Đã ghi kết quả đối chiếu.")
        return redirect("reconcile_detail", pk)
    context = {
        "row": row,
        "found": found,
        "table": table,
        "unit": UNITS[found.unit] if row.of != "cases" else "việc",
        "scope": scopes.SCOPES[row.scope],
        "align": align,
        "agree": agree,
        "may_agree": request.user.may(CLOSE) and row.closed_at is None,
        "places": [[key or "total", label] for key, label, *_ in row.ours.get("rows", ())],
        **(_listed(request, listed) if listed else {}),
    }
    return render(request, "reports/reconcile_detail.html", context)


_KINDS = {
    "differs": "Khác nhau",
    "missing_there": "Ta có, bên kia không",
    "missing_here": "Bên kia có, ta không",
    "same": "Khớp",
}


def _listed(request: SignedIn, listed: caselists.Compared) -> dict[str, Any]:
    """One kind of the pairs, by page; the differing ones unless another is asked for."""
    counts = [(kind, label, len(listed.of(kind))) for kind, label in _KINDS.items()]
    first = next((kind for kind, _, count in counts if count), "same")
    kind = request.GET.get("kind", first)
    if kind not in _KINDS:
        raise Http404
    page = Paginator(listed.of(kind), PAGE).get_page(request.GET.get("page"))
    ids = [pair.ours.case for pair in page.object_list if pair.ours]
    seen = set(
        Case.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)
    )
    return {"counts": counts, "kind": kind, "page_obj": page, "pairs": page, "seen": seen}


@require_safe
@reader
@figures
def reconcile_cell(request: SignedIn, pk: int) -> HttpResponse:
    """One difference: the cases behind ours, and what may have caused it."""
    row = _row(request, pk)
    if row.of == "list":
        raise Http404
    table = reconcile.comparison(row)
    asked = request.GET.get("row", "")
    try:
        pair = table.pair("" if asked == "total" else asked, request.GET.get("column", ""))
        made = reconcile.statement_of(row)
        check_open(request.user, made)
        found = causes.causes(made, pair, row.of, table) if pair.state != "same" else []
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    at = [row.office.code, row.year, row.months]
    where = f"column={pair.column}&measure={row.of}&row={pair.row}&{made.query}"
    now = made.row(pair.row or None).figures[row.of][pair.column]
    context = {
        "row": row,
        "pair": pair,
        "label": next(line.label for line in table.lines if line.key == pair.row),
        "column": made.column(pair.column),
        "unit": "đồng" if row.of == "money" else "việc",
        "cell_url": f"{reverse('statement_cell', args=at)}?{where}",
        "now": now,
        "causes": _told(request, row, found),
    }
    return render(request, "reports/reconcile_cell.html", context)


def _told(
    request: SignedIn, row: Reconciliation, found: list[causes.Cause]
) -> list[dict[str, Any]]:
    ids = {case for cause in found for case in cause.cases}
    cases = Case.objects.visible_to(request.user).select_related("judgment").in_bulk(ids)
    told = []
    for cause in found:
        url = ""
        if cause.months:
            at = [row.office.code, row.year, cause.months]
            url = f"{reverse('statement', args=at)}?{query(row.scope, row.form, row.by)}"
        elif cause.clock:
            url = address(row, "statement_clocks")
        listed = [cases[case] for case in cause.cases if case in cases]
        told.append({"cause": cause, "cases": listed, "url": url})
    return told


@require_safe
@reader
@figures
def reconcile_xlsx(request: SignedIn, pk: int) -> HttpResponse:
    """The signed sheet: both sides of every cell or case, and the outcome."""
    row = _row(request, pk)
    head, rows = _sheet_of_cases(row) if row.of == "list" else _sheet_of_cells(row)
    title = f"Đối chiếu với {row.partner}, {row.office.name}, đến {row.period.cutoff:%d/%m/%Y}"
    if row.closed_at:
        title += f" · {row.outcome} ({row.agreed_with}, {row.agreed_on:%d/%m/%Y})"
    name = f"doi-chieu-{row.office.code}-{row.year}-{row.months:02}-{row.pk}.xlsx"
    return download(sheets.list_workbook(title, head, rows), name, XLSX)


def _sheet_of_cells(row: Reconciliation) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    table = reconcile.comparison(row)
    labels = {c.code: f"({c.number}) {' · '.join(c.path)}" for c in table.columns}
    said = {
        "same": "khớp", "rounded": "khớp, làm tròn", "differs": "lệch",
        "unsaid": "bên kia không ghi",
    }  # fmt: skip
    rows: list[tuple[Any, ...]] = [
        (line.label, labels[p.column], p.ours, p.theirs, p.by, said[p.state])
        for line in table.lines
        for p in line.pairs
    ]
    rows += [(label, "", None, None, None, "bên kia không có dòng") for label in table.missing]
    rows += [
        (head, "", None, None, None, "cột chưa nhận ra")
        for _, head in table.aligned.unknown_columns
    ]
    rows += [
        (label, "", None, None, None, "dòng chưa nhận ra")
        for _, label in table.aligned.unknown_rows
    ]
    return ("Dòng", "Cột", "Số của ta", "Số bên kia", "Chênh lệch", "Kết quả"), rows


def _sheet_of_cases(row: Reconciliation) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    rows, listed = [], reconcile.compared_cases(row)
    for kind, label in _KINDS.items():
        for pair in listed.of(kind):
            ours, theirs = pair.ours, pair.theirs
            rows.append(
                (
                    *((ours.decision, ours.on, ours.amount) if ours else (None, None, None)),
                    *((theirs.decision, theirs.on, theirs.amount) if theirs else (None,) * 3),
                    ours.debtor if ours else theirs.debtor if theirs else "",
                    label,
                    "; ".join(pair.differences),
                )
            )
    head = (
        *("Số quyết định (ta)", "Ngày (ta)", "Số tiền (ta)"),
        *("Số quyết định (bên kia)", "Ngày (bên kia)", "Số tiền (bên kia)"),
        *("Người phải thi hành án", "Kết quả", "Khác ở"),
    )
    return head, rows
