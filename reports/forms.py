"""What the address of a report may say, and the form of a target."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from cases.actions import closings, signoffs
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import Closing, ClosingRemark, Office, Reopening, SignOff, User
from cases.periods import Period, last_closed_period, statistical_year
from cases.roles import SEES_BELOW
from cases.rules import Refusal
from cases.today import today
from reports import actions, lists
from reports.assignment import Given, Level, Season
from reports.breakdowns import BREAKDOWNS
from reports.models import Measure, OfficialForm, TargetDecision
from reports.months import Month
from reports.register_rows import QUARTERS
from reports.scopes import OWN, SCOPES, WITH_BELOW

MONTHS = [(m, Period(2000, m).label) for m in range(1, 13)]


def years() -> list[tuple[int, str]]:
    """Statistical years one can choose, newest first."""
    last = statistical_year(today())
    return [(year, str(year)) for year in range(last, 2009, -1)]


def official_forms() -> list[tuple[str, str]]:
    """The official forms by number, under their newest names."""
    named = dict(OfficialForm.objects.order_by("valid_from").values_list("number", "name"))
    return [("", "Không theo biểu"), *((n, f"{n}. {name}") for n, name in sorted(named.items()))]


class ChooserForm(forms.Form):
    """Office, period, scope and breakdown, from the query string."""

    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", to_field_name="code", empty_label=None
    )
    year = forms.TypedChoiceField(label="Năm thống kê", choices=years, coerce=int)
    months = forms.TypedChoiceField(label="Kỳ báo cáo", choices=MONTHS, coerce=int)
    scope = forms.ChoiceField(label="Phạm vi", choices=list(SCOPES.items()), required=False)
    form = forms.ChoiceField(label="Biểu mẫu", choices=official_forms, required=False)
    by = forms.ChoiceField(label="Chia theo", choices=list(BREAKDOWNS.items()), required=False)

    def __init__(self, user: User, given: Any = None, **defaults: Any) -> None:
        period = last_closed_period(today())
        offices = Office.objects.figures_open_to(user).order_by("valid_to", "parent_id", "pk")
        initial = {
            "office": home_office(user, period),
            "year": period.year,
            "months": period.months,
            "scope": WITH_BELOW,
            "by": "office",
            **defaults,
        }
        data = {name: value for name, value in initial.items() if value}
        data |= {name: given[name] for name in self.base_fields if given and given.get(name)}
        super().__init__(data)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["year"], self.cleaned_data["months"])


CLOCKS = [("booked", "Theo sổ"), ("today", "Theo hiểu biết hôm nay")]


class BridgeForm(ChooserForm):
    """Two ends of a bridge: the later as any statement is chosen, the earlier beside it."""

    from_year = forms.TypedChoiceField(label="Từ năm", choices=years, coerce=int)
    from_months = forms.TypedChoiceField(label="Từ kỳ", choices=MONTHS, coerce=int)
    from_clock = forms.ChoiceField(label="Số đầu", choices=CLOCKS)
    clock = forms.ChoiceField(label="Số cuối", choices=CLOCKS)
    measure = forms.ChoiceField(label="Cách tính", choices=Measure)

    def __init__(self, user: User, given: Any = None) -> None:
        last = last_closed_period(today())
        before = (
            Period(last.year, last.months - 1) if last.months > 1 else Period(last.year - 1, 12)
        )
        super().__init__(
            user,
            given,
            from_year=before.year,
            from_months=before.months,
            from_clock="booked",
            clock="booked",
            measure=Measure.CASES.value,
        )

    @property
    def earlier(self) -> Period:
        return Period(self.cleaned_data["from_year"], self.cleaned_data["from_months"])


class ListForm(ChooserForm):
    """Office, period and scope of lists by name: of offices whose cases one may read."""

    months = forms.TypedChoiceField(
        label="Kỳ báo cáo", choices=[(m, Period(2000, m).label) for m in lists.MONTHS], coerce=int
    )

    def __init__(self, user: User, given: Any = None) -> None:
        last = last_closed_period(today())
        due = [m for m in lists.MONTHS if m <= last.months]
        super().__init__(
            user,
            given,
            year=last.year if due else last.year - 1,
            months=due[-1] if due else 12,
            scope=WITH_BELOW if user.role in SEES_BELOW else OWN,
        )
        self.fields["office"].queryset = readable_offices(user)  # type: ignore[attr-defined]


class BookForm(forms.Form):
    """Office and quarter of its books."""

    office = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị", to_field_name="code", empty_label=None
    )
    year = forms.TypedChoiceField(label="Năm thống kê", choices=years, coerce=int)
    months = forms.TypedChoiceField(label="Quý", choices=list(QUARTERS.items()), coerce=int)

    def __init__(self, user: User, given: Any = None) -> None:
        last = last_closed_period(today())
        over = last.months // 3 * 3
        initial = {
            "office": home_office(user, last),
            "year": last.year if over else last.year - 1,
            "months": over or 12,
        }
        super().__init__(initial | {n: given[n] for n in self.base_fields if given.get(n)})
        self.fields["office"].queryset = readable_offices(user)  # type: ignore[attr-defined]

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["year"], self.cleaned_data["months"])


def readable_offices(user: User) -> QuerySet[Office]:
    """Offices whose people may be named to the user."""
    return Office.objects.visible_to(user).order_by("valid_to", "parent_id", "pk")


class IssueForm(forms.Form):
    """The paper's number, day and signer."""

    number = forms.IntegerField(label="Số", min_value=1, max_value=999_999, localize=True)
    issued_on = DayField(label="Ngày ban hành")
    signer = WordsField(label="Người ký", max_length=100)


