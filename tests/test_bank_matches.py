"""One line that is several vouchers, several lines that are one, and files as banks send them."""

import threading
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.actions import bank
from cases.actions.bank import (
    explain,
    join,
    join_sure,
    keep_statement,
    papers_of,
    part,
    rest_of,
    with_rest,
)
from cases.actions.money import receive
from cases.actions.vouchers import Given
from cases.choices import Fund, PayMethod, Role
from cases.models import BankMatch, BankStatement
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import opened

DAY = date(2018, 10, 5)
HEAD = "Ngày giao dịch,Ghi nợ,Ghi có,Nội dung,Số tham chiếu\n"


@pytest.fixture
def came(desk):
    """Receipts by bank of one day, by their amounts."""
    case = opened(desk)

    def receipts(*amounts):
        return [
            receive(
                case, fund=Fund.ADVANCE, amount=amount, on=DAY, by=desk[Role.ACCOUNTANT],
                method=PayMethod.BANK, given=Given(number=f"BC{n}", name="Phạm Văn Hải"),
            )
            for n, amount in enumerate(amounts)
        ]  # fmt: skip

    return receipts


def kept(desk, *amounts):
    rows = "".join(f"05/10/2018,,{amount},Nop tien,R{n}\n" for n, amount in enumerate(amounts))
    text = HEAD + rows
    return keep_statement(by=desk[Role.ACCOUNTANT], account="0011", name="x", data=text.encode())


def rests(statement):
    return [line.rest for line in with_rest(statement.lines.all())]


# ---------------------------------------------------------------- several and one
def test_one_line_is_three_vouchers(desk, came, login):
    """The bank credits a morning's receipts in one sum."""
    vouchers = came(100, 250, 400)
    statement = kept(desk, 750)
    (line,) = statement.lines.all()
    client, url = login(desk[Role.ACCOUNTANT]), reverse("bank_line", args=(line.pk,))
    assert [rest for _, rest in client.get(url).context["papers"]] == [100, 250, 400]
    answer = client.post(url, {"vouchers": [v.pk for v in vouchers]}, follow=True)
    assert "Đã khớp dòng 2 với 3 chứng từ" in answer.text
    assert (rests(statement), papers_of(statement)) == ([0], [])
    assert answer.context["difference"] == 0
    assert answer.context["sums"]["open"] == 0
    again = client.post(url, {"vouchers": [vouchers[0].pk]}, follow=True)
    assert "đã khớp đủ" in again.text
    assert BankMatch.objects.count() == 3


def test_three_lines_are_one_voucher(desk, came):
    """A buyer pays in three transfers what one receipt was written for."""
    (voucher,) = came(1_000)
    statement = kept(desk, 300, 300, 400)
    for line, left in zip(statement.lines.all(), (700, 400, 0), strict=True):
        join(line.pk, [voucher.pk], by=desk[Role.ACCOUNTANT])
        assert rest_of(voucher) == left
    assert rests(statement) == [0, 0, 0]
    twin = kept(desk, 300, 300, 400, 5).lines.get(amount=5)
    with pytest.raises(Refusal, match="đã khớp đủ với dòng sao kê khác"):
        join(twin.pk, [voucher.pk], by=desk[Role.ACCOUNTANT])


def test_what_is_left_of_a_line_is_explained_and_the_totals_agree(desk, came, login):
    (voucher,) = came(1_000)
    statement = kept(desk, 1_011)
    (line,) = statement.lines.all()
    by = desk[Role.ACCOUNTANT]
    join(line.pk, [voucher.pk], by=by)
    client = login(desk[Role.ACCOUNTANT])
    url = reverse("bank_detail", args=(statement.pk,))
    page = client.get(url, {"show": "open"})
    assert (page.context["sums"]["left"], page.context["sums"]["joined_all"]) == (11, 1_000)
    assert "trong 1.011" in page.text
    explain(line.pk, "Lãi không kỳ hạn", by=by)
    page = client.get(url, {"show": "matched"})
    assert (page.context["sums"]["open"], page.context["sums"]["said"]) == (0, 11)
    assert "Lãi không kỳ hạn: 11" in page.text
    assert page.context["difference"] == 11
    part(line.pk, by=by)
    assert rests(statement) == [1_011] and not BankMatch.objects.exists()


def test_a_part_left_open_is_proposed_by_what_is_left(desk, came):
    whole, tail = came(1_000, 40)
    statement = kept(desk, 1_040)
    (line,) = statement.lines.all()
    join(line.pk, [whole.pk], by=desk[Role.ACCOUNTANT])
    assert join_sure(statement, by=desk[Role.ACCOUNTANT]) == 1
    assert set(BankMatch.objects.values_list("voucher", "amount")) == {
        (whole.pk, 1_000), (tail.pk, 40),
    }  # fmt: skip


def test_joined_twice_by_one_form_is_joined_once(desk, came):
    (voucher,) = came(500)
    (line,) = kept(desk, 500).lines.all()
    for _ in range(2):
        join(line.pk, [voucher.pk], by=desk[Role.ACCOUNTANT])
    assert BankMatch.objects.get().amount == 500
    with pytest.raises(Refusal, match="bỏ khớp trước"):
        explain(line.pk, "x", by=desk[Role.ACCOUNTANT])


