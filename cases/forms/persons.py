"""Looking a person up, merging two, taking a merge back. Nothing here stands in an address."""

from typing import Any

from django import forms

from cases.actions.persons import keep_apart, log_lookup, merge_persons, undo_merge
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Office, Person, PersonMerge, User
from cases.persons import Met, alike, found_by, masked_search, met_with, root_of, with_number
from cases.rules import Refusal
from cases.rules.identity import canonical
from cases.templatetags.vietnamese import masked


def seen_while_typing(by: User, name: str, birth_year: str, number: str) -> list[Met]:
    """Known people for a party being typed, when the log has it; nobody past its limit."""
    found = met_with(name, birth_year, number, by)
    if found:
        try:
            log_lookup(by, masked_search(name, birth_year, number), len(found))
        except Refusal:
            return []
    return found


class LookupForm(forms.Form):
    number = forms.CharField(
        label="Số định danh, mã số thuế", required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Đủ và đúng số.",
    )  # fmt: skip
    name = WordsField(label="hoặc họ và tên", required=False, max_length=200)
    birth_year = forms.IntegerField(
        label="cùng năm sinh", required=False, min_value=1880, max_value=2100, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4"}),
    )  # fmt: skip

    def clean_number(self) -> str:
        number = canonical(self.cleaned_data["number"])
        if number and not number.replace("-", "").isdigit():
            raise forms.ValidationError("Chỉ gồm chữ số.")
        return number

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if self.errors or fields.get("number"):
            return fields
        if not fields.get("name"):
            self.add_error("number", "Nhập số định danh, hoặc họ tên cùng năm sinh.")
        elif not fields.get("birth_year"):
            self.add_error("birth_year", "Tìm theo tên thì cần năm sinh.")
        return fields

    def find(self, by: User) -> list[Person] | None:
        """Who was found, once the log has it; None when the form is refused."""
        if not (self.is_bound and self.is_valid()):
            return None
        fields = self.cleaned_data
        sought = fields["name"], fields["birth_year"], fields["number"]
        found = found_by(*sought)
        try:
            log_lookup(by, masked_search(*sought), len(found))
        except Refusal as refusal:
            self.add_error(None, str(refusal))
            return None
        return found


class MergeForm(forms.Form):
    """The person of the page stays; the other one leads to it from now on."""

    other = forms.ChoiceField(
        label="Người trùng", required=False, widget=forms.RadioSelect, choices=()
    )
    number = forms.CharField(
        label="hoặc số định danh, mã số thuế của người trùng", required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    reason = WordsField(label="Lý do", max_length=300, help_text="Căn cứ để biết là một người.")

    def __init__(self, data: Any, *, person: Person, by: User) -> None:
        super().__init__(data)
        self.person, self.by = person, by
        if person.birth_year:
            namesakes = alike(person.name, person.birth_year, besides=person.pk)
            self.fields["other"].choices = [  # type: ignore[attr-defined]
                (str(p.pk), f"{p.name} · {p.birth_year} · {masked(p.identity_no)}")
                for p in namesakes
                if p.kind == person.kind
            ]
        if not self.fields["other"].choices:  # type: ignore[attr-defined]
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        chosen = fields.get("other")
        fields["merged"] = int(chosen) if chosen else None
        if number := fields.get("number"):
            found = with_number(number)
            if found is None:
                self.add_error("number", "Không có người nào mang số này.")
            else:
                fields["merged"] = root_of(found).pk
        elif not chosen:
            self.add_error("number", "Chọn người trùng hoặc nhập số của người ấy.")
        return fields

    def apply(self) -> PersonMerge | None:
        if not (self.is_bound and self.is_valid()):
            return None
        fields = self.cleaned_data
        try:
            return merge_persons(
                self.person.pk, fields["merged"], reason=fields["reason"], by=self.by
            )
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))
        return None


class UndoMergeForm(forms.Form):
    reason = WordsField(label="Lý do tách lại", max_length=300)

    def apply(self, merge: PersonMerge, by: User) -> PersonMerge | None:
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            return undo_merge(merge, reason=self.cleaned_data["reason"], by=by)
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))
        return None


class ApartForm(forms.Form):
    """Không phải trùng: two ids, from a button."""

    one = forms.IntegerField()
    other = forms.IntegerField()

    def apply(self, by: User) -> str:
        """Why not, or nothing."""
        if not self.is_valid():
            return "Không có người này."
        try:
            keep_apart(self.cleaned_data["one"], self.cleaned_data["other"], by=by)
        except Refusal as refusal:
            return str(refusal)
        return ""


class LookupFilter(forms.Form):
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip
    account = WordsField(label="Tài khoản", required=False, max_length=50)
    since = DayField(label="Từ ngày", required=False)
    until = DayField(label="Đến hết ngày", required=False)

    def __init__(self, data: Any, *, by: User) -> None:
        super().__init__(data)
        self.fields["office"].queryset = Office.objects.visible_to(by)  # type: ignore[attr-defined]

    def chosen(self, rows: Any) -> Any:
        if not self.is_valid():
            return rows.none()
        fields = self.cleaned_data
        conditions = {
            "by__office": fields["office"],
            "by__username__iexact": fields["account"],
            "at__date__gte": fields["since"],
            "at__date__lte": fields["until"],
        }
        return rows.filter(**{name: value for name, value in conditions.items() if value})
