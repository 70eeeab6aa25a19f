"""Texts that people read: our own words, both languages whole, plain German, one term for one thing.

Read are all texts of the catalogue and all of the store of sentences (reports, command line, pages).
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml

from leitplanke.catalogue.entries import Catalogue, Text
from leitplanke.catalogue.loader import DATA, load
from leitplanke.reports.words import store

ROOT = Path(__file__).parents[2]
RUN = 8
RUNS = frozenset((Path(__file__).parent / "source_runs.txt").read_text(encoding="ascii").split())
"""First ten hex digits of the SHA-256 of every eight words in a row of the white-paper chapter, lower case, digits left out.

The chapter itself is not ours to ship. By chance alone one of a hundred thousand other runs is taken for one with probability 1e-3.
"""
CHAPTER_TITLE = "Risiken und Anpassungen von KMU in der Digitalen Transformation"
TERMS: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "terms.yaml").read_text(encoding="utf-8"))
WORD = re.compile(r"[^\W\d_]+")
ENGLISH = {"the", "and", "of", "with", "for", "your", "you", "which", "not", "is", "are", "by", "from", "that", "this", "its", "their"}
GERMAN = {"der", "das", "und", "mit", "für", "sie", "nicht", "ist", "sind", "ein", "eine", "auf", "von", "zu", "den", "werden"}
SAME_IN_BOTH = {"source.dataact.title", "programme.mid-nrw.title", "words:web.choice.gmbh-co-kg"}

MOST_WORDS = 28
"""Of a German sentence, a colon or semicolon ending it too."""
ENOUGH_WORDS = 40
"""The formula counts shares of words; texts with fewer are read together with all others of their kind."""
HARDEST_KIND, HARDEST_ENTRY = 9.0, 10.0
"""Years of school by the first Wiener Sachtextformel (Bamberger and Vanecek 1984); its scale runs from 4 to 15."""
EXCUSED: dict[str, str] = {}
"""Entries that may be harder, each with its reason."""


def _texts(node: object, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(node, Text):
        yield path, node
    elif isinstance(node, tuple):
        for number, inner in enumerate(node):
            yield from _texts(inner, f"{path}[{number}]")
    elif is_dataclass(node):
        for field in fields(node):
            yield from _texts(getattr(node, field.name), f"{path}.{field.name}")


@cache
def entries() -> dict[str, dict[str, Text]]:
    """Return the texts of each entry of the catalogue by path."""
    catalogue = load(DATA)
    kinds = [field.name for field in fields(Catalogue) if field.name != "version"]
    return {entry.id: dict(_texts(entry, entry.id)) for kind in kinds for entry in getattr(catalogue, kind)}


@cache
def everything() -> dict[str, Text]:
    """Return all texts, those of the store without their placeholders and marks."""
    catalogue = {path: text for texts in entries().values() for path, text in texts.items()}
    words = {f"words:{key}": Text(de=_bare(text["de"]), en=_bare(text["en"])) for key, text in store().items()}
    return catalogue | words


def _bare(text: str) -> str:
    return re.sub(r"\{[^}]*\}|<[^>]+>|`[^`]*`", " x ", text)


def hashed(text: str) -> set[str]:
    """Return the hashes of all runs of eight words."""
    words = WORD.findall(text.lower())
    runs = (" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:10] for run in runs}


def sentences(text: str) -> list[str]:
    """Return the sentences; a full stop after a number or an abbreviation ends none."""
    parts = re.split(r"(?<!\b\d)(?<!\b\d\d)(?<!\bArt)(?<!\bNr)(?<!\bAbs)[.?!:;]+(?=[\s“”\")]|$)", text)
    return [part for part in parts if WORD.search(part)]


def syllables(word: str) -> int:
    """Return the syllables of a German word: its groups of vowels, double vowels and diphthongs counted once."""
    return max(1, len(re.findall(r"aa|ee|oo|ie|ei|ai|au|äu|eu|[aeiouyäöü]", word.lower())))


def school_years(texts: list[str]) -> float:
    """Return the first Wiener Sachtextformel of texts read one after the other."""
    parts = [part for text in texts for part in sentences(text)]
    words = [word for part in parts for word in WORD.findall(part)]
    long, short, letters = (
        100.0 * mean(test(word) for word in words)
        for test in (lambda word: syllables(word) >= 3, lambda word: syllables(word) == 1, lambda word: len(word) > 6)
    )
    return 0.1935 * long + 0.1672 * len(words) / len(parts) + 0.1297 * letters - 0.0327 * short - 0.875


def _running(texts: dict[str, Text]) -> list[str]:
    """Return the German texts that are read as sentences."""
    return [text.de for path, text in texts.items() if not path.endswith((".title", ".unit"))]


def test_no_eight_words_in_a_row_are_the_source_s() -> None:
    assert len(RUNS) > 7000
    assert hashed(CHAPTER_TITLE) <= RUNS, "the hashes are made as they are compared"
    assert [path for path, text in everything().items() if hashed(text.de.replace(CHAPTER_TITLE, "")) & RUNS] == []


def test_no_page_quotes_the_source_at_length() -> None:
    pages = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    assert len(pages) > 100
    quoting = [page for page in pages if hashed(page.read_text(encoding="utf-8").replace(CHAPTER_TITLE, "")) & RUNS]
    assert [str(page.relative_to(ROOT)) for page in quoting] == []


def test_every_text_is_whole_in_both_languages() -> None:
    assert len(everything()) > 2000
    for path, text in everything().items():
        german, english = ({word.lower() for word in WORD.findall(one)} for one in (text.de, text.en))
        assert not german & ENGLISH, path
        assert not english & GERMAN, path


def test_only_names_are_the_same_in_both_languages() -> None:
    same = {path for path, text in everything().items() if text.de == text.en and len(WORD.findall(text.de.replace(" x ", ""))) > 2}
    assert same == SAME_IN_BOTH


@pytest.mark.parametrize(
    ("word", "count"),
    [("Haus", 1), ("Fabrik", 2), ("Maschine", 3), ("Datei", 2), ("Bäume", 2), ("Meer", 1), ("neue", 2), ("Auftrag", 2), ("Sicherung", 3)],
)
def test_syllables_are_those_a_reader_speaks(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_gives_what_its_authors_formula_gives_by_hand() -> None:
    """Five words, one of three syllables, three of one, one of more than six letters: 0.1935 x 20 + 0.1672 x 5 + ..."""
    assert school_years(["Die Maschine steht heute still."]) == pytest.approx(3.87 + 0.836 + 2.594 - 1.962 - 0.875)


def test_german_sentences_are_short() -> None:
    long = [path for path, text in everything().items() if max(map(len, map(WORD.findall, sentences(text.de))), default=0) > MOST_WORDS]
    assert long == []


def test_german_of_every_kind_of_entry_is_plain() -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    for name, texts in entries().items():
        kinds[name.partition(".")[0]] += _running(texts)
    kinds["words"] = [text.de for path, text in everything().items() if path.startswith("words:")]
    assert {kind: round(school_years(texts), 1) for kind, texts in kinds.items() if school_years(texts) > HARDEST_KIND} == {}


def test_german_of_every_entry_is_plain() -> None:
    running = {name: _running(texts) for name, texts in entries().items()}
    hard = {
        name
        for name, texts in running.items()
        if len(WORD.findall(" ".join(texts))) >= ENOUGH_WORDS and school_years(texts) > HARDEST_ENTRY
    }
    assert hard == set(EXCUSED)


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_thing_has_one_term(language: str) -> None:
    texts = {path: getattr(text, language) for path, text in everything().items()}
    found = []
    for term in TERMS[language]:
        assert any(re.search(rf"\b{term['right']}", text, re.IGNORECASE) for text in texts.values()), term["right"]
        excused = tuple(term.get("except", ()))
        for wrong in term["wrong"]:
            pattern = re.compile(rf"(?<![\w-]){wrong}", re.IGNORECASE if language == "en" else 0)
            found += [
                (path, wrong, term["right"])
                for path, text in texts.items()
                if pattern.search(text) and not (excused and path.startswith(excused))
            ]
    assert found == []
