"""Tài sản ủy thác: opening the file, the list, its officer and parties; the rest is a case's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.asset_files import may_assign
from cases.actions.steps import may_write
from cases.assets import Passed, asset_files, passed_on
from cases.choices import ActKind, CaseKind
from cases.forms.asset_files import AssetFileForm, AssignFileForm, FilePartyForm
from cases.models import Case
from cases.roles import SEES_BELOW, may_record
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


@require_safe
@reader
def asset_file_list(request: SignedIn) -> HttpResponse:
    files = asset_files(request.user).prefetch_related("assets")
    page = Paginator(files, PAGE).get_page(request.GET.get("page"))
    money = passed_on(file.pk for file in page)
    context = {
        "page_obj": page,
        "rows": [(file, money.get(file.pk, Passed())) for file in page],
        "wide": request.user.role in SEES_BELOW,
        "may_open": _may_open(request),
    }
    return render(request, "assets/files.html", context)


def _may_open(request: SignedIn) -> bool:
    return request.user.office is not None and may_record(request.user.role, ActKind.INTAKE)


@get_or_post
@reader
def asset_file_new(request: SignedIn) -> HttpResponse:
    if not _may_open(request):
        raise PermissionDenied
    form = AssetFileForm(request.POST if request.method == "POST" else None, by=request.user)
    if case := form.apply():
        words = "Đã ghi ở lần gửi trước, không ghi lần hai" if form.repeated else "Đã mở hồ sơ"
        messages.success(request, f"{words}: {case}.")
        return redirect("case_detail", case.pk)
    return render(request, "assets/file_new.html", {"form": form})


# ---------------------------------------------------------------- its officer, its parties
def _file(request: SignedIn, pk: int) -> Case:
    files = Case.objects.visible_to(request.user).filter(kind=CaseKind.DELEGATED_ASSET)
    return get_object_or_404(files.select_related("office", "officer"), pk=pk)


@get_or_post
@reader
def asset_file_assign(request: SignedIn, pk: int) -> HttpResponse:
    case = _file(request, pk)
    if not may_assign(case, request.user):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = AssignFileForm(data, case=case, by=request.user)
    if step := form.apply():
        messages.success(request, f"Đã ghi: {step.note}")
        return redirect("case_detail", pk)
    context = {"form": form, "case": case, "title": "Giao Chấp hành viên"}
    return render(request, "assets/file_form.html", context)


@get_or_post
@reader
def asset_file_party(request: SignedIn, pk: int) -> HttpResponse:
    case = _file(request, pk)
    if not may_write(case, request.user):
        raise PermissionDenied
    form = FilePartyForm(
        request.POST if request.method == "POST" else None, case=case, by=request.user
    )
    if party := form.apply():
        messages.success(request, f"Đã ghi đương sự {party}.")
        return redirect("case_detail", pk)
    return render(
        request, "assets/file_form.html", {"form": form, "case": case, "title": "Thêm đương sự"}
    )
