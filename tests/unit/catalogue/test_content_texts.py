"""Texts of measures, questions and their sources: two whole languages that say the same."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, Text

ENGLISH = {"the", "and", "of", "with", "for", "your", "you", "which", "not", "is", "are", "by", "from", "that", "this", "its", "their"}
GERMAN = {"der", "das", "und", "mit", "für", "sie", "nicht", "ist", "sind", "ein", "eine", "auf", "von", "zu", "den", "werden"}
SPELLED_OUT = re.compile(r"ae|oe|(?<![aeq])ue(?!ll|rst)", re.IGNORECASE)
INFORMAL = re.compile(r"\b(?:du|dein|deine|euch|euer|ihr seid)\b|\w[*:_]innen\b|\wInnen\b")
LONGEST_SENTENCE = 36
WORD = re.compile(r"[^\W\d_]+")


def _texts(node: Any, path: str) -> Iterator[tuple[str, Text]]:  # noqa: ANN401 - walks any entry
    if isinstance(node, Text):
        yield path, node
    elif is_dataclass(node):
        for field in fields(node):
            yield from _texts(getattr(node, field.name), f"{path}.{field.name}")
    elif isinstance(node, tuple):
        for number, inner in enumerate(node):
            yield from _texts(inner, f"{path}[{number}]")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return compiled.read()


@pytest.fixture(scope="module")
def texts(catalogue: Catalogue) -> dict[str, Text]:
    cited = {name for entry in (*catalogue.measures, *catalogue.indicators) for name in entry.origin.sources}
    sources = [source for source in catalogue.sources if source.id in cited]
    return dict(pair for entry in (*catalogue.measures, *catalogue.indicators, *sources) for pair in _texts(entry, entry.id))


def test_there_are_texts_to_look_at(texts: dict[str, Text]) -> None:
    assert len(texts) > 69 * 3 + 24 * 8


def test_german_is_german_and_english_is_english(texts: dict[str, Text]) -> None:
    for path, text in texts.items():
        german, english = ({word.lower() for word in WORD.findall(one)} for one in (text.de, text.en))
        assert not german & ENGLISH, path
        assert not english & GERMAN, path
        assert text.de != text.en, path


def test_umlauts_are_written_as_umlauts(texts: dict[str, Text]) -> None:
    assert not [path for path, text in texts.items() if SPELLED_OUT.search(text.de)]
    assert SPELLED_OUT.search("geschaetzt, koennen, fuer")
    assert sum(bool(re.search("[äöüß]", text.de)) for text in texts.values()) > len(texts) / 2


def test_owners_are_addressed_formally(texts: dict[str, Text]) -> None:
    assert not [path for path, text in texts.items() if INFORMAL.search(text.de)]


def test_both_languages_name_the_same_numbers(texts: dict[str, Text]) -> None:
    for path, text in texts.items():
        german = [part.replace(".", "").replace(",", ".") for part in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text.de)]
        english = [part.replace(",", "") for part in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text.en)]
        assert sorted(german) == sorted(english), path


def test_sentences_are_short_and_end(texts: dict[str, Text]) -> None:
    for path, text in texts.items():
        if path.endswith((".title", ".unit")):
            continue
        for one in (text.de, text.en):
            assert one.endswith((".", "?")), path
            assert max(len(WORD.findall(part)) for part in re.split(r"[.?:;]\s", one)) <= LONGEST_SENTENCE, path


def test_measures_are_titled_in_a_few_words(catalogue: Catalogue) -> None:
    for measure in catalogue.measures:
        assert 2 <= len(measure.title.de.split()) <= 6, measure.id
        assert 2 <= len(measure.title.en.split()) <= 6, measure.id
    titles = [measure.title for measure in catalogue.measures]
    assert len({title.de for title in titles}) == len({title.en for title in titles}) == len(titles)


def test_questions_are_one_question_and_answers_whole_sentences(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators:
        for question in (indicator.question.de, indicator.question.en):
            assert question.count("?") == 1, indicator.id
            assert question.endswith("?"), indicator.id
        for level in indicator.levels:
            for answer in (level.text.de, level.text.en):
                assert len(answer.split()) >= 4, (indicator.id, answer)
                assert answer.endswith("."), (indicator.id, answer)
        assert len({level.text.de for level in indicator.levels}) == 5


def test_reasons_say_what_is_judged_and_what_harm_comes_along(catalogue: Catalogue) -> None:
    for measure in catalogue.measures:
        assert re.search(r"geschätzt|nicht gemessen", measure.reason.de), measure.id
        assert re.search(r"judge|unmeasured", measure.reason.en), measure.id
        harms = any(effect.side_effect for effect in measure.effects)
        assert harms == bool(re.search(r"Nebenwirkung(?!en sind nicht)", measure.reason.de)), measure.id
        assert harms == bool(re.search(r"[Ss]ide effects? ?:|The side effects weigh", measure.reason.en)), measure.id


UNDATED = re.compile(r"https?://|list of published figures|text of the chapter with printed line numbers")
"""Ways to find what bears no date: pages of the web, our list, and the draft of the source."""


def test_only_pages_and_lists_are_without_year(catalogue: Catalogue) -> None:
    """Who states the law is the lawgiver, and laws have a year; a cited page often has none, so nobody may invent one."""
    undated = [source for source in catalogue.sources if source.year is None]
    assert [source.id for source in undated if not UNDATED.match(source.found)] == []
    lawgivers = ("Bundesrepublik Deutschland", "Europäisches Parlament", "Europäische Kommission")
    laws = {source.id: source.year for source in catalogue.sources if source.author.startswith(lawgivers)}
    assert None not in laws.values()
    assert (laws["source.betrvg-87"], laws["source.sgb3-82"], laws["source.bsig-38"]) == (1972, 1997, 2025)
