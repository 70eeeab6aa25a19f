"""Evaluates studies in the worker: each once, with progress, and again after a crash."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from leitplanke.exchange import resultfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import is_outdated

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_WRITES = 0.5
SILENT_AFTER = timedelta(minutes=3)
"""A running job that has not moved for so long has lost its worker."""
MOST_ATTEMPTS = 3
FIRST = 50
"""People who wait go before the examples (0)."""
Progress = Callable[[str, float], None]
State = Study.State


@transaction.atomic
def order(company: Company) -> Study:
    """Return the study of the firm's present inputs: the newest if it is of them and today's catalogue, and did not fail; else a new one.

    A double click finds the first click's study, because the firm's row is locked meanwhile.
    """
    Company.objects.select_for_update().get(pk=company.pk)
    inputs = gather(company)
    newest = Study.objects.filter(company=company).select_related("result").defer("result__document").first()
    if newest and from_text(newest.inputs) == inputs and newest.state != State.FAILED and not is_outdated(newest):
        return newest
    study = Study.objects.create(company=company, inputs=to_text(inputs))
    transaction.on_commit(lambda: enqueue(study.pk))
    return study


def enqueue(study_id: UUID) -> None:
    """Hand a study to the worker."""
    evaluate.enqueue(str(study_id))


@task(priority=FIRST)
def evaluate(study_id: str) -> None:
    """Evaluate a queued study and store its result; a study that another worker took is left alone."""
    taken = Study.objects.filter(pk=study_id, state=State.QUEUED).update(
        state=State.RUNNING,
        beat_at=timezone.now(),
        attempts=F("attempts") + 1,
        stage="",
        share=0.0,
    )
    if not taken:
        return
    study = Study.objects.get(pk=study_id)
    try:
        result = compute(study)
    except InputFaultsError as error:
        fail(study, [asdict(fault) for fault in error.faults])
    except Exception:
        fail(study, [])
        LOG.exception("study %s", study_id)
    else:
        store(study, result)


def compute(study: Study) -> StudyResult:
    """Return the result of a study's inputs, or raise its faults, those of the engine included."""
    from leitplanke.study.refusal import refusing  # noqa: PLC0415 - the engine is loaded in the worker only, not by the web server
    from leitplanke.study.run import analyse  # noqa: PLC0415

    with refusing(catalogue()):
        return analyse(catalogue(), from_text(study.inputs), seed=study.seed, progress=reporter(study.pk))


def reporter(study_id: UUID) -> Progress:
    """Return what writes stage and share of a study, at most twice a second."""
    last = 0.0

    def report(stage: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_WRITES:
            last = now
            Study.objects.filter(pk=study_id).update(stage=stage[:30], share=share, beat_at=timezone.now())

    return report


@transaction.atomic
def store(study: Study, result: StudyResult) -> None:
    """Store the result for good and mark the study done, both or neither."""
    StoredResult.objects.create(
        study=study,
        document=resultfile.dump(result),
        engine_version=result.study.engine_version,
        catalogue_version=catalogue().edition,
    )
    Study.objects.filter(pk=study.pk).update(state=State.DONE, share=1.0, beat_at=timezone.now())


def fail(study: Study, faults: list[dict[str, object]]) -> None:
    """Mark a study failed; what is wrong with its inputs is kept for the page, our own faults go to the log."""
    Study.objects.filter(pk=study.pk).update(state=State.FAILED, faults=faults, beat_at=timezone.now())


def resume_lost(*, everything: bool) -> int:
    """Queue again what a killed worker left running, and what is queued; return how many.

    `everything`: no worker can be alive (the server has just been started). Else only jobs that are silent for `SILENT_AFTER`.
    A study that took its worker down `MOST_ATTEMPTS` times is marked failed.
    """
    lost = Q(state__in=[State.RUNNING, State.QUEUED])
    if not everything:
        lost &= Q(beat_at__lt=timezone.now() - SILENT_AFTER)
    Study.objects.filter(lost, attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED)
    ids = list(Study.objects.filter(lost).values_list("pk", flat=True))
    Study.objects.filter(pk__in=ids).update(state=State.QUEUED, beat_at=timezone.now())
    for study_id in ids:
        enqueue(study_id)
    return len(ids)
