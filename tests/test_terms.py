"""Every row of `data/terms.csv`: the day it falls due, counted by hand on a plain week.

Old law: what starts the term is on Monday 10/09/2018, what it prepares for on Monday 24/09/2018.
New law: on Monday 06/07/2026 and Monday 20/07/2026. `-`: no row in that regime; `rule`: said, not
counted. 10/03/2019 is a Sunday, as are 10/09/2023 and 06/07/2031; 31/08/2026 is off in exchange
for 22/08, and 01/09 and 02/09/2026 are holidays.
"""

from datetime import date, datetime

import pytest

from cases.rules.calendar import Calendar
from cases.rules.running import Fact, Running, Subject, running_terms
from cases.terms import TERMS, Side, Term, started_by, term_on

OLD_LAW, NEW_LAW = date(2018, 9, 10), date(2026, 7, 6)
UNTIL = {OLD_LAW: date(2018, 9, 24), NEW_LAW: date(2026, 7, 20)}
TABLE = """
JUDG_TRANSFER          10/10/2018 05/08/2026
JUDG_TRANSFER_IMM      rule       rule
JUDG_TRANSFER_BPKCTT   rule       rule
REQ_LIMIT              11/09/2023 07/07/2031
REQ_LIMIT_EXCL         rule       rule
REQ_SUPPLEMENT         -          07/07/2026
REQ_REFUSE             17/09/2018 13/07/2026
REQ_DATE               rule       rule
STATE_CREDITOR         rule       rule
QD_YEUCAU              17/09/2018 13/07/2026
QD_CHUDONG             17/09/2018 13/07/2026
QD_BPKCTT              10/09/2018 06/07/2026
QD_PHASAN              13/09/2018 09/07/2026
QD_CONTINUE_AWARD      -          13/07/2026
FILE_OPEN              12/09/2018 08/07/2026
QD_TO_VKS              13/09/2018 09/07/2026
QD_TO_VKS_STEP         13/09/2018 09/07/2026
NOTIFY                 13/09/2018 09/07/2026
POSTING                20/09/2018 13/07/2026
MEDIA                  rule       rule
ABROAD_REMIND          -          06/10/2026
ABROAD_PORTAL          -          06/01/2027
CHANGE_CHV             17/09/2018 09/07/2026
VOLUNTARY              20/09/2018 16/07/2026
VERIFY_FIRST           20/09/2018 16/07/2026
VERIFY_INTERIM         10/09/2018 06/07/2026
VERIFY_PERIODIC        11/03/2019 06/01/2027
VERIFY_PERIODIC_LONG   10/09/2019 06/07/2027
VERIFY_NOTICE          13/09/2018 -
VERIFY_NEWINFO         20/09/2018 16/07/2026
VERIFY_AGAIN           17/09/2018 13/07/2026
VERIFY_REPLY_BODY      13/09/2018 09/07/2026
VERIFY_DELEG_LAND      10/10/2018 05/08/2026
VERIFY_DELEG           25/09/2018 21/07/2026
QD_CHUA_DK             17/09/2018 13/07/2026
PUBLISH_DK             17/09/2018 13/07/2026
PUBLISH_CHANGE         13/09/2018 09/07/2026
PUBLISH_END            12/09/2018 09/07/2026
PUBLISH_END_UBND       -          08/07/2026
SEPARATE_BOOK          10/09/2019 06/07/2028
SEPARATE_BOOK_LONG     10/09/2020 06/07/2028
SEPARATE_MOVE          13/09/2018 -
HOAN                   17/09/2018 13/07/2026
HOAN_YC                10/09/2018 06/07/2026
HOAN_YC_TERM           10/12/2018 06/10/2026
HOAN_END               17/09/2018 13/07/2026
TDC_KN                 10/09/2018 06/07/2026
TDC_PS                 17/09/2018 13/07/2026
TDC_END                17/09/2018 13/07/2026
DINHCHI                17/09/2018 13/07/2026
KETTHUC                rule       rule
XACNHAN                17/09/2018 09/07/2026
LIST_END_VKS           -          03/09/2026
UT                     17/09/2018 13/07/2026
UT_ACCEPT              17/09/2018 13/07/2026
UT_NEWJUDG             -          09/07/2026
UTTS_ACCEPT            17/09/2018 13/07/2026
UTTS_MONEY             17/09/2018 13/07/2026
BD_MINUTES             11/09/2018 -
BD_PRIVATE             -          07/07/2026
BD_PHONGTOA            20/09/2018 16/07/2026
BD_BANK                -          07/07/2026
BD_TAMGIU              20/09/2018 16/07/2026
BD_TAMDUNG             20/09/2018 16/07/2026
CC_TIME                rule       rule
CC_TET                 rule       rule
CC_REPORT_UBND         17/09/2018 13/07/2026
CC_PLAN                rule       rule
CC_EXCHANGE            13/09/2018 09/07/2026
CC_EXCHANGE_PROVINCE   -          16/07/2026
CC_DRAFT               12/09/2018 09/07/2026
CC_DISCUSS             14/09/2018 -
CC_FINISH              12/09/2018 -
CC_CONSULT             31/08/2018 -
CC_POLICE_PLAN         13/09/2018 09/07/2026
CC_POLICE_SENT         -          13/07/2026
CC_MEETING             21/09/2018 17/07/2026
CC_REQ_POLICE          -          13/07/2026
CC_SEND                10/09/2018 06/07/2026
CC_DISPUTE             10/10/2018 05/08/2026
CC_COMMON              10/10/2018 05/08/2026
CC_COMMON_CREDITOR     25/09/2018 21/07/2026
DG_CONTRACT            17/09/2018 13/07/2026
DG_NOTICE              -          09/07/2026
DG_AGAIN               17/09/2018 13/07/2026
PRIORITY_NOTICE        -          13/07/2026
PRIORITY_COOWNER_LAND  10/12/2018 06/10/2026
PRIORITY_COOWNER       10/10/2018 06/08/2026
AU_CONTRACT            20/09/2018 rule
AU_HOLD                10/10/2018 05/08/2026
AU_HOLD_LAND           25/10/2018 20/08/2026
AU_REDEEM              21/09/2018 17/07/2026
AU_FAIL                17/09/2018 08/07/2026
AU_REDUCE              20/09/2018 -
AU_TAKE                20/09/2018 09/07/2026
AU_TAKE_DEBTOR         10/10/2018 13/07/2026
AU_TAKE_PAY            -          13/07/2026
AU_PAY                 10/10/2018 05/08/2026
HANDOVER               09/11/2018 04/09/2026
SALE_NOTICE            -          07/07/2026
HANDOVER_AGREED        -          13/07/2026
HANDOVER_DIRECT        -          09/07/2026
DEPOSIT                rule       16/07/2026
RENT_SETASIDE          rule       rule
PAY                    20/09/2018 16/07/2026
DISTRIBUTE             20/09/2018 16/07/2026
PAY_CLAIM              25/09/2018 21/07/2026
PAY_FORFEIT            10/09/2019 06/07/2027
DEPOSIT_HOAN           rule       13/07/2026
CASH                   11/09/2018 07/07/2026
MG_VERIFY              20/09/2018 16/07/2026
MG_FILE                17/09/2018 13/07/2026
MG_TO_VKS              08/10/2018 07/08/2026
MG_VKS                 25/09/2018 21/07/2026
MG_MORE_VKS            13/09/2018 09/07/2026
MG_MORE_COURT          17/09/2018 13/07/2026
MG_ACCEPT              12/09/2018 08/07/2026
MG_HEARING             01/10/2018 27/07/2026
MG_SEND                17/09/2018 13/07/2026
MG_PROTEST             17/09/2018 13/07/2026
MG_PROTEST_UP          25/09/2018 21/07/2026
MG_FORWARD             17/09/2018 13/07/2026
MG_SETTLE              25/09/2018 21/07/2026
MG_EXECUTE             17/09/2018 13/07/2026
FEE_REMIT              rule       rule
KN_LIMIT_EARLY         25/09/2018 21/07/2026
KN_LIMIT_FREEZE        13/09/2018 09/07/2026
KN_LIMIT_SECURITY      20/09/2018 16/07/2026
KN_LIMIT_COERCION      10/10/2018 05/08/2026
KN_LIMIT_AFTER         10/10/2018 05/08/2026
KN_LIMIT_NEXT          25/09/2018 21/07/2026
KN_ACCEPT              17/09/2018 13/07/2026
KN_SOLVE_EARLY         25/09/2018 21/07/2026
KN_SOLVE_SECURITY      17/09/2018 13/07/2026
KN_SOLVE_COERCION      10/10/2018 05/08/2026
KN_SOLVE_AFTER         25/09/2018 21/07/2026
TC_SOLVE               09/11/2018 04/09/2026
KNVKS_LIMIT            25/09/2018 21/07/2026
KNVKS_REPLY            25/09/2018 21/07/2026
KNVKS_PERFORM          17/09/2018 13/07/2026
HC_VOLUNTARY           10/10/2018 05/08/2026
HC_VOLUNTARY_NOW       10/09/2018 06/07/2026
HC_NOTICE              17/09/2018 13/07/2026
HC_NOTICE_NOW          10/09/2018 06/07/2026
HC_REPORT              13/09/2018 09/07/2026
HC_COMPEL_ASK          10/09/2019 06/07/2027
HC_COMPEL              17/09/2018 13/07/2026
HC_SUPERIOR            13/09/2018 09/07/2026
HC_MEET                13/09/2018 09/07/2026
HC_PUBLISH             17/09/2018 13/07/2026
HC_UNPUBLISH           12/09/2018 08/07/2026
HC_DONE_REPORT         17/09/2018 13/07/2026
HC_PROPOSAL            17/09/2018 13/07/2026
HC_EXPLAIN             25/09/2018 21/07/2026
"""
DAYS: dict[str, dict[date, str]] = {}
for _line in TABLE.split("\n")[1:-1]:
    _key, _old, _new = _line.split()
    DAYS[_key] = {OLD_LAW: _old, NEW_LAW: _new}


