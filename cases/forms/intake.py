"""Thụ lý: judgment, decision, parties and obligations on one page, with rows to add."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied

from cases.actions import drafts
from cases.actions.intake import already_opened, class_of
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case
from cases.choices import (
    BUDGET_KINDS,
    ActKind,
    JudgmentKind,
    ObligationKind,
    Origin,
    PartyRole,
    PersonKind,
)
from cases.forms.acts import OfficerOfOffice, officers_of, proposed_number
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.forms.intake_rows import ALL, MOST_ROWS, PARTS, STATE, rows_of
from cases.models import Case, CaseClass, Draft, Officer, User
from cases.roles import PREPARE, may_record
from cases.rules import Refusal
from cases.rules.refusal import written
from cases.today import today

BUDGET_LAW = "Khoản thu cho ngân sách do cơ quan thi hành án chủ động ra quyết định"
BUDGET_LAW += " (khoản 2 Điều 36 Luật THADS)."


class JudgmentForm(forms.Form):
    """The head of the page: judgment, decision, classification."""

    court = WordsField(label="Tòa án, cơ quan ban hành", max_length=150)
    judgment_no = WordsField(label="Bản án, quyết định số", max_length=60)
    judgment_on = DayField(label="Ngày bản án, quyết định")
    judgment_kind = forms.ChoiceField(label="Loại án", choices=JudgmentKind)
    origin = forms.ChoiceField(
        label="Cách ra quyết định thi hành án",
        choices=[(o.value, o.label) for o in (Origin.ON_REQUEST, Origin.EX_OFFICIO)],
    )
    decision = WordsField(label="Quyết định thi hành án số", max_length=60)
    decided_on = DayField(label="Ngày quyết định thi hành án")
    signer = WordsField(label="Người ký quyết định", max_length=100)
    officer = OfficerOfOffice(
        Officer.objects.none(), label="Chấp hành viên", required=False,
        empty_label="Chưa phân công",
    )  # fmt: skip
    budget = forms.BooleanField(
        label="Thu cho ngân sách nhà nước", required=False,
        help_text="Tự đánh dấu khi có án phí, phạt tiền, tịch thu.",
    )  # fmt: skip
    credit = forms.BooleanField(label="Tín dụng, ngân hàng", required=False)
    corruption = forms.BooleanField(label="Tham nhũng, kinh tế", required=False)
    is_key = forms.BooleanField(label="Trọng điểm, phức tạp", required=False)

    def __init__(self, *args: Any, officers: Any, records: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        if not records:
            for name in ("decision", "signer"):
                self.fields[name].required = False
            self.fields["decision"].help_text = "Để trống khi chờ người ký cấp số."

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        judged, decided = fields.get("judgment_on"), fields.get("decided_on")
        if decided and decided > today():
            self.add_error("decided_on", "Ngày quyết định ở tương lai.")
        if judged and judged > today():
            self.add_error("judgment_on", "Ngày bản án ở tương lai.")
        elif judged and decided and judged > decided:
            self.add_error("judgment_on", "Bản án phải có trước quyết định thi hành án.")
        if fields.get("budget") and fields.get("origin") == Origin.ON_REQUEST:
            self.add_error("budget", BUDGET_LAW)
        return fields


ADD = "add"


class Intake:
    """The whole page: the head and three lists of rows. `data` is what was posted.

    `officers` saves a page among hundreds (a table) from asking again who may be chosen.
    """

    def __init__(
        self, data: Any = None, *, by: User, draft: Draft | None = None, officers: Any = None
    ) -> None:
        self.by, self.draft = by, draft
        self.records = may_record(by.role, ActKind.INTAKE)
        if not self.records and not by.may(PREPARE):
            raise PermissionDenied
        if draft is not None and draft.office_id != by.office_id:
            raise PermissionDenied  # a case is docketed by the office that prepared it
        self.added = data.get(ADD) if data is not None else None
        self.bound = data is not None and self.added is None
        self.typed: dict[str, Any] = dict(
            data.items() if data is not None else draft.fields.items() if draft else ()
        )
        given = data if self.bound else None
        initial = {} if self.bound else self._initial()
        if officers is None:
            officers = officers_of(by, by.office_id or 0)
        self.form = JudgmentForm(given, initial=initial, officers=officers, records=self.records)
        self.repeated = False
        self.parts: dict[str, Any] = {}
        for prefix, (_, form, extra, least) in PARTS.items():
            kwargs: dict[str, Any] = {"prefix": prefix, "typed": self._typed_rows(prefix)}
            if prefix == "obligations":
                kwargs["form_kwargs"] = {p: self._names(p) for p in ("debtors", "creditors")}
            self.parts[prefix] = rows_of(form, extra, least)(given, **kwargs)
        if self.added in self.parts:  # on with typing, in the new row
            first = next(iter(self.parts[self.added].forms[-1].fields.values()))
            first.widget.attrs["autofocus"] = True

    # ------------------------------------------------------------ what was typed
    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"decided_on": today(), "officer": self.by.officer_id}
        if self.records and self.by.office is not None:
            initial["decision"] = proposed_number(self.by.office, ActKind.INTAKE, today())
            if self.by.may("sign"):
                initial["signer"] = self.by.name
        if self.added is not None:
            return dict(self.typed)
        return initial | {name: value for name, value in self.typed.items() if value}

    def _count(self, prefix: str) -> int:
        _, _, extra, least = PARTS[prefix]
        try:
            count = int(self.typed.get(f"{prefix}-TOTAL_FORMS", ""))
        except ValueError:
            count = extra + least
        return min(max(count, 1) + (self.added == prefix), MOST_ROWS)

    def _typed_rows(self, prefix: str) -> list[dict[str, Any]]:
        return [
            {
                key.removeprefix(f"{prefix}-{n}-"): value
                for key, value in self.typed.items()
                if key.startswith(f"{prefix}-{n}-")
            }
            for n in range(self._count(prefix))
        ]

    def _names(self, prefix: str) -> list[str]:
        return [row.get("name", "").strip() for row in self._typed_rows(prefix)]

    # ------------------------------------------------------------ checks
    def is_valid(self) -> bool:
        if not self.bound:
            return False
        fine = [self.form.is_valid(), *(part.is_valid() for part in self.parts.values())]
        if not all(fine):
            return False
        self._check_obligations()
        return not self.form.errors and all(not p.total_error_count() for p in self.parts.values())

    @property
    def refused(self) -> bool:
        return self.bound and bool(
            self.form.errors or any(part.total_error_count() for part in self.parts.values())
        )

    def _check_obligations(self) -> None:
        on_request = self.form.cleaned_data["origin"] == Origin.ON_REQUEST
        for row in self.parts["obligations"].entered:
            fields = row.cleaned_data
            if fields["kind"] in BUDGET_KINDS and on_request:
                row.add_error("kind", BUDGET_LAW)
            for name, prefix in (("debtor", "debtors"), ("creditor", "creditors")):
                if fields[name] not in (ALL, STATE) and fields[name] not in self._filled(prefix):
                    label = PARTS[prefix][0].lower()
                    row.add_error(name, f"Chưa nhập {label} số {fields[name]}.")

    def _filled(self, prefix: str) -> list[str]:
        """The numbers of the rows that name somebody."""
        return [
            str(n)
            for n, form in enumerate(self.parts[prefix].forms, 1)
            if form in self.parts[prefix].entered
        ]

    # ------------------------------------------------------------ writing
    def apply(self) -> Case | Draft | None:
        """The case or the draft, or None: then each reason stands at its field."""
        if not self.is_valid():
            return None
        if not self.records:
            return self._save_draft()
        new, paper = self._new(), self._paper()
        try:
            return self._open(new, paper)
        except Refusal as refusal:
            if first := already_opened(new, paper, self.by):
                self.repeated = True
                return first
            field = {"on": "decided_on"}.get(refusal.field or "", refusal.field)
            self.form.add_error(field if field in self.form.fields else None, str(refusal))
        return None

    def _open(self, new: NewCase, paper: Paper) -> Case:
        def write() -> Case:
            return open_case(new, on=self.form.cleaned_data["decided_on"], paper=paper, by=self.by)

        return write() if self.draft is None else drafts.sign(self.draft, by=self.by, write=write)

    def _save_draft(self) -> Draft | None:
        known = ("csrfmiddlewaretoken", "next")
        typed = {key: value for key, value in self.typed.items() if key not in known}
        names = [row.cleaned_data["name"] for row in self.parts["debtors"].entered]
        total = sum(row.cleaned_data["amount"] or 0 for row in self.parts["obligations"].entered)
        money = f" · {written(total)} đồng" if total else ""
        words = f"{ActKind.INTAKE.label}: {names[0]}{money}"
        try:
            return drafts.save_draft(
                by=self.by, kind=ActKind.INTAKE, fields=typed, summary=words[:300], draft=self.draft
            )
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
        return None

    def _paper(self) -> Paper:
        fields = self.form.cleaned_data
        return Paper(fields["decision"], fields["decided_on"], fields["signer"])

    def _new(self) -> NewCase:
        fields = self.form.cleaned_data
        assert self.by.office is not None
        parties: list[NewParty] = []
        index: dict[tuple[str, str], int] = {}
        for prefix, role in (("debtors", PartyRole.DEBTOR), ("creditors", PartyRole.CREDITOR)):
            for number, row in enumerate(self.parts[prefix].forms, 1):
                if row in self.parts[prefix].entered:
                    index[prefix, str(number)] = len(parties)
                    parties.append(row.party(role))
        rows = [row.cleaned_data for row in self.parts["obligations"].entered]
        if any(row["creditor"] == STATE for row in rows):
            index["creditors", STATE] = len(parties)
            state = PersonKind.STATE
            parties.append(NewParty(PartyRole.CREDITOR, state.label, kind=state))
        everybody = tuple(place for (prefix, _), place in index.items() if prefix == "debtors")
        flags = {name: fields[name] for name in CaseClass.FLAGS}
        flags["budget"] |= any(row["kind"] in BUDGET_KINDS for row in rows)
        return NewCase(
            office=self.by.office,
            officer=fields["officer"],
            case_class=class_of(fields["origin"], fields["judgment_kind"], **flags),
            court=fields["court"],
            judgment_no=fields["judgment_no"],
            judgment_on=fields["judgment_on"],
            is_key=fields["is_key"],
            parties=tuple(parties),
            obligations=tuple(
                NewObligation(
                    kind=ObligationKind(row["kind"]),
                    amount=row["amount"] or 0,
                    description=row["description"],
                    creditor=index["creditors", row["creditor"]],
                    debtors=everybody
                    if row["debtor"] == ALL
                    else (index["debtors", row["debtor"]],),
                    joint=row["debtor"] == ALL,
                )
                for row in rows
            ),
        )
