"""Partners and channels of a firm, one row each, as the key ``dependence`` of a study file holds them."""

import json
from typing import ClassVar

from django.db import models

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.primitives.plain import plain, restore
from leitplanke.web.companies.models import Company, FirmQuerySet

MOST_NAME = 200


class NetworkEntry(models.Model):
    """One partner in one role, or one channel in one year; `document` is its value."""

    class Kind(models.TextChoices):
        """Which of both."""

        RELATION = "relation"
        CHANNEL = "channel"

    types: ClassVar[dict[str, type[Relation | Channel]]] = {Kind.RELATION: Relation, Kind.CHANNEL: Channel}

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="network_entries")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=MOST_NAME)
    document = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    objects = FirmQuerySet["NetworkEntry"].as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def value(self) -> Relation | Channel:
        """Return the partner or channel."""
        return restore(self.types[self.kind], json.loads(self.document))

    def keep(self, value: Relation | Channel) -> None:
        """Store a value in this row."""
        self.kind = self.Kind.RELATION if isinstance(value, Relation) else self.Kind.CHANNEL
        self.name = value.partner if isinstance(value, Relation) else value.name
        self.document = json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
        self.save()
