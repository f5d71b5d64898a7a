"""Bàn giao: choosing the cases and their receivers, changing the list, signing it."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from cases.actions import handovers
from cases.choices import OPEN_PLACES, CaseKind, HandoverKind, Heading, Role
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Case, Handover, Office, Officer, User
from cases.models.handovers import at_work
from cases.rules import Refusal
from cases.today import today

FILES = CaseKind.DELEGATED_ASSET
STATES = [*((code, Heading(code).label) for code in OPEN_PLACES), (FILES.value, FILES.label)]


class OfficerChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.name}"


class OfficersChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.name}"


class ChoiceForm(forms.Form):
    """Which cases: of which office, held by whom, in what state. Stands in the address."""

    kind = forms.ChoiceField(label="Loại bàn giao")
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị giao", to_field_name="code", empty_label=None
    )
    officer = OfficerChoice(
        Officer.objects.none(), label="Chấp hành viên giao", to_field_name="code", required=False,
        empty_label="Mọi hồ sơ của đơn vị",
    )  # fmt: skip
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Mọi việc chưa xong"), *STATES]
    )

    def __init__(self, data: QueryDict, *, by: User, kinds: list[str]) -> None:
        self.by = by
        kind = data.get("kind", "")
        self.chosen_kind = kind if kind in kinds else kinds[0]
        offices = handovers.giving_offices(by, self.chosen_kind)
        self.chosen_office = offices.filter(code=data.get("office", "")).first() or offices[0]
        typed = data.copy()
        typed["kind"], typed["office"] = self.chosen_kind, self.chosen_office.code
        super().__init__(typed)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(kind, HandoverKind(kind).label) for kind in kinds]
        fields["office"].queryset = offices
        holding = Case.objects.visible_to(by).filter(at_work(), officer=OuterRef("pk"))
        holders = Officer.objects.visible_to(by).filter(Exists(holding), office=self.chosen_office)
        if by.role == Role.OFFICER:
            holders = holders.filter(pk=by.officer_id or 0)
            fields["officer"].empty_label = "Hồ sơ của tôi"
        fields["officer"].queryset = holders
        if len(kinds) == 1:
            fields["kind"].widget = forms.HiddenInput()
        if len(offices) == 1:
            fields["office"].widget = forms.HiddenInput()
        self.is_valid()

    @property
    def giver(self) -> Officer | None:
        if self.by.role == Role.OFFICER:
            return self.by.officer
        return self.cleaned_data.get("officer")

    def cases(self) -> QuerySet[Case]:
        """The cases and asset files at work that are meant; the action asks again."""
        rows = Case.objects.visible_to(self.by).filter(at_work(), office=self.chosen_office)
        if self.giver is not None or self.by.role == Role.OFFICER:
            rows = rows.filter(officer=self.giver)
        if state := self.cleaned_data.get("state"):
            rows = rows.filter(kind=FILES) if state == FILES else rows.filter(heading=state)
        return rows


class HandoverForm(forms.Form):
    """To whom, when and why the chosen cases are handed over."""

    to_office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị kế thừa nhận", empty_label=None
    )
    receivers = OfficersChoice(
        Officer.objects.none(), label="Chấp hành viên nhận",
        help_text="Chọn nhiều người thì hồ sơ được chia lần lượt; sửa từng dòng trước khi ký.",
    )  # fmt: skip
    on = DayField(label="Ngày bàn giao")
    reason = WordsField(label="Lý do, căn cứ", max_length=300)

    def __init__(self, *args: Any, by: User, choice: ChoiceForm, **kwargs: Any) -> None:
        self.by, self.choice = by, choice
        kwargs["initial"] = {"on": today()}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if choice.chosen_kind == HandoverKind.OFFICER:
            del fields["to_office"]
            giver = choice.giver.pk if choice.giver else 0
            fields["receivers"].queryset = handovers.working([choice.chosen_office]).exclude(
                pk=giver
            )
            return
        successors = choice.chosen_office.successors.all()
        fields["to_office"].queryset = successors
        receivers = fields["receivers"]
        receivers.queryset, receivers.required = handovers.working(successors), False
        receivers.help_text = (
            "Không chọn ai: hồ sơ đến đơn vị nhận, chưa phân công. Chọn nhiều người: chia lần lượt."
        )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        office = fields.get("to_office") or self.choice.chosen_office
        if any(officer.office_id != office.pk for officer in fields.get("receivers") or ()):
            self.add_error("receivers", "Chọn Chấp hành viên của đơn vị nhận.")
        return fields

    def apply(self) -> Handover | None:
        """The document, or None when it is refused: then the reason is at its field."""
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            return handovers.prepare(
                by=self.by,
                kind=self.choice.chosen_kind,
                from_office=self.choice.chosen_office,
                from_officer=self.choice.giver,
                to_office=fields.get("to_office") or self.choice.chosen_office,
                on=fields["on"],
                reason=fields["reason"],
                cases=self.choice.cases(),
                receivers=list(fields["receivers"]),
            )
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


class ItemsForm(forms.Form):
    """Another receiver for chosen rows, or rows taken off the list."""

    receiver = OfficerChoice(
        Officer.objects.none(), label="Người nhận", required=False, empty_label="Chưa phân công"
    )
    holder = OfficerChoice(
        Officer.objects.none(), label="Cho hồ sơ của", required=False,
        empty_label="Các dòng đã chọn",
    )  # fmt: skip

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["receiver"].queryset = handovers.working([handover.to_office_id])
        held = handover.items.filter(case__officer=OuterRef("pk"))
        fields["holder"].queryset = handover.from_office.officer_set.filter(Exists(held))
        if handover.kind == HandoverKind.OFFICER:
            fields["receiver"].empty_label = "Chọn người nhận"


class SignForm(forms.Form):
    number = WordsField(label="Số biên bản", max_length=60)
    on = DayField(label="Ngày bàn giao")
    signer = WordsField(label="Người ký", max_length=100)

    def __init__(self, *args: Any, handover: Handover, by: User, **kwargs: Any) -> None:
        self.handover, self.by = handover, by
        kwargs["initial"] = {"on": handover.on, "signer": by.name if by.may("sign") else ""}
        super().__init__(*args, **kwargs)

    def apply(self) -> Handover | None:
        if not self.is_valid():
            return None
        try:
            return handovers.sign(self.handover.pk, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
