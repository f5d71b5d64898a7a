"""Việc hôm nay, all deadlines, the self-check, and the calendar they are counted by."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cases.actions.deadlines import clear_day, set_day
from cases.choices import ActKind, PartyRole, Role
from cases.deadlines import SOON, Form, Line, by_role, counts, lines_of, own, running
from cases.deadlines.checks import BY_CODE, CHECKS, Check, Range
from cases.filters import NOBODY
from cases.forms.deadlines import CalendarForm, CheckForm, DeadlineForm
from cases.models import CalendarDay, Case, CommitteeTask, Draft, Office, Party, User
from cases.roles import RECORD, SEES_BELOW, SIGN, may_set_calendar
from cases.rules import Refusal
from cases.rules.calendar import holidays_of, months_later, worked_weekends
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn

SHOWN = 30
"""Lines of one part of the page of the day; the rest is a link away."""


# ---------------------------------------------------------------- the day
@require_safe
@reader
def today_page(request: SignedIn) -> HttpResponse:
    user, day = request.user, today()
    pressing = running(own(user)).order_by("due_on", "pk")
    parts = [
        ("overdue", "Quá hạn", pressing.filter(due_on__lt=day)),
        ("today", "Hết hạn hôm nay", pressing.filter(due_on=day)),
        ("soon", "Trong 7 ngày tới", pressing.filter(due_on__gt=day, due_on__lte=day + SOON)),
    ]
    found = counts(user, day)
    rows = {code: list(part[:SHOWN]) if found[code] else [] for code, _, part in parts}
    lines = _lines(user, [row for part in rows.values() for row in part], day)
    shown = [
        (code, label, found[code], [lines[row.pk] for row in rows[code]], _list_of(code, day))
        for code, label, _ in parts
    ]
    context = {"parts": shown, "counts": found, "whole_office": not _is_own(user), "day": day}
    return render(request, "cases/today.html", context | _beside(user, day, "all" in request.GET))


def _is_own(user: User) -> bool:
    return user.role == Role.OFFICER and user.officer_id is not None


def _lines(user: User, rows: list, day: date) -> dict[int, tuple[Line, Form | None]]:
    may = by_role(user)
    return {line.row.pk: (line, line.form(may)) for line in lines_of(rows, day)}


def _list_of(code: str, day: date) -> str:
    """The page of all deadlines with the same rows."""
    asked = {
        "overdue": {"state": "overdue"},
        "today": {"since": f"{day:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"},
        "soon": {
            "since": f"{day + timedelta(days=1):%d/%m/%Y}",
            "until": f"{day + SOON:%d/%m/%Y}",
        },
    }[code]
    return f"{reverse('deadline_list')}?{urlencode(asked)}"


def _beside(user: User, day: date, everything: bool) -> dict[str, Any]:
    """What stands beside the terms: drafts, and cases newly in one's hands or in nobody's."""
    drafts = Draft.objects.visible_to(user).select_related("prepared_by")
    enters = user.may(SIGN) or user.may(RECORD)
    if not enters:
        drafts = drafts.filter(prepared_by=user)
    cases = Case.objects.visible_to(user).open().order_by("-last_booked_on", "-pk")
    if _is_own(user):
        since = day - SOON
        came = (ActKind.INTAKE, ActKind.HANDOVER, ActKind.TRANSFER)
        cases = cases.filter(
            officer=user.officer_id,
            last_booked_on__gte=since,
            acts__kind__in=came,
            acts__booked_on__gte=since,
            acts__reversed_by=None,
        ).distinct()
    else:
        cases = cases.filter(officer=None)
    shown = None if everything and _is_own(user) else SHOWN
    return {
        "drafts": drafts[:SHOWN],
        "draft_count": drafts.count(),
        "enters": enters,
        "waits": "chờ ký" if user.may(SIGN) or not enters else "chờ cấp số, vào sổ",
        "cases": _named(cases.prefetch_related("parties")[:shown]),
        "case_count": cases.count(),
        "all_cases": _all_cases(user),
        "committee_tasks": _committee_tasks(user, day),
    }


def _committee_tasks(user: User, day: date) -> list[CommitteeTask]:
    """What the steering committee gave the office and is late: its head answers for it."""
    if user.role != Role.HEAD:
        return []
    return list(CommitteeTask.objects.visible_to(user).late_on(day)[:SHOWN])


def _all_cases(user: User) -> str:
    """Where all of them stand; over many offices the list of cases asks for the office first."""
    if _is_own(user):
        return f"{reverse('today')}?all=1#part-cases"
    if user.role in SEES_BELOW:
        return ""
    return f"{reverse('case_list')}?{urlencode({'officer': NOBODY, 'state': 'open'})}"


def _named(cases: Iterable[Case]) -> list[tuple[Case, list[Party]]]:
    """Cases with their debtors; the parties are fetched already."""
    return [(c, [p for p in c.parties.all() if p.role == PartyRole.DEBTOR]) for c in cases]


# ---------------------------------------------------------------- all deadlines
@require_safe
@reader
def deadline_list(request: SignedIn) -> HttpResponse:
    form, day = DeadlineForm(request.GET, by=request.user), today()
    page = Paginator(form.rows(day), PAGE).get_page(request.GET.get("page"))
    lines = list(_lines(request.user, list(page), day).values())
    context = {"form": form, "page_obj": page, "lines": lines, "asked": bool(request.GET)}
    return render(request, "cases/deadlines.html", context | {"office_column": form.has_offices})


# ---------------------------------------------------------------- as the procuracy would
@require_safe
@reader
def self_check(request: SignedIn) -> HttpResponse:
    """All lists with their counts, or one list with its rows."""
    form, day = CheckForm(request.GET, by=request.user), today()
    asked = form.chosen
    scope = Range(
        request.user,
        asked.get("since") or months_later(day, -12),
        day,
        asked["office"].pk if asked.get("office") else None,
        asked["officer"].pk if asked.get("officer") else None,
    )
    context: dict[str, Any] = {
        "form": form,
        "since": scope.since,
        "office_column": form.has_offices,
    }
    if check := BY_CODE.get(request.GET.get("check", "")):
        return render(request, "cases/self_check.html", context | _one(request, check, scope))
    rows = [
        (check, check.article(scope), check.rows(scope).count(), _with(request, check=check.code))
        for check in CHECKS
    ]
    return render(request, "cases/self_check.html", context | {"checks": rows})


def _one(request: SignedIn, check: Check, scope: Range) -> dict[str, Any]:
    rows = check.rows(scope)
    by = rows.order_by().values("officer__code", "officer__name", "office__code")
    officers = by.annotate(count=Count("pk")).order_by("-count", "officer__name")
    if check.of_cases:
        rows = rows.select_related("office", "officer").prefetch_related("parties")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"check": check, "page_obj": page, "back": _with(request, check="")}
    context |= {"officers": officers, "article": check.article(scope)}
    if request.user.role in SEES_BELOW and scope.office is None:
        context["offices"] = _by_office(request, rows)
    if check.of_cases:
        return context | {"cases": _named(page)}
    lines = list(_lines(request.user, list(page), scope.today).values())
    return context | {"lines": lines}


def _by_office(request: SignedIn, rows: QuerySet) -> list[tuple[Office, int, str]]:
    """How many each office has, with the link that narrows the list to it; most first."""
    counted = rows.order_by().values("office").annotate(count=Count("pk"))
    counts = dict(counted.values_list("office", "count"))
    offices = Office.objects.visible_to(request.user).in_bulk(counts)
    return [
        (offices[pk], count, _with(request, office=offices[pk].code))
        for pk, count in sorted(
            counts.items(), key=lambda found: (-found[1], offices[found[0]].code)
        )
    ]


def _with(request: SignedIn, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{urlencode([(k, str(v)) for k, v in query.items() if v])}"


# ---------------------------------------------------------------- the calendar
@get_or_post
def calendar(request: SignedIn) -> HttpResponse:
    """The days off and worked of a year; who may change them says by which paper."""
    may = may_set_calendar(request.user.role)
    if request.method == "POST" and not may:
        raise PermissionDenied
    posted = request.method == "POST" and "remove" not in request.POST
    form = CalendarForm(request.POST if posted else None)
    if request.method == "POST" and (year := _changed(request, form)):
        return redirect(f"{reverse('calendar')}?year={year}")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2009 <= int(asked) <= 2100 else today().year
    said = list(CalendarDay.objects.filter(day__year=year).select_related("set_by"))
    computed = [(day, name, False) for day, name in holidays_of(year).items()]
    computed += [(day, "Làm bù", True) for day in worked_weekends(year) if day.year == year]
    told = {row.day for row in said}
    rows = [(day, name, works) for day, name, works in sorted(computed) if day not in told]
    context = {"form": form, "said": said, "computed": rows, "year": year, "may": may}
    return render(request, "cases/calendar.html", context)


def _changed(request: SignedIn, form: CalendarForm) -> int | None:
    """Do what was asked; answers with the year to show, or nothing when it was refused."""
    if "remove" in request.POST:
        pk = request.POST["remove"]
        row = get_object_or_404(CalendarDay, pk=pk if pk.isdecimal() else 0)
        _tell(request, f"Đã bỏ {row}", clear_day(row))
        return row.day.year
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    try:
        moved = set_day(asked["day"], asked["working"], asked["note"], by=request.user)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
    _tell(request, f"Đã ghi {asked['day']:%d/%m/%Y}", moved)
    return int(asked["day"].year)


def _tell(request: SignedIn, done: str, moved: int) -> None:
    words = f"{moved} thời hạn đổi ngày" if moved else "không thời hạn nào đổi ngày"
    messages.success(request, f"{done}: {words}.")
