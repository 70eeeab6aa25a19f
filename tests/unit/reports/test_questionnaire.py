"""The questions on paper, read back: every question with every answer, tagged, in both languages."""

import io
import subprocess

import pikepdf
import pytest

from leitplanke.catalogue.entries import Catalogue, Component, Indicator
from leitplanke.reports import questionnaire
from leitplanke.reports.words import LANGUAGES, Language


def pages(catalogue: Catalogue, *, quick: bool) -> tuple[tuple[Component, tuple[Indicator, ...]], ...]:
    found = ((one, tuple(i for i in catalogue.indicators if i.component == one.id and i.quick is quick)) for one in catalogue.components)
    return tuple((component, asked) for component, asked in found if asked)


def read(pdf: bytes) -> str:
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return letters(text)


def letters(text: str) -> str:
    """Leave out what typesetting may change: blanks and hyphens at line ends."""
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quick", [True, False])
def test_every_question_and_answer_is_on_it(catalogue: Catalogue, language: Language, quick: bool) -> None:  # noqa: FBT001 - a parameter of the test
    asked = pages(catalogue, quick=quick)
    text = read(questionnaire.render(asked, catalogue.edition, language))
    missing = [
        (one.id, words)
        for _, questions in asked
        for one in questions
        for words in (getattr(one.question, language), *(getattr(level.text, language) for level in one.levels))
        if letters(words) not in text
    ]
    assert missing == []
    assert letters(catalogue.edition) in text


def test_it_is_tagged_and_says_title_and_language(catalogue: Catalogue) -> None:
    first = questionnaire.render(pages(catalogue, quick=True), catalogue.edition, "de")
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("de")
        assert "pdfuaid:part" in pdf.open_metadata()
        assert len(pdf.pages) <= 7
    assert first == questionnaire.render(pages(catalogue, quick=True), catalogue.edition, "de")
