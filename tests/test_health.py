"""/healthz, with made-up signs of life and with a real worker and beat."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from enforcement import health
from enforcement.upkeep import tidy

ALL_OK = {"web": "ok", "database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}


@pytest.fixture(autouse=True)
def own_signs(settings, monkeypatch):
    """Signs of life in a Redis database of their own, beside any worker of the other tests."""
    settings.REDIS_URL = django_settings.REDIS_URL.partition("?")[0] + "?db=5"
    settings.CACHES = {
        "default": {**django_settings.CACHES["default"], "LOCATION": settings.REDIS_URL}
    }
    health.cache.delete_many([health.BEAT, health.WORKER])
    yield
    health.cache.delete_many([health.BEAT, health.WORKER])


def get() -> tuple[int, dict[str, str]]:
    answer = Client().get("/healthz")
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, json.loads(answer.content)


def test_ok_to_anybody_when_all_parts_live():
    health.sign(health.BEAT)
    health.sign(health.WORKER)
    assert get() == (200, ALL_OK)


def test_each_dead_part_is_named():
    health.sign(health.WORKER)
    assert get() == (503, {**ALL_OK, "beat": "no sign of life"})
    health.sign(health.BEAT)
    health.cache.set(health.WORKER, time.time() - 60)
    assert get() == (503, {**ALL_OK, "worker": "no sign of life for 60 s"})


def test_a_dead_database_is_told_without_its_address(monkeypatch):
    health.sign(health.BEAT)
    health.sign(health.WORKER)
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret:word@/x?host=/nowhere")
    assert get() == (503, {**ALL_OK, "database": "no answer"})


def test_a_dead_broker_leaves_worker_and_beat_unknown(settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    unknown = "unknown: the broker does not answer"
    assert get() == (503, {**ALL_OK, "broker": "no answer", "worker": unknown, "beat": unknown})


def test_only_failures_of_the_services_are_swallowed():
    def bug() -> str:
        raise KeyError

    def down() -> str:
        raise redis.ConnectionError

    assert health.answered(down) == "no answer"
    with pytest.raises(KeyError):
        health.answered(bug)


def test_the_database_is_not_asked_through_the_pool():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert health.database_state() == "ok"


@pytest.fixture
def celery(settings, tmp_path):
    """Starts parts of Celery as `./run` does."""
    running = []
    env = {**os.environ, "REDIS_URL": settings.REDIS_URL, "VAR_DIR": str(tmp_path)}
    env.pop("PYTEST_XDIST_WORKER", None)  # the broker is named, not this process's own

    def start(*command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "enforcement", *command],
            cwd=Path(__file__).parent.parent,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_for(part: str, ok: bool) -> dict[str, str]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        report = health.state()
        if (report[part] == "ok") == ok:
            return report
        time.sleep(0.2)
    raise AssertionError(report)


def test_worker_and_beat_are_told_apart(celery, monkeypatch):
    monkeypatch.setattr(health, "WORKER_SILENCE", 4)
    monkeypatch.setattr(health, "BEAT_SILENCE", 13)
    worker = celery("worker", "--concurrency", "1", "--without-gossip", "--without-mingle")
    assert wait_for("worker", True)["beat"] == "no sign of life"
    beat = celery("beat", "--pidfile=")
    assert wait_for("beat", True) == ALL_OK
    worker.kill()
    worker.wait()
    assert wait_for("worker", False)["beat"] == "ok"
    beat.kill()
    beat.wait()
    assert wait_for("beat", False)["worker"].startswith("no sign of life for")


def test_ended_sessions_are_tidied_away(db):
    now = timezone.now()
    for key, ends in (("ended", now - timedelta(days=1)), ("runs", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    tidy()
    assert [session.session_key for session in Session.objects.all()] == ["runs"]
