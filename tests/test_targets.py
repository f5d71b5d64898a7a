"""Targets by decision, and printing in the background."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Office
from cases.periods import Period
from cases.rules import Refusal
from reports import actions, seed, tasks
from reports.figures import goals, statistics
from reports.models import Layout, PrintJob, Target, TargetDecision
from tests import factories
from tests.history2018 import HAND, START, write

pytestmark = pytest.mark.django_db
NEW = {
    "months": "12",
    "cases": "74,50",
    "number": "12/QĐ-TCTHADS",
    "decided_on": "05/01/2018",
}


@pytest.fixture(autouse=True)
def city(people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    settings.MEDIA_ROOT = tmp_path / "files"
    seed.load_layouts(Layout)
    load_journal(write(tmp_path / "journal.csv", HAND), books_open=START)
    seed.load_targets(TargetDecision, Target, Office)
    return hanoi


@pytest.fixture
def new_target():
    return f"{reverse('target_create')}?year=2018"


def goal(city, months, measure="cases"):
    return goals.goals([city], Period(2018, months))[city.pk, measure]


def test_published_targets_are_loaded_once(city):
    before = Target.objects.count(), TargetDecision.objects.count()
    seed.load_targets(TargetDecision, Target, Office)
    assert (Target.objects.count(), TargetDecision.objects.count()) == before
    annual, interim = goal(city, 5)
    assert (annual.rate, annual.strict, interim) == (Decimal("72.00"), True, None)


def test_an_amendment_holds_from_its_day_and_keeps_the_old_one(login, people, city, new_target):
    client = login(people[Role.CITY_CLERK])
    answer = client.post(new_target, {**NEW, "strict": "on"})
    made = TargetDecision.objects.get(number=NEW["number"])
    assert answer.url == reverse("target_detail", args=[made.pk])
    assert goal(city, 3)[0].rate == Decimal("72.00")
    assert goal(city, 4)[0].rate == Decimal("74.50")
    assert goal(city, 4, "money")[0].rate == Decimal("32.00")
    page = client.get(reverse("target_list"), {"on": "30/09/2018"})
    assert page.text.count(">đang áp dụng<") == 2  # the older one still holds for money


def test_interim_targets_stand_beside_the_annual_one(city):
    factories.target(city, 2018, "cases", 60, months=9, decided_on=date(2018, 2, 1))
    annual, interim = goal(city, 9)
    assert (annual.rate, interim.rate) == (Decimal("72.00"), Decimal("60"))
    assert goal(city, 8)[1] is None


def test_a_districts_own_target_replaces_the_citys(city, ba_dinh):
    factories.target(ba_dinh, 2018, "cases", 80, decided_on=date(2018, 1, 2))
    found = goals.goals([ba_dinh], Period(2018, 5))
    own, other = found[ba_dinh.pk, "cases"][0], found[ba_dinh.pk, "money"][0]
    assert (own.rate, own.inherited) == (Decimal("80"), False)
    assert (other.rate, other.inherited) == (Decimal("32.00"), True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("cases", "120"), ("cases", "x"), ("decided_on", "31/02/2018"), ("decided_on", "06/10/2018")],
)
def test_a_wrong_target_is_refused_at_its_field(login, people, new_target, field, value):
    client = login(people[Role.CITY_CLERK])
    page = client.post(new_target, {**NEW, field: value})
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert 'value="12/QĐ-TCTHADS"' in page.text


def test_the_same_paper_is_entered_once(login, people, new_target):
    client = login(people[Role.CITY_CLERK])
    for _ in range(2):
        page = client.post(new_target, NEW)
    assert "number" in page.context["form"].errors
    page = client.post(new_target, {**NEW, "number": "13"})
    assert "decided_on" in page.context["form"].errors
    assert TargetDecision.objects.filter(set_by__isnull=False).count() == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.COMMITTEE, Role.ADMINISTRATOR])
def test_others_set_no_target(login, people, role):
    assert login(people[role]).get(reverse("target_create")).status_code == 403


def test_an_office_sees_its_own_and_the_public_targets(login, people):
    page = login(people[Role.CLERK]).get(reverse("target_list"), {"on": "30/09/2018"})
    assert page.context["rows"] == []
    assert page.context["decisions"] == []
    assert "Nam Định" in page.text


def test_published_rows_show_their_verdict(login, people):
    page = login(people[Role.COMMITTEE]).get(reverse("published_list"))
    assert page.status_code == 200


# ---------------------------------------------------------------- printing in the background
@pytest.fixture
def sent(monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.print_statement, "delay", queued.append)
    return queued


def test_a_statement_is_printed_once(login, people, sent, django_capture_on_commit_callbacks, city):
    client = login(people[Role.CITY_CLERK])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("print_request", args=["HN", 2018, 5]), {"scope": "own"})
    assert answer.url == reverse("report_list")
    (job_id,) = sent
    tasks.print_statement(job_id)
    job = PrintJob.objects.get(pk=job_id)
    printed_at = job.printed_at
    assert job.state == "printed"
    assert job.sha256 == statistics.statement(city, Period(2018, 5), "own").sha256
    tasks.print_statement(job_id)
    job.refresh_from_db()
    assert job.printed_at == printed_at
    answer = client.get(reverse("print_file", args=[job_id]))
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert "Tải bản in" in client.get(reverse("report_list")).text


def test_a_lost_job_is_queued_again(people, sent, city):
    job = PrintJob.objects.create(
        office=city, year=2018, months=5, scope="own", requested_by=people[Role.CITY_CLERK]
    )
    tasks.print_waiting()
    assert sent == []
    PrintJob.objects.update(requested_at=timezone.now() - timedelta(minutes=3))
    tasks.print_waiting()
    assert sent == [job.pk]


def test_what_cannot_be_printed_is_refused_at_once(login, people, sent, city):
    client = login(people[Role.CITY_CLERK])
    page = client.post(reverse("print_request", args=["HN", 2016, 5]), follow=True)
    assert "mở từ 01/10/2017" in page.text
    assert not PrintJob.objects.exists()
    with pytest.raises(Refusal):
        actions.request_print(
            by=people[Role.CITY_CLERK], office=city, period=Period(2018, 5), scope="nix"
        )


def test_a_print_of_another_office_does_not_exist(login, people, city):
    job = PrintJob.objects.create(
        office=city, year=2018, months=5, scope="own", requested_by=people[Role.CITY_CLERK]
    )
    assert login(people[Role.CLERK]).get(reverse("print_file", args=[job.pk])).status_code == 404
