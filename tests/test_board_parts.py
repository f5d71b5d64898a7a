"""What the board adds to a statement: why a rate moved, separate lines, paper, freshness."""

import gzip
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import CaseClass
from cases.periods import Period
from cases.views.session import SEEN
from reports import seed
from reports.board import assembly, freshness, lines
from reports.board.changes import change, parts_of, printed
from reports.figures import official, statistics
from reports.figures.breakdowns import Place
from reports.figures.scopes import WITH_BELOW, Scope
from reports.figures.statistics import MEASURES, REGISTER, Row
from reports.models import Layout, OfficialForm
from tests import factories
from tests.history2018 import HAND, START, act, intake, random_year, write

YEAR = Period(2018, 12)


# ---------------------------------------------------------------- why a rate moved
def row(c07, c18, c09):
    figures = {"c07": c07, "c08": c07 - c18, "c09": c09, "c18": c18}
    return Row(Place(None, "", "", "", ()), {"cases": figures}, {})


@st.composite
def rows(draw):
    c07 = draw(st.integers(0, 10**6))
    c18 = draw(st.integers(0, c07))
    return row(c07, c18, draw(st.integers(0, c07 - c18)))


@given(rows(), rows())
def test_three_parts_leave_nothing_over(before, after):
    def rate(of):
        figures = of.figures["cases"]
        return Fraction(100 * figures["c09"], figures["c08"]) if figures["c08"] else Fraction(0)

    assert sum(parts_of(before, after, "cases").values()) == rate(after) - rate(before)
    made = change("cùng kỳ", before, after, "cases")
    if made is not None:
        assert sum(by for _, by in made.parts) == made.by  # as printed too
        if made.by:
            assert (dict(made.parts)[made.mainly] > 0) == (made.by > 0)


def test_each_part_is_what_alone_moved():
    before = row(100, 20, 40)
    more_results = change("", before, row(100, 20, 48), "cases")
    assert [by for _, by in more_results.parts] == [Decimal(10), 0, 0]
    more_work = change("", before, row(180, 20, 40), "cases")
    assert [by for _, by in more_work.parts] == [0, Decimal(-25), 0]
    put_aside = change("", before, row(100, 60, 40), "cases")
    assert [by for _, by in put_aside.parts] == [0, 0, Decimal(50)]
    assert put_aside.mainly == "phân loại lại"
    assert change("", None, before, "cases") is None
    assert change("", row(10, 10, 0), before, "cases") is None


@given(st.lists(st.fractions(-100, 100), min_size=3, max_size=3))
def test_printed_parts_are_near_what_they_are(exact):
    total = Decimal(round(sum(exact) * 100)) / 100
    parts = printed(exact, total)
    assert sum(parts) == total
    assert all(abs(Fraction(p) - e) <= Fraction(2, 100) for p, e in zip(parts, exact, strict=True))


# ---------------------------------------------------------------- the board of a city
@pytest.fixture
def city(people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)  # emptying the tables after other tests has taken them along
    seed.load_forms(OfficialForm)
    rows = [*HAND, *random_year(11), intake("B1", date(2017, 12, 1), "HN-BD", 500, flags="budget")]
    rows += [
        act("B1", date(2018, 1, 5), kind, n)
        for kind, n in (("collect", 500), ("pay_out", 500), ("complete", ""))
    ]
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    factories.target(hanoi, 2018, "cases", 72, strict=True)
    return hanoi


@pytest.mark.django_db
def test_separate_lines_are_the_statements_own(city):
    made = statistics.statement(city, YEAR)
    divided = statistics.statement(city, YEAR, dimension="class")
    shown = {kind.label: kind for kind in lines.kinds(made)}
    for key, label in lines.KINDS.items():
        assert shown[label].row.figures == divided.row(key).figures
    assert shown["Thu ngân sách nhà nước"].row.figures["cases"]["c09"] == 1
    assert CaseClass.objects.filter(budget=True).exists()


@pytest.mark.django_db
def test_coercion_and_administrative_judgments_are_the_forms_own(city):
    blocks = lines.counts(statistics.statement(city, YEAR))
    assert [block.title for block in blocks] == [form[0] for form in lines._FORMS]
    for block, (_, form, columns, *_) in zip(blocks, lines._FORMS, strict=True):
        made = official.make(city, YEAR, form=form)
        said = [made.total.figures[REGISTER][code] for code in columns]
        assert [number.value for number in block.numbers] == said


