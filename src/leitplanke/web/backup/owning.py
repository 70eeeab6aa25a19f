"""Whose a folder of backups is: it belongs to the installation that deletes old ones there, told by a digest of its key.

The key comes along with a restore, and servers of one installation have the same: a moved one, and each of several, owns the folder still.
"""

import hashlib
import hmac
import zipfile
from pathlib import Path

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web import environment
from leitplanke.web.durable import settle

OWNER = ".leitplanke-backup.owner"
_FOR = b"leitplanke: folder of backups"


def refuse_anothers(folder: Path) -> None:
    """Look whether a folder of backups is nobody's or ours.

    Raises
    ------
    InputFaultsError
        Code ``backup-folder-anothers``: another installation keeps its backups there.
    OSError
        If its note cannot be read.
    """
    if is_anothers(folder):
        raise InputFaultsError([Fault(str(folder), "backup-folder-anothers", (("given", OWNER),))])


def is_anothers(folder: Path) -> bool:
    """Say whether another installation keeps its backups in a folder.

    Raises
    ------
    OSError
        If its note cannot be read.
    """
    return _noted(folder) not in {"", _digest(environment.secret_key())}


def claim(folder: Path) -> None:
    """Note that a folder of backups is ours; the note of whoever came first stays.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    if not _noted(folder):
        _note(folder, environment.secret_key())


def hand_over(folder: Path, former: str) -> None:
    """Let a folder go on being ours after our key has become another one by a restore.

    Raises
    ------
    OSError
        If the note cannot be read or written.
    """
    if _noted(folder) == _digest(former):
        _note(folder, environment.secret_key())


def is_anothers_backup(path: Path) -> bool:
    """Say whether a backup holds the key of another installation; of a locked one nobody can tell."""
    from leitplanke.web.backup.manifest import BROKEN, KEY, LARGEST_KEY  # noqa: PLC0415 - loads what validates, which a start does without

    try:
        with zipfile.ZipFile(path) as found, found.open(KEY) as key:
            return key.read(LARGEST_KEY).strip() != environment.secret_key().encode()
    except BROKEN:
        return False


def _noted(folder: Path) -> str:
    try:
        return (folder / OWNER).read_text(encoding="ascii", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _note(folder: Path, key: str) -> None:
    fresh = folder / f"{OWNER}.new"
    fresh.write_text(f"{_digest(key)}\n", encoding="ascii")
    settle(fresh)
    fresh.replace(folder / OWNER)


def _digest(key: str) -> str:
    return hmac.new(key.encode(), _FOR, hashlib.sha256).hexdigest()
