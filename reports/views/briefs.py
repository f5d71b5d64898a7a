"""Tóm tắt việc as one page of paper."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.briefs import brief_of
from cases.models.key_cases import briefed_to
from cases.roles import FIGURES, PRINT
from cases.today import today
from cases.views.session import SignedIn
from reports.paper.briefs import brief_pdf as drawn
from reports.paper.pdf import moment


@require_safe
@permission_required(FIGURES, raise_exception=True)
def brief_pdf(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(briefed_to(request.user), pk=pk)
    if not request.user.may(PRINT):
        raise PermissionDenied
    paper = drawn(brief_of(case, today(), request.user), moment())
    name = f'inline; filename="tom-tat-{pk}.pdf"'
    return HttpResponse(paper, "application/pdf", headers={"Content-Disposition": name})
