"""Money, days and words as people type them."""

import time
import unicodedata
from datetime import date

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from cases.forms.days import DayField, read_day
from cases.forms.fields import MoneyField, WordsField, read_money
from cases.templatetags.vietnamese import number


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234.567", 1_234_567),
        ("1234567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1\u00a0234\u00a0567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1.234.567,00", 1_234_567),
        ("1.234", 1_234),
        ("500", 500),
        ("1,2 tỷ", 1_200_000_000),
        ("1,2tỷ", 1_200_000_000),
        ("1,234 tỷ", 1_234_000_000),
        ("1.200 tỷ", 1_200_000_000_000),
        ("350 triệu", 350_000_000),
        ("350 TRIỆU đồng", 350_000_000),
        ("350tr", 350_000_000),
        ("200 nghìn", 200_000),
        ("200 ngàn đ", 200_000),
        ("200k", 200_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("2 tỉ 350 triệu 500 nghìn", 2_350_500_000),
        ("182.690.400.000 đồng", 182_690_400_000),
        (unicodedata.normalize("NFD", "1,5 tỷ"), 1_500_000_000),
    ],
)
def test_money_is_read_as_it_is_written(typed, amount):
    assert read_money(typed) == amount


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1.2", "hai cách"),
        ("1,2", "hai cách"),
        ("1,234", "hai cách"),
        ("12.34", "hai cách"),
        ("1.2 tỷ", "1,2 tỷ"),
        ("1,200 triệu", "hai cách"),
        ("1.23.456", "ba chữ số"),
        ("1.234,567", "ba chữ số"),
        ("một tỷ", "ví dụ"),
        ("1 tỷ 2", "ví dụ"),
        ("1 triệu 2 tỷ", "ví dụ"),
        ("1,23456789012 tỷ", "tròn đồng"),
        ("12 tỷ tỷ", "ví dụ"),
        ("9999999999999999", "quá lớn"),
        ("-", "ví dụ"),
    ],
)
def test_money_that_could_mean_two_things_is_refused(typed, says):
    with pytest.raises(ValueError, match=says):
        read_money(typed)


@given(st.integers(1, 10**15))
def test_what_the_pages_print_can_be_typed_again(amount):
    assert read_money(number(amount)) == amount


class Sample(forms.Form):
    amount = MoneyField(label="Số tiền")
    change = MoneyField(label="Tăng, giảm", signed=True, required=False)
    on = DayField(label="Ngày")
    name = WordsField(label="Tên", required=False)


def sample(**typed):
    return Sample({"amount": "1", "on": "05/10/2018"} | typed)


def test_a_refused_amount_stays_as_it_was_typed():
    form = sample(amount="1.2")
    assert not form.is_valid()
    assert 'value="1.2"' in str(form["amount"])


@pytest.mark.parametrize("typed", ["0", "-5", "0 triệu"])
def test_nothing_and_less_than_nothing_is_no_amount(typed):
    assert sample(amount=typed).errors["amount"] == ["Số tiền phải lớn hơn 0."]


def test_a_signed_amount_takes_either_minus():
    for typed in ("-1,5 triệu", "−1.500.000", "– 1500000"):
        form = sample(change=typed)
        assert form.is_valid()
        assert form.cleaned_data["change"] == -1_500_000


def test_a_number_from_the_books_is_shown_grouped():
    assert 'value="1.234.567"' in str(Sample(initial={"amount": 1_234_567})["amount"])


TYPED = (
    "05/10/2018|5/10/2018|5.10.2018|5-10-2018|5 10 2018|05102018|2018-10-05"
    "|5/10/18|05/10/18|5.10.18|051018| 5 / 10 / 2018 "
)
NO_DAYS = "31/02/2018|10/13/2018|hôm qua|5/10|5/10.2018|5/10/218|592026|290218|00/10/2018|5/10/0000"


@pytest.mark.parametrize("typed", TYPED.split("|"))
def test_days_come_day_first(typed):
    form = sample(on=typed)
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2018, 10, 5)


@pytest.mark.parametrize("typed", NO_DAYS.split("|"))
def test_a_day_that_is_none_is_refused_with_an_example(typed):
    assert "05/10/2018" in sample(on=typed).errors["on"][0]


@pytest.mark.parametrize(
    ("typed", "year"),
    [("5/9/26", 2026), ("5/9/56", 2056), ("5/9/57", 1957), ("5/9/99", 1999), ("050900", 2000)],
)
def test_two_digits_of_a_year_mean_the_near_hundred(settings, typed, year):
    """Judgments of the past and last instalments thirty years on; nothing of 2099."""
    settings.TODAY = date(2026, 11, 24)
    assert read_day(typed) == date(year, 9, 5)


def test_a_refused_day_stays_as_it_was_typed():
    assert 'value="31/2/26"' in str(sample(on="31/2/26")["on"])


def test_words_have_one_spelling():
    form = sample(name=unicodedata.normalize("NFD", "  Nguyễn   Đức\tHiền "))
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Nguyễn Đức Hiền"


@pytest.mark.parametrize("text", ["9" * 5_000, "1" * 100_000 + " tyx", "1" + "\u00a0." * 50_000])
def test_no_amount_is_so_long(text):
    """Refused in our words, and at once: patterns take the square of such a text."""
    started = time.monotonic()
    with pytest.raises(ValueError, match="ví dụ"):
        read_money(text)
    assert time.monotonic() - started < 1


def test_no_day_is_so_long():
    started = time.monotonic()
    with pytest.raises(ValueError, match="ví dụ"):
        read_day("1" + " " * 100_000 + "1")
    assert time.monotonic() - started < 1
