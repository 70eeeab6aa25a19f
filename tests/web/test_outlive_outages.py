"""Database and disk that fail for a while: people are told in their language, jobs wait, files of nobody go; the clock is not believed."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leitplanke.web import clock
from leitplanke.web.companies.models import Company
from leitplanke.web.jobs.running import MOST_ATTEMPTS, run
from leitplanke.web.notes.models import Attachment
from leitplanke.web.notes.orphans import SECONDS_OF_AN_ORPHAN, drop_orphans
from leitplanke.web.studies import jobs
from leitplanke.web.studies.models import Study
from leitplanke.web.waves import jobs as waves
from leitplanke.web.waves import turning
from leitplanke.web.waves.models import Wave

FULL = OSError(28, "No space left on device")


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def of_sqlite(name: str) -> OperationalError:
    """Return what Django makes of an error of the driver."""
    driver = Exception("driver")
    driver.sqlite_errorname = name  # type: ignore[attr-defined]
    error = OperationalError("it fails")
    error.__cause__ = driver
    return error


@pytest.mark.parametrize(
    ("error", "german", "english"),
    [
        (of_sqlite("SQLITE_FULL"), "Auf dem Server ist kein Platz mehr", "The server has no room left"),
        (FULL, "Auf dem Server ist kein Platz mehr", "The server has no room left"),
        (of_sqlite("SQLITE_READONLY_DBMOVED"), "Der Server kann gerade nichts speichern", "The server cannot save anything"),
        (of_sqlite("SQLITE_IOERR_WRITE"), "Der Server kann gerade nichts speichern", "The server cannot save anything"),
        (of_sqlite("SQLITE_BUSY"), "Der Server ist gerade sehr beschäftigt", "The server is very busy"),
        (of_sqlite("SQLITE_CANTOPEN"), "Der Server kann gerade nichts speichern", "The server cannot save anything"),
    ],
)
def test_what_fails_for_a_while_is_told_in_the_readers_language(
    error: Exception, german: str, english: str, study: Study, as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leitplanke.web.companies.views.company_for", raising(error))
    as_alice.raise_request_exception = False
    address = reverse("companies:profile", args=[study.company_id])
    asked, sent = as_alice.get(address), as_alice.post(address, {"name": "Neu"})
    as_alice.cookies["leitplanke-language"] = "en"
    in_english = as_alice.post(address, {"name": "Neu"})
    for response in (asked, sent, in_english):
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
    assert german in asked.content.decode()
    assert "nicht gespeichert" not in asked.content.decode()
    assert "Was Sie eben abgeschickt haben, ist nicht gespeichert." in sent.content.decode()
    assert english in in_english.content.decode()
    assert "What you have just sent is not saved." in in_english.content.decode()
    assert not Company.objects.filter(name="Neu").exists()


def test_an_error_of_ours_stays_one(study: Study, as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitplanke.web.companies.views.company_for", raising(of_sqlite("SQLITE_ERROR")))
    as_alice.raise_request_exception = False
    response = as_alice.get(reverse("companies:profile", args=[study.company_id]))
    assert response.status_code == 500
    assert "Retry-After" not in response


def test_programs_are_told_too(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitplanke.web.api.tokens.find", raising(of_sqlite("SQLITE_FULL")))
    as_alice.raise_request_exception = False
    response = as_alice.get("/api/v1/companies", headers={"Authorization": "Bearer x", "Accept-Language": "en"})
    assert response.status_code == 503
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["code"] == "unavailable"
    assert int(response["Retry-After"]) > 0


@pytest.mark.django_db(transaction=True)
def test_an_evaluation_that_found_no_room_waits_and_says_so(answered: Company, as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    study = jobs.order(answered)
    kind = jobs.Kind(model=Study, compute=raising(FULL), store=jobs.EVALUATIONS.store, enqueue=jobs.enqueue, task=jobs.EVALUATIONS.task)
    monkeypatch.setattr("leitplanke.web.jobs.running.connection.close", lambda: None)  # the test's own transaction lives on it
    for attempt in range(1, MOST_ATTEMPTS):
        run(kind, study.pk)
        study.refresh_from_db()
        assert (study.state, study.attempts) == (Study.State.QUEUED, attempt)
        page = as_alice.get(reverse("studies:progress", args=[study.pk])).content.decode()
        assert "Die Auswertung wurde unterbrochen. Sie läuft von selbst noch einmal" in page
    run(kind, study.pk)
    study.refresh_from_db()
    assert study.state == Study.State.FAILED
    assert "nicht gelungen" in as_alice.get(reverse("studies:progress", args=[study.pk])).content.decode()


def test_a_job_that_begins_was_not_interrupted(answered: Company) -> None:
    study = jobs.order(answered)
    assert not study.was_interrupted
    study.state, study.attempts = Study.State.RUNNING, 1
    assert not study.was_interrupted
    study.attempts = 2
    assert study.was_interrupted


def test_files_of_nobody_go_and_those_of_somebody_stay(company: Company, var_folder: Path) -> None:
    shelf = var_folder / "attachments"
    shelf.mkdir()
    names = ["of-a-row", "fresh", "of-nobody"]
    for name in names:
        (shelf / name).write_bytes(b"x")
    for name in ("of-a-row", "of-nobody"):
        old = time.time() - SECONDS_OF_AN_ORPHAN - 60
        os.utime(shelf / name, (old, old))
    Attachment.objects.create(company=company, target="x", name="Beleg.pdf", kind="pdf", size=1, file="of-a-row")
    assert drop_orphans() == 1
    assert sorted(path.name for path in shelf.iterdir()) == ["fresh", "of-a-row"]


def test_a_clock_that_has_jumped_deletes_nothing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    past = timezone.localdate() - timedelta(days=1)
    wave = turning.plan(company, mode="anonymous", state="closed", keep_until=past)
    wave.invitations.create(kind="room", role="staff", digest="d")
    with monkeypatch.context() as patch:
        patch.setattr(clock, "_ours", clock.Clock(offset=0.0))
        waves.keep_days.call()
        assert Wave.objects.get(pk=wave.pk).invitations.exists()
    waves.keep_days.call()
    assert not Wave.objects.get(pk=wave.pk).invitations.exists()


def test_what_a_clock_gone_ahead_put_off_is_brought_forward() -> None:
    waves.come_again(timedelta(hours=1))
    assert clock.bring_forward() == 0
    DBTaskResult.objects.filter(task_path=waves.keep_days.module_path).update(run_after=timezone.now() + timedelta(days=3652))
    assert clock.bring_forward() == 1
    waiting = DBTaskResult.objects.get(task_path=waves.keep_days.module_path)
    assert waiting.run_after <= timezone.now()
    study_tasks = DBTaskResult.objects.exclude(task_path=waves.keep_days.module_path)
    assert not study_tasks.filter(run_after__lte=timezone.now()).exists()
