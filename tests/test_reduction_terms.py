"""The way of an exemption or reduction to its decision: which terms run, whose, until when."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.actions.steps import record_step
from cases.choices import Role, StepKind
from cases.rules.calendar import Calendar
from cases.rules.running import Fact, Subject, running_terms
from tests.test_reductions import fined, without_means  # noqa: F401
from tests.test_running import facts_of
from tests.test_views_cases import TODAY

D = date


def rows(*told):
    found = running_terms(Subject(), facts_of(*told), Calendar())
    return {r.term.key: r for r in found if r.term.key.startswith("MG_")}


WAY = (
    ("reduction_ground", D(2018, 9, 10)),
    ("verified:without_means", D(2018, 9, 18)),
    ("reduction_prepared", D(2018, 9, 24)),
    ("reduction_to_procuracy", D(2018, 10, 3)),
    ("reduction_opinion", D(2018, 10, 19)),
    ("reduction_to_court", D(2018, 10, 22)),
    ("reduction_admitted", D(2018, 10, 24)),
    ("reduction_granted", D(2018, 11, 12)),
    ("reduction_received", D(2018, 11, 16)),
)


def test_each_stage_starts_the_next_and_says_who_was_late():
    found = rows(*WAY)
    late = {key for key, r in found.items() if r.done_on and r.done_on > r.due_on}
    assert late == {"MG_VKS"}  # fifteen days from 03/10 ended on 18/10
    assert found["MG_FILE"].due_on == D(2018, 9, 25)
    assert found["MG_TO_VKS"].due_on == D(2018, 10, 8)  # 07/10 is a Sunday
    assert found["MG_PROTEST"].due_on == D(2018, 11, 23)
    assert found["MG_PROTEST_UP"].due_on == D(2018, 12, 3)  # 01/12 is a Saturday
    assert found["MG_EXECUTE"].due_on == D(2018, 12, 10)
    assert found["MG_EXECUTE"].term.is_duty and not found["MG_PROTEST_UP"].term.is_duty


def test_a_refusal_of_the_court_leaves_nothing_to_execute():
    told = [(k.replace("granted", "refused"), on) for k, on in WAY]
    found = rows(*told)
    assert "MG_EXECUTE" not in found and found["MG_HEARING"].done_on == D(2018, 11, 12)


def test_a_protest_goes_up_and_its_answer_ends_it():
    up = (
        ("reduction_protested", D(2018, 11, 22)),
        ("reduction_forwarded", D(2018, 11, 28)),
        ("reduction_settled", D(2018, 12, 10)),
    )
    found = rows(*WAY, *up)
    assert "MG_EXECUTE" not in found
    assert (found["MG_FORWARD"].due_on, found["MG_SETTLE"].due_on) == (
        D(2018, 11, 29), D(2018, 12, 13))  # fmt: skip
    assert found["MG_SETTLE"].done_on == D(2018, 12, 10)


@pytest.mark.parametrize(
    ("asker", "key", "due"),
    [
        ("reduction_to_procuracy", "MG_MORE_VKS", D(2018, 10, 11)),
        ("reduction_to_court", "MG_MORE_COURT", D(2018, 10, 15)),
    ],
)
def test_what_is_to_be_added_is_due_by_who_reads_the_file(asker, key, due):
    found = rows((asker, D(2018, 10, 3)), ("reduction_more_asked", D(2018, 10, 8)))
    assert [k for k in found if k.startswith("MG_MORE")] == [key]
    assert found[key].due_on == due


def test_another_verification_prepares_nothing():
    assert "MG_FILE" not in rows(("verified:without_means", D(2018, 9, 18)))
    again = rows(*WAY[:3], ("verified:without_means", D(2018, 10, 1)))
    assert again["MG_FILE"].fact.on == D(2018, 9, 18)


def test_the_separate_book_does_not_stop_it_and_payment_in_full_does():
    sent = Fact("reduction_to_court", D(2018, 9, 10), 1)
    for act, ended in (("separate_book", None), ("complete", D(2018, 9, 11))):
        end = Fact(act, D(2018, 9, 11), 2, is_act=True)
        found = running_terms(Subject(), [sent, end], Calendar())
        (row,) = [r for r in found if r.term.key == "MG_ACCEPT"]
        assert row.ended_on == ended


def test_from_july_2026_the_old_articles_go_on_provisionally():
    term = rows(("reduction_to_court", D(2026, 7, 6)))["MG_ACCEPT"].term
    assert term.is_provisional(D(2026, 7, 1)) and "chưa đối chiếu" in term.article_on(D(2026, 7, 6))


# ---------------------------------------------------------------- on the case
@pytest.mark.django_db
def test_the_case_and_the_list_show_where_it_stands(desk, fined, login):  # noqa: F811
    client, on = login(desk[Role.OFFICER]), D(2023, 10, 9)
    for kind, days in (("reduction_ground", 0), ("reduction_to_court", 0)):
        record_step(fined, kind=StepKind(kind), on=on + timedelta(days), by=desk[Role.OFFICER])
    page = client.get(reverse("case_detail", args=(fined.pk,)))
    shown = {line.term.key: line for line in page.context["terms"]}
    assert shown["MG_ACCEPT"].row.due_on == D(2023, 10, 11)
    assert "Tòa án thụ lý hồ sơ miễn, giảm" in page.text
    form = client.get(reverse("step_new", args=(fined.pk, "reduction_admitted")))
    assert form.status_code == 200 and "Tòa án thụ lý" in form.text
    rows = client.get(reverse("reduction_list")).text
    assert "Đề nghị Tòa án xét miễn, giảm" in rows and "09/10/2023" in rows


@pytest.mark.django_db
def test_a_case_that_qualifies_is_offered_the_first_step(desk, fined, login):  # noqa: F811
    rows = login(desk[Role.OFFICER]).get(reverse("reduction_list")).text
    assert reverse("step_new", args=(fined.pk, "reduction_ground")) in rows
    rows = login(desk[Role.ACCOUNTANT]).get(reverse("reduction_list")).text
    assert reverse("step_new", args=(fined.pk, "reduction_ground")) not in rows


@pytest.mark.django_db
def test_a_page_of_the_list_costs_a_fixed_number_of_queries(
    desk,
    fined,  # noqa: F811
    login,
    django_assert_max_num_queries,
    settings,
):
    settings.TODAY = TODAY
    for number in (301, 302, 303):
        without_means(desk, number)
    settings.TODAY = D(2023, 10, 9)
    client = login(desk[Role.OFFICER])
    with django_assert_max_num_queries(14):
        assert len(client.get(reverse("reduction_list")).context["rows"]) == 4
