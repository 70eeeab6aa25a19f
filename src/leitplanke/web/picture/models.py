"""What other readings of a study's answers say."""

from django.db import models

from leitplanke.web.jobs.models import Stored
from leitplanke.web.studies.models import Study


class StoredEffect(Stored):
    """The risk if answers are averaged or one side alone is right, and what each answer moves; an empty document: it cannot be computed."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="effect")

    def __str__(self) -> str:
        return f"effect of {self.study_id}"
