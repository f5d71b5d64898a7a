"""What would close the gap: shortest list, earliest lawful day, and who sees what of it."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.casefile import rest_of
from cases.choices import AssetKind, AssetState, Role
from cases.models import Asset, Case, Deadline
from cases.periods import Period, year_end
from cases.rules import soonest
from cases.rules.calendar import Calendar
from cases.rules.soonest import Soonest
from reports.figures import statistics
from reports.outlook import forecast, gap
from reports.outlook.gap import BOTH, COUNT, MONEY, Candidate, cover
from tests import factories
from tests.test_forecast import city, closed  # noqa: F401

CALENDAR = Calendar()
MONDAY = date(2021, 5, 17)
END = year_end(2021)


def candidate(n: int, money: float, *, cases: float = 1.0, rank: int = 1) -> Candidate:
    amount = int(money)
    return Candidate(n, amount, 0, amount, "", Soonest(MONDAY), cases, money, rank, 0.0)


# ---------------------------------------------------------------- the shortest list
MANY = st.lists(st.integers(1, 100), min_size=1, max_size=9)


@given(MANY, st.integers(0, 200), st.integers(0, 9))
def test_no_shorter_list_would_do(sums, money, cases):
    among = [candidate(n, amount) for n, amount in enumerate(sums)]
    chosen, closes = cover(among, cases, money)
    assert closes == (sum(sums) >= money and len(sums) >= cases)
    assert len({c.case for c in chosen}) == len(chosen)
    if closes:
        assert len(chosen) >= cases and sum(c.money for c in chosen) >= money
        for size in range(len(chosen)):
            for other in combinations(among, size):
                assert size < cases or sum(c.money for c in other) < money


def test_the_likely_come_before_the_large():
    among = [candidate(1, 900, rank=gap.UNUSUAL), candidate(2, 50), candidate(3, 60)]
    chosen, closes = cover(among, 0, 100)
    assert closes and [c.case for c in chosen] == [3, 2]
    chosen, _ = cover(among, 0, 500)
    assert {c.case for c in chosen} >= {1}


def test_what_the_forecast_expects_anyway_is_not_counted_twice():
    among = [candidate(n, 10, cases=0.5) for n in range(10)]
    assert len(cover(among, 2, 0)[0]) == 4


# ---------------------------------------------------------------- the earliest lawful day
def test_the_days_to_comply_pass_first():
    found = soonest.of_case(MONDAY, CALENDAR, MONDAY + timedelta(days=4), ())
    assert found.day == date(2021, 5, 24)  # Friday's end, then Monday
    assert "tự nguyện" in found.why and not found.sale
    assert soonest.of_case(MONDAY, CALENDAR, date(2021, 5, 1), ()).day == MONDAY


@pytest.mark.parametrize(
    ("kind", "state", "day"),
    [
        (AssetKind.VEHICLE, AssetState.VALUED, date(2021, 5, 26)),  # seven working days
        (AssetKind.LAND, AssetState.VALUED, date(2021, 6, 1)),  # fifteen days
        (AssetKind.LAND, AssetState.FREE, date(2021, 6, 4)),  # three working days before them
        (AssetKind.ACCOUNT, AssetState.FROZEN, MONDAY),  # deducted, not sold
        (AssetKind.LAND, AssetState.SOLD, MONDAY),
    ],
)
def test_an_asset_waits_for_the_notices_of_its_kind(kind, state, day):
    assert soonest.of_case(MONDAY, CALENDAR, None, [(kind, state, None)]).day == day


def test_an_auction_already_set_is_awaited_and_one_long_past_begins_anew():
    held = date(2021, 9, 30)
    on_sale = (AssetKind.LAND, AssetState.ON_SALE)
    assert soonest.of_case(MONDAY, CALENDAR, None, [(*on_sale, held)]).day == held
    past = soonest.of_case(MONDAY, CALENDAR, None, [(*on_sale, date(2021, 5, 3))])
    assert past.day == date(2021, 6, 1)


# ---------------------------------------------------------------- of a city
@pytest.fixture
def targets(closed):  # noqa: F811
    for measure, rate in (("cases", 90), ("money", 90)):
        factories.target(closed, 2021, measure, rate)
    return closed


def largest() -> Case:
    held = Case.objects.filter(heading="IN_PROGRESS").prefetch_related("balances")
    return max(held, key=lambda c: rest_of(c.balances.all()))


def made_of(office):
    made = statistics.statement(office, Period(2021, 8))
    return made, forecast.of(made)


def test_a_sale_that_cannot_fall_before_october_stands_apart(targets, settings):
    case = largest()
    Asset.objects.create(case=case, kind="land", description="Đất", state="free", value=10**9)
    made, ahead = made_of(targets)
    assert case.pk in {c.case for c in gap.of(made, ahead, MONEY, date(2021, 9, 1)).chosen}
    late = gap.of(made, ahead, MONEY, date(2021, 9, 20))
    assert [c.case for c in late.late] == [case.pk]
    assert case.pk not in {c.case for c in late.chosen}
    assert late.late[0].soonest.day > END


def test_by_count_by_money_and_both(targets):
    made, ahead = made_of(targets)
    by = {choice: gap.of(made, ahead, choice, date(2021, 5, 15)) for choice in (COUNT, MONEY, BOTH)}
    assert by[BOTH].foreseen and by[BOTH].missing["cases"] > 0
    lengths = {choice: len(found.chosen) for choice, found in by.items()}
    assert lengths[BOTH] >= max(lengths[COUNT], lengths[MONEY]) > 0
    assert all(c.soonest.day <= END for c in by[BOTH].chosen)


def test_the_page_names_the_cases_with_next_step_and_earliest_day(targets, login, people):
    case = largest()
    Asset.objects.create(case=case, kind="vehicle", description="Ô tô", state="seized", value=10**9)
    page = login(people[Role.CITY_LEADER]).get(reverse("outlook"), {"close": "both"})
    assert page.status_code == 200
    assert "Ký hợp đồng thẩm định giá" in page.text and "niêm yết đấu giá 07" in page.text
    assert reverse("case_detail", args=(case.pk,)) in page.text
    assert "khoảng 80 %" in page.text and 'class="band"' in page.text


def test_the_committee_sees_counts_and_sums_and_no_case(targets, login, people):
    page = login(people[Role.COMMITTEE]).get(reverse("outlook"), {"office": "HN"})
    assert page.status_code == 200 and page.context["gap"].chosen
    assert "hồ sơ của đơn vị" in page.text
    assert "/cases/" not in page.text.split('id="close"')[1]
    assert not any(row.case or row.term for row in page.context["rows"])


def test_an_officer_sees_his_office_alone(targets, login, people):
    client = login(people[Role.OFFICER])
    assert client.get(reverse("outlook"), {"office": "HN"}).status_code == 404
    page = client.get(reverse("outlook"))
    assert page.context["statement"].office.code == "HN-BD"
    assert {row.case.office.code for row in page.context["rows"]} <= {"HN-BD"}


def test_a_past_year_is_forecast_as_it_was_known_and_names_no_case(targets, login, people):
    query = {"office": "HN", "year": 2020, "months": 6}
    page = login(people[Role.CITY_LEADER]).get(reverse("outlook"), query)
    assert "gap" not in page.context
    assert page.context["sides"][0].ahead.years == (2018, 2019)


def test_a_year_without_history_says_so(city, login, people):  # noqa: F811
    page = login(people[Role.CITY_LEADER]).get(reverse("outlook"))
    assert "Chưa đủ 2 năm đã khóa sổ" in page.text


def test_the_page_costs_as_many_queries_for_many_cases(
    targets, login, people, django_assert_max_num_queries
):
    client = login(people[Role.CITY_LEADER])
    client.get(reverse("outlook"))
    for case in Case.objects.filter(heading="IN_PROGRESS")[:20]:
        Asset.objects.create(case=case, kind="land", description="Đất", value=10**6)
        Deadline.objects.create(
            case=case, office=case.office, term="NOTIFY", since=MONDAY, due_on=MONDAY
        )
    with django_assert_max_num_queries(60):
        client.get(reverse("outlook"))
