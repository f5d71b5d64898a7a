"""Legal days as people type them: 5/10/2018, 05.10.2018 or 05102018."""

from typing import Any

from django import forms

FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d")
SHOWN = "%d/%m/%Y"


class DayField(forms.DateField):
    """Day first, never month first: Django's own list would read 03/04 as 4 March."""

    default_error_messages = {"invalid": "Nhập ngày/tháng/năm, ví dụ 05/10/2018."}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.DateInput(format=SHOWN, attrs=attrs))
        super().__init__(input_formats=FORMATS, **kwargs)
