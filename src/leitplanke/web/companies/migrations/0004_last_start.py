from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0003_ownership_and_earlier_years"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="last_start",
            field=models.CharField(blank=True, default="", max_length=7),
        ),
    ]
