"""The board: two rates, the flow, every office against its target."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.journal import load_journal
from cases.choices import Role
from reports import seed
from reports.models import Layout
from tests import factories
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    rows = [*HAND, *random_year(11)]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    factories.target(hanoi, 2018, "cases", 72, strict=True)
    return hanoi


def board(client, **query):
    return client.get(reverse("board"), query)


def test_the_last_closed_period_of_the_own_office_comes_first(login, people):
    page = board(login(people[Role.CITY_LEADER]))
    made = page.context["statement"]
    assert (made.office.code, made.period.year, made.period.months) == ("HN", 2018, 12)
    assert [row["line"].row.label for row in page.context["rows"]]
    assert "chưa có số liệu" in page.text  # the year before


def test_flow_adds_up(login, people):
    page = board(login(people[Role.CITY_LEADER]), months=8)
    f = page.context["total"].figures["cases"]
    assert f["c02"] + f["c03"] - page.context["board"].flow.left == f["c07"]
    assert f["c08"] + f["c18"] == f["c07"]
    assert f["c07"] - f["c09"] == f["c19"]


@pytest.mark.parametrize("key", ["c07", "c08", "c09", "rate", "gap", "money_c08", "money_rate"])
def test_the_table_sorts_both_ways(login, people, key):
    client = login(people[Role.CITY_LEADER])
    up = [row["line"].row.label for row in board(client, sort=key).context["rows"]]
    down = [row["line"].row.label for row in board(client, sort=f"-{key}").context["rows"]]
    assert sorted(up) == sorted(down)
    assert 'aria-sort="ascending"' in board(client, sort=key).text
    assert 'aria-sort="descending"' in board(client, sort=f"-{key}").text


def test_bars_have_numbers_beside_them(login, people):
    page = board(login(people[Role.CITY_LEADER]), months=8)
    assert page.text.count('class="bar"') >= 3
    assert "Tỷ lệ về việc cộng dồn từng tháng" in page.text  # the chart's own words
    assert "kịp nhịp" in page.text or "chậm nhịp" in page.text


def test_districts_are_held_to_the_citys_target_and_it_is_said(login, people):
    page = board(login(people[Role.CITY_LEADER]), months=8)
    assert "so với chỉ tiêu của cấp trên" in page.text


def test_an_office_has_its_own_view_by_officer(login, people):
    page = board(login(people[Role.OFFICER]), months=8)
    assert page.context["statement"].dimension == "officer"
    total = page.context["total"].figures["cases"]["c07"]
    assert total == sum(row["line"].row.figures["cases"]["c07"] for row in page.context["rows"])


@pytest.mark.parametrize(
    "query", [{"months": "99"}, {"year": "x"}, {"year": "2011"}, {"sort": "zz"}]
)
def test_wrong_parameters_are_said(login, people, query):
    page = board(login(people[Role.CITY_LEADER]), **query)
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_other_offices_do_not_exist(login, people):
    client = login(people[Role.CLERK])
    assert board(client, office="HN").status_code == 404
    assert board(client, office="HN-HK").status_code == 404
    assert board(client, office="HN-BD").status_code == 200


def test_the_committee_sees_the_board_without_links_to_rows(login, people):
    page = board(login(people[Role.COMMITTEE]))
    assert page.status_code == 200
    assert "/lines?" not in page.text


def test_the_administrator_has_no_board(login, people):
    assert board(login(people[Role.ADMINISTRATOR])).status_code == 403


def test_cost_does_not_grow_with_offices(login, people, django_assert_max_num_queries):
    client = login(people[Role.CITY_LEADER])
    with django_assert_max_num_queries(48):
        board(client)


def test_tables_of_the_demo_say_that_they_are_simulated(login, people, settings):
    client = login(people[Role.CITY_LEADER])
    assert "mô phỏng" not in board(client).text
    settings.DEMO = True
    assert "mô phỏng" in board(client).text
