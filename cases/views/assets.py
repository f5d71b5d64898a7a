"""Tài sản: the register of a case and of an office, one asset with its life, and its steps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.assets import may_keep
from cases.assets import (
    alike,
    asset_page,
    encumbered,
    owed_by,
    totals,
    with_recoverable,
)
from cases.casefile import rest_of
from cases.choices import StepKind
from cases.deadlines import running_of
from cases.forms.assets import (
    AssetFilter,
    AssetForm,
    AssetStepForm,
    EncumbranceForm,
    EndForm,
    StrikeForm,
)
from cases.models import Asset, Case, Encumbrance
from cases.rules.assets import MOVES, OWN
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


def _asset(request: SignedIn, pk: int, *, writes: bool = False) -> Asset:
    rows = Asset.objects.visible_to(request.user).select_related(
        "case__office", "case__officer", "case__case_class", "party", "struck_out_by"
    )
    asset = get_object_or_404(rows.prefetch_related("encumbrances"), pk=pk)
    if writes and (not may_keep(asset.case, request.user)):
        raise PermissionDenied
    return asset


@get_or_post
@reader
def asset_new(request: SignedIn, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user).select_related("office", "officer", "case_class")
    case = get_object_or_404(cases, pk=pk)
    if not may_keep(case, request.user):
        raise PermissionDenied
    form = AssetForm(request.POST if request.method == "POST" else None, case=case, by=request.user)
    if made := form.apply():
        if form.repeated:
            messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {made}.")
        else:
            messages.success(request, f"Đã ghi tài sản: {made}.")
        return redirect("asset_detail", made.pk)
    return render(request, "assets/form.html", {"form": form, "case": case, "title": "Ghi tài sản"})


@get_or_post
@reader
def asset_edit(request: SignedIn, pk: int) -> HttpResponse:
    asset = _asset(request, pk, writes=True)
    data = request.POST if request.method == "POST" else None
    form = AssetForm(data, case=asset.case, by=request.user, asset=asset)
    if form.apply():
        messages.success(request, f"Đã sửa: {asset}.")
        return redirect("asset_detail", pk)
    context = {"form": form, "case": asset.case, "asset": asset, "title": "Sửa tài sản"}
    return render(request, "assets/form.html", context)


@require_safe
@reader
def asset_detail(request: SignedIn, pk: int) -> HttpResponse:
    asset = _asset(request, pk)
    lines = running_of(asset.case, today())
    page = asset_page(asset, lines)
    mine = {step.pk for step in page.steps}
    context = {
        "asset": asset,
        "case": asset.case,
        "page": page,
        "row": page.row,
        "owed": rest_of(asset.case.balances.all()),
        "lines": [line for line in lines if line.steps & mine],
        "encumbrances": encumbered(asset),
        "measures": asset.measures.order_by("-pk"),
        "elsewhere": alike(asset.kind, asset.identifier, request.user, asset),
        "writes": may_keep(asset.case, request.user) and not asset.struck_out_at,
    }
    return render(request, "assets/detail.html", context)


@get_or_post
@reader
def asset_step(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    asset = _asset(request, pk, writes=True)
    if kind not in (*OWN, StepKind.NOTED):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = AssetStepForm(data, asset=asset, kind=StepKind(kind), by=request.user)
    if steps := form.apply():
        words = "Đã ghi ở lần gửi trước, không ghi lần hai" if form.repeated else "Đã ghi"
        late = f" Tính vào ngày {steps[0].booked_on:%d/%m/%Y}." if steps[0].is_late else ""
        messages.success(request, f"{words}: {steps[0]}.{late}")
        return redirect("asset_detail", pk)
    context = {"form": form, "case": asset.case, "asset": asset, "title": form.kind.label}
    context["article"] = MOVES[kind].article(today())
    return render(request, "assets/step.html", context)


@get_or_post
@reader
def asset_strike(request: SignedIn, pk: int) -> HttpResponse:
    asset = _asset(request, pk, writes=True)
    form = StrikeForm(
        request.POST if request.method == "POST" else None, asset=asset, by=request.user
    )
    if form.apply():
        messages.success(request, f"Đã xóa khỏi danh mục: {asset}.")
        return redirect("case_detail", asset.case_id)
    context = {"form": form, "case": asset.case, "asset": asset, "title": "Xóa khỏi danh mục"}
    return render(request, "assets/step.html", context)


@get_or_post
@reader
def encumbrance_new(request: SignedIn, pk: int) -> HttpResponse:
    asset = _asset(request, pk, writes=True)
    data = request.POST if request.method == "POST" else None
    form = EncumbranceForm(data, asset=asset, by=request.user)
    if made := form.apply():
        messages.success(request, f"Đã ghi: {made}.")
        return redirect("asset_detail", pk)
    context = {"form": form, "case": asset.case, "asset": asset, "title": "Ghi hạn chế quyền"}
    return render(request, "assets/step.html", context)


@get_or_post
@reader
def encumbrance_end(request: SignedIn, pk: int) -> HttpResponse:
    rows = Encumbrance.objects.visible_to(request.user).select_related("asset__case__office")
    row = get_object_or_404(rows, pk=pk)
    if not may_keep(row.asset.case, request.user):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, row=row, by=request.user)
    if form.apply():
        messages.success(request, f"Đã ghi hết hạn chế: {row}.")
        return redirect("asset_detail", row.asset_id)
    context = {"form": form, "case": row.asset.case, "asset": row.asset, "title": f"Hết: {row}"}
    return render(request, "assets/step.html", context)


@require_safe
@reader
def asset_list(request: SignedIn) -> HttpResponse:
    filters = AssetFilter(request.GET, by=request.user)
    chosen = filters.rows()
    rows = with_recoverable(chosen).select_related("case__office", "case__officer", "party")
    page = Paginator(rows.order_by("gone", "-can_bring", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    owed = owed_by(page)
    context = {
        "filters": filters,
        "page_obj": page,
        "asked": any(request.GET.get(name) for name in filters.fields),
        "rows": [(row, owed.get(row.case_id, 0)) for row in page],
        "totals": totals(chosen),
    }
    return render(request, "assets/list.html", context)
