"""Receipt books: what comes in before a decision exists, and what becomes of it.

A filing's state is read off its steps and cases as of a day. Locks: the filing, then the books of
its office, then the number series.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, QuerySet, Value, When

from cases.actions.books import next_entry_no
from cases.actions.deadlines import calendar_now
from cases.actions.judgments import check_days, judgment_row
from cases.actions.ledger import NewCase, Paper, open_case
from cases.actions.receiving import enter, receiving_office
from cases.actions.rights import carries_on
from cases.actions.steps import cancel_step, record_step
from cases.choices import ActKind, ExclusionReason, FilingKind, FilingState, StepKind
from cases.models import Case, ExcludedPeriod, Filing, Judgment, Officer, Step, User
from cases.periods import statistical_year
from cases.roles import may_step
from cases.rules import Refusal
from cases.rules.filings import (
    AFTER,
    BOOK,
    DECIDABLE,
    REFUSAL_GROUNDS,
    TOO_LATE,
    filing_day,
    numbered_only_when_complete,
    refused_by,
)
from cases.rules.limitation import Excluded, Limitation, Periodic, limitation, periodic
from cases.today import today

_DECIDING = (
    StepKind.RECEIVED, StepKind.SUPPLEMENT_ASKED, StepKind.SUPPLEMENTED, StepKind.REFUSED,
)  # fmt: skip


@dataclass(frozen=True)
class NewFiling:
    """What stands on the paper and its envelope. `sent_on` is the postmark or electronic sending.

    `due_on` with the instalments is what the judgment sets for the duty, if it does.
    """

    kind: FilingKind
    channel: str
    received_on: date
    court: str
    judgment_no: str
    judgment_on: date
    judgment_kind: str
    sender: str
    sent_on: date | None = None
    effective_on: date | None = None
    creditor: str = ""
    debtor: str = ""
    content: str = ""
    officer: Officer | None = None
    due_on: date | None = None
    instalment_months: int | None = None
    instalments_until: date | None = None
    complete: bool = True


# ---------------------------------------------------------------- where filings stand
def standing(rows: QuerySet[Filing], *, state: str = "") -> QuerySet[Any]:
    """The filings received by today, each with its `state`.

    With `state`, only those: as conditions that the database can join by, not row by row.
    """
    on = today()
    marks = _marks(on)
    rows = rows.filter(received_on__lte=on)
    if state:
        code = FilingState(state)
        before = list(marks)[: list(marks).index(code)]
        rows = rows.filter(*(~marks[other] for other in before))
        if code != FilingState.WAITING:  # what is left when nothing else holds
            rows = rows.filter(marks[code])
        return rows.annotate(state=Value(code.value))
    chosen = (When(mark, then=Value(code.value)) for code, mark in marks.items())
    return rows.annotate(state=Choose(*chosen))


def _marks(on: date) -> dict[FilingState, Any]:
    """What tells each state, the first that holds; a step is written after the one it answers."""
    mine = OuterRef("pk")
    steps = Step.objects.filter(filing=mine, on__lte=on, cancelled_by=None)
    received = steps.filter(kind=StepKind.RECEIVED)
    answers = Step.objects.filter(
        filing=OuterRef("filing"), kind=StepKind.SUPPLEMENTED, on__lte=on, cancelled_by=None,
        pk__gt=OuterRef("pk"),
    )  # fmt: skip
    asked = steps.filter(~Exists(answers), kind=StepKind.SUPPLEMENT_ASKED)
    decided = Case.objects.filter(
        filing=mine, decided_on__lte=on, acts__kind=ActKind.INTAKE, acts__reversed_by=None
    )
    return {
        FilingState.DECIDED: Exists(decided),
        FilingState.STRUCK_OUT: ~Exists(received),
        FilingState.REFUSED: Exists(steps.filter(kind=StepKind.REFUSED)),
        FilingState.INCOMPLETE: Exists(asked),
        FilingState.WAITING: Exists(received),
    }


def state_of(filing: Filing) -> FilingState:
    row = standing(Filing.objects.filter(pk=filing.pk)).get()
    return FilingState(row.state)


def last_step(filing: Filing) -> Step | None:
    """The step that decides where the filing stands."""
    steps = filing.steps.filter(kind__in=_DECIDING, cancelled_by=None)
    return steps.order_by("on", "pk").last()


def limitation_of(filing: Filing, effective_on: date | None = None) -> Limitation | Periodic | None:
    """The limitation of a request; None for what has none, or while its first day is not known."""
    if filing.kind != FilingKind.REQUEST:
        return None
    spans = [
        Excluded(row.since, row.until, ExclusionReason(row.reason))
        for row in filing.excluded_periods.all()
    ]
    calendar = calendar_now()
    due, filed = filing.due_on, filing.filed_on
    if due and filing.instalment_months:
        until = filing.instalments_until or max(filed, due)
        months = filing.instalment_months
        return periodic(due, months, until, filed, spans, calendar=calendar)
    since = due or effective_on or filing.judgment.effective_on
    return limitation(since, spans, due=bool(due), calendar=calendar) if since else None


def in_time(found: Limitation | Periodic | None, filed_on: date) -> bool:
    """Whether a request may still be decided on; what cannot be counted does not bar it."""
    if isinstance(found, Periodic):
        return bool(found.open)
    return found is None or found.allows(filed_on)


# ---------------------------------------------------------------- receiving
@transaction.atomic
def receive(new: NewFiling, *, by: User) -> tuple[Filing, bool]:
    """Vào sổ nhận. The same page sent twice is one filing: then the answer says so (True)."""
    office = receiving_office(by)
    filed_on = _checked(new)
    said = {
        "office": office,
        "kind": new.kind,
        "register": BOOK[new.kind],
        "channel": new.channel,
        "received_on": new.received_on,
        "filed_on": filed_on,
        "judgment": judgment_row(
            new.court, new.judgment_no, new.judgment_on, new.judgment_kind, new.effective_on
        ),
        "sender": new.sender,
        "creditor": new.creditor,
        "debtor": new.debtor,
        "content": new.content,
        "officer": new.officer,
        "due_on": new.due_on,
        "instalment_months": new.instalment_months,
        "instalments_until": new.instalments_until,
        "recorded_by": by,
    }
    same = standing(Filing.objects.filter(**said)).exclude(state=FilingState.STRUCK_OUT).first()
    if same is not None:
        return same, True
    waits = numbered_only_when_complete(new.kind, new.received_on) and not new.complete
    return enter(Filing, said, BOOK[new.kind], by=by, numbered=not waits), False


def _checked(new: NewFiling) -> date:
    """The day the filing counts from; refuses days that cannot follow each other."""
    check_days(new.received_on, new.judgment_on, new.effective_on)
    if new.instalment_months and not new.due_on:
        raise Refusal("Nhập ngày đến hạn của kỳ đầu.", "due_on")
    if new.instalments_until and (not new.due_on or new.instalments_until < new.due_on):
        raise Refusal("Kỳ cuối phải sau kỳ đầu.", "instalments_until")
    return filing_day(new.kind, new.channel, new.received_on, new.sent_on)


# ---------------------------------------------------------------- what follows
@transaction.atomic
def follow(
    filing: Filing,
    kind: StepKind,
    *,
    on: date,
    by: User,
    document_no: str = "",
    note: str = "",
    ground: str = "",
) -> Step:
    """Ask for a supplement, take it in, or refuse in writing. Sent twice it is one step."""
    kept = _held(filing, by)
    if kind == StepKind.REFUSED:
        note = _refusal(kept, on, ground, note)
    before = last_step(kept)
    said = (kind, on, document_no, note, by.pk)
    if before and said == (
        before.kind, before.on, before.document_no, before.note, before.recorded_by_id
    ):  # fmt: skip
        return before
    state = state_of(kept)
    if kind not in allowed_steps(kept, state):
        raise Refusal(f"Văn bản đang ở “{state.label}”, không thể ghi “{kind.label}”.")
    if before and on < before.on:
        raise Refusal(f"Trước bước gần nhất, ngày {before.on:%d/%m/%Y}.", "on")
    step = record_step(kept, kind=kind, on=on, by=by, document_no=document_no, note=note)
    if kind == StepKind.SUPPLEMENTED and kept.entry_no is None:
        kept.register_year = statistical_year(step.booked_on)
        kept.entry_no = next_entry_no(kept.office_id, kept.register, kept.register_year)
        kept.save(update_fields=["register_year", "entry_no"])
    return step


def allowed_steps(filing: Filing, state: FilingState) -> tuple[StepKind, ...]:
    return AFTER[state] if filing.kind == FilingKind.REQUEST else ()


def may_decide(filing: Filing, state: FilingState) -> bool:
    return state in DECIDABLE and filing.entry_no is not None


def _refusal(filing: Filing, on: date, code: str, note: str) -> str:
    """The ground in the statute's words; a limitation that still runs refutes its own."""
    label = REFUSAL_GROUNDS.get(code)
    if label is None:
        raise Refusal("Chọn căn cứ từ chối.", "ground")
    counted = limitation_of(filing)
    if code == TOO_LATE and counted is not None and in_time(counted, filing.filed_on):
        raise Refusal("Yêu cầu còn trong thời hiệu, không thể từ chối vì căn cứ này.", "ground")
    return ". ".join(filter(None, (f"{label} ({refused_by(on)})", note)))


