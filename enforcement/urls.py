"""All addresses: signing in, then cases, then reports."""

from django.contrib.auth.views import LogoutView, PasswordChangeDoneView
from django.urls import include, path

from cases.views import session
from enforcement.health import healthz

urlpatterns = [
    path("", session.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("login", session.LoginView.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("password", session.PasswordChangeView.as_view(), name="password_change"),
    path("password/done", PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("session/keep", session.session_keep, name="session_keep"),
    path("session/resend", session.resend, name="resend"),
    path("", include("cases.urls")),
    path("", include("reports.urls")),
]
