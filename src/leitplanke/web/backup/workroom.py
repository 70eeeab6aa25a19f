"""A folder inside the data folder for what a backup is before it is locked: nothing of it ever lies where backups are kept."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leitplanke.web.backup.keeping import UNFINISHED

_HELD, _DOOR = "held", "backup-rooms"


@contextmanager
def workroom(var: Path) -> Iterator[Path]:
    """Yield a new folder that only this account can read; it is deleted afterwards, and if we are killed by whoever looks next.

    Raises
    ------
    OSError
        If the data folder cannot be written.
    """
    forget_dead(var)
    with _door(var):
        room = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=var))
        held = (room / _HELD).open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
        held.close()


def forget_dead(var: Path) -> None:
    """Delete what backups left whose process is gone, at once: it is all the data, unlocked. The system forgets the locks of the dead."""
    rooms = [path for path in var.glob(f"{UNFINISHED}*") if path.is_dir()]
    if not rooms:
        return
    with _door(var):
        for room in rooms:
            if not _lives(room):
                shutil.rmtree(room, ignore_errors=True)


def _lives(room: Path) -> bool:
    try:
        with (room / _HELD).open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _door(var: Path) -> Iterator[None]:
    """Let nobody look for the dead while somebody is between making a folder and holding it."""
    with (var / _DOOR).open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
