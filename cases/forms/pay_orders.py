"""An order to pay: who is paid, how much of each sum held, and what stays of it as the fee."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models

from cases.actions.asset_files import delegated_by
from cases.actions.fees import fee_of, kept_of
from cases.actions.pay_orders import Item, Payee, payable_of, prepare_order
from cases.actions.vouchers import Held
from cases.choices import Fund, Origin, PartyRole, PayMethod
from cases.forms.fields import MoneyField, WordsField
from cases.forms.money import METHODS, PartyChoice, parties_first
from cases.models import Case, Obligation, Party, PayOrder, PayOrderItem, User
from cases.rules import Refusal
from cases.rules.fees import GROUNDS, Fee, fee_free, ground_named, net, part_left
from cases.rules.refusal import written
from cases.today import today

FEE_GROUNDS = [
    ("", "Thu đủ mức theo khoản 1 Điều 4 Thông tư 216/2016/TT-BTC"),
    *((ground.code, f"{ground.label} — {ground.article}") for ground in GROUNDS),
]
_FEE_FIELDS = {"fee_ground": "ground", "fee_percent": "percent", "fee_set_off": "set_off"}


@dataclass(frozen=True)
class Sum:
    """One sum that is held and in no order yet, with its fields on the page."""

    name: str
    fund: Fund
    obligation: Obligation | None
    most: int
    bears: bool
    sent: int = 0
    """What orders took out of it since this page was made: the same page sent again is read
    whole, and the action finds its order."""

    def __str__(self) -> str:
        return f"{self.fund.label}{f': {self.obligation}' if self.obligation else ''}"

    @property
    def fee_names(self) -> list[str]:
        return [f"{field}_{self.name}" for field in _FEE_FIELDS.values()] if self.bears else []


@dataclass(frozen=True)
class Look:
    """What would be kept of one sum, and why."""

    sum: Sum
    amount: int
    fee: Fee
    kept: int

    @property
    def out(self) -> int:
        return self.amount - self.kept


class PayOrderForm(forms.Form):
    """Who is paid, and how much of each sum that is held and in no order yet."""

    party = PartyChoice(
        Party.objects.none(), label="Người nhận", required=False, empty_label="Người khác, ghi tên"
    )
    name = WordsField(
        label="Tên người nhận", max_length=250, required=False,
        help_text="Khi người nhận không phải đương sự.",
    )  # fmt: skip
    method = forms.ChoiceField(label="Hình thức", choices=METHODS, initial=PayMethod.BANK)
    account = WordsField(
        label="Tài khoản nhận", max_length=100, required=False, help_text="Số, ngân hàng."
    )
    reason = WordsField(
        label="Nội dung chi", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, case: Case, by: User) -> None:
        self.case, self.by = case, by
        creditors = parties_first(case, PartyRole.CREDITOR)
        back_to = delegated_by(case) if case.is_asset_file else ""
        first = None if back_to else creditors.first()
        newest = case.pay_orders.aggregate(newest=models.Max("pk"))["newest"] or 0
        super().__init__(
            data,
            initial={"party": first and first.pk, "name": back_to, "last_seen": newest,
                     "reason": f"Chi trả tiền thi hành án, hồ sơ {case}"},
        )  # fmt: skip
        field = self.fields["party"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = creditors
        self.rows = {row.name: row for row in _sums_of(case, _sent_since(case, by, data or {}))}
        for row in self.rows.values():
            self._add(row)
        self.order_fields([*self.rows, "party", "name", "method", "account", "reason"])

    def _add(self, row: Sum) -> None:
        self.fields[row.name] = MoneyField(
            label=str(row), required=False, initial=row.most if row.obligation else None,
            help_text=f"Còn chi được {written(row.most)} đồng.",
        )  # fmt: skip
        if not row.bears:
            return
        ground, percent, set_off = row.fee_names
        self.fields[ground] = forms.ChoiceField(
            label="Thu phí thi hành án", required=False, choices=FEE_GROUNDS
        )
        self.fields[percent] = forms.IntegerField(
            label="Mức giảm của hộ nghèo, %", required=False, min_value=1, max_value=80
        )
        self.fields[set_off] = MoneyField(
            label="Số phải thanh toán cho bên kia, đồng", required=False,
            help_text="Chia tài sản: phí tính trên phần thực nhận.",
        )  # fmt: skip

    @property
    def sums(self) -> list[tuple[forms.BoundField, list[forms.BoundField], bool]]:
        """The field of each sum, those of its fee, and whether one of these says something."""
        return [
            (self[row.name], found := [self[name] for name in row.fee_names],
             any(field.errors or field.value() for field in found))
            for row in self.rows.values()
        ]  # fmt: skip

    @property
    def other_fields(self) -> list[forms.BoundField]:
        known = {name for row in self.rows.values() for name in (row.name, *row.fee_names)}
        return [field for field in self if field.name not in known]

    def items(self) -> list[Item]:
        fields = self.cleaned_data
        return [
            Item(self.case, row.fund, fields[name], row.obligation, self._code(row))
            for name, row in self.rows.items()
            if fields.get(name)
        ]

    def _code(self, row: Sum) -> str:
        """The ground chosen for a sum, with what was typed for it."""
        if not row.bears:
            return ""
        code = self.cleaned_data.get(row.fee_names[0]) or ""
        ground = ground_named(code)
        if ground is None or not ground.asks:
            return code
        return f"{code}:{self.cleaned_data.get(f'{ground.asks}_{row.name}') or ''}"

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        party, name = fields.get("party"), fields.get("name")
        if party is None and not name and "party" not in self.errors:
            self.add_error("name", "Chọn người nhận hoặc ghi tên.")
        if party is not None and name and name != party.name:
            self.add_error(
                "name",
                f"Người nhận đã chọn là {party.name}: bỏ tên này, hoặc chọn “Người khác, ghi tên”.",
            )
        for name, row in self.rows.items():
            amount = fields.get(name) or 0
            if amount > row.most + row.sent:
                self.add_error(name, f"Chỉ còn chi được {written(row.most)} đồng.")
            if not amount or not row.bears or any(n in self.errors for n in row.fee_names):
                continue
            try:
                net(amount, code := self._code(row))
                part_left(code)
            except Refusal as refusal:
                self.add_error(f"{_FEE_FIELDS[refusal.field or 'fee_ground']}_{name}", str(refusal))
        return fields

    def look(self) -> list[Look]:
        """The fee of what is typed, or of all that is held for obligations; nothing is written."""
        if not self.is_bound:
            items = [Item(self.case, r.fund, r.most, r.obligation)
                     for r in self.rows.values() if r.obligation]  # fmt: skip
            method = PayMethod.BANK.value
        elif self.is_valid():
            items, method = self.items(), self.cleaned_data["method"]
        else:
            return []
        by_place = {(r.fund, r.obligation): r for r in self.rows.values()}
        try:
            fees = fee_of(items, on=today())
        except Refusal as refusal:
            if self.is_bound:
                self.add_error(None, str(refusal))
            return []
        return [
            Look(by_place[item.fund, item.obligation], item.amount, fee, kept_of(fee, method))
            for item, fee in zip(items, fees, strict=True)
        ]

    def apply(self) -> PayOrder | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        party = fields["party"]
        payee = Payee(
            party.name if party else fields["name"], PayMethod(fields["method"]), party,
            fields["account"], fields["reason"],
        )  # fmt: skip
        try:
            return prepare_order(
                self.case.office, by=self.by, items=self.items(), payee=payee,
                last_seen=fields["last_seen"],
            )  # fmt: skip
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


def _sent_since(case: Case, by: User, data: Any) -> Held:
    """What the writer's own orders took since the page was made."""
    seen = str(data.get("last_seen") or "")
    if not seen.isdecimal() or len(seen) > 18:
        return {}
    rows = PayOrderItem.objects.filter(
        case=case, order__prepared_by=by, order__pk__gt=int(seen), order__withdrawn_at=None
    )
    sums = rows.order_by().values_list("fund", "obligation_id").annotate(models.Sum("amount"))
    return {(Fund(fund), obligation): amount for fund, obligation, amount in sums}


def _sums_of(case: Case, sent: Held) -> list[Sum]:
    payable = {**dict.fromkeys(sent, 0), **payable_of(case)}
    owed = case.obligations.in_bulk([o for _, o in payable if o])
    ex_officio = case.case_class.origin == Origin.EX_OFFICIO
    rows = []
    for (fund, pk), amount in payable.items():
        obligation = owed.get(pk or 0)
        kind = obligation.kind if obligation else ""
        bears = not fee_free(fund, kind, ex_officio=ex_officio)
        name = f"item_{fund}_{pk or 0}"
        rows.append(Sum(name, fund, obligation, amount, bears, sent.get((fund, pk), 0)))
    return rows
