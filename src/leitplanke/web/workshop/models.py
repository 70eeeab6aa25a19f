"""Which answers at the desk came from which workbook."""

from django.db import models
from django.utils import timezone

from leitplanke.web.survey.models import Rater

MOST_NAME = 120


class Workbook(models.Model):
    """The file that a rater's answers were last read from; `digest` is that of its bytes, so that nobody counts twice unseen."""

    rater = models.OneToOneField(Rater, on_delete=models.CASCADE, related_name="workbook")
    name = models.CharField(max_length=MOST_NAME)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("read_at",)

    def __str__(self) -> str:
        return self.name
