"""Where the loss comes from: Unseens, components, capacities, and how one thing leads to another."""

from leitplanke.catalogue.entries import Capacity, Unseen
from leitplanke.reports import drivers, sentences, stories
from leitplanke.reports.chapters.view import View
from leitplanke.reports.charts import causemap, contributions, landscape
from leitplanke.reports.content import Block, Bullets, Figure, Heading, Paragraph, Table, table
from leitplanke.reports.numbers import euro_range, grouped, index
from leitplanke.study.result import UnseenContribution

SHOWN_ROOTS = 8
SHOWN_LINKS = 6
"""More would make the map higher than the page has room for."""
SHOWN_CLOSER = 5
_OFTEN = 0.95


def write(view: View) -> list[Block]:
    """Return the blocks of the chapter."""
    result = view.result
    areas = landscape.draw(result, view.names)
    blocks: list[Block] = [
        Heading(level=1, text=view.say("report.causes")),
        Heading(level=2, text=view.say("report.causes.unseens")),
        Figure(chart=contributions.draw(result, view.names)),
        *(Paragraph(text=text) for text in (drivers.worst(result, view.names),) if text),
        Heading(level=2, text=view.say("report.causes.components")),
        Figure(chart=areas),
        table(view.say("report.causes.components-caption"), areas.header, areas.rows, (0.34, 0.18, 0.24, 0.24)),
        Heading(level=2, text=view.say("report.causes.capacities")),
        _capacities(view),
        Heading(level=2, text=view.say("report.causes.paths")),
        Paragraph(text=f"{drivers.chain_share(result, view.language)} {view.say('report.causes.paths-intro')}".strip()),
        Bullets(items=tuple(sentences.paths(result, view.catalogue, view.language))),
        *([Figure(chart=drawing)] if (drawing := causemap.draw(result, view.names, SHOWN_LINKS)) else []),
        Paragraph(text=view.say("report.causes.roots-intro")),
        _roots(view),
        *_stories(view),
    ]
    largest = sentences.strongest(result)[:SHOWN_CLOSER]
    if largest:
        blocks += [Heading(level=2, text=view.say("report.causes.closer")), Paragraph(text=view.say("report.causes.closer-intro"))]
    for one in largest:
        blocks.extend(_closer(view, one))
    return blocks


def _stories(view: View) -> list[Block]:
    found = stories.stories(view.result, view.names)
    if found is None:
        return []
    blocks: list[Block] = [Heading(level=2, text=found.heading), Paragraph(text=found.intro)]
    blocks += [Paragraph(lead=one.title, text=" ".join([one.typical, *one.losses, one.ending]).strip()) for one in found.told]
    return blocks


def _capacities(view: View) -> Table:
    rows = []
    for factor in sorted(view.result.capacities, key=lambda one: one.index.mid):
        entry = view.names.entries.get(factor.id)
        hindrance = view.names.text(entry.hindrance) if isinstance(entry, Capacity) else ""
        span = f"{index(factor.index.low, view.language)}\u2013{index(factor.index.high, view.language)}"
        saved, _ = drivers.saves(factor, view.language)
        rows.append((view.names.title(factor.id), hindrance, f"{index(factor.index.mid, view.language)} ({span})", saved))
    header = (*view.header("factor", "hindrance", "index"), view.say("table.saves", years=view.years))
    return table(view.say("report.causes.capacities-caption"), header, tuple(rows), (0.25, 0.4, 0.18, 0.17), text=(0, 1))


def _roots(view: View) -> Table:
    found = sorted(view.result.risk.unseens, key=lambda one: -one.causes_eur)[:SHOWN_ROOTS]
    rows = tuple((view.names.title(one.id), view.euro(one.expected_annual_loss_eur), view.euro(one.causes_eur)) for one in found)
    return table(view.say("report.causes.roots"), view.header("unseen", "own-loss", "causes"), rows, (0.56, 0.2, 0.24))


def _closer(view: View, one: UnseenContribution) -> list[Block]:
    entry = view.names.entries.get(one.id)
    blocks: list[Block] = [Heading(level=3, text=view.names.title(one.id))]
    if isinstance(entry, Unseen):
        blocks.append(Paragraph(text=view.names.text(entry.text)))
    text = view.say(
        "report.causes.rated-text",
        loss=view.euro(one.expected_annual_loss_eur),
        range=euro_range(one.low, one.high, view.language),
        exposure=index(one.exposure, view.language),
        sensitivity=index(one.sensitivity, view.language),
        coping=index(one.coping, view.language),
        rate=_rate(view, one.loss_rate_per_year),
    )
    blocks.append(Paragraph(lead=view.say("report.causes.rated"), text=text))
    return blocks


def _rate(view: View, rate: float) -> str:
    if rate >= _OFTEN:
        return view.say("report.causes.rate-often", count=grouped(rate, view.language, 1))
    return view.say("report.causes.rate-every", years=grouped(1.0 / rate, view.language) if rate > 0.0 else "∞")
