"""Readiness and metrics: the truth about the installation, to whom it concerns and nobody else."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from leitplanke.web.accounts.models import SetupLink
from leitplanke.web.companies.models import Company
from leitplanke.web.condition import beat, readiness
from leitplanke.web.studies.models import Study

TOKEN = "only-for-the-monitoring-of-this-house"  # noqa: S105 - of this test only
OUTSIDE = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Ask anew in each test, as after a start."""
    readiness.forget()
    yield
    readiness.forget()


def readings(browser: Client, **headers: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Return the metrics as Prometheus reads them."""
    answer = browser.get("/metriken", **headers)
    assert answer.status_code == 200
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_a_whole_server_is_ready(as_stranger: Client) -> None:
    beat.beat()
    answer = as_stranger.get("/bereit")
    assert (answer.status_code, answer.content.splitlines()[0]) == (200, b"ready")
    assert readings(as_stranger)["leitplanke_ready"][()] == 1.0


def test_a_silent_worker_makes_it_unready(as_stranger: Client) -> None:
    cache.set("worker-beat", time.time() - beat.SILENT_AFTER - 1, 60)
    answer = as_stranger.get("/bereit")
    assert answer.status_code == 503
    assert b"fault worker" in answer.content
    found = readings(as_stranger)
    assert found["leitplanke_ready"][()] == 0.0
    assert found["leitplanke_check"][("check", "worker"),] == 2.0
    assert found["leitplanke_worker_silent_seconds"][()] > beat.SILENT_AFTER


def test_tables_of_an_earlier_release_make_it_unready(as_stranger: Client) -> None:
    beat.beat()
    row = MigrationRecorder.Migration.objects.filter(app="survey").order_by("pk").last()
    assert row
    row.delete()
    answer = as_stranger.get("/bereit")
    assert answer.status_code == 503
    assert b"fault tables" in answer.content


def test_strangers_learn_nothing_but_yes_or_no(as_stranger: Client) -> None:
    cache.delete("worker-beat")
    assert as_stranger.get("/bereit", **OUTSIDE).content == b"not ready\n"


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", "Bearer wrong", f"Bearer {TOKEN}x"])
def test_metrics_are_hidden_from_elsewhere(as_alice: Client, settings: Settings, said: str) -> None:
    assert as_alice.get("/metriken", **OUTSIDE, HTTP_AUTHORIZATION=said).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert as_alice.get("/metriken", **OUTSIDE, HTTP_AUTHORIZATION=said).status_code == 404
    assert as_alice.get("/metriken", REMOTE_ADDR="198.51.100.4", HTTP_AUTHORIZATION=said).status_code == 404


def test_metrics_are_read_with_the_token(as_stranger: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert readings(as_stranger, **OUTSIDE, HTTP_AUTHORIZATION=f"Bearer {TOKEN}")["leitplanke_info"]


def test_metrics_count_jobs_and_requests_and_name_nobody(as_alice: Client, company: Company) -> None:
    before = readings(as_alice).get("leitplanke_requests_total", {})
    study = Study.objects.create(company=company, inputs="{}")
    Study.objects.create(company=company, inputs="{}", state=Study.State.FAILED)
    secret = SetupLink.renew()
    for _ in range(3):
        as_alice.get(f"/unternehmen/{company.pk}/profil")
    as_alice.get(f"/einrichten/{secret}")
    found = readings(as_alice)
    jobs = found["leitplanke_jobs"]
    assert (jobs[("kind", "study"), ("state", "queued")], jobs[("kind", "study"), ("state", "failed")]) == (1.0, 1.0)
    counted = {labels: value - before.get(labels, 0.0) for labels, value in found["leitplanke_requests_total"].items()}
    assert sum(value for labels, value in counted.items() if ("view", "companies:profile") in labels) == 3.0
    text = as_alice.get("/metriken").content.decode()
    assert not [one for one in (str(company.pk), str(study.pk), secret, company.name, "alice") if one in text]


def test_every_metric_is_explained_to_the_operator(as_stranger: Client) -> None:
    names = {family.name for family in text_string_to_metric_families(as_stranger.get("/metriken").content.decode())}
    book = Path(__file__).parents[2] / "docs" / "operate" / "5-monitor.md"
    said = book.read_text(encoding="utf-8")
    assert {name for name in names if f"`{name}" not in said} == set()


def test_each_answer_has_a_number_of_its_own(as_stranger: Client) -> None:
    numbers = [as_stranger.get(path)["X-Request-ID"] for path in ("/", "/gesund", "/gibt-es-nicht", "/static/no.css")]
    assert len(set(numbers)) == 4
    assert all(json.loads(f'"{one}"').isalnum() for one in numbers)


def test_a_page_that_breaks_names_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        message = "Petra Maier"
        raise ValueError(message)

    monkeypatch.setattr("leitplanke.web.pages.render", break_down)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert f"Nummer für den Betreiber: {answer['X-Request-ID']}" in answer.content.decode()
    assert "Maier" not in answer.content.decode()
