"""The handbook says what the pages say: what it prints in bold as a label is a label, and both languages have the same chapters."""

import re
from pathlib import Path

import pytest

from leitplanke.reports.words import Language, store

ROOT = Path(__file__).parents[2]
BOOKS: dict[Language, Path] = {"de": ROOT / "docs/handbuch", "en": ROOT / "docs/handbook"}
BOLD = re.compile(r"\*\*(.+?)\*\*")
EMPHASIS = {
    "Unseens",
    "Jede unterstrichene Zahl lässt sich anklicken.",
    "Every underlined number can be clicked.",
}
"""Bold, but no label of a page."""
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


def chapters(language: Language) -> list[Path]:
    return sorted(BOOKS[language].glob("*.md"))


def plain(label: str) -> str:
    return label.removesuffix(".").removesuffix(":").strip().casefold()


@pytest.mark.parametrize("language", BOOKS)
def test_every_label_in_bold_stands_on_a_page(language: Language) -> None:
    labels = {plain(texts[language]) for texts in store().values()}
    said = {label: path.name for path in chapters(language) for label in BOLD.findall(path.read_text(encoding="utf-8"))}
    assert len(said) > 20
    assert {label: name for label, name in said.items() if label not in EMPHASIS and plain(label) not in labels} == {}


def test_both_languages_have_the_same_chapters_with_the_same_pictures() -> None:
    pairs = list(zip(*(chapters(language) for language in BOOKS), strict=True))
    assert len(pairs) > 9
    for german, english in pairs:
        assert german.name[:2] == english.name[:2]
        pictures = [
            [re.sub(r"-(de|en)\.png$", "", one) for one in LINK.findall(path.read_text(encoding="utf-8")) if one.endswith(".png")]
            for path in (german, english)
        ]
        assert pictures[0] == pictures[1]


@pytest.mark.parametrize("path", [*chapters("de"), *chapters("en")], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_link_leads_somewhere(path: Path) -> None:
    found = LINK.findall(path.read_text(encoding="utf-8"))
    assert found
    assert [one for one in found if not (path.parent / one).exists()] == []
