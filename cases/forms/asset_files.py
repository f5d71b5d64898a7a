"""Mở hồ sơ xử lý tài sản ủy thác: what the delegating office sent, the decision, one asset."""

from typing import Any

from django import forms

from cases.actions.asset_files import (
    NewAssetFile,
    add_party,
    assign_file,
    open_asset_file,
)
from cases.actions.assets import NewAsset
from cases.actions.intake import class_of
from cases.actions.ledger import NewParty
from cases.choices import AssetKind, JudgmentKind, Origin, PartyRole, PersonKind
from cases.forms.acts import OfficerOfOffice, officers_of
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Case, Officer, Party, Step, User
from cases.rules import Refusal
from cases.today import today

KINDS = [(k.value, k.label) for k in (PersonKind.NATURAL, PersonKind.LEGAL)]


class AssetFileForm(forms.Form):
    """One debtor and one asset; more of either are added on the file's own pages."""

    delegated_by = WordsField(label="Cơ quan ủy thác", max_length=250)
    delegation_no = WordsField(label="Quyết định ủy thác số", max_length=60)
    received_on = DayField(label="Ngày nhận ủy thác")
    decision = WordsField(label="Quyết định xử lý tài sản ủy thác số", max_length=60)
    decided_on = DayField(label="Ngày quyết định")
    officer = OfficerOfOffice(
        Officer.objects.none(), label="Chấp hành viên", required=False,
        empty_label="Chưa phân công",
    )  # fmt: skip
    court = WordsField(label="Tòa án, cơ quan ban hành", max_length=150)
    judgment_no = WordsField(label="Bản án, quyết định số", max_length=60)
    judgment_on = DayField(label="Ngày bản án, quyết định")
    judgment_kind = forms.ChoiceField(label="Loại án", choices=JudgmentKind)
    origin = forms.ChoiceField(
        label="Cách ra quyết định thi hành án",
        choices=[(o.value, o.label) for o in (Origin.ON_REQUEST, Origin.EX_OFFICIO)],
    )
    debtor = WordsField(label="Người phải thi hành án", max_length=200)
    debtor_kind = forms.ChoiceField(label="Là", choices=KINDS)
    debtor_address = WordsField(label="Địa chỉ", max_length=250, required=False)
    creditor = WordsField(label="Người được thi hành án", max_length=200, required=False)
    creditor_kind = forms.ChoiceField(label="Là", choices=KINDS)
    kind = forms.ChoiceField(label="Loại tài sản", choices=AssetKind)
    description = WordsField(label="Tài sản ủy thác xử lý", max_length=300)
    identifier = WordsField(label="Số giấy, biển số, tài khoản", max_length=60, required=False)
    place = WordsField(label="Nơi có tài sản", max_length=250, required=False)

    PARTS = (
        ("Ủy thác", ("delegated_by", "delegation_no", "received_on")),
        ("Quyết định xử lý tài sản ủy thác", ("decision", "decided_on", "officer")),
        ("Bản án, quyết định",
         ("court", "judgment_no", "judgment_on", "judgment_kind", "origin")),
        ("Đương sự",
         ("debtor", "debtor_kind", "debtor_address", "creditor", "creditor_kind")),
        ("Tài sản", ("description", "kind", "identifier", "place")),
    )  # fmt: skip

    def __init__(self, data: Any, *, by: User) -> None:
        self.by, self.repeated = by, False
        super().__init__(data, initial={"decided_on": today(), "officer": by.officer_id})
        self.fields["officer"].queryset = officers_of(  # type: ignore[attr-defined]
            by, by.office_id or 0
        )

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(label, [self[name] for name in names]) for label, names in self.PARTS]

    def apply(self) -> Case | None:
        """The file, or None when refused: then the reason is at its field."""
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            case, self.repeated = open_asset_file(self._new(), by=self.by)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return case

    def _new(self) -> NewAssetFile:
        said = self.cleaned_data
        assert self.by.office is not None
        debtor = NewParty(
            PartyRole.DEBTOR, said["debtor"], PersonKind(said["debtor_kind"]),
            address=said["debtor_address"],
        )  # fmt: skip
        creditor = NewParty(PartyRole.CREDITOR, said["creditor"], PersonKind(said["creditor_kind"]))
        asset = NewAsset(
            AssetKind(said["kind"]), said["description"], identifier=said["identifier"],
            place=said["place"],
        )  # fmt: skip
        copied = (
            "officer", "court", "judgment_no", "judgment_on", "delegated_by", "delegation_no",
            "received_on", "decision", "decided_on",
        )  # fmt: skip
        return NewAssetFile(
            **{name: said[name] for name in copied},
            office=self.by.office,
            case_class=class_of(said["origin"], said["judgment_kind"]),
            parties=(debtor, creditor) if said["creditor"] else (debtor,),
            assets=(asset,),
        )


class AssignFileForm(forms.Form):
    officer = OfficerOfOffice(Officer.objects.none(), label="Chấp hành viên nhận")
    on = DayField(label="Ngày giao")
    note = WordsField(label="Nội dung, số văn bản phân công", max_length=300, required=False)

    def __init__(self, data: Any, *, case: Case, by: User) -> None:
        self.case, self.by = case, by
        super().__init__(data, initial={"on": today()})
        officers = officers_of(by, by.office_id or 0).exclude(pk=case.officer_id)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]

    def apply(self) -> Step | None:
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            return assign_file(self.case, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None


class FilePartyForm(forms.Form):
    role = forms.ChoiceField(label="Là", choices=PartyRole, initial=PartyRole.RELATED)
    name = WordsField(label="Họ tên, tên tổ chức", max_length=200)
    kind = forms.ChoiceField(label="Cá nhân, tổ chức", choices=KINDS)
    address = WordsField(label="Địa chỉ", max_length=250, required=False)

    def __init__(self, data: Any, *, case: Case, by: User) -> None:
        self.case, self.by = case, by
        super().__init__(data)

    def apply(self) -> Party | None:
        if not (self.is_bound and self.is_valid()):
            return None
        said = self.cleaned_data
        new = NewParty(
            PartyRole(said["role"]), said["name"], PersonKind(said["kind"]),
            address=said["address"],
        )  # fmt: skip
        return add_party(self.case, new, by=self.by)
