"""Forms of reconciling: a partner's table, how it lies over ours, what was agreed."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Office, User
from cases.periods import Period, last_closed_period
from cases.rules import Refusal
from cases.sheets import MOST_BYTES
from cases.today import today
from reports.figures import official
from reports.figures.breakdowns import BREAKDOWNS
from reports.figures.scopes import SCOPES, WITH_BELOW
from reports.forms.choosing import MONTHS, home_office, official_forms, years
from reports.models import Reconciliation
from reports.reconciling import actions, alignment, caselists


class ReconcileForm(forms.Form):
    """A partner's table, and what of ours it is laid over."""

    partner = WordsField(
        label="Bên kia", max_length=150, help_text="Ví dụ: VKSND quận Ba Đình; phần mềm cũ."
    )
    of = forms.ChoiceField(label="Bảng về", choices=Reconciliation.OF)
    file = forms.FileField(
        label="Tệp bảng bên kia",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm"}),
        help_text=f"Tệp .xlsx, .xls hoặc .csv, nhiều nhất {MOST_BYTES // 2**20} MB; đọc trang "
        "đầu tiên có dữ liệu.",
        error_messages={"required": "Chọn một tệp."},
    )
    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", to_field_name="code", empty_label=None
    )
    year = forms.TypedChoiceField(label="Năm thống kê", choices=years, coerce=int)
    months = forms.TypedChoiceField(label="Kỳ báo cáo", choices=MONTHS, coerce=int)
    scope = forms.ChoiceField(label="Phạm vi", choices=list(SCOPES.items()))
    form = forms.ChoiceField(label="Biểu mẫu", choices=official_forms, required=False)
    by = forms.ChoiceField(label="Chia theo", choices=list(BREAKDOWNS.items()))

    def __init__(self, data: Any, files: Any, *, by: User) -> None:
        self.user, period = by, last_closed_period(today())
        initial = {
            "office": home_office(by, period), "year": period.year, "months": period.months,
            "scope": WITH_BELOW, "by": "office",
        }  # fmt: skip
        super().__init__(data, files, initial=initial)
        offices = Office.objects.visible_to(by).order_by("valid_to", "parent_id", "pk")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]

    def apply(self) -> Reconciliation | None:
        if not self.is_valid():
            return None
        said = self.cleaned_data
        if said["file"].size > MOST_BYTES:
            self.add_error("file", f"Tệp lớn hơn {MOST_BYTES // 2**20} MB.")
            return None
        try:
            made = official.make(
                said["office"], Period(said["year"], said["months"]), said["scope"],
                form=said["form"], by=said["by"],
            )  # fmt: skip
            return actions.keep(
                made, by=self.user, of=said["of"], partner=said["partner"],
                name=said["file"].name, data=said["file"].read(),
            )  # fmt: skip
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


class AlignForm(forms.Form):
    """Which column and row of theirs is which of ours: only what differs from the guess counts."""

    unit = forms.TypedChoiceField(
        label="Đơn vị tính", coerce=int, choices=[(0, "Tự nhận"), *alignment.UNITS.items()]
    )

    def __init__(
        self, data: Any, *, row: Reconciliation, columns: Mapping[int, str],
        rows: Mapping[int, str], heads: Mapping[int, str], labels: Mapping[int, str],
    ) -> None:  # fmt: skip
        """`columns` and `rows` are what each is taken for now."""
        self.row, self.columns, self.rows = row, columns, rows
        super().__init__(data, initial={"unit": row.chosen.get("unit", 0)})
        offered = [("", "Chưa rõ"), ("-", "Không đối chiếu"), *_columns_of(row)]
        for c, head in heads.items():
            self.fields[f"column-{c}"] = forms.ChoiceField(
                label=f"{alignment.letters(c)}. {head}",
                choices=offered,
                required=False,
                initial=columns.get(c, ""),
            )
        for r, label in labels.items():
            self.fields[f"row-{r}"] = forms.CharField(
                label=f"Dòng {r + 1}: {label}",
                required=False,
                max_length=80,
                initial=rows.get(r, ""),
                widget=forms.TextInput(attrs={"list": "places", "class": "short"}),
            )

    @property
    def column_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("column-")]

    @property
    def row_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("row-")]

    def apply(self, by: User) -> bool:
        if not self.is_valid():
            return False
        before = self.row.chosen
        try:
            actions.align(
                self.row.pk,
                by=by,
                columns=self._chosen("column", self.columns, before.get("columns", {})),
                rows=self._chosen("row", self.rows, before.get("rows", {})),
                unit=self.cleaned_data["unit"],
            )
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return False
        return True

    def _chosen(
        self, kind: str, guessed: Mapping[int, str], before: Mapping[str, str]
    ) -> dict[int, str]:
        found = {}
        for name, said in self.cleaned_data.items():
            part, _, place = name.partition("-")
            if part == kind and (said != guessed.get(int(place), "") or place in before):
                found[int(place)] = said.strip() or "-"
        return found


def _columns_of(row: Reconciliation) -> list[tuple[str, str]]:
    if row.of == "list":
        return list(caselists.FIELDS.items())
    return [(code, f"({n}) {' · '.join(path)}") for code, n, path in row.ours["columns"]]


class AgreeForm(forms.Form):
    """Who agreed, when, and in which words."""

    agreed_with = WordsField(label="Thống nhất với", max_length=150)
    agreed_on = DayField(label="Ngày thống nhất")
    outcome = WordsField(label="Kết quả", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def apply(self, row: Reconciliation, by: User) -> bool:
        if not self.is_valid():
            return False
        try:
            actions.agree(row.pk, by=by, **self.cleaned_data)
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return False
        return True
