"""The repeated rows of the intake page: parties and obligations."""

from collections.abc import Iterator
from typing import Any

from django import forms

from cases.actions.ledger import NewObligation, NewParty
from cases.choices import BUDGET_KINDS, ObligationKind, PartyRole, PersonKind
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField, read_money
from cases.forms.obligations import TermsForm
from cases.persons import Met
from cases.rules import Refusal
from cases.rules.identity import check_identity
from cases.rules.interest import check_shares
from cases.today import today

STATE = "state"
ALL, BY_SHARE = "all", "share"
MOST_ROWS = 50
WITHOUT_MONEY = (
    ObligationKind.HAND_OVER,
    ObligationKind.DO_OR_NOT,
    ObligationKind.RETURN_PROPERTY,
    ObligationKind.OTHER,
)


class PartyForm(forms.Form):
    name = WordsField(label="Họ và tên, tên tổ chức", max_length=200)
    kind = forms.ChoiceField(
        label="Loại",
        choices=[(k.value, k.label) for k in (PersonKind.NATURAL, PersonKind.LEGAL)],
        initial=PersonKind.NATURAL.value,
    )
    birth_year = forms.IntegerField(
        label="Năm sinh", required=False, min_value=1880, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4"}),
    )  # fmt: skip
    identity_no = forms.CharField(
        label="Số định danh, mã số thuế", required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    address = WordsField(label="Địa chỉ", required=False, max_length=250)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    met: list[Met] | None = None
    """Known people the row may be about, once they were looked for."""

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data["birth_year"]
        if year is not None and year > today().year:
            raise forms.ValidationError("Năm sinh ở tương lai.")
        return year

    def clean_identity_no(self) -> str:
        typed, kind = self.cleaned_data["identity_no"], self.cleaned_data.get("kind", "")
        try:
            return check_identity(typed, kind, self.cleaned_data.get("birth_year"))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal), code="invalid") from None

    def party(self, role: PartyRole) -> NewParty:
        fields = dict(self.cleaned_data)
        return NewParty(role=role, **(fields | {"kind": PersonKind(fields["kind"])}))


PRISON = {"yes": True, "no": False}


class DebtorForm(PartyForm):
    """A party that owes; whether it is in prison sets the rhythm of verification (Article 44)."""

    in_prison = forms.ChoiceField(
        label="Đang chấp hành án phạt tù", required=False,
        choices=[
            ("", "Chưa trả lời"), ("no", "Không"), ("yes", "Có"), ("unknown", "Chưa rõ"),
        ],
    )  # fmt: skip
    prison_until = DayField(label="Chấp hành án đến ngày", required=False)
    address_unknown = forms.BooleanField(label="Chưa rõ địa chỉ, nơi cư trú", required=False)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("prison_until") and fields.get("in_prison") != "yes":
            self.add_error("in_prison", "Đã ghi ngày hết án phạt tù: chọn “Có”.")
        return fields

    def party(self, role: PartyRole) -> NewParty:
        fields = dict(self.cleaned_data)
        fields |= {"kind": PersonKind(fields["kind"]), "in_prison": PRISON.get(fields["in_prison"])}
        return NewParty(role=role, **fields)


