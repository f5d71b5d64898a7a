"""The filters of the case list. Choices, like rows, come from the scope of who asks."""

import re
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Value
from django.http import QueryDict

from cases.choices import EXITS, OPEN_PLACES, Heading, JudgmentKind, Origin
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Case, CaseClass, Office, Officer, Party, User
from cases.models.persons import PlainName
from cases.roles import SEES_BELOW

STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": ("Chưa xong", OPEN_PLACES),
    "in_progress": ("Đang thi hành", (Heading.IN_PROGRESS,)),
    "postponed": ("Hoãn", (Heading.POSTPONED, Heading.POSTPONED_BY_CONSENT)),
    "suspended": ("Tạm đình chỉ", (Heading.SUSPENDED,)),
    "without_means": ("Chưa có điều kiện", (Heading.WITHOUT_MEANS,)),
    "separate_book": ("Sổ theo dõi riêng", (Heading.SEPARATE_BOOK,)),
    "completed": ("Thi hành xong", (Heading.COMPLETED,)),
    "terminated": ("Đình chỉ", (Heading.TERMINATED,)),
    "left": ("Ủy thác, rút lên, thu hồi", EXITS),
}
FLAGS = [(name, CaseClass._meta.get_field(name).verbose_name) for name in CaseClass.FLAGS]  # type: ignore[union-attr]
IDENTITY = re.compile(r"\d[\d\s.-]{7,}\d")


class SearchField(WordsField):
    """Words of a name or a decision's number; an identity number must not stand in an address."""

    default_error_messages = {
        "identity": "Không tìm bằng số định danh: số ấy không được để trong địa chỉ trang. "
        "Tìm theo tên hoặc số quyết định."
    }

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if IDENTITY.fullmatch(text):
            raise forms.ValidationError(self.error_messages["identity"], code="identity")
        return text


class SearchFilter(django_filters.CharFilter):
    field_class = SearchField


class DayFilter(django_filters.DateFilter):
    field_class = DayField


class CaseFilter(django_filters.FilterSet):
    q = SearchFilter(label="Số quyết định hoặc tên đương sự", method="search", max_length=200)
    state = django_filters.ChoiceFilter(
        label="Tình trạng",
        method="standing",
        choices=[(code, label) for code, (label, _) in STATES.items()],
        empty_label="Tất cả",
    )
    office = django_filters.ModelChoiceFilter(
        label="Đơn vị", method="held_by", to_field_name="code", empty_label="Tất cả",
        queryset=Office.objects.none(),
    )  # fmt: skip
    officer = django_filters.ModelChoiceFilter(
        label="Chấp hành viên", to_field_name="code", empty_label="Tất cả",
        queryset=Officer.objects.none(),
    )  # fmt: skip
    origin = django_filters.ChoiceFilter(
        field_name="case_class__origin", label="Cách ra quyết định",
        choices=Origin.choices, empty_label="Tất cả",
    )  # fmt: skip
    judgment_kind = django_filters.ChoiceFilter(
        field_name="case_class__judgment_kind", label="Loại án",
        choices=JudgmentKind.choices, empty_label="Tất cả",
    )  # fmt: skip
    flag = django_filters.ChoiceFilter(
        label="Nhóm thống kê", method="flagged", choices=FLAGS, empty_label="Tất cả"
    )
    since = DayFilter(field_name="decided_on", lookup_expr="gte", label="Ra quyết định từ ngày")
    until = DayFilter(field_name="decided_on", lookup_expr="lte", label="đến ngày")
    key = django_filters.BooleanFilter(
        field_name="is_key", label="Chỉ việc trọng điểm", widget=forms.CheckboxInput,
        method="only_key",
    )  # fmt: skip
    sort = django_filters.OrderingFilter(fields=(("decided_on", "day"), ("last_booked_on", "last")))

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User) -> None:
        self.user = user
        cases = Case.objects.visible_to(user).select_related("judgment", "officer", "office")
        super().__init__(data, queryset=cases)
        offices = Office.objects.visible_to(user)
        if user.role in SEES_BELOW:
            self.filters["office"].queryset = offices
            chosen = offices.filter(code=data.get("office", "")).values("pk")
            officers = Officer.objects.visible_to(user).filter(office__in=chosen)
        else:
            del self.filters["office"]
            officers = Officer.objects.visible_to(user)
        self.filters["officer"].queryset = officers
        if user.role in SEES_BELOW and not data.get("office"):
            del self.filters["officer"]  # hundreds: first the office

    @property
    def rows(self) -> QuerySet[Case]:
        """What matches, newest decision first; nothing when the filter itself is wrong."""
        if not self.is_valid():
            return self.queryset.none()
        found = self.qs
        return found if found.query.order_by else found.order_by("-decided_on", "-pk")

    # ------------------------------------------------------------ conditions
    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        """A number finds the decision, words a party; "214" is 214/QĐ-CCTHADS, not 2140."""
        if re.fullmatch(r"\d+", text):
            return rows.filter(Q(decision=text) | Q(decision__startswith=f"{text}/"))
        if re.match(r"\d+\s*/", text):
            return rows.filter(decision__startswith=re.sub(r"\s*/\s*", "/", text))
        named = Party.objects.visible_to(self.user).filter(
            name__plain__contains=PlainName(Value(text))
        )
        return rows.filter(pk__in=named.values("case"))

    def standing(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows.filter(heading__in=STATES[state][1])

    def held_by(self, rows: QuerySet, name: str, office: Office) -> QuerySet:
        return rows.filter(office__in=Office.objects.visible_to(self.user).itself(office.pk))

    def flagged(self, rows: QuerySet, name: str, flag: str) -> QuerySet:
        return rows.filter(**{f"case_class__{flag}": True})

    def only_key(self, rows: QuerySet, name: str, chosen: bool) -> QuerySet:
        return rows.filter(is_key=True) if chosen else rows

    # ------------------------------------------------------------ chips
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen, as (words, the address without it)."""
        if not self.is_valid():
            return []
        made = []
        for name, value in self.form.cleaned_data.items():
            if name == "sort" or value in (None, "", False):
                continue
            rest = [(k, v) for k, v in self.data.items() if k not in (name, "page") and v]
            made.append((self._words(name, value), f"?{urlencode(rest)}"))
        return made

    def _words(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return str(value)
        if isinstance(field, forms.ChoiceField):
            labels = dict(field.choices)  # type: ignore[arg-type]
            return str(labels.get(value, value))
        if isinstance(field, DayField):
            return f"{'Từ' if name == 'since' else 'Đến'} {value:%d/%m/%Y}"
        return "Trọng điểm" if name == "key" else f"“{value}”"
