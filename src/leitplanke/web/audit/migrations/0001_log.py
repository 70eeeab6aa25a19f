"""The log, its guards in the database, and a key for everybody who is there already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leitplanke.web.audit.models
from leitplanke.web.audit import guards


def put_up_guards(apps, editor) -> None:
    guards.put_up(editor.connection)


def take_down_guards(apps, editor) -> None:
    guards.take_down(editor.connection)


def give_keys(apps, editor) -> None:
    here = editor.connection.alias
    users = apps.get_model("accounts", "User").objects.using(here).values_list("pk", flat=True)
    actor = apps.get_model("audit", "Actor")
    actor.objects.using(here).bulk_create(actor(user_id=user, key=leitplanke.web.audit.models.new_key()) for user in users)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="actor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.CharField(default=leitplanke.web.audit.models.new_key, max_length=32, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("exact", models.BooleanField(default=True)),
                ("actor_key", models.CharField(blank=True, max_length=32)),
                ("organisation", models.UUIDField(null=True)),
                ("company", models.UUIDField(null=True)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.CharField(blank=True, max_length=60)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("action", models.CharField(max_length=10)),
                ("field", models.CharField(blank=True, max_length=60)),
                ("old", models.TextField(blank=True)),
                ("new", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(fields=["organisation", "-at"], name="log_of_an_organisation"),
                    models.Index(fields=["company", "-at"], name="log_of_a_firm"),
                ],
            },
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.RunPython(put_up_guards, take_down_guards),
    ]
