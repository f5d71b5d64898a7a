"""The record of a verification: what was found where, what follows, and the assets."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from cases.actions.verification import (
    Circumstances,
    FoundAsset,
    NewVerification,
    note_circumstances,
    record_verification,
)
from cases.choices import AssetKind, Conclusion, PartyRole, VerificationSource
from cases.forms.days import DayField
from cases.forms.fields import WordsField, normal
from cases.forms.intake_rows import count_of, rows_of
from cases.means import planned, ward_of
from cases.models import Case, Officer, Party, Step, User, Verification
from cases.roles import SEES_BELOW
from cases.rules import Refusal
from cases.today import today

ADD = "add"
ROWS = "assets"
YES_NO = [("", "Chưa rõ"), ("yes", "Có"), ("no", "Không")]


class AssetForm(forms.Form):
    kind = forms.ChoiceField(label="Loại tài sản", choices=AssetKind, initial=AssetKind.LAND.value)
    description = WordsField(label="Mô tả", max_length=300)
    identifier = WordsField(
        label="Số giấy chứng nhận, biển số, số tài khoản", required=False, max_length=60
    )


AssetRows = rows_of(AssetForm, 1, 0)


class CircumstancesForm(forms.Form):
    """Whether a party is in prison and until when, and whether the address is known."""

    in_prison = forms.ChoiceField(label="Đang chấp hành án phạt tù", choices=YES_NO, required=False)
    prison_until = DayField(label="Chấp hành án phạt tù đến ngày", required=False)
    address_unknown = forms.BooleanField(label="Chưa rõ địa chỉ, nơi cư trú", required=False)

    @staticmethod
    def now(party: Party | None) -> dict[str, Any]:
        if party is None:
            return {}
        prison = {True: "yes", False: "no"}.get(party.in_prison, "")  # type: ignore[arg-type]
        return {
            "in_prison": prison,
            "prison_until": party.prison_until,
            "address_unknown": party.address_unknown,
        }

    def circumstances(self) -> Circumstances:
        fields = self.cleaned_data
        prison = {"yes": True, "no": False}.get(fields["in_prison"])
        return Circumstances(prison, fields["prison_until"], fields["address_unknown"])

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class PartyCircumstancesForm(CircumstancesForm):
    """The same outside a verification: a letter from the prison, a new address."""

    on = DayField(label="Biết được ngày")
    field_order = ("on",)

    def __init__(self, data: Any, *, party: Party, by: User) -> None:
        self.party, self.by = party, by
        super().__init__(data, initial={"on": today()} | self.now(party))

    def apply(self) -> bool:
        if not self.is_valid():
            return False
        try:
            note_circumstances(
                self.party, self.circumstances(), on=self.cleaned_data["on"], by=self.by
            )
        except Refusal as refusal:
            self.refuse(refusal)
            return False
        return True


class VerificationForm(CircumstancesForm):
    on = DayField(label="Ngày xác minh")
    party = forms.ModelChoiceField(
        Party.objects.none(), label="Xác minh về", empty_label="Chọn đương sự"
    )
    source = forms.ChoiceField(label="Nguồn", choices=VerificationSource)
    place = WordsField(label="Nơi xác minh", required=False, max_length=250)
    document_no = WordsField(label="Số biên bản, văn bản", required=False, max_length=60)
    result = forms.CharField(
        label="Kết quả xác minh", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Thu nhập, tài sản, nơi ở, việc kê khai của người phải thi hành án.",
    )  # fmt: skip
    conclusion = forms.ChoiceField(
        label="Kết luận", choices=[("", "Chọn kết luận"), *Conclusion.choices]
    )
    field_order = ("on", "party", "source", "place", "document_no", "conclusion", "result")

    def __init__(self, data: Any, *, case: Case, by: User, planned: Step | None = None) -> None:
        self.case, self.by = case, by
        self.repeated = False
        adds = data is not None and ADD in data
        parties = case.parties.exclude(role=PartyRole.CREDITOR).order_by("pk")
        debtors = [party for party in parties if party.role == PartyRole.DEBTOR]
        party = planned.party if planned else None
        party = party or (debtors[0] if len(debtors) == 1 else None)
        initial = {"on": today(), "party": party, "place": ward_of(planned.note) if planned else ""}
        initial |= self.now(party)
        super().__init__(None if adds else data, initial=data.dict() if adds else initial)
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]
        self.rows = self._rows(data, adds)

    def _rows(self, data: Any, adds: bool) -> Any:
        """The rows of assets; one more when that was asked, with what was typed in the others."""
        if not adds:
            return AssetRows(data, prefix=ROWS)
        shown = min(count_of(data, ROWS) + 1, 50)
        names = AssetForm.base_fields
        typed = [{name: data.get(f"{ROWS}-{n}-{name}", "") for name in names} for n in range(shown)]
        rows = AssetRows(prefix=ROWS, typed=typed)
        rows.forms[-1].fields["kind"].widget.attrs["autofocus"] = True
        return rows

    def clean_result(self) -> str:
        """Lines stay lines; each in one spelling."""
        return "\n".join(normal(line) for line in self.cleaned_data["result"].splitlines())

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("on") and fields["on"] > today():
            self.add_error("on", "Ngày ở tương lai.")
        if fields.get("conclusion") == Conclusion.ADDRESS_UNKNOWN:
            fields["address_unknown"] = True
        return fields

    def apply(self) -> Verification | None:
        """The verification, or None: then each reason stands at its field."""
        if not (self.is_bound and self.is_valid() and self.rows.is_valid()):
            return None
        fields = self.cleaned_data
        new = NewVerification(
            party=fields["party"],
            source=VerificationSource(fields["source"]),
            result=fields["result"],
            conclusion=Conclusion(fields["conclusion"]),
            circumstances=self.circumstances(),
            place=fields["place"],
            document_no=fields["document_no"],
            assets=tuple(FoundAsset(**row.cleaned_data) for row in self.rows.entered),
        )
        try:
            done, self.repeated = record_verification(self.case, new, on=fields["on"], by=self.by)
        except Refusal as refusal:
            self.refuse(refusal)
            return None
        return done


class TripFilter(forms.Form):
    """Whose planned verifications the day sheet shows, and up to which day."""

    officer = forms.ModelChoiceField(
        Officer.objects.none(), label="Chấp hành viên", required=False, empty_label="Tất cả"
    )
    day = DayField(label="Đi đến hết ngày", required=False)

    def __init__(self, data: Any, *, by: User) -> None:
        own = {"officer": by.officer_id} if by.officer_id and "officer" not in data else {}
        super().__init__(data.dict() | own)
        officers = Officer.objects.visible_to(by).select_related("office")
        if by.role in SEES_BELOW:  # hundreds: those with something planned
            officers = officers.filter(pk__in=planned(by).values("case__officer"))
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]

    def chosen(self, steps: QuerySet[Step]) -> QuerySet[Step]:
        if not self.is_valid():
            return steps.none()
        if officer := self.cleaned_data["officer"]:
            steps = steps.filter(case__officer=officer)
        if day := self.cleaned_data["day"]:
            steps = steps.filter(Q(until=None) | Q(until__lte=day))
        return steps
