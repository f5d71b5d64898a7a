"""What a meeting of the steering committee asks for, and when.

Joint Circular 05/2016/TTLT-BTP-BCA-BTC-TANDTC-VKSNDTC, Article 9(2); from 01/07/2026 the People's
Committee sets the working rules (Decree 152/2026/NĐ-CP, Article 102(10)).
"""

from collections.abc import Iterable
from datetime import date

from cases.committee_kinds import Attendance, ReportKind
from cases.rules.calendar import Calendar
from cases.rules.limits import limit
from cases.rules.refusal import Refusal


def papers_due(held_on: date, calendar: Calendar) -> date | None:
    """The last day on which the papers reach the members in time; None where no rule says.

    Article 9(2)(b): at least 3 working days before the meeting.
    """
    rule = limit("committee_papers_days", held_on)
    return None if rule is None else calendar.plus_working(held_on, -rule.value)


def check_task(words: str, *, bodies: int, due_on: date | None, held_on: date) -> None:
    """A task says what, which one body, and by when."""
    if not words:
        raise Refusal("Ghi nhiệm vụ.", "words")
    if bodies != 1:
        raise Refusal("Chọn một cơ quan thực hiện.", "body")
    if due_on is None:
        raise Refusal("Ghi thời hạn.", "due_on")
    if due_on < held_on:
        raise Refusal(f"Trước ngày họp ({held_on:%d/%m/%Y}).", "due_on")


def check_attendance(attendance: Attendance, opinion: str) -> None:
    """Article 9(2)(b): a member who does not come gives a written opinion."""
    if attendance == Attendance.WRITTEN and not opinion:
        raise Refusal("Ghi ý kiến bằng văn bản.", "opinion")


def done_on(reports: Iterable[tuple[ReportKind, date]]) -> date | None:
    """The day a task was done, read off its reports in the order written."""
    done = None
    for kind, on in reports:
        if kind == ReportKind.DONE:
            done = on
        elif kind == ReportKind.REOPENED:
            done = None
    return done
