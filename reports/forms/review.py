"""A review: which years it is of, and one block of its text."""

from typing import Any

from django import forms

from cases.forms.fields import WordsField
from cases.models import Office, User
from cases.rules import Refusal
from reports.forms.choosing import years
from reports.models import Review, ReviewBlock
from reports.review import editing
from reports.review.kept import BOUNDARIES

LONGEST = 20_000


class ReviewForm(forms.Form):
    """Lập báo cáo: the years, the boundaries, the title."""

    title = WordsField(label="Trích yếu", max_length=250)
    first_year = forms.TypedChoiceField(label="Từ năm thống kê", choices=years, coerce=int)
    last_year = forms.TypedChoiceField(label="Đến năm thống kê", choices=years, coerce=int)
    boundaries = forms.ChoiceField(label="Địa giới", choices=list(BOUNDARIES.items()))

    FIELDS = {"first": "first_year", "last": "last_year", "year": "first_year"}

    def apply(self, *, by: User, office: Office) -> Review | None:
        if not self.is_valid():
            return None
        try:
            return editing.begin(by=by, office=office, **self.cleaned_data)
        except Refusal as refused:
            field = self.FIELDS.get(refused.field or "", refused.field)
            self.add_error(field if field in self.fields else None, str(refused))
            return None


class BlockForm(forms.Form):
    """One block, with the version it was written from. Line breaks are paragraphs."""

    words = forms.CharField(
        label="Nội dung", required=False, max_length=LONGEST, strip=False,
        widget=forms.Textarea(attrs={"rows": 9}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, block: ReviewBlock) -> None:
        super().__init__(
            data, prefix=block.code, initial={"words": block.words, "version": block.version}
        )
        self.block = block
        self.fields["words"].label = block.title

    def over(self, theirs: ReviewBlock, told: str) -> None:
        """What was typed comes back whole, to be saved over the version that is told."""
        self.data = {**self.data.dict(), self.add_prefix("version"): str(theirs.version)}  # type: ignore[attr-defined]
        self.add_error("words", told)

    def clean_words(self) -> str:
        """One spelling of letters; lines stay as they are."""
        return editing.spelled(self.cleaned_data["words"])
