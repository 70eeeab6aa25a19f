"""How things stand at the moment of asking, for Prometheus: the same from whichever process is asked."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from leitplanke import __version__
from leitplanke.web.backup import schedule
from leitplanke.web.condition import beat, readiness, stored
from leitplanke.web.jobs.models import Job

Reading = tuple[str, str, dict[str, str], float]
"""Name, what it says, labels, value."""


def text() -> bytes:
    """Return all readings in the text format of Prometheus."""
    registry = CollectorRegistry()
    known: dict[str, Gauge] = {}
    for name, said, labels, value in readings():
        if name not in known:
            known[name] = Gauge(f"leitplanke_{name}", said, list(labels), registry=registry)
        (known[name].labels(**labels) if labels else known[name]).set(value)
    return generate_latest(registry)


def readings() -> Iterator[Reading]:
    """Yield what can be read; of a database that is away nothing but that."""
    yield "info", "Version and database.", {"version": __version__, "database": connection.vendor}, 1.0
    found = readiness.findings()
    yield "ready", "Whether the server can work.", {}, float(all(one.state != "fault" for one in found))
    for one in found:
        yield (
            "check",
            "What was found: 0 well, 1 warning, 2 fault.",
            {"check": one.check},
            {"ok": 0.0, "warning": 1.0, "fault": 2.0}[one.state],
        )
    yield "disk_free_bytes", "Free space of the data folder.", {}, float(shutil.disk_usage(settings.VAR).free)
    age = schedule.standing(timezone.now()).age
    if age is not None:
        yield "backup_age_seconds", "Age of the newest backup in the folder of the schedule.", {}, age / timedelta(seconds=1)
    try:
        yield from _stored()
    except Error:
        return


def _stored() -> Iterator[Reading]:
    for kind in stored.KINDS:
        counts = dict(kind._default_manager.order_by().values_list("state").annotate(Count("pk")))  # noqa: SLF001 - Django's public name for it
        for state in Job.State:
            labels = {"kind": kind.__name__.lower(), "state": str(state)}
            yield "jobs", "Evaluations and reviews of plans by state.", labels, float(counts.get(state, 0))
    yield "job_oldest_waiting_seconds", "For how long the oldest job waits.", {}, stored.oldest_waiting() / timedelta(seconds=1)
    silent = beat.silence()
    if silent is not None:
        yield "worker_silent_seconds", "For how long no worker has said that it lives.", {}, silent
