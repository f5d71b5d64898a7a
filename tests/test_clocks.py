"""Two clocks: a figure as its books had it, as it was known then, and as it is known today."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions.closings import close_month, reopen
from cases.actions.journal import load_journal
from cases.actions.ledger import record_act
from cases.choices import ActKind, Role
from cases.models import Act, Books, Case
from cases.periods import Period
from reports import seed
from reports.figures import clocks, official, statistics
from reports.models import Layout
from reports.proof import cells
from tests.history2018 import HAND, START, count, random_year, write

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = Period(2018, 11), Period(2018, 12)


@pytest.fixture(autouse=True)
def city(ba_dinh, hoan_kiem, hanoi, settings):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    return hanoi


@pytest.fixture
def load(tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


def close_through(months):
    for each in range(1, months + 1):
        for books in Books.objects.select_related("office"):
            if not books.closed_through or books.closed_through < Period(2018, each).cutoff:
                close_month(books.office, Period(2018, each).cutoff, by=None)


def split(seeded):
    """A year of which every third case is learned of only after August has been closed."""
    rows = random_year(seeded, 90)
    late = {r["case"] for r in rows if int(r["case"][1:]) % 3 == 0}
    late -= {r["case"] for r in rows if r.get("opening")}
    return [r for r in rows if r["case"] not in late], [r for r in rows if r["case"] in late]


@pytest.mark.parametrize("seeded", [21, 22, 23])
def test_known_today_is_what_the_files_say_and_the_books_stay(city, load, seeded):
    early, late = split(seeded)
    load(early)
    close_through(11)
    then = official.make(city, AUGUST)
    before = timezone.now()
    load(late)
    booked, today = official.make(city, AUGUST), official.make(city, AUGUST, clock="today")
    assert booked.canonical == then.canonical
    known = official.make(city, AUGUST, clock="known", known=before)
    assert known.total == then.total and known.rows == then.rows
    files = count([*early, *late], AUGUST.cutoff)
    only = count(early, AUGUST.cutoff)
    for made, hand in ((today, files), (booked, only)):
        for measure, figures in (("cases", hand.cases), ("money", hand.money)):
            for code, value in figures.items():
                assert (made.total.figures[measure][code] or 0) == value, (measure, code)
        assert made.proved
    assert not today.clock.disordered
    year = official.make(city, SEPTEMBER, clock="today")
    whole = count([*early, *late], SEPTEMBER.cutoff)
    assert year.total.figures["cases"]["c09"] == whole.cases["c10"] + whole.cases["c11"]


def test_every_cell_as_known_today_is_its_list(city, load):
    early, late = split(24)
    load(early)
    close_through(11)
    before = timezone.now()
    load(late)
    clocked = ({"clock": "today"}, {"clock": "known", "known": before})
    for how in clocked:
        made = official.make(city, AUGUST, by="officer", **how)
        for measure in made.measures:
            for column in made.columns:
                if column.rate or not column.prints(measure):
                    continue
                for row in (made.total, *made.rows):
                    cell = cells.cell_lines(made, column.code, measure, row.key)
                    assert cell.totals()[1] == row.figures[measure][column.code]


def test_the_difference_is_the_late_entries(city, load):
    early, late = split(25)
    load(early)
    close_through(11)
    load(late)
    today = official.make(city, AUGUST, clock="today")
    entries = clocks.late_entries(today.scope.ids, statistics.marks(AUGUST), today.clock)
    acts = Act.objects.filter(on__lte=AUGUST.cutoff, booked_on__gt=AUGUST.cutoff, opening=False)
    assert {e.act for e in entries} == set(acts.values_list("pk", flat=True))
    assert entries and all(e.sign == 1 for e in entries)


def test_what_was_reversed_since_never_was(city, load, people):
    load(HAND)
    close_through(11)
    booked = official.make(city, AUGUST)
    wrong = Act.objects.filter(
        kind=ActKind.TERMINATE, booked_on__lte=AUGUST.cutoff, case__office__code="HN-BD"
    ).first()
    record_act(
        wrong.case_id,
        kind=ActKind.REVERSE,
        reverses=wrong,
        on=date(2018, 9, 10),
        by=people[Role.HEAD],
    )
    assert official.make(city, AUGUST).canonical == booked.canonical
    today = official.make(city, AUGUST, clock="today")
    for code in ("c09", "c11"):
        assert today.total.figures["cases"][code] == booked.total.figures["cases"][code] - 1
    assert today.total.figures["cases"]["c07"] == booked.total.figures["cases"]["c07"]
    assert today.proved
    (entry,) = clocks.late_entries(today.scope.ids, statistics.marks(AUGUST), today.clock)
    assert (entry.act, entry.sign) == (wrong.pk, -1)


def test_a_case_whose_late_acts_do_not_fit_is_told_and_left(city, load, people, settings):
    """Postponed on 3 September; on the 5th it is learned that it was paid on 25 August."""
    load(HAND)
    close_through(11)
    settings.TODAY = date(2018, 9, 5)
    case = Case.objects.filter(office__code="HN-BD", balances__heading="IN_PROGRESS").first()
    record_act(
        case.pk, kind=ActKind.POSTPONE, on=date(2018, 9, 3), ground="d", by=people[Role.HEAD]
    )
    record_act(
        case.pk, kind=ActKind.COLLECT, on=date(2018, 8, 25), amount=100, by=people[Role.ACCOUNTANT]
    )
    settings.TODAY = date(2018, 10, 5)
    booked, today = official.make(city, AUGUST), official.make(city, AUGUST, clock="today")
    assert today.clock.disordered == (case.pk,)
    assert today.total.figures == booked.total.figures
    (entry,) = clocks.late_entries(today.scope.ids, statistics.marks(AUGUST), today.clock)
    assert entry.disordered


def test_a_closing_that_was_withdrawn_is_still_known(city, load, people, hoan_kiem, ba_dinh):
    load(HAND)
    close_through(11)
    closed = timezone.now()
    reopen(
        ba_dinh,
        AUGUST.cutoff,
        by=people[Role.CITY_CLERK],
        reason="Ghi thiếu",
        expires_on=date(2018, 10, 20),
    )
    case = Case.objects.filter(office=ba_dinh, balances__heading="IN_PROGRESS").first()
    record_act(
        case.pk, kind=ActKind.POSTPONE, on=date(2018, 8, 20), ground="d", by=people[Role.HEAD]
    )
    now = official.make(ba_dinh, AUGUST).total.figures["cases"]
    then = official.make(ba_dinh, AUGUST, clock="known", known=closed).total.figures["cases"]
    assert (now["c16"], then["c16"]) == (1, 0)
    later = official.make(
        ba_dinh, AUGUST, clock="known", known=timezone.now() + timedelta(seconds=1)
    )
    assert later.total.figures["cases"] == now


def test_the_page_of_both_clocks(city, load, people, login, django_assert_max_num_queries):
    early, late = split(25)
    load(early)
    close_through(11)
    load(late)
    client = login(people[Role.CITY_CLERK])
    with django_assert_max_num_queries(30):
        page = client.get("/statements/HN/2018/11/clocks")
    text = page.content.decode()
    assert "xảy ra trước ngày khóa sổ, ghi sau" in text
    (moment,) = page.context["moments"]
    then = client.get(moment["url"]).content.decode()
    assert "Như đã biết lúc" in then
    assert (
        "Theo hiểu biết hôm nay"
        in client.get("/statements/HN/2018/11/?clock=today").content.decode()
    )
    wrong = client.get("/statements/HN/2018/11/?clock=known&known=hôm qua").content.decode()
    assert "Thời điểm không hợp lệ" in wrong
