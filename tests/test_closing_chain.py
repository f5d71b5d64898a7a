"""A month from the officer's desk to the city: who closes, signs, accepts, and who reopens."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cases import tasks
from cases.actions import signoffs
from cases.actions.closings import close_expired, close_month, missing_below, reopen
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.choices import ActKind, ObligationKind, PartyRole, Role
from cases.models import (
    Act,
    Books,
    CaseClass,
    Closing,
    Ended,
    LedgerLine,
    Reopening,
    SignOff,
    SignStep,
)
from cases.rules import Refusal
from tests import factories

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER, OCTOBER = date(2018, 8, 31), date(2018, 9, 30), date(2018, 10, 31)
SHA = "a" * 64


@pytest.fixture
def heads(desk):
    """The head of each district, and the city's people."""
    return desk | {"HN-HK": factories.user(Role.HEAD, "HN-HK", username="head.hn-hk")}


def opened(desk, number=1, office="HN-BD", on=date(2018, 9, 3), **fields):
    new = NewCase(
        office=factories.office(office),
        **{"officer": factories.officer(f"{office}-01"), **fields},
        case_class=CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")[0],
        court="TAND quận Ba Đình",
        judgment_no=f"{number}/2018/DSST",
        judgment_on=date(2018, 6, 1),
        parties=(
            NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
            NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),
        ),
        obligations=(NewObligation(ObligationKind.DEBT, 1_000_000, "", 0, (1,)),),
    )
    paper = Paper(f"{number}/QĐ-CCTHADS", on, "Nguyễn Thị Dung")
    return open_case(new, on=on, paper=paper, by=desk[Role.CLERK])


def through_the_chain(office, head, clerk, cutoff=SEPTEMBER):
    close_month(office, cutoff, by=head)
    signoffs.send(office, cutoff, by=head, sha256=SHA)
    signoffs.accept(office, cutoff, by=clerk)


# ---------------------------------------------------------------- the chain
def test_the_city_closes_when_all_below_are_closed_and_accepted(heads, hanoi, ba_dinh, hoan_kiem):
    city = heads[Role.CITY_CLERK]
    with pytest.raises(Refusal, match=r"2 đơn vị .*Ba Đình, Hoàn Kiếm"):
        close_month(hanoi, SEPTEMBER, by=city)
    through_the_chain(ba_dinh, heads[Role.HEAD], city)
    close_month(hoan_kiem, SEPTEMBER, by=heads["HN-HK"])
    assert missing_below(hanoi, SEPTEMBER) == [hoan_kiem]
    with pytest.raises(Refusal, match=r"1 đơn vị .*nhận: Hoàn Kiếm"):
        close_month(hanoi, SEPTEMBER, by=city)
    signoffs.send(hoan_kiem, SEPTEMBER, by=heads["HN-HK"], sha256=SHA)
    signoffs.accept(hoan_kiem, SEPTEMBER, by=city)
    close_month(hanoi, SEPTEMBER, by=city)
    signed = signoffs.send(hanoi, SEPTEMBER, by=heads[Role.CITY_LEADER], sha256=SHA)
    assert signed.step == SignStep.CITY
    assert Closing.objects.standing().count() == 3


def test_what_is_sent_back_is_explained_and_sent_again(heads, ba_dinh):
    head, city = heads[Role.HEAD], heads[Role.CITY_CLERK]
    with pytest.raises(Refusal, match="chưa khóa sổ"):
        signoffs.send(ba_dinh, SEPTEMBER, by=head, sha256=SHA)
    close_month(ba_dinh, SEPTEMBER, by=head)
    with pytest.raises(Refusal, match="chưa ký, gửi"):
        signoffs.accept(ba_dinh, SEPTEMBER, by=city)
    signoffs.send(ba_dinh, SEPTEMBER, by=head, sha256=SHA)
    with pytest.raises(Refusal, match="đã ký, gửi"):
        signoffs.send(ba_dinh, SEPTEMBER, by=head, sha256=SHA)
    with pytest.raises(Refusal, match="lý do"):
        signoffs.give_back(ba_dinh, SEPTEMBER, by=city, reason=" ")
    signoffs.give_back(ba_dinh, SEPTEMBER, by=city, reason="Thiếu giải trình số tạm giữ")
    assert not Closing.objects.filter(accepted_at__isnull=False).exists()
    signoffs.send(ba_dinh, SEPTEMBER, by=head, sha256=SHA, note="Đã bổ sung")
    signoffs.accept(ba_dinh, SEPTEMBER, by=city)
    with pytest.raises(Refusal, match="Thành phố nhận rồi"):
        signoffs.accept(ba_dinh, SEPTEMBER, by=city)
    with pytest.raises(Refusal, match="Thành phố nhận rồi"):
        signoffs.give_back(ba_dinh, SEPTEMBER, by=city, reason="Trả lại sau khi nhận")
    steps = ["office", "returned", "office", "accepted"]
    assert list(SignOff.objects.values_list("step", flat=True)) == steps
    closing = Closing.objects.get()
    assert (closing.accepted_by, closing.accepted_at is not None) == (city, True)
    assert SignOff.objects.last().on == closing.closed_on == date(2018, 10, 5)


