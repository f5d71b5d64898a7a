"""Receipts, orders to pay, receipt books, reversals: what a person types about money."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import Case as Choose
from django.db.models import Max, QuerySet, Value, When

from cases.actions.money import receive, reverse_voucher
from cases.actions.pay_orders import withdraw_order
from cases.actions.receipt_books import close_book, open_book
from cases.actions.vouchers import Given, next_of_book, open_books_of
from cases.choices import Fund, PartyRole, PayMethod
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import (
    Asset,
    Case,
    Office,
    Party,
    PayOrder,
    ReceiptBook,
    User,
    Voucher,
)
from cases.rules import Refusal
from cases.today import today

METHODS = [(m.value, m.label) for m in PayMethod if m != PayMethod.UNKNOWN]
RECEIVED = (
    Fund.UNDISTRIBUTED, Fund.ADVANCE, Fund.DEPOSIT, Fund.COSTS, Fund.FEE, Fund.DELEGATED,
)  # fmt: skip
"""What money may come in for without an obligation; the other funds are filled by distribution."""


class PartyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_role_display().lower()})"


class BookChoice(forms.ModelChoiceField):
    """Open books, each with the number that comes next."""

    def label_from_instance(self, obj: Any) -> str:
        number = next_of_book(obj)
        return f"{obj} · {f'số tiếp theo {number}' if number else 'đã hết số'}"


def parties_first(case: Case, role: PartyRole) -> QuerySet[Party]:
    """The parties of a case, those of the role first."""
    first = Choose(When(role=role, then=Value(0)), default=Value(1))
    return case.parties.order_by(first, "pk")


# ---------------------------------------------------------------- receipts
def receipt_fields(case: Case, on: date) -> dict[str, forms.Field]:
    """How it is paid, on which paper, by whom."""
    books = open_books_of(case.office, on)
    parties = parties_first(case, PartyRole.DEBTOR)
    first, book = parties.first(), next((b for b in books if next_of_book(b)), None)
    fields: dict[str, forms.Field] = {
        "method": forms.ChoiceField(label="Hình thức", choices=METHODS),
        "decision": WordsField(
            label="Số biên lai, phiếu thu", max_length=60, required=not books,
            initial=str(next_of_book(book)) if book else None,
            help_text="Để trống: lấy số tiếp theo của quyển." if books else "",
        ),
        "party": PartyChoice(
            parties, label="Người nộp", required=False, empty_label="Người khác, ghi tên",
            initial=first.pk if first else None,
        ),
        "name": WordsField(
            label="Tên người nộp", max_length=250, required=False,
            help_text="Khi người nộp không phải đương sự.",
        ),
    }  # fmt: skip
    if books:
        fields["book"] = BookChoice(
            case.office.receipt_books.filter(pk__in=[b.pk for b in books]).order_by("opened_on"),
            label="Quyển biên lai", required=False, initial=book.pk if book else None,
            empty_label="Không theo quyển (báo có, chứng từ khác)",
        )  # fmt: skip
    return fields


def check_receipt(form: forms.Form, fields: dict[str, Any]) -> None:
    """One payer, and a number: of the book chosen, or as the other paper has it."""
    if fields.get("party") is None and not fields.get("name"):
        form.add_error("name", "Chọn người nộp hoặc ghi tên.")
    book, typed = fields.get("book"), fields.get("decision", "")
    if book is None:
        if "book" in form.fields and fields.get("method") == PayMethod.CASH:
            form.add_error("book", "Thu tiền mặt thì chọn quyển biên lai.")
        elif not typed and "decision" not in form.errors:
            form.add_error("decision", "Nhập số chứng từ.")
        return
    number = typed.split("/")[0].strip() or str(next_of_book(book) or "")
    if not number.isdigit():
        form.add_error("decision", "Quyển này đã hết số." if not typed else
                       "Số biên lai là chữ số, ví dụ 0000412.")  # fmt: skip
        return
    fields["decision"], fields["number"] = f"{number}/{book.symbol}", number


def receipt_given(fields: dict[str, Any], reason: str = "") -> Given:
    """What stands on the receipt."""
    party, book = fields.get("party"), fields.get("book")
    name = fields.get("name") or (party.name if party else "")
    if book is None:
        return Given(number=fields["decision"], party=party, name=name, reason=reason)
    number = fields["number"]
    return Given(book.symbol, number, int(number), party, name, reason=reason)


class ReceiptForm(forms.Form):
    """Money that is nobody's obligation yet: what it is held for, and of which asset."""

    fund = forms.ChoiceField(label="Thu để", choices=[(f.value, f.label) for f in RECEIVED])
    asset = forms.ModelChoiceField(
        Asset.objects.none(), label="Tài sản", required=False, empty_label="Không gắn với tài sản"
    )
    amount = MoneyField(label="Số tiền")
    on = DayField(label="Ngày thu")
    reason = WordsField(label="Nội dung", max_length=500, required=False)
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, case: Case, by: User, fund: str = "") -> None:
        self.case, self.by = case, by
        newest = case.vouchers.aggregate(newest=Max("pk"))["newest"] or 0
        super().__init__(data, initial={"on": today(), "last_seen": newest, "fund": fund})
        field = self.fields["asset"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = case.assets.standing().order_by("pk")
        self.fields |= receipt_fields(case, today())
        self.order_fields(
            ["fund", "asset", "amount", "on", "method", "book", "decision", "party", "name",
             "reason"]
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        self.typed = bool(fields.get("decision"))
        check_receipt(self, fields)
        if fields.get("fund") == Fund.UNDISTRIBUTED and not (
            fields.get("asset") or fields.get("reason")
        ):
            self.add_error("reason", "Ghi tiền từ đâu: tài sản nào, khoản nào.")
        return fields

    def apply(self) -> Voucher | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        asset, reason = fields["asset"], fields["reason"]
        note = f"Tài sản: {asset}" if asset else ""
        try:
            return receive(
                self.case, fund=Fund(fields["fund"]), amount=fields["amount"], on=fields["on"],
                by=self.by, method=PayMethod(fields["method"]), note=note,
                given=replace(
                    receipt_given(fields, ". ".join(filter(None, (reason, note)))), asset=asset
                ),
                last_seen=fields["last_seen"], typed=self.typed,
            )  # fmt: skip
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


# ---------------------------------------------------------------- reversing, giving back
class ReasonForm(forms.Form):
    """Why a voucher is reversed, or an order withdrawn."""

    reason = WordsField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def reverse(self, voucher: Voucher, by: User) -> Voucher | None:
        if not self.is_valid():
            return None
        try:
            return reverse_voucher(voucher, by=by, reason=self.cleaned_data["reason"])
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        return None

    def withdraw(self, order: PayOrder, by: User) -> PayOrder | None:
        if not self.is_valid():
            return None
        try:
            return withdraw_order(order.pk, by=by, reason=self.cleaned_data["reason"])
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        return None


# ---------------------------------------------------------------- receipt books
class BookForm(forms.Form):
    symbol = WordsField(label="Ký hiệu", max_length=30, help_text="Như in trên quyển: AA/2018.")
    first_no = forms.IntegerField(label="Từ số", min_value=1, max_value=99_999_999)
    last_no = forms.IntegerField(label="Đến số", min_value=1, max_value=99_999_999)
    opened_on = DayField(label="Ngày cấp")
    note = WordsField(label="Ghi chú", max_length=200, required=False)

    def __init__(self, data: Any, *, office: Office, by: User) -> None:
        self.office, self.by = office, by
        super().__init__(data, initial={"opened_on": today()})

    def apply(self) -> ReceiptBook | None:
        if not self.is_valid():
            return None
        try:
            return open_book(self.office, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


class CloseBookForm(forms.Form):
    book = forms.ModelChoiceField(ReceiptBook.objects.none())

    def __init__(self, data: Any, *, by: User) -> None:
        self.by = by
        super().__init__(data)
        field = self.fields["book"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ReceiptBook.objects.visible_to(by).filter(closed_on=None)

    def apply(self) -> ReceiptBook | None:
        if not self.is_valid():
            return None
        return close_book(self.cleaned_data["book"], by=self.by)


# ---------------------------------------------------------------- filters
class DayForm(forms.Form):
    day = DayField(label="Ngày", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data or {"day": f"{today():%d/%m/%Y}"})

    @property
    def chosen(self) -> date:
        return (self.cleaned_data.get("day") if self.is_valid() else None) or today()


class RangeForm(forms.Form):
    """From a day to a day; by default the month so far."""

    since = DayField(label="Từ ngày", required=False)
    until = DayField(label="Đến hết ngày", required=False)

    def __init__(self, data: Any) -> None:
        day = today()
        super().__init__(
            data or {"since": f"{day.replace(day=1):%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"}
        )

    @property
    def range(self) -> tuple[date, date]:
        fields = self.cleaned_data if self.is_valid() else {}
        until = fields.get("until") or today()
        return fields.get("since") or until.replace(day=1), until


AGES = {"": "Mọi số ngày", "0": "0–10 ngày", "11": "11–30 ngày", "31": "31–90 ngày",
        "91": "trên 90 ngày"}  # fmt: skip


class HeldForm(forms.Form):
    fund = forms.ChoiceField(
        label="Tiền để", required=False, choices=[("", "Mọi khoản"), *Fund.choices]
    )
    age = forms.ChoiceField(label="Đã giữ", required=False, choices=AGES.items())

    @property
    def chosen(self) -> tuple[str, str]:
        fields = self.cleaned_data if self.is_valid() else {}
        return fields.get("fund", ""), fields.get("age", "")
