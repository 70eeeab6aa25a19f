"""Runs jobs in the worker: each once, with progress, until done or called off, and again after a crash."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from django.db import Error, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web import heap
from leitplanke.web.jobs import tasks, workers
from leitplanke.web.jobs.models import Job
from leitplanke.web.outages import outage_of

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 0.5
SILENT_AFTER = timedelta(minutes=3)
"""A running job that has not moved for so long has lost its worker."""
MOST_ATTEMPTS = 3
State = Job.State
J = TypeVar("J", bound=Job)
T = TypeVar("T")


class TakenBackError(Exception):
    """The job was called off, or must wait for a more urgent one; what was computed is worth nothing."""


class Beat:
    """Says that a job lives and how far it is, and learns whether it shall go on; looks into the database twice a second at most.

    Parameters
    ----------
    rows
        The job's row.
    urgent
        Says whether something that people wait for is held up by this job.
    """

    def __init__(self, rows: QuerySet[J], urgent: Callable[[], bool]) -> None:
        self.rows = rows.filter(state=State.RUNNING)
        self.urgent = urgent
        self.ended = False
        self.yields = False
        self.last = 0.0

    def __call__(self, stage: str, share: float) -> None:
        """Write stage and share.

        Raises
        ------
        TakenBackError
            If the job shall not go on.
        """
        if self._is_time():
            self._look(stage=stage[:30], share=share)
        self.insist()

    def stopped(self) -> bool:
        """Say whether the job shall end."""
        if self._is_time():
            self._look()
        return self.ended

    def insist(self) -> None:
        """Raise if the job shall not go on.

        Raises
        ------
        TakenBackError
            See above.
        """
        if self.ended:
            raise TakenBackError

    def _is_time(self) -> bool:
        now = time.monotonic()
        if now - self.last < SECONDS_BETWEEN_LOOKS:
            return False
        self.last = now
        return True

    def _look(self, **news: object) -> None:
        self.yields = self.urgent()
        self.ended = self.yields or not self.rows.update(beat_at=timezone.now(), **news)


class Throttle:
    """Asks a question at most twice a second; once the answer was yes it stays so."""

    def __init__(self, question: Callable[[], bool]) -> None:
        self.question = question
        self.said = False
        self.last = 0.0

    def __call__(self) -> bool:
        """Return the answer."""
        now = time.monotonic()
        if not self.said and now - self.last >= SECONDS_BETWEEN_LOOKS:
            self.last = now
            self.said = self.question()
        return self.said


def never() -> bool:
    """Say that nothing is more urgent."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[J, T]):
    """What one kind of job does.

    Parameters
    ----------
    model
        Its rows.
    compute
        Makes the value; tells the beat how far it is.
    store
        Keeps the value for good.
    enqueue
        Hands a row to the worker.
    task
        The path of the task that does.
    urgent
        Says whether a job of this kind shall stand back now and begin anew later.
    """

    model: type[J]
    compute: Callable[[J, Beat], T]
    store: Callable[[J, T], None]
    enqueue: Callable[[UUID], None]
    task: str
    urgent: Callable[[], bool] = never

    @property
    def rows(self) -> QuerySet[J]:
        """All jobs of the kind."""
        return self.model._default_manager.all()  # noqa: SLF001 - Django's public name for it


def run(kind: Kind[J, T], job_id: UUID) -> None:
    """Compute a queued job and store what comes out; one that another worker took, or that was called off, is left alone."""
    job = _claim(kind, job_id)
    if job is None:
        return
    try:
        _attempt(kind, job)
    except (Error, OSError) as error:
        if outage_of(error) is None:
            raise
        LOG.warning("%s %s was interrupted: %s", kind.model.__name__, job_id, str(error).strip().partition("\n")[0])
        _try_again(kind, job)
    finally:
        heap.give_back()


