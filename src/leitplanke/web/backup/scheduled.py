"""Makes the backup that is due, once even if several servers share the folder, and keeps how it went."""

import logging
import os
import signal
import sys
import time
from datetime import UTC, datetime

from django.db import Error

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.backup.keeping import forget_old, name_for
from leitplanke.web.backup.schedule import Attempt, Schedule, due, note, schedule, turn
from leitplanke.web.backup.writing import write

LOG = logging.getLogger(__name__)
_NICE = 10
"""People who wait for pages go first."""


def back_up_if_due() -> None:
    """Back up if it is time; delete what is older than what stays. Older backups go only once a newer one is whole.

    Raises
    ------
    InputFaultsError, OSError, Error
        If it was due and failed; that is noted and logged.
    """
    kept = schedule()
    if kept is None:
        return
    os.nice(_NICE)
    # A server that ends lets this end as any failure does: what was begun is deleted.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    start = time.monotonic()
    try:
        with turn(kept.folder) as ours:
            if ours and due(kept, datetime.now(UTC)):
                _back_up(kept, start)
    except (InputFaultsError, OSError, Error) as error:
        fault = _told(error)
        LOG.error("scheduled backup failed: %s", fault)  # noqa: TRY400 - what is wrong is the operator's disk or database, no place of ours
        note(Attempt(at=_now(), fault=fault, seconds=time.monotonic() - start))
        raise


def _back_up(kept: Schedule, start: float) -> None:
    at = datetime.now(UTC)
    path = kept.folder / name_for(at)
    told = write(path, at, _passphrase(kept))
    forget_old(kept.folder, kept.keep, at)
    note(Attempt(at=_now(), path=str(path), seconds=round(time.monotonic() - start, 1), size=told.size))


def _passphrase(kept: Schedule) -> str:
    """Return what locks backups; an empty file must not leave them open."""
    if kept.passphrase_file is None:
        return os.environ.get("LEITPLANKE_BACKUP_PASSPHRASE", "")
    found = kept.passphrase_file.read_text(encoding="utf-8").strip()
    if not found:
        raise OSError(0, "LEITPLANKE_BACKUP_PASSPHRASE_FILE is empty", str(kept.passphrase_file))
    return found


def _told(error: Exception) -> str:
    if isinstance(error, InputFaultsError):
        return ", ".join(sorted({one.code for one in error.faults}))
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
