"""Accounts, officers, offices and the committee: what administrators may do and what is refused."""

import re
import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings

from cases.actions import people as actions
from cases.choices import Role
from cases.models import Agency, CommitteeMembership, Office, Officer, Succession, User
from cases.rules import Refusal
from tests import factories


@pytest.fixture
def keeper(people):
    return people[Role.ADMINISTRATOR]


@pytest.fixture
def browser(login, keeper):
    return login(keeper)


def account(**changed):
    fields = {"username": "Moi.BaDinh", "name": "Người mới", "role": Role.CLERK, "officer": ""}
    return fields | changed


# ---------------------------------------------------------------- scopes
def test_scopes_of_each_role(people):
    def seen(role, scope):
        return sorted(o.code for o in getattr(Office.objects, scope)(people[role]))

    everything = ["HN", "HN-BD", "HN-HK"]
    for role in (Role.OFFICER, Role.HEAD, Role.ACCOUNTANT, Role.CLERK):
        assert seen(role, "visible_to") == seen(role, "figures_open_to") == ["HN-BD"]
    for role in (Role.CITY_LEADER, Role.CITY_CLERK):
        assert seen(role, "visible_to") == seen(role, "figures_open_to") == everything
    assert seen(Role.COMMITTEE, "visible_to") == []
    assert seen(Role.COMMITTEE, "figures_open_to") == everything
    assert seen(Role.ADMINISTRATOR, "visible_to") == []
    assert seen(Role.ADMINISTRATOR, "figures_open_to") == []
    assert seen(Role.ADMINISTRATOR, "managed_by") == everything
    assert seen(Role.CITY_LEADER, "managed_by") == []
    stopped = factories.user(Role.HEAD, "HN-HK", is_active=False)
    assert not Office.objects.visible_to(stopped)
    assert not Office.objects.figures_open_to(stopped)


def test_successor_sees_its_predecessors_rows(db):
    actions.load_offices()
    head = User.objects.create_user(
        "kv1", role=Role.HEAD, office=Office.objects.get(code="HN-KV01")
    )
    codes = {office.code for office in Office.objects.visible_to(head)}
    assert codes == {"HN-KV01", "HN-BD", "HN-HK", "HN-TH"}
    leader = User.objects.create_user(
        "tp", role=Role.CITY_LEADER, office=Office.objects.get(code="HN-TP")
    )
    assert Office.objects.visible_to(leader).count() == Office.objects.count()


def test_membership_dates_open_and_close_the_figures(people):
    member = people[Role.COMMITTEE]
    membership = member.memberships.get()
    assert Office.objects.figures_open_to(member).count() == 3
    membership.until = date(2018, 1, 1)
    membership.save()
    assert not Office.objects.figures_open_to(member)
    assert member.sits_on_committee(date(2018, 1, 1))
    assert not member.sits_on_committee(date(2018, 1, 2))
    assert not member.sits_on_committee(date(2017, 9, 30))
    with override_settings(TODAY=date(2018, 1, 1)):
        assert Office.objects.figures_open_to(member).count() == 3


# ---------------------------------------------------------------- what the database refuses
@pytest.mark.parametrize(
    "fields",
    [
        {"role": "owner", "office": "HN"},
        {"role": Role.CLERK, "office": None},
        {"role": Role.COMMITTEE, "office": "HN"},
        {"role": Role.CLERK, "office": "HN", "username": "CLERK.hn-bd"},
    ],
)
def test_impossible_accounts_are_refused_by_the_database(people, fields):
    code = fields.pop("office")
    office = Office.objects.get(code=code) if code else None
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**({"username": "x"} | fields), office=office)


