"""Tài sản ủy thác: opening the file; all else happens on the pages of cases and assets."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases.choices import ActKind
from cases.forms.asset_files import AssetFileForm
from cases.roles import may_record
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn


@get_or_post
@reader
def asset_file_new(request: SignedIn) -> HttpResponse:
    if request.user.office is None or not may_record(request.user.role, ActKind.INTAKE):
        raise PermissionDenied
    form = AssetFileForm(request.POST if request.method == "POST" else None, by=request.user)
    if case := form.apply():
        words = "Đã ghi ở lần gửi trước, không ghi lần hai" if form.repeated else "Đã mở hồ sơ"
        messages.success(request, f"{words}: {case}.")
        return redirect("case_detail", case.pk)
    return render(request, "assets/file_new.html", {"form": form})