def home_office(user: User, period: Period) -> str:
    """The office a person's figures begin with; for the committee the city's."""
    if user.office is not None:
        return user.office.code
    top = Office.objects.figures_open_to(user).filter(parent=None).valid_on(period.cutoff).first()
    return top.code if top else ""


# ---------------------------------------------------------------- targets
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


class PeriodForm(forms.Form):
    """Year and month of the list of closings."""

    year = forms.TypedChoiceField(label="Năm thống kê", choices=years, coerce=int)
    months = forms.TypedChoiceField(label="Kỳ báo cáo", choices=MONTHS, coerce=int)

    def __init__(self, given: Any) -> None:
        last = last_closed_period(today())
        initial = {"year": last.year, "months": last.months}
        super().__init__(initial | {n: given[n] for n in self.base_fields if given.get(n)})

    @property
    def period(self) -> Period:
        if not self.is_valid():
            return last_closed_period(today())
        return Period(self.cleaned_data["year"], self.cleaned_data["months"])


class ClosingStepForm(forms.Form):
    """One step of the wizard: explain, confirm, close, send, accept, or give back."""

    step = forms.CharField(widget=forms.HiddenInput)
    check = forms.CharField(widget=forms.HiddenInput, required=False)
    words = WordsField(
        label="Nội dung",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, by: User, month: Month, **kwargs: Any) -> None:
        self.by, self.month = by, month
        super().__init__(*args, **kwargs)

    @property
    def asked(self) -> tuple[str, str]:
        """Which step, of which check."""
        return self.data.get("step", ""), self.data.get("check", "")

    def apply(self) -> str | None:
        """Do the step; answers with what to tell. What is refused stays as typed."""
        if not self.is_valid():
            return None
        given, by, month = self.cleaned_data, self.by, self.month
        at = (month.office, month.period.cutoff)
        steps: dict[str, tuple[str, Callable[[], Closing | ClosingRemark | SignOff]]] = {
            "explain": ("Đã ghi giải trình.", lambda: actions.explain(
                month, given["check"], given["words"], by=by)),
            "confirm": ("Đã xác nhận số liệu của mình.", lambda: actions.confirm_own(month, by=by)),
            "close": ("Đã khóa sổ.", lambda: actions.close(month, by=by)),
            "send": ("Đã ký, gửi.", lambda: actions.send(month, given["words"], by=by)),
            "accept": ("Đã nhận.", lambda: signoffs.accept(*at, by=by, note=given["words"])),
            "return": ("Đã trả lại.", lambda: signoffs.give_back(
                *at, by=by, reason=given["words"])),
        }  # fmt: skip
        if given["step"] not in steps:
            self.add_error(None, "Bước không hợp lệ.")
            return None
        told, act = steps[given["step"]]
        try:
            act()
        except Refusal as refused:
            self.add_error("words" if refused.field in ("words", "note") else None, str(refused))
            return None
        return told


class ReopenForm(forms.Form):
    reason = WordsField(
        label="Lý do mở lại", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    expires_on = DayField(
        label="Mở đến hết ngày", help_text="Hết ngày này hệ thống tự khóa lại các tháng đã mở."
    )

    def __init__(self, *args: Any, by: User, month: Month, **kwargs: Any) -> None:
        self.by, self.month = by, month
        super().__init__(*args, **kwargs)

    def apply(self) -> Reopening | None:
        if not self.is_valid():
            return None
        month = self.month
        try:
            return closings.reopen(
                month.office, month.period.cutoff, by=self.by, **self.cleaned_data
            )
        except Refusal as refused:
            known = refused.field in self.fields
            self.add_error(refused.field if known else None, str(refused))
            return None