@transaction.atomic
def strike_out(filing: Filing, *, by: User, reason: str) -> Step:
    """Gạch bỏ: received by mistake. The number stays, what was written stays to be seen."""
    kept = _held(filing, by)
    if state_of(kept) == FilingState.DECIDED:
        raise Refusal("Đã có quyết định thi hành án từ văn bản này.")
    received = kept.steps.filter(kind=StepKind.RECEIVED, cancelled_by=None).first()
    if received is None:
        raise Refusal("Văn bản này đã được gạch bỏ.")
    for step in kept.steps.filter(kind__in=_DECIDING, cancelled_by=None).order_by("-pk"):
        cancelled = cancel_step(step, by=by, reason=reason)
    return cancelled


@transaction.atomic
def correct(filing: Filing, *, by: User, judgment: Judgment, **fields: Any) -> Filing:
    """Sửa nội dung đã ghi: the timeline keeps what stood before (Circular 04/2023, Article 30(4)).

    Neither book, number, channel nor days of receipt change: then it is struck out.
    """
    kept = _held(filing, by)
    before = _as_said(kept)
    kept.judgment = judgment
    for name, value in fields.items():
        setattr(kept, name, value)
    if judgment.on and judgment.on > kept.received_on:
        raise Refusal("Bản án phải có trước ngày nhận.", "judgment_on")
    changed = [
        f"{label}: {before[label] or '–'} → {now or '–'}"
        for label, now in _as_said(kept).items()
        if now != before[label]
    ]
    if changed:
        kept.save(update_fields=[*CORRECTABLE, "judgment"])
        note = f"Sửa đổi, bổ sung. {'; '.join(changed)}"
        record_step(kept, kind=StepKind.NOTED, on=today(), by=by, note=note[:1000])
    return kept


