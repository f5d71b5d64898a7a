"""The Celery application; its schedule stands in settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enforcement.settings")
app = Celery("enforcement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["cases.jobs", "enforcement.health", "enforcement.upkeep"], related_name=None
)
app.autodiscover_tasks(["cases", "reports"])
