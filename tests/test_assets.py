"""The register of assets: entered, mended, struck out, and what happens to one asset alone."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from cases.actions.asset_state import life_of, standing
from cases.actions.assets import (
    NewAsset,
    add_asset,
    add_encumbrance,
    edit_asset,
    end_encumbrance,
    record_asset_step,
    strike_asset,
)
from cases.actions.measures import NewMeasure, decide_measure
from cases.actions.steps import cancel_step, record_step
from cases.assets import totals
from cases.choices import AssetKind, AssetState, EncumbranceKind, MeasureKind, Role, StepKind
from cases.models import Asset, Deadline
from cases.rules import Refusal
from tests import factories
from tests.browser import asset_step, check
from tests.test_views_cases import TODAY, opened

K = StepKind
VALUE = 900_000_000


def house(desk, case, name="Nhà số 5 ngõ 12", **more) -> Asset:
    new = NewAsset(AssetKind.HOUSE, name, case.parties.get(role="debtor"), **more)
    return add_asset(case, new, by=desk[Role.OFFICER])[0]


def told(desk, case) -> None:
    """The debtor had the decision: what is seized later may be."""
    record_step(
        case, kind=K.NOTIFIED, on=date(2018, 10, 2), by=desk[Role.OFFICER],
        party=case.parties.get(role="debtor"),
    )  # fmt: skip


def seized(desk, asset, at_once="Đang tẩu tán tài sản") -> Asset:
    new = NewMeasure(
        MeasureKind.SEIZE, TODAY, asset=asset, party=asset.party, document_no="1/QĐ-KB",
        signer="Nguyễn Văn An", at_once=at_once, disproportion="Tài sản duy nhất", carried_on=TODAY,
    )  # fmt: skip
    decide_measure(asset.case, new, by=desk[Role.OFFICER])
    asset.refresh_from_db()
    return asset


def step(desk, asset, kind, by=Role.OFFICER, **said):
    newest = max(asset.steps.values_list("pk", flat=True), default=0)
    steps, _ = record_asset_step(asset, kind=kind, on=TODAY, by=desk[by], last_seen=newest, **said)
    asset.refresh_from_db()
    return steps[0]


@pytest.fixture
def case(desk):
    case = opened(desk, amount=1_000_000_000)
    told(desk, case)
    return case


def test_sent_twice_it_is_one(desk, case):
    new = NewAsset(AssetKind.VEHICLE, "Ô tô Toyota", identifier="30A-123.45")
    first, again = add_asset(case, new, by=desk[Role.OFFICER])
    assert not again
    assert add_asset(case, new, by=desk[Role.OFFICER]) == (first, True)


def test_another_office_or_a_reader_adds_nothing(desk, case):
    new = NewAsset(AssetKind.VEHICLE, "Ô tô")
    with pytest.raises(PermissionDenied):
        add_asset(case, new, by=factories.user(Role.OFFICER, "HN-HK"))
    with pytest.raises(PermissionDenied):
        add_asset(case, new, by=desk[Role.ACCOUNTANT])


def test_what_something_happened_to_is_not_struck_out(desk, case):
    asset = seized(desk, house(desk, case))
    with pytest.raises(Refusal, match="hủy các bước ấy trước"):
        strike_asset(asset, by=desk[Role.OFFICER], reason="Nhầm")
    other = house(desk, case, "Ghi nhầm")
    strike_asset(other, by=desk[Role.OFFICER], reason="Nhầm")
    assert list(case.assets.standing()) == [asset]


def test_a_share_no_longer_held_in_common_needs_no_answer_of_a_co_owner(desk, case):
    asset = seized(desk, house(desk, case, share_part=1, share_of=2, co_owners="Bà Hà"))
    step(desk, asset, K.PRICE_AGREED, amount=VALUE)
    step(desk, asset, K.COOWNER_NOTIFIED)
    alone = NewAsset(AssetKind.HOUSE, "Nhà", asset.party)
    with pytest.raises(Refusal, match="không hợp với thay đổi này"):
        edit_asset(asset, alone, by=desk[Role.OFFICER])


def test_state_and_value_come_from_the_steps_and_go_with_them(desk, case):
    asset = seized(desk, house(desk, case))
    assert asset.state == AssetState.SEIZED
    contract = step(desk, asset, K.VALUATION_CONTRACT, counterpart="Công ty A")
    valued = step(desk, asset, K.VALUED, amount=VALUE, counterpart="Công ty A")
    auction = step(desk, asset, K.AUCTION_CONTRACT, amount=VALUE, counterpart="Công ty B")
    assert (asset.state, asset.value) == (AssetState.ON_SALE, VALUE)
    with pytest.raises(Refusal, match="dựa vào bước này"):
        cancel_step(valued, by=desk[Role.OFFICER], reason="Nhầm")
    for wrong in (auction, valued, contract):
        cancel_step(wrong, by=desk[Role.OFFICER], reason="Nhầm")
    asset.refresh_from_db()
    assert (asset.state, asset.value) == (AssetState.SEIZED, None)
    assert life_of(asset, standing(asset)).state == asset.state


def test_two_assets_each_keep_their_own_terms(desk, case):
    """Điều 98 khoản 2: a valuation contract for one says nothing of the other."""
    first, second = (seized(desk, house(desk, case, name)) for name in ("Nhà 1", "Nhà 2"))
    step(desk, first, K.VALUATION_CONTRACT, counterpart="Công ty A")
    terms = Deadline.objects.filter(case=case, term="DG_CONTRACT").select_related("step")
    assert {row.step.asset_id: row.done_on for row in terms} == {first.pk: TODAY, second.pk: None}


def test_the_same_form_twice_and_a_page_that_is_behind(desk, case):
    asset = seized(desk, house(desk, case))
    seen = max(asset.steps.values_list("pk", flat=True))
    said = {"kind": K.PRICE_AGREED, "on": TODAY, "amount": VALUE, "last_seen": seen}
    first, again = record_asset_step(asset, by=desk[Role.OFFICER], **said)
    assert not again
    assert record_asset_step(asset, by=desk[Role.OFFICER], **said) == (first, True)
    with pytest.raises(Refusal, match="vừa ghi"):
        record_asset_step(asset, by=desk[Role.HEAD], **said | {"amount": VALUE - 1})


@pytest.mark.django_db(transaction=True)
def test_two_who_value_at_once(desk):
    case = opened(desk, amount=1_000_000_000)
    told(desk, case)
    asset = seized(desk, house(desk, case))
    seen = max(asset.steps.values_list("pk", flat=True))
    barrier, done, refused = threading.Barrier(2), [], []

    def value(by, amount):
        try:
            barrier.wait(timeout=10)
            done.append(record_asset_step(
                asset, kind=K.PRICE_AGREED, on=TODAY, by=by, last_seen=seen, amount=amount
            ))  # fmt: skip
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    pair = ((desk[Role.OFFICER], VALUE), (desk[Role.HEAD], VALUE + 1))
    threads = [threading.Thread(target=value, args=args) for args in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert "vừa ghi" in refused[0]


def test_what_can_be_got_beside_what_is_owed(desk, case, login):
    """180 tỷ against one house of 90: the obligation stays, the house says what it can bring."""
    asset = seized(desk, house(desk, case, costs=50_000_000, set_aside=20_000_000))
    add_encumbrance(
        asset, by=desk[Role.OFFICER], kind=EncumbranceKind.MORTGAGE, holder="Ngân hàng khác",
        secured=300_000_000,
    )  # fmt: skip
    own = case.parties.get(role="creditor")
    add_encumbrance(
        asset, by=desk[Role.OFFICER], kind=EncumbranceKind.MORTGAGE, holder=own.name, party=own,
        secured=500_000_000,
    )  # fmt: skip
    step(desk, asset, K.PRICE_AGREED, amount=VALUE)
    found = totals(Asset.objects.all())
    assert (found.value, found.recoverable) == (900_000_000, 530_000_000)
    assert (found.owed, found.covered) == (1_000_000_000, 530_000_000)
    for name, args in (("asset_list", ()), ("asset_detail", (asset.pk,)),
                       ("case_detail", (case.pk,))):  # fmt: skip
        text = login(desk[Role.OFFICER]).get(reverse(name, args=args)).content.decode()
        assert "530.000.000" in text


def test_an_encumbrance_ends_once(desk, case):
    asset = house(desk, case)
    row = add_encumbrance(
        asset, by=desk[Role.OFFICER], kind=EncumbranceKind.LEASE, holder="Ông Tú",
        since=date(2018, 9, 1),
    )  # fmt: skip
    with pytest.raises(Refusal, match="Trước ngày"):
        end_encumbrance(row, by=desk[Role.OFFICER], on=date(2018, 8, 1))
    end_encumbrance(row, by=desk[Role.OFFICER], on=TODAY)
    with pytest.raises(Refusal, match="Đã ghi hết"):
        end_encumbrance(row, by=desk[Role.OFFICER], on=TODAY)


# ---------------------------------------------------------------- pages
def test_the_same_plate_elsewhere_is_said_without_the_file(desk, case, login):
    new = NewAsset(AssetKind.VEHICLE, "Ô tô", identifier="30A-123.45")
    asset, _ = add_asset(case, new, by=desk[Role.OFFICER])
    far = opened(desk, 300, at="HN-HK")
    add_asset(far, new, by=factories.user(Role.HEAD, "HN-HK"))
    text = login(desk[Role.OFFICER]).get(reverse("asset_detail", args=(asset.pk,)))
    text = text.content.decode()
    assert "cùng số 30A-123.45" in text
    assert "Hoàn Kiếm" in text
    assert reverse("case_detail", args=(far.pk,)) not in text


def test_a_refused_step_comes_back_whole(desk, case, login):
    asset = seized(desk, house(desk, case))
    step(desk, asset, K.PRICE_AGREED, amount=VALUE)
    client = login(desk[Role.OFFICER])
    address = reverse("asset_step", args=(asset.pk, "auction_contract"))
    seen = max(asset.steps.values_list("pk", flat=True))
    page = client.post(address, {"on": f"{TODAY:%d/%m/%Y}", "counterpart": "Công ty B",
                                 "amount": "1 triệu", "last_seen": seen})  # fmt: skip
    text = page.content.decode()
    assert "Giá khởi điểm không thấp hơn 900.000.000 đồng" in text
    assert 'value="Công ty B"' in text
    assert "Điều 101" in text


def test_the_general_step_leads_to_the_asset(desk, case, login):
    client = login(desk[Role.OFFICER])
    general = reverse("step_new", args=(case.pk, "valued"))
    assert client.get(general)["Location"] == reverse("asset_new", args=(case.pk,))
    asset = house(desk, case)
    assert client.get(general)["Location"] == reverse("asset_step", args=(asset.pk, "valued"))
    house(desk, case, "Nhà thứ hai")
    assert client.get(general)["Location"].endswith("?step=valued#assets")


def test_parts_beyond_counting_are_refused_at_their_field(desk, case, login):
    typed = {"kind": "house", "description": "Nhà", "share_part": "1", "share_of": "9" * 12}
    page = login(desk[Role.OFFICER]).post(reverse("asset_new", args=(case.pk,)), typed)
    assert list(page.context["form"].errors) == ["share_of"]


def test_the_list_costs_the_same_for_many(desk, case, login, django_assert_max_num_queries):
    for n in range(30):
        add_asset(case, NewAsset(AssetKind.GOODS, f"Máy {n}"), by=desk[Role.OFFICER])
    client = login(desk[Role.OFFICER])
    client.get(reverse("asset_list"))
    with django_assert_max_num_queries(13):
        text = client.get(reverse("asset_list"), {"state": "free"}).content.decode()
    assert "Máy 29" in text
    with django_assert_max_num_queries(24):
        client.get(reverse("asset_detail", args=(case.assets.first().pk,)))


@pytest.mark.django_db(transaction=True)
def test_from_seizure_to_handover_in_a_browser(sit_down, office):
    """Seized, valued, auctioned in vain, the price cut, sold, paid, handed over."""
    case = opened(office, amount=1_000_000_000)
    told(office, case)
    page = sit_down(office[Role.OFFICER])
    page.goto(reverse("case_detail", args=(case.pk,)))
    page.click("text=Ghi tài sản")
    page.select_option("[name='kind']", "house")
    page.fill("[name='description']", "Nhà số 5 ngõ 12 phố Đội Cấn")
    page.fill("[name='identifier']", "BH 123456")
    page.fill("[name='ward']", "phường Đội Cấn")
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/assets/*/")
    check(page)
    seized(office, Asset.objects.get())
    page.reload()
    asset_step(page, "Ký hợp đồng thẩm định giá", counterpart="Công ty thẩm định A")
    asset_step(page, "Có kết quả thẩm định giá", amount="900 triệu", counterpart="Công ty A")
    asset_step(page, "Ký hợp đồng dịch vụ đấu giá", amount="900 triệu", counterpart="Công ty B")
    asset_step(page, "Đấu giá không thành")
    asset_step(page, "Giảm giá tài sản", amount="800 triệu", refused="không quá 10 %",
           then={"amount": "810 triệu"})  # fmt: skip
    asset_step(page, "Đấu giá thành", amount="850 triệu", counterpart="Ông Nguyễn Văn Mua")
    asset_step(page, "Người mua nộp đủ tiền", amount="850 triệu")
    asset_step(page, "Giao tài sản", counterpart="Ông Nguyễn Văn Mua")
    assert "Đã giao" in page.inner_text("h1")
    check(page)
    page.goto(reverse("asset_list"))
    assert "Nhà số 5 ngõ 12 phố Đội Cấn" in page.inner_text("main")
    check(page)
