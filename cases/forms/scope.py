"""Whose rows a list shows: one officer's of the own office, or one office's of the city."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.models import Office, Officer, User
from cases.roles import SEES_BELOW


class ScopeForm(forms.Form):
    """The choices come from the scope of who asks.

    The city has hundreds of officers: it chooses an office, and where `officers_of_office` says so
    then an officer of that one.
    """

    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip
    officer = forms.ModelChoiceField(
        Officer.objects.none(), label="Chấp hành viên", required=False, to_field_name="code",
        empty_label="Tất cả",
    )  # fmt: skip
    officers_of_office = False

    def __init__(self, data: Any, *, by: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.by = by
        officers = Officer.objects.visible_to(by)
        if by.role not in SEES_BELOW:
            del self.fields["office"]
            self._choose("officer", officers)
            return
        offices = Office.objects.visible_to(by)
        self._choose("office", offices)
        if self.officers_of_office and data.get("office"):
            chosen = offices.filter(code=data["office"]).values("pk")
            self._choose("officer", officers.filter(office__in=chosen))
        else:
            del self.fields["officer"]

    def _choose(self, name: str, rows: QuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @property
    def has_offices(self) -> bool:
        """Whether rows of several offices are shown, so that each names its own."""
        return "office" in self.fields

    @property
    def chosen(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_valid() else {}

    def of_cases(self, prefix: str = "case__") -> dict[str, Any]:
        """The condition on rows that hang on a case, or on steps, which say whose they were."""
        if officer := self.cleaned_data.get("officer"):
            return {f"{prefix}officer": officer}
        if office := self.cleaned_data.get("office"):
            offices = Office.objects.visible_to(self.by).itself(office.pk)
            return {f"{prefix}office__in": offices.values("pk")}
        return {}
