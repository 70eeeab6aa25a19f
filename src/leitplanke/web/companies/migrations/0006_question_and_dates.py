from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0005_tolerable_loss"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="guiding_question",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="company",
            name="decide_by",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="company",
            name="review_on",
            field=models.DateField(null=True),
        ),
    ]
