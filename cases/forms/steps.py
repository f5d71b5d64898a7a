"""Recording a step of procedure, cancelling one, and sending decisions to the procuracy."""

from typing import Any

from django import forms
from django.db.models import Max

from cases.actions.documents import record_with_papers
from cases.actions.steps import (
    Parent,
    cancel_step,
    send_to_procuracy,
    unsent,
    unsent_in,
)
from cases.choices import Role, StepKind
from cases.forms.days import DayField
from cases.forms.documents import FilesField, ManyFiles
from cases.forms.fields import WordsField
from cases.laws import cited_over
from cases.models import Act, Case, Filing, Officer, Step, User
from cases.rules import Refusal
from cases.rules.files import ACCEPT, LABELS, MOST_BYTES
from cases.rules.steps import ASKS, NEEDS, SENDABLE, UNTIL
from cases.today import today

DAYS: dict[str, str] = {
    StepKind.NOTIFIED: "Ngày thông báo, tống đạt",
    StepKind.SENT_TO_PROCURACY: "Ngày gửi",
    StepKind.VERIFICATION_PLANNED: "Ngày lên lịch",
    StepKind.VERIFIED: "Ngày xác minh",
    StepKind.SEIZED: "Ngày kê biên",
    StepKind.COERCED: "Ngày cưỡng chế",
}


class TimeField(forms.TimeField):
    """An hour as people write it: 8:30, 8h30, 8h."""

    default_error_messages = {"invalid": "Nhập giờ:phút, ví dụ 08:30."}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": "giờ:phút", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs=attrs))
        super().__init__(input_formats=("%H:%M", "%Hh%M", "%Hh", "%H"), **kwargs)


class ActPapers(forms.ModelMultipleChoiceField):
    """Decisions of a case, newest first, each by its words, number and day."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        number = f" số {obj.decision}" if obj.decision else ""
        return f"{obj.get_kind_display()}{number}, {obj.on:%d/%m/%Y}"


class Parties(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_role_display().lower()})"


def papers_of(case: Case, kind: StepKind) -> Any:
    """The living decisions of a case a step of this kind can be about."""
    rows = case.acts.filter(reversed_by=None, kind__in=SENDABLE)
    if kind == StepKind.SENT_TO_PROCURACY:
        rows = unsent(rows)
    return rows.exclude(decision="").order_by("-on", "-pk")


class StepForm(forms.Form):
    """One step, on a case for each decision and each party ticked."""

    on = DayField(label="Ngày")
    at = TimeField(label="Giờ", required=False)
    until = DayField(label="Đến hết ngày", required=False)
    document_no = WordsField(label="Số văn bản, biên bản", max_length=60, required=False)
    note = WordsField(
        label="Nội dung", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, parent: Parent, kind: StepKind, by: User, act: str | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.parent, self.kind, self.by, self.repeated = parent, kind, by, False
        newest = parent.steps.aggregate(newest=Max("pk"))["newest"] or 0
        kwargs["initial"] = {"on": today(), "last_seen": newest}
        super().__init__(*args, **kwargs)
        self.fields["on"].label = DAYS.get(kind, "Ngày")
        asked = ASKS.get(kind, ())
        for name in ("at", "until"):
            if name not in asked:
                del self.fields[name]
        if "until" in asked:
            self.fields["until"].label = UNTIL.get(kind, "Đến hết ngày")
        if isinstance(parent, Case):
            self._add_rows(parent, asked, act)
        if not isinstance(parent, Filing):
            self.fields["file"] = FilesField(
                label="Tệp đính kèm", required=False, allow_empty_file=True,
                help_text=f"{LABELS}; mỗi tệp tối đa {MOST_BYTES // 2**20} MB.",
                widget=ManyFiles(attrs={"accept": ACCEPT, "multiple": True}),
            )  # fmt: skip
        for name in NEEDS.get(kind, ()):
            self.fields[name].required = True
        self.order_fields(["acts", "parties", "on", "at", "until", "document_no", "note", "file"])

    def _add_rows(self, case: Case, asked: tuple[str, ...], act: str | None) -> None:
        if "acts" in asked:
            rows = papers_of(case, self.kind)
            self.fields["acts"] = ActPapers(rows, label="Văn bản, quyết định", required=False)
            if act and act.isdecimal():
                chosen = [act]
            else:
                chosen = list(rows.values_list("pk", flat=True)[:1])
            self.fields["acts"].initial = chosen
        if "parties" in asked:
            self.fields["parties"] = Parties(
                case.parties.order_by("pk"), label="Đương sự", required=False
            )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        on, until = fields.get("on"), fields.get("until")
        if on and until and until < on:
            self.add_error("until", "Trước ngày của bước này.")
        return fields

    def apply(self) -> list[Step] | None:
        """The steps, or None when refused: then the reason is at its field."""
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            steps, self.repeated = record_with_papers(
                self.parent, fields.get("file", ()), kind=self.kind, by=self.by,
                last_seen=fields["last_seen"],
                acts=list(fields.get("acts", ())), parties=list(fields.get("parties", ())),
                on=fields["on"], at=fields.get("at"), until=fields.get("until"),
                document_no=fields["document_no"], note=fields["note"],
            )  # fmt: skip
        except Refusal as refusal:
            name = {"act": "acts", "party": "parties"}.get(refusal.field or "", refusal.field)
            self.add_error(name if name in self.fields else None, str(refusal))
            return None
        return steps


class CancelForm(forms.Form):
    note = WordsField(label="Lý do hủy", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, step: Step, by: User, **kwargs: Any) -> None:
        self.step, self.by = step, by
        super().__init__(*args, **kwargs)

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        try:
            return cancel_step(self.step, by=self.by, reason=self.cleaned_data["note"])
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


# ---------------------------------------------------------------- the day's decisions
class UnsentForm(forms.Form):
    """Which of the decisions not yet sent are looked at."""

    since = DayField(label="Quyết định từ ngày")
    officer = forms.ModelChoiceField(
        Officer.objects.none(), label="Chấp hành viên", required=False,
        empty_label="Mọi Chấp hành viên", to_field_name="code",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["officer"].queryset = Officer.objects.visible_to(by)  # type: ignore[attr-defined]
        if by.role == Role.OFFICER:
            del self.fields["officer"]

    @property
    def article(self) -> str:
        """Where the sending stands, by the law of the days of the decisions looked at."""
        day = today()
        since = self.cleaned_data.get("since") or day
        return cited_over(min(since, day), day, "Điều 38 Luật THADS")

    def acts(self) -> Any:
        """Decisions of the writer's own cases, or of the whole office, oldest first."""
        cases = Case.objects.visible_to(self.by)
        if self.by.role == Role.OFFICER:
            cases = cases.filter(officer=self.by.officer_id)
        elif officer := self.cleaned_data.get("officer"):
            cases = cases.filter(officer=officer)
        rows = unsent_in(cases).filter(on__gte=self.cleaned_data["since"])
        return rows.select_related("case__officer").order_by("on", "pk")


class SendForm(forms.Form):
    acts = ActPapers(
        Act.objects.none(), error_messages={"required": "Chọn ít nhất một quyết định."}
    )
    on = DayField(label="Ngày gửi")
    document_no = WordsField(label="Số công văn, phiếu gửi", max_length=60, required=False)

    def __init__(self, *args: Any, rows: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        self.fields["acts"].queryset = rows  # type: ignore[attr-defined]

    def apply(self) -> list[Step] | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            return send_to_procuracy(
                fields["acts"], by=self.by, on=fields["on"], document_no=fields["document_no"]
            )
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
