"""Tra cứu người: by exact number or by name with birth year; no list, every look-up logged."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.actions.persons import confirm_person, log_lookup
from cases.forms.persons import (
    ApartForm,
    LookupFilter,
    LookupForm,
    MergeForm,
    UndoMergeForm,
    seen_while_typing,
)
from cases.models import Party, Person
from cases.persons import (
    cases_of,
    lookups,
    merge_proposals,
    merge_seen,
    merges_of,
    others_of,
    person_seen,
    root_of,
)
from cases.roles import SEES_BELOW, may_step
from cases.rules import Refusal
from cases.templatetags.vietnamese import masked
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn

FOUND = "persons-found"
KEPT = 50


def city(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the city's roles: merging, and the log."""

    @wraps(view)
    @reader
    def asked(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.role not in SEES_BELOW:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked


# ---------------------------------------------------------------- looking up
@never_cache
@get_or_post
@reader
def person_find(request: SignedIn) -> HttpResponse:
    form = LookupForm(request.POST if request.method == "POST" else None)
    found = form.find(request.user)
    rows = []
    if found:
        met = [*request.session.get(FOUND, []), *(person.pk for person in found)]
        request.session[FOUND] = met[-KEPT:]
        others = others_of([person.pk for person in found], request.user)
        rows = [(person, others.get(person.pk)) for person in found]
    context = {"form": form, "rows": rows, "sought": found is not None}
    context["is_city"] = request.user.role in SEES_BELOW
    return render(request, "cases/person_find.html", context)


@never_cache
@require_POST
@reader
def person_known(request: SignedIn) -> HttpResponse:
    """Whom a party being typed may be, as a part of the intake page."""
    if not may_step(request.user.role):
        raise PermissionDenied
    said = [request.POST.get(name, "")[:200] for name in ("name", "birth_year", "identity_no")]
    context = {"met": seen_while_typing(request.user, *said), "chosen": ""}
    context["field"] = f"{request.POST.get('row', '')[:40]}-person"
    return render(request, "cases/_met.html", context)


@require_safe
@reader
def person_detail(request: SignedIn, pk: int) -> HttpResponse:
    person = person_seen(pk, request.user, request.session.get(FOUND, []))
    if person is None:
        raise Http404
    if person.merged_into_id:
        root = root_of(person)
        request.session[FOUND] = [*request.session.get(FOUND, []), root.pk][-KEPT:]
        return redirect("person_detail", root.pk)
    parties, elsewhere = cases_of(person, request.user)
    page = Paginator(parties, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"person": person, "page_obj": page, "elsewhere": elsewhere}
    context["is_city"] = request.user.role in SEES_BELOW
    context["merges"] = merges_of(person) if context["is_city"] else []
    return render(request, "cases/person_detail.html", context)


@never_cache
@require_POST
@reader
def party_number(request: SignedIn, pk: int) -> HttpResponse:
    """The whole number of one party, asked for by a button and logged."""
    parties = Party.objects.visible_to(request.user).select_related("case")
    party = get_object_or_404(parties.exclude(identity_no=""), pk=pk)
    try:
        log_lookup(request.user, f"{masked(party.identity_no)} ({party.case})", 1)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("case_detail", party.case_id)
    return render(request, "cases/party_number.html", {"party": party, "case": party.case})


@require_POST
@reader
def party_confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Đúng là người này: a namesake is confirmed to be the party."""
    party = get_object_or_404(Party.objects.visible_to(request.user), pk=pk)
    if not may_step(request.user.role):
        raise PermissionDenied
    asked = request.POST.get("person", "")
    try:
        confirm_person(party, int(asked) if asked.isdecimal() else 0, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Đã ghi nhận {party} là người đã có trong hệ thống.")
    return redirect("case_detail", party.case_id)


# ---------------------------------------------------------------- the city's
@require_safe
@city
def person_duplicates(request: SignedIn) -> HttpResponse:
    return render(request, "cases/person_duplicates.html", {"pairs": merge_proposals()})


@require_POST
@city
def person_apart(request: SignedIn) -> HttpResponse:
    if refused := ApartForm(request.POST).apply(request.user):
        messages.warning(request, refused)
    else:
        messages.success(request, "Đã ghi nhận hai người khác nhau, không đề nghị gộp nữa.")
    return redirect("person_duplicates")


@get_or_post
@city
def person_merge(request: SignedIn, pk: int) -> HttpResponse:
    person = _standing(request, pk)
    data = request.POST if request.method == "POST" else None
    form = MergeForm(data, person=person, by=request.user)
    if done := form.apply():
        messages.success(request, f"Đã gộp {done.merged} vào {done.kept}. Có thể tách lại.")
        return redirect("person_detail", person.pk)
    return render(request, "cases/person_merge.html", {"form": form, "person": person})


def _standing(request: SignedIn, pk: int) -> Person:
    person = person_seen(pk, request.user, ())
    if person is None:
        raise Http404
    return root_of(person)


@get_or_post
@city
def person_unmerge(request: SignedIn, pk: int) -> HttpResponse:
    merge = merge_seen(pk)
    if merge is None:
        raise Http404
    form = UndoMergeForm(request.POST if request.method == "POST" else None)
    if form.apply(merge, request.user):
        messages.success(request, f"Đã tách {merge.merged} ra khỏi {merge.kept}.")
        return redirect("person_detail", merge.merged_id)
    return render(request, "cases/person_unmerge.html", {"form": form, "merge": merge})


@require_safe
@city
def lookup_list(request: SignedIn) -> HttpResponse:
    form = LookupFilter(request.GET, by=request.user)
    page = Paginator(form.chosen(lookups(request.user)), PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/lookups.html", {"form": form, "page_obj": page})
