"""The filters of the page of deadlines, of the self-check, and the form of the calendar."""

from datetime import date

from django import forms
from django.db.models import F, Q, QuerySet

from cases.deadlines import DUTY, RUNNING
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.scope import ScopeForm
from cases.models import Deadline
from cases.terms import NAMES, TERMS, Side

STATES = {
    "": "Đang chạy",
    "overdue": "Quá hạn",
    "done": "Đã làm đúng hạn",
    "late": "Đã làm muộn",
    "ended": "Thôi tính",
    "all": "Tất cả",
}
_COUNTED = {term.key for term in TERMS if term.side != Side.RULE}
TERM_CHOICES = sorted(
    ((key, name) for key, name in NAMES.items() if key in _COUNTED), key=lambda item: item[1]
)


class DeadlineForm(ScopeForm):
    officers_of_office = True
    term = forms.ChoiceField(
        label="Thời hạn", required=False, choices=[("", "Tất cả"), *TERM_CHOICES]
    )
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES.items())
    whose = forms.ChoiceField(
        label="Của ai",
        required=False,
        choices=[("", "Cơ quan thi hành án"), ("others", "Nơi khác, đương sự"), ("all", "Tất cả")],
    )
    since = DayField(label="Hết hạn từ ngày", required=False)
    until = DayField(label="Đến ngày", required=False)

    field_order = ("state", "term", "office", "officer", "since", "until", "whose")

    def rows(self, today: date) -> QuerySet[Deadline]:
        """What matches; nothing when the filter itself is wrong."""
        if not self.is_valid():
            return Deadline.objects.none()
        found, asked = Deadline.objects.visible_to(self.by), self.cleaned_data
        for name in ("office", "officer"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        if asked["term"]:
            found = found.filter(term=asked["term"])
        elif asked["whose"] != "all":
            found = found.filter(~DUTY if asked["whose"] == "others" else DUTY)
        if asked["since"]:
            found = found.filter(due_on__gte=asked["since"])
        if asked["until"]:
            found = found.filter(due_on__lte=asked["until"])
        found = found.filter(_standing(asked["state"], today))
        # What is to come: the nearest first. What is past: the latest first.
        past = asked["state"] not in ("", "overdue")
        return found.order_by(*(("-due_on", "-pk") if past else ("due_on", "pk")))


def _standing(state: str, today: date) -> Q:
    return {
        "": RUNNING,
        "overdue": RUNNING & DUTY & Q(due_on__lt=today),
        "done": Q(done_on__lte=F("due_on")),
        "late": Q(done_on__gt=F("due_on")),
        "ended": Q(ended_on__isnull=False),
        "all": Q(),
    }[state]


class CheckForm(ScopeForm):
    officers_of_office = True
    since = DayField(label="Hết hạn từ ngày", required=False)


class CalendarForm(forms.Form):
    day = DayField(label="Ngày")
    working = forms.TypedChoiceField(
        label="Là",
        choices=[("", "– chọn –"), ("0", "Ngày nghỉ"), ("1", "Ngày làm việc")],
        coerce=lambda value: value == "1",
    )
    note = WordsField(
        label="Căn cứ", max_length=200, help_text="Số, ngày văn bản cho nghỉ hoặc làm bù"
    )
