"""Tự kiểm tra: what an office may want to look at again; others see counts, once it has closed."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import Case, Office, Officer, User
from cases.periods import Period
from cases.roles import FIGURES, READ, SEES_BELOW
from cases.templatetags.vietnamese import number
from reports.forms.choosing import PeriodForm
from reports.proof import watch
from reports.views.chosen import SignedIn, period_or_404

PAGE = 100


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def watch_page(request: SignedIn) -> HttpResponse:
    form = PeriodForm(request.GET)
    period, own = form.period, _own(request.user)
    found = [
        (pattern, sum(watch.counts(pattern, own, period).values())) for pattern in watch.PATTERNS
    ]
    context = {
        "form": form,
        "period": period,
        "found": found,
        "below": _below(request.user, period) if request.user.role in SEES_BELOW else None,
    }
    return render(request, "reports/watch.html", context)


def _own(user: User) -> list[int]:
    """The own office with those it took over from: nobody else reads its lists."""
    assert user.office_id is not None
    return list(Office.objects.visible_to(user).itself(user.office_id).values_list("pk", flat=True))


def _below(user: User, period: Period) -> dict[str, Any]:
    """The counts of the offices that have closed the month; of the others only that they wait."""
    assert user.office_id is not None
    offices = [
        office
        for office in Office.objects.visible_to(user).reporting_to(user.office_id, period.cutoff)
        if office.pk != user.office_id
    ]
    closed = watch.closed([office.pk for office in offices], period)
    by_pattern = [watch.counts(p, sorted(closed), period) for p in watch.PATTERNS]
    rows = [
        {"office": office, "counts": [of.get(office.pk, 0) for of in by_pattern]}
        for office in offices
        if office.pk in closed
    ]
    return {"rows": rows, "patterns": watch.PATTERNS, "waiting": len(offices) - len(rows)}


@require_safe
@permission_required(FIGURES, raise_exception=True)
@permission_required(READ, raise_exception=True)
def watch_list(request: SignedIn, year: int, months: int, code: str) -> HttpResponse:
    """The lines of one pattern, of the own office alone."""
    period, pattern = period_or_404(year, months), watch.BY_CODE.get(code)
    if pattern is None:
        raise Http404
    page = Paginator(watch.lines(pattern, _own(request.user), period), PAGE).get_page(
        request.GET.get("page")
    )
    ids = [each.case for each in page.object_list]
    cases = Case.objects.visible_to(request.user).select_related("judgment").in_bulk(ids)
    officers = Officer.objects.visible_to(request.user).in_bulk(
        {each.officer for each in page.object_list if each.officer}
    )
    lines = [
        {
            "case": cases.get(each.case),
            "on": each.on,
            "officer": officers.get(each.officer) if each.officer else None,
            "words": pattern.words.format(n=number(each.n), m=number(each.m)),
        }
        for each in page.object_list
    ]
    context = {"pattern": pattern, "period": period, "lines": lines, "page_obj": page}
    return render(request, "reports/watch_list.html", context)
