"""Signing in, being locked out, timing out and coming back, changing the password."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.choices import Role
from cases.models import Agency, User
from cases.views.session import FIRST_PAGE, INTERRUPTED, SEEN
from tests.factories import PASSWORD

LOGIN = "/login"


@pytest.fixture
def keeper(people):
    user = people[Role.ADMINISTRATOR]
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username, password=PASSWORD, follow_to=""):
    return client.post(LOGIN, {"username": username, "password": password, "next": follow_to})


def wait(client, minutes):
    session = client.session
    session[SEEN] = int(time.time()) - minutes * 60
    session.save()


def test_login_page_is_vietnamese_and_names_no_account(client, keeper):
    page = client.get(LOGIN).text
    assert "Đăng nhập" in page
    assert "Tên đăng nhập" in page
    assert "Mật khẩu" in page
    wrong = sign_in(client, keeper.username, "sai-mat-khau").text
    unknown = sign_in(client, "khong-co-ai", "sai-mat-khau").text
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in wrong
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in unknown
    assert keeper.username in wrong  # what was typed stays, but for the password
    assert "sai-mat-khau" not in wrong


def test_capitals_do_not_matter(client, keeper):
    assert sign_in(client, f"  {keeper.username.upper()} ").status_code == 302
    assert client.get("/manage/").status_code == 200


def test_passwords_are_kept_as_argon2(keeper):
    assert keeper.password.startswith("argon2$argon2id$")


def test_session_key_changes_at_login_and_goes_at_logout(client, keeper):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client, keeper.username)
    after = client.cookies["sessionid"].value
    assert after != before
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").url == LOGIN
    client.cookies["sessionid"] = after  # who kept a copy of the cookie is out too
    assert client.get("/manage/").status_code == 302


def test_fifth_failure_locks_out_whatever_the_capitals(client, keeper):
    for n in range(4):
        name = keeper.username.upper() if n % 2 else keeper.username
        assert sign_in(client, name, "sai").status_code == 200
    locked = sign_in(client, keeper.username, "sai")
    assert locked.status_code == 429
    assert "tạm khóa trong 15 phút" in locked.text
    assert sign_in(client, keeper.username).status_code == 429  # the right one does not help now
    assert sign_in(Client(REMOTE_ADDR="10.1.1.9"), keeper.username).status_code == 302


def test_lock_out_ends_after_a_quarter_of_an_hour(client, keeper):
    for _ in range(5):
        sign_in(client, keeper.username, "sai")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert sign_in(client, keeper.username).status_code == 302


def test_a_deactivated_account_loses_its_session_at_once(client, keeper):
    sign_in(client, keeper.username)
    User.objects.filter(pk=keeper.pk).update(is_active=False)
    assert client.get("/manage/").status_code == 302
    assert "ngừng hoạt động" in sign_in(client, keeper.username).text


def test_demo_accounts_exist_in_demo_mode_only(client, keeper, settings):
    User.objects.filter(pk=keeper.pk).update(is_demo=True)
    assert sign_in(client, keeper.username).status_code == 200
    settings.DEMO = True
    assert sign_in(client, keeper.username).status_code == 302
    assert client.get("/manage/").status_code == 200
    settings.DEMO = False
    assert client.get("/manage/").status_code == 302


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/manage/offices?valid=all", "/manage/offices?valid=all"),
        ("https://example.org/manage/", "/"),
        ("//example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_login_back_to_the_page_but_never_elsewhere(client, keeper, asked, reached):
    assert sign_in(client, keeper.username, follow_to=asked).url == reached


def test_signed_out_page_leads_to_login_and_back(client, keeper):
    answer = client.get("/manage/offices?valid=all")
    assert parse_qs(urlsplit(answer.url).query) == {"next": ["/manage/offices?valid=all"]}


@pytest.mark.parametrize("role", Role)
def test_home_leads_each_role_to_its_page(login, people, role):
    assert set(FIRST_PAGE) == set(Role)
    answer = login(people[role]).get("/")
    assert answer.status_code == 302
    assert answer.url == reverse(FIRST_PAGE[role])


# ---------------------------------------------------------------- the idle limit
def test_idle_session_ends_and_says_why(client, keeper):
    sign_in(client, keeper.username)
    assert client.get("/manage/offices").status_code == 200
    wait(client, settings.IDLE_MINUTES - 1)
    assert client.get("/manage/offices").status_code == 200
    wait(client, settings.IDLE_MINUTES + 2)
    answer = client.get("/manage/offices?valid=all")
    assert parse_qs(urlsplit(answer.url).query) == {
        "next": ["/manage/offices?valid=all"],
        "expired": ["1"],
    }
    assert "Phiên làm việc đã hết" in client.get(answer.url).text
    assert client.get("/manage/offices").status_code == 302


def test_keeping_the_session_alive(client, keeper):
    assert client.post("/session/keep").status_code == 401
    sign_in(client, keeper.username)
    assert client.get("/session/keep").status_code == 405
    wait(client, settings.IDLE_MINUTES - 1)
    assert client.post("/session/keep").status_code == 204
    assert time.time() - client.session[SEEN] < 5
    wait(client, settings.IDLE_MINUTES + 2)
    assert client.post("/session/keep").status_code == 401
    assert client.get("/manage/").status_code == 302


def test_the_moment_of_the_last_request_is_written_once_a_minute(
    client, keeper, django_assert_num_queries
):
    sign_in(client, keeper.username)
    client.post("/session/keep")
    with django_assert_num_queries(2):  # session, user
        client.post("/session/keep")


def interrupt(client, keeper):
    """Type an agency's name, idle too long, and send."""
    sign_in(client, keeper.username)
    client.get("/manage/agencies/new")
    wait(client, settings.IDLE_MINUTES + 2)
    return client.post("/manage/agencies/new?from=x", {"name": "Sở Tư pháp\nHà Nội <b>"})


