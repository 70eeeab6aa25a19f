"""Counts breaches of the content security policy that browsers report."""

from django.db import models


class PolicyBreach(models.Model):
    """How often a directive was breached on a page; the report's own text is not kept (it may hold personal data)."""

    directive = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)
    last_seen = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["directive", "path"], name="one_row_per_directive_and_path"),)

    def __str__(self) -> str:
        return f"{self.directive} on {self.path}: {self.count}"
