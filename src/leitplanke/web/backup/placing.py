"""Gives a whole backup its name: only what may lie in the target folder is ever written there, and no file is overwritten."""

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web.backup.keeping import UNFINISHED
from leitplanke.web.backup.sealing import seal
from leitplanke.web.durable import settle

_NO_SECOND_NAMES = frozenset({errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})
"""How file systems without hard links refuse one: exFAT, FAT, many network shares."""


def place(plain: Path, path: Path, passphrase: str) -> None:
    """Copy a backup to where it shall lie, locked if there is a passphrase, and give it its name once it is whole on the disk.

    Raises
    ------
    InputFaultsError
        Code ``backup-exists``: somebody else wrote a file of that name meanwhile; it stays.
    OSError
        If it cannot be written; what was begun is deleted.
    """
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, suffix=".part", dir=path.parent)
    os.close(handle)
    ready = Path(name)
    try:
        if passphrase:
            seal(plain, ready, passphrase)
        else:
            shutil.copyfile(plain, ready)
        settle(ready)
        _name(ready, path)
    finally:
        ready.unlink(missing_ok=True)
    # Some network shares know no waiting for a folder.
    with suppress(OSError):
        settle(path.parent)


def _name(ready: Path, path: Path) -> None:
    try:
        _link_or_claim(ready, path)
    except FileExistsError:
        raise InputFaultsError([Fault(path.name, "backup-exists")]) from None


def _link_or_claim(ready: Path, path: Path) -> None:
    try:
        os.link(ready, path)
    except OSError as error:
        if error.errno not in _NO_SECOND_NAMES:
            raise
        # An empty file takes the name first, which fails where one is; then the whole one takes its place.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            ready.replace(path)
        except OSError:
            path.unlink()
            raise
