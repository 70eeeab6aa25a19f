"""From the button to the stored result: once, also after double clicks and crashes."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leitplanke.exchange import resultfile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.study.result import StudyResult
from leitplanke.web.companies.models import Company
from leitplanke.web.jobs.running import MOST_ATTEMPTS, Beat, resume_lost
from leitplanke.web.start import watch
from leitplanke.web.studies import jobs, reviewing
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import is_stale
from leitplanke.web.survey.models import Rating

STALE = "seit dieser Rechnung geändert"

State = Study.State


@pytest.fixture
def quick_engine(monkeypatch: pytest.MonkeyPatch, evaluated: Callable[[Company], StudyResult]) -> list[str]:
    """Count evaluations; the engine is the real one on few points (its own tests run it in full)."""
    calls: list[str] = []

    def compute(study: Study, beat: Beat) -> StudyResult:
        calls.append(str(study.pk))
        beat("risk", 0.25)
        return evaluated(study.company)

    monkeypatch.setattr(jobs, "EVALUATIONS", replace(jobs.EVALUATIONS, compute=compute))
    monkeypatch.setattr(reviewing, "order", lambda _study: None)
    return calls


def start(company: Company) -> str:
    return reverse("studies:start", args=[company.pk])


def work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0, reload=False)


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_the_result_of_the_firms_answers(answered: Company, as_alice: Client, quick_engine: list[str]) -> None:
    response = as_alice.post(start(answered))
    study = Study.objects.get()
    assert response["Location"] == reverse("studies:progress", args=[study.pk])
    assert "Wartet auf den Rechner" in as_alice.get(response["Location"]).content.decode()
    work()
    study.refresh_from_db()
    assert (study.state, study.share, study.attempts, quick_engine) == (State.DONE, 1.0, 1, [str(study.pk)])
    assert resultfile.load(study.result.document).company.name == answered.name
    assert as_alice.get(response["Location"])["Location"] == reverse("studies:result", args=[study.pk])
    poll = as_alice.get(reverse("studies:state", args=[study.pk]), headers={"HX-Request": "true"})
    assert poll["HX-Redirect"] == reverse("studies:result", args=[study.pk])


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_study(answered: Company, as_alice: Client, quick_engine: list[str]) -> None:
    places = {as_alice.post(start(answered))["Location"] for _ in range(3)}
    work()
    places.add(as_alice.post(start(answered))["Location"])
    assert len(places) == 1
    assert (Study.objects.count(), StoredResult.objects.count(), len(quick_engine)) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_changed_answers_make_a_new_study_and_the_old_result_stays(study: Study, as_alice: Client, quick_engine: list[str]) -> None:
    before = StoredResult.objects.get().document
    Rating.objects.filter(level=3).update(level=1)
    shown = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    assert STALE in shown
    as_alice.post(start(study.company))
    work()
    assert (Study.objects.count(), StoredResult.objects.count(), len(quick_engine)) == (2, 2, 1)
    assert StoredResult.objects.get(study=study).document == before
    newest = Study.objects.exclude(pk=study.pk).get()
    assert as_alice.get(reverse("studies:latest", args=[study.company_id]))["Location"] == reverse("studies:result", args=[newest.pk])


def test_a_study_that_named_its_raters_by_their_rows_is_not_called_stale_either(study: Study) -> None:
    """Earlier releases wrote the number of the row."""
    Study.objects.filter(pk=study.pk).update(inputs=study.inputs.replace('"rater-1"', '"rater-77"'))
    assert '"rater-77"' in Study.objects.get(pk=study.pk).inputs
    assert not is_stale(Study.objects.get(pk=study.pk))


def test_unchanged_answers_are_not_called_stale(study: Study, as_alice: Client) -> None:
    assert STALE not in as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()


def test_without_the_required_figures_the_profile_comes_first(company: Company, as_alice: Client) -> None:
    Company.objects.update(staff=None)
    assert as_alice.post(start(company))["Location"] == reverse("companies:profile", args=[company.pk])
    assert Study.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_refused_inputs_are_told_and_nothing_is_lost(answered: Company, as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_study: Study, _beat: Beat) -> StudyResult:
        raise InputFaultsError([Fault("company.staff", "not-a-number", (("given", "zwölf"),), 3)])

    monkeypatch.setattr(jobs, "EVALUATIONS", replace(jobs.EVALUATIONS, compute=refuse))
    place = as_alice.post(start(answered))["Location"]
    work()
    page = as_alice.get(place).content.decode()
    assert "zwölf" in page
    assert Rating.objects.count() == 24
    assert as_alice.post(start(answered))["Location"] != place


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_is_logged_and_told_without_details(
    answered: Company, as_alice: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def burst(_study: Study, _beat: Beat) -> StudyResult:
        raise ZeroDivisionError("inner secret")  # noqa: EM101, TRY003 - the test's own

    monkeypatch.setattr(jobs, "EVALUATIONS", replace(jobs.EVALUATIONS, compute=burst))
    place = as_alice.post(start(answered))["Location"]
    work()
    page = as_alice.get(place).content.decode()
    assert "Der Fehler liegt bei uns" in page
    assert "inner secret" not in page
    assert "inner secret" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_killed_workers_job_is_taken_up_again(answered: Company, quick_engine: list[str]) -> None:
    study = jobs.order(answered)
    DBTaskResult.objects.all().delete()  # the worker died with the task in its hands
    Study.objects.update(state=State.RUNNING, attempts=1)
    assert resume_lost(jobs.EVALUATIONS) == 0  # it may still be alive
    Study.objects.update(beat_at=timezone.now() - timedelta(minutes=4))
    assert resume_lost(jobs.EVALUATIONS) == 1
    work()
    assert Study.objects.get().state == State.DONE
    assert quick_engine == [str(study.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_worker_finds_what_another_left_after_its_own_start(answered: Company, quick_engine: list[str]) -> None:
    study = jobs.order(answered)
    DBTaskResult.objects.all().delete()
    Study.objects.update(state=State.RUNNING, attempts=1)  # killed just now: too fresh for the look at the start
    ended = threading.Event()
    watcher = threading.Thread(target=watch, args=(ended, 0.02))
    watcher.start()
    try:
        assert not wait_for(DBTaskResult.objects.exists, seconds=0.3)
        Study.objects.update(beat_at=timezone.now() - timedelta(minutes=4))
        assert wait_for(DBTaskResult.objects.exists, seconds=20.0)
    finally:
        ended.set()
        watcher.join()
    work()
    assert Study.objects.get().state == State.DONE
    assert quick_engine == [str(study.pk)]


@pytest.mark.django_db(transaction=True)
def test_what_only_waits_is_no_lost_job(answered: Company) -> None:
    jobs.order(answered)
    Study.objects.update(attempts=MOST_ATTEMPTS, beat_at=timezone.now() - timedelta(hours=1))  # it stood back for others, in a long queue
    assert resume_lost(jobs.EVALUATIONS) == 0
    assert Study.objects.get().state == State.QUEUED
    assert DBTaskResult.objects.count() == 1


def wait_for(happened: Callable[[], bool], *, seconds: float) -> bool:
    """Say whether it happens in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_every_worker_is_given_up(answered: Company) -> None:
    jobs.order(answered)
    Study.objects.update(state=State.RUNNING, attempts=MOST_ATTEMPTS, beat_at=timezone.now() - timedelta(minutes=4))
    assert resume_lost(jobs.EVALUATIONS) == 0
    assert Study.objects.get().state == State.FAILED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick_engine")
