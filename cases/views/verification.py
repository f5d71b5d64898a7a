"""Xác minh: recording one, printing its minutes, and the sheet of those planned for a trip."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.actions.steps import may_write
from cases.casefile import obligations_of
from cases.forms.verification import PartyCircumstancesForm, TripFilter, VerificationForm
from cases.laws import cited
from cases.means import by_place, planned, trips, verification_seen
from cases.models import Case, Party, Step, Verification
from cases.roles import may_step
from cases.today import today
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn


@get_or_post
@reader
def verification_new(request: SignedIn, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user).select_related("office", "officer", "case_class")
    case = get_object_or_404(cases, pk=pk)
    if not may_write(case, request.user):
        raise PermissionDenied
    trip = _planned(request, case)
    data = request.POST if request.method == "POST" else None
    form = VerificationForm(data, case=case, by=request.user, planned=trip)
    if done := form.apply():
        return _recorded(request, form, done, trip)
    obligations, _ = obligations_of(case)
    context = {"form": form, "case": case, "obligations": obligations, "trip": trip}
    return render(request, "cases/verification.html", context)


def _planned(request: SignedIn, case: Case) -> Step | None:
    """The planned trip the address names; one that was made already is gone."""
    asked = request.GET.get("planned", "")
    return planned(request.user).filter(case=case, pk=asked if asked.isdecimal() else 0).first()


def _recorded(
    request: SignedIn, form: VerificationForm, done: Verification, trip: Step | None
) -> HttpResponse:
    if form.repeated:
        messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {done}.")
    else:
        messages.success(request, f"Đã ghi xác minh {form.case}: {done}.")
    if "next" not in request.POST:
        return redirect("case_detail", form.case.pk)
    if trip is None:
        return redirect("verification_plan")
    rest = trips(planned(request.user).filter(case__officer=form.case.officer_id))
    if not rest:
        return redirect("verification_plan")
    following = rest[0].step
    address = reverse("verification_new", args=(following.case_id,))
    return redirect(f"{address}?planned={following.pk}")


@require_safe
@reader
def verification_plan(request: SignedIn) -> HttpResponse:
    form = TripFilter(request.GET, by=request.user)
    found = trips(form.chosen(planned(request.user)))
    context = {"form": form, "places": list(by_place(found)), "count": len(found)}
    context["may_verify"] = may_step(request.user.role)
    return render(request, "cases/verification_plan.html", context)


@require_safe
@reader
def verification_detail(request: SignedIn, pk: int) -> HttpResponse:
    step = verification_seen(pk, request.user)
    if step is None:
        raise Http404
    return render(request, "cases/verification_detail.html", {"step": step, "case": step.case})


@get_or_post
@reader
def party_edit(request: SignedIn, pk: int) -> HttpResponse:
    parties = Party.objects.visible_to(request.user).select_related("case__office")
    party = get_object_or_404(parties, pk=pk)
    if not may_write(party.case, request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = PartyCircumstancesForm(data, party=party, by=request.user)
    if form.apply():
        messages.success(request, f"Đã ghi về {party}.")
        return redirect("case_detail", party.case_id)
    context = {"form": form, "party": party, "case": party.case}
    context["article"] = cited(today(), "khoản 2 Điều 44 Luật THADS")
    return render(request, "cases/party_edit.html", context)
