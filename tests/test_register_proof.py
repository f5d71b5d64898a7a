"""Register forms prove themselves: every cell by every clock, and why one row counts."""

from datetime import date
from itertools import product
from urllib.parse import quote

import pytest
from django.utils import timezone

from cases.actions import registers
from cases.actions.measures import end_measure
from cases.actions.steps import cancel_step, record_step
from cases.choices import MeasureOutcome, Role, StepKind
from cases.models import Books, Measure, RegisterEntry, Step
from cases.register_kinds import Book, EntryKind
from reports.figures import counted, official
from reports.figures.statistics import REGISTER
from reports.proof import entries
from tests.test_register_forms import (  # noqa: F401
    FORMS,
    OCTOBER,
    SEPTEMBER,
    clerk,
    enter,
    filled,
    forms,
    neighbour,
    walked,
)

pytestmark = pytest.mark.django_db
K = EntryKind


@pytest.fixture
def learned_late(filled, desk, clerk, neighbour, settings):  # noqa: F811
    """September and October are closed; then more of them becomes known, and some was wrong."""
    settings.TODAY = date(2018, 11, 5)
    then = timezone.now()
    Books.objects.update(closed_through=date(2018, 10, 31))
    for by in (clerk, neighbour):
        enter(by, Book.COMPLAINTS, K.COMPLAINT, date(2018, 9, 10))
        enter(by, Book.RECEPTION, K.VISIT_OF_MANY, date(2018, 9, 11), people=12)
        claim = enter(by, Book.COMPENSATION, K.CLAIM, date(2018, 9, 12), amount=5_000_000)
        registers.answer(claim, by=by, kind=K.CLAIM_GRANTED, on=date(2018, 9, 20), amount=4_000_000)
        ended = RegisterEntry.objects.standing().filter(
            kind=K.UPHELD, office=by.office, refers_to__isnull=False
        )
        registers.cancel(ended.get(), by=by, reason="Nhầm")
    measure = Measure.objects.filter(is_open=True).order_by("pk").first()
    officer = desk[Role.OFFICER]
    end_measure(
        measure,
        outcome=MeasureOutcome.VOLUNTARY,
        on=date(2018, 10, 20),
        by=officer,
        note="Tự nguyện nộp",
    )
    sent = Step.objects.get(kind=StepKind.REDUCTION_TO_COURT)
    cancel_step(sent, by=clerk, reason="Nhầm")
    record_step(measure.case, kind=StepKind.REDUCTION_TO_COURT, on=date(2018, 10, 9), by=clerk)
    return then


CLOCKS = ("booked", "known", "today")


def test_every_cell_of_every_clock_is_its_list(
    learned_late,
    hanoi,
    ba_dinh,
    hoan_kiem,
    subtests,
):
    """Of the city and each office: the sum of the list, and the city the sum of the offices."""
    for number, period, clock in product(FORMS, (SEPTEMBER, OCTOBER), CLOCKS):
        known = learned_late if clock == "known" else None
        with subtests.test(form=number, period=period, clock=clock):
            asked = {"form": number, "clock": clock, "known": known}
            city = official.make(hanoi, period, **asked)
            assert city.proved
            for made in (city, *(official.make(o, period, "own", **asked) for o in (ba_dinh,))):
                for column, row, value in walked(made):
                    lines = counted.lines(made, column, row)
                    assert sum(line.value for line in lines) == value
            own = [
                official.make(o, period, "own", **asked).total.figures[REGISTER]
                for o in (hanoi, ba_dinh, hoan_kiem)
            ]
            for code, value in city.total.figures[REGISTER].items():
                assert value is None or value == sum(part[code] for part in own)


def test_as_then_known_is_what_was_printed_then(filled, hanoi, request):  # noqa: F811
    before = {
        (n, p): official.make(hanoi, p, form=n).total for n in FORMS for p in (SEPTEMBER, OCTOBER)
    }
    then = request.getfixturevalue("learned_late")
    for (number, period), total in before.items():
        booked = official.make(hanoi, period, form=number)
        known = official.make(hanoi, period, form=number, clock="known", known=then)
        assert booked.total == total == known.total, number


