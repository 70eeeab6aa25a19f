import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0004_last_start"),
        ("estimates", "0004_any_figure"),
    ]

    operations = [
        migrations.CreateModel(
            name="Funding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target", models.CharField(max_length=120)),
                ("rate", models.FloatField()),
                ("cap_eur", models.FloatField(null=True)),
                ("programme", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(max_length=2000)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="fundings", to="companies.company"),
                ),
            ],
            options={
                "ordering": ("target", "pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0.0), ("rate__lte", 1.0)), name="funding_is_a_share"),
                    models.CheckConstraint(
                        condition=models.Q(("cap_eur__isnull", True), ("cap_eur__gt", 0.0), _connector="OR"),
                        name="funding_cap_above_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StartWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target", models.CharField(max_length=120)),
                ("not_before", models.CharField(blank=True, max_length=7)),
                ("not_after", models.CharField(blank=True, max_length=7)),
                ("works_from", models.CharField(blank=True, max_length=7)),
                ("reason", models.CharField(max_length=2000)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="start_windows", to="companies.company"),
                ),
            ],
            options={
                "ordering": ("target",),
                "constraints": [models.UniqueConstraint(fields=("company", "target"), name="one_start_window_each")],
            },
        ),
    ]
