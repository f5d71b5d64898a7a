"""Recording an act on a case, or preparing it for a signature."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.choices import ActKind
from cases.forms.acts import WITHOUT_SCREEN, ActForm, closed_to
from cases.forms.collecting import act_form
from cases.means import advice_on
from cases.models import Act, Case, Draft
from cases.roles import may_begin
from cases.rules.moves import article_of
from cases.views.cases import draft_asked, get_or_post, reader
from cases.views.session import SignedIn


@get_or_post
@reader
def act_new(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    case, act_kind = _case(request, pk), _kind(kind)
    if act_kind == ActKind.PAY_OUT and may_begin(request.user.role, act_kind):
        return redirect("pay_order_new", pk)
    draft = draft_asked(request, case=case, kind=act_kind)
    data = request.POST if request.method == "POST" else None
    form = act_form(case, act_kind, request.user, draft, data, request.GET.get("act"))
    if done := form.apply():
        return _recorded(request, form, done)
    refused = closed_to(case, act_kind)
    if refused and data is None and draft is None:
        messages.warning(request, refused)
        return redirect("case_detail", case.pk)
    context = {"form": form, "case": case, "kind": act_kind, "draft": draft}
    context |= {"article": article_of(act_kind, form.day), "closed": refused}
    context["advice"] = [*advice_on(case, act_kind, form.day), *form.warnings]
    return render(request, "cases/act.html", context | form.position())


def _case(request: SignedIn, pk: int) -> Case:
    cases = Case.objects.visible_to(request.user)
    return get_object_or_404(cases.select_related("office", "officer", "case_class"), pk=pk)


def _kind(kind: str) -> ActKind:
    if kind not in ActKind.values or kind in WITHOUT_SCREEN:
        raise Http404
    return ActKind(kind)


def _recorded(request: SignedIn, form: ActForm, done: Act | Draft) -> HttpResponse:
    if form.repeated:
        messages.warning(request, f"Đã ghi ở lần gửi trước, không ghi lần hai: {done}.")
    elif isinstance(done, Draft):
        messages.success(request, f"Đã lưu dự thảo, chờ ký: {done}.")
    else:
        late = f" Tính vào ngày {done.booked_on:%d/%m/%Y}." if done.is_late else ""
        messages.success(request, f"Đã ghi sổ: {done}.{late}")
    return redirect("case_detail", form.case.pk)
