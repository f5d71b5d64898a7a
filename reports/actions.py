"""The only code of reports that writes for a person: targets, papers, steps of a closing."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cases.actions import closings, signoffs
from cases.models import Closing, ClosingRemark, Office, SignOff, User
from cases.periods import Period, year_end
from cases.roles import (
    CLOSE,
    ISSUE,
    PRINT,
    SET_OFFICER_TARGET,
    SET_TARGET,
)
from cases.rules import Refusal
from cases.today import today
from reports.figures import breakdowns, official, scopes, statistics
from reports.figures.statistics import Statement
from reports.models import (
    Issued,
    Measure,
    PrintJob,
    PrintKind,
    Target,
    TargetDecision,
)
from reports.monthend import closing
from reports.monthend.months import Month
from reports.paper import annex_paper, lists, registers
from reports.targets import assignment
from reports.targets.assignment import Given, Level
from reports.tasks import archive_issued, print_statement, print_task


# ---------------------------------------------------------------- targets
def may_decide(by: User, office: Office, *, officers: bool) -> bool:
    """The city divides among its offices; each head among the officers of the own office."""
    if officers:
        return by.may(SET_OFFICER_TARGET) and by.office_id == office.pk
    return by.may(SET_TARGET) and Office.objects.visible_to(by).filter(pk=office.pk).exists()


@transaction.atomic
def decide_targets(
    *,
    by: User,
    office: Office,
    year: int,
    number: str,
    decided_on: date,
    given: Sequence[Given],
    issuer: str = "",
    supersedes: TargetDecision | None = None,
    shortfall: str = "",
    note: str = "",
) -> TargetDecision:
    """Giao chỉ tiêu: one decision with all its targets; earlier ones hold for the days before it.

    Targets of those below must, weighed, reach that of `office`; where they do not, `shortfall`
    says why, and stays.
    """
    rows = [row for row in given if row.rate is not None]
    officers = any(row.officer for row in given)
    if not may_decide(by, office, officers=officers):
        raise PermissionDenied
    if not rows:
        raise Refusal("Chưa nhập chỉ tiêu nào.", "number")
    if decided_on > today():
        raise Refusal("Ngày quyết định ở tương lai.", "decided_on")
    if decided_on > year_end(year):
        raise Refusal(f"Năm thống kê {year} đã hết vào ngày {year_end(year):%d/%m/%Y}.", "year")
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    _check_new(office, year, number, decided_on, rows)
    if supersedes is not None:
        _check_superseded(supersedes, office, year, decided_on)
    sums: dict[str, Any] = {}
    basis = ""
    if any(row.months == 12 and (row.officer or row.office != office) for row in rows):
        level = assignment.level(office, year, decided_on, officers=officers)
        _check_bounds(level, rows)
        sums, basis = _weighed(level, given, shortfall), level.basis
    decision = TargetDecision.objects.create(
        office=office,
        issuer=issuer or office.name,
        year=year,
        number=number,
        decided_on=decided_on,
        supersedes=supersedes,
        note=note,
        basis=basis,
        sums=sums,
        shortfall=shortfall if any(not kept["reaches"] for kept in sums.values()) else "",
        set_by=by,
    )
    Target.objects.bulk_create(_target(decision, row) for row in rows)
    return decision


def _target(decision: TargetDecision, row: Given) -> Target:
    return Target(
        decision=decision,
        office=row.office,
        officer=row.officer,
        months=row.months,
        measure=row.measure,
        rate=row.rate or 0,
        strict=row.strict,
        expected=row.expected if row.months == 12 else None,
    )


def _check_new(
    office: Office, year: int, number: str, decided_on: date, rows: Sequence[Given]
) -> None:
    """One paper is entered once, and nobody has two targets of one day."""
    told = f"Đã ghi quyết định số {number} ngày {decided_on:%d/%m/%Y}."
    same = TargetDecision.objects.standing().filter(year=year, decided_on=decided_on)
    if same.filter(office=office, number=number).exists():
        raise Refusal(f"{told} Sửa đổi phải có quyết định khác.", "number")
    asked = {
        (row.office.pk, row.officer and row.officer.pk, row.months, row.measure) for row in rows
    }
    known = Target.objects.filter(decision__in=same).values_list(
        "office_id", "officer_id", "months", "measure"
    )
    if asked & set(known):
        raise Refusal(
            f"Ngày {decided_on:%d/%m/%Y} đã có quyết định khác giao chỉ tiêu này. Sửa đổi phải có "
            "quyết định ngày khác.",
            "decided_on",
        )


def _check_superseded(old: TargetDecision, office: Office, year: int, decided_on: date) -> None:
    if old.cancelled_at or old.office != office or old.year != year:
        raise Refusal("Quyết định bị sửa đổi không còn hiệu lực.", "supersedes")
    if old.decided_on and old.decided_on > decided_on:
        raise Refusal("Quyết định bị sửa đổi có ngày sau quyết định này.", "supersedes")


def _check_bounds(level: Level, rows: Sequence[Given]) -> None:
    known = {bound.key for bound in level.bounds}
    if strangers := [row for row in rows if row.key[0] not in known]:
        raise Refusal(
            f"Ngày quyết định {strangers[0].officer or strangers[0].office} chưa, hoặc không còn, "
            f"thuộc {level.office.name}.",
            "decided_on",
        )


def _weighed(level: Level, given: Sequence[Given], shortfall: str) -> dict[str, Any]:
    """The sums as they stood when the decision was entered. Refuses a lack without a reason."""
    kept: dict[str, Any] = {}
    lacks = []
    for measure, found in level.sums(given).items():
        goal = level.above[measure]
        if goal is None:
            continue
        balance = found.against(goal.rate, goal.strict)
        kept[measure] = {
            **found.as_kept,
            "asked": str(goal.rate),
            "asked_strict": goal.strict,
            "reaches": balance.reaches,
        }
        if not balance.reaches:
            lacks.append(Measure(measure).label.lower())
    if lacks and not shortfall:
        raise Refusal(
            f"Cộng lại chưa đạt chỉ tiêu trên {' và '.join(lacks)}: tăng chỉ tiêu, hoặc ghi lý do.",
            "shortfall",
        )
    return kept


@transaction.atomic
def cancel_targets(decision: TargetDecision, *, by: User, reason: str) -> TargetDecision:
    """Hủy a decision entered wrongly: it stays to be seen, and what it replaced holds again."""
    found = TargetDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not may_cancel(by, found):
        raise PermissionDenied
    if found.cancelled_at:
        raise Refusal("Quyết định này đã hủy.", "reason")
    found.cancelled_at, found.cancelled_by, found.cancel_reason = timezone.now(), by, reason
    TargetDecision.objects.filter(pk=found.pk).update(
        cancelled_at=found.cancelled_at, cancelled_by=by, cancel_reason=reason
    )
    return found


def may_cancel(by: User, decision: TargetDecision) -> bool:
    """Whoever may make such a decision; what came with the system stays."""
    if decision.office is None or decision.set_by_id is None:
        return False
    officers = decision.targets.exclude(officer=None).exists()
    return may_decide(by, decision.office, officers=officers)


@transaction.atomic
def request_print(
    *,
    by: User,
    office: Office,
    period: Period,
    scope: str,
    form: str = "",
    breakdown: str = "office",
) -> PrintJob:
    """Ask for a statement on paper. The row is what counts: a broker that is down delays it."""
    if not by.may(PRINT) or not Office.objects.figures_open_to(by).filter(pk=office.pk).exists():
        raise PermissionDenied
    scopes.check_books(scopes.Scope.of(office, scope, period), period)
    breakdowns.balance_key(official.question(form, period).breakdown if form else breakdown)
    job = PrintJob.objects.create(
        office=office,
        year=period.year,
        months=period.months,
        scope=scope,
        form=form,
        by=breakdown,
        requested_by=by,
    )
    transaction.on_commit(lambda: print_statement.delay(job.pk), robust=True)
    return job


@transaction.atomic
def request_list(
    *, by: User, office: Office, period: Period, scope: str, code: str, paper: str
) -> PrintJob:
    """Ask for a list by name: for who prints and may read every case of the scope."""
    _check_reads(by, office, scopes.Scope.of(office, scope, period).ids, paper)
    asked = lists.ask(code, office, period, scope)
    return _queued(
        kind=PrintKind.LIST, form=code, office=office, period=period, scope=scope, paper=paper,
        by=by, title=asked.definition.title,
    )  # fmt: skip


@transaction.atomic
def request_book(*, by: User, office: Office, period: Period, number: str, paper: str) -> PrintJob:
    """Ask for a book of one office and quarter."""
    _check_reads(by, office, [office.pk], paper)
    asked = registers.ask(number, registers.quarter_of(office, period, today()))
    return _queued(
        kind=PrintKind.BOOK, form=number, office=office, period=period, scope=scopes.OWN,
        paper=paper, by=by, title=asked.book.name,
    )  # fmt: skip


def _check_reads(by: User, office: Office, offices: list[int], paper: str) -> None:
    readable = set(Office.objects.visible_to(by).values_list("pk", flat=True))
    if not by.may(PRINT) or not readable.issuperset([office.pk, *offices]):
        raise PermissionDenied
    if paper not in (*annex_paper.PAPERS, "xlsx"):
        raise Refusal("Chọn khổ giấy hoặc bảng tính.", "paper")


def _queued(*, kind: str, period: Period, by: User, **asked: Any) -> PrintJob:
    """The job; one that asks the same and still waits is not asked for twice."""
    asked |= {"kind": kind, "year": period.year, "months": period.months, "requested_by": by}
    job = PrintJob.objects.waiting().filter(**asked).first() or PrintJob.objects.create(**asked)
    transaction.on_commit(lambda: print_task(kind).delay(job.pk), robust=True)
    return job


# ---------------------------------------------------------------- closing a month
def close(month: Month, *, by: User) -> Closing:
    """Khóa sổ once nothing blocks and what the checks found is explained."""
    closings.check_scope(by, CLOSE, month.office)
    found = closing.findings(month)
    if blocking := [f.check.label for f in found if f.blocks]:
        raise Refusal(f"Chưa khóa được, phải xử lý trước: {'; '.join(blocking)}.", "step")
    if asking := [f.check.label for f in found if f.asks]:
        raise Refusal(f"Còn {len(asking)} mục chưa giải trình: {'; '.join(asking)}.", "step")
    return closings.close_month(month.office, month.period.cutoff, by=by)


def explain(month: Month, check_code: str, words: str, *, by: User) -> ClosingRemark:
    """Giải trình what a check finds now."""
    if (check := closing.BY_CODE.get(check_code)) is None or check.blocks:
        raise Refusal("Mục này phải xử lý, không giải trình.", "words")
    return signoffs.remark(
        month.office, month.period.cutoff, by=by, check_code=check_code, words=words,
        count=closing.count(check, month),
    )  # fmt: skip


def confirm_own(month: Month, *, by: User) -> SignOff:
    """An officer stands by the own line of the month."""
    own = next((c for c in month.confirmations if c.officer.pk == by.officer_id), None)
    if own is None:
        raise PermissionDenied
    return signoffs.confirm(own.officer, month.period.cutoff, by=by, sha256=own.sha256)


def send(month: Month, note: str, *, by: User) -> SignOff:
    """Sign and send the statement as its paper prints it: the hash is the same."""
    try:
        sha256 = statistics.statement(month.office, month.period).sha256
    except Refusal:  # books opened within the year: there is no statement of it
        sha256 = ""
    return signoffs.send(month.office, month.period.cutoff, by=by, sha256=sha256, note=note)


# ---------------------------------------------------------------- issuing
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another


def may_issue(by: User, office: Office) -> bool:
    """Whoever signs for the office, or records what was signed there; of their own office alone."""
    return by.may(ISSUE) and by.office_id == office.pk


def check_issuable(made: Statement) -> None:
    """Only closed books are issued, and only figures that prove themselves and come out again."""
    if made.clock.kind != "booked" or made.scope.now or made.dimension == "area_now":
        raise Refusal("Chỉ phát hành báo cáo theo sổ, gồm mọi đơn vị đã có trong kỳ.", "office")
    if made.closed < len(made.scope.alive):
        still = len(made.scope.alive) - made.closed
        raise Refusal(
            f"Còn {still} đơn vị chưa khóa sổ đến {made.period.cutoff:%d/%m/%Y}: chưa phát hành "
            "được báo cáo.",
            "office",
        )
    if not made.proved:
        raise Refusal("Có đẳng thức sai: chưa phát hành được báo cáo.", "office")


@transaction.atomic
def issue(
    made: Statement, *, by: User, number: int, issued_on: date, signer: str, address: str
) -> Issued:
    """Phát hành: freeze the figures of a statement under a number, and have its paper archived.

    `address` is that of the pages where a code is checked. Raises Refusal for open books, a
    number already used or a day that cannot be.
    """
    if not may_issue(by, made.office):
        raise PermissionDenied
    check_issuable(made)
    return freeze(
        made.canonical,
        **official.names(made),
        by_user=by,
        title=made.question.title or "Kết quả thi hành án dân sự tính bằng việc và bằng tiền",
        number=number,
        issued_on=issued_on,
        signer=signer,
        address=address,
    )


@transaction.atomic
def freeze(
    figures: str,
    *,
    by_user: User,
    office: Office,
    year: int,
    months: int,
    number: int,
    issued_on: date,
    signer: str,
    address: str,
    **said: Any,
) -> Issued:
    """Keep the canonical figures of a paper under a number, with their hash and a code."""
    if not Period(year, months).cutoff < issued_on <= today():
        raise Refusal("Ngày ban hành phải sau ngày khóa sổ và không ở tương lai.", "issued_on")
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if Issued.objects.filter(office=office, year=year, number=number).exists():
        raise Refusal(f"Số {number} đã dùng cho một báo cáo của năm {year}.", "number")
    code = "".join(secrets.choice(_LETTERS) for _ in range(10))
    row = Issued.objects.create(
        office=office,
        year=year,
        months=months,
        number=number,
        symbol=f"BC-{office.symbol or 'THADS'}",
        issued_on=issued_on,
        issued_by=by_user,
        signer=signer.strip(),
        code=code,
        address=f"{address.rstrip('/')}/{code}/",
        figures=figures,
        sha256=hashlib.sha256(figures.encode()).hexdigest(),
        **said,
    )
    transaction.on_commit(lambda: archive_issued.delay(row.pk), robust=True)
    return row
