"""The filters of the case list. Choices, like rows, come from the scope of who asks."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet, Value
from django.http import QueryDict

from cases import caselist
from cases.choices import (
    EXITS,
    OPEN_PLACES,
    CaseKind,
    Heading,
    JudgmentKind,
    ObligationKind,
    Origin,
)
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import Case, CaseClass, Office, Officer, User
from cases.models.persons import PlainName
from cases.roles import SEES_BELOW
from cases.rules.refusal import written
from cases.search import Found, Search
from cases.today import today

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
DUE = {"overdue": "Đã quá hạn", "week": "Đến hạn trong 7 ngày tới", "running": "Còn thời hạn"}
UNVERIFIED = {"6": "Quá 6 tháng", "12": "Quá 1 năm", "24": "Quá 2 năm"}
NOBODY = "none"
NO_CONDITION = ("q", "sort")
SORTABLE = 10_000
"""What is worked out case by case sorts so many; a longer list has to be narrowed first."""


def _months_ago(months: int) -> date:
    whole = today().year * 12 + today().month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(today().day, monthrange(year, month)[1]))


def is_number(text: str) -> bool:
    """Whether the text is an identity number, a tax code or an account's: never in an address."""
    return IDENTITY.fullmatch(text.strip()) is not None


class SearchField(WordsField):
    """Words of a name or a decision's number; an identity number must not stand in an address."""

    default_error_messages = {
        "identity": "Không tìm bằng số định danh trong địa chỉ trang. Gõ số ấy vào ô tìm kiếm."
    }

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if is_number(text):
            raise forms.ValidationError(self.error_messages["identity"], code="identity")
        return text


class SearchFilter(django_filters.CharFilter):
    field_class = SearchField


class WordsFilter(django_filters.CharFilter):
    field_class = WordsField


class DayFilter(django_filters.DateFilter):
    field_class = DayField


class MoneyFilter(django_filters.NumberFilter):
    field_class = MoneyField

    def get_max_validator(self) -> None:
        return None  # the field itself refuses what is too large


def _choice(label: str, choices: Any, **kwargs: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label="Tất cả", **kwargs)


def _box(label: str, method: str) -> django_filters.BooleanFilter:
    return django_filters.BooleanFilter(label=label, widget=forms.CheckboxInput, method=method)


