"""Security and coercive measures: the article of the day, what forbids them, each with its end."""

import itertools
import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.ledger import Paper, record_act
from cases.actions.measures import (
    NewMeasure,
    add_to_measure,
    decide_measure,
    end_measure,
    record_persuasion,
)
from cases.actions.pairing import standing
from cases.actions.steps import cancel_step, record_step
from cases.choices import (
    COERCIVE,
    SECURITY,
    ActKind,
    AssetKind,
    Heading,
    MeasureKind,
    MeasureOutcome,
    PersuasionOutcome,
    Role,
    StepKind,
)
from cases.models import Asset, Deadline, Measure, Party, Step
from cases.rules import Refusal
from cases.rules.calendar import Calendar
from cases.rules.grounds import UNREAD
from cases.rules.measures import (
    BASES,
    DECIDES,
    ENDS,
    SHAPES,
    Asked,
    Facts,
    basis_of,
    check,
    counted,
    decided_on,
    ending,
    is_open,
    outcomes,
    stood_at,
    warnings,
)
from cases.terms import TERMS
from tests.test_views_cases import opened

M, K, Outcome = MeasureKind, StepKind, MeasureOutcome
OLD, NEW = date(2024, 3, 1), date(2026, 7, 10)
TODAY = date(2018, 10, 25)
READY = Facts(decided_on=date(2018, 1, 2), notified_on=date(2018, 1, 5), persuaded=True)


# ---------------------------------------------------------------- the data
def test_every_measure_has_its_shape_and_its_articles():
    assert set(SHAPES) == set(M.values) == {*SECURITY, *COERCIVE}
    known = {term.key for term in TERMS}
    for kind, shape in SHAPES.items():
        assert set(shape.terms) <= known
        assert shape.decided in DECIDES
        assert shape.ended in ENDS
        assert basis_of(kind, OLD) and basis_of(kind, NEW), kind
    assert not DECIDES & ENDS


def test_one_article_on_one_day():
    for kind in M:
        rows = sorted((b for b in BASES if b.kind == kind), key=lambda b: b.valid_from)
        for before, after in itertools.pairwise(rows):
            assert before.valid_to == after.valid_from - timedelta(days=1), kind
        assert rows[-1].valid_to is None


@pytest.mark.parametrize(
    ("kind", "on", "words"),
    [
        (M.FREEZE, date(2014, 1, 1), "Điều 67 Luật THADS 2008"),
        (M.FREEZE, OLD, "Điều 67 Luật THADS 2008, Điều 20 Nghị định 62/2015/NĐ-CP"),
        (M.FREEZE, NEW, "Điều 67 Luật THADS 2025, Điều 43 Nghị định 152/2026/NĐ-CP"),
        (M.HOLD, NEW, "Điều 44 Nghị định 152/2026/NĐ-CP"),
        (M.STOP_REGISTRATION, OLD, "Điều 69 Luật THADS 2008, Điều 19 Nghị định 62/2015/NĐ-CP"),
        (M.STOP_REGISTRATION, NEW, f"Luật THADS 2025 ({UNREAD})"),
        (M.EXIT_POSTPONED, OLD, "khoản 1 Điều 51 Nghị định 62/2015/NĐ-CP"),
        (M.EXIT_POSTPONED, NEW, "Điều 70 Luật THADS 2025, Điều 45 Nghị định 152/2026/NĐ-CP"),
        (M.DEDUCT_INCOME, OLD, "khoản 2 Điều 71, Điều 78 Luật THADS 2008"),
        (M.EXPLOIT, NEW, "Điều 77 Luật THADS 2025, Điều 52 Nghị định 152/2026/NĐ-CP"),
        (M.DO_OR_NOT, NEW, f"Luật THADS 2025 ({UNREAD})"),
    ],
)
def test_the_article_is_that_of_the_day(kind, on, words):
    assert basis_of(kind, on).words == words


