"""Search: what is found, in which order, and that nobody finds another office's cases."""

from unicodedata import normalize
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases import search
from cases.actions.assets import NewAsset, add_asset, strike_asset
from cases.actions.ledger import record_act
from cases.actions.steps import cancel_step
from cases.actions.verification import FoundAsset, record_verification
from cases.choices import ActKind, AssetKind, PartyRole, Role
from cases.models import Asset, Case, Party, PersonLookup, SearchText
from cases.views import caselist
from tests import factories
from tests.test_verification import found
from tests.test_views_cases import IDENTITY, TODAY, opened


def asked(client, text, **query):
    """The decisions the list shows for what was typed, in its order."""
    page = client.get(reverse("case_list"), {"q": text} | query)
    assert page.status_code == 200
    return [case.decision.split("/")[0] for case, _ in page.context["rows"]]


def signed_in(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def officer(desk):
    return signed_in(desk[Role.OFFICER])


@pytest.fixture
def city(desk):
    return signed_in(desk[Role.CITY_CLERK])


# ---------------------------------------------------------------- the order
def test_exact_marks_come_first_and_the_newest_among_equals(desk, officer):
    """Every rank of the ranking, and none of them by chance: entered from the last to the first."""
    for number, debtor in (
        (6, "Nguyễn Thị Dùng"),  # holds it without marks
        (5, "Nguyễn Thị Dũng Anh"),  # holds it with marks
        (4, "Thị Dùng"),  # equal but for the marks
        (3, "Thị Dũng"),  # equal
        (2, "Thị Dũng"),  # equal, newer
    ):
        opened(desk, number, debtor=debtor)
    assert asked(officer, "Thị Dũng") == ["2", "3", "4", "5", "6"]
    assert asked(officer, "thi dung") == ["2", "3", "4", "5", "6"]
    assert asked(officer, "thị dùng") == ["4", "2", "3", "6", "5"]


def test_a_number_comes_before_what_only_holds_it(desk, officer):
    opened(desk, 30, debtor="Công ty 214")
    case = opened(desk, 31)
    Asset.objects.create(case=case, kind=AssetKind.OTHER, description="Kho số 214 đường Láng")
    opened(desk, 214)
    opened(desk, 2140)
    assert asked(officer, "214") == ["214", "31", "30"]
    assert asked(officer, "214/qđ-ccthads") == ["214"]
    assert asked(officer, "214 / QD") == ["214"]
    assert asked(officer, "21") == []


def test_dense_words_are_read_off_the_newest_in_the_same_order(desk, city, monkeypatch):
    """What a million cases makes necessary gives, on few, the same list."""
    names = ("Nguyễn Thị Dùng", "Nguyễn Thị Dũng Anh", "Thị Dùng", "Thị Dũng", "Thị Dũng")
    for number, debtor in enumerate(names, start=1):
        opened(desk, number, debtor=debtor)
    sparse = {text: asked(city, text) for text in ("Thị Dũng", "thi dung", "thi", "nguyễn")}
    for dense in (1, 2, 3):
        monkeypatch.setattr(search, "DENSE_IN_ALL", dense)
        assert {text: asked(city, text) for text in sparse} == sparse
    assert sparse["Thị Dũng"] == ["5", "4", "3", "2", "1"]


def test_more_than_can_be_ranked_is_said(desk, city, monkeypatch):
    for number in (1, 2, 3):
        opened(desk, number)
    monkeypatch.setattr(search, "MOST", 2)
    for dense in (1, 99):
        monkeypatch.setattr(search, "DENSE_IN_ALL", dense)
        assert "1–2 trong hơn 2 hồ sơ" in city.get(reverse("case_list"), {"q": "le van"}).text


# ---------------------------------------------------------------- what matches
@pytest.mark.parametrize(
    "typed",
    [
        "Đỗ Đức Đạt", "đỗ đức đạt", "do duc dat", "ĐỖ ĐỨC", "DO DUC DAT", "đức đ", "đạt",
        "Đỗ  Đức\tĐạt ", normalize("NFD", "Đỗ Đức Đạt"), "do đức",
    ],
)  # fmt: skip
def test_a_name_however_it_was_typed(desk, officer, typed):
    opened(desk, 1, debtor="Đỗ Đức Đạt")
    opened(desk, 2, debtor="Đoàn Hoa")
    assert asked(officer, typed) == ["1"]


@pytest.mark.parametrize(
    "typed", ["đạt đức", "duc do", "ức", "o duc", "|", "%", "_", "' OR 1=1", "\\"]
)
def test_words_in_another_order_or_from_their_middle_are_not_found(desk, officer, typed):
    opened(desk, 1, debtor="Đỗ Đức Đạt")
    assert asked(officer, typed) == []


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("30A-682.12", True), ("30A68212", True), ("30a 682.12", True), ("30A-682", True),
        ("30A-682.13", False), ("BK 123456", True), ("bk123456", True), ("BK 1234", True),
        ("toyota vios", True), ("nhà đất thửa 12", True), ("thửa 13", False),
        ("45/2018/KDTM-ST", True), ("45/2018", True), ("45", True), ("5/2018", False),
        ("nợ gốc", True), ("no goc va lai", True), ("ngân hàng sông hồng", False),
        ("tmcp sông hồng", True),
    ],
)  # fmt: skip
def test_numbers_plates_land_books_and_descriptions(desk, officer, typed, finds):
    case = opened(desk, 9)
    for kind, words, identifier in (
        (AssetKind.VEHICLE, "Ô tô Toyota Vios biển số 30A-682.12", "30A-682.12"),
        (AssetKind.LAND, "Nhà đất thửa 12, tờ bản đồ 3", "BK 123456"),
    ):
        Asset.objects.create(case=case, kind=kind, description=words, identifier=identifier)
    assert asked(officer, typed) == (["9"] if finds else [])


