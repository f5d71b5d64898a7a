"""Báo cáo tổng kết nhiều năm: figures, text written by the city's clerk, paper, issuing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, Office, User
from cases.periods import last_closed_period, year_end
from cases.roles import ACCEPT, FIGURES, ISSUE, PRINT, READ, SIGN
from cases.rules import Refusal
from cases.templatetags.vietnamese import moment
from cases.today import today
from cases.views.cases import get_or_post
from cases.views.files import download
from reports.forms.choosing import IssueForm
from reports.forms.review import BlockForm, ReviewForm
from reports.models import Issued, Review, ReviewBlock
from reports.paper import pdf
from reports.paper import review_paper as paper
from reports.review import editing, events, kept, words
from reports.views.chosen import SignedIn, readable_offices

PAGE = 50
figures_right = permission_required(FIGURES, raise_exception=True)


@require_safe
@figures_right
def review_list(request: SignedIn) -> HttpResponse:
    rows = Review.objects.visible_to(request.user).select_related("office", "made_by", "issued")
    page = Paginator(rows.defer("issued__figures"), PAGE).get_page(request.GET.get("page"))
    shown = {"page_obj": page, "rows": page.object_list, "may_write": request.user.may(ACCEPT)}
    return render(request, "reports/review_list.html", shown)


@get_or_post
@figures_right
@permission_required(ACCEPT, raise_exception=True)
def review_new(request: SignedIn) -> HttpResponse:
    """The city's own office is whose review it is."""
    office = request.user.office
    if office is None:
        raise PermissionDenied
    last = last_closed_period(today())
    last_year = last.year if last.months == 12 else last.year - 1
    first_year = last_year - 4
    initial = {
        "first_year": first_year, "last_year": last_year, "boundaries": "then",
        "title": (
            f"Tổng kết {last_year - first_year + 1} năm ({first_year}–{last_year}) thực hiện Chỉ "
            "thị số 19-CT/TU của Ban Thường vụ Thành ủy về công tác thi hành án dân sự"
        ),
    }  # fmt: skip
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and (made := form.apply(by=request.user, office=office)):
        messages.success(request, "Đã lập dự thảo. Lời văn là đề xuất từ số liệu: đọc, sửa, lưu.")
        return redirect("review_detail", made.pk)
    return render(request, "reports/review_new.html", {"form": form, "office": office})