def _attempt(kind: Kind[J, T], job: J) -> None:
    """Compute a job that is this worker's, and store what comes out."""
    # A job that has stood back before is not made to wait for ever.
    beat = Beat(_claimed(kind, job), kind.urgent if job.attempts < MOST_ATTEMPTS else never)
    try:
        value = kind.compute(job, beat)
        beat.insist()
    except TakenBackError:
        _stand_back(kind, job, beat)
    except InputFaultsError as error:
        _end(_claimed(kind, job), State.FAILED, faults=[asdict(fault) for fault in error.faults])
    except Exception as error:
        if outage_of(error):
            raise
        _end(_claimed(kind, job), State.FAILED, faults=[])
        LOG.exception("%s %s", kind.model.__name__, job.pk)
    else:
        _finish(kind, job, value)


@transaction.atomic
def _claim(kind: Kind[J, T], job_id: UUID) -> J | None:
    """Return the job if it was free; it is this worker's now, under a claim that no other one ever has."""
    job = kind.rows.select_for_update().filter(pk=job_id, state=State.QUEUED).first()
    if job is not None:
        job.state, job.claim, job.attempts = State.RUNNING, f"{workers.me()}.{uuid4().hex}", job.attempts + 1
        job.stage, job.share, job.beat_at = "", 0.0, timezone.now()
        job.save(update_fields=["state", "claim", "attempts", "stage", "share", "beat_at"])
    return job


def _claimed(kind: Kind[J, T], job: J) -> QuerySet[J]:
    """Return the job's row as long as it is under the claim of this run: another worker may have taken it over meanwhile."""
    return kind.rows.filter(pk=job.pk, claim=job.claim)


def _try_again(kind: Kind[J, T], job: J) -> None:
    """Let a job that lost database or disk wait for its turn again; one that often did has failed.

    If they are still away, the worker ends with the error, and whoever looks after dead workers queues the job.
    """
    connection.close()
    with transaction.atomic():
        again = job.attempts < MOST_ATTEMPTS
        if _end(_claimed(kind, job), State.QUEUED if again else State.FAILED) and again:
            kind.enqueue(job.pk)


@transaction.atomic
def _stand_back(kind: Kind[J, T], job: J, beat: Beat) -> None:
    if beat.yields and _end(_claimed(kind, job), State.QUEUED):
        kind.enqueue(job.pk)


@transaction.atomic
def _finish(kind: Kind[J, T], job: J, value: T) -> None:
    """Mark the job done and store its value, both or neither; not if it was called off or taken over meanwhile."""
    if _end(_claimed(kind, job), State.DONE, share=1.0):
        kind.store(job, value)


def _end(rows: QuerySet[J], state: State, **news: object) -> bool:
    """Give a running job its next state; say whether it was still running."""
    return bool(rows.filter(state=State.RUNNING).update(state=state, beat_at=timezone.now(), **news))


def cancel(kind: Kind[J, T], job_id: UUID) -> bool:
    """Call a job off; say whether there was still something to call off. Its worker ends at its next beat."""
    return bool(kind.rows.filter(pk=job_id, state__in=[State.QUEUED, State.RUNNING]).update(state=State.CANCELLED))


@transaction.atomic
def resume_lost(kind: Kind[J, T], gone: frozenset[str] = frozenset()) -> int:
    """Queue again what workers left running that have ended, or were silent for `SILENT_AFTER`; return how many wait again.

    A job that took its worker down `MOST_ATTEMPTS` times is marked failed. One that waits without a task, because its worker ended
    between taking the task and taking the job, gets a new one.

    Parameters
    ----------
    gone
        Workers that are known to have ended.
    """
    running = kind.rows.select_for_update().filter(state=State.RUNNING).only("claim", "beat_at")
    lost = [job.pk for job in running if job.worker in gone or job.beat_at < timezone.now() - SILENT_AFTER]
    kind.rows.filter(pk__in=lost, attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED)
    kind.rows.filter(pk__in=lost, attempts__lt=MOST_ATTEMPTS).update(state=State.QUEUED, beat_at=timezone.now())
    taskless = set(kind.rows.filter(state=State.QUEUED).values_list("pk", flat=True)) - tasks.waiting(kind.task)
    for job_id in taskless:
        kind.enqueue(job_id)
    return len(taskless)