def test_a_correction_is_found_and_the_error_no_more(desk, officer):
    case = opened(desk, 1)
    Party.objects.filter(case=case, role=PartyRole.DEBTOR).update(name="Lương Thế Vinh")
    assert asked(officer, "Lê Văn Cường") == []
    assert asked(officer, "luong the vinh") == ["1"]
    Case.objects.filter(pk=case.pk).update(decision="77/QĐ-CCTHADS")
    assert asked(officer, "77") == ["77"]
    type(case.judgment).objects.filter(pk=case.judgment_id).update(number="88/2018/DSST")
    assert asked(officer, "88/2018") == ["77"]
    asset = Asset.objects.create(case=case, kind=AssetKind.GOODS, description="Máy ủi Komatsu")
    assert asked(officer, "komatsu") == ["77"]
    asset.delete()
    assert asked(officer, "komatsu") == []


def test_an_asset_struck_out_or_of_a_cancelled_verification_is_found_no_more(desk, officer):
    case, by = opened(desk, 1), desk[Role.OFFICER]
    asset, _ = add_asset(case, NewAsset(AssetKind.GOODS, "Máy ủi Komatsu"), by=by)
    assert asked(officer, "komatsu") == ["1"]
    strike_asset(asset, by=by, reason="Nhầm hồ sơ")
    assert asked(officer, "komatsu") == []
    seen = (FoundAsset(AssetKind.LAND, "Thửa đất Vân Hồ"),)
    done, _ = record_verification(case, found(case, assets=seen), on=TODAY, by=by)
    assert asked(officer, "vân hồ") == ["1"]
    cancel_step(done.step, by=by, reason="Nhầm hồ sơ")
    assert asked(officer, "vân hồ") == []
    assert asked(officer, "cường") == ["1"]


def test_every_case_has_its_row_and_a_bulk_load_writes_the_same(desk):
    case = opened(desk, 1)
    row = SearchText.objects.get()
    assert row.marked == (
        "| 1/qđ-ccthads | 45/2018/kdtm-st | ngân hàng tmcp sông hồng | lê văn cường |"
        " nợ gốc và lãi |"
    )
    assert row.plain.startswith("| 1/qd-ccthads | 45/2018/kdtm-st | ngan hang")
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_write(ARRAY[%s]::bigint[])", [case.pk])
    assert list(SearchText.objects.values_list("pk", "day")) == [(case.pk, case.decided_on)]


def test_search_and_filters_narrow_together(desk, officer, city):
    opened(desk, 1)
    opened(desk, 2, classed={"judgment_kind": "civil"})
    opened(desk, 3, at="HN-HK")
    assert asked(officer, "cuong", judgment_kind="civil") == ["2"]
    assert asked(officer, "cuong", sort="day") == ["1", "2"]
    assert asked(city, "cuong", office="HN-HK") == ["3"]
    assert asked(city, "cuong", judgment_kind="commercial") == ["3", "1"]


# ---------------------------------------------------------------- whose
MARKERS = ("Khuất Thị Bí Mật", "30K-999.99", "Bí mật Hoàn Kiếm", "701/QĐ-CCTHADS")


