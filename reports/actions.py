"""The only code of reports that writes for a person: targets and print jobs."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.models import Office, User
from cases.periods import Period
from cases.roles import PRINT, SET_TARGET
from cases.rules import Refusal
from cases.today import today
from reports import breakdowns, official, scopes
from reports.models import Measure, PrintJob, Target
from reports.tasks import print_statement


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
