"""Runs web server and job worker as children, starts again what dies, and ends both together."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

LOG_FORM = Path(__file__).parent / "logs" / "granian.json"
SECONDS_TO_END = 10.0
SECONDS_BETWEEN_LOOKS = 0.2
MOST_RESTARTS = 5
RESTART_WINDOW = 60.0
TRY_LATER = 75
"""EX_TEMPFAIL of sysexits(3), with which a worker ends that has lost its database or has no room to write: it did nothing wrong."""
SECONDS_OF_PATIENCE = 2.0
"""Between two looks whether the database is back."""
PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
Child = subprocess.Popen[bytes]


def granian(place: "Place") -> list[str]:
    """Return the command of the web server; of several processes it starts again itself one that dies."""
    wide = ["--workers", str(place.processes), "--blocking-threads", str(place.threads)]
    again = ["--respawn-failed-workers"] if place.processes > 1 else []
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", place.host, "--port", str(place.port)),
        *(*wide, *again, "--no-ws", "--log-level", "warning", "--log-config", str(LOG_FORM), "leitplanke.web.wsgi:application"),
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


class Kept:
    """A child that is started again when it dies, unless it dies too often.

    Parameters
    ----------
    before
        Called before each start; says whether the child can work now. If not, it is asked again later.
    """

    def __init__(self, command: list[str], before: Callable[[], bool] = lambda: True) -> None:
        self.command, self.before = command, before
        self.child: Child | None = None
        self.deaths: list[float] = []
        self.not_before = 0.0

    @property
    def lives(self) -> bool:
        """Whether the child runs."""
        return self.child is not None and self.child.poll() is None

    def keep(self) -> bool:
        """Start the child if none runs and its time has come; say whether there is hope for it."""
        now = time.monotonic()
        if self.child is not None and self.child.poll() is not None:
            if self.child.returncode == TRY_LATER:
                self.not_before = now + SECONDS_OF_PATIENCE
            else:
                self.deaths = [*(moment for moment in self.deaths if now - moment < RESTART_WINDOW), now]
            # What it has started lives on without it and would keep the port.
            kill_group(self.child)
            self.child = None
        if self.child is None and now >= self.not_before:
            if self.before():
                self.child = start(self.command)
            else:
                self.not_before = now + SECONDS_OF_PATIENCE
        return len(self.deaths) <= MOST_RESTARTS


def nothing() -> Child | None:
    """Have nothing run beside the two children."""
    return None


@contextmanager
def begun(place: Place) -> Iterator[Kept]:
    """Start the web server, which loads its pages meanwhile; it is killed if what else a start takes fails."""
    web = Kept(granian(place))
    web.keep()
    try:
        yield web
    except BaseException:
        if web.child is not None:
            kill_group(web.child)
        raise


def run(
    web: Kept,
    place: Place,
    announce: Callable[[], None],
    before_worker: Callable[[], bool],
    beside: Callable[[], Child | None] = nothing,
) -> int:
    """Run the web server that has begun and a worker until the operator stops or one of them cannot be kept alive; return the exit code.

    `announce` is called once the pages can be opened; a web server that ends before ends everything. `before_worker` queues again
    what a dead worker left, and says whether the database lets it. Children get their own process group, so that Ctrl+C reaches
    them once, from here, and a running evaluation can finish. `beside` is asked all the time for a third child that may come and go.
    """
    stop = Stop()
    helper, third = Kept(worker(), before_worker), None
    try:
        helper.keep()
        while not stop.asked and web.lives and not answers(place):
            time.sleep(SECONDS_BETWEEN_LOOKS)
        if not stop.asked and web.lives:
            announce()
            while not stop.asked and web.keep() and helper.keep():
                third = beside()
                time.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        end(*(one.child for one in (web, helper) if one.child is not None), *([third] if third else []))
    return 0 if stop.asked else 1


def answers(place: Place) -> bool:
    """Say whether the web server takes connections."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(place.host, place.host)  # noqa: S104 - a comparison, nothing is bound here  # nosec B104
    try:
        socket.create_connection((host, place.port), timeout=1.0).close()
    except OSError:
        return False
    return True


def start(command: list[str]) -> Child:
    """Start a child in its own process group, which ends with this process even if this one is killed."""
    bound = partial(end_with_parent, os.getpid())
    return subprocess.Popen(command, start_new_session=True, preexec_fn=bound)  # noqa: S603, PLW1509 - our own command; one thread


def end_with_parent(parent: int) -> None:
    """Have Linux kill this process when its parent dies; elsewhere a killed parent leaves its children behind.

    A mere request could come while nobody listens for it yet, as it does when a server is killed in its first seconds.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # it died before it could be watched


def end(*children: Child) -> None:
    """Ask the children to end, then kill what is left after `SECONDS_TO_END`."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    last = time.monotonic() + SECONDS_TO_END
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, last - time.monotonic()))
        kill_group(child)
        child.wait()


def kill_group(child: Child) -> None:
    """Kill whatever lives of a child and of what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
