"""The workbook opened again: every table of the report in full numbers, no formula, no link, both languages."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import openpyxl
import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import reproduction, workbook, xlsx
from leitplanke.reports.content import Table
from leitplanke.reports.document import compose
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

DAY = date(2026, 11, 22)
EVIL = ('=HYPERLINK("http://example.org","x")', "+1+1", "-2", "@SUM(A1)", "https://example.org/", "\t=1", "007")


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def cells(book: openpyxl.Workbook) -> list[object]:
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture(scope="module")
def whole(real: StudyResult, catalogue: Catalogue, language: Language, made_up_review: Callable[[StudyResult], PlanReview]) -> list[object]:
    """Return all cells of the workbook of a result with a review."""
    return cells(opened(xlsx.render(workbook.compose(real, catalogue, language, DAY, made_up_review(real)), language)))


def test_every_table_of_the_report_is_there(
    real: StudyResult,
    catalogue: Catalogue,
    language: Language,
    made_up_review: Callable[[StudyResult], PlanReview],
    whole: list[object],
) -> None:
    """What heads each row of each table of the full report stands in the workbook, too."""
    review = made_up_review(real)
    told = "\n".join(map(str, whole))
    tables = [block for block in compose(real, catalogue, language, DAY, review).blocks if isinstance(block, Table)]
    assert len(tables) > 12
    flat = " ".join(told.split())
    unit_free = flat.replace("\u00a0", " ")
    absent = [
        (table.caption, row[0])
        for table in tables
        for row in table.rows
        if not row[0][:1].isdigit() and not row[0].startswith(("€", "\u2192"))
        if " ".join(row[0].split("\n")[0].split()).replace("\u00a0", " ") not in unit_free
    ]
    assert absent == []


def test_numbers_are_numbers_in_full(real: StudyResult, whole: list[object]) -> None:
    numbers = np.unique([float(cell) for cell in whole if isinstance(cell, int | float)])
    risk = real.risk
    wanted = [risk.cvar95_eur.mid, risk.expected_annual_loss_eur.low, *(one.expected_annual_loss_eur for one in risk.unseens)]
    wanted += [one.cost_eur.high for one in real.plan.measures] + [load.owner_days for load in real.plan.quarters]
    wanted += [node.value for node in real.trace if node.value is not None]
    nearest = numbers[np.abs(numbers[:, None] - np.array(wanted)).argmin(axis=0)]
    np.testing.assert_allclose(nearest, wanted, rtol=1e-12, atol=1e-15)


def test_numbers_have_formats_people_read(result: StudyResult, catalogue: Catalogue) -> None:
    book = opened(xlsx.render(workbook.compose(result, catalogue, "de", DAY), "de"))
    assert "€" in book["Beträge"]["B4"].number_format
    assert book["Anteile"]["B4"].number_format == "0.0%"
    assert book["Beträge"].freeze_panes == "B4"
    assert book["Beträge"].auto_filter.ref.startswith("A3:G")


@pytest.mark.parametrize("evil", EVIL)
def test_texts_of_users_are_never_formulas_or_links(evil: str, result: StudyResult, catalogue: Catalogue) -> None:
    unseens = (replace(result.risk.unseens[0], not_relevant=evil), *result.risk.unseens[1:])
    bad = replace(result, company=replace(result.company, name=evil, sector=evil), risk=replace(result.risk, unseens=unseens))
    data = xlsx.render(workbook.compose(bad, catalogue, "de", DAY), "de")
    assert any(str(cell).strip().endswith(evil.strip()) for cell in cells(opened(data)))
    assert [cell for sheet in opened(data) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not any(name.startswith("xl/externalLinks") for name in parts.namelist())
        assert not any(b'TargetMode="External"' in parts.read(name) for name in parts.namelist())


def test_says_how_to_compute_it_again(result: StudyResult, catalogue: Catalogue, language: Language) -> None:
    lines = "\n".join(str(cell) for cell in cells(opened(xlsx.render(workbook.compose(result, catalogue, language, DAY), language))))
    said = reproduction.read_back(lines)
    assert (said.seed, said.points, said.input_hash) == (result.study.seed, result.study.outer_points, result.study.input_hash)


def test_same_result_same_bytes(result: StudyResult, catalogue: Catalogue) -> None:
    book = workbook.compose(result, catalogue, "en", DAY)
    assert xlsx.render(book, "en", DAY) == xlsx.render(book, "en", DAY)


def test_no_name_twice_and_none_too_long(result: StudyResult, catalogue: Catalogue, language: Language) -> None:
    names = opened(xlsx.render(workbook.compose(result, catalogue, language, DAY), language)).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) <= 31