def test_the_regime_changes_on_the_day_itself():
    last, first = date(2026, 6, 30), date(2026, 7, 1)
    assert "2008" in basis_of(M.SEIZE, last).words
    assert "khoản 4 Điều 71 Luật THADS 2025" in basis_of(M.SEIZE, first).words
    assert not counted(M.EXIT_POSTPONED, last)
    assert counted(M.EXIT_POSTPONED, first)
    said = warnings(Asked(M.EXIT_POSTPONED, last), READY)
    assert len(said) == 1 and "khoản 1 Điều 51" in said[0]
    assert warnings(Asked(M.EXIT_POSTPONED, first), READY) == []


# ---------------------------------------------------------------- what forbids it
CALENDAR = Calendar()
NOTIFIED = date(2018, 10, 2)  # ten days run to Friday the 12th


def refusal(kind, on, facts, **asked):
    with pytest.raises(Refusal) as refused:
        check(Asked(kind, on, **asked), facts, CALENDAR)
    return refused.value


@pytest.mark.parametrize("kind", COERCIVE)
def test_no_coercion_before_the_voluntary_term_is_over(kind):
    facts = Facts(notified_on=NOTIFIED)
    refused = refusal(kind, date(2018, 10, 12), facts)
    assert refused.field == "on"
    assert "khoản 1 Điều 45" in str(refused) and "12/10/2018" in str(refused)
    assert check(Asked(kind, date(2018, 10, 13)), facts, CALENDAR)
    # Article 45(2): to stop assets from being carried off, at once; Article 130: interim measures.
    assert check(Asked(kind, date(2018, 10, 3), at_once="Đang bán nhà"), facts, CALENDAR)
    assert check(Asked(kind, date(2018, 10, 3)), Facts(interim=True), CALENDAR)


@pytest.mark.parametrize("kind", SECURITY)
def test_security_measures_need_no_notice(kind):
    assert check(Asked(kind, date(2018, 10, 3)), Facts(), CALENDAR)


def test_a_term_that_ends_on_a_day_off_runs_to_the_next_working_day():
    facts = Facts(notified_on=date(2018, 10, 3))  # the tenth day is Saturday the 13th
    assert "15/10/2018" in str(refusal(M.SEIZE, date(2018, 10, 15), facts))
    assert check(Asked(M.SEIZE, date(2018, 10, 16)), facts, CALENDAR)


def test_missing_notice_is_refused_unless_the_file_came_from_elsewhere():
    refused = refusal(M.SEIZE, OLD, Facts())
    assert "Chưa ghi việc thông báo quyết định thi hành án" in str(refused)
    assert UNREAD not in str(refused)
    assert UNREAD in str(refusal(M.SEIZE, NEW, Facts()))
    loaded = Facts(loaded=True, persuaded=True)
    assert check(Asked(M.SEIZE, OLD), loaded, CALENDAR)
    assert "kiểm tra trên giấy" in warnings(Asked(M.SEIZE, OLD), loaded)[0]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (Heading.POSTPONED, "Điều 48"),
        (Heading.POSTPONED_BY_CONSENT, "Điều 48"),
        (Heading.SUSPENDED, "Điều 49"),
        (Heading.WITHOUT_MEANS, "khoản 1 Điều 46"),
        (Heading.SEPARATE_BOOK, "khoản 1 Điều 46"),
    ],
)
def test_no_coercion_where_the_case_rests(heading, words):
    facts = Facts(heading=heading, notified_on=NOTIFIED)
    assert words in str(refusal(M.SEIZE, OLD, facts))
    assert check(Asked(M.FREEZE, OLD), facts, CALENDAR)


def test_nothing_is_decided_on_an_ended_case_or_before_it_began():
    assert "đã kết thúc" in str(refusal(M.FREEZE, OLD, Facts(heading=Heading.COMPLETED)))
    early = refusal(M.FREEZE, OLD, Facts(decided_on=OLD + timedelta(days=1)))
    assert "Điều 70" in str(early)


