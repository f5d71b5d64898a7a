"""The pages of money: what an accountant meets in a day, and what two of them meet at once."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from cases.actions.money import receive, reverse_voucher
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.actions.receipt_books import close_book, open_book
from cases.actions.vouchers import Given, held_of
from cases.choices import Fund, PayMethod, Role
from cases.models import PayOrder, ReceiptBook, Voucher
from cases.money import balance_of, books_differ, books_of, held_rows
from cases.rules import Refusal
from tests import factories
from tests.test_collecting import LAW, asked, debt, kinds
from tests.test_forms_acts import address, fields
from tests.test_views_cases import TODAY, collect, opened

SHOTS: Path | None = None  # a folder: keep pictures of the pages, to be looked at


@pytest.fixture
def case(desk):
    return opened(desk, amount=1_000_000)


@pytest.fixture
def book(desk, ba_dinh):
    return open_book(
        ba_dinh, by=desk[Role.ACCOUNTANT], symbol="AA/2018", first_no=401, last_no=403,
        opened_on=date(2018, 10, 1),
    )  # fmt: skip


def order_of(desk, case, amount=100_000):
    payee = Payee("Ngân hàng TMCP Sông Hồng", PayMethod.BANK, account="0011.0022")
    item = Item(case, Fund.OBLIGATION, amount, case.obligations.get())
    return prepare_order(case.office, by=desk[Role.ACCOUNTANT], items=[item], payee=payee)


def deposit(desk, case, amount=50_000, on=TODAY, fund=Fund.DEPOSIT, number="B1"):
    return receive(
        case, fund=fund, amount=amount, on=on, by=desk[Role.ACCOUNTANT],
        method=PayMethod.BANK, given=Given(number=number, name="Phạm Văn Hải"),
    )  # fmt: skip


# ---------------------------------------------------------------- receipts
def test_a_receipt_takes_the_next_number_of_the_open_book(desk, case, book, login):
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    assert page.context["form"]["decision"].value() == "401"
    assert "số tiếp theo 401" in page.text
    debtor = case.parties.get(role="debtor")
    typed = fields(case, "collect", amount="300.000", decision="401", book=book.pk)
    client.post(address(case, "collect"), typed | {"party": debtor.pk, "name": ""})
    voucher = Voucher.objects.get()
    assert (voucher.symbol, voucher.number_no, voucher.name) == ("AA/2018", 401, "Lê Văn Cường")
    assert case.acts.get(kind="collect").decision == "401/AA/2018"
    shown = client.get(reverse("voucher_detail", args=(voucher.pk,))).text
    assert "ba trăm nghìn đồng" in shown
    printed = client.get(reverse("voucher_print", args=(voucher.pk,))).text
    assert "Ba trăm nghìn đồng" in printed
    assert "Ký hiệu: <b>AA/2018</b>" in printed
    assert client.get(address(case, "collect")).context["form"]["decision"].value() == "402"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("404", "không thuộc quyển AA/2018"),
        ("401", "đã dùng ngày 05/10/2018: Phạm Văn Hải 50.000 đồng"),
        ("AA1", "là chữ số"),
    ],
)
def test_a_number_outside_the_book_or_given_twice_is_refused(
    desk, case, book, login, number, words
):
    receive(
        case, fund=Fund.ADVANCE, amount=50_000, on=TODAY, by=desk[Role.ACCOUNTANT],
        method=PayMethod.CASH, given=Given("AA/2018", "401", 401, name="Phạm Văn Hải"),
    )  # fmt: skip
    client = login(desk[Role.ACCOUNTANT])
    typed = fields(case, "collect", amount="300.000", decision=number, book=book.pk)
    page = client.post(address(case, "collect"), typed)
    assert words in page.context["form"].errors["decision"][0]
    assert 'value="300.000"' in page.text
    assert kinds(case) == []


def test_cash_needs_a_book_and_a_payer_while_one_is_open(desk, case, book, login):
    client = login(desk[Role.ACCOUNTANT])
    typed = fields(case, "collect", amount="300.000") | {"name": ""}
    errors = client.post(address(case, "collect"), typed).context["form"].errors
    assert "chọn quyển biên lai" in errors["book"][0]
    assert "Chọn người nộp" in errors["name"][0]
    answer = client.post(address(case, "collect"), typed | {"method": "bank", "name": "Hải"})
    assert answer.status_code == 302
    assert Voucher.objects.get().number == "AA/0412"


def test_one_receipt_over_the_interest_and_what_pays_it_is_reversed_on_one_screen(desk, login):
    case = opened(desk, obligations=(debt(interest=LAW),))
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    client.post(address(case, "collect"), asked(page, amount="5.000.000", charge_interest="on"))
    voucher = Voucher.objects.get()
    client = login(desk[Role.HEAD])
    undo = reverse("voucher_reverse", args=(voucher.pk,))
    assert client.post(undo, {"reason": ""}).context["form"].errors
    answer = client.post(undo, {"reason": "Nộp nhầm hồ sơ"})
    assert answer.status_code == 302
    assert [kind for kind, *_ in kinds(case)] == ["amend", "collect", "reverse", "reverse"]
    again = client.post(undo, {"reason": "Lần nữa"}, follow=True)
    assert "không hủy được nữa" in again.text
    shown = client.get(reverse("voucher_detail", args=(voucher.pk,))).text
    assert "Đã hủy" in shown
    assert "Nộp nhầm hồ sơ" in shown
    assert "ĐÃ HỦY" in client.get(reverse("voucher_print", args=(voucher.pk,))).text
    assert books_differ() == []


def test_proceeds_of_a_sale_wait_with_where_they_came_from(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    url = reverse("receipt_new", args=(case.pk,))
    form = {
        "fund": "undistributed", "amount": "2 tỷ", "on": "05/10/2018", "method": "bank",
        "decision": "BC-77", "name": "Người mua", "last_seen": 0,
    }  # fmt: skip
    assert "tiền từ đâu" in client.post(url, form).context["form"].errors["reason"][0].lower()
    form |= {"reason": "Tiền bán đấu giá nhà số 5"}
    first = client.post(url, form)
    again = client.post(url, form)
    assert first.url == again.url  # sent twice, received once
    assert held_of(case) == {(Fund.UNDISTRIBUTED, None): 2_000_000_000}
    page = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "Tiền chưa phân phối, đang giữ" in page
    assert login(desk[Role.HEAD]).get(url).status_code == 403


def test_a_receipt_whose_number_the_book_gives_is_one_when_sent_twice(desk, case, book, login):
    """Sent again the book would give the next number: it is still the same receipt."""
    client = login(desk[Role.ACCOUNTANT])
    url = reverse("receipt_new", args=(case.pk,))
    form = {
        "fund": "advance", "amount": "2 triệu", "on": "05/10/2018", "method": "cash",
        "book": book.pk, "decision": "", "name": "Người nộp", "last_seen": 0,
    }  # fmt: skip
    assert client.post(url, form).url == client.post(url, form).url
    assert Voucher.objects.get().number_no == 401
    other = client.post(url, form | {"decision": "402"})
    second = Voucher.objects.get(number_no=402)
    assert other.url == reverse("voucher_detail", args=(second.pk,))


def test_the_numbers_of_a_book_used_void_and_missing(desk, case, book, login):
    for number in (401, 403):
        receive(
            case, fund=Fund.DEPOSIT, amount=10, on=TODAY, by=desk[Role.ACCOUNTANT],
            method=PayMethod.CASH, given=Given("AA/2018", str(number), number, name="Hải"),
        )  # fmt: skip
    reverse_voucher(Voucher.objects.earliest("pk"), by=desk[Role.HEAD], reason="Viết sai")
    (row,) = books_of([book])
    assert (row.used, row.void, row.missing, row.next_no) == (2, [401], [402], None)
    client = login(desk[Role.ACCOUNTANT])
    overlap = {"symbol": "AA/2018", "first_no": 403, "last_no": 500, "opened_on": "05/10/2018"}
    page = client.post(reverse("receipt_books"), overlap)
    assert "Trùng số với quyển" in page.context["form"].errors["first_no"][0]
    client.post(reverse("receipt_book_close"), {"book": book.pk})
    book.refresh_from_db()
    assert book.closed_on == TODAY
    assert close_book(book, by=desk[Role.ACCOUNTANT]).closed_on == TODAY
    assert ReceiptBook.objects.count() == 1


# ---------------------------------------------------------------- orders
def test_an_order_is_prepared_on_a_page_and_confirmed_on_another(desk, case, login):
    collect(desk, case, 300_000)
    client = login(desk[Role.ACCOUNTANT])
    url = reverse("pay_order_new", args=(case.pk,))
    page = client.get(url)
    name = next(iter(page.context["form"].rows))
    creditor = case.parties.get(role="creditor")
    form = {
        name: "300.001", "party": creditor.pk, "method": "bank", "reason": "Chi trả",
        "last_seen": 0, "account": "",
    }  # fmt: skip
    refused = client.post(url, form).context["form"].errors
    assert "Chỉ còn chi được 300.000 đồng" in refused[name][0]
    form |= {name: "100.000"}
    assert "tài khoản" in client.post(url, form).context["form"].errors["account"][0]
    form |= {"account": "0011.0022"}
    first, again = client.post(url, form), client.post(url, form)
    assert first.url == again.url
    order = PayOrder.objects.get()
    page = client.get(first.url)
    assert "Duyệt chi" not in page.text
    own = client.post(first.url, {"confirm": "1"}, follow=True)
    assert "không được tự duyệt" in own.text
    page = login(desk[Role.OFFICER]).get(first.url)
    assert "Duyệt chi" not in page.text
    assert login(desk[Role.OFFICER]).post(first.url, {"confirm": "1"}).status_code == 403
    done = login(desk[Role.HEAD]).post(first.url, {"confirm": "1"}, follow=True)
    assert "Đã duyệt chi" in done.text
    assert "một trăm nghìn đồng" in done.text
    late = login(factories.second_accountant()).post(first.url, {"confirm": "1"}, follow=True)
    assert "duyệt chi lúc" in late.text
    order.refresh_from_db()
    assert order.voucher.amount == 100_000


def test_an_order_is_given_back_with_the_reason(desk, case, login):
    collect(desk, case, 300_000)
    order = order_of(desk, case)
    url = reverse("pay_order_detail", args=(order.pk,))
    client = login(desk[Role.HEAD])
    assert client.post(url, {"reason": ""}).context["form"].errors
    page = client.post(url, {"reason": "Sai số tài khoản"}, follow=True)
    assert "Sai số tài khoản" in page.text
    with pytest.raises(Refusal, match="rút"):
        confirm_order(order.pk, by=desk[Role.HEAD])


# ---------------------------------------------------------------- the day, held, balance
def test_the_accountant_begins_with_the_day(desk, case, login):
    collect(desk, case, 300_000)
    deposit(desk, case)
    order_of(desk, case)
    client = login(desk[Role.ACCOUNTANT])
    assert client.get(reverse("home")).url == reverse("money_day")
    page = client.get(reverse("money_day"))
    assert page.context["found"].received == 350_000
    assert "Đề nghị chi chờ duyệt" in page.text
    assert "Chi trả tiền thi hành án đã thu" in page.text
    assert "chờ anh/chị duyệt" not in page.text
    assert "chờ anh/chị duyệt" in login(desk[Role.HEAD]).get(reverse("money_day")).text
    printed = client.get(reverse("money_print"), {"day": "05/10/2018"}).text
    assert "350.000" in printed
    assert "Phạm Văn Hải" not in login(
        factories.user(Role.ACCOUNTANT, "HN-HK")
    ).get(reverse("money_day")).text  # fmt: skip


def test_held_money_has_an_age_from_the_oldest_not_yet_paid(desk, case, settings):
    settings.TODAY = date(2018, 6, 1)
    old = opened_early(desk, case)
    settings.TODAY = date(2018, 10, 5)
    deposit(desk, case, 70, on=TODAY, number="B2")
    (row,) = held_rows([case.office], TODAY)
    assert (row.amount, row.ages, row.since) == (120, (70, 0, 0, 50), old)
    second = factories.second_accountant()
    order = prepare_order(
        case.office, by=desk[Role.ACCOUNTANT], payee=Payee("Hải", PayMethod.CASH),
        items=[Item(case, Fund.DEPOSIT, 60)],
    )  # fmt: skip
    confirm_order(order.pk, by=second)
    (row,) = held_rows([case.office], TODAY)
    assert (row.ages, row.since) == ((60, 0, 0, 0), TODAY)
    assert held_rows([case.office], TODAY, fund="deposit", age="91") == []


def opened_early(desk, case):
    day = date(2018, 6, 1)
    deposit(desk, case, 50, on=day)
    return day


def test_money_in_is_paid_out_and_held(desk, case):
    collect(desk, case, 300_000)
    deposit(desk, case)
    confirm_order(order_of(desk, case).pk, by=desk[Role.HEAD])
    balance = balance_of([case.office], date(2018, 10, 1), TODAY)
    total = balance.total
    assert (total.before, total.received, total.paid, total.after) == (0, 350_000, 100_000, 250_000)
    assert balance.ledger == balance.held_for_obligations == 200_000
    assert balance.differ == []
    later = balance_of([case.office], date(2018, 10, 6), date(2018, 10, 31)).total
    assert (later.before, later.received, later.after) == (250_000, 0, 250_000)


def test_a_difference_is_named_and_leads_to_its_case(desk, case, login, monkeypatch):
    monkeypatch.setattr("cases.actions.ledger.parts_of", lambda act, lines: [])
    collect(desk, case, 300_000)
    page = login(desk[Role.ACCOUNTANT]).get(reverse("money_balance")).text
    assert "không khớp ở 1 chỗ" in page
    assert reverse("case_detail", args=(case.pk,)) in page


@pytest.mark.parametrize(
    ("name", "most"),
    [("money_day", 20), ("money_held", 12), ("money_balance", 10), ("receipt_books", 10)],
)
def test_a_page_of_money_costs_the_same_for_many_rows(
    desk, login, name, most, django_assert_max_num_queries
):
    for number in range(3, 15):
        row = opened(desk, number=number, amount=1_000)
        collect(desk, row, 500, number=f"A{number}")
        order_of(desk, row, 100)
    client = login(desk[Role.ACCOUNTANT])
    client.get(reverse(name))
    with django_assert_max_num_queries(most):
        assert client.get(reverse(name)).status_code == 200


# ---------------------------------------------------------------- two at once, in two windows
def shoot(page, name):
    if SHOTS:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.mark.django_db(transaction=True)
def test_two_confirm_one_payout_in_two_windows(sit_down, office):
    case = opened(office, amount=1_000_000)
    collect(office, case, 300_000)
    url = reverse("pay_order_detail", args=(order_of(office, case).pk,))
    first, other = sit_down(factories.second_accountant()), sit_down(office[Role.HEAD])
    for page in (first, other):
        page.goto(url)
        page.wait_for_selector("button:has-text('Duyệt chi')")
    first.click("button:has-text('Duyệt chi')")
    first.wait_for_selector("text=Đã duyệt chi")
    other.click("button:has-text('Duyệt chi')")
    other.wait_for_selector("text=Đề nghị này đã được Kế toán thứ hai duyệt chi lúc")
    assert "phiếu chi số 1/PC2018" in other.inner_text("main")
    assert Voucher.objects.filter(kind="payment").count() == 1
    shoot(other, "order-late")


def test_the_city_sees_whose_money_it_is_and_offers_no_distribution_of_it(desk, case, login):
    deposit(desk, case, fund=Fund.UNDISTRIBUTED)
    theirs = login(desk[Role.ACCOUNTANT]).get(reverse("money_held")).text
    assert reverse("distribution_new", args=(case.pk,)) in theirs
    city = login(desk[Role.CITY_LEADER])
    held = city.get(reverse("money_held")).text
    assert case.office.short_name in held
    assert reverse("distribution_new", args=(case.pk,)) not in held
    assert f"<small>{case.office.short_name}</small>" in city.get(reverse("money_day")).text
