"""The shipped examples: for everybody, GET only, nothing in the database: the tests may ask none."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import examples
from leitplanke.study import run
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.examples import store

pytestmark = pytest.mark.no_database
NAME, OTHER = "machine-builder", "precision-parts"


@pytest.fixture
def few_points(computed: Callable[..., tuple[StudyResult, str]], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count computations; the real engine on few points, once for each example."""
    calls: list[int] = []

    def analyse(_book: Catalogue, inputs: StudyInputs, *, seed: int) -> StudyResult:
        calls.append(seed)
        # As many points as other tests of the same run compute them with.
        return computed(inputs, outer_points=64 if inputs == examples.read(OTHER, catalogue()) else 16)[0]

    monkeypatch.setattr(run, "analyse", analyse)
    store.result_of.cache_clear()
    return calls


@pytest.mark.django_db
def test_a_stranger_reads_an_example_and_nothing_is_stored(few_points: list[int], as_stranger: Client, var_folder: Path) -> None:
    before = {model.__name__: model._default_manager.count() for model in apps.get_models()}
    assert as_stranger.get(reverse("examples:list")).status_code == 200
    page = as_stranger.get(reverse("examples:result", args=[NAME]))
    assert page.status_code == 200
    assert store.inputs_of(NAME).company.name.replace("&", "&amp;") in page.content.decode()
    assert {model.__name__: model._default_manager.count() for model in apps.get_models()} == before
    assert "leitplanke-session" not in page.cookies
    assert few_points == [1]
    assert [path.name[: len(NAME)] for path in (var_folder / "examples").glob("*.json")] == [NAME]


@pytest.mark.usefixtures("few_points")
def test_an_example_is_computed_once(few_points: list[int], as_stranger: Client) -> None:
    for _ in range(2):
        as_stranger.get(reverse("examples:result", args=[NAME]))
    store.result_of.cache_clear()
    as_stranger.get(reverse("examples:trail", args=[NAME]), {"node": "company.liquidity_eur"})
    assert len(few_points) == 1


@pytest.mark.usefixtures("few_points")
def test_a_kept_result_of_another_version_is_computed_again(few_points: list[int], as_stranger: Client) -> None:
    as_stranger.get(f"/beispiel/{NAME}/")
    store.file_of(NAME).write_text('{"study": {"written": "by an older version"}}', encoding="utf-8")
    store.result_of.cache_clear()
    assert as_stranger.get(f"/beispiel/{NAME}/").status_code == 200
    assert len(few_points) == 2


@pytest.mark.parametrize("page", ["list", "result", "trail", "file"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(page: str, method: str, as_stranger: Client) -> None:
    parameters = {"list": [], "result": [NAME], "trail": [NAME], "file": [NAME, "studie.yaml"]}[page]
    assert getattr(as_stranger, method)(reverse(f"examples:{page}", args=parameters)).status_code == 405


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e", "lock"])
def test_other_names_do_not_exist(name: str, as_stranger: Client) -> None:
    assert as_stranger.get(f"/beispiel/{name}/").status_code == 404


@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_measure_of_an_example_shows_its_law_with_source_and_day(as_stranger: Client, language: str) -> None:
    as_stranger.cookies["leitplanke-language"] = language
    page = unescape(as_stranger.get(f"/beispiel/{NAME}/").content.decode())
    cards = page.split('<li class="card measure">')[1:]
    titles = {getattr(one.title, language): one.id for one in catalogue().measures}
    dated = [*catalogue().rules, *catalogue().programmes]
    touched = 0
    for card in cards:
        measure = next(titles[title] for title in titles if f". {title}</h3>" in card)
        for one in dated:
            assert (f"<summary>{getattr(one.title, language)} \u2013 " in card) == (measure in one.measures)
            touched += measure in one.measures
    assert touched
    checked = {"de": "Zuletzt geprüft: 22.\u00a0November 2026", "en": "Last checked: 22 November 2026"}[language]
    assert sum(card.count(checked) for card in cards) == touched
    assert {"de": "was nach unseren Daten am 1.\u00a0Januar 2027 gilt", "en": "what holds on 1 January 2027 by our data"}[language] in page


@pytest.mark.usefixtures("few_points")
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_unseen_of_an_example_shows_the_laws_that_touch_it(as_stranger: Client, language: str) -> None:
    as_stranger.cookies["leitplanke-language"] = language
    page = unescape(as_stranger.get(f"/beispiel/{OTHER}/").content.decode())
    bars = page.partition('<ul class="bars">')[2].partition("</figure>")[0].split('<span class="bar-title">')[1:]
    titles = {getattr(one.title, language): one.id for one in catalogue().unseens}
    touched = 0
    for bar in bars:
        unseen = next(titles[title] for title in titles if f" {title}<span class" in bar)
        for rule in catalogue().rules:
            assert (f"<summary>{getattr(rule.title, language)} \u2013 " in bar) == (unseen in rule.unseens)
            touched += unseen in rule.unseens
    assert touched > 2
