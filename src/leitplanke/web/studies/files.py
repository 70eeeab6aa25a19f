"""Files of a study to take away: report, study file, result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import resultfile, studyfile
from leitplanke.reports.branding import PLAIN, Branding
from leitplanke.reports.papers import Matter, Paper, content_type
from leitplanke.reports.papers import make as make_paper
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.results.values import Download

REPORTS: dict[str, Paper] = {
    "bericht.pdf": "report.pdf",
    "bericht.docx": "report.docx",
    "bericht.html": "report.html",
    "eine-seite.pdf": "one-page.pdf",
    "folien.pdf": "slides.pdf",
    "tabellen.xlsx": "tables.xlsx",
}
KINDS = {
    **{name: content_type(paper) for name, paper in REPORTS.items()},
    "studie.yaml": "application/yaml; charset=utf-8",
    "ergebnis.json": "application/json; charset=utf-8",
}
"""Last part of the address and its media type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What files are made of; `on` is the day printed on a report, `review` that of the plan as soon as there is one."""

    inputs: StudyInputs
    result: StudyResult
    catalogue: Catalogue
    language: Language
    on: date
    review: PlanReview | None = None
    branding: Branding = PLAIN


def make(kind: str, material: Material) -> bytes:
    """Return the file; the study file holds moments only, no single answers.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    if kind == "studie.yaml":
        return studyfile.write(studyfile.pooled(material.inputs, material.catalogue)).encode()
    if kind == "ergebnis.json":
        return resultfile.dump(material.result).encode()
    matter = Matter(
        result=material.result,
        catalogue=material.catalogue,
        on=material.on,
        review=material.review,
        branding=material.branding,
        frame=material.inputs.frame,
    )
    return make_paper(REPORTS[kind], matter, material.language)


def offered(language: Language, address: Callable[[str], str]) -> tuple[Download, ...]:
    """Return every kind with its label and address."""
    return tuple(Download(label=say(language, f"web.file.{kind}"), href=address(kind)) for kind in KINDS)
