"""Counts requests for Prometheus, so that those of all server processes add up in one look.

Each process writes its counts into a file of a folder in memory (a full disk must not end a process that counts), and whoever is asked
reads the files of all. Views are counted by name: addresses hold keys of firms and secrets of links.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable; without it the counts of this process alone are kept."""
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it  # nosec B108
_NAME = "leitplanke-metrics"
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram in seconds."""


class Counters:
    """What is counted of requests."""

    def __init__(self) -> None:
        from prometheus_client import (  # noqa: PLC0415 - it looks for the folder when it is loaded
            CollectorRegistry,
            Counter,
            Histogram,
            disable_created_metrics,
        )

        # When a count began is the same for all of them: the start.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types here
        self.registry = CollectorRegistry()
        self.requests = Counter("leitplanke_requests", "Requests answered.", ["view", "method", "status"], registry=self.registry)
        self.seconds = Counter("leitplanke_request_seconds_by_view", "Seconds spent on requests.", ["view"], registry=self.registry)
        self.durations = Histogram(
            "leitplanke_request_seconds", "Seconds until a request is answered.", buckets=BOUNDS, registry=self.registry
        )

    def count(self, view: str, method: str, status: int, seconds: float) -> None:
        """Count one request; where nothing can be written nothing is counted."""
        with suppress(OSError):
            self.requests.labels(view, method, str(status)).inc()
            self.seconds.labels(view).inc(seconds)
            self.durations.observe(seconds)

    def text(self) -> bytes:
        """Return the counts of all processes in the text format of Prometheus."""
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - see above
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - see above

        if FOLDER not in os.environ:
            return generate_latest(self.registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # the library has no types here
        return generate_latest(everybody)


@contextmanager
def counting_together() -> Iterator[None]:
    """Let the processes that are started meanwhile count into one folder; what servers left that were killed is deleted."""
    parent = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for old in parent.glob(f"{_NAME}-*"):
        if not _lives(old.name.split("-")[2]):
            shutil.rmtree(old, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"{_NAME}-{os.getpid()}-", dir=parent)
    os.environ[FOLDER] = folder
    try:
        yield
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
