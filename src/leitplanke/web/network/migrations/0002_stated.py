"""Figures for which a firm's own statement goes before its files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="networkentry",
            name="kind",
            field=models.CharField(choices=[("relation", "Relation"), ("channel", "Channel"), ("stated", "Stated")], max_length=10),
        ),
    ]
