"""Target decisions and their rows."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import Office, User
from cases.periods import Period, statistical_year
from cases.rules import Refusal
from cases.today import today
from reports import actions
from reports.forms.choosing import MONTHS, years
from reports.models import Measure, TargetDecision
from reports.outlook.pace import Season
from reports.targets.assignment import Given, Level


class RateField(forms.DecimalField):
    """A rate as decisions and tables write it: 83,25, 83.25 or 83,25%."""

    default_error_messages = {"invalid": "Nhập tỷ lệ, ví dụ 72,00."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=5,
            decimal_places=2,
            validators=[
                MinValueValidator(0, "Tỷ lệ từ 0 đến 100."),
                MaxValueValidator(100, "Tỷ lệ từ 0 đến 100."),
            ],
            widget=forms.TextInput(
                attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}
            ),
            required=False,
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("%", "").replace(",", ".").strip()
        return super().to_python(value)


class ExpectedField(MoneyField):
    """How much will be enforceable, cases or đồng; none at all is an answer."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "num", "autocomplete": "off", "maxlength": "40"}

    def to_python(self, value: Any) -> int | None:
        return 0 if str(value).strip() == "0" else super().to_python(value)


class DecisionForm(forms.Form):
    """The paper that sets targets."""

    number = WordsField(label="Quyết định số", max_length=60)
    decided_on = DayField(label="Ngày quyết định")
    issuer = WordsField(label="Cơ quan ban hành", max_length=150, required=False)
    supersedes = forms.ModelChoiceField(
        TargetDecision.objects.none(),
        label="Sửa đổi quyết định",
        required=False,
        empty_label="(không sửa đổi)",
    )
    strict = forms.BooleanField(
        label="Phải trên mức này mới đạt", required=False, help_text="Quyết định ghi “trên 72%”."
    )
    season = forms.BooleanField(
        label="Tính chỉ tiêu từng tháng còn lại theo nhịp các năm trước", required=False
    )
    note = WordsField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, *args: Any, by: User, office: Office, year: int, **kwargs: Any) -> None:
        self.by, self.office, self.year = by, office, year
        super().__init__(*args, **kwargs)
        earlier = TargetDecision.objects.visible_to(by).filter(
            office=office, year=year, cancelled_at=None
        )
        self.fields["supersedes"].queryset = earlier  # type: ignore[attr-defined]

    def decide(self, given: Sequence[Given], shortfall: str = "") -> TargetDecision | None:
        """Enter the decision; what is refused becomes a message at its field."""
        names = ("number", "decided_on", "issuer", "supersedes", "note")
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in names}
        try:
            return actions.decide_targets(
                by=self.by,
                office=self.office,
                year=self.year,
                given=given,
                shortfall=shortfall,
                **said,
            )
        except Refusal as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))
            return None

    def steps(
        self, season: Season, rate: Decimal | None, measure: str
    ) -> Iterator[tuple[int, Decimal]]:
        """The months that the season gives on the way to a rate, from the decision on."""
        if rate is None or not self.cleaned_data["season"]:
            return
        for months in range(1, 12):
            if Period(self.year, months).cutoff >= self.cleaned_data["decided_on"]:
                yield months, season.at(rate, measure, months)


class TargetForm(DecisionForm):
    """What the own office was given from above."""

    months = forms.TypedChoiceField(
        label="Kỳ", choices=MONTHS, coerce=int, initial=12, help_text="12 tháng là chỉ tiêu năm."
    )
    cases = RateField(label="Về việc (%)")
    money = RateField(label="Về tiền (%)")
    field_order = ("number", "decided_on", "issuer", "supersedes", "months", "cases", "money")

    def apply(self, season: Season) -> TargetDecision | None:
        said = self.cleaned_data
        given = []
        for measure in Measure.values:
            row = partial(Given, self.office, None, measure, strict=said["strict"])
            given.append(row(rate=said[measure], months=said["months"]))
            if said["months"] == 12:
                steps = self.steps(season, said[measure], measure)
                given += [row(rate=rate, months=months) for months, rate in steps]
        return self.decide(given)


class AssignForm(DecisionForm):
    """The paper that divides a target among those below."""

    shortfall = WordsField(
        label="Lý do giao chưa đủ",
        max_length=300,
        required=False,
        help_text="Bắt buộc khi cộng lại chưa đạt chỉ tiêu trên; lý do được giữ lại.",
    )


class ShareForm(forms.Form):
    """One office's or officer's line of the grid. What is left empty stays as it is in force."""

    cases = RateField(label="Việc %")
    money = RateField(label="Tiền %")
    interim_cases = RateField(label="Giữa kỳ, việc %")
    interim_money = RateField(label="Giữa kỳ, tiền %")
    cases_expected = ExpectedField(label="Việc có điều kiện dự kiến", required=False)
    money_expected = ExpectedField(label="Tiền có điều kiện dự kiến", required=False)


class ShareRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """A line for everybody of a level, named by whom it is."""

    def __init__(self, data: Any = None, *, level: Level) -> None:
        self.level = level
        initial = [
            {f"{m}_expected": bound.expected[m] for m in Measure.values} for bound in level.bounds
        ]
        super().__init__(data, initial=initial, prefix="row")

    def add_prefix(self, index: Any) -> str:
        known = isinstance(index, int) and index < len(self.level.bounds)
        return f"row-{self.level.bounds[index].key if known else index}"

    def total_form_count(self) -> int:
        return len(self.level.bounds)

    def initial_form_count(self) -> int:
        return len(self.level.bounds)

    def given(self, head: AssignForm, months: int | None) -> list[Given]:
        """What was typed, with the months that follow from it."""
        found = []
        for bound, form in zip(self.level.bounds, self.forms, strict=True):
            said = form.cleaned_data
            for m in Measure.values:
                row = partial(
                    Given, bound.office, bound.officer, m, strict=head.cleaned_data["strict"]
                )
                found.append(row(rate=said.get(m), expected=said.get(f"{m}_expected")))
                steps = dict(head.steps(bound.season, said.get(m), m))
                if months and said.get(f"interim_{m}") is not None:
                    steps[months] = said[f"interim_{m}"]
                found += [row(rate=rate, months=month) for month, rate in sorted(steps.items())]
        return found


def share_rows(level: Level, data: Any = None) -> ShareRows:
    made = forms.formset_factory(ShareForm, formset=ShareRows, extra=0)
    return cast(type[ShareRows], made)(data, level=level)


class GridForm(forms.Form):
    """Which year the grid is for, and which interim months are typed beside the annual ones."""

    year = forms.TypedChoiceField(label="Năm thống kê", choices=years, coerce=int)
    months = forms.TypedChoiceField(
        label="Chỉ tiêu giữa kỳ",
        choices=[("", "không"), *MONTHS[:11]],
        coerce=int,
        required=False,
        empty_value=None,
    )

    def __init__(self, given: Any) -> None:
        initial = {"year": statistical_year(today()), "months": ""}
        super().__init__(initial | {n: given[n] for n in self.base_fields if given.get(n)})

    @property
    def asked(self) -> tuple[int, int | None]:
        if not self.is_valid():
            return statistical_year(today()), None
        return self.cleaned_data["year"], self.cleaned_data["months"]


class OnForm(forms.Form):
    on = DayField(label="Áp dụng ngày")

    def __init__(self, given: Any) -> None:
        super().__init__({"on": given.get("on") or today()})

    @property
    def day(self) -> date:
        return self.cleaned_data["on"] if self.is_valid() else today()


class CancelForm(forms.Form):
    reason = WordsField(label="Lý do hủy", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
