"""Which part of the publication list is shown, and what is recorded on the chosen rows."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.actions.publication import record_publication
from cases.choices import StepKind
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.scope import ScopeForm
from cases.models import Case, Office, Step, User
from cases.roles import SEES_BELOW
from cases.rules import Refusal
from cases.rules.publication import FOLLOWS, Publication
from cases.today import today

WORDS = {
    StepKind.PUBLISHED: "Ghi đã công khai",
    StepKind.PUBLICATION_CHANGED: "Ghi đã sửa nội dung",
    StepKind.PUBLICATION_ENDED: "Ghi đã chấm dứt công khai",
}


class PublicationFilter(ScopeForm):
    state = forms.ChoiceField(choices=Publication.choices, required=False)

    @property
    def state_chosen(self) -> Publication:
        chosen = self.cleaned_data.get("state") if self.is_valid() else ""
        return Publication(chosen or Publication.WAITING)

    def cases(self) -> QuerySet[Case]:
        """The scope; of one office by its numbers, so that the planner starts from its cases."""
        cases = Case.objects.visible_to(self.by)
        if not self.is_valid():
            return cases.none()
        offices = Office.objects.visible_to(self.by)
        if office := self.cleaned_data.get("office"):
            offices = offices.itself(office.pk)
        if office or self.by.role not in SEES_BELOW:
            cases = cases.filter(office__in=list(offices.values_list("pk", flat=True)))
        if officer := self.cleaned_data.get("officer"):
            cases = cases.filter(officer=officer)
        return cases


class PublicationForm(forms.Form):
    """What is recorded on the rows that were ticked."""

    on = DayField(label="Ngày")
    document_no = WordsField(label="Số văn bản gửi", required=False, max_length=60)
    kind = forms.ChoiceField(choices=[(kind.value, words) for kind, words in WORDS.items()])
    case = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)

    def __init__(self, data: Any, *, by: User, state: Publication) -> None:
        super().__init__(data, initial={"on": today()})
        self.by = by
        self.buttons = [(kind.value, WORDS[kind]) for kind in FOLLOWS[state]]
        chosen = data.getlist("case") if data is not None else []
        self.fields["case"].choices = [(pk, pk) for pk in chosen if pk.isdecimal()]  # type: ignore[attr-defined]
        self.fields["case"].error_messages["required"] = "Chọn ít nhất một việc trong danh sách."

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > today():
            raise forms.ValidationError("Ngày ở tương lai.")
        return self.cleaned_data["on"]

    def apply(self) -> tuple[list[Step], list[tuple[Case, str]]] | None:
        if not (self.is_bound and self.is_valid()):
            return None
        fields = self.cleaned_data
        try:
            return record_publication(
                fields["case"],
                StepKind(fields["kind"]),
                on=fields["on"],
                by=self.by,
                document_no=fields["document_no"],
            )
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        return None
