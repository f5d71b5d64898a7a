"""Accounts, officers, offices, agencies and memberships, for who keeps them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import people as actions
from cases.choices import Role
from cases.forms.fields import normal
from cases.forms.offices import OfficeForm, OfficerForm, SuccessionForm
from cases.forms.people import AccountForm, AgencyForm, MembershipForm
from cases.models import Agency, CommitteeMembership, Office, Officer, Succession, User
from cases.roles import MANAGE
from cases.rules import Refusal
from cases.today import today
from cases.views.session import SignedIn

PAGE = 50
keeper = permission_required(MANAGE, raise_exception=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _applied(request: SignedIn, form: Any) -> Any:
    """What the form's action returned, or None when the form or the action refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return form.apply(by=request.user)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _form(
    request: SignedIn, form: Any, *, title: str, tab: str, back: str, done: str, **shown: Any
) -> HttpResponse:
    """A page of one form. Refused, it comes back as it was typed; done, it leads to `back`."""
    if _applied(request, form) is not None:
        messages.success(request, done)
        return redirect(back)
    context = {"form": form, "title": title, "tab": tab, "back": back} | shown
    return render(request, shown.get("template", "people/form.html"), context)


def _page(request: SignedIn, rows: Any) -> Any:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _refused_or(request: SignedIn, action: Callable[[], Any], done: str) -> None:
    try:
        action()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))


# ---------------------------------------------------------------- accounts
@require_safe
@keeper
def people(request: SignedIn) -> HttpResponse:
    accounts = User.objects.managed_by(request.user).select_related("office", "officer")
    chosen = {key: normal(request.GET.get(key, "")) for key in ("q", "role", "office", "state")}
    if chosen["q"]:
        accounts = accounts.filter(
            Q(username__icontains=chosen["q"]) | Q(name__icontains=chosen["q"])
        )
    if chosen["role"]:
        accounts = accounts.filter(role=chosen["role"])
    if chosen["office"]:
        accounts = accounts.filter(office__code=chosen["office"])
    if chosen["state"] in ("active", "stopped"):
        accounts = accounts.filter(is_active=chosen["state"] == "active")
    accounts = accounts.order_by(F("office__code").asc(nulls_last=True), "role", "username")
    offices = Office.objects.managed_by(request.user).filter(user__isnull=False).distinct()
    return render(
        request,
        "people/people.html",
        {
            "page_obj": _page(request, accounts),
            "roles": Role.choices,
            "offices": offices,
            "tab": "people",
        }
        | chosen,
    )


@never_cache
@get_or_post
@keeper
@sensitive_variables("password", "made")
def account_create(request: SignedIn) -> HttpResponse:
    form = AccountForm(request.POST or None, by=request.user)
    if made := _applied(request, form):
        account, password = made
        return render(
            request,
            "people/password.html",
            {"account": account, "password": password, "new": True, "tab": "people"},
        )
    context = {"form": form, "title": "Thêm tài khoản", "tab": "people", "back": reverse("people")}
    return render(request, "people/form.html", context | {"submit": "Tạo tài khoản"})


@get_or_post
@keeper
def account_edit(request: SignedIn, pk: int) -> HttpResponse:
    account = get_object_or_404(User.objects.managed_by(request.user), pk=pk)
    return _form(
        request,
        AccountForm(request.POST or None, by=request.user, account=account),
        title=account.name or account.username,
        tab="people",
        back=reverse("people"),
        done=f"Đã lưu tài khoản {account.username}.",
        template="people/account.html",
        account=account,
        memberships=account.memberships.select_related("agency"),
        own=account.pk == request.user.pk,
    )


@require_POST
@keeper
def account_active(request: SignedIn, pk: int) -> HttpResponse:
    account = get_object_or_404(User.objects.managed_by(request.user), pk=pk)
    active = request.POST.get("active") == "1"
    _refused_or(
        request,
        lambda: actions.set_active(pk, active, by=request.user),
        f"Tài khoản {account.username} {'hoạt động lại' if active else 'đã ngừng hoạt động'}.",
    )
    return redirect("account_edit", pk)


@never_cache
@require_POST
@keeper
@sensitive_variables("password")
def account_password(request: SignedIn, pk: int) -> HttpResponse:
    """The new first password is on this answer alone: no redirect, so that it is stored nowhere."""
    get_object_or_404(User.objects.managed_by(request.user), pk=pk)
    account, password = actions.reset_password(pk, by=request.user)
    return render(
        request, "people/password.html", {"account": account, "password": password, "tab": "people"}
    )


# ---------------------------------------------------------------- offices
@require_safe
@keeper
def office_list(request: SignedIn) -> HttpResponse:
    day = today()
    offices = Office.objects.managed_by(request.user).select_related("parent")
    ended = request.GET.get("valid") == "all"
    return render(
        request,
        "people/offices.html",
        {
            "offices": (offices if ended else offices.valid_on(day)).prefetch_related("successors"),
            "all": ended,
            "day": day,
            "tab": "office_list",
        },
    )


@get_or_post
@keeper
def office_create(request: SignedIn) -> HttpResponse:
    return _form(
        request,
        OfficeForm(request.POST or None, by=request.user),
        title="Thêm đơn vị",
        tab="office_list",
        back=reverse("office_list"),
        done="Đã thêm đơn vị.",
    )


