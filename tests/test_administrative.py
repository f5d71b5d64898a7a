"""Book 19: administrative judgments tracked step by step, and the figures read off the steps."""

import io
from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cases.actions.administrative import (
    NewAdministrative,
    heir_of,
    keep_body,
    learn,
    receive,
    standing,
)
from cases.actions.closings import close_month
from cases.actions.steps import cancel_step, record_step
from cases.choices import AdministrativeState, Role, StepKind
from cases.models import AdministrativeJudgment, Deadline, PublicBody, Series, Step
from cases.periods import Period
from cases.rules import Refusal
from cases.rules.administrative import FOLLOWS, KINDS, may_follow, offered, rests_on, state_of
from reports.figures.administrative import BY_CODE, COLUMNS, behind, table
from tests import factories

TODAY = date(2018, 10, 5)  # of the fixture `desk`
K = StepKind


def body(name="Ủy ban nhân dân quận Ba Đình", **fields):
    return PublicBody.objects.get_or_create(name=name, defaults=fields)[0]


def entered(by, number=1, received_on=date(2018, 10, 2), **fields):
    new = NewAdministrative(
        court="TAND thành phố Hà Nội", judgment_no=f"{number}/2018/HC-ST",
        judgment_on=date(2017, 8, 1), outcome="b", content="Hủy quyết định thu hồi đất",
        creditor="Trần Thị Bình", received_on=received_on,
        **{"debtor": body(), "field": "đất đai"} | fields,
    )  # fmt: skip
    return receive(new, by=by)[0]


def step(found, kind, by, on=TODAY):
    return record_step(found, kind=kind, on=on, by=by)


def typed(**changes):
    return {
        "court": "TAND thành phố Hà Nội", "judgment_no": "9/2018/HC-ST",
        "judgment_on": "01/08/2018", "received_on": "03/10/2018", "outcome": "b",
        "debtor": "Ủy ban nhân dân quận Ba Đình", "creditor": "Trần Thị Bình",
        "content": "Hủy quyết định thu hồi đất",
    } | changes  # fmt: skip


# ---------------------------------------------------------------- the rules
DAY = date(2018, 10, 1)
STORY = [(K.RECEIVED, DAY), (K.VOLUNTARY_NOTICE, DAY), (K.COMPELLED, DAY)]


@pytest.mark.parametrize(
    ("kind", "standing", "allowed"),
    [
        (K.VOLUNTARY_NOTICE, STORY[:1], True),
        (K.VOLUNTARY_NOTICE, [], False),
        (K.COMPELLED, STORY[:1], True),
        (K.COMPELLED, STORY, False),  # once
        (K.SUPERIOR_ORDERED, STORY[:2], False),
        (K.SUPERIOR_ORDERED, STORY, True),
        (K.DEBTOR_MET, STORY[:1], False),
        (K.DEBTOR_MET, STORY[:2], True),
        (K.COMPELLING_PUBLISHED, STORY[:2], False),
        (K.COMPELLING_PUBLISHED, STORY, True),
        (K.COMPELLING_UNPUBLISHED, STORY, False),
        (K.COMPELLING_UNPUBLISHED, [*STORY, (K.COMPELLING_PUBLISHED, DAY)], True),
        (K.RESPONSIBILITY_PROPOSED, STORY[:1], False),
        (K.RESPONSIBILITY_ANSWERED, STORY, False),
        (K.RESPONSIBILITY_ANSWERED, [*STORY, (K.RESPONSIBILITY_PROPOSED, DAY)], True),
        (K.EXPLAINED, STORY, False),
        (K.EXPLAINED, [*STORY, (K.EXPLANATION_ASKED, DAY)], True),
        (K.DONE, STORY[:1], True),
        (K.DONE, [*STORY, (K.DONE, DAY)], False),
        (K.PARTLY_DONE, [*STORY, (K.DONE, DAY)], False),
        (K.DEBTOR_REPORTED, [*STORY, (K.DONE, DAY)], True),
        (K.NOTED, [*STORY, (K.DONE, DAY)], True),
    ],
)
def test_a_step_has_what_it_answers(kind, standing, allowed):
    if allowed:
        may_follow(kind, TODAY, standing)
    else:
        with pytest.raises(Refusal):
            may_follow(kind, TODAY, standing)


