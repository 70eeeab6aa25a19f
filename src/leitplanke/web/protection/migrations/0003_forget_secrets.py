"""Forgets counts of breaches on pages with a long word in their address: earlier releases kept the secrets of links in it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LONG_WORD = r"[A-Za-z0-9_-]{20,}"


def forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Delete them; they only say how often, and browsers report anew what still happens."""
    breaches = apps.get_model("protection", "PolicyBreach")
    breaches._default_manager.using(editor.connection.alias).filter(path__regex=LONG_WORD).delete()  # noqa: SLF001 - Django's public name for it


class Migration(migrations.Migration):
    """What was forgotten does not come back."""

    dependencies = [("protection", "0002_shared_cache")]  # noqa: RUF012 - Django's way to write migrations
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]  # noqa: RUF012 - as above
