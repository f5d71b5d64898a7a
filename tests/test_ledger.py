"""The invariants in the database: each refuses, whoever writes."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cases.actions import books, ledger
from cases.actions.books import load_position, open_books
from cases.actions.closings import close_month, reopen
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.choices import ActKind, Heading, ObligationKind, PartyRole, Role
from cases.models import Act, Balance, Case, CaseClass, Closing, LedgerLine, Series
from cases.rules import Refusal
from cases.rules.position import Place
from tests import factories

OPEN_ON = date(2017, 10, 1)


@pytest.fixture
def today(settings):
    settings.TODAY = date(2018, 10, 5)


@pytest.fixture
def clerk(hanoi, ba_dinh, hoan_kiem, today):
    """The city's clerk records signed papers of every office below."""
    for office in (hanoi, ba_dinh, hoan_kiem):
        open_books(office, OPEN_ON)
    return factories.user(Role.CITY_CLERK)


@pytest.fixture
def accountant(ba_dinh):
    return factories.user(Role.ACCOUNTANT)


def case_class(**fields) -> CaseClass:
    fields = {"origin": "on_request", "judgment_kind": "civil"} | fields
    return CaseClass.objects.get_or_create(**fields)[0]


def intake(clerk, on=date(2017, 11, 6), amount=100, number=1, **fields) -> Case:
    new = NewCase(
        office=factories.office("HN-BD"),
        officer=factories.officer(),
        case_class=case_class(),
        court="TAND quận Ba Đình",
        judgment_no=f"{number}/2017/DSST",
        judgment_on=date(2017, 9, 1),
        parties=(
            NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
            NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),
        ),
        obligations=(NewObligation(ObligationKind.DEBT, amount, "", 0, (1,)),),
        **fields,
    )
    paper = Paper(f"{number}/QĐ-CCTHADS", on, "Nguyễn Thị Dung")
    return open_case(new, on=on, paper=paper, by=clerk)


def insert_line(act: Act, **changes) -> LedgerLine:
    """A bare line, as somebody past the application would write it."""
    row = {
        "act": act,
        "case": act.case,
        "office_id": act.case.office_id,
        "officer_id": act.case.officer_id,
        "case_class_id": act.case.case_class_id,
        "pair": 0,
        "heading": Heading.COLLECTED,
        "obligation": act.case.obligations.get(),
        "amount": 5,
        "booked_on": act.booked_on,
    }
    return LedgerLine(**(row | changes))


def balances(case: Case) -> dict:
    rows = Balance.objects.filter(case=case).exclude(cases=0, amount=0)
    return {(b.heading, bool(b.obligation_id)): b.cases or b.amount for b in rows}


# ---------------------------------------------------------------- what the database refuses
def test_lines_that_do_not_sum_to_zero(clerk):
    act = intake(clerk).acts.get()
    with pytest.raises(IntegrityError, match="zero_sum"):
        LedgerLine.objects.bulk_create([insert_line(act)])


def test_lines_that_sum_to_zero_only_over_two_keys(clerk):
    act = intake(clerk).acts.get()
    other = factories.officer("HN-BD-02")
    lines = [
        insert_line(act, heading=Heading.IN_PROGRESS, amount=-5),
        insert_line(act, officer_id=other.pk),
    ]
    with pytest.raises(IntegrityError, match="zero_sum"):
        LedgerLine.objects.bulk_create(lines)


def test_a_balance_below_zero(clerk):
    act = intake(clerk).acts.get()
    lines = [
        insert_line(act, heading=Heading.POSTPONED, amount=-5),
        insert_line(act, heading=Heading.COLLECTED, amount=5),
    ]
    with pytest.raises(IntegrityError, match="balance_not_below_zero"):
        LedgerLine.objects.bulk_create(lines)


def test_an_overdraft_that_a_later_line_of_the_same_file_repairs(clerk):
    case = intake(clerk)
    first = case.acts.get()
    later = record_act(case.pk, kind=ActKind.POSTPONE, ground="c", on=date(2017, 12, 1), by=clerk)
    lines = [
        insert_line(first, heading=Heading.COMPLETED, amount=-5),
        insert_line(first, heading=Heading.IN_PROGRESS, amount=5),
        insert_line(later, heading=Heading.COMPLETED, amount=5, booked_on=later.booked_on),
        insert_line(later, heading=Heading.INTAKE, amount=-5, booked_on=later.booked_on),
    ]
    with pytest.raises(IntegrityError, match="below_zero"):
        LedgerLine.objects.bulk_create(lines)


