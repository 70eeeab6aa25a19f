"""Locks a backup with a passphrase, in a form that the tool ``age`` opens too.

A sealed file is a zip with two parts: ``key.age``, a fresh key locked with the passphrase (scrypt), and ``backup.age``, the backup locked
with that key. So a backup of any size is locked and opened in pieces, without being in memory.
"""

import zipfile
from pathlib import Path

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
        try:
            with found.open(KEY) as key:
                identity = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(key.read(LARGEST_KEY), passphrase).decode())
        except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
            raise InputFaultsError([Fault(sealed.name, "backup-passphrase")]) from None
        except BROKEN:
            raise InputFaultsError([Fault(sealed.name, "backup-damaged", (("given", CONTENT),))]) from None
        need_room(found, plain.parent)
        try:
            with found.open(CONTENT) as source, plain.open("wb") as target:
                pyrage.decrypt_io(source, target, [identity])
        except (pyrage.DecryptError, *BROKEN):
            raise InputFaultsError([Fault(sealed.name, "backup-damaged", (("given", CONTENT),))]) from None
