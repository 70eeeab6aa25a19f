"""All papers that a result becomes: report, one-pager, slides and workbook."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Literal, cast

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.branding import PLAIN, Branding
from leitplanke.reports.words import Language
from leitplanke.study.frame import NOTHING_SAID, Frame
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

if TYPE_CHECKING:
    from leitplanke.reports.content import Document
    from leitplanke.reports.sheets.sheet import Workbook

Paper = Literal["report.pdf", "report.docx", "report.html", "one-page.pdf", "slides.pdf", "tables.xlsx"]
PAPERS: tuple[Paper, ...] = ("report.pdf", "report.docx", "report.html", "one-page.pdf", "slides.pdf", "tables.xlsx")
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What papers are made of; `on` is the day printed on them (the library has no clock), `review` that of the plan.

    `frame` is what the study is for.
    """

    result: StudyResult
    catalogue: Catalogue
    on: date | None = None
    review: PlanReview | None = None
    branding: Branding = PLAIN
    frame: Frame = NOTHING_SAID


def content_type(paper: Paper) -> str:
    """Return the media type of a paper."""
    return CONTENT_TYPES[paper.rpartition(".")[2]]


def make(paper: Paper, matter: Matter, language: Language) -> bytes:
    """Return a paper as a file; the same matter gives the same bytes, but for DOCX."""
    return _MAKERS[paper](matter, language)


# Each writer brings its own library; only the one asked for is loaded.
def _composed(kind: str, matter: Matter, language: Language) -> "Document":
    compose = import_module(f"leitplanke.reports.{kind}").compose
    reviewed = () if kind == "onepage" else (matter.review,)
    document = cast("Document", compose(matter.result, matter.catalogue, language, matter.on, *reviewed, frame=matter.frame))
    return replace(document, logo=matter.branding.logo)


def _pdf(kind: str, layout: Literal["report", "onepage", "slides"]) -> Callable[[Matter, Language], bytes]:
    def make_pdf(matter: Matter, language: Language) -> bytes:
        from leitplanke.reports import pdf  # noqa: PLC0415 - see above

        return pdf.render(_composed(kind, matter, language), layout)

    return make_pdf


def _docx(matter: Matter, language: Language) -> bytes:
    from leitplanke.reports import docx  # noqa: PLC0415 - see above

    return docx.render(_composed("document", matter, language), matter.branding.template)


def _html(matter: Matter, language: Language) -> bytes:
    from leitplanke.reports import html  # noqa: PLC0415 - see above

    return html.render(_composed("document", matter, language))


def _xlsx(matter: Matter, language: Language) -> bytes:
    from leitplanke.reports import workbook, xlsx  # noqa: PLC0415 - see above

    book: Workbook = workbook.compose(matter.result, matter.catalogue, language, matter.on, matter.review)
    return xlsx.render(book, language, matter.on)


_MAKERS: dict[Paper, Callable[[Matter, Language], bytes]] = {
    "report.pdf": _pdf("document", "report"),
    "report.docx": _docx,
    "report.html": _html,
    "one-page.pdf": _pdf("onepage", "onepage"),
    "slides.pdf": _pdf("slides", "slides"),
    "tables.xlsx": _xlsx,
}
