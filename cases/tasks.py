"""Long work of the cases in the background. A row is the job; a lost message costs a minute."""

from celery import shared_task

from cases.actions import closings, handovers
from cases.models import Handover, Reopening
from cases.today import today


@shared_task(acks_late=True)
def post_handover(pk: int) -> None:
    """Post a signed document to its end, chunk by chunk. Running twice posts no case twice."""
    while handovers.post_signed(pk):
        pass


@shared_task(expires=50)
def handovers_waiting() -> None:
    """Queue again what is not wholly posted: the broker was down, or a worker was killed."""
    for pk in Handover.objects.posting().values_list("pk", flat=True):
        post_handover.delay(pk)


@shared_task(expires=50)
def reopenings_expire() -> None:
    """Close again the months whose reopening is over."""
    over = Reopening.objects.running().filter(expires_on__lt=today())
    for pk in over.values_list("pk", flat=True):
        closings.close_expired(pk)
