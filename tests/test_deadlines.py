"""Legal terms as rows: written with what starts them, and with what discharges or ends them."""

import threading
from datetime import date, time

import pytest
from django.db import connection

from cases.actions.deadlines import clear_day, set_day, sync, sync_many
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.actions.steps import cancel_step, record_step
from cases.choices import ActKind, Conclusion, ObligationKind, PartyRole, Role, StepKind
from cases.models import CalendarDay, Case, CaseClass, Deadline, Verification
from cases.rules import Refusal
from tests import coercions, factories

OPENED = date(2018, 9, 24)  # a Monday
TODAY = date(2018, 10, 5)  # a Friday


def opened(desk, number: int = 214, on: date = OPENED, at: str = "HN-BD") -> Case:
    new = NewCase(
        office=factories.office(at),
        officer=factories.officer(f"{at}-01"),
        case_class=CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")[0],
        court="TAND quận Ba Đình",
        judgment_no=f"{number}/2018/DSST",
        judgment_on=date(2018, 8, 20),
        parties=(
            NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
            NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),
            NewParty(PartyRole.DEBTOR, "Phạm Thị Dung"),
        ),
        obligations=(NewObligation(ObligationKind.DEBT, 100_000_000, "", 0, (1, 2)),),
    )
    by = desk[Role.CITY_CLERK]
    return open_case(new, on=on, paper=Paper(f"{number}/QĐ-CCTHADS", on, "Trần Mẫu"), by=by)


def term(case: Case, key: str) -> Deadline:
    return Deadline.objects.get(case=case, term=key)


def step(desk, case: Case, kind: str, on: date, **fields):
    return record_step(case, kind=StepKind(kind), on=on, by=desk[Role.OFFICER], **fields)


def verified(desk, case: Case, on: date, conclusion: str, **fields):
    """As the verification page will write it: the step with its verification, then the terms."""
    made = step(desk, case, "verified", on, **fields)
    Verification.objects.create(step=made, source="commune", result="–", conclusion=conclusion)
    sync(case)
    return made


# ---------------------------------------------------------------- starting and discharging
def test_an_enforcement_decision_starts_its_terms(desk):
    case = opened(desk)
    due = dict(Deadline.objects.filter(case=case).values_list("term", "due_on"))
    assert due == {
        "FILE_OPEN": date(2018, 9, 26),
        "QD_TO_VKS": date(2018, 9, 27),
        "NOTIFY": date(2018, 9, 27),
    }
    row = term(case, "NOTIFY")
    assert (row.act, row.office, row.officer) == (case.acts.get(), case.office, case.officer)


def test_late_is_shown_late_and_never_hidden(desk):
    case = opened(desk)
    act = case.acts.get()
    step(desk, case, "sent_to_procuracy", date(2018, 10, 1), act=act)
    step(desk, case, "notified", date(2018, 9, 27), act=act)
    late, right = term(case, "QD_TO_VKS"), term(case, "NOTIFY")
    assert (late.due_on, late.done_on) == (date(2018, 9, 27), date(2018, 10, 1))
    assert right.done_on == right.due_on
    voluntary = term(case, "VOLUNTARY")
    assert (voluntary.since, voluntary.due_on) == (date(2018, 9, 27), date(2018, 10, 8))
    assert term(case, "VERIFY_FIRST").since == date(2018, 10, 8)


def test_a_cancelled_step_brings_the_term_back(desk):
    case = opened(desk)
    made = step(desk, case, "file_opened", date(2018, 9, 25))
    assert term(case, "FILE_OPEN").done_on == date(2018, 9, 25)
    cancel_step(made, by=desk[Role.OFFICER], reason="Ghi nhầm hồ sơ")
    assert term(case, "FILE_OPEN").done_on is None


def test_the_end_of_a_case_ends_its_terms_and_a_reversal_brings_them_back(desk):
    case = opened(desk)
    step(desk, case, "notified", date(2018, 9, 24))
    end = record_act(
        case.pk, kind=ActKind.TERMINATE, on=TODAY, ground="c", by=desk[Role.HEAD],
        paper=Paper("1/QĐ-CCTHADS", TODAY, "Trần Mẫu"),
    )  # fmt: skip
    first = term(case, "VERIFY_FIRST")
    assert first.ended_on == TODAY
    sending = Deadline.objects.filter(case=case, term="QD_TO_VKS", ended_on=None)
    assert sending.count() == 2  # the sending of decisions outlives the case
    record_act(
        case.pk, kind=ActKind.REVERSE, on=TODAY, reverses=end, by=desk[Role.HEAD],
        paper=Paper(note="Ghi nhầm"),
    )  # fmt: skip
    assert term(case, "VERIFY_FIRST").ended_on is None
    assert term(case, "QD_TO_VKS").act != end


def test_money_is_paid_out_first_in_first_out(desk):
    case = opened(desk)
    for amount, on in ((300, date(2018, 9, 25)), (200, date(2018, 9, 28))):
        record_act(
            case.pk, kind=ActKind.COLLECT, on=on, amount=amount, by=desk[Role.ACCOUNTANT],
            paper=Paper(f"PT{amount}"),
        )  # fmt: skip
    for amount, on in ((250, date(2018, 10, 2)), (50, date(2018, 10, 4))):
        record_act(
            case.pk, kind=ActKind.PAY_OUT, on=on, amount=amount, by=desk[Role.ACCOUNTANT],
            paper=Paper(f"PC{amount}", prepared_by=factories.second_accountant()),
        )  # fmt: skip
    rows = Deadline.objects.filter(case=case, term="PAY").order_by("since")
    assert [(r.due_on, r.done_on) for r in rows] == [
        (date(2018, 10, 5), date(2018, 10, 4)),
        (date(2018, 10, 8), None),
    ]


