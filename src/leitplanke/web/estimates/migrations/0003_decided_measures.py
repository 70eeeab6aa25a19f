from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("estimates", "0002_answers_of_a_file"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="stance", name="one_stance_each"),
        migrations.AlterModelOptions(name="stance", options={"ordering": ("target",)}),
        migrations.RenameField(model_name="stance", old_name="unseen", new_name="target"),
        migrations.AlterField(
            model_name="stance",
            name="kind",
            field=models.CharField(
                choices=[("running", "Running"), ("not-relevant", "Not Relevant"), ("done", "Done"), ("out", "Out")], max_length=20
            ),
        ),
        migrations.AddConstraint(
            model_name="stance",
            constraint=models.UniqueConstraint(fields=("company", "target"), name="one_stance_each"),
        ),
    ]
