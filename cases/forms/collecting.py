"""Collecting, and entering by itself, what falls due besides the books: interest, instalments."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied

from cases.actions.charges import Charge, charges_of, enter_charges
from cases.actions.ledger import Paper
from cases.actions.money import collect_by_receipt
from cases.choices import ActKind, PayMethod
from cases.forms.acts import ActForm, rights_on
from cases.forms.money import check_receipt, receipt_fields, receipt_given
from cases.models import Act, Case, Draft, User
from cases.rules.grounds import INSTALMENT, INTEREST, Ground, grounds_of
from cases.rules.refusal import written

DUE = (INTEREST, INSTALMENT)


class ChargeForm(ActForm):
    """A receipt of money with what it also pays, or an amendment by what fell due.

    `shown` is what the page calculated for the day; the same is written, or the page comes back
    with the new calculation and nothing is.
    """

    charges: list[Charge]

    def _add_what(self) -> None:
        self.charges = charges_of(self.case, self.day)
        super()._add_what()
        if self.kind == ActKind.AMEND:
            self.fields["amount"].required = False
            self.fields["amount"].help_text = "Để trống khi ghi lãi hoặc kỳ đến hạn: số tự tính."
        else:
            interest = sum(charge.interest for charge in self.charges)
            due = sum(charge.instalment_sum for charge in self.charges)
            if interest:
                self.fields["charge_interest"] = forms.BooleanField(
                    label="Thu cả lãi chậm thi hành án", required=False,
                    help_text=f"{written(interest)} đồng đến hết ngày {self.day:%d/%m/%Y}.",
                )  # fmt: skip
            if due:
                self.fields["charge_instalments"] = forms.BooleanField(
                    label="Ghi thêm các kỳ đến hạn", required=False,
                    initial="shown" not in self.initial,  # looked at again: as ticked
                    help_text=f"{written(due)} đồng đến ngày {self.day:%d/%m/%Y}.",
                )  # fmt: skip
        if self.charges:
            self.fields["shown"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=self._shown()
            )
            self.initial["shown"] = self._shown()

    def _add_paper(self) -> None:
        if self.kind == ActKind.COLLECT:
            self.fields |= receipt_fields(self.case, self.day)
        else:
            super()._add_paper()

    @property
    def follows_day(self) -> bool:
        return bool(self.charges) or super().follows_day

    @property
    def to_pay(self) -> list[Charge]:
        """What the page lists: the obligations something is due on, or cannot be calculated."""
        return [c for c in self.charges if c.periods or c.instalments or c.refused]

    def _shown(self) -> str:
        return ",".join(charge.token for charge in self.charges)

    def _grounds(self) -> list[Ground]:
        rows = super()._grounds()
        if self.kind == ActKind.AMEND:
            due = {INTEREST: any(c.interest for c in self.charges),
                   INSTALMENT: any(c.instalments for c in self.charges)}  # fmt: skip
            rows += [g for g in grounds_of(self.kind, self.day) if due.get(g.code)]
        return rows

    def clean(self) -> dict[str, Any]:
        fields = super().clean()
        if self.kind == ActKind.AMEND:
            self._clean_amendment(fields)
        else:
            check_receipt(self, fields)
        if self._asks(INTEREST, fields) or self._asks(INSTALMENT, fields):
            shown = set((fields.get("shown") or "").split(","))
            if any(charge.token not in shown for charge in self._chosen(fields)):
                data = self.data.copy()  # type: ignore[attr-defined]
                data["shown"] = self._shown()
                self.data = data
                self.add_error(
                    "on", f"Đã tính lại đến ngày {self.day:%d/%m/%Y}: kiểm tra bảng tính rồi ghi."
                )
        return fields

    def _clean_amendment(self, fields: dict[str, Any]) -> None:
        if fields.get("ground") not in DUE:
            if fields.get("amount") is None and "amount" not in self.errors:
                self.add_error("amount", "Nhập số tiền tăng hoặc giảm.")
        elif fields.get("amount") is not None:
            self.add_error("amount", "Để trống: số tiền theo bảng tính.")
        elif not self._due(fields):
            self.add_error("obligation" if "obligation" in self.fields else "ground",
                           "Khoản này không có số nào đến hạn.")  # fmt: skip

    def _asks(self, ground: str, fields: dict[str, Any]) -> bool:
        if self.kind == ActKind.AMEND:
            return fields.get("ground") == ground
        name = {INTEREST: "charge_interest", INSTALMENT: "charge_instalments"}[ground]
        return bool(fields.get(name))

    def _chosen(self, fields: dict[str, Any]) -> list[Charge]:
        """Of the obligation named, or of all."""
        only = fields.get("obligation")
        return [c for c in self.charges if only is None or c.obligation == only]

    def _due(self, fields: dict[str, Any]) -> int:
        return sum(
            c.interest * self._asks(INTEREST, fields)
            + c.instalment_sum * self._asks(INSTALMENT, fields)
            for c in self._chosen(fields)
        )

    def _write(self, paper: Paper, last_seen: int) -> Act:
        fields = self.cleaned_data
        asked: dict[str, Any] = {name: self._asks(ground, fields) for name, ground in
                 (("interest", INTEREST), ("instalments", INSTALMENT))}  # fmt: skip
        what: dict[str, Any] = {"on": fields["on"], "by": self.by, "last_seen": last_seen}
        if self.kind == ActKind.AMEND:
            if not any(asked.values()):
                return super()._write(paper, last_seen)
            entered = enter_charges(
                self.case.pk, self._chosen(fields), note=paper.note, **what, **asked
            )
            assert entered is not None  # clean found something due
            return entered
        what |= {name: fields.get(name) for name in ("amount", "obligation")} | asked
        given = receipt_given(fields, paper.note)
        return collect_by_receipt(
            self.case.pk, self._chosen(fields), paper=paper, given=given,
            method=PayMethod(fields["method"]), **what,
        )  # fmt: skip

    def _what(self) -> dict[str, Any]:
        what = super()._what()
        if self.cleaned_data.get("ground") in DUE:
            what["amount"] = self._due(self.cleaned_data)
        return what


LOOK = "look"
"""A form sent with this comes back as typed, with what it would do; nothing is written."""


def act_form(
    case: Case, kind: ActKind, by: User, draft: Draft | None, data: Any, chosen: str | None
) -> ActForm:
    """The form for who may record the act or prepare it; PermissionDenied for others."""
    records = rights_on(case, kind, by)
    if records is None:
        raise PermissionDenied
    looking = data is not None and LOOK in data
    form = ChargeForm if kind in (ActKind.COLLECT, ActKind.AMEND) else ActForm
    return form(
        None if looking else data, case=case, kind=kind, by=by, records=records, draft=draft,
        chosen=chosen, typed=data if looking else None,
    )  # fmt: skip