def test_each_debtor_has_a_verification_clock_of_its_own(desk):
    case = opened(desk)
    first, second = case.parties.filter(role="debtor").order_by("pk")
    second.address_unknown = True
    second.save()
    verified(desk, case, date(2018, 10, 1), Conclusion.WITHOUT_MEANS, party=first)
    verified(desk, case, date(2018, 10, 2), Conclusion.WITHOUT_MEANS, party=second)
    assert term(case, "VERIFY_PERIODIC").due_on == date(2019, 4, 1)
    assert term(case, "VERIFY_PERIODIC_LONG").due_on == date(2019, 10, 2)
    verified(desk, case, date(2018, 10, 4), Conclusion.WITHOUT_MEANS, party=first)
    rows = Deadline.objects.filter(case=case, term="VERIFY_PERIODIC").order_by("since")
    assert [r.done_on for r in rows] == [date(2018, 10, 4), None]
    assert term(case, "VERIFY_PERIODIC_LONG").done_on is None


def test_a_term_in_hours_ends_at_a_moment(desk):
    case = opened(desk)
    step(desk, case, "security_minutes", date(2018, 10, 4), at=time(15, 30))
    row = term(case, "BD_MINUTES")
    assert row.due_on == date(2018, 10, 5)
    assert row.due_at.isoformat() == "2018-10-05T08:30:00+00:00"


# ---------------------------------------------------------------- writing
def test_only_what_differs_is_written(desk, django_assert_max_num_queries):
    case = opened(desk)
    before = list(Deadline.objects.order_by("pk").values())
    with django_assert_max_num_queries(14):
        assert sync(case) == 0
    assert list(Deadline.objects.order_by("pk").values()) == before


def test_many_cases_cost_what_one_does(desk, django_assert_max_num_queries):
    cases = [opened(desk, number) for number in range(1, 8)]
    Deadline.objects.all().delete()
    with django_assert_max_num_queries(16):
        assert sync_many(Case, [case.pk for case in cases]) == 21


def test_a_handover_takes_the_terms_along(desk):
    case = opened(desk)
    other = factories.officer("HN-BD-02", "Đặng Thị Hoa")
    record_act(case.pk, kind=ActKind.HANDOVER, on=TODAY, to_officer=other, by=desk[Role.HEAD])
    assert set(Deadline.objects.filter(case=case).values_list("officer", flat=True)) == {other.pk}


def test_a_loaded_history_starts_no_term_before_they_are_kept(desk):
    case = opened(desk)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_act SET recorded_by_id = NULL")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    sync(case)
    assert not Deadline.objects.filter(case=case).exists()
    case.office.books.terms_from = date(2018, 9, 1)
    case.office.books.save()
    sync(case)
    assert Deadline.objects.filter(case=case).count() == 3


# ---------------------------------------------------------------- the calendar
def test_a_new_day_off_moves_what_ends_there_and_taking_it_back_moves_it_back(desk):
    case = opened(desk)
    assert term(case, "QD_TO_VKS").due_on == date(2018, 9, 27)
    moved = set_day(date(2018, 9, 26), False, "Công văn nghỉ", by=desk[Role.ADMINISTRATOR])
    assert moved == 3
    assert term(case, "FILE_OPEN").due_on == date(2018, 9, 27)
    assert term(case, "QD_TO_VKS").due_on == date(2018, 9, 28)
    assert clear_day(CalendarDay.objects.get()) == 3
    assert term(case, "QD_TO_VKS").due_on == date(2018, 9, 27)


def test_only_terms_that_truly_move_are_counted(desk):
    """Terms that count back from the day of a plan are not what the calendar alone would say."""
    coercions.issued(desk)
    before = dict(Deadline.objects.values_list("pk", "due_on"))
    moved = set_day(date(2018, 10, 11), False, "Công văn nghỉ", by=desk[Role.ADMINISTRATOR])
    after = dict(Deadline.objects.values_list("pk", "due_on"))
    assert moved == sum(before[pk] != due_on for pk, due_on in after.items())


@pytest.mark.parametrize(
    ("day", "working", "note", "field"),
    [
        (date(2018, 9, 26), False, " ", "note"),
        (date(2018, 9, 26), True, "Công văn", "day"),
        (date(2018, 9, 2), False, "Quốc khánh", "day"),
    ],
)
def test_a_calendar_day_needs_a_paper_and_a_difference(desk, day, working, note, field):
    with pytest.raises(Refusal) as refused:
        set_day(day, working, note, by=desk[Role.ADMINISTRATOR])
    assert refused.value.field == field


# ---------------------------------------------------------------- two at once
@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_leave_the_terms_of_both(desk):
    case = opened(desk)
    barrier = threading.Barrier(2)
    failed = []

    def write(kind):
        try:
            barrier.wait(timeout=10)
            step(desk, case, kind, date(2018, 9, 26))
        except Exception as fault:
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(k,)) for k in ("file_opened", "notified")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert term(case, "FILE_OPEN").done_on == date(2018, 9, 26)
    assert term(case, "NOTIFY").done_on == date(2018, 9, 26)
    assert Deadline.objects.filter(case=case, term="VOLUNTARY").count() == 1
