"""Brings the database to the present version, one server at a time, and keeps a copy of what was there."""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from leitplanke.web import environment
from leitplanke.web.backup.keeping import safety_copy
from leitplanke.web.backup.replacing import is_used, refuse_later
from leitplanke.web.backup.rows import later
from leitplanke.web.backup.writing import write
from leitplanke.web.newdatabase.making import pending

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 2.0
_KEY = 7_305_168_402
"""Any number that nobody else takes as a lock of this database."""


def migrate() -> None:
    """Bring the database to the present version; if that changes tables somebody has worked with, keep a copy of what was there.

    Raises
    ------
    InputFaultsError
        Code ``backup-tables-later``: they belong to a later release, and stay as they are.
    """
    with _alone():
        refuse_later(connection)
        if pending(connection) and is_used(connection):
            now = timezone.now()
            write(safety_copy("before-upgrade", now, ".zip"), now)
        call_command("migrate", interactive=False, verbosity=0)


def wait_for_upgrade() -> None:
    """Return once a server has brought the tables to the present version; a worker that starts beside it takes no job from others."""
    told = False
    while pending(connection) or later(connection):
        if not told:
            LOG.warning("the tables are of another release: waiting for a server to bring them to this one")
        told = True
        connection.close()
        time.sleep(SECONDS_BETWEEN_LOOKS)


@contextmanager
def _alone() -> Iterator[None]:
    """Let other servers that start at the same moment wait: those on this data folder, and on PostgreSQL those of other machines, too."""
    with (environment.var_folder() / "upgrading").open("w") as held, connection.cursor() as cursor:
        fcntl.flock(held, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        cursor.execute("SELECT pg_advisory_lock(%s)", [_KEY])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_KEY])
