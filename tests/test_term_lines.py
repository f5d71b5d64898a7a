"""A legal term reads the same, and leads to the same form, on every page that shows it."""

from datetime import date

import pytest
from django.urls import reverse

from cases.actions.ledger import Paper, record_act
from cases.choices import ActKind, Role
from cases.deadlines import by_role, running_of
from tests.test_deadlines import TODAY, opened, step

pytestmark = pytest.mark.django_db


def line_of(case, key):
    (line,) = [line for line in running_of(case, TODAY) if line.row.term == key]
    return line


def test_the_case_says_what_the_day_says(desk, login):
    case = opened(desk)  # of 24/09: sending and notice were due on 27/09, the file on 26/09
    client = login(desk[Role.OFFICER])
    day = client.get(reverse("today"))
    page = client.get(reverse("case_detail", args=(case.pk,)))
    theirs = {line.row.pk: line for line in page.context["terms"]}
    shown = [line for _, _, _, lines, _ in day.context["parts"] for line, _ in lines]
    assert shown
    for line in shown:
        assert theirs[line.row.pk].words == line.words
    assert "Quá hạn 9 ngày" in page.text
    first = page.context["next_term"]
    assert first.form.address == reverse("step_new", args=(case.pk, "file_opened"))


def test_a_term_offers_what_its_reader_may_record(desk, login):
    case = opened(desk)
    record_act(
        case.pk, kind=ActKind.COLLECT, on=date(2018, 9, 24), amount=5, by=desk[Role.ACCOUNTANT],
        paper=Paper("PT1"),
    )  # fmt: skip
    pay = line_of(case, "PAY")
    paid = reverse("act_new", args=(case.pk, "pay_out"))
    assert pay.form(by_role(desk[Role.ACCOUNTANT])).address == paid
    for role in (Role.OFFICER, Role.CLERK):
        assert pay.form(by_role(desk[role])) is None
    notice = line_of(case, "NOTIFY")
    assert notice.form(by_role(desk[Role.ACCOUNTANT])) is None
    assert notice.form(by_role(desk[Role.CLERK])).label == "Thông báo, tống đạt"
    page = login(desk[Role.ACCOUNTANT]).get(reverse("case_detail", args=(case.pk,)))
    assert page.context["next_term"].form.address == paid


def test_terms_alike_are_one_line_with_their_number(desk):
    case = opened(desk)
    for number in (1, 2):
        record_act(
            case.pk, kind=ActKind.COLLECT, on=TODAY, amount=number, by=desk[Role.ACCOUNTANT],
            paper=Paper(f"PT{number}"),
        )  # fmt: skip
    assert line_of(case, "PAY").count == 2
    assert line_of(case, "NOTIFY").count == 1


def test_another_persons_term_is_never_overdue_of_the_office(desk, login, settings):
    case = opened(desk)
    step(desk, case, "notified", date(2018, 9, 25), act=case.acts.get())
    settings.TODAY = date(2018, 10, 12)  # the ten days to pay voluntarily are over
    page = login(desk[Role.OFFICER]).get(reverse("case_detail", args=(case.pk,)))
    (line,) = [line for line in page.context["terms"] if line.row.term == "VOLUNTARY"]
    assert (line.words, line.is_late, line.code) == ("đã hết thời hạn", False, "")
