"""/healthz: is everything that must run running?

Beat and worker give signs of life into the cache, each from its own process: beat when it sends
the heartbeat task, the worker's main loop every two seconds. So a dead beat beside a live worker
looks different from a dead worker beside a live beat.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import psycopg
import redis
from celery import shared_task, signals
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

TASK = "enforcement.health.heartbeat"
BEAT = "health:beat"
WORKER = "health:worker"
BEAT_SILENCE = 35  # seconds; the schedule sends every ten
WORKER_SILENCE = 15
WAIT = 2  # seconds for the database and for the broker: a monitor must get its answer


def sign(name: str) -> None:
    cache.set(name, time.time(), timeout=3600)


# Unread heartbeats expire: a worker that comes back finds no heap of them.
@shared_task(name=TASK, expires=10, ignore_result=True)
def heartbeat() -> None:
    sign(WORKER)


@signals.beat_init.connect(weak=False)
def _beat_started(**kwargs: Any) -> None:
    sign(BEAT)


@signals.after_task_publish.connect(sender=TASK, weak=False)
def _beat_sent(**kwargs: Any) -> None:
    sign(BEAT)


@signals.worker_ready.connect(weak=False)
@signals.heartbeat_sent.connect(weak=False)
def _worker_lives(**kwargs: Any) -> None:
    sign(WORKER)


def database_state() -> str:
    # A connection of its own, not the pool's: a pool waits ten seconds when the server is gone.
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=WAIT) as connection:
        connection.execute("SELECT 1")
    return "ok"


def broker_state() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=WAIT, socket_timeout=WAIT
    )
    with client:
        client.ping()
    return "ok"


def silence(last: float | None, limit: float) -> str:
    if last is None:
        return "no sign of life"
    seconds = time.time() - last
    return "ok" if seconds <= limit else f"no sign of life for {seconds:.0f} s"


def answered(probe: Callable[[], str]) -> str:
    """What the probe says. An exception's text may hold an address or a user: it stays inside."""
    try:
        return probe()
    except (psycopg.Error, redis.RedisError, OSError):
        return "no answer"


def state() -> dict[str, str]:
    report = {"web": "ok", "database": answered(database_state), "broker": answered(broker_state)}
    seen: dict[str, float] = {}
    if report["broker"] == "ok":
        seen = cache.get_many([BEAT, WORKER])
    for part, key, limit in (("worker", WORKER, WORKER_SILENCE), ("beat", BEAT, BEAT_SILENCE)):
        if report["broker"] == "ok":
            report[part] = silence(seen.get(key), limit)
        else:
            report[part] = "unknown: the broker does not answer"
    return report


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    report = state()
    healthy = all(value == "ok" for value in report.values())
    return JsonResponse(report, status=200 if healthy else 503)
