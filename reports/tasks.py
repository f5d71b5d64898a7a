"""Printing in the background. The row is the job; a lost message costs minutes, not a report."""

import hashlib
from datetime import timedelta

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cases.periods import Period
from cases.rules import Refusal
from reports import official, pdf
from reports.models import Issued, PrintJob

LOST_AFTER = timedelta(minutes=2)


@shared_task(acks_late=True)
def print_statement(job_id: int) -> None:
    """Print one statement. Running it twice prints once.

    The row lock is the lease: it ends with the transaction, so a worker that dies frees the row by
    itself, and a second delivery finds it locked or printed and leaves.
    """
    with transaction.atomic():
        waiting = PrintJob.objects.waiting().select_for_update(skip_locked=True, of=("self",))
        job = waiting.select_related("office").filter(pk=job_id).first()
        if job is None:
            return
        try:
            made = official.make(
                job.office, Period(job.year, job.months), job.scope, form=job.form, by=job.by
            )
        except Refusal as refused:
            job.refused = str(refused)
            job.save(update_fields=["refused"])
            return
        form = f"-{job.form}" if job.form else ""
        name = f"{job.office.code}-{job.year}-{job.months:02}-{job.scope}{form}-{job.pk}.pdf"
        job.pdf.save(name, ContentFile(pdf.statement_pdf(made, pdf.moment())), save=False)
        job.sha256 = made.sha256
        job.printed_at = timezone.now()
        job.save(update_fields=["pdf", "sha256", "printed_at"])


@shared_task(acks_late=True)
def archive_issued(issued_id: int) -> None:
    """Put the paper of an issued statement beside its figures, once.

    Its books are closed, so the figures come out as they were frozen; if they do not, because a
    month was reopened at that very moment, the paper is refused and says so.
    """
    with transaction.atomic():
        waiting = Issued.objects.waiting().select_for_update(skip_locked=True, of=("self",))
        row = waiting.select_related("office").filter(pk=issued_id).first()
        if row is None:
            return
        period = Period(row.year, row.months)
        made = official.make(row.office, period, row.scope, form=row.form, by=row.by)
        if made.canonical != row.figures:
            row.refused = "Số liệu đã đổi giữa lúc phát hành và lúc in: phát hành lại."
            row.save(update_fields=["refused"])
            return
        content = pdf.statement_pdf(made, pdf.moment(), row)
        name = f"{row.office.code}-{row.year}-{row.months:02}-{row.number}.pdf"
        row.pdf.save(name, ContentFile(content), save=False)
        row.pdf_sha256 = hashlib.sha256(content).hexdigest()
        row.archived_at = timezone.now()
        row.save(update_fields=["pdf", "pdf_sha256", "archived_at"])


@shared_task(expires=50)
def print_waiting() -> None:
    """Queue again what still waits: the broker was down, or a worker was killed."""
    unprinted = Issued.objects.waiting().filter(issued_at__lt=timezone.now() - LOST_AFTER)
    for issued_id in unprinted.values_list("pk", flat=True):
        archive_issued.delay(issued_id)
    lost = PrintJob.objects.waiting().filter(requested_at__lt=timezone.now() - LOST_AFTER)
    for job_id in lost.values_list("pk", flat=True):
        print_statement.delay(job_id)
