"""What must be tidied by night: ended sessions, old login attempts, tables sent in long ago."""

from celery import shared_task
from django.core.management import call_command

from cases.actions.tables import throw_away_old


@shared_task(name="enforcement.upkeep.tidy", ignore_result=True)
def tidy() -> None:
    """Remove ended sessions, login attempts older than ninety days, tables older than thirty."""
    call_command("clearsessions")
    call_command("axes_reset_logs", age=90)
    throw_away_old()