def test_the_page_of_a_line_is_the_accountants_of_its_office(desk, came, login):
    came(500)
    (line,) = kept(desk, 500).lines.all()
    url = reverse("bank_line", args=(line.pk,))
    assert login(desk[Role.OFFICER]).get(url).status_code == 403
    elsewhere = factories.user(Role.ACCOUNTANT, "HN-HK")
    assert login(elsewhere).get(url).status_code == 404
    page = login(desk[Role.ACCOUNTANT]).post(url, {}, follow=True)
    assert "Chọn ít nhất một chứng từ" in page.text


# ---------------------------------------------------------------- at once
@pytest.mark.django_db(transaction=True)
def test_two_overlapping_statements_take_one_voucher_once(desk, came, monkeypatch):
    """Each proposes the same receipt; the second finds it taken when its turn comes."""
    (voucher,) = came(500)
    one, two = kept(desk, 500), kept(desk, 500, 7)
    asked, go_on, found = threading.Event(), threading.Event(), []
    propose = bank.proposed

    def slow(statement, papers):
        rows = propose(statement, papers)
        if statement.pk == one.pk:
            asked.set()
            assert go_on.wait(20)
        return rows

    def first():
        try:
            found.append(join_sure(one, by=desk[Role.ACCOUNTANT]))
        finally:
            connection.close()

    monkeypatch.setattr(bank, "proposed", slow)
    thread = threading.Thread(target=first)
    thread.start()
    assert asked.wait(20)
    assert join_sure(two, by=desk[Role.ACCOUNTANT]) == 1
    go_on.set()
    thread.join(20)
    assert found == [0]
    assert BankMatch.objects.get().line.statement == two
    assert rest_of(voucher) == 0


def test_the_database_keeps_the_matches_within_the_voucher(desk, came):
    (voucher,) = came(500)
    one, two = kept(desk, 300).lines.get(), kept(desk, 400).lines.get()
    join(one.pk, [voucher.pk], by=desk[Role.ACCOUNTANT])
    for amount in (201, -301):
        with pytest.raises(IntegrityError, match="than it is"), transaction.atomic():
            BankMatch.objects.create(line=two, voucher=voucher, amount=amount)
    BankMatch.objects.create(line=two, voucher=voucher, amount=200)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankMatch.objects.update(amount=400)


# ---------------------------------------------------------------- files
ROWS = [
    ["Ngày giao dịch", "Ghi nợ", "Ghi có", "Nội dung", "Số tham chiếu"],
    ["05/10/2018", "", "700.000.000", "Nộp tiền thi hành án", "FT01"],
    ["06/10/2018", "11.000", "", "Phí dịch vụ", "FT02"],
]
MOVED = [(date(2018, 10, 5), 700_000_000), (date(2018, 10, 6), -11_000)]


def workbook():
    """As a bank makes it: titles above, days and sums as days and numbers, a total below."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range(0, 0, 0, 4, "SAO KÊ TÀI KHOẢN 0011.0022")
        sheet.write_row(2, 0, ROWS[0])
        for n, (on, amount) in enumerate(MOVED, 3):
            sheet.write_datetime(n, 0, on, day)
            sheet.write_number(n, 2 if amount > 0 else 1, abs(amount))
            sheet.write_row(n, 3, ROWS[n - 2][3:])
        sheet.write_row(5, 0, ["", "", "", "Tổng cộng"])
        sheet.write_number(5, 2, 700_000_000)
    return out.getvalue()


def lines(separator):
    return "\r\n".join(separator.join(row) for row in ROWS)


TCVN3 = {"à": "µ", "ị": "Þ", "ợ": "î", "ó": "ã", "ộ": "é", "ố": "è", "ế": "Õ", "í": "Ý", "ụ": "ô",
         "ề": "Ò", "ú": "ó", "ê": "ª", "ư": "­", "á": "¸"}  # fmt: skip


def tcvn3():
    return "".join(TCVN3.get(letter, letter) for letter in lines(";")).encode("cp1252")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        workbook(),
        lines(",").encode(),
        lines(";").encode("utf-8-sig"),
        lines("\t").encode("utf-16"),
        tcvn3(),
    ],
    ids=["xlsx", "csv", "semicolons-bom", "tabs-utf16", "tcvn3"],
)
def test_a_file_as_a_bank_sends_it(desk, data):
    by = desk[Role.ACCOUNTANT]
    statement = keep_statement(by=by, account="0011", name="thang 10", data=data)
    found = statement.lines.order_by("row")
    assert [(line.on, line.amount) for line in found] == MOVED
    assert [line.description for line in found] == ["Nộp tiền thi hành án", "Phí dịch vụ"]
    assert [line.reference for line in found] == ["FT01", "FT02"]


@pytest.mark.django_db
def test_a_picture_is_no_statement(desk):
    with pytest.raises(Refusal, match="không phải bảng tính"):
        keep_statement(by=desk[Role.ACCOUNTANT], account="1", name="x.png", data=b"\x89PNG\0\0\0\0")
    assert not BankStatement.objects.exists()
