"""What a firm puts in the place of the catalogue's figures, and what it says of an Unseen as a whole."""

from django.db import models

from leitplanke.web.companies.models import Company

MOST_REASON = 2000
"""As in the study file."""


class OwnFigure(models.Model):
    """The firm's own 90 % interval for one figure of an Unseen, link or measure, in the unit of the study file."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="own_figures")
    target = models.CharField(max_length=120)
    parameter = models.CharField(max_length=150)
    low = models.FloatField()
    high = models.FloatField()
    reason = models.CharField(max_length=MOST_REASON)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("target", "parameter")
        constraints = (
            models.UniqueConstraint(fields=["company", "target", "parameter"], name="one_own_figure_each"),
            models.CheckConstraint(condition=models.Q(low__gt=0.0) & models.Q(low__lt=models.F("high")), name="low_below_high"),
        )

    def __str__(self) -> str:
        return f"{self.target} {self.parameter}: {self.low:g} to {self.high:g}"


class Stance(models.Model):
    """What the firm says of an Unseen or a measure as a whole; without a row it counts, or may be planned."""

    class Kind(models.TextChoices):
        """Why an Unseen does not count (first two), and what was decided about a measure."""

        RUNNING = "running"
        NOT_RELEVANT = "not-relevant"
        DONE = "done"
        OUT = "out"
        IN = "in"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="stances")
    target = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.CharField(max_length=MOST_REASON, blank=True)
    quarter = models.CharField(max_length=7, blank=True, default="")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("target",)
        constraints = (models.UniqueConstraint(fields=["company", "target"], name="one_stance_each"),)

    def __str__(self) -> str:
        return f"{self.target}: {self.kind}"


class Funding(models.Model):
    """Public money for a measure that the firm counts on; several of one measure stand in the order in which they were given."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="fundings")
    target = models.CharField(max_length=120)
    rate = models.FloatField()
    cap_eur = models.FloatField(null=True)
    programme = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=MOST_REASON)

    class Meta:
        ordering = ("target", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(rate__gt=0.0) & models.Q(rate__lte=1.0), name="funding_is_a_share"),
            models.CheckConstraint(condition=models.Q(cap_eur__isnull=True) | models.Q(cap_eur__gt=0.0), name="funding_cap_above_nothing"),
        )

    def __str__(self) -> str:
        return f"{self.target}: {self.rate:g}"


class StartWindow(models.Model):
    """When a measure may start, and the quarter before which it cannot work; an empty quarter limits nothing."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="start_windows")
    target = models.CharField(max_length=120)
    not_before = models.CharField(max_length=7, blank=True)
    not_after = models.CharField(max_length=7, blank=True)
    works_from = models.CharField(max_length=7, blank=True)
    reason = models.CharField(max_length=MOST_REASON)

    class Meta:
        ordering = ("target",)
        constraints = (models.UniqueConstraint(fields=["company", "target"], name="one_start_window_each"),)

    def __str__(self) -> str:
        return f"{self.target}: {self.not_before} {self.not_after} {self.works_from}"


class FileAnswers(models.Model):
    """The answers that came with a study file, pooled by indicator and group as the file's own study pools them (JSON)."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="file_answers")
    name = models.CharField(max_length=200)
    moments = models.TextField()
    read_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class OwnEntry(models.Model):
    """An Unseen or a measure that the firm has added itself; `document` is it as the study file has it (JSON)."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="own_entries")
    target = models.CharField(max_length=120)
    document = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("target",)
        constraints = (models.UniqueConstraint(fields=["company", "target"], name="one_own_entry_each"),)
        verbose_name_plural = "own entries"

    def __str__(self) -> str:
        return self.target