def test_what_was_sent_too_late_is_kept_and_sent_again(client, keeper):
    answer = interrupt(client, keeper)
    assert not Agency.objects.filter(name__startswith="Sở").exists()
    assert parse_qs(urlsplit(answer.url).query)["next"] == ["/session/resend"]
    answer = sign_in(client, keeper.username, follow_to="/session/resend")
    page = client.get(answer.url)
    assert 'action="/manage/agencies/new?from=x"' in page.text
    assert "Sở Tư pháp\nHà Nội &lt;b&gt;</textarea>" in page.text
    assert page.context["user"] == keeper
    assert page.context["fields"] == [["name", "Sở Tư pháp\nHà Nội <b>"]]
    answer = client.post("/manage/agencies/new?from=x", dict(page.context["fields"]))
    assert answer.url == "/manage/agencies"
    assert Agency.objects.filter(name__startswith="Sở").exists()
    assert INTERRUPTED not in client.session
    assert client.get("/session/resend").url == "/"


def test_what_was_kept_is_for_the_same_account_alone(client, keeper, people):
    interrupt(client, keeper)
    client.force_login(people[Role.CLERK], backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert client.get("/session/resend").url == "/"
    assert INTERRUPTED not in client.session


def test_passwords_are_not_kept(client, keeper):
    sign_in(client, keeper.username)
    wait(client, settings.IDLE_MINUTES + 2)
    answer = client.post("/password", {"old_password": PASSWORD, "new_password1": "x" * 14})
    assert parse_qs(urlsplit(answer.url).query)["next"] == ["/password"]
    assert INTERRUPTED not in client.session


def test_a_form_sent_without_token_is_not_kept(keeper):
    client = Client(enforce_csrf_checks=True)
    client.force_login(keeper, backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.get("/manage/")
    wait(client, settings.IDLE_MINUTES + 2)
    assert client.post("/manage/agencies/new", {"name": "Sở Tư pháp"}).status_code == 403
    assert INTERRUPTED not in client.session


# ---------------------------------------------------------------- the password
def change(client, old, new, again=None):
    fields = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/password", fields)


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("sai", "mot-mat-khau-moi-3", None, "Mật khẩu hiện tại không đúng."),
        (PASSWORD, "ngan", None, "ít nhất 12 ký tự"),
        (PASSWORD, "password1234", None, "quá phổ biến"),
        (PASSWORD, "administrator.hn", None, "quá giống với"),
        (PASSWORD, "mot-mat-khau-moi-3", "khac-nhau-hoan-toan", "không giống nhau"),
        (PASSWORD, PASSWORD, None, "phải khác mật khẩu hiện tại"),
    ],
)
def test_bad_passwords_are_refused_in_vietnamese(client, keeper, old, new, again, words):
    sign_in(client, keeper.username)
    answer = change(client, old, new, again)
    assert answer.status_code == 200
    assert words in answer.text


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, keeper):
    other = Client()
    for browser in (client, other):
        sign_in(browser, keeper.username)
    assert change(client, PASSWORD, "mot-mat-khau-moi-3").url == "/password/done"
    assert client.get("/password/done").status_code == 200
    assert other.get("/manage/").status_code == 302
    assert sign_in(Client(), keeper.username, "mot-mat-khau-moi-3").status_code == 302


def test_first_password_must_be_changed_before_anything_else(client, keeper):
    User.objects.filter(pk=keeper.pk).update(must_change_password=True)
    sign_in(client, keeper.username)
    assert client.get("/manage/").url == "/password"
    assert "do người khác đặt" in client.get("/password").text
    change(client, PASSWORD, "mot-mat-khau-moi-3")
    assert client.get("/manage/").status_code == 200
