"""Reading the legal terms: what is overdue, due today, due soon, and where it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse

from cases.actions.deadlines import calendar_now
from cases.choices import ActKind, Actor, Origin, PartyRole, Role, StepKind
from cases.deadlines.notices import untold_names
from cases.models import AdministrativeJudgment, Case, Deadline, Filing, Party, User
from cases.roles import MONEY, may_begin, may_step
from cases.rules.calendar import Calendar
from cases.rules.steps import ASKS
from cases.terms import DISTRIBUTED, DUTY_KEYS, TERMS, Side, Term, Unit, term_on

RUNNING = Q(done_on=None, ended_on=None)
DUTY = Q(term__in=DUTY_KEYS)
MONEY_KEYS = tuple(sorted({t.key for t in TERMS if t.is_duty and t.actor == Actor.ACCOUNTANT}))
SOON = timedelta(days=7)
_UNITS = {
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.DAYS: "ngày",
    Unit.MONTHS: "tháng",
    Unit.YEARS: "năm",
    Unit.HOURS: "giờ",
}


_NAMED = (
    *("case__case_class", "filing", "administrative__judgment", "administrative__debtor"),
    *("office", "officer", "act", "step"),
)


def own(user: User) -> QuerySet[Deadline]:
    """The terms a person answers for: an officer's own, the money's, otherwise all of the scope."""
    return Deadline.objects.visible_to(user).filter(_answered_by(user))


def _answered_by(user: User) -> Q:
    if user.role == Role.OFFICER and user.officer_id:
        return Q(officer=user.officer_id)
    return Q(term__in=MONEY_KEYS) if user.role == Role.ACCOUNTANT else Q()


def running(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.filter(RUNNING, DUTY)


def counts(user: User, day: date) -> dict[str, int]:
    """How many duties are overdue, due today and due within a week; one query."""
    return (
        running(own(user).order_by())
        .filter(due_on__lte=day + SOON)
        .aggregate(
            overdue=Count("pk", filter=Q(due_on__lt=day)),
            today=Count("pk", filter=Q(due_on=day)),
            soon=Count("pk", filter=Q(due_on__gt=day)),
        )
    )


def pressing(user: User, day: date) -> int:
    """Overdue and due today, for the menu; one cheap query by the index of running terms."""
    rows = Deadline.objects.filter(RUNNING, DUTY, office=user.office_id, due_on__lte=day)
    return rows.filter(_answered_by(user)).count()


# ---------------------------------------------------------------- one term as a line
@dataclass(frozen=True)
class Form:
    """The form of the act or step that discharges a term."""

    label: str
    address: str


@dataclass(frozen=True)
class Line:
    """A term as a page shows it."""

    row: Deadline
    term: Term
    today: date
    calendar: Calendar
    count: int = 1
    """How many run alike, to the same day: two collections of one day are paid out in one term."""
    steps: frozenset[int] = frozenset()
    """The steps from which it, and those alike, run."""
    untold: tuple[str, ...] = ()
    """Who is still to be told of the decision, once somebody has been."""

    @property
    def is_running(self) -> bool:
        return self.row.done_on is None and self.row.ended_on is None

    @property
    def is_late(self) -> bool:
        """Overdue of the office, or done after its day. Today is not overdue."""
        if not self.term.is_duty:
            return False
        return (self.row.done_on or (self.today if self.is_running else date.min)) > self.row.due_on

    @property
    def over(self) -> bool:
        return self.is_running and self.row.due_on < self.today

    @property
    def code(self) -> str:
        """overdue, soon, late, done, ended or nothing, for the colour of a chip."""
        if self.row.done_on:
            return "late" if self.is_late else "done"
        if self.row.ended_on:
            return "ended"
        if self.is_late:
            return "overdue"
        return "soon" if self.term.is_duty and self.row.due_on <= self.today + SOON else ""

    @property
    def words(self) -> str:
        row = self.row
        if row.done_on:
            late = (row.done_on - row.due_on).days
            return f"đã làm muộn {late} ngày" if self.is_late else "đã làm đúng hạn"
        if row.ended_on:
            return "thôi tính"
        if self.over:
            days = (self.today - row.due_on).days
            if self.term.side == Side.FROM:
                return "đã đủ thời gian"
            return f"quá hạn {days} ngày" if self.term.is_duty else "đã hết thời hạn"
        if row.due_on == self.today:
            return "hôm nay hết hạn"
        return f"còn {self._left()}"

    def _left(self) -> str:
        if (self.row.due_on - self.today).days > 60:
            return f"{(self.row.due_on - self.today).days} ngày"
        return f"{self.calendar.working_days_between(self.today, self.row.due_on)} ngày làm việc"

    @property
    def length(self) -> str:
        """03 ngày làm việc"""
        if self.term.unit in (None, Unit.AT_ONCE):
            return "ngay"
        return f"{self.term.length:02} {_UNITS[self.term.unit]}"

    @property
    def article(self) -> str:
        return self.term.article_on(self.row.since)

    @property
    def is_officers(self) -> bool:
        """The office's or its officer's, so that nobody else need be named."""
        return self.term.actor in (Actor.OFFICE, Actor.OFFICER)

    @property
    def parent(self) -> object:
        return parent_of(self.row)

    @property
    def debtors(self) -> list[Party]:
        return getattr(self.row.case, "debtors", []) if self.row.case else []

    @property
    def address(self) -> str:
        return page_of(self.row)

    @property
    def answers(self) -> tuple[str, ...]:
        """The acts and steps that discharge the term, the usual one first."""
        case, kinds = self.row.case, self.term.done_by
        if ActKind.RETURN_REQUEST in kinds and case is not None:
            by_request = case.case_class.origin == Origin.ON_REQUEST
            return (ActKind.RETURN_REQUEST if by_request else ActKind.SEPARATE_BOOK,)
        return kinds

    def form(self, may: Callable[[str], bool]) -> Form | None:
        """The form that discharges the term: of the first act or step the reader may record."""
        kind = next(filter(may, self.answers), None) if self.is_running else None
        if kind is None:
            return None
        if kind == DISTRIBUTED:
            return Form("Phân phối tiền", reverse("distribution_new", args=(self.row.case_id,)))
        if kind in ActKind.values:
            return self._form("act_new", kind, ActKind(kind).label)
        asks = self.row.act_id and "acts" in ASKS.get(kind, ())
        about = f"?act={self.row.act_id}" if asks else ""
        return self._form("step_new", kind, StepKind(kind).label, about)

    def _form(self, name: str, kind: str, label: str, about: str = "") -> Form | None:
        """On a case the form itself; elsewhere the page that offers it."""
        found = reverse(name, args=(self.row.case_id, kind)) if self.row.case_id else None
        address = f"{found}{about}" if found else self.address
        return Form(label, address) if address else None


def by_role(user: User) -> Callable[[str], bool]:
    """Who may record or prepare what, by role alone: the page of a case looks closer."""

    def may(kind: str) -> bool:
        if kind in ActKind.values:
            return may_begin(user.role, kind)
        return may_step(user.role) or (kind == DISTRIBUTED and user.may(MONEY))

    return may


def parent_of(row: Deadline) -> object:
    """What a term is about: a case, a filing or an administrative judgment."""
    return row.case or row.filing or row.administrative


def page_of(row: Deadline) -> str:
    """The page of what a term is about."""
    if row.case_id:
        return reverse("case_detail", args=(row.case_id,))
    if row.filing_id:
        return reverse("filing_detail", args=(row.filing_id,))
    return reverse("administrative_detail", args=(row.administrative_id,))


def lines_of(rows: Sequence[Deadline], day: date) -> list[Line]:
    """Rows as lines, with all they name, in a fixed number of queries.

    The rows come bare: sorted together with all they name, ten thousands would be joined for fifty.
    """
    found = Deadline.objects.select_related(*_NAMED).in_bulk([row.pk for row in rows])
    calendar, held = calendar_now(), [found[row.pk] for row in rows if row.pk in found]
    cases = [row.case for row in held if row.case]
    debtors = Party.objects.filter(role=PartyRole.DEBTOR).order_by("pk")
    prefetch_related_objects(cases, Prefetch("parties", debtors, to_attr="debtors"))
    return _lines(held, day, calendar)


def terms_of(parent: Case | Filing | AdministrativeJudgment, day: date) -> list[Line]:
    """The terms of one parent that did not lapse, the nearest first."""
    return _of_one(parent.deadlines.filter(ended_on=None), day)


def running_of(parent: Case | Filing | AdministrativeJudgment, day: date) -> list[Line]:
    """The terms of one parent that run, the nearest first; those alike as one."""
    lines = _of_one(parent.deadlines.filter(done_on=None, ended_on=None), day)
    alike: dict[tuple[date, str], list[Line]] = {}
    for line in lines:
        alike.setdefault((line.row.due_on, line.term.key), []).append(line)
    return [
        replace(same[0], count=len(same), steps=frozenset(line.row.step_id or 0 for line in same))
        for same in alike.values()
    ]


def _of_one(rows: QuerySet[Deadline], day: date) -> list[Line]:
    found = list(rows.order_by("due_on", "pk"))
    return _lines(found, day, calendar_now()) if found else []


def _lines(rows: Sequence[Deadline], day: date, calendar: Calendar) -> list[Line]:
    termed = [(row, row_term(row)) for row in rows]
    names = untold_names(termed)
    return [Line(row, term, day, calendar, untold=names.get(row.pk, ())) for row, term in termed]


def row_term(row: Deadline) -> Term:
    """The table's row that gave the term: by the day it began, or ends where that decides."""
    term = term_on(row.term, row.since)
    return term_on(row.term, row.due_on) if term.side == Side.FROM and term.standing else term
