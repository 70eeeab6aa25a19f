from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("estimates", "0003_decided_measures"),
    ]

    operations = [
        migrations.AlterField(model_name="ownfigure", name="parameter", field=models.CharField(max_length=150)),
        migrations.AddField(model_name="stance", name="quarter", field=models.CharField(blank=True, default="", max_length=7)),
        migrations.AlterField(
            model_name="stance",
            name="kind",
            field=models.CharField(
                choices=[("running", "Running"), ("not-relevant", "Not Relevant"), ("done", "Done"), ("out", "Out"), ("in", "In")],
                max_length=20,
            ),
        ),
    ]
