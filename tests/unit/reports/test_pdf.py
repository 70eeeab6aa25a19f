"""The PDF read back: title, language, tags, text alternatives, header cells, heading order, pages and words."""

import io
import itertools
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import pdf
from leitplanke.reports.content import Document, Figure, Heading, Table
from leitplanke.reports.document import compose
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

DAY = date(2026, 11, 22)


def elements(node: object) -> Iterator[pikepdf.Object]:
    """Yield every structure element in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from elements(node.K)


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest, result: StudyResult, catalogue: Catalogue) -> Document:
    return compose(result, catalogue, request.param, DAY)


@pytest.fixture(scope="module")
def data(document: Document) -> bytes:
    return pdf.render(document)


@pytest.fixture(scope="module")
def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


@pytest.fixture(scope="module")
def tags(opened: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(elements(opened.Root.StructTreeRoot.K))


@pytest.fixture(scope="module")
def text(data: bytes) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return found.stdout.decode()


def test_says_that_it_is_pdf_ua(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert opened.Root.MarkInfo.Marked is True


def test_title_and_language(opened: pikepdf.Pdf, document: Document) -> None:
    assert str(opened.docinfo.Title) == document.title
    assert "Übermüller & Söhne" in str(opened.docinfo.Title)
    assert opened.Root.ViewerPreferences.DisplayDocTitle is True
    assert str(opened.Root.Lang) == {"de": "de-DE", "en": "en-GB"}[document.language]


def test_every_figure_has_its_sentence(tags: list[pikepdf.Object], document: Document) -> None:
    alternatives = [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure"]
    assert alternatives == [block.chart.summary for block in document.blocks if isinstance(block, Figure)]
    assert len(alternatives) == 4


def test_every_table_has_header_cells_with_scope(tags: list[pikepdf.Object], document: Document) -> None:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert sum(str(tag.S) == "/Table" for tag in tags) == len(tables)
    headers = [tag for tag in tags if str(tag.S) == "/TH"]
    assert len(headers) == sum(len(table.header) for table in tables)
    attributes = [tag.A if isinstance(tag.A, pikepdf.Array) else [tag.A] for tag in headers]
    assert all(any("/Scope" in one for one in found) for found in attributes)


def test_headings_descend_without_jumps(tags: list[pikepdf.Object], document: Document) -> None:
    levels = [int(found[1]) for tag in tags if (found := re.fullmatch(r"/H(\d)", str(tag.S)))]
    assert levels == [block.level for block in document.blocks if isinstance(block, Heading)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_eight_to_fifteen_pages(opened: pikepdf.Pdf) -> None:
    assert 8 <= len(opened.pages) <= 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_has_eight_to_seventeen_pages(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    """Fifteen for the firm with most measures and laws, half a page for its five futures and a third for its cause map."""
    assert real.drivers  # with fewer points the report is shorter than what people get
    assert len(real.stories) == 5
    opened = pikepdf.open(io.BytesIO(pdf.render(compose(real, catalogue, language, DAY))))
    assert 8 <= len(opened.pages) <= 17


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_on_the_review_adds_at_most_four_pages(
    real: StudyResult, catalogue: Catalogue, language: Language, made_up_review: Callable[[StudyResult], PlanReview]
) -> None:
    # The review is a chapter of its own with two tables as long as the plan; more than 20 pages nobody reads.
    opened = pikepdf.open(io.BytesIO(pdf.render(compose(real, catalogue, language, DAY, made_up_review(real)))))
    assert 8 <= len(opened.pages) <= 20


def test_page_one_holds_what_the_owner_needs(text: str, document: Document) -> None:
    first, second, *_ = text.split("\f")
    chapters = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert chapters[0] in first
    assert chapters[1] in second
    assert chapters[1] not in first


def test_words_and_umlauts_can_be_copied(text: str, document: Document) -> None:
    words = {
        "de": ("Präzisionsteile Übermüller & Söhne GmbH", "Größe", "Maßnahme", "„Neue", "€", "Schlüsselperson fällt aus"),
        "en": ("Präzisionsteile Übermüller & Söhne GmbH", "measures", "“Win", "€83,000"),
    }[document.language]
    flat = " ".join(text.split())
    assert [word for word in words if word not in flat] == []
    assert "�" not in text


def test_only_shipped_fonts(opened: pikepdf.Pdf) -> None:
    names = {str(font.BaseFont) for page in opened.pages for font in (page.Resources.get("/Font") or {}).values()}
    assert names
    assert all("SourceSans3" in name for name in names)


def test_every_page_carries_the_stamp(text: str, document: Document) -> None:
    pages = text.rstrip("\f").split("\f")
    assert all(document.stamp in page for page in pages)


def test_same_input_same_bytes(document: Document, data: bytes) -> None:
    assert pdf.render(document) == data


def test_text_of_users_is_never_code(result: StudyResult, catalogue: Catalogue) -> None:
    name = '#panic("x") $a_b$ *fett* <label> \\ "quoted" @ref // {0} %s'
    evil = replace(result, company=replace(result.company, name=name))
    opened = pikepdf.open(io.BytesIO(pdf.render(compose(evil, catalogue, "de"))))
    assert name in str(opened.docinfo.Title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_very_long_names_keep_page_one(result: StudyResult, catalogue: Catalogue, language: Language) -> None:
    name = "Gesellschaft für Präzisionszerspanung, Oberflächenveredelung und Baugruppenmontage Übermüller & Söhne GmbH & Co. KG"
    long = replace(result, company=replace(result.company, name=name))
    opened = pikepdf.open(io.BytesIO(pdf.render(compose(long, catalogue, language))))
    tags = list(elements(opened.Root.StructTreeRoot.K))
    second = [tag for tag in tags if str(tag.S) == "/H1"][1]
    leaf = next(tag for tag in elements(second) if "/Pg" in tag)
    assert leaf.Pg.objgen == opened.pages[1].obj.objgen
