"""The command, the page of a statement and the lines behind its numbers."""

import csv
import hashlib
import json
import re
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from cases.actions.journal import load_journal
from cases.choices import Role
from cases.periods import Period
from reports import seed
from reports.figures import statistics
from reports.models import Layout
from reports.paper import sheets
from tests import factories
from tests.history2018 import HAND, START, intake, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    load_journal(write(tmp_path / "journal.csv", HAND), books_open=START)
    for measure, rate in (("cases", 72), ("money", 32)):
        factories.target(hanoi, 2018, measure, rate, strict=True)
    return hanoi


def command(tmp_path, **options):
    out = tmp_path / "out"
    call_command("statement", office="HN", year=2018, months=5, out=out, **options)
    return out.read_bytes()


# ---------------------------------------------------------------- command
def test_json_is_the_statement(tmp_path):
    found = json.loads(command(tmp_path))
    keys = {"office", "year", "months", "cutoff", "layout", "cases", "money", "rates", "target"}
    keys |= {"gap", "interim_target", "interim_gap", "identities"}
    assert keys <= set(found)
    assert (found["office"], found["cutoff"]) == ("HN", "2018-02-28")
    columns = {*(f"c{n:02}" for n in range(1, 22)), "m01", "correction"}
    assert columns <= set(found["cases"])
    assert columns <= set(found["money"])
    assert (found["cases"]["c07"], found["cases"]["c17"]) == (6, None)
    assert found["rates"] == {"cases": "40.00", "money": "37.62"}
    assert found["target"] == {"cases": "72.00", "money": "32.00"}
    assert found["gap"] == {"cases": "-32.00", "money": "5.62"}
    assert found["interim_target"] == {"cases": None, "money": None}
    assert [i["identity"] for i in found["identities"]] == [f"I{n}" for n in range(1, 9)] * 2
    assert all(i["remainder"] in (0, "0.00") for i in found["identities"])


def test_printed_hash_is_that_of_the_json(tmp_path, city):
    content = command(tmp_path)
    made = statistics.statement(city, Period(2018, 5))
    assert hashlib.sha256(content).hexdigest() == made.sha256
    assert command(tmp_path) == content
    assert b": " not in content.replace(b'": "', b"")


def test_scope_own_is_the_office_alone(tmp_path):
    found = json.loads(command(tmp_path, scope="own"))
    assert (found["cases"]["c01"], [row["row"] for row in found["rows"]]) == (1, ["HN"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"office": "XX"}, "Không có đơn vị"),
        ({"months": 13}, "từ 1 đến 12"),
        ({"year": 18}, "không hợp lệ"),
        ({"year": 2017}, "mở từ 01/10/2017"),
    ],
)
def test_command_says_what_is_wrong(options, words):
    with pytest.raises(CommandError, match=words):
        call_command("statement", **{"office": "HN", "year": 2018, "months": 5, **options})


def test_workbook_holds_figures_as_numbers_and_words_as_words(tmp_path, city):
    content = command(tmp_path, format="xlsx")
    with ZipFile(BytesIO(content)) as book:
        names = book.namelist()
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
    assert sum(name.startswith("xl/worksheets/") for name in names) == 3
    assert "<v>12100000</v>" in sheet
    evil = sheets.list_workbook("=1+1", ["=cmd"], [["=HYPERLINK(1)", 5, date(2018, 2, 28)]])
    with ZipFile(BytesIO(evil)) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in text
    assert sheets.list_csv(["a"], [["=1+1"], ["-x"], [-5]]).decode("utf-8-sig").split() == [
        "a",
        "'=1+1",
        "'-x",
        "-5",
    ]


# ---------------------------------------------------------------- pages
def address(name, code="HN", months=5, **query):
    return (
        reverse(name, args=[code, 2018, months])
        + "?"
        + "&".join(f"{k}={v}" for k, v in query.items())
    )


def test_every_number_links_to_its_lines(login, people):
    client = login(people[Role.CITY_CLERK])
    page = client.get(address("statement"))
    assert page.status_code == 200
    links = re.findall(r'href="([^"]*/lines\?[^"]*)"', page.text)
    assert len(links) > 40
    for link in {link.replace("&amp;", "&") for link in links}:
        lines = client.get(link)
        cell = lines.context["cell"]
        assert lines.context["total"] == cell.value, link
        assert sum(told["line"].value for told in lines.context["lines"]) == cell.value


