"""What a firm's bookkeeping said, import by import; how its lists are mapped; and what waits for consent."""

import json
import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from leitplanke.company.dependence.ledger import Ledger
from leitplanke.primitives.plain import plain, restore
from leitplanke.web.companies.models import Company, FirmQuerySet

if TYPE_CHECKING:
    from leitplanke.exchange.ledgertable import Mapping

MOST_NAME = 200


class LedgerImport(models.Model):
    """One import as it was taken over: `document` is its ledger; `coded` says that accounts and names became codes."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="ledger_imports")
    name = models.CharField(max_length=MOST_NAME)
    begins = models.DateField()
    ends = models.DateField()
    postings = models.PositiveIntegerField()
    coded = models.BooleanField(default=False)
    document = models.TextField()
    read_at = models.DateTimeField(default=timezone.now)

    objects = FirmQuerySet["LedgerImport"].as_manager()

    class Meta:
        ordering = ("read_at", "pk")

    def __str__(self) -> str:
        return self.name

    def ledger(self) -> Ledger:
        """Return what was read."""
        return restore(Ledger, json.loads(self.document))


class ListMapping(models.Model):
    """How the columns of a list with these headings are meant, so that nobody says it twice."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="list_mappings")
    signature = models.CharField(max_length=64)
    document = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("company", "signature"), name="one_mapping_for_headings"),)

    def __str__(self) -> str:
        return self.signature[:8]

    def mapping(self) -> "Mapping":
        """Return the mapping."""
        from leitplanke.exchange.ledgertable import Mapping  # noqa: PLC0415 - openpyxl is slow to load

        return restore(Mapping, json.loads(self.document))


class Draft(models.Model):
    """What was read and waits for consent; a list keeps its bytes until its columns are settled. Gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="ledger_drafts")
    name = models.CharField(max_length=MOST_NAME)
    content = models.BinaryField(null=True)
    document = models.TextField(blank=True)
    findings = models.TextField(default="[]")
    coded = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return self.name

    def ledger(self) -> Ledger | None:
        """Return what would be stored; None while the columns of a list are open."""
        return restore(Ledger, json.loads(self.document)) if self.document else None


def told(value: object) -> str:
    """Return a frozen value as the text that a row keeps."""
    return json.dumps(plain(value), ensure_ascii=False)
