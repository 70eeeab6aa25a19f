"""How far a long computation is, and what came out of it: the columns that every kind of job has."""

from typing import Any

from django.db import models


class Job(models.Model):
    """Something a worker computes once: how far it is, whether its worker is alive, and what was wrong."""

    class State(models.TextChoices):
        """Where the job stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=30, blank=True)
    share = models.FloatField(default=0.0)
    beat_at = models.DateTimeField(auto_now_add=True)
    claim = models.CharField(max_length=80, blank=True, default="")
    """The worker that computes it, a point, and what no other attempt has."""
    attempts = models.PositiveSmallIntegerField(default=0)
    faults = models.JSONField(default=list)

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        """How far it is, 0 to 99: a hundred would promise the result."""
        return min(99, round(100 * self.share))

    @property
    def worker(self) -> str:
        """The worker that had it last; empty if that had no name."""
        return self.claim.partition(".")[0]

    @property
    def was_interrupted(self) -> bool:
        """Whether it had begun before: its worker died, or database or disk were away."""
        return self.attempts > (self.state == Job.State.RUNNING)

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it or will take it."""
        return self.state in {Job.State.QUEUED, Job.State.RUNNING}


class Stored(models.Model):
    """A document as the engine gave it; it is written once and never again."""

    document = models.TextField()
    engine_version = models.CharField(max_length=40)
    catalogue_version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Store it for the first time.

        Raises
        ------
        ValueError
            If it is stored already: what was computed is never edited.
        """
        if not self._state.adding:
            message = "what is stored is never edited"
            raise ValueError(message)
        super().save(**options)