def test_terms_are_in_order(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.update(valid_to=date(2001, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMembership.objects.update(until=date(2001, 1, 1))


# ---------------------------------------------------------------- accounts
def test_create_an_account_and_sign_in_with_its_first_password(browser, ba_dinh):
    page = browser.post("/manage/accounts/new", account(office=ba_dinh.pk))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    password = re.search(r"data-first-password>([^<]+)<", page.text)[1]
    user = User.objects.get(username="moi.badinh")
    assert user.must_change_password
    assert user.check_password(password)
    signed_in = Client().post("/login", {"username": "MOI.badinh", "password": password})
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"username": "CLERK.hn-bd"}, "username", "Tên đăng nhập này đã có."),
        ({"username": "hà nội"}, "username", "Chỉ dùng chữ không dấu"),
        ({"office": ""}, "office", "Chọn đơn vị"),
        ({"role": Role.COMMITTEE}, "office", "không thuộc đơn vị nào"),
        ({"role": Role.CITY_CLERK}, "office", "chỉ có ở cơ quan thi hành án thành phố"),
        ({"role": Role.OFFICER}, "officer", "Chọn Chấp hành viên"),
        ({"role": Role.OFFICER, "officer": "HN-HK-01"}, "officer", "thuộc Chi cục THADS quận Hoàn"),
        ({"role": Role.OFFICER, "officer": "HN-BD-01"}, "officer", "đã có tài khoản"),
        ({"officer": "HN-BD-02"}, "officer", "Chỉ Chấp hành viên và Thủ trưởng"),
        ({"role": "owner"}, "role", ""),
    ],
)
def test_refused_account_says_so_at_the_field_and_keeps_what_was_typed(
    browser, ba_dinh, changed, field, words
):
    for code in ("HN-HK-01", "HN-BD-02"):
        factories.officer(code)
    if changed.get("officer"):
        changed = changed | {"officer": Officer.objects.get(code=changed["officer"]).pk}
    before = User.objects.count()
    page = browser.post("/manage/accounts/new", account(office=ba_dinh.pk) | changed)
    assert words in str(page.context["form"].errors[field])
    assert 'value="Người mới"' in page.text
    assert User.objects.count() == before


def test_edit_an_account(browser, people, hoan_kiem):
    clerk = people[Role.CLERK]
    fields = {"name": "Tên khác", "role": Role.HEAD, "office": hoan_kiem.pk, "officer": ""}
    assert browser.post(f"/manage/accounts/{clerk.pk}", fields).url == "/manage/"
    clerk.refresh_from_db()
    assert (clerk.name, clerk.role, clerk.office) == ("Tên khác", Role.HEAD, hoan_kiem)
    assert clerk.username == "clerk.hn-bd"


def test_deactivated_and_reactivated(browser, people):
    clerk = people[Role.CLERK]
    address = f"/manage/accounts/{clerk.pk}/active"
    page = browser.post(address, {"active": "0"}, follow=True)
    assert "đã ngừng hoạt động" in page.text
    assert not User.objects.get(pk=clerk.pk).is_active
    browser.post(address, {"active": "1"})
    assert User.objects.get(pk=clerk.pk).is_active


def test_an_administrator_cannot_lock_himself_out(browser, keeper, hanoi):
    page = browser.post(f"/manage/accounts/{keeper.pk}/active", {"active": "0"}, follow=True)
    assert "Không thể tự ngừng" in page.text
    fields = {"name": "x", "role": Role.CLERK, "office": hanoi.pk, "officer": ""}
    page = browser.post(f"/manage/accounts/{keeper.pk}", fields)
    assert "Không thể tự đổi vai trò" in str(page.context["form"].errors["role"])
    keeper.refresh_from_db()
    assert keeper.may("manage")


def test_reset_password_ends_sessions_and_the_lock_out(browser, people, client):
    clerk = people[Role.CLERK]
    theirs = Client()
    theirs.force_login(clerk, backend="cases.views.session.AccountBackend")
    assert theirs.get("/password").status_code == 200
    for _ in range(5):
        Client().post("/login", {"username": clerk.username, "password": "sai"})
    page = browser.post(f"/manage/accounts/{clerk.pk}/password")
    password = re.search(r"data-first-password>([^<]+)<", page.text)[1]
    assert theirs.get("/password").status_code == 302
    fields = {"username": clerk.username, "password": password}
    assert Client().post("/login", fields).status_code == 302


