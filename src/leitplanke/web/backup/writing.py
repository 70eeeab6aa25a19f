"""Writes a backup while people go on working: one moment of the database, the attachments its rows name, the server's key."""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import FileField

import leitplanke
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web import environment
from leitplanke.web.backup import rows, staging
from leitplanke.web.backup.databases import snapshot
from leitplanke.web.backup.keeping import UNFINISHED, forget_broken
from leitplanke.web.backup.manifest import ATTACHMENTS, FORMAT, KEY, MANIFEST, TABLES, VERSION, File, Manifest, Table
from leitplanke.web.backup.sealing import seal


@dataclass(frozen=True, slots=True)
class Told:
    """What a backup holds: rows of all tables, attachments, those that were not on the disk, bytes of the file."""

    rows: int
    files: int
    missing: int
    size: int


def write(path: Path, at: datetime, passphrase: str = "") -> Told:
    """Write a backup, restore it into a database of its own, compare every table, and only then give the file its name.

    Parameters
    ----------
    passphrase
        Locks the file; empty: everybody who has the file can read it.

    Raises
    ------
    InputFaultsError
        Code ``backup-exists``: the file is there already and is left alone.
    OSError
        If the file cannot be written: no room, no right. What was begun is deleted.
    """
    if path.exists():
        raise InputFaultsError([Fault(path.name, "backup-exists")])
    path.parent.mkdir(parents=True, exist_ok=True)
    forget_broken(path.parent)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as folder:
        plain, ready = Path(folder) / "plain.zip", Path(folder) / "sealed.zip"
        with snapshot() as source:
            manifest = _write(plain, source, at)
        with staging.staged(plain, Path(folder) / "proof"):
            # Restoring compares every table and every file with what the manifest says.
            pass
        if passphrase:
            seal(plain, ready, passphrase)
        else:
            ready = plain
        _settle(ready)
        # A second name for a file that is whole; fails if somebody else wrote one meanwhile.
        os.link(ready, path)
    _settle(path.parent)
    return Told(
        rows=sum(one.rows for one in manifest.tables),
        files=len(manifest.files) - 1,
        missing=len(manifest.missing),
        size=path.stat().st_size,
    )


def _settle(path: Path) -> None:
    """Wait until a file or folder is on the disk, not only on its way."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, source: BaseDatabaseWrapper, at: datetime) -> Manifest:
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as into:
        applied = rows.applied(source)
        found = rows.tables(source, applied)
        tables = tuple(_table(into, one, source.alias) for one in found)
        named = [name for one in found for name in _attached(one, source.alias)]
        # A file can be deleted with its row while this runs; one that was lost before must not keep the rest from being saved.
        there = [name for name in named if (environment.attachments() / name).is_file()]
        files = tuple(_put(into, f"{ATTACHMENTS}{name}", (environment.attachments() / name).read_bytes()) for name in there)
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            engine=leitplanke.__version__,
            made_at=at.isoformat(timespec="seconds"),
            migrations=tuple(f"{app}.{name}" for app, name in applied),
            tables=tables,
            files=(*files, _put(into, KEY, environment.secret_key().encode())),
            missing=tuple(name for name in named if name not in there),
        )
        into.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _table(into: zipfile.ZipFile, table: rows.Table, alias: str) -> Table:
    name, found, sha = rows.name_of(table), rows.Digest(), hashlib.sha256()
    with into.open(f"{TABLES}{name}.jsonl", "w", force_zip64=True) as part:
        for line in rows.lines(table, alias):
            found = found.and_one(line)
            part.write(line + b"\n")
            sha.update(line + b"\n")
    return Table(name=name, columns=tuple(rows.columns(table)), rows=found.rows, digest=found.text, sha256=sha.hexdigest())


def _attached(table: rows.Table, alias: str) -> Iterator[str]:
    """Yield the names of the attachments that rows of a table name."""
    for one in table._meta.concrete_fields:  # noqa: SLF001 - the documented way to ask Django about a model
        if isinstance(one, FileField):
            yield from table._base_manager.using(alias).exclude(**{one.attname: ""}).order_by("pk").values_list(one.attname, flat=True)  # noqa: SLF001


def _put(into: zipfile.ZipFile, name: str, content: bytes) -> File:
    into.writestr(name, content)
    return File(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
