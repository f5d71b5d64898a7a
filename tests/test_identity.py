"""Numbers of people and organisations: what cannot be one is refused, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import PersonKind
from cases.rules import Refusal
from cases.rules.identity import PROVINCES, TAX_WEIGHTS, birth_year_of, canonical, check_identity

NATURAL, LEGAL = PersonKind.NATURAL, PersonKind.LEGAL


@pytest.mark.parametrize(
    ("typed", "kind", "year", "kept"),
    [
        ("", NATURAL, 1971, ""),
        ("001071012347", NATURAL, 1971, "001071012347"),
        ("001 071 012 347", NATURAL, None, "001071012347"),
        ("001.171.012.347", NATURAL, 1971, "001171012347"),
        ("001204012347", NATURAL, 2004, "001204012347"),
        ("038304012347", NATURAL, 2004, "038304012347"),
        ("112071012347", NATURAL, 1971, "112071012347"),  # born abroad: a country's code
        ("012345678", NATURAL, 1971, "012345678"),  # the old card says nothing of its holder
        # public tax codes: the worked example of the circular, then Viettel, MISA, Mobifone
        ("0100047516", LEGAL, None, "0100047516"),
        ("0100109106", LEGAL, None, "0100109106"),
        ("0101243150", LEGAL, None, "0101243150"),
        ("0100686209", LEGAL, None, "0100686209"),
        ("0100109106-001", LEGAL, None, "0100109106-001"),
        ("0100109106 – 011", LEGAL, None, "0100109106-011"),
        ("0100109106011", LEGAL, None, "0100109106-011"),
    ],
)
def test_a_number_is_kept_in_one_spelling(typed, kind, year, kept):
    assert check_identity(typed, kind, year) == kept


@pytest.mark.parametrize(
    ("typed", "kind", "year", "reason"),
    [
        ("chín chữ số", NATURAL, None, "Chỉ gồm chữ số"),
        ("00107101234", NATURAL, None, "đây có 11"),
        ("003071012347", NATURAL, None, "003 không phải mã tỉnh"),
        ("001071012347", NATURAL, 1972, "sinh năm 1971, không phải 1972"),
        ("001271012347", NATURAL, 1971, "sinh năm 2071"),  # the century is wrong
        ("0100109107", LEGAL, None, "Chữ số kiểm tra"),
        ("0100190106", LEGAL, None, "Chữ số kiểm tra"),  # two digits swapped
        ("0100109106-000", LEGAL, None, "từ 001"),
        ("012345678", LEGAL, None, "đây có 9"),
        ("0100109106-0", LEGAL, None, "đây có 11"),
    ],
)
def test_what_cannot_be_a_number_is_refused_in_words(typed, kind, year, reason):
    with pytest.raises(Refusal, match=reason) as refused:
        check_identity(typed, kind, year)
    assert refused.value.field == "identity_no"


@given(st.text("0123456789", min_size=9, max_size=9))
def test_one_last_digit_at_most_makes_nine_digits_a_tax_code(nine):
    def passes(digit):
        try:
            return bool(check_identity(f"{nine}{digit}", LEGAL))
        except Refusal:
            return False

    remainder = sum(int(d) * w for d, w in zip(nine, TAX_WEIGHTS, strict=True)) % 11
    assert sum(map(passes, "0123456789")) == (remainder != 0)


@given(
    st.sampled_from(sorted(PROVINCES)), st.integers(1900, 2099), st.booleans(),
    st.integers(0, 999_999),
)  # fmt: skip
def test_a_citizens_number_says_its_birth_year(province, year, female, rest):
    number = f"{province}{(year - 1900) // 100 * 2 + female}{year % 100:02}{rest:06}"
    assert birth_year_of(number) == year
    assert check_identity(number, NATURAL, year) == number
    with pytest.raises(Refusal):
        check_identity(number, NATURAL, year + 1)


@given(st.text("0123456789 .-–"))
def test_one_spelling_stays_that_spelling(typed):
    assert canonical(canonical(typed)) == canonical(typed)
