"""The report as one HTML file: charts and typeface inside, no script, nothing to load."""

import base64
from collections.abc import Callable, Iterable
from html import escape
from importlib import resources
from typing import Any

from leitplanke.reports.charts.signs import everywhere, sound
from leitplanke.reports.content import Block, Bullets, Cards, Document, Figure, Heading, Note, PageBreak, Paragraph, Table
from leitplanke.reports.words import say

_FONTS = (("SourceSans3-Regular.woff2", 400), ("SourceSans3-Semibold.woff2", 600))


def render(document: Document) -> bytes:
    """Return the HTML file as UTF-8."""
    document = everywhere(document, sound)
    body = "\n".join(_block(block, number, document) for number, block in _numbered(document.blocks))
    style = _fonts() + (resources.files("leitplanke.reports.templates") / "report.css").read_text(encoding="utf-8")
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'{_logo(document)}<h1>{escape(document.title)}</h1>\n<p class="firm">{escape(document.firm)}</p>\n{body}\n</main>\n'
        f"<footer>{escape(document.dated)} · {escape(document.stamp)}</footer>\n</body>\n</html>\n"
    ).encode()


def _logo(document: Document) -> str:
    if not document.logo:
        return ""
    data = base64.b64encode(document.logo).decode()
    return f'<img class="logo" src="data:image/png;base64,{data}" alt="{escape(say(document.language, "report.logo"))}">\n'


def _fonts() -> str:
    folder = resources.files("leitplanke.reports.fonts")
    faces = []
    for name, weight in _FONTS:
        data = base64.b64encode((folder / name).read_bytes()).decode()
        source = f"url(data:font/woff2;base64,{data})"
        faces.append(f"@font-face{{font-family:'Source Sans 3';font-weight:{weight};src:{source} format('woff2')}}\n")
    return "".join(faces)


def _numbered(blocks: Iterable[Block]) -> list[tuple[int, Block]]:
    """Return each block with its number; figures and tables count apart."""
    counts = {Figure: 0, Table: 0}
    found: list[tuple[int, Block]] = []
    for block in blocks:
        if isinstance(block, Figure | Table):
            counts[type(block)] += 1
            found.append((counts[type(block)], block))
        else:
            found.append((0, block))
    return found


def _block(block: Block, number: int, document: Document) -> str:
    writers: dict[type[Block], Callable[[Any, int, Document], str]] = {
        Heading: _heading,
        Paragraph: _paragraph,
        Bullets: _bullets,
        Table: _table,
        Figure: _figure,
        Cards: _cards,
        Note: _note,
        PageBreak: lambda *_: "",
    }
    return writers[type(block)](block, number, document)


def _heading(block: Heading, _number: int, _document: Document) -> str:
    # The title is the only h1, so chapters begin at h2.
    return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"


def _led(lead: str, text: str) -> str:
    return f"<strong>{escape(lead)}:</strong> {escape(text)}" if lead else escape(text)


def _paragraph(block: Paragraph, _number: int, _document: Document) -> str:
    return f"<p>{_led(block.lead, block.text)}</p>"


def _note(block: Note, _number: int, _document: Document) -> str:
    return f'<p class="note">{_led(block.lead, block.text)}</p>'


def _bullets(block: Bullets, _number: int, _document: Document) -> str:
    look = ' class="large"' if block.large else ""
    return f"<ul{look}>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"


def _table(block: Table, number: int, document: Document) -> str:
    caption = f"{say(document.language, 'report.table')} {number}: {block.caption}"
    head = "".join(f'<th scope="col" class="{side}">{escape(cell)}</th>' for cell, side in zip(block.header, block.align, strict=True))
    rows = "".join(f"<tr>{_row(row, block)}</tr>" for row in block.rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: tuple[str, ...], block: Table) -> str:
    cells = []
    for cell, side in zip(row, block.align, strict=True):
        first, _, second = cell.partition("\n")
        small = f"<br><small>{escape(second)}</small>" if second else ""
        cells.append(f'<td class="{side}">{escape(first)}{small}</td>')
    return "".join(cells)


def _figure(block: Figure, number: int, document: Document) -> str:
    label = f"{say(document.language, 'report.figure')} {number}: {block.chart.title}"
    # The SVG is our own and well-formed; its texts were escaped when it was drawn.
    # On a narrow screen the picture keeps its lettering readable and scrolls, as tables do.
    picture = f'<div class="picture" tabindex="0" role="region" aria-label="{escape(label)}">{block.chart.svg}</div>'
    return f"<figure><figcaption>{escape(label)}</figcaption>{picture}<p>{escape(block.chart.summary)}</p></figure>"


def _cards(block: Cards, _number: int, _document: Document) -> str:
    cards = "".join(
        f'<div><span class="label">{escape(card.label)}</span><strong>{escape(card.value)}</strong><span>{escape(card.range)}</span></div>'
        for card in block.cards
    )
    return f'<div class="cards">{cards}</div>'
