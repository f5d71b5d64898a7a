"""Late interest up to the distribution: shown with the proposal, entered with its confirmation."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.charges import falls_due
from cases.actions.distribution import confirm_distribution, interest_day, propose
from cases.actions.money import reverse_voucher
from cases.choices import Role
from cases.models import InterestPeriod
from cases.money import books_differ
from cases.rules import Refusal
from tests.test_collecting import LAW, debt
from tests.test_distribution import asked, proceeds, save, standing
from tests.test_forms_acts import balances
from tests.test_views_cases import TODAY, collect, opened


@pytest.fixture
def case(desk):
    return opened(desk, obligations=(debt(interest=LAW),))


def due(case, on=TODAY):
    return falls_due(case, on)


def test_interest_nobody_charged_is_claimed_and_entered(desk, case):
    principal, interest = standing(case, "IN_PROGRESS"), due(case)
    assert interest
    money = principal + interest
    proceeds(desk, case, money + 7)
    plan, _ = propose(case, asked(case, amount=money + 7))
    row = plan.rows[0]
    assert (row.claim, row.amount, row.interest) == (money, money, interest)
    assert "Lãi tính thêm đến hết 05/10/2018" in row.reason
    made = save(desk, case, asked(case, amount=money + 7))
    voucher = confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert balances(case)["COLLECTED", True] == money
    assert sum(p.amount for p in InterestPeriod.objects.all()) == interest
    assert [a.kind for a in case.acts.order_by("pk")][-2:] == ["amend", "collect"]
    assert due(case, date(2018, 12, 5)) == 0
    assert books_differ() == []
    reverse_voucher(voucher, by=desk[Role.HEAD], reason="Nhầm")
    assert due(case) == interest
    assert standing(case, "IN_PROGRESS") == principal
    assert books_differ() == []


def test_the_principal_is_paid_first_and_the_interest_stays_owed(desk, case):
    principal, interest = standing(case, "IN_PROGRESS"), due(case)
    proceeds(desk, case, principal)
    made = save(desk, case, asked(case, amount=principal))
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert standing(case, "IN_PROGRESS") == interest
    assert due(case, date(2018, 12, 5)) == 0


def test_confirmed_later_the_interest_still_ends_with_the_coming_of_the_money(desk, case, settings):
    principal, interest = standing(case, "IN_PROGRESS"), due(case)
    proceeds(desk, case, principal + interest)
    made = save(desk, case, asked(case, amount=principal + interest))
    settings.TODAY = date(2018, 10, 12)
    confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])
    assert sum(p.amount for p in InterestPeriod.objects.all()) == interest
    assert due(case, date(2018, 12, 5)) == 0
    assert standing(case, "IN_PROGRESS") == 0


def test_what_was_paid_meanwhile_makes_it_stale(desk, case):
    proceeds(desk, case, 1_000_000)
    made = save(desk, case, asked(case, amount=1_000_000))
    collect(desk, case, 5)
    with pytest.raises(Refusal, match="vừa thay đổi"):
        confirm_distribution(made.pk, by=desk[Role.ACCOUNTANT])


def test_the_page_shows_the_interest_of_the_day_entered(desk, login, case):
    proceeds(desk, case, 1_000_000)
    client, page = login(desk[Role.OFFICER]), reverse("distribution_new", args=(case.pk,))
    said = client.get(page).text
    assert "Lãi chậm thi hành án tính đến hết 05/10/2018" in said
    earlier = {"received_on": "04/10/2018", "kind": "collected", "amount": "1 triệu", "look": "1",
               f"take_{case.obligations.get().pk}": "on"}  # fmt: skip
    said = client.post(page, earlier).text
    assert "tính đến hết 04/10/2018" in said
    assert interest_day(None, date(2018, 10, 4), TODAY) == date(2018, 10, 4)
