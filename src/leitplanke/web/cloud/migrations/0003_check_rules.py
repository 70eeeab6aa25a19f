import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what an organisation found when it checked laws and funding."""

    dependencies = [("accounts", "0004_invitations"), ("cloud", "0002_read_lists")]
    operations = [
        migrations.CreateModel(
            name="RuleCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.CharField(max_length=200)),
                ("document", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rule_checks", to="accounts.organisation"),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
    ]
