"""Reconciling with the bank: the matcher, and a statement from its file to its last line."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.bank import join, keep_statement, part
from cases.actions.pay_orders import Item, Payee, confirm_order, prepare_order
from cases.choices import Fund, PayMethod, Role
from cases.models import BankStatement
from cases.rules import Refusal
from cases.rules.bank import NEAR, Line, Paper, matched, read_statement
from cases.rules.tables import pasted
from tests import factories
from tests.test_views_cases import collect, opened

DAY = date(2018, 10, 5)


def test_equal_amounts_near_each_other_are_one():
    found = matched([Line(1, DAY, 500)], [Paper(7, DAY - timedelta(2), 500), Paper(8, DAY, -500)])
    assert [(m.line, m.paper, m.sure) for m in found] == [(1, 7, True)]


def test_a_line_too_far_away_is_another():
    assert not matched([Line(1, DAY, 500)], [Paper(7, DAY + NEAR + timedelta(1), 500)])


def test_a_number_in_the_words_decides_between_two():
    lines = [Line(1, DAY, 500, "CK thi hanh an QD 214/QĐ-CCTHADS")]
    papers = [Paper(7, DAY, 500, ("112/QĐ-CCTHADS",)), Paper(8, DAY - timedelta(3), 500,
              ("214/QĐ-CCTHADS",))]  # fmt: skip
    (match,) = matched(lines, papers)
    assert (match.paper, match.sure) == (8, True)


def test_two_alike_are_proposed_and_not_sure():
    found = matched(
        [Line(1, DAY, 500), Line(2, DAY, 500)], [Paper(7, DAY, 500), Paper(8, DAY, 500)]
    )
    assert [(m.line, m.paper, m.sure) for m in found] == [(1, 7, False), (2, 8, False)]


DAYS = st.integers(0, 12).map(lambda n: DAY + timedelta(n))
SUMS = st.sampled_from((-3, -2, 2, 3))
MARKS = st.sampled_from(("PC2018/1", "PC2018/12", "PC2018/112", ""))


@given(st.lists(st.tuples(DAYS, SUMS, MARKS), max_size=12),
       st.lists(st.tuples(DAYS, SUMS, MARKS), max_size=12), st.randoms())  # fmt: skip
def test_each_is_used_once_and_the_order_does_not_matter(lines, papers, chance):
    rows = [Line(n, *row) for n, row in enumerate(lines)]
    stack = [Paper(n, on, amount, (mark,)) for n, (on, amount, mark) in enumerate(papers)]
    found = matched(rows, stack)
    assert len({m.line for m in found}) == len(found) == len({m.paper for m in found})
    for match in found:
        line, paper = rows[match.line], stack[match.paper]
        assert line.amount == paper.amount and abs(line.on - paper.on) <= NEAR
    chance.shuffle(rows)
    chance.shuffle(stack)
    assert matched(rows, stack) == found


def test_five_thousand_lines_are_quick():
    lines = [
        Line(n, DAY + timedelta(n % 30), 1_000 * (n % 700 + 1), f"GD {n}") for n in range(5_000)
    ]
    papers = [
        Paper(n, DAY + timedelta(n % 30), 1_000 * (n % 700 + 1), (f"PT{n}",)) for n in range(5_000)
    ]
    began = perf_counter()
    assert len(matched(lines, papers)) == 5_000
    assert perf_counter() - began < 2


# ---------------------------------------------------------------- the file
CSV = """Sao kê tài khoản 0011.0022,,,,
Ngày giao dịch,Ghi nợ (VND),Ghi có (VND),Nội dung,Số tham chiếu
05/10/2018 10:22:33,,"700.000.000",Nop tien thi hanh an AA/0412,FT01
06/10/2018,"291,000,000.00",,CHI PC2018 1,FT02
07/10/2018,11000,,Phi dich vu,FT03
Tổng cộng,291.011.000,700.000.000,,
"""


def test_a_statement_is_read_under_its_titles():
    rows, wrong = read_statement(pasted(CSV))
    assert not wrong
    assert [(r.row, r.on.day, r.amount) for r in rows] == [
        (3, 5, 700_000_000), (4, 6, -291_000_000), (5, 7, -11_000),
    ]  # fmt: skip
    assert rows[1].reference == "FT02"


def test_a_wrong_row_is_answered_with_its_number_and_reason():
    _, wrong = read_statement([["Ngày", "Số tiền"], ["31/02/2018", "5"], ["1/3/2018", "5x"]])
    assert wrong == ["Dòng 2: không có ngày “31/02/2018”.", "Dòng 3: không rõ số tiền “5x”."]
    with pytest.raises(Refusal, match="tiêu đề"):
        read_statement([["a", "b"], ["1", "2"]])


# ---------------------------------------------------------------- at the desk
@pytest.fixture
def paid(desk, settings):
    """700 million come in by the bank, 291 go out of it and 9 stay as the fee."""
    case = opened(desk, amount=1_000_000_000)
    collect(desk, case, 700_000_000)
    order = prepare_order(
        case.office, by=desk[Role.ACCOUNTANT],
        items=[Item(case, Fund.OBLIGATION, 300_000_000, case.obligations.get())],
        payee=Payee("Ngân hàng TMCP Sông Hồng", PayMethod.BANK, account="0099"),
    )  # fmt: skip
    confirm_order(order.pk, by=factories.second_accountant())
    settings.TODAY = date(2018, 10, 8)
    return case


def kept(desk, text=CSV):
    return keep_statement(
        by=desk[Role.ACCOUNTANT], account="0011", name="t10.csv", data=text.encode()
    )


def test_from_the_file_to_the_last_line(desk, paid, login):
    client = login(desk[Role.ACCOUNTANT])
    file = SimpleUploadedFile("t10.csv", CSV.encode())
    answer = client.post(reverse("bank_list"), {"account": "0011", "file": file})
    statement = BankStatement.objects.get()
    address = reverse("bank_detail", args=[statement.pk])
    assert answer.url == address
    again = SimpleUploadedFile("khac.csv", CSV.encode())
    page = client.post(reverse("bank_list"), {"account": "0011", "file": again})
    assert "đã tải lên" in page.text

    page = client.get(address)
    assert (page.context["shown"], page.context["sure"]) == ("proposed", 2)
    client.post(address, {"sure": "1"})
    assert statement.lines.exclude(matches=None).count() == 2
    charge = statement.lines.get(matches=None)
    client.post(address, {"line": charge.pk, "explained": "Phí dịch vụ của ngân hàng"})
    page = client.get(address)
    assert page.context["difference"] == -11_000  # what the bank took for itself
    assert page.context["sums"]["open"] == 0
    joined = statement.lines.get(row=4)
    client.post(address + "?show=matched", {"line": joined.pk, "part": "1"})
    page = client.get(address)
    assert page.context["sums"]["open"] == 1
    assert [m.line for m in page.context["page_obj"]] == [joined.pk]
    client.post(address, {"line": joined.pk, "join": page.context["page_obj"][0].paper})
    match = joined.matches.get()
    assert (match.voucher.amount, match.amount) == (291_000_000, -291_000_000)


def test_another_direction_or_a_voucher_joined_before_is_refused(desk, paid):
    statement = kept(desk)
    into, out, _ = statement.lines.order_by("row")
    receipt = paid.vouchers.get(kind="receipt")
    with pytest.raises(Refusal, match="không cùng chiều tiền"):
        join(out.pk, [receipt.pk], by=desk[Role.ACCOUNTANT])
    join(into.pk, [receipt.pk], by=desk[Role.ACCOUNTANT])
    twin = kept(desk, CSV + "08/10/2018,,700000000,lan hai,FT04\n").lines.get(row=7)
    with pytest.raises(Refusal, match="đã khớp đủ với dòng sao kê khác"):
        join(twin.pk, [receipt.pk], by=desk[Role.ACCOUNTANT])
    with pytest.raises(PermissionDenied):
        part(into.pk, by=desk[Role.HEAD])


@pytest.mark.parametrize("show", ["proposed", "open", "papers", "matched"])
def test_a_long_statement_costs_a_bounded_number_of_queries(
    desk, paid, login, django_assert_max_num_queries, show
):
    lines = "".join(f"07/10/2018,{n + 1},,dong {n},R{n}\n" for n in range(300))
    statement = kept(desk, CSV + lines)
    client = login(desk[Role.ACCOUNTANT])
    with django_assert_max_num_queries(16):
        client.get(reverse("bank_detail", args=[statement.pk]), {"show": show})