def test_nobody_signs_in_the_place_of_another(heads, hanoi, ba_dinh, hoan_kiem):
    close_month(ba_dinh, SEPTEMBER, by=heads[Role.HEAD])
    for who in (heads["HN-HK"], heads[Role.CITY_LEADER], heads[Role.CLERK], heads[Role.OFFICER]):
        with pytest.raises(PermissionDenied):
            signoffs.send(ba_dinh, SEPTEMBER, by=who, sha256=SHA)
    signoffs.send(ba_dinh, SEPTEMBER, by=heads[Role.HEAD], sha256=SHA)
    for who in (heads[Role.HEAD], heads[Role.CITY_LEADER], heads[Role.CLERK]):
        with pytest.raises(PermissionDenied):
            signoffs.accept(ba_dinh, SEPTEMBER, by=who)
    with pytest.raises(PermissionDenied):
        signoffs.confirm(factories.officer(), SEPTEMBER, by=heads[Role.HEAD], sha256=SHA)
    with pytest.raises(PermissionDenied):
        signoffs.remark(
            hoan_kiem, SEPTEMBER, by=heads[Role.CLERK], check_code="drafts", count=1, words="x"
        )


def test_an_officer_stands_by_the_own_figures_again_when_they_changed(desk):
    officer = desk[Role.OFFICER]
    with pytest.raises(Refusal, match="chưa kết thúc"):
        signoffs.confirm(officer.officer, OCTOBER, by=officer, sha256=SHA)
    first = signoffs.confirm(officer.officer, SEPTEMBER, by=officer, sha256=SHA)
    assert signoffs.confirm(officer.officer, SEPTEMBER, by=officer, sha256=SHA) == first
    other = signoffs.confirm(officer.officer, SEPTEMBER, by=officer, sha256="b" * 64)
    assert list(SignOff.objects.all()) == [first, other]


def test_months_are_closed_one_after_the_other(desk, ba_dinh, settings):
    head = desk[Role.HEAD]
    close_month(ba_dinh, SEPTEMBER, by=head)  # the first: all before it with it
    settings.TODAY = date(2018, 12, 3)
    with pytest.raises(Refusal, match="còn kỳ đến 31/10/2018"):
        close_month(ba_dinh, date(2018, 11, 30), by=head)
    close_month(ba_dinh, OCTOBER, by=head)
    close_month(ba_dinh, date(2018, 11, 30), by=head)


# ---------------------------------------------------------------- reopening
@pytest.fixture
def closed(heads, hanoi, ba_dinh, hoan_kiem, settings):
    """September closed by everybody, October by both districts."""
    city = heads[Role.CITY_CLERK]
    opened(heads)
    for office, head in ((ba_dinh, heads[Role.HEAD]), (hoan_kiem, heads["HN-HK"])):
        through_the_chain(office, head, city)
    close_month(hanoi, SEPTEMBER, by=city)
    signoffs.send(hanoi, SEPTEMBER, by=heads[Role.CITY_LEADER], sha256=SHA)
    settings.TODAY = date(2018, 11, 2)
    for office, head in ((ba_dinh, heads[Role.HEAD]), (hoan_kiem, heads["HN-HK"])):
        through_the_chain(office, head, city, OCTOBER)
    close_month(hanoi, OCTOBER, by=city)
    return heads


def again(office, desk, cutoff=SEPTEMBER, expires_on=date(2018, 11, 5)):
    city = desk[Role.CITY_CLERK]
    return reopen(office, cutoff, by=city, reason="Ghi thiếu phiếu thu", expires_on=expires_on)


def test_a_reopening_withdraws_what_was_accepted_and_the_city_s_own(closed, ba_dinh, hanoi):
    made = again(ba_dinh, closed)
    assert {c.office_id for c in made.closings.all()} == {ba_dinh.pk, hanoi.pk}
    assert made.closings.count() == 4
    through = dict(Books.objects.values_list("office__code", "closed_through"))
    assert through == {"HN": None, "HN-BD": None, "HN-HK": OCTOBER}
    assert set(SignOff.objects.standing().values_list("office__code", flat=True)) == {"HN-HK"}
    assert missing_below(hanoi, SEPTEMBER) == [ba_dinh]
    with pytest.raises(Refusal, match="đang mở lại"):
        again(ba_dinh, closed)


def test_only_the_city_reopens_with_a_reason_and_a_last_day(closed, ba_dinh):
    for who in (closed[Role.HEAD], closed[Role.CLERK]):
        with pytest.raises(PermissionDenied):
            reopen(ba_dinh, OCTOBER, by=who, reason="sai", expires_on=date(2018, 11, 5))
    with pytest.raises(Refusal, match="hết hạn"):
        again(ba_dinh, closed, expires_on=date(2018, 11, 1))
    with pytest.raises(Refusal, match="chưa khóa sổ"):
        again(ba_dinh, closed, date(2018, 11, 30))


