"""The page of a plan and its paper say all that a plan must: Law 26/2008/QH12, Article 72."""

import pytest
from django.urls import reverse

from cases.choices import Role
from tests.coercions import issued

pytestmark = pytest.mark.django_db
SAID = ("place", "ward", "method", "equipment", "area", "attitude", "weapons", "contacts")


@pytest.mark.parametrize("page", ["plan_detail", "plan_print"])
def test_all_that_was_planned_is_on_it(desk, login, page):
    plan = issued(desk)
    text = login(desk[Role.OFFICER]).get(reverse(page, args=(plan.pk,))).text
    for name in SAID:
        assert getattr(plan, name) and getattr(plan, name) in text, name
    for words in ("25/10/2018", "48.500.000 đồng", "Trẻ em", "người ốm"):
        assert words in text
    for force in plan.forces.all():
        assert force.get_body_display() in text
    for officer in plan.officers.all():
        assert str(officer) in text
    assert plan.children == 2 and plan.elderly == 1
