"""Restores a backup beside the present installation: a database file and a folder of its own, compared with what the manifest says."""

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.management import call_command
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web import environment
from leitplanke.web.backup import manifest as told
from leitplanke.web.backup import rows
from leitplanke.web.backup.databases import as_default, opened
from leitplanke.web.newdatabase.making import make_earlier_tables, make_tables, pending
from leitplanke.web.outages import outage_of

LARGEST_ROW = 64_000_000
"""Bytes; the largest result of a firm has some million."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A restored installation that nobody uses yet: connection, folder with ``leitplanke.sqlite3``, attachments and key."""

    connection: BaseDatabaseWrapper
    folder: Path
    manifest: told.Manifest


@contextmanager
def staged(archive: Path, folder: Path) -> Iterator[Stage]:
    """Yield a backup as a running installation of this release would have it; everything in it is compared with the manifest.

    Raises
    ------
    InputFaultsError
        Codes of ``manifest``: nothing but `folder` was touched.
    """
    folder.mkdir(parents=True)
    alias = f"stage-{folder.name}"
    try:
        found = zipfile.ZipFile(archive)
    except told.BROKEN:
        raise InputFaultsError([Fault(archive.name, "backup-unknown")]) from None
    with found, opened(alias, environment.sqlite(folder / "leitplanke.sqlite3")) as connection:
        told.need_room(found, folder)
        manifest = told.read(found, archive.name)
        with as_default(connection):
            _rows(found, manifest, connection, archive.name)
            if pending(connection):
                # Tables of an earlier release become today's.
                call_command("migrate", database=alias, interactive=False, verbosity=0)
        _named_by_rows(manifest, connection, archive.name)
        _files(found, manifest, folder)
        yield Stage(connection, folder, manifest)


def _rows(found: zipfile.ZipFile, manifest: told.Manifest, connection: BaseDatabaseWrapper, name: str) -> None:
    """Make the tables as they were when the backup was made, and fill them."""
    executor = MigrationExecutor(connection)
    wanted = [(app, step) for app, _, step in (one.partition(".") for one in manifest.migrations)]
    if any(one not in executor.loader.graph.nodes for one in wanted):
        raise InputFaultsError([Fault(name, "backup-newer", (("given", manifest.engine),))])
    graph = executor.loader.graph
    if set(wanted) == graph.nodes.keys():
        make_tables(connection)
    else:
        make_earlier_tables(connection, wanted)
    tables = {rows.name_of(one): one for one in rows.tables(connection, wanted)}
    if any(one.name not in tables or list(one.columns) != rows.columns(tables[one.name]) for one in manifest.tables):
        raise InputFaultsError([Fault(name, "backup-newer", (("given", manifest.engine),))])
    if lost := sorted(tables.keys() - {one.name for one in manifest.tables}):
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", f"{told.TABLES}{one}.jsonl"),)) for one in lost])
    try:
        with transaction.atomic(using=connection.alias):
            empty(tables.values(), connection)
            for one in manifest.tables:
                with found.open(f"{told.TABLES}{one.name}.jsonl") as lines:
                    rows.store(tables[one.name], connection.alias, _bounded(lines))
            connection.check_constraints()
    except rows.REFUSED as error:
        if outage_of(error):
            raise
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", told.TABLES),))]) from None
    stored = {one.name: rows.digest(tables[one.name], connection.alias) for one in manifest.tables}
    wrong = [one.name for one in manifest.tables if not (_is_told(stored[one.name], one) or _is_of_then(found, one, stored[one.name]))]
    if wrong:
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", one),)) for one in wrong])


def _is_told(found: rows.Digest, table: told.Table) -> bool:
    return (found.rows, found.text) == (table.rows, table.digest)


def _is_of_then(found: zipfile.ZipFile, table: told.Table, stored: rows.Digest) -> bool:
    """Say whether a part is as the manifest says, and rows differ only because releases up to 0.5 wrote numbers in documents otherwise."""
    then = now = rows.Digest()
    with found.open(f"{told.TABLES}{table.name}.jsonl") as lines:
        for line in _bounded(lines):
            then = then.and_one(line.rstrip(b"\n"))
            now = now.and_one(rows.rewritten(line))
    return _is_told(then, table) and now == stored


def empty(tables: Iterable[rows.Table], connection: BaseDatabaseWrapper) -> None:
    """Delete what migrations have put into tables, or all that was there."""
    for one in tables:
        one._base_manager.using(connection.alias).all()._raw_delete(connection.alias)  # noqa: SLF001 - nothing is loaded or cascaded


def _bounded(lines: IO[bytes]) -> Iterator[bytes]:
    while line := lines.readline(LARGEST_ROW + 1):
        if len(line) > LARGEST_ROW:
            message = "no row is that long"
            raise ValueError(message)
        yield line


def _named_by_rows(manifest: told.Manifest, connection: BaseDatabaseWrapper, name: str) -> None:
    """Refuse attachments that no row names, rows that name a file elsewhere, and files that are neither there nor said to be missing."""
    named = {one for table in rows.tables(connection) for one in rows.attached(table, connection.alias)}
    held = {one.name.removeprefix(told.ATTACHMENTS) for one in manifest.files if one.name.startswith(told.ATTACHMENTS)}
    strange = {one.name for one in manifest.files if one.name != told.KEY and not one.name.startswith(told.ATTACHMENTS)}
    wrong = strange | (held - named) | (named - held - {*manifest.missing}) | {one for one in named if not rows.is_plain(one)}
    if wrong:
        raise InputFaultsError([Fault(name, "backup-damaged", (("given", f"{told.ATTACHMENTS}{one}"),)) for one in sorted(wrong)[:20]])


def _files(found: zipfile.ZipFile, manifest: told.Manifest, folder: Path) -> None:
    shelf = folder / "attachments"
    shelf.mkdir(mode=0o700)
    for one in manifest.files:
        if one.name == told.KEY:
            _put(found, one.name, folder / told.KEY)
        else:
            # The name is that of a row, and plain: nothing leads elsewhere.
            _put(found, one.name, shelf / one.name.removeprefix(told.ATTACHMENTS))


def _put(found: zipfile.ZipFile, part: str, path: Path) -> None:
    path.touch(mode=0o600)
    with found.open(part) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
