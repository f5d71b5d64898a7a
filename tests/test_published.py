"""Published rows against their own inputs: exact, possible, impossible."""

import csv
from decimal import Decimal
from types import SimpleNamespace

import pytest

from reports.published import Verdict, checks, confirms, denominators, step, verdict
from reports.seed import DATA, WHOLE


def published():
    with (DATA / "published-figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            whole = {name: int(row[name]) if row[name] else None for name in WHOLE}
            yield row["id"], SimpleNamespace(**{**row, **whole})


ROWS = dict(published())
EXACT = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F10", "F11", "F13a", "F13b", "F15", "F18"]


@pytest.mark.parametrize("code", EXACT)
def test_published_rows_follow_from_their_inputs(code):
    assert verdict(list(checks(ROWS[code]))) is Verdict.EXACT


def test_no_published_row_is_impossible():
    assert not [c for c, row in ROWS.items() if verdict(list(checks(row))) is Verdict.IMPOSSIBLE]


def test_hanoi_2025_needs_another_total_than_the_rounded_words():
    (check,) = checks(ROWS["F20"])
    assert (check.verdict, check.computed) == (Verdict.POSSIBLE, Decimal("84.8"))
    assert check.interval == (46526, 46580)


def test_unpublished_total_is_bracketed():
    rate, gap = checks(ROWS["F16a"])
    assert (rate.verdict, rate.interval) == (Verdict.POSSIBLE, (35352, 35356))
    assert (gap.verdict, gap.printed) == (Verdict.EXACT, Decimal("4.54"))


def test_exact_inputs_that_give_another_rate_are_impossible():
    row = SimpleNamespace(**{**vars(ROWS["F4"]), "rate_printed": "43.30", "gap_points": ""})
    assert verdict(list(checks(row))) is Verdict.IMPOSSIBLE


def test_a_sum_off_by_one_is_impossible():
    row = SimpleNamespace(**{**vars(ROWS["F18"]), "docketed": 24934})
    assert verdict(list(checks(row))) is Verdict.IMPOSSIBLE


def test_a_gap_is_taken_on_the_printed_rate():
    row = SimpleNamespace(**{**vars(ROWS["F16b"]), "gap_points": "-12.65"})
    assert verdict(list(checks(row))) is Verdict.IMPOSSIBLE


def test_interval_ends_are_the_last_totals_that_do():
    low, high = denominators(9317, Decimal("43.28"))
    assert low <= 21528 <= high
    for whole, same in ((low - 1, False), (low, True), (high, True), (high + 1, False)):
        exact = Decimal(931700) / whole
        assert (exact.quantize(Decimal("0.01"), "ROUND_HALF_UP") == Decimal("43.28")) is same


def test_rounding_step():
    assert [step(n) for n in (46500, 46553, 46550, 51_000_000_000, 0)] == [100, 1, 1, 10**9, 1]


def test_a_published_rate_is_recognised_at_its_own_decimals():
    assert confirms("51", Decimal("51.00"))
    assert confirms("8.4", Decimal("8.44"))
    assert not confirms("8.4", Decimal("8.46"))
    assert not confirms("", Decimal("8.46"))
    assert not confirms("76.54", None)
