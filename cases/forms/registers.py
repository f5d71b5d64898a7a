"""The simple registers: the list's filter, a matter, what became of it, and cancelling."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet, Value

from cases.actions import registers as actions
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.forms.measures import refuse
from cases.models import Case, Office, RegisterEntry, User
from cases.models.persons import PlainName
from cases.register_kinds import MAY_AMOUNT, SHAPES, Book, EntryKind
from cases.roles import SEES_BELOW
from cases.rules import Refusal
from cases.today import today

OPEN, ENDED, CANCELLED = "open", "ended", "cancelled"
STATES = [
    ("", "Tất cả"),
    (OPEN, "Chưa giải quyết"),
    (ENDED, "Đã giải quyết"),
    (CANCELLED, "Đã hủy"),
]


def choices(kinds: tuple[EntryKind, ...]) -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in kinds]


class RegisterFilter(forms.Form):
    """What the list shows; every choice stands in the address."""

    q = WordsField(label="Người, nội dung, số văn bản", required=False, max_length=200)
    kind = forms.ChoiceField(label="Loại", required=False)
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)
    year = forms.IntegerField(label="Năm sổ", required=False, min_value=2000, max_value=2100)
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip

    def __init__(self, data: Any, *, book: Book, by: User) -> None:
        self.book, self.by = book, by
        super().__init__(data)
        opens = SHAPES[book].opens
        self.fields["kind"].choices = [("", "Tất cả"), *choices(opens)]  # type: ignore[attr-defined]
        if len(opens) == 1:
            del self.fields["kind"]
        if by.role in SEES_BELOW:
            self.fields["office"].queryset = Office.objects.visible_to(by)  # type: ignore[attr-defined]
        else:
            del self.fields["office"]

    def rows(self) -> QuerySet[Any]:
        """The matters, newest first, each with how it ended."""
        rows = RegisterEntry.objects.visible_to(self.by).filter(register=self.book).matters()
        rows = rows.select_related("office", "case", "cancelled_by")
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        for name, column in (("kind", "kind"), ("office", "office"), ("year", "register_year")):
            if asked.get(name):
                rows = rows.filter(**{column: asked[name]})
        if asked["state"] == CANCELLED:
            rows = rows.exclude(cancelled_by=None)
        elif asked["state"]:
            rows = rows.filter(cancelled_by=None, ended_as__isnull=asked["state"] == OPEN)
        if text := asked["q"]:
            found = Q(document_no__icontains=text) | Q(content__icontains=text)
            rows = rows.filter(found | Q(person__plain__contains=PlainName(Value(text))))
        return rows


class EntryForm(forms.Form):
    kind = forms.ChoiceField(label="Loại")
    on = DayField(label="Ngày nhận, ngày tiếp")
    document_no = WordsField(label="Văn bản số", max_length=60, required=False)
    person = WordsField(label="Người, cơ quan", max_length=200, required=False)
    people = forms.IntegerField(label="Số người", min_value=1, max_value=99_999, required=False)
    amount = MoneyField(label="Số tiền yêu cầu, đồng", required=False)
    decision = WordsField(
        label="Hồ sơ liên quan", max_length=60, required=False,
        help_text="Số quyết định thi hành án, ví dụ 12/QĐ-CCTHADS.",
    )  # fmt: skip
    content = WordsField(
        label="Nội dung", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, book: Book, by: User) -> None:
        self.book, self.by, self.repeated = book, by, False
        self.case: Case | None = None
        shape = SHAPES[book]
        super().__init__(data, initial={"on": today(), "kind": shape.opens[0].value})
        self.fields["kind"].choices = choices(shape.opens)  # type: ignore[attr-defined]
        self.fields["person"].label = shape.person
        if book == Book.COMPLAINTS:
            self.fields["person"].help_text = "Bỏ trống nếu phải giữ bí mật người tố cáo."
        if len(shape.opens) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        if book != Book.RECEPTION:
            del self.fields["people"]
        if not MAY_AMOUNT & set(shape.opens):
            del self.fields["amount"]

    def clean_decision(self) -> str:
        """The case of that decision in the own office; two of one number are not guessed at."""
        said = self.cleaned_data["decision"]
        if said:
            rows = Case.objects.visible_to(self.by).filter(
                decision__iexact=said, office=self.by.office_id
            )
            found = list(rows[:2])
            if len(found) != 1:
                raise forms.ValidationError(
                    "Có nhiều hồ sơ cùng số: bỏ trống, ghi rõ trong nội dung."
                    if found
                    else "Đơn vị không có hồ sơ của quyết định số này."
                )
            self.case = found[0]
        return said

    def apply(self) -> RegisterEntry | None:
        if not self.is_valid():
            return None
        said = {k: v for k, v in self.cleaned_data.items() if k not in ("decision", "kind")}
        kind = EntryKind(self.cleaned_data["kind"])
        try:
            made, self.repeated = actions.enter(
                self.book, by=self.by, kind=kind, case=self.case, **said
            )
        except Refusal as refusal:
            refuse(self, refusal, {"case": "decision"})
            return None
        return made


class AnswerForm(forms.Form):
    kind = forms.ChoiceField(label="Kết quả")
    on = DayField(label="Ngày")
    document_no = WordsField(label="Văn bản số", max_length=60, required=False)
    amount = MoneyField(label="Số tiền, đồng", required=False)
    content = WordsField(
        label="Nội dung", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, matter: RegisterEntry, offered: tuple, by: User) -> None:
        self.matter, self.by, self.repeated = matter, by, False
        super().__init__(data, initial={"on": today()})
        self.fields["kind"].label = SHAPES[matter.register].end
        self.fields["kind"].choices = [("", "Chọn"), *choices(offered)]  # type: ignore[attr-defined]
        if not MAY_AMOUNT & set(offered):
            del self.fields["amount"]

    def apply(self) -> RegisterEntry | None:
        if not self.is_valid():
            return None
        said = self.cleaned_data | {"kind": EntryKind(self.cleaned_data["kind"])}
        try:
            made, self.repeated = actions.answer(self.matter, by=self.by, **said)
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return made


class CancelForm(forms.Form):
    content = WordsField(
        label="Lý do hủy", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, entry: RegisterEntry, by: User) -> None:
        self.entry, self.by = entry, by
        super().__init__(data)

    def apply(self) -> RegisterEntry | None:
        if not self.is_valid():
            return None
        try:
            return actions.cancel(self.entry, by=self.by, reason=self.cleaned_data["content"])
        except Refusal as refusal:
            refuse(self, refusal)
        return None
