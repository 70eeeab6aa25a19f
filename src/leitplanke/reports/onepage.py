"""The owner's one-pager: what matters, on one page that can be handed round."""

from datetime import date

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import reproduction
from leitplanke.reports.chapters import owner
from leitplanke.reports.chapters.view import View
from leitplanke.reports.charts import exceedance
from leitplanke.reports.content import Block, Cards, Document, Figure, Heading
from leitplanke.reports.document import firm_line
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language
from leitplanke.study.frame import NOTHING_SAID, Frame
from leitplanke.study.result import StudyResult


def compose(
    result: StudyResult, catalogue: Catalogue, language: Language, on: date | None = None, *, frame: Frame = NOTHING_SAID
) -> Document:
    """Return the one-pager of `result`; `on` is the day of its data, `frame` what the study is for."""
    view = View(result, catalogue, Names.of(catalogue, language), frame)
    return Document(
        language=language,
        title=view.say("papers.onepage.title", name=result.company.name),
        firm=firm_line(view),
        dated=reproduction.dated(on, language),
        day=on,
        stamp=reproduction.told(result, language),
        blocks=tuple(_with_curve(owner.write(view, whole=True)[1:], view)),
    )


def _with_curve(blocks: list[Block], view: View) -> list[Block]:
    """Return the blocks with the curve below the main numbers; a firm without any loss has none.

    The page has its title for a heading, so what the report has one level below it comes first here.
    """
    blocks = [Heading(level=1, text=block.text) if isinstance(block, Heading) else block for block in blocks]
    if not view.result.risk.exceedance:
        return blocks
    place = next(at for at, block in enumerate(blocks) if isinstance(block, Cards)) + 2
    return [*blocks[:place], Figure(chart=exceedance.draw(view.result, view.language)), *blocks[place:]]
