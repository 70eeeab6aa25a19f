"""German first, English by a switch that goes nowhere else."""

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.studies.models import Study

pytestmark = pytest.mark.no_database
if TYPE_CHECKING:
    from leitplanke.web.companies.models import Company


def test_german_comes_first_whatever_the_browser_says(as_stranger: Client) -> None:
    page = as_stranger.get("/", headers={"accept-language": "en-GB"})
    assert '<html lang="de"' in page.content.decode()
    assert page["Content-Language"] == "de"


def test_the_switch_stays_and_returns_to_the_page(as_stranger: Client) -> None:
    response = as_stranger.post("/sprache", {"language": "en", "next": "/beispiel/"})
    assert response["Location"] == "/beispiel/"
    assert '<html lang="en"' in as_stranger.get("/").content.decode()
    as_stranger.post("/sprache", {"language": "de"})
    assert '<html lang="de"' in as_stranger.get("/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "\t//evil.example"]
)
def test_the_switch_leads_to_no_other_site(target: str, as_stranger: Client) -> None:
    assert as_stranger.post("/sprache", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(as_stranger: Client) -> None:
    as_stranger.post("/sprache", {"language": "fr"})
    assert '<html lang="de"' in as_stranger.get("/").content.decode()


@pytest.mark.django_db
def test_every_page_speaks_each_language_and_only_it(study: Study, as_alice: Client) -> None:
    company: Company = study.company
    pages = [
        *("/", "/stil", "/unternehmen/", "/gibt-es-nicht"),
        *(reverse(f"companies:{name}", args=[company.pk]) for name in ("profile", "further")),
        *(reverse("survey:page", args=[company.pk, "cloud"]), reverse("survey:overview", args=[company.pk])),
        reverse("studies:result", args=[study.pk]),
    ]
    foreign = {"en": re.compile(r"\b(und|nicht|Ihre|oder|wird)\b"), "de": re.compile(r"\b(the|and|your|with|please)\b")}
    for language, words in foreign.items():
        as_alice.post("/sprache", {"language": language})
        for page in pages:
            text = re.sub(
                r"(?s)<(script|style).*?</\1>|<[^>]*\blang=\"..\"[^>]*>[^<]*<|<[^>]*>",
                " ",
                as_alice.get(page).content.decode().split("<body", 1)[1],
            )
            assert not words.search(text), (page, language, words.search(text))
