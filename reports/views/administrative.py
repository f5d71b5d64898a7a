"""Số liệu thi hành án hành chính: the table of a period, the rows behind a number, the workbook."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.roles import FIGURES, PRINT, READ
from cases.rules import Refusal
from cases.views.files import XLSX, download
from cases.views.session import SignedIn
from reports.figures.administrative import BY_CODE, COLUMNS, Table, behind, judgments, table
from reports.figures.scopes import WITH_BELOW, Scope
from reports.forms.choosing import ChooserForm
from reports.paper.sheets import list_workbook
from reports.views.chosen import check_scope, office_in_scope, readable_offices

PAGE = 50


@dataclass
class Asked:
    """The chooser as filled in, and either a scope or the words why there is none."""

    form: ChooserForm
    scope: Scope | None = None
    refused: str = ""


def _asked(request: SignedIn) -> Asked:
    """Office, period and scope of the address; an office out of scope does not exist."""
    form = ChooserForm(request.user, request.GET)
    if not form.is_valid():
        office_in_scope(request, form)
        return Asked(form, refused="Kiểm tra lại đơn vị, năm và kỳ báo cáo.")
    fields = form.cleaned_data
    try:
        scope = Scope.of(fields["office"], fields["scope"] or WITH_BELOW, form.period)
    except Refusal as refused:
        return Asked(form, refused=str(refused))
    check_scope(request.user, scope)
    return Asked(form, scope)


def _shown(asked: Asked) -> Table:
    """Offices that entered or still carry something, or that existed in the period."""
    assert asked.scope is not None
    made = table(asked.scope.offices, asked.form.period)
    alive = asked.scope.alive
    rows = [r for r in made.rows if any(r.figures.values()) or (r.office and r.office.pk in alive)]
    return Table(made.period, rows, made.total)


@require_safe
@permission_required(FIGURES, raise_exception=True)
def administrative_statistics(request: SignedIn) -> HttpResponse:
    asked = _asked(request)
    context = {"form": asked.form, "refused": asked.refused, "columns": COLUMNS}
    if asked.scope is not None:
        made = _shown(asked)
        readable = readable_offices(request.user)
        context |= {
            "table": made, "scope": asked.scope, "readable": readable,
            "total_readable": readable.issuperset(asked.scope.ids),
            "may_print": request.user.may(PRINT),
        }  # fmt: skip
    return render(request, "reports/administrative.html", context)


@require_safe
@permission_required(READ, raise_exception=True)
def administrative_rows(request: SignedIn) -> HttpResponse:
    """Exactly the judgments a number counts."""
    asked, column = _asked(request), BY_CODE.get(request.GET.get("column", ""))
    if asked.scope is None or column is None:
        raise Http404
    if not readable_offices(request.user).issuperset(asked.scope.ids):
        raise Http404
    found = behind(column, asked.scope.offices, asked.form.period)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"scope": asked.scope, "period": asked.form.period, "column": column}
    context |= {"page_obj": page, "rows": judgments(list(page))}
    return render(request, "reports/administrative_rows.html", context)


@require_safe
@permission_required(PRINT, raise_exception=True)
def administrative_xlsx(request: SignedIn) -> HttpResponse:
    asked = _asked(request)
    if asked.scope is None:
        raise Http404
    made, period = _shown(asked), asked.form.period
    head = ["Đơn vị", *(column.label for column in COLUMNS), "Tỷ lệ xong / theo dõi, %"]
    lines = [
        [
            row.office.name if row.office else "Tổng số",
            *(value for _, value in row.cells()),
            "–" if row.rate is None else Decimal(int(row.rate * 100 + Fraction(1, 2))) / 100,
        ]
        for row in (made.total, *made.rows)
    ]
    title = f"Thi hành án hành chính, {asked.scope.office.name}, {period.label} năm {period.year}"
    name = f"an-hanh-chinh-{asked.scope.office.code}-{period.year}-{period.months:02}.xlsx"
    return download(list_workbook(title, head, lines), name, XLSX)
