"""What is found before a month is closed: every count is its list, and what was said of it."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions import signoffs
from cases.actions.closings import close_month
from cases.actions.drafts import save_draft
from cases.actions.ledger import Paper, record_act
from cases.actions.pay_orders import Item, Payee, prepare_order
from cases.choices import ActKind, Fund, PayMethod, Role
from cases.models import Closing, SignOff
from cases.periods import Period
from cases.rules import Refusal
from cases.rules.calendar import Calendar
from reports import actions, seed
from reports.models import Layout
from reports.monthend import closing, punctuality
from reports.monthend.months import Month
from reports.monthend.punctuality import SignStep, completeness, sending_term, state_of
from tests import factories
from tests.test_closing_chain import AUGUST, SEPTEMBER, opened

pytestmark = pytest.mark.django_db
YEAR = Period(2018, 12)
TODAY = date(2018, 10, 5)


@pytest.fixture
def office(desk):
    seed.load_layouts(Layout)
    return desk


@pytest.fixture
def month(office, ba_dinh):
    return Month(ba_dinh, YEAR, TODAY)


def act(desk, case, kind, on, who=Role.HEAD, number="", **more):
    paper = Paper(number, on, "Nguyễn Thị Dung") if number else Paper()
    return record_act(case.pk, kind=kind, on=on, by=desk[who], paper=paper, **more)


@pytest.fixture
def busy(office, month, settings):
    """A September with one thing of each kind that a closing asks about."""
    desk = office
    late = opened(desk, 1, on=date(2018, 8, 20))
    close_month(month.office, AUGUST, by=desk[Role.HEAD])
    act(desk, late, ActKind.POSTPONE, date(2018, 8, 25), number="7/QĐ-CCTHADS", ground="a")
    bare = opened(desk, 2)
    act(desk, bare, ActKind.POSTPONE, date(2018, 9, 12), ground="a")  # no number, no signer
    opened(desk, 5)  # 3 and 4 are in no book
    nobodys = opened(desk, 6, officer=None)
    paid = opened(desk, 7)
    act(desk, paid, ActKind.COLLECT, date(2018, 9, 10), Role.ACCOUNTANT, "AA/01", amount=700)
    prepare_order(
        paid.office, by=desk[Role.ACCOUNTANT],
        payee=Payee("Ngân hàng TMCP Sông Hồng", PayMethod.BANK, account="0011 SHB"),
        items=[Item(paid, Fund.OBLIGATION, 300, paid.obligations.get())],
    )  # fmt: skip
    sent = opened(desk, 8)
    act(desk, sent, ActKind.DELEGATE, date(2018, 9, 20), number="9/QĐ-CCTHADS")
    for day in ("28/9/2018", "2/10/2018"):
        save_draft(by=desk[Role.OFFICER], kind=ActKind.RESUME, case=bare, fields={"on": day},
                   summary=f"Tiếp tục {day}")  # fmt: skip
    return {"nobodys": nobodys, "paid": paid, "sent": sent, "bare": bare, "late": late}


def counts(month):
    return {f.check.code: f.count for f in closing.findings(month)}


# ---------------------------------------------------------------- the lists
def test_every_count_is_the_length_of_its_list(busy, month):
    found = counts(month)
    for check in closing.CHECKS:
        rows = list(check.rows(month))
        lines = check.lines(month, rows)
        assert found[check.code] == len(rows) == len(lines), check.code
    assert found | {"terms": 0} == {
        **dict.fromkeys(closing.BY_CODE, 0),
        **dict.fromkeys(("unnumbered", "drafts", "gaps", "held", "orders", "nobody", "late"), 1),
        "delegated": 2,  # to be sent to the procuracy, and to be notified
        "confirmations": 1,
    }
    assert found["terms"] > 0  # papers of the other decisions, not sent either
    of = {c.code: c.lines(month, list(c.rows(month))) for c in closing.CHECKS}
    assert of["gaps"][0].label == "Số 3–4/QĐ-CCTHADS năm 2018"
    assert of["held"][0].words == "Tiền thi hành án: 700 đồng đã 11–30 ngày"
    assert of["late"][0].words.endswith("ghi vào 01/09/2018")
    assert "chưa có số, chưa có người ký" in of["unnumbered"][0].words


def test_a_case_without_means_whose_verification_is_overdue(office, month, settings):
    settings.TODAY = date(2018, 3, 1)
    case = opened(office, 1, on=date(2018, 2, 1))
    act(office, case, ActKind.WITHOUT_MEANS, date(2018, 3, 1), number="2/QĐ-CCTHADS", ground="a")
    settings.TODAY = TODAY
    assert counts(month)["means"] == 1
    early = Month(month.office, Period(2018, 10), TODAY)
    assert counts(early)["means"] == 0  # due in September, not by the end of July


def test_the_month_that_still_runs_is_looked_at_as_of_today(busy, month):
    running = Month(month.office, Period(2019, 1), TODAY)
    found = counts(running)
    assert not running.is_over
    assert (found["drafts"], found["confirmations"]) == (2, 0)
    assert found["held"] == 1
    assert found["late"] == 0


def test_no_more_queries_for_more_rows(busy, month, office, django_assert_max_num_queries):
    for number in range(20, 26):
        opened(office, number)
    with django_assert_max_num_queries(26):
        closing.findings(Month(month.office, YEAR, TODAY))
    for check in closing.CHECKS:
        fresh = Month(month.office, YEAR, TODAY)
        with django_assert_max_num_queries(12):
            check.lines(fresh, list(check.rows(fresh)))


# ---------------------------------------------------------------- said, then closed
def explain_all(month, by):
    for finding in closing.findings(month):
        if finding.asks:
            actions.explain(month, finding.check.code, "Đã rà soát", by=by)


def test_what_is_found_is_explained_before_the_books_close(busy, month, office):
    head, officer = office[Role.HEAD], office[Role.OFFICER]
    with pytest.raises(Refusal, match=r"Còn \d+ mục chưa giải trình: .*Dự thảo chờ ký"):
        actions.close(month, by=head)
    explain_all(month, head)
    opened(office, 9, officer=None)
    with pytest.raises(Refusal, match=r"Còn \d mục chưa giải trình: .*chưa phân công"):
        actions.close(Month(month.office, YEAR, TODAY), by=head)  # one more than was explained
    month = Month(month.office, YEAR, TODAY)
    explain_all(month, head)
    actions.confirm_own(month, by=officer)
    actions.close(month, by=head)
    assert Closing.objects.standing().filter(office=month.office).count() == 2


def test_what_blocks_cannot_be_explained_away(busy, month, office, monkeypatch):
    layout = Layout.objects.at(YEAR.cutoff)
    for column in layout.columns:  # a layout that forgets a heading no longer adds up
        for term in column.get("terms", []):
            if "IN_PROGRESS" in term.get("headings", []):
                term["headings"].remove("IN_PROGRESS")
    layout.pk, layout.code, layout.valid_from = None, "quen", YEAR.cutoff
    layout.save()
    found = {f.check.code: f for f in closing.findings(month)}
    assert found["identities"].blocks
    with pytest.raises(Refusal, match="phải xử lý, không giải trình"):
        actions.explain(month, "identities", "Không sao", by=office[Role.HEAD])
    with pytest.raises(Refusal, match="Đẳng thức số liệu không khớp"):
        actions.close(month, by=office[Role.HEAD])


def test_a_signature_holds_for_the_figures_it_saw(busy, month, office):
    officer = office[Role.OFFICER]
    actions.confirm_own(month, by=officer)
    fresh = Month(month.office, YEAR, TODAY)
    own = next(c for c in fresh.confirmations if c.account)
    assert own.is_current
    act(office, busy["paid"], ActKind.POSTPONE, date(2018, 9, 28), ground="a")
    changed = next(c for c in Month(month.office, YEAR, TODAY).confirmations if c.account)
    assert (changed.signed, changed.is_current) == (own.signed, False)
    assert counts(Month(month.office, YEAR, TODAY))["confirmations"] == 1


# ---------------------------------------------------------------- sending terms
@pytest.mark.parametrize(
    ("step", "cutoff", "due"),
    [
        # before the 2nd, 4th and 7th of the month after (Circular 08/2015)
        (SignStep.OFFICER, date(2018, 9, 30), date(2018, 10, 1)),
        (SignStep.OFFICE, date(2018, 9, 30), date(2018, 10, 3)),
        (SignStep.CITY, date(2018, 9, 30), date(2018, 10, 8)),  # the 6th is a Saturday
        # one, two and four working days (Circular 06/2019); 31/01/2020 ends in Tết
        (SignStep.OFFICER, date(2020, 3, 31), date(2020, 4, 1)),
        (SignStep.OFFICE, date(2020, 4, 30), date(2020, 5, 5)),  # 1 May, then a weekend
        (SignStep.CITY, date(2020, 3, 31), date(2020, 4, 7)),  # 2 April 2020 was no holiday; Hùng
        (SignStep.OFFICE, date(2026, 10, 31), date(2026, 11, 3)),
    ],
)
def test_sending_terms_by_hand(step, cutoff, due):
    term = sending_term(step, cutoff)
    assert term is not None
    assert term.due_on(cutoff, Calendar()) == due
    assert term.provisional == (cutoff > date(2024, 7, 26))


def test_one_term_is_in_force_for_each_step_on_each_day():
    for step in (SignStep.OFFICER, SignStep.OFFICE, SignStep.CITY):
        for day in (date(2015, 1, 31), date(2020, 1, 4), date(2020, 1, 5), date(2026, 7, 31)):
            holding = [
                t for t in punctuality.SENDING
                if t.step == step and t.valid_from <= day <= (t.valid_to or date.max)
            ]  # fmt: skip
            assert len(holding) == 1


def test_completeness_counts_and_names(office, hanoi, ba_dinh, hoan_kiem, settings):
    head, city = office[Role.HEAD], office[Role.CITY_CLERK]
    table = completeness(hanoi, YEAR, TODAY)
    assert [row.office.code for row in table.rows] == ["HN", "HN-BD", "HN-HK"]
    assert (table.ready, len(table.below), table.late) == (0, 2, 2)  # the city has until the 8th
    assert state_of(ba_dinh, YEAR, TODAY).late_days == 2  # since Wednesday 3 October
    close_month(ba_dinh, SEPTEMBER, by=head)
    assert state_of(ba_dinh, YEAR, TODAY).code == "closed"
    signoffs.send(ba_dinh, SEPTEMBER, by=head, sha256="a" * 64)
    settings.TODAY = date(2018, 10, 20)
    signoffs.give_back(ba_dinh, SEPTEMBER, by=city, reason="Thiếu giải trình")
    assert state_of(ba_dinh, YEAR, date(2018, 10, 20)).code == "returned"
    signoffs.send(ba_dinh, SEPTEMBER, by=head, sha256="a" * 64)
    signoffs.accept(ba_dinh, SEPTEMBER, by=city)
    row = state_of(ba_dinh, YEAR, date(2018, 10, 20))
    assert (row.code, row.late_days, row.is_ready) == ("accepted", 2, True)  # late as first sent
    assert completeness(hanoi, YEAR, TODAY).missing[0].office == hoan_kiem


def test_a_month_closed_together_with_a_later_one_owes_nothing(office, ba_dinh):
    close_month(ba_dinh, SEPTEMBER, by=office[Role.HEAD])
    row = state_of(ba_dinh, Period(2018, 11), TODAY)
    assert (row.code, row.late_days, row.closing) == ("covered", 0, None)


# ---------------------------------------------------------------- pages
def at(name, code="HN-BD", *more):
    return reverse(name, args=(code, 2018, 12, *more))


def test_a_month_end_on_the_pages(busy, month, office, login, hanoi, hoan_kiem):
    url = at("closing_detail")
    page = login(office[Role.HEAD]).get(url)
    assert "mục cần giải trình" in page.text
    assert "Xác nhận số liệu của tôi" not in page.text
    client = login(office[Role.HEAD])
    refused = client.post(url, {"step": "explain", "check": "drafts", "words": " "})
    assert "Nhập giải trình." in refused.text
    for finding in closing.findings(month):
        if finding.asks and finding.check.code != "confirmations":
            words = {"check": finding.check.code, "words": "Đã rà soát, sẽ xử lý"}
            assert client.post(url, {"step": "explain", **words}).status_code == 302
    assert "chưa giải trình" in client.post(url, {"step": "close"}).text
    officer = login(office[Role.OFFICER])
    assert "Xác nhận số liệu của tôi" in officer.get(url).text
    assert officer.post(url, {"step": "confirm"}).status_code == 302
    assert officer.post(url, {"step": "close"}).status_code == 403
    client = login(office[Role.HEAD])
    assert client.post(url, {"step": "close"}).status_code == 302
    assert client.post(url, {"step": "send", "words": ""}).status_code == 302
    sent = SignOff.objects.get(step=SignStep.OFFICE)
    assert sent.sha256 in login(office[Role.HEAD]).get(
        reverse("statement", args=("HN-BD", 2018, 12))
    ).context["statement"].sha256  # fmt: skip
    city = login(office[Role.CITY_CLERK])
    kept = city.post(url, {"step": "return", "words": " "})
    assert "Nhập lý do trả lại." in kept.text
    assert city.post(url, {"step": "accept", "words": "Đủ"}).status_code == 302
    listed = city.get(f"{reverse('closing_list')}?year=2018&months=12")
    assert "1/2" in listed.text
    assert city.get(f"{reverse('closing_xlsx')}?year=2018&months=12").status_code == 200
    assert "1 đơn vị chưa khóa sổ" in city.get(at("closing_detail", "HN")).text
    assert "Hoàn Kiếm" in city.post(at("closing_detail", "HN"), {"step": "close"}).text


def test_reopening_says_first_what_falls_with_it(office, login, hanoi, ba_dinh, hoan_kiem):
    city = office[Role.CITY_CLERK]
    other = factories.user(Role.HEAD, "HN-HK", username="head.hn-hk")
    for each, head in ((ba_dinh, office[Role.HEAD]), (hoan_kiem, other)):
        close_month(each, SEPTEMBER, by=head)
        signoffs.send(each, SEPTEMBER, by=head, sha256="a" * 64)
        signoffs.accept(each, SEPTEMBER, by=city)
    close_month(hanoi, SEPTEMBER, by=city)
    client = login(city)
    url = at("closing_reopen")
    page = client.get(url)
    assert "Mất hiệu lực cùng lúc" in page.text
    assert hanoi.name in page.text
    kept = client.post(url, {"reason": "Ghi thiếu phiếu thu", "expires_on": "1/10/2018"})
    assert "Ngày hết hạn đã qua." in kept.text
    assert "Ghi thiếu phiếu thu" in kept.text
    assert client.post(
        url, {"reason": "Ghi thiếu phiếu thu", "expires_on": "8/10/2018"}
    ).url == at("closing_detail")  # fmt: skip
    assert "đang mở lại" in client.get(at("closing_detail")).text
    assert state_of(hanoi, YEAR, TODAY).code == "open"
    again = client.post(url, {"reason": "Lần nữa", "expires_on": "8/10/2018"})
    assert "đang mở lại đến hết ngày 08/10/2018" in again.text


def test_the_list_of_months_costs_the_same_for_all(
    office, login, hanoi, ba_dinh, django_assert_max_num_queries
):
    client = login(office[Role.CITY_CLERK])
    client.get(reverse("closing_list"))
    with django_assert_max_num_queries(20):
        page = client.get(f"{reverse('closing_list')}?year=2018&months=12")
    assert page.text.count("chưa khóa") > 3
    own = login(office[Role.CLERK]).get(f"{reverse('closing_list')}?year=2018")
    assert "Hoàn Kiếm" not in own.text
    assert "Tháng 09/2018" in own.text
    assert "Tháng 11/2018" not in own.text  # it has not begun
    assert login(office[Role.HEAD]).get(at("closing_detail", "HN-BD")).status_code == 200
    assert login(office[Role.HEAD]).get(
        reverse("closing_detail", args=("HN-BD", 2019, 3))
    ).status_code == 404  # fmt: skip


def test_a_list_opens_page_by_page(busy, office, login, month):
    client = login(office[Role.CLERK])
    for check in closing.CHECKS:
        page = client.get(at("closing_check", "HN-BD", check.code))
        assert page.status_code == 200
        assert page.context["page_obj"].paginator.count == counts(month)[check.code]
    assert client.get(at("closing_check", "HN-BD", "khong")).status_code == 404
