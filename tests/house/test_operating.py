"""The operator handbook says what the code does: every setting, in both languages, chapter by chapter."""

import re
from pathlib import Path

import pytest

from leitplanke.reports.words import Language, store
from leitplanke.web.refusals import EXPLAINED, known_variables

ROOT = Path(__file__).parents[2]
BOOKS: dict[Language, Path] = {"de": ROOT / "docs/betrieb", "en": ROOT / "docs/operate"}
SETTINGS: dict[Language, str] = {"de": "2-einstellen.md", "en": "2-configure.md"}


def test_every_setting_that_the_code_reads_is_known_and_no_other() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/leitplanke").rglob("*.py"))
    read = set(re.findall(r"\"(LEITPLANKE_[A-Z_]*[A-Z])\"", source))
    assert len(read) > 20
    assert read == known_variables()


@pytest.mark.parametrize("language", BOOKS)
def test_the_table_of_settings_is_whole(language: Language) -> None:
    rows = dict(
        re.findall(
            r"^\| `(LEITPLANKE_\w+)` \| (.*) \|$", (BOOKS[language] / SETTINGS[language]).read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    )
    assert rows == {name: store()[f"{EXPLAINED}{name}"][language] for name in known_variables()}


def test_both_books_have_the_same_chapters_with_the_same_tables() -> None:
    pairs = list(zip(*(sorted(folder.glob("*.md")) for folder in BOOKS.values()), strict=True))
    assert len(pairs) == 9
    for german, english in pairs:
        assert german.name[:2] == english.name[:2]
        texts = [path.read_text(encoding="utf-8") for path in (german, english)]
        for pattern in (r"^#+ ", r"^\|", r"^```", r"`LEITPLANKE_\w+", r"`(leitplanke_\w+)`"):
            found = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in texts]
            assert found[0] == found[1], (english.name, pattern)


@pytest.mark.parametrize("language", BOOKS)
def test_every_test_and_file_named_is_there(language: Language) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in BOOKS[language].glob("*.md"))
    named = set(re.findall(r"`((?:tests|benchmarks|deployment)/[\w/.-]+)`", text))
    assert len(named) > 5
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
