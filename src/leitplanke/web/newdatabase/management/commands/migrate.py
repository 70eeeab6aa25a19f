"""Django's command, which makes a new database at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from leitplanke.web.newdatabase.making import is_new, make_tables


class Command(migrate.Command):
    """Go through migrations only where there is something to migrate, or where one of them is asked for by name."""

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
        super().handle(*args, **options)
