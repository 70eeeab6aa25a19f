"""Empties what earlier releases kept of sign-ins elsewhere: all that the issuer had told of a person, name and mail address with it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Empty it; identifier and user name stay, so that everybody is found again."""
    ties, users = apps.get_model("socialaccount", "SocialAccount"), apps.get_model("accounts", "User")
    here = editor.connection.alias
    ties._default_manager.using(here).exclude(extra_data={}).update(extra_data={})  # noqa: SLF001 - Django's public name for it
    # Nobody is ever asked for a name here: whatever stands there came that way, also where the tie has been loosened since.
    named = users._default_manager.using(here).exclude(first_name="", last_name="")  # noqa: SLF001 - as above
    named.update(first_name="", last_name="")


class Migration(migrations.Migration):
    """What was forgotten does not come back."""

    dependencies = [("accounts", "0004_invitations"), ("socialaccount", "0006_alter_socialaccount_extra_data")]  # noqa: RUF012 - Django's way to write migrations
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]  # noqa: RUF012 - as above
