"""Runs web server and job worker as children, and ends both together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

SECONDS_TO_END = 10.0
SECONDS_BETWEEN_LOOKS = 0.2
MOST_RESTARTS = 5
RESTART_WINDOW = 60.0
PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
Child = subprocess.Popen[bytes]


def granian(place: "Place") -> list[str]:
    """Return the command of the web server; of several processes one that dies is started again, a single one ends the server."""
    wide = ["--workers", str(place.processes), "--blocking-threads", str(place.threads)]
    again = ["--respawn-failed-workers"] if place.processes > 1 else []
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", place.host, "--port", str(place.port)),
        *(*wide, *again, "--no-ws", "--log-level", "warning", "leitplanke.web.wsgi:application"),
    ]


def worker() -> list[str]:
    """Return the command of the job worker."""
    return [sys.executable, "-m", "leitplanke", "worker"]


class Stop:
    """Remembers that the operator wants to end: Ctrl+C, a service manager, or the terminal window closed."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - Python's signature of a handler
        self.asked = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and how wide the web server listens."""

    host: str
    port: int
    threads: int
    """Requests that one process answers at the same time."""
    processes: int = 1


def run(place: Place, announce: Callable[[], None], before_worker: Callable[[], None]) -> int:
    """Run both children until the operator stops or the web server ends; return the exit code.

    `announce` is called once the pages can be opened. A worker that dies is started again, after `before_worker` has queued
    again what it left. Children get their own process group, so that Ctrl+C reaches them once, from here, and a running
    evaluation can finish.
    """
    stop = Stop()
    before_worker()
    web, helper = start(granian(place)), start(worker())
    restarts: list[float] = []
    try:
        while not stop.asked and web.poll() is None and not answers(place):
            time.sleep(SECONDS_BETWEEN_LOOKS)
        announce()
        while not stop.asked and web.poll() is None:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            if helper.poll() is not None and not stop.asked:
                restarts = [*(moment for moment in restarts if time.monotonic() - moment < RESTART_WINDOW), time.monotonic()]
                if len(restarts) > MOST_RESTARTS:
                    return 1
                before_worker()
                helper = start(worker())
    finally:
        end(web, helper)
    return 0 if stop.asked else 1


def answers(place: Place) -> bool:
    """Say whether the web server takes connections."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(place.host, place.host)  # noqa: S104 - a comparison, nothing is bound here
    try:
        socket.create_connection((host, place.port), timeout=1.0).close()
    except OSError:
        return False
    return True


def start(command: list[str]) -> Child:
    """Start a child in its own process group, which ends with this process even if this one is killed."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=end_with_parent)  # noqa: S603, PLW1509 - our own command; one thread


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent dies; elsewhere a killed parent leaves its children behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def end(*children: Child) -> None:
    """Ask the children to end, then kill what is left after `SECONDS_TO_END`."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    last = time.monotonic() + SECONDS_TO_END
    for child in children:
        try:
            child.wait(max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