def test_another_offices_markers_never_appear(desk, officer, city):
    """Not by name, number, plate or description, at any address of the list."""
    other = opened(desk, 701, at="HN-HK", debtor=MARKERS[0])
    Asset.objects.create(
        case=other, kind=AssetKind.VEHICLE, description=MARKERS[2], identifier=MARKERS[1]
    )
    opened(desk, 1)
    texts = ("khuat thi bi mat", "701", "701/QĐ", "30K99999", "bi mat", "lê", "45/2018", "")
    for text in texts:
        for more in (
            {},
            {"sort": "debtor"},
            {"state": "open"},
            {"office": "HN-HK"},
            {"found": "1"},
        ):
            page = officer.get(reverse("case_list"), {"q": text} | more, follow=True).text
            assert not [marker for marker in MARKERS if marker in page], (text, more)
    assert asked(city, "khuat thi bi mat") == ["701"]


def test_the_search_follows_a_case_to_its_new_office(desk, officer):
    case = opened(desk, 1)
    record_act(
        case.pk, kind=ActKind.TRANSFER, on=TODAY, by=desk[Role.CITY_LEADER],
        to_office=factories.office("HN-HK"),
    )  # fmt: skip
    assert asked(officer, "cuong") == []
    stranger = signed_in(factories.user(Role.HEAD, "HN-HK", username="truong.hk"))
    assert asked(stranger, "cuong") == ["1"]


# ---------------------------------------------------------------- numbers that say who somebody is
def test_an_identity_number_is_sought_by_post_and_stands_in_no_address(desk, officer):
    opened(desk, 1)
    opened(desk, 2, at="HN-HK")
    typed = f"{IDENTITY[:3]} {IDENTITY[3:]}"
    answer = officer.post(reverse("case_find"), {"q": typed, "state": "open", "origin": ""})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.url).query) == {"state": ["open"], "found": ["1"]}
    page = officer.get(answer.url)
    assert [str(case) for case, _ in page.context["rows"]] == ["1/QĐ-CCTHADS"]
    assert "001•••••••47" in page.text
    assert IDENTITY not in page.text
    log = PersonLookup.objects.get()
    assert (log.by, log.found) == (desk[Role.OFFICER], 1)
    assert "001•••••••47" in log.sought
    assert IDENTITY not in log.sought


def test_a_number_that_is_nobodys_or_an_account(desk, officer):
    case = opened(desk, 1)
    Asset.objects.create(
        case=case, kind=AssetKind.ACCOUNT, description="Tài khoản", identifier="1903 5566 7788"
    )
    for typed, finds in (("190355667788", 1), ("1903.5566.7788", 1), ("001071012348", 0)):
        page = officer.post(reverse("case_find"), {"q": typed}, follow=True)
        assert len(page.context["rows"]) == finds
        assert (finds == 1) == ("Không có hồ sơ nào khớp" not in page.text)


def test_what_a_number_found_is_ones_own(desk, officer):
    """The address of the result opens nothing for another, or after the session has ended."""
    opened(desk, 1)
    address = officer.post(reverse("case_find"), {"q": IDENTITY}).url
    page = signed_in(desk[Role.CLERK]).get(address, follow=True)
    assert "Kết quả tra theo số đã hết" in page.text
    assert page.redirect_chain == [(reverse("case_list"), 302)]


def test_a_number_of_thousands_of_cases_is_refused_in_words(desk, officer, monkeypatch):
    """A bank's tax code: nothing is left out in silence."""
    monkeypatch.setattr(caselist, "LOOKED_UP_MOST", 1)
    opened(desk, 1)
    opened(desk, 2)
    page = officer.post(reverse("case_find"), {"q": IDENTITY}, follow=True)
    assert "Số 001•••••••47 có trong hơn 1 hồ sơ" in page.text
    assert page.request["QUERY_STRING"] == ""


@pytest.mark.parametrize("nothing", ["|", " | "])
def test_nothing_that_can_be_sought_finds_nothing(desk, officer, nothing):
    opened(desk, 1)
    for more in ({}, {"sort": "day"}, {"state": "open"}):
        assert asked(officer, nothing, **more) == []


def test_words_go_into_the_address_without_what_is_empty(desk, officer):
    answer = officer.post(
        reverse("case_find"),
        {"q": "  Lê  Văn ", "state": "", "since": "", "officer": "HN-BD-01", "page": "3"},
    )
    assert parse_qs(urlsplit(answer.url).query) == {"q": ["Lê Văn"], "officer": ["HN-BD-01"]}
    assert officer.post(reverse("case_find"), {}).url == reverse("case_list")
