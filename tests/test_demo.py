"""The demo as a visitor meets it: loaded by its command, added up by the statement command."""

import io
import json
from collections import Counter, defaultdict
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.test import override_settings

from cases.actions.filings import standing
from cases.choices import ActKind, Fund, Heading, Role, StepKind, VoucherKind
from cases.demo import write_journal
from cases.models import (
    Act,
    BankLine,
    Books,
    Case,
    Closing,
    Deadline,
    Distribution,
    Ended,
    FeeCharge,
    Filing,
    KeyCase,
    LedgerLine,
    Office,
    Officer,
    PayOrder,
    Reopening,
    Step,
    User,
    Voucher,
)
from cases.money import BUCKETS, books_differ, held_rows
from cases.periods import Period
from cases.terms import DUTY_KEYS
from reports import actions
from reports.demo import unlike_published
from reports.figures import official
from reports.figures.breakdowns import CLASS_BLOCKS, class_ids, class_values
from reports.figures.scopes import OWN
from reports.management.commands import load_demo
from reports.models import Issued, Target
from reports.monthend import closing, punctuality
from reports.monthend.months import Month
from reports.proof import cells, issued
from tests.demo_city import City, rows_of

TODAY, AUGUST, YEAR = date(2025, 10, 6), Period(2025, 11), Period(2025, 12)
CITY, DESK = "HN-TP", "HN-KV01"
EVERY = 20
"""One case in so many is loaded here, and all of the desk. The whole stands in `test_demo_journal`,
and `load_demo` refuses a demo whose statements are not the published ones."""


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for the tests of this file and rolled back after them."""
    day = override_settings(DEMO=True, TODAY=TODAY)
    with django_db_blocker.unblock(), day, transaction.atomic():
        call_command("load_catalogue", verbosity=0)
        call_command("load_demo", every=EVERY, verbosity=0)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    pass


@pytest.fixture(scope="module")
def model() -> City:
    """The same cases, replayed without database, rules or layout."""
    out = io.StringIO()
    write_journal(out, EVERY)
    city = City()
    for row in rows_of(out.getvalue()):
        city.take(row)
    return city


PERIODS = [(2018, 5), (2018, 6), (2018, 8), *((y, 12) for y in range(2018, 2025)), (2023, 9)]


@pytest.mark.parametrize(("year", "months"), PERIODS)
def test_a_statement_is_what_the_journal_says(demo, model, year, months):
    """City and districts, through ledger, closings and layout."""
    made = official.make(Office.objects.get(code="HN"), Period(year, months))
    assert made.proved and len(made.rows) == 31
    for row in (made.total, *made.rows):
        office = "" if row is made.total else row.key
        for measure in ("cases", "money"):
            found = row.figures[measure]
            for code in ("c02", "c03", "c09", "c18"):
                assert found[code] == model.column(code, measure, months, office, year), office
            assert found["c01"] == model.docketed(measure, months, office, year)
            assert found["c08"] == model.enforceable(measure, months, office, year)


def test_a_whole_demo_unlike_the_published_one_is_refused(demo):
    """A part is not the city: every published number is missed, and told."""
    told = unlike_published()
    assert {line.split()[0].rstrip(":") for line in told} >= {"F4", "F7", "F16a", "H21a", "H23a"}
    with pytest.raises(CommandError, match="F4 c02: 17268 ≠"):
        load_demo.refuse_unlike()


def test_the_statement_command_prints_it(demo, model, capsys):
    capsys.readouterr()
    call_command("statement", office=CITY, year=2025, months=12, format="json")
    found = json.loads(capsys.readouterr().out)
    assert found["cases"]["c09"] == model.column("c09", "cases", 12, "", 2025)
    assert not any(float(identity["remainder"]) for identity in found["identities"])


def test_every_target_but_the_published_one_says_that_it_is_invented(demo):
    ours = Target.objects.filter(office__code__in=("HN", CITY)).select_related("decision")
    invented = {t.decision.year for t in ours if t.decision.source == "mô phỏng"}
    assert invented == set(range(2019, 2026))
    assert {t.decision.year for t in ours} - invented == {2018}


def test_old_offices_are_closed_to_their_end_and_new_ones_from_their_beginning(demo):
    closed = Closing.objects.standing().filter(cutoff__lt=date(2025, 9, 30))
    assert closed.filter(cutoff__lte=date(2025, 6, 30)).count() == 31 * (1 + 7 * 12 + 9) + 13
    assert closed.filter(cutoff__gt=date(2025, 6, 30)).count() == 13 * 2
    standing = Case.objects.open().order_by().values_list("office__code", flat=True).distinct()
    assert all("KV" in code or code == CITY for code in standing)
    before = LedgerLine.objects.count()
    call_command("load_demo", verbosity=0)
    assert LedgerLine.objects.count() == before


def test_the_demo_officers_have_a_plausible_day(demo):
    """Tens of running terms an officer, a handful overdue, and a self-check that finds little."""
    today = TODAY
    known_at_once = Step.objects.exclude(kind__in=(StepKind.REFERRED, StepKind.REFERRAL_CONCLUDED))
    assert not known_at_once.filter(booked_on__gt=F("on")).exists()
    desk = Officer.objects.filter(office__code=DESK)
    duties = Deadline.objects.filter(term__in=DUTY_KEYS, officer__in=desk)
    running = duties.filter(done_on=None, ended_on=None)
    overdue = running.filter(due_on__lt=today)
    officers = desk.count()
    assert 50 * officers < running.count() < 150 * officers
    assert officers < overdue.count() < 16 * officers
    most = overdue.order_by().values("officer").annotate(n=Count("pk")).order_by("-n")[0]["n"]
    assert most <= 30
    mine = running.filter(officer__code="HN-KV01-01")
    assert 20 <= mine.count() <= 170
    assert 1 <= mine.filter(due_on__lt=today).count() <= 20
    assert mine.filter(due_on__range=(today, date(2025, 10, 13))).exists()
    for term in ("QD_TO_VKS", "NOTIFY", "VERIFY_PERIODIC", "PUBLISH_DK"):
        done = duties.filter(term=term, done_on__isnull=False)
        late = done.filter(done_on__gt=F("due_on")).count()
        assert 0 < late < done.count() * 0.08, term
    poor = Case.objects.filter(heading=Heading.WITHOUT_MEANS)
    verified = Step.objects.filter(kind=StepKind.VERIFIED).values("case")
    assert poor.exclude(pk__in=verified).count() < poor.count() * 0.03
    states = Counter(standing(Filing.objects.all()).values_list("state", flat=True))
    assert states["waiting"] >= 10
    assert states["decided"] >= 20


def test_the_accountant_finds_every_kind_of_money_on_the_desk(demo):
    """Received, reversed, shared out, ordered, paid with and without a fee, matched and not."""
    office = Office.objects.get(code=DESK)
    assert not books_differ()
    orders = PayOrder.objects.filter(office=office)
    assert orders.filter(voucher=None, withdrawn_at=None).count() >= 4
    assert orders.exclude(voucher=None).count() >= 4
    assert orders.exclude(withdrawn_at=None).exists()
    assert orders.filter(distribution__isnull=False).exists()
    fees = FeeCharge.objects.filter(voucher__office=office)
    assert fees.filter(ground="", amount__gt=100_000_000).exists()
    assert fees.filter(ground="7.1.a", assessed__gt=0, amount=0).exists()
    shared = Distribution.objects.exclude(voucher=None).get()
    assert shared.rows.filter(amount__gt=0).values("case").distinct().count() > 1
    assert Voucher.objects.filter(kind=VoucherKind.RECEIPT, reverses__isnull=False).count() == 1
    assert Act.objects.filter(kind=ActKind.REDUCE, on__gte=date(2025, 10, 1)).count() == 1
    loose = held_rows([office], TODAY, Fund.UNDISTRIBUTED)
    assert all(any(row.ages[n] for row in loose) for n in range(len(BUCKETS)))
    lines = BankLine.objects.filter(statement__office=office)
    assert lines.exclude(matches=None).count() >= 5
    assert lines.filter(matches=None, explained="").count() >= 3
    assert lines.exclude(explained="").count() == 2


# ---------------------------------------------------------------- the month-end
def test_every_key_case_tells_what_blocks_it(demo):
    rows = KeyCase.objects.standing()
    assert rows.count() >= 50 and not rows.filter(obstacles="").exists()


def test_the_city_waits_for_five_divisions(demo):
    table = punctuality.completeness(Office.objects.get(code=CITY), YEAR, TODAY)
    found = {row.office.code: row for row in table.below}
    waiting = {code: row.code for code, row in found.items() if row.code != "accepted"}
    assert waiting == {
        "HN-KV01": "open",
        "HN-KV12": "open",
        "HN-KV03": "closed",
        "HN-KV02": "sent",
        "HN-KV06": "returned",
    }
    late = {code for code, row in found.items() if row.late_days and row.code == "accepted"}
    assert late == {"HN-KV07", "HN-KV09", "HN-KV04"}
    assert Reopening.objects.get().ended_how == Ended.CLOSED
    assert table.rows[0].code == "open"


def test_the_first_division_is_left_to_the_visitor_to_close(demo):
    people = {u.role: u for u in User.objects.filter(is_demo=True, office__code=DESK)}
    office = Office.objects.get(code=DESK)
    found = closing.findings(Month(office, YEAR, TODAY))
    assert not any(f.blocks for f in found)
    asked = {f.check.code for f in found if f.asks}
    assert {"held", "orders", "terms", "late", "confirmations"} <= asked
    actions.confirm_own(Month(office, YEAR, TODAY), by=people[Role.OFFICER])
    for code in asked - {"confirmations"}:
        actions.explain(Month(office, YEAR, TODAY), code, "Đã rõ", by=people[Role.CLERK])
    actions.close(Month(office, YEAR, TODAY), by=people[Role.CLERK])
    actions.send(Month(office, YEAR, TODAY), "", by=people[Role.HEAD])
    assert punctuality.state_of(office, YEAR, TODAY).code == "sent"


def test_august_is_issued_and_some_came_to_be_known_after_it(demo):
    papers = Issued.objects.order_by("number")
    assert [(row.office.code, row.form) for row in papers] == [
        (DESK, "01"),
        (DESK, "02"),
        (CITY, "01"),
        (CITY, "02"),
    ]
    for row in papers:
        checked = issued.check(row)
        assert checked.paper_whole and checked.figures_whole and checked.unchanged
        assert checked.late == 2
    desk = Office.objects.get(code=DESK)
    booked = official.make(desk, AUGUST).total.figures["cases"]
    known = official.make(desk, AUGUST, clock="today").total.figures["cases"]
    assert {code: known[code] - (booked[code] or 0) for code in known if known[code]} == {
        code: {"c13": -1, "c16": 1}.get(code, 0) for code in known if known[code]
    }


# ---------------------------------------------------------------- every cell of every form
LEDGER_FORMS = ("01", "02", "03", "04", "05")


class Lists:
    """The list behind every column of the city, read once and told apart by office."""

    def __init__(self):
        self.found = {}
        self.officers = dict(Officer.objects.values_list("code", "pk"))
        self.classes = {
            (block, value): set(class_ids(block, value))
            for block in CLASS_BLOCKS
            for value in class_values(block)
        }

    def read(self, whole, measure, code):
        key = whole.question.flags, measure, code
        if key not in self.found:
            by_office = self.found[key] = defaultdict(list)
            spread = cells.cell_lines(whole, code, measure).spread()
            for (office, officer, kind), value in spread.items():
                by_office[office].append((officer, kind, value))

    def sum_of(self, made, row, measure, code):
        place, by_office = row.place, self.found[made.question.flags, measure, code]
        officer = self.officers.get(place.value)
        classes = self.classes.get((place.dimension, place.value))
        return sum(
            value
            for office in place.offices
            for who, kind, value in by_office.get(office, ())
            if (place.dimension != "officer" or who == officer)
            and (classes is None or kind in classes)
        )


def cells_of(made):
    return [
        (measure, column.code)
        for measure in made.measures
        for column in made.columns
        if column.rate is None and column.prints(measure)
    ]


def figures_of(rows, measure, code):
    return sum(row.figures[measure][code] for row in rows)


def test_every_cell_of_every_form_of_every_office_is_its_list(demo):
    """Sums of officers are their office, of offices the city, of flagged rows the forms on them."""
    offices = list(Office.objects.filter(pk__in=Books.objects.values("office")).order_by("pk"))
    city = next(office for office in offices if office.code == CITY)
    offices = [office for office in offices if office.valid_to is None]
    lists, walked, made_of = Lists(), 0, {}
    for number in LEDGER_FORMS:
        whole = made_of[number] = official.make(city, YEAR, form=number)
        for measure, code in cells_of(whole):
            lists.read(whole, measure, code)
        own = [official.make(office, YEAR, OWN, form=number) for office in offices]
        for made in (whole, *own):
            assert made.proved and [*cells_of(made)] == cells_of(whole)
            for row in (made.total, *made.rows):
                for measure, code in cells_of(made):
                    found = lists.sum_of(made, row, measure, code)
                    assert row.figures[measure][code] == found, (number, made.office, row, code)
                    walked += 1
        for measure, code in cells_of(whole):
            total = figures_of([whole.total], measure, code)
            assert figures_of([made.total for made in own], measure, code) == total
            if number in ("04", "05"):
                for level in (0, 1):
                    below = [row for row in whole.rows if row.place.level == level]
                    assert figures_of(below, measure, code) == total
    assert walked > 40_000
    for measure, form in (("cases", "01"), ("money", "02")):
        beside = made_of["04" if form == "01" else "05"]
        assert made_of[form].total.figures[measure] == beside.total.figures[measure]
        flagged = made_of[form].row("budget.yes")
        assert flagged.figures[measure] == made_of["03"].total.figures[measure]


@pytest.mark.parametrize("number", LEDGER_FORMS)
def test_the_list_of_a_row_is_read_by_its_own_address(demo, number):
    """What the walk above tells apart in one list, a page asks for row by row."""
    made = official.make(Office.objects.get(code=DESK), YEAR, form=number)
    for row in (made.total, *made.rows):
        for measure in made.measures:
            for code in ("c07", "c09", "c19"):
                count, total = cells.cell_lines(made, code, measure, row.key).totals()
                assert total == row.figures[measure][code]
                assert measure == "money" or code != "c19" or count == total