def test_every_action_asks_for_the_right_again(people, ba_dinh):
    clerk, leader = people[Role.CLERK], people[Role.CITY_LEADER]
    for by in (clerk, leader):
        with pytest.raises(PermissionDenied):
            actions.set_active(people[Role.HEAD].pk, False, by=by)
        with pytest.raises(PermissionDenied):
            actions.save_agency(None, by=by, name="x")


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_stop_each_other_leave_one():
    one = factories.user(Role.ADMINISTRATOR)
    two = factories.user(Role.ADMINISTRATOR, "HN-BD")
    start = threading.Barrier(2)
    refused = []

    def stop(by, other):
        start.wait()
        try:
            actions.set_active(other.pk, False, by=by)
        except PermissionDenied:
            refused.append(by)
        finally:
            connection.close()

    threads = [threading.Thread(target=stop, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_lists_cost_the_same_for_many_rows(browser, django_assert_max_num_queries):
    for n in range(1, 60):
        factories.officer(f"HN-HK-{n:02}")
    browser.get("/manage/")  # writes the moment of the last request, once a minute
    for address in ("/manage/", "/manage/officers", "/manage/offices", "/manage/agencies"):
        with django_assert_max_num_queries(6):  # session, user, count, rows, a filter's choices …
            assert browser.get(address).status_code == 200


def test_filters_of_the_lists(browser, people):
    def names(query):
        page = browser.get(f"/manage/?{query}")
        return {user.username for user in page.context["page_obj"]}

    assert names("role=clerk") == {"clerk.hn-bd"}
    assert names("q=LEADER") == {"city_leader.hn"}
    assert names("office=HN-BD&state=active") == {
        *("officer.hn-bd", "head.hn-bd", "accountant.hn-bd", "clerk.hn-bd"),
    }
    assert names("state=stopped") == set()
    assert "Không có tài khoản nào khớp" in browser.get("/manage/?q=zzz").text


# ---------------------------------------------------------------- officers
def test_create_and_end_an_officer(browser, ba_dinh):
    fields = {
        "code": "HN-BD-07",
        "office": ba_dinh.pk,
        "name": "Lê Văn Bảy",
        "valid_from": "3/4/2018",
    }
    assert browser.post("/manage/officers/new", fields).url == "/manage/officers"
    officer = Officer.objects.get(code="HN-BD-07")
    assert officer.valid_from == date(2018, 4, 3)  # the day comes first
    page = browser.post("/manage/officers/new", fields)
    assert "đã có" in str(page.context["form"].errors["code"])
    changed = {"name": "Lê Văn Bảy", "valid_from": "03/04/2018", "valid_to": "02/04/2018"}
    page = browser.post(f"/manage/officers/{officer.pk}", changed)
    assert "từ ngày bắt đầu" in str(page.context["form"].errors["valid_to"])
    assert 'value="02/04/2018"' in page.text
    browser.post(f"/manage/officers/{officer.pk}", changed | {"valid_to": "30.09.2018"})
    officer.refresh_from_db()
    assert officer.valid_to == date(2018, 9, 30)


def test_what_is_no_day_is_refused_and_shown_again(browser, ba_dinh):
    fields = {"code": "HN-BD-07", "office": ba_dinh.pk, "name": "x", "valid_from": "31/02/2018"}
    page = browser.post("/manage/officers/new", fields)
    assert "Nhập ngày/tháng/năm" in str(page.context["form"].errors["valid_from"])
    assert 'value="31/02/2018"' in page.text


# ---------------------------------------------------------------- offices
def office_fields(office, **changed):
    return {
        "name": office.name,
        "kind": office.kind,
        "parent": office.parent_id or "",
        "valid_from": f"{office.valid_from:%d/%m/%Y}",
        "valid_to": "",
        "symbol": "CCTHADS",
        "seat": "Ba Đình",
        "letterhead": "CỤC THI HÀNH ÁN DÂN SỰ THÀNH PHỐ HÀ NỘI",
    } | changed


def test_edit_an_office(browser, ba_dinh):
    fields = office_fields(ba_dinh, code="X", symbol="CCTHADS-BĐ", valid_to="30/06/2025")
    assert browser.post(f"/manage/offices/{ba_dinh.pk}", fields).url == "/manage/offices"
    ba_dinh.refresh_from_db()
    assert (ba_dinh.code, ba_dinh.symbol) == ("HN-BD", "CCTHADS-BĐ")
    assert ba_dinh.valid_to == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"parent": ""}, "parent"),
        ({"kind": "regional"}, "parent"),
        ({"kind": "city_office"}, "parent"),
        ({"valid_to": "01/01/2009"}, "valid_to"),
    ],
)
def test_refused_office(browser, ba_dinh, changed, field):
    page = browser.post(f"/manage/offices/{ba_dinh.pk}", office_fields(ba_dinh, **changed))
    assert field in page.context["form"].errors
    ba_dinh.refresh_from_db()
    assert ba_dinh.kind == "district"


def test_city_keeps_a_kind_that_fits_the_offices_below(browser, hanoi, ba_dinh):
    fields = office_fields(hanoi, kind="city_office")
    page = browser.post(f"/manage/offices/{hanoi.pk}", fields)
    assert "không hợp với các đơn vị cấp dưới" in str(page.context["form"].errors["kind"])