def test_a_fact_before_the_end_may_be_learned_after_it():
    may_follow(K.PARTLY_DONE, date(2018, 10, 2), [*STORY, (K.DONE, date(2018, 10, 3))])
    with pytest.raises(Refusal):
        may_follow(K.DONE, date(2018, 9, 30), STORY)  # before the receipt


def test_every_step_has_its_article_and_one_place():
    assert all(row.article for row in FOLLOWS)
    assert len(KINDS) == len(FOLLOWS)
    assert offered(STORY[:1], TODAY)[0].kind == K.VOLUNTARY_NOTICE
    assert rests_on(K.COMPELLED, [*STORY, (K.SUPERIOR_ORDERED, DAY)]) == K.SUPERIOR_ORDERED
    assert rests_on(K.COMPELLED, [*STORY, (K.DEBTOR_MET, DAY)]) is None
    assert rests_on(K.RECEIVED, STORY) == K.VOLUNTARY_NOTICE


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([], AdministrativeState.STRUCK_OUT),
        ([K.RECEIVED], AdministrativeState.TRACKED),
        ([K.RECEIVED, K.COMPELLED], AdministrativeState.COMPELLED),
        ([K.RECEIVED, K.COMPELLED, K.PARTLY_DONE], AdministrativeState.PARTLY),
        ([K.RECEIVED, K.PARTLY_DONE, K.DONE], AdministrativeState.DONE),
    ],
)
def test_the_state_is_read_off_the_steps(kinds, state):
    assert state_of(kinds) == state


