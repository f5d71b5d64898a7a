"""What an office is told of the plans of others: the police is shared, their cases are not."""

from datetime import date, time

import pytest
from django.urls import reverse

from cases.actions.plans import make_plan, record_plan_step
from cases.choices import MeasureOutcome, Role, StepKind
from tests import factories
from tests.coercions import DECIDED, measure_of, planned
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db
SECRET = "Số 1 Hàng Trống"


@pytest.fixture
def two(desk):
    """A plan of Ba Đình and one of Hoàn Kiếm that wants the same police in the same hours."""
    case, by = opened(desk), desk[Role.OFFICER]
    mine, _ = make_plan(measure_of(case, by), planned(case), by=by)
    other = factories.user(Role.OFFICER, "HN-HK")
    at = opened(desk, 7, at="HN-HK", debtor="Phạm Văn Hải")
    said = {"place": SECRET, "officers": (), "police_unit": "công an quận Ba Đình"}
    theirs, _ = make_plan(measure_of(at, other), planned(at, **said), by=other)
    return mine, theirs, other


def pages(client, plan):
    yield client.get(reverse("plan_detail", args=(plan.pk,))).text
    yield client.get(reverse("coercion_calendar"), {"month": "2018-10"}).text
    yield client.get(reverse("coercion_calendar"), {"month": "2018-10", "view": "list"}).text


def test_each_is_told_of_the_other_and_no_more(two, desk, login):
    mine, theirs, other = two
    for user, plan, office, address in (
        (desk[Role.OFFICER], mine, "Hoàn Kiếm", reverse("plan_detail", args=(theirs.pk,))),
        (other, theirs, "Ba Đình", reverse("plan_detail", args=(mine.pk,))),
    ):
        client = login(user)
        for text in pages(client, plan):
            assert f"{plan.police_unit} cùng ngày: " in text and office in text
            assert address not in text and "trùng giờ: " not in text
            if user != other:
                assert SECRET not in text and "Phạm Văn Hải" not in text
        assert client.get(address).status_code == 404


def test_the_city_sees_both_whole(two, desk, login):
    mine, *_ = two
    first, *_ = pages(login(desk[Role.CITY_LEADER]), mine)
    assert "Công an quận Ba Đình trùng giờ" in first and SECRET in first
    assert "trao đổi với đơn vị này" not in first


@pytest.mark.parametrize("why", ["another day", "another police", "called off", "not ours"])
def test_what_is_in_nobodys_way_is_not_told(two, desk, login, why):
    mine, theirs, other = two
    if why == "called off":
        record_plan_step(
            theirs, StepKind.COERCION_CALLED_OFF, by=other, on=DECIDED,
            outcome=MeasureOutcome.LIFTED, note="Hoãn",
        )  # fmt: skip
    elif why == "another day":
        type(theirs).objects.filter(pk=theirs.pk).update(on=date(2018, 10, 26))
    elif why == "another police":
        type(theirs).objects.filter(pk=theirs.pk).update(police_unit="Công an quận Hoàn Kiếm")
    else:  # two of others are no business of the reader
        type(mine).objects.filter(pk=mine.pk).update(police_unit="")
    for text in pages(login(desk[Role.OFFICER]), mine):
        assert "cùng ngày" not in text.replace("Đơn vị khác có kế hoạch cùng ngày", "!")
        assert "Hoàn Kiếm" not in text


def test_queries_do_not_grow_with_the_plans_of_others(
    two, desk, login, django_assert_max_num_queries
):
    _, theirs, other = two
    for hour in range(6, 16):
        at = theirs.case
        new = planned(at, starts_at=time(hour), ends_at=time(hour, 30), officers=())
        make_plan(measure_of(at, other), new, by=other)
    client = login(desk[Role.OFFICER])
    with django_assert_max_num_queries(15):
        text = client.get(reverse("coercion_calendar"), {"month": "2018-10"}).text
    assert text.count("Công an quận Ba Đình cùng ngày: ") == 11
