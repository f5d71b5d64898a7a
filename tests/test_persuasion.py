"""Persuasion before coercion: what was tried, what it avoided, whom it spared."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from cases.actions.measures import end_measure, record_persuasion
from cases.actions.plans import record_plan_step
from cases.actions.steps import cancel_step
from cases.choices import MeasureKind, MeasureOutcome, PersuasionOutcome, Role, StepKind
from cases.measures import Avoided, persuasion_of
from cases.models import CoercionPlan, PlanForce, Step
from tests.test_measures import TODAY, case, debtor, decide, house  # noqa: F401

SINCE, UNTIL = date(2018, 10, 1), date(2018, 10, 31)
SPARED = 35


def persuade(case, by, outcome=PersuasionOutcome.PROMISED, on=TODAY):  # noqa: F811
    return record_persuasion(
        case, on=on, outcome=outcome, who="Tổ dân phố số 4", by=by, party=debtor(case)
    )[0]


def figures(people, since=SINCE, until=UNTIL):
    return persuasion_of(Step.objects.visible_to(people[Role.HEAD]), since, until)


def planned(measure, by, outcome=MeasureOutcome.VOLUNTARY):
    """A plan called off: because the debtor performed, or put off."""
    plan = CoercionPlan.objects.create(
        case=measure.case, measure=measure, office=measure.case.office, on=TODAY,
        starts_at=time(8), ends_at=time(11), place="Nhà 12 Kim Mã", ward="Phường Kim Mã",
        method="Vận động, sau đó mở khóa",
    )  # fmt: skip
    for body, count in (("police", 25), ("commune", 10)):
        PlanForce.objects.create(plan=plan, body=body, head_count=count)
    record_plan_step(
        plan, StepKind.COERCION_CALLED_OFF, by=by, on=TODAY, outcome=outcome, note="Đã nộp"
    )


def test_a_coercion_is_avoided_when_the_debtor_performs_after_persuasion(desk, case):  # noqa: F811
    officer = desk[Role.OFFICER]
    persuade(case, officer, on=date(2018, 10, 22))
    persuade(case, officer, PersuasionOutcome.PARTLY)
    measure, _ = decide(case, officer, asset=house(case), on=date(2018, 10, 20))
    planned(measure, officer)
    planned(measure, officer, MeasureOutcome.LIFTED)  # put off: nobody is spared by that
    (row,) = figures(desk)
    assert (row.attempts, row.cases, row.agreed) == (2, 1, 1)
    assert (row.avoided.count, row.avoided.heads) == (0, 0)
    end = end_measure(measure, outcome=MeasureOutcome.VOLUNTARY, on=TODAY, by=officer)
    assert end.outcome_label == MeasureOutcome.VOLUNTARY.label  # not that of a day of coercion
    (row,) = figures(desk)
    assert (row.avoided.count, row.avoided.heads) == (1, SPARED)
    assert figures(desk, UNTIL, UNTIL + timedelta(days=5)) == []
    cancel_step(end, by=officer, reason="Nhầm")
    assert not figures(desk)[0].avoided


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (MeasureKind.HOLD, MeasureOutcome.VOLUNTARY),  # no coercion was decided
        (MeasureKind.EXPLOIT, MeasureOutcome.LIFTED),
    ],
)
def test_what_avoids_nothing(desk, case, kind, outcome):  # noqa: F811
    officer = desk[Role.OFFICER]
    persuade(case, officer)
    measure, _ = decide(case, officer, kind, asset=house(case))
    end_measure(measure, outcome=outcome, on=TODAY, by=officer, note="Đã nộp")
    assert not figures(desk)[0].avoided


def test_what_was_seized_is_not_avoided_by_paying_afterwards(desk, case):  # noqa: F811
    officer = desk[Role.OFFICER]
    persuade(case, officer, on=date(2018, 10, 20))
    measure, _ = decide(case, officer, asset=house(case), on=date(2018, 10, 22), carried_on=TODAY)
    end_measure(measure, outcome=MeasureOutcome.VOLUNTARY, on=TODAY, by=officer)
    assert not figures(desk)[0].avoided


def test_the_calendar_says_what_the_list_says(desk, case, login, settings):  # noqa: F811
    """One with a plan called off, one without any; and a plan called off while its measure runs."""
    officer = desk[Role.OFFICER]
    persuade(case, officer, on=date(2018, 10, 22))
    for number, kind in enumerate((MeasureKind.HAND_OVER, MeasureKind.DO_OR_NOT)):
        measure, _ = decide(case, officer, kind, party=debtor(case), document_no=f"{number}/QĐ")
        if not number:
            planned(measure, officer)
        end_measure(measure, outcome=MeasureOutcome.VOLUNTARY, on=TODAY, by=officer)
    running, _ = decide(case, officer, MeasureKind.EXPLOIT, asset=house(case))
    planned(running, officer)
    settings.TODAY = date(2018, 10, 31)
    for role in (Role.OFFICER, Role.CITY_LEADER):
        client = login(desk[role])
        listed = client.get(reverse("measure_list"), {"since": "01/10/2018", "until": "31/10/2018"})
        (row,) = listed.context["persuasion"]
        month = client.get(reverse("coercion_calendar"), {"month": "2018-10"})
        assert month.context["month"].avoided == row.avoided == Avoided(2, SPARED)
        assert "2 vụ cưỡng chế</a> do vận động, bớt huy động 35 lượt người" in month.text
        linked = month.text.split("tránh được <a href=")[1].split('"')[1].replace("&amp;", "&")
        (row,) = client.get(linked).context["persuasion"]
        assert row.avoided == Avoided(2, SPARED)
        other = client.get(reverse("coercion_calendar"), {"month": "2018-11"})
        assert not other.context["month"].avoided and "bớt huy động" not in other.text
        paper = client.get(reverse("coercion_print"), {"month": "2018-10"})
        assert "bớt huy động 35" in paper.text


def test_nothing_is_avoided_without_persuasion_before(desk, case):  # noqa: F811
    officer = desk[Role.OFFICER]
    measure, _ = decide(case, officer, asset=house(case), on=date(2018, 10, 20))
    end_measure(measure, outcome=MeasureOutcome.VOLUNTARY, on=date(2018, 10, 22), by=officer)
    attempt = persuade(case, officer)  # afterwards
    assert not figures(desk)[0].avoided
    cancel_step(attempt, by=officer, reason="Nhầm")
    assert figures(desk) == []


def test_the_page_records_and_the_case_shows_it(desk, case, login):  # noqa: F811
    client = login(desk[Role.OFFICER])
    address = reverse("persuasion_new", args=(case.pk,))
    choose = client.get(reverse("measure_new", args=(case.pk,))).text
    assert "chưa ghi lần vận động" in choose and address in choose
    typed = {"on": "25/10/2018", "party": debtor(case).pk, "outcome": "promised", "note": "Hẹn"}
    refused = client.post(address, typed)
    assert refused.context["form"].errors.keys() == {"who"} and "Hẹn" in refused.text
    typed["who"] = "Hội Phụ nữ phường"
    page = client.post(address, typed, follow=True)
    assert "Cam kết thi hành theo thời hạn" in page.text and "Hội Phụ nữ phường" in page.text
    again = client.post(address, typed, follow=True)
    assert "không ghi lần hai" in again.text
    assert case.steps.filter(kind="persuaded").count() == 1
    assert "chưa ghi lần vận động" not in client.get(
        reverse("measure_new", args=(case.pk,))
    ).text  # fmt: skip
