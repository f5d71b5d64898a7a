"""One thing done to all the rows of the case list's filter, not only to those of its page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.forms.bulk import BULK
from cases.models import Handover
from cases.views.caselist import filter_of
from cases.views.cases import get_or_post, reader
from cases.views.session import SignedIn


@get_or_post
@reader
def case_bulk(request: SignedIn, what: str) -> HttpResponse:
    """How many rows are meant, asked before anything is written."""
    if what not in BULK:
        raise Http404
    filters = filter_of(request)
    data = request.POST if request.method == "POST" else None
    form = BULK[what](data, by=request.user, found=filters.every)
    query = request.GET.urlencode()
    back = f"{reverse('case_list')}?{query}".rstrip("?")
    done = form.apply()
    if isinstance(done, Handover):
        messages.success(request, f"Đã lập biên bản gồm {done.items.count()} hồ sơ, chờ ký.")
        return redirect("handover_detail", done.pk)
    if done is not None:
        again = form.count - int(done)
        more = f" {again} hồ sơ đã có lịch ngày ấy từ trước." if again else ""
        messages.success(request, f"Đã lên lịch xác minh {done} hồ sơ.{more}")
        return redirect(back)
    found = filters.every.count()
    context = {"form": form, "back": back, "chips": filters.chips(), "found": found}
    context["left_out"] = found - form.count
    return render(request, "cases/bulk.html", context)
