"""The file of a delegated asset: opened, handled, its money sent back, and counted nowhere."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.actions.ledger import Paper, record_act
from cases.actions.measures import NewMeasure, decide_measure
from cases.actions.money import receive
from cases.actions.pay_orders import Item, Payee, confirm_order, payable_of, prepare_order
from cases.actions.steps import cancel_step, record_step, write_step
from cases.actions.vouchers import Given, held_of
from cases.choices import ActKind, CaseKind, Fund, MeasureKind, PayMethod, Role, StepKind
from cases.models import Act, Case, LedgerLine
from cases.rules import Refusal
from cases.rules.asset_files import ENDED, OPEN
from tests import factories
from tests.test_views_cases import TODAY, opened

SOI = "Phòng Thi hành án dân sự khu vực 3, tỉnh Bắc Ninh"


def typed(**changes):
    return {
        "delegated_by": SOI, "delegation_no": "12/QĐ-UTXLTS", "received_on": "02/10/2018",
        "decision": "7/QĐ-XLTS", "decided_on": "05/10/2018", "court": "TAND tỉnh Bắc Ninh",
        "judgment_no": "3/2018/DSST", "judgment_on": "01/06/2018", "judgment_kind": "civil",
        "origin": "on_request", "debtor": "Lê Văn Cường", "debtor_kind": "natural",
        "creditor": "Trần Thị Bình", "creditor_kind": "natural", "kind": "house",
        "description": "Nhà số 5 ngõ 12 Đội Cấn",
    } | changes  # fmt: skip


@pytest.fixture
def file(desk, login):
    client = login(desk[Role.CLERK])
    answer = client.post(reverse("asset_file_new"), typed())
    assert answer.status_code == 302
    return Case.objects.get(kind=CaseKind.DELEGATED_ASSET)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def terms(case, code):
    return list(case.deadlines.filter(term=code).values_list("done_on", flat=True))


def test_opened_it_has_steps_and_an_asset_but_no_act_or_line(file):
    assert list(file.steps.order_by("pk").values_list("kind", "counterpart")) == [
        (StepKind.ASSET_DELEGATION_RECEIVED, SOI), (StepKind.ASSET_DELEGATION_DECIDED, ""),
    ]  # fmt: skip
    assert file.assets.get().party.name == "Lê Văn Cường"
    assert not Act.objects.exists() and not LedgerLine.objects.exists()
    assert not file.obligations.exists()
    assert file.is_open and file.get_heading_display() == OPEN


def test_its_page_and_the_filter_show_it(file, desk, client):
    page = client.get(reverse("case_detail", args=[file.pk])).content.decode()
    assert OPEN in page and "Nghĩa vụ và số dư" not in page and "· thụ lý" not in page
    assert "Nhà số 5 ngõ 12 Đội Cấn" in page
    other = opened(desk)
    rows = client.get(reverse("case_list"), {"kind": "delegated_asset"}).context["rows"]
    assert [case.pk for case, _ in rows] == [file.pk]
    rows = client.get(reverse("case_list"), {"kind": "enforcement"}).context["rows"]
    assert [case.pk for case, _ in rows] == [other.pk]
    rows = client.get(reverse("case_list"), {"q": "7/QĐ-XLTS"}).context["rows"]
    assert [case.pk for case, _ in rows] == [file.pk]


def test_sent_twice_it_is_one_and_a_wrong_day_stands_at_its_field(file, client):
    assert client.post(reverse("asset_file_new"), typed()).status_code == 302
    assert Case.objects.count() == 1
    answer = client.post(reverse("asset_file_new"), typed(decision="8", decided_on="01/10/2018"))
    assert "Quyết định phải có sau ngày nhận ủy thác." in answer.content.decode()
    assert Case.objects.count() == 1


def test_another_office_does_not_see_it_and_an_officer_opens_none(file, desk, login):
    client = login(factories.user(Role.CLERK, "HN-HK"))
    assert client.get(reverse("case_detail", args=[file.pk])).status_code == 404
    client = login(desk[Role.OFFICER])
    assert client.get(reverse("asset_file_new")).status_code == 403


def test_nothing_is_booked_on_it(file, desk):
    with pytest.raises(Refusal, match="không ghi sổ thi hành án"):
        record_act(
            file.pk, kind=ActKind.PAY_OUT, on=TODAY, amount=1,
            by=desk[Role.HEAD], paper=Paper(prepared_by=desk[Role.ACCOUNTANT]),
        )  # fmt: skip


def test_sold_paid_sent_and_ended(file, desk, client):
    assert terms(file, "UTTS_ACCEPT") == [date(2018, 10, 5)]
    write_step(file, StepKind.ASSET_HANDED_OVER, TODAY, desk[Role.OFFICER], document_no="1/BB")
    assert terms(file, "UTTS_MONEY") == [None]
    receive(
        file, fund=Fund.DELEGATED, amount=900, on=TODAY, by=desk[Role.ACCOUNTANT],
        method=PayMethod.BANK, given=Given(number="BC1", name="Người mua"),
    )  # fmt: skip
    assert payable_of(file) == {(Fund.DELEGATED, None): 900}
    client.force_login(desk[Role.ACCOUNTANT])
    page = client.get(reverse("pay_order_new", args=[file.pk]))
    assert page.context["form"].initial["name"] == SOI
    order = prepare_order(
        file.office, by=desk[Role.ACCOUNTANT], items=[Item(file, Fund.DELEGATED, 900)],
        payee=Payee(SOI, PayMethod.BANK, account="3511"),
    )  # fmt: skip
    confirm_order(order.pk, by=desk[Role.HEAD])
    assert not any(held_of(file).values()) and not Act.objects.exists()
    sent = record_step(
        file, kind=StepKind.ASSET_MONEY_SENT, on=TODAY, by=desk[Role.CLERK], document_no="UNC 1"
    )
    assert terms(file, "UTTS_MONEY") == [TODAY]
    assert not fresh(file).is_open and fresh(file).get_heading_display() == ENDED
    assert ENDED in client.get(reverse("asset_file_list")).content.decode()
    cancel_step(sent, by=desk[Role.CLERK], reason="Nhầm")
    assert fresh(file).is_open and fresh(file).get_heading_display() == OPEN


def test_its_asset_can_be_seized_until_the_money_went_back(file, desk):
    asset = file.assets.get()
    new = NewMeasure(
        MeasureKind.SEIZE, TODAY, asset=asset, party=asset.party, document_no="1/QĐ-KB",
        signer="Nguyễn Văn An", disproportion="Theo quyết định ủy thác", carried_on=TODAY,
    )  # fmt: skip
    sent = record_step(file, kind=StepKind.ASSET_MONEY_SENT, on=TODAY, by=desk[Role.CLERK])
    with pytest.raises(Refusal, match="đã kết thúc"):
        decide_measure(fresh(file), new, by=desk[Role.OFFICER])
    cancel_step(sent, by=desk[Role.CLERK], reason="Nhầm")
    measure, _ = decide_measure(fresh(file), new, by=desk[Role.OFFICER])
    assert measure.is_open


def test_no_statement_knows_of_it(office, login, tmp_path):
    opened(office)

    def statement():
        call_command("statement", office="HN-BD", year=2019, months=1, out=tmp_path / "out")
        return (tmp_path / "out").read_bytes()

    before = statement()
    client = login(office[Role.CLERK])
    assert client.post(reverse("asset_file_new"), typed()).status_code == 302
    assert Case.objects.filter(kind=CaseKind.DELEGATED_ASSET).count() == 1
    assert statement() == before
