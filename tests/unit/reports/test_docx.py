"""The DOCX opened again: headings, header rows, text alternatives, language, properties."""

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import docx as writer
from leitplanke.reports.content import Document, Figure, Heading, Table
from leitplanke.reports.document import compose
from leitplanke.reports.words import LANGUAGES
from leitplanke.study.result import StudyResult


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest, result: StudyResult, catalogue: Catalogue) -> Document:
    return compose(result, catalogue, request.param, date(2026, 11, 22))


@pytest.fixture(scope="module")
def word(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(writer.render(document)))


def test_headings_are_real(word: docx.document.Document, document: Document) -> None:
    found = [(int(p.style.name[-1]), p.text) for p in word.paragraphs if p.style.name.startswith("Heading ")]
    assert found == [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]


def test_tables_are_whole_and_repeat_their_header(word: docx.document.Document, document: Document) -> None:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(word.tables) == len(tables)
    for found, wanted in zip(word.tables, tables, strict=True):
        assert [cell.text for cell in found.rows[0].cells] == list(wanted.header)
        assert [cell.text for cell in found.rows[-1].cells] == list(wanted.rows[-1])
        assert found.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in found.rows)


def test_pictures_have_their_sentence(word: docx.document.Document, document: Document) -> None:
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [
        block.chart.summary for block in document.blocks if isinstance(block, Figure)
    ]


def test_language_and_properties(word: docx.document.Document, document: Document) -> None:
    languages = {element.get(qn("w:val")) for element in word.styles.element.iter(qn("w:lang"))}
    assert {"de": "de-DE", "en": "en-GB"}[document.language] in languages
    assert word.core_properties.title == document.title
    assert word.core_properties.created.date() == date(2026, 11, 22)


def test_stamp_in_the_footer(word: docx.document.Document, document: Document) -> None:
    assert document.stamp in word.sections[0].footer.paragraphs[0].text
