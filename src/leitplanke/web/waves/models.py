"""Waves of answers: the round, who is invited, and the pictures that were shown of it."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from leitplanke.assessment.showing import LEAST, Histogram
from leitplanke.web.companies.models import Company, FirmQuerySet


class Wave(models.Model):
    """One round in which people of a firm answer.

    Parameters
    ----------
    mode
        ``open``: everybody agrees beforehand to be seen. ``anonymous``: nothing of it leaves but the pictures in `Shown`.
    state
        ``draft`` until people may answer; ``closed`` ends that and can be taken back, ``frozen`` cannot.
    live
        Whether pictures are made while people still answer; else once, at closing.
    threshold
        Fewest answers of a group that are shown together; may only be raised.
    follows
        The round whose answers this one takes over for a second look; its links lead on to this one.
    opened_at
        When it was opened, or opened again, for the last time.
    keep_until
        The day after which single answers and addresses are deleted; pictures stay.
    """

    class Mode(models.TextChoices):
        """Who sees single answers."""

        OPEN = "open"
        ANONYMOUS = "anonymous"

    class State(models.TextChoices):
        """Where the wave stands."""

        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"
        FROZEN = "frozen"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="waves")
    name = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.OPEN)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    live = models.BooleanField(default=False)
    threshold = models.PositiveSmallIntegerField(default=LEAST)
    follows = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, related_name="followed_by")
    closes_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    works_council_agreed_on = models.DateField(null=True)
    keep_until = models.DateField(null=True)

    objects = FirmQuerySet["Wave"].as_manager()

    class Meta:
        ordering = ("company", "-number")
        constraints = (
            models.UniqueConstraint(fields=["company", "number"], name="one_wave_a_number"),
            models.CheckConstraint(condition=models.Q(threshold__gte=LEAST), name="threshold_at_least_five"),
        )

    def __str__(self) -> str:
        return f"wave {self.number} of {self.company_id}"

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing but pictures leaves the wave."""
        return self.mode == Wave.Mode.ANONYMOUS

    @property
    def is_over(self) -> bool:
        """Whether its answers are complete."""
        return self.state in {Wave.State.CLOSED, Wave.State.FROZEN}

    @property
    def takes_answers(self) -> bool:
        """Whether people may answer now; a closing date that has passed ends it even before the state says so."""
        return self.state == Wave.State.OPEN and (self.closes_at is None or timezone.now() < self.closes_at)


class Invitation(models.Model):
    """A link that lets people answer: one person's own, or one for everybody in a room.

    Only the hash of a personal link's secret is kept, and no row says which rater came by which invitation.
    """

    class Kind(models.TextChoices):
        """Whom the link is for."""

        PERSONAL = "personal"
        ROOM = "room"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    role = models.CharField(max_length=30)
    language = models.CharField(max_length=2, default="de")
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    label = models.CharField(max_length=120, blank=True)
    answered = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        ordering = ("kind", "role", "label", "id")

    def __str__(self) -> str:
        return f"{self.kind} link for {self.role}"


class Shown(models.Model):
    """A picture of a cell that was shown: written once and never again, because nobody can make it unseen. Only its day is kept."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="pictures")
    indicator = models.CharField(max_length=120)
    group = models.CharField(max_length=30)
    counts = models.JSONField()
    at = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["wave", "indicator", "group"], name="picture_of_a_cell"),)

    def __str__(self) -> str:
        return f"{self.indicator} of {self.group}: {self.counts}"

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Store it for the first time.

        Raises
        ------
        ValueError
            If it is stored already.
        """
        if not self._state.adding:
            message = "what was shown is never edited"
            raise ValueError(message)
        super().save(**options)

    @property
    def histogram(self) -> Histogram:
        """The picture as the library speaks of it."""
        return Histogram.from_counts(self.counts)