def test_lines_can_be_exported(login, people):
    client = login(people[Role.CITY_CLERK])
    query = {"column": "c10", "measure": "money"}
    found = client.get(address("statement_cell", **query, format="csv"))
    rows = list(csv.reader(StringIO(found.content.decode("utf-8-sig"))))
    assert sum(int(row[-1]) for row in rows[1:]) == 3_400_000
    book = client.get(address("statement_cell", **query, format="xlsx"))
    assert book.content[:2] == b"PK"
    assert "attachment" in book["Content-Disposition"]


def test_pages_cost_a_fixed_number_of_queries(
    login, people, tmp_path, django_assert_max_num_queries
):
    client = login(people[Role.CITY_CLERK])
    more = [intake(f"M{n}", date(2018, 1, 3), "HN-BD", 1000 + n) for n in range(150)]
    load_journal(write(tmp_path / "more.csv", more), books_open=START)
    with django_assert_max_num_queries(19):
        client.get(address("statement"))
    with django_assert_max_num_queries(20):
        page = client.get(address("statement_cell", column="c07", measure="cases"))
    assert (page.context["count"], len(page.context["lines"])) == (156, 100)
    with django_assert_max_num_queries(20):
        second = client.get(address("statement_cell", column="c07", measure="cases", page=2))
    assert len(second.context["lines"]) == 56


@pytest.mark.parametrize("bad", ["by=nix", "scope=nix", "by=officer&now=1", "months=99"])
def test_what_cannot_be_shown_is_said(login, people, bad):
    page = login(people[Role.CITY_CLERK]).get(
        reverse("statement", args=["HN", 2018, 5]) + f"?{bad}"
    )
    assert page.status_code == 200


@pytest.mark.parametrize(
    "bad", ["", "column=zz&measure=cases", "column=c07", "column=c07&measure=x"]
)
def test_a_cell_that_is_none_is_said(login, people, bad):
    page = login(people[Role.CITY_CLERK]).get(
        reverse("statement_cell", args=["HN", 2018, 5]) + f"?{bad}"
    )
    assert page.status_code == 200
    assert "Không lập được" in page.text


def test_chooser_leads_to_the_address(login, people):
    client = login(people[Role.CITY_CLERK])
    query = {"office": "HN", "year": 2018, "months": 5, "by": "officer", "scope": "own"}
    answer = client.get(reverse("report_list"), query)
    assert answer.url == address("statement", scope="own", by="officer")
    wrong = client.get(reverse("report_list"), {**query, "months": "x"})
    assert "Kỳ báo cáo" in wrong.context["refused"]


# ---------------------------------------------------------------- who may see what
def test_an_office_sees_itself_alone(login, people):
    client = login(people[Role.CLERK])
    assert client.get(address("statement", "HN-BD")).status_code == 200
    for code in ("HN", "HN-HK", "NIX"):
        assert client.get(address("statement", code)).status_code == 404
        assert client.get(address("statement_pdf", code)).status_code == 404
        cell = address("statement_cell", code, column="c07", measure="cases")
        assert client.get(cell).status_code == 404


def test_the_committee_sees_figures_and_no_rows(login, people):
    client = login(people[Role.COMMITTEE])
    page = client.get(address("statement"))
    assert page.status_code == 200
    assert "/lines?" not in page.text
    cell = address("statement_cell", column="c07", measure="cases")
    assert client.get(cell).status_code == 403


def test_the_administrator_sees_no_figure(login, people):
    client = login(people[Role.ADMINISTRATOR])
    for name in ("statement", "statement_json"):
        assert client.get(address(name)).status_code == 403


def test_a_transferred_case_is_no_link_for_the_office_it_left(login, people):
    """Its lines stay where they were booked; the case itself is another office's now."""
    client = login(people[Role.CLERK])
    page = client.get(address("statement_cell", "HN-BD", column="c10", measure="money"))
    told = page.context["lines"]
    assert [line["line"].value for line in told] == [400_000]
    assert told[0]["url"] == ""