class CaseFilter(django_filters.FilterSet):
    q = SearchFilter(label="Số, tên đương sự, tài sản", method="leave", max_length=200)
    state = _choice(
        "Tình trạng", [(code, label) for code, (label, _) in STATES.items()], method="standing"
    )
    office = django_filters.ModelChoiceFilter(
        label="Đơn vị", method="held_by", to_field_name="code", empty_label="Tất cả",
        queryset=Office.objects.none(),
    )  # fmt: skip
    officer = django_filters.ModelChoiceFilter(
        label="Chấp hành viên", to_field_name="code", empty_label="Tất cả",
        queryset=Officer.objects.none(), null_label="Chưa phân công", null_value=NOBODY,
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="Loại hồ sơ", choices=CaseKind.choices, empty_label="Thi hành án, trừ khi tìm theo số"
    )
    due = _choice("Thời hạn", list(DUE.items()), method="running")
    obligation = _choice("Loại nghĩa vụ", ObligationKind.choices, method="owing")
    amount_from = MoneyFilter(label="Còn phải thi hành từ, đồng", method="at_least")
    amount_to = MoneyFilter(label="đến, đồng", method="at_most")
    held = _box("Có tiền đã thu, chưa chi", "holding")
    unverified = _choice("Chưa xác minh lại", list(UNVERIFIED.items()), method="not_verified")
    address = WordsFilter(label="Địa chỉ người phải thi hành", method="living_at", max_length=100)
    judgment = WordsFilter(label="Số bản án hoặc Tòa án", method="judged", max_length=100)
    origin = _choice("Cách ra quyết định", Origin.choices, field_name="case_class__origin")
    judgment_kind = _choice("Loại án", JudgmentKind.choices, field_name="case_class__judgment_kind")
    flag = _choice("Nhóm thống kê", FLAGS, method="flagged")
    since = DayFilter(field_name="decided_on", lookup_expr="gte", label="Ra quyết định từ ngày")
    until = DayFilter(field_name="decided_on", lookup_expr="lte", label="Đến ngày")
    filed_since = DayFilter(
        field_name="filing__filed_on", lookup_expr="gte", label="Nộp yêu cầu từ ngày"
    )
    filed_until = DayFilter(field_name="filing__filed_on", lookup_expr="lte", label="Đến ngày")
    key = _box("Chỉ việc trọng điểm", "only_key")
    sort = django_filters.OrderingFilter(
        fields=[(code, code) for code in caselist.SORTS], method="leave"
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User, looked_up: list[int] | None = None) -> None:
        self.user = user
        self.looked_up = looked_up
        self.offices = list(Office.objects.visible_to(user).values_list("pk", flat=True))
        # Said again as plain numbers: of a recursive scope the planner guesses wildly.
        cases = Case.objects.visible_to(user).filter(office__in=self.offices)
        if looked_up is not None:
            cases = cases.filter(pk__in=looked_up)
        elif not data.get("kind") and not data.get("q"):
            # A delegated asset's file is no case: it is found by name, counted on its own page.
            cases = cases.filter(kind=CaseKind.ENFORCEMENT)
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

    # ------------------------------------------------------------ what is found
    @property
    def text(self) -> str:
        return self.form.cleaned_data.get("q") or ""

    @property
    def conditions(self) -> dict[str, Any]:
        """What is chosen besides the words sought and the order."""
        return {
            name: value
            for name, value in self.form.cleaned_data.items()
            if name not in NO_CONDITION and value not in (None, "", False)
        }

    @property
    def every(self) -> QuerySet[Case]:
        """All that matches, in no order; nothing when the filter itself is wrong."""
        if not self.is_valid():
            return self.queryset.none()
        if not self.text:
            return self.qs
        return self.qs.filter(pk__in=self._search().every_match().values("pk"))

    @property
    def rows(self) -> QuerySet[Case] | Found:
        """What the page shows: the best matches first, or in the order asked for, or the newest
        decisions."""
        if not self.is_valid():
            return self.queryset.none()
        if self.text and not self.order:
            return self._search().ranked(self.queryset)
        return self.ordered(self.every)

    @property
    def ids(self) -> list[int]:
        """All that matches, for an export: nothing is left out."""
        return list(self.ordered(self.every).values_list("pk", flat=True))

    @property
    def order(self) -> str:
        return (self.form.cleaned_data.get("sort") or [""])[0] if self.is_valid() else ""

    def ordered(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        if not self.order:
            return rows.order_by("-decided_on", "-pk")
        name, worked_out = caselist.SORTS[self.order.lstrip("-")]
        if worked_out and rows[: SORTABLE + 1].count() > SORTABLE:
            self.too_long = True
            return rows.order_by("-decided_on", "-pk")
        if worked_out:
            rows = rows.annotate(**{name: worked_out()})
        falling = self.order.startswith("-")
        by = F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True)
        return rows.order_by(by, "-pk" if falling else "pk")

    too_long = False
    """Whether the order asked for was left out because the list is too long for it."""

    def _narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.looked_up is not None:
            cases = cases.filter(pk__in=self.looked_up)
        return self.filter_queryset(cases)

    def _search(self) -> Search:
        office = self.form.cleaned_data.get("office")
        offices = self.offices
        if office:
            scope = Office.objects.visible_to(self.user).itself(office.pk)
            offices = list(scope.values_list("pk", flat=True))
        narrowed = self.conditions.keys() - {"office"} or self.looked_up is not None
        return Search(
            self.text,
            offices=offices,
            wide=self.user.role in SEES_BELOW and not office,
            narrow=self._narrow if narrowed else None,
        )

    # ------------------------------------------------------------ conditions
    def leave(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """Not a condition of its own: see `rows`."""
        return rows

    def standing(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return rows.filter(heading__in=STATES[state][1])

    def held_by(self, rows: QuerySet, name: str, office: Office) -> QuerySet:
        return rows.filter(office__in=Office.objects.visible_to(self.user).itself(office.pk))

    def running(self, rows: QuerySet, name: str, due: str) -> QuerySet:
        """Today is not overdue."""
        terms = caselist.running()
        if due == "overdue":
            terms = terms.filter(due_on__lt=today())
        elif due == "week":
            terms = terms.filter(due_on__range=(today(), today() + timedelta(days=7)))
        return rows.filter(caselist.any_of(terms))

    def owing(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        return rows.filter(caselist.owing(kind))

    def at_least(self, rows: QuerySet, name: str, amount: int) -> QuerySet:
        return rows.filter(caselist.rest_is("gte", amount))

    def at_most(self, rows: QuerySet, name: str, amount: int) -> QuerySet:
        return rows.filter(caselist.rest_is("lte", amount))

    def holding(self, rows: QuerySet, name: str, chosen: bool) -> QuerySet:
        return rows.filter(caselist.money_held()) if chosen else rows

    def not_verified(self, rows: QuerySet, name: str, months: str) -> QuerySet:
        return rows.filter(heading__in=OPEN_PLACES).exclude(
            caselist.verified_since(_months_ago(int(months)))
        )

    def living_at(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return rows.filter(caselist.living_at(words))

    def judged(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        court = Q(judgment__court__plain__contains=PlainName(Value(words)))
        return rows.filter(Q(judgment__number__istartswith=words) | court)

    def flagged(self, rows: QuerySet, name: str, flag: str) -> QuerySet:
        return rows.filter(**{f"case_class__{flag}": True})

    def only_key(self, rows: QuerySet, name: str, chosen: bool) -> QuerySet:
        return rows.filter(is_key=True) if chosen else rows

    # ------------------------------------------------------------ chips
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen, as (words, the address without it)."""
        if not self.is_valid():
            return []
        chosen = {"q": self.text} if self.text else {}
        made = []
        for name, value in (chosen | self.conditions).items():
            rest = [(k, v) for k, v in self.data.items() if k not in (name, "page") and v]
            made.append((self._words(name, value), f"?{urlencode(rest)}"))
        return made

    def _words(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if value == NOBODY:
            return "Chưa phân công"
        if isinstance(field, forms.ModelChoiceField):
            return str(value)
        if isinstance(field, forms.ChoiceField):
            words = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
            return f"{field.label}: {words}" if name in ("due", "unverified") else words
        if isinstance(field, DayField):
            filed = "Nộp yêu cầu từ" if name == "filed_since" else "Nộp yêu cầu đến"
            return f"{ {'since': 'Từ', 'until': 'Đến'}.get(name, filed) } {value:%d/%m/%Y}"
        if isinstance(field, MoneyField):
            return f"Còn {'từ' if name == 'amount_from' else 'đến'} {written(value)} đồng"
        if isinstance(field, WordsField):
            return f"“{value}”" if name == "q" else f"{LABELS[name]}: {value}"
        return LABELS[name]


LABELS = {
    "held": "Có tiền chưa chi",
    "key": "Trọng điểm",
    "address": "Địa chỉ",
    "judgment": "Bản án",
}
