"""When a firm was deleted of which only shown pictures are remembered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("companies", "0008_access_by_invitation")]

    operations = [migrations.AddField("company", "deleted_at", models.DateTimeField(null=True))]
