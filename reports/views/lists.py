"""Danh sách, sổ: lists by name and books, asked for here and made in the background."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.models import Office
from cases.roles import PRINT, READ
from cases.rules import Refusal
from cases.today import today
from cases.views.session import SignedIn
from reports import actions
from reports.figures import scopes
from reports.forms.choosing import BookForm, ListForm
from reports.models import PrintJob, PrintKind
from reports.paper import lists, registers
from reports.views.chosen import period_or_404, readable_offices, unread

RECENT = 10


def named(view: Any) -> Any:
    """Names people: for who prints and reads cases."""
    for right in (PRINT, READ):
        view = permission_required(right, raise_exception=True)(view)
    return view


@require_safe
@named
def named_lists(request: SignedIn) -> HttpResponse:
    """The lists due with the report of a period, each with its control totals."""
    form = ListForm(request.user, request.GET)
    context: dict[str, Any] = {"form": form, "jobs": recent(request, PrintKind.LIST)}
    if not form.is_valid():
        return render(request, "reports/lists.html", context | {"refused": unread(request, form)})
    office, scope = form.cleaned_data["office"], form.cleaned_data["scope"]
    try:
        whose = scopes.Scope.of(office, scope, form.period)
        if not readable_offices(request.user).issuperset(whose.ids):
            raise Http404
        context["asked"] = lists.ask_all(office, form.period, scope)
    except Refusal as refused:
        context["refused"] = str(refused)
    at = [office.code, form.period.year, form.period.months]
    context |= {"period": form.period, "scope": scope, "action": reverse("list_print", args=at)}
    return render(request, "reports/lists.html", context)


@require_safe
@named
def books(request: SignedIn) -> HttpResponse:
    """Sổ thi hành án: the books of an office and quarter, each with how many numbers it holds."""
    form = BookForm(request.user, request.GET)
    context: dict[str, Any] = {"form": form, "jobs": recent(request, PrintKind.BOOK)}
    if not form.is_valid():
        return render(request, "reports/books.html", context | {"refused": unread(request, form)})
    office, period = form.cleaned_data["office"], form.period
    context["action"] = reverse("book_print", args=[office.code, period.year, period.months])
    try:
        quarter = registers.quarter_of(office, period, today())
        context |= {"quarter": quarter, "asked": registers.ask_all(quarter)}
    except Refusal as refused:
        context["refused"] = str(refused)
    return render(request, "reports/books.html", context)


@require_POST
@named
def book_print(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.user), code=code)
    try:
        job = actions.request_book(
            by=request.user, office=office, period=period_or_404(year, months),
            number=request.POST.get("book", ""), paper=request.POST.get("paper", ""),
        )  # fmt: skip
    except Refusal as refused:
        return render(request, "reports/refused.html", {"refused": str(refused)})
    return redirect("print_job", job.pk)


def recent(request: SignedIn, kind: str) -> list[PrintJob]:
    own = PrintJob.objects.visible_to(request.user).filter(kind=kind)
    return list(own.select_related("office")[:RECENT])


@require_POST
@named
def list_print(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.user), code=code)
    period = period_or_404(year, months)
    scope = request.POST.get("scope") or scopes.OWN
    try:
        if not readable_offices(request.user).issuperset(
            scopes.Scope.of(office, scope, period).ids
        ):
            raise Http404
        job = actions.request_list(
            by=request.user, office=office, period=period, scope=scope,
            code=request.POST.get("list", ""), paper=request.POST.get("paper", ""),
        )  # fmt: skip
    except Refusal as refused:
        return render(request, "reports/refused.html", {"refused": str(refused)})
    return redirect("print_job", job.pk)


@require_safe
@named
def print_job(request: SignedIn, pk: int) -> HttpResponse:
    """How far a list or book is; the page may be closed and opened again."""
    own = PrintJob.objects.visible_to(request.user).exclude(kind=PrintKind.STATEMENT)
    job = get_object_or_404(own.select_related("office"), pk=pk)
    return render(request, "reports/print_job.html", {"job": job})
