"""Partners and channels of a firm."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("companies", "0009_deleted_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="NetworkEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("relation", "Relation"), ("channel", "Channel")], max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("document", models.TextField()),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="network_entries", to="companies.company"),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
    ]
