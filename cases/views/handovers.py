"""Bàn giao: the documents, preparing one with its inventory, signing it, its paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import inventory, tasks
from cases.actions import handovers as actions
from cases.choices import HandoverKind
from cases.forms.handovers import ChoiceForm, HandoverForm, ItemsForm, SignForm
from cases.models import Handover, HandoverItem, Office
from cases.models.handovers import WAITING
from cases.rules import Refusal
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


@require_safe
@reader
def handover_list(request: SignedIn) -> HttpResponse:
    rows = Handover.objects.visible_to(request.user).select_related(
        "from_office", "from_officer", "to_office", "prepared_by"
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counted = Handover.objects.visible_to(request.user).filter(pk__in=[h.pk for h in page])
    counts = {
        h.pk: h
        for h in counted.annotate(
            rows=Count("items"),
            left=Count("items", filter=Q(items__in=HandoverItem.objects.waiting())),
        )
    }
    shown = [(handover, counts[handover.pk]) for handover in page]
    return render(
        request,
        "handovers/list.html",
        {"page_obj": page, "rows": shown, "may_prepare": bool(_kinds(request))},
    )


def _kinds(request: SignedIn) -> list[str]:
    return [
        kind for kind in HandoverKind.values if actions.giving_offices(request.user, kind).exists()
    ]


@get_or_post
@reader
def handover_new(request: SignedIn) -> HttpResponse:
    """Choose, see what it amounts to, then prepare: nothing is saved before that."""
    kinds = _kinds(request)
    if not kinds:
        return _nothing_to_hand_over(request)
    choice = ChoiceForm(request.GET, by=request.user, kinds=kinds)
    data = request.POST if request.method == "POST" else None
    form = HandoverForm(data, by=request.user, choice=choice)
    if made := form.apply():
        return redirect("handover_detail", made.pk)
    context = {"choice": choice, "form": form, "totals": inventory.totals_of(choice.cases())}
    return render(request, "handovers/new.html", context)


def _nothing_to_hand_over(request: SignedIn) -> HttpResponse:
    if not any(
        actions.may_prepare(request.user, k, o) for k in HandoverKind for o in _own(request)
    ):
        raise PermissionDenied
    messages.warning(request, "Không có hồ sơ chưa xong nào để bàn giao.")
    return redirect("handover_list")


def _own(request: SignedIn) -> list[Office]:
    return [request.user.office] if request.user.office else []


@get_or_post
@reader
def handover_detail(request: SignedIn, pk: int) -> HttpResponse:
    handover = _handover(request, pk)
    signs = actions.may_sign(request.user, handover) and handover.is_waiting
    form = None
    if signs:
        data = request.POST if request.method == "POST" else None
        form = SignForm(data, handover=handover, by=request.user)
        if signed := form.apply():
            return _signed(request, signed)
    elif request.method == "POST":
        raise PermissionDenied
    items = inventory.rows_of(handover)
    page = Paginator(items, PAGE).get_page(request.GET.get("page"))
    changes = handover.is_waiting and actions.may_change(request.user, handover)
    context = {
        "handover": handover,
        "form": form,
        "page_obj": page,
        "lines": inventory.lines_of(list(page), request.user),
        "totals": inventory.totals_of_list(handover),
        "items_form": ItemsForm(handover=handover) if changes else None,
        "blocked": handover.items.blocked(handover).count() if handover.is_waiting else 0,
    }
    return render(request, "handovers/detail.html", context | _progress(handover, page))


def _handover(request: SignedIn, pk: int) -> Handover:
    rows = Handover.objects.visible_to(request.user).select_related(
        "from_office__parent", "from_officer", "to_office", "prepared_by", "signed_by"
    )
    return get_object_or_404(rows, pk=pk)


def _progress(handover: Handover, page: Any) -> dict[str, int]:
    """How far a long document has come, in rows; refused ones are named."""
    if handover.signed_at is None:
        return {}
    found = handover.items.aggregate(
        left=Count("pk", filter=WAITING),
        refused=Count("pk", filter=~Q(refused="")),
    )
    rows = page.paginator.count
    return found | {"rows": rows, "posted": rows - found["left"]}


def _signed(request: SignedIn, handover: Handover) -> HttpResponse:
    if Handover.objects.visible_to(request.user).posting().filter(pk=handover.pk).exists():
        transaction.on_commit(lambda: tasks.post_handover.delay(handover.pk), robust=True)
        messages.success(request, "Đã ký. Hồ sơ đang được ghi sổ, có thể rời trang này.")
    else:
        messages.success(request, f"Đã ký và ghi sổ: {handover}.")
    return redirect("handover_detail", handover.pk)


@require_POST
@reader
def handover_items(request: SignedIn, pk: int) -> HttpResponse:
    """Change receivers or take rows off; back to the same page of the list."""
    handover = _handover(request, pk)
    form = ItemsForm(request.POST, handover=handover)
    chosen = [int(i) for i in request.POST.getlist("item") if i.isdecimal()]
    try:
        if "remove" in request.POST:
            n = actions.remove_items(pk, by=request.user, items=chosen)
            messages.success(request, f"Đã bỏ {n} dòng khỏi biên bản.")
        elif "unblock" in request.POST:
            n = actions.remove_items(pk, by=request.user, blocked=True)
            messages.success(request, f"Đã bỏ {n} dòng không bàn giao được.")
        elif form.is_valid():
            n = actions.assign_items(pk, by=request.user, items=chosen, **form.cleaned_data)
            messages.success(request, f"Đã đổi người nhận của {n} dòng.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isdecimal() else ""
    return redirect(reverse("handover_detail", args=(pk,)) + query)


@require_POST
@reader
def handover_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    _handover(request, pk)
    try:
        actions.withdraw(pk, by=request.user)
        messages.success(request, "Đã hủy biên bản chưa ký.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("handover_detail", pk)


@require_safe
@reader
def handover_print(request: SignedIn, pk: int) -> HttpResponse:
    """The whole inventory on A4 across, 1 to N of N, with its totals and signatures."""
    handover = _handover(request, pk)
    items = list(inventory.rows_of(handover))
    context = {
        "handover": handover,
        "lines": inventory.lines_of(items, request.user),
        "totals": inventory.totals_of_list(handover),
    }
    return render(request, "handovers/print.html", context)
