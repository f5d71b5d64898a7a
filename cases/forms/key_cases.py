"""Marking a case as key, changing what is said of it, asking, settling, ending; and the list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.actions import key_cases
from cases.actions.key_cases import Asked, Said
from cases.briefs import OVERDUE, REFERRED, WAITING, key_cases_of
from cases.choices import Role
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.measures import refuse
from cases.forms.scope import ScopeForm
from cases.models import Agency, Case, KeyAsk, KeyCase, User
from cases.rules import Refusal
from cases.rules.key_reasons import REASONS, reason_label, reasons_on
from cases.today import today

STATES = [
    ("", "Tất cả"),
    (OVERDUE, "Có đề nghị quá hạn"),
    (WAITING, "Đang chờ trả lời đề nghị"),
    (REFERRED, "Chờ Ban Chỉ đạo kết luận"),
]


def told(label: str, most: int, **kwargs: Any) -> WordsField:
    return WordsField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
    )


class _KeyForm(forms.Form):
    """One part of the page; `apply` answers with whether it was done, `repeated` if before."""

    prefix = ""
    submit = ""

    def __init__(
        self, data: Any, *, case: Case, by: User, mark: KeyCase | None = None, **kwargs: Any
    ) -> None:
        self.case, self.by, self.mark, self.repeated = case, by, mark, False
        mine = data if data is not None and f"{self.prefix}-form" in data else None
        super().__init__(mine, prefix=self.prefix, **kwargs)

    @property
    def marker(self) -> str:
        """The name that tells which of the forms was sent."""
        return f"{self.prefix}-form"

    def apply(self) -> bool:
        if not self.is_bound or not self.is_valid():
            return False
        try:
            self.repeated = self.act()
        except Refusal as refusal:
            refuse(self, refusal)
            return False
        return True

    def act(self) -> bool:
        raise NotImplementedError


class _SaidForm(_KeyForm):
    reason = forms.ChoiceField(label="Lý do")
    words = told("Nói rõ lý do", 500, required=False)
    obstacles = told(
        "Vướng mắc", 1000, required=False, help_text="Điều làm việc thi hành án chưa xong được."
    )

    def __init__(self, data: Any, *, mark: KeyCase | None = None, **kwargs: Any) -> None:
        super().__init__(data, mark=mark, **kwargs)
        choices = reasons_on(today())
        if mark and mark.reason not in dict(choices):
            choices.append((mark.reason, reason_label(mark.reason)))
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [("", "Chọn"), *choices]

    @property
    def said(self) -> Said:
        fields = self.cleaned_data
        return Said(fields["reason"], fields["words"], fields["obstacles"])


class MarkForm(_SaidForm):
    since = DayField(label="Từ ngày")
    prefix, submit = "mark", "Đưa vào danh sách"
    field_order = ("since", "reason", "words", "obstacles")

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"since": today()}, **kwargs)

    def act(self) -> bool:
        since = self.cleaned_data["since"]
        return key_cases.mark(self.case, self.said, since=since, by=self.by)[1]


class AmendForm(_SaidForm):
    last_seen = forms.IntegerField(widget=forms.HiddenInput)
    prefix, submit = "amend", "Lưu nội dung"

    def __init__(self, data: Any, *, mark: KeyCase, **kwargs: Any) -> None:
        newest = mark.entries.first()
        initial = {
            "reason": mark.reason, "words": mark.words, "obstacles": mark.obstacles,
            "last_seen": newest.pk if newest else 0,
        }  # fmt: skip
        super().__init__(data, mark=mark, initial=initial, **kwargs)

    def act(self) -> bool:
        assert self.mark is not None
        last_seen = self.cleaned_data["last_seen"]
        return key_cases.amend(self.mark, self.said, last_seen=last_seen, by=self.by)[1]


class AskForm(_KeyForm):
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"), label="Đề nghị với", required=False,
        empty_label="Cả Ban Chỉ đạo",
    )  # fmt: skip
    due_on = DayField(label="Trước ngày", required=False)
    words = told("Nội dung đề nghị", 500)
    prefix, submit = "ask", "Ghi đề nghị"

    def act(self) -> bool:
        assert self.mark is not None
        return key_cases.ask(self.mark, Asked(**self.cleaned_data), by=self.by)[1]


class SettleForm(_KeyForm):
    asked = forms.ModelChoiceField(KeyAsk.objects.none(), label="Đề nghị", empty_label="Chọn")
    on = DayField(label="Ngày")
    result = told("Kết quả", 500)
    prefix, submit = "settle", "Ghi kết quả"

    def __init__(self, data: Any, *, mark: KeyCase, **kwargs: Any) -> None:
        super().__init__(data, mark=mark, initial={"on": today()}, **kwargs)
        asked = self.fields["asked"]
        assert isinstance(asked, forms.ModelChoiceField)
        asked.queryset = mark.asks.select_related("agency")
        waiting = mark.asks.filter(settled_on=None).select_related("agency")
        if not self.is_bound:
            asked.queryset = waiting

    def act(self) -> bool:
        fields = self.cleaned_data
        asked = fields["asked"]
        return key_cases.settle(asked, on=fields["on"], result=fields["result"], by=self.by)[1]


class EndForm(_KeyForm):
    on = DayField(label="Thôi theo dõi từ ngày")
    end_reason = told("Lý do thôi theo dõi", 500)
    prefix, submit = "end", "Đưa ra khỏi danh sách"

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"on": today()}, **kwargs)

    def act(self) -> bool:
        assert self.mark is not None
        fields = self.cleaned_data
        key_cases.end(self.mark, on=fields["on"], reason=fields["end_reason"], by=self.by)
        return False


# ---------------------------------------------------------------- the list
class KeyFilter(ScopeForm):
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)
    reason = forms.ChoiceField(
        label="Lý do", required=False,
        choices=[("", "Tất cả"), *((reason.code, reason.label) for reason in REASONS)],
    )  # fmt: skip
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"), label="Đề nghị với", required=False, empty_label="Tất cả"
    )
    field_order = ("state", "reason", "agency", "office", "officer")

    def __init__(self, data: Any, *, by: User) -> None:
        super().__init__(data, by=by)
        self.is_member = by.role == Role.COMMITTEE
        if self.is_member:
            del self.fields["agency"], self.fields["officer"]

    def rows(self) -> QuerySet[Any]:
        if not self.is_valid():
            return Case.objects.none()
        chosen = self.cleaned_data
        rows = key_cases_of(self.by, chosen["state"], chosen.get("agency"))
        if not self.is_member:
            rows = rows.filter(**self.of_cases(""))
        if reason := chosen["reason"]:
            marks = KeyCase.objects.visible_to(self.by).standing().filter(reason=reason)
            rows = rows.filter(pk__in=marks.values("case"))
        return rows