# ---------------------------------------------------------------- the book
def test_numbers_run_without_gaps_by_office_and_year(desk):
    clerk = desk[Role.CLERK]
    rows = [entered(clerk, n) for n in (1, 2)]
    before = entered(clerk, 3, received_on=date(2018, 9, 3))
    theirs = entered(factories.user(Role.CLERK, "HN-HK"), 4)
    numbers = [(row.register_year, row.entry_no) for row in (*rows, before, theirs)]
    assert numbers == [(2019, 1), (2019, 2), (2018, 1), (2019, 1)]
    assert Series.objects.get(office=rows[0].office, register="19", year=2019).last_no == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        AdministrativeJudgment.objects.create(
            office=rows[0].office, register_year=2019, entry_no=9, judgment=rows[0].judgment,
            outcome="b", content="x", creditor="x", debtor=rows[0].debtor, received_on=TODAY,
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        AdministrativeJudgment.objects.filter(pk=rows[0].pk).update(outcome="c")


def test_received_on_the_screen_once(desk, login):
    client, address = login(desk[Role.OFFICER]), reverse("administrative_new")
    refused = client.post(address, typed())
    assert "debtor" in refused.context["form"].errors  # not in the catalogue yet
    for _ in range(2):
        answer = client.post(address, typed(add_body="on"))
    (found,) = AdministrativeJudgment.objects.all()
    assert answer.url == reverse("administrative_detail", args=(found.pk,))
    assert "không ghi lần hai" in client.get(answer.url).text
    assert [s.kind for s in found.steps.all()] == [K.RECEIVED]
    assert Deadline.objects.filter(administrative=found, term="HC_NOTICE").exists()
    assert "Thông báo tự nguyện" in client.get(answer.url).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": "06/10/2018"}, "received_on"),
        ({"judgment_on": "04/10/2018"}, "judgment_on"),
        ({"effective_on": "31/07/2018"}, "effective_on"),
        ({"debtor_received_on": "06/10/2018"}, "debtor_received_on"),
        ({"outcome": "x"}, "outcome"),
        ({"creditor": ""}, "creditor"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk, login, changes, field):
    body()
    answer = login(desk[Role.OFFICER]).post(reverse("administrative_new"), typed(**changes))
    assert list(answer.context["form"].errors) == [field]
    assert not AdministrativeJudgment.objects.exists()


def test_an_abolished_body_offers_its_successor(desk, login, settings):
    settings.TODAY = date(2025, 9, 1)
    ward = body("Ủy ban nhân dân phường Ba Đình", valid_from=date(2025, 7, 1))
    district = body(valid_to=date(2025, 6, 30), successor=ward)
    client, address = login(desk[Role.OFFICER]), reverse("administrative_new")
    late = {"judgment_on": "01/08/2025", "received_on": "05/08/2025"}
    answer = client.post(address, typed(**late))
    assert "kế thừa" in answer.context["form"].errors["debtor"][0]
    assert 'value="Ủy ban nhân dân phường Ba Đình"' in answer.text
    client.post(address, typed(**late, debtor=ward.name))
    client.post(address, typed(received_on="05/06/2025"))  # it stood then
    debtors = set(AdministrativeJudgment.objects.values_list("debtor", flat=True))
    assert debtors == {ward.pk, district.pk}
    old = AdministrativeJudgment.objects.get(debtor=district)
    text = client.get(reverse("administrative_detail", args=(old.pk,))).text
    assert "nghĩa vụ nay thuộc Ủy ban nhân dân phường Ba Đình" in text
    assert heir_of(district, date(2025, 6, 30)) == district
    assert heir_of(district, date(2025, 7, 1)) == ward


def test_bodies_are_kept_by_the_city_and_never_in_a_ring(desk, login):
    city = desk[Role.CITY_CLERK]
    one, two = body("Một", valid_to=date(2018, 1, 1)), body("Hai", valid_to=date(2018, 1, 1))
    one.successor = two
    keep_body(one, by=city)
    two.successor = one
    with pytest.raises(Refusal) as refused:
        keep_body(two, by=city)
    assert refused.value.field == "successor"
    with pytest.raises(PermissionDenied):
        keep_body(two, by=desk[Role.CLERK])
    assert login(desk[Role.CLERK]).get(reverse("body_new")).status_code == 403
    fields = {"name": "Ủy ban nhân dân phường Cửa Nam", "valid_from": "01/07/2018"}
    assert login(city).post(reverse("body_new"), fields).status_code == 302
    assert "Cửa Nam" in login(desk[Role.CLERK]).get(reverse("body_list")).text


# ---------------------------------------------------------------- steps and facts
def test_steps_are_recorded_in_their_order_and_cancelled_newest_first(desk, login):
    officer = desk[Role.OFFICER]
    found = entered(officer)
    client = login(officer)
    detail = reverse("administrative_detail", args=(found.pk,))

    def send(kind, **fields):
        address = reverse("administrative_step", args=(found.pk, kind))
        seen = client.get(address).context["form"].initial["last_seen"]
        return client.post(address, {"on": "05/10/2018", "last_seen": seen} | fields)

    assert "published" not in [row.kind for row in client.get(detail).context["offers"]]
    assert send("compelling_published").context["form"].errors["on"]
    assert send("compelled", document_no="3/QĐ-THAHC").status_code == 302
    assert send("compelling_published").status_code == 302
    page = client.get(detail)
    assert page.context["state"] == AdministrativeState.COMPELLED
    assert "3/QĐ-THAHC" in page.text
    compelled = found.steps.get(kind=K.COMPELLED)
    with pytest.raises(Refusal, match="Công khai quyết định buộc"):
        cancel_step(compelled, by=officer, reason="Nhầm")
    cancel_step(found.steps.get(kind=K.COMPELLING_PUBLISHED), by=officer, reason="Nhầm")
    cancel_step(compelled, by=officer, reason="Nhầm")
    assert client.get(detail).context["state"] == AdministrativeState.TRACKED
    assert client.get(reverse("administrative_step", args=(found.pk, "seized"))).status_code == 404


def test_what_is_learned_later_leaves_a_step(desk, login):
    head = desk[Role.HEAD]
    found = entered(desk[Role.CLERK])
    client = login(head)
    detail = reverse("administrative_detail", args=(found.pk,))
    fields = {"debtor_received_on": "03/10/2018", "officer": factories.officer().pk, "head": ""}
    assert client.post(detail, fields).status_code == 302
    assert client.post(detail, fields).status_code == 302  # sent again: nothing new
    notes = list(found.steps.filter(kind=K.NOTED).values_list("note", flat=True))
    assert len(notes) == 2
    assert any("chưa có → 03/10/2018" in note for note in notes)
    assert Deadline.objects.filter(administrative=found, term="HC_VOLUNTARY").exists()
    with pytest.raises(Refusal):
        learn(found, by=head, debtor_received_on=date(2018, 10, 6), officer=None, head="")


def test_the_state_is_known_as_of_a_day(desk):
    officer = desk[Role.OFFICER]
    found = entered(officer, received_on=date(2018, 10, 1))
    step(found, K.COMPELLED, officer, date(2018, 10, 3))
    step(found, K.DONE, officer, date(2018, 10, 4))
    rows = AdministrativeJudgment.objects.all()
    for day, state in ((1, "tracked"), (3, "compelled"), (5, "done")):
        assert standing(rows, date(2018, 10, day)).get().state == state
    assert not standing(rows, date(2018, 9, 30)).exists()


# ---------------------------------------------------------------- the list
def test_the_list_filters_and_costs_the_same_for_many(desk, login, django_assert_max_num_queries):
    officer = desk[Role.OFFICER]
    rows = [entered(officer, n) for n in range(1, 8)]
    step(rows[0], K.DONE, officer)
    other = entered(officer, 20, debtor=body("Ủy ban nhân dân quận Hoàn Kiếm"), field="thuế")
    entered(factories.user(Role.OFFICER, "HN-HK"), 30)
    client = login(officer)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("administrative_list"))
    assert page.context["page_obj"].paginator.count == 8

    def found(**query):
        return list(client.get(reverse("administrative_list"), query).context["page_obj"])

    assert found(state="done") == [rows[0]]
    assert len(found(state="open")) == 7
    assert found(field="thue") == [other]
    assert found(q="hoan kiem") == [other]
    assert found(q="20/2018") == [other]
    assert found(debtor=other.debtor.pk) == [other]
    assert found(year="2018") == []


