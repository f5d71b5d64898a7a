"""Collecting with what fell due besides: interest, instalments; obligations without money."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions.charges import charges_of, collect
from cases.actions.ledger import NewObligation, Paper, record_act
from cases.actions.obligations import fulfil, in_words, set_terms
from cases.actions.steps import cancel_step
from cases.casefile import obligations_of
from cases.choices import ActKind, Heading, InterestBasis, ObligationKind, Role, StepKind
from cases.models import Act, Case, Deadline, InterestPeriod, Obligation, Step
from cases.rules import Refusal
from cases.rules.interest import Instalments, Terms
from tests.test_forms_acts import address, balances, fields
from tests.test_views_cases import TODAY, opened, typed

LAW = Terms(InterestBasis.LAW, date(2018, 6, 27))  # 100 days before TODAY, 05/10/2018
HUNDRED_DAYS = 2_739_726  # 100.000.000 × 10 % × 100/365 = 2.739.726,03


def debt(amount=100_000_000, **terms):
    return NewObligation(ObligationKind.DEBT, amount, "Nợ gốc", 0, (1,), **terms)


def maintenance(amount=2_000_000, first=date(2018, 8, 5), **more):
    instalments = Instalments(2_000_000, 1, first, **more)
    return NewObligation(
        ObligationKind.MAINTENANCE, amount, "Cấp dưỡng", 0, (1,), instalments=instalments
    )


@pytest.fixture
def case(desk):
    return opened(desk, obligations=(debt(interest=LAW),))


def charge(case, on=TODAY):
    (found,) = charges_of(case, on)
    return found


def asked(page, **changes):
    """The collect form as its page gives it."""
    form = page.context["form"]
    given = {"on": f"{form.day:%d/%m/%Y}", "decision": "AA/0412", "method": "cash"}
    given |= {"name": "Lê Văn Cường"} if "name" in form.fields else {}
    given |= {name: form.initial[name] for name in ("last_seen", "shown") if name in form.initial}
    return given | changes


def kinds(case):
    rows = case.acts.exclude(kind=ActKind.INTAKE).order_by("pk")
    return [(act.kind, act.ground, act.amount) for act in rows]


# ---------------------------------------------------------------- interest
def test_the_page_shows_the_calculation_and_one_click_writes_both(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    assert "28/06/2018 – 05/10/2018" in page.text
    assert "2.739.726" in page.text
    assert "khoản 2 Điều 468" in page.text
    answer = client.post(
        address(case, "collect"), asked(page, amount="102.739.726", charge_interest="on")
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert kinds(case) == [
        ("amend", "interest", HUNDRED_DAYS),
        ("collect", "", 102_739_726),
    ]
    amend, collected = case.acts.exclude(kind="intake").order_by("pk")
    assert collected.together == amend
    assert amend.register == "NB"
    (period,) = InterestPeriod.objects.all()
    assert (period.act, period.amount, period.days) == (amend, HUNDRED_DAYS, 100)
    assert (period.principal, period.rate) == (100_000_000, Decimal(10))
    assert balances(case)["COLLECTED", True] == 102_739_726
    shown = client.get(answer.url).text
    assert "Bảng tính lãi" in shown
    assert "Lãi chậm thi hành án (Điều 6 Thông tư liên tịch 11/2016" in shown


def test_without_the_tick_nothing_is_charged(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    client.post(address(case, "collect"), asked(page, amount="1.000.000"))
    assert kinds(case) == [("collect", "", 1_000_000)]


def test_another_day_is_calculated_before_it_is_written(desk, case, login):
    """The day was changed after the page was made: it comes back with the new sum, unwritten."""
    client = login(desk[Role.ACCOUNTANT])
    form = asked(client.get(address(case, "collect")), amount="5.000.000", charge_interest="on")
    form |= {"on": "04/10/2018"}
    page = client.post(address(case, "collect"), form)
    assert "Đã tính lại đến ngày 04/10/2018" in page.context["form"].errors["on"][0]
    assert "2.712.329" in page.text  # 99 days
    assert "checked" in page.text.split('name="charge_interest"')[1][:120]
    assert kinds(case) == []
    shown = page.context["form"]["shown"].value()
    client.post(address(case, "collect"), form | {"shown": shown})
    assert kinds(case) == [("amend", "interest", 2_712_329), ("collect", "", 5_000_000)]


def test_a_look_writes_nothing_and_keeps_what_was_typed(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    form = asked(client.get(address(case, "collect")), amount="5 triệu", charge_interest="on")
    page = client.post(address(case, "collect"), form | {"on": "04/10/2018", "look": "1"})
    assert "2.712.329" in page.text
    assert 'value="5 triệu"' in page.text
    assert not page.context["form"].errors
    assert kinds(case) == []


def test_the_same_page_sent_twice_charges_once(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    form = asked(client.get(address(case, "collect")), amount="5.000.000", charge_interest="on")
    first = client.post(address(case, "collect"), form)
    again = client.post(address(case, "collect"), form)
    assert (first.status_code, again.url) == (302, first.url)
    assert len(kinds(case)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_charge_once(desk, case, settings, login):
    form = asked(
        login(desk[Role.ACCOUNTANT]).get(address(case, "collect")),
        amount="5.000.000", charge_interest="on",
    )  # fmt: skip
    barrier = threading.Barrier(2)
    answers = []

    def post():
        try:
            client = Client()
            client.force_login(desk[Role.ACCOUNTANT], backend=settings.AUTHENTICATION_BACKENDS[-1])
            barrier.wait(timeout=10)
            answers.append(client.post(address(case, "collect"), form).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kinds(case)) == 2
    assert InterestPeriod.objects.count() == 1
    assert 302 in answers


def test_more_than_is_left_undoes_the_interest_too(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    form = asked(client.get(address(case, "collect")), amount="200.000.000", charge_interest="on")
    page = client.post(address(case, "collect"), form)
    assert "vượt" in page.context["form"].errors["amount"][0]
    assert kinds(case) == []
    assert not InterestPeriod.objects.exists()


def pay(desk, case, amount, on, **asks):
    return collect(
        case.pk, charges_of(case, on), kind=ActKind.COLLECT, on=on, amount=amount, obligation=None,
        by=desk[Role.ACCOUNTANT], paper=Paper(f"B{on:%d%m%y}", on),
        last_seen=Act.objects.filter(case=case).latest("pk").pk,
        interest=asks.get("interest", False), instalments=asks.get("instalments", False),
    )  # fmt: skip


def undo(desk, case, act):
    return record_act(
        case.pk, kind=ActKind.REVERSE, on=TODAY, by=desk[Role.HEAD], reverses=act,
        paper=Paper(note="Ghi nhầm"),
    )  # fmt: skip


def test_principal_is_paid_first_and_interest_bears_none(desk, case):
    """40 of 100 million paid on 03/10 with 98 days of interest; two days on the 60 that remain."""
    pay(desk, case, 40_000_000, date(2018, 10, 3), interest=True)
    after = charge(case)
    assert [(p.since, p.principal, p.days) for p in after.periods] == [
        (date(2018, 10, 4), 60_000_000, 2)
    ]
    assert after.interest == 32_877  # 60.000.000 × 10 % × 2/365 = 32.876,7


def test_what_was_charged_comes_back_when_it_is_reversed(desk, case):
    pay(desk, case, 1_000_000, date(2018, 10, 3), interest=True)
    amend, collected = case.acts.exclude(kind="intake").order_by("pk")
    undo(desk, case, collected)
    assert charge(case).periods[0].since == date(2018, 10, 4)
    assert charge(case).periods[0].principal == 100_000_000
    undo(desk, case, amend)
    assert charge(case).interest == HUNDRED_DAYS
    assert balances(case) == {("IN_PROGRESS", False): 1, ("IN_PROGRESS", True): 100_000_000}


def test_interest_stops_while_the_parties_wait(desk, case, settings):
    settings.TODAY = date(2018, 12, 31)
    head = desk[Role.HEAD]
    record_act(
        case.pk, kind=ActKind.POSTPONE, ground="c", on=date(2018, 10, 6), by=head,
        paper=Paper(until=date(2018, 11, 5)),
    )  # fmt: skip
    periods = charge(case, date(2018, 11, 10)).periods
    assert [(p.until, p.days) for p in periods] == [
        (date(2018, 10, 5), 100),
        (date(2018, 11, 10), 5),
    ]
    record_act(case.pk, kind=ActKind.RESUME, ground="4a", on=date(2018, 10, 16), by=head)
    periods = charge(case, date(2018, 10, 20)).periods
    assert [(p.until, p.days) for p in periods] == [
        (date(2018, 10, 5), 100),
        (date(2018, 10, 20), 5),
    ]


@pytest.mark.parametrize(
    ("kind", "ground", "bears"),
    [("postpone", "d", 110), ("suspend", "2", 110), ("suspend", "1", 100), ("postpone", "2", 100)],
)
def test_only_what_the_law_names_stops_it(desk, case, settings, kind, ground, bears):
    settings.TODAY = date(2018, 12, 31)
    record_act(case.pk, kind=ActKind(kind), ground=ground, on=date(2018, 10, 6), by=desk[Role.HEAD])
    assert sum(p.days for p in charge(case, date(2018, 10, 15)).periods) == bears


def test_a_part_that_waits_bears_none_until_it_goes_on(desk, case, settings):
    settings.TODAY = date(2018, 12, 31)
    head = desk[Role.HEAD]
    record_act(
        case.pk, kind=ActKind.POSTPONE, ground="c", on=date(2018, 10, 6), by=head,
        amount=30_000_000,
    )  # fmt: skip
    record_act(case.pk, kind=ActKind.RESUME, on=date(2018, 10, 16), by=head, amount=10_000_000)
    periods = charge(case, date(2018, 10, 20)).periods
    assert [(p.principal, p.days) for p in periods] == [
        (100_000_000, 100),
        (70_000_000, 10),
        (80_000_000, 5),
    ]


def test_a_rate_nobody_knows_is_said_and_does_not_stop_the_collection(desk, login):
    old = Terms(InterestBasis.LAW, date(2009, 1, 1))
    case = opened(desk, obligations=(debt(interest=old),))
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    assert "Chưa có lãi suất chậm thi hành án cho ngày 02/01/2009" in page.text
    client.post(address(case, "collect"), asked(page, amount="1.000.000"))
    assert kinds(case) == [("collect", "", 1_000_000)]


def test_interest_is_collected_after_the_principal_is_gone(desk, case, login):
    pay(desk, case, 100_000_000, TODAY)
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    assert page.status_code == 200
    client.post(
        address(case, "collect"),
        asked(page, amount="2.739.726", decision="AA/9", charge_interest="on"),
    )
    assert balances(case)["COLLECTED", True] == 102_739_726


def test_ending_a_case_warns_of_interest_not_charged(desk, case, login):
    pay(desk, case, 100_000_000, TODAY)
    page = login(desk[Role.HEAD]).get(address(case, "complete"))
    assert "2.739.726 đồng" in page.text


def test_interest_may_enter_on_its_own(desk, case, login):
    client = login(desk[Role.HEAD])
    page = client.get(address(case, "amend"))
    form = asked(page, ground="interest", amount="", decision="9/QĐ", signer="T")
    answer = client.post(address(case, "amend"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    assert kinds(case) == [("amend", "interest", HUNDRED_DAYS)]
    page = client.get(address(case, "amend"))
    assert "interest" not in dict(page.context["form"].fields["ground"].choices)


# ---------------------------------------------------------------- instalments
def test_the_next_instalments_enter_with_the_collection(desk, login):
    case = opened(desk, obligations=(maintenance(),))
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect"))
    assert "05/08/2018, 05/09/2018, 05/10/2018" in page.text
    client.post(address(case, "collect"), asked(page, amount="8.000.000", charge_instalments="on"))
    assert kinds(case) == [("amend", "instalment", 6_000_000), ("collect", "", 8_000_000)]
    assert "05/08/2018; 05/09/2018; 05/10/2018" in case.acts.get(kind="amend").note
    assert charge(case).instalments == ()
    assert charge(case, date(2018, 11, 5)).instalments == (date(2018, 11, 5),)


def test_a_reversed_instalment_is_due_again(desk):
    case = opened(desk, obligations=(maintenance(),))
    pay(desk, case, 1_000_000, TODAY, instalments=True)
    assert charge(case).instalments == ()
    undo(desk, case, case.acts.get(kind="amend"))
    assert len(charge(case).instalments) == 3


def test_instalments_end(desk):
    case = opened(desk, obligations=(maintenance(until=date(2018, 9, 5)),))
    assert len(charge(case, date(2020, 1, 1)).instalments) == 2


def test_instalments_fall_due_though_nothing_stands_in_the_books(desk, login):
    """Everything so far was paid: the collection is offered again when a new one falls due."""
    case = opened(desk, obligations=(maintenance(first=date(2018, 10, 5)),))
    pay(desk, case, 2_000_000, date(2018, 10, 4))
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(reverse("case_detail", args=(case.pk,))).text
    assert address(case, "collect") in page
    page = client.get(address(case, "collect"))
    client.post(
        address(case, "collect"),
        asked(page, amount="2.000.000", decision="AA/7", charge_instalments="on"),
    )
    assert balances(case)["COLLECTED", True] == 4_000_000


def test_interest_on_an_instalment_runs_from_the_day_it_fell_due(desk):
    """Entered on 05/10 for 05/09: thirty days on two million."""
    terms = Terms(InterestBasis.LAW, date(2018, 8, 1))
    instalments = Instalments(2_000_000, 1, date(2018, 9, 5))
    both = NewObligation(
        ObligationKind.MAINTENANCE, 1_000_000, "Cấp dưỡng", 0, (1,), interest=terms,
        instalments=instalments,
    )  # fmt: skip
    case = opened(desk, obligations=(both,))
    pay(desk, case, 1, TODAY, instalments=True)
    periods = charge(case).periods
    assert [(p.since, p.principal) for p in periods] == [
        (date(2018, 8, 2), 1_000_000),
        (date(2018, 9, 6), 3_000_000),
    ]


# ---------------------------------------------------------------- terms and shares at intake
def test_terms_and_shares_are_entered_at_intake(desk, login):
    form = typed(**{
        "debtors-TOTAL_FORMS": "2",
        "debtors-1-name": "Phạm Thị Dung",
        "debtors-1-kind": "natural",
        "obligations-0-kind": "debt",
        "obligations-0-amount": "100 triệu",
        "obligations-0-debtor": "share",
        "obligations-0-shares": "60 triệu; 40.000.000",
        "obligations-0-interest_basis": "judgment",
        "obligations-0-interest_from": "12/06/2018",
        "obligations-0-interest_rate": "13,5",
    })  # fmt: skip
    client = login(desk[Role.HEAD])
    answer = client.post(reverse("case_new"), form)
    assert answer.status_code == 302, answer.context["intake"].parts["obligations"].errors
    obligation = Obligation.objects.get()
    assert [link.share for link in obligation.debtor_links.order_by("pk")] == [
        60_000_000,
        40_000_000,
    ]
    assert not obligation.joint
    assert obligation.interest_rate == Decimal("13.5")
    page = client.get(answer.url).text
    assert "Phạm Thị Dung 40.000.000" in page
    assert "13,5 %/năm từ 12/06/2018" in page


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"debtor": "share", "shares": "60 triệu; 30 triệu"}, "shares", "cộng lại 90.000.000"),
        ({"debtor": "share", "shares": "100 triệu"}, "shares", "cần 2"),
        ({"debtor": "share", "shares": ""}, "shares", "Nhập số tiền"),
        ({"debtor": "all", "shares": "60 triệu; 40 triệu"}, "shares", "theo phần"),
        ({"interest_basis": "law"}, "interest_from", "ngày bắt đầu"),
        ({"interest_from": "12/06/2018"}, "interest_basis", "căn cứ"),
        (
            {"interest_basis": "law", "interest_from": "12/06/2018", "interest_rate": "9"},
            "interest_rate",
            "luật định",
        ),
        (
            {"interest_basis": "judgment", "interest_from": "12/06/2018"},
            "interest_rate",
            "bản án ấn định",
        ),
        ({"instalment": "2 triệu"}, "instalments_from", "Nhập đủ"),
        (
            {
                "instalment": "2 triệu", "instalment_months": "1",
                "instalments_from": "05/08/2018", "instalments_until": "04/08/2018",
            },
            "instalments_until",
            "trước kỳ đầu",
        ),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_at_their_field(desk, login, changes, field, says):
    form = typed(**{
        "debtors-TOTAL_FORMS": "2",
        "debtors-1-name": "Phạm Thị Dung",
        "debtors-1-kind": "natural",
        "obligations-0-kind": "debt",
        "obligations-0-amount": "100 triệu",
        "obligations-0-debtor": "all",
    } | {f"obligations-0-{name}": value for name, value in changes.items()})  # fmt: skip
    page = login(desk[Role.HEAD]).post(reverse("case_new"), form)
    (errors,) = page.context["intake"].parts["obligations"].errors[:1]
    assert says in errors[field][0]
    assert '<details class="mt-2" open>' in page.text
    assert not Case.objects.exists()


@pytest.mark.parametrize("kind", ObligationKind)
def test_every_kind_of_obligation_can_be_entered(desk, login, kind):
    budget = kind in ("court_fee", "fine", "confiscation", "budget_claim")
    form = typed(**{
        "origin": "ex_officio" if budget else "on_request",
        "obligations-0-kind": kind.value,
        "obligations-0-amount": "5 triệu",
        "obligations-0-description": "Theo bản án",
    })  # fmt: skip
    answer = login(desk[Role.HEAD]).post(reverse("case_new"), form)
    assert answer.status_code == 302, answer.context["intake"].parts["obligations"].errors
    assert Obligation.objects.get().kind == kind


# ---------------------------------------------------------------- terms on the case page
def test_terms_are_changed_on_the_case_page_and_the_old_ones_stay_on_record(desk, case, login):
    client = login(desk[Role.OFFICER])
    obligation = case.obligations.get()
    page = client.get(reverse("obligation_terms", args=(obligation.pk,)))
    assert 'value="27/06/2018"' in page.text
    form = {"interest_basis": "judgment", "interest_from": "27/06/2018", "interest_rate": "9,125"}
    answer = client.post(reverse("obligation_terms", args=(obligation.pk,)), form)
    assert answer.status_code == 302, answer.context["form"].errors
    obligation.refresh_from_db()
    assert "9,125 %/năm từ 27/06/2018" in in_words(obligation)
    step = Step.objects.get(kind=StepKind.NOTED)
    assert "theo bộ luật dân sự từ 27/06/2018" in step.note
    client.post(reverse("obligation_terms", args=(obligation.pk,)), form)
    assert Step.objects.filter(kind=StepKind.NOTED).count() == 1


def test_instalments_already_entered_keep_their_amount(desk):
    case = opened(desk, obligations=(maintenance(),))
    pay(desk, case, 1_000_000, TODAY, instalments=True)
    obligation = case.obligations.get()
    other = Instalments(3_000_000, 1, date(2018, 8, 5))
    with pytest.raises(Refusal, match="hủy các bút toán"):
        set_terms(obligation, interest=None, instalments=other, by=desk[Role.OFFICER])


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ACCOUNTANT, 403), (Role.CITY_LEADER, 403), (Role.HEAD, 200), (Role.CLERK, 200)],
)
@pytest.mark.parametrize("name", ["obligation_terms", "obligation_done"])
def test_who_writes_on_an_obligation(desk, case, login, role, status, name):
    page = reverse(name, args=(case.obligations.get().pk,))
    assert login(desk[role]).get(page).status_code == status


# ---------------------------------------------------------------- things and acts
@pytest.fixture
def house(desk):
    handing = NewObligation(ObligationKind.HAND_OVER, 0, "Giao nhà 12 Liễu Giai", 0, (1,))
    return opened(desk, obligations=(handing,))


def test_a_house_is_handed_over_then_the_case_ends(desk, house, login):
    client = login(desk[Role.HEAD])
    page = client.post(address(house, "complete"), fields(house, "complete"))
    assert "Chưa ghi việc đã thực hiện: Giao nhà 12 Liễu Giai" in page.text
    obligation = house.obligations.get()
    detail = client.get(reverse("case_detail", args=(house.pk,))).text
    assert reverse("obligation_done", args=(obligation.pk,)) in detail
    form = {"on": "04/10/2018", "document_no": "07/BB", "note": ""}
    answer = client.post(reverse("obligation_done", args=(obligation.pk,)), form)
    detail = client.get(answer.url).text
    assert "đã thực hiện 04/10/2018" in detail
    assert "07/BB" in detail
    assert client.post(address(house, "complete"), fields(house, "complete")).status_code == 302
    house.refresh_from_db()
    assert house.heading == Heading.COMPLETED


def test_a_performance_once_and_cancelled_when_wrong(desk, house):
    obligation = house.obligations.get()
    by = desk[Role.OFFICER]
    step = fulfil(obligation, on=date(2018, 10, 4), by=by, note="Đã bàn giao")
    with pytest.raises(Refusal, match="04/10/2018"):
        fulfil(obligation, on=date(2018, 10, 5), by=by, note="Đã bàn giao")
    cancel_step(step, by=by, reason="Chưa nhận chìa khóa")
    rows, _ = obligations_of(house)
    assert rows[0].to_be_done
    fulfil(obligation, on=date(2018, 10, 5), by=by, note="Đã bàn giao")
    rows, _ = obligations_of(house)
    assert not rows[0].to_be_done


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"on": "06/10/2018", "document_no": "07/BB"}, "on"),
        ({"on": "05/10/2018"}, "document_no"),
        ({"on": "", "document_no": "07/BB"}, "on"),
    ],
)
def test_a_performance_that_is_refused(desk, house, login, form, field):
    page = login(desk[Role.OFFICER]).post(
        reverse("obligation_done", args=(house.obligations.get().pk,)), form
    )
    assert page.context["form"].errors.keys() == {field}
    assert not Step.objects.filter(kind=StepKind.FULFILLED).exists()


def test_money_that_falls_due_is_no_decision_to_be_sent(desk, case):
    before = set(Deadline.objects.filter(case=case).values_list("term", "act"))
    pay(desk, case, 1_000_000, TODAY, interest=True)
    amend = case.acts.get(kind=ActKind.AMEND)
    assert not Deadline.objects.filter(act=amend).exists()
    assert before <= set(Deadline.objects.filter(case=case).values_list("term", "act"))
