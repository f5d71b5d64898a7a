"""The register of assets: one asset, what weighs on it, its steps, and the filters of the list."""

from json import dumps
from typing import Any

from django import forms
from django.db.models import Max, Q, QuerySet

from cases.actions.asset_state import life_of, standing
from cases.actions.assets import (
    NewAsset,
    add_asset,
    add_encumbrance,
    edit_asset,
    end_encumbrance,
    mark_of,
    record_asset_step,
    strike_asset,
)
from cases.actions.taking import top_up_of
from cases.assets import alike
from cases.choices import AssetKind, AssetState, CoOwnerAnswer, EncumbranceKind, PartyRole, StepKind
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.forms.scope import ScopeForm
from cases.models import Asset, Case, Encumbrance, Party, Step, User
from cases.rules import Refusal
from cases.rules.assets import AMOUNTS, ASKS, COUNTERPARTS, NEEDS, UNTIL
from cases.rules.taking import TopUp
from cases.today import today

IDENTIFIERS: dict[str, str] = {
    AssetKind.LAND: "Số giấy chứng nhận quyền sử dụng đất",
    AssetKind.HOUSE: "Số giấy chứng nhận quyền sở hữu",
    AssetKind.VEHICLE: "Biển số",
    AssetKind.ACCOUNT: "Số tài khoản",
    AssetKind.SECURITIES: "Mã, số lượng",
    AssetKind.INCOME: "Mã số bảo hiểm xã hội, hợp đồng",
}
HOLDERS: dict[str, str] = {
    AssetKind.LAND: "Văn phòng đăng ký đất đai",
    AssetKind.HOUSE: "Văn phòng đăng ký đất đai",
    AssetKind.VEHICLE: "Cơ quan đăng ký phương tiện",
    AssetKind.ACCOUNT: "Ngân hàng, tổ chức tín dụng",
    AssetKind.SECURITIES: "Nơi lưu ký",
    AssetKind.INCOME: "Nơi trả thu nhập",
}
PARTIES = (
    StepKind.VALUE_NOTIFIED, StepKind.AUCTION_FAIL_NOTIFIED, StepKind.TAKE_NOTIFIED,
    StepKind.TAKE_ASKED, StepKind.COOWNER_NOTIFIED, StepKind.REVALUATION_ASKED,
    StepKind.DISPUTE_NOTIFIED, StepKind.COMMON_NOTIFIED,
)  # fmt: skip
"""Steps that are somebody's, or told to somebody: one step for each party ticked."""


MOST_PARTS = 1_000_000


class AssetForm(forms.Form):
    """One asset of the register. Its state and value come from its steps, never from here."""

    kind = forms.ChoiceField(label="Loại", choices=AssetKind)
    description = WordsField(label="Mô tả", max_length=300)
    party = forms.ModelChoiceField(
        Party.objects.none(), label="Của", required=False, empty_label="Chưa rõ"
    )
    identifier = WordsField(label="Số giấy, biển số, tài khoản", max_length=60, required=False)
    holder = WordsField(label="Nơi đăng ký, gửi giữ, trả thu nhập", max_length=200, required=False)
    place = WordsField(label="Nơi có tài sản", max_length=250, required=False)
    ward = WordsField(label="Phường, xã", max_length=100, required=False)
    share_part = forms.IntegerField(
        label="Phần của người phải thi hành án", min_value=1, max_value=MOST_PARTS, initial=1
    )
    share_of = forms.IntegerField(
        label="trên tổng số phần", min_value=1, max_value=MOST_PARTS, initial=1
    )
    co_owners = WordsField(label="Chủ sở hữu chung", max_length=300, required=False)
    costs = MoneyField(label="Chi phí xử lý ước tính", required=False)
    set_aside = MoneyField(
        label="Tiền thuê nhà để lại", required=False,
        help_text="Khi là nhà ở duy nhất và tiền bán không còn đủ thuê nhà 01 năm.",
    )  # fmt: skip
    only_home = forms.BooleanField(label="Là nhà ở duy nhất", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, case: Case, by: User, asset: Asset | None = None) -> None:
        self.case, self.by, self.asset, self.repeated = case, by, asset, False
        debtors = case.parties.exclude(role=PartyRole.CREDITOR).order_by("pk")
        super().__init__(data, initial=self._initial(debtors))
        self.fields["party"].queryset = debtors  # type: ignore[attr-defined]
        self.alike: list[tuple[Asset, bool]] = []
        self._name_by_kind()

    def _name_by_kind(self) -> None:
        """What each kind calls it; the page renames it when the kind changes."""
        fields, names = self.fields, {"identifier": IDENTIFIERS, "holder": HOLDERS}
        labels = {
            kind: {name: words.get(kind, fields[name].label) for name, words in names.items()}
            for kind in AssetKind.values
        }
        fields["kind"].widget.attrs["data-labels"] = dumps(labels)
        chosen = self["kind"].value() or AssetKind.values[0]
        for name, label in labels.get(chosen, {}).items():
            fields[name].label = label

    def _initial(self, debtors: QuerySet[Party]) -> dict[str, Any]:
        if self.asset is None:
            only = [p for p in debtors if p.role == PartyRole.DEBTOR]
            return {"party": only[0] if len(only) == 1 else None}
        found = {n: getattr(self.asset, n) for n in self.base_fields if n != "seen"}
        found["seen"] = mark_of(self.asset)
        return found | {name: found[name] or None for name in ("costs", "set_aside")}

    def apply(self) -> Asset | None:
        if not (self.is_bound and self.is_valid()):
            return None
        fields = dict(self.cleaned_data)
        seen = fields.pop("seen")
        if self._to_confirm():
            return None
        new = NewAsset(
            **fields | {"kind": AssetKind(fields["kind"]), "costs": fields["costs"] or 0,
                        "set_aside": fields["set_aside"] or 0}
        )  # fmt: skip
        try:
            if self.asset is not None:
                return edit_asset(self.asset, new, by=self.by, seen=seen)
            made, self.repeated = add_asset(self.case, new, by=self.by)
        except Refusal as refusal:
            _refuse(self, refusal)
            return None
        return made

    def _to_confirm(self) -> bool:
        """Whether the number is another asset's too, and the writer has not said he knows."""
        if self.data.get("confirmed") == self.numbered:
            return False
        kept, number = self.asset, self.cleaned_data["identifier"]
        if kept and (kept.kind, kept.identifier) == (self.cleaned_data["kind"], number):
            return False
        self.alike = alike(self.cleaned_data["kind"], number, self.by, kept)
        return bool(self.alike)

    @property
    def numbered(self) -> str:
        """A mark of the number asked about: another one would be asked about again."""
        return f"{self.cleaned_data['kind']} {self.cleaned_data['identifier']}"


