"""Puts the rows of one database in the place of another's: all of them or none, counted and compared before anybody sees them."""

from collections.abc import Iterator

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web.audit import guards, triggers
from leitplanke.web.backup import rows
from leitplanke.web.backup.staging import empty

_TELLING = frozenset({"accounts.user", "companies.company"})
"""Tables that are empty in an installation that nobody has used."""


def is_used(connection: BaseDatabaseWrapper) -> bool:
    """Say whether anybody has worked in a database; one without tables counts as unused."""
    there = set(connection.introspection.table_names())
    telling = [one for one in map(apps.get_model, _TELLING) if one._meta.db_table in there]  # noqa: SLF001 - the documented way to ask Django about a model
    return any(one._base_manager.using(connection.alias).exists() for one in telling)  # noqa: SLF001 - as above


def refuse_later(connection: BaseDatabaseWrapper) -> None:
    """Have nothing to do with tables of a later release: what it added would be left out, and nothing could be put in.

    Raises
    ------
    InputFaultsError
        Code ``backup-tables-later`` with a migration that is unknown here.
    """
    if found := rows.later(connection):
        raise InputFaultsError([Fault(str(connection.settings_dict["NAME"]), "backup-tables-later", (("given", found),))])


def replace(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> int:
    """Return how many rows the target has now: those of the source, and no others.

    Both have the tables of this release.

    Raises
    ------
    InputFaultsError
        Code ``backup-differs`` with the table: the target would not hold what the source holds; it stays as it was.
    """
    tables = rows.tables(source)
    with transaction.atomic(using=target.alias):
        # The log is part of what is copied: copying must not write one of its own.
        triggers.remove(target)
        guards.take_down(target)
        # With other accounts behind their keys, or other rights, open sessions must not go on.
        empty([*tables, *map(apps.get_model, rows.LEFT_OUT)], target)
        passed = {rows.name_of(one): _copied(one, source, target) for one in tables}
        rows.count_on(tables, target)
        target.check_constraints()
        guards.put_up(target)
        triggers.install(target)
        held = {rows.name_of(one): rows.digest(one, target.alias) for one in tables}
        if wrong := [name for name, there in held.items() if there != passed[name]]:
            raise InputFaultsError([Fault(name, "backup-differs") for name in wrong])
    return sum(one.rows for one in held.values())


def _copied(table: rows.Table, source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> rows.Digest:
    """Copy the rows of a table and return what they were as they left the source."""
    found = rows.Digest()

    def passing() -> Iterator[bytes]:
        nonlocal found
        for line in rows.lines(table, source.alias):
            found = found.and_one(line)
            yield line

    rows.store(table, target.alias, passing())
    return found
