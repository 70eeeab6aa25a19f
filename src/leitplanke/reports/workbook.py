"""Every table of a result, as one workbook: numbers in full, ready to be sorted and counted with."""

from datetime import date

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import reproduction, sentences
from leitplanke.reports.chapters.view import View
from leitplanke.reports.document import firm_line
from leitplanke.reports.naming import Names
from leitplanke.reports.sheets import basis, plan, review, risk
from leitplanke.reports.sheets.sheet import Workbook
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview


def compose(
    result: StudyResult, catalogue: Catalogue, language: Language, on: date | None = None, reviewed: PlanReview | None = None
) -> Workbook:
    """Return the workbook of `result`; `on` is the day of its data. Tables that would be empty are left out."""
    view = View(result, catalogue, Names.of(catalogue, language))
    found = [*risk.sheets(view), *plan.sheets(view), *(review.sheets(view, reviewed) if reviewed else []), *basis.sheets(view)]
    return Workbook(
        title=view.say("papers.tables.title", name=result.company.name),
        lines=(
            firm_line(view),
            *sentences.headline(result, catalogue, language),
            view.say("papers.tables.reading"),
            reproduction.dated(on, language),
            reproduction.told(result, language),
        ),
        sheets=tuple(one for one in found if one.rows),
    )
