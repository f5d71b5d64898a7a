"""What must be tidied by night: ended sessions and the log of old login attempts."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="enforcement.upkeep.tidy", ignore_result=True)
def tidy() -> None:
    """Remove sessions that have ended and login attempts older than ninety days."""
    call_command("clearsessions")
    call_command("axes_reset_logs", age=90)