def test_what_takes_far_more_than_is_owed_says_why():
    facts = Facts(notified_on=NOTIFIED, owed=100, costs=10, value=221)
    refused = refusal(M.SEIZE, OLD, facts)
    assert refused.field == "disproportion"
    assert "khoản 1 Điều 13 Nghị định 62/2015/NĐ-CP" in str(refused)
    assert "điểm a khoản 3 Điều 72 Luật THADS 2025" in str(refusal(M.SEIZE, NEW, facts))
    assert check(Asked(M.SEIZE, OLD, disproportion="Tài sản duy nhất"), facts, CALENDAR)
    assert check(Asked(M.EXPLOIT, OLD), facts, CALENDAR)  # Article 107(1)(a): made for it
    assert check(Asked(M.HAND_OVER, OLD), facts, CALENDAR)
    enough = Facts(notified_on=NOTIFIED, owed=100, costs=10, value=220)
    assert check(Asked(M.SEIZE, OLD), enough, CALENDAR)
    deducted = refusal(M.DEDUCT_ACCOUNT, OLD, enough, amount=111)
    assert "khoản 1 Điều 76" in str(deducted)
    assert check(Asked(M.DEDUCT_ACCOUNT, OLD, amount=110), enough, CALENDAR)


def test_what_is_said_but_not_refused():
    facts = Facts(notified_on=NOTIFIED, identifiers=1)
    said = warnings(Asked(M.SEIZE, OLD), facts)
    assert "vận động, thuyết phục" in said[0] and "Điều 120" not in said[0]
    assert "số định danh" in said[1]
    assert "khoản 1 Điều 120" in warnings(Asked(M.DO_OR_NOT, OLD), facts)[0]
    assert warnings(Asked(M.FREEZE, OLD), facts) == []


def test_where_the_case_stood_is_read_off_its_acts():
    acts = [
        (ActKind.INTAKE, date(2018, 1, 2)),
        (ActKind.SUSPEND, date(2018, 3, 1)),
        (ActKind.COLLECT, date(2018, 3, 5)),
        (ActKind.RESUME, date(2018, 4, 1)),
        (ActKind.COMPLETE, date(2018, 5, 1)),
    ]
    for day, place in [
        (date(2018, 2, 1), Heading.IN_PROGRESS),
        (date(2018, 3, 20), Heading.SUSPENDED),
        (date(2018, 4, 1), Heading.IN_PROGRESS),
        (date(2018, 6, 1), Heading.COMPLETED),
    ]:
        assert stood_at(acts, day) == place
    assert stood_at(acts[:1], date(2018, 2, 1), Heading.POSTPONED) == Heading.POSTPONED


def test_a_seizure_is_lifted_only_when_the_asset_was_seized_and_not_sold():
    seized = [K.COERCION_DECIDED, K.SEIZED]
    assert ending(M.SEIZE, Outcome.LIFTED, seized) == K.SEIZURE_LIFTED
    assert ending(M.SEIZE, Outcome.VOLUNTARY, seized) == K.SEIZURE_LIFTED
    assert ending(M.SEIZE, Outcome.CARRIED_OUT, seized) == K.COERCION_ENDED
    assert ending(M.SEIZE, Outcome.LIFTED, seized[:1]) == K.COERCION_ENDED
    assert ending(M.FREEZE, Outcome.LIFTED, [K.FROZEN]) == K.SECURITY_ENDED
    assert Outcome.TO_COERCION not in outcomes(M.SEIZE)
    assert Outcome.TO_COERCION not in outcomes(M.EXIT_POSTPONED)


# ---------------------------------------------------------------- on a case
@pytest.fixture
def case(desk, settings):
    """Decided 02/10/2018, notified to the debtor on the 5th; today is the 25th."""
    case = opened(desk, amount=1_000_000_000)
    record_step(
        case, kind=K.NOTIFIED, on=date(2018, 10, 5), by=desk[Role.OFFICER],
        act=case.acts.get(), party=debtor(case),
    )  # fmt: skip
    settings.TODAY = TODAY
    return case


def debtor(case) -> Party:
    return case.parties.get(role="debtor")


def house(case, **fields) -> Asset:
    return Asset.objects.create(
        case=case, party=debtor(case), kind=AssetKind.HOUSE, description="Nhà 12 Kim Mã",
        **fields,
    )  # fmt: skip


