"""Makes the backup that is due, once even if several servers share the folder, and keeps how it went."""

import logging
import os
import signal
import sys
import time
from datetime import UTC, datetime

from django.db import connection

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.backup.keeping import forget_old, name_for
from leitplanke.web.backup.owning import claim, refuse_anothers
from leitplanke.web.backup.passphrases import passphrase
from leitplanke.web.backup.replacing import is_used
from leitplanke.web.backup.schedule import Attempt, Schedule, due, newest, note, plan, turn
from leitplanke.web.backup.writing import write
from leitplanke.web.logs.lines import told

LOG = logging.getLogger(__name__)
_NICE = 10
"""People who wait for pages go first."""


def back_up_if_due() -> None:
    """Back up if it is time; delete what is older than what stays. Older backups go only once a newer one is whole.

    Raises
    ------
    Exception
        If it was due and failed; that is noted and logged.
    """
    kept = plan()
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
    except Exception as error:
        fault = _told(error)
        LOG.error("scheduled backup failed: %s", fault)  # noqa: TRY400 - what is wrong is the operator's disk or database, no place of ours
        note(Attempt(at=_now(), fault=fault, seconds=time.monotonic() - start))
        raise


def _back_up(kept: Schedule, start: float) -> None:
    refuse_anothers(kept.folder)
    at, lock = datetime.now(UTC), passphrase(kept.passphrase_file)
    if not is_used(connection) and newest(kept, at) is None:
        # A new server on which nobody has worked yet. Where backups are there already, the data have gone: that is a fault.
        note(Attempt(at=_now()))
        return
    path = kept.folder / name_for(at)
    told = write(path, at, lock)
    if told.missing:
        LOG.warning("scheduled backup: %d attached files are named in the database but are not in the data folder", told.missing)
    claim(kept.folder)
    forget_old(kept.folder, kept.keep, at)
    seconds = round(time.monotonic() - start, 1)
    note(Attempt(at=_now(), path=str(path), seconds=seconds, size=told.size, missing=told.missing))


def _told(error: Exception) -> str:
    if isinstance(error, InputFaultsError):
        return ", ".join(sorted({" ".join((one.code, *(value for _, value in one.values))) for one in error.faults}))
    return told(error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
