"""The ground under an asset moves: two who edit, its verification cancelled, random steps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.asset_state import life_of, standing
from cases.actions.assets import NewAsset, add_asset, edit_asset, mark_of
from cases.actions.steps import cancel_step, write_step
from cases.actions.verification import (
    Circumstances,
    FoundAsset,
    NewVerification,
    record_verification,
)
from cases.choices import AssetKind, Conclusion, Role, StepKind, VerificationSource
from cases.models import Asset
from cases.rules import Refusal
from cases.rules.assets import MOVES
from tests.test_views_cases import TODAY, opened

K = StepKind
VALUE = 1_000_000_000
HOUSE = NewAsset(AssetKind.HOUSE, "Nhà đất 12 ngõ 5 Đội Cấn", identifier="CH 01234/2015")


def test_of_two_who_edit_the_second_sees_that_it_changed(desk, login):
    by = desk[Role.OFFICER]
    asset, _ = add_asset(opened(desk), HOUSE, by=by)
    client, address = login(by), reverse("asset_edit", args=(asset.pk,))
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"ward": "phường Cống Vị"}
    del typed["only_home"]
    seen = mark_of(asset)
    edit_asset(asset, replace(HOUSE, ward="phường Ngọc Hà"), by=desk[Role.HEAD], seen=seen)
    text = client.post(address, typed).text
    assert "Người khác vừa sửa" in text
    assert "phường Cống Vị" in text
    asset.refresh_from_db()
    assert asset.ward == "phường Ngọc Hà"


def test_the_same_edit_twice_is_one(desk):
    by = desk[Role.OFFICER]
    asset, _ = add_asset(opened(desk), HOUSE, by=by)
    seen, new = mark_of(asset), replace(HOUSE, costs=5_000_000)
    edit_asset(asset, new, by=by, seen=seen)
    assert edit_asset(asset, new, by=by, seen=seen).costs == 5_000_000


def test_a_verification_stays_while_its_asset_is_seized(desk):
    """Cancelled, it would take the seized asset out of every list."""
    by, case = desk[Role.OFFICER], opened(desk)
    new = NewVerification(
        case.parties.get(role="debtor"), VerificationSource.values[0], "Có nhà",
        Conclusion.WITH_MEANS, Circumstances(), assets=(FoundAsset(AssetKind.HOUSE, "Nhà số 5"),),
    )  # fmt: skip
    found, _ = record_verification(case, new, on=date(2018, 10, 3), by=by)
    taken = write_step(case, K.SEIZED, TODAY, by, asset=case.assets.get())
    with pytest.raises(Refusal, match="của tài sản Nhà số 5 trước"):
        cancel_step(found.step, by=by, reason="Nhầm")
    cancel_step(taken, by=by, reason="Nhầm")
    cancel_step(found.step, by=by, reason="Nhầm")
    assert not case.assets.standing().exists()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 9)), max_size=14))
def test_what_is_kept_is_what_the_steps_say(desk, moves):
    """Random steps and cancellations through the actions; each refused one changes nothing."""
    by = desk[Role.OFFICER]
    case = opened(desk, number=Asset.objects.count() + 300)
    asset, _ = add_asset(case, HOUSE, by=by)
    write_step(case, K.SEIZED, date(2018, 10, 2), by, asset=asset)

    def now():
        asset.refresh_from_db()
        return asset.state, asset.value

    for n, (kind, pick) in enumerate(moves):
        on, before = date(2018, 10, 2) + timedelta(days=min(n, 3)), now()
        try:
            if pick < 3 and (steps := standing(asset)):
                cancel_step(steps[pick % len(steps)], by=by, reason="Nhầm")
            else:
                said = {"amount": VALUE, "counterpart": "A", "note": "x"}
                write_step(case, kind, on, by, asset=asset, **said)
        except Refusal:
            assert now() == before
        life = life_of(asset, standing(asset))
        assert now() == (life.state, life.value)


@pytest.mark.django_db(transaction=True)
def test_a_long_name_and_great_sums_fit_a_telephone(sit_down, office):
    by = office[Role.OFFICER]
    new = replace(HOUSE, share_of=2, co_owners="Bà Nguyễn Thị Thu Hà", costs=3_000_000_000)
    asset, _ = add_asset(opened(office), new, by=by)
    with transaction.atomic():
        write_step(asset.case, K.SEIZED, TODAY, by, asset=asset)
        write_step(asset.case, K.PRICE_AGREED, TODAY, by, asset=asset, amount=182_690_400_000)
    page = sit_down(by, width=390)
    page.goto(reverse("asset_detail", args=(asset.pk,)))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
