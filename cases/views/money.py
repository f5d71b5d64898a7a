"""Thu, chi: the accountant's day, what is held, the balance, receipts, orders, vouchers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.actions.fees import months_held
from cases.actions.pay_orders import confirm_order, may_confirm, payable_of
from cases.choices import ActKind, Fund, VoucherKind
from cases.deadlines import MONEY_KEYS, by_role, lines_of, own, running
from cases.forms.money import (
    BookForm,
    CloseBookForm,
    DayForm,
    HeldForm,
    RangeForm,
    ReasonForm,
    ReceiptForm,
)
from cases.forms.pay_orders import PayOrderForm
from cases.models import Case, Distribution, Office, PayOrder, ReceiptBook, User, Voucher
from cases.money import BUCKETS, balance_of, books_of, day_of, held_rows, named
from cases.roles import CONFIRM_PAYOUT, MONEY, SEES_BELOW, may_record, may_step
from cases.rules import Refusal
from cases.rules.words import in_words
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn

SHOWN = 30


def offices_of(user: User) -> list[Office]:
    """Whose books: one's own office; of the city, all below too."""
    rows = Office.objects.visible_to(user)
    if user.role not in SEES_BELOW:
        rows = rows.itself(user.office_id or 0)
    return list(rows)


# ---------------------------------------------------------------- the day
@require_safe
@reader
def money_day(request: SignedIn) -> HttpResponse:
    form, user, day = DayForm(request.GET), request.user, today()
    vouchers = Voucher.objects.visible_to(user)
    due = running(own(user)).filter(term__in=MONEY_KEYS).order_by("due_on", "pk")
    lines = lines_of(list(due.filter(due_on__lte=day)[:SHOWN]), day)
    later = lines_of(list(due.filter(due_on__gt=day)[: SHOWN - len(lines)]), day)
    may = by_role(user)
    fees = [m for m in months_held(offices_of(user)) if m.month < day.replace(day=1)]
    context = {
        "form": form,
        "day": form.chosen,
        "found": day_of(vouchers, form.chosen),
        "orders": _waiting(user),
        "distributions": _proposed(user),
        "due": [(line, line.form(may)) for line in (*lines, *later)],
        "due_count": due.count(),
        "confirms": user.may(CONFIRM_PAYOUT),
        "office_column": user.role in SEES_BELOW,
        "fees": fees,
        "fees_held": sum(month.amount for month in fees),
        "fees_late": any(month.days_late(day) for month in fees),
    }
    return render(request, "money/day.html", context)


def _waiting(user: User) -> list[PayOrder]:
    rows = PayOrder.objects.visible_to(user).waiting()
    rows = rows.select_related("case", "office", "prepared_by")
    rows = rows.annotate(total=Sum("items__amount"))
    return list(rows.order_by("prepared_at", "pk")[:SHOWN])


def _proposed(user: User) -> list[Distribution]:
    rows = Distribution.objects.visible_to(user).waiting()
    rows = rows.select_related("case", "prepared_by")
    return list(rows.order_by("prepared_at", "pk")[:SHOWN])


@require_safe
@reader
def money_print(request: SignedIn) -> HttpResponse:
    """The registers of a day, on paper."""
    form = DayForm(request.GET)
    found = day_of(Voucher.objects.visible_to(request.user), form.chosen)
    context = {"day": form.chosen, "found": found, "office": request.user.office}
    return render(request, "money/day_print.html", context)


# ---------------------------------------------------------------- held, balance
@require_safe
@reader
def money_held(request: SignedIn) -> HttpResponse:
    form, day = HeldForm(request.GET), today()
    rows = held_rows(offices_of(request.user), day, *form.chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    named(list(page), request.user)
    ages = [sum(row.ages[n] for row in rows) for n in range(len(BUCKETS))]
    context = {
        "form": form,
        "page_obj": page,
        "rows": [(row, row.days(day)) for row in page],
        "ages": ages,
        "total": sum(ages),
        "asked": any(form.chosen),
        "proposes": request.user.may(MONEY) or may_step(request.user.role),
        "day": day,
        "office_column": request.user.role in SEES_BELOW,
    }
    return render(request, "money/held.html", context)


@require_safe
@reader
def money_balance(request: SignedIn) -> HttpResponse:
    form = RangeForm(request.GET)
    since, until = form.range
    balance = balance_of(offices_of(request.user), since, until)
    ids = {row.case for row in balance.differ}
    cases = Case.objects.visible_to(request.user).in_bulk(ids) if ids else {}
    context = {
        "form": form,
        "since": since,
        "until": until,
        "balance": balance,
        "differ": [(row, cases.get(row.case)) for row in balance.differ],
    }
    return render(request, "money/balance.html", context)


# ---------------------------------------------------------------- receipts
@get_or_post
@reader
def receipt_new(request: SignedIn, pk: int) -> HttpResponse:
    """Money for no obligation; what pays an obligation is collected on its own page."""
    case = _case(request, pk)
    if not _keeps_books(request.user, case):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ReceiptForm(data, case=case, by=request.user, fund=request.GET.get("fund", ""))
    if voucher := form.apply():
        messages.success(request, f"Đã ghi: {voucher}.")
        return redirect("voucher_detail", voucher.pk)
    return render(request, "money/receipt.html", {"form": form, "case": case})


def _keeps_books(user: User, case: Case) -> bool:
    return user.may(MONEY) and user.office_id == case.office_id


def _case(request: SignedIn, pk: int) -> Case:
    rows = Case.objects.visible_to(request.user).select_related("office", "officer", "case_class")
    return get_object_or_404(rows, pk=pk)


@get_or_post
@reader
def receipt_books(request: SignedIn) -> HttpResponse:
    user = request.user
    keeps = user.may(MONEY) and user.office is not None
    data = request.POST if request.method == "POST" else None
    if data is not None and not keeps:
        raise PermissionDenied
    form = None
    if keeps:
        assert user.office is not None
        form = BookForm(data, office=user.office, by=user)
        if book := form.apply():
            messages.success(request, f"Đã mở quyển {book}.")
            return redirect("receipt_books")
    rows = ReceiptBook.objects.visible_to(user).select_related("office")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"form": form, "page_obj": page, "rows": books_of(list(page))}
    context["office_column"] = user.role in SEES_BELOW
    return render(request, "money/books.html", context)


