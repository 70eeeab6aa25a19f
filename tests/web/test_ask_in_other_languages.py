"""Questions in a language that a pack brings: chosen on the page, marked for screen readers, with the rest as it was."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web import catalogue as module
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.survey import pages
from leitplanke.web.survey.models import Rating

BAKERY = Path(__file__).parents[2] / "examples" / "packs" / "bakery"
HOSTILE = """\
pack:
  name: hostile
  version: "1.0.0"
  title: {de: Böse, en: Hostile}
  author: Test
  licence: CC0-1.0
  released_on: 2026-11-22
  made_for: "2026.11.2"
translations:
  - language: ar
    name: "<b>العربية</b>"
    texts:
      indicator.cloud.core-share:
        question: "كم <script>alert(1)</script>"
"""


def fresh() -> None:
    for cached in (catalogue, module.quick_check, module.deep_check, module.orientations):
        cached.cache_clear()
    for other in (pages.quick_pages, pages.deep_pages, pages.page_asking):
        other.cache_clear()


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Run with a folder of packs that holds the bakery."""
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "bakery").symlink_to(BAKERY)
    monkeypatch.setenv("LEITPLANKE_PACKS", str(folder))
    fresh()
    yield folder
    monkeypatch.undo()
    fresh()


def cloud(company: Company) -> str:
    return reverse("survey:page", args=[company.pk, "cloud"])


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def questions_of(client: Client, address: str) -> str:
    """Return the part of a page within its main landmark."""
    return shown(client, address).split("<main", 1)[1].split("</main>", 1)[0]


def test_without_a_translation_there_is_nothing_to_choose(company: Company, as_alice: Client) -> None:
    assert "Fragen auf:" not in shown(as_alice, cloud(company))
    as_alice.post("/sprache", {"questions": "fr", "next": "/"})
    assert "leitplanke-questions" not in as_alice.cookies


@pytest.mark.usefixtures("packs")
def test_questions_are_asked_in_french_once_chosen(company: Company, as_alice: Client) -> None:
    before = questions_of(as_alice, cloud(company))
    assert re.findall(r'name="questions" value="(..)" lang="(..)"( aria-current="true")?>([^<]+)<', before) == [
        ("de", "de", ' aria-current="true"', "Deutsch"),
        ("en", "en", "", "English"),
        ("fr", "fr", "", "Français"),
    ]
    assert 'lang="fr" dir' not in before
    response = as_alice.post("/sprache", {"questions": "fr", "next": cloud(company)})
    assert response["Location"] == cloud(company)
    page = shown(as_alice, cloud(company))
    assert '<html lang="de"' in page
    assert '<legend><span lang="fr" dir="auto">Combien de temps vous faudrait-il pour quitter' in page
    assert '<span><span lang="fr" dir="auto">Il nous faudrait environ trois mois.</span></span>' in page
    assert '<span lang="fr" dir="auto">Nous n' in page
    # of the third question only the question itself is translated: the rest is German, and so is everything around
    assert "Für etwa die Hälfte ist das festgelegt." in page
    assert "Wie lange bräuchten Sie" not in page
    assert "<span>Das weiß ich nicht</span>" in page
    assert "Speichern und weiter" in page
    assert 'value="fr" lang="fr" aria-current="true"' in page


@pytest.mark.usefixtures("packs")
def test_answers_are_the_same_in_every_language(company: Company, as_alice: Client) -> None:
    as_alice.post("/sprache", {"questions": "fr", "next": "/"})
    address = reverse("survey:save-answer", args=[company.pk, "cloud", "cloud-exit-months"])
    as_alice.post(address, {"cloud-exit-months": "3"})
    assert Rating.objects.get().level == 3
    for language in ("de", "en", "fr"):
        as_alice.post("/sprache", {"questions": language, "next": "/"})
        assert re.search(r'name="cloud-exit-months" value="3" checked', shown(as_alice, cloud(company)))


@pytest.mark.usefixtures("packs")
def test_the_other_language_of_the_core_can_be_asked_in_too(company: Company, as_alice: Client) -> None:
    as_alice.post("/sprache", {"questions": "en", "next": "/"})
    page = shown(as_alice, cloud(company))
    assert '<legend><span lang="en" dir="auto">How long would you need to leave' in page
    assert "Speichern und weiter" in page
    as_alice.post("/sprache", {"language": "en"})
    assert "<legend>How long would you need to leave" in shown(as_alice, cloud(company))


@pytest.mark.usefixtures("packs")
def test_deep_check_and_strengths_are_asked_so_too(company: Company, as_alice: Client) -> None:
    as_alice.post("/sprache", {"questions": "fr", "next": "/"})
    (asking,) = [one for one in pages.deep_pages() if "indicator.pack-bakery.manual-mode" in [entry.id for entry in one.indicators]]
    assert "Vos équipes savent-elles aussi faire marcher les fours" in shown(as_alice, asking.address(company.pk))
    strengths = shown(as_alice, reverse("strengths:page", args=[company.pk]))
    assert '<legend><span lang="fr" dir="auto">Confiance</span></legend>' in strengths
    assert "<legend>Fachwissen und Qualität</legend>" in strengths


def test_a_language_whose_pack_is_gone_gives_way_to_that_of_the_pages(packs: Path, company: Company, as_alice: Client) -> None:
    as_alice.post("/sprache", {"questions": "fr", "next": "/"})
    (packs / "bakery").unlink()
    fresh()
    page = shown(as_alice, cloud(company))
    assert "Wie lange bräuchten Sie" in page
    assert "Fragen auf:" not in page


def test_texts_of_packs_are_text_and_nothing_else(packs: Path, company: Company, as_alice: Client) -> None:
    (packs / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    fresh()
    as_alice.post("/sprache", {"questions": "ar", "next": "/"})
    page = shown(as_alice, cloud(company))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;العربية&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert '<legend><span lang="ar" dir="auto">' in page


@pytest.mark.parametrize("given", ["xx", "", "fr\r\nSet-Cookie: a=b", "<b>"])
def test_an_unknown_language_is_not_kept(packs: Path, given: str, as_alice: Client) -> None:
    assert packs.is_dir()
    as_alice.post("/sprache", {"questions": given, "next": "/"})
    assert "leitplanke-questions" not in as_alice.cookies
