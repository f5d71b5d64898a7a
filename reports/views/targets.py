"""Targets: what is in force, what was, and setting a new one; published figures."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases.roles import FIGURES, SET_TARGET
from cases.views.session import SignedIn
from reports import published, seed
from reports.forms import TargetForm
from reports.models import PublishedFigure, Target

UNITS = {
    "VN": "Cả nước",
    "HANOI": "Hà Nội",
    "HCMC": "Thành phố Hồ Chí Minh",
    "NAM_DINH": "Nam Định",
    "QUANG_NGAI": "Quảng Ngãi",
    "PLEIKU": "Pleiku",
}
DISTRICTS = {
    "BA_DINH": "Ba Đình",
    "HOAN_KIEM": "Hoàn Kiếm",
    "TAY_HO": "Tây Hồ",
    "HOAI_DUC": "Hoài Đức",
    "HOANG_MAI": "Hoàng Mai",
    "DONG_ANH": "Đông Anh",
    "DONG_DA": "Đống Đa",
    "THANH_XUAN": "Thanh Xuân",
}
MEASURES = {"cases": "về việc", "money": "về tiền", "administrative": "hành chính"}


def place(unit: str) -> str:
    """A published table's place in words."""
    head, _, part = unit.partition("/")
    name = UNITS.get(head, head)
    return f"{name}, {DISTRICTS.get(part, part)}" if part else name


@require_safe
@permission_required(FIGURES, raise_exception=True)
def target_list(request: SignedIn) -> HttpResponse:
    rows = Target.objects.visible_to(request.user).select_related("office", "set_by")
    ours = [target for target in rows if target.office_id]
    seen: set[tuple[object, ...]] = set()
    shown = []
    for target in ours:  # newest decision first: the first of its kind is in force
        key = (target.office_id, target.year, target.months, target.measure)
        shown.append({"target": target, "in_force": key not in seen})
        seen.add(key)
    return render(
        request,
        "reports/target_list.html",
        {
            "rows": shown,
            "others": [(place(t.unit), t) for t in rows if not t.office_id],
            "may_set": request.user.may(SET_TARGET),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SET_TARGET, raise_exception=True)
def target_create(request: SignedIn) -> HttpResponse:
    form = TargetForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and (target := form.apply()):
        messages.success(request, f"Đã giao chỉ tiêu: {target}.")
        return redirect("target_list")
    return render(request, "reports/target_form.html", {"form": form})


@require_safe
@permission_required(FIGURES, raise_exception=True)
def published_list(request: SignedIn) -> HttpResponse:
    """Published rows beside what their own inputs give."""
    rows = []
    addresses = seed.sources()
    for figure in PublishedFigure.objects.all():
        found = list(published.checks(figure))
        rows.append(
            {
                "figure": figure,
                "place": place(figure.unit),
                "url": addresses.get(figure.source),
                "measure": MEASURES.get(figure.measure, figure.measure),
                "checks": found,
                "verdict": published.verdict(found),
            }
        )
    return render(request, "reports/published_list.html", {"rows": rows})
