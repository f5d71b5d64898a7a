"""The steering committee on paper: what a meeting is sent beforehand, and its draft notice.

Decree 30/2020/NĐ-CP for the layout; Joint Circular 05/2016, Article 12: number and seal of the
People's Committee. Before the notice has its number every page says that it is a draft.
"""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from cases.briefs import Brief, Shown, briefs_of
from cases.committee import DoneSince, ItemRow, MeetingPage
from cases.committee_kinds import Attendance
from cases.models import Invitation, Office, User
from reports.paper.briefs import fitted
from reports.paper.pdf import moment, paper_pdf

SHEET = "committee-paper.css"


def place_of(office: Office) -> str:
    """The city a city's office is of: "thành phố Hà Nội"."""
    return office.name.rpartition("dân sự ")[2] or office.name


def papers_pdf(page: MeetingPage, since: DoneSince, reader: User) -> bytes:
    """Tài liệu họp: the agenda, what was done, and one sheet for each matter: of a case its
    brief, cut until it fits."""
    shared = _shared(page, since.day)
    cases = [row.item.referral.case for row in page.rows if row.item.referral is not None]
    briefs = {brief.case.pk: brief for brief in briefs_of(cases, since.day, reader)}
    sheets = [(row, _brief(row, briefs)) for row in page.rows]
    text = render_to_string(
        "committee/papers_pdf.html", shared | {"since": since, "sheets": sheets}
    )
    return paper_pdf(text, "brief.css", SHEET)


def _brief(row: ItemRow, briefs: dict[int, Brief]) -> Shown | None:
    if row.item.referral is None:
        return None
    return fitted(briefs[row.item.referral.case_id], moment())[0]


def notice_pdf(page: MeetingPage) -> bytes:
    """Thông báo kết luận: a draft until it has its number."""
    came: dict[str, list[Invitation]] = {kind: [] for kind in Attendance}
    for row in page.invitations:
        came[row.attendance].append(row)
    on = page.meeting.notice_on or page.meeting.held_on
    bodies = dict.fromkeys(row.task.body for row in page.tasks)
    context = _shared(page, on) | {
        "present": came[Attendance.PRESENT],
        "written": came[Attendance.WRITTEN],
        "concluded": [row for row in page.rows if row.item.said],
        "copies": [*dict.fromkeys([*(str(row.agency) for row in page.invitations), *bodies])],
    }
    return paper_pdf(render_to_string("committee/notice_pdf.html", context), SHEET)


def _shared(page: MeetingPage, day: date) -> dict[str, object]:
    return {
        "meeting": page.meeting,
        "page": page,
        "place": place_of(page.meeting.office),
        "day": day,
        "made_at": moment(),
        "demo": settings.DEMO,
    }
