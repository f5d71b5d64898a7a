"""Attaching files to a case or an administrative judgment, and taking one back."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cases.actions.documents import Attached, Holder, attach, withdraw
from cases.choices import ActKind
from cases.forms.fields import WordsField
from cases.models import Act, Case, Document, Step, User
from cases.rules import Refusal
from cases.rules.files import ACCEPT, LABELS, MOST_BYTES, MOST_FILES

NEWEST = 50


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        if len(cleaned) > MOST_FILES:
            raise forms.ValidationError(f"Mỗi lần tối đa {MOST_FILES} tệp.")
        return [file for file in cleaned if file is not None]


class DocumentForm(forms.Form):
    file = FilesField(
        label="Tệp", allow_empty_file=True,
        help_text=f"{LABELS}; mỗi tệp tối đa {MOST_BYTES // 2**20} MB, chọn được nhiều tệp.",
        widget=ManyFiles(attrs={"accept": ACCEPT, "multiple": True}),
    )  # fmt: skip
    title = WordsField(
        label="Tên tài liệu", max_length=200, required=False,
        help_text="Để trống: lấy theo tên tệp.",
    )  # fmt: skip
    about = forms.ChoiceField(label="Gắn với", required=False)

    def __init__(
        self, *args: Any, holder: Holder, by: User, about: str = "", **kwargs: Any
    ) -> None:
        self.holder, self.by = holder, by
        super().__init__(*args, **kwargs)
        self.rows = self._rows()
        choices = [(key, f"{row} · {_number(row)}".rstrip(" ·")) for key, row in self.rows.items()]
        self.fields["about"].choices = [("", "Cả hồ sơ"), *choices]  # type: ignore[attr-defined]
        self.fields["about"].initial = about if about in self.rows else ""

    def _rows(self) -> dict[str, Act | Step]:
        """What a paper can belong to, the newest first."""
        steps = self.holder.steps.standing().order_by("-on", "-pk")[:NEWEST]
        rows: list[tuple[str, Act | Step]] = [(f"step-{row.pk}", row) for row in steps]
        if isinstance(self.holder, Case):
            acts = self.holder.acts.exclude(kind=ActKind.REVERSE).order_by("-on", "-pk")[:NEWEST]
            rows = [*((f"act-{row.pk}", row) for row in acts), *rows]
        return dict(sorted(rows, key=lambda found: found[1].on, reverse=True))

    def apply(self) -> Attached | None:
        if not self.is_valid():
            return None
        row = self.rows.get(self.cleaned_data["about"])
        try:
            return attach(
                self.holder, self.cleaned_data["file"], by=self.by,
                title=self.cleaned_data["title"],
                act=row if isinstance(row, Act) else None,
                step=row if isinstance(row, Step) else None,
            )  # fmt: skip
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None


def _number(row: Act | Step) -> str:
    number = row.decision if isinstance(row, Act) else row.document_no
    return f"số {number}" if number else ""


class WithdrawForm(forms.Form):
    reason = WordsField(label="Lý do gỡ", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, document: Document, by: User, **kwargs: Any) -> None:
        self.document, self.by = document, by
        super().__init__(*args, **kwargs)

    def apply(self) -> Document | None:
        if not self.is_valid():
            return None
        try:
            return withdraw(self.document, by=self.by, reason=self.cleaned_data["reason"])
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None
