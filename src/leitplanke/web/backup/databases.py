"""Further databases of this process for a while: a snapshot of its own, a fresh file, another server."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def opened(alias: str, database: Mapping[str, object]) -> Iterator[BaseDatabaseWrapper]:
    """Yield the connection to a database that the settings do not name; it is closed and forgotten afterwards."""
    connections.settings[alias] = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: {**database}})[alias]
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


@contextmanager
def snapshot(alias: str = "snapshot") -> Iterator[BaseDatabaseWrapper]:
    """Yield a second connection to the present database on which nothing changes any more, while others go on writing."""
    present: dict[str, Any] = connections.settings[DEFAULT_DB_ALIAS]
    still = {**present, "OPTIONS": {**present["OPTIONS"], **_still(connections[DEFAULT_DB_ALIAS].vendor)}}
    with opened(alias, still) as connection, transaction.atomic(using=alias):
        # The first reading fixes what is seen, on either database.
        connection.introspection.table_names()
        yield connection


def _still(vendor: str) -> dict[str, object]:
    if vendor == "sqlite":
        return {"transaction_mode": "DEFERRED"}
    from psycopg import IsolationLevel  # noqa: PLC0415 - only where PostgreSQL is used

    return {"isolation_level": IsolationLevel.REPEATABLE_READ}


@contextmanager
def as_default(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let whatever names no database meet this one: one migration of a library forgets to say which database it means."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
