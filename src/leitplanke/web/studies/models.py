"""A study: the inputs as they were, the job that evaluates them, and the result as it came out."""

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from leitplanke.web.accounts.models import User
from leitplanke.web.companies.models import Company

SEED = 1
"""Every study of the pages; the result names it, and the command line gives the same with ``--seed 1``."""


class StudyQuerySet(models.QuerySet["Study"]):
    """Studies, always asked for a reader."""

    def for_user(self, user: User | AnonymousUser) -> "StudyQuerySet":
        """Return the studies of the organisations `user` belongs to; nothing for strangers."""
        return self.filter(company__organisation__membership__user_id=user.pk) if user.is_authenticated else self.none()


class Study(models.Model):
    """Inputs gathered at one moment, and how far their evaluation is."""

    class State(models.TextChoices):
        """Where the job stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="studies")
    created_at = models.DateTimeField(auto_now_add=True)
    inputs = models.TextField()
    seed = models.PositiveIntegerField(default=SEED)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=30, blank=True)
    share = models.FloatField(default=0.0)
    beat_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    faults = models.JSONField(default=list)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return f"{self.company_id} {self.created_at:%Y-%m-%d %H:%M} {self.state}"


class StoredResult(models.Model):
    """A result as the engine gave it; it is written once and never again."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="result")
    document = models.TextField()
    engine_version = models.CharField(max_length=40)
    catalogue_version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"result of {self.study_id}"

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Store it for the first time.

        Raises
        ------
        ValueError
            If it is stored already: a result is never edited.
        """
        if self.pk is not None:
            message = "a stored result is never edited"
            raise ValueError(message)
        super().save(**options)
