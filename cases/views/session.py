"""Signing in and out, the password, the idle limit, and the page a role needs first."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout, views
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.choices import Role
from cases.forms.session import PasswordForm, SignInForm
from cases.models import User

SEEN = "seen"
INTERRUPTED = "interrupted"
UNATTENDED = "X-Unattended"
"""The header of a request that a page sends by itself: nobody is sitting there for it."""
STEP = 60  # seconds: the moment of the last request is written once a minute, not at each request

FIRST_PAGE = {
    Role.OFFICER: "today",
    Role.HEAD: "today",
    Role.ACCOUNTANT: "money_day",
    Role.CLERK: "report_list",
    Role.CITY_LEADER: "board",
    Role.CITY_CLERK: "report_list",
    Role.COMMITTEE: "board",
    Role.ADMINISTRATOR: "people",
}


class SignedIn(HttpRequest):
    """A request behind the login: its user is one of ours. For annotations only."""

    user: User


class AccountBackend(ModelBackend):
    """Who may have a session: active accounts, and demo accounts in the demo only.

    Asked at each request, so that deactivating an account ends what it is doing.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)


class IdleTimeoutMiddleware:
    """Signs out who has sent no request for IDLE_MINUTES, and sends who must to a new password.

    What was being sent when the time ran out is kept in the session that follows, for the same
    account alone: nothing typed is lost, with or without JavaScript.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        now = int(time.time())
        seen = request.session.get(SEEN, now)
        if now - seen > settings.IDLE_MINUTES * 60 + STEP:
            return _end(request, user, name)
        if UNATTENDED in request.headers and SEEN in request.session:
            return None if not user.must_change_password else HttpResponse(status=401)
        if now - seen >= STEP or SEEN not in request.session:
            request.session[SEEN] = now
        if user.must_change_password and name not in ("password_change", "logout", "session_keep"):
            return redirect("password_change")
        interrupted = request.session.get(INTERRUPTED)
        if interrupted and request.method == "POST" and request.path == interrupted["path"]:
            del request.session[INTERRUPTED]
        return None


def _end(request: HttpRequest, user: User, name: str | None) -> HttpResponse | None:
    """Sign out an idle session: on to the login page, which says why and leads back."""
    kept = _typed(request, user)
    logout(request)
    if name == "session_keep" or UNATTENDED in request.headers:
        return HttpResponse(status=401)
    if name in ("login", "logout"):
        return redirect("login")
    back = request.get_full_path()
    if request.method == "POST":
        back = request.path
        if kept:
            request.session[INTERRUPTED] = kept
            back = reverse("resend")
    return redirect(f"{reverse('login')}?{urlencode({'next': back, 'expired': '1'})}")


def _typed(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """The fields of an interrupted form; never a password, nor files, which no page can fill in."""
    if request.method != "POST" or any("password" in key for key in request.POST):
        return None
    fields = [
        [key, value]
        for key, values in request.POST.lists()
        for value in values
        if key != "csrfmiddlewaretoken"
    ]
    return {
        "user": user.pk,
        "path": request.path,
        "query": request.META.get("QUERY_STRING", ""),
        "fields": fields,
        "files": len(request.FILES),
    }


class LoginView(views.LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "expired": "expired" in self.request.GET,
            "kept": INTERRUPTED in self.request.session,
        }


class PasswordChangeView(views.PasswordChangeView):
    form_class = PasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forced = getattr(self.request.user, "must_change_password", False)
        return super().get_context_data(**kwargs) | {"forced": forced}


@login_not_required
@never_cache
@require_POST
def session_keep(request: HttpRequest) -> HttpResponse:
    """The page's "go on working". A session that is gone answers 401, not the login page."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


@never_cache
@require_safe
def resend(request: HttpRequest) -> HttpResponse:
    """The form that was being sent when the session ran out, to be sent again."""
    kept = request.session.get(INTERRUPTED)
    if not kept or kept["user"] != request.user.pk:
        request.session.pop(INTERRUPTED, None)
        return redirect("home")
    address = kept["path"] + (f"?{kept['query']}" if kept["query"] else "")
    context = {"fields": kept["fields"], "files": kept["files"], "address": address}
    return render(request, "session/resend.html", context)


@require_safe
def home(request: SignedIn) -> HttpResponse:
    return redirect(FIRST_PAGE[Role(request.user.role)])