CORRECTABLE = (
    "sender", "creditor", "debtor", "content", "officer", "due_on", "instalment_months",
    "instalments_until",
)  # fmt: skip


def _as_said(filing: Filing) -> dict[str, str]:
    """What a correction can change, in words."""
    judgment = filing.judgment
    rows = {Filing._meta.get_field(name): getattr(filing, name) for name in CORRECTABLE}
    rows |= {
        Judgment._meta.get_field(name): getattr(judgment, name)
        for name in ("court", "number", "on", "effective_on")
    }
    said = {str(field.verbose_name): _written(value) for field, value in rows.items()}  # type: ignore[union-attr]
    return said | {"loại án": judgment.get_kind_display()}


def _written(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


# ---------------------------------------------------------------- limitation
@transaction.atomic
def exclude(
    filing: Filing, *, since: date, until: date, reason: ExclusionReason, proof: str, by: User
) -> ExcludedPeriod:
    """Ghi thời gian không tính vào thời hiệu, with its proof; the timeline says so too."""
    kept = _held(filing, by)
    if not may_step(by.role):
        raise PermissionDenied
    if until < since:
        raise Refusal("Ngày cuối trước ngày đầu.", "until")
    if since > kept.filed_on:
        raise Refusal("Thời gian sau ngày yêu cầu không ảnh hưởng thời hiệu.", "since")
    row, made = ExcludedPeriod.objects.get_or_create(
        filing=kept,
        since=since,
        until=until,
        reason=reason,
        defaults={"proof": proof, "recorded_by": by},
    )
    if made:
        note = f"Không tính vào thời hiệu {row}: {reason.label}. {proof}"
        record_step(kept, kind=StepKind.NOTED, on=today(), by=by, note=note)
    return row


@transaction.atomic
def count_again(period: ExcludedPeriod, *, by: User) -> None:
    """Bỏ thời gian đã ghi: it counts again; both stay in the timeline."""
    kept = _held(period.filing, by)
    note = f"Tính lại vào thời hiệu {period}: {period.get_reason_display()}."
    period.delete()
    record_step(kept, kind=StepKind.NOTED, on=today(), by=by, note=note)


# ---------------------------------------------------------------- deciding
@transaction.atomic
def decide(
    filing: Filing, new: NewCase, *, on: date, paper: Paper, by: User, voluntary: bool = False
) -> Case:
    """Ra quyết định thi hành án from what was received: one of the cases of its judgment.

    After the limitation only what a prisoner pays of free will is decided on (`voluntary`; Decree
    62/2015, Article 4(6); Decree 152/2026, Article 10(3)).
    """
    kept = _held(filing, by)
    heir = new.office.pk == by.office_id and carries_on(kept.office, by)
    if kept.office_id != new.office.pk and not heir:
        raise PermissionDenied
    check_decision(kept, on=on, effective_on=new.effective_on, voluntary=voluntary)
    return open_case(replace(new, filing=kept), on=on, paper=paper, by=by)


def check_decision(
    filing: Filing, *, on: date, effective_on: date | None, voluntary: bool = False
) -> None:
    """Refuses a decision that what was received does not bear."""
    state = state_of(filing)
    if state not in DECIDABLE:
        raise Refusal(f"Văn bản đã nhận đang ở “{state.label}”, chưa thể ra quyết định.")
    if filing.entry_no is None:
        raise Refusal(
            "Yêu cầu chưa vào sổ: ghi nhận đã bổ sung trước (khoản 4 Điều 9 Nghị định 152/2026)."
        )
    if on < filing.received_on:
        raise Refusal(f"Trước ngày nhận {filing.received_on:%d/%m/%Y}.", "on")
    if not voluntary and not in_time(limitation_of(filing, effective_on), filing.filed_on):
        raise Refusal(
            f"Yêu cầu ngày {filing.filed_on:%d/%m/%Y} đã hết thời hiệu: từ chối "
            f"({refused_by(on, 'điểm c')}), trừ khi ghi được thời gian không tính vào thời hiệu."
        )


def _held(filing: Filing, by: User) -> Filing:
    rows = Filing.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    kept = rows.filter(pk=filing.pk).first()
    if kept is None:
        raise PermissionDenied
    return kept
