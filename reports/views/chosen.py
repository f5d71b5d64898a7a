"""What a request asks for: office, period and the statement, within the user's scope."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cases.models import Office, User
from cases.periods import Period
from cases.rules import Refusal
from cases.views.session import SignedIn
from reports.figures import official, scopes, statistics
from reports.figures.official import Kept
from reports.figures.scopes import Scope
from reports.figures.statistics import Statement
from reports.forms.choosing import ChooserForm


@dataclass
class Chosen:
    """The chooser as filled in, and either a statement or the words why there is none."""

    form: ChooserForm
    statement: Statement | None = None
    refused: str = ""


def choose(request: SignedIn, *, dimension: str | None = None, **defaults: Any) -> Chosen:
    """Read the query string; an office out of scope does not exist."""
    form = ChooserForm(request.user, request.GET, **defaults)
    if not form.is_valid():
        return Chosen(form, refused=f"Không lập được báo cáo. {unread(request, form)}")
    fields = form.cleaned_data
    try:
        made = statistics.statement(
            fields["office"],
            form.period,
            fields["scope"] or scopes.WITH_BELOW,
            dimension=dimension or fields["by"] or "office",
        )
    except Refusal as refused:
        return Chosen(form, refused=str(refused))
    check_open(request.user, made)
    return Chosen(form, made)


def standing(office: Office, period: Period) -> Office:
    """The office, or the only one that stood in its place in the period."""
    while True:
        if office.valid_from > period.cutoff:
            others = list(office.predecessors.all()[:2])
        elif office.valid_to is not None and office.valid_to < period.start:
            others = list(office.successors.all()[:2])
        else:
            return office
        if len(others) != 1:
            return office
        office = others[0]


def office_in_scope(request: SignedIn, form: Form) -> None:
    """An office out of scope does not exist."""
    if "office" in form.errors and request.GET.get("office"):
        raise Http404


def unread(request: SignedIn, form: Form) -> str:
    """Why a query string cannot be read."""
    office_in_scope(request, form)
    return "; ".join(
        f"{form.fields[name].label}: {text}"
        for name, errors in form.errors.items()
        for text in errors
    )


def address(of: Kept, page: str = "statement") -> str:
    """The page of the statement that a row keeps, or another page about it."""
    at = reverse(page, args=[of.office.code, of.year, of.months])
    return f"{at}?{statistics.query(of.scope, of.form, of.by)}"


def _clock(request: SignedIn) -> dict[str, Any]:
    """Which clock an address names; a moment that cannot be read is refused."""
    kind = request.GET.get("clock", "booked")
    if kind == "today":
        return {"clock": kind}
    if kind != "known":
        return {}
    known = parse_datetime(request.GET.get("known", "").replace(" ", "+"))
    if known is None or timezone.is_naive(known):
        raise Refusal("Thời điểm không hợp lệ.", "known")
    return {"clock": kind, "known": known}


def addressed(request: SignedIn, code: str, year: int, months: int) -> tuple[Statement | None, str]:
    """The statement an address names, or the words why there is none."""
    office = office_or_404(request.user, code)
    period = period_or_404(year, months)
    try:
        made = official.make(
            office,
            period,
            request.GET.get("scope") or scopes.WITH_BELOW,
            form=request.GET.get("form", ""),
            by=request.GET.get("by") or "office",
            now=request.GET.get("now") == "1",
            **_clock(request),
        )
    except Refusal as refused:
        return None, str(refused)
    check_open(request.user, made)
    return made, ""


def check_open(user: User, made: Statement) -> None:
    """Every office of a statement must be open to the user, or the statement does not exist."""
    check_scope(user, made.scope)


def check_scope(user: User, scope: Scope) -> None:
    open_ids = set(Office.objects.figures_open_to(user).values_list("pk", flat=True))
    if not open_ids.issuperset(scope.ids):
        raise Http404


def office_or_404(user: User, code: str) -> Office:
    found = Office.objects.figures_open_to(user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def period_or_404(year: int, months: int) -> Period:
    if not (2000 <= year <= 2100 and 1 <= months <= 12):
        raise Http404
    return Period(year, months)


def readable_offices(user: User) -> frozenset[int]:
    """Offices whose rows the user may open: only their figures are links."""
    if not user.may("read"):
        return frozenset()
    return frozenset(Office.objects.visible_to(user).values_list("pk", flat=True))
