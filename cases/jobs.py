"""Tables in the background. The row is the job; a lost message or a dead worker costs minutes.

A job goes in steps, each one transaction under the row's lock: what a step saved and how
far it came are written together, so a worker killed between two leaves nothing half done and
nothing is saved twice. `WORK` names what is done for each kind of job.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from tempfile import NamedTemporaryFile
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import OperationalError, transaction
from django.http import QueryDict
from django.utils import timezone

from cases import export
from cases.actions import deadlines
from cases.actions import tables as actions
from cases.choices import JobKind
from cases.filters import CaseFilter
from cases.forms import tables as forms
from cases.forms.acts import officers_of
from cases.forms.intake import Intake
from cases.models import Case, TableJob
from cases.rules import Refusal
from cases.rules.tables import Group

LOST_AFTER = timedelta(minutes=2)
STEP = 25
"""Cases saved in one transaction: a killed worker does so many again, others wait so long."""
LIMIT = 45 * 60
"""Seconds a job may run in one go: below the broker's visibility timeout."""
LONG: dict[str, Any] = {
    "acks_late": True,
    "autoretry_for": (OperationalError,),
    "retry_backoff": 2,
    "max_retries": 3,
    "soft_time_limit": LIMIT,
    "time_limit": LIMIT + 60,
}
"""How a task that may be long is given to Celery."""
BROKEN = "Lỗi khi xử lý, chưa lưu gì thêm. Báo quản trị hệ thống xem nhật ký."
TOO_LONG = "Danh sách quá dài, chưa xuất xong trong 45 phút: lọc bớt rồi xuất làm nhiều lần."
REPEATED = "Hồ sơ này đã được ghi ở lần gửi trước, không ghi lần hai."
logger = logging.getLogger(__name__)


@shared_task(**LONG)
def run_job(job_id: int) -> None:
    """Do a job from where it stands. Twice delivered, once done: the row lock is the lease."""
    job = TableJob.objects.waiting().filter(pk=job_id).first()
    steps: Iterator[None] | None = None
    while job is not None:
        try:
            with transaction.atomic():
                lease = TableJob.objects.waiting().select_for_update(skip_locked=True, of=("self",))
                job.refresh_from_db(from_queryset=lease)
                steps = steps or WORK[JobKind(job.kind)](job)
                if next(steps, done := object()) is done:
                    _finish(job)
                    return
        except (TableJob.DoesNotExist, Elsewhere):
            return
        except OperationalError:
            raise  # the database was away, or two waited for each other: tried again
        except SoftTimeLimitExceeded:
            if job.kind == JobKind.EXPORT:  # begun anew it would take as long
                _finish(job, TOO_LONG)
            return
        except Refusal as refusal:
            return _finish(job, str(refusal))
        except PermissionDenied:
            return _finish(job, "Tài khoản không còn quyền nhập hồ sơ.")
        except Exception:
            logger.exception("table job %s", job_id)
            return _finish(job, BROKEN)


def _finish(job: TableJob, refused: str = "") -> None:
    job.refused, job.finished_at = refused[:500], timezone.now()
    job.save(update_fields=["refused", "finished_at", "result"])


@shared_task(expires=50)
def run_waiting() -> None:
    """Queue again what still waits: the broker was down, or a worker was killed."""
    lost = TableJob.objects.waiting().filter(requested_at__lt=timezone.now() - LOST_AFTER)
    for job_id in lost.values_list("pk", flat=True):
        run_job.delay(job_id)


def queue(job: TableJob) -> None:
    transaction.on_commit(lambda: run_job.delay(job.pk), robust=True)


class Elsewhere(Exception):
    """Another worker is at the same job, and ahead."""


# ---------------------------------------------------------------- import
def save_cases(job: TableJob) -> Iterator[None]:
    """Save the good cases of a table, or none unless all are good; give the others back."""
    table, by, shared = actions.table_of(job), job.requested_by, job.params["shared"]
    groups = forms.groups_of(table, shared, by)
    if job.params["keep"] == actions.ALL and not job.done:
        checked = forms.check(table, shared, by)
        if checked.problems:
            job.params["bad"] = {str(r): checked.reasons(r) for r in checked.bad}
            groups = []
    done = 0
    waiting = []
    for group in groups:
        done += len(group.rows)
        if done > job.done:
            waiting.append(group)
    officers = officers_of(by, by.office_id or 0)
    reached = job.done
    for start in range(0, len(waiting), STEP):
        if job.done != reached:
            raise Elsewhere
        checked = forms.Checked(table)
        with deadlines.together():
            for group in waiting[start : start + STEP]:
                intake = Intake(group.data, by=by, asks=False, officers=officers)
                _save_one(job, checked, group, intake)
        job.params["bad"] |= {str(r): checked.reasons(r) for r in checked.bad}
        job.save(update_fields=["done", "saved", "params"])
        reached = job.done
        yield
    if bad := {int(row): reasons for row, reasons in job.params["bad"].items()}:
        actions.give_back(job, f"chua-luu-{job.pk}.xlsx", forms.bad_workbook(table, bad))
        job.save(update_fields=["params"])


def _save_one(job: TableJob, checked: forms.Checked, group: Group, intake: Intake) -> None:
    made = None if group.problems else intake.apply()
    if made is None or intake.repeated:
        problems = forms.problems_of(intake, group, checked.table)
        forms.note(checked, group, problems or [((group.rows[0], ""), REPEATED)])
    else:
        job.saved += 1
        if isinstance(made, Case):
            job.params["made"].append(made.pk)
    job.done += len(group.rows)


# ---------------------------------------------------------------- export
def export_cases(job: TableJob) -> Iterator[None]:
    """Write what the address finds for who asked, as of now; begun anew when a worker died."""
    beat = job.params.get("beat")
    if beat and timezone.now() - datetime.fromisoformat(beat) < LOST_AFTER:
        raise Elsewhere
    by, asked = job.requested_by, job.params
    ids = CaseFilter(QueryDict(asked["query"]), user=by, looked_up=asked["found"]).ids
    cases = Case.objects.visible_to(by)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        written = export.write_cases(
            file.name, cases, ids, whole_numbers=asked["whole_numbers"],
            notes=export.notes(by, asked["words"]),
        )  # fmt: skip
        for done in written:
            job.total, job.done = len(ids), done
            job.params["beat"] = timezone.now().isoformat()
            job.save(update_fields=["total", "done", "params"])
            yield
        job.result.save(job.name, File(file), save=False)


WORK: dict[JobKind, Callable[[TableJob], Iterator[None]]] = {
    JobKind.IMPORT: save_cases,
    JobKind.EXPORT: export_cases,
}
