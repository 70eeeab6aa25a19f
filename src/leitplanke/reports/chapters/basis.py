"""What the result rests on: open questions, assumptions, sources, method and limits."""

import re

from leitplanke.catalogue.entries import Source
from leitplanke.reports import drivers, former, sentences
from leitplanke.reports.chapters.view import View
from leitplanke.reports.content import Block, Bullets, Heading, Paragraph, table
from leitplanke.reports.numbers import day, grouped, percent
from leitplanke.reports.trail import Explainer, name_of, short_citation

SHOWN_ASSUMPTIONS = 8


def write_talk(view: View) -> list[Block]:
    """Return the chapter on disagreement and open questions."""
    result, language = view.result, view.language
    return [
        Heading(level=1, text=view.say("report.talk")),
        Heading(level=2, text=view.say("report.talk.disagreements")),
        Paragraph(text=view.say("report.talk.disagreements-intro")),
        Bullets(items=tuple(sentences.disagreements(result, view.catalogue, language))),
        *_outlook(view),
        Heading(level=2, text=view.say("report.talk.missing")),
        Paragraph(text=view.say("report.talk.missing-intro")),
        Bullets(items=tuple(sentences.missing(result, view.catalogue, language))),
    ]


def _outlook(view: View) -> list[Block]:
    """Return what to find out next."""
    blocks: list[Block] = [
        Heading(level=2, text=view.say("drivers.heading")),
        Paragraph(text=f"{drivers.intro(view.result, view.language)} {drivers.others(view.result, view.names)}".strip()),
    ]
    if sides := drivers.sides(view.result, view.language):
        blocks.append(Paragraph(text=sides))
    rows = tuple((one.what, one.rank, one.narrower) for one in drivers.rows(view.result, view.names))
    if rows:
        blocks.append(table(view.say("drivers.caption"), view.header("driver", "rank", "narrower"), rows, (0.66, 0.1, 0.24), text=(0,)))
    return blocks


def write(view: View) -> list[Block]:
    """Return the chapter on assumptions, sources, method and limits."""
    result, language = view.result, view.language
    aside = former.former(result, view.catalogue, language)
    return [
        Heading(level=1, text=view.say("report.basis")),
        Paragraph(text=f"{sentences.basis(result, language)} {sentences.assumed_share(result, language)}"),
        *([Bullets(items=tuple(aside))] if aside else []),
        Heading(level=2, text=view.say("report.basis.assumptions")),
        *_assumptions(view),
        Heading(level=2, text=view.say("report.basis.sources")),
        *_sources(view),
        Heading(level=2, text=view.say("report.basis.method")),
        *_method(view),
        Heading(level=2, text=view.say("report.basis.limits")),
        Bullets(items=tuple(view.say(f"report.basis.limits-{name}") for name in ("scope", "margin", "judgement", "kept"))),
    ]


def _assumptions(view: View) -> list[Block]:
    explainer = Explainer.of(view.result, view.catalogue, view.language)
    found = [one for one in view.result.assumptions if one.trace in explainer.nodes and one.weight > 0.0]
    if not found:
        return [Paragraph(text=view.say("report.basis.assumptions-none"))]
    rows = []
    for one in sorted(found, key=lambda one: -one.weight)[:SHOWN_ASSUMPTIONS]:
        node = explainer.nodes[one.trace]
        rows.append(
            (
                name_of(node.id, view.names),
                explainer.value(node),
                explainer.span(node),
                percent(drivers.weight(one, view.result), view.language),
            )
        )
    header = view.header("assumption", "value", "range", "weight")
    caption = view.say("report.basis.assumptions-caption")
    return [
        Paragraph(text=view.say("report.basis.assumptions-intro")),
        table(caption, header, tuple(rows), (0.46, 0.19, 0.19, 0.16)),
    ]


def _sources(view: View) -> list[Block]:
    used = {name for node in view.result.trace if node.origin for name in node.origin.sources}
    found = [source for source in view.catalogue.sources if source.id in used]
    if not found:
        return [Paragraph(text=view.say("report.basis.sources-none"))]
    rows = tuple((short_citation(source, view.names) + _found(source, view), view.names.text(source.statement)) for source in found)
    caption, header = view.say("report.basis.sources-caption"), view.header("source", "statement")
    return [
        Paragraph(text=view.say("report.basis.sources-intro")),
        table(caption, header, rows, (0.45, 0.55), text=(0, 1)),
    ]


def _found(source: Source, view: View) -> str:
    """Return a line on where and when a source was read, if that was kept."""
    hosts = dict.fromkeys(address.removeprefix("www.") for address in re.findall(r"https?://([^/\s]+)", source.found))
    read = view.say("report.basis.sources-found", hosts=", ".join(hosts), date=day(source.checked_on, view.language))
    return f"\n{read}" if hosts else ""


def _method(view: View) -> list[Block]:
    stamp, language = view.result.study, view.language
    engine = view.say(
        "report.basis.method-engine", histories=grouped(stamp.histories, language), points=grouped(stamp.outer_points, language)
    )
    return [
        Paragraph(text=view.say("report.basis.method-ratings")),
        Paragraph(text=engine),
        Paragraph(text=view.say("report.basis.method-svidt")),
    ]
