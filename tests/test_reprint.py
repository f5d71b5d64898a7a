"""August's papers printed again a month and two hundred late acts later."""

import json
from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Act, Books
from cases.periods import Period
from reports import actions, seed
from reports.figures import clocks, official, statistics
from reports.models import Layout, OfficialForm
from reports.proof import cells, issued
from reports.tasks import archive_issued
from tests.history2018 import START, random_year, write

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = Period(2018, 11), Period(2018, 12)
LATE = 200
FORMS = ("", "01", "02", "04", "05")


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    return hanoi


@pytest.fixture
def load(tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


def histories():
    """A year, and two hundred acts of it until August that nobody has told the office of yet."""
    rows = random_year(31, 260)
    opened = {row["case"] for row in rows if row.get("opening")}
    late = [r for r in rows if r["case"] not in opened and r["on"] <= AUGUST.cutoff][:LATE]
    held_back = {row["case"] for row in late}
    return [r for r in rows if r["case"] not in held_back and r["on"] <= AUGUST.cutoff], late


def close(*periods):
    for period in periods:
        for books in Books.objects.select_related("office"):
            close_month(books.office, period.cutoff, by=None)


def without_clock(made):
    said = json.loads(made.canonical)
    for key in ("clock", "known_at"):
        said.pop(key, None)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.fixture
def reported(city, load, people, settings):
    """August issued on 5 September; on 5 October all that came late, and September closed too."""
    early, late = histories()
    settings.TODAY = date(2018, 9, 5)
    load(early)
    close(*(Period(2018, months) for months in range(1, 12)))
    paper = {"issued_on": settings.TODAY, "signer": "Hoàng Văn Mẫu", "address": "https://a.vn/"}
    papers = {}
    for number, form in enumerate(FORMS, 1):
        made = official.make(city, AUGUST, form=form)
        papers[form] = actions.issue(made, by=people[Role.CITY_LEADER], number=number, **paper)
    moment = timezone.now()
    settings.TODAY = date(2018, 10, 5)
    assert load(late).acts == len(late) == LATE
    close(SEPTEMBER)
    return papers, moment


def test_it_is_reprinted_to_the_byte(city, reported):
    papers, moment = reported
    for form, paper in papers.items():
        again = official.make(city, AUGUST, form=form)
        assert again.canonical == paper.figures
        assert again.sha256 == paper.sha256
        known = official.make(city, AUGUST, form=form, clock="known", known=moment)
        assert without_clock(known) == paper.figures
    archive_issued(papers["01"].pk)  # the worker that prints it comes back a month later
    papers["01"].refresh_from_db()
    found = issued.check(papers["01"])
    assert (found.paper_whole, found.figures_whole, found.unchanged) == (True, True, True)
    assert found.late == LATE


def test_the_difference_to_today_is_exactly_the_late_acts(city, reported):
    acts = set(Act.objects.filter(on__lte=AUGUST.cutoff, booked_on__gt=AUGUST.cutoff).values_list(
        "pk", flat=True))  # fmt: skip
    cases = set(Act.objects.filter(pk__in=acts).values_list("case", flat=True))
    assert len(acts) == LATE
    then, today = official.make(city, AUGUST), official.make(city, AUGUST, clock="today")
    entries = clocks.late_entries(today.scope.ids, statistics.marks(AUGUST), today.clock)
    assert {e.act for e in entries} == acts and all(e.sign == 1 for e in entries)
    assert without_clock(today) != then.canonical
    told = set()
    for measure in then.measures:
        for column in then.columns:
            if column.rate or not column.prints(measure):
                continue
            both = [cells.cell_lines(made, column.code, measure) for made in (then, today)]
            before, after = (Counter({(c.case, c.act): c.value for c in of.lines()}) for of in both)
            after.subtract(before)
            moved = {key: value for key, value in after.items() if value}
            assert sum(moved.values()) == both[1].value - both[0].value
            assert {case for case, _ in moved} <= cases
            if not both[0].by_case:
                assert {act for _, act in moved} <= acts
                told |= {act for _, act in moved}
    silent = set(Act.objects.filter(pk__in=acts - told).values_list("kind", flat=True))
    standing = {"resume", "without_means", "postpone", "suspend", "separate_book", "pay_out"}
    assert silent <= standing  # these move a case from stock to stock: no flow tells of them
