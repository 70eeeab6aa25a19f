"""A table for what all workers of the server must know of each other for a while: wrong and used codes of the second step."""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "shared_cache"


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django's signature
    """Create the table as Django wants it on this database."""
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django's signature
    """Drop it."""
    editor.execute(editor.sql_delete_table % {"table": editor.quote_name(TABLE)})


class Migration(migrations.Migration):
    """Nothing of it has to survive."""

    dependencies = [("protection", "0001_initial")]  # noqa: RUF012 - Django's way to write migrations
    operations = [migrations.RunPython(create, drop)]  # noqa: RUF012 - as above
