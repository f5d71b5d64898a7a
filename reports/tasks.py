"""Printing in the background. The row is the job; a lost message costs minutes, not a report."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from cases.jobs import LONG, LOST_AFTER
from cases.models import Office
from cases.periods import Period, last_closed_period
from cases.rules import Refusal
from cases.today import today
from reports.figures import official, scopes, statistics
from reports.models import Issued, IssuedKind, PrintJob, PrintKind
from reports.outlook import forecast, pace
from reports.outlook.years import YEARS
from reports.paper import annex, annex_paper, lists, pdf, registers, review_paper
from reports.paper.annex import Entry, Sheet

BROKEN = "Lỗi khi lập, chưa có tệp nào. Báo quản trị hệ thống xem nhật ký."
TOO_LONG = "Danh sách quá dài, chưa lập xong trong 45 phút: lập theo từng đơn vị."
_LEASES = 1701
"""The first key of the locks that printing takes; the second is the job's."""
logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def print_statement(job_id: int) -> None:
    """Print one statement. Running it twice prints once.

    The row lock is the lease: it ends with the transaction, so a worker that dies frees the row by
    itself, and a second delivery finds it locked or printed and leaves.
    """
    with transaction.atomic():
        waiting = PrintJob.objects.waiting().select_for_update(skip_locked=True, of=("self",))
        waiting = waiting.filter(kind=PrintKind.STATEMENT)
        job = waiting.select_related("office").filter(pk=job_id).first()
        if job is None:
            return
        try:
            made = official.again(job)
        except Refusal as refused:
            job.refused = str(refused)
            job.save(update_fields=["refused"])
            return
        form = f"-{job.form}" if job.form else ""
        name = f"{job.office.code}-{job.year}-{job.months:02}-{job.scope}{form}-{job.pk}.pdf"
        job.file.save(name, ContentFile(pdf.statement_pdf(made, pdf.moment())), save=False)
        job.sha256 = made.sha256
        job.printed_at = timezone.now()
        job.save(update_fields=["file", "sha256", "printed_at"])


# ---------------------------------------------------------------- lists and books
@shared_task(**LONG)
def print_list(job_id: int) -> None:
    """Make a list or a book, saying on its row how far it is. Running it twice makes it once.

    The lease is a lock of the session: what is done is seen by others meanwhile, and a worker that
    dies loses it with its connection. The file and its row are written at the end, so a job is
    done or not; one whose worker died begins anew.
    """
    with _lease(job_id) as held:
        waiting = PrintJob.objects.waiting().exclude(kind=PrintKind.STATEMENT)
        job = waiting.select_related("office", "requested_by__office").filter(pk=job_id).first()
        if not held or job is None:
            return
        try:
            _make(job)
        except OperationalError:
            raise  # the database was away: tried again
        except Refusal as refused:
            PrintJob.objects.filter(pk=job.pk).update(refused=str(refused)[:500])
        except SoftTimeLimitExceeded:
            PrintJob.objects.filter(pk=job.pk).update(refused=TOO_LONG)
        except Exception:
            logger.exception("print job %s", job_id)
            PrintJob.objects.filter(pk=job.pk).update(refused=BROKEN)


@contextmanager
def _lease(job_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LEASES, job_id])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LEASES, job_id])


def _make(job: PrintJob) -> None:
    sheet, entries = _asked(job)
    kept = PrintJob.objects.filter(pk=job.pk)
    kept.update(total=sheet.count, done=0)
    suffix = "xlsx" if job.paper == "xlsx" else "pdf"
    with NamedTemporaryFile(suffix=f".{suffix}") as file:
        if suffix == "xlsx":
            written = annex.write_workbook(file.name, sheet, entries)
        else:
            written = annex_paper.write_pdf(file.name, sheet, entries, job.paper)
        for done in written:
            kept.update(done=done)
        job.done, job.total = sheet.count, sheet.count
        with Path(file.name).open("rb") as made:
            job.sha256 = hashlib.file_digest(made, "sha256").hexdigest()
            made.seek(0)
            name = f"{job.office.code}-{job.year}-{job.months:02}-{job.form}-{job.pk}.{suffix}"
            job.file.save(name, File(made), save=False)
    job.printed_at = timezone.now()
    job.save(update_fields=["file", "sha256", "printed_at", "done", "total"])


