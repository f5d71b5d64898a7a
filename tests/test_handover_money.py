"""The inventory of a handover names all money held of its cases, also what is nobody's yet."""

import pytest
from django.urls import reverse

from cases import inventory
from cases.actions.money import receive
from cases.actions.vouchers import Given
from cases.choices import Fund, HandoverKind, PayMethod, Role
from cases.models import Handover
from tests.test_handovers import caseload, prepared, signed, successor, to_successor  # noqa: F401
from tests.test_views_cases import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def advanced(desk, caseload):  # noqa: F811
    """Half a million collected on the second case; a price and an advance held of two others."""
    for case, fund, amount in (
        (caseload[1], Fund.ADVANCE, 2_000), (caseload[2], Fund.UNDISTRIBUTED, 850_000_000),
    ):  # fmt: skip
        receive(
            case, fund=fund, amount=amount, on=TODAY, by=desk[Role.ACCOUNTANT],
            method=PayMethod.BANK, given=Given(number="BC", name="Người mua"), note="Bán nhà",
        )  # fmt: skip
    return caseload


@pytest.mark.parametrize("kind", HandoverKind.values)
def test_money_of_a_sale_and_advances_are_in_the_list(desk, advanced, successor, login, kind):  # noqa: F811
    handover = prepared(desk) if kind == HandoverKind.OFFICER else to_successor(desk, successor)
    before = inventory.totals_of_list(handover)
    assert before.held == 500_000 + 2_000 + 850_000_000
    rows = inventory.lines_of(list(inventory.rows_of(handover)), desk[Role.HEAD])
    assert sum(line.held for line in rows) == before.held
    by = Role.HEAD if kind == HandoverKind.OFFICER else Role.CITY_LEADER
    signed(desk, handover, by=by)
    held = dict(handover.items.values_list("case", "held"))
    assert held == {
        case.pk: sum_ for case, sum_ in zip(advanced, (0, 502_000, 850_000_000, 0), strict=True)
    }
    after = inventory.totals_of_list(Handover.objects.get(pk=handover.pk))
    assert after.held == before.held
    assert {row.heading: row.held for row in after.states} == {
        row.heading: row.held for row in before.states
    }
    page = login(desk[by]).get(reverse("handover_print", args=(handover.pk,))).text
    assert "850.000.000" in page
