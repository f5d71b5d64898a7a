"""A coercion plan: its draft, its issue, its steps; and what the calendar shows."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from cases.actions.plans import (
    CALLED_OFF,
    COLUMNS,
    NewForce,
    NewPlan,
    edit_plan,
    issue_plan,
    make_plan,
    plan_barriers,
    record_plan_step,
)
from cases.choices import CoercionResult, ForceBody, MeasureOutcome, PartyRole, PlanState, StepKind
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.forms.handovers import OfficerChoice, OfficersChoice
from cases.forms.intake_rows import count_of, rows_of
from cases.forms.steps import TimeField
from cases.models import Case, CoercionPlan, Measure, Office, Officer, Party, Step, User
from cases.roles import SEES_BELOW
from cases.rules import Refusal
from cases.rules.coercion import Finding
from cases.today import today

ADD, LOOK = "add", "look"
ROWS = "forces"
K = StepKind


class ForceForm(forms.Form):
    body = forms.ChoiceField(label="Thành phần", choices=ForceBody)
    name = WordsField(label="Đơn vị", max_length=150, required=False)
    head_count = forms.IntegerField(
        label="Số người", min_value=1, max_value=5000, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "class": "num"}),
    )  # fmt: skip
    contact = WordsField(label="Phụ trách, điện thoại", max_length=150, required=False)
    task = WordsField(label="Nhiệm vụ", max_length=300, required=False)

    def has_changed(self) -> bool:
        """A row with a body alone was proposed by the page, not entered."""
        return any(self[name].value() for name in ("name", "head_count", "contact", "task"))

    def force(self) -> NewForce:
        fields = self.cleaned_data
        return NewForce(**fields | {"body": ForceBody(fields["body"])})


ForceRows = rows_of(ForceForm, 3, 0)
PROPOSED = (ForceBody.ENFORCEMENT, ForceBody.POLICE, ForceBody.COMMUNE)


def _many(label: str, length: int, rows: int = 2, **kwargs: Any) -> WordsField:
    kwargs = {"required": False} | kwargs
    area = forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, max_length=length, widget=area, **kwargs)


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=999, required=False, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "3"}),
    )  # fmt: skip


class PlanForm(forms.Form):
    """The draft, in three groups: when, where and how; forces; risk and identity."""

    on = DayField(label="Ngày cưỡng chế")
    starts_at = TimeField(label="Từ giờ")
    ends_at = TimeField(label="Đến giờ")
    special_day = WordsField(
        label="Lý do tiến hành vào ngày của đối tượng chính sách", max_length=500, required=False
    )
    place = WordsField(label="Địa điểm", max_length=250)
    ward = WordsField(label="Phường, xã", max_length=100)
    method = _many("Phương án thực hiện", 2000, 4, required=True)
    officers = OfficersChoice(Officer.objects.none(), label="Chấp hành viên tham gia")
    equipment = _many("Phương tiện, trang thiết bị", 1000)
    cost_estimate = MoneyField(label="Dự trù chi phí, đồng", required=False)
    with_forces = forms.BooleanField(
        label="Huy động lực lượng bảo vệ cưỡng chế", required=False, initial=True
    )
    is_complex = forms.BooleanField(
        label="Vụ phức tạp", required=False,
        help_text="Ảnh hưởng nghiêm trọng đến an ninh, trật tự hoặc liên quan nhiều xã, phường: báo"
        " cáo Chủ tịch Ủy ban nhân dân; từ 01/07/2026 Công an cấp tỉnh trả lời.",
    )  # fmt: skip
    police_unit = WordsField(label="Đơn vị Công an bảo vệ", max_length=150, required=False)
    contacts = WordsField(label="Đầu mối liên lạc, chỉ huy", max_length=500, required=False)
    area = _many(
        "Tình hình địa bàn", 1000,
        help_text="An ninh, phong tục; ngày lễ hội, sự kiện tại địa phương vào ngày cưỡng chế.",
    )  # fmt: skip
    attitude = _many("Thái độ của người bị cưỡng chế", 1000)
    children = _count("Trẻ em")
    elderly = _count("Người già, người ốm")
    weapons = WordsField(label="Vũ khí, chất cháy nổ, chó dữ", max_length=300, required=False)
    identity_first = WordsField(
        label="Giấy tờ định danh thứ nhất", max_length=150, required=False,
        help_text="Loại, số, ngày đối chiếu. Không cưỡng chế chỉ theo họ tên.",
    )  # fmt: skip
    identity_second = WordsField(label="Giấy tờ định danh thứ hai", max_length=150, required=False)
    identity_decision = WordsField(
        label="Quyết định khi không đủ hai giấy tờ", max_length=500, required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, measure: Measure, by: User,
        plan: CoercionPlan | None = None,
    ) -> None:  # fmt: skip
        self.measure, self.by, self.plan, self.repeated = measure, by, plan, False
        aside = data is not None and (ADD in data or LOOK in data)
        super().__init__(None if aside else data, initial=self._initial(data if aside else None))
        self.fields["officers"].queryset = working(measure.case, by)  # type: ignore[attr-defined]
        self.rows = self._rows(data, aside)

    def _initial(self, typed: QueryDict | None) -> dict[str, Any]:
        if typed is not None:
            ticked = {name: name in typed for name in ("with_forces", "is_complex")}
            return typed.dict() | ticked | {"officers": typed.getlist("officers")}
        if self.plan is not None:
            said: dict[str, Any] = {name: getattr(self.plan, name) for name in COLUMNS}
            said["cost_estimate"] = said["cost_estimate"] or None
            officers = [officer.pk for officer in self.plan.officers.all()]
            return said | {"officers": officers, "seen": self.plan.prepared_at.isoformat()}
        asset, party = self.measure.asset, self.measure.party
        return {
            "is_complex": self.measure.case.is_key,
            "officers": [self.measure.case.officer_id],
            "place": asset.place if asset else party.address if party else "",
            "ward": asset.ward if asset else "",
        }

    def _rows(self, data: QueryDict | None, aside: bool) -> Any:
        """The rows of forces; one more when that was asked, with what was typed in the others."""
        if data is not None and not aside:
            return ForceRows(data, prefix=ROWS)
        names = tuple(ForceForm.base_fields)
        if data is not None:
            count = min(count_of(data, ROWS), 50)
            typed = [{n: data.get(f"{ROWS}-{row}-{n}", "") for n in names} for row in range(count)]
            typed += [{"body": ForceBody.OTHER}] if ADD in data else []
        elif self.plan is not None:
            typed = [{n: getattr(f, n) for n in names} for f in self.plan.forces.all()]
        else:
            typed = [{"body": body} for body in PROPOSED]
        rows = ForceRows(prefix=ROWS, typed=typed)
        if data is not None and ADD in data:
            rows.forms[-1].fields["body"].widget.attrs["autofocus"] = True
        return rows

    def clean(self) -> dict[str, Any]:
        """What the law refuses of the day is said with all else that is wrong."""
        fields = super().clean() or {}
        for finding in self.findings:
            if finding.refused:
                self.add_error(finding.field, str(finding))
        return fields

    @cached_property
    def findings(self) -> list[Finding]:
        """What stands against the day and hours as they stand in the form, while it is typed."""
        values: dict[str, Any] = {}
        try:
            for name in ("on", "starts_at", "ends_at"):
                values[name] = self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return []
        values["with_forces"] = bool(self["with_forces"].value())
        values["special_day"] = (self["special_day"].value() or "").strip()
        return plan_barriers(NewPlan(place="", ward="", method="", **values))

    @property
    def asks_reason(self) -> bool:
        """Whether the day is one of beneficiaries of policy, or was answered as one."""
        on_special = any(finding.field == "special_day" for finding in self.findings)
        return on_special or bool(self["special_day"].value() or self.errors.get("special_day"))

    def new(self) -> NewPlan:
        fields = {name: self.cleaned_data[name] for name in COLUMNS}
        for name in ("cost_estimate", "children", "elderly"):
            fields[name] = fields[name] or 0
        return NewPlan(
            **fields,
            officers=tuple(self.cleaned_data["officers"]),
            forces=tuple(row.force() for row in self.rows.entered),
        )

    def apply(self) -> CoercionPlan | None:
        """The draft, or None: then each reason stands at its field."""
        if not self.is_bound or not all((self.is_valid(), self.rows.is_valid())):
            return None
        try:
            if self.plan is not None:
                seen = read_moment(self.cleaned_data["seen"])
                return edit_plan(self.plan, self.new(), by=self.by, seen=seen)
            plan, self.repeated = make_plan(self.measure, self.new(), by=self.by)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return plan


def working(case: Case, by: User) -> Any:
    """The officers who work today where the case is, or where its successor plans it."""
    offices = (case.office_id, by.office_id)
    rows = Officer.objects.visible_to(by).filter(office__in=offices, valid_from__lte=today())
    return rows.exclude(valid_to__lt=today()).order_by("code")


def read_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("Mở lại trang rồi gửi lại.") from None


# ---------------------------------------------------------------- issuing
class IssueForm(forms.Form):
    number = WordsField(label="Số kế hoạch", max_length=60)
    on = DayField(label="Ngày ban hành")
    signer = WordsField(label="Người ký", max_length=100)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, plan: CoercionPlan, by: User) -> None:
        self.plan, self.by, self.repeated = plan, by, False
        super().__init__(
            data,
            initial={
                "on": today(),
                "signer": by.name if by.may("sign") else "",
                "seen": plan.prepared_at.isoformat(),
            },
        )

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        fields = dict(self.cleaned_data)
        try:
            fields["seen"] = read_moment(fields["seen"])
            step, self.repeated = issue_plan(self.plan, by=self.by, **fields)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return step


# ---------------------------------------------------------------- its steps
COUNTERPARTS: dict[str, str] = {
    K.COERCION_EXCHANGED: "Gửi đến",
    K.COERCION_ANSWERED: "Cơ quan trả lời",
    K.COERCION_DISCUSSED: "Thành phần dự họp",
    K.COERCION_REPORTED: "Báo cáo ai",
    K.COERCION_SENT: "Nơi nhận",
    K.POLICE_PLANNED: "Cơ quan ban hành",
    K.COERCION_MET: "Thành phần dự họp",
    K.COERCED: "Người tham gia, chứng kiến",
}
"""Who the step is about besides the office. Where none is named, none is asked."""
OUTCOMES: dict[str, list[tuple[str, str]]] = {
    K.COERCED: CoercionResult.choices,
    K.COERCION_CALLED_OFF: [
        (MeasureOutcome.VOLUNTARY, MeasureOutcome.VOLUNTARY.label),
        (MeasureOutcome.LIFTED, "Dừng, hoãn vì lý do khác"),
    ],
}
assert tuple(code for code, _ in OUTCOMES[K.COERCION_CALLED_OFF]) == CALLED_OFF
TO_POLICE = (K.COERCION_EXCHANGED, K.COERCION_ANSWERED, K.POLICE_PLANNED)


class PlanStepForm(forms.Form):
    """One step of the plan; the day held and the day called off say how and why."""

    party = forms.ModelChoiceField(
        Party.objects.none(), label="Người được thông báo", empty_label=None
    )
    on = DayField(label="Ngày")
    at = TimeField(label="Giờ tiến hành")
    outcome = forms.ChoiceField(label="Kết quả")
    counterpart = WordsField(label="", max_length=250, required=False)
    document_no = WordsField(label="Số văn bản, biên bản", max_length=60, required=False)
    note = _many("Nội dung", 1000, 3)

    def __init__(self, data: Any, *, plan: CoercionPlan, kind: StepKind, by: User) -> None:
        self.plan, self.kind, self.by, self.repeated = plan, kind, by, False
        held = kind == K.COERCED
        initial = {"on": plan.on if held else today(), "at": plan.starts_at}
        initial |= {"counterpart": plan.police_unit if kind in TO_POLICE else ""}
        super().__init__(data, initial=initial | {"party": plan.measure.party_id})
        asked = {"party": kind == K.NOTIFIED, "at": held, "outcome": kind in OUTCOMES}
        asked["counterpart"] = kind in COUNTERPARTS
        for name in (name for name, wanted in asked.items() if not wanted):
            del self.fields[name]
        fields: dict[str, Any] = self.fields
        if asked["counterpart"]:
            fields["counterpart"].label = COUNTERPARTS[kind]
        if asked["party"]:
            parties = plan.case.parties.exclude(role=PartyRole.CREDITOR).order_by("pk")
            fields["party"].queryset = parties
        if asked["outcome"]:
            fields["outcome"].choices = [("", "Chọn"), *OUTCOMES[kind]]
        if kind == K.COERCION_CALLED_OFF:
            fields["outcome"].label, fields["note"].label = "Lý do dừng, hủy", "Nói rõ"
            fields["note"].required = True

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        try:
            step, self.repeated = record_plan_step(
                self.plan, self.kind, by=self.by, **self.cleaned_data
            )
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return step


# ---------------------------------------------------------------- the calendar
class CalendarFilter(forms.Form):
    """Which month, and whose plans. Stands in the address."""

    month = forms.CharField(required=False, widget=forms.HiddenInput)
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", required=False, to_field_name="code",
        empty_label="Toàn thành phố",
    )  # fmt: skip
    officer = OfficerChoice(
        Officer.objects.none(), label="Chấp hành viên", required=False, to_field_name="code",
        empty_label="Mọi Chấp hành viên",
    )  # fmt: skip
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Mọi tình trạng"), *PlanState.choices]
    )

    def __init__(self, data: QueryDict, *, by: User) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        officers = Officer.objects.visible_to(by)
        if by.role in SEES_BELOW:  # hundreds: those with a plan
            fields["office"].queryset = Office.objects.visible_to(by)
            officers = officers.filter(plans__isnull=False).distinct()
        else:
            del fields["office"]
        fields["officer"].queryset = officers
        self.is_valid()

    def chosen(self) -> dict[str, Any]:
        names = ("office", "officer", "state")
        return {n: self.cleaned_data[n] for n in names if self.cleaned_data.get(n)}

    @property
    def first(self) -> date:
        """The first day of the month asked for, or of this one."""
        try:
            return date.fromisoformat(f"{self.cleaned_data.get('month', '')}-01")
        except ValueError:
            return today().replace(day=1)
