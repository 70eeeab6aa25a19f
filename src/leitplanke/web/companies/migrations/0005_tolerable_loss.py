from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0004_last_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="tolerable_loss_eur",
            field=models.FloatField(null=True),
        ),
    ]
