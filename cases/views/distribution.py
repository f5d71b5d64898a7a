"""Distributing the money of a case by the legal order of payment."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions.distribution import (
    OWN,
    confirm_distribution,
    may_confirm,
    may_propose,
    withdraw_distribution,
)
from cases.actions.pay_orders import payable_of
from cases.casefile import obligations_of
from cases.choices import Fund
from cases.forms.distribution import DistributionForm, PayeesForm
from cases.models import Case, Distribution
from cases.rules import Refusal
from cases.rules.payment import Rank
from cases.rules.words import in_words
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn


@get_or_post
@reader
def distribution_new(request: SignedIn, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user).select_related("office", "officer", "case_class")
    case = get_object_or_404(cases, pk=pk)
    if not may_propose(case, request.user):
        raise PermissionDenied
    waiting = case.distributions.waiting().first()
    if waiting is not None and request.method != "POST":
        messages.warning(request, "Hồ sơ đã có bảng phân phối chờ xác nhận.")
        return redirect("distribution_detail", waiting.pk)
    data = request.POST if request.method == "POST" else None
    form = DistributionForm(data, case=case, by=request.user)
    if made := form.apply():
        if form.repeated:
            messages.warning(request, "Đã lưu ở lần gửi trước, không lưu lần hai.")
        else:
            messages.success(request, "Đã lưu bảng phân phối, chờ kế toán xác nhận.")
        return redirect("distribution_detail", made.pk)
    rows, total = obligations_of(case)
    context = {"form": form, "case": case, "obligations": rows, "total": total, "ranks": Rank}
    return render(request, "distribution/new.html", context)


def _found(request: SignedIn, pk: int) -> Distribution:
    found = Distribution.objects.visible_to(request.user).select_related(
        "case__office", "office", "asset", "prepared_by", "voucher__confirmed_by",
        "voucher__reversed_by",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)


@get_or_post
@reader
def distribution_detail(request: SignedIn, pk: int) -> HttpResponse:
    made = _found(request, pk)
    confirms, withdraws = may_confirm(made, request.user), _may_withdraw(made, request.user)
    refused, payees = "", None
    standing = made.voucher and not hasattr(made.voucher, "reversed_by")
    if standing and confirms:
        typed = request.POST if "orders" in request.POST else None
        payees = PayeesForm(typed, made=made, by=request.user)
        if (orders := payees.apply()) is not None:
            return _prepared(request, made, len(orders))
    if request.method == "POST" and not (payees and payees.is_bound):
        withdrawing = "withdraw" in request.POST
        if not (withdraws if withdrawing else confirms):
            raise PermissionDenied
        try:
            if withdrawing:
                withdraw_distribution(made.pk, by=request.user)
                messages.success(request, "Đã rút bảng phân phối.")
            else:
                confirm_distribution(made.pk, by=request.user)
                messages.success(request, "Đã xác nhận: tiền đã ghi thu cho từng khoản, chờ chi.")
            return redirect("distribution_detail", made.pk)
        except Refusal as refusal:
            refused = str(refusal)
            made.refresh_from_db()
    rows = list(made.rows.select_related("case", "obligation", "party"))
    pays = made.voucher_id and confirms
    context = {
        "made": made,
        "case": made.case,
        "rows": [(Rank(row.rank).label, row) for row in rows],
        "total": sum(row.amount for row in rows),
        "confirms": confirms and made.prepared_by_id != request.user.pk,
        "own": OWN if confirms and made.prepared_by_id == request.user.pk else "",
        "withdraws": withdraws,
        "refused": refused,
        "payees": payees if payees and payees.due else None,
        "orders": made.pay_orders.filter(withdrawn_at=None).order_by("pk") if standing else [],
        "payable": _payable({made.case, *(row.case for row in rows if row.case)}) if pays else [],
    }
    return render(request, "distribution/detail.html", context)


def _prepared(request: SignedIn, made: Distribution, count: int) -> HttpResponse:
    if count:
        messages.success(request, f"Đã lập {count} đề nghị chi, chờ người thứ hai duyệt.")
    else:
        messages.warning(request, "Đã lập ở lần gửi trước, không lập lần hai.")
    return redirect("distribution_detail", made.pk)


def _payable(cases: Iterable[Case]) -> list[Case]:
    """Those with money in no order yet; the fee is handed in on its own page."""
    return [
        case
        for case in sorted(cases, key=lambda case: case.pk)
        if any(fund != Fund.FEE for fund, _ in payable_of(case))
    ]


@require_safe
@reader
def distribution_print(request: SignedIn, pk: int) -> HttpResponse:
    """Bảng phân phối tiền thi hành án, on paper."""
    made = _found(request, pk)
    rows = list(made.rows.select_related("case", "obligation", "party"))
    context = {
        "made": made,
        "case": made.case,
        "rows": [(Rank(row.rank).label, row) for row in rows],
        "total": sum(row.amount for row in rows),
        "words": in_words(made.amount),
    }
    return render(request, "distribution/print.html", context)


def _may_withdraw(made: Distribution, user: object) -> bool:
    return made.prepared_by == user or may_confirm(made, user)  # type: ignore[arg-type]
