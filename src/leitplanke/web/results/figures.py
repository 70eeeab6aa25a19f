"""The pictures of the result page: titles, sentences and tables are those of the report, the data go to the browser."""

import base64
from collections.abc import Mapping
from dataclasses import replace

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import notices
from leitplanke.reports.charts import contributions as contribution_chart
from leitplanke.reports.charts import exceedance as exceedance_chart
from leitplanke.reports.charts import landscape
from leitplanke.reports.charts.axis import ticks
from leitplanke.reports.charts.canvas import Chart as Drawing
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, euro_range, index
from leitplanke.reports.sentences import strongest
from leitplanke.reports.words import Language, say
from leitplanke.study.result import ExceedancePoint, StudyResult
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import Bar, Chart, Figure, Json, Table

SHOWN_BARS = 10
TAIL = 0.01
"""The curve is drawn up to where even its upper limit falls below this."""
HEADROOM = 1.08
"""The map is that much taller than its highest point."""
FAR = 1.6
"""A limit further out than this many times the drawn losses would squeeze the curve; it is told in words instead."""


def mark_of(component: str) -> str:
    """Return the name of a component's symbol and colour.

    Examples
    --------
    >>> mark_of("component.cloud")
    'cloud'
    """
    return component.removeprefix("component.")


def table_of(drawing: Drawing, trails: Mapping[str, str] | None = None, number: int = 1) -> Table:
    """Return the table that stands for a picture; `trails` by the text at the head of a row, for the number in that column."""
    found = tuple((trails or {}).get(row[0], "") for row in drawing.rows)
    return Table(caption=drawing.title, head=drawing.header, rows=drawing.rows, trails=found, number=number)


def picture_of(drawing: Drawing, kind: str, data: Json | None = None) -> Chart:
    """Return a drawing of the report as a figure that the script draws from `data`; the drawing stands in without script."""
    picture = base64.b64encode(drawing.svg.encode()).decode("ascii")
    return Chart(
        id=f"chart-{drawing.name}",
        kind=kind,
        title=drawing.title,
        summary=drawing.summary,
        table=table_of(drawing),
        data=data or {},
        picture=f"data:image/svg+xml;base64,{picture}",
    )


def exceedance(result: StudyResult, language: Language) -> Chart:
    """Return the curve without and with the plan, with the lines of liquidity and equity."""
    points = result.risk.exceedance
    top = max((point.eur for point in points if point.high >= TAIL), default=0.0)
    lines = [(label, eur) for label, eur in _limits(result, language) if 0.0 < eur <= FAR * top]
    marks = ticks(max([top, *(eur for _, eur in lines)]))
    most = marks[-1]
    after = result.plan.after.exceedance if result.plan.measures else ()
    data: Json = {
        "before": _pairs(points, most),
        "low": [[point.eur, point.low] for point in points if point.eur <= most],
        "high": [[point.eur, point.high] for point in points if point.eur <= most],
        "after": _pairs(after, most),
        "max": most,
        "step": marks[1],
        "top": 1.0,
        "lines": [{"label": f"{label} {euro(eur, language)}", "eur": eur} for label, eur in lines],
        "names": {name: say(language, f"chart.exceedance.{name}") for name in ("before", "after", "band")}
        | {name: say(language, f"look.chart.{name}") for name in ("more", "to")},
        "x": say(language, "chart.exceedance.x", years=result.study.horizon_years),
        "y": say(language, "chart.exceedance.y"),
    }
    return picture_of(exceedance_chart.draw(result, language), "curve", data)


def _pairs(points: tuple[ExceedancePoint, ...], most: float) -> list[list[float]]:
    return [[point.eur, point.probability] for point in points if point.eur <= most]


def _limits(result: StudyResult, language: Language) -> list[tuple[str, float]]:
    firm = result.company
    known = (("liquidity", firm.liquidity_eur), ("equity", firm.equity_eur), ("tolerance", firm.tolerable_loss_eur))
    found = [(say(language, f"chart.exceedance.{name}"), eur) for name, eur in known if eur is not None]
    return sorted(found, key=lambda one: one[1])


def contributions(result: StudyResult, names: Names, links: Links) -> Chart:
    """Return title, sentence and table of the costliest Unseens; the bars themselves are HTML."""
    drawing = contribution_chart.draw(result, names)
    trails = {names.title(one.id): links.of(one.trace) for one in result.risk.unseens}
    return replace(picture_of(drawing, "bars"), table=replace(table_of(drawing, trails, number=2), words=(1,)))


def bars(result: StudyResult, catalogue: Catalogue, names: Names, links: Links) -> tuple[Bar, ...]:
    """Return the costliest Unseens as bars, each as long as its share of the largest upper limit, with the laws that touch it."""
    on = notices.first_day(result)
    found = strongest(result)[:SHOWN_BARS]
    longest = max((max(one.high, one.expected_annual_loss_eur) for one in found), default=1.0)
    return tuple(
        Bar(
            title=names.title(one.id),
            mark=mark_of(one.component),
            component=names.title(one.component),
            figure=Figure(
                value=euro(one.expected_annual_loss_eur, names.language),
                range=euro_range(min(one.low, one.expected_annual_loss_eur), max(one.high, one.expected_annual_loss_eur), names.language),
                trail=links.of(one.trace),
            ),
            length=_hundredths(one.expected_annual_loss_eur / longest),
            low=_hundredths(one.low / longest),
            high=_hundredths(one.high / longest),
            notices=notices.touching(one.id, on, catalogue, names),
            own=links.own(one.trace),
        )
        for one in found
    )


def _hundredths(share: float) -> str:
    return f"{100.0 * share:.1f}"


def capacity_map(result: StudyResult, names: Names, links: Links) -> Chart:
    """Return the map of the components: loss against adaptive capacity."""
    language = names.language
    marks = ticks(max((one.expected_annual_loss_eur for one in result.risk.components), default=0.0) * HEADROOM)
    data: Json = {
        "x": say(language, "chart.map.x"),
        "y": say(language, "chart.map.y"),
        "top": marks[-1],
        "step": marks[1],
        "first": say(language, "chart.map.first"),
        "points": [
            {
                "name": names.title(one.id),
                "mark": mark_of(one.id),
                "capacity": one.adaptive_capacity,
                "eur": one.expected_annual_loss_eur,
                "words": say(
                    language,
                    "look.chart.point",
                    component=names.title(one.id),
                    loss=euro(one.expected_annual_loss_eur, language),
                    range=euro_range(one.low, one.high, language),
                    capacity=index(one.adaptive_capacity, language),
                ),
            }
            for one in sorted(result.risk.components, key=lambda one: -one.expected_annual_loss_eur)
        ],
    }
    drawing = landscape.draw(result, names)
    trails = {names.title(one.id): links.of(one.trace) for one in result.risk.components}
    return replace(picture_of(drawing, "map", data), table=table_of(drawing, trails))
