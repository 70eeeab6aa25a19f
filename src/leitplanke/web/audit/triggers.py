"""Puts the triggers that write the log on every table of `logged.LOGGED`.

The database writes it, so that no way of writing goes past it: not ``QuerySet.update``, not ``bulk_create``, no cascade, no SQL by hand.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from leitplanke.web.audit.logged import LOGGED
from leitplanke.web.audit.models import Entry
from leitplanke.web.audit.statements import POSTGRES, SQLITE, Operation, Teller, quoted

PREFIX = "audit_log_"
_OPERATIONS: tuple[Operation, ...] = ("insert", "update", "delete")
_NEW_KEYS = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(CAST(gen_random_uuid() AS TEXT), '-', '')"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Statements that run after each write of a row of a table."""

    table: str
    operation: Operation
    statements: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name, which changes with what it does."""
        digest = hashlib.sha256(";".join(self.statements).encode()).hexdigest()[:12]
        return f"{PREFIX}{self.table[:30]}_{self.operation}_{digest}"


def wanted(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    """Yield the triggers that there should be."""
    dialect = POSTGRES if connection.vendor == "postgresql" else SQLITE
    for label, logged in LOGGED.items():
        model = apps.get_model(label)
        for operation in _OPERATIONS:
            yield Trigger(model._meta.db_table, operation, Teller(model, logged, operation, dialect).statements())  # noqa: SLF001 - the documented way to ask Django about a model
    keys = f"INSERT INTO audit_actor (user_id, key) VALUES (NEW.id, {_NEW_KEYS[connection.vendor]})"  # noqa: S608 - made of our own names only  # nosec B608
    yield Trigger("accounts_user", "insert", (keys,))


def install(connection: BaseDatabaseWrapper) -> None:
    """Bring the triggers of a database to what the models are now; tables that are not there yet get theirs when they come."""
    tables = set(connection.introspection.table_names())
    if Entry._meta.db_table not in tables:  # noqa: SLF001 - as above
        return
    triggers = {one.name: one for one in wanted(connection) if one.table in tables}
    there = set(installed(connection))
    if there == triggers.keys():
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        for one in triggers.values():
            for sql in _sql(one, connection.vendor):
                cursor.execute(sql)


def _sql(one: Trigger, vendor: str) -> tuple[str, ...]:
    body = " ".join(f"{statement};" for statement in one.statements)
    head = f"CREATE TRIGGER {one.name} AFTER {one.operation} ON {quoted(one.table)} FOR EACH ROW"
    if vendor == "sqlite":
        return (f"{head} BEGIN {body} END",)
    return (
        f"CREATE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
        f"{head} EXECUTE FUNCTION {one.name}()",
    )


def installed(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Return the names of the triggers that there are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE %s", [f"{PREFIX}%"])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        return tuple(name for (name,) in cursor.fetchall())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all of them away."""
    names = installed(connection)
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE" if connection.vendor == "postgresql" else f"DROP TRIGGER {name}")
