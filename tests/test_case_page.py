"""A case on one screen: what it shows, in which order, and that it stays quick."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.ledger import NewObligation
from cases.actions.steps import record_step
from cases.choices import AssetKind, ObligationKind, PartyRole, Role, StepKind
from cases.models import Act, Asset, Draft, Party, Step, Verification
from tests import factories
from tests.test_views_cases import TODAY, collect, opened


def page(client, case, **query):
    return client.get(reverse("case_detail", args=(case.pk,)), query)


def full(people, events=200):
    """A case with as many events as the longest lives, some of each sort."""
    obligations = tuple(
        NewObligation(ObligationKind.DEBT, 10**9, f"Khoản {n}", 0, (1,)) for n in range(6)
    )
    case = opened(people, obligations=obligations)
    for n in range(5):
        Party.objects.create(case=case, role=PartyRole.DEBTOR, name=f"Người thứ {n}")
    for n in range(events // 2):
        collect(people, case, 1_000 + n, f"AA/{n}")
    for n in range(events // 2):
        step = record_step(
            case, kind=StepKind.VERIFIED if n % 10 == 0 else StepKind.NOTED,
            on=TODAY - timedelta(days=n % 3), by=people[Role.OFFICER], note=f"Lần {n}",
            party=case.parties.last(),
        )  # fmt: skip
        if n % 10 == 0:
            found = Verification.objects.create(
                step=step, source="bank", place="Hà Nội", result="x", conclusion="with_means"
            )
            Asset.objects.create(
                case=case, party=case.parties.last(), verification=found,
                kind=AssetKind.VEHICLE, description=f"Ô tô {n}", identifier="30A-682.11",
            )  # fmt: skip
    for _ in range(4):
        Draft.objects.create(
            case=case, office=case.office, kind="postpone", prepared_by=people[Role.OFFICER]
        )
    return case


def queries(client, case, **query):
    """What the page asks the database for; who is signed in is every page's question."""
    with CaptureQueriesContext(connection) as asked:
        assert page(client, case, **query).status_code == 200
    return [q["sql"] for q in asked if "session" not in q["sql"] and "SAVEPOINT" not in q["sql"]]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.CITY_LEADER])
def test_the_page_costs_the_same_for_a_long_life(desk, login, role):
    case = full(desk)
    client = login(desk[role])
    assert len(queries(client, case)) <= 26
    assert len(queries(client, case, all="1")) <= 26


def test_older_events_fold_and_can_be_asked_for(desk, login):
    case = full(desk, 60)
    client = login(desk[Role.OFFICER])
    first = page(client, case)
    assert len(first.context["timeline"].events) == 30
    assert "Xem 31 việc trước đó" in first.text
    everything = page(client, case, all="1")
    assert len(everything.context["timeline"].events) == 61
    assert everything.context["timeline"].folded == 0
    assert len(everything.context["lines"]) == everything.context["line_count"]


def test_acts_and_steps_are_one_story_by_legal_day(desk, login):
    case = opened(desk)
    for day in (3, 5):
        record_step(
            case, kind=StepKind.NOTED, on=date(2018, 10, day), by=desk[Role.OFFICER], note=f"{day}"
        )
    collect(desk, case, 10, on=date(2018, 10, 4))
    events = page(login(desk[Role.OFFICER]), case).context["timeline"].events
    rows = [event.step if hasattr(event, "step") else event.act for event in events]
    assert [row.on.day for row in rows] == [5, 4, 3, 2]
    assert [type(row) for row in rows] == [Step, Act, Step, Act]


def test_the_menu_offers_acts_and_steps_each_once(desk, login):
    case = opened(desk)
    text = page(login(desk[Role.OFFICER]), case).text
    assert text.count(f"/cases/{case.pk}/steps/notified/") == 1
    assert text.count(f"/cases/{case.pk}/acts/postpone/") == 1
    assert f"/cases/{case.pk}/steps/done/" not in text
    assert text.index("Thường ghi lúc này") < text.index("Kê biên, định giá, đấu giá")
    accountant = page(login(desk[Role.ACCOUNTANT]), case).text
    assert f"/cases/{case.pk}/acts/collect/" in accountant
    assert "/steps/" not in accountant


def test_assets_and_verifications_are_shown(desk, login):
    case = full(desk, 4)
    text = page(login(desk[Role.OFFICER]), case).text
    assert "Ô tô 0" in text
    assert "30A-682.11" in text
    assert "Có điều kiện thi hành" in text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CITY_LEADER])
def test_an_ended_case_still_takes_the_steps_that_end_it(desk, login, role):
    case = opened(desk)
    collect(desk, case, 182_690_400_000)
    text = page(login(desk[role]), case).text
    assert ("/acts/pay_out/" in text) is False
    assert "Đã thu, chưa chi trả" in text


def test_another_office_finds_no_page(desk, login):
    case = opened(desk)
    assert page(login(factories.user(Role.HEAD, "HN-HK", username="la")), case).status_code == 404