def _asked(job: PrintJob) -> tuple[Sheet, Iterator[Entry]]:
    """What a job asks for, as long as its asker may still read the cases of it."""
    period = Period(job.year, job.months)
    of_book = job.kind == PrintKind.BOOK  # of one office, not of those it took over from
    whose = [job.office_id] if of_book else scopes.Scope.of(job.office, job.scope, period).ids
    readable = Office.objects.visible_to(job.requested_by)
    if set(whose) - set(readable.values_list("pk", flat=True)):
        raise Refusal("Tài khoản không còn quyền xem hồ sơ của đơn vị.")
    if of_book:
        book = registers.ask(job.form, registers.quarter_of(job.office, period, today()))
        return registers.sheet(book, pdf.moment()), registers.entries(book)
    asked = lists.ask(job.form, job.office, period, job.scope)
    return lists.sheet(asked, pdf.moment()), lists.entries(asked)


@shared_task(acks_late=True)
def archive_issued(issued_id: int) -> None:
    """Put the paper of an issued statement beside its figures, once.

    Its books are closed, so the figures come out as they were frozen; if they do not, because a
    month was reopened or a form changed at that very moment, the paper is refused and says why. A
    review carries all that its paper says.
    """
    with transaction.atomic():
        waiting = Issued.objects.waiting().select_for_update(skip_locked=True, of=("self",))
        row = waiting.select_related("office").filter(pk=issued_id).first()
        if row is None:
            return
        try:
            content = _paper(row)
        except Refusal as refused:
            row.refused = str(refused)
            row.save(update_fields=["refused"])
            return
        name = f"{row.office.code}-{row.year}-{row.months:02}-{row.number}.pdf"
        row.pdf.save(name, ContentFile(content), save=False)
        row.pdf_sha256 = hashlib.sha256(content).hexdigest()
        row.archived_at = timezone.now()
        row.save(update_fields=["pdf", "pdf_sha256", "archived_at"])


def _paper(row: Issued) -> bytes:
    """The paper of an issued row. Refused where the books do not give its figures any more."""
    if row.kind == IssuedKind.REVIEW:
        return review_paper.issued_pdf(row, pdf.moment())
    made = official.again(row)
    if made.canonical != row.figures:
        raise Refusal("Số liệu đã đổi giữa lúc phát hành và lúc in: phát hành lại.")
    return pdf.statement_pdf(made, pdf.moment(), row)


@shared_task(expires=500)
def look_back() -> None:
    """Count what the past years of each city were, once, so that no visitor waits for it."""
    last = last_closed_period(today())
    years = range(last.year - YEARS, last.year)
    for period in (last, *(Period(year, 12) for year in reversed(years))):
        for office in Office.objects.filter(parent=None).valid_on(period.cutoff):
            with suppress(Refusal):  # no books then
                made = statistics.statement(office, period)
                pace.of(made)
                forecast.of(made)


@shared_task(expires=50)
def print_waiting() -> None:
    """Queue again what still waits: the broker was down, or a worker was killed."""
    unprinted = Issued.objects.waiting().filter(issued_at__lt=timezone.now() - LOST_AFTER)
    for issued_id in unprinted.values_list("pk", flat=True):
        archive_issued.delay(issued_id)
    lost = PrintJob.objects.waiting().filter(requested_at__lt=timezone.now() - LOST_AFTER)
    for job_id, kind in lost.values_list("pk", "kind"):
        print_task(kind).delay(job_id)


def print_task(kind: str) -> Task:
    return print_statement if kind == PrintKind.STATEMENT else print_list
