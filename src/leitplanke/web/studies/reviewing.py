"""Reviews the plans of evaluated studies in the worker, whenever nobody waits for an evaluation."""

import time
from uuid import UUID

from django.db import transaction
from django_tasks import task

from leitplanke.exchange import reviewfile
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.catalogue import catalogue
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.jobs import running
from leitplanke.web.jobs.running import Beat, Kind
from leitplanke.web.studies.gathering import from_text
from leitplanke.web.studies.models import Review, StoredReview, Study
from leitplanke.web.studies.results import load_result

SECOND = 20
"""After evaluations that people wait for, before the examples."""
MOST_SECONDS = 120.0
"""Then the review is what has been found so far."""


def order(study: Study) -> Review:
    """Return the review of a study's plan, begun anew if it failed or was called off before."""
    with transaction.atomic():
        review, fresh = Review.objects.select_for_update().get_or_create(study=study)
        if fresh or review.state in {Review.State.FAILED, Review.State.CANCELLED}:
            Review.objects.filter(pk=review.pk).update(state=Review.State.QUEUED, attempts=0, stage="", share=0.0, faults=[])
            enqueue(study.pk)
            review.refresh_from_db()
    return review


def enqueue(study_id: UUID) -> None:
    """Hand a review to the worker, with whatever else the transaction stores or not at all."""
    review_plan.enqueue(str(study_id))


def compute(job: Review, beat: Beat) -> PlanReview:
    """Return what is said about the plan of a study."""
    from leitplanke.study.review import review  # noqa: PLC0415 - the engine is loaded in the worker only, not by the web server

    last = time.monotonic() + MOST_SECONDS
    return review(
        catalogue_in(job.study.inputs),
        from_text(job.study.inputs),
        load_result(job.study_id),
        progress=beat,
        stop=lambda: beat.stopped() or time.monotonic() > last,
    )


def store(job: Review, review: PlanReview) -> None:
    """Store the review for good."""
    StoredReview.objects.create(
        study_id=job.study_id,
        document=reviewfile.dump(review),
        engine_version=review.study.engine_version,
        catalogue_version=catalogue().edition,
    )


def someone_waits() -> bool:
    """Say whether people wait for an evaluation that has not begun."""
    return Study.objects.filter(state=Study.State.QUEUED).exists()


def anybody_waits() -> bool:
    """Say whether people wait for an evaluation or a review that has not begun."""
    return someone_waits() or Review.objects.filter(state=Review.State.QUEUED).exists()


REVIEWS = Kind(model=Review, compute=compute, store=store, enqueue=enqueue, task=f"{__name__}.review_plan", urgent=someone_waits)


@task(priority=SECOND)
def review_plan(study_id: str) -> None:
    """Review the plan of a study and store what comes out."""
    running.run(REVIEWS, UUID(study_id))
