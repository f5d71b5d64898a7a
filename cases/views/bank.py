"""Đối chiếu ngân hàng, kho bạc: the statements, and one line by line."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.actions import bank as actions
from cases.actions.bank import OPEN
from cases.forms.bank import StatementForm
from cases.models import BankLine, BankStatement, User, Voucher
from cases.roles import MONEY
from cases.rules import Refusal
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn

SHOWN = {"proposed": "Đề xuất khớp", "open": "Chưa khớp", "papers": "Chứng từ chưa có sao kê",
         "matched": "Đã khớp, đã giải thích"}  # fmt: skip


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
    lines = BankLine.objects.visible_to(request.user).filter(statement=OuterRef("pk"))
    loose = actions.with_rest(lines).filter(OPEN)
    counted = loose.order_by().values("statement").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(count=Count("lines"), open=Coalesce(Subquery(counted), 0)).order_by(
        "-until", "-pk"
    )
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
    lines = actions.with_rest(statement.lines.all())
    sums = lines.aggregate(
        into=Sum("amount", filter=Q(amount__gt=0)), out=Sum("amount", filter=Q(amount__lt=0)),
        lines=Count("pk"), open=Count("pk", filter=OPEN), left=Sum("rest", filter=OPEN),
        joined_all=Sum("joined"), said=Sum("rest", filter=~Q(explained="")),
        closed=Count("pk", filter=~OPEN),
    )  # fmt: skip
    loose = [v for v in papers.values() if statement.since <= v.on <= statement.until]
    loose_total = sum(actions.rest_of(v) for v in loose)
    counts = {"proposed": len(found), "open": sums["open"], "papers": len(loose),
              "matched": sums["closed"]}  # fmt: skip
    listed: Any = {
        "proposed": found,
        "papers": loose,
        "open": lines.filter(OPEN),
        "matched": lines.exclude(OPEN)
        .select_related("matched_by")
        .prefetch_related("matches__voucher__case"),
    }[shown]
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    total = (sums["into"] or 0) + (sums["out"] or 0)
    context = {
        "statement": statement,
        "sums": sums,
        "loose_total": loose_total,
        "total": total,
        "difference": total - (sums["joined_all"] or 0) - loose_total,
        "tabs_shown": [(code, label, counts[code]) for code, label in SHOWN.items()],
        "shown": shown,
        "page_obj": page,
        "pairs": _pairs(statement, page, papers) if shown == "proposed" else [],
        "aged": [] if shown == "proposed" else [_aged(row) for row in page],
        "sure": sum(match.sure for match in found),
        "writes": request.user.may(MONEY) and request.user.office_id == statement.office_id,
    }
    return render(request, "bank/detail.html", context)


def _aged(row: Any) -> tuple[Any, int, int]:
    """A line or a voucher, its days, and what of it is still open."""
    rest = actions.rest_of(row) if isinstance(row, Voucher) else row.rest
    return row, (today() - row.on).days, rest


def _pairs(statement: BankStatement, page: Any, papers: dict) -> list[tuple]:
    shown = [match.line for match in page]
    lines = actions.with_rest(statement.lines.all()).in_bulk(shown)
    return [(match, lines[match.line], papers[match.paper]) for match in page]


def _join(statement: BankStatement, line: BankLine, chosen: list[int], by: User) -> None:
    if not set(chosen) <= {voucher.pk for voucher in actions.papers_of(statement)}:
        raise Refusal("Chứng từ này đã khớp đủ hoặc đã hủy. Tải lại trang.")
    actions.join(line.pk, chosen, by=by)


@get_or_post
@reader
def bank_line(request: SignedIn, pk: int) -> HttpResponse:
    """Which vouchers one line is: those of its direction near it, the likeliest first."""
    rows = BankLine.objects.visible_to(request.user).select_related("statement__office")
    line = get_object_or_404(actions.with_rest(rows), pk=pk)
    statement = line.statement
    if not request.user.may(MONEY) or request.user.office_id != statement.office_id:
        raise PermissionDenied
    if request.method == "POST":
        chosen = [int(said) for said in request.POST.getlist("vouchers") if said.isdecimal()]
        try:
            if not chosen:
                raise Refusal("Chọn ít nhất một chứng từ.")
            _join(statement, line, chosen, request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("bank_line", pk)
        messages.success(request, f"Đã khớp dòng {line.row} với {len(chosen)} chứng từ.")
        return redirect("bank_detail", statement.pk)
    rest: int = line.rest
    papers = [v for v in actions.papers_of(statement) if (actions.rest_of(v) > 0) == (rest > 0)]
    papers.sort(key=lambda v: (actions.rest_of(v) != rest, abs((v.on - line.on).days), v.pk))
    page = Paginator(papers if rest else [], PAGE).get_page(request.GET.get("page"))
    context = {
        "line": line,
        "statement": statement,
        "page_obj": page,
        "papers": [(voucher, actions.rest_of(voucher)) for voucher in page],
        "matches": line.matches.select_related("voucher__case"),
    }
    return render(request, "bank/line.html", context)


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
        _join(statement, line, [int(paper)], by)
    elif "part" in post:
        actions.part(line.pk, by=by)
    else:
        actions.explain(line.pk, post.get("explained", ""), by=by)
