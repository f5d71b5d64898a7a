"""Money and words as people type them. Days are in `days`."""

import re
import unicodedata
from fractions import Fraction
from typing import Any

from django import forms

from cases.rules.refusal import written

UNITS = {
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "ti": 10**9,
    "triệu": 10**6, "trieu": 10**6, "tr": 10**6,
    "nghìn": 10**3, "ngàn": 10**3, "nghin": 10**3, "ngan": 10**3, "k": 10**3,
}  # fmt: skip
MOST = 10**15
"""A million tỷ: nothing an office collects comes near, so more is a slip of the hand."""

LONGEST = 100
"""Letters an amount may take; patterns and numbers take the square of a long text."""

_PART = re.compile(rf"([\d.,]+)\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})\b")
_PLAIN = re.compile(r"\d+")
_DOTTED = re.compile(r"\d{1,3}(\.\d{3})+")
_SPACED = re.compile(r"\d{1,3}( \d{3})+")
_ENGLISH = re.compile(r"\d{1,3}(,\d{3}){2,}")
_CURRENCY = re.compile(r"\s*(đồng|dong|vnđ|vnd|đ|₫)\.?$")

EXAMPLE = "Nhập số tiền, ví dụ 1.234.567 hoặc 1,2 tỷ."


def normal(text: str) -> str:
    """One spelling of Vietnamese letters (NFC) and single spaces, so that equal words are equal."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def read_money(text: str) -> int:
    """Whole đồng of what was typed; ValueError, in words for the writer, when it is not certain.

    A dot groups thousands and a comma begins decimals, as Vietnamese is written; decimals stand
    only before a unit. What the other custom would read differently is refused.
    """
    if len(text) > LONGEST:
        raise ValueError(EXAMPLE)
    typed = _CURRENCY.sub("", normal(text).casefold())
    negative = typed[:1] in ("-", "−", "–")
    body = typed.lstrip("-−–+ ")
    if not body:
        raise ValueError(EXAMPLE)
    amount = _with_units(body) if re.search(r"[^\W\d_]", body) else _without_unit(body)
    if amount > MOST:
        raise ValueError("Số tiền quá lớn, kiểm tra lại số chữ số.")
    return -amount if negative else amount


def _without_unit(body: str) -> int:
    if re.fullmatch(r".+,0{1,2}", body):  # 1.234.567,00 as a spreadsheet writes it
        body = body.rpartition(",")[0]
    if any(shape.fullmatch(body) for shape in (_PLAIN, _DOTTED, _SPACED, _ENGLISH)):
        return int(re.sub(r"\D", "", body))
    if re.fullmatch(r"\d+[.,]\d+", body):
        number = body.replace(".", ",")
        raise ValueError(
            f"“{body}” có thể hiểu hai cách: viết đủ chữ số (1.234.567) hoặc kèm đơn vị"
            f" ({number} triệu, {number} tỷ)."
        )
    raise ValueError("Dấu chấm phải chia từng nhóm ba chữ số, ví dụ 1.234.567.")


def _with_units(body: str) -> int:
    """ "1,2 tỷ", "350 triệu", "1 tỷ 200 triệu": each unit smaller than the one before."""
    total, last, end = Fraction(0), 10**18, 0
    for part in _PART.finditer(body):
        unit = UNITS[part[2]]
        if body[end : part.start()].strip() or unit >= last:
            raise ValueError(EXAMPLE)
        total += _decimal(part[1], part[2]) * unit
        last, end = unit, part.end()
    if body[end:].strip() or not end:
        raise ValueError(EXAMPLE)
    if total.denominator != 1:
        raise ValueError("Số tiền phải tròn đồng.")
    return int(total)


def _decimal(number: str, unit: str) -> Fraction:
    whole, comma, decimals = number.partition(",")
    if _DOTTED.fullmatch(whole):
        whole = whole.replace(".", "")
    if not _PLAIN.fullmatch(whole) or (comma and not _PLAIN.fullmatch(decimals)):
        if not re.fullmatch(r"\d+\.\d+", number):
            raise ValueError(EXAMPLE)
        hint = number.replace(".", ",")
        raise ValueError(
            f"“{number} {unit}” chưa rõ: phần lẻ viết sau dấu phẩy, ví dụ {hint} {unit}."
        )
    if len(decimals) == 3 and decimals.endswith("0"):
        short = f"{whole},{decimals.rstrip('0') or '0'}"
        raise ValueError(
            f"“{number} {unit}” có thể hiểu hai cách: viết {short} {unit}"
            f" hoặc {whole}.{decimals} {unit}."
        )
    return Fraction(int(whole + decimals), 10 ** len(decimals))


class MoneyField(forms.Field):
    """Whole đồng. What was typed stays as typed when the form comes back."""

    widget = forms.TextInput
    default_error_messages = {"positive": "Số tiền phải lớn hơn 0."}

    def __init__(self, *, signed: bool = False, **kwargs: Any) -> None:
        self.signed = signed
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "num", "autocomplete": "off", "maxlength": "40", "data-money": True}

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            amount = read_money(str(value))
        except ValueError as refused:
            raise forms.ValidationError(str(refused), code="invalid") from None
        if amount == 0 or (amount < 0 and not self.signed):
            raise forms.ValidationError(self.error_messages["positive"], code="positive")
        return amount


class WordsField(forms.CharField):
    """Text in one spelling: decomposed letters are composed, runs of spaces become one."""

    def to_python(self, value: Any) -> str:
        return normal(super().to_python(value) or "")
