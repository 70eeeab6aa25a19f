"""Answers of an older catalogue and of packs survive: carried over, or kept and named; rows are never changed by a new catalogue."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from leitplanke.__main__ import group
from leitplanke.catalogue import checks, compiled
from leitplanke.catalogue.entries import Catalogue, Text
from leitplanke.catalogue.retired import Retired
from leitplanke.web import catalogue as module
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.studies import jobs
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.survey import pages
from leitplanke.web.survey.models import Rater, Rating

EXAMPLE = Path(__file__).parents[2] / "examples" / "packs" / "bakery"
EXIT, OLD, LOST = "indicator.cloud.exit-months", "indicator.cloud.leaving", "indicator.cloud.colour"
OVENS = "indicator.pack-bakery.networked-ovens"
OVEN = "unseen.pack-bakery.oven-control"
REASON = Text(de="Sie war doppelt.", en="It was double.")


def fresh() -> None:
    """Forget what the process has read, as a restart does."""
    for cached in (catalogue, module.quick_check, module.deep_check, pages.quick_pages, pages.deep_pages, pages.page_asking, catalogue_in):
        cached.cache_clear()


@pytest.fixture(autouse=True)
def restarted() -> Iterator[None]:
    yield
    fresh()


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """Run with a catalogue in which one question was renamed (its scale turned round) and one was given up."""
    renamed = Retired(id=OLD, title=Text(de="Umzug", en="Move"), since="2026.11.2", becomes=EXIT, levels=(4, 3, 2, 1, 0), reason=REASON)
    gone = Retired(id=LOST, title=Text(de="Farbe der Cloud", en="Colour of the cloud"), since="2026.11.2", reason=REASON)
    found = replace(compiled.read(), retired=(renamed, gone))
    assert checks.check(found) == []
    monkeypatch.setattr(compiled, "read", lambda: found)
    fresh()
    return found


@pytest.fixture
def old_answers(company: Company) -> Company:
    """Alpha GmbH as an older version left it in the database."""
    rater = Rater.objects.create(company=company)
    for indicator, level in ((OLD, 1), (LOST, 2)):
        Rating.objects.create(rater=rater, indicator=indicator, level=level, catalogue_version="2026.11.1")
    return company


def rows() -> list[tuple[str, int | None, str]]:
    return [(row.indicator, row.level, row.catalogue_version) for row in Rating.objects.order_by("pk")]


def cloud(company: Company) -> str:
    return reverse("survey:page", args=[company.pk, "cloud"])


def evaluate(company: Company) -> Study:
    """Return the study of the present inputs, evaluated by the real job."""
    study = jobs.order(company)
    jobs.evaluate.func(str(study.pk))
    return Study.objects.get(pk=study.pk)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    from leitplanke.study import run  # noqa: PLC0415 - the engine only for these

    whole: Callable[..., object] = run.analyse
    monkeypatch.setattr(run, "analyse", lambda *given, **named: whole(*given, **{**named, "outer_points": 16, "histories": 2**8}))


@pytest.mark.usefixtures("newer")
def test_an_old_answer_stands_at_the_new_question(old_answers: Company, as_alice: Client) -> None:
    shown = as_alice.get(cloud(old_answers)).content.decode()
    assert re.search(r'name="cloud-exit-months" value="3" checked', shown)
    overview = as_alice.get(reverse("survey:overview", args=[old_answers.pk])).content.decode()
    assert "Diese Antwort gehört zu einer früheren Frage und zählt nicht mehr: „Farbe der Cloud“. Sie war doppelt." in overview
    assert "„Umzug“" not in overview
    assert rows() == [(OLD, 1, "2026.11.1"), (LOST, 2, "2026.11.1")]


@pytest.mark.usefixtures("newer")
def test_a_new_answer_comes_before_the_old_one_and_leaves_it(old_answers: Company, as_alice: Client) -> None:
    as_alice.post(reverse("survey:save-answer", args=[old_answers.pk, "cloud", "cloud-exit-months"]), {"cloud-exit-months": "0"})
    shown = as_alice.get(cloud(old_answers)).content.decode()
    assert re.search(r'name="cloud-exit-months" value="0" checked', shown)
    assert rows() == [(OLD, 1, "2026.11.1"), (LOST, 2, "2026.11.1"), (EXIT, 0, compiled.read().version)]


@pytest.mark.usefixtures("newer")
def test_the_result_counts_what_was_carried_over_and_names_the_rest(old_answers: Company, as_alice: Client) -> None:
    study = evaluate(old_answers)
    assert study.state == Study.State.DONE
    result = read_result(study.pk)
    assert result.answers == 1
    assert [one.id for one in result.former] == [LOST]
    shown = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    assert "„Farbe der Cloud“. Sie war doppelt." in shown
    assert rows() == [(OLD, 1, "2026.11.1"), (LOST, 2, "2026.11.1")]


@pytest.fixture
def bakery(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Run with a folder of packs that holds the bakery."""
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "bakery").symlink_to(EXAMPLE)
    monkeypatch.setenv("LEITPLANKE_PACKS", str(folder))
    fresh()
    return folder


def test_a_pack_asks_counts_and_leaves_its_answers_behind(bakery: Path, company: Company, as_alice: Client) -> None:
    (asking,) = [page for page in pages.deep_pages() if OVENS in [one.id for one in page.indicators]]
    assert "Öfen laufen nur mit der vernetzten Steuerung" in as_alice.get(asking.address(company.pk)).content.decode()
    name = OVENS.removeprefix("indicator.").replace(".", "-")
    as_alice.post(reverse("survey:save-answer", args=[company.pk, asking.slug, name]), {name: "4"})
    with_pack = evaluate(company)
    result = read_result(with_pack.pk)
    assert [pack.name for pack in result.study.packs] == ["bakery"]
    assert next(one for one in result.risk.unseens if one.id == OVEN).exposure > 0.9
    page = reverse("studies:result", args=[with_pack.pk])
    assert "bakery 1.0.0" in as_alice.get(page).content.decode()
    assert jobs.order(company).pk == with_pack.pk

    (bakery / "bakery").unlink()
    fresh()
    assert "Seit dieser Rechnung hat sich der Katalog geändert" in as_alice.get(page).content.decode()
    without = evaluate(company)
    assert without.pk != with_pack.pk
    assert [one.id for one in read_result(without.pk).former] == [OVENS]
    overview = as_alice.get(reverse("survey:overview", args=[company.pk])).content.decode()
    assert "das Paket „bakery“ nicht geladen ist" in overview
    assert [row[:2] for row in rows()] == [(OVENS, 4)]


def test_the_server_refuses_to_start_with_a_broken_pack(bakery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (bakery / "other.yaml").write_text("pack: {name: other}\n", encoding="utf-8")
    fresh()
    done = CliRunner().invoke(group(), ["manage", "check"])
    assert done.exit_code == 1
    assert "LEITPLANKE_PACKS:\n  - Line 1, other.yaml: pack.author: This entry is missing" in done.output
    assert done.output.count("\n  - ") == 6


def test_the_server_refuses_to_start_without_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEITPLANKE_PACKS", str(tmp_path / "nowhere"))
    fresh()
    done = CliRunner().invoke(group(), ["manage", "check"])
    assert (done.exit_code, "LEITPLANKE_PACKS: " in done.output, "nowhere" in done.output) == (1, True, True)
