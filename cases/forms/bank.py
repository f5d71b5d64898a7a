"""Sending in a statement of the bank or the treasury."""

from typing import Any

from django import forms

from cases.actions.bank import keep_statement
from cases.forms.fields import WordsField
from cases.models import BankStatement, User
from cases.rules import Refusal


class StatementForm(forms.Form):
    account = WordsField(label="Tài khoản, nơi mở", max_length=100)
    file = forms.FileField(
        label="Tệp sao kê", help_text=".xlsx, .xls hoặc .csv có cột Ngày, Số tiền (hoặc Ghi nợ, "
        "Ghi có), Nội dung, Số tham chiếu.",
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, *, by: User) -> None:
        self.by = by
        super().__init__(data, files)

    def apply(self) -> BankStatement | None:
        if not self.is_valid():
            return None
        file = self.cleaned_data["file"]
        try:
            return keep_statement(
                by=self.by, account=self.cleaned_data["account"], name=file.name, data=file.read()
            )
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
