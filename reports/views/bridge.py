"""The bridge page: from one statement to another, every case under one reason."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.roles import FIGURES, READ
from cases.rules import Refusal
from cases.views.files import XLSX, download
from reports.figures import official, scopes, statistics
from reports.figures.columns import half_up
from reports.figures.statistics import Statement
from reports.forms.choosing import BridgeForm
from reports.models import Issued
from reports.paper import sheets
from reports.proof import bridge
from reports.proof.bridge import Bridge, Change, Span
from reports.views.chosen import SignedIn, check_open, readable_offices, unread

PAGE = 100


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def bridge_page(request: SignedIn) -> HttpResponse:
    """Cầu nối: what moved between two cut-offs, or between what was known and what is known."""
    form = BridgeForm(request.user, request.GET)
    if not form.is_valid():
        refused = unread(request, form)
        return render(request, "reports/bridge.html", {"form": form, "refused": refused})
    sent = _sent(request)
    try:
        before, after = _ends(form, sent)
        check_open(request.user, before)
        check_open(request.user, after)
        if not readable_offices(request.user).issuperset(after.scope.ids):
            raise Http404
        if request.GET.get("column"):
            return _list(request, form, before, after)
        measure = form.cleaned_data["measure"]
        if measure not in after.measures:
            measure = after.measures[0]
        made = Bridge(before, after)
        spans = [made.span(column, measure) for column in bridge.SHOWN]
    except Refusal as refused:
        return render(request, "reports/bridge.html", {"form": form, "refused": str(refused)})
    return render(
        request,
        "reports/bridge.html",
        {
            "form": form,
            "sent": sent,
            "before": before,
            "after": after,
            "spans": spans,
            "rows": _rows(spans),
            "unit": statistics.UNITS[measure],
            "rate": _rate(before, after, spans, measure),
        },
    )


def _sent(request: SignedIn) -> Issued | None:
    """The issued statement from which the bridge begins, if one is named."""
    code = request.GET.get("issued", "")
    return get_object_or_404(Issued.objects.visible_to(request.user), code=code) if code else None


def _ends(form: BridgeForm, sent: Issued | None) -> tuple[Statement, Statement]:
    asked = form.cleaned_data
    scope = asked["scope"] or scopes.WITH_BELOW
    if sent is not None:
        then = official.again(sent, clock="known", known=sent.issued_at)
        return then, official.again(sent)
    before = official.make(asked["office"], form.earlier, scope, clock=asked["from_clock"])
    after = official.make(asked["office"], form.period, scope, clock=asked["clock"])
    return before, after


def _rows(spans: list[Span]) -> list[dict[str, Any]]:
    """One row a reason that any of the columns has; its figure in each, or none."""
    sums = [span.sums for span in spans]
    return [
        {
            "reason": reason,
            "cells": [
                {"column": span.after.column.code, "sum": found.get(code)}
                for span, found in zip(spans, sums, strict=True)
            ],
        }
        for code, reason in bridge.REASONS.items()
        if any(code in found for found in sums)
    ]


def _rate(
    before: Statement, after: Statement, spans: list[Span], measure: str
) -> dict[str, Any] | None:
    by_column = {span.after.column.code: span for span in spans}
    first, last = before.total.rate(measure), after.total.rate(measure)
    if first is None or last is None:
        return None
    parts = bridge.rate_parts(by_column["c08"], by_column["c09"])
    return {
        "before": first,
        "after": last,
        "change": last - first,
        "parts": [(bridge.PARTS[code], half_up(effect)) for code, effect in parts.items()],
    }


def _list(request: SignedIn, form: BridgeForm, before: Statement, after: Statement) -> HttpResponse:
    """The cases of one column, or of one reason in it."""
    made = Bridge(before, after).span(request.GET["column"], form.cleaned_data["measure"])
    code = request.GET.get("reason", "")
    if code and code not in bridge.REASONS:
        raise Refusal("Không có lý do này.", "reason")
    changes = made.of(code) if code else list(made.changes)
    if request.GET.get("format") == "xlsx":
        return _export(request, made, changes)
    page = Paginator(changes, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/bridge_list.html",
        {
            "form": form,
            "before": before,
            "after": after,
            "span": made,
            "reason": bridge.REASONS.get(code),
            "count": len(changes),
            "total": sum(change.by for change in changes),
            "told": _told(request, page.object_list),
            "page_obj": page,
            "unit": statistics.UNITS[form.cleaned_data["measure"]],
        },
    )


def _told(request: SignedIn, changes: Any) -> list[dict[str, Any]]:
    ids = [change.case for change in changes]
    cases = Case.objects.visible_to(request.user).select_related("judgment", "officer").in_bulk(ids)
    return [
        {
            "change": change,
            "case": cases.get(change.case),
            "reason": bridge.REASONS[change.reason].label,
        }
        for change in changes
    ]


def _export(request: SignedIn, made: Span, changes: list[Change]) -> HttpResponse:
    head = ("Quyết định thi hành án", "Bản án", "Lý do", "Trước", "Sau", "Chênh lệch")
    rows = [
        (
            str(told["case"] or "hồ sơ của đơn vị khác"),
            str(told["case"].judgment) if told["case"] else "",
            told["reason"],
            told["change"].before,
            told["change"].after,
            told["change"].by,
        )
        for told in _told(request, changes)
    ]
    title = f"{made.after.column.full_label} · {made.after.statement.office.name}"
    name = f"{made.after.statement.office.code}-bridge-{made.after.column.code}.xlsx"
    return download(sheets.list_workbook(title, head, rows), name, XLSX)
