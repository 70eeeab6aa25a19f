"""Rows of every table as lines, and lines as rows: the same from SQLite and from PostgreSQL.

Tables are taken as the migrations describe them, not as today's code does, so that rows of an earlier release can be read.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import BinaryField, FileField, Model, TextField

from leitplanke.web.storedvalue import plain

LEFT_OUT = frozenset({"sessions.session"})
"""People sign in again."""
CHUNK, LONG_CHUNK = 500, 20
"""Rows in memory at once: of most tables, and of those with texts of any length."""
MOST_BYTES = 8_000_000
_WRITTEN_WITH_EXPONENT = 1e16
_WHOLE = 2**256
_PLAIN = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z_.-]{0,127}")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
REFUSED = (DatabaseError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, ValidationError)
"""What `store` raises where a line is no row of a table: Django's columns take it for granted that a value is of their kind."""
Table = type[Model]


@dataclass(frozen=True, slots=True)
class Digest:
    """Number of rows, and the sum of their SHA-256: the same rows in any order, from any database, give the same."""

    rows: int = 0
    total: int = 0

    def and_one(self, line: bytes) -> "Digest":
        """Return the digest with one more row."""
        return Digest(self.rows + 1, (self.total + int.from_bytes(hashlib.sha256(line).digest())) % _WHOLE)

    @property
    def text(self) -> str:
        """The sum as 64 hexadecimal digits."""
        return f"{self.total:064x}"


def tables(connection: BaseDatabaseWrapper, targets: Sequence[tuple[str, str]] | None = None) -> list[Table]:
    """Return the tables by name, as they are after the migrations `targets` (default: all)."""
    if targets is None:
        return list(_todays())
    loader = MigrationExecutor(connection).loader
    if set(targets) == loader.graph.nodes.keys():
        return list(_todays())
    return _sorted(loader.project_state(list(targets)))


@cache
def _todays() -> tuple[Table, ...]:
    """Return the tables after all migrations; these lie in files, so that a process goes through them once for all its databases."""
    loader = MigrationLoader(None)
    return tuple(_sorted(loader.project_state(loader.graph.leaf_nodes())))


def _sorted(state: ProjectState) -> list[Table]:
    found = [one for one in state.apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]  # noqa: SLF001 - the documented way to ask Django about a model
    return sorted((one for one in found if name_of(one) not in LEFT_OUT), key=name_of)


def applied(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return the migrations that a database has gone through, as far as this release knows them."""
    loader = MigrationExecutor(connection).loader
    return sorted(one for one in loader.applied_migrations if one in loader.graph.nodes)


def later(connection: BaseDatabaseWrapper) -> str:
    """Return a migration of ours that a database has gone through and this release does not know; empty if there is none."""
    loader = MigrationExecutor(connection).loader
    known = {*loader.graph.nodes, *(one for migration in loader.replacements.values() for one in migration.replaces)}
    return min(
        (f"{app}.{name}" for app, name in loader.applied_migrations if app in loader.migrated_apps and (app, name) not in known), default=""
    )


def name_of(table: Table) -> str:
    """Return the name of a table in archives: ``survey.rating``."""
    return table._meta.label_lower  # noqa: SLF001 - as above


def columns(table: Table) -> list[str]:
    """Return the names of the columns of a table, in their order."""
    return [one.attname for one in table._meta.concrete_fields]  # noqa: SLF001 - as above


def lines(table: Table, alias: str) -> Iterator[bytes]:
    """Yield each row of a table as a list in JSON, by key."""
    rows = table._base_manager.using(alias).order_by("pk").values_list(*columns(table))  # noqa: SLF001 - as above
    for row in rows.iterator(chunk_size=_chunk(table)):
        yield _line([plain(value) for value in row])


def rewritten(line: bytes) -> bytes:
    """Return the line of a row, whichever release wrote it, as `lines` writes it today."""
    return _line(json.loads(line))


def _line(row: list[object]) -> bytes:
    return _ENCODER.encode([_settled(value) if isinstance(value, dict | list) else value for value in row]).encode()


def _settled(document: object) -> object:
    """Return a document with its numbers as PostgreSQL gives them back: JSON knows only one kind of number, and no negative zero."""
    if isinstance(document, dict):
        return {name: _settled(one) for name, one in document.items()}
    if isinstance(document, list):
        return [_settled(one) for one in document]
    if isinstance(document, float) and abs(document) >= _WRITTEN_WITH_EXPONENT:
        return int(Decimal(repr(document)))
    return 0.0 if document == 0 and isinstance(document, float) else document


def attached(table: Table, alias: str) -> Iterator[str]:
    """Yield the names of the attachments that rows of a table name."""
    for one in table._meta.concrete_fields:  # noqa: SLF001 - as above
        if isinstance(one, FileField):
            yield from table._base_manager.using(alias).exclude(**{one.attname: ""}).order_by("pk").values_list(one.attname, flat=True)  # noqa: SLF001 - as above


def is_plain(name: str) -> bool:
    """Say whether a name stands for a file in the folder of attachments itself and for nothing elsewhere.

    Examples
    --------
    >>> [is_plain(name) for name in ("9f86d081884c7d65", "/etc/passwd", "../secret-key", "..", ".x", "")]
    [True, False, False, False, False, False]
    """
    return bool(_PLAIN.fullmatch(name))


def digest(table: Table, alias: str) -> Digest:
    """Return what a table holds, short enough to compare."""
    found = Digest()
    for line in lines(table, alias):
        found = found.and_one(line)
    return found


def store(table: Table, alias: str, found: Iterable[bytes]) -> None:
    """Add rows to a table exactly as they were: keys, moments and all.

    Raises
    ------
    One of `REFUSED`
        If a line is no row of this table.
    """
    fields = table._meta.concrete_fields  # noqa: SLF001 - as above
    for one in fields:
        # This model lives for the restore only; a moment that sets itself would not be the one that was stored.
        if getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False):
            vars(one).update(auto_now=False, auto_now_add=False)
    for batch in _batches(found):
        built = [table(**{one.attname: _value(one, value) for one, value in zip(fields, json.loads(line), strict=True)}) for line in batch]
        table._base_manager.using(alias).bulk_create(built)  # noqa: SLF001 - as above


def _chunk(table: Table) -> int:
    """Return how many rows of a table are held at once: results of 500 firms together are hundreds of megabytes."""
    long = any(isinstance(one, TextField | BinaryField) for one in table._meta.concrete_fields)  # noqa: SLF001 - as above
    return LONG_CHUNK if long else CHUNK


def _batches(found: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield lines in batches that are neither many nor long."""
    batch: list[bytes] = []
    size = 0
    for line in found:
        batch.append(line)
        size += len(line)
        if len(batch) == CHUNK or size > MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def count_on(found: Sequence[Table], connection: BaseDatabaseWrapper) -> None:
    """Let new rows get keys after the highest stored one."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(sql)


def _value(one: Any, given: object) -> object:  # noqa: ANN401 - any field of Django
    return None if given is None else one.target_field.to_python(given) if one.is_relation else one.to_python(given)
