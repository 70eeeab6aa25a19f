"""Who answers about a firm, and what they answered."""

from django.db import models

from leitplanke.web.companies.models import Company

LEVELS = 5


class Rater(models.Model):
    """Somebody who answers about one firm; anonymous: only the role is known."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="raters")
    role = models.CharField(max_length=30, default="owner")
    weight = models.FloatField(default=1.0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Rating(models.Model):
    """One rater's present answer to one indicator; a new answer takes the place of the old."""

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    catalogue_version = models.CharField(max_length=40)
    saved_at = models.DateTimeField(auto_now=True)

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
