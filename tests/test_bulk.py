"""What is done to every row of a filter at once: assigning, planning verifications."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.actions import deadlines
from cases.choices import Role, StepKind
from cases.models import Case, Handover, Step
from tests import factories
from tests.test_handover_pages import five_hundred  # noqa: F401 (a fixture)
from tests.test_handovers import second
from tests.test_views_cases import TODAY, opened

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=10)


def bulk(what, query="state=postponed"):
    return f"{reverse('case_bulk', args=(what,))}?{query}"


def form(**changes):
    return {"seen": 100, "until": f"{LATER:%d/%m/%Y}", "note": "Phường Quán Thánh"} | changes


def test_the_whole_filter_is_meant_not_only_its_page(five_hundred, login):  # noqa: F811
    officer = login(five_hundred[Role.OFFICER])
    assert "<b>100 hồ sơ</b>" in officer.get(bulk("verify")).text
    answer = officer.post(bulk("verify"), form(), follow=True)
    assert "Đã lên lịch xác minh 100 hồ sơ." in answer.text
    assert answer.redirect_chain[-1][0] == f"{reverse('case_list')}?state=postponed"
    steps = Step.objects.filter(kind=StepKind.VERIFICATION_PLANNED)
    assert {(s.until, s.on, s.note, s.officer) for s in steps.select_related("officer")} == {
        (LATER, TODAY, "Phường Quán Thánh", factories.officer())
    }
    assert set(steps.values_list("case__heading", flat=True)) == {"POSTPONED"}
    again = officer.post(bulk("verify"), form(), follow=True).text  # sent twice
    assert "Đã lên lịch xác minh 0 hồ sơ. 100 hồ sơ đã có lịch ngày ấy" in again
    assert steps.count() == 100
    ids = list(Case.objects.values_list("pk", flat=True)[:50])
    assert deadlines.sync_many(Case, ids) == 0  # a plan starts and ends no term


def test_planning_500_costs_as_many_queries_as_planning_five(
    five_hundred,  # noqa: F811
    login,
    django_assert_max_num_queries,
):
    officer = login(five_hundred[Role.OFFICER])
    with django_assert_max_num_queries(24):
        officer.post(bulk("verify", "state=open"), form(seen=500))
    assert Step.objects.filter(kind=StepKind.VERIFICATION_PLANNED).count() == 500


def test_a_list_that_changed_is_shown_again_before_anything_is_written(five_hundred, login):  # noqa: F811
    officer = login(five_hundred[Role.OFFICER])
    text = officer.post(bulk("verify"), form(seen=99)).text
    assert "nay là 100 hồ sơ" in text
    assert 'value="100"' in text
    assert not Step.objects.exists()
    assert "đã qua" in officer.post(bulk("verify"), form(until="01/10/2018")).text


def test_an_officer_means_own_cases_and_nobody_means_another_offices(desk, login):
    opened(desk, number=1)
    opened(desk, number=2, at="HN-HK")
    other = factories.user(Role.OFFICER, officer=second(), username="hoa.hn-bd")
    for user, count in ((desk[Role.OFFICER], 1), (desk[Role.CLERK], 1), (other, 0)):
        text = login(user).get(bulk("verify", "state=open")).text
        assert (f"<b>{count} hồ sơ</b>") in text
    city = login(desk[Role.CITY_CLERK]).get(bulk("verify", "state=open")).text
    assert "<b>0 hồ sơ</b>" in city
    assert "2 trong 2 hồ sơ khớp bộ lọc để lại" in city
    assert login(desk[Role.ACCOUNTANT]).get(bulk("verify")).status_code == 403
    assert login(desk[Role.ACCOUNTANT]).get(bulk("assign")).status_code == 403
    assert login(desk[Role.CLERK]).get(bulk("merge")).status_code == 404


def test_assigning_makes_a_document_of_the_rows(five_hundred, login):  # noqa: F811
    head = login(five_hundred[Role.HEAD])
    assert "<b>100 hồ sơ</b>" in head.get(bulk("assign")).text
    typed = {"seen": 100, "receivers": [second().pk], "on": "05/10/2018", "reason": "Phân công"}
    answer = head.post(bulk("assign"), typed)
    handover = Handover.objects.get()
    assert answer.url == reverse("handover_detail", args=(handover.pk,))
    assert handover.items.count() == 100
    assert set(handover.items.values_list("case__heading", flat=True)) == {"POSTPONED"}
    assert handover.on == date(2018, 10, 5)