def decide(case, by, kind=M.SEIZE, on=TODAY, **fields):
    fields = {"document_no": "15/QĐ-CCTHADS", "signer": "Nguyễn Văn An"} | fields
    return decide_measure(case, NewMeasure(kind, on, **fields), by=by)


def test_seizing_writes_decision_and_seizure_and_ends_what_it_takes_over(desk, case):
    officer, asset = desk[Role.OFFICER], house(case, value=900_000_000)
    stop, _ = decide(case, officer, M.STOP_REGISTRATION, date(2018, 10, 8), asset=asset)
    assert stop.article == "Điều 69 Luật THADS 2008, Điều 19 Nghị định 62/2015/NĐ-CP"
    seized, twice = decide(
        case, officer, asset=asset, on=date(2018, 10, 22), carried_on=TODAY, replaces=stop
    )
    assert not twice
    assert seized.object == "Nhà 12 Kim Mã"
    assert [s.kind for s in standing(seized)] == [K.COERCION_DECIDED, K.SEIZED]
    assert {(s.asset_id, s.measure_id) for s in standing(seized)} == {(asset.pk, seized.pk)}
    stop.refresh_from_db()
    assert not stop.is_open
    end = standing(stop)[-1]
    assert (end.kind, end.outcome) == (K.SECURITY_ENDED, Outcome.TO_COERCION)
    assert seized.is_open


def test_a_form_sent_twice_decides_once(desk, case):
    asset = house(case)
    first, _ = decide(case, desk[Role.OFFICER], asset=asset)
    second, twice = decide(case, desk[Role.OFFICER], asset=asset)
    assert (second, twice) == (first, True)
    assert Step.objects.filter(kind=K.COERCION_DECIDED).count() == 1
    with pytest.raises(Refusal, match="Đang áp dụng biện pháp này với tài sản"):
        decide(case, desk[Role.OFFICER], asset=asset, document_no="16/QĐ-CCTHADS")


def test_who_decides(desk, case):
    asset = house(case)
    for role in (Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.COMMITTEE):
        with pytest.raises(PermissionDenied):
            decide(case, desk[role], asset=asset)
    assert decide(case, desk[Role.HEAD], asset=asset)[0].is_open


def test_what_is_missing_is_said_at_its_field(desk, case):
    officer = desk[Role.OFFICER]
    other = opened(desk, number=215, amount=5)
    for field, fields in {
        "asset": {"asset": house(other)},
        "party": {"kind": M.DEDUCT_INCOME, "party": debtor(other)},
        "on": {"on": TODAY + timedelta(days=1), "asset": house(case)},
        "carried_on": {"asset": house(case), "carried_on": TODAY + timedelta(days=1)},
        "object": {"kind": M.HOLD},
        "replaces": {"asset": house(case), "replaces": Measure(kind=M.SEIZE, case=case)},
    }.items():
        with pytest.raises(Refusal) as refused:
            decide(case, officer, **fields)
        assert refused.value.field == field
    assert not Measure.objects.exists()


def test_a_postponed_case_is_not_coerced_but_may_be_secured(desk, case):
    record_act(
        case.pk, kind=ActKind.POSTPONE, ground="a", on=date(2018, 10, 20), by=desk[Role.HEAD],
        paper=Paper("7/QĐ-CCTHADS", date(2018, 10, 20), "Trần Văn Mẫu"),
    )  # fmt: skip
    asset = house(case)
    with pytest.raises(Refusal, match="Điều 48"):
        decide(case, desk[Role.OFFICER], asset=asset)
    # What was decided before the postponement is only recorded late.
    assert decide(case, desk[Role.OFFICER], asset=asset, on=date(2018, 10, 19))[0].is_open
    assert decide(case, desk[Role.OFFICER], M.HOLD, asset=asset)[0].is_open


