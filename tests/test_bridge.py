"""The bridge: every case of a difference under one reason, and the parts of a rate's change."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Books
from cases.periods import Period
from reports import seed
from reports.figures import official
from reports.figures.columns import rate
from reports.models import Layout
from reports.proof import bridge
from reports.proof.bridge import Bridge
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings):
    settings.TODAY = date(2018, 12, 5)
    seed.load_layouts(Layout)
    return hanoi


@pytest.fixture
def load(tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


def test_hand_counted(city, load):
    """From 31 December to 28 February: S back from its book, E new and stopped, B put aside."""
    load(HAND)
    before, after = official.make(city, Period(2018, 3)), official.make(city, Period(2018, 5))
    work = Bridge(before, after).span("c07", "cases")
    assert work.sums == {"new": (1, 1), "reopened": (1, 1)}
    assert (work.before.value, work.after.value, work.holds) == (4, 6, True)
    done = Bridge(before, after).span("c09", "cases")
    assert done.sums == {"terminated": (1, 1)}
    without = Bridge(before, after).span("c18", "cases")
    assert without.sums == {}
    money = Bridge(before, after).span("c19", "money")
    assert money.sums == {"reopened": (1, 700_000)}
    assert Bridge(before, after).span("c13", "cases").sums["postponed"] == (1, -1)


ENDS = [
    (Period(2018, 3), Period(2018, 9)),
    (Period(2018, 9), Period(2018, 3)),
    (Period(2018, 12), Period(2019, 1)),
    (Period(2018, 7), Period(2018, 8)),
]


@pytest.mark.parametrize("ends", ENDS, ids=str)
def test_every_column_adds_up_and_no_case_comes_twice(city, load, ends):
    load([*HAND, *random_year(31, 80)])
    before, after = (official.make(city, period) for period in ends)
    unknown = Counter()
    for measure in before.measures:
        for column in before.columns:
            if column.rate or not column.prints(measure):
                continue
            made = Bridge(before, after).span(column.code, measure)
            assert made.holds, (column.code, measure)
            cases = [change.case for change in made.changes]
            assert len(cases) == len(set(cases))
            assert sum(by for _, by in made.sums.values()) == made.difference
            unknown.update(c.reason for c in made.changes if c.reason == "none")
    assert not unknown


def test_between_what_was_known_and_what_is_known(city, load):
    rows = random_year(32, 90)
    late = {r["case"] for r in rows if int(r["case"][1:]) % 3 == 0}
    late -= {r["case"] for r in rows if r.get("opening")}
    load([r for r in rows if r["case"] not in late])
    for months in range(1, 12):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    load([r for r in rows if r["case"] in late])
    august = Period(2018, 11)
    sent, known = official.make(city, august), official.make(city, august, clock="today")
    made = Bridge(sent, known).span("c07", "cases")
    assert made.holds and made.difference > 0
    assert set(made.sums) <= {"new", "delegated", "taken_up", "recalled"}


@pytest.mark.parametrize("ends", ENDS[:1] + ENDS[3:], ids=str)
@pytest.mark.parametrize("measure", ["cases", "money"])
def test_the_parts_of_a_rate_add_up_to_its_change(city, load, ends, measure):
    load([*HAND, *random_year(33, 80)])
    before, after = (official.make(city, period) for period in ends)
    made = Bridge(before, after)
    enforceable, completed = (made.span(c, measure) for c in ("c08", "c09"))
    parts = bridge.rate_parts(enforceable, completed)
    figures = [s.total.figures[measure] for s in (before, after)]
    first, last = (rate(f["c09"], f["c08"]) for f in figures)
    assert sum(parts.values(), Fraction(0)) == last - first
    assert parts["results"] > 0


def test_the_page(city, load, people, login, django_assert_max_num_queries):
    load([*HAND, *random_year(34, 60)])
    client = login(people[Role.CITY_CLERK])
    at = {"office": "HN", "year": "2018", "months": "9", "from_year": "2018", "from_months": "3"}
    with django_assert_max_num_queries(60):
        page = client.get("/bridge/", at)
    spans = page.context["spans"]
    assert [s.after.column.code for s in spans] == list(bridge.SHOWN)
    assert all(s.holds for s in spans)
    assert "Thi hành xong" in page.content.decode()
    listed = client.get("/bridge/", {**at, "column": "c07", "reason": "new"})
    assert (
        listed.context["count"]
        == next(s for s in spans if s.after.column.code == "c07").sums["new"][0]
    )
    book = client.get("/bridge/", {**at, "column": "c07", "format": "xlsx"})
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    early = client.get("/bridge/", {**at, "from_months": "99"}).content.decode()
    assert "Từ kỳ" in early
