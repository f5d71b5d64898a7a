"""Handing the month's enforcement fees in to the Treasury."""

from typing import Any

from django import forms

from cases.actions.fees import held_fees
from cases.actions.pay_orders import Item, Payee, prepare_order
from cases.choices import Fund, PayMethod
from cases.forms.fields import WordsField
from cases.models import Case, PayOrder, User
from cases.rules import Refusal
from cases.rules.fees import remit_due
from cases.today import today


class RemitForm(forms.Form):
    """One order to pay all fees of earlier months, case by case.

    The office holds what it took in, also of cases that another has now.
    """

    name = WordsField(label="Nơi nhận", max_length=250, initial="Kho bạc Nhà nước")
    account = WordsField(label="Tài khoản phí chờ nộp ngân sách", max_length=100)

    def __init__(self, data: Any, *, by: User) -> None:
        self.by, (self.until, self.due) = by, remit_due(today())
        self.held = held_fees(by.office.pk, self.until) if by.office else {}
        super().__init__(data)

    @property
    def total(self) -> int:
        return sum(self.held.values())

    def apply(self) -> PayOrder | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        cases = Case.objects.in_bulk(list(self.held))
        items = [Item(cases[pk], Fund.FEE, self.held[pk]) for pk in sorted(cases)]
        reason = f"Nộp phí thi hành án đã thu đến hết {self.until:%d/%m/%Y} (Điều 8 TT 216/2016)"
        payee = Payee(fields["name"], PayMethod.BANK, account=fields["account"], reason=reason)
        try:
            if self.by.office is None or not items:
                raise Refusal("Không còn phí của các tháng trước phải nộp.")
            return prepare_order(self.by.office, by=self.by, items=items, payee=payee)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
