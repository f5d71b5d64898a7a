"""Recording an act: which acts a person is offered on a case, and the form of each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max

from cases.actions import drafts
from cases.actions.charges import falls_due
from cases.actions.decisions import check, decide, facts_of
from cases.actions.intake import class_of
from cases.actions.ledger import Paper, Stale, rehearse
from cases.actions.rights import carries_on, is_city_on, is_own
from cases.casefile import Movement, Sum, movements_of, obligations_of, reversible, total_of
from cases.choices import (
    BUDGET_KINDS,
    ActKind,
    JudgmentKind,
    OfficeKind,
    Origin,
    Register,
)
from cases.forms.days import DayField
from cases.forms.fields import MoneyField, WordsField
from cases.models import Act, Case, CaseClass, Draft, Office, Officer, User
from cases.periods import statistical_year
from cases.roles import may_prepare, may_record
from cases.rules import Refusal
from cases.rules.conditions import warnings
from cases.rules.grounds import (
    ACTS_WITH_GROUND,
    ERROR,
    INSTALMENT,
    INTEREST,
    Ground,
    ground_of,
    grounds_of,
)
from cases.rules.moves import NEEDS_AMOUNT, PARTIAL, REGISTER, allowed, ex_officio_only
from cases.rules.refusal import written
from cases.today import today

USUAL = {
    ActKind.COMPLETE: "Đương sự đã thực hiện xong quyền, nghĩa vụ",
    ActKind.REDUCE: "Theo thời gian và số tiền còn lại (khoản 1, 2, 3 Điều 61)",
}
"""What an act rests on when no ground is chosen."""

WITHOUT_SCREEN = (ActKind.INTAKE, ActKind.TRANSFER)
ORDER = (
    ActKind.COLLECT, ActKind.PAY_OUT, ActKind.COMPLETE, ActKind.WITHOUT_MEANS, ActKind.RESUME,
    ActKind.POSTPONE, ActKind.SUSPEND, ActKind.TERMINATE, ActKind.REDUCE, ActKind.DELEGATE,
    ActKind.RECALL, ActKind.TAKE_UP, ActKind.SEPARATE_BOOK, ActKind.RETURN_REQUEST, ActKind.AMEND,
    ActKind.HANDOVER, ActKind.RECLASSIFY, ActKind.REVERSE,
)  # fmt: skip
PAPERLESS = (Register.ENTRIES,)
PAPERS = {Register.RECEIPTS: "Số biên lai, phiếu thu", Register.VOUCHERS: "Số phiếu chi"}
DAYS = {
    ActKind.COLLECT: "Ngày thu",
    ActKind.PAY_OUT: "Ngày chi",
    ActKind.COMPLETE: "Ngày kết thúc",
    ActKind.HANDOVER: "Ngày bàn giao",
    ActKind.RECLASSIFY: "Ngày phân loại lại",
    ActKind.REVERSE: "Ngày hủy",
}


# ---------------------------------------------------------------- what is offered
@dataclass(frozen=True)
class Offer:
    """An act this person may record now, or only prepare for a signature."""

    kind: ActKind
    records: bool


def rights_on(case: Case, kind: ActKind, by: User, city: bool | None = None) -> bool | None:
    """True: records it. False: prepares it. None: neither.

    The city takes a case up; what else happens to a case is its own office's to record. Money is
    the accountants' alone. Officers write their own cases. `city`: what `is_city_on` said.
    """
    if city is None:
        city = is_city_on(case, by)
    if city != (kind == ActKind.TAKE_UP):
        return None
    return _right(case, kind, by)


def _right(case: Case, kind: ActKind, by: User) -> bool | None:
    if may_record(by.role, kind):
        return True
    return False if may_prepare(by.role, kind) and is_own(case, by) else None


def right_to(draft: Draft, by: User, city: bool | None = None) -> bool | None:
    """True: signs it into the books. False: prepares it. None: neither."""
    if draft.case is not None:
        return rights_on(draft.case, ActKind(draft.kind), by, city)
    if not carries_on(draft.office, by):
        return None
    return (
        True
        if may_record(by.role, draft.kind)
        else False
        if may_prepare(by.role, draft.kind)
        else None
    )


def open_acts(case: Case, total: Sum, on: date) -> list[ActKind]:
    """The acts the rules allow from where the case and its money stand today."""
    moves = set(allowed(case.heading, on=on, origin=case.case_class.origin))
    if not total.rest:
        moves.discard(ActKind.REDUCE)
        if total.fixed or not falls_due(case, on):
            moves.discard(ActKind.COLLECT)
    else:
        moves.discard(ActKind.COMPLETE)
    if not total.held:
        moves.discard(ActKind.PAY_OUT)
    moves.add(ActKind.REVERSE)
    return [kind for kind in ORDER if kind in moves]


def offers_to(by: User, case: Case, total: Sum, on: date, city: bool | None = None) -> list[Offer]:
    if city is None:
        city = is_city_on(case, by)
    kinds = [k for k in open_acts(case, total, on) if city == (k == ActKind.TAKE_UP)]
    offers = [(kind, _right(case, kind, by)) for kind in kinds]
    return [Offer(kind, records) for kind, records in offers if records is not None]


@dataclass(frozen=True)
class NextStep:
    """What the balances ask for; the offer is None when it is another's to record."""

    words: str
    more: str
    offer: Offer | None