class ObligationForm(TermsForm):
    kind = forms.ChoiceField(
        label="Loại", choices=ObligationKind, initial=ObligationKind.DEBT.value
    )
    amount = MoneyField(label="Số tiền", required=False)
    description = WordsField(label="Nội dung", required=False, max_length=250)
    debtor = forms.ChoiceField(label="Người phải thi hành", initial="1")
    creditor = forms.ChoiceField(label="Người được thi hành", initial="1")
    shares = WordsField(
        label="Phần của từng người", required=False, max_length=500,
        help_text="Theo thứ tự, cách nhau bằng dấu chấm phẩy: 60.000.000; 40.000.000",
    )  # fmt: skip

    field_order = ("kind", "amount", "description", "debtor", "creditor", "shares")
    HIDDEN = ("shares", *TermsForm.TERMS)
    """What most obligations lack: folded away until it is asked for, or filled in."""

    def __init__(self, *args: Any, debtors: list[str], creditors: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbered = list(_numbered(debtors))
        self.debtors = len([name for name in debtors if name])
        if len(numbered) > 1:
            numbered += [(ALL, "Tất cả, liên đới"), (BY_SHARE, "Tất cả, theo phần")]
        self.fields["debtor"].choices = numbered  # type: ignore[attr-defined]
        self.fields["creditor"].choices = [  # type: ignore[attr-defined]
            *_numbered(creditors),
            (STATE, "Ngân sách nhà nước"),
        ]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        kind = fields.get("kind")
        if kind in BUDGET_KINDS:
            fields["creditor"] = STATE
        if kind and kind not in WITHOUT_MONEY:
            if fields.get("amount") is None and "amount" not in self.errors:
                self.add_error("amount", "Nhập số tiền của khoản này.")
        elif fields.get("amount") is None and not fields.get("description"):
            self.add_error(
                "description", "Nghĩa vụ không có số tiền: ghi rõ phải làm hoặc giao gì."
            )
        if not fields.get("amount") and fields.get("interest_basis"):
            self.add_error("interest_basis", "Nghĩa vụ không có số tiền thì không tính lãi.")
        if fields.get("debtor") == BY_SHARE or fields.get("shares"):
            self._clean_shares(fields)
        return fields

    def _clean_shares(self, fields: dict[str, Any]) -> None:
        if fields.get("debtor") != BY_SHARE:
            self.add_error("shares", "Chỉ ghi khi chọn “Tất cả, theo phần”.")
            return
        try:
            fields["shares"] = [read_money(part) for part in fields["shares"].split(";")]
            check_shares(fields.get("amount") or 0, fields["shares"], self.debtors)
        except (ValueError, Refusal) as refusal:
            self.add_error("shares", str(refusal))

    def obligation(self, creditor: int, debtors: tuple[int, ...]) -> NewObligation:
        fields = self.cleaned_data
        return NewObligation(
            kind=ObligationKind(fields["kind"]),
            amount=fields["amount"] or 0,
            description=fields["description"],
            creditor=creditor,
            debtors=debtors,
            joint=fields["debtor"] == ALL,
            shares=tuple(fields["shares"] or ()),
            interest=self.interest(),
            instalments=self.instalments(),
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.HIDDEN]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.HIDDEN]

    @property
    def is_unfolded(self) -> bool:
        return any(field.errors or field.value() for field in self.folded)


def _numbered(names: list[str]) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names, 1):
        yield str(number), f"{number} · {name}" if name else f"Số {number}"


class Rows(forms.BaseFormSet):
    """Repeated rows that come back as typed; rows left untouched are not there."""

    def __init__(
        self, *args: Any, typed: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        self.typed = typed or []
        super().__init__(*args, **kwargs)
        if self.typed:
            self.extra = max(len(self.typed) - self.min_num, 0)

    def initial_form_count(self) -> int:
        return 0

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if not self.is_bound and index is not None and index < len(self.typed):
            kwargs["initial"] = self.typed[index]
        return kwargs

    @property
    def entered(self) -> list[forms.Form]:
        return [form for form in self.forms if form.has_changed() or not form.empty_permitted]


def count_of(data: Any, prefix: str) -> int:
    """How many rows a page says it has; none when somebody tampered with it."""
    text = data.get(f"{prefix}-TOTAL_FORMS") or ""
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def rows_of(form: type[forms.Form], extra: int, least: int) -> Any:
    return forms.formset_factory(
        form, formset=Rows, extra=extra, min_num=least, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


PARTS: dict[str, tuple[str, type[forms.Form], int, int]] = {
    # prefix: what a row is called, its form, rows beyond the least, rows that must be filled in
    "debtors": ("Người phải thi hành án", DebtorForm, 0, 1),
    "creditors": ("Người được thi hành án", PartyForm, 1, 0),
    "obligations": ("Nghĩa vụ", ObligationForm, 1, 1),
}
