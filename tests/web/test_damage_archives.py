"""Forged rows of an archive reach the database as a whole firm whose pages can be read, or not at all."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile
from fuzz_damage import damaged
from pytest_django.fixtures import Settings

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.accounts.models import Organisation
from leitplanke.web.archive import reading, storing, writing
from leitplanke.web.companies.models import Company
from leitplanke.web.notes.models import Attachment, Comment
from leitplanke.web.survey.models import Rater, Rating

INPUTS = 150


def test_damaged_archives_become_a_firm_or_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.VAR = tmp_path
    organisation = Organisation.objects.create(name="Kammer")
    firm = Company.objects.create(organisation=organisation, name="Alpha & Söhne")
    rater = Rater.objects.create(company=firm, role="it")
    Rating.objects.create(rater=rater, indicator="indicator.cloud.core-share", level=3)
    Comment.objects.create(company=firm, target="unseen.cyber.incident", text="Notiz")
    Attachment.objects.create(
        company=firm, target="unseen.cyber.incident", file=ContentFile(b"%PDF-1.7", "a.pdf"), name="a.pdf", kind="pdf", size=8
    )
    archive, chance, outcomes = writing.write(firm, date(2026, 11, 23)), random.Random(5), Counter[str]()  # noqa: S311 - the same each time
    for _ in range(INPUTS):
        before = Company.objects.count(), Attachment.objects.count()
        try:
            storing.store(reading.read(damaged([archive], "zip", chance), "x.zip"), organisation)
        except InputFaultsError as refused:
            outcomes[refused.faults[0].code] += 1
            assert (Company.objects.count(), Attachment.objects.count()) == before
        else:
            outcomes["stored"] += 1
            assert Company.objects.count() == before[0] + 1
    assert outcomes["stored"]
    assert len(outcomes) > 5