def _refuse(form: forms.Form, refusal: Refusal) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class StrikeForm(forms.Form):
    reason = WordsField(label="Lý do xóa", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, *, asset: Asset, by: User) -> None:
        self.asset, self.by = asset, by
        super().__init__(data)

    def apply(self) -> Asset | None:
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            return strike_asset(self.asset, by=self.by, reason=self.cleaned_data["reason"])
        except Refusal as refusal:
            _refuse(self, refusal)
        return None


class AssetStepForm(forms.Form):
    """A step of the asset's own, with what its kind asks for."""

    on = DayField(label="Ngày")
    document_no = WordsField(label="Số văn bản", max_length=60, required=False)
    note = WordsField(
        label="Nội dung", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, asset: Asset, kind: StepKind, by: User) -> None:
        self.asset, self.kind, self.by, self.repeated = asset, kind, by, False
        self.top_ups: list[tuple[Party, TopUp]] = []
        newest = asset.steps.aggregate(newest=Max("pk"))["newest"] or 0
        super().__init__(data, initial={"on": today(), "last_seen": newest})
        needs = NEEDS.get(kind, ())
        for name in ASKS.get(kind, ()):
            self.fields[name] = self._field(name, name in needs)
        if kind == StepKind.CREDITOR_TAKES:
            self._ask_the_taker()
        elif kind in PARTIES:
            self.fields["parties"] = forms.ModelMultipleChoiceField(
                asset.case.parties.order_by("pk"), label="Đương sự", required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        if kind in (StepKind.TAKE_PAID, StepKind.AUCTION_PAID):
            self._remind()
        self.order_fields(
            ["parties", "on", "outcome", "counterpart", "amount", "until", "document_no", "note"]
        )

    def _ask_the_taker(self) -> None:
        """Who takes it, and what the rules say he pays; to be typed only where it differs."""
        takers = self.asset.case.parties.filter(role=PartyRole.CREDITOR).order_by("pk")
        first = takers.first()
        self.fields["parties"] = forms.ModelChoiceField(
            takers, label="Người được thi hành án nhận tài sản",
            initial=first if len(takers) == 1 else None, empty_label="Chọn người nhận",
        )  # fmt: skip
        found = [(taker, top_up_of(self.asset, taker, today())) for taker in takers]
        self.top_ups = [(taker, due) for taker, due in found if due]
        self.fields["amount"].help_text = (
            "Để trống thì ghi số tính ở trên. Thuế, phí sang tên chưa tính vào: số khác thì nhập"
            " và ghi lý do."
        )

    def _remind(self) -> None:
        """What is still to be paid, as the sum to start from."""
        life = life_of(self.asset, standing(self.asset))
        if self.kind == StepKind.TAKE_PAID and life.taking:
            self.fields["amount"].initial = life.taking.top_up or None
        if self.kind == StepKind.AUCTION_PAID and life.round and life.round.left:
            self.fields["amount"].initial = life.round.left

    def _field(self, name: str, needed: bool) -> forms.Field:
        if name == "amount":
            return MoneyField(label=AMOUNTS[self.kind], required=needed)
        if name == "outcome":
            return forms.ChoiceField(
                label="Trả lời", choices=[("", "Chọn trả lời"), *CoOwnerAnswer.choices]
            )
        if name == "until":
            return DayField(label=UNTIL[self.kind], required=needed)
        return WordsField(label=COUNTERPARTS[self.kind], max_length=250, required=needed)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("on") and fields.get("until") and fields["until"] < fields["on"]:
            self.add_error("until", "Trước ngày của bước này.")
        return fields

    def apply(self) -> list[Step] | None:
        """The steps, or None when refused: then the reason is at its field."""
        if not (self.is_bound and self.is_valid()):
            return None
        fields = self.cleaned_data
        parties = fields.get("parties") or ()
        parties = [parties] if isinstance(parties, Party) else list(parties)
        said = {n: fields[n] for n in ("amount", "counterpart", "until", "outcome") if n in fields}
        try:
            steps, self.repeated = record_asset_step(
                self.asset, kind=self.kind, on=fields["on"], by=self.by,
                last_seen=fields["last_seen"], parties=parties,
                document_no=fields["document_no"], note=fields["note"], **said,
            )  # fmt: skip
        except Refusal as refusal:
            _refuse(self, refusal)
            return None
        return steps


# ---------------------------------------------------------------- what weighs on it
class EncumbranceForm(forms.Form):
    kind = forms.ChoiceField(label="Loại", choices=EncumbranceKind)
    holder = WordsField(label="Bên nhận bảo đảm, người có quyền", max_length=200)
    party = forms.ModelChoiceField(
        Party.objects.none(), label="Là đương sự của hồ sơ", required=False,
        empty_label="Không phải đương sự",
        help_text="Chọn khi chính là người được thi hành án, để không trừ hai lần.",
    )  # fmt: skip
    secured = MoneyField(label="Nghĩa vụ được bảo đảm", required=False)
    since = DayField(label="Từ ngày", required=False)
    note = WordsField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, data: Any, *, asset: Asset, by: User) -> None:
        self.asset, self.by = asset, by
        super().__init__(data)
        self.fields["party"].queryset = asset.case.parties.order_by("pk")  # type: ignore[attr-defined]

    def apply(self) -> Encumbrance | None:
        if not (self.is_bound and self.is_valid()):
            return None
        fields = self.cleaned_data
        try:
            return add_encumbrance(
                self.asset, by=self.by,
                **fields | {"kind": EncumbranceKind(fields["kind"]),
                            "secured": fields["secured"] or 0},
            )  # fmt: skip
        except Refusal as refusal:
            _refuse(self, refusal)
        return None


