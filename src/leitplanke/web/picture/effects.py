"""Computes in the worker what disagreement means in euros, and reads it again; it takes a few seconds a study."""

import json
import logging
from functools import lru_cache
from uuid import UUID

from django_tasks import task

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.primitives.plain import plain, restore
from leitplanke.study.readings import DisagreementEffect
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.picture.models import StoredEffect
from leitplanke.web.studies.gathering import from_text
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result

LOG = logging.getLogger(__name__)
WAITED_FOR = 50
"""As evaluations: somebody looks at the page."""


def latest_study(company: Company) -> Study | None:
    """Return the firm's newest study that has a result."""
    return Study.objects.filter(company=company, state=Study.State.DONE).select_related("result").defer("result__document").first()


def order(study: Study) -> None:
    """Have the effect of a study computed; a second time does nothing."""
    if not StoredEffect.objects.filter(study=study).exists():
        measure_effect.enqueue(str(study.pk))


def is_known(study: Study) -> bool:
    """Say whether the effect was computed, or found to be out of reach."""
    return StoredEffect.objects.filter(study=study).exists()


@lru_cache(maxsize=16)
def _stored(study_id: UUID) -> DisagreementEffect | None:
    document = StoredEffect.objects.values_list("document", flat=True).get(study_id=study_id)
    return restore(DisagreementEffect, json.loads(document)) if document else None


def read_effect(study: Study) -> DisagreementEffect | None:
    """Return the effect of a study, or None while there is none or where the engine refuses it."""
    try:
        return _stored(study.pk)
    except StoredEffect.DoesNotExist:
        return None


@task(priority=WAITED_FOR)
def measure_effect(study_id: str) -> None:
    """Compute the effect of a study once; what the engine refuses is kept as an empty document."""
    from leitplanke.study.disagreement import OtherStudyError, disagreement_effect  # noqa: PLC0415 - the engine, in the worker only
    from leitplanke.study.refusal import refusing  # noqa: PLC0415 - the same

    study = Study.objects.select_related("result").defer("result__document").get(pk=UUID(study_id))
    if is_known(study):
        return
    try:
        whole = catalogue_in(study.inputs)
        with refusing(whole):
            effect = disagreement_effect(whole, from_text(study.inputs), read_result(study.pk))
        document = json.dumps(plain(effect), allow_nan=False)
    except (OtherStudyError, InputFaultsError):
        LOG.warning("no effect of disagreement for study %s", study_id, exc_info=True)
        document = ""
    StoredEffect.objects.get_or_create(
        study=study,
        defaults={
            "document": document,
            "engine_version": study.result.engine_version,
            "catalogue_version": study.result.catalogue_version,
        },
    )
