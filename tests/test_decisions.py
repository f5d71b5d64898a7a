"""Decisions as people record them: the law of the day entered, terms, waiting, whose case it is."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions import drafts
from cases.actions.decisions import facts_of
from cases.actions.ledger import NewObligation, Paper, record_act
from cases.actions.steps import record_step
from cases.choices import ActKind, Heading, ObligationKind, Role, StepKind
from cases.models import Act, Deadline, Draft
from cases.rules import Refusal
from tests import factories
from tests.test_forms_acts import address, fields
from tests.test_views_cases import opened


@pytest.fixture
def case(desk):
    return opened(desk, amount=1_000_000)


@pytest.fixture
def later(desk, case, settings):
    """The same desk when the new law is in force."""
    settings.TODAY = date(2026, 7, 10)
    return case


def given(page, name="ground"):
    return {value for value, _ in page.context["form"].fields[name].choices}


def without_means(desk, case, on=date(2018, 10, 3)):
    return record_act(
        case.pk, kind=ActKind.WITHOUT_MEANS, on=on, ground="a", by=desk[Role.HEAD],
        paper=Paper("90/QĐ-CCTHADS", on, "Trần Văn Mẫu"),
    )  # fmt: skip


# ---------------------------------------------------------------- the day decides
def test_the_list_is_that_of_the_day_entered(desk, later, login):
    client = login(desk[Role.HEAD])
    page = client.get(address(later, "terminate"))
    assert "joint" in given(page)
    assert "Điều 48 Luật THADS 2025" in page.text
    assert "Luật THADS 2008" not in page.text
    form = fields(later, "terminate", on="30/06/2026", ground="joint", amount="5", note="Đơn 1")
    page = client.post(address(later, "terminate"), form | {"look": "1"})
    assert "joint" not in given(page)
    assert "Điều 50 Luật THADS 2008" in page.text
    assert "Đơn 1" in page.text
    assert not page.context["form"].errors


def test_a_ground_of_another_day_is_refused_at_its_field(desk, later, login):
    client = login(desk[Role.HEAD])
    form = fields(later, "terminate", on="30/06/2026", ground="joint", amount="5")
    page = client.post(address(later, "terminate"), form)
    assert page.context["form"].errors.keys() == {"ground"}
    assert "không áp dụng cho ngày 30/06/2026" in page.context["form"].errors["ground"][0]
    answer = client.post(address(later, "terminate"), form | {"on": "01/07/2026"})
    assert answer.status_code == 302
    page = client.get(answer.url).text
    assert "khoản 2 Điều 28 Nghị định 152/2026/NĐ-CP" in page


def test_a_carried_over_ground_says_that_it_is_provisional(desk, later, login):
    client = login(desk[Role.HEAD])
    form = fields(later, "postpone", on="05/07/2026", ground="d")
    page = client.get(client.post(address(later, "postpone"), form).url).text
    assert "chưa đối chiếu điều khoản" in page
    assert "Điều 48 Luật THADS 2008" not in page


# ---------------------------------------------------------------- terms
@pytest.mark.parametrize(
    ("ground", "until", "field"),
    [
        ("c", "", "until"),
        ("2", "", "until"),
        ("2", "06/01/2019", "until"),
        ("c", "01/10/2018", "until"),
        ("d", "05/12/2018", "until"),
    ],
)
def test_a_term_the_law_does_not_give(desk, case, login, ground, until, field):
    form = fields(case, "postpone", ground=ground, until=until)
    for role in (Role.HEAD, Role.OFFICER):
        page = login(desk[role]).post(address(case, "postpone"), form)
        assert page.context["form"].errors.keys() == {field}
    assert case.acts.count() == 1
    assert not Draft.objects.exists()


def test_the_term_stands_on_the_act_and_the_page(desk, case, login):
    client = login(desk[Role.HEAD])
    form = fields(case, "postpone", ground="2", until="05/01/2019")
    answer = client.post(address(case, "postpone"), form)
    act = case.acts.get(kind=ActKind.POSTPONE)
    assert act.until == date(2019, 1, 5)
    assert "đến hết ngày 05/01/2019" in client.get(answer.url).text
    resume = fields(case, "resume", ground="4b", decision="8/QĐ-CCTHADS")
    assert client.post(address(case, "resume"), resume).status_code == 302
    again = fields(case, "postpone", ground="2", until="05/01/2019", decision="9/QĐ-CCTHADS")
    page = client.post(address(case, "postpone"), again)
    assert "một lần" in page.context["form"].errors["ground"][0]


def test_only_what_fits_the_place_is_offered_to_resume(desk, case, login):
    client = login(desk[Role.HEAD])
    client.post(address(case, "suspend"), fields(case, "suspend", ground="2"))
    assert given(client.get(address(case, "resume"))) == {"", "3a", "3b", "3c"}


def test_a_whole_obligation_is_a_part_of_the_case(desk, login):
    two = (
        NewObligation(ObligationKind.DEBT, 100, "Gốc", 0, (1,)),
        NewObligation(ObligationKind.COMPENSATION, 50, "Bồi thường", 0, (1,)),
    )
    case = opened(desk, obligations=two)
    client = login(desk[Role.HEAD])
    second = case.obligations.get(description="Bồi thường")
    form = fields(case, "delegate", ground="a", obligation=second.pk)
    answer = client.post(address(case, "delegate"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    case.refresh_from_db()
    assert case.heading == Heading.IN_PROGRESS
    assert case.acts.get(kind=ActKind.DELEGATE).amount == 50
    assert "không ghi lần hai" in client.get(client.post(address(case, "delegate"), form).url).text


def test_the_same_sum_on_another_obligation_is_another_act(desk, login):
    """Two pages open at once, one for each obligation: the second is not the first sent again."""
    two = (
        NewObligation(ObligationKind.DEBT, 100, "Gốc", 0, (1,)),
        NewObligation(ObligationKind.COMPENSATION, 50, "Bồi thường", 0, (1,)),
    )
    case = opened(desk, obligations=two)
    client = login(desk[Role.HEAD])
    first, second = case.obligations.order_by("pk")
    form = fields(case, "amend", ground="error", amount="5")
    answer = client.post(address(case, "amend"), form | {"obligation": first.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.post(address(case, "amend"), form | {"obligation": second.pk})
    assert page.status_code == 200
    assert "vừa có thay đổi" in page.context["form"].non_field_errors()[0]


# ---------------------------------------------------------------- waiting without means
def test_the_separate_book_waits_a_year_and_says_until_when(desk, case, login, settings):
    without_means(desk, case)
    settings.TODAY = date(2019, 10, 4)
    client = login(desk[Role.HEAD])
    form = fields(case, "separate_book", on="03/10/2019", decision="", signer="Trần Văn Mẫu")
    page = client.post(address(case, "separate_book"), form)
    assert "sớm nhất sau ngày 03/10/2019" in page.context["form"].errors["on"][0]
    assert "Mới ghi 0 lần xác minh" in page.text
    form |= {"on": "04/10/2019"}
    assert client.post(address(case, "separate_book"), form).status_code == 302


def test_a_debtor_of_no_known_address_is_waited_for_two_years(desk, case):
    without_means(desk, case)
    case.refresh_from_db()
    assert not facts_of(case, date(2019, 10, 4)).long_wait
    case.parties.filter(role="debtor").update(address_unknown=True)
    facts = facts_of(case, date(2019, 10, 4))
    assert (facts.long_wait, facts.without_means_on) == (True, date(2018, 10, 3))


def test_prison_counts_while_two_years_are_left(desk, case):
    case.parties.filter(role="debtor").update(prison_until=date(2020, 10, 5))
    assert facts_of(case, date(2018, 10, 5)).long_wait
    assert not facts_of(case, date(2018, 10, 6)).long_wait


def test_prison_left_is_counted_from_the_decision_as_its_term_is(desk, case):
    """A year on, less than two are left: the case still waits the two of its term."""
    without_means(desk, case)
    case.refresh_from_db()
    debtors = case.parties.filter(role="debtor")
    debtors.update(prison_until=date(2020, 10, 3))
    assert facts_of(case, date(2019, 10, 4)).long_wait
    debtors.update(prison_until=date(2020, 10, 2))
    assert not facts_of(case, date(2019, 10, 4)).long_wait


def test_a_request_goes_back_only_from_a_case_on_request(desk, settings, login):
    case = opened(desk, classed={"origin": "ex_officio"})
    without_means(desk, case)
    settings.TODAY = date(2026, 7, 10)
    by = desk[Role.HEAD]
    page = login(by).get(address(case, "return_request"), follow=True)
    assert "không thể ghi" in page.text
    with pytest.raises(Refusal, match="theo yêu cầu"):
        record_act(case.pk, kind=ActKind.RETURN_REQUEST, on=date(2026, 7, 2), by=by)


def test_reopening_from_the_separate_book_names_the_news(desk, case, login, settings):
    without_means(desk, case)
    settings.TODAY = date(2019, 11, 5)
    client = login(desk[Role.HEAD])
    form = fields(case, "separate_book", on="05/11/2019", decision="", signer="T")
    client.post(address(case, "separate_book"), form)
    assert given(client.get(address(case, "resume"))) == {"", "new"}
    form = fields(case, "resume", on="05/11/2019", ground="new", decision="91/QĐ-CCTHADS")
    assert client.post(address(case, "resume"), form).status_code == 302
    case.refresh_from_db()
    assert case.heading == Heading.IN_PROGRESS


# ---------------------------------------------------------------- who
def test_the_citys_leader_takes_up_and_no_more(desk, case):
    by = desk[Role.CITY_LEADER]
    with pytest.raises(PermissionDenied):
        record_act(case.pk, kind=ActKind.TERMINATE, on=date(2018, 10, 5), ground="c", by=by)
    record_act(case.pk, kind=ActKind.TAKE_UP, on=date(2018, 10, 5), ground="h", by=by)


def test_in_the_citys_own_cases_its_leader_is_a_head(desk, hanoi):
    case = opened(desk, number=300, at="HN")
    by = desk[Role.CITY_LEADER]
    act = record_act(case.pk, kind=ActKind.TERMINATE, on=date(2018, 10, 5), ground="c", by=by)
    assert act.kind == ActKind.TERMINATE


def test_an_officer_writes_own_cases_whatever_the_page(desk, case):
    other = factories.officer("HN-BD-02", "Đặng Thị Hoa")
    stranger = factories.user(Role.OFFICER, username="chv.khac", officer=other)
    with pytest.raises(PermissionDenied):
        record_step(case, kind=StepKind.NOTED, on=date(2018, 10, 5), by=stranger)
    with pytest.raises(PermissionDenied):
        drafts.save_draft(by=stranger, kind=ActKind.POSTPONE, fields={}, summary="", case=case)
    record_step(case, kind=StepKind.NOTED, on=date(2018, 10, 5), by=desk[Role.OFFICER])


def test_a_signed_draft_keeps_who_prepared_it(desk, case, login):
    form = fields(case, "postpone", ground="d", decision="", signer="")
    login(desk[Role.OFFICER]).post(address(case, "postpone"), form)
    draft = Draft.objects.get()
    client = login(desk[Role.HEAD])
    answer = client.post(
        address(case, "postpone", f"?draft={draft.pk}"), fields(case, "postpone", ground="d")
    )
    act = Act.objects.get(kind=ActKind.POSTPONE)
    assert (act.prepared_by, act.recorded_by) == (desk[Role.OFFICER], desk[Role.HEAD])
    assert f"{desk[Role.OFFICER]} lập, {desk[Role.HEAD]} ghi" in client.get(answer.url).text


# ---------------------------------------------------------------- what the terms make of it
def test_the_agreed_term_starts_the_time_to_go_on(desk, case, login):
    """Agreed until 05/12/2018: the decision to go on within five working days, 12/12/2018."""
    form = fields(case, "postpone", ground="c", until="05/12/2018")
    login(desk[Role.HEAD]).post(address(case, "postpone"), form)
    row = Deadline.objects.get(case=case, term="HOAN_END")
    assert (row.since, row.due_on) == (date(2018, 12, 5), date(2018, 12, 12))
    record_act(
        case.pk, kind=ActKind.RESUME, ground="4a", on=date(2018, 10, 5), by=desk[Role.HEAD],
        paper=Paper("8/QĐ-CCTHADS", date(2018, 10, 5), "T"),
    )  # fmt: skip
    left = Deadline.objects.filter(case=case, term="HOAN_END", done_on=None, ended_on=None)
    assert not left.exists()
