"""Đủ và đúng hạn: where each month of each office stands, and when it was to be sent.

The sending terms are dated rows. They are counted by the calendar of legal terms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from cases.actions.deadlines import calendar_now
from cases.models import Books, Closing, Office, Reopening, SignOff, SignStep
from cases.periods import Period
from cases.rules.calendar import Calendar


# ---------------------------------------------------------------- the sending terms
@dataclass(frozen=True)
class SendingTerm:
    """How long after a period's end somebody has to send: working days, or before a day of the
    month that follows."""

    step: SignStep
    basis: str
    valid_from: date
    valid_to: date | None
    working_days: int = 0
    before_day: int = 0
    provisional: bool = False

    def due_on(self, cutoff: date, calendar: Calendar) -> date:
        if self.before_day:  # a last day that is a day off moves: Civil Code 2015, Article 148
            return calendar.next_working(cutoff + timedelta(days=self.before_day - 1))
        return calendar.plus_working(cutoff, self.working_days)


_TT08 = "Thông tư 01/2013/TT-BTP, sửa đổi tại Thông tư 08/2015/TT-BTP"
_TT06 = "khoản 2 Điều 9 Thông tư 06/2019/TT-BTP"
_AFTER = f"tạm theo {_TT06}: chưa đọc được thời hạn gửi của Thông tư 05/2024/TT-BTP"
_SINCE_06, _SINCE_05 = date(2020, 1, 5), date(2024, 7, 26)
_DAY = timedelta(days=1)
# What held before the amendment of 2015 was not read: its terms stand for the years before, too.
SENDING: tuple[SendingTerm, ...] = tuple(
    term
    for step, before_day, working_days in (
        (SignStep.OFFICER, 2, 1),
        (SignStep.OFFICE, 4, 2),
        (SignStep.CITY, 7, 4),
    )
    for term in (
        SendingTerm(step, _TT08, date.min, _SINCE_06 - _DAY, before_day=before_day),
        SendingTerm(step, _TT06, _SINCE_06, _SINCE_05 - _DAY, working_days),
        SendingTerm(step, _AFTER, _SINCE_05, None, working_days, provisional=True),
    )
)


def sending_term(step: SignStep, cutoff: date) -> SendingTerm | None:
    """The term in force on the day after the period's end."""
    day = cutoff + _DAY
    for term in SENDING:
        if term.step == step and term.valid_from <= day <= (term.valid_to or date.max):
            return term
    return None


# ---------------------------------------------------------------- where a month stands
STATES = {
    "absent": "chưa mở sổ",
    "running": "đang chạy",
    "covered": "khóa cùng kỳ sau",
    "open": "chưa khóa",
    "reopened": "đang mở lại",
    "closed": "đã khóa, chưa gửi",
    "sent": "đã gửi, chờ nhận",
    "returned": "bị trả lại",
    "accepted": "đã nhận",
    "forwarded": "đã gửi cấp trên",
    "history": "số liệu lịch sử",
}


@dataclass(frozen=True)
class State:
    """A month of an office: closed, signed, sent, accepted, and how late."""

    office: Office
    period: Period
    today: date
    calendar: Calendar
    books: Books | None
    closing: Closing | None
    steps: tuple[SignOff, ...]
    reopening: Reopening | None

    def _last(self, *kinds: SignStep) -> SignOff | None:
        return next((s for s in reversed(self.steps) if s.step in kinds), None)

    @property
    def is_city(self) -> bool:
        return self.office.parent_id is None

    @property
    def sent(self) -> SignOff | None:
        """The first sending: what is sent again after a return was not late for that."""
        kind = SignStep.CITY if self.is_city else SignStep.OFFICE
        return next((s for s in self.steps if s.step == kind), None)

    @property
    def returned(self) -> SignOff | None:
        last = self.steps[-1] if self.steps else None
        return last if last and last.step == SignStep.RETURNED else None

    @property
    def accepted(self) -> SignOff | None:
        return self._last(SignStep.ACCEPTED)

    @property
    def code(self) -> str:
        if self.books is None or self.books.open_on > self.period.cutoff:
            return "absent"
        if self.closing is None:
            if self.reopening is not None:
                return "reopened"
            if self.books.closed_through and self.period.cutoff < self.books.closed_through:
                return "covered"
            return "open" if self.period.cutoff < self.today else "running"
        if self.sent is None:
            return "history" if self.closing.accepted_at else "closed"
        if self.is_city:
            return "forwarded"
        if self.returned:
            return "returned"
        return "accepted" if self.closing.accepted_at else "sent"

    @property
    def label(self) -> str:
        return STATES[self.code]

    @property
    def is_ready(self) -> bool:
        """Closed, and accepted where there is somebody to accept."""
        return self.closing is not None and (self.is_city or self.closing.accepted_at is not None)

    @property
    def term(self) -> SendingTerm | None:
        step = SignStep.CITY if self.is_city else SignStep.OFFICE
        return sending_term(step, self.period.cutoff)

    @property
    def due_on(self) -> date | None:
        return self.term.due_on(self.period.cutoff, self.calendar) if self.term else None

    @property
    def late_days(self) -> int:
        """Working days after the term, until it was sent or until today."""
        if self.due_on is None or self.code in ("absent", "running", "covered", "history"):
            return 0
        until = self.sent.on if self.sent else self.today
        return self.calendar.working_days_between(self.due_on, until)


def states(
    offices: Iterable[Office], periods: Sequence[Period], today: date
) -> dict[tuple[int, int], State]:
    """By (office id, months of its year); five queries however many there are."""
    offices = list(offices)
    ids, cutoffs = [o.pk for o in offices], [p.cutoff for p in periods]
    months = {"office__in": ids, "cutoff__in": cutoffs}
    books = {b.office_id: b for b in Books.objects.filter(office__in=ids)}
    closings = {
        (c.office_id, c.cutoff): c
        for c in Closing.objects.standing().filter(**months).select_related("closed_by")
    }
    steps: dict[tuple[int, date], list[SignOff]] = {}
    signed = SignOff.objects.standing().filter(officer=None, **months).select_related("by")
    for row in signed:
        steps.setdefault((row.office_id, row.cutoff), []).append(row)
    withdrawn = Closing.objects.filter(reopening__office=F("office"), **months)
    running = withdrawn.filter(reopening__in=Reopening.objects.running())
    reopened = {(c.office_id, c.cutoff): c.reopening for c in running.select_related("reopening")}
    calendar = calendar_now()
    found = {}
    for office in offices:
        for period in periods:
            key = office.pk, period.cutoff
            found[office.pk, period.months] = State(
                office, period, today, calendar, books.get(office.pk), closings.get(key),
                tuple(steps.get(key, ())), reopened.get(key),
            )  # fmt: skip
    return found


def state_of(office: Office, period: Period, today: date) -> State:
    return states([office], [period], today)[office.pk, period.months]


@dataclass(frozen=True)
class Completeness:
    """Of one month: who closed, sent and was accepted, the city's own line first."""

    rows: tuple[State, ...]

    @property
    def below(self) -> list[State]:
        return [row for row in self.rows if not row.is_city]

    @property
    def ready(self) -> int:
        return sum(row.is_ready for row in self.below)

    @property
    def missing(self) -> list[State]:
        return [row for row in self.below if not row.is_ready]

    @property
    def late(self) -> int:
        return sum(row.late_days > 0 for row in self.rows)


def completeness(city: Office, period: Period, today: date) -> Completeness:
    below = Office.objects.reporting_to(city.pk, period.cutoff).order_by("code")
    found = states([city, *below], [period], today)
    return Completeness(tuple(found.values()))
