"""Locks a backup with a passphrase, in a form that the tool ``age`` opens too.

A sealed file is a zip with two parts: ``key.age``, a fresh key locked with the passphrase (scrypt), and ``backup.age``, the backup locked
with that key. So a backup of any size is locked and opened in pieces, without being in memory.
"""

import hashlib
import zipfile
from pathlib import Path
from typing import Protocol

import pyrage

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web.backup.manifest import BROKEN, need_room

KEY, CONTENT = "key.age", "backup.age"
LARGEST_KEY = 10_000
"""Bytes; the key has some hundred."""


def is_sealed(path: Path) -> bool:
    """Say whether a file is a sealed backup."""
    try:
        with zipfile.ZipFile(path) as found:
            return set(found.namelist()) == {KEY, CONTENT}
    except BROKEN:
        return False


def seal(plain: Path, sealed: Path, passphrase: str) -> None:
    """Lock a file."""
    identity = pyrage.x25519.Identity.generate()
    with zipfile.ZipFile(sealed, "w", zipfile.ZIP_STORED) as into:
        into.writestr(KEY, pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
        with plain.open("rb") as source, into.open(CONTENT, "w", force_zip64=True) as target:
            pyrage.encrypt_io(source, target, [identity.to_public()])


def unseal(sealed: Path, plain: Path, passphrase: str) -> None:
    """Open a locked file.

    Raises
    ------
    InputFaultsError
        Code ``backup-passphrase`` if the passphrase is another, ``backup-damaged`` if the file is not what it was.
    """
    with zipfile.ZipFile(sealed) as found:
        identity = _identity(found, sealed.name, passphrase)
        need_room(found, plain.parent)
        with plain.open("wb") as target:
            _open(found, sealed.name, identity, target)


def unsealed_sha256(sealed: Path, passphrase: str) -> str:
    """Return the sum of what a locked file holds, opened piece by piece: none of it is written anywhere.

    Raises
    ------
    InputFaultsError
        As `unseal`; ``backup-damaged`` too if the file cannot be read or is no zip.
    """
    sums = _Sums()
    try:
        with zipfile.ZipFile(sealed) as found:
            _open(found, sealed.name, _identity(found, sealed.name, passphrase), sums)
    except BROKEN:
        raise InputFaultsError([Fault(sealed.name, "backup-damaged", (("given", CONTENT),))]) from None
    return sums.sha.hexdigest()


class _Sink(Protocol):
    def write(self, piece: bytes, /) -> int: ...
    def flush(self) -> None: ...


class _Sums:
    """Adds up what is written to it."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()

    def write(self, piece: bytes, /) -> int:
        self.sha.update(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


def _identity(found: zipfile.ZipFile, name: str, passphrase: str) -> pyrage.x25519.Identity:
    try:
        with found.open(KEY) as key:
            return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(key.read(LARGEST_KEY), passphrase).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
        raise InputFaultsError([Fault(name, "backup-passphrase")]) from None
    except BROKEN:
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", CONTENT),))]) from None


def _open(found: zipfile.ZipFile, name: str, identity: pyrage.x25519.Identity, target: _Sink) -> None:
    try:
        with found.open(CONTENT) as source:
            pyrage.decrypt_io(source, target, [identity])
    except (pyrage.DecryptError, *BROKEN):
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", CONTENT),))]) from None