@require_POST
@reader
def receipt_book_close(request: SignedIn) -> HttpResponse:
    if not request.user.may(MONEY):
        raise PermissionDenied
    if book := CloseBookForm(request.POST, by=request.user).apply():
        messages.success(request, f"Đã thu hồi quyển {book}.")
    return redirect("receipt_books")


# ---------------------------------------------------------------- vouchers
def _voucher(request: SignedIn, pk: int) -> Voucher:
    rows = Voucher.objects.visible_to(request.user).select_related(
        "office__parent",
        "case",
        "party",
        "made_by",
        "confirmed_by",
        "reverses",
        "reversed_by",
        "pay_order__prepared_by",
        "distribution",
    )
    return get_object_or_404(rows, pk=pk)


def _shown(voucher: Voucher, user: User) -> dict[str, Any]:
    return {
        "voucher": voucher,
        "lines": voucher.lines.select_related("case", "obligation", "act", "office"),
        "words": in_words(voucher.amount),
        "order": getattr(voucher, "pay_order", None),
        "reverses": may_record(user.role, ActKind.REVERSE)
        and user.office_id == voucher.office_id
        and not voucher.reverses_id
        and not hasattr(voucher, "reversed_by"),
        "is_distribution": voucher.kind == VoucherKind.DISTRIBUTION,
    }


@require_safe
@reader
def voucher_detail(request: SignedIn, pk: int) -> HttpResponse:
    voucher = _voucher(request, pk)
    return render(request, "money/voucher.html", _shown(voucher, request.user))


@require_safe
@reader
def voucher_print(request: SignedIn, pk: int) -> HttpResponse:
    voucher = _voucher(request, pk)
    return render(request, "money/voucher_print.html", _shown(voucher, request.user))


@get_or_post
@reader
def voucher_reverse(request: SignedIn, pk: int) -> HttpResponse:
    voucher = _voucher(request, pk)
    shown = _shown(voucher, request.user)
    if not may_record(request.user.role, ActKind.REVERSE):
        raise PermissionDenied
    if not shown["reverses"]:
        messages.warning(request, "Chứng từ này không hủy được nữa.")
        return redirect("voucher_detail", pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if turned := form.reverse(voucher, request.user):
        messages.success(request, f"Đã hủy: {voucher}.")
        return redirect("voucher_detail", turned.pk)
    return render(request, "money/reverse.html", shown | {"form": form})


# ---------------------------------------------------------------- orders to pay
@get_or_post
@reader
def pay_order_new(request: SignedIn, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if not _keeps_books(request.user, case):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    if data is None and not payable_of(case):
        messages.warning(request, "Không có tiền đã thu chưa chi, hoặc đã có đề nghị chờ duyệt.")
        return redirect("case_detail", pk)
    form = PayOrderForm(data, case=case, by=request.user)
    if data is not None and "look" not in data and (order := form.apply()):
        messages.success(request, "Đã lập đề nghị chi, chờ người thứ hai duyệt.")
        return redirect("pay_order_detail", order.pk)
    looks = form.look()
    kept, out = sum(look.kept for look in looks), sum(look.out for look in looks)
    in_kind = sum(look.fee.amount - look.kept for look in looks)
    context = {"form": form, "case": case, "looks": looks, "kept": kept, "out": out}
    return render(request, "money/pay.html", context | {"in_kind": in_kind})


@get_or_post
@reader
def pay_order_detail(request: SignedIn, pk: int) -> HttpResponse:
    rows = PayOrder.objects.visible_to(request.user).select_related(
        "office", "case", "party", "prepared_by", "withdrawn_by", "voucher__confirmed_by",
        "distribution",
    )  # fmt: skip
    order = get_object_or_404(rows, pk=pk)
    waits = order.voucher is None and order.withdrawn_at is None
    confirms = may_confirm(order, request.user)
    is_own = order.prepared_by_id == request.user.pk
    form = ReasonForm()
    if request.method == "POST":
        if not (confirms or is_own):
            raise PermissionDenied
        if "confirm" in request.POST:
            return _confirmed(request, order)
        form = ReasonForm(request.POST)
        if form.withdraw(order, request.user):
            messages.success(request, "Đã rút đề nghị chi.")
            return redirect("pay_order_detail", pk)
    items = list(order.items.select_related("case", "obligation"))
    seen = Case.objects.visible_to(request.user).in_bulk({item.case_id for item in items})
    total = sum(item.amount for item in items)
    fee = sum(item.fee for item in items)
    context = {
        "order": order,
        "items": [(item, Fund(item.fund).label, item.case_id in seen) for item in items],
        "seen": order.case_id in seen,
        "total": total,
        "fee": fee,
        "out": total - fee,
        "words": in_words(total - fee),
        "waits": waits,
        "confirms": confirms and not is_own,
        "is_own": is_own,
        "form": form if waits and (confirms or is_own) else None,
    }
    return render(request, "money/order.html", context)


def _confirmed(request: SignedIn, order: PayOrder) -> HttpResponse:
    try:
        voucher = confirm_order(order.pk, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("pay_order_detail", order.pk)
    messages.success(request, f"Đã duyệt chi: {voucher}.")
    return redirect("voucher_detail", voucher.pk)