# ---------------------------------------------------------------- figures
def figures(office, period, *codes):
    row = table([office], period).total.figures
    return tuple(row[code] for code in codes)


MAIN = ("carried", "new", "tracked", "compelled", "done", "partly", "carried_out")


@pytest.fixture
def year(desk, settings, ba_dinh):
    """By hand: two carried in (1 done, 1 partly), three new (1 done), one entered by mistake."""
    clerk = desk[Role.CLERK]

    def on(day):
        settings.TODAY = day
        return day

    on(date(2018, 9, 20))
    one, two, gone = (entered(clerk, n, received_on=date(2018, 9, 10)) for n in (1, 2, 3))
    step(gone, K.DONE, clerk, date(2018, 9, 20))  # done last year: not carried
    on(date(2018, 10, 20))
    three, four, five = (entered(clerk, n, received_on=date(2018, 10, 5)) for n in (4, 5, 6))
    wrong = entered(clerk, 7, received_on=date(2018, 10, 6))
    cancel_step(wrong.steps.get(), by=clerk, reason="Vào nhầm sổ")
    for row in (one, two, three):
        step(row, K.VOLUNTARY_NOTICE, clerk, date(2018, 10, 10))
    step(one, K.COMPELLED, clerk, date(2018, 10, 12))
    step(one, K.DEBTOR_MET, clerk, date(2018, 10, 15))
    step(one, K.DEBTOR_MET, clerk, date(2018, 10, 16))
    step(one, K.RESPONSIBILITY_PROPOSED, clerk, date(2018, 10, 17))
    step(one, K.DONE, clerk, date(2018, 10, 18))
    step(two, K.PARTLY_DONE, clerk, date(2018, 10, 18))
    step(three, K.DONE, clerk, date(2018, 10, 19))
    on(date(2018, 11, 5))
    return {"one": one, "two": two, "three": three, "four": four, "five": five, "wrong": wrong}


OCTOBER, NOVEMBER = Period(2019, 1), Period(2019, 2)


def test_a_year_counted_by_hand(year, ba_dinh):
    assert figures(ba_dinh, OCTOBER, *MAIN) == (2, 3, 5, 1, 2, 1, 3)
    counts = ("notices", "meetings", "proposals", "published", "struck", "returned")
    assert figures(ba_dinh, OCTOBER, *counts) == (3, 2, 1, 0, 0, 0)
    assert table([ba_dinh], OCTOBER).total.rate == Fraction(40)
    assert figures(ba_dinh, Period(2018, 12), "new", "done", "carried_out") == (3, 1, 2)
    # what one year carries out the next carries in
    assert figures(ba_dinh, OCTOBER, "carried") == figures(ba_dinh, Period(2018, 12), "carried_out")


