"""Printing in the background. The row is the job; a lost message costs minutes, not a report."""

from datetime import timedelta

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cases.periods import Period
from cases.rules import Refusal
from reports import official, pdf
from reports.models import PrintJob

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


@shared_task(expires=50)
def print_waiting() -> None:
    """Queue again what still waits: the broker was down, or a worker was killed."""
    lost = PrintJob.objects.waiting().filter(requested_at__lt=timezone.now() - LOST_AFTER)
    for job_id in lost.values_list("pk", flat=True):
        print_statement.delay(job_id)
