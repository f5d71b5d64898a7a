"""The same number twice is said before it is saved; what is mended leaves a trace of what stood."""

from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from cases.actions.assets import NewAsset, add_asset, edit_asset
from cases.assets import alike
from cases.choices import AssetKind, Role, StepKind
from cases.models import Asset
from tests import factories
from tests.test_views_cases import opened

K = StepKind
CAR = NewAsset(AssetKind.VEHICLE, "Ô tô Toyota", identifier="30A-123.45")


def typed(identifier, kind="vehicle", **more):
    return {"kind": kind, "description": "Ô tô", "identifier": identifier, "share_part": 1,
            "share_of": 1} | more  # fmt: skip


@pytest.fixture
def far(desk):
    """A car of another office."""
    asset, _ = add_asset(opened(desk, 300, at="HN-HK"), CAR, by=factories.user(Role.HEAD, "HN-HK"))
    return asset


@pytest.mark.parametrize(
    ("kept", "kind", "asked", "as_kind", "found"),
    [
        ("30A-123.45", "vehicle", "30a 12345", "vehicle", True),
        ("30A-123.45", "vehicle", "30A-123.46", "vehicle", False),
        ("30A-123.45", "vehicle", "30A12345", "goods", False),
        ("ch 01234", "land", "CH 01234", "land", True),
        ("BĐ 123456", "house", "bđ123456", "land", True),  # one book for the land and the house
        ("0123/4", "land", "01234", "land", False),
        ("", "land", "", "land", False),
        ("-", "land", ".", "land", False),
    ],
)
def test_a_number_is_the_same_however_typed(desk, kept, kind, asked, as_kind, found):
    by, case = desk[Role.OFFICER], opened(desk)
    asset, _ = add_asset(case, NewAsset(AssetKind(kind), "x", identifier=kept), by=by)
    assert alike(as_kind, asked, by) == ([(asset, True)] if found else [])
    assert alike(as_kind, asked, by, asset) == []


def test_it_is_asked_once_and_saved_when_confirmed(desk, far, login):
    case, by = opened(desk), desk[Role.OFFICER]
    client, address = login(by), reverse("asset_new", args=(case.pk,))
    page = client.post(address, typed("30a12345"))
    assert not case.assets.exists()
    text = page.text
    for words in ("Vẫn ghi", "30A-123.45", "Hoàn Kiếm", 'value="30a12345"', "Ô tô"):
        assert words in text
    assert reverse("asset_detail", args=(far.pk,)) not in text
    mark = page.context["form"].numbered
    other = client.post(address, typed("30A123.45.", confirmed=mark))
    assert "Vẫn ghi" in other.text  # another spelling was not what was confirmed
    for _ in range(2):
        sent = client.post(address, typed("30a12345", confirmed=mark))
        assert sent.status_code == 302
    assert case.assets.count() == 1


def test_the_same_plate_in_the_same_case_is_asked_about_too(desk, login):
    case, by = opened(desk), desk[Role.OFFICER]
    first, _ = add_asset(case, CAR, by=by)
    text = login(by).post(reverse("asset_new", args=(case.pk,)), typed("30A 123 45")).text
    assert reverse("asset_detail", args=(first.pk,)) in text
    assert case.assets.count() == 1


def test_mending_asks_only_about_a_new_number(desk, far, login):
    case, by = opened(desk), desk[Role.OFFICER]
    asset, _ = add_asset(case, replace(CAR, description="Xe"), by=by)
    client, address = login(by), reverse("asset_edit", args=(asset.pk,))
    assert client.post(address, typed("30A-123.45", place="Bãi xe")).status_code == 302
    assert "Vẫn ghi" in client.post(address, typed("30A-123-45")).text


def test_the_question_uses_its_index(desk, far):
    """By the number alone, in whatever office: no reading of the whole register."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
    plan = Asset.objects.numbered("vehicle", "30a12345").explain()
    assert "asset_bare_number" in plan


# ---------------------------------------------------------------- traces
def test_what_is_mended_leaves_what_stood_who_and_when(desk, login):
    case, by = opened(desk), desk[Role.OFFICER]
    asset, _ = add_asset(case, replace(CAR, party=case.parties.get(role="debtor")), by=by)
    new = replace(CAR, identifier="30A-999.99", costs=5_000_000, only_home=True)
    edit_asset(asset, new, by=desk[Role.HEAD])
    step = asset.steps.get()
    assert (step.kind, step.recorded_by) == (K.NOTED, desk[Role.HEAD])
    assert "30A-123.45 → 30A-999.99" in step.note
    assert "đồng: 0 → 5.000.000" in step.note
    assert "nhà ở duy nhất: không → có" in step.note
    assert "của: Lê Văn Cường → –" in step.note
    assert "Ô tô Toyota" not in step.note
    edit_asset(asset, new, by=by)
    assert asset.steps.count() == 1
    text = login(by).get(reverse("asset_detail", args=(asset.pk,))).text
    assert "30A-123.45 → 30A-999.99" in text
    assert "Xóa khỏi danh mục" in text


def test_the_longest_change_is_kept_whole(desk):
    case, by = opened(desk), desk[Role.OFFICER]
    long = {"description": 300, "identifier": 60, "holder": 200, "place": 250, "ward": 100,
            "co_owners": 300}  # fmt: skip
    old, new = ({name: letter * n for name, n in long.items()} for letter in "ab")
    asset, _ = add_asset(case, NewAsset(AssetKind.LAND, **old), by=by)
    edit_asset(asset, NewAsset(AssetKind.LAND, **new), by=by)
    notes = list(asset.steps.values_list("note", flat=True))
    assert all(len(note) <= 1000 for note in notes)
    for name, n in long.items():
        assert any(f"{old[name]} → {new[name]}" in note for note in notes), (name, n)


# ---------------------------------------------------------------- names by kind
def test_the_new_form_names_the_number_by_its_kind(desk, login):
    case = opened(desk)
    client, address = login(desk[Role.OFFICER]), reverse("asset_new", args=(case.pk,))
    form = client.get(address).context["form"]
    assert form["identifier"].label == "Số giấy chứng nhận quyền sử dụng đất"
    form = client.post(address, typed("", description="")).context["form"]
    assert (form["identifier"].label, form["holder"].label) == (
        "Biển số", "Cơ quan đăng ký phương tiện"
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_name_follows_the_kind_in_a_browser(sit_down, office):
    case, by = opened(office), office[Role.OFFICER]
    add_asset(case, CAR, by=by)
    for width in (1440, 390):
        page = sit_down(by, width=width)
        page.goto(reverse("asset_new", args=(case.pk,)))
        page.select_option("[name='kind']", "vehicle")
        assert page.inner_text("label[for='id_identifier']") == "Biển số"
        page.select_option("[name='kind']", "goods")
        assert page.inner_text("label[for='id_identifier']") == "Số giấy, biển số, tài khoản"
        page.select_option("[name='kind']", "vehicle")
        page.fill("[name='description']", "Ô tô con")
        page.fill("[name='identifier']", "30a 12345")
        page.keyboard.press("ControlOrMeta+s")
        page.wait_for_selector(".to-confirm")
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/assets/*/")
    assert case.assets.count() == 2
