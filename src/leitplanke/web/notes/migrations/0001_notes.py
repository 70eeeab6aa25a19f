"""Comments and files."""

import django.db.models.deletion
import django.utils.timezone
import leitplanke.web.notes.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("companies", "0008_access_by_invitation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("target", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "file",
                    models.FileField(
                        max_length=64, storage=leitplanke.web.notes.models.Shelf, upload_to=leitplanke.web.notes.models.random_name
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "Pdf"),
                            ("png", "Png"),
                            ("jpg", "Jpeg"),
                            ("xlsx", "Xlsx"),
                            ("docx", "Docx"),
                            ("txt", "Txt"),
                            ("csv", "Csv"),
                        ],
                        max_length=4,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="companies.company"),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(max_length=4000)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="companies.company"),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "pk"),
                "abstract": False,
            },
        ),
    ]
