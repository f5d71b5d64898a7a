"""Theo dõi thi hành án hành chính: book 19, one judgment with its timeline, and the bodies."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.actions.administrative import heir_of, may_keep_bodies
from cases.actions.documents import may_attach
from cases.actions.steps import may_write
from cases.casefile import hang, steps_of
from cases.choices import StepKind
from cases.deadlines import running_of
from cases.forms.administrative import (
    AdministrativeFilter,
    AdministrativeForm,
    BodyForm,
    LearnForm,
)
from cases.forms.steps import StepForm
from cases.models import AdministrativeJudgment, PublicBody
from cases.roles import may_step
from cases.rules.administrative import ARTICLE, KINDS, offered, state_of
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn
from cases.views.steps import say


@require_safe
@reader
def administrative_list(request: SignedIn) -> HttpResponse:
    filters = AdministrativeFilter(request.GET, user=request.user)
    page = Paginator(filters.rows(), PAGE).get_page(request.GET.get("page"))
    asked = any(request.GET.get(name) for name in filters.fields)
    context = {"filters": filters, "page_obj": page, "asked": asked}
    context |= {"may_enter": _may_enter(request), "keeps_bodies": may_keep_bodies(request.user)}
    return render(request, "administrative/list.html", context)


def _may_enter(request: SignedIn) -> bool:
    return may_step(request.user.role) and request.user.office is not None


@get_or_post
@reader
def administrative_new(request: SignedIn) -> HttpResponse:
    if not _may_enter(request):
        raise PermissionDenied
    form = AdministrativeForm(request.POST if request.method == "POST" else None, by=request.user)
    if made := form.apply():
        if form.repeated:
            messages.warning(request, "Đã vào sổ ở lần gửi trước, không ghi lần hai.")
        else:
            messages.success(request, f"Đã vào sổ 19, số {made.entry_no}/{made.register_year}.")
        if "next" in request.POST:
            return redirect("administrative_new")
        return redirect("administrative_detail", made.pk)
    return render(request, "administrative/new.html", {"form": form})


def _found(request: SignedIn, pk: int) -> AdministrativeJudgment:
    rows = AdministrativeJudgment.objects.visible_to(request.user)
    related = ("judgment", "office", "officer", "debtor__successor", "recorded_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@get_or_post
@reader
def administrative_detail(request: SignedIn, pk: int) -> HttpResponse:
    found = _found(request, pk)
    writes = may_write(found, request.user)
    data = request.POST if request.method == "POST" else None
    if data is not None and not writes:
        raise PermissionDenied
    form = LearnForm(data, judgment=found, by=request.user)
    if (changed := form.apply()) is not None:
        messages.success(request, f"Đã ghi {len(changed)} thay đổi.")
        return redirect("administrative_detail", pk)
    steps = steps_of(found.steps.all(), writes=writes)
    documents = list(found.documents.select_related("uploaded_by"))
    hang(documents, steps)
    attaches = may_attach(found, request.user)
    standing = [(e.step.kind, e.step.on) for e in steps if e.cancelled_by is None]
    context = {
        "found": found, "form": form, "writes": writes, "state": state_of(k for k, _ in standing),
        "events": steps[::-1], "terms": running_of(found, today()),
        "offers": offered(standing, today()) if writes else [],
        "documents": documents,
        "attach": reverse("administrative_document", args=(pk,)) if attaches else "",
        "heir": heir_of(found.debtor, today()),
    }  # fmt: skip
    return render(request, "administrative/detail.html", context)


@get_or_post
@reader
def administrative_step(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    found = _found(request, pk)
    if kind not in KINDS:
        raise Http404
    if not may_write(found, request.user):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StepForm(*sent, parent=found, kind=StepKind(kind), by=request.user)
    if steps := form.apply():
        say(request, form, steps)
        return redirect("administrative_detail", pk)
    context = {"form": form, "found": found, "kind": form.kind, "article": ARTICLE[kind]}
    return render(request, "administrative/step.html", context)


# ---------------------------------------------------------------- the bodies
@require_safe
@reader
def body_list(request: SignedIn) -> HttpResponse:
    bodies = PublicBody.objects.select_related("successor").order_by("name")
    page = Paginator(bodies, PAGE).get_page(request.GET.get("page"))
    keeps = may_keep_bodies(request.user)
    return render(request, "administrative/bodies.html", {"page_obj": page, "keeps": keeps})


@get_or_post
@reader
def body_edit(request: SignedIn, pk: int | None = None) -> HttpResponse:
    if not may_keep_bodies(request.user):
        raise PermissionDenied
    body = get_object_or_404(PublicBody, pk=pk) if pk is not None else None
    data = request.POST if request.method == "POST" else None
    form = BodyForm(data, instance=body, by=request.user)
    if kept := form.apply():
        messages.success(request, f"Đã lưu {kept}.")
        return redirect("body_list")
    context = {"form": form, "body": body, "back": reverse("body_list")}
    return render(request, "administrative/body.html", context)
