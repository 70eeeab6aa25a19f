"""Comments and files of a firm, each at a question, an Unseen or a measure."""

import secrets
import uuid
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils import timezone

from leitplanke.web import environment
from leitplanke.web.companies.models import Company, FirmQuerySet
from leitplanke.web.durable import settle

MOST_TEXT = 4000
MOST_NAME = 120
MOST_TARGET = 120


class Shelf(FileSystemStorage):
    """The folder of attachments: beside the database, never below anything that a server hands out."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> Path:
        """Where the files are."""
        return environment.attachments(Path(settings.VAR))

    @property
    def location(self) -> str:
        """Where the files are, as a text."""
        return str(self.base_location)

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Store a file and return its name; its row is not stored before it is on the disk."""
        kept = super().save(name, content, max_length)
        settle(self.base_location / kept)
        settle(self.base_location)
        return kept

    def url(self, name: str | None) -> str:
        """Refuse: files are reached by rows only."""
        raise NotImplementedError(name)


def random_name(_: models.Model, __: str) -> str:
    """Return the name under which a file is stored; nothing of what people called it."""
    return secrets.token_hex(16)


class Note(models.Model):
    """What comments and files share: where they are, by whom and since when; without a writer: their account is gone or elsewhere."""

    target = models.CharField(max_length=MOST_TARGET)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ("created_at", "pk")


class Comment(Note):
    """A text in the thread of a target."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(max_length=MOST_TEXT)

    objects = FirmQuerySet["Comment"].as_manager()

    def __str__(self) -> str:
        return f"{self.target} {self.created_at:%Y-%m-%d %H:%M}"


class Attachment(Note):
    """A file of a target: `name` is what people call it, `kind` what its content is."""

    class Kind(models.TextChoices):
        """What may come in."""

        PDF = "pdf"
        PNG = "png"
        JPEG = "jpg"
        XLSX = "xlsx"
        DOCX = "docx"
        TXT = "txt"
        CSV = "csv"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(storage=Shelf, upload_to=random_name, max_length=64)
    name = models.CharField(max_length=MOST_NAME)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField()

    objects = FirmQuerySet["Attachment"].as_manager()

    def __str__(self) -> str:
        return self.name
