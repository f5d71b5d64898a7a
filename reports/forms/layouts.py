"""Forms of a layout's edition: what it says of itself, and its columns one by one."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from cases.choices import Heading
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import User
from cases.rules import Refusal
from reports.figures.columns import MOVEMENT, TERM_LABELS
from reports.layouts import editing
from reports.models import Layout, OfficialForm

SIGNS = ((1, "cộng"), (-1, "trừ"))
EVERY, NONE = "", "-"
_SUM = re.compile(r"([+−-]?)\s*([a-z]+\d*)")


class EditionForm(forms.Form):
    """Name, first day, basis and checking of a layout's draft or of a form's new version."""

    name = WordsField(label="Tên", max_length=150)
    valid_from = DayField(label="Áp dụng cho kỳ có ngày khóa sổ từ")
    basis = WordsField(label="Căn cứ", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    checked = forms.BooleanField(label="Đã đối chiếu phụ lục chính thức", required=False)
    annex = WordsField(label="Phụ lục đã đối chiếu", max_length=200, required=False)
    checked_by = WordsField(label="Người đối chiếu", max_length=100, required=False)

    def __init__(self, data: Any, *, by: User, of: Layout | OfficialForm) -> None:
        self.by, self.of = by, of
        shown = ("name", "valid_from", "basis", "annex", "checked_by")
        given = {name: getattr(of, name) for name in shown}
        super().__init__(data, initial={**given, "checked": not of.provisional})
        self.fields["basis"].css_classes = "full"  # type: ignore[attr-defined]
        free = editing.first_free_day()
        self.fields["valid_from"].help_text = f"Sớm nhất {free:%d/%m/%Y}: trước đó đã khóa sổ."

    def apply(self) -> Layout | OfficialForm | None:
        given = {**self.cleaned_data, "provisional": not self.cleaned_data["checked"]}
        try:
            if isinstance(self.of, Layout):
                return editing.edit_layout(self.of.pk, by=self.by, **given)
            return editing.renew_form(self.of.number, by=self.by, **given)
        except Refusal as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))
            return None


class TermForm(forms.Form):
    of = forms.ChoiceField(label="Lấy", choices=list(TERM_LABELS.items()), initial=MOVEMENT)
    sign = forms.TypedChoiceField(label="Dấu", choices=SIGNS, coerce=int, initial=1)
    headings = forms.MultipleChoiceField(
        label="Tài khoản",
        choices=Heading.choices,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
        help_text="Giữ Ctrl để chọn nhiều.",
    )
    grounds = WordsField(
        label="Căn cứ",
        max_length=300,
        required=False,
        help_text="Mã căn cứ cách nhau bằng dấu phẩy; để trống là mọi căn cứ; “-” là dòng không "
        "ghi căn cứ.",
    )

    @property
    def term(self) -> dict[str, Any] | None:
        """As a layout writes it; none where no heading is chosen."""
        given = self.cleaned_data
        if not given.get("headings"):
            return None
        term: dict[str, Any] = {"of": given["of"], "headings": given["headings"]}
        if given["grounds"]:
            codes = [code.strip() for code in given["grounds"].split(",")]
            term["grounds"] = ["" if code == NONE else code for code in codes if code]
        return term if given["sign"] > 0 else {**term, "sign": -1}


def term_initial(term: Mapping[str, Any]) -> dict[str, Any]:
    grounds = term.get("grounds")
    return {
        "of": term["of"],
        "sign": term.get("sign", 1),
        "headings": term["headings"],
        "grounds": EVERY if grounds is None else ", ".join(g or NONE for g in grounds),
    }


TermFormSet = forms.formset_factory(TermForm, extra=1, max_num=12)


class ColumnForm(forms.Form):
    number = forms.IntegerField(label="Số thứ tự", min_value=1, max_value=99)
    label = WordsField(label="Tên cột", max_length=150)
    group = WordsField(
        label="Nhóm", max_length=300, required=False, help_text="Từ ngoài vào, cách nhau bằng “·”."
    )
    definition = WordsField(
        label="Định nghĩa", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = WordsField(
        label="Căn cứ pháp lý", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    sum = WordsField(
        label="Cộng từ các cột",
        max_length=300,
        required=False,
        help_text="Mã cột với dấu, ví dụ c01 − c04 − c05; không lấy từ sổ nữa.",
    )

    def __init__(self, data: Any, *, by: User, of: Layout, column: Mapping[str, Any]) -> None:
        self.by, self.of, self.column = by, of, column
        parts = column.get("sum", {}).items()
        text = " ".join(f"{'+' if sign > 0 else '−'} {code}" for code, sign in parts)
        initial = {n: column[n] for n in ("number", "label", "definition", "basis")}
        initial |= {"group": " · ".join(column["group"]), "sum": text.removeprefix("+ ")}
        super().__init__(data, initial=initial)
        if "rate" in column:
            del self.fields["sum"]

    def clean_group(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["group"].split("·") if part.strip()]

    def clean_sum(self) -> dict[str, int]:
        text = self.cleaned_data["sum"]
        if _SUM.sub("", text).strip():
            raise forms.ValidationError("Viết mã cột với dấu, ví dụ c01 − c04.")
        return {code: -1 if sign in ("-", "−") else 1 for sign, code in _SUM.findall(text)}

    def apply(self, terms: list[dict[str, Any]]) -> Layout | None:
        given = self.cleaned_data
        if given.get("sum") and terms:
            self.add_error("sum", "Cột cộng từ cột khác thì không lấy thêm từ sổ: bỏ một bên.")
            return None
        try:
            return editing.edit_column(
                self.of.pk, self.column["code"], by=self.by, **{**given, "terms": terms}
            )
        except Refusal as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))
            return None
