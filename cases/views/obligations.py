"""The terms of an obligation, and recording that it was performed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.actions.obligations import may_write
from cases.forms.obligations import FulfilForm, ObligationTermsForm
from cases.models import Case
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn


@get_or_post
@reader
def obligation_terms(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, pk, ObligationTermsForm, "Lãi chậm thi hành án, kỳ phải thi hành")


@get_or_post
@reader
def obligation_done(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, pk, FulfilForm, "Ghi đã thực hiện nghĩa vụ")


def _page(
    request: SignedIn, pk: int, form: type[ObligationTermsForm] | type[FulfilForm], title: str
) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user), obligations=pk)
    if not may_write(case, request.user):
        raise PermissionDenied
    obligation = case.obligations.get(pk=pk)
    data = request.POST if request.method == "POST" else None
    filled = form(data, obligation=obligation, by=request.user)
    if filled.apply():
        messages.success(request, f"Đã ghi: {obligation}.")
        return redirect("case_detail", case.pk)
    context = {"form": filled, "obligation": obligation, "case": case, "title": title}
    return render(request, "cases/obligation.html", context)
