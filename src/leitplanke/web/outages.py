"""What is nobody's mistake: a database that is away, a disk that is full or cannot be written. It is told, waited for, and never a loss."""

import errno
import logging
from collections.abc import Callable, Iterator
from enum import StrEnum

from django.db import Error, connections

LOG = logging.getLogger(__name__)
SECONDS = 10
"""After which it is worth trying again (Retry-After)."""


class Outage(StrEnum):
    """What is missing; the values name the texts of the pages."""

    DATABASE = "no-database"
    ROOM = "no-room"
    WRITING = "no-writing"
    BUSY = "busy"


_BY_ERRNO = {
    errno.ENOSPC: Outage.ROOM,
    errno.EDQUOT: Outage.ROOM,
    errno.EFBIG: Outage.ROOM,
    errno.EROFS: Outage.WRITING,
    errno.EIO: Outage.WRITING,
}
_BY_SQLITE = {
    "SQLITE_FULL": Outage.ROOM,
    "SQLITE_READONLY": Outage.WRITING,
    "SQLITE_IOERR": Outage.WRITING,
    "SQLITE_PERM": Outage.WRITING,
    "SQLITE_CANTOPEN": Outage.WRITING,
    "SQLITE_BUSY": Outage.BUSY,
    "SQLITE_LOCKED": Outage.BUSY,
}
"""First two parts of ``sqlite_errorname``: the third one says more than people need."""
_BY_SQLSTATE = {
    "08": Outage.DATABASE,
    "57": Outage.DATABASE,
    "58": Outage.WRITING,
    "53": Outage.DATABASE,
    "53100": Outage.ROOM,
    "25006": Outage.WRITING,
    "40": Outage.BUSY,
    "55P03": Outage.BUSY,
}
"""Codes of PostgreSQL, and classes of codes (Appendix A of its manual)."""


def outage_of(error: BaseException | None) -> Outage | None:
    """Return what was missing when something failed, or None if the fault is another.

    Examples
    --------
    >>> outage_of(OSError(errno.ENOSPC, "No space left on device"))
    <Outage.ROOM: 'no-room'>
    >>> outage_of(ValueError("no outage")) is None
    True
    """
    return next((found for one in _causes(error) if (found := _outage(one))), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it: Django wraps the driver's."""
    while error is not None:
        yield error
        error = error.__cause__


def _outage(error: BaseException) -> Outage | None:
    name, state = getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)
    if name:
        return _BY_SQLITE.get("_".join(name.split("_")[:2]))
    if state:
        return _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2])
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    # Without a code: the driver of PostgreSQL got no answer at all.
    driver = error.__class__.__module__.partition(".")[0]
    return Outage.DATABASE if driver == "psycopg" and error.__class__.__name__ in {"OperationalError", "InterfaceError"} else None


def attempt(work: Callable[[], None]) -> bool:
    """Do what needs database and disk; say whether they let it. Afterwards nothing is connected any more.

    Raises
    ------
    Exception
        Whatever fails for another reason.
    """
    try:
        work()
    except (Error, OSError) as error:
        found = outage_of(error)
        if found is None:
            raise
        LOG.warning("%s, trying again: %s", found, str(error).strip().partition("\n")[0])
        return False
    finally:
        connections.close_all()
    return True