def test_a_line_on_an_earlier_day_than_the_balance(clerk):
    case = intake(clerk)
    record_act(case.pk, kind=ActKind.POSTPONE, ground="c", on=date(2017, 12, 1), by=clerk)
    first = case.acts.earliest("pk")
    place = {"heading": Heading.POSTPONED_BY_CONSENT, "ground": "c"}
    lines = [
        insert_line(first, amount=-5, heading=Heading.INTAKE),
        insert_line(first, amount=5, **place),
    ]
    with pytest.raises(IntegrityError, match="last_on"):
        LedgerLine.objects.bulk_create(lines)


@pytest.mark.parametrize(
    "stranger",
    [{"act_id": 10**9}, {"obligation_id": 10**9}, {"officer_id": 10**9}, {"case_class_id": 10**9}],
)
def test_a_line_of_nobody(clerk, stranger):
    act = intake(clerk).acts.get()
    lines = [
        insert_line(act, heading=Heading.IN_PROGRESS, amount=-5, **stranger),
        insert_line(act, **stranger),
    ]
    with pytest.raises(IntegrityError, match="references"):
        LedgerLine.objects.bulk_create(lines)


def test_an_officer_of_another_office(clerk):
    act = intake(clerk).acts.get()
    stranger = factories.officer("HN-HK-01").pk
    lines = [
        insert_line(act, heading=Heading.INTAKE, amount=-5, officer_id=stranger),
        insert_line(act, officer_id=stranger),
    ]
    with pytest.raises(IntegrityError, match="references"):
        LedgerLine.objects.bulk_create(lines)


