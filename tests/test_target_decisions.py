"""Decisions on targets: in force by day, adding up, cancelled never edited; officers; seasons."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given as drawn
from hypothesis import strategies as st

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.choices import Role
from cases.periods import Period, month_end, year_end
from cases.rules import Refusal
from reports import actions, seed
from reports.figures import goals, statistics
from reports.figures.statistics import Question
from reports.models import Layout, Target, TargetDecision
from reports.outlook import pace
from reports.targets import assignment
from reports.targets.assignment import Given
from reports.targets.cascade import Part, Sum
from tests import factories
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(people, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    load_journal(write(tmp_path / "journal.csv", [*HAND, *random_year(5)]), books_open=START)
    for measure, rate in (("cases", 72), ("money", 32)):
        factories.target(hanoi, 2018, measure, rate, strict=True, decided_on=date(2017, 12, 20))
    return hanoi


def decide(by, office, given, **said):
    fields = {"year": 2018, "number": "7/QĐ", "decided_on": date(2018, 1, 5), **said}
    return actions.decide_targets(by=by, office=office, given=given, **fields)


def at(office, rate, measure="cases", **more):
    return Given(office, None, measure, Decimal(rate), **more)


# ---------------------------------------------------------------- in force on a day
def test_the_amended_targets_of_2024(people, hanoi, login, settings):
    """1229 of 28/12/2023: over 83,25 % and 46,45 %; amended five days later by decision 10."""
    settings.TODAY = date(2024, 3, 1)
    client = login(people[Role.CITY_CLERK])
    address = f"{reverse('target_create')}?year=2024"
    first = {"months": "12", "number": "1229", "decided_on": "28/12/2023", "strict": "on"}
    assert client.post(address, {**first, "cases": "83,25%", "money": "46.45"}).status_code == 302
    old = TargetDecision.objects.get(number="1229", office=hanoi)
    second = {**first, "number": "10", "decided_on": "2/1/2024", "supersedes": old.pk}
    # what the amendment set is not known: any other figures show the day of the change
    assert client.post(address, {**second, "cases": "83,30", "money": "46,50"}).status_code == 302

    def on(day):
        page = client.get(reverse("target_list"), {"on": f"{day:%d/%m/%Y}"})
        rows = [line["held"] for line in page.context["rows"]]
        states = {line["row"].number: line["state"] for line in page.context["decisions"]}
        return [(h.annual["cases"].rate, h.annual["money"].rate) for h in rows], states

    assert on(date(2023, 12, 27))[0] == []
    for day in (28, 29, 30, 31):
        assert on(date(2023, 12, day))[0] == [(Decimal("83.25"), Decimal("46.45"))]
    states = {"1229": "in_force", "10": "future"}
    assert on(date(2024, 1, 1)) == ([(Decimal("83.25"), Decimal("46.45"))], states)
    states = {"1229": "replaced", "10": "in_force"}
    assert on(date(2024, 1, 2)) == ([(Decimal("83.30"), Decimal("46.50"))], states)
    # statements keep what was in force at their cut-off
    assert goals.goals([hanoi], Period(2024, 2))[hanoi.pk, "cases"][0] is None
    assert goals.goals([hanoi], Period(2024, 3))[hanoi.pk, "cases"][0].rate == Decimal("83.25")
    assert goals.goals([hanoi], Period(2024, 4))[hanoi.pk, "cases"][0].rate == Decimal("83.30")


def test_a_cancelled_decision_stays_to_be_seen_and_the_earlier_one_holds(people, city, login):
    wrong = decide(people[Role.CITY_CLERK], city, [at(city, "27")])
    assert goals.goals([city], Period(2018, 5))[city.pk, "cases"][0].rate == 27
    client = login(people[Role.CITY_CLERK])
    address = reverse("target_cancel", args=[wrong.pk])
    assert "reason" in client.post(address, {"reason": " "}).context["form"].errors
    page = client.post(address, {"reason": "Gõ nhầm 72 thành 27"}, follow=True)
    assert "Gõ nhầm 72 thành 27" in page.text
    assert goals.goals([city], Period(2018, 5))[city.pk, "cases"][0].rate == 72
    again = client.post(address, {"reason": "lần nữa"})
    assert "đã hủy" in str(again.context["form"].errors)
    # the number may be entered again, rightly
    decide(people[Role.CITY_CLERK], city, [at(city, "73")])


def test_a_statement_as_then_known_keeps_the_target_of_then(people, city):
    made = decide(people[Role.CITY_CLERK], city, [at(city, "75")])
    after = Question(clock="known", known=made.set_at)
    before = Question(clock="known", known=made.set_at.replace(year=made.set_at.year - 1))
    actions.cancel_targets(made, by=people[Role.CITY_CLERK], reason="Ghi nhầm")
    rates = [
        statistics.statement(city, Period(2018, 5), question=q).total.goals["cases"][0].rate
        for q in (before, after, Question())
    ]
    assert rates == [72, 75, 72]


def test_the_database_keeps_decisions(people, city):
    made = decide(people[Role.CITY_CLERK], city, [at(city, "75")])
    for change in (
        lambda: Target.objects.filter(decision=made).update(rate=1),
        lambda: Target.objects.filter(decision=made).delete(),
        lambda: TargetDecision.objects.filter(pk=made.pk).update(number="8"),
    ):
        with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
            change()


# ---------------------------------------------------------------- the sum
PARTS = st.lists(
    st.builds(
        Part,
        st.integers(0, 10**14),
        st.decimals(0, 100, places=2, allow_nan=False),
        st.booleans(),
    ),
    max_size=31,
)


@drawn(PARTS, st.decimals(0, 100, places=2, allow_nan=False), st.booleans())
def test_a_sum_is_exact(parts, asked, strict):
    """Against fractions: who keeps each promise reaches above, and the lack is what is missing."""
    found = Sum.of(parts)
    balance = found.against(asked, strict)
    whole = sum(p.expected for p in parts)
    done = sum((Fraction(p.rate) * p.expected / 100 for p in parts), Fraction(0))
    needed = Fraction(asked) * whole / 100
    if not whole:
        assert not balance.reaches
        return
    over_each = any(p.strict and p.expected for p in parts)
    assert balance.reaches == (done > needed or (done == needed and (over_each or not strict)))
    assert balance.points == done / whole * 100 - Fraction(asked)
    if balance.over < 0:  # so many more, and no fewer, reach it
        assert done + balance.missing >= needed > done + balance.missing - 1
    else:
        assert done - balance.over >= needed
    assert Sum.kept(found.as_kept) == found


@drawn(st.lists(st.integers(1, 10**9), min_size=1, max_size=31), st.booleans())
def test_everybody_held_to_the_target_above_reaches_it(expected, strict):
    rate = Decimal("83.25")
    assert Sum.of(Part(n, rate, strict) for n in expected).against(rate, strict).reaches


def test_the_level_weighs_everything_the_statement_has(city, ba_dinh, hoan_kiem):
    level = assignment.level(city, 2018, date(2018, 10, 5), officers=False)
    total = statistics.statement(city, Period(2018, 12)).total
    assert [b.office for b in level.bounds] == [ba_dinh, hoan_kiem]
    for measure, found in level.sums().items():
        assert found.expected == total.figures[measure]["c08"]
        assert found.rate == Fraction(level.above[measure].rate)


def test_a_lack_needs_a_reason_and_stays_marked(people, city, ba_dinh, hoan_kiem, login):
    given = [at(ba_dinh, "60", expected=100), at(hoan_kiem, "80", expected=50)]
    with pytest.raises(Refusal, match="chưa đạt chỉ tiêu trên về việc") as refused:
        decide(people[Role.CITY_CLERK], city, given)
    assert refused.value.field == "shortfall"
    assert not TargetDecision.objects.filter(number="7/QĐ").exists()
    made = decide(people[Role.CITY_CLERK], city, given, shortfall="Ba Đình tách địa bàn")
    assert (made.sums["cases"]["reaches"], made.sums["money"]["reaches"]) == (False, True)
    client = login(people[Role.CITY_CLERK])
    page = client.get(reverse("target_list"), {"on": "30/09/2018"})
    assert "cộng lại thiếu về việc" in page.text
    assert "Ba Đình tách địa bàn" in client.get(reverse("target_detail", args=[made.pk])).text


def test_a_cascade_that_added_up_is_marked_once_the_city_is_asked_for_more(
    people, city, ba_dinh, hoan_kiem, login
):
    given = [at(o, "73", expected=10) for o in (ba_dinh, hoan_kiem)]
    decide(people[Role.CITY_CLERK], city, given)
    decide(people[Role.CITY_CLERK], city, [at(city, "80")], number="9", decided_on=date(2018, 2, 1))
    client = login(people[Role.CITY_CLERK])
    for day, marked in (("31/01/2018", False), ("01/02/2018", True)):
        page = client.get(reverse("target_list"), {"on": day})
        assert ("cộng lại thiếu" in page.text) == marked


# ---------------------------------------------------------------- the grid
def grid(level, **rates):
    """What the grid posts: rates as typed, by the code of who is given them."""
    data = {"number": "15/QĐ", "decided_on": "05/01/2018", "issuer": "Cục", "row-TOTAL_FORMS": "2"}
    data["row-INITIAL_FORMS"] = "2"
    for bound in level.bounds:
        code = bound.officer.code if bound.officer else bound.office.code
        data |= {f"row-{bound.key}-{m}_expected": "100" for m in ("cases", "money")}
        for name, value in rates.get(code.replace("-", "_"), {}).items():
            data[f"row-{bound.key}-{name}"] = value
    return data


def test_all_offices_in_one_decision(people, city, ba_dinh, hoan_kiem, login):
    client = login(people[Role.CITY_CLERK])
    address = f"{reverse('target_offices')}?year=2018&months=9"
    level = client.get(address).context["level"]
    data = grid(
        level,
        HN_BD={"cases": "70", "money": "33", "interim_cases": "55"},
        HN_HK={"cases": "75,5%", "money": "33"},
    )
    checked = client.post(address, {**data, "check": "1"})
    cases, money = checked.context["balances"]
    rest = level.rest["cases"]
    over = 100 * Fraction("70") + 100 * Fraction("75.5") - 200 * Fraction(72)
    assert cases["balance"].points == over / (200 + rest)
    assert cases["balance"].reaches
    assert money["balance"].reaches
    assert not TargetDecision.objects.filter(set_by__isnull=False).exists()
    assert client.post(address, data).status_code == 302
    made = TargetDecision.objects.get(number="15/QĐ")
    rows = set(made.targets.values_list("office__code", "months", "measure", "rate"))
    assert rows == {
        ("HN-BD", 12, "cases", Decimal(70)),
        ("HN-BD", 12, "money", Decimal(33)),
        ("HN-BD", 9, "cases", Decimal(55)),
        ("HN-HK", 12, "cases", Decimal("75.5")),
        ("HN-HK", 12, "money", Decimal(33)),
    }
    twice = client.post(address, data)
    assert "number" in twice.context["form"].errors
    assert 'value="75,5%"' in twice.text  # as typed
    assert TargetDecision.objects.filter(set_by__isnull=False).count() == 1


def test_a_refused_grid_comes_back_whole(people, city, login):
    client = login(people[Role.CITY_CLERK])
    address = f"{reverse('target_offices')}?year=2018"
    level = client.get(address).context["level"]
    page = client.post(address, grid(level, HN_BD={"cases": "60"}, HN_HK={"cases": "170"}))
    assert page.status_code == 200
    assert page.context["formset"].total_error_count() == 1
    page = client.post(address, grid(level, HN_BD={"cases": "60"}))
    assert "shortfall" in page.context["form"].errors
    assert page.context["balances"][0]["balance"].over < 0
    assert 'value="60"' in page.text


@pytest.mark.parametrize(
    ("role", "offices", "officers"),
    [
        (Role.CITY_LEADER, 200, 200),
        (Role.HEAD, 403, 200),
        (Role.CLERK, 403, 403),
        (Role.OFFICER, 403, 403),
        (Role.COMMITTEE, 403, 403),
    ],
)
def test_who_divides(people, city, login, role, offices, officers):
    client = login(people[role])
    assert client.get(reverse("target_offices")).status_code == offices
    assert client.get(reverse("target_officers")).status_code == officers


# ---------------------------------------------------------------- officers
def test_a_head_sets_targets_of_own_officers_alone(people, city, ba_dinh, hoan_kiem, login):
    own, other = factories.officer("HN-BD-01"), factories.officer("HN-HK-01")
    head = people[Role.HEAD]
    with pytest.raises(PermissionDenied):
        decide(head, hoan_kiem, [Given(hoan_kiem, other, "cases", Decimal(80))])
    with pytest.raises(PermissionDenied):
        decide(head, ba_dinh, [at(ba_dinh, "10")])
    with pytest.raises(Refusal, match="không còn"):
        decide(head, ba_dinh, [Given(ba_dinh, other, "cases", Decimal(80))])
    made = decide(head, ba_dinh, [Given(ba_dinh, own, "cases", Decimal(80), expected=10)])
    assert actions.may_cancel(head, made)
    assert not actions.may_cancel(factories.user(Role.HEAD, "HN-HK"), made)
    assert not actions.may_cancel(people[Role.CITY_CLERK], made)
    row = statistics.statement(ba_dinh, Period(2018, 5), dimension="officer").row("HN-BD-01")
    assert row.goals["cases"][0].rate == 80
    assert row.goals["money"][0] is None
    page = login(people[Role.OFFICER]).get(
        reverse("statement", args=["HN-BD", 2018, 5]), {"by": "officer"}
    )
    assert "chỉ tiêu 80,00" in page.text
    assert "HN-BD-01" not in [
        whose for whose, _ in goals.goals([ba_dinh], Period(2018, 5))
    ]  # only where asked


def test_officers_below_the_office_have_their_own(people, city, ba_dinh):
    factories.target(ba_dinh, 2018, "cases", 79, officer=factories.officer("HN-BD-01"))
    made = statistics.statement(city, Period(2018, 5), dimension="office_officer")
    assert made.row("HN-BD.HN-BD-01").goals["cases"][0].rate == 79
    assert made.row("HN-BD").goals["cases"][0].rate == 72


# ---------------------------------------------------------------- through the year
def test_without_a_closed_year_the_steps_are_even(city, ba_dinh):
    season = pace.season_of(ba_dinh, 2018)
    assert season == pace.EVEN_STEPS
    assert season.at(Decimal("72.00"), "cases", 9) == Decimal("54.00")
    assert "chia đều" in season.words


def test_the_season_is_the_share_of_the_closed_years_rate(city, ba_dinh, hoan_kiem):
    for office in (city, ba_dinh, hoan_kiem):
        close_month(office, year_end(2018), by=None)
    for office in (city, ba_dinh):
        whole = statistics.statement(office, Period(2018, 12)).total
        season = pace.season_of(office, 2019)
        assert season.years == (2018,)
        for months in (3, 7, 12):
            part = statistics.statement(office, Period(2018, months)).total
            for measure in statistics.MEASURES:
                reached = part.rate(measure) or Decimal(0)
                asked = min(Fraction(1), Fraction(reached) / Fraction(whole.rate(measure)))
                assert season.shares[measure][months - 1] == asked
        assert season.at(Decimal("72.00"), "cases", 12) == Decimal("72.00")


def test_the_months_left_are_set_along_the_season(people, city, login):
    client = login(people[Role.CITY_CLERK])
    said = {"months": "12", "number": "3", "decided_on": "05/01/2018", "cases": "76,00"}
    client.post(f"{reverse('target_create')}?year=2018", {**said, "season": "on"})
    steps = dict(
        Target.objects.filter(decision__number="3", months__lt=12).values_list("months", "rate")
    )
    assert sorted(steps) == list(range(4, 12))  # what ended before the decision is left alone
    assert steps[6] == Decimal("38.00")
    annual, interim = goals.goals([city], Period(2018, 6))[city.pk, "cases"]
    assert (annual.rate, interim.rate) == (Decimal("76.00"), Decimal("38.00"))
    page = client.get(reverse("target_path", args=["HN", 2018]))
    lines = page.context["sides"][0]["lines"]
    assert [line["asked"] for line in lines[3:6]] == [steps[4], steps[5], steps[6]]
    assert lines[5]["gap"] == lines[5]["reached"] - steps[6]
    assert lines[11]["proposed"] == Decimal("76.00")
    assert month_end(2018, 6) == lines[5]["period"].cutoff


# ---------------------------------------------------------------- cost
def test_the_pages_cost_the_same_with_thirty_one_offices(
    people, city, login, django_assert_max_num_queries
):
    for n in range(29):
        factories.OFFICES[f"HN-X{n}"] = (f"Chi cục {n}", "district", "HN")
        office = factories.office(f"HN-X{n}")
        for measure in statistics.MEASURES:
            factories.target(office, 2018, measure, 73, decided_on=date(2018, 1, 5))
        del factories.OFFICES[f"HN-X{n}"]
    client = login(people[Role.CITY_LEADER])
    with django_assert_max_num_queries(14):
        page = client.get(reverse("target_list"), {"on": "30/09/2018"})
    assert len(page.context["rows"]) == 30
    with django_assert_max_num_queries(26):
        page = client.get(f"{reverse('target_offices')}?year=2018")
    assert len(page.context["lines"]) == 31