def test_add_an_office_and_its_succession(browser, ba_dinh, hoan_kiem, hanoi):
    fields = office_fields(ba_dinh, code="HN-MOI", name="Chi cục THADS quận Mới")
    assert browser.post("/manage/offices/new", fields).url == "/manage/offices"
    new = Office.objects.get(code="HN-MOI")
    address = f"/manage/offices/{ba_dinh.pk}/succeed"
    assert browser.post(address, {"new": new.pk, "on": "01/07/2018"}).status_code == 302
    succession = Succession.objects.get()
    assert (succession.old, succession.new) == (ba_dinh, new)
    page = browser.post(address, {"new": new.pk, "on": "01/07/2018"})
    assert "đã được ghi" in page.text
    back = browser.post(f"/manage/offices/{new.pk}/succeed", {"new": ba_dinh.pk, "on": "1/7/2018"})
    assert "không kế thừa vòng" in back.text
    assert browser.post(f"/manage/successions/{succession.pk}/delete").status_code == 302
    assert not Succession.objects.exists()


# ---------------------------------------------------------------- the committee
def test_agencies_and_memberships(browser, people):
    assert browser.post("/manage/agencies/new", {"name": "Sở Tư pháp"}).status_code == 302
    assert "đã có" in browser.post("/manage/agencies/new", {"name": "sở tư pháp"}).text
    agency = Agency.objects.get(name="Sở Tư pháp")
    browser.post(f"/manage/agencies/{agency.pk}", {"name": "Sở Tư pháp Hà Nội"})
    member = people[Role.COMMITTEE]
    join = f"/manage/agencies/{agency.pk}/join"
    page = browser.post(join, {"user": member.pk, "since": "01/01/2018"})
    assert "Trùng thời gian" in str(page.context["form"].errors["since"])
    first = member.memberships.get()
    edited = {"since": "01/10/2017", "until": "31/12/2017"}
    assert browser.post(f"/manage/memberships/{first.pk}", edited).status_code == 302
    assert browser.post(join, {"user": member.pk, "since": "01/01/2018"}).status_code == 302
    assert member.memberships.count() == 2
    page = browser.get("/manage/agencies").text
    assert "Sở Tư pháp Hà Nội" in page
    assert "đến hết 31/12/2017" in page


def test_only_committee_accounts_join(browser, people, keeper):
    agency = Agency.objects.get()
    join = f"/manage/agencies/{agency.pk}/join"
    page = browser.post(join, {"user": people[Role.CLERK].pk, "since": "01/01/2018"})
    assert "user" in page.context["form"].errors
    with pytest.raises(Refusal):
        actions.add_membership(
            by=keeper, user=people[Role.CLERK], agency=agency, since=date(2018, 1, 1), until=None
        )


# ---------------------------------------------------------------- the catalogue as delivered
def test_offices_of_hanoi_are_loaded_once_and_edits_stay(db):
    assert actions.load_offices() == 45
    assert Office.objects.valid_on(date(2018, 9, 30)).count() == 31
    assert Office.objects.valid_on(date(2025, 6, 30)).count() == 31
    assert Office.objects.valid_on(date(2025, 7, 1)).count() == 13
    split = Office.objects.get(code="HN-TL").successors.values_list("code", flat=True)
    assert sorted(split) == ["HN-BTL", "HN-NTL"]
    Office.objects.filter(code="HN-BD").update(name="Tên đã sửa")
    Succession.objects.filter(old__code="HN-CG").delete()
    assert actions.load_offices() == 0
    assert Office.objects.get(code="HN-BD").name == "Tên đã sửa"
    assert not Succession.objects.filter(old__code="HN-CG").exists()


def test_inferred_offices_are_provisional_and_letterheads_are_there(db):
    actions.load_offices()
    assert not Office.objects.filter(letterhead="").exists()
    after = Office.objects.filter(valid_from=date(2025, 7, 1))
    assert set(after.values_list("provisional", "symbol")) == {(True, "")}
    assert Office.objects.get(code="HN").symbol == "CTHADS"


def test_load_catalogue_twice(db, capsys):
    call_command("load_catalogue")
    call_command("load_catalogue")
    assert "thêm 0 đơn vị, 0 mẫu cột, 0 biểu, 0 chỉ tiêu" in capsys.readouterr().out


# ---------------------------------------------------------------- demo accounts
def test_demo_accounts_one_for_each_role_in_demo_mode_only(db, settings):
    actions.load_offices()
    with pytest.raises(Refusal):
        actions.create_demo_accounts()
    settings.DEMO = True
    made = actions.create_demo_accounts()
    assert {user.role for user, _ in made} == set(Role)
    assert all(user.is_demo and user.check_password(password) for user, password in made)
    User.objects.filter(username="quantri").update(is_active=False, password="!")
    again = actions.create_demo_accounts()
    assert [user.pk for user, _ in again] == [user.pk for user, _ in made]
    assert User.objects.get(username="quantri").check_password(actions.DEMO_PASSWORD)
    assert User.objects.count() == len(Role)
