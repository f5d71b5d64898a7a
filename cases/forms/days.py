"""Legal days as people type them: 5/10/2018, 5.10.18, 05102018 or 051018."""

import re
from datetime import date
from typing import Any

from django import forms

from cases.today import today

SHOWN = "%d/%m/%Y"
EXAMPLE = "Nhập ngày/tháng/năm, ví dụ 05/10/2018."
YEARS_AHEAD = 30
"""Two digits mean a year of the hundred that ends so far ahead: in 2026, 56 is 2056, 57 1957."""

LONGEST = 40

_SHAPES = (
    re.compile(r"(?P<d>\d{1,2})(?P<sep>[/.\- ])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
)


def read_day(text: str) -> date:
    """The day meant, day first and never month first; ValueError when it is none."""
    if len(text := text.strip()) > LONGEST:
        raise ValueError(EXAMPLE)
    typed = re.sub(r"\s*([/.\-])\s*", r"\1", text)
    found = next((shape.fullmatch(typed) for shape in _SHAPES if shape.fullmatch(typed)), None)
    if found is None:
        raise ValueError(EXAMPLE)
    year = int(found["y"])
    if len(found["y"]) == 2:
        last = today().year + YEARS_AHEAD
        year = last - (last - year) % 100
    return date(year, int(found["m"]), int(found["d"]))


class DayField(forms.DateField):
    """What was typed stays as typed when the form comes back; the page says it in words."""

    default_error_messages = {"invalid": EXAMPLE}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "inputmode": "numeric",
            "placeholder": "dd/mm/yyyy",
            "autocomplete": "off",
            "data-day": True,
        }
        kwargs.setdefault("widget", forms.DateInput(format=SHOWN, attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return read_day(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
