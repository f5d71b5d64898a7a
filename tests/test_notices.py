"""Thông báo: a decision is notified when everybody it concerns has been told (Điều 39)."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.actions.steps import cancel_step, record_steps
from cases.choices import ActKind, ObligationKind, PartyRole, PersonKind, Role, StepKind
from cases.deadlines import running_of
from cases.models import CaseClass, Deadline, Party
from cases.rules.running import untold
from tests import factories
from tests.test_deadlines import TODAY, opened, step

pytestmark = pytest.mark.django_db
people = st.frozensets(st.integers(1, 6))


# ---------------------------------------------------------------- the rule
@given(people, people, st.lists(st.none() | st.integers(1, 6)))
def test_who_is_untold_is_concerned_and_named_by_nobody(parties, owed, told):
    missing = untold(parties, owed, told)
    assert missing <= parties
    assert not missing & set(told)
    assert None not in told or not missing
    if None not in told and not parties & owed:
        assert missing == parties - set(told)


@given(people, people, st.lists(st.integers(1, 6)), st.none() | st.integers(1, 6))
def test_one_notice_more_never_leaves_more_to_tell(parties, owed, told, more):
    assert untold(parties, owed, [*told, more]) <= untold(parties, owed, told)


# ---------------------------------------------------------------- the term
def notice(case, **about):
    return Deadline.objects.get(case=case, term="NOTIFY", **about)


def by_name(case) -> dict[str, Party]:
    return {party.name: party for party in case.parties.all()}


def tell(desk, case, on, *names, act=None, kind=StepKind.NOTIFIED):
    found = by_name(case)
    return [
        step(desk, case, kind, on, act=act or case.acts.first(), party=found[name])
        for name in names
    ]


def test_the_first_notice_is_not_the_last(desk):
    case = opened(desk)  # 24/09/2018: one creditor, two debtors; due on the 27th
    tell(desk, case, date(2018, 9, 25), "Lê Văn Cường")
    assert notice(case).done_on is None
    tell(desk, case, date(2018, 9, 26), "Phạm Thị Dung")
    assert notice(case).done_on is None
    (last,) = tell(desk, case, date(2018, 10, 1), "Trần Thị Bình")
    assert (notice(case).due_on, notice(case).done_on) == (date(2018, 9, 27), date(2018, 10, 1))
    cancel_step(last, by=desk[Role.OFFICER], reason="Ghi nhầm người")
    assert notice(case).done_on is None


def test_a_posting_tells_whom_nobody_found_and_one_to_nobody_tells_all(desk):
    case = opened(desk)
    tell(desk, case, date(2018, 9, 25), "Lê Văn Cường", "Trần Thị Bình")
    tell(desk, case, date(2018, 9, 26), "Phạm Thị Dung", kind=StepKind.POSTED)
    assert notice(case).done_on == date(2018, 9, 26)
    other = opened(desk, 215)
    step(desk, other, "posted", date(2018, 9, 27), act=other.acts.get())
    assert notice(other).done_on == date(2018, 9, 27)


def test_notices_of_another_decision_do_not_count(desk):
    case = opened(desk)
    intake = case.acts.get()
    later = record_act(
        case.pk, kind=ActKind.POSTPONE, on=date(2018, 9, 28), ground="a", by=desk[Role.HEAD],
        paper=Paper("1/QĐ-CCTHADS", date(2018, 9, 28), "Trần Mẫu"),
    )  # fmt: skip
    everybody = by_name(case)
    tell(desk, case, date(2018, 9, 28), *everybody, act=later)
    assert notice(case, act=intake).done_on is None
    assert notice(case, act=later).done_on == date(2018, 9, 28)


def test_the_voluntary_term_still_begins_with_the_first_notice(desk):
    case = opened(desk)
    tell(desk, case, date(2018, 9, 25), "Lê Văn Cường")
    assert Deadline.objects.get(case=case, term="VOLUNTARY").since == date(2018, 9, 25)


def two_obligations(desk):
    """Two debtors who owe apart, a creditor, and the budget, which nobody notifies."""
    new = NewCase(
        office=factories.office("HN-BD"),
        officer=factories.officer("HN-BD-01"),
        case_class=CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")[0],
        court="TAND quận Ba Đình",
        judgment_no="9/2018/DSST",
        judgment_on=date(2018, 8, 20),
        parties=(
            NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
            NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),
            NewParty(PartyRole.DEBTOR, "Phạm Thị Dung"),
            NewParty(PartyRole.CREDITOR, PersonKind.STATE.label, kind=PersonKind.STATE),
        ),
        obligations=(
            NewObligation(ObligationKind.DEBT, 100, "Nợ", 0, (1,)),
            NewObligation(ObligationKind.DEBT, 50, "Vay", 0, (2,)),
        ),
    )
    on = date(2018, 9, 24)
    return open_case(new, on=on, paper=Paper("9/QĐ", on, "Trần Mẫu"), by=desk[Role.CITY_CLERK])


def test_the_budget_is_nobody_to_tell(desk):
    case = two_obligations(desk)
    tell(desk, case, date(2018, 9, 25), "Lê Văn Cường", "Phạm Thị Dung", "Trần Thị Bình")
    assert notice(case).done_on == date(2018, 9, 25)


def test_a_decision_on_one_obligation_concerns_its_own_parties(desk):
    case = two_obligations(desk)
    act = record_act(
        case.pk, kind=ActKind.AMEND, on=date(2018, 9, 28), ground="error", amount=5,
        obligation=case.obligations.get(description="Nợ"), by=desk[Role.HEAD],
        paper=Paper("2/QĐ", date(2018, 9, 28), "Trần Mẫu"),
    )  # fmt: skip
    tell(desk, case, date(2018, 10, 1), "Lê Văn Cường", act=act)
    assert notice(case, act=act).done_on is None
    (line,) = [row for row in running_of(case, TODAY) if row.row.act_id == act.pk and row.untold]
    assert line.untold == ("Trần Thị Bình",)
    tell(desk, case, date(2018, 10, 2), "Trần Thị Bình", act=act)
    assert notice(case, act=act).done_on == date(2018, 10, 2)


# ---------------------------------------------------------------- on the pages
def test_the_pages_name_who_is_still_to_be_told(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    where = [reverse("case_detail", args=(case.pk,)), reverse("today"), reverse("deadline_list")]
    for address in where:
        assert "Còn phải thông báo" not in client.get(address).text
    tell(desk, case, date(2018, 9, 25), "Lê Văn Cường")
    for address in where:
        assert "Còn phải thông báo: Trần Thị Bình, Phạm Thị Dung" in client.get(address).text
    record_steps(
        case, kind=StepKind.NOTIFIED, by=desk[Role.OFFICER], acts=list(case.acts.all()),
        parties=list(case.parties.exclude(name="Lê Văn Cường")), last_seen=0, on=TODAY, at=None,
        until=None, document_no="", note="",
    )  # fmt: skip
    for address in where:
        assert "Còn phải thông báo" not in client.get(address).text


def test_the_names_cost_the_same_for_one_case_and_for_many(
    desk, login, django_assert_max_num_queries
):
    for number in range(1, 8):
        tell(desk, opened(desk, number), date(2018, 9, 25), "Lê Văn Cường")
    client = login(desk[Role.HEAD])
    with django_assert_max_num_queries(17):
        assert client.get(reverse("deadline_list")).text.count("Còn phải thông báo") == 7
