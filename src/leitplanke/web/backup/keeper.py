"""Watches the schedule in the server's own process and has backups made in a process of their own: what fails there stops nobody here."""

import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from subprocess import Popen

from leitplanke.web import environment
from leitplanke.web.backup.schedule import Attempt, Schedule, due, last_attempt, note
from leitplanke.web.backup.workroom import forget_dead

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 5.0
COMMAND = (sys.executable, "-m", "leitplanke", "backup", "--scheduled")
Child = Popen[bytes]


class Keeper:
    """Starts a backup whenever one is due and none runs.

    Parameters
    ----------
    kept
        The operator's schedule; without one nothing is ever started.
    start
        Starts a command and returns its process.
    """

    def __init__(self, kept: Schedule | None, start: Callable[[list[str]], Child]) -> None:
        self.kept, self.start = kept, start
        self.child: Child | None = None
        self.not_before = 0.0
        self.last: Attempt | None = None

    def look(self) -> Child | None:
        """Start what is due; return the process that makes a backup now, if one does."""
        if self.child is not None and self.child.poll() is not None:
            self._finish(self.child.returncode)
            self.child = None
        if self.kept is not None and self.child is None and time.monotonic() >= self.not_before:
            self.not_before = time.monotonic() + min(SECONDS_BETWEEN_LOOKS, self.kept.every.total_seconds() / 4)
            if _is_due(self.kept):
                self.last = last_attempt()
                self.child = self.start([*COMMAND])
        return self.child

    def _finish(self, code: int) -> None:
        """Wait before the next one after a failure; what was killed, or fell before it began, could not say so itself."""
        if not code:
            return
        if self.kept is not None:
            self.not_before = time.monotonic() + self.kept.retry.total_seconds()
        # What it has left lies open.
        with suppress(OSError):
            forget_dead(environment.var_folder())
        if code < 0 or last_attempt() == self.last:
            fault = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
            LOG.error("scheduled backup %s", fault)
            try:
                note(Attempt(at=datetime.now(UTC).isoformat(timespec="seconds"), fault=fault))
            except OSError:
                LOG.exception("how the backup went could not be kept")


def _is_due(kept: Schedule) -> bool:
    try:
        return due(kept, datetime.now(UTC))
    except OSError:
        # The attempt will say what is wrong with the folder.
        return True
