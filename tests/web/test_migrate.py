"""Migrations match the models, and every firm has carried its organisation from the first one."""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=StringIO())


def test_django_finds_nothing_wrong() -> None:
    """Its checks of models, addresses and settings; our own migrate leaves them out."""
    call_command("check", fail_level="WARNING")


def test_a_firm_carries_its_organisation_from_the_first_migration() -> None:
    loader = MigrationLoader(connection)
    first = loader.project_state(("companies", "0001_initial")).models["companies", "company"]
    assert not first.fields["organisation"].null
    assert first.fields["organisation"].remote_field.model == "accounts.organisation"
