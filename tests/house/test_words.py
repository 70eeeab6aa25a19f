"""Every sentence exists in both languages, with the same placeholders, and none is left over or missing."""

import re
import string
from pathlib import Path

import pytest

from leitplanke.primitives.document import parse
from leitplanke.reports.words import LANGUAGES, store

ROOT = Path(__file__).parents[2]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(store()))
def test_text_in_both_languages(key: str) -> None:
    texts = store()[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert placeholders(texts["de"]) == placeholders(texts["en"])


def test_every_key_named_in_a_template_exists() -> None:
    pattern = re.compile(r"""{%\s*say\s+["']([^"']+)["']""")
    named = {key for path in (ROOT / "src").rglob("*.html") for key in pattern.findall(path.read_text(encoding="utf-8"))}
    assert sorted(named - store().keys()) == []


@pytest.mark.parametrize("path", sorted((ROOT / "src/leitplanke/reports/words").glob("*.yaml")), ids=lambda path: path.name)
def test_no_key_stands_twice_in_a_file(path: Path) -> None:
    document = parse(path.read_bytes(), path.name)
    assert [fault.where for fault in document.faults] == []