def _row(user: User, pk: int) -> Review:
    rows = Review.objects.visible_to(user).select_related("office", "made_by", "issued__issued_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
@figures_right
def review_detail(request: SignedIn, pk: int) -> HttpResponse:
    return _detail(request, _row(request.user, pk))


def _detail(
    request: SignedIn, row: Review, refused: BlockForm | None = None, other: Any = None
) -> HttpResponse:
    """The page; with a block that was not saved, and what another wrote meanwhile."""
    try:
        found = editing.figures(row)
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    writes = row.issued is None and editing.may_write(request.user, row.office)
    proposed = words.proposals(found) if writes else {}
    blocks = list(row.blocks.select_related("edited_by"))
    if row.issued is not None:
        said = {text["code"]: text["words"] for text in words.frozen(row.issued.figures)["texts"]}
    else:
        said = {block.code: block.words for block in blocks}
    mine = refused.block.code if refused else ""
    forms = [
        {
            "block": block,
            "form": refused if refused and block.code == mine else BlockForm(block=block),
            "other": other if block.code == mine else None,
            "proposed": proposed[block.code] if proposed[block.code] != block.words else "",
        }
        for block in blocks
        if writes
    ]
    return render(
        request,
        "reports/review_detail.html",
        {
            **paper.shown(found),
            "row": row,
            "forms": forms,
            "texts": paper.paragraphs(said),
            "blank": words.BLANK,
            "blocked": _blocked(row, found) if row.issued is None else "",
            "may_issue": row.issued is None and editing.may_issue(request.user, row.office),
            "may_print": request.user.may(PRINT),
            "may_read": _reads_all(request.user, found),
        },
    )


def _blocked(row: Review, found: kept.Review) -> str:
    try:
        editing.check_issuable(row, found)
    except Refusal as refused:
        return str(refused)
    return ""


def _reads_all(user: User, found: kept.Review) -> bool:
    """Whether the lines of the whole city are open to who looks."""
    codes = {code for row in found.rows for of in row.members.values() for code in of}
    if not user.may(READ):
        return False
    return codes.issubset(Office.objects.visible_to(user).values_list("code", flat=True))


@require_POST
@figures_right
@permission_required(ACCEPT, raise_exception=True)
def review_block(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Save one block; a page that saves by itself asks for JSON. Of two who write at once the
    second gets the first's text beside the own."""
    row = _row(request.user, pk)
    block = get_object_or_404(row.blocks, code=code)
    by_itself = request.headers.get("Accept") == "application/json"
    form = BlockForm(request.POST, block=block)
    if not form.is_valid():
        told = "; ".join(str(e) for errors in form.errors.values() for e in errors)
        return (
            JsonResponse({"refused": told}, status=400)
            if by_itself
            else _detail(request, row, form)
        )
    try:
        saved = editing.write_block(
            row, code, form.cleaned_data["words"], seen=form.cleaned_data["version"],
            by=request.user,
        )  # fmt: skip
    except editing.Conflict as conflict:
        return _conflict(request, row, form, conflict.block, by_itself)
    except Refusal as refused:
        if by_itself:
            return JsonResponse({"refused": str(refused)}, status=400)
        messages.error(request, str(refused))
        return redirect("review_detail", pk)
    if by_itself:
        at = moment(saved.edited_at)
        return JsonResponse({"version": saved.version, "saved": f"Đã lưu {at}"})
    messages.success(request, f"Đã lưu phần {saved.title}.")
    return redirect(f"{reverse('review_detail', args=[pk])}#{code}")


def _conflict(
    request: SignedIn, row: Review, form: BlockForm, theirs: ReviewBlock, by_itself: bool
) -> HttpResponse:
    told = f"{theirs.edited_by.name} đã sửa phần này lúc {moment(theirs.edited_at)}."
    if by_itself:
        said = {"conflict": told, "words": theirs.words, "version": theirs.version}
        return JsonResponse(said)
    form.over(theirs, f"{told} Chưa lưu bản của mình: ghép hai bản rồi lưu lại.")
    return _detail(request, row, form, theirs)


@require_safe
@figures_right
@permission_required(PRINT, raise_exception=True)
def review_paper(request: SignedIn, pk: int) -> HttpResponse:
    """The paper as it would be issued now, marked as a draft; once issued, what was archived."""
    row = _row(request.user, pk)
    if row.issued is not None:
        if row.issued.archived_at is None:
            raise Http404
        return redirect("issued_file", row.issued.code)
    try:
        content = paper.draft_pdf(row, editing.figures(row), pdf.moment())
    except Refusal as refusal:
        return render(request, "reports/refused.html", {"refused": str(refusal)})
    return download(content, f"du-thao-{row.span}.pdf", "application/pdf")


@get_or_post
@figures_right
@permission_required(ISSUE, raise_exception=True)
def review_issue(request: SignedIn, pk: int) -> HttpResponse:
    """Phát hành: the number, the day and the signer; then figures and text are frozen."""
    row = _row(request.user, pk)
    if not editing.may_issue(request.user, row.office):
        raise PermissionDenied
    used = Issued.objects.visible_to(request.user).filter(office=row.office, year=row.last_year)
    last = used.aggregate(last=Max("number"))["last"] or 0
    signer = request.user.name if request.user.may(SIGN) else ""
    initial = {"number": last + 1, "issued_on": today(), "signer": signer}
    form = IssueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        address = request.build_absolute_uri(reverse("issued_list"))
        try:
            made = editing.issue(row, by=request.user, address=address, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Đã phát hành báo cáo số {made}.")
            return redirect("review_detail", pk)
    try:
        blocked = _blocked(row, editing.figures(row))
    except Refusal as refusal:
        blocked = str(refusal)
    return render(
        request, "reports/review_issue.html", {"form": form, "row": row, "blocked": blocked}
    )


@require_safe
@figures_right
@permission_required(READ, raise_exception=True)
def review_facts(request: SignedIn, pk: int, year: int, code: str) -> HttpResponse:
    """The dated facts that a number counts, as the closing of its year had them."""
    row = _row(request.user, pk)
    if code not in events.LISTED or not row.first_year <= year <= row.last_year:
        raise Http404
    readable = readable_offices(request.user)
    ids = editing.offices(row)
    if not readable.issuperset(ids):
        raise Http404
    facts = events.behind(code, ids, year)
    page = Paginator(facts, PAGE).get_page(request.GET.get("page"))
    cases = Case.objects.visible_to(request.user).in_bulk([f.case for f in page if f.case])
    offices = Office.objects.visible_to(request.user).in_bulk({f.office for f in page})
    return render(
        request,
        "reports/review_facts.html",
        {
            "row": row,
            "year": year,
            "cutoff": year_end(year),
            "label": events.LABELS[code],
            "page_obj": page,
            "total": sum(fact.times for fact in facts),
            "rows": [
                {"fact": f, "case": cases.get(f.case or 0), "office": offices.get(f.office)}
                for f in page
            ],
        },
    )
