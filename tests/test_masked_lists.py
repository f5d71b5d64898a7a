"""No list gives a person's whole number away: it is masked, or asked for and logged."""

import pytest
from django.urls import reverse

from cases.caselist import COLUMNS
from cases.choices import Role
from cases.models import Party, Person, PersonLookup
from tests.test_views_cases import IDENTITY, opened

pytestmark = pytest.mark.django_db
LISTS = (
    *("case_list", "today", "deadline_list", "self_check", "procuracy", "draft_list"),
    *("filing_list", "publication_list", "publication_sheet", "verification_plan"),
    *("asset_list", "asset_file_list", "measure_list", "coercion_calendar", "referral_list"),
    *("handover_list", "reduction_list", "administrative_list"),
)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.CITY_CLERK])
def test_no_list_shows_the_whole_number(desk, login, role):
    case = opened(desk)
    assert Party.objects.filter(case=case, identity_no=IDENTITY).exists()
    client = login(desk[role])
    for name in LISTS:
        answer = client.get(reverse(name))
        assert answer.status_code in (200, 403), name
        assert IDENTITY not in answer.content.decode(), name
    every = client.get(reverse("case_list"), {"cols": ",".join(COLUMNS)})
    assert str(case) in every.text and IDENTITY not in every.text


def test_the_page_of_a_case_and_of_a_person_mask_it_too(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    page = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "001•••••••47" in page and IDENTITY not in page
    for person in Person.objects.exclude(identity_no=""):
        page = client.get(reverse("person_detail", args=(person.pk,))).text
        assert IDENTITY not in page
    assert not PersonLookup.objects.exists()  # nothing was asked for