def test_a_cancelled_evaluation_stores_nothing_and_can_be_ordered_anew(
    answered: Company, as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = jobs.EVALUATIONS

    def cancelled(study: Study, beat: Beat) -> StudyResult:
        as_alice.post(reverse("studies:cancel", args=[study.pk]))
        return quick.compute(study, beat)

    monkeypatch.setattr(jobs, "EVALUATIONS", replace(quick, compute=cancelled))
    shown = as_alice.post(start(answered), follow=True)
    assert "Auswertung abbrechen" in shown.content.decode()
    work()
    study = Study.objects.get()
    assert (study.state, StoredResult.objects.count()) == (State.CANCELLED, 0)
    page = as_alice.get(reverse("studies:progress", args=[study.pk])).content.decode()
    assert "Sie haben diese Auswertung abgebrochen" in page
    assert "hx-get" not in page
    monkeypatch.setattr(jobs, "EVALUATIONS", quick)
    as_alice.post(start(answered))
    work()
    assert Study.objects.filter(state=State.DONE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tasks_for_one_study_evaluate_it_once(answered: Company, quick_engine: list[str]) -> None:
    study = jobs.order(answered)
    jobs.enqueue(study.pk)
    work()
    assert len(quick_engine) == 1
    assert StoredResult.objects.count() == 1


def test_a_stored_result_cannot_be_edited(study: Study) -> None:
    row = study.result
    row.document = "{}"
    with pytest.raises(ValueError, match="never edited"):
        row.save()


def test_gathered_inputs_survive_storing(answered: Company) -> None:
    inputs = gather(answered)
    assert from_text(to_text(inputs)) == inputs
    assert len(inputs.answers) == 24
    assert [answer.reason for answer in inputs.answers if answer.missing == "not-applicable"] == ["Wir haben keine Maschinen."]
    assert json.loads(to_text(inputs))["company"]["name"] == "Alpha & Söhne GmbH"


def test_does_not_apply_without_reason_counts_as_open(answered: Company) -> None:
    Rating.objects.filter(missing="not-applicable").update(reason="")
    assert len(gather(answered).answers) == 23
