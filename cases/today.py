"""Today: the one place that knows which day it is. Taken once per request or task."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The fixed day of a demo or a test, otherwise the day in Asia/Ho_Chi_Minh."""
    return settings.TODAY or timezone.localdate()
