"""Scenarios that somebody kept, and links that show one to people without an account."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from leitplanke.web.companies.models import FirmQuerySet
from leitplanke.web.studies.models import Study

MOST_NAME = 80
SHARED_DAYS = 14
"""For how long a link shows its scenario unless another time is chosen."""


class ScenarioQuerySet(FirmQuerySet["Scenario"]):
    """Scenarios, always asked for a reader."""

    firm = "study__company"


class Scenario(models.Model):
    """A setting of the what-if page with a name, and what came of it when it was kept (JSON of `study.whatif.WhatIf`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=MOST_NAME)
    query = models.TextField(blank=True)
    figures = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        constraints = (models.UniqueConstraint(fields=["study", "name"], name="one_scenario_of_a_name"),)

    def __str__(self) -> str:
        return self.name


def two_weeks_on() -> datetime:
    """Return when a link made now ends by default."""
    return timezone.now() + timedelta(days=SHARED_DAYS)


class ShareQuerySet(FirmQuerySet["Share"]):
    """Links, always asked for a reader."""

    firm = "scenario__study__company"


class Share(models.Model):
    """A link that shows one scenario and nothing else, until it ends or is revoked; only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="shares")
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=two_weeks_on)
    revoked_at = models.DateTimeField(null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"link until {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the link shows its scenario now."""
        return self.revoked_at is None and self.expires_at > timezone.now()