def test_what_was_forgotten_is_booked_in_its_month_until_the_reopening_expires(
    closed, ba_dinh, settings
):
    case = Act.objects.get(kind=ActKind.INTAKE).case
    made = again(ba_dinh, closed)
    act = record_act(
        case.pk, kind=ActKind.POSTPONE, ground="a", on=date(2018, 9, 20), by=closed[Role.HEAD]
    )
    assert act.booked_on == date(2018, 9, 20)
    settings.TODAY = date(2018, 11, 5)
    tasks.reopenings_expire()
    assert Books.objects.get(office=ba_dinh).closed_through is None  # the last day is not over
    settings.TODAY = date(2018, 11, 6)
    tasks.reopenings_expire()
    assert Books.objects.get(office=ba_dinh).closed_through == OCTOBER
    made.refresh_from_db()
    assert made.ended_how == Ended.EXPIRED
    standing = Closing.objects.standing().filter(office=ba_dinh)
    assert [c.cutoff for c in standing.order_by("cutoff")] == [SEPTEMBER, OCTOBER]
    assert not standing.filter(accepted_at__isnull=False).exists()  # sent and accepted anew
    first = standing.get(cutoff=SEPTEMBER)
    assert {b.heading: b.cases for b in first.balances.filter(cases__gt=0)} == {"POSTPONED": 1}
    later = record_act(case.pk, kind=ActKind.RESUME, on=date(2018, 9, 25), by=closed[Role.HEAD])
    assert later.booked_on == date(2018, 11, 1)
    tasks.reopenings_expire()
    assert standing.count() == 2


def test_a_worker_killed_half_way_leaves_the_reopening_to_the_next_beat(
    closed, ba_dinh, settings, monkeypatch
):
    made = again(ba_dinh, closed)
    settings.TODAY = date(2018, 11, 6)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cases.actions.closings._end", killed)
        with pytest.raises(KeyboardInterrupt):
            close_expired(made.pk)
    assert not Closing.objects.standing().filter(office=ba_dinh).exists()
    assert len(close_expired(made.pk)) == 2
    assert close_expired(made.pk) == []


def test_closing_again_by_hand_ends_the_reopening(closed, ba_dinh):
    made = again(ba_dinh, closed)
    close_month(ba_dinh, SEPTEMBER, by=closed[Role.HEAD])
    assert Reopening.objects.running().exists()
    close_month(ba_dinh, OCTOBER, by=closed[Role.HEAD])
    made.refresh_from_db()
    assert made.ended_how == Ended.CLOSED


def test_the_database_keeps_what_was_signed(closed, ba_dinh):
    made = again(ba_dinh, closed)
    signoffs.remark(
        ba_dinh, SEPTEMBER, by=closed[Role.HEAD], check_code="drafts", count=2, words="Chờ ký"
    )
    for table, change in (
        ("signoff", "UPDATE cases_signoff SET note = 'x'"),
        ("signoff", "DELETE FROM cases_signoff"),
        ("reopening", f"UPDATE cases_reopening SET reason = 'x' WHERE id = {made.pk}"),
        ("closingremark", "UPDATE cases_closingremark SET words = 'x'"),
        ("closing", "UPDATE cases_closing SET closed_by_id = NULL"),
    ):
        with (
            pytest.raises(IntegrityError, match=f"append_only: cases_{table}"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


# ---------------------------------------------------------------- two clerks at once
@pytest.mark.django_db(transaction=True)
def test_two_clerks_close_while_others_write(desk, ba_dinh):
    """One closes, one is told; whatever was being written lands on the right side of the line."""
    cases = [opened(desk, number) for number in range(1, 9)]
    barrier, told = threading.Barrier(4), []

    def close(who) -> None:
        barrier.wait(timeout=10)
        try:
            close_month(ba_dinh, SEPTEMBER, by=desk[who])
            told.append("closed")
        except Refusal as refusal:
            told.append(str(refusal))

    def write(mine) -> None:
        barrier.wait(timeout=10)
        for case in mine:
            record_act(
                case.pk, kind=ActKind.POSTPONE, ground="a", on=date(2018, 9, 20),
                by=desk[Role.HEAD],
            )  # fmt: skip

    def apart(work, *args) -> threading.Thread:
        def run() -> None:
            try:
                work(*args)
            finally:
                connection.close()

        return threading.Thread(target=run)

    threads = [
        *(apart(close, Role.HEAD), apart(close, Role.CLERK)),
        *(apart(write, cases[:4]), apart(write, cases[4:])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["Tháng này đã khóa sổ.", "closed"]
    acts = Act.objects.filter(kind=ActKind.POSTPONE)
    assert len(acts) == len(cases)
    closing = Closing.objects.get()
    frozen = closing.balances.filter(heading="POSTPONED").values_list("cases", flat=True)
    inside = [act for act in acts if act.booked_on <= SEPTEMBER]
    assert sum(frozen) == len(inside)
    assert {act.booked_on for act in acts if act not in inside} <= {date(2018, 10, 1)}
    for line in LedgerLine.objects.filter(booked_on__lte=SEPTEMBER).select_related("act"):
        assert line.act.written_at <= closing.closed_at or line.act in inside