class EndForm(forms.Form):
    on = DayField(label="Hết từ ngày")

    def __init__(self, data: Any, *, row: Encumbrance, by: User) -> None:
        self.row, self.by = row, by
        super().__init__(data, initial={"on": today()})

    def apply(self) -> Encumbrance | None:
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            return end_encumbrance(self.row, by=self.by, on=self.cleaned_data["on"])
        except Refusal as refusal:
            _refuse(self, refusal)
        return None


# ---------------------------------------------------------------- the list
class AssetFilter(ScopeForm):
    words = WordsField(label="Mô tả, số giấy, tên", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *AssetKind.choices]
    )
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), *AssetState.choices]
    )
    ward = WordsField(label="Phường, xã", required=False, max_length=100)
    field_order = ("words", "state", "kind", "ward", "officer", "office")

    def rows(self) -> QuerySet[Asset]:
        """Those still to be sold first, by what they can bring."""
        rows = Asset.objects.visible_to(self.by).standing()
        if not self.is_valid():
            return rows.none()
        fields = self.cleaned_data
        rows = rows.filter(**self.of_cases())
        for name in ("kind", "state"):
            if fields[name]:
                rows = rows.filter(**{name: fields[name]})
        if fields["ward"]:
            rows = rows.filter(ward__icontains=fields["ward"])
        if words := fields["words"]:
            rows = rows.filter(
                Q(description__icontains=words) | Q(identifier__icontains=words)
                | Q(party__name__icontains=words)
            )  # fmt: skip
        return rows
