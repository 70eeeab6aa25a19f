"""Django's command, which makes a new database at once, and one that is up to date ready at once."""

from typing import Any

from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from leitplanke.web.newdatabase.making import is_new, make_tables, pending


class Command(migrate.Command):
    """Go through migrations only where there is something to migrate, or where one of them is asked for by name."""

    requires_system_checks = ()
    """What Django would look at first is all pages' code, twice the time of everything else; tests look at it."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Make all tables of a new database, then do as Django does: signals, and nothing left to migrate."""
        connection = connections[options["database"]]
        asked = (
            options["app_label"]
            or options["plan"]
            or options["check_unapplied"]
            or options["fake"]
            or options["fake_initial"]
            or options["prune"]
        )
        if not asked and is_new(connection):
            make_tables(connection)
        # Whoever reads what Django says of it gets it from Django.
        if not asked and not options["verbosity"] and not options["run_syncdb"] and not pending(connection):
            send_signals(connection)
            return
        super().handle(*args, **options)


@no_translations
def send_signals(connection: BaseDatabaseWrapper) -> None:
    """Send what Django sends around its migrations; it would build all models twice for them, which takes most of an idle start."""
    emit_pre_migrate_signal(0, interactive=False, db=connection.alias, plan=[])
    emit_post_migrate_signal(0, interactive=False, db=connection.alias, plan=[])
