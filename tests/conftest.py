"""The small world of the tests: a city with two districts and one account for each role."""

import os
from collections.abc import Iterator
from datetime import date

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from playwright.sync_api import Browser, Page, sync_playwright

from cases.actions.books import open_books
from cases.choices import Role
from cases.models import Office
from reports import seed
from reports.models import Layout, OfficialForm, PublishedFigure, Target, TargetDecision
from tests import factories
from tests.browser import CHROMIUM, FLAGS

EXPECTED = (
    "404",
    # Asked for a position while our style sheet is still on its way, the browser sees Bootstrap's
    # alone, whose pictures the policy refuses; ours replace them.
    "Loading the image 'data:image/svg+xml",
)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread

# A busy machine is no fault of the code: what takes long is told by the suite's own clock.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


LONGEST = ("test_access.py", "test_demo.py", "test_run.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: on several cores nobody then waits for the last of them."""
    items.sort(key=lambda item: item.path.name not in LONGEST)  # stable: the rest stays in order


@pytest.fixture(autouse=True, scope="session")
def ledger_can_be_emptied():
    """Tests with real transactions empty the tables after themselves; the ledger refuses that.

    Only here, and only by a superuser of the database, its triggers are set aside for the flush.
    """
    flush = TransactionTestCase._fixture_teardown

    def teardown(case):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            flush(case)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")
        seed.load_layouts(Layout)  # what the migrations brought went along
        seed.load_forms(OfficialForm)
        seed.load_published(PublishedFigure)
        seed.load_targets(TargetDecision, Target, Office)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture
def hanoi(db):
    return factories.office("HN")


@pytest.fixture
def ba_dinh(hanoi):
    return factories.office("HN-BD")


@pytest.fixture
def hoan_kiem(hanoi):
    return factories.office("HN-HK")


@pytest.fixture
def people(ba_dinh, hoan_kiem, hanoi):
    """One active account for each role: those of an office at HN-BD, the city's at HN."""
    return {role: factories.user(role) for role in Role}


@pytest.fixture
def desk(people, hanoi, ba_dinh, hoan_kiem, settings):
    """The same people at work: the books open since the year began, today 05/10/2018."""
    settings.TODAY = date(2018, 10, 5)
    for office in (hanoi, ba_dinh, hoan_kiem):
        open_books(office, date(2017, 10, 1))
    return people


@pytest.fixture
def officer(people):
    return people[Role.OFFICER]


@pytest.fixture
def login(client):
    """Signs an account in, without its password: `login(user).get(...)`."""

    def signed_in(user):
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return signed_in


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def office(desk):
    """An office at work; emptying the tables after other tests has taken the layouts along."""
    seed.load_layouts(Layout)
    return desk


@pytest.fixture
def sit_down(browser, live_server, office):
    """A window of one person: `sit_down(user)`. It fails the test when the console complains."""
    contexts, complaints = [], []

    def window(user, *, script=True, width=1280) -> Page:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield window
    for context in contexts:
        context.close()
    assert not [text for text in complaints if not any(known in text for known in EXPECTED)]
