"""Phí thi hành án: the register of a period, what is held of it, and handing it in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases.actions.fees import months_held, owed_in_kind
from cases.actions.reductions import duties_of, qualifying, stages_of
from cases.forms.fees import RemitForm
from cases.forms.money import RangeForm
from cases.models import Case, FeeCharge
from cases.roles import MONEY, SEES_BELOW, may_step
from cases.rules.reductions import answer_for
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.money import offices_of
from cases.views.session import SignedIn

REDUCTIONS_PAGE = 20


@get_or_post
@reader
def fee_list(request: SignedIn) -> HttpResponse:
    remits = request.user.may(MONEY)
    data = request.POST if request.method == "POST" else None
    if data is not None and not remits:
        raise PermissionDenied
    remit = RemitForm(data, by=request.user)
    if order := remit.apply():
        messages.success(request, f"Đã lập, chờ duyệt: {order}.")
        return redirect("pay_order_detail", order.pk)
    day = today()
    months = [m for m in months_held(offices_of(request.user)) if m.month < day.replace(day=1)]
    form = RangeForm(request.GET)
    since, until = form.range
    charges = FeeCharge.objects.visible_to(request.user).filter(voucher__on__range=(since, until))
    rows = charges.select_related("case", "party", "voucher__reversed_by").order_by("-pk")
    context = {
        "form": form,
        "since": since,
        "until": until,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sums": charges.standing().aggregate(
            n=Count("pk"), received=Sum("received"), assessed=Sum("assessed"), amount=Sum("amount")
        ),
        "remit": remit,
        "remits": remits and remit.total > 0,
        "late": any(month.days_late(day) for month in months),
        "months": [(month, month.days_late(day)) for month in months],
        "owed": owed_in_kind(Case.objects.visible_to(request.user)),
        "office_column": request.user.role in SEES_BELOW,
        "collects": request.user.may(MONEY),
    }
    return render(request, "fees/list.html", context)


# ---------------------------------------------------------------- exemption and reduction
@require_safe
@reader
def reduction_list(request: SignedIn) -> HttpResponse:
    """Cases whose State duties may be put forward for exemption or reduction now."""
    on = today()
    found = qualifying(Case.objects.visible_to(request.user), on)
    page = Paginator(found, REDUCTIONS_PAGE).get_page(request.GET.get("page"))
    duties, stages = duties_of(list(page), on), stages_of(list(page))
    rows = [(c, duties[c.pk], answer_for(duties[c.pk], on), stages.get(c.pk)) for c in page]
    context = {"page_obj": page, "rows": rows, "day": on, "writes": may_step(request.user.role)}
    return render(request, "reductions/list.html", context)
