"""Gives a whole backup its name: only what may lie in the target folder is ever written there, and no file is overwritten.

======================= ========= ================================================================
code                    given     when
======================= ========= ================================================================
backup-exists           -         a file of that name is there already
backup-not-as-written   -         what lies on the disk is not what was to be written
======================= ========= ================================================================
"""

import errno
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web.backup.keeping import UNFINISHED
from leitplanke.web.backup.sealing import seal, unsealed_sha256
from leitplanke.web.durable import settle

_NO_SECOND_NAMES = frozenset({errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})
"""How file systems without hard links refuse one: exFAT, FAT, many network shares."""


def place(plain: Path, path: Path, passphrase: str) -> None:
    """Copy a backup to where it shall lie, locked if there is a passphrase; give it its name once it was read back as it was written.

    Raises
    ------
    InputFaultsError
        Code ``backup-exists``: somebody else wrote a file of that name meanwhile; it stays. Code ``backup-not-as-written``: reading it back
        failed or gave something else; it is deleted.
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
        _read_back(plain, ready, path.name, passphrase)
        _name(ready, path)
    finally:
        ready.unlink(missing_ok=True)
    # Some network shares know no waiting for a folder.
    with suppress(OSError):
        settle(path.parent)


def _read_back(plain: Path, ready: Path, name: str, passphrase: str) -> None:
    """Compare what lies on the disk, unlocked in memory piece by piece, with what was proved by restoring it.

    Raises
    ------
    InputFaultsError
        Code above.
    """
    try:
        _forget_in_memory(ready)
        told = unsealed_sha256(ready, passphrase) if passphrase else _sha256(ready)
    except (InputFaultsError, OSError):
        told = ""
    if told != _sha256(plain):
        raise InputFaultsError([Fault(name, "backup-not-as-written")])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget_in_memory(path: Path) -> None:
    """Ask the system to read a file from its disk next time and not from memory, where it has just been written; not all systems can."""
    if not hasattr(os, "posix_fadvise"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


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
