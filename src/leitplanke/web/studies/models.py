"""A study: the inputs as they were, the jobs that evaluate them and review the plan, and what came out of both."""

import uuid

from django.db import models

from leitplanke.web.companies.models import Company, FirmQuerySet
from leitplanke.web.jobs.models import Job, Stored

SEED = 1
"""Every study of the pages; the result names it, and the command line gives the same with ``--seed 1``."""


class StudyQuerySet(FirmQuerySet["Study"]):
    """Studies, always asked for a reader."""


class Study(Job):
    """Inputs gathered at one moment, and how far their evaluation is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="studies")
    inputs = models.TextField()
    seed = models.PositiveIntegerField(default=SEED)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return f"{self.company_id} {self.created_at:%Y-%m-%d %H:%M} {self.state}"


class StoredResult(Stored):
    """The result of a study."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="result")

    def __str__(self) -> str:
        return f"result of {self.study_id}"


class Review(Job):
    """How far the review of a study's plan is."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="review", primary_key=True)

    def __str__(self) -> str:
        return f"review of {self.study_id} {self.state}"


class StoredReview(Stored):
    """What is said about the plan of a study."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="stored_review")

    def __str__(self) -> str:
        return f"stored review of {self.study_id}"
