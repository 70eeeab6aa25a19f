"""The terms of the pages are those of the glossary."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.web.help.terms import terms

pytestmark = pytest.mark.no_database
GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
COLUMNS = [row.split("|")[1:3] for row in GLOSSARY.splitlines() if row.startswith("| ")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_has_the_name_that_the_glossary_gives_it(language: Language) -> None:
    column = "\n".join(row[LANGUAGES.index(language)] for row in COLUMNS).casefold()
    assert [one.name for one in terms(language) if one.name.casefold() not in column] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_marked_term_knows_its_own_name(language: Language) -> None:
    marked = [one for one in terms(language) if one.forms]
    assert len(marked) > 20
    unknown = [one.name for one in marked if not re.search(one.forms, one.name) and language == "de"]
    assert unknown == []


def test_no_two_terms_claim_one_word() -> None:
    for language in LANGUAGES:
        claims = [
            (one.id, other.id)
            for one in terms(language)
            for other in terms(language)
            if other.forms and re.fullmatch(other.forms, one.name)
        ]
        assert [pair for pair in claims if pair[0] != pair[1]] == []


def test_the_page_holds_every_term(as_stranger: Client) -> None:
    page = as_stranger.get(reverse("help:terms")).content.decode()
    assert all(f'id="{one.id}"' in page for one in terms("de"))


def test_the_list_speaks_the_language_asked_for(as_stranger: Client) -> None:
    address = reverse("help:term-list")
    german = json.loads(as_stranger.get(address, {"language": "de"}).content)
    english = json.loads(as_stranger.get(address, {"language": "en"}).content)
    assert {one["name"] for one in german} >= {"Existenzrisiko"}
    assert {one["name"] for one in english} >= {"Existential loss"}
