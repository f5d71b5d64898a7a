"""The simple registers: complaints, reception, supervision, State compensation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.registers import may_write
from cases.forms.registers import AnswerForm, CancelForm, EntryForm, RegisterFilter
from cases.models import RegisterEntry
from cases.register_kinds import SHAPES, Book, EntryKind
from cases.roles import may_step
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


@require_safe
@reader
def register_list(request: SignedIn, register: str = Book.COMPLAINTS) -> HttpResponse:
    book = _book(register)
    filters = RegisterFilter(request.GET, book=book, by=request.user)
    page = Paginator(filters.rows(), PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.result = EntryKind(row.ended_as).label if row.ended_as else ""
    context = {
        "book": book, "books": Book, "shape": SHAPES[book], "filters": filters, "page_obj": page,
        "asked": any(request.GET.get(name) for name in filters.fields),
        "may_enter": _may_enter(request),
    }  # fmt: skip
    return render(request, "registers/list.html", context)


@get_or_post
@reader
def register_new(request: SignedIn, register: str) -> HttpResponse:
    book = _book(register)
    if not _may_enter(request):
        raise PermissionDenied
    form = EntryForm(request.POST if request.method == "POST" else None, book=book, by=request.user)
    if made := form.apply():
        if form.repeated:
            messages.warning(request, "Đã vào sổ ở lần gửi trước, không ghi lần hai.")
        else:
            messages.success(request, f"Đã vào sổ: {made}.")
        if "next" in request.POST:
            return redirect("register_new", book)
        return redirect("register_detail", book, made.pk)
    return render(request, "registers/new.html", {"book": book, "form": form})


@get_or_post
@reader
def register_detail(request: SignedIn, register: str, pk: int) -> HttpResponse:
    """A matter, what became of it, and the form for what comes next."""
    book = _book(register)
    matters = RegisterEntry.objects.visible_to(request.user).filter(register=book).matters()
    related = ("office", "case", "recorded_by", "cancelled_by__recorded_by")
    matter = get_object_or_404(matters.select_related(*related), pk=pk)
    answers = list(matter.answers.select_related("recorded_by", "cancelled_by__recorded_by"))
    cancelled = getattr(matter, "cancelled_by", None)
    writes = may_write(matter, request.user) and cancelled is None
    shape = SHAPES[book]
    offered = (shape.follows if matter.ended_as else shape.ends) if writes else ()
    data = request.POST if request.method == "POST" else None
    if data is not None and not may_write(matter, request.user):
        raise PermissionDenied
    form = AnswerForm(data, matter=matter, offered=offered, by=request.user) if offered else None
    if form is not None and (made := form.apply()):
        words = "Đã ghi ở lần gửi trước." if form.repeated else f"Đã ghi: {made}."
        messages.success(request, words)
        return redirect("register_detail", book, pk)
    context = {
        "book": book, "shape": shape, "matter": matter, "answers": answers[::-1], "form": form,
        "cancelled": cancelled, "writes": writes,
    }  # fmt: skip
    return render(request, "registers/detail.html", context)


@get_or_post
@reader
def register_cancel(request: SignedIn, register: str, pk: int) -> HttpResponse:
    book = _book(register)
    entries = RegisterEntry.objects.visible_to(request.user).filter(register=book, cancels=None)
    entry = get_object_or_404(entries.select_related("office", "refers_to", "recorded_by"), pk=pk)
    if not may_write(entry, request.user):
        raise PermissionDenied
    form = CancelForm(
        request.POST if request.method == "POST" else None, entry=entry, by=request.user
    )
    if form.apply():
        messages.success(request, f"Đã hủy: {entry}.")
        return redirect("register_detail", book, entry.refers_to_id or entry.pk)
    context = {"book": book, "entry": entry, "matter": entry.refers_to or entry, "form": form}
    return render(request, "registers/cancel.html", context)


def _book(register: str) -> Book:
    if register not in Book.values:
        raise Http404
    return Book(register)


def _may_enter(request: SignedIn) -> bool:
    return may_step(request.user.role) and request.user.office is not None
