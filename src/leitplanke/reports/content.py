"""What a report is made of, before it becomes PDF, DOCX or HTML: headings, paragraphs, lists, tables, charts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from leitplanke.reports.charts.canvas import Chart
from leitplanke.reports.sentences import Card
from leitplanke.reports.words import Language

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is a chapter, levels never jump."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `lead` stands before it in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of sentences; `large` ones are the message of the page."""

    items: tuple[str, ...]
    large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one header row; `widths` are shares of the page width."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with its finding and its sentence."""

    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The main numbers side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark set apart from the text."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Table | Figure | Cards | Note | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report in one language; `stamp` is the line at the foot of each page."""

    language: Language
    title: str
    firm: str
    dated: str
    day: date | None
    stamp: str
    blocks: tuple[Block, ...]
    logo: bytes = b""
    """The organisation's own mark as a PNG that `reports.logo` has redrawn; empty: none."""


def table(
    caption: str,
    header: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    text: tuple[int, ...] = (0,),
) -> Table:
    """Return a table whose columns `text` are words and the others numbers, which stand on the right."""
    align: tuple[Align, ...] = tuple("left" if column in text else "right" for column in range(len(header)))
    return Table(caption=caption, header=header, rows=rows, align=align, widths=widths)
