"""How far a strength of the catalogue holds for a firm."""

from django.db import models

from leitplanke.web.companies.models import Company

LEVELS = 5


class StrengthRating(models.Model):
    """One strength of a firm, 0 (not at all) to 4 (fully); no row: not said."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="strengths")
    strength = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("strength",)
        constraints = (
            models.UniqueConstraint(fields=["company", "strength"], name="one_strength_each"),
            models.CheckConstraint(condition=models.Q(level__lt=LEVELS), name="strength_level"),
        )

    def __str__(self) -> str:
        return f"{self.strength}: {self.level}"
