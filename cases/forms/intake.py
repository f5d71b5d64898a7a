"""Thụ lý: judgment, decision, parties and obligations on one page, with rows to add."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions import drafts
from cases.actions.books import split_decision
from cases.actions.filings import check_decision, decide, in_time, limitation_of
from cases.actions.intake import already_opened, class_of
from cases.actions.ledger import NewCase, NewParty, Paper, open_case
from cases.actions.rights import carries_on
from cases.actions.steps import hold
from cases.choices import (
    BUDGET_KINDS,
    ActKind,
    FilingKind,
    JudgmentKind,
    Origin,
    PartyRole,
    PersonKind,
)
from cases.forms.acts import OfficerOfOffice, officers_of, proposed_number
from cases.forms.days import SHOWN, DayField
from cases.forms.fields import WordsField
from cases.forms.intake_remarks import Row, remarks_on
from cases.forms.intake_rows import ALL, BY_SHARE, MOST_ROWS, PARTS, STATE, rows_of
from cases.forms.persons import seen_while_typing
from cases.models import Case, CaseClass, Draft, Filing, Officer, User
from cases.roles import PREPARE, may_record
from cases.rules import Refusal
from cases.rules.filings import names_in
from cases.rules.moves import ex_officio_only
from cases.rules.refusal import written
from cases.rules.remarks import Remark, swap_words
from cases.today import today


class JudgmentForm(forms.Form):
    """The head of the page: judgment, decision, classification."""

    court = WordsField(label="Tòa án, cơ quan ban hành", max_length=150)
    judgment_no = WordsField(label="Bản án, quyết định số", max_length=60)
    judgment_on = DayField(label="Ngày bản án, quyết định")
    judgment_kind = forms.ChoiceField(label="Loại án", choices=JudgmentKind)
    effective_on = DayField(label="Ngày có hiệu lực", required=False)
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

    def __init__(
        self, *args: Any, officers: Any, records: bool, late: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        if not records:
            for name in ("decision", "signer"):
                self.fields[name].required = False
            self.fields["decision"].help_text = "Để trống khi chờ người ký cấp số."
        if late:
            self.fields["voluntary"] = forms.BooleanField(
                label="Phạm nhân tự nguyện nộp sau khi hết thời hiệu", required=False,
                help_text="Chỉ ra quyết định cho phần tự nguyện nộp (khoản 6 Điều 4 NĐ 62/2015; "
                "khoản 3 Điều 10 NĐ 152/2026).",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        judged, decided = fields.get("judgment_on"), fields.get("decided_on")
        effective, now = fields.get("effective_on"), today()
        if decided and decided > now:
            hint = swap_words(decided, judged, now)
            self.add_error("decided_on", f"Ngày quyết định ở tương lai.{hint}")
        if judged and judged > now:
            hint = swap_words(judged, None, decided or now)
            self.add_error("judgment_on", f"Ngày bản án ở tương lai.{hint}")
        elif judged and decided and judged > decided:
            hint = swap_words(judged, None, decided) or swap_words(decided, judged, now)
            self.add_error("judgment_on", f"Bản án phải có trước quyết định thi hành án.{hint}")
        if effective and effective > now:
            hint = swap_words(effective, judged, now)
            self.add_error("effective_on", f"Ngày có hiệu lực ở tương lai.{hint}")
        elif judged and effective and effective < judged:
            hint = swap_words(effective, judged, now) or swap_words(judged, None, effective)
            self.add_error(
                "effective_on", f"Bản án không thể có hiệu lực trước ngày ban hành.{hint}"
            )
        if fields.get("budget") and fields.get("origin") == Origin.ON_REQUEST:
            self.add_error("budget", ex_officio_only(decided or today()))
        return fields


ADD, CONFIRMED, SEEK = "add", "confirmed", "seek"


def received(filing: Filing, only: str = "") -> dict[str, str]:
    """The page filled in with what the receipt book knows; `only` is one of several debtors."""
    judgment = filing.judgment
    requested = filing.kind == FilingKind.REQUEST
    typed = {
        "filing": str(filing.pk),
        "court": judgment.court,
        "judgment_no": judgment.number,
        "judgment_on": f"{judgment.on:{SHOWN}}" if judgment.on else "",
        "effective_on": f"{judgment.effective_on:{SHOWN}}" if judgment.effective_on else "",
        "judgment_kind": judgment.kind,
        "origin": Origin.ON_REQUEST if requested else Origin.EX_OFFICIO,
    }
    if filing.officer_id:
        typed["officer"] = str(filing.officer_id)
    for prefix, names in (("debtors", filing.debtor), ("creditors", filing.creditor)):
        split = names_in(names)[:MOST_ROWS] or [""]
        if prefix == "debtors" and only in split:
            split = [only]
        typed[f"{prefix}-TOTAL_FORMS"] = str(len(split))
        typed |= {f"{prefix}-{n}-name": name for n, name in enumerate(split)}
    return typed


class Intake:
    """The whole page: the head and three lists of rows. `data` is what was posted.

    `officers` saves a page among hundreds (a table) from asking again who may be chosen.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        by: User,
        draft: Draft | None = None,
        filing: Filing | None = None,
        only: str = "",
        asks: bool = True,
        officers: Any = None,
    ) -> None:
        """`asks`: what looks wrong is shown once and written when it is confirmed."""
        self.by, self.draft, self.filing, self.asks = by, draft, filing, asks
        self.remarks: list[Remark] = []
        self.records = may_record(by.role, ActKind.INTAKE)
        if not self.records and not by.may(PREPARE):
            raise PermissionDenied
        if draft is not None and not carries_on(draft.office, by):
            raise PermissionDenied  # a case is docketed by the office that prepared it, or its heir
        self.added = data.get(ADD) if data is not None else None
        self.aside = data is not None and (ADD in data or SEEK in data)
        self.bound = data is not None and not self.aside
        given_before = draft.fields if draft else received(filing, only) if filing else {}
        self.typed: dict[str, Any] = dict(data.items() if data is not None else given_before)
        given = data if self.bound else None
        initial = {} if self.bound else self._initial()
        if officers is None:
            officers = officers_of(by, by.office_id or 0)
        self.late = filing is not None and not in_time(limitation_of(filing), filing.filed_on)
        self.form = JudgmentForm(
            given, initial=initial, officers=officers, records=self.records, late=self.late
        )
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
        if self.aside:
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

    def seek(self) -> None:
        """Whom the parties typed so far may be: shown when the page comes back."""
        for prefix in ("debtors", "creditors"):
            for typed, row in zip(self._typed_rows(prefix), self.parts[prefix], strict=False):
                said = [str(typed.get(name, "")) for name in ("name", "birth_year", "identity_no")]
                row.met = seen_while_typing(self.by, *said)

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
                row.add_error("kind", ex_officio_only(self.form.cleaned_data["decided_on"]))
            for name, prefix in (("debtor", "debtors"), ("creditor", "creditors")):
                if fields[name] not in (ALL, BY_SHARE, STATE) and fields[name] not in self._filled(
                    prefix
                ):
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
        new, paper = (self._new(), self._paper()) if self.records else (None, None)
        if self._to_confirm():
            if new and paper and (first := already_opened(new, paper, self.by)):
                self.repeated = True
                return first
            return None
        if new is None or paper is None:
            return self._save_draft()
        try:
            return self._open(new, paper)
        except Refusal as refusal:
            if first := already_opened(new, paper, self.by):
                self.repeated = True
                return first
            self._refuse(refusal)
        return None

    def _to_confirm(self) -> bool:
        """Whether something looks wrong that the writer has not yet seen and confirmed."""
        self.remarks = [] if not self.asks else [r for r in self.all_remarks() if not r.error]
        return bool(self.remarks) and self.typed.get(CONFIRMED) != self.seen

    @property
    def seen(self) -> str:
        """A mark of the remarks shown: others would ask again."""
        words = "".join(f"{remark.field}{remark.text}" for remark in self.remarks)
        return sha256(words.encode()).hexdigest()[:16]

    def all_remarks(self) -> list[Remark]:
        return remarks_on(*self.read(), by=self.by, filing=self.filing)

    def read(self) -> tuple[dict[str, Any], list[Row], list[Row]]:
        """What could be read so far: the head, the debtors, the obligations."""

        def rows(prefix: str) -> list[Row]:
            part = self.parts[prefix]
            return [
                (n, getattr(form, "cleaned_data", {}))
                for n, form in enumerate(part.forms)
                if form in part.entered
            ]

        return getattr(self.form, "cleaned_data", {}), rows("debtors"), rows("obligations")

    def checked(self) -> list[Remark]:
        """Everything there is to say about what was typed so far, without what is still empty."""
        self.is_valid()
        found = list(self.all_remarks())
        forms_ = [self.form, *(form for part in self.parts.values() for form in part.entered)]
        for form in forms_:
            for name, errors in form.errors.as_data().items():
                field = form.add_prefix(name)
                found += [
                    Remark(field, message, error=True)
                    for error in errors
                    if error.code != "required" and self.typed.get(field)
                    for message in error.messages
                ]
        return found

    def _refuse(self, refusal: Refusal) -> None:
        field = {"on": "decided_on"}.get(refusal.field or "", refusal.field)
        self.form.add_error(field if field in self.form.fields else None, str(refusal))

    def _open(self, new: NewCase, paper: Paper) -> Case:
        on = self.form.cleaned_data["decided_on"]

        def write() -> Case:
            if self.filing is None:
                return open_case(new, on=on, paper=paper, by=self.by)
            voluntary = self.form.cleaned_data.get("voluntary", False)
            return decide(self.filing, new, on=on, paper=paper, by=self.by, voluntary=voluntary)

        def once() -> Case:
            """Without a number nothing but the same names tells a second send."""
            if split_decision(paper.decision)[0] is None:
                hold(self.by)
                if first := already_opened(new, paper, self.by):
                    self.repeated = True
                    return first
            return write()

        with transaction.atomic():
            if self.draft is None:
                return once()
            return drafts.sign(self.draft, by=self.by, write=write)

    def _save_draft(self) -> Draft | None:
        known = ("csrfmiddlewaretoken", "next", CONFIRMED)
        typed = {key: value for key, value in self.typed.items() if key not in known}
        names = [row.cleaned_data["name"] for row in self.parts["debtors"].entered]
        total = sum(row.cleaned_data["amount"] or 0 for row in self.parts["obligations"].entered)
        money = f" · {written(total)} đồng" if total else ""
        words = f"{ActKind.INTAKE.label}: {names[0]}{money}"
        fields = self.form.cleaned_data
        try:
            if self.filing is not None:
                check_decision(
                    self.filing, on=fields["decided_on"], effective_on=fields["effective_on"],
                    voluntary=fields.get("voluntary", False),
                )  # fmt: skip
            return drafts.save_draft(
                by=self.by, kind=ActKind.INTAKE, fields=typed, summary=words[:300], draft=self.draft
            )
        except Refusal as refusal:
            self._refuse(refusal)
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
        entered = self.parts["obligations"].entered
        rows = [row.cleaned_data for row in entered]
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
            effective_on=fields["effective_on"],
            is_key=fields["is_key"],
            parties=tuple(parties),
            obligations=tuple(
                form.obligation(
                    index["creditors", form.cleaned_data["creditor"]],
                    (debtor,)
                    if (debtor := index.get(("debtors", form.cleaned_data["debtor"]))) is not None
                    else everybody,
                )
                for form in entered
            ),
        )
