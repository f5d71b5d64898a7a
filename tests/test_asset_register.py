"""The register's sums in one statement, one walk for a step, and the kind kept on the way to it."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions import asset_state
from cases.actions.assets import (
    NewAsset,
    add_asset,
    add_encumbrance,
    end_encumbrance,
    record_asset_step,
    strike_asset,
)
from cases.actions.steps import write_step
from cases.assets import LIVE, owed_by, totals
from cases.choices import AssetKind, AssetState, EncumbranceKind, Role, StepKind
from cases.models import Asset, Case, Encumbrance
from cases.rules import Refusal
from cases.rules.assets import ahead_of, recoverable
from tests.test_views_cases import TODAY, opened

K = StepKind
SUM = st.integers(0, 3_000_000_000)


def by_hand(assets) -> tuple[int, int, int, int, int]:
    """The same, one asset after the other."""
    value, bring = 0, {}
    for asset in assets:
        value += (asset.value or 0) * asset.share_part // asset.share_of
        claims = [(e.secured, e.party_id is not None) for e in asset.encumbrances.standing()]
        found = recoverable(
            asset.value, part=asset.share_part, of=asset.share_of, costs=asset.costs,
            ahead=ahead_of(claims), set_aside=asset.set_aside,
        )  # fmt: skip
        if asset.state not in LIVE:
            found = None
        bring[asset.case_id] = bring.get(asset.case_id, 0) + (found or 0)
    owed = owed_by(assets)
    covered = sum(min(sum_, owed.get(case, 0)) for case, sum_ in bring.items())
    return len(assets), value, sum(bring.values()), sum(owed.values()), covered


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1), st.none() | SUM, st.integers(1, 3), st.integers(0, 2),
            st.sampled_from(AssetState.values),
            st.lists(st.tuples(SUM, st.booleans(), st.booleans()), max_size=3),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_the_sums_are_those_counted_one_by_one(desk, drawn):
    """Two cases, shares, claims of the creditor and of others, some ended, any state."""
    Encumbrance.objects.all().delete()
    Asset.objects.all().delete()
    number = 500 + Case.objects.count()
    cases = [opened(desk, number + n, amount=10**9) for n in (0, 1)]
    for which, value, part, more, state, claims in drawn:
        case = cases[which]
        asset = Asset.objects.create(
            case=case, kind=AssetKind.GOODS, description="x", value=value, state=state,
            share_part=part, share_of=part + more, costs=1_000_000, set_aside=2_000_000,
        )  # fmt: skip
        for secured, own, ended in claims:
            Encumbrance.objects.create(
                asset=asset, kind=EncumbranceKind.MORTGAGE, holder="A", secured=secured,
                party=case.parties.get(role="creditor") if own else None,
                ended_on=TODAY if ended else None,
            )  # fmt: skip
    found = totals(Asset.objects.all())
    assert (
        found.count, found.value, found.recoverable, found.owed, found.covered
    ) == by_hand(list(Asset.objects.all()))  # fmt: skip


def test_the_sums_take_one_statement(desk, django_assert_num_queries):
    case = opened(desk, amount=10**9)
    for n in range(5):
        add_asset(case, NewAsset(AssetKind.GOODS, f"Máy {n}"), by=desk[Role.OFFICER])
    with django_assert_num_queries(1):
        assert totals(Asset.objects.visible_to(desk[Role.OFFICER]).standing()).count == 5
    assert totals(Asset.objects.none()).count == 0
    assert totals(Asset.objects.filter(kind=AssetKind.LAND)).owed == 0


# ---------------------------------------------------------------- one walk
def test_a_step_walks_the_life_once(desk, monkeypatch):
    by, case = desk[Role.OFFICER], opened(desk)
    asset, _ = add_asset(case, NewAsset(AssetKind.HOUSE, "Nhà"), by=by)
    write_step(case, K.SEIZED, TODAY, by, asset=asset)
    walks = []
    real = asset_state.live
    monkeypatch.setattr(asset_state, "live", lambda *args: walks.append(1) or real(*args))
    write_step(case, K.PRICE_AGREED, TODAY, by, asset=asset, amount=10**9)
    assert len(walks) == 1
    asset.refresh_from_db()
    assert (asset.state, asset.value) == (AssetState.VALUED, 10**9)


# ---------------------------------------------------------------- on the pages
def test_the_kind_chosen_is_kept_while_an_asset_is_chosen(desk, login):
    case, by = opened(desk), desk[Role.OFFICER]
    first, second = (
        add_asset(case, NewAsset(AssetKind.HOUSE, name), by=by)[0] for name in ("Nhà 1", "Nhà 2")
    )
    client = login(by)
    away = client.get(reverse("step_new", args=(case.pk, "valued")))["Location"]
    assert away == reverse("case_detail", args=(case.pk,)) + "?step=valued#assets"
    text = client.get(away).text
    for asset in (first, second):
        assert reverse("asset_step", args=(asset.pk, "valued")) in text
    plain = client.get(reverse("case_detail", args=(case.pk,)) + "?step=collect").text
    assert reverse("asset_step", args=(first.pk, "valued")) not in plain


def test_an_asset_only_noted_may_still_be_struck_out(desk, login):
    case, by = opened(desk), desk[Role.OFFICER]
    asset, _ = add_asset(case, NewAsset(AssetKind.HOUSE, "Nhà"), by=by)
    record_asset_step(asset, kind=K.NOTED, on=TODAY, by=by, last_seen=0, note="Đã xem nhà")
    strike, page = (reverse(name, args=(asset.pk,)) for name in ("asset_strike", "asset_detail"))
    assert strike in login(by).get(page).text
    write_step(case, K.SEIZED, TODAY, by, asset=asset)
    assert strike not in login(by).get(page).text


def test_nothing_is_ended_on_what_was_struck_out(desk):
    """It waits for the books, the case and the asset, like what else weighs on it."""
    case, by = opened(desk), desk[Role.OFFICER]
    asset, _ = add_asset(case, NewAsset(AssetKind.HOUSE, "Nhà"), by=by)
    row = add_encumbrance(asset, by=by, kind=EncumbranceKind.LEASE, holder="Ông Tú")
    strike_asset(asset, by=by, reason="Nhầm")
    with pytest.raises(Refusal, match="đã được xóa"):
        end_encumbrance(row, by=by, on=date(2018, 10, 5))
