"""How figures and days are written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.templatetags import vietnamese as vi


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (7, "7"),
        (1234567, "1.234.567"),
        (-1234, "−1.234"),
        (Fraction(1, 2), "1"),
        (Fraction(-1, 4), "0"),
        (10**15, "1.000.000.000.000.000"),
    ],
)
def test_number(value, text):
    assert vi.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0, "0 đồng"), (182690400000, "182.690.400.000 đồng")]
)
def test_money(value, text):
    assert vi.money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0 đồng"),
        (999_999, "999.999 đồng"),
        (1_000_000, '<span title="1.000.000 đồng">1 triệu</span>'),
        (349_600_000, '<span title="349.600.000 đồng">350 triệu</span>'),
        (999_499_999, '<span title="999.499.999 đồng">999 triệu</span>'),
        (999_500_000, '<span title="999.500.000 đồng">1 tỷ</span>'),
        (1_234_567_890, '<span title="1.234.567.890 đồng">1,2 tỷ</span>'),
        (-9_480_000_000_000, '<span title="−9.480.000.000.000 đồng">−9.480 tỷ</span>'),
    ],
)
def test_short_money(value, text):
    assert vi.short_money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0,00"),
        (Decimal("43.275"), "43,28"),
        ("43.274999", "43,27"),
        (Fraction(9317, 21528) * 100, "43,28"),
        (Fraction(100), "100,00"),
    ],
)
def test_percent(value, text):
    assert vi.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), ("0.16", "+0,16"), ("-28.72", "−28,72"), ("-0.004", "0,00"), (0, "0,00")],
)
def test_points_carry_their_sign_but_not_before_zero(value, text):
    assert vi.points(value) == text


def test_plain_is_for_the_machine():
    assert [vi.plain(v) for v in (None, 0, Decimal("12.50"), Fraction(1, 3), 100)] == [
        "0",
        "0",
        "12.5",
        "0.33",
        "100",
    ]


def test_days():
    assert vi.day(None) == "–"
    assert vi.day(date(2018, 10, 5)) == "05/10/2018"
    # A moment is told in Hanoi's time: seven hours before midnight UTC is the next day there.
    late = datetime(2018, 10, 4, 17, 5, tzinfo=UTC)
    assert vi.day(late) == "05/10/2018"
    assert vi.moment(late) == "05/10/2018 00:05"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (date(2018, 10, 5), "ngày 05 tháng 10 năm 2018"),
        (date(2018, 2, 28), "ngày 28 tháng 02 năm 2018"),
        (date(2018, 3, 2), "ngày 02 tháng 3 năm 2018"),
        (date(2018, 9, 30), "ngày 30 tháng 9 năm 2018"),
    ],
)
def test_day_in_words(value, text):
    assert vi.day_words(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("001085012347", "001•••••••47"),
        ("0101234218", "010•••••18"),
        ("12345678", "••••••78"),
        ("12", "•2"),
        ("7", "•"),
    ],
)
def test_masked(value, text):
    assert vi.masked(value) == text


@given(st.text(min_size=1, max_size=20).filter(lambda s: s.strip() == s))
def test_a_masked_number_keeps_its_length_and_hides_most(text):
    shown = vi.masked(text)
    assert len(shown) == len(text)
    assert shown.count("•") >= len(text) / 2 or len(text) > 8


@given(st.integers(-(10**16), 10**16))
def test_a_written_number_reads_back(value):
    assert int(vi.number(value).replace(".", "").replace("−", "-")) == value
