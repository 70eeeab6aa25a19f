import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0004_last_start"),
        ("estimates", "0005_funding_and_starts"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target", models.CharField(max_length=120)),
                ("document", models.TextField()),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="own_entries", to="companies.company"),
                ),
            ],
            options={"verbose_name_plural": "own entries", "ordering": ("target",)},
        ),
        migrations.AddConstraint(
            model_name="ownentry",
            constraint=models.UniqueConstraint(fields=("company", "target"), name="one_own_entry_each"),
        ),
    ]