def next_step(case: Case, total: Sum, offers: list[Offer]) -> NextStep | None:
    offered = {offer.kind: offer for offer in offers}
    if total.held:
        held = written(total.held)
        words, more = f"Đã thu, chưa chi trả {held} đồng", ""
        return NextStep(words, more, offered.get(ActKind.PAY_OUT))
    if case.is_open and total.due and total.reduced == total.due:
        ground = ground_of(ActKind.TERMINATE, "e", today())
        more = f"Ra quyết định đình chỉ thi hành án ({ground.basis})." if ground else ""
        return NextStep("Đã miễn toàn bộ nghĩa vụ", more, offered.get(ActKind.TERMINATE))
    if case.is_open and total.due and not total.rest:
        words, more = "Không còn khoản nào phải thi hành", "Có thể kết thúc việc thi hành án."
        return NextStep(words, more, offered.get(ActKind.COMPLETE))
    return None


# ---------------------------------------------------------------- choices
class ObligationChoice(forms.ModelChoiceField):
    """An obligation with what is left of it, or held."""

    def __init__(self, case: Case, kind: ActKind, **kwargs: Any) -> None:
        rows, _ = obligations_of(case)
        held = kind == ActKind.PAY_OUT
        self.amounts = {r.obligation.pk: r.sum.held if held else r.sum.rest for r in rows}
        self.word = "đang giữ" if held else "còn"
        super().__init__(case.obligations.order_by("pk"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        left = written(self.amounts.get(obj.pk, 0))
        return f"{obj} — {self.word} {left} đồng"


class ActChoice(forms.ModelChoiceField):
    """The acts that may be reversed, each with what turning it would give back."""

    widget = forms.RadioSelect

    def __init__(self, case: Case, **kwargs: Any) -> None:
        self.moved: dict[int, list[Movement]] = movements_of(case)
        standing = reversible(case, list(case.acts.all()), self.moved)
        rows = case.acts.filter(pk__in=standing).order_by("-booked_on", "-pk")
        super().__init__(rows, empty_label=None, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        back = "; ".join(
            str(Movement(m.target, m.source, m.cases, m.amount)) for m in self.moved.get(obj.pk, ())
        )
        number = f" số {obj.decision}" if obj.decision else ""
        return f"{obj}{number} · trả lại {back}"


class OfficerOfOffice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.name}" if obj.name else obj.code


def officers_of(by: User, office_id: int) -> Any:
    day = today()
    rows = Officer.objects.visible_to(by).filter(office=office_id, valid_from__lte=day)
    return rows.exclude(valid_to__lt=day)


def issuing_office(case: Case, kind: ActKind, by: User) -> Office:
    """Whose register numbers the act: the city takes up, and decides for its divisions."""
    if kind == ActKind.TAKE_UP and by.office is not None:
        return by.office
    numbered = REGISTER[kind] not in (*PAPERLESS, *PAPERS)
    if case.office.kind == OfficeKind.REGIONAL and numbered and case.office.parent is not None:
        return case.office.parent
    return case.office


def proposed_number(office: Office, kind: str, on: date) -> str:
    """The number after the last one of the register this year: "215/QĐ-CCTHADS"."""
    rows = office.acts_issued.filter(
        register=REGISTER[kind], decision_year=statistical_year(on), reversed_by=None
    )
    last = rows.aggregate(last=Max("decision_no"))["last"] or 0
    return f"{last + 1}/QĐ-{office.symbol}" if office.symbol else f"{last + 1}/QĐ"


# ---------------------------------------------------------------- the form
class ActForm(forms.Form):
    """One act on one case. `records` is whether it enters the books or becomes a draft."""

    on = DayField(label="Ngày quyết định")
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        case: Case,
        kind: ActKind,
        by: User,
        records: bool,
        draft: Draft | None = None,
        chosen: str | None = None,
        typed: Any = None,
        **kwargs: Any,
    ) -> None:
        self.case, self.kind, self.by, self.records = case, kind, by, records
        self.draft = draft
        self.issuing = issuing_office(case, kind, by)
        self.repeated = False
        kept = {name: value for name, value in draft.fields.items() if value} if draft else {}
        kwargs["initial"] = self._initial(chosen) | kept | {"last_seen": self._newest()}
        if typed is not None:  # looked at again, as typed
            kwargs["initial"] |= typed.dict()
        super().__init__(*args, **kwargs)
        self.day = self._day()
        self.fields["on"].label = DAYS.get(kind, "Ngày quyết định")
        self._add_what()
        self._add_paper()
        self.fields["note"] = WordsField(
            label="Lý do hủy" if kind == ActKind.REVERSE else "Ghi chú",
            required=kind == ActKind.REVERSE,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.order_fields(
            ["reverses", "to_officer", "amount", "obligation", "on", "ground", "until", "method",
             "book", "decision", "signer", "party", "name"]
        )  # fmt: skip

    def _day(self) -> date:
        """The day entered: its law gives the grounds and articles the page offers."""
        given = self.data.get("on") if self.is_bound else self.initial.get("on")
        try:
            return DayField(required=True).clean(given)  # type: ignore[no-any-return]
        except forms.ValidationError:
            return today()

    @property
    def follows_day(self) -> bool:
        """Whether what the page offers changes with the day entered."""
        return "ground" in self.fields

    @property
    def warnings(self) -> list[str]:
        """What the file does not show yet for an act of that day."""
        return warnings(self.kind, self.day, facts_of(self.case, self.day))

    def _newest(self) -> int:
        return self.case.acts.aggregate(newest=Max("pk"))["newest"] or 0

    def _initial(self, chosen: str | None) -> dict[str, Any]:
        initial: dict[str, Any] = {"on": today(), "reverses": chosen}
        if self.records and self._numbered:
            initial["decision"] = proposed_number(self.issuing, self.kind, today())
            if self.by.may("sign"):
                initial["signer"] = self.by.name
        if self.kind == ActKind.RECLASSIFY:
            row = self.case.case_class
            initial |= {name: getattr(row, name) for name in ("origin", "judgment_kind")}
            initial |= {name: getattr(row, name) for name in CaseClass.FLAGS}
        return initial

    @property
    def _numbered(self) -> bool:
        """Whether a signed decision of the office stands behind the act."""
        return REGISTER[self.kind] not in (*PAPERLESS, *PAPERS)

    def _add_what(self) -> None:
        kind, case = self.kind, self.case
        if kind in NEEDS_AMOUNT or kind in PARTIAL:
            signed = kind == ActKind.AMEND
            self.fields["amount"] = MoneyField(
                label="Tăng (+), giảm (−)" if signed else "Số tiền",
                signed=signed,
                required=kind in NEEDS_AMOUNT,
                help_text="" if kind in NEEDS_AMOUNT else
                "Để trống: cả việc cùng toàn bộ số còn lại. Nhập số hoặc chọn khoản: chỉ phần ấy.",
            )  # fmt: skip
            if case.obligations.count() > 1:
                self.fields["obligation"] = ObligationChoice(
                    case, kind, label="Khoản nghĩa vụ", required=kind == ActKind.AMEND,
                    empty_label="Chọn khoản" if kind == ActKind.AMEND else "Lần lượt các khoản",
                )  # fmt: skip
        if kind in ACTS_WITH_GROUND and (rows := self._grounds()):
            self._add_ground(rows)
        if kind == ActKind.HANDOVER:
            self.fields["to_officer"] = OfficerOfOffice(
                officers_of(self.by, case.office_id).exclude(pk=case.officer_id or 0),
                label="Chấp hành viên nhận", empty_label="Chọn Chấp hành viên",
            )  # fmt: skip
        if kind == ActKind.RECLASSIFY:
            self.fields["origin"] = forms.ChoiceField(label="Cách ra quyết định", choices=Origin)
            self.fields["judgment_kind"] = forms.ChoiceField(label="Loại án", choices=JudgmentKind)
            for name in CaseClass.FLAGS:
                label = CaseClass._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                self.fields[name] = forms.BooleanField(
                    label=str(label).capitalize(), required=False
                )
        if kind == ActKind.REVERSE:
            self.fields["reverses"] = ActChoice(
                case, label="Bút toán cần hủy",
                error_messages={"invalid_choice": "Bút toán này đã được hủy, chọn bút toán khác."},
            )  # fmt: skip

    def _grounds(self) -> list[Ground]:
        """Those of the law of the day; from where the case stands, unless a part is moved."""
        part = self.data.get("amount") if self.is_bound else None
        rows = grounds_of(self.kind, self.day, "" if part else self.case.heading)
        return [g for g in rows if g.code not in (INTEREST, INSTALMENT)]

    def _add_ground(self, rows: list[Ground]) -> None:
        none = USUAL.get(self.kind, "Chọn căn cứ")
        plain = self.kind in USUAL
        self.fields["ground"] = forms.ChoiceField(
            label="Căn cứ", required=not plain,
            choices=[("", none), *((g.code, f"{g.label} — {g.basis}") for g in rows)],
            help_text=f"Theo luật áp dụng cho ngày {self.day:%d/%m/%Y}.",
            error_messages={"invalid_choice": "Căn cứ này không áp dụng cho ngày "
                            f"{self.day:%d/%m/%Y}: chọn lại trong danh mục của ngày ấy."},
        )  # fmt: skip
        if self.kind == ActKind.AMEND:
            self.fields["ground"].initial = ERROR
        terms = [g for g in rows if g.term]
        if terms:
            self.fields["until"] = DayField(
                label="Hoãn đến hết ngày", required=False,
                help_text="Khi căn cứ có thời hạn: " + "; ".join(g.label for g in terms) + ".",
            )  # fmt: skip

    def _add_paper(self) -> None:
        register = REGISTER[self.kind]
        if register in PAPERLESS:
            return
        self.fields["decision"] = WordsField(
            label=PAPERS.get(register, "Số quyết định"),
            max_length=60,
            required=self.records and self.kind != ActKind.SEPARATE_BOOK,
            help_text="" if self.records else "Để trống khi chờ người ký cấp số.",
        )
        if self._numbered:
            self.fields["signer"] = WordsField(
                label="Người ký", max_length=100, required=self.records
            )

    def position(self) -> dict[str, Any]:
        """What the page shows beside the form: where the case and its money stand."""
        rows, total = obligations_of(self.case)
        return {"obligations": rows, "total": total}

    # ------------------------------------------------------------ writing
    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        budget = self.case.obligations.filter(kind__in=BUDGET_KINDS).exists()
        if (
            self.kind == ActKind.RECLASSIFY
            and fields.get("origin") == Origin.ON_REQUEST
            and (budget or fields.get("budget"))
        ):
            self.add_error("origin", ex_officio_only(self.day))
        return fields

    def apply(self) -> Act | Draft | None:
        """The act or the draft, or None when the books refuse: then the reason is at its field."""
        if not self.is_valid():
            return None
        try:
            return self._record() if self.records else self._save_draft()
        except Stale as stale:
            if twin := next((act for act in stale.acts if self._is_same(act)), None):
                self.repeated = True
                return twin
            typed = self.data.copy()  # type: ignore[attr-defined]
            typed["last_seen"] = str(self._newest())
            self.data = typed
            self.add_error(None, str(stale))
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return None

    def _record(self) -> Act:
        def write() -> Act:
            return self._write(self._paper(), self.cleaned_data["last_seen"])

        if not may_record(self.by.role, self.kind):
            raise PermissionDenied
        return write() if self.draft is None else drafts.sign(self.draft, by=self.by, write=write)

    def _write(self, paper: Paper, last_seen: int) -> Act:
        return decide(self.case.pk, by=self.by, paper=paper, last_seen=last_seen, **self._what())

    def _save_draft(self) -> Draft:
        check(self.case, until=self.cleaned_data.get("until"), **self._what())
        moved = rehearse(self.case, **self._what())
        money = sum(pair.amount for pair in moved if pair.obligation is not None)
        words = self.kind.label + (f" {written(money)} đồng" if money else "")
        typed = {k: v for k, v in self.data.items() if k in self.fields and k != "last_seen"}
        return drafts.save_draft(
            by=self.by,
            kind=self.kind,
            fields=typed,
            summary=words,
            case=self.case,
            draft=self.draft,
        )

    def _what(self) -> dict[str, Any]:
        fields = self.cleaned_data
        what = {
            name: fields.get(name)
            for name in ("on", "amount", "obligation", "reverses", "to_officer")
        }
        if self.kind == ActKind.RECLASSIFY:
            flags = {name: fields[name] for name in CaseClass.FLAGS}
            what["to_class"] = class_of(fields["origin"], fields["judgment_kind"], **flags)
        if self.kind in PARTIAL and fields.get("obligation") and not fields.get("amount"):
            rows, _ = obligations_of(self.case)  # a whole obligation is a part of the case
            what["amount"] = next(r.sum.rest for r in rows if r.obligation == fields["obligation"])
        return what | {"kind": self.kind, "ground": fields.get("ground", "")}

    def _paper(self) -> Paper:
        fields = self.cleaned_data
        return Paper(
            decision=fields.get("decision", ""),
            decided_on=fields["on"] if fields.get("decision") else None,
            signer=fields.get("signer", ""),
            issuing_office=self.issuing,
            note=fields["note"],
            until=fields.get("until"),
            prepared_by=self.draft.prepared_by if self.draft else None,
        )

    def _is_same(self, act: Act) -> bool:
        fields = self.cleaned_data
        reverses, obligation = fields.get("reverses"), fields.get("obligation")
        return (
            act.recorded_by_id == self.by.pk
            and (act.kind, act.on, act.amount, act.ground)
            == (
                self.kind,
                fields["on"],
                fields.get("amount") or act.amount,
                fields.get("ground", ""),
            )
            and act.decision == fields.get("decision", "")
            and (obligation is None or act.obligation_id == obligation.pk)
            and act.reverses_id == (reverses and reverses.pk)
        )


def closed_to(case: Case, kind: ActKind) -> str:
    """Why the rules do not allow the act now; empty when they do."""
    total = total_of(case)
    if kind in open_acts(case, total, today()):
        return ""
    if kind == ActKind.COMPLETE and total.rest:
        left = written(total.rest)
        return f"Chưa thể kết thúc: còn phải thi hành {left} đồng."
    if kind == ActKind.PAY_OUT:
        return "Không có tiền đã thu chưa chi."
    return f"Việc đang ở “{case.get_heading_display()}”, không thể ghi “{kind.label}”."
