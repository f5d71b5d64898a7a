"""Deciding a measure, adding to it, ending it; persuasion; and which measures a list shows."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Max, QuerySet

from cases.actions import deadlines, measures
from cases.actions.measures import NewMeasure
from cases.choices import (
    COERCIVE,
    SECURITY,
    AssetState,
    MeasureKind,
    MeasureOutcome,
    PartyRole,
    PersuasionOutcome,
    StepKind,
)
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.forms.scope import ScopeForm
from cases.measures import Listed, decided_in, overdue_on
from cases.models import Case, Measure, Party, Step, User
from cases.models.procedure import StepQuerySet
from cases.periods import statistical_year, year_start
from cases.rules import Refusal
from cases.rules.measures import (
    BY_THE_HEAD,
    EXPLAINED,
    GROUPS,
    MAY_EXCEED,
    SHAPES,
    Asked,
    basis_of,
    check,
    outcomes,
    warnings,
)
from cases.today import today

M = MeasureKind
OBJECTS: dict[str, str] = {
    M.FREEZE: "Tài khoản, nơi gửi giữ",
    M.HOLD: "Tài sản, giấy tờ tạm giữ",
    M.DEDUCT_ACCOUNT: "Tài khoản, nơi giữ tiền, giấy tờ có giá",
    M.DEDUCT_INCOME: "Nơi trả thu nhập, mức trừ",
    M.HAND_OVER: "Vật, quyền, giấy tờ phải chuyển giao",
    M.DO_OR_NOT: "Công việc phải thực hiện, không được thực hiện",
}
"""What the decision is aimed at; a measure on an asset, or on a person, needs no other words."""
_NO_ASSET = frozenset((M.EXIT_POSTPONED, M.DO_OR_NOT))
_GONE = (AssetState.SOLD, AssetState.HANDED_OVER)


class AssetChoice(forms.ModelChoiceField):
    """An asset with its number and where it stands."""

    def label_from_instance(self, obj: Any) -> str:
        number = f" ({obj.identifier})" if obj.identifier else ""
        return f"{obj.description}{number} — {obj.get_state_display().lower()}"


class PartyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_role_display().lower()})"


def refuse(form: forms.Form, refusal: Refusal, names: dict[str, str] | None = None) -> None:
    """The reason at its field; above the form when it has none there."""
    name = (names or {}).get(refusal.field or "", refusal.field)
    form.add_error(name if name in form.fields else None, str(refusal))


def note_field(label: str = "Ghi chú", rows: int = 2) -> WordsField:
    return WordsField(
        label=label, max_length=800, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


# ---------------------------------------------------------------- deciding
class MeasureForm(forms.Form):
    """One decision of a kind already chosen: only what that kind asks for is on the page."""

    on = DayField(label="Ngày quyết định")
    document_no = WordsField(label="Số quyết định", max_length=60)
    signer = WordsField(label="Người ký", max_length=100)

    def __init__(
        self, data: Any, *, case: Case, kind: MeasureKind, by: User, chosen: str = "",
        look: bool = False,
    ) -> None:  # fmt: skip
        self.case, self.kind, self.by, self.repeated = case, kind, by, False
        self.shape = SHAPES[kind]
        assets = case.assets.standing().exclude(state__in=_GONE).order_by("pk")  # type: ignore[attr-defined]
        parties = case.parties.exclude(role=PartyRole.CREDITOR).order_by("role", "pk")
        initial = self._initial(parties, chosen)
        super().__init__(None if look else data, initial=data.dict() if look else initial)
        if kind not in _NO_ASSET:
            self.fields["asset"] = AssetChoice(
                assets, label="Tài sản", required=self.shape.needs_asset,
                empty_label="Chọn tài sản" if self.shape.needs_asset else "Không ghi tài sản",
            )  # fmt: skip
        self.fields["party"] = PartyChoice(
            parties, label="Người bị áp dụng", required=self.shape.needs_party,
            empty_label="Chọn người",
        )  # fmt: skip
        if kind in OBJECTS:
            self.fields["object"] = WordsField(
                label=OBJECTS[kind], max_length=300, required=False,
                help_text="Để trống thì lấy tên tài sản đã chọn." if "asset" in self.fields else "",
            )  # fmt: skip
        self._add_limits()
        self._add_reasons()
        self.fields["note"] = note_field()
        self.order_fields(["asset", "party", "object", "amount", "on", "document_no", "signer"])
        self.day = self._day()

    def _initial(self, parties: Any, chosen: str) -> dict[str, Any]:
        debtors = [party for party in parties if party.role == PartyRole.DEBTOR]
        asset = self.case.assets.filter(pk=chosen if chosen.isdecimal() else 0).first()
        party = (asset and asset.party) or (debtors[0] if len(debtors) == 1 else None)
        signer = ""
        if self.kind not in BY_THE_HEAD and self.case.officer:
            signer = self.case.officer.name
        return {"on": today(), "asset": asset, "party": party, "signer": signer}

    def _add_limits(self) -> None:
        if self.shape.sum:
            self.fields["amount"] = MoneyField(
                label=f"{self.shape.sum}, đồng", required=self.kind == M.DEDUCT_ACCOUNT
            )
        if self.kind == M.EXIT_POSTPONED:
            self.fields["until"] = DayField(label="Tạm hoãn đến hết ngày", required=False)
        if self.shape.carried == StepKind.SEIZED:
            self.fields["carried_on"] = DayField(
                label="Ngày kê biên", required=False,
                help_text="Ngày lập biên bản. Để trống khi mới ra quyết định, chưa kê biên.",
            )  # fmt: skip

    def _add_reasons(self) -> None:
        running = self.case.measures.filter(is_open=True, kind__in=SECURITY)
        if self.kind not in COERCIVE:
            return self._add_excess()
        if running:
            self.fields["replaces"] = forms.ModelChoiceField(
                running.exclude(kind=M.EXIT_POSTPONED), required=False,
                label="Chấm dứt biện pháp bảo đảm để chuyển sang cưỡng chế",
                empty_label="Không, còn áp dụng cả hai",
            )  # fmt: skip
        self.fields["at_once"] = WordsField(
            label="Lý do áp dụng ngay", required=False, max_length=200,
            help_text="Chỉ khi cần ngăn chặn tẩu tán, hủy hoại tài sản, không chờ hết thời hạn "
            "tự nguyện (khoản 2 Điều 45 Luật THADS 2008).",
        )  # fmt: skip
        return self._add_excess()

    def _add_excess(self) -> None:
        if self.kind not in MAY_EXCEED:
            self.fields["disproportion"] = WordsField(
                label="Lý do áp dụng với tài sản lớn hơn nhiều nghĩa vụ", required=False,
                max_length=500, help_text="Chỉ ghi khi giá trị vượt xa nghĩa vụ và chi phí.",
            )  # fmt: skip

    def _day(self) -> date:
        """The day entered: its law gives the article the page shows."""
        given = self.data.get("on") if self.is_bound else self.initial.get("on")
        try:
            return DayField().clean(given)  # type: ignore[no-any-return]
        except forms.ValidationError:
            return today()

    @property
    def article(self) -> str:
        basis = basis_of(self.kind, self.day)
        return basis.words if basis else "không có căn cứ vào ngày này"

    def advice(self) -> list[str]:
        """What would refuse the decision as the file stands, and what the file does not show."""
        asset = self._chosen("asset", self.case.assets)
        party = self._chosen("party", self.case.parties)
        facts = measures.facts_of(self.case, self.day, asset, party)
        asked = Asked(
            self.kind, self.day, at_once=str(self["at_once"].value() or "")
            if "at_once" in self.fields else "",
        )  # fmt: skip
        said = warnings(asked, facts)
        try:
            check(asked, facts, deadlines.calendar_now())
        except Refusal as refusal:
            if not self.errors:
                said.insert(0, str(refusal))
        return said

    def _chosen(self, name: str, rows: Any) -> Any:
        if name not in self.fields:
            return None
        value = self[name].value()
        pk = str(getattr(value, "pk", value) or "")
        return rows.filter(pk=pk if pk.isdecimal() else 0).first()

    def apply(self) -> Measure | None:
        if not self.is_valid():
            return None
        fields = {name: value for name, value in self.cleaned_data.items() if value}
        try:
            done, self.repeated = measures.decide_measure(
                self.case, NewMeasure(kind=self.kind, **fields), by=self.by
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return done


# ---------------------------------------------------------------- going on, and ending
class EndForm(forms.Form):
    """How the measure ended. Ends that give no reason by themselves ask for one."""

    outcome = forms.ChoiceField(label="Kết quả", widget=forms.RadioSelect)
    on = DayField(label="Ngày")
    document_no = WordsField(label="Số quyết định, biên bản", max_length=60, required=False)
    note = note_field("Lý do, nội dung")

    def __init__(self, data: Any, *, measure: Measure, by: User) -> None:
        self.measure, self.by = measure, by
        super().__init__(data, initial={"on": today()})
        choices = [
            (code.value, f"{code.label} (ghi lý do)" if code in EXPLAINED else code.label)
            for code in outcomes(measure.kind)
        ]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            return measures.end_measure(
                self.measure, by=self.by,
                **fields | {"outcome": MeasureOutcome(fields["outcome"])},
            )  # fmt: skip
        except Refusal as refusal:
            refuse(self, refusal)
        return None


class AddForm(forms.Form):
    """What happens while the measure runs."""

    on = DayField(label="Ngày")
    document_no = WordsField(label="Số văn bản, biên bản", max_length=60, required=False)
    note = note_field("Nội dung", 3)
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, measure: Measure, kind: StepKind, by: User) -> None:
        self.measure, self.kind, self.by, self.repeated = measure, kind, by, False
        newest = measure.steps.aggregate(newest=Max("pk"))["newest"] or 0
        super().__init__(data, initial={"on": today(), "last_seen": newest})
        self.fields["note"].required = kind == StepKind.NOTED

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        try:
            step, self.repeated = measures.add_to_measure(
                self.measure, kind=self.kind, by=self.by, **self.cleaned_data
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return step


# ---------------------------------------------------------------- persuasion
class PersuasionForm(forms.Form):
    on = DayField(label="Ngày vận động")
    party = PartyChoice(
        Party.objects.none(), label="Vận động ai", required=False, empty_label="Các bên"
    )
    who = WordsField(
        label="Người, tổ chức tham gia", max_length=250,
        help_text="Ví dụ: Tổ dân phố số 4, Hội Phụ nữ phường, Công an phường.",
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="Kết quả", choices=[("", "Chọn kết quả"), *PersuasionOutcome.choices]
    )
    document_no = WordsField(label="Số biên bản", max_length=60, required=False)
    note = WordsField(
        label="Nội dung", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any, *, case: Case, by: User) -> None:
        self.case, self.by, self.repeated = case, by, False
        parties = case.parties.order_by("role", "pk")
        debtors = [party for party in parties if party.role == PartyRole.DEBTOR]
        party = debtors[0] if len(debtors) == 1 else None
        super().__init__(data, initial={"on": today(), "party": party})
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]

    def apply(self) -> Step | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            step, self.repeated = measures.record_persuasion(
                self.case, by=self.by,
                **fields | {"outcome": PersuasionOutcome(fields["outcome"])},
            )  # fmt: skip
        except Refusal as refusal:
            refuse(self, refusal, {"counterpart": "who"})
            return None
        return step


# ---------------------------------------------------------------- the list
OPEN, ENDED, OVERDUE = "open", "ended", "overdue"
STATES = [
    (OPEN, "Đang áp dụng"),
    (OVERDUE, "Quá hạn xử lý"),
    (ENDED, "Đã kết thúc"),
    ("all", "Tất cả"),
]
KINDS = [
    ("", "Tất cả"),
    *((label, [(kind.value, kind.label) for kind in kinds]) for label, kinds in GROUPS),
]


class MeasureFilter(ScopeForm):
    kind = forms.ChoiceField(label="Biện pháp", required=False, choices=KINDS)
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)
    since = DayField(label="Ghi sổ từ ngày", required=False)
    until = DayField(label="Đến ngày", required=False)
    field_order = ("state", "kind", "officer", "office", "since", "until")

    @property
    def state_chosen(self) -> str:
        return (self.cleaned_data.get("state") if self.is_valid() else "") or OPEN

    @property
    def period(self) -> tuple[date, date]:
        """Of the totals: as filtered, otherwise the statistical year so far."""
        fields = self.cleaned_data if self.is_valid() else {}
        until = fields.get("until") or today()
        return fields.get("since") or year_start(statistical_year(until)), until

    def rows(self) -> Listed:
        """Those whose duty is overdue first, then by the day the next one ends, then the newest."""
        rows: QuerySet[Measure] = Measure.objects.visible_to(self.by)
        if not self.is_valid():
            return Listed(rows.none())
        fields = self.cleaned_data
        rows = rows.filter(**self.of_cases())
        if fields["kind"]:
            rows = rows.filter(kind=fields["kind"])
        if self.state_chosen in (OPEN, ENDED):
            rows = rows.filter(is_open=self.state_chosen == OPEN)
        if self.state_chosen == OVERDUE:
            rows = rows.filter(overdue_on(today()))
        if fields["since"] or fields["until"]:
            rows = rows.filter(decided_in(fields["since"], fields["until"]))
        return Listed(rows)

    def steps(self) -> StepQuerySet:
        """Of the totals: by whose office and officer they were when they were taken."""
        steps = Step.objects.visible_to(self.by)
        return steps.filter(**self.of_cases("")) if self.is_valid() else steps.none()
