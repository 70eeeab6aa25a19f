"""What was written, once and for all, and the keys behind which people stand."""

import secrets

from django.conf import settings
from django.db import models

MOST_VALUE = 500
"""Characters of an old or new value; the log says that something changed, it is no second store."""
MOST_NAME = 200


class Entry(models.Model):
    """One field of one row that was made, changed or deleted.

    The database refuses to change or delete it (`guards`), and nearly all of it is written by the database too (`triggers`). Nothing in
    it leads to another row: what it tells of stays told when firm or person are gone.

    Parameters
    ----------
    exact
        Whether `at` is the moment; else only its day is meant, and the entry is shown from the next day on.
    actor_key
        Who it was, as `Actor` has it; empty: a background job, the operator, or somebody who answered by a link.
    name
        What the row is called or is about, such as the id of an indicator.
    field
        Empty for the row as a whole. With a field and neither old nor new, the content is not told.
    """

    at = models.DateTimeField()
    exact = models.BooleanField(default=True)
    actor_key = models.CharField(max_length=32, blank=True)
    organisation = models.UUIDField(null=True)
    company = models.UUIDField(null=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=MOST_NAME, blank=True)
    action = models.CharField(max_length=10)
    field = models.CharField(max_length=60, blank=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "entries"
        indexes = (
            models.Index(fields=["organisation", "-at"], name="log_of_an_organisation"),
            models.Index(fields=["company", "-at"], name="log_of_a_firm"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_type} {self.object_id} {self.field}"


def new_key() -> str:
    """Return a key that says nothing of who it stands for."""
    return secrets.token_hex(16)


class Actor(models.Model):
    """The key of a person in the log. It goes with the person: then nobody can say any more who it was."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="actor", primary_key=True)
    key = models.CharField(max_length=32, unique=True, default=new_key)

    def __str__(self) -> str:
        return self.key