def test_an_asset_worth_far_more_asks_for_a_reason(desk, case):
    asset = house(case, value=8_000_000_000, share_part=1, share_of=2)
    with pytest.raises(Refusal, match=r"4\.000\.000\.000") as refused:
        decide(case, desk[Role.OFFICER], asset=asset)
    assert refused.value.field == "disproportion"
    measure, _ = decide(case, desk[Role.OFFICER], asset=asset, disproportion="Tài sản duy nhất")
    assert measure.disproportion == "Tài sản duy nhất"


def test_a_freeze_runs_ten_days_and_its_end_ends_the_term(desk, case):
    measure, _ = decide(
        case, desk[Role.OFFICER], M.FREEZE, object="Tài khoản 123 tại Ngân hàng Sông Hồng",
        amount=50_000_000, on=date(2018, 10, 22),
    )  # fmt: skip
    term = Deadline.objects.get(term="BD_PHONGTOA")
    assert (term.due_on, term.done_on) == (date(2018, 11, 1), None)
    end_measure(
        measure, outcome=Outcome.LIFTED, on=TODAY, by=desk[Role.OFFICER], note="Đã nộp đủ tiền"
    )
    term.refresh_from_db()
    assert term.done_on == TODAY


def test_an_end_is_written_once_with_its_reason(desk, case):
    officer = desk[Role.OFFICER]
    measure, _ = decide(case, officer, M.HOLD, object="Sổ đỏ AB 123", on=date(2018, 10, 22))
    for outcome, day, note, words in [
        (Outcome.CARRIED_OUT, TODAY, "", "không dùng cho biện pháp này"),
        (Outcome.LIFTED, TODAY, "", "Ghi lý do"),
        (Outcome.LIFTED, date(2018, 10, 21), "Trả lại", "Trước ngày quyết định"),
        (Outcome.LIFTED, TODAY + timedelta(days=1), "Trả lại", "tương lai"),
    ]:
        with pytest.raises(Refusal, match=words):
            end_measure(measure, outcome=outcome, on=day, by=officer, note=note)
    end_measure(measure, outcome=Outcome.LIFTED, on=TODAY, by=officer, note="Trả lại")
    with pytest.raises(Refusal, match="đã kết thúc: Chấm dứt biện pháp bảo đảm, 25/10/2018"):
        end_measure(measure, outcome=Outcome.LIFTED, on=TODAY, by=officer, note="Trả lại")
    with pytest.raises(Refusal, match="đã kết thúc"):
        add_to_measure(measure, kind=K.OWNERSHIP_ESTABLISHED, on=TODAY, by=officer)


def test_a_decision_is_not_cancelled_from_under_its_end(desk, case):
    officer, asset = desk[Role.OFFICER], house(case)
    measure, _ = decide(case, officer, asset=asset, carried_on=TODAY)
    decided, seized = standing(measure)
    with pytest.raises(Refusal, match="Kê biên tài sản"):
        cancel_step(decided, by=officer, reason="Nhầm")
    end = end_measure(measure, outcome=Outcome.LIFTED, on=TODAY, by=officer, note="Thỏa thuận")
    assert end.kind == K.SEIZURE_LIFTED
    with pytest.raises(Refusal, match="Giải tỏa kê biên"):
        cancel_step(seized, by=officer, reason="Nhầm")
    again, _ = decide(case, officer, asset=asset, document_no="20/QĐ-CCTHADS")
    with pytest.raises(Refusal, match="áp dụng lại cùng biện pháp"):
        cancel_step(end, by=officer, reason="Nhầm")
    cancel_step(standing(again)[0], by=officer, reason="Nhầm")
    again.refresh_from_db()
    assert not again.is_open
    cancel_step(end, by=officer, reason="Nhầm")
    measure.refresh_from_db()
    assert measure.is_open


def test_persuasion_is_recorded_once_and_clears_the_flag(desk, case):
    fields = {
        "on": TODAY, "outcome": PersuasionOutcome.PROMISED, "who": "Tổ dân phố số 4",
        "by": desk[Role.OFFICER], "party": debtor(case),
    }  # fmt: skip
    first, twice = record_persuasion(case, **fields)
    assert not twice
    assert record_persuasion(case, **fields) == (first, True)
    with pytest.raises(Refusal) as refused:
        record_persuasion(case, **fields | {"who": ""})
    assert refused.value.field == "counterpart"


