"""A delegated asset's file at work: who has it, who is in it, its money back, counted nowhere."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases.actions.asset_files import assign_file
from cases.actions.books import open_books
from cases.actions.money import receive
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.steps import cancel_step, record_step
from cases.actions.vouchers import Given
from cases.assets import Passed, passed_on
from cases.choices import Fund, PayMethod, Role, StepKind
from cases.models import Case, Deadline, Office, Officer, Step, Succession
from cases.rules import Refusal
from tests import factories
from tests.test_asset_files import SOI, file, fresh, typed  # noqa: F401
from tests.test_views_cases import TODAY, opened

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- its money, there and back
def money(case):
    return passed_on([case.pk]).get(case.pk, Passed())


def test_what_came_in_is_compared_with_what_went_back(file, desk, login):  # noqa: F811
    accountant, address = desk[Role.ACCOUNTANT], reverse("case_detail", args=[file.pk])
    receive(
        file, fund=Fund.DELEGATED, amount=900, on=TODAY, by=accountant, method=PayMethod.BANK,
        given=Given(number="BC1", name="Người mua"),
    )  # fmt: skip
    assert money(file) == Passed(900) and money(file).held == 900
    order = prepare_order(
        file.office, by=accountant, items=[Item(file, Fund.DELEGATED, 400)],
        payee=Payee(SOI, PayMethod.BANK, account="3511"),
    )  # fmt: skip
    confirm_order(order.pk, by=desk[Role.HEAD])
    assert (money(file), money(file).held) == (Passed(900, 400), 500)
    said = {"kind": StepKind.ASSET_MONEY_SENT, "on": TODAY, "by": desk[Role.CLERK]}
    with pytest.raises(Refusal, match=r"Còn giữ 500 đồng .*Điều 57 khoản 2 điểm c"):
        record_step(file, **said)
    client = login(desk[Role.OFFICER])
    assert "Đã chuyển nơi ủy thác" in client.get(address).text
    (row,) = client.get(reverse("asset_file_list")).context["rows"]
    assert row == (file, Passed(900, 400)) and row[0].delegated_by == SOI
    order = prepare_order(
        file.office, by=accountant, items=[Item(file, Fund.DELEGATED, 500)],
        payee=Payee(SOI, PayMethod.BANK, account="3511"),
    )  # fmt: skip
    confirm_order(order.pk, by=desk[Role.HEAD])
    sent = record_step(file, **said)
    assert not fresh(file).is_open and money(file) == Passed(900, 900)
    cancel_step(sent, by=desk[Role.CLERK], reason="Nhầm")


# ---------------------------------------------------------------- who has it
def test_it_is_given_to_another_officer_with_its_terms(file, desk, login):  # noqa: F811
    other = factories.officer("HN-BD-02", "Lê Thị Hoa")
    client = login(desk[Role.HEAD])
    address = reverse("asset_file_assign", args=[file.pk])
    assert address in client.get(reverse("case_detail", args=[file.pk])).text
    future = {"officer": other.pk, "on": f"{TODAY + timedelta(days=1):%d/%m/%Y}"}
    assert client.post(address, future).context["form"].errors.keys() == {"on"}
    said = {"officer": other.pk, "on": f"{TODAY:%d/%m/%Y}", "note": "Theo phân công số 3"}
    assert client.post(address, said).status_code == 302
    kept = fresh(file)
    assert kept.officer == other
    step = Step.objects.get(case=file, kind=StepKind.NOTED)
    assert step.note == "Giao Chấp hành viên Lê Thị Hoa. Theo phân công số 3"
    assert set(Deadline.objects.filter(case=file).values_list("officer", flat=True)) == {other.pk}
    with pytest.raises(Refusal, match="đang do Lê Thị Hoa giữ"):
        assign_file(kept, other, by=desk[Role.HEAD], on=TODAY)
    with pytest.raises(PermissionDenied):
        assign_file(kept, factories.officer(), by=desk[Role.OFFICER], on=TODAY)
    elsewhere = factories.officer("HN-HK-01", "Phạm Văn Em")
    with pytest.raises(Refusal, match="đơn vị khác"):
        assign_file(kept, elsewhere, by=desk[Role.HEAD], on=TODAY)


def test_a_successor_takes_the_file_into_its_own_hands(file, desk):  # noqa: F811
    old = file.office
    new = Office.objects.create(
        code="HN-KV1", name="Phòng THADS Khu vực 1 - Hà Nội", kind="regional",
        parent=old.parent, valid_from=date(2018, 10, 3),
    )  # fmt: skip
    Office.objects.filter(pk=old.pk).update(valid_to=date(2018, 10, 2))
    Succession.objects.create(old=old, new=new, on=date(2018, 10, 3))
    officer = Officer.objects.create(
        code="HN-KV1-01", office=new, name="Lê Thị Hoa", valid_from=date(2018, 10, 3)
    )
    open_books(new, new.valid_from)
    head = factories.user(Role.HEAD, username="head.kv1")
    type(head).objects.filter(pk=head.pk).update(office=new)
    assign_file(file, officer, by=type(head).objects.get(pk=head.pk), on=TODAY)
    assert (fresh(file).office, fresh(file).officer) == (new, officer)
    assert set(file.deadlines.values_list("office", flat=True)) == {new.pk}


def test_a_party_is_added_once(file, desk, login):  # noqa: F811
    client = login(desk[Role.CLERK])
    address = reverse("asset_file_party", args=[file.pk])
    said = {"role": "related", "name": "Ngân hàng Hồ Gươm", "kind": "legal"}
    for _ in range(2):
        assert client.post(address, said).status_code == 302
    assert file.parties.filter(role="related").values_list("name", flat=True).get() == said["name"]
    case = opened(desk)
    assert client.get(reverse("asset_file_party", args=[case.pk])).status_code == 404


# ---------------------------------------------------------------- counted nowhere
def test_no_total_of_cases_counts_it(file, desk, login):  # noqa: F811
    case = opened(desk)
    for role in (Role.OFFICER, Role.HEAD, Role.CITY_LEADER):
        client = login(desk[role])
        listed = client.get(reverse("case_list")).context
        assert [row.pk for row, _ in listed["rows"]] == [case.pk], role
        assert listed["page_obj"].paginator.count == 1
        found = client.get(reverse("case_list"), {"q": "7/QĐ-XLTS"}).context["rows"]
        assert [row.pk for row, _ in found] == [file.pk]
    assert list(Case.objects.open()) == [case]


def test_no_board_counts_it(desk, login):
    opened(desk)
    city, clerk = desk[Role.CITY_LEADER], desk[Role.CLERK]

    def board():
        text = login(city).get(reverse("board")).text
        return re.sub(r'(nonce|value|content)="[^"]{20,}"', "", text)

    before = board()
    opening = login(clerk).post(reverse("asset_file_new"), typed(), follow=True)
    assert "Đã mở hồ sơ" in opening.text
    assert board() == before
    assert Case.objects.count() == 2


def test_a_list_of_files_costs_the_same_however_many(
    file, desk, login, django_assert_max_num_queries  # noqa: F811
):  # fmt: skip
    client = login(desk[Role.CLERK])
    for n in range(8, 20):
        assert client.post(reverse("asset_file_new"), typed(decision=f"{n}/QĐ")).status_code == 302
    with django_assert_max_num_queries(9):
        assert len(client.get(reverse("asset_file_list")).context["rows"]) == 13