@get_or_post
@keeper
def office_edit(request: SignedIn, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.managed_by(request.user), pk=pk)
    return _form(
        request,
        OfficeForm(request.POST or None, by=request.user, office=office),
        title=office.name,
        tab="office_list",
        back=reverse("office_list"),
        done=f"Đã lưu {office.name}.",
        template="people/office.html",
        office=office,
        successions_to=office.successions_to.select_related("new").order_by("on"),
        successions_from=office.successions_from.select_related("old").order_by("on"),
    )


@get_or_post
@keeper
def succession_create(request: SignedIn, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.managed_by(request.user), pk=pk)
    return _form(
        request,
        SuccessionForm(request.POST or None, by=request.user, office=office),
        title=f"Thêm đơn vị kế thừa {office.name}",
        tab="office_list",
        back=reverse("office_edit", args=[pk]),
        done="Đã ghi đơn vị kế thừa.",
    )


@require_POST
@keeper
def succession_delete(request: SignedIn, pk: int) -> HttpResponse:
    get_object_or_404(Succession, pk=pk)
    office = actions.remove_succession(pk, by=request.user)
    messages.success(request, "Đã bỏ quan hệ kế thừa.")
    return redirect("office_edit", office.pk)


# ---------------------------------------------------------------- officers
@require_safe
@keeper
def officer_list(request: SignedIn) -> HttpResponse:
    officers = Officer.objects.managed_by(request.user).select_related("office", "user")
    chosen = {key: normal(request.GET.get(key, "")) for key in ("q", "office")}
    if chosen["q"]:
        officers = officers.filter(Q(code__icontains=chosen["q"]) | Q(name__icontains=chosen["q"]))
    if chosen["office"]:
        officers = officers.filter(office__code=chosen["office"])
    offices = Office.objects.managed_by(request.user).filter(officer__isnull=False).distinct()
    context = {"page_obj": _page(request, officers), "offices": offices, "tab": "officer_list"}
    return render(request, "people/officers.html", context | chosen)


@get_or_post
@keeper
def officer_create(request: SignedIn) -> HttpResponse:
    return _form(
        request,
        OfficerForm(request.POST or None, by=request.user),
        title="Thêm Chấp hành viên",
        tab="officer_list",
        back=reverse("officer_list"),
        done="Đã thêm Chấp hành viên.",
    )


@get_or_post
@keeper
def officer_edit(request: SignedIn, pk: int) -> HttpResponse:
    officer = get_object_or_404(Officer.objects.managed_by(request.user), pk=pk)
    return _form(
        request,
        OfficerForm(request.POST or None, by=request.user, officer=officer),
        title=str(officer),
        tab="officer_list",
        back=reverse("officer_list"),
        done=f"Đã lưu Chấp hành viên {officer.code}.",
    )


# ---------------------------------------------------------------- agencies, committee
@require_safe
@keeper
def agency_list(request: SignedIn) -> HttpResponse:
    members = CommitteeMembership.objects.select_related("user", "agency").order_by(
        "agency__name", "-since"
    )
    day = today()
    without = User.objects.managed_by(request.user).filter(role=Role.COMMITTEE, is_active=True)
    without = without.exclude(memberships__in=CommitteeMembership.objects.running_on(day))
    return render(
        request,
        "people/agencies.html",
        {
            "agencies": Agency.objects.order_by("name"),
            "memberships": members,
            "without": without,
            "day": day,
            "tab": "agency_list",
        },
    )


@get_or_post
@keeper
def agency_create(request: SignedIn) -> HttpResponse:
    return _form(
        request,
        AgencyForm(request.POST or None, by=request.user),
        title="Thêm cơ quan",
        tab="agency_list",
        back=reverse("agency_list"),
        done="Đã thêm cơ quan.",
    )


@get_or_post
@keeper
def agency_edit(request: SignedIn, pk: int) -> HttpResponse:
    agency = get_object_or_404(Agency, pk=pk)
    return _form(
        request,
        AgencyForm(request.POST or None, by=request.user, agency=agency),
        title=agency.name,
        tab="agency_list",
        back=reverse("agency_list"),
        done="Đã lưu tên cơ quan.",
    )


@get_or_post
@keeper
def membership_create(request: SignedIn, pk: int) -> HttpResponse:
    agency = get_object_or_404(Agency, pk=pk)
    return _form(
        request,
        MembershipForm(request.POST or None, by=request.user, agency=agency),
        title=f"Thêm thành viên của {agency}",
        tab="agency_list",
        back=reverse("agency_list"),
        done="Đã thêm thành viên Ban Chỉ đạo.",
    )


@get_or_post
@keeper
def membership_edit(request: SignedIn, pk: int) -> HttpResponse:
    membership = get_object_or_404(CommitteeMembership.objects.select_related("agency"), pk=pk)
    return _form(
        request,
        MembershipForm(
            request.POST or None, by=request.user, agency=membership.agency, membership=membership
        ),
        title=f"{membership.user}, {membership.agency}",
        tab="agency_list",
        back=reverse("agency_list"),
        done="Đã lưu thời gian là thành viên.",
    )
