"""The slides read back: 16:9, one page for each heading, tagged, nothing cut off, and how to compute them again."""

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import pdf, reproduction, slides
from leitplanke.reports.content import Document, Figure, Heading
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

DAY = date(2026, 11, 22)
POINTS_PER_MM = 72.0 / 25.4


def pages_of(data: bytes) -> list[str]:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return [" ".join(page.split()) for page in found.stdout.decode().rstrip("\f").split("\f")]


def titles(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]


@pytest.mark.parametrize(("reviewed", "language"), [(False, "de"), (True, "de"), (True, "en")])
def test_every_example_has_eight_to_twelve_slides(
    real: StudyResult, catalogue: Catalogue, language: Language, made_up_review: Callable[[StudyResult], PlanReview], *, reviewed: bool
) -> None:
    document = slides.compose(real, catalogue, language, DAY, made_up_review(real) if reviewed else None)
    data = pdf.render(document, "slides")
    pages = pages_of(data)
    assert len(pages) == 1 + len(titles(document))
    assert 8 <= len(pages) <= 12
    for page, title in zip(pages[1:], titles(document), strict=True):
        assert " ".join(title.split()) in page
    assert all(real.study.input_hash in page for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_into_the_foot_line(result: StudyResult, catalogue: Catalogue, language: Language) -> None:
    name = "Gesellschaft für Präzisionszerspanung, Oberflächenveredelung und Baugruppenmontage Übermüller & Söhne GmbH & Co. KG " * 3
    long = replace(result, company=replace(result.company, name=name))
    data = pdf.render(slides.compose(long, catalogue, language, DAY), "slides")
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    pages = boxes.split("<page ")[1:]
    for page in pages:
        words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)<', page)
        foot = next(float(top) for top, _, word in words if word in {"Stand", "Data"} and float(top) > 150.0 * POINTS_PER_MM)
        above = [float(low) for top, low, _ in words if float(top) < foot - 1.0]
        assert max(above) < foot


def test_sixteen_to_nine_tagged_and_told_in_words(result: StudyResult, catalogue: Catalogue) -> None:
    document = slides.compose(result, catalogue, "de", DAY)
    opened = pikepdf.open(io.BytesIO(pdf.render(document, "slides")))
    _, _, wide, high = (float(side) for side in opened.pages[0].MediaBox)
    assert wide / high == pytest.approx(16 / 9, rel=0.005)
    with opened.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert str(opened.docinfo.Title) == document.title
    summaries = [block.chart.summary for block in document.blocks if isinstance(block, Figure)]
    text = " ".join(pages_of(pdf.render(document, "slides")))
    assert [told for told in summaries if " ".join(told.split()) not in text] == []
    assert len(summaries) == 4


def test_says_how_to_compute_it_again(result: StudyResult, catalogue: Catalogue) -> None:
    first, *_ = pages_of(pdf.render(slides.compose(result, catalogue, "en", DAY), "slides"))
    said = reproduction.read_back(first)
    assert (said.seed, said.points, said.input_hash) == (result.study.seed, result.study.outer_points, result.study.input_hash)
