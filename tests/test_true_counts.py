"""What the page of the day counts is all there is, and the self-check adds up office by office."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.drafts import save_draft
from cases.choices import ActKind, Role
from cases.models import Case, Deadline
from cases.views import deadlines
from tests.test_deadlines import opened, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(deadlines, "SHOWN", 2)


def test_drafts_beyond_those_shown_are_counted_and_a_link_away(desk, login, short):
    case = opened(desk)
    for number in range(3):
        save_draft(
            by=desk[Role.OFFICER], kind=ActKind.POSTPONE, fields={"note": str(number)},
            summary=f"Hoãn {number}", case=case,
        )  # fmt: skip
    for role in (Role.OFFICER, Role.HEAD, Role.CLERK):
        page = login(desk[role]).get(reverse("today"))
        assert page.context["draft_count"] == 3
        assert "Xem tất cả 3 dự thảo" in page.text


def test_new_cases_beyond_those_shown_are_counted_and_a_link_away(desk, login, short):
    for number in range(1, 4):
        opened(desk, number, on=date(2018, 10, 3))
    client = login(desk[Role.OFFICER])
    page = client.get(reverse("today"))
    assert (page.context["case_count"], len(page.context["cases"])) == (3, 2)
    assert "Xem tất cả 3 hồ sơ" in page.text
    everything = client.get(reverse("today"), {"all": "1"})
    assert len(everything.context["cases"]) == 3
    assert "Xem tất cả" not in everything.text


def test_what_nobody_was_given_is_found_in_the_list(desk, login, short):
    for number in range(1, 4):
        opened(desk, number)
    Case.objects.update(officer=None)
    client = login(desk[Role.HEAD])
    page = client.get(reverse("today"))
    assert page.context["case_count"] == 3
    found = client.get(page.context["all_cases"])
    assert found.context["page_obj"].paginator.count == 3
    city = login(desk[Role.CITY_LEADER]).get(reverse("today"))
    assert city.context["case_count"] == 3
    assert not city.context["all_cases"]


def test_the_city_sees_the_self_check_office_by_office(desk, login):
    for number, at in ((1, "HN-BD"), (2, "HN-BD"), (3, "HN-HK")):
        opened(desk, number, at=at)
    client = login(desk[Role.CITY_LEADER])
    page = client.get(reverse("self_check"), {"check": "no_file"})
    shown = [(office.code, count) for office, count, _ in page.context["offices"]]
    assert shown == [("HN-BD", 2), ("HN-HK", 1)]
    assert sum(count for _, count in shown) == page.context["page_obj"].paginator.count
    _, count, url = page.context["offices"][0]
    one = client.get(reverse("self_check") + url)
    assert one.context["page_obj"].paginator.count == count
    assert "offices" not in one.context
    assert (
        "offices"
        not in login(desk[Role.HEAD]).get(reverse("self_check"), {"check": "no_file"}).context
    )


# ---------------------------------------------------------------- a prison term is edited
def test_an_edited_prison_term_counts_the_terms_again_at_once(desk, login):
    case = opened(desk)
    who = case.parties.get(name="Lê Văn Cường")
    verified(desk, case, date(2018, 10, 1), "without_means", party=who)
    keys = ("VERIFY_PERIODIC", "VERIFY_PERIODIC_LONG")

    def periodic():
        rows = Deadline.objects.filter(case=case, term__in=keys)
        return list(rows.values_list("term", "due_on"))

    assert periodic() == [("VERIFY_PERIODIC", date(2019, 4, 1))]
    client = login(desk[Role.OFFICER])
    data = {"on": "03/10/2018", "in_prison": "yes", "prison_until": "01/06/2022"}
    client.post(reverse("party_edit", args=(who.pk,)), data)
    assert periodic() == [("VERIFY_PERIODIC_LONG", date(2019, 10, 1))]
    client.post(reverse("party_edit", args=(who.pk,)), {"on": "04/10/2018", "in_prison": "no"})
    assert periodic() == [("VERIFY_PERIODIC", date(2019, 4, 1))]
