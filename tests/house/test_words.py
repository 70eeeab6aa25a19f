"""Every sentence exists in both languages, with the same placeholders, and none is left over or missing."""

import re
import string
from pathlib import Path

import pytest

from leitplanke.primitives.document import parse
from leitplanke.reports import words
from leitplanke.reports.words import LANGUAGES, compiled, sources, store

ROOT = Path(__file__).parents[2]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_text_in_both_languages() -> None:
    assert len(store()) > 5000
    assert sorted(key for key, texts in store().items() if set(texts) != set(LANGUAGES)) == []
    assert sorted(key for key, texts in store().items() if not all(text.strip() for text in texts.values())) == []
    assert sorted(key for key, texts in store().items() if placeholders(texts["de"]) != placeholders(texts["en"])) == []


def test_the_compiled_words_are_those_of_the_files() -> None:
    """If this fails: ``make words``."""
    files = sources()
    assert (ROOT / "src/leitplanke/reports/words" / compiled.NAME).read_text(encoding="utf-8") == compiled.text(files, words.parse(files))
    assert compiled.read(files) == words.parse(files)


def test_a_changed_word_counts_before_it_is_compiled() -> None:
    files = sources()
    changed = files | {"area.yaml": b"area.new: {de: Neu, en: New}"}
    assert compiled.read(changed) is None
    assert words.parse({"one.yaml": b"a: {de: x, en: y}"}) == {"a": {"de": "x", "en": "y"}}
    with pytest.raises(ValueError, match=r"two\.yaml"):
        words.parse({"one.yaml": b"a: {de: x, en: y}", "two.yaml": b"a: {de: x, en: y}"})


def test_every_key_named_in_a_template_exists() -> None:
    pattern = re.compile(r"""{%\s*say\s+["']([^"']+)["']""")
    named = {key for path in (ROOT / "src").rglob("*.html") for key in pattern.findall(path.read_text(encoding="utf-8"))}
    assert sorted(named - store().keys()) == []


def test_no_key_stands_twice_in_a_file() -> None:
    files = sorted((ROOT / "src/leitplanke/reports/words").glob("*.yaml"))
    assert len(files) > 40
    assert [(path.name, fault.where) for path in files for fault in parse(path.read_bytes(), path.name).faults] == []
