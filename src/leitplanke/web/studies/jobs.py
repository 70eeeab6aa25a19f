"""Evaluates studies in the worker: each once, with progress, and again after a crash."""

from uuid import UUID

from django.db import transaction
from django_tasks import task

from leitplanke.exchange import resultfile
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.environment import reviews_unasked
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.jobs import running
from leitplanke.web.jobs.running import Beat, Kind
from leitplanke.web.studies import reviewing
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import is_outdated

FIRST = 50
"""People who wait go before reviews of plans and before the examples."""


@transaction.atomic
def order(company: Company) -> Study:
    """Return the study of the firm's present inputs: the newest if it is of them and today's catalogue, and did not fail; else a new one.

    A double click finds the first click's study, because the firm's row is locked meanwhile.
    """
    Company.objects.select_for_update().get(pk=company.pk)
    inputs = gather(company)
    newest = Study.objects.filter(company=company).select_related("result").defer("result__document").first()
    usable = newest is not None and (newest.is_under_way or newest.state == Study.State.DONE)
    if newest and usable and from_text(newest.inputs) == inputs and not is_outdated(newest):
        return newest
    study = Study.objects.create(company=company, inputs=to_text(inputs))
    enqueue(study.pk)
    return study


def enqueue(study_id: UUID) -> None:
    """Hand a study to the worker, with whatever else the transaction stores or not at all."""
    evaluate.enqueue(str(study_id))


def compute(study: Study, beat: Beat) -> StudyResult:
    """Return the result of a study's inputs, or raise its faults, those of the engine included."""
    from leitplanke.study.refusal import refusing  # noqa: PLC0415 - the engine is loaded in the worker only, not by the web server
    from leitplanke.study.run import analyse  # noqa: PLC0415

    inputs = from_text(study.inputs)
    with refusing(catalogue_in(study.inputs), inputs.start):
        return analyse(catalogue_in(study.inputs), inputs, seed=study.seed, progress=beat)


def store(study: Study, result: StudyResult) -> None:
    """Store the result for good; the review of its plan comes next."""
    StoredResult.objects.create(
        study=study,
        document=resultfile.dump(result),
        engine_version=result.study.engine_version,
        catalogue_version=catalogue().edition,
    )
    if result.plan.measures and reviews_unasked():
        reviewing.order(study)


EVALUATIONS = Kind(model=Study, compute=compute, store=store, enqueue=enqueue, task=f"{__name__}.evaluate")


@task(priority=FIRST)
def evaluate(study_id: str) -> None:
    """Evaluate a queued study and store its result."""
    running.run(EVALUATIONS, UUID(study_id))
