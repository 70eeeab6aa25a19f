"""What a backup says of itself, and whether that is true.

=================== ========= =================================================================
code                given     when
=================== ========= =================================================================
backup-unknown      -         no backup of ours
backup-newer        release   made by a later release: a table or a migration unknown here
backup-damaged      part      a part is missing, changed, or no longer readable
=================== ========= =================================================================
"""

import errno
import hashlib
import json
import os
import shutil
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, with_config

from leitplanke.primitives.faults import Fault, InputFaultsError

FORMAT, VERSION = "leitplanke-backup", 1
MANIFEST, KEY = "manifest.json", "secret-key"
TABLES, ATTACHMENTS = "tables/", "attachments/"
LARGEST_MANIFEST = 20_000_000
"""Bytes unpacked; one row for each attachment of a chamber's firms has a quarter of it."""
LARGEST_KEY = 1000
SHORTEST_KEY = 50
"""As Django demands of the key that signs."""
_PIECE = 1 << 20
BROKEN = (KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, struct.error)
"""How a damaged file or part fails; a nest too deep for JSON is a RuntimeError too."""
_STRICT = ConfigDict(strict=False, extra="forbid")


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Table:
    """Columns and number of rows of a table; `digest` is that of its rows in any order, `sha256` that of its part."""

    name: str
    columns: tuple[str, ...]
    rows: int
    digest: str
    sha256: str


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class File:
    """A part that is no table."""

    name: str
    size: int
    sha256: str


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, and the state of the database it was taken from; `missing` are attachments that were not on the disk."""

    format: str
    version: int
    engine: str
    made_at: str
    migrations: tuple[str, ...]
    tables: tuple[Table, ...]
    files: tuple[File, ...]
    missing: tuple[str, ...]


def read(found: zipfile.ZipFile, name: str) -> Manifest:
    """Return what a backup says it holds, after looking whether each part is what it was.

    Raises
    ------
    InputFaultsError
        Codes above.
    """
    try:
        with found.open(MANIFEST) as stream:
            manifest = TypeAdapter(Manifest).validate_python(json.loads(stream.read(LARGEST_MANIFEST)))
    except BROKEN:
        raise InputFaultsError([Fault(name, "backup-unknown")]) from None
    if manifest.format != FORMAT:
        raise InputFaultsError([Fault(name, "backup-unknown")])
    if manifest.version > VERSION:
        raise InputFaultsError([Fault(name, "backup-newer", (("given", manifest.engine),))])
    wrong = _wrong_parts(found, manifest)
    if wrong:
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", part),)) for part in wrong[:20]])
    return manifest


def need_room(found: zipfile.ZipFile, folder: Path) -> None:
    """Look whether the disk takes what an archive holds unpacked; zip parts are never read beyond the size that their directory says.

    Raises
    ------
    OSError
        If it does not.
    """
    if sum(one.file_size for one in found.infolist()) > shutil.disk_usage(folder).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _wrong_parts(found: zipfile.ZipFile, manifest: Manifest) -> list[str]:
    """Return the parts that are missing, changed, or that nobody has named."""
    said = [(f"{TABLES}{one.name}.jsonl", one.sha256) for one in manifest.tables] + [(one.name, one.sha256) for one in manifest.files]
    there, named = sorted(found.namelist()), sorted([*(part for part, _ in said), MANIFEST])
    wrong = {part for part in {*there, *named} if there.count(part) != 1 or named.count(part) != 1} if there != named else set()
    sizes = {one.filename: one.file_size for one in found.infolist()}
    wrong |= {one.name for one in manifest.files if sizes.get(one.name) != one.size}
    wrong |= {TABLES} if not manifest.tables else set()
    return sorted(wrong) or sorted(part for part, sha in said if _sha256(found, part) != sha) or _wrong_key(found, manifest)


def _wrong_key(found: zipfile.ZipFile, manifest: Manifest) -> list[str]:
    """Return the name of the key if it is none: links and sessions would be signed with whatever it holds."""
    if KEY not in {one.name for one in manifest.files}:
        return [KEY]
    with found.open(KEY) as stream:
        key = stream.read(LARGEST_KEY + 1).strip()
    return [] if SHORTEST_KEY <= len(key) <= LARGEST_KEY and all(0x20 < one < 0x7F for one in key) else [KEY]  # noqa: PLR2004 - what ASCII prints


def _sha256(found: zipfile.ZipFile, part: str) -> str:
    sha = hashlib.sha256()
    try:
        with found.open(part) as stream:
            while piece := stream.read(_PIECE):
                sha.update(piece)
    except BROKEN:
        return ""
    return sha.hexdigest()
