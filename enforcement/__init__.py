"""Wiring of the two applications: settings, addresses, web server, Celery. No rule, no query."""

from enforcement.celery import app as celery_app

__all__ = ["celery_app"]
