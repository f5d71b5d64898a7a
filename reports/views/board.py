"""Kết quả: the board of a city, or of one office by officer; its paper; whether it still holds."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.roles import FIGURES, PRINT, READ
from cases.rules import Refusal
from cases.views.files import download
from cases.views.session import SignedIn
from reports.board import assembly, freshness, keys, paper
from reports.board.assembly import BOUNDARIES, Board
from reports.figures.breakdowns import AREAS
from reports.figures.scopes import WITH_BELOW, Scope
from reports.forms.choosing import ChooserForm
from reports.paper import pdf
from reports.views.chosen import check_scope, readable_offices, standing, unread


def _by(request: SignedIn) -> str:
    """The boundaries that are asked for: those at the cut-off unless today's."""
    asked = request.GET.get("by", "")
    return asked if asked in AREAS else AREAS[0]


def _asked(request: SignedIn) -> tuple[ChooserForm, Board | None, str]:
    """What is chosen, and its board or the words why there is none. An office that did not stand
    then is answered for by the only one in its place; one out of scope does not exist."""
    form = ChooserForm(request.user, request.GET)
    if not form.is_valid():
        return form, None, f"Không lập được báo cáo. {unread(request, form)}"
    office = standing(form.cleaned_data["office"], form.period)
    try:
        scope = Scope.of(office, form.cleaned_data["scope"] or WITH_BELOW, form.period)
        check_scope(request.user, scope)
        return form, assembly.kept(scope, form.period, _by(request)), ""
    except Refusal as refused:
        return form, None, str(refused)


@require_safe
@permission_required(FIGURES, raise_exception=True)
def board(request: SignedIn) -> HttpResponse:
    form, shown, refused = _asked(request)
    context: dict[str, Any] = {"form": form, "refused": refused, "by": _by(request)}
    if shown is None:
        return render(request, "reports/board.html", context)
    made = shown.statement
    rows, order, unknown = assembly.ordered(shown.lines, request.GET.get("sort", ""))
    readable = readable_offices(request.user)
    context |= {
        "board": shown,
        "statement": made,
        "total": made.total,
        "rows": [
            {"line": line, "readable": readable.issuperset(line.row.offices)} for line in rows
        ],
        "order": order,
        "unknown_sort": unknown,
        "boundaries": BOUNDARIES if shown.has_moved else {},
        "readable": readable.issuperset(made.scope.ids),
        "keys": keys.keys(request.user, made.scope.ids),
        "may_read": request.user.may(READ),
        "may_print": request.user.may(PRINT),
    }
    return render(request, "reports/board.html", context)


@never_cache
@require_safe
@permission_required(FIGURES, raise_exception=True)
def board_state(request: SignedIn) -> HttpResponse:
    """Which state of the books a board would show now; 304 while that is what the browser has."""
    form = ChooserForm(request.user, request.GET)
    if not form.is_valid():
        raise Http404
    office = standing(form.cleaned_data["office"], form.period)
    try:
        scope = Scope.of(office, form.cleaned_data["scope"] or WITH_BELOW, form.period)
    except Refusal:
        raise Http404 from None
    check_scope(request.user, scope)
    fresh = freshness.of(scope, form.period.cutoff)
    if request.headers.get("If-None-Match") == fresh.etag:
        return HttpResponseNotModified(headers={"ETag": fresh.etag})
    at = timezone.localtime(fresh.at).isoformat() if fresh.at else None
    return JsonResponse({"version": fresh.version, "at": at}, headers={"ETag": fresh.etag})


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(PRINT, raise_exception=True)
def board_print(request: SignedIn) -> HttpResponse:
    """The board on one sheet of A4."""
    _, shown, refused = _asked(request)
    if shown is None:
        return render(request, "reports/refused.html", {"refused": refused})
    made = shown.statement
    name = f"{made.office.code}-{made.period.year}-{made.period.months:02}-board.pdf"
    return download(paper.board_pdf(shown, pdf.moment()), name, "application/pdf")
