"""Layouts and forms: their editions, what changed between two, and drawing up the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.roles import ACCEPT, may_set_layouts
from cases.rules import Refusal
from cases.views.session import SignedIn
from reports.figures import statistics
from reports.figures.statistics import Statement
from reports.forms.choosing import ChooserForm
from reports.forms.layouts import ColumnForm, EditionForm, TermFormSet, term_initial
from reports.layouts import editing, editions
from reports.models import Layout, OfficialForm
from reports.views.chosen import check_open

# Issuing editions goes with taking the offices' reports in: see `may_set_layouts`.
setter = permission_required(ACCEPT, raise_exception=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def layout_list(request: SignedIn) -> HttpResponse:
    """What the forms say is no row of anybody's: whoever is signed in may read it."""
    may_set = may_set_layouts(request.user.role)
    rows = Layout.objects.select_related("made_by").order_by("-valid_from", "-pk")
    return render(
        request,
        "reports/layout_list.html",
        {
            "drafts": [row for row in rows if row.issued_at is None] if may_set else [],
            "editions": [row for row in rows if row.issued_at is not None],
            "forms": OfficialForm.objects.select_related("made_by").order_by(
                "number", "-valid_from"
            ),
            "may_set": may_set,
        },
    )


@require_safe
def layout_detail(request: SignedIn, pk: int) -> HttpResponse:
    """The columns of an edition, and column by column what another says otherwise."""
    layout = _layout(request, pk)
    others = Layout.objects.issued().exclude(pk=layout.pk).order_by("-valid_from")
    asked = request.GET.get("with", "")
    earlier = [o for o in others if o.valid_from <= layout.valid_from]
    other = next((o for o in others if str(o.pk) == asked), earlier[0] if earlier else None)
    is_draft = layout.issued_at is None
    return render(
        request,
        "reports/layout_detail.html",
        {
            "layout": layout,
            "columns": [{"column": c, "composed": editions.composed(c)} for c in layout.columns],
            "others": others,
            "other": other,
            "differences": list(editions.differences(other.columns, layout.columns))
            if other
            else [],
            "wrong": _wrong(layout) if is_draft else "",
            "is_draft": is_draft,
        },
    )


def _layout(request: SignedIn, pk: int) -> Layout:
    """An edition; a draft only for those who draw it up."""
    layout = get_object_or_404(Layout.objects.select_related("made_by"), pk=pk)
    if layout.issued_at is None and not may_set_layouts(request.user.role):
        raise Http404
    return layout


def _draft(pk: int) -> Layout:
    return get_object_or_404(Layout, pk=pk, issued_at=None)


def _wrong(layout: Layout) -> str:
    try:
        editing.check_layout(layout)
    except Refusal as refused:
        return str(refused)
    return ""


@require_POST
@setter
def layout_new(request: SignedIn) -> HttpResponse:
    return redirect("layout_detail", editing.draw_up_layout(by=request.user).pk)


@get_or_post
@setter
def layout_edit(request: SignedIn, pk: int) -> HttpResponse:
    layout = _draft(pk)
    form = EditionForm(request.POST or None, by=request.user, of=layout)
    if request.method == "POST" and form.is_valid() and form.apply():
        messages.success(request, "Đã lưu.")
        return redirect("layout_detail", pk)
    shown = {"form": form, "layout": layout, "title": "Bản bố cục đang soạn"}
    return render(request, "reports/layout_form.html", shown)


@get_or_post
@setter
def layout_column(request: SignedIn, pk: int, code: str) -> HttpResponse:
    layout = _draft(pk)
    column = next((c for c in layout.columns if c["code"] == code), None)
    if column is None:
        raise Http404
    form = ColumnForm(request.POST or None, by=request.user, of=layout, column=column)
    initial = [term_initial(term) for term in column.get("terms", ())]
    formset = TermFormSet(request.POST or None, initial=initial, prefix="terms")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        terms = [term for row in formset.forms if (term := row.term) is not None]
        if form.apply([] if "rate" in column else terms):
            messages.success(request, f"Đã lưu cột {code}.")
            return redirect("layout_detail", pk)
    shown = {"form": form, "formset": formset, "layout": layout, "column": column}
    return render(request, "reports/layout_column.html", shown)


@require_safe
@setter
def layout_preview(request: SignedIn, pk: int) -> HttpResponse:
    """A statement by the edition in force and by the draft, side by side."""
    layout = _draft(pk)
    chooser = ChooserForm(request.user, request.GET)
    shown: dict[str, Any] = {"layout": layout, "form": chooser}
    if not chooser.is_valid():
        raise Http404
    fields = chooser.cleaned_data
    asked = (fields["office"], chooser.period, fields["scope"] or "with_below")
    try:
        editions.check_sums(layout.columns)
        before = statistics.statement(*asked, dimension=fields["by"] or "office")
        after = statistics.statement(*asked, dimension=fields["by"] or "office", layout=layout)
    except Refusal as refused:
        return render(request, "reports/layout_preview.html", {**shown, "refused": str(refused)})
    check_open(request.user, before)
    shown |= {
        "before": before,
        "after": after,
        "tables": [_compared(before, after, measure) for measure in before.measures],
        "wrong": _wrong(layout),
        "broken": [i for i in after.identities if not i.holds],
    }
    return render(request, "reports/layout_preview.html", shown)


def _compared(before: Statement, after: Statement, measure: str) -> dict[str, Any]:
    """Totals of every column by both editions, and the rows in which a cell differs."""
    old = {column.code: column for column in before.columns}
    rows = []
    for column in after.columns:
        was = old.get(column.code)
        pairs = [
            (row.label, then.value(measure, column.code) if was else None,
             row.value(measure, column.code))
            for then, row in zip(
                (before.total, *before.rows), (after.total, *after.rows), strict=True
            )
        ]  # fmt: skip
        rows.append(
            {
                "column": column,
                "was": was,
                "before": pairs[0][1],
                "after": pairs[0][2],
                "differs": [pair for pair in pairs if pair[1] != pair[2]],
            }
        )
    return {"measure": measure, "unit": statistics.UNITS[measure], "rows": rows}


@require_POST
@setter
def layout_issue(request: SignedIn, pk: int) -> HttpResponse:
    _draft(pk)
    try:
        issued = editing.issue_layout(pk, by=request.user)
    except Refusal as refused:
        messages.error(request, f"Chưa ban hành được. {refused}")
        return redirect("layout_detail", pk)
    messages.success(request, f"Đã ban hành: {issued}, từ {issued.valid_from:%d/%m/%Y}.")
    return redirect("layout_detail", pk)


@require_POST
@setter
def layout_discard(request: SignedIn, pk: int) -> HttpResponse:
    _draft(pk)
    try:
        editing.discard_layout(pk, by=request.user)
        messages.success(request, "Đã bỏ bản đang soạn.")
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("layout_list")


@get_or_post
@setter
def form_renew(request: SignedIn, pk: int) -> HttpResponse:
    """A new version of an official form: its name, basis, first day and checking."""
    known = get_object_or_404(OfficialForm, pk=pk)
    form = EditionForm(request.POST or None, by=request.user, of=known)
    if request.method == "POST" and form.is_valid() and (made := form.apply()):
        messages.success(request, f"Đã ban hành bản mới của biểu {known.number}: {made}.")
        return redirect("layout_list")
    shown = {"form": form, "title": f"Bản mới của biểu {known.number}"}
    return render(request, "reports/layout_form.html", shown)
