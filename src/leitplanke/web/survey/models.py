"""Who answers about a firm, and what they answered."""

from django.db import models
from django.utils import timezone

from leitplanke.web.companies.models import Company

LEVELS = 5


class Rater(models.Model):
    """Somebody who answers about one firm.

    Parameters
    ----------
    wave
        The wave it is part of; null: answers at the desk, which count always and are open.
    key
        Hash of what the rater's link and device code make; null at the desk. No row leads from it to an invitation.
    name
        Only in open waves, where everybody agreed on `agreed_on` to be seen.
    withdrawn
        The rater took all answers back; none is stored any more.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="raters")
    wave = models.ForeignKey("waves.Wave", on_delete=models.CASCADE, null=True, related_name="raters")
    role = models.CharField(max_length=30, default="owner")
    weight = models.FloatField(default=1.0)
    key = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - null: several raters at the desk have none
    language = models.CharField(max_length=2, default="de")
    name = models.CharField(max_length=120, blank=True)
    agreed_on = models.DateField(null=True)
    finished = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Rating(models.Model):
    """One rater's present answer to one indicator; a new answer takes the place of the old.

    `counted` is the choice that the last picture of an anonymous wave holds of it (empty: none yet), `revised_because` what the rater
    says of a changed answer in a second round.
    """

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    revised_because = models.CharField(max_length=500, blank=True)
    counted = models.CharField(max_length=20, blank=True)
    catalogue_version = models.CharField(max_length=40)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["rater", "indicator"], name="one_rating_each"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True, missing__in=["unknown", "not-applicable"]) | models.Q(level__lt=LEVELS, missing=""),
                name="level_or_missing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator}: {self.choice}"

    @property
    def choice(self) -> str:
        """The answer as the form names it: ``0`` to ``4``, ``unknown`` or ``not-applicable``."""
        return self.missing or str(self.level)

    @property
    def counts(self) -> bool:
        """Whether the answer can enter a study; "does not apply" needs its reason."""
        return self.missing != "not-applicable" or bool(self.reason)
