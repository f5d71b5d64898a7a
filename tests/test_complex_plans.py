"""A coercion marked as complex: the police of the province answers, the chairman is told."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from cases.actions.key_cases import Said, mark
from cases.actions.plans import edit_plan, make_plan, record_plan_step
from cases.choices import Role, StepKind
from cases.models import CoercionPlan, Deadline
from cases.rules.coercion import checklist
from tests.coercions import drafted, measure_of, planned
from tests.test_coercion_days import CALENDAR, NEW, OLD
from tests.test_plans import issue
from tests.test_views_cases import opened

K = StepKind


def entry(facts, kind):
    return next((row for row in checklist(facts, CALENDAR) if row.kind == kind), None)


# ---------------------------------------------------------------- the checklist
def test_the_province_answers_within_three_and_five_working_days():
    """Decree 152/2026, Article 46(3). Exchanged on Friday 10/07/2026."""
    simple, hard = (entry(replace(NEW, is_complex=x), K.COERCION_ANSWERED) for x in (False, True))
    assert (simple.due_on, hard.due_on) == (date(2026, 7, 15), date(2026, 7, 22))
    assert simple.article == hard.article == "Điều 46 khoản 3 Nghị định 152/2026/NĐ-CP"
    assert "cấp tỉnh trả lời trong 5 ngày làm việc" in hard.note and not simple.note


def test_the_old_law_knows_one_answer():
    for is_complex in (False, True):
        row = entry(replace(OLD, is_complex=is_complex), K.COERCION_ANSWERED)
        assert row.due_on == date(2018, 9, 19)
        assert bool(entry(replace(OLD, is_complex=is_complex), K.COERCION_REPORTED)) == is_complex


# ---------------------------------------------------------------- on a case
AUGUST = date(2026, 8, 13)


def terms(case):
    rows = Deadline.objects.filter(case=case, term__startswith="CC_EXCHANGE")
    return list(rows.values_list("term", "due_on"))


@pytest.mark.django_db
def test_marking_a_draft_changes_the_term_that_runs(desk, settings):
    case, by = opened(desk), desk[Role.OFFICER]
    settings.TODAY = date(2026, 7, 13)
    measure = measure_of(case, by, decided=date(2026, 7, 6))
    new = planned(case, on=AUGUST)
    plan, _ = make_plan(measure, new, by=by)
    record_plan_step(plan, K.COERCION_EXCHANGED, by=by, on=date(2026, 7, 10))
    assert terms(case) == [("CC_EXCHANGE", date(2026, 7, 15))]
    plan = edit_plan(plan, replace(new, is_complex=True), by=by, seen=plan.prepared_at)
    assert terms(case) == [("CC_EXCHANGE_PROVINCE", date(2026, 7, 22))]
    record_plan_step(plan, K.COERCION_ANSWERED, by=by, on=date(2026, 7, 13))
    assert Deadline.objects.get(case=case, term="CC_EXCHANGE_PROVINCE").done_on
    edit_plan(plan, new, by=by, seen=plan.prepared_at)
    assert terms(case) == [("CC_EXCHANGE", date(2026, 7, 15))]


@pytest.mark.django_db
def test_the_report_to_the_chairman_is_a_duty_of_complex_plans_alone(desk):
    for number, is_complex in ((301, False), (302, True)):
        plan = drafted(desk, opened(desk, number), is_complex=is_complex)
        issue(plan, desk[Role.HEAD], on=date(2018, 10, 5), number=f"{number}/KH")
        reports = Deadline.objects.filter(case=plan.case, term="CC_REPORT_UBND")
        assert reports.exists() == is_complex


@pytest.mark.django_db
def test_a_key_case_proposes_it_and_the_page_says_so(desk, login):
    case, by = opened(desk), desk[Role.OFFICER]
    measure, client = measure_of(case, by), login(by)
    address = reverse("plan_new", args=(measure.pk,))
    assert not client.get(address).context["form"]["is_complex"].value()
    mark(case, Said("parties"), since=case.decided_on, by=desk[Role.HEAD])
    assert client.get(address).context["form"]["is_complex"].value()
    plan, _ = make_plan(measure, planned(case, is_complex=True), by=by)
    assert "Vụ phức tạp" in client.get(reverse("plan_detail", args=(plan.pk,))).text
    assert "Vụ phức tạp." in client.get(reverse("plan_print", args=(plan.pk,))).text
    assert CoercionPlan.objects.get().is_complex
