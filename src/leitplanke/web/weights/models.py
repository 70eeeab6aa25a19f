"""How much a goal counts for a group, as the firm says."""

from django.db import models

from leitplanke.web.companies.models import Company

MOST = 10.0
"""Points of a goal at most."""


class GoalWeight(models.Model):
    """The weight of one goal for one group, 0 (not at all) to 10; no row: the assumed one."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="goal_weights")
    group = models.CharField(max_length=40)
    goal = models.CharField(max_length=40)
    weight = models.FloatField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("group", "goal")
        constraints = (
            models.UniqueConstraint(fields=["company", "group", "goal"], name="one_goal_weight_each"),
            models.CheckConstraint(condition=models.Q(weight__gte=0.0) & models.Q(weight__lte=MOST), name="goal_weight_range"),
        )

    def __str__(self) -> str:
        return f"{self.group} {self.goal}: {self.weight:g}"
