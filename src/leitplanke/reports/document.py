"""The whole report as blocks: written once, rendered as PDF, DOCX and HTML."""

from datetime import date

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.chapters import annex, basis, causes, findings, owner, plan, sureness
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Block, Document, PageBreak
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import day, grouped, quarter
from leitplanke.reports.words import Language
from leitplanke.study.frame import NOTHING_SAID, Frame
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview


def compose(
    result: StudyResult,
    catalogue: Catalogue,
    language: Language,
    on: date | None = None,
    review: PlanReview | None = None,
    *,
    frame: Frame = NOTHING_SAID,
) -> Document:
    """Return the report of `result`; `on` is the day printed on it, which only the caller knows.

    With the `review` of its plan there is a chapter on how sure it is; the `frame` stands on page one.
    """
    view = View(result, catalogue, Names.of(catalogue, language), frame)
    blocks: list[Block] = [*owner.write(view), PageBreak()]
    blocks += findings.write(view)
    blocks += causes.write(view)
    blocks += plan.write(view)
    blocks += sureness.write(view, review) if review else []
    blocks += basis.write_talk(view)
    blocks += basis.write(view)
    blocks += annex.write(view)
    company, stamp = result.company, result.study
    return Document(
        language=language,
        title=view.say("report.title", name=company.name),
        firm=firm_line(view),
        dated=view.say("report.dated", date=day(on, language)) if on else view.say("report.subtitle"),
        day=on,
        stamp=view.say(
            "report.footer",
            hash=stamp.input_hash,
            catalogue=stamp.catalogue_version,
            engine=stamp.engine_version,
            seed=stamp.seed,
        ),
        blocks=tuple(blocks),
    )


def firm_line(view: View) -> str:
    """Return in one line what firm and what years the paper is about."""
    company = view.result.company
    return view.say(
        "report.firm",
        sector=company.sector,
        staff=grouped(company.staff, view.language),
        turnover=view.euro(company.turnover_eur),
        years=view.years,
        start=quarter(view.result.study.start, view.language),
    )
