"""The only code of reports that writes for a person: targets, papers, steps of a closing."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions import closings, signoffs
from cases.models import Closing, ClosingRemark, Office, SignOff, User
from cases.periods import Period
from cases.roles import CLOSE, ISSUE, PRINT, SET_TARGET
from cases.rules import Refusal
from cases.today import today
from reports import annex_paper, breakdowns, closing, lists, official, scopes, statistics
from reports.models import Issued, Measure, PrintJob, PrintKind, Target
from reports.months import Month
from reports.statistics import Statement
from reports.tasks import archive_issued, print_statement, print_task


@transaction.atomic
def set_target(
    *,
    by: User,
    office: Office,
    year: int,
    months: int,
    measure: str,
    rate: Decimal,
    strict: bool,
    decision: str,
    decided_on: date,
    note: str = "",
) -> Target:
    """Giao chỉ tiêu: a new row; the earlier one stays and holds for the days before this one."""
    if not by.may(SET_TARGET) or not Office.objects.visible_to(by).filter(pk=office.pk).exists():
        raise PermissionDenied
    if decided_on > today():
        raise Refusal("Ngày quyết định ở tương lai.", "decided_on")
    same = Target.objects.filter(
        office=office, year=year, months=months, measure=measure, decided_on=decided_on
    )
    if same.exists():
        raise Refusal(
            f"Đã ghi chỉ tiêu {Measure(measure).label.lower()} của quyết định ngày "
            f"{decided_on:%d/%m/%Y}. Sửa đổi phải có quyết định ngày khác.",
            "decided_on",
        )
    return Target.objects.create(
        office=office,
        year=year,
        months=months,
        measure=measure,
        rate=rate,
        strict=strict,
        decision=decision,
        decided_on=decided_on,
        note=note,
        set_by=by,
    )


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
    _check_reads(by, office, period, scope)
    if paper not in (*annex_paper.PAPERS, "xlsx"):
        raise Refusal("Chọn khổ giấy hoặc bảng tính.", "paper")
    asked = lists.ask(code, office, period, scope)
    return _queued(
        kind=PrintKind.LIST, form=code, office=office, period=period, scope=scope, paper=paper,
        by=by, title=asked.definition.title,
    )  # fmt: skip


def _check_reads(by: User, office: Office, period: Period, scope: str) -> None:
    readable = set(Office.objects.visible_to(by).values_list("pk", flat=True))
    if not by.may(PRINT) or office.pk not in readable:
        raise PermissionDenied
    if not readable.issuperset(scopes.Scope.of(office, scope, period).ids):
        raise PermissionDenied


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
    """Only closed books are issued, and only figures that prove themselves."""
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
    office, period = made.office, made.period
    if not may_issue(by, office):
        raise PermissionDenied
    check_issuable(made)
    if not period.cutoff < issued_on <= today():
        raise Refusal("Ngày ban hành phải sau ngày khóa sổ và không ở tương lai.", "issued_on")
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if Issued.objects.filter(office=office, year=period.year, number=number).exists():
        raise Refusal(f"Số {number} đã dùng cho một báo cáo của năm {period.year}.", "number")
    code = "".join(secrets.choice(_LETTERS) for _ in range(10))
    row = Issued.objects.create(
        office=office,
        year=period.year,
        months=period.months,
        scope=made.scope.kind,
        form=made.question.form,
        by=made.dimension,
        title=made.question.title or "Kết quả thi hành án dân sự tính bằng việc và bằng tiền",
        number=number,
        symbol=f"BC-{office.symbol or 'THADS'}",
        issued_on=issued_on,
        issued_by=by,
        signer=signer.strip(),
        code=code,
        address=f"{address.rstrip('/')}/{code}/",
        figures=made.canonical,
        sha256=made.sha256,
    )
    transaction.on_commit(lambda: archive_issued.delay(row.pk), robust=True)
    return row
