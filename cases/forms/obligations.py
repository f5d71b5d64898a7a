"""Terms of an obligation, and that a thing was handed over or an act done."""

from typing import Any

from django import forms

from cases.actions.obligations import fulfil, set_terms
from cases.choices import InterestBasis
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import Obligation, User
from cases.rules import Refusal
from cases.rules.interest import Instalments, Terms, check_terms
from cases.today import today


class TermsForm(forms.Form):
    """Late interest and instalments; empty fields: the obligation has none."""

    interest_basis = forms.ChoiceField(
        label="Lãi chậm thi hành án", choices=InterestBasis, required=False
    )
    interest_from = DayField(
        label="Tính lãi từ ngày", required=False, help_text="Ngày này không tính, ngày thu có tính."
    )
    interest_rate = forms.DecimalField(
        label="Lãi suất bản án ấn định, %/năm", required=False, max_digits=6, decimal_places=3,
        localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    instalment = MoneyField(label="Mỗi kỳ", required=False)
    instalment_months = forms.IntegerField(
        label="Mỗi kỳ cách nhau, tháng", required=False, min_value=1, max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "3"}),
    )  # fmt: skip
    instalments_from = DayField(
        label="Kỳ đầu đến hạn ngày", required=False,
        help_text="Kỳ chưa tính vào số tiền phải thi hành.",
    )  # fmt: skip
    instalments_until = DayField(label="Kỳ cuối không quá ngày", required=False)

    TERMS = (
        *("interest_basis", "interest_from", "interest_rate"),
        *("instalment", "instalment_months", "instalments_from", "instalments_until"),
    )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        basis = fields.get("interest_basis")
        asked = basis or fields.get("interest_rate") is not None or fields.get("interest_from")
        if basis and not fields.get("interest_from") and "interest_from" not in self.errors:
            self.add_error("interest_from", "Nhập ngày bắt đầu tính lãi.")
        elif asked and not basis:
            self.add_error("interest_basis", "Chọn căn cứ tính lãi.")
        periodic = ("instalment", "instalment_months", "instalments_from")
        if any(fields.get(name) for name in (*periodic, "instalments_until")):
            for name in periodic:
                if not fields.get(name) and name not in self.errors:
                    self.add_error(name, "Nhập đủ số tiền, khoảng cách và ngày kỳ đầu.")
        if not self.errors:
            try:
                check_terms(self.interest(), self.instalments())
            except Refusal as refusal:
                self.add_error(refusal.field, str(refusal))
        return fields

    def interest(self) -> Terms | None:
        fields = self.cleaned_data
        if not fields["interest_basis"]:
            return None
        basis = InterestBasis(fields["interest_basis"])
        return Terms(basis, fields["interest_from"], fields["interest_rate"])

    def instalments(self) -> Instalments | None:
        fields = self.cleaned_data
        if not fields["instalment"]:
            return None
        return Instalments(
            fields["instalment"], fields["instalment_months"], fields["instalments_from"],
            fields["instalments_until"],
        )  # fmt: skip


class ObligationTermsForm(TermsForm):
    def __init__(self, *args: Any, obligation: Obligation, by: User, **kwargs: Any) -> None:
        self.obligation, self.by = obligation, by
        kwargs["initial"] = {name: getattr(obligation, name) for name in self.TERMS}
        super().__init__(*args, **kwargs)

    def apply(self) -> bool:
        if not self.is_valid():
            return False
        try:
            set_terms(
                self.obligation, interest=self.interest(), instalments=self.instalments(),
                by=self.by,
            )  # fmt: skip
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))
            return False
        return True


class FulfilForm(forms.Form):
    on = DayField(label="Ngày thực hiện xong")
    document_no = WordsField(label="Biên bản số", required=False, max_length=60)
    note = WordsField(
        label="Nội dung", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, obligation: Obligation, by: User, **kwargs: Any) -> None:
        self.obligation, self.by = obligation, by
        super().__init__(*args, **kwargs | {"initial": {"on": today()}})

    def apply(self) -> bool:
        if not self.is_valid():
            return False
        try:
            fulfil(self.obligation, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))
            return False
        return True
