"""The steering committee's papers as PDF."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.committee import done_since, meeting_page
from cases.models import Meeting
from cases.roles import CONVENE, MEET
from cases.today import today
from cases.views.files import download
from cases.views.session import SignedIn
from reports.paper.committee import notice_pdf, papers_pdf

PDF = "application/pdf"


@require_safe
@permission_required(MEET, raise_exception=True)
def meeting_papers(request: SignedIn, pk: int) -> HttpResponse:
    """For who is invited, with what is put to the own agency alone."""
    meeting = _meeting(request, pk)
    page = meeting_page(meeting, request.user, today())
    since = done_since(meeting, request.user, today())
    name = f"tai-lieu-hop-{meeting.held_on:%Y-%m-%d}.pdf"
    return download(papers_pdf(page, since, request.user), name, PDF)


@require_safe
@permission_required(CONVENE, raise_exception=True)
def meeting_notice(request: SignedIn, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    page = meeting_page(meeting, request.user, today())
    name = f"thong-bao-ket-luan-{meeting.held_on:%Y-%m-%d}.pdf"
    return download(notice_pdf(page), name, PDF)


def _meeting(request: SignedIn, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("office")
    return get_object_or_404(rows, pk=pk)