def rows_in_force(key: str, day: date) -> list[Term]:
    return [term for term in TERMS if term.key == key and term.in_force(day)]


# ---------------------------------------------------------------- every row
def test_each_row_has_its_line_here():
    """A row added to the table without a day counted by hand fails here."""
    assert set(DAYS) == {term.key for term in TERMS}
    for key, days in DAYS.items():
        for day, due in days.items():
            assert bool(rows_in_force(key, day)) == (due != "-"), (key, day)


@pytest.mark.parametrize("day", [OLD_LAW, NEW_LAW], ids=["old", "new"])
@pytest.mark.parametrize("key", sorted(DAYS))
def test_a_row_falls_due_on_the_day_counted_by_hand(key, day):
    due = DAYS[key][day]
    for term in rows_in_force(key, day):
        assert (term.side == Side.RULE) == (due == "rule")
        for trigger in term.triggers:
            assert term in started_by(term.parent, trigger, day)
            found = Calendar().due_on(term, day, UNTIL[day])
            assert f"{found:%d/%m/%Y}" == due


@pytest.mark.parametrize("key", sorted(DAYS))
def test_the_law_of_the_day_of_the_trigger_decides(key):
    """30/06/2026 is the last day of the old law, 01/07/2026 the first of the new."""
    for day, law in ((date(2026, 6, 30), OLD_LAW), (date(2026, 7, 1), NEW_LAW)):
        assert rows_in_force(key, day) == rows_in_force(key, law)


