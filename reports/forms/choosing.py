"""What the address of a report may say."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Office, User
from cases.periods import Period, last_closed_period, statistical_year
from cases.roles import SEES_BELOW
from cases.today import today
from reports.figures.breakdowns import BREAKDOWNS
from reports.figures.scopes import OWN, SCOPES, WITH_BELOW
from reports.models import Measure, OfficialForm
from reports.paper import lists
from reports.paper.register_rows import QUARTERS

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
