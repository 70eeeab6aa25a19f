"""The sources are cited with the place where each was read."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.chapters import basis
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Table
from leitplanke.reports.naming import Names
from leitplanke.study.result import StudyResult


def test_sources_name_the_place_where_they_were_read(real: StudyResult, catalogue: Catalogue) -> None:
    blocks = basis.write(View(real, catalogue, Names.of(catalogue, "de")))
    sources = next(block for block in blocks if isinstance(block, Table) and block.header[0] == "Quelle")
    cells = {row[0].split("\n")[0]: row[0] for row in sources.rows}
    survey = cells["Bundesverband Onlinehandel (BVOH) (2020): Umfrage unter Händlern"]
    assert survey.endswith("\ngelesen bei heise.de, e-recht24.de, 22.\u00a0November 2026")
    # The regulation was taken from a list of figures, no address was kept.
    assert "\n" not in cells["Europäisches Parlament und Rat (2023): EU Data Act"]
