"""Administrative judgments: the list's filter, receipt, facts learned later, and the bodies."""

from typing import Any

from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from cases.actions import administrative as actions
from cases.choices import AdministrativeOutcome, AdministrativeState
from cases.forms.acts import OfficerOfOffice, officers_of
from cases.forms.days import DayField
from cases.forms.fields import WordsField, normal
from cases.models import AdministrativeJudgment, Deadline, Office, Officer, PublicBody, User
from cases.models.persons import PlainName
from cases.roles import SEES_BELOW
from cases.rules import Refusal
from cases.today import today

BODIES_LIST = "bodies"


class AdministrativeFilter(forms.Form):
    """What the list shows; every choice stands in the address."""

    q = WordsField(label="Số bản án, người được thi hành", required=False, max_length=200)
    state = forms.ChoiceField(
        label="Tình trạng", required=False,
        choices=[("", "Tất cả"), ("open", "Chưa xong"), *AdministrativeState.choices],
    )  # fmt: skip
    debtor = forms.ModelChoiceField(
        PublicBody.objects.order_by("name"), label="Cơ quan phải thi hành", required=False,
        empty_label="Tất cả",
    )  # fmt: skip
    field = WordsField(label="Lĩnh vực", required=False, max_length=100)
    year = forms.IntegerField(label="Năm sổ", required=False, min_value=2000, max_value=2100)
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        if user.role in SEES_BELOW:
            self.fields["office"].queryset = Office.objects.visible_to(user)  # type: ignore[attr-defined]
        else:
            del self.fields["office"]

    def rows(self) -> QuerySet[Any]:
        """Newest first, each with its state and the day its next legal term ends."""
        terms = Deadline.objects.visible_to(self.user).filter(
            administrative=OuterRef("pk"), done_on=None, ended_on=None
        )
        rows = AdministrativeJudgment.objects.visible_to(self.user)
        rows = rows.select_related("judgment", "officer", "office", "debtor")
        standing = actions.standing(rows).annotate(
            due=Subquery(terms.order_by("due_on").values("due_on")[:1])
        )
        return self._matching(standing) if self.is_valid() else standing.none()

    def _matching(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.cleaned_data
        ended = (AdministrativeState.DONE, AdministrativeState.STRUCK_OUT)
        if asked["state"] == "open":
            rows = rows.exclude(state__in=ended)
        elif asked["state"]:
            rows = rows.filter(state=asked["state"])
        for name, column in (
            ("debtor", "debtor"), ("office", "office"), ("year", "register_year"),
        ):  # fmt: skip
            if asked.get(name):
                rows = rows.filter(**{column: asked[name]})
        if asked["field"]:
            rows = rows.filter(field__plain__contains=PlainName(Value(asked["field"])))
        if text := asked["q"]:
            found = Q(judgment__number__icontains=text)
            found |= Q(creditor__plain__contains=PlainName(Value(text)))
            rows = rows.filter(found | Q(debtor__name__plain__contains=PlainName(Value(text))))
        return rows


# ---------------------------------------------------------------- receiving
class AdministrativeForm(forms.Form):
    court = WordsField(label="Tòa án ra bản án, quyết định", max_length=150)
    judgment_no = WordsField(label="Bản án, quyết định số", max_length=60)
    judgment_on = DayField(label="Ngày bản án, quyết định")
    effective_on = DayField(label="Ngày có hiệu lực", required=False)
    received_on = DayField(label="Ngày nhận bản án")
    debtor_received_on = DayField(
        label="Ngày cơ quan phải thi hành nhận bản án", required=False,
        help_text="Để tính thời hạn tự nguyện; chưa rõ thì bổ sung sau.",
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="Nội dung tuyên (khoản 1 Điều 311 Luật Tố tụng hành chính)",
        choices=[("", "Chọn điểm"), *AdministrativeOutcome.choices],
    )  # fmt: skip
    field = WordsField(
        label="Lĩnh vực", max_length=100, required=False, help_text="Ví dụ: đất đai, thuế."
    )
    debtor = WordsField(
        label="Cơ quan phải thi hành án", max_length=200,
        widget=forms.TextInput(attrs={"list": BODIES_LIST, "autocomplete": "off"}),
    )  # fmt: skip
    add_body = forms.BooleanField(
        label="Thêm cơ quan này vào danh mục", required=False,
        help_text="Chỉ khi tên chưa có trong danh mục.",
    )  # fmt: skip
    head = WordsField(label="Người đứng đầu cơ quan", max_length=150, required=False)
    creditor = WordsField(label="Người được thi hành án", max_length=200)
    content = WordsField(
        label="Nội dung phải thi hành", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    officer = OfficerOfOffice(
        Officer.objects.none(), label="Chấp hành viên theo dõi", required=False,
        empty_label="Chưa phân công",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by, self.repeated = by, False
        self.body: PublicBody | None = None
        kwargs["initial"] = {"received_on": today(), "officer": by.officer_id}
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of(by, by.office_id or 0)  # type: ignore[attr-defined]
        self.bodies = PublicBody.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        name, received = fields.get("debtor"), fields.get("received_on")
        if not name or not received:
            return fields
        self.body = next((b for b in self.bodies if b.name.casefold() == name.casefold()), None)
        if self.body is None and not fields["add_body"]:
            self.add_error(
                "debtor",
                "Chưa có cơ quan này trong danh mục: kiểm tra tên, hoặc đánh dấu thêm mới.",
            )
        elif self.body is not None:
            self._offer_heir(self.body, received)
        return fields

    def _offer_heir(self, body: PublicBody, on: Any) -> None:
        """An abolished body's duties are its successor's: put its name in, and say so."""
        if body.valid_to is None or body.valid_to >= on:
            return
        heir = actions.heir_of(body, on)
        ended = f"{body} đã kết thúc ngày {body.valid_to:%d/%m/%Y}"
        if heir == body or (heir.valid_to is not None and heir.valid_to < on):
            words = f"{ended}, danh mục chưa ghi cơ quan kế thừa. Báo thư ký thống kê thành phố."
            self.add_error("debtor", words)
            return
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["debtor"] = heir.name
        self.data = typed
        self.add_error(
            "debtor", f"{ended}, nghĩa vụ do “{heir}” kế thừa (Công văn 4323/BTP-CQLTHADS). "
            "Đã điền cơ quan kế thừa: kiểm tra rồi lưu lại.",
        )  # fmt: skip

    def apply(self) -> AdministrativeJudgment | None:
        if not self.is_valid():
            return None
        fields = {k: v for k, v in self.cleaned_data.items() if k not in ("debtor", "add_body")}
        try:
            body = self.body or actions.add_body(normal(self.cleaned_data["debtor"]), by=self.by)
            new = actions.NewAdministrative(debtor=body, **fields)
            made, self.repeated = actions.receive(new, by=self.by)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return None
        return made


class LearnForm(forms.Form):
    """What was not known at receipt; each change leaves a step."""

    debtor_received_on = DayField(label="Ngày cơ quan phải thi hành nhận bản án", required=False)
    officer = OfficerOfOffice(
        Officer.objects.none(), label="Chấp hành viên theo dõi", required=False,
        empty_label="Chưa phân công",
    )  # fmt: skip
    head = WordsField(label="Người đứng đầu cơ quan", max_length=150, required=False)

    def __init__(
        self, *args: Any, judgment: AdministrativeJudgment, by: User, **kwargs: Any
    ) -> None:
        self.judgment, self.by = judgment, by
        names = ("debtor_received_on", "head")
        kwargs["initial"] = {name: getattr(judgment, name) for name in names}
        kwargs["initial"]["officer"] = judgment.officer_id
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of(by, judgment.office_id)  # type: ignore[attr-defined]

    def apply(self) -> list[Any] | None:
        if not self.is_valid():
            return None
        try:
            return actions.learn(self.judgment, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


class BodyForm(forms.ModelForm):
    valid_from = DayField(label="Hoạt động từ ngày", required=False)
    valid_to = DayField(label="Đến hết ngày", required=False)
    name = WordsField(label="Tên cơ quan", max_length=200)

    class Meta:
        model = PublicBody
        fields = ("name", "valid_from", "valid_to", "successor")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)
        others = PublicBody.objects.exclude(pk=self.instance.pk or 0).order_by("name")
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        since, until = fields.get("valid_from"), fields.get("valid_to")
        if since and until and until < since:
            self.add_error("valid_to", "Trước ngày bắt đầu hoạt động.")
        return fields

    def apply(self) -> PublicBody | None:
        if not self.is_valid():
            return None
        try:
            return actions.keep_body(self.instance, by=self.by)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
