"""Phí thi hành án: the register of a period, what is held of it, and handing it in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases.forms.fees import RemitForm
from cases.forms.money import RangeForm
from cases.models import FeeCharge
from cases.roles import MONEY
from cases.today import today
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.session import SignedIn


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
        "late": today() > remit.due,
    }
    return render(request, "fees/list.html", context)
