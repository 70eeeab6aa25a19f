"""Copies the present database into another one, from SQLite to PostgreSQL or back."""

from collections.abc import Mapping

from django.core.management import call_command
from django.db import connection

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web.backup.databases import as_default, opened, snapshot
from leitplanke.web.backup.replacing import is_used, refuse_later, replace


def move(database: Mapping[str, object]) -> int:
    """Return how many rows were copied; the present database stays as it is.

    Raises
    ------
    InputFaultsError
        Code ``backup-target-in-use``: somebody has worked in the other database; ``backup-tables-later``: one of them belongs to a
        later release. Nothing is changed there.
    """
    refuse_later(connection)
    call_command("migrate", interactive=False, verbosity=0)
    with opened("target", database) as target, snapshot() as source:
        refuse_later(target)
        if is_used(target):
            raise InputFaultsError([Fault(str(database["NAME"]), "backup-target-in-use")])
        with as_default(target):
            call_command("migrate", database="target", interactive=False, verbosity=0)
        return replace(source, target)
