"""Writes a backup while people go on working: one moment of the database, the attachments its rows name, the server's key."""

import hashlib
import json
import shutil
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper

import leitplanke
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web import environment
from leitplanke.web.backup import rows, staging
from leitplanke.web.backup.databases import snapshot
from leitplanke.web.backup.keeping import forget_broken
from leitplanke.web.backup.manifest import ATTACHMENTS, FORMAT, KEY, MANIFEST, TABLES, VERSION, File, Manifest, Table
from leitplanke.web.backup.placing import place
from leitplanke.web.backup.replacing import is_used, refuse_later
from leitplanke.web.backup.workroom import workroom


@dataclass(frozen=True, slots=True)
class Told:
    """What a backup holds: rows of all tables, attachments, those that rows still name but the disk has lost, bytes of the file."""

    rows: int
    files: int
    missing: int
    size: int


def write(path: Path, at: datetime, passphrase: str = "") -> Told:
    """Write a backup, restore it into a database of its own, compare every table, read back what is kept, and only then give it its name.

    Parameters
    ----------
    passphrase
        Locks the file; empty: everybody who has the file can read it.

    Raises
    ------
    InputFaultsError
        Code ``backup-exists``: the file is there already and is left alone. Code ``backup-nothing``: nobody has worked in the
        database, so that it is most likely another than was meant. Code ``backup-tables-later``: a later release has written it. Code
        ``backup-not-as-written``: the disk does not give back what was written.
    OSError
        If the file cannot be written: no room, no right. What was begun is deleted.
    """
    if path.exists():
        raise InputFaultsError([Fault(path.name, "backup-exists")])
    with workroom(environment.var_folder()) as room:
        plain = room / "plain.zip"
        with snapshot() as source:
            refuse_later(source)
            if not is_used(source):
                raise InputFaultsError([Fault(str(source.settings_dict["NAME"]), "backup-nothing")])
            manifest = _write(plain, source, at)
            lost = _lost(manifest, source)
        with staging.staged(plain, room / "proof"):
            # Restoring compares every table and every file with what the manifest says.
            pass
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        forget_broken(path.parent)
        place(plain, path, passphrase)
    return Told(
        rows=sum(one.rows for one in manifest.tables),
        files=len(manifest.files) - 1,
        missing=lost,
        size=path.stat().st_size,
    )


def _write(path: Path, source: BaseDatabaseWrapper, at: datetime) -> Manifest:
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as into:
        applied = rows.applied(source)
        found = rows.tables(source, applied)
        tables = tuple(_table(into, one, source.alias) for one in found)
        named = [name for one in found for name in rows.attached(one, source.alias)]
        files = tuple(one for one in (_attachment(into, name) for name in named) if one is not None)
        there = {one.name.removeprefix(ATTACHMENTS) for one in files}
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            engine=leitplanke.__version__,
            made_at=at.isoformat(timespec="seconds"),
            migrations=tuple(f"{app}.{name}" for app, name in applied),
            tables=tables,
            files=(*files, _key(into)),
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


def _attachment(into: zipfile.ZipFile, name: str) -> File | None:
    """Put an attachment into the archive, if it is there: it can be deleted with its row at any moment, or have been lost before."""
    path = environment.attachments() / name
    # A row that names a file elsewhere must not carry that one away.
    if not rows.is_plain(name) or path.is_symlink():
        return None
    try:
        source = path.open("rb")
    except OSError:
        return None
    part = f"{ATTACHMENTS}{name}"
    with source, into.open(part, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)
        size = source.tell()
        source.seek(0)
        return File(name=part, size=size, sha256=hashlib.file_digest(source, "sha256").hexdigest())


def _lost(manifest: Manifest, source: BaseDatabaseWrapper) -> int:
    """Return how many of the missing attachments have a row still: the others were deleted while this ran."""
    if not manifest.missing:
        return 0
    named = {name for one in rows.tables(source, rows.applied(source)) for name in rows.attached(one, DEFAULT_DB_ALIAS)}
    return len(named.intersection(manifest.missing))


def _key(into: zipfile.ZipFile) -> File:
    content = environment.secret_key().encode()
    into.writestr(KEY, content)
    return File(name=KEY, size=len(content), sha256=hashlib.sha256(content).hexdigest())
