"""Gives an empty database today's tables at once, instead of walking through their whole history.

A hundred migrations take seconds, which a first start, each restored backup and each test database would wait for.
"""

from collections.abc import Iterable

from django.core.management import call_command
from django.core.management.commands.migrate import Command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from leitplanke.web.audit import guards


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Whether nothing lies in a database yet."""
    return not connection.introspection.table_names()


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make the tables of all models in a new database, and what migrations made besides; note every migration as done.

    All or nothing: on both databases tables are made within a transaction. The order of columns may differ from that of a
    database that has grown; nothing depends on it.
    """
    executor = MigrationExecutor(connection)
    maker = Command()
    maker.verbosity = 0
    with connection.schema_editor():
        executor.recorder.ensure_schema()
        maker.sync_apps(connection, executor.loader.migrated_apps)
        guards.put_up(connection)
        call_command("createcachetable", database=connection.alias, verbosity=0)
        _note(executor, executor.loader.graph.nodes)


def make_earlier_tables(connection: BaseDatabaseWrapper, steps: Iterable[tuple[str, str]]) -> None:
    """Make the tables in a new database as they were after the migrations `steps`; note these, and all that come before, as done.

    For rows that go on to other tables: what migrations made besides, later ones must find or make.
    """
    executor = MigrationExecutor(connection)
    done = {one for step in steps for one in executor.loader.graph.forwards_plan(step)}
    models = executor.loader.project_state(sorted(done)).apps.get_models()
    with connection.schema_editor() as editor:
        executor.recorder.ensure_schema()
        for model in models:
            if model._meta.managed and not model._meta.proxy:  # noqa: SLF001 - the documented way to ask Django about a model
                editor.create_model(model)
        call_command("createcachetable", database=connection.alias, verbosity=0)
        _note(executor, done)


def _note(executor: MigrationExecutor, steps: Iterable[tuple[str, str]]) -> None:
    executor.recorder.migration_qs.bulk_create(executor.recorder.Migration(app=app, name=name) for app, name in sorted(steps))


def pending(connection: BaseDatabaseWrapper) -> bool:
    """Say whether a database is older than this release: it has not gone through all its migrations."""
    loader = MigrationLoader(connection)
    return not set(loader.graph.nodes) <= set(loader.applied_migrations)
