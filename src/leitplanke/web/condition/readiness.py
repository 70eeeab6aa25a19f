"""Whether this server can work: what a load balancer, a container engine or monitoring asks every few seconds."""

import threading
import time
from dataclasses import dataclass, field

from django.db import Error

from leitplanke.web.condition import machine, stored
from leitplanke.web.condition.findings import Finding, fault

SECONDS_KEPT = 2.0
"""Anybody may ask; an answer serves everybody for so long."""


@dataclass(slots=True)
class Memory:
    """What was found last, and when."""

    found: tuple[Finding, ...] = ()
    at: float = 0.0
    tables_fit: bool = False
    """Once true it stays so: code and tables of a running server do not part."""
    guard: threading.Lock = field(default_factory=threading.Lock)


_MEMORY = Memory()


def findings() -> tuple[Finding, ...]:
    """Return what was found of late of database, tables, worker, disk and backup."""
    with _MEMORY.guard:
        if time.monotonic() - _MEMORY.at >= SECONDS_KEPT or not _MEMORY.at:
            _MEMORY.found = _look()
            _MEMORY.at = time.monotonic()
        return _MEMORY.found


def forget() -> None:
    """Forget what was found, as after a start."""
    with _MEMORY.guard:
        _MEMORY.at, _MEMORY.tables_fit = 0.0, False


def _look() -> tuple[Finding, ...]:
    disk = (machine.folder(), machine.room())
    first = stored.database()
    if first.state == "fault":
        return (first, *disk)
    try:
        if not _MEMORY.tables_fit:
            second = stored.tables()
            if second.code != "ok":
                return (first, fault("tables", second.code), *disk)
            _MEMORY.tables_fit = True
        return (first, stored.worker(serving=True), stored.backup(), *disk)
    except Error:
        return (fault("database", "away"), *disk)
