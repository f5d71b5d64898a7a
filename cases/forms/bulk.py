"""One thing done to every row a filter finds: what is asked once for all of them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from cases.actions import handovers
from cases.actions.steps import plan_verifications, to_plan
from cases.choices import HandoverKind, Role
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.handovers import OfficersChoice
from cases.models import Case, Handover, Office, Officer, User
from cases.roles import may_step
from cases.rules import Refusal
from cases.today import today


class BulkForm(forms.Form):
    """`found` is what the filter finds, `meant` what of it this person may do it to.

    `seen` is the number the page showed: when the list has changed since, it is shown again.
    """

    title = submit = ""
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, found: QuerySet[Case], **kwargs: Any) -> None:
        self.by, self.found = by, found
        super().__init__(*args, **kwargs)
        self.count = self.meant.count()
        self.fields["seen"].initial = self.count

    @property
    def meant(self) -> QuerySet[Case]:
        raise NotImplementedError

    def write(self) -> Handover | int:
        raise NotImplementedError

    def apply(self) -> Handover | int | None:
        if not self.is_valid():
            return None
        if self.cleaned_data["seen"] != self.count:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["seen"] = str(self.count)  # type: ignore[index]
            self.add_error(None, f"Danh sách vừa thay đổi, nay là {self.count} hồ sơ. Gửi lại.")
            return None
        try:
            return self.write()
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


class AssignForm(BulkForm):
    """Phân công, phân công lại: a handover document made of the rows, to be signed."""

    title, submit = "Phân công Chấp hành viên", "Lập biên bản, trình ký"
    receivers = OfficersChoice(
        Officer.objects.none(), label="Chấp hành viên nhận",
        help_text="Chọn nhiều người thì hồ sơ được chia lần lượt; sửa từng dòng trước khi ký.",
    )  # fmt: skip
    on = DayField(label="Ngày bàn giao", initial=today)
    reason = WordsField(label="Lý do, căn cứ", max_length=300, initial="Phân công Chấp hành viên")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        if by.office is None or not handovers.may_prepare(by, HandoverKind.OFFICER, by.office):
            raise PermissionDenied
        self.office: Office = by.office
        super().__init__(*args, by=by, **kwargs)
        self.fields["receivers"].queryset = handovers.working([self.office])  # type: ignore[attr-defined]

    @property
    def meant(self) -> QuerySet[Case]:
        rows = self.found.open().filter(office=self.office)  # type: ignore[attr-defined]
        return rows.filter(officer=self.by.officer_id) if self.by.role == Role.OFFICER else rows

    def write(self) -> Handover:
        fields = self.cleaned_data
        return handovers.prepare(
            by=self.by,
            kind=HandoverKind.OFFICER,
            from_office=self.office,
            to_office=self.office,
            on=fields["on"],
            reason=fields["reason"],
            cases=self.meant,
            receivers=list(fields["receivers"]),
        )


class PlanForm(BulkForm):
    """Lên lịch xác minh: one day for all the rows."""

    title, submit = "Lên lịch xác minh", "Lên lịch"
    until = DayField(label="Ngày dự kiến xác minh")
    note = WordsField(label="Nơi xác minh, ghi chú", max_length=200, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        if not may_step(by.role):
            raise PermissionDenied
        super().__init__(*args, by=by, **kwargs)

    @property
    def meant(self) -> QuerySet[Case]:
        return to_plan(self.found, self.by)

    def write(self) -> int:
        fields = self.cleaned_data
        return plan_verifications(
            self.found, by=self.by, until=fields["until"], note=fields["note"]
        )


BULK: dict[str, type[BulkForm]] = {"assign": AssignForm, "verify": PlanForm}