def test_what_the_new_texts_do_not_restate_is_provisional_from_the_change():
    term = term_on("QD_YEUCAU", date(2026, 7, 1))
    assert not term.is_provisional(date(2026, 6, 30))
    assert term.is_provisional(date(2026, 7, 1))
    assert not term_on("HC_NOTICE", date(2026, 7, 1)).is_provisional(date(2026, 7, 1))


# ---------------------------------------------------------------- through the facts
def only(key: str, *facts: Fact, subject: Subject | None = None) -> Running:
    rows = running_terms(subject or Subject(), facts, Calendar())
    (row,) = [row for row in rows if row.term.key == key]
    return row


@pytest.mark.parametrize(
    ("key", "kind", "on", "due"),
    [
        # 30 June 2026 is a Tuesday, 1 July a Wednesday
        ("CHANGE_CHV", "officer_change_asked", date(2026, 6, 30), date(2026, 7, 7)),
        ("CHANGE_CHV", "officer_change_asked", date(2026, 7, 1), date(2026, 7, 6)),
        ("POSTING", "posted", date(2026, 6, 30), date(2026, 7, 10)),
        ("POSTING", "posted", date(2026, 7, 1), date(2026, 7, 8)),
        ("AU_TAKE_DEBTOR", "take_notified", date(2026, 6, 30), date(2026, 7, 30)),
        ("AU_TAKE_DEBTOR", "take_notified", date(2026, 7, 1), date(2026, 7, 8)),
        ("XACNHAN", "certificate_asked", date(2026, 6, 30), date(2026, 7, 7)),
        ("XACNHAN", "certificate_asked", date(2026, 7, 1), date(2026, 7, 6)),
    ],
)
def test_a_term_begun_under_the_old_law_keeps_its_length(key, kind, on, due):
    assert only(key, Fact(kind, on, 1)).due_on == due


