"""Deletes files once their rows are gone."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete


class NotesConfig(AppConfig):
    """Ties files to their rows."""

    name = "leitplanke.web.notes"

    def ready(self) -> None:
        """Start listening."""
        post_delete.connect(drop_file, sender=self.get_model("Attachment"))


def drop_file(instance: Any, **_: Any) -> None:  # noqa: ANN401 - what Django sends
    """Delete the file of a row when its deletion can no longer be taken back."""
    transaction.on_commit(lambda: instance.file.delete(save=False))
