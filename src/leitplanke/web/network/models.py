"""Partners, channels and statements of a firm, one row each, as the key ``dependence`` of a study file holds them."""

import json
from typing import ClassVar

from django.db import models

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.primitives.measurement import StatedFirst
from leitplanke.primitives.plain import plain, restore
from leitplanke.web.companies.models import Company, FirmQuerySet

MOST_NAME = 200
Value = Relation | Channel | StatedFirst


class NetworkEntry(models.Model):
    """One partner in one role, one channel in one year, or one figure that the firm states itself; `document` is its value."""

    class Kind(models.TextChoices):
        """Which of them."""

        RELATION = "relation"
        CHANNEL = "channel"
        STATED = "stated"

    types: ClassVar[dict[str, type[Value]]] = {Kind.RELATION: Relation, Kind.CHANNEL: Channel, Kind.STATED: StatedFirst}

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

    def value(self) -> Value:
        """Return the partner, channel or statement."""
        return restore(self.types[self.kind], json.loads(self.document))

    def keep(self, value: Value) -> None:
        """Store a value in this row."""
        self.kind = next(kind for kind, type_ in self.types.items() if isinstance(value, type_))
        self.name = value.partner if isinstance(value, Relation) else value.name if isinstance(value, Channel) else value.target
        self.document = json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
        self.save()