@pytest.mark.django_db
def test_every_number_opens_its_cases_for_those_with_the_right(city, people, login):
    client = login(people[Role.CITY_LEADER])
    page = client.get(reverse("board"), {"months": 8})
    addresses = set(re.findall(r'href="(/statements/[^"]*/lines[^"]*)"', page.text))
    assert any("row=budget.yes" in address for address in addresses)
    assert any("column=c19" in address for address in addresses)
    for address in sorted(addresses)[::7]:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


@pytest.mark.django_db
def test_the_same_day_last_year_stands_beside_each_row(city, people, login, settings):
    settings.TODAY = date(2019, 5, 5)
    made = statistics.statement(city, Period(2019, 6), dimension="area")
    shown = assembly.assemble(made)
    assert shown.has_past
    last = {r.key: r for r in statistics.statement(city, Period(2018, 6)).rows}
    for line in shown.lines:
        for measure in MEASURES:
            reached = getattr(line, measure)
            then = last[line.row.key].rate(measure)
            if reached.rate is not None and then is not None:
                assert reached.change == reached.rate - then
    assert shown.sides[0].changes[0].since == "cùng kỳ năm 2018"


# ---------------------------------------------------------------- one sheet of paper
@pytest.mark.django_db
def test_the_paper_is_one_page_and_says_what_the_page_says(city, people, login):
    answer = login(people[Role.CITY_LEADER]).get(reverse("board_print"), {"months": 8})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(b"".join(answer))).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    rate = statistics.statement(city, Period(2018, 8)).total.rate("cases")
    assert f"{rate} %".replace(".", ",") in text
    text = " ".join(text.split())
    assert "Thu ngân sách nhà nước" in text
    assert "Hoàn Kiếm" in text


# ---------------------------------------------------------------- whether it still holds
def ask(client, **more):
    query = {"office": "HN", "year": 2018, "months": 12}
    return client.get(reverse("board_state"), query, headers=more)


@pytest.mark.django_db
def test_a_board_is_asked_for_again_only_when_a_figure_may_have_changed(
    city, people, login, tmp_path
):
    client = login(people[Role.COMMITTEE])
    first = ask(client)
    assert set(first.json()) == {"version", "at"}
    assert client.get(reverse("board")).context["board"].fresh.version == first.json()["version"]
    again = ask(client, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    more = [intake("Z1", date(2018, 8, 1), "HN-HK", 700)]
    load_journal(write(tmp_path / "more.csv", more))
    second = ask(client, if_none_match=first["ETag"])
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    factories.target(city, 2018, "money", 32)
    assert ask(client, if_none_match=second["ETag"]).status_code == 200


@pytest.mark.django_db
def test_a_closing_is_news_and_what_comes_after_the_cutoff_is_none(city, tmp_path):
    scope = Scope.of(city, WITH_BELOW, Period(2018, 3))
    cutoff = Period(2018, 3).cutoff
    first = freshness.of(scope, cutoff)
    load_journal(write(tmp_path / "late.csv", [intake("Z2", date(2018, 9, 1), "HN-HK", 700)]))
    assert freshness.of(scope, cutoff).version == first.version
    close_month(factories.office("HN-BD"), Period(2018, 1).cutoff, by=None)
    closed = freshness.of(scope, cutoff)
    assert closed.version != first.version
    assert closed.at is not None


@pytest.mark.django_db
def test_a_board_left_open_keeps_nobody_signed_in(city, people, login, settings):
    client = login(people[Role.CITY_LEADER])
    client.get(reverse("board"))
    session = client.session
    session[SEEN] = seen = session[SEEN] - 20 * 60
    session.save()
    assert ask(client, x_unattended="1").status_code == 200
    assert client.session[SEEN] == seen
    session[SEEN] = seen - 3600
    session.save()
    assert ask(client, x_unattended="1").status_code == 401


@pytest.mark.django_db
def test_the_state_of_other_offices_does_not_exist(city, people, login):
    assert ask(login(people[Role.CLERK])).status_code == 404


# ---------------------------------------------------------------- budgets
@pytest.mark.django_db
def test_asking_costs_little_and_the_page_is_small(
    city, people, login, django_assert_max_num_queries
):
    client = login(people[Role.CITY_LEADER])
    page = client.get(reverse("board"))
    assert len(gzip.compress(page.content)) < 60 * 1024
    with django_assert_max_num_queries(9):
        ask(client)
    with django_assert_max_num_queries(20):  # nothing has changed since
        client.get(reverse("board"))
