"""Documents: attached, opened, withdrawn. A file is reached through its case or judgment alone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from cases.actions.documents import Holder, may_attach
from cases.forms.documents import DocumentForm, WithdrawForm
from cases.models import AdministrativeJudgment, Case, Document
from cases.rules.files import INLINE
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn
from cases.views.steps import page_of, way_back


@get_or_post
@reader
def document_new(request: SignedIn, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user).select_related("office", "officer")
    return _attach(request, get_object_or_404(cases, pk=pk))


@get_or_post
@reader
def administrative_document(request: SignedIn, pk: int) -> HttpResponse:
    rows = AdministrativeJudgment.objects.visible_to(request.user)
    rows = rows.select_related("office", "officer", "judgment", "debtor")
    return _attach(request, get_object_or_404(rows, pk=pk))


def _attach(request: SignedIn, holder: Holder) -> HttpResponse:
    if not may_attach(holder, request.user):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(*sent, holder=holder, by=request.user, about=request.GET.get("about", ""))
    if attached := form.apply():
        for held in attached.known:
            address = reverse("document", args=(held.pk,))
            words = "Hồ sơ đã có tệp này, không lưu lần hai: <a href='{}'>{}</a>."
            messages.warning(request, format_html(words, address, held))
        if attached.made:
            messages.success(request, f"Đã đính kèm {len(attached.made)} tệp.")
        return redirect(page_of(holder))
    return render(request, "cases/document.html", {"form": form} | way_back(holder))


@require_safe
@reader
def document(request: SignedIn, pk: int) -> FileResponse:
    """The file, to be saved; a PDF or picture is shown when asked for so."""
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    inline = "open" in request.GET and found.content_type in INLINE
    try:
        file = found.file.open()
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        file, as_attachment=not inline, filename=found.name, content_type=found.content_type
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@get_or_post
@reader
def document_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    rows = Document.objects.visible_to(request.user)
    rows = rows.select_related("case", "administrative", "uploaded_by")
    found = get_object_or_404(rows, pk=pk)
    if not may_attach(found.parent, request.user):
        raise PermissionDenied
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, document=found, by=request.user
    )
    if form.apply():
        messages.success(request, f"Đã gỡ tài liệu: {found}.")
        return redirect(page_of(found.parent))
    context = {"form": form, "document": found} | way_back(found.parent)
    return render(request, "cases/document_withdraw.html", context)
