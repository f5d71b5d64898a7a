"""The demo as a visitor meets it: loaded by its command, added up by the statement command."""

import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.test import override_settings

from cases.actions.filings import standing
from cases.choices import ActKind, Fund, Heading, StepKind, VoucherKind
from cases.models import (
    Act,
    BankLine,
    Case,
    Closing,
    Deadline,
    Distribution,
    FeeCharge,
    Filing,
    LedgerLine,
    Office,
    Officer,
    PayOrder,
    Step,
    Voucher,
)
from cases.money import BUCKETS, books_differ, held_rows
from cases.terms import DUTY_KEYS

DISTRICTS = {  # published money rates of eight months, MOJ3007
    "HN-BD": "3.26",
    "HN-HK": "7.36",
    "HN-TH": "7.43",
    "HN-HOD": "7.91",
    "HN-HM": "5.73",
    "HN-DA": "12.51",
    "HN-DD": "14.85",
    "HN-TX": "16.00",
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for the tests of this file and rolled back after them."""
    day = override_settings(DEMO=True, TODAY=date(2018, 10, 5))
    with django_db_blocker.unblock(), day, transaction.atomic():
        call_command("load_catalogue", verbosity=0)
        call_command("load_demo", verbosity=0)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    pass


def test_published_figures_come_out_as_published(demo, capsys):
    """Every figure once more, this time through ledger, closings, layout and command."""
    capsys.readouterr()

    def figures(months: int, office: str = "HN") -> dict:
        call_command("statement", office=office, year=2018, months=months, format="json")
        found = json.loads(capsys.readouterr().out)
        assert not any(float(identity["remainder"]) for identity in found["identities"])
        return found

    february = figures(5)
    assert {code: february["cases"][code] for code in ("c01", "c02", "c03", "c07")} == {
        "c01": 31899,
        "c02": 17268,
        "c03": 14631,
        "c07": 31453,
    }
    assert {code: february["cases"][code] for code in ("c08", "c09", "c18", "c19")} == {
        "c08": 21528,
        "c09": 9317,
        "c18": 9925,
        "c19": 22136,
    }
    assert february["rates"]["cases"] == february["cases"]["c21"] == "43.28"
    assert february["target"]["cases"] == "72.00"
    assert february["gap"]["cases"] == "-28.72"

    march = figures(6)
    assert (march["cases"]["c09"], march["cases"]["c08"]) == (12145, 23812)
    assert march["rates"]["cases"] == "51.00"
    assert round(float(march["rates"]["money"]), 1) == 8.4

    year = figures(12)
    assert year["cases"]["c09"] == 27060
    assert 35352 <= year["cases"]["c08"] <= 35356
    assert (year["rates"]["cases"], year["gap"]["cases"]) == ("76.54", "4.54")
    assert (year["rates"]["money"], year["gap"]["money"]) == ("19.34", "-12.66")

    may = {row["row"]: row["money"]["c21"] for row in figures(8)["rows"]}
    assert {code: may[code] for code in DISTRICTS} == DISTRICTS

    assert Closing.objects.standing().count() == 31 * 13
    before = LedgerLine.objects.count()
    call_command("load_demo", verbosity=0)
    assert LedgerLine.objects.count() == before


def test_the_demo_officers_have_a_plausible_day(demo):
    """Tens of running terms an officer, a handful overdue, and a self-check that finds little."""
    today = date(2018, 10, 5)
    assert not Step.objects.filter(booked_on__gt=F("on")).exists()
    duties = Deadline.objects.filter(term__in=DUTY_KEYS)
    running = duties.filter(done_on=None, ended_on=None)
    overdue = running.filter(due_on__lt=today)
    officers = Officer.objects.count()
    assert 50 * officers < running.count() < 130 * officers
    assert officers < overdue.count() < 4 * officers
    most = overdue.order_by().values("officer").annotate(n=Count("pk")).order_by("-n")[0]["n"]
    assert most <= 15
    mine = running.filter(officer__code="HN-BD-01")
    assert 20 <= mine.count() <= 150
    assert 1 <= mine.filter(due_on__lt=today).count() <= 12
    assert mine.filter(due_on__range=(today, date(2018, 10, 12))).exists()
    for term in ("QD_TO_VKS", "NOTIFY", "VERIFY_PERIODIC", "PUBLISH_DK"):
        done = duties.filter(term=term, done_on__isnull=False)
        late = done.filter(done_on__gt=F("due_on")).count()
        assert 0 < late < done.count() * 0.06, term
    poor = Case.objects.filter(heading=Heading.WITHOUT_MEANS)
    verified = Step.objects.filter(kind=StepKind.VERIFIED).values("case")
    assert poor.exclude(pk__in=verified).count() < poor.count() * 0.03
    states = Counter(standing(Filing.objects.all()).values_list("state", flat=True))
    assert states["waiting"] >= 10
    assert states["decided"] >= 30


def test_the_accountant_finds_every_kind_of_money_on_the_desk(demo):
    """Received, reversed, shared out, ordered, paid with and without a fee, matched and not."""
    office = Office.objects.get(code="HN-BD")
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
    assert Act.objects.filter(kind=ActKind.REDUCE, on__gte=date(2018, 10, 1)).count() == 1
    loose = held_rows([office], date(2018, 10, 5), Fund.UNDISTRIBUTED)
    assert all(any(row.ages[n] for row in loose) for n in range(len(BUCKETS)))
    lines = BankLine.objects.filter(statement__office=office)
    assert lines.exclude(matches=None).count() >= 5
    assert lines.filter(matches=None, explained="").count() >= 3
    assert lines.exclude(explained="").count() == 2
