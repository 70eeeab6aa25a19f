"""What a firm says about the way itself: steps taken as they are or left out, and who speaks for which actor."""

from django.db import models

from leitplanke.web.companies.models import Company

MOST_SPEAKER = 120


class Mark(models.Model):
    """What a firm decided about a step; without a row its state follows from what is stored."""

    class Kind(models.TextChoices):
        """The proposals were taken as they are, or the step was left out by choice."""

        DONE = "done"
        SKIPPED = "skipped"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="marks")
    step = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("step",)
        constraints = (models.UniqueConstraint(fields=["company", "step"], name="one_mark_each"),)

    def __str__(self) -> str:
        return f"{self.step}: {self.kind}"


class Voice(models.Model):
    """Whether an actor of the catalogue matters to a firm, and who in the firm speaks for them: a role will do."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="voices")
    actor = models.CharField(max_length=120)
    takes_part = models.BooleanField(null=True)
    speaker = models.CharField(max_length=MOST_SPEAKER, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("actor",)
        constraints = (models.UniqueConstraint(fields=["company", "actor"], name="one_voice_each"),)

    def __str__(self) -> str:
        return f"{self.actor}: {self.takes_part}"
