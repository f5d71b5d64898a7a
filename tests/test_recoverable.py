"""What an asset can bring stands beside the obligation; no statement and no rate knows of it."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.choices import Role, StepKind
from cases.models import Asset
from tests.test_assets import house, seized, step
from tests.test_views_cases import collect, opened

pytestmark = pytest.mark.django_db


def test_the_official_rate_is_the_same_whatever_the_assets_can_bring(office, login, tmp_path):
    case = opened(office, amount=1_000_000_000)
    collect(office, case, 250_000_000)

    def statement():
        call_command("statement", office="HN-BD", year=2019, months=1, out=tmp_path / "out")
        return (tmp_path / "out").read_bytes()

    before = statement()
    assert json.loads(before)["rates"]["money"] == "25.00"
    asset = seized(office, house(office, case))
    step(office, asset, StepKind.PRICE_AGREED, amount=90_000_000)
    assert Asset.objects.get().value == 90_000_000
    assert statement() == before
    page = login(office[Role.OFFICER]).get(reverse("case_detail", args=(case.pk,))).text
    assert "90.000.000" in page and "750.000.000" in page  # beside what is still owed
