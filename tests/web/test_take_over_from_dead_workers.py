"""What a dead worker held goes to another one, and what a worker finishes that was given up counts no more."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from leitplanke.study.result import StudyResult
from leitplanke.web.jobs import running, tasks, workers
from leitplanke.web.jobs.running import MOST_ATTEMPTS, Beat, resume_lost
from leitplanke.web.studies import jobs
from leitplanke.web.studies.jobs import EVALUATIONS
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import read_result

SIGN_IN = "from leitplanke.web.jobs import workers; import time\nwith workers.signed_in() as name: print(name, flush=True); time.sleep(600)"
State = Study.State


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path))


def a_worker() -> tuple[subprocess.Popen[str], str]:
    """Start a process that signs in and does nothing else; return it and its name."""
    process = subprocess.Popen([sys.executable, "-c", SIGN_IN], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.fixture
def dead() -> str:
    """Return the name of a worker that was killed."""
    process, name = a_worker()
    process.send_signal(signal.SIGKILL)
    process.wait()
    return name


def test_a_killed_worker_is_known_to_have_ended_and_a_living_one_is_not(dead: str) -> None:
    process, name = a_worker()
    try:
        assert workers.living() == 1
        assert workers.ended() == {dead}
        assert workers.living() == 1  # asking takes no lock away
    finally:
        process.kill()
        process.wait()
    assert workers.ended() == {dead, name}
    workers.forget(workers.ended())
    assert (workers.ended(), workers.living()) == (frozenset(), 0)


def test_a_worker_that_ended_by_itself_left_nothing_unseen() -> None:
    with workers.signed_in() as name:
        assert workers.me() == name
        assert workers.ended() == frozenset()
    assert workers.me() == ""
    assert workers.ended() == {name}


def test_its_job_begins_anew_at_once(study: Study, dead: str) -> None:
    Study.objects.update(state=State.RUNNING, claim=f"{dead}.{uuid4().hex}", attempts=1)
    assert resume_lost(EVALUATIONS) == 0  # nobody knows yet
    assert resume_lost(EVALUATIONS, workers.ended()) == 1
    assert Study.objects.get().state == State.QUEUED
    assert tasks.waiting(EVALUATIONS.task) == {study.pk}
    assert resume_lost(EVALUATIONS, workers.ended()) == 0  # it waits once


def test_a_job_of_a_living_or_unknown_worker_is_left_alone(study: Study) -> None:
    with workers.signed_in() as name:
        for one in (name, uuid4().hex, ""):
            Study.objects.update(state=State.RUNNING, claim=f"{one}.{uuid4().hex}", attempts=1)
            assert resume_lost(EVALUATIONS, workers.ended()) == 0
    assert Study.objects.get(pk=study.pk).state == State.RUNNING


def test_a_job_without_a_task_gets_one(study: Study) -> None:
    """Its worker was killed between taking the task and taking the job."""
    Study.objects.update(state=State.QUEUED, attempts=MOST_ATTEMPTS)
    assert resume_lost(EVALUATIONS) == 1
    assert tasks.waiting(EVALUATIONS.task) == {study.pk}
    assert Study.objects.get().state == State.QUEUED


def test_its_task_goes_to_another_one_but_not_for_ever(study: Study, dead: str) -> None:
    jobs.enqueue(study.pk)
    for attempt in range(1, tasks.MOST_WORKERS + 1):
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["earlier"] * (attempt - 1) + [dead])
        assert tasks.put_back(workers.ended()) == 1
        wanted = TaskResultStatus.READY if attempt < tasks.MOST_WORKERS else TaskResultStatus.FAILED
        assert DBTaskResult.objects.get().status == wanted
    assert tasks.put_back(workers.ended()) == 0


def test_what_a_worker_finishes_that_was_given_up_is_not_stored(study: Study) -> None:
    result = read_result(study.pk)
    StoredResult.objects.all().delete()
    Study.objects.update(state=State.QUEUED, attempts=0)

    def compute(job: Study, _beat: Beat) -> StudyResult:
        # Another one has taken it over meanwhile, and runs.
        Study.objects.filter(pk=job.pk).update(claim=f"other.{uuid4().hex}")
        return result

    running.run(replace(EVALUATIONS, compute=compute), study.pk)
    assert Study.objects.get().state == State.RUNNING
    assert not StoredResult.objects.exists()


def test_a_worker_that_was_given_up_stops_at_its_next_beat(study: Study) -> None:
    result = read_result(study.pk)
    StoredResult.objects.all().delete()
    Study.objects.update(state=State.QUEUED, attempts=0)
    went_on = []

    def compute(job: Study, beat: Beat) -> StudyResult:
        Study.objects.filter(pk=job.pk).update(claim=f"other.{uuid4().hex}")
        time.sleep(running.SECONDS_BETWEEN_LOOKS)
        beat("risk", 0.5)
        went_on.append(job)
        return result

    running.run(replace(EVALUATIONS, compute=compute), study.pk)
    assert not went_on
    assert Study.objects.get().state == State.RUNNING
