"""Says in the shared cache that a worker lives, wherever it runs, and how long ago one has said so."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import Error, connections

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_BEATS = 15.0
SILENT_AFTER = 90.0
"""Seconds without a beat after which no worker is thought to live; a busy machine may miss some beats."""
_KEY, _KEPT = "worker-beat", 30 * 24 * 3600


def beat() -> None:
    """Say that a worker lives now; a database that is away is told the next time."""
    try:
        cache.set(_KEY, time.time(), _KEPT)
    except (Error, OSError):
        LOG.warning("could not say that the worker lives", exc_info=True)


def silence() -> float | None:
    """Return for how many seconds no worker has said that it lives; None if none ever did."""
    last = cache.get(_KEY)
    return None if last is None else max(0.0, time.time() - float(last))


@contextmanager
def beating(seconds: float = SECONDS_BETWEEN_BEATS) -> Iterator[None]:
    """Say so now and then as long as the block runs."""
    ended = threading.Event()

    def go_on() -> None:
        beat()
        # The thread's own connection must not be held between beats: a database that ends waits for nobody.
        connections.close_all()
        while not ended.wait(seconds):
            beat()
            connections.close_all()

    threading.Thread(target=go_on, name="worker-beat", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
