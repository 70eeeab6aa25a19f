"""Data objects, services and own cells of the policy of a firm, each as the study file has it (JSON); and how its lists are read."""

import json

from django.db import models

from leitplanke.catalogue.curation import Curation
from leitplanke.primitives.plain import restore
from leitplanke.web.accounts.models import Organisation
from leitplanke.web.companies.models import Company, FirmQuerySet


class CloudEntry(models.Model):
    """One entry; `entry` is the id of a data object or service, medium and subject of a cell, or side and headings of a list.

    A mapping says how lists with these headings are meant, so that nobody says it twice.
    """

    class Kind(models.TextChoices):
        """What it is."""

        DATA = "data"
        SERVICE = "service"
        POLICY = "policy"
        MAPPING = "mapping"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="cloud_entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    entry = models.CharField(max_length=200)
    document = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    objects = FirmQuerySet["CloudEntry"].as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("company", "kind", "entry"), name="one_cloud_entry_each"),)
        verbose_name_plural = "cloud entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.entry}"


class RuleCheck(models.Model):
    """A check of a law or programme that somebody of an organisation has made; rows are only ever added, and the latest counts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="rule_checks")
    entry = models.CharField(max_length=200)
    document = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.entry

    def curation(self) -> Curation:
        """Return what was found."""
        return restore(Curation, json.loads(self.document))
