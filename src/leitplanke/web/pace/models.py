"""Counts of what may not happen often."""

from django.db import models


class Tally(models.Model):
    """How often something happened that may not happen often, until the count begins anew; whose it is stands there as a keyed hash."""

    digest = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    ends = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends:%Y-%m-%d %H:%M}"
