"""Watch: planted patterns are found, clean data gives few alarms, the office sees them first."""

from datetime import date, timedelta

import pytest
from django.db import connection

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.actions.ledger import record_act
from cases.actions.steps import record_step
from cases.choices import ActKind, Role, StepKind
from cases.models import Act, Books, Case, Office
from cases.periods import Period
from reports import seed
from reports.models import Layout
from reports.proof import watch
from tests.history2018 import HAND, START, act, intake, random_year, write

pytestmark = pytest.mark.django_db
MARCH = Period(2018, 6)


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


def found(code, office, period=MARCH):
    return watch.lines(watch.BY_CODE[code], [office.pk], period)


def planted(kind, last, spread):
    """So many decisions in the last three days of March, so many on other days from January on."""
    rows = []
    for n in range(last + spread):
        case = f"P{n}"
        rows.append(intake(case, date(2017, 11, 1), "HN-BD", 1_000_000))
        on = date(2018, 3, 29 + n % 3) if n < last else date(2018, 1, 2) + timedelta(2 * (n - last))
        if kind == "complete":
            rows.append(act(case, on, "collect", 1_000_000))
        rows.append(act(case, on, kind))
    return rows


@pytest.mark.parametrize(
    ("code", "kind"), [("without_means", "without_means"), ("completed", "complete")]
)
def test_a_spike_in_the_last_days_is_found(ba_dinh, hoan_kiem, load, code, kind):
    load(planted(kind, 8, 30))
    lines = found(code, ba_dinh)
    assert len(lines) == 8
    assert {line.on.day for line in lines} == {29, 30, 31}
    assert lines[0].n >= 50 and lines[0].m <= 20
    assert watch.counts(watch.BY_CODE[code], [ba_dinh.pk, hoan_kiem.pk], MARCH) == {ba_dinh.pk: 8}
    assert not found(code, ba_dinh, Period(2018, 5))


def test_an_office_that_always_decides_late_in_the_month_is_no_spike(ba_dinh, load):
    rows = []
    for month in (1, 2, 3):
        for n in range(12):
            case = f"M{month}-{n}"
            rows.append(intake(case, date(2017, 11, 1), "HN-BD", 1_000_000))
            rows.append(act(case, date(2018, month, 27 if month == 2 else 30), "without_means"))
    load(rows)
    assert not found("without_means", ba_dinh)


def test_completed_without_a_receipt(ba_dinh, load, people):
    load(
        [
            intake("A", date(2017, 11, 1), "HN-BD", 1_000_000),
            intake("B", date(2017, 11, 1), "HN-BD", 1_000_000),
            intake("C", date(2017, 11, 1), "HN-BD", 2_000_000),
            act("A", date(2018, 3, 5), "collect", 1_000_000),
            act("A", date(2018, 3, 6), "complete"),
            act("B", date(2018, 3, 5), "reduce", 1_000_000),
            act("B", date(2018, 3, 6), "complete"),
            act("C", date(2018, 3, 5), "amend", -2_000_000),
            act("C", date(2018, 3, 6), "complete"),
        ]
    )
    (line,) = found("no_receipt", ba_dinh)
    assert Case.objects.get(pk=line.case).judgment.number == "C/2017/DSST"
    assert line.m == 2_000_000


def test_entered_long_after_its_day(ba_dinh, load, people):
    load(HAND)
    case = Case.objects.filter(office=ba_dinh, balances__heading="IN_PROGRESS").first()
    made = record_act(
        case.pk, kind=ActKind.POSTPONE, on=date(2018, 11, 2), ground="d", by=people[Role.HEAD]
    )
    november = Period(2019, 2)
    for days, told in ((15, []), (16, [16])):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            moment = made.on + timedelta(days)
            cursor.execute(
                "UPDATE cases_act SET written_at = %s, decided_on = NULL WHERE id = %s",
                [f"{moment} 12:00+07", made.pk],
            )
            cursor.execute("SET session_replication_role = DEFAULT")
        assert [line.n for line in found("long_before", ba_dinh, november)] == told
    assert Act.objects.filter(recorded_by=None).exists()  # loaded histories alarm nobody


def test_many_verified_on_one_day(ba_dinh, load, people):
    load([intake(f"V{n}", date(2017, 11, 1), "HN-BD", 1_000_000) for n in range(16)])
    cases = list(Case.objects.order_by("pk"))
    for case in cases[:14]:
        record_step(case, kind=StepKind.VERIFIED, on=date(2018, 3, 6), by=people[Role.CLERK])
    record_step(cases[0], kind=StepKind.VERIFIED, on=date(2018, 3, 6), by=people[Role.CLERK])
    assert not found("same_day", ba_dinh)
    record_step(cases[14], kind=StepKind.VERIFIED, on=date(2018, 3, 6), by=people[Role.CLERK])
    lines = found("same_day", ba_dinh)
    assert {line.case for line in lines} == {case.pk for case in cases[:15]}
    assert {line.n for line in lines} == {15}


def test_back_and_forth_within_a_month(ba_dinh, load):
    load(
        [
            intake("A", date(2017, 11, 1), "HN-BD", 1_000_000),
            act("A", date(2018, 2, 26), "without_means"),
            act("A", date(2018, 3, 5), "resume"),
            intake("B", date(2017, 11, 1), "HN-BD", 1_000_000),
            act("B", date(2018, 1, 5), "without_means"),
            act("B", date(2018, 3, 5), "resume"),
            intake("C", date(2017, 11, 1), "HN-BD", 1_000_000),
            act("C", date(2018, 3, 1), "postpone", ground="d"),
            act("C", date(2018, 3, 5), "resume"),
        ]
    )
    (line,) = found("back_and_forth", ba_dinh)
    assert (Case.objects.get(pk=line.case).judgment.number, line.n) == ("A/2017/DSST", 7)


def test_clean_years_give_few_alarms(load):
    """Random legal lives without intent: under two lines in a hundred acts, over all months."""
    load(random_year(41, 300))
    offices = list(Office.objects.values_list("pk", flat=True))
    alarms = {
        pattern.code: sum(
            len(watch.lines(pattern, offices, Period(2018, months))) for months in range(1, 13)
        )
        for pattern in watch.PATTERNS
    }
    assert alarms["no_receipt"] == alarms["long_before"] == alarms["same_day"] == 0
    assert sum(alarms.values()) < 0.02 * Act.objects.filter(opening=False).count(), alarms


def test_the_office_sees_its_lists_and_the_city_counts_once_closed(
    ba_dinh, load, people, login, django_assert_max_num_queries
):
    load(planted("without_means", 8, 30))
    client = login(people[Role.OFFICER])
    with django_assert_max_num_queries(24):
        text = client.get("/watch/?year=2018&months=6").content.decode()
    assert "không phải là sai" in text and '/watch/2018/6/without_means/">8<' in text
    with django_assert_max_num_queries(24):
        text = client.get("/watch/2018/6/without_means/").content.decode()
    assert "bình thường" in text and text.count("/cases/") >= 8
    assert client.get("/watch/2018/6/x/").status_code == 404
    client = login(people[Role.CITY_CLERK])
    above = client.get("/watch/?year=2018&months=6").content.decode()
    assert "Chưa đơn vị nào khóa sổ tháng này" in above
    for months in range(1, 7):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)
    above = client.get("/watch/?year=2018&months=6").content.decode()
    assert '<td class="num">8</td>' in above
    # the list itself stays the office's
    assert "Không có gì phải xem lại" in client.get("/watch/2018/6/without_means/").content.decode()
