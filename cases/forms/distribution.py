"""Distributing money: what a person asks, the proposal by the rules, and its confirmation."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms

from cases.actions.distribution import (
    Owed,
    Proposal,
    Stated,
    cases_of_debtor,
    interest_day,
    mark_of,
    owed_on,
    propose,
    save_distribution,
    undistributed_of,
)
from cases.actions.pay_orders import Due, due_of, prepare_orders
from cases.choices import AssetState, Fund, MeasureKind, PayMethod, Proceeds
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import Case, Distribution, PayOrder, User
from cases.rules import Refusal
from cases.rules.payment import CLAIM_RANKS, Plan, Rank
from cases.rules.refusal import written
from cases.today import today

COSTS, OUTSIDE = 3, 2
"""How many rows of costs and of secured parties the page has."""
LOOK = "look"


class PayeesForm(forms.Form):
    """How each payee of a confirmed distribution is paid: one order for each, in one go."""

    def __init__(self, data: Any, *, made: Distribution, by: User) -> None:
        self.made, self.by = made, by
        self.due = due_of(made)
        super().__init__(data)
        methods = [(m.value, m.label) for m in (PayMethod.BANK, PayMethod.CASH)]
        for n, row in enumerate(self.due):
            self.fields[f"method_{n}"] = forms.ChoiceField(
                label=f"Hình thức, {row.name}", choices=methods
            )
            self.fields[f"account_{n}"] = WordsField(
                label=f"Tài khoản, {row.name}", max_length=100, required=False
            )

    @property
    def mark(self) -> str:
        """Whom the page showed, with what: an account must not meet another payee."""
        return "; ".join(f"{row.name}: {row.amount}" for row in self.due)

    def rows(self) -> Iterator[tuple[Due, forms.BoundField, forms.BoundField]]:
        for n, row in enumerate(self.due):
            yield row, self[f"method_{n}"], self[f"account_{n}"]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if self.due and self.data.get("payees") != self.mark:
            self.add_error(None, "Số còn phải chi vừa thay đổi: kiểm tra người nhận, tài khoản.")
        for n in range(len(self.due)):
            if fields.get(f"method_{n}") == PayMethod.BANK and not fields.get(f"account_{n}"):
                self.add_error(f"account_{n}", "Nhập số tài khoản, ngân hàng.")
        return fields

    def apply(self) -> list[PayOrder] | None:
        if not self.is_bound or not self.is_valid():
            return None
        fields = self.cleaned_data
        how = {
            row.name: (PayMethod(fields[f"method_{n}"]), fields[f"account_{n}"])
            for n, row in enumerate(self.due)
        }
        try:
            return prepare_orders(self.made, how, by=self.by)
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        return None


class AssetChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        value = f" — {written(obj.value)} đồng" if obj.value is not None else ""
        return f"{obj}{value}"


class DistributionForm(forms.Form):
    """A sum held for nobody, the claims that may take part, and what goes before them."""

    kind = forms.ChoiceField(label="Nguồn tiền", choices=Proceeds)
    amount = MoneyField(label="Số tiền phân phối")
    received_on = DayField(label="Ngày nhận tiền")
    cut_off = DayField(
        label="Ngày quyết định cưỡng chế", required=False,
        help_text="Hoặc ngày lập biên bản giao tài sản. Để trống với tiền tự nguyện nộp.",
    )  # fmt: skip
    set_aside = MoneyField(
        label="Tiền thuê nhà để lại", required=False,
        help_text="Chỉ khi bán nhà ở duy nhất và sau khi thanh toán không còn đủ.",
    )  # fmt: skip
    note = WordsField(label="Ghi chú", max_length=300, required=False)

    plan: Plan | None = None
    unseen = False

    def __init__(self, data: Any, *, case: Case, by: User) -> None:
        self.case, self.by, self.repeated = case, by, False
        self.held = undistributed_of(case)
        self.looked = data is not None and LOOK in data
        super().__init__(data, initial=self._initial())
        cases = list(cases_of_debtor(case, by).select_related("office"))
        self.until = self._interest_day()
        self.owed = owed_on(cases, self.until)
        assets = case.assets.standing().order_by("pk")  # type: ignore[attr-defined]
        self.fields["asset"] = AssetChoice(
            assets, label="Từ tài sản", required=False, empty_label="Không từ tài sản nào"
        )
        for row in self.owed:
            pk = row.obligation.pk
            self.fields[f"take_{pk}"] = forms.BooleanField(
                label=str(row.obligation), required=False,
                initial=row.obligation.case_id == case.pk,
            )  # fmt: skip
            self.fields[f"secured_{pk}"] = MoneyField(
                label=f"Được bảo đảm, {row.obligation}", required=False, initial=self._secures(row)
            )
            self.fields[f"rank_{pk}"] = forms.ChoiceField(
                label=f"Hàng ưu tiên, {row.obligation}", required=False, initial=row.rank.value,
                choices=[(rank.value, rank.label) for rank in CLAIM_RANKS],
            )  # fmt: skip
            self.fields[f"why_{pk}"] = WordsField(
                label=f"Lý do xác định khác, {row.obligation}", max_length=200, required=False
            )
        for name, count, what in (
            ("cost", COSTS, "chi phí"), ("outside", OUTSIDE, "bên nhận bảo đảm"),
        ):  # fmt: skip
            for n in range(count):
                self.fields[f"{name}_{n}"] = WordsField(
                    label=f"Tên {what} {n + 1}", max_length=200, required=False
                )
                self.fields[f"{name}_{n}_amount"] = MoneyField(
                    label=f"Số tiền {what} {n + 1}", required=False
                )
        self.order_fields(
            ["kind", "asset", "amount", "received_on", "cut_off", "set_aside", "note"]
        )

    def _initial(self) -> dict[str, Any]:
        """What the file knows: the sale's asset, its decision's day, costs, others' security."""
        sold = self.case.assets.filter(state__in=(AssetState.SOLD, AssetState.HANDED_OVER))
        asset = sold.order_by("-pk").first()
        initial: dict[str, Any] = {
            "amount": self.held or None, "received_on": self._received_on(),
            "kind": Proceeds.COLLECTED,
        }  # fmt: skip
        if asset is None:
            return initial
        others = list(asset.encumbrances.filter(ended_on=None, secured__gt=0))
        pledged = bool(others)
        decided = asset.measures.filter(kind=MeasureKind.SEIZE).order_by("-pk").first()
        step = decided and decided.steps.filter(cancelled_by=None).order_by("on", "pk").first()
        initial |= {
            "asset": asset, "kind": Proceeds.PLEDGED if pledged else Proceeds.COERCED,
            "cut_off": step.on if step else None,
            "set_aside": (asset.only_home and asset.set_aside) or None,
        }  # fmt: skip
        if asset.costs:
            initial |= {"cost_0": "Chi phí xử lý tài sản", "cost_0_amount": asset.costs}
        for n, row in enumerate([o for o in others if o.party_id is None][:OUTSIDE]):
            initial |= {f"outside_{n}": row.holder, f"outside_{n}_amount": row.secured}
        self._by_party = {o.party_id: o.secured for o in others if o.party_id}
        return initial

    def _received_on(self) -> date:
        """The day the newest of the money came: the law of that day decides."""
        lines = self.case.money_lines.filter(fund=Fund.UNDISTRIBUTED, amount__gt=0)
        newest = lines.select_related("voucher").order_by("-voucher__on").first()
        return newest.voucher.on if newest else today()

    def _interest_day(self) -> date:
        """Up to which day the interest on the page counts: by the day and the asset entered."""
        asset, came = self.initial.get("asset"), self.initial["received_on"]
        if self.is_bound:
            pk = self.data.get("asset", "")
            asset = self.case.assets.filter(pk=pk if pk.isdecimal() else 0).first()
            with suppress(forms.ValidationError):
                came = DayField().clean(self.data.get("received_on"))
        return min(interest_day(asset, came, today()), today())

    _by_party: dict[int | None, int] = {}

    def _secures(self, row: Owed) -> int | None:
        secured = self._by_party.get(row.obligation.creditor_id)
        return min(secured, row.rest) if secured else None

    # ------------------------------------------------------------ for the page
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "asset", "amount", "received_on", "cut_off",
                                        "set_aside", "note")]  # fmt: skip

    def claims(self) -> Iterator[tuple[Owed, list[forms.BoundField]]]:
        for row in self.owed:
            names = ("take", "rank", "secured", "why")
            yield row, [self[f"{name}_{row.obligation.pk}"] for name in names]

    @property
    def mark(self) -> str:
        return mark_of(self.plan) if self.plan else ""

    def costs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"cost_{n}"], self[f"cost_{n}_amount"]) for n in range(COSTS)]

    def outside(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"outside_{n}"], self[f"outside_{n}_amount"]) for n in range(OUTSIDE)]

    @property
    def accrued(self) -> int:
        return sum(row.accrued for row in self.owed)

    @property
    def given(self) -> int:
        return sum(row.amount for row in self.plan.rows) if self.plan else 0

    # ------------------------------------------------------------ writing
    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        for name, count in (("cost", COSTS), ("outside", OUTSIDE)):
            for n in range(count):
                words, amount = fields.get(f"{name}_{n}"), fields.get(f"{name}_{n}_amount")
                if words and not amount and f"{name}_{n}_amount" not in self.errors:
                    self.add_error(f"{name}_{n}_amount", "Nhập số tiền.")
                if amount and not words:
                    self.add_error(f"{name}_{n}", "Nhập tên khoản, tên người nhận.")
        if fields.get("received_on") and fields["received_on"] > today():
            self.add_error("received_on", "Ngày ở tương lai.")
        fields["stated"] = {}
        for row in self.owed:
            if stated := self._stated(row, fields):
                fields["stated"][row.obligation.pk] = stated
        taken = any(fields.get(f"take_{o.obligation.pk}") for o in self.owed)
        if not self.errors and self.owed and not taken:
            self.add_error(None, "Chọn ít nhất một khoản tham gia phân phối.")
        return fields

    def _stated(self, row: Owed, fields: dict[str, Any]) -> Stated | None:
        """What the officer says of a ticked obligation that the file does not: with the reason."""
        pk = row.obligation.pk
        rank = Rank(int(fields.get(f"rank_{pk}") or row.rank))
        secured = fields.get(f"secured_{pk}") or 0
        as_proposed = rank == row.rank and secured == (self._secures(row) or 0)
        if as_proposed or not fields.get(f"take_{pk}"):
            return None
        why = fields.get(f"why_{pk}", "").rstrip(".")
        if not why and f"why_{pk}" not in self.errors:
            self.add_error(f"why_{pk}", "Ghi lý do xác định khác với hồ sơ.")
        return Stated(rank, why)

    def _asked(self) -> Proposal:
        fields = self.cleaned_data

        def pairs(name: str, count: int) -> tuple[tuple[str, int], ...]:
            return tuple(
                (fields[f"{name}_{n}"], fields[f"{name}_{n}_amount"])
                for n in range(count)
                if fields.get(f"{name}_{n}")
            )

        return Proposal(
            kind=Proceeds(fields["kind"]),
            amount=fields["amount"],
            received_on=fields["received_on"],
            cut_off=fields.get("cut_off"),
            obligations=tuple(
                o.obligation for o in self.owed if fields.get(f"take_{o.obligation.pk}")
            ),
            asset=fields.get("asset"),
            secured={
                o.obligation.pk: fields.get(f"secured_{o.obligation.pk}") or 0 for o in self.owed
            },
            stated=fields["stated"],
            costs=pairs("cost", COSTS),
            outside=pairs("outside", OUTSIDE),
            set_aside=fields.get("set_aside") or 0,
            note=fields["note"],
        )

    def apply(self) -> Distribution | None:
        """Look: the plan as it would be. Save: the distribution waiting, or the reason why not.

        What is kept is what was shown: a proposal the page did not show yet is shown first.
        """
        if not self.is_bound or not self.is_valid():
            return None
        try:
            asked = self._asked()
            self.plan, _ = propose(self.case, asked)
            self.unseen = not self.looked and self.data.get("shown") != self.mark
            if self.looked or self.unseen:
                return None
            made, self.repeated = save_distribution(self.case, asked, by=self.by)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return made
