"""Exemption and reduction of State duties, clause by clause: Article 61, on both sides of each
limit."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.ledger import NewObligation, Paper, record_act
from cases.actions.reductions import check_reduction
from cases.choices import ActKind, ObligationKind, Role
from cases.rules import Refusal
from cases.rules.reductions import CLAUSES, Duty, answer_for, check_amount
from tests.test_views_cases import collect, opened

FIRST = date(2012, 3, 1)
FIVE, TEN = date(2017, 3, 2), date(2022, 3, 2)  # the day after five, ten years
M = 1_000_000


def duty(rest, paid=0, on=FIVE, **more):
    told = {"without_means": True, "verified_on": on} | more
    return Duty(FIRST, rest + paid, paid, rest, **told)


@pytest.mark.parametrize(
    ("rest", "paid", "on", "code", "most"),
    [
        # Article 61(1): nothing paid
        (2 * M - 1, 0, FIVE, "61.1.5", 2 * M - 1),
        (2 * M, 0, FIVE, None, 0),
        (2 * M, 0, TEN, "61.1.10", 2 * M),
        (5 * M - 1, 0, TEN, "61.1.10", 5 * M - 1),
        (5 * M, 0, TEN, None, 0),
        # a fiftieth: 100.000 of 5.000.000
        (5 * M - 100_000, 100_000, FIVE, "61.2.5", 4_900_000),
        (5 * M - 99_999, 99_999, FIVE, None, 0),
        # Article 61(2): a part paid
        (5 * M - 1, M, FIVE, "61.2.5", 5 * M - 1),
        (5 * M, M, FIVE, None, 0),
        (5 * M, M, TEN, "61.2.10", 5 * M),
        (10 * M - 1, M, TEN, "61.2.10", 10 * M - 1),
        # Article 61(3)(a): a quarter
        (10 * M, M, FIVE, "61.3.a", 2_500_000),
        (100 * M, 3 * M, FIVE, "61.3.a", 25 * M),
        (100 * M, 3 * M, TEN, "61.3.a", 25 * M),
        # Article 61(3)(b): a fifth, fifty million at most
        (100 * M + 1, 3 * M, FIVE, None, 0),
        (100 * M + 1, 3 * M, TEN, "61.3.b", 20 * M),
        (250 * M, 10 * M, TEN, "61.3.b", 50 * M),
        (900 * M, 30 * M, TEN, "61.3.b", 50 * M),
    ],
)
def test_each_clause_at_its_limits(rest, paid, on, code, most):
    answer = answer_for(duty(rest, paid, on), on)
    if code is None:
        assert not answer.qualifies and answer.missing
    else:
        assert answer.qualifies, answer.missing
        assert answer.clause and (answer.clause.code, answer.most) == (code, most)


def test_the_last_day_of_the_five_years_is_not_yet_past():
    answer = answer_for(duty(M, on=date(2017, 3, 1)), date(2017, 3, 1))
    assert answer.missing == (
        "Chưa hết 05 năm kể từ quyết định thi hành án lần đầu ngày 01/03/2012: sau ngày "
        "01/03/2017 (khoản 1 Điều 61 Luật THADS 2008).",
    )


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"without_means": False}, "Chưa có quyết định về việc chưa có điều kiện"),
        ({"verified_on": None}, "Chưa có biên bản xác minh"),
        ({"verified_on": date(2016, 12, 1)}, "lần cuối 01/12/2016"),
        ({"reduced_on": (date(2016, 3, 2),)}, "xét lần nữa sau ngày 02/03/2017"),
    ],
)
def test_what_is_missing_is_said(told, says):
    answer = answer_for(replace(duty(M), **told), FIVE)
    (said,) = (*answer.missing, *answer.lacking)
    assert says in said and not answer.qualifies


@pytest.mark.parametrize(
    "told", [{"verified_on": date(2016, 12, 2)}, {"reduced_on": (date(2016, 3, 1),)}]
)
def test_what_is_just_fresh_or_just_old_enough_holds(told):
    assert answer_for(replace(duty(M), **told), FIVE).qualifies


def test_the_new_regime_is_provisional():
    new = date(2026, 7, 1)
    answer = answer_for(duty(M, on=new), new)
    assert answer.qualifies and answer.provisional and "chưa đối chiếu" in answer.basis


def test_no_more_than_the_most():
    quarter = answer_for(duty(40 * M, M), FIVE)
    assert "Mỗi lần không quá 10.000.000" in check_amount(quarter, 10 * M + 1)
    assert not check_amount(quarter, 10 * M)


@given(st.integers(1, 2_000 * M), st.integers(0, 2_000 * M))
def test_at_most_one_clause_holds_and_never_more_than_the_rest(rest, paid):
    asked = duty(rest, paid, TEN)
    amount = rest if asked.part_paid else asked.due
    holding = [c for c in CLAUSES if c.part_paid == asked.part_paid and c.holds(amount)]
    assert len(holding) <= 1
    assert 0 <= answer_for(asked, TEN).most <= rest


# ---------------------------------------------------------------- at the desk
def without_means(desk, number=214):
    """A fine of 40 million of October 2018, 2 paid, the rest without means."""
    fine = NewObligation(ObligationKind.FINE, 40 * M, "Phạt tiền", None, (1,))
    case = opened(desk, number, obligations=(fine,), classed={"origin": "ex_officio"})
    collect(desk, case, 2 * M, f"AA/{number}")
    record_act(
        case.pk, kind=ActKind.WITHOUT_MEANS, on=date(2018, 10, 5), by=desk[Role.CLERK], ground="a",
        paper=Paper(f"{number}9/QĐ-CCTHADS", date(2018, 10, 5), "Trần Văn Mẫu"),
    )  # fmt: skip
    return case


@pytest.fixture
def fined(desk, settings):
    """Five years on."""
    case = without_means(desk)
    settings.TODAY = date(2023, 10, 9)
    case.refresh_from_db()
    return case


def test_the_page_finds_who_qualifies_and_the_act_refuses_more(desk, fined, login, settings):
    client = login(desk[Role.HEAD])
    settings.TODAY = date(2023, 10, 5)
    assert not client.get(reverse("reduction_list")).context["rows"]
    settings.TODAY = date(2023, 10, 6)
    ((case, asked, answer, stage),) = client.get(reverse("reduction_list")).context["rows"]
    assert (case, asked.rest, answer.most) == (fined, 38 * M, 9_500_000)
    assert stage is None
    assert "Chưa có biên bản xác minh" in answer.lacking[0]
    page = client.get(reverse("act_new", args=(fined.pk, "reduce"))).text
    assert "tối đa 9.500.000 đồng" in page
    told = {"on": settings.TODAY}
    with pytest.raises(Refusal, match="Mỗi lần không quá 9"):
        check_reduction(fined, told["on"], 9_500_001, None, "")
    check_reduction(fined, told["on"], 9_500_000, None, "")
    check_reduction(fined, date(2019, 1, 2), 38 * M, None, "4")
    with pytest.raises(Refusal, match="Chưa hết 05 năm"):
        check_reduction(fined, date(2023, 10, 5), 1, None, "")


def test_what_is_owed_to_a_person_is_never_reduced(desk):
    case = opened(desk)
    with pytest.raises(Refusal, match="Chỉ miễn, giảm khoản thu nộp ngân sách"):
        check_reduction(case, date(2018, 10, 5), 1, case.obligations.get(), "")