# ---------------------------------------------------------------- always in pairs
MOVES = st.lists(
    st.tuples(st.sampled_from(("decide", "end", "cancel")), st.integers(0, 7)), max_size=14
)
KINDS = (M.FREEZE, M.HOLD, M.SEIZE, M.EXPLOIT)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_measures_and_their_ends_stay_paired(moves, desk, case):
    """Whatever is decided, ended, cancelled, in any order: open is what its steps say."""
    officer, asset = desk[Role.OFFICER], house(case)
    for number, (move, pick) in enumerate(moves):
        measures, steps = list(asset.measures.order_by("pk")), list(asset.steps.order_by("pk"))
        try:
            if move == "decide":
                kind = KINDS[pick % len(KINDS)]
                carried = TODAY if kind == M.SEIZE and pick > 3 else None
                decide(
                    case, officer, kind, asset=asset, carried_on=carried, document_no=f"{number}"
                )
            elif move == "end" and measures:
                chosen = measures[pick % len(measures)]
                end_measure(chosen, outcome=Outcome.LIFTED, on=TODAY, by=officer, note="Giải tỏa")
            elif steps:
                cancel_step(steps[pick % len(steps)], by=officer, reason="Nhầm")
        except Refusal:
            pass
        for measure in asset.measures.all():
            kinds = [step.kind for step in standing(measure)]
            assert measure.is_open == is_open(kinds)
            told = [(step.kind, step.on) for step in standing(measure)]
            assert measure.decided_on == decided_on(told)
            assert sum(kind in ENDS for kind in kinds) <= sum(kind in DECIDES for kind in kinds)
            assert sum(kind in DECIDES for kind in kinds) <= 1
        running = list(asset.measures.filter(is_open=True).values_list("kind", flat=True))
        assert len(running) == len(set(running))


# ---------------------------------------------------------------- two at once
def both(*attempts):
    """Run at once, each in its own connection; what each met."""
    met: list = [None] * len(attempts)
    start = threading.Barrier(len(attempts))

    def run(n, attempt):
        try:
            start.wait()
            met[n] = attempt()
        except Refusal as refused:
            met[n] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


@pytest.mark.django_db(transaction=True)
def test_two_who_end_one_measure_at_once(desk, case):
    measure, _ = decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    met = both(
        *(
            lambda by=desk[role]: end_measure(
                measure, outcome=Outcome.LIFTED, on=TODAY, by=by, note="Trả lại"
            )
            for role in (Role.OFFICER, Role.HEAD)
        )
    )
    assert sorted(type(row).__name__ for row in met) == ["Refusal", "Step"]
    assert "đã kết thúc" in next(str(row) for row in met if isinstance(row, Refusal))
    assert Step.objects.filter(kind=K.SECURITY_ENDED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_seize_one_asset_at_once(desk, case):
    asset = house(case)
    met = both(
        lambda: decide(case, desk[Role.OFFICER], asset=asset, document_no="1/QĐ"),
        lambda: decide(case, desk[Role.HEAD], asset=asset, document_no="2/QĐ"),
    )
    assert sum(isinstance(row, Refusal) for row in met) == 1
    assert Measure.objects.filter(is_open=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_ending_while_the_decision_is_cancelled(desk, case):
    measure, _ = decide(case, desk[Role.OFFICER], M.HOLD, object="Sổ đỏ AB 123")
    decided = standing(measure)[0]
    met = both(
        lambda: cancel_step(decided, by=desk[Role.HEAD], reason="Nhầm"),
        lambda: end_measure(
            measure, outcome=Outcome.LIFTED, on=TODAY, by=desk[Role.OFFICER], note="Trả lại"
        ),
    )
    assert sum(isinstance(row, Refusal) for row in met) == 1
    measure.refresh_from_db()
    assert measure.is_open is is_open([step.kind for step in standing(measure)]) is False