@pytest.mark.parametrize("done", [date(2018, 9, 17), date(2018, 9, 18)], ids=["in time", "late"])
@pytest.mark.parametrize(
    ("key", "begins", "answers"),
    [
        ("HOAN", "postpone_ground", "postpone"),
        ("DINHCHI", "termination_ground", "terminate"),
        ("KN_ACCEPT", "complaint_received", "complaint_admitted"),
        ("DG_CONTRACT", "seized", "valuation_contract"),
        ("AU_FAIL", "auction_failed", "price_reduced"),
    ],
)
def test_the_answer_discharges_in_time_and_late(key, begins, answers, done):
    """Five working days from Monday 10/09/2018 end on Monday 17/09."""
    answer = Fact(answers, done, 2, is_act=answers in ("postpone", "terminate"))
    row = only(key, Fact(begins, OLD_LAW, 1), answer)
    assert (row.due_on, row.done_on, row.ended_on) == (date(2018, 9, 17), done, None)


def test_hours_end_at_a_moment_and_at_once_on_the_day():
    at = datetime(2018, 9, 10, 16, 45)
    row = only("BD_MINUTES", Fact("security_minutes", at.date(), 1, at=at.time()))
    assert row.due_at == datetime(2018, 9, 11, 16, 45)
    assert only("HOAN_YC", Fact("postpone_asked", date(2018, 9, 8), 1)).due_on == date(2018, 9, 8)


def test_a_plan_counts_backwards_from_its_day():
    """Coercion on Tuesday 04/09/2018: 03/09 is the day off for Sunday 02/09."""
    plan = Fact("coercion_planned", date(2018, 8, 20), 1, until=date(2018, 9, 4), plan=4)
    hard = Subject(complex_plans=frozenset((4,)))
    assert only("CC_REPORT_UBND", plan, subject=hard).due_on == date(2018, 8, 27)
    assert only("CC_CONSULT", plan).due_on == date(2018, 8, 10)
