"""Reconciling with the bank: the matcher, and a statement from its file to its last line."""

from datetime import date, timedelta
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.bank import NEAR, Line, Paper, matched

DAY = date(2018, 10, 5)


def test_equal_amounts_near_each_other_are_one():
    found = matched([Line(1, DAY, 500)], [Paper(7, DAY - timedelta(2), 500), Paper(8, DAY, -500)])
    assert [(m.line, m.paper, m.sure) for m in found] == [(1, 7, True)]


def test_a_line_too_far_away_is_another():
    assert not matched([Line(1, DAY, 500)], [Paper(7, DAY + NEAR + timedelta(1), 500)])


def test_a_number_in_the_words_decides_between_two():
    lines = [Line(1, DAY, 500, "CK thi hanh an QD 214/QĐ-CCTHADS")]
    papers = [Paper(7, DAY, 500, ("112/QĐ-CCTHADS",)), Paper(8, DAY - timedelta(3), 500,
              ("214/QĐ-CCTHADS",))]  # fmt: skip
    (match,) = matched(lines, papers)
    assert (match.paper, match.sure) == (8, True)


def test_two_alike_are_proposed_and_not_sure():
    found = matched(
        [Line(1, DAY, 500), Line(2, DAY, 500)], [Paper(7, DAY, 500), Paper(8, DAY, 500)]
    )
    assert [(m.line, m.paper, m.sure) for m in found] == [(1, 7, False), (2, 8, False)]


DAYS = st.integers(0, 12).map(lambda n: DAY + timedelta(n))
SUMS = st.sampled_from((-3, -2, 2, 3))
MARKS = st.sampled_from(("PC2018/1", "PC2018/12", "PC2018/112", ""))


@given(st.lists(st.tuples(DAYS, SUMS, MARKS), max_size=12),
       st.lists(st.tuples(DAYS, SUMS, MARKS), max_size=12), st.randoms())  # fmt: skip
def test_each_is_used_once_and_the_order_does_not_matter(lines, papers, chance):
    rows = [Line(n, *row) for n, row in enumerate(lines)]
    stack = [Paper(n, on, amount, (mark,)) for n, (on, amount, mark) in enumerate(papers)]
    found = matched(rows, stack)
    assert len({m.line for m in found}) == len(found) == len({m.paper for m in found})
    for match in found:
        line, paper = rows[match.line], stack[match.paper]
        assert line.amount == paper.amount and abs(line.on - paper.on) <= NEAR
    chance.shuffle(rows)
    chance.shuffle(stack)
    assert matched(rows, stack) == found


def test_five_thousand_lines_are_quick():
    lines = [
        Line(n, DAY + timedelta(n % 30), 1_000 * (n % 700 + 1), f"GD {n}") for n in range(5_000)
    ]
    papers = [
        Paper(n, DAY + timedelta(n % 30), 1_000 * (n % 700 + 1), (f"PT{n}",)) for n in range(5_000)
    ]
    began = perf_counter()
    assert len(matched(lines, papers)) == 5_000
    assert perf_counter() - began < 2
