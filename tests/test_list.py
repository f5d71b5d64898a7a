"""The list of cases: filters, orders, columns, kept filters, and what it costs."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import filters
from cases.actions.key_cases import Said, mark
from cases.actions.ledger import NewObligation
from cases.actions.steps import cancel_step, record_step
from cases.caselist import COLUMNS, DEFAULTS, columns_for
from cases.choices import ObligationKind, PartyRole, Role, StepKind
from cases.models import Case, Deadline, Party, SavedFilter
from cases.views import caselist
from tests import factories
from tests.browser import check
from tests.test_views_cases import TODAY, collect, opened


def signed_in(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def officer(desk):
    return signed_in(desk[Role.OFFICER])


def shown(client, **query):
    page = client.get(reverse("case_list"), query)
    assert page.status_code == 200
    assert "Chưa lọc được" not in page.text, page.context["filters"].form.errors
    return [case.decision.split("/")[0] for case, _ in page.context["rows"]]


def term(case, due_on, **fields):
    return Deadline.objects.create(
        case=case, office=case.office, term="verify", since=case.decided_on, due_on=due_on, **fields
    )


# ---------------------------------------------------------------- filters
@pytest.fixture
def three(desk):
    """A debt in Ba Đình; a court fee with money held; a big compensation of nobody."""
    Deadline.objects.all().delete()
    debt = opened(desk, 1, amount=40_000_000)
    fee = opened(
        desk, 2, classed={"origin": "ex_officio", "judgment_kind": "criminal", "budget": True},
        obligations=(NewObligation(ObligationKind.COURT_FEE, 2_500_000, "", None, (1,)),),
    )  # fmt: skip
    big = opened(
        desk, 3, amount=0,
        obligations=(NewObligation(ObligationKind.COMPENSATION, 900_000_000, "", 0, (1,)),),
    )  # fmt: skip
    collect(desk, fee, 500_000)
    Case.objects.filter(pk=big.pk).update(officer=None)
    mark(big, Said("parties"), since=big.decided_on, by=desk[Role.HEAD])
    for case, ward in ((debt, "Phường Ngọc Hà, Ba Đình"), (fee, "Phường Ô Chợ Dừa, Đống Đa")):
        Party.objects.filter(case=case, role=PartyRole.DEBTOR).update(address=ward)
    Deadline.objects.all().delete()  # those the acts started; the tests set their own
    return debt, fee, big


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({"obligation": "court_fee"}, "2"),
        ({"obligation": "compensation"}, "3"),
        ({"obligation": "maintenance"}, ""),
        ({"amount_from": "40 triệu"}, "31"),
        ({"amount_from": "2.000.000", "amount_to": "2 triệu"}, "2"),
        ({"amount_to": "39.999.999"}, "2"),
        ({"held": "on"}, "2"),
        ({"officer": "none"}, "3"),
        ({"officer": "HN-BD-01"}, "21"),
        ({"address": "ngoc ha"}, "1"),
        ({"address": "Ô Chợ Dừa"}, "2"),
        ({"judgment": "45/2018"}, "321"),
        ({"judgment": "tand quan ba dinh"}, "321"),
        ({"judgment": "46/2018"}, ""),
        ({"key": "on"}, "3"),
        ({"flag": "budget"}, "2"),
        ({"origin": "ex_officio", "judgment_kind": "criminal"}, "2"),
        ({"since": "05/10/2018", "until": "05.10.2018"}, "321"),
        ({"filed_since": "01/01/2018"}, ""),
        ({"obligation": "court_fee", "q": "cuong"}, "2"),
    ],
)  # fmt: skip
def test_each_filter_alone(three, officer, query, finds):
    assert shown(officer, **query) == list(finds)


def test_deadlines_overdue_this_week_or_running(three, officer):
    debt, fee, big = three
    term(debt, TODAY - timedelta(days=1))
    term(fee, TODAY)  # today is not overdue
    term(fee, TODAY + timedelta(days=7))
    term(big, TODAY - timedelta(days=9), done_on=TODAY)
    term(big, TODAY + timedelta(days=8))
    assert shown(officer, due="overdue") == ["1"]
    assert shown(officer, due="week") == ["2"]
    assert shown(officer, due="running") == ["3", "2", "1"]
    page = officer.get(reverse("case_list"), {"sort": "due"})
    assert [case.decision[0] for case, _ in page.context["rows"]] == ["1", "2", "3"]
    assert "<b>04/10/2018</b> quá hạn" in page.text
    assert "<b>05/10/2018</b> quá hạn" not in page.text


def test_not_verified_for_half_a_year(desk, three, officer, settings):
    debt, fee, _ = three
    record_step(debt, kind=StepKind.VERIFIED, on=TODAY, by=desk[Role.OFFICER])
    wrong = record_step(fee, kind=StepKind.VERIFIED, on=TODAY, by=desk[Role.OFFICER])
    cancel_step(wrong, by=desk[Role.OFFICER], reason="Nhầm hồ sơ")
    assert shown(officer, unverified="6") == ["3", "2"]
    settings.TODAY = date(2019, 4, 5)
    assert shown(officer, unverified="6") == ["3", "2"]
    settings.TODAY = date(2019, 4, 6)
    assert shown(officer, unverified="6") == ["3", "2", "1"]
    assert shown(officer, unverified="12") == ["3", "2"]


def test_what_is_wrong_is_said_at_its_field(three, officer):
    for query in ({"amount_from": "1.2"}, {"due": "never"}, {"sort": "password"}):
        page = officer.get(reverse("case_list"), query)
        assert "Chưa lọc được" in page.text or query == {"sort": "password"}
        assert not page.context["rows"] or query == {"sort": "password"}


def test_every_chosen_filter_has_its_chip(three, officer):
    query = {
        "obligation": "court_fee", "amount_from": "2 triệu", "held": "on", "due": "overdue",
        "unverified": "6", "address": "Đống Đa", "judgment": "45", "officer": "none",
        "filed_since": "01/10/2018", "cols": "rest",
    }  # fmt: skip
    page = officer.get(reverse("case_list"), query)
    for words in (
        "Án phí, lệ phí Tòa án", "Còn từ 2.000.000 đồng", "Có tiền chưa chi",
        "Thời hạn: Đã quá hạn", "Chưa xác minh lại: Quá 6 tháng", "Địa chỉ: Đống Đa",
        "Bản án: 45", "Chưa phân công", "Nộp yêu cầu từ 01/10/2018",
    ):  # fmt: skip
        assert f"Bỏ lọc: {words}" in page.text, words
    chips = dict(page.context["chips"])
    without = parse_qs(urlsplit(chips["Địa chỉ: Đống Đa"]).query)
    assert without == {name: [text] for name, text in query.items() if name != "address"}


# ---------------------------------------------------------------- orders
def test_orders(desk, officer):
    for number, debtor, amount in ((1, "Đỗ An", 5), (2, "Dương Bình", 7), (3, "Ấu Lan", 6)):
        opened(desk, number, amount=amount, debtor=debtor)
    assert shown(officer) == ["3", "2", "1"]
    assert shown(officer, sort="day") == ["1", "2", "3"]
    assert shown(officer, sort="rest") == ["1", "3", "2"]
    assert shown(officer, sort="-rest") == ["2", "3", "1"]
    # Vietnamese letters: a, ă, â … d, đ
    assert shown(officer, sort="debtor") == ["3", "2", "1"]
    assert shown(officer, sort="-debtor") == ["1", "2", "3"]


def test_a_list_too_long_to_be_worked_out_says_so(desk, officer, monkeypatch):
    for number in (1, 2, 3):
        opened(desk, number, amount=10 - number)
    monkeypatch.setattr(filters, "SORTABLE", 2)
    page = officer.get(reverse("case_list"), {"sort": "rest"})
    assert "Danh sách quá dài" in page.text
    assert [case.decision[0] for case, _ in page.context["rows"]] == ["3", "2", "1"]
    assert shown(officer, sort="rest", since="05/10/2018", q="cuong") == ["3", "2", "1"]


def test_a_very_long_list_is_counted_so_far_and_says_more(desk, officer, monkeypatch):
    for number in (1, 2, 3, 4):
        opened(desk, number)
    monkeypatch.setattr(caselist, "COUNTED", 3)
    monkeypatch.setattr(caselist, "PAGE", 2)
    page = officer.get(reverse("case_list"))
    assert "1–2 trong hơn 3 hồ sơ" in page.text
    assert "3–3 trong hơn 3 hồ sơ" in officer.get(reverse("case_list"), {"page": "2"}).text


# ---------------------------------------------------------------- columns
def test_columns_of_the_role_and_those_chosen(desk, officer):
    opened(desk, 1)
    heads = lambda page: [code for code, _ in page.context["columns"]]  # noqa: E731
    assert heads(officer.get(reverse("case_list"))) == columns_for(Role.OFFICER)
    accountant = signed_in(desk[Role.ACCOUNTANT]).get(reverse("case_list"))
    assert heads(accountant) == list(DEFAULTS[Role.ACCOUNTANT])
    page = officer.get(reverse("case_list"), {"cols": "rest,court,nonsense"})
    assert heads(page) == ["decision", "court", "rest"]  # the number always, in the list's order
    assert "TAND quận Ba Đình" in page.text


def test_chosen_columns_come_into_the_address_and_the_usual_ones_do_not(desk, officer):
    post = lambda cols: officer.post(reverse("case_find"), {"cols": cols, "state": "open"})  # noqa: E731
    address = urlsplit(post(["rest", "creditor"]).url)
    assert parse_qs(address.query) == {"state": ["open"], "cols": ["decision,creditor,rest"]}
    usual = [code for code in columns_for(Role.OFFICER) if code != "decision"]
    assert parse_qs(urlsplit(post(usual).url).query) == {"state": ["open"]}


def test_no_set_of_columns_costs_more_for_many_cases(desk, officer):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = officer.get(reverse("case_list"), {"cols": ",".join(COLUMNS)})
        assert page.status_code == 200
        return len(queries)

    case = opened(desk, 1)
    term(case, TODAY)
    officer.get(reverse("case_list"))
    few = cost()
    for number in range(2, 9):
        case = opened(desk, number, debtor=f"Lê Văn {number}")
        term(case, TODAY)
        record_step(case, kind=StepKind.VERIFIED, on=TODAY, by=desk[Role.OFFICER])
        collect(desk, case, 1_000, f"A{number}")
    assert cost() == few
    assert few <= 16


def test_many_debtors_are_two_names_and_a_number(desk, officer):
    case = opened(desk, 1)
    for name in ("Trần Thị Hai", "Phạm Văn Ba", "Vũ Thị Tư"):
        Party.objects.create(case=case, role=PartyRole.DEBTOR, name=name)
    page = officer.get(reverse("case_list")).text
    assert "Lê Văn Cường, Trần Thị Hai và 2 người khác" in page


# ---------------------------------------------------------------- kept filters
def test_a_filter_is_kept_listed_replaced_and_forgotten(desk, officer):
    opened(desk, 1)
    save = reverse("filter_save")
    answer = officer.post(
        save, {"name": "  Việc  của tôi ", "query": "officer=HN-BD-01&page=3&found=1"}
    )
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("Việc của tôi", "officer=HN-BD-01")
    assert answer.url == f"{reverse('case_list')}?officer=HN-BD-01"
    page = officer.get(answer.url).text
    assert f'href="{reverse("case_list")}?officer=HN-BD-01">Việc của tôi</a>' in page
    officer.post(save, {"name": "Việc của tôi", "query": "state=open"})
    assert SavedFilter.objects.get().query == "state=open"
    stranger = signed_in(desk[Role.HEAD])
    assert "Việc của tôi" not in stranger.get(reverse("case_list")).text
    assert stranger.post(reverse("filter_delete", args=(kept.pk,))).status_code == 404
    officer.post(reverse("filter_delete", args=(kept.pk,)))
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "says"),
    [
        ("", "state=open", "Đặt tên"),
        ("Tên", "", "Chưa chọn điều kiện"),
        ("Tên", "state=lost", "chưa đúng"),
        ("Tên", "q=001071012347", "chưa đúng"),
        ("T" * 81, "state=open", "80 ký tự"),
        ("Tên", "q=a&" + "x=" + "y" * 2000, "quá dài"),
    ],
)
def test_a_filter_that_cannot_be_kept_says_why(desk, officer, name, query, says):
    page = officer.post(reverse("filter_save"), {"name": name, "query": query}, follow=True)
    assert says in page.text
    assert not SavedFilter.objects.exists()


def test_of_other_offices_nothing_can_be_chosen(desk, officer):
    factories.officer("HN-HK-01", "Người Lạ Mặt")
    opened(desk, 1, at="HN-HK")
    page = officer.get(reverse("case_list"))
    assert "Người Lạ Mặt" not in page.text
    for query in ({"officer": "HN-HK-01"}, {"office": "HN-HK"}, {"cols": "office,officer"}):
        assert "45/2018/KDTM-ST" not in officer.get(reverse("case_list"), query).text


# ---------------------------------------------------------------- without the mouse
@pytest.mark.django_db(transaction=True)
def test_from_the_search_box_to_a_case_by_keys_alone(desk, sit_down):
    for number, debtor in ((1, "Lê Văn Cường"), (2, "Đặng Thị Ưởng"), (3, "Đặng Thị Ưởng")):
        opened(desk, number, debtor=debtor)
    page = sit_down(desk[Role.OFFICER])
    page.goto(reverse("case_list"))
    page.keyboard.press("/")
    page.keyboard.type("dang thi uong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?q=dang+thi+uong")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")
    assert "2/QĐ-CCTHADS" in page.inner_text("h1")
    page.goto(reverse("case_list"))
    check(page)
    with page.expect_download() as download:
        page.keyboard.press("x")
    assert download.value.suggested_filename == "ho-so-2018-10-05.xlsx"