def test_the_clocks_differ_by_their_list_alone(learned_late, hanoi, subtests):
    differing = set()
    for number, period in product(FORMS, (SEPTEMBER, OCTOBER)):
        with subtests.test(form=number, period=period):
            booked = official.make(hanoi, period, form=number)
            today = official.make(hanoi, period, form=number, clock="today")
            found = counted.late(booked, today)
            for column in booked.columns:
                if column.empty:
                    continue
                then, now = (made.total.figures[REGISTER][column.code] for made in (booked, today))
                parts = (e.sign * counted.share(column, e.source, e.fact) for e in found)
                assert now - then == sum(parts), column.code
                differing |= {number} if now != then else set()
    assert differing >= {"07", "08", "09", "11"}


def test_what_was_learned_late_counts_on_its_own_day(learned_late, ba_dinh):
    def found(number, period, clock):
        made = official.make(ba_dinh, period, "own", form=number, clock=clock)
        return made.total.figures[REGISTER]

    books, today = (found("08", SEPTEMBER, clock) for clock in ("booked", "today"))
    # One complaint more, and one less that was wrong and cancelled in October only; the end that
    # was cancelled later never was.
    assert today["complaint"] == books["complaint"] + 1 - 1
    assert today["upheld"] == books["upheld"] - 1
    assert (
        found("09", SEPTEMBER, "today")["people"] == found("09", SEPTEMBER, "booked")["people"] + 12
    )
    assert found("07", OCTOBER, "today")["left"] == found("07", OCTOBER, "booked")["left"] - 1


def test_every_fact_of_a_cell_says_why_it_counts(learned_late, hanoi, subtests):
    for number, clock in product(FORMS, ("booked", "today")):
        with subtests.test(form=number, clock=clock):
            made = official.make(hanoi, OCTOBER, form=number, clock=clock)
            known = [(source, fact) for source, listed in made.facts.items() for fact in listed]
            for column, row, value in walked(made):
                assert entries.parts(column)
                counted_here = 0
                for source, fact in known:
                    why = entries.why_not(column, source, fact, row.offices)
                    if not why:
                        counted_here += counted.share(column, source, fact)
                        assert (source, fact) in entries.named(made, entries.key(source, fact))
                        assert entries.life(source, fact).exists()
                assert counted_here == value


def test_the_pages_explain_a_number_and_one_of_its_rows(learned_late, hanoi, login, desk, subtests):
    client = login(desk[Role.CITY_CLERK])
    for number in FORMS:
        with subtests.test(form=number):
            made = official.make(hanoi, SEPTEMBER, form=number)
            for column in made.columns:
                _explained(client, made, column)
            page = client.get(f"/statements/HN/2018/12/clocks?form={number}").content.decode()
            assert "Mục làm nên chênh lệch" in page
            assert made.question.title in page


def _explained(client, made, column):
    address = f"/statements/HN/2018/12/explain?form={made.question.form}&column={column.code}"
    page = client.get(address).content.decode()
    assert column.definition.split("<")[0][:30] in page
    assert made.layout.name in page
    if column.empty:
        assert "chưa có nguồn số liệu" in page
        return
    assert ("Cộng từ các cột" in page) == bool(column.sums)
    for line in counted.lines(made, column, made.total)[:1]:
        key = entries.key(line.source, line.fact)
        page = client.get(f"{address}&fact={quote(key)}").content.decode()
        assert "Có tính:" in page
        assert "Ghi lúc" in page


def test_a_fact_that_is_not_there_or_of_another_office_is_not_found(
    learned_late,
    ba_dinh,
    login,
    desk,
):
    client = login(desk[Role.CLERK])
    there = "/statements/HN-BD/2018/12/explain?form=08&column=new"
    assert client.get(f"{there}&fact=complaints/complaint/complaints/999999").status_code == 404
    other = RegisterEntry.objects.filter(office__code="HN-HK", kind=K.COMPLAINT).first()
    key = f"complaints/complaint/complaints/{other.pk}"
    assert client.get(f"{there}&fact={quote(key)}").status_code == 404


def test_why_not_is_told(learned_late, hanoi, login, desk):
    made = official.make(hanoi, SEPTEMBER, form="08")
    line = counted.lines(made, made.column("denunciation"), made.total)[0]
    key = quote(entries.key(line.source, line.fact))
    page = (
        login(desk[Role.CITY_CLERK])
        .get(f"/statements/HN/2018/12/explain?form=08&column=complaint&fact={key}")
        .content.decode()
    )
    assert "Không tính vào con số này" in page
    assert "Loại “Tố cáo” không thuộc cột này." in page
