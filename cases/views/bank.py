"""Đối chiếu ngân hàng, kho bạc: the statements, and one line by line."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.actions import bank as actions
from cases.forms.bank import StatementForm
from cases.models import BankStatement
from cases.roles import MONEY
from cases.rules import Refusal
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn

SHOWN = {"proposed": "Đề xuất khớp", "open": "Chưa khớp", "papers": "Chứng từ chưa có sao kê",
         "matched": "Đã khớp, đã giải thích"}  # fmt: skip
OPEN = Q(voucher=None, explained="")


@get_or_post
@reader
def bank_list(request: SignedIn) -> HttpResponse:
    writes = request.user.may(MONEY)
    data = request.POST if request.method == "POST" else None
    if data is not None and not writes:
        raise PermissionDenied
    form = StatementForm(data, request.FILES if data is not None else None, by=request.user)
    if statement := form.apply():
        messages.success(request, f"Đã đọc {statement.lines.count()} dòng sao kê.")
        return redirect("bank_detail", statement.pk)
    rows = BankStatement.objects.visible_to(request.user).select_related("office", "uploaded_by")
    open_lines = Count("lines", filter=Q(lines__voucher=None, lines__explained=""))
    rows = rows.annotate(count=Count("lines"), open=open_lines).order_by("-until", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "bank/list.html", {"form": form, "page_obj": page, "writes": writes})


@get_or_post
@reader
def bank_detail(request: SignedIn, pk: int) -> HttpResponse:
    rows = BankStatement.objects.visible_to(request.user).select_related("office")
    statement = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            _act(request, statement)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    papers = {voucher.pk: voucher for voucher in actions.papers_of(statement)}
    found = actions.proposed(statement, papers.values())
    shown = request.GET.get("show", "")
    if shown not in SHOWN:
        shown = "proposed" if found else "open"
    sums = statement.lines.aggregate(
        into=Sum("amount", filter=Q(amount__gt=0)), out=Sum("amount", filter=Q(amount__lt=0)),
        lines=Count("pk"), open=Count("pk", filter=OPEN), left=Sum("amount", filter=OPEN),
        joined=Sum("amount", filter=~Q(voucher=None)),
        said=Sum("amount", filter=~Q(explained="")),
        closed=Count("pk", filter=~OPEN),
    )  # fmt: skip
    loose = [v for v in papers.values() if statement.since <= v.on <= statement.until]
    loose_total = sum(actions.signed(v) for v in loose)
    counts = {"proposed": len(found), "open": sums["open"], "papers": len(loose),
              "matched": sums["closed"]}  # fmt: skip
    listed: Any = {
        "proposed": found,
        "papers": loose,
        "open": statement.lines.filter(OPEN),
        "matched": statement.lines.exclude(OPEN).select_related("voucher__case", "matched_by"),
    }[shown]
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    total = (sums["into"] or 0) + (sums["out"] or 0)
    context = {
        "statement": statement,
        "sums": sums,
        "loose_total": loose_total,
        "total": total,
        "difference": total - (sums["joined"] or 0) - loose_total,
        "tabs_shown": [(code, label, counts[code]) for code, label in SHOWN.items()],
        "shown": shown,
        "page_obj": page,
        "pairs": _pairs(statement, page, papers) if shown == "proposed" else [],
        "aged": [(row, (today() - row.on).days) for row in page] if shown != "proposed" else [],
        "sure": sum(match.sure for match in found),
        "writes": request.user.may(MONEY) and request.user.office_id == statement.office_id,
    }
    return render(request, "bank/detail.html", context)


def _pairs(statement: BankStatement, page: Any, papers: dict) -> list[tuple]:
    lines = statement.lines.in_bulk([match.line for match in page])
    return [(match, lines[match.line], papers[match.paper]) for match in page]


def _act(request: SignedIn, statement: BankStatement) -> None:
    """One button of the page: join all that is sure, join, part or explain one line."""
    post, by = request.POST, request.user
    if "sure" in post:
        count = actions.join_sure(statement, by=by)
        messages.success(request, f"Đã khớp {count} dòng.")
        return
    asked = post.get("line", "")
    line = get_object_or_404(statement.lines, pk=int(asked) if asked.isdecimal() else 0)
    paper = post.get("join", "")
    if paper.isdecimal():
        papers = {voucher.pk for voucher in actions.papers_of(statement)}
        if int(paper) not in papers:
            raise Refusal("Chứng từ này đã khớp hoặc đã hủy.")
        actions.join(line.pk, int(paper), by=by)
    elif "part" in post:
        actions.part(line.pk, by=by)
    else:
        actions.explain(line.pk, post.get("explained", ""), by=by)
