from django.db import migrations, models

KINDS = [("data", "Data"), ("service", "Service"), ("policy", "Policy"), ("mapping", "Mapping")]


class Migration(migrations.Migration):
    """Remember how a firm's lists of data and services are read."""

    dependencies = [("cloud", "0001_initial")]
    operations = [migrations.AlterField(model_name="cloudentry", name="kind", field=models.CharField(choices=KINDS, max_length=8))]
