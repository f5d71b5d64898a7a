"""One step of a month-end."""

from collections.abc import Callable
from typing import Any

from django import forms

from cases.actions import closings, signoffs
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Closing, ClosingRemark, Reopening, SignOff, User
from cases.rules import Refusal
from reports import actions
from reports.monthend.months import Month


class ClosingStepForm(forms.Form):
    """One step of the wizard: explain, confirm, close, send, accept, or give back."""

    step = forms.CharField(widget=forms.HiddenInput)
    check = forms.CharField(widget=forms.HiddenInput, required=False)
    words = WordsField(
        label="Nội dung",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, by: User, month: Month, **kwargs: Any) -> None:
        self.by, self.month = by, month
        super().__init__(*args, **kwargs)

    @property
    def asked(self) -> tuple[str, str]:
        """Which step, of which check."""
        return self.data.get("step", ""), self.data.get("check", "")

    def apply(self) -> str | None:
        """Do the step; answers with what to tell. What is refused stays as typed."""
        if not self.is_valid():
            return None
        given, by, month = self.cleaned_data, self.by, self.month
        at = (month.office, month.period.cutoff)
        steps: dict[str, tuple[str, Callable[[], Closing | ClosingRemark | SignOff]]] = {
            "explain": ("Đã ghi giải trình.", lambda: actions.explain(
                month, given["check"], given["words"], by=by)),
            "confirm": ("Đã xác nhận số liệu của mình.", lambda: actions.confirm_own(month, by=by)),
            "close": ("Đã khóa sổ.", lambda: actions.close(month, by=by)),
            "send": ("Đã ký, gửi.", lambda: actions.send(month, given["words"], by=by)),
            "accept": ("Đã nhận.", lambda: signoffs.accept(*at, by=by, note=given["words"])),
            "return": ("Đã trả lại.", lambda: signoffs.give_back(
                *at, by=by, reason=given["words"])),
        }  # fmt: skip
        if given["step"] not in steps:
            self.add_error(None, "Bước không hợp lệ.")
            return None
        told, act = steps[given["step"]]
        try:
            act()
        except Refusal as refused:
            self.add_error("words" if refused.field in ("words", "note") else None, str(refused))
            return None
        return told


class ReopenForm(forms.Form):
    reason = WordsField(
        label="Lý do mở lại", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    expires_on = DayField(
        label="Mở đến hết ngày", help_text="Hết ngày này hệ thống tự khóa lại các tháng đã mở."
    )

    def __init__(self, *args: Any, by: User, month: Month, **kwargs: Any) -> None:
        self.by, self.month = by, month
        super().__init__(*args, **kwargs)

    def apply(self) -> Reopening | None:
        if not self.is_valid():
            return None
        month = self.month
        try:
            return closings.reopen(
                month.office, month.period.cutoff, by=self.by, **self.cleaned_data
            )
        except Refusal as refused:
            known = refused.field in self.fields
            self.add_error(refused.field if known else None, str(refused))
            return None
