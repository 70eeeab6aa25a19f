"""A document as plain data for layouts that are not Python."""

from dataclasses import asdict

from leitplanke.reports.content import Block, Bullets, Cards, Document, Figure, Heading, Note, PageBreak, Paragraph, Table
from leitplanke.reports.words import say

_KINDS: dict[type[Block], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    Table: "table",
    Cards: "cards",
    Note: "note",
    PageBreak: "break",
}


def plain(document: Document) -> dict[str, object]:
    """Return the document as JSON values."""
    day = document.day
    return {
        "language": document.language,
        "title": document.title,
        "author": "Leitplanke",
        "firm": document.firm,
        "dated": document.dated,
        "day": [day.year, day.month, day.day] if day else None,
        "stamp": document.stamp,
        "words": {name: say(document.language, f"report.{key}") for name, key in _WORDS},
        "blocks": [_block(block) for block in document.blocks],
    }


_WORDS = (("page", "page"), ("of", "page-of"), ("figure", "figure"), ("table", "table"), ("logo", "logo"))


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Figure):
        chart = block.chart
        return {"kind": "figure", "title": chart.title, "summary": chart.summary, "svg": chart.svg}
    return {"kind": _KINDS[type(block)], **asdict(block)}
