"""Key cases: marked with a reason, amended by another entry, ended once; who sees which."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cases.actions.key_cases import Asked, Said, amend, ask, end, mark, settle
from cases.actions.referrals import refer
from cases.actions.steps import cancel_step
from cases.choices import Addressee, Role
from cases.models import AgendaItem, Case, CommitteeMembership, KeyCase, KeyEntry, Referral
from cases.models.key_cases import briefed_to
from cases.rules import Refusal
from cases.rules.key_reasons import REASONS, KeyReason
from tests import factories
from tests.committee import COURT, FINANCE, POLICE, agency, called, member
from tests.test_views_cases import TODAY, opened

CREDIT = Said("credit", "Dư nợ lớn nhất của đơn vị", "Tài sản do bên thứ ba đang ở")
SINCE = date(2018, 10, 1)


@pytest.fixture
def case(desk):
    return opened(desk)


def marked(case, by, said=CREDIT, **fields):
    return mark(case, said, **{"since": SINCE, "by": by} | fields)[0]


def referred(case, by, *agencies, **fields):
    said = {
        "addressee": Addressee.STEERING_COMMITTEE, "reason": "Chưa thống nhất",
        "asked": "Chỉ đạo cưỡng chế", "on": date(2018, 10, 2),
    } | fields  # fmt: skip
    return refer(case, by=by, put_to=[agency(name) for name in agencies], **said)[0]


def settled_constraints():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def written_past_the_action(rows, **fields):
    with transaction.atomic():
        rows.update(**fields)
        settled_constraints()


# ---------------------------------------------------------------- the mark
def test_marking_sets_the_flag_and_ending_takes_it_off(desk, case):
    row = marked(case, desk[Role.HEAD])
    case.refresh_from_db()
    assert case.is_key
    end(row, on=TODAY, reason="Đã thi hành xong", by=desk[Role.CITY_LEADER])
    case.refresh_from_db()
    assert not case.is_key and not KeyCase.objects.standing().exists()
    settled_constraints()
    again = marked(case, desk[Role.CLERK], since=TODAY)
    assert again != row and KeyCase.objects.standing().get() == again


def test_who_marks(desk, case):
    for role in (Role.OFFICER, Role.ACCOUNTANT, Role.COMMITTEE, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            marked(case, desk[role])
    with pytest.raises(PermissionDenied):
        marked(case, factories.user(Role.HEAD, "HN-HK"))
    row = marked(case, desk[Role.CITY_CLERK])
    for role in (Role.OFFICER, Role.ACCOUNTANT, Role.COMMITTEE):
        for change in (
            lambda by: amend(row, Said("long"), last_seen=10**6, by=by),
            lambda by: ask(row, Asked("Bảo vệ"), by=by),
            lambda by: end(row, on=TODAY, reason="Xong", by=by),
        ):
            with pytest.raises(PermissionDenied):
                change(desk[role])


@pytest.mark.parametrize(
    ("said", "since", "field"),
    [
        (Said("nothing"), SINCE, "reason"),
        (Said("other"), SINCE, "words"),
        (CREDIT, date(2018, 10, 6), "since"),
    ],
)
def test_a_mark_that_cannot_be(desk, case, said, since, field):
    with pytest.raises(Refusal) as refused:
        marked(case, desk[Role.HEAD], said, since=since)
    assert refused.value.field == field and not KeyCase.objects.exists()


def test_a_form_sent_twice_marks_once_and_another_one_is_told(desk, case):
    head = desk[Role.HEAD]
    assert mark(case, CREDIT, since=SINCE, by=head)[1] is False
    assert mark(case, CREDIT, since=SINCE, by=head)[1] is True
    with pytest.raises(Refusal, match="đã là án trọng điểm"):
        marked(case, head, Said("long"))
    assert KeyCase.objects.count() == KeyEntry.objects.count() == 1


def test_a_change_is_another_entry_and_the_old_words_stay(desk, case):
    row = marked(case, desk[Role.HEAD])
    first = row.entries.get()
    amend(row, Said("long", "Từ năm 2012"), last_seen=first.pk, by=desk[Role.CLERK])
    row.refresh_from_db()
    assert (row.reason, row.words, row.obstacles) == ("long", "Từ năm 2012", "")
    assert [e.words for e in row.entries.all()] == ["Từ năm 2012", CREDIT.words]
    with pytest.raises(Refusal, match="vừa sửa"):
        amend(row, Said("parties"), last_seen=first.pk, by=desk[Role.HEAD])
    assert amend(row, Said("long", "Từ năm 2012"), last_seen=first.pk, by=desk[Role.CLERK])[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyEntry.objects.update(words="Khác")


def test_an_ask_is_settled_once(desk, case):
    head = desk[Role.HEAD]
    row = marked(case, head, asks=[Asked("Bố trí lực lượng", agency(POLICE), date(2018, 10, 20))])
    asked = row.asks.get()
    assert ask(row, Asked("Bố trí lực lượng", agency(POLICE), date(2018, 10, 20)), by=head)[1]
    with pytest.raises(Refusal):
        settle(asked, on=date(2018, 10, 6), result="Đã có kế hoạch", by=head)
    assert settle(asked, on=TODAY, result="Đã có kế hoạch", by=head)[1] is False
    assert settle(asked, on=TODAY, result="Đã có kế hoạch", by=head)[1] is True
    with pytest.raises(Refusal, match="đã được ghi"):
        settle(asked, on=TODAY, result="Khác", by=head)


def test_what_has_ended_is_not_written_on(desk, case):
    head = desk[Role.HEAD]
    row = marked(case, head)
    for on, reason in ((date(2018, 9, 30), "Xong"), (date(2018, 10, 6), "Xong"), (TODAY, "")):
        with pytest.raises(Refusal):
            end(row, on=on, reason=reason, by=head)
    end(row, on=TODAY, reason="Đã thi hành xong", by=head)
    with pytest.raises(Refusal, match="Đã thôi theo dõi"):
        ask(row, Asked("Bảo vệ"), by=head)
    with pytest.raises(Refusal, match="Trước ngày thôi"):
        marked(case, head, since=date(2018, 10, 4))


def test_the_flag_and_the_mark_cannot_disagree(desk, case):
    with pytest.raises(IntegrityError, match="key_mark"):
        written_past_the_action(Case.objects.filter(pk=case.pk), is_key=True)
    row = marked(case, desk[Role.HEAD])
    settled_constraints()
    rows = KeyCase.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match="key_mark"):
        written_past_the_action(rows, ended_on=TODAY, end_reason="Xong")
    with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic():
        KeyCase.objects.create(case=case, since=SINCE, reason="long")


def test_a_case_entered_with_the_flag_has_its_mark(desk):
    case = opened(desk, is_key=True, classed={"credit": True})
    row = KeyCase.objects.standing().get(case=case)
    assert (row.reason, row.since, row.entries.count()) == ("credit", case.decided_on, 1)
    settled_constraints()


def test_a_reason_out_of_use_is_kept_but_not_given_again():
    gone = KeyReason("old", "Cũ", date(2018, 1, 1))
    assert gone.in_use(date(2018, 1, 1)) and not gone.in_use(date(2018, 1, 2))
    assert len({reason.code for reason in REASONS}) == len(REASONS) == 7


# ---------------------------------------------------------------- who sees which
def test_members_see_what_is_put_to_all_or_to_their_agency(desk):
    officer, head = desk[Role.OFFICER], desk[Role.HEAD]
    to_all, to_finance, asked, alone = (opened(desk, n) for n in range(1, 5))
    police, court = member(POLICE, "pc.bcd"), member(COURT, "ct.bcd")
    referred(to_all, officer)
    referred(to_finance, officer, FINANCE)
    referred(asked, officer, FINANCE)
    marked(asked, head, asks=[Asked("Bảo vệ", agency(POLICE))])
    marked(alone, head, asks=[Asked("Bảo vệ", agency(POLICE))])  # referred to nobody
    assert set(briefed_to(police)) == {to_all, asked}
    assert set(briefed_to(court)) == {to_all}
    assert set(KeyCase.objects.visible_to(police)) == {asked.key_marks.get()}
    assert not KeyCase.objects.visible_to(court).exists()
    assert set(Referral.objects.visible_to(police)) == {to_all.referrals.get()}
    assert not Case.objects.visible_to(police).exists()


def test_what_the_agenda_puts_to_some_is_closed_to_the_others(desk, case):
    referral = referred(case, desk[Role.OFFICER])
    police, court = member(POLICE, "pc.bcd"), member(COURT, "ct.bcd")
    called(desk[Role.CITY_CLERK])
    assert Referral.objects.visible_to(court).exists()
    AgendaItem.objects.get(referral=referral).put_to.set([agency(POLICE)])
    assert Referral.objects.visible_to(police).get() == referral
    assert not Referral.objects.visible_to(court).exists()


def test_what_was_put_to_some_goes_so_onto_the_agenda(desk, case):
    referral = referred(case, desk[Role.OFFICER], POLICE)
    called(desk[Role.CITY_CLERK])
    assert list(AgendaItem.objects.get(referral=referral).put_to.all()) == [agency(POLICE)]


def test_nothing_is_seen_of_what_goes_elsewhere_was_cancelled_or_after_the_membership(desk, case):
    police = desk[Role.COMMITTEE]
    referred(case, desk[Role.OFFICER], addressee=Addressee.PEOPLES_COMMITTEE)
    assert not briefed_to(police).exists()
    referral = referred(case, desk[Role.OFFICER])
    assert briefed_to(police).get() == case
    CommitteeMembership.objects.filter(user=police).update(until=date(2018, 10, 4))
    assert not briefed_to(police).exists()
    CommitteeMembership.objects.filter(user=police).update(until=TODAY)
    assert briefed_to(police).exists()
    cancel_step(referral.sent, by=desk[Role.OFFICER], reason="Nhầm")
    assert not briefed_to(police).exists()


def test_agencies_are_of_the_committee_alone(desk, case):
    with pytest.raises(Refusal, match="Ban Chỉ đạo") as refused:
        referred(case, desk[Role.OFFICER], POLICE, addressee=Addressee.PEOPLES_COMMITTEE)
    assert refused.value.field == "put_to"


def test_everybody_else_sees_with_the_case(desk, case):
    row = marked(case, desk[Role.HEAD])
    for role in (Role.OFFICER, Role.HEAD, Role.ACCOUNTANT, Role.CITY_LEADER):
        assert KeyCase.objects.visible_to(desk[role]).get() == row
    assert not KeyCase.objects.visible_to(factories.user(Role.HEAD, "HN-HK")).exists()
    assert not KeyCase.objects.visible_to(desk[Role.ADMINISTRATOR]).exists()