def test_a_line_into_a_closed_month(clerk, ba_dinh):
    act = intake(clerk).acts.get()
    close_month(ba_dinh, date(2017, 11, 30), by=None)
    lines = [insert_line(act, heading=Heading.IN_PROGRESS, amount=-5), insert_line(act)]
    with pytest.raises(IntegrityError, match="closed"):
        LedgerLine.objects.bulk_create(lines)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_act SET note = 'x'",
        "DELETE FROM cases_act",
        "UPDATE cases_ledgerline SET amount = 1",
        "DELETE FROM cases_ledgerline",
        "TRUNCATE cases_ledgerline",
        "UPDATE cases_closingbalance SET cases = 0",
        "DELETE FROM cases_closing",
        "UPDATE cases_case SET id = id + 1000",
        "DELETE FROM cases_obligation",
        "UPDATE cases_officer SET office_id = 1",
        "UPDATE cases_caseclass SET budget = true",
    ],
)
def test_what_is_written_stays(clerk, sql):
    intake(clerk)
    with (
        pytest.raises(IntegrityError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_numbers_leave_no_gap(clerk):
    act = intake(clerk).acts.get()
    act.pk, act.entry_no, act.decision_no, act._state.adding = None, 3, None, True
    with pytest.raises(IntegrityError, match="numbers"):
        act.save(force_insert=True)


def test_a_bare_act_without_its_line_kind(clerk):
    act = intake(clerk).acts.get()
    line = insert_line(act, cases=1)
    with pytest.raises(IntegrityError, match="line_case_or_money"):
        LedgerLine.objects.bulk_create([line])


# ---------------------------------------------------------------- what the actions do
def test_a_case_from_intake_to_completion(clerk, accountant):
    case = intake(clerk)
    assert balances(case) == {("IN_PROGRESS", True): 100, ("IN_PROGRESS", False): 1}
    with pytest.raises(Refusal, match="còn phải thi hành"):
        record_act(case.pk, kind=ActKind.COMPLETE, on=date(2017, 12, 1), by=clerk)
    record_act(case.pk, kind=ActKind.COLLECT, amount=100, on=date(2017, 12, 1), by=accountant)
    record_act(case.pk, kind=ActKind.COMPLETE, on=date(2017, 12, 4), by=clerk)
    record_act(
        case.pk, kind=ActKind.PAY_OUT, amount=100, on=date(2017, 12, 5), by=accountant,
        paper=Paper(prepared_by=factories.second_accountant()),
    )  # fmt: skip
    assert balances(case) == {("COMPLETED", True): 100, ("COMPLETED", False): 1}
    case.refresh_from_db()
    assert (case.heading, case.last_booked_on) == (Heading.COMPLETED, date(2017, 12, 5))


def test_more_than_the_rest_is_refused_and_nothing_written(clerk, accountant):
    case = intake(clerk)
    with pytest.raises(Refusal, match="vượt 50 đồng") as refused:
        record_act(case.pk, kind=ActKind.COLLECT, amount=150, on=date(2017, 12, 1), by=accountant)
    assert refused.value.field == "amount"
    assert case.acts.count() == 1


def test_rights_are_asked_at_the_action(clerk):
    case = intake(clerk)
    officer = factories.user(Role.OFFICER)
    for user, kind in ((officer, ActKind.COMPLETE), (clerk, ActKind.COLLECT)):
        with pytest.raises(PermissionDenied):
            record_act(case.pk, kind=kind, amount=1, on=date(2017, 12, 1), by=user)


def test_a_late_fact_keeps_its_day_and_counts_from_the_first_open_one(clerk, accountant, ba_dinh):
    case = intake(clerk)
    close_month(ba_dinh, date(2017, 12, 31), by=None)
    act = record_act(case.pk, kind=ActKind.COLLECT, amount=40, on=date(2017, 12, 8), by=accountant)
    assert (act.on, act.booked_on, act.is_late) == (date(2017, 12, 8), date(2018, 1, 1), True)


def test_a_fact_of_a_closed_year_is_no_result_of_the_next(clerk, accountant, ba_dinh):
    case = intake(clerk)
    close_month(ba_dinh, date(2018, 9, 30), by=None)
    act = record_act(case.pk, kind=ActKind.COLLECT, amount=40, on=date(2018, 9, 28), by=accountant)
    lines = {(x.heading, x.ground): x.amount for x in act.lines.all()}
    assert act.booked_on == date(2018, 10, 1)
    assert lines == {
        ("IN_PROGRESS", ""): -40,
        ("COLLECTED", ""): 40,
        ("CORRECTED", "COLLECTED"): -40,
        ("CORRECTED", ""): 40,
    }


def test_reversals_newest_first_and_the_number_free_again(clerk):
    case = intake(clerk)
    paper = Paper("7/QĐ-CCTHADS", date(2017, 12, 1), "Nguyễn Thị Dung")
    state = {"kind": ActKind.POSTPONE, "ground": "c", "on": date(2017, 12, 1), "by": clerk}
    first = record_act(case.pk, paper=paper, **state)
    second = record_act(case.pk, kind=ActKind.RESUME, on=date(2017, 12, 5), by=clerk)
    turn = {"kind": ActKind.REVERSE, "on": date(2017, 12, 6), "by": clerk}
    with pytest.raises(Refusal, match="từ mới đến cũ"):
        record_act(case.pk, reverses=first, **turn)
    with pytest.raises(Refusal, match="đã ghi cho hồ sơ"):
        record_act(case.pk, paper=paper, **(state | {"on": date(2017, 12, 7)}))
    record_act(case.pk, reverses=second, **turn)
    record_act(case.pk, reverses=first, **turn)
    with pytest.raises(Refusal, match="đã được hủy"):
        record_act(case.pk, reverses=first, **turn)
    again = record_act(case.pk, paper=paper, **(state | {"on": date(2017, 12, 7)}))
    assert again.entered_again == 1


def test_numbers_run_per_office_register_and_year(clerk, accountant):
    for number in (1, 2):
        intake(clerk, number=number)
    late = intake(clerk, number=3, on=date(2018, 10, 2))
    assert list(Act.objects.order_by("pk").values_list("register_year", "entry_no")) == [
        (2018, 1),
        (2018, 2),
        (2019, 1),
    ]
    assert Series.objects.get(year=2019).last_no == 1
    assert late.acts.get().register == "03"


def test_a_transfer_takes_new_cases_as_new_and_old_ones_as_carried_in(clerk, hoan_kiem):
    old = intake(clerk, on=date(2016, 5, 4), number=1, opening_at=Place(Heading.IN_PROGRESS))
    new = intake(clerk, number=2)
    contra = {}
    for case in (old, new):
        act = record_act(
            case.pk, kind=ActKind.TRANSFER, to_office=hoan_kiem, on=date(2018, 1, 8), by=clerk
        )
        contra[case] = {line.heading for line in act.lines.all()} - {"IN_PROGRESS"}
        case.refresh_from_db()
        assert (case.office, case.officer) == (hoan_kiem, None)
    assert contra == {old: {"TRANSFERRED"}, new: {"INTAKE"}}


def test_all_books_of_a_reversed_transfer_are_held_before_the_case(clerk, hoan_kiem, monkeypatch):
    """Taken one after the other, they would wait for who reopens both, who waits for them."""
    case = intake(clerk)
    act = record_act(
        case.pk, kind=ActKind.TRANSFER, to_office=hoan_kiem, on=date(2018, 1, 8), by=clerk
    )
    asked = []
    monkeypatch.setattr(
        ledger, "lock_books", lambda ids: asked.append(set(ids)) or books.lock_books(ids)
    )
    record_act(case.pk, kind=ActKind.REVERSE, reverses=act, on=date(2018, 1, 9), by=clerk)
    assert asked[0] >= set().union(*asked) == {case.office_id, hoan_kiem.pk}


def test_the_separate_book_of_an_earlier_year_is_docketed_anew(clerk, accountant):
    case = intake(clerk, on=date(2016, 5, 4), opening_at=Place(Heading.SEPARATE_BOOK))
    act = record_act(case.pk, kind=ActKind.COLLECT, amount=40, on=date(2018, 1, 8), by=accountant)
    moved = {(x.heading, x.cases or x.amount) for x in act.lines.all()}
    assert moved == {
        *(("SEPARATE_BOOK", -1), ("SEPARATE_ENDED", 1), ("REOPENED", -1), ("IN_PROGRESS", 1)),
        *(("SEPARATE_BOOK", -100), ("SEPARATE_ENDED", 100), ("REOPENED", -100)),
        *(("IN_PROGRESS", 100), ("IN_PROGRESS", -40), ("COLLECTED", 40)),
    }


def test_position_from_the_database_is_the_one_in_memory(clerk, accountant, hoan_kiem):
    """What a screen loads is what the journal would have kept."""
    case = intake(clerk)
    record_act(case.pk, kind=ActKind.COLLECT, amount=30, on=date(2017, 12, 1), by=accountant)
    record_act(case.pk, kind=ActKind.TRANSFER, to_office=hoan_kiem, on=date(2018, 1, 8), by=clerk)
    position = load_position(case.pk, 2018)
    obligation = case.obligations.get().pk
    assert position.key.office == hoan_kiem.pk
    assert position.fresh[position.key, obligation] == 70
    assert [posted.kind for posted in position.history] == ["intake", "collect", "transfer"]


# ---------------------------------------------------------------- closing
UNTIL = date(2030, 1, 1)


def test_closing_and_reopening(clerk, accountant, ba_dinh):
    case = intake(clerk)
    close_month(ba_dinh, date(2017, 11, 30), by=None)
    closing = close_month(ba_dinh, date(2017, 12, 31), by=clerk)
    frozen = {b.heading: (b.cases, b.amount) for b in closing.balances.all()}
    assert frozen == {"IN_PROGRESS": (1, 100), "INTAKE": (-1, -100)}
    with pytest.raises(Refusal, match="đã khóa"):
        close_month(ba_dinh, date(2017, 12, 31), by=clerk)
    with pytest.raises(Refusal, match="lý do"):
        reopen(ba_dinh, date(2017, 12, 31), by=clerk, reason=" ", expires_on=UNTIL)
    with pytest.raises(PermissionDenied):
        reopen(ba_dinh, date(2017, 12, 31), by=accountant, reason="sai", expires_on=UNTIL)
    reopen(ba_dinh, date(2017, 12, 31), by=clerk, reason="Ghi thiếu phiếu thu", expires_on=UNTIL)
    assert Closing.objects.standing().count() == 1
    act = record_act(case.pk, kind=ActKind.COLLECT, amount=40, on=date(2017, 12, 8), by=accountant)
    assert act.booked_on == date(2017, 12, 8)


def test_a_month_is_closed_after_its_end_only(clerk, ba_dinh):
    for cutoff, reason in (
        (date(2018, 10, 31), "chưa kết thúc"),
        (date(2018, 1, 15), "cuối tháng"),
    ):
        with pytest.raises(Refusal, match=reason):
            close_month(ba_dinh, cutoff, by=None)


# ---------------------------------------------------------------- two people at once
@pytest.mark.django_db(transaction=True)
def test_two_collections_of_the_same_rest_at_once(clerk, accountant):
    case = intake(clerk)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def collect() -> None:
        try:
            barrier.wait(timeout=10)
            record_act(
                case.pk, kind=ActKind.COLLECT, amount=100, on=date(2018, 1, 8), by=accountant
            )
            outcomes.append("booked")
        except Refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=collect) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked", "refused"]
    assert balances(case)["COLLECTED", True] == 100


@pytest.mark.django_db(transaction=True)
def test_eight_intakes_at_once_are_numbered_without_gap(clerk):
    barrier = threading.Barrier(8)

    def enter(number: int) -> None:
        try:
            barrier.wait(timeout=10)
            intake(clerk, number=number)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Act.objects.values_list("entry_no", flat=True)) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_an_act_and_a_closing_at_once_never_cross(clerk, accountant, ba_dinh):
    """The act is booked wholly before the closing, inside it, or wholly after."""
    case = intake(clerk)
    barrier = threading.Barrier(2)

    def collect() -> None:
        try:
            barrier.wait(timeout=10)
            record_act(
                case.pk, kind=ActKind.COLLECT, amount=40, on=date(2017, 12, 8), by=accountant
            )
        finally:
            connection.close()

    def close() -> None:
        try:
            barrier.wait(timeout=10)
            close_month(ba_dinh, date(2017, 12, 31), by=None)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (collect, close)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    act = Act.objects.get(kind=ActKind.COLLECT)
    frozen = Closing.objects.get().balances.filter(heading=Heading.COLLECTED)
    inside = act.booked_on <= date(2017, 12, 31)
    assert inside == frozen.exists()
