"""All main numbers of a result side by side, without and with the plan, each leading to its trail."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.chapters.findings import main_bands
from leitplanke.reports.chapters.view import View, Writer
from leitplanke.reports.naming import Names
from leitplanke.study.result import Band, StudyResult
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import Figure, Total, Totals


def totals(result: StudyResult, catalogue: Catalogue, names: Names, links: Links) -> Totals:
    """Return the rows of the table that the report calls its main figures."""
    view = View(result, catalogue, names)
    planned = bool(result.plan.measures)
    pairs = zip(main_bands(result.risk), main_bands(result.plan.after), strict=True)
    rows = tuple(
        Total(
            title=view.say(f"report.number.{name}"),
            before=_figure(view, write, before, links),
            after=_figure(view, write, after, links) if planned else None,
        )
        for (name, write, before), (_, _, after) in pairs
    )
    head = view.header("number", "before", *(("after",) if planned else ()))
    return Totals(caption=view.say("report.findings.numbers-caption", years=view.years), head=head, rows=rows)


def _figure(view: View, write: Writer, band: Band | None, links: Links) -> Figure:
    value, span = write(view, band)
    return Figure(value=value, range=span, trail=links.of(band.trace) if band else "")
