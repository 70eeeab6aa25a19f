"""A new database made at once is the one that all migrations make, on either database."""

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from leitplanke.web import environment
from leitplanke.web.audit.models import Entry
from leitplanke.web.backup.databases import as_default, opened
from leitplanke.web.newdatabase.making import is_new, make_earlier_tables, make_tables

FIRST_RELEASE = Path(__file__).parent / "backups" / "0.1.0.zip"
KINDS = (
    "SELECT app_label, model, codename, name FROM auth_permission"
    " JOIN django_content_type ON django_content_type.id = auth_permission.content_type_id"
)
"""What Django writes down about the models after migrations."""
POSTGRES = {
    "column": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, identity_generation"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "constraint": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "function": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


@contextmanager
def new(name: str, folder: Path, address: str) -> Iterator[BaseDatabaseWrapper]:
    """Yield an empty database of the kind that this run is about."""
    if not address:
        with opened(name, environment.sqlite(folder / f"{name}.sqlite3")) as database:
            # Django's tests forbid to open further databases, not to use open ones.
            database.connect()
            yield database
        return
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is used

    there = f"{name}_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {there}")  # type: ignore[call-overload]
    with opened(name, environment.postgres(address.rpartition("/")[0] + f"/{there}")) as database:
        database.connect()
        yield database


def shape(database: BaseDatabaseWrapper) -> set[tuple[object, ...]]:
    """Return all that a database says about its tables; in whatever order their columns come."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            return {(kind, *row) for kind, query in POSTGRES.items() for row in told(cursor, query)}
        found = told(cursor, "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {part for kind, name, table, sql in found for part in parts(str(kind), str(name), str(table), str(sql))}


def told(cursor, query: str) -> list[tuple[object, ...]]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Django's wrapper of any cursor
    cursor.execute(query)
    return list(cursor.fetchall())


def parts(kind: str, name: str, table: str, sql: str) -> Iterator[tuple[object, ...]]:
    if kind != "table":
        yield kind, name, table, sql
        return
    inner = sql[sql.index("(") + 1 : sql.rindex(")")]
    depth, words = 0, [""]
    for one in re.split(r"([(),])", inner):
        depth += {"(": 1, ")": -1}.get(one, 0)
        if one == "," and not depth:
            words.append("")
        else:
            words[-1] += one
    yield from ((kind, name, " ".join(word.split())) for word in words)


@pytest.mark.django_db(transaction=True)
def test_it_is_what_all_migrations_make(tmp_path: Path, database_url: str) -> None:
    with new("grown", tmp_path, database_url) as grown, new("made", tmp_path, database_url) as made:
        with as_default(grown):
            executor = MigrationExecutor(grown)
            executor.migrate(executor.loader.graph.leaf_nodes())
            # As Django does it, with models built from all migrations.
            call_command("migrate", database="grown", verbosity=0, run_syncdb=True)
        with as_default(made):
            call_command("migrate", database="made", verbosity=0)
        kinds = [{*told(one.cursor(), KINDS)} for one in (made, grown)]
        assert kinds[0] == kinds[1]
        assert len(kinds[0]) > 200
        differs = {one[:3] for one in shape(made) ^ shape(grown)}
        # Django's own migrations give this unused table wider keys than its model asks for.
        assert differs <= {("column", "auth_group_permissions", "id")}
        assert len(shape(made)) > 400
        steps = [set(MigrationExecutor(one).recorder.applied_migrations()) for one in (made, grown)]
        assert steps[0] == steps[1]
        assert len(steps[0]) > 90


@pytest.mark.no_database  # such tables are made to read backups only, and in SQLite's
def test_tables_of_an_earlier_release_are_what_its_migrations_made(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with zipfile.ZipFile(FIRST_RELEASE) as packed:
        told = json.loads(packed.read("manifest.json"))["migrations"]
    steps = [(app, name) for app, _, name in (one.partition(".") for one in told)]
    with django_db_blocker.unblock(), new("grown", tmp_path, "") as grown, new("made", tmp_path, "") as made:
        with as_default(grown):
            executor = MigrationExecutor(grown)
            nodes = executor.loader.graph.node_map
            executor.migrate([one for one in steps if not any(child.key in steps for child in nodes[one].children)])
        with as_default(made):
            make_earlier_tables(made, steps)
        assert {one[2] if one[0] == "index" else one[1] for one in shape(made) ^ shape(grown)} == {"shared_cache"}
        assert len(shape(made)) > 150
        done = [set(MigrationExecutor(one).recorder.applied_migrations()) for one in (made, grown)]
        assert done[0] == done[1] == set(steps)


@pytest.mark.django_db(transaction=True)
def test_broken_off_it_leaves_nothing(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise OperationalError

    with new("broken", tmp_path, database_url) as database, as_default(database):
        monkeypatch.setattr("leitplanke.web.audit.guards.put_up", broken)
        with pytest.raises(OperationalError):
            make_tables(database)
        assert is_new(database)
        monkeypatch.undo()
        make_tables(database)
        assert not is_new(database)


def test_the_log_is_guarded_there_too() -> None:
    """The database of the tests is made this way."""
    Entry.objects.create(at=timezone.now(), object_type="company", action="add")
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.all().delete()
