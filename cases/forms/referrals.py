"""Putting a case to the steering committee or the chairman; its conclusion; the list."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet

from cases.actions import referrals
from cases.choices import Addressee
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.measures import refuse
from cases.forms.scope import ScopeForm
from cases.models import Agency, Case, Referral, User
from cases.rules import Refusal
from cases.today import today

WAITING, TO_FOLLOW, OVERDUE, DONE = "waiting", "to_follow", "overdue", "done"
STATES = [
    ("", "Chưa xong"),
    (OVERDUE, "Quá hạn thực hiện"),
    (WAITING, "Chờ kết luận"),
    (TO_FOLLOW, "Đang thực hiện kết luận"),
    (DONE, "Đã thực hiện"),
]


def long_words(label: str, **kwargs: Any) -> WordsField:
    return WordsField(
        label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs
    )


class ReferralForm(forms.Form):
    addressee = forms.ChoiceField(label="Gửi", choices=Addressee)
    on = DayField(label="Ngày gửi")
    document_no = WordsField(label="Số văn bản", max_length=60, required=False)
    put_to = forms.ModelMultipleChoiceField(
        Agency.objects.order_by("name"), label="Chỉ gửi cơ quan", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Để trống: cả Ban Chỉ đạo xem được. Chọn thì chỉ thành viên các cơ quan đó.",
    )  # fmt: skip
    reason = long_words(
        "Lý do", help_text="Khó khăn, vướng mắc; tính chất lớn, phức tạp; ý kiến khác của Công an."
    )
    asked = long_words("Đề nghị", help_text="Việc cần cho ý kiến, chỉ đạo; cơ quan cần phối hợp.")

    def __init__(self, data: Any, *, case: Case, by: User) -> None:
        self.case, self.by, self.repeated = case, by, False
        super().__init__(data, initial={"on": today()})

    def apply(self) -> Referral | None:
        if not self.is_valid():
            return None
        fields = self.cleaned_data
        try:
            done, self.repeated = referrals.refer(
                self.case, by=self.by, **fields | {"addressee": Addressee(fields["addressee"])}
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return None
        return done


class ConclusionForm(forms.Form):
    on = DayField(label="Ngày kết luận")
    number = WordsField(label="Số văn bản kết luận", max_length=60, required=False)
    words = long_words("Kết luận, ý kiến chỉ đạo")
    responsible = WordsField(label="Cơ quan thực hiện", max_length=200, required=False)
    due_on = DayField(label="Thực hiện trước ngày", required=False)

    def __init__(self, data: Any, *, referral: Referral, by: User) -> None:
        self.referral, self.by = referral, by
        super().__init__(data, initial={"on": today()}, prefix="conclusion")

    def apply(self) -> Referral | None:
        if not self.is_valid():
            return None
        said = referrals.Conclusion(**self.cleaned_data)
        try:
            return referrals.conclude(self.referral, said, by=self.by)
        except Refusal as refusal:
            refuse(self, refusal)
        return None


class FollowForm(forms.Form):
    on = DayField(label="Thực hiện xong ngày")
    words = long_words("Kết quả thực hiện kết luận")

    def __init__(self, data: Any, *, referral: Referral, by: User) -> None:
        self.referral, self.by = referral, by
        super().__init__(data, initial={"on": today()}, prefix="follow")

    def apply(self) -> Referral | None:
        if not self.is_valid():
            return None
        try:
            return referrals.follow_up(self.referral, by=self.by, **self.cleaned_data)
        except Refusal as refusal:
            refuse(self, refusal)
        return None


class ReferralFilter(ScopeForm):
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)
    addressee = forms.ChoiceField(
        label="Gửi", required=False, choices=[("", "Tất cả"), *Addressee.choices]
    )
    field_order = ("state", "addressee", "officer", "office")

    def rows(self) -> QuerySet[Referral]:
        """Overdue follow-ups first, then by what is due, those waiting, the newest."""
        rows = Referral.objects.visible_to(self.by).standing()
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        unfollowed = Q(followed_on=None, concluded_on__isnull=False)
        states = {
            "": Q(followed_on=None),
            OVERDUE: unfollowed & Q(due_on__lt=today()),
            WAITING: Q(concluded_on=None),
            TO_FOLLOW: unfollowed,
            DONE: Q(followed_on__isnull=False),
        }
        rows = rows.filter(states[asked["state"]], **self.of_cases())
        if asked["addressee"]:
            rows = rows.filter(addressee=asked["addressee"])
        rows = rows.select_related("case__office", "case__officer")
        if asked["state"] == DONE:
            return rows.order_by("-followed_on", "-pk")
        return rows.order_by(F("due_on").asc(nulls_last=True), "-sent_on", "-pk")
