"""Khóa sổ: the months of the offices, the wizard of one month, its lists, reopening."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases.actions import closings
from cases.actions.rights import carries_on
from cases.models import Office, User
from cases.periods import Period, year_end, year_start
from cases.roles import ACCEPT, CLOSE, FIGURES, PRINT, REOPEN, SEES_BELOW, SIGN
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.files import XLSX, download
from cases.views.session import SignedIn
from reports.forms.choosing import PeriodForm
from reports.forms.closing import ClosingStepForm, ReopenForm
from reports.monthend import closing, punctuality
from reports.monthend.months import Month, falls_with, past
from reports.monthend.punctuality import Completeness, State
from reports.paper import sheets
from reports.views.chosen import period_or_404

figures = permission_required(FIGURES, raise_exception=True)


# ---------------------------------------------------------------- the months
@require_safe
@reader
@figures
def closing_list(request: SignedIn) -> HttpResponse:
    """For an office its months; for the city one month of all, and the year at a glance."""
    form = PeriodForm(request.GET)
    period = form.period
    context: dict[str, Any] = {"form": form, "period": period}
    if request.user.role in SEES_BELOW:
        context["table"] = table = _completeness(request.user, period)
        context["rows"] = table.rows if table else ()
        periods, states = _year(request.user, period.year)
        by_office: dict[Office, list[State]] = {}
        for state in states:
            by_office.setdefault(state.office, []).append(state)
        context |= {"periods": periods, "by_office": list(by_office.items())}
    else:
        context["rows"] = _own_months(request.user, period.year)
    return render(request, "closing/list.html", context)


def _year(user: User, year: int) -> tuple[list[Period], list[State]]:
    """Every month of the year of every office of the scope."""
    periods = [Period(year, months) for months in range(1, 13)]
    return periods, list(punctuality.states(_offices(user, year), periods, today()).values())


def _own_months(user: User, year: int) -> list[State]:
    """The months of an office, and of those it took over from; the newest first."""
    stood = [row for row in _year(user, year)[1] if _stood(row)]
    return sorted(stood, key=lambda row: row.period, reverse=True)


def _offices(user: User, year: int) -> list[Office]:
    """Those of the scope that stood in the year; the city first."""
    rows = Office.objects.visible_to(user).filter(
        Q(valid_to=None) | Q(valid_to__gte=year_start(year)), valid_from__lte=year_end(year)
    )
    return sorted(rows, key=lambda o: (o.parent_id is not None, o.code))


def _stood(row: State) -> bool:
    """Whether the office was there in the month, and the month has begun."""
    first, office = row.period.cutoff.replace(day=1), row.office
    ended = office.valid_to is not None and office.valid_to < first
    return office.valid_from <= row.period.cutoff and not ended and first <= row.today


def _completeness(user: User, period: Period) -> Completeness | None:
    cities = Office.objects.visible_to(user).filter(parent=None).valid_on(period.cutoff)
    city = cities.first()
    return punctuality.completeness(city, period, today()) if city else None


HEAD = (
    *("Đơn vị", "Kỳ đến ngày", "Tình trạng", "Hạn gửi", "Khóa sổ", "Gửi", "Nhận"),
    "Muộn (ngày làm việc)",
)


@require_safe
@reader
@figures
@permission_required(PRINT, raise_exception=True)
def closing_xlsx(request: SignedIn) -> HttpResponse:
    """Completeness and punctuality as the list shows them, as a workbook."""
    period = PeriodForm(request.GET).period
    if request.user.role in SEES_BELOW:
        table = _completeness(request.user, period)
        shown: Sequence[State] = table.rows if table else ()
        title, name = f"kỳ đến {period.cutoff:%d/%m/%Y}", f"{period.year}-{period.months:02}"
    else:
        shown = _own_months(request.user, period.year)
        title, name = f"năm {period.year}", f"{period.year}"
    rows = [
        (
            *(row.office.name, row.period.cutoff, row.label, row.due_on),
            row.closing.closed_on if row.closing else None,
            row.sent.on if row.sent else None,
            row.accepted.on if row.accepted else None,
            row.late_days,
        )
        for row in shown
    ]
    book = sheets.list_workbook(f"Khóa sổ, gửi báo cáo: {title}", HEAD, rows)
    return download(book, f"khoa-so-{name}.xlsx", XLSX)


# ---------------------------------------------------------------- one month
def _month(request: SignedIn, code: str, year: int, months: int) -> Month:
    """An office of the scope in a month in which it stood."""
    period = period_or_404(year, months)
    stood = Q(valid_to=None) | Q(valid_to__gte=period.cutoff.replace(day=1))
    offices = Office.objects.visible_to(request.user).filter(stood, code=code)
    office = offices.filter(valid_from__lte=period.cutoff).select_related("parent").first()
    month = Month(office, period, today()) if office else None
    if month is None or month.start > month.today:
        raise Http404
    return month


@get_or_post
@reader
@figures
def closing_detail(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    """The wizard: checks and what is said of them, confirmations, close, send, accept."""
    month, form = _month(request, code, year, months), None
    if request.method == "POST":
        form = ClosingStepForm(request.POST, by=request.user, month=month)
        if told := form.apply():
            messages.success(request, told)
            return redirect("closing_detail", code, year, months)
    state = punctuality.state_of(month.office, month.period, month.today)
    may = _may(request.user, month, state)
    found = [
        (f, _step(request, month, form, "explain", f.check.code)) for f in closing.findings(month)
    ]
    context = {
        "month": month,
        "state": state,
        "found": found,
        "may": may,
        "form": form,
        "blocking": sum(f.blocks for f, _ in found),
        "asking": sum(f.asks for f, _ in found),
        "send_form": _step(request, month, form, "send"),
        "accept_form": _step(request, month, form, "accept", also="return"),
        "missing": closings.missing_below(month.office, month.period.cutoff),
        "past": past(month),
        "opens_on": month.period.cutoff + timedelta(days=1),
    }
    return render(request, "closing/detail.html", context)


def _step(
    request: SignedIn,
    month: Month,
    posted: ClosingStepForm | None,
    step: str,
    check: str = "",
    also: str = "",
) -> ClosingStepForm:
    """The form of a step; the refused one comes back as it was typed."""
    if posted is not None and posted.asked in ((step, check), (also, check)):
        posted.auto_id = f"{step}-{check}-%s"
        return posted
    initial = {"step": step, "check": check}
    return ClosingStepForm(
        None, by=request.user, month=month, initial=initial, auto_id=f"{step}-{check}-%s"
    )


def _may(user: User, month: Month, state: State) -> dict[str, bool]:
    """Which steps are the reader's now: the actions ask again."""
    own, closed = carries_on(month.office, user), state.closing is not None
    waits = own and user.may(CLOSE) and not closed and state.code != "covered"
    sent = state.code in ("sent", "accepted", "forwarded")
    return {
        "explain": waits,
        "close": waits and month.is_over,
        "confirm": own and user.officer_id is not None and month.is_over,
        "send": own and user.may(SIGN) and closed and not sent,
        "accept": state.code == "sent" and user.may(ACCEPT),
        "reopen": closed and user.may(REOPEN),
    }


@require_safe
@reader
@figures
def closing_check(request: SignedIn, code: str, year: int, months: int, check: str) -> HttpResponse:
    """The list behind a count."""
    month, found = _month(request, code, year, months), closing.BY_CODE.get(check)
    if found is None:
        raise Http404
    page = Paginator(found.rows(month), PAGE).get_page(request.GET.get("page"))
    lines = found.lines(month, list(page))
    context = {"month": month, "check": found, "page_obj": page, "lines": lines}
    return render(request, "closing/check.html", context)


@get_or_post
@reader
@permission_required(REOPEN, raise_exception=True)
def closing_reopen(request: SignedIn, code: str, year: int, months: int) -> HttpResponse:
    """Mở lại: what falls with it is said before anything is done."""
    month = _month(request, code, year, months)
    form = ReopenForm(request.POST or None, by=request.user, month=month)
    if request.method == "POST" and (made := form.apply()):
        messages.success(request, f"Đã mở lại sổ đến hết ngày {made.expires_on:%d/%m/%Y}.")
        return redirect("closing_detail", code, year, months)
    falls = falls_with(month)
    return render(request, "closing/reopen.html", {"month": month, "form": form, "falls": falls})
