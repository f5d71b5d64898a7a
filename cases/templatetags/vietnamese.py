"""How numbers, money, days and identity numbers are written. A builtin of every template.

Empty is "–", zero is "0". Thousands have a dot, decimals a comma, and a negative number the real
minus sign. Exact rates are rounded half-up to two decimals here, where they are shown.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.rules.calendar import WEEKDAYS

register = Library()

EMPTY = "–"
MINUS = "−"

Figure = int | Decimal | Fraction | str | None


def _exact(value: Figure) -> Fraction | None:
    """A text is read as the machine writes it ("43.28"), never as a person types it."""
    if value is None or value == "":
        return None
    return Fraction(value)


def _written(value: Fraction, decimals: int) -> str:
    """Rounded half-up (away from zero), grouped, without a sign."""
    scaled = int(abs(value) * 10**decimals + Fraction(1, 2))
    whole, part = divmod(scaled, 10**decimals)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{grouped},{part:0{decimals}}" if decimals else grouped


def _signed(value: Fraction, decimals: int, plus: str = "") -> str:
    text = _written(value, decimals)
    if not text.strip("0,."):
        return text  # nothing is left after rounding: no sign before a zero
    return (MINUS if value < 0 else plus) + text


@register.filter
def number(value: Figure) -> str:
    """1234567 → 1.234.567"""
    exact = _exact(value)
    return EMPTY if exact is None else _signed(exact, 0)


@register.filter
def money(value: Figure) -> str:
    """1234567 → 1.234.567 đồng"""
    exact = _exact(value)
    return EMPTY if exact is None else f"{_signed(exact, 0)} đồng"


@register.filter
def short_money(value: Figure) -> str | SafeString:
    """1234567890 → 1,2 tỷ, with the exact sum on hovering."""
    exact = _exact(value)
    if exact is None:
        return EMPTY
    millions = int(abs(exact) / 10**6 + Fraction(1, 2))
    if millions >= 1000:  # so that 999.999.999 is 1 tỷ, not 1.000 triệu
        text = _signed(exact / 10**9, 1).removesuffix(",0") + " tỷ"
    elif abs(exact) >= 10**6:
        text = _signed(exact / 10**6, 0) + " triệu"
    else:
        return money(exact)
    return format_html('<span title="{}">{}</span>', money(exact), text)


@register.filter
def percent(value: Figure) -> str:
    """A rate already in per cent: 43.275 → 43,28. The sign % stands once, in the head."""
    exact = _exact(value)
    return EMPTY if exact is None else _signed(exact, 2)


@register.filter
def points(value: Figure) -> str:
    """A gap in percentage points, always with its sign: +0,16 or −28,72."""
    exact = _exact(value)
    return EMPTY if exact is None else _signed(exact, 2, plus="+")


@register.filter
def plain(value: Figure) -> str:
    """A number for the machine (SVG geometry, data attributes): 12.5 in any language."""
    exact = _exact(value)
    return "0" if exact is None else f"{float(exact):.2f}".rstrip("0").rstrip(".")


def _local(value: date | datetime) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """05/10/2018"""
    return EMPTY if not value else f"{_local(value):%d/%m/%Y}"


@register.filter
def weekday(value: date | datetime) -> str:
    """thứ năm"""
    return WEEKDAYS[_local(value).weekday()]


@register.filter
def moment(value: datetime | None) -> str:
    """05/10/2018 16:40, in Hanoi"""
    return EMPTY if not value else f"{_local(value):%d/%m/%Y %H:%M}"


@register.filter
def day_words(value: date | datetime | None) -> str:
    """ngày 05 tháng 10 năm 2018

    Decree 30/2020: days below 10 and months 1 and 2 take a leading zero.
    """
    if not value:
        return EMPTY
    on = _local(value)
    month = f"{on.month:02}" if on.month <= 2 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


@register.filter
def masked(value: str | None) -> str:
    """An identity or tax number, of which only the ends are shown: 001•••••••47"""
    text = (value or "").strip()
    if not text:
        return EMPTY
    head, tail = (3, 2) if len(text) > 8 else (0, min(2, len(text) // 2))
    return text[:head] + "•" * (len(text) - head - tail) + text[len(text) - tail :]