def test_each_number_leads_to_exactly_its_rows(year, ba_dinh):
    made = table([ba_dinh], OCTOBER).total
    for column in COLUMNS:
        rows = behind(column, [ba_dinh], OCTOBER)
        assert len(rows) == len(set(rows))
        if not column.is_sum:
            assert len(rows) == made.figures[column.code], column.code
    assert behind(BY_CODE["meetings"], [ba_dinh], OCTOBER) == [year["one"].pk]
    assert set(behind(BY_CODE["done"], [ba_dinh], OCTOBER)) == {year["one"].pk, year["three"].pk}


def test_a_closed_period_comes_out_the_same_after_late_entries(year, ba_dinh, desk):
    clerk = desk[Role.CLERK]
    for day in (date(2018, 9, 30), date(2018, 10, 31)):
        close_month(ba_dinh, day, by=desk[Role.HEAD])
    before = table([ba_dinh], OCTOBER).total.figures
    late = step(year["four"], K.DONE, clerk, date(2018, 10, 25))
    assert (late.on, late.booked_on) == (date(2018, 10, 25), date(2018, 11, 1))
    entered(clerk, 50, received_on=date(2018, 10, 28))
    cancel_step(year["three"].steps.get(kind=K.DONE), by=clerk, reason="Chưa xong")
    assert table([ba_dinh], OCTOBER).total.figures == before
    assert figures(ba_dinh, NOVEMBER, *MAIN) == (2, 4, 6, 1, 2, 1, 4)


def test_taken_back_and_struck_out_keep_the_sums(year, ba_dinh, desk, settings):
    clerk = desk[Role.CLERK]
    for day in (date(2018, 9, 30), date(2018, 10, 31)):
        close_month(ba_dinh, day, by=desk[Role.HEAD])
    settings.TODAY = date(2019, 10, 3)
    cancel_step(year["one"].steps.get(kind=K.DONE), by=clerk, reason="Tòa án hủy kết quả")
    cancel_step(year["five"].steps.get(kind=K.RECEIVED), by=clerk, reason="Nhầm sổ")
    row = table([ba_dinh], Period(2020, 1)).total.figures
    assert (row["carried"], row["returned"], row["struck"], row["new"]) == (3, 1, 1, 0)
    assert row["tracked"] == row["carried"] + row["new"] + row["returned"] - row["struck"]
    assert row["carried_out"] == row["tracked"] - row["done"] == 3


def test_offices_add_up_in_one_statement(
    year, ba_dinh, hoan_kiem, hanoi, django_assert_num_queries
):
    entered(factories.user(Role.CLERK, "HN-HK"), 60, received_on=date(2018, 10, 8))
    offices = [hanoi, ba_dinh, hoan_kiem]
    with django_assert_num_queries(1):
        made = table(offices, OCTOBER)
    alone = [table([office], OCTOBER).total.figures for office in offices]
    assert made.total.figures == {
        code: sum(row[code] for row in alone) for code in made.total.figures
    }
    assert made.total.figures["new"] == 4


def test_the_page_the_rows_and_the_workbook(year, desk, login, django_assert_max_num_queries):
    client = login(desk[Role.HEAD])
    query = {"office": "HN-BD", "year": 2019, "months": 1, "scope": "own"}
    with django_assert_max_num_queries(15):
        page = client.get(reverse("administrative_statistics"), query)
    assert "40,00" in page.text
    assert "column=done" in page.text
    rows = client.get(reverse("administrative_rows"), query | {"column": "done"})
    assert {row.pk for row in rows.context["rows"]} == {year["one"].pk, year["three"].pk}
    assert client.get(reverse("administrative_rows"), query | {"column": "x"}).status_code == 404
    sheet = client.get(reverse("administrative_xlsx"), query)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0)
    flat = [cell for line in lines.to_python() for cell in line]
    assert "Thi hành xong" in flat
    assert 40 in flat
    committee = login(desk[Role.COMMITTEE])
    shown = committee.get(reverse("administrative_statistics"), query)
    assert shown.status_code == 200
    assert "column=done" not in shown.text


def test_the_database_refuses_a_step_in_a_closed_month(year, ba_dinh, desk):
    close_month(ba_dinh, date(2018, 9, 30), by=desk[Role.HEAD])
    found = year["four"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(
            administrative=found, office=found.office, kind=K.NOTED,
            on=date(2018, 9, 1), booked_on=date(2018, 9, 1),
        )  # fmt: skip
