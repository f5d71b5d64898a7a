"""What an office prepared or received before it ended is its successor's to sign and decide."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.books import open_books
from cases.actions.drafts import may_discard, save_draft
from cases.actions.rights import carries_on
from cases.choices import ActKind, OfficeKind, Role
from cases.forms.acts import right_to
from cases.models import Office, Succession, User
from tests import factories
from tests.test_filings import received

pytestmark = pytest.mark.django_db
ENDED, NOW = date(2018, 9, 30), date(2018, 10, 5)


@pytest.fixture
def heir(desk):
    """HN-BD ended on 30/09/2018; HN-D1 carries it on, with a head and a clerk of its own."""
    city, old = factories.office("HN"), factories.office("HN-BD")
    new = Office.objects.create(
        code="HN-D1", name="Phòng Thi hành án dân sự khu vực 1", kind=OfficeKind.REGIONAL,
        parent=city, valid_from=date(2018, 10, 1),
    )  # fmt: skip
    open_books(new, date(2018, 9, 30))
    people = {
        role: User.objects.create_user(f"{role}.d1", role=role, name=role, office=new)
        for role in (Role.HEAD, Role.CLERK)
    }
    draft = save_draft(
        by=desk[Role.OFFICER], kind=ActKind.INTAKE, fields={"court": "TAND quận Ba Đình"},
        summary="Thụ lý 12/2018/DSST",
    )  # fmt: skip
    filing = received(desk[Role.CLERK])
    old.valid_to = ENDED
    old.save(update_fields=["valid_to"])
    Succession.objects.create(old=old, new=new, on=date(2018, 10, 1))
    return people, draft, filing


def test_the_successor_signs_what_the_ended_office_prepared(heir, desk, login):
    people, draft, _ = heir
    draft.refresh_from_db()
    assert right_to(draft, people[Role.HEAD]) is True
    assert may_discard(draft, people[Role.CLERK])
    client = login(people[Role.HEAD])
    assert "Thụ lý 12/2018/DSST" in client.get(reverse("draft_list")).text
    page = client.get(reverse("draft_open", args=(draft.pk,)), follow=True)
    assert page.status_code == 200
    assert "TAND quận Ba Đình" in page.text
    stranger = factories.user(Role.HEAD, "HN-HK", username="la")
    assert right_to(draft, stranger) is None
    assert not may_discard(draft, stranger)


def test_the_successor_decides_on_what_the_ended_office_received(heir, login):
    people, _, filing = heir
    client = login(people[Role.CLERK])
    assert client.get(reverse("filing_detail", args=(filing.pk,))).context["decides"]
    page = client.get(reverse("case_new"), {"filing": filing.pk})
    assert page.status_code == 200
    assert client.get(reverse("filing_edit", args=(filing.pk,))).status_code == 200


def test_an_office_that_lives_is_nobodys_to_carry_on(desk):
    assert carries_on(factories.office("HN-BD"), desk[Role.CLERK])
    assert not carries_on(factories.office("HN-HK"), desk[Role.CLERK])
    assert not carries_on(factories.office("HN-BD"), desk[Role.CITY_CLERK])
