"""Receipt books: the list's filter, what is received, and what becomes of it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from cases.actions import filings as actions
from cases.actions.judgments import judgment_row
from cases.choices import (
    Channel,
    ExclusionReason,
    FilingKind,
    FilingState,
    JudgmentKind,
    StepKind,
)
from cases.forms.acts import OfficerOfOffice, officers_of
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Deadline, ExcludedPeriod, Filing, Office, Officer, Step, User
from cases.models.filings import FILING_WORDS
from cases.models.persons import PlainName
from cases.periods import NEW_LAW_ON
from cases.roles import SEES_BELOW, may_step
from cases.rules import Refusal
from cases.rules.filings import REFUSAL_GROUNDS, refused_by
from cases.rules.limitation import reasons_on
from cases.rules.remarks import swap_words
from cases.today import today

LONG_TEXT = {"rows": 2}


class FilingFilter(forms.Form):
    """What the list shows; every choice stands in the address."""

    q = WordsField(label="Số bản án, tên người gửi, đương sự", required=False, max_length=200)
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), *FilingState.choices]
    )
    kind = forms.ChoiceField(
        label="Loại văn bản", required=False, choices=[("", "Tất cả"), *FilingKind.choices]
    )
    officer = forms.ModelChoiceField(
        Officer.objects.none(), label="Chấp hành viên", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip
    since = DayField(label="Nhận từ ngày", required=False)
    until = DayField(label="Đến ngày", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        officers = Officer.objects.visible_to(user)
        if user.role in SEES_BELOW:
            self.fields["office"].queryset = Office.objects.visible_to(user)  # type: ignore[attr-defined]
            del self.fields["officer"]
        else:
            self.fields["officer"].queryset = officers.filter(office=user.office_id)  # type: ignore[attr-defined]
            del self.fields["office"]

    def rows(self) -> QuerySet[Any]:
        """Newest first, each with its state and the day its next legal term ends."""
        terms = Deadline.objects.visible_to(self.user).filter(
            filing=OuterRef("pk"), done_on=None, ended_on=None
        )
        rows = Filing.objects.visible_to(self.user).select_related("judgment", "officer", "office")
        if not self.is_valid():
            return actions.standing(rows.none())
        standing = actions.standing(self._matching(rows), state=self.cleaned_data["state"])
        return standing.annotate(due=Subquery(terms.order_by("due_on").values("due_on")[:1]))

    def _matching(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.cleaned_data
        for name in ("kind", "officer", "office"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        if asked["since"]:
            rows = rows.filter(received_on__gte=asked["since"])
        if asked["until"]:
            rows = rows.filter(received_on__lte=asked["until"])
        if text := asked["q"]:
            if text[0].isdigit():
                return rows.filter(judgment__number__icontains=text)
            return rows.alias(words=FILING_WORDS).filter(words__contains=PlainName(Value(text)))
        return rows


# ---------------------------------------------------------------- receiving
class FilingForm(forms.Form):
    kind = forms.ChoiceField(label="Loại văn bản", choices=FilingKind)
    channel = forms.ChoiceField(label="Cách nhận", choices=Channel)
    received_on = DayField(label="Ngày nhận")
    sent_on = DayField(
        label="Ngày trên dấu bưu chính, ngày gửi", required=False,
        help_text="Yêu cầu gửi qua bưu chính, trực tuyến tính từ ngày này.",
    )  # fmt: skip
    sender = WordsField(
        label="Cơ quan, người gửi", required=False, max_length=200,
        help_text="Để trống khi là Tòa án đã ra bản án.",
    )  # fmt: skip
    officer = OfficerOfOffice(
        Officer.objects.none(), label="Chấp hành viên", required=False,
        empty_label="Chưa phân công",
    )  # fmt: skip
    court = WordsField(label="Tòa án, cơ quan ban hành", max_length=150)
    judgment_no = WordsField(label="Bản án, quyết định số", max_length=60)
    judgment_on = DayField(label="Ngày bản án, quyết định")
    judgment_kind = forms.ChoiceField(label="Loại án", choices=JudgmentKind)
    effective_on = DayField(
        label="Ngày có hiệu lực", required=False, help_text="Để tính thời hiệu yêu cầu."
    )
    debtor = WordsField(
        label="Người phải thi hành án", max_length=200,
        help_text="Nhiều người: cách nhau bằng dấu chấm phẩy.",
    )  # fmt: skip
    creditor = WordsField(label="Người được thi hành án", required=False, max_length=200)
    content = WordsField(
        label="Nội dung yêu cầu, các khoản phải thi hành", required=False, max_length=1000,
        widget=forms.Textarea(attrs=LONG_TEXT),
    )  # fmt: skip
    due_on = DayField(
        label="Ngày nghĩa vụ đến hạn", required=False,
        help_text="Khi bản án ấn định; thi hành theo kỳ: ngày đến hạn của kỳ đầu.",
    )  # fmt: skip
    instalment_months = forms.IntegerField(
        label="Mỗi kỳ, tháng", required=False, min_value=1, max_value=120, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "3"}),
    )  # fmt: skip
    instalments_until = DayField(label="Kỳ cuối đến hạn ngày", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        if by.office is None or not may_step(by.role):
            raise PermissionDenied
        self.by, self.repeated = by, False
        kwargs["initial"] = {"kind": FilingKind.REQUEST, "received_on": today()} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of(by, by.office_id or 0)  # type: ignore[attr-defined]
        if today() >= NEW_LAW_ON:
            self.fields["complete"] = forms.BooleanField(
                label="Yêu cầu chính xác, đầy đủ: vào sổ ngay", required=False, initial=True,
                help_text="Chưa đủ: chỉ cấp phiếu nhận, vào sổ khi đã bổ sung (khoản 4 Điều 9 "
                "Nghị định 152/2026).",
            )  # fmt: skip
        else:
            self.fields["channel"].choices = [  # type: ignore[attr-defined]
                choice for choice in Channel.choices if choice[0] != Channel.ELECTRONIC
            ]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if not fields.get("sender") and "sender" not in self.errors:
            if fields.get("kind") == FilingKind.JUDGMENT:
                fields["sender"] = fields.get("court", "")
            else:
                self.add_error("sender", "Nhập người yêu cầu, cơ quan gửi.")
        judged, effective = fields.get("judgment_on"), fields.get("effective_on")
        if judged and judged > today():
            hint = swap_words(judged, None, today())
            self.add_error("judgment_on", f"Ngày bản án ở tương lai.{hint}")
        elif judged and effective and effective < judged:
            hint = swap_words(effective, judged, today()) or swap_words(judged, None, effective)
            words = f"Bản án không thể có hiệu lực trước ngày ban hành.{hint}"
            self.add_error("effective_on", words)
        first, last = fields.get("due_on"), fields.get("instalments_until")
        if fields.get("instalment_months") and not first and "due_on" not in self.errors:
            self.add_error("due_on", "Nhập ngày đến hạn của kỳ đầu.")
        if last and first and last < first:
            self.add_error("instalments_until", "Kỳ cuối phải sau kỳ đầu.")
        return fields

    def apply(self) -> Filing | None:
        if not self.is_valid():
            return None
        fields = {"complete": True} | self.cleaned_data
        try:
            new = actions.NewFiling(**(fields | {"kind": FilingKind(fields["kind"])}))
            filing, self.repeated = actions.receive(new, by=self.by)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return filing


class CorrectionForm(FilingForm):
    """What was written wrong in a receipt book, and who works on it."""

    def __init__(self, *args: Any, filing: Filing, by: User, **kwargs: Any) -> None:
        self.filing = filing
        judgment = filing.judgment
        initial = {name: getattr(filing, name) for name in actions.CORRECTABLE}
        initial |= {
            "kind": filing.kind, "court": judgment.court, "judgment_no": judgment.number,
            "judgment_on": judgment.on, "judgment_kind": judgment.kind,
            "effective_on": judgment.effective_on,
        }  # fmt: skip
        super().__init__(*args, by=by, initial=initial, **kwargs)
        for name in ("channel", "received_on", "sent_on", "complete"):
            self.fields.pop(name, None)
        self.fields["kind"].disabled = True
        officer = self.fields["officer"]
        assert isinstance(officer, forms.ModelChoiceField)
        present = Q(pk__in=officers_of(by, by.office_id or 0)) | Q(pk=filing.officer_id)
        officer.queryset = Officer.objects.visible_to(by).filter(present)

    def apply(self) -> Filing | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            judgment = judgment_row(
                fields["court"], fields["judgment_no"], fields["judgment_on"],
                fields["judgment_kind"], fields["effective_on"],
            )  # fmt: skip
            said = {name: fields[name] for name in actions.CORRECTABLE}
            return actions.correct(self.filing, by=self.by, judgment=judgment, **said)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


# ---------------------------------------------------------------- what follows
STRIKE_OUT = "strike_out"
STEPS: dict[str, tuple[str, str]] = {
    # slug: words of the button, label of the text
    StepKind.SUPPLEMENT_ASKED: ("Yêu cầu bổ sung", "Cần sửa đổi, bổ sung gì"),
    StepKind.SUPPLEMENTED: ("Ghi nhận đã bổ sung", "Đã bổ sung gì"),
    StepKind.REFUSED: ("Từ chối yêu cầu", "Nói thêm về lý do"),
    STRIKE_OUT: ("Gạch bỏ, nhận nhầm", "Lý do gạch bỏ"),
}


def offered(filing: Filing, state: FilingState, by: User) -> Iterator[tuple[str, str]]:
    """What may be recorded now on a filing, as (slug, words)."""
    if not may_step(by.role):
        return
    for kind in actions.allowed_steps(filing, state):
        yield kind, STEPS[kind][0]
    if state not in (FilingState.DECIDED, FilingState.STRUCK_OUT):
        yield STRIKE_OUT, STEPS[STRIKE_OUT][0]


class FilingStepForm(forms.Form):
    """One step on a filing: what is asked for, taken in, refused or struck out."""

    on = DayField(label="Ngày")
    document_no = WordsField(label="Số văn bản", required=False, max_length=60)

    def __init__(self, *args: Any, filing: Filing, kind: str, by: User, **kwargs: Any) -> None:
        if not may_step(by.role):
            raise PermissionDenied
        self.filing, self.kind, self.by = filing, kind, by
        kwargs["initial"] = {"on": today()}
        super().__init__(*args, **kwargs)
        if kind == StepKind.REFUSED:
            self.fields["ground"] = forms.ChoiceField(
                label="Căn cứ từ chối", choices=[("", "Chọn căn cứ"), *REFUSAL_GROUNDS.items()],
                help_text=f"Từ chối bằng văn bản ({refused_by(today())}).",
            )  # fmt: skip
            self.fields["document_no"].required = True
        if kind == STRIKE_OUT:
            del self.fields["on"], self.fields["document_no"]
        self.fields["note"] = WordsField(
            label=STEPS[kind][1], required=kind in (StepKind.SUPPLEMENT_ASKED, STRIKE_OUT),
            max_length=500, widget=forms.Textarea(attrs=LONG_TEXT),
        )  # fmt: skip
        self.order_fields(["ground", "on", "document_no", "note"])

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            if self.kind == STRIKE_OUT:
                return actions.strike_out(self.filing, by=self.by, reason=fields["note"])
            return actions.follow(self.filing, StepKind(self.kind), by=self.by, **fields)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


class ExclusionForm(forms.Form):
    """A time that does not count towards the limitation, with its proof."""

    reason = forms.ChoiceField(label="Lý do")
    since = DayField(label="Từ ngày")
    until = DayField(label="Đến hết ngày")
    proof = WordsField(label="Tài liệu chứng minh", max_length=300)

    def __init__(self, *args: Any, filing: Filing, by: User, **kwargs: Any) -> None:
        if not may_step(by.role):
            raise PermissionDenied
        self.filing, self.by = filing, by
        super().__init__(*args, **kwargs)
        known = reasons_on(filing.filed_on)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", "Chọn lý do"), *((r.code.value, r.code.label) for r in known)
        ]  # fmt: skip
        self.fields["proof"].help_text = known[0].proof if known else ""

    def apply(self) -> ExcludedPeriod | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data | {"reason": ExclusionReason(self.cleaned_data["reason"])}
        try:
            return actions.exclude(self.filing, by=self.by, **fields)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
