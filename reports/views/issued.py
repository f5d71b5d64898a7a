"""Issued statements: issuing one, the list, the archived paper, and the check of a paper."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.roles import FIGURES, ISSUE, PRINT, SIGN
from cases.rules import Refusal
from cases.today import today
from cases.views.files import download
from reports import actions
from reports.figures import scopes
from reports.figures.statistics import Statement
from reports.forms.choosing import IssueForm
from reports.models import Issued
from reports.proof import issued
from reports.views.chosen import SignedIn, address, addressed

PAGE = 50
PAPER_LIMIT = 20 * 1024 * 1024
"""Bytes of a paper that is held against the archive."""


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(FIGURES, raise_exception=True)
@permission_required(ISSUE, raise_exception=True)
def statement_issue(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    """Phát hành: the number, the day and the signer; then the figures are frozen."""
    made, refused = addressed(request, code, year, months)
    if made is None:
        return render(request, "reports/refused.html", {"refused": refused})
    if not actions.may_issue(request.user, made.office):
        raise PermissionDenied
    form = IssueForm(request.POST or None, initial=_proposed(request, made))
    if request.method == "POST" and form.is_valid():
        checked_at = request.build_absolute_uri(reverse("issued_list"))
        try:
            row = actions.issue(made, by=request.user, address=checked_at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Đã phát hành báo cáo số {row}.")
            return redirect("issued_detail", row.code)
    blocked = ""
    try:
        actions.check_issuable(made)
    except Refusal as refusal:
        blocked = str(refusal)
    return render(
        request,
        "reports/issue.html",
        {
            "form": form,
            "statement": made,
            "scope": scopes.SCOPES[made.scope.kind],
            "blocked": blocked,
        },
    )


def _proposed(request: SignedIn, made: Statement) -> dict[str, Any]:
    used = Issued.objects.visible_to(request.user).filter(office=made.office, year=made.period.year)
    last = used.aggregate(last=Max("number"))["last"] or 0
    signer = request.user.name if request.user.may(SIGN) else ""
    return {"number": last + 1, "issued_on": today(), "signer": signer}


@require_safe
@permission_required(FIGURES, raise_exception=True)
def issued_list(request: SignedIn) -> HttpResponse:
    rows = Issued.objects.visible_to(request.user).select_related("office", "issued_by")
    page = Paginator(rows.defer("figures"), PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/issued_list.html", {"page_obj": page, "rows": page.object_list})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(FIGURES, raise_exception=True)
def issued_detail(request: SignedIn, code: str) -> HttpResponse:
    """Where the QR code leads: does the paper equal the archive, and what has changed since."""
    rows = Issued.objects.visible_to(request.user).select_related("review", "office")
    row = get_object_or_404(rows, code=code.upper())
    paper, told = request.FILES.get("paper"), ""
    if request.method == "POST":
        if paper is None:
            told = "none"
        elif (paper.size or 0) > PAPER_LIMIT:
            told = "large"
        else:
            same = hashlib.sha256(paper.read()).hexdigest() == row.pdf_sha256
            told = "same" if same else "other"
    return render(
        request,
        "reports/issued_detail.html",
        {
            "row": row,
            "check": issued.check(row),
            "scope": scopes.SCOPES[row.scope],
            "told": told,
            "statement_url": address(row),
            "bridge_url": f"{reverse('bridge')}?office={row.office.code}&issued={row.code}",
            "clocks_url": address(row, "statement_clocks"),
            "may_print": request.user.may(PRINT),
        },
    )


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(PRINT, raise_exception=True)
def issued_file(request: SignedIn, code: str) -> FileResponse:
    archived = Issued.objects.visible_to(request.user).exclude(archived_at=None)
    row = get_object_or_404(archived, code=code.upper())
    name = str(row.pdf.name).rsplit("/", 1)[-1]
    return FileResponse(row.pdf.open(), as_attachment=True, filename=name)


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(PRINT, raise_exception=True)
def issued_figures(request: SignedIn, code: str) -> HttpResponse:
    """The frozen figures, byte for byte what the printed hash is of."""
    row = get_object_or_404(Issued.objects.visible_to(request.user), code=code.upper())
    name = f"{row.office.code}-{row.year}-{row.months:02}-{row.number}.json"
    return download(row.figures.encode(), name, "application/json")
