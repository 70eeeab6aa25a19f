"""The picture of a wave on paper: the same findings, bars and tables as the page, as PDF and DOCX.

Without euros, so that whoever may see the picture may be handed it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import leitplanke
from leitplanke.reports.charts.canvas import SIZE, Canvas, Chart
from leitplanke.reports.charts.lettering import wrap
from leitplanke.reports.content import Block, Bullets, Document, Figure, Heading, Note, PageBreak, Paragraph
from leitplanke.reports.content import Table as PaperTable
from leitplanke.reports.content import table as paper_table
from leitplanke.reports.numbers import day
from leitplanke.reports.palette import GRID, INK, MUTED
from leitplanke.web.picture.page import Told
from leitplanke.web.picture.values import Bar, Field, Gaps, Item, WavePage
from leitplanke.web.results.values import Table

LEVELS = (("#DCEBEF", INK), ("#AED2DB", INK), ("#73AFBD", INK), ("#23758A", "#FFFFFF"), ("#073F4D", "#FFFFFF"))
"""Colour of each level and of the number on it, the lowest first: as on the page in daylight."""
_LEFT, _RIGHT, _NOTE = 170.0, 500.0, 512.0
_ROW, _LINE, _LEGEND = 26.0, 13.0, 26.0
_NARROW = 16.0
"""Parts of a bar that are narrower have no room for their number."""


def compose(page: WavePage, told: Told, on: date, edition: str, logo: bytes = b"") -> Document:
    """Return the paper of a wave; `on` is the day printed on it, `edition` that of the catalogue, `logo` the organisation's own."""
    blocks: list[Block] = [Paragraph(text=page.subtitle), Bullets(items=page.findings, large=True)]
    blocks += [*_topics(page, told), *_placed(page, told), *_sides(page.gaps, told), *_agreement(page, told)]
    blocks += [PageBreak(), Heading(level=1, text=told.say("fields"))]
    blocks += [block for field in page.fields for block in (Heading(level=2, text=field.title), _counts(field, told))]
    return Document(
        language=told.names.language,
        title=told.say("heading-of", wave=page.title),
        firm=told.say("lead"),
        dated=told.say("paper.dated", day=day(on, told.names.language)),
        day=on,
        stamp=told.say("paper.stamp", engine=leitplanke.__version__, catalogue=edition),
        blocks=tuple(blocks),
        logo=logo,
    )


def _topics(page: WavePage, told: Told) -> list[Block]:
    blocks: list[Block] = [Heading(level=1, text=told.say("topics"))]
    if not page.topics:
        return [*blocks, Paragraph(text=told.say("topics-none"))]
    blocks.append(Paragraph(text=told.say("paper.topics")))
    for place, item in enumerate(page.topics, start=1):
        blocks += [Heading(level=2, text=f"{place}. {item.title}"), Paragraph(text=item.question), _bars_of(item, told)]
        blocks.append(Bullets(items=item.findings))
    return [*blocks, Note(text=told.say("topics-ask"))]


def _placed(page: WavePage, told: Told) -> list[Block]:
    if not page.placed:
        return []
    chart = _bars(f"{page.title}-placed", told.say("placed-table"), told.say("placed-lead"), page.placed, told)
    heading = Heading(level=1, text=told.say("placed"))
    return [heading, Figure(chart=chart), _table(page.placed_table, first=0.4)]


def _sides(gaps: Gaps | None, told: Told) -> list[Block]:
    if gaps is None:
        return []
    return [Heading(level=1, text=told.say("sides")), Figure(chart=_gaps(gaps)), _table(gaps.table, first=0.5)]


def _agreement(page: WavePage, told: Told) -> list[Block]:
    texts = (page.alike, told.say("explain-rwg"), told.say("explain-alpha"), page.judges)
    first, *rest = [Paragraph(text=text) for text in texts if text]
    return [Heading(level=1, text=told.say("agreement")), first, _table(page.agreement, first=0.26), *rest]


def _counts(field: Field, told: Told) -> PaperTable:
    """Return the table of a field, with levels as mere numbers: ten columns must fit."""
    title, *rest = field.table.head
    head = (title, *(str(level) for level in range(len(LEVELS))), *rest[len(LEVELS) :])
    return _table(replace(field.table, caption=told.say("paper.counts", field=field.title), head=head), first=0.42)


def _table(found: Table, *, first: float) -> PaperTable:
    """Return a table of the page, whose first column has a share of the width; the others have room for what stands in them."""
    columns = list(zip(*found.rows, strict=True))[1:] if found.rows else [() for _ in found.head[1:]]
    room = [
        1 + max([*(len(word) for word in head.split()), *(len(cell) for cell in cells)])
        for head, cells in zip(found.head[1:], columns, strict=True)
    ]
    shares = tuple((1.0 - first) * one / sum(room) for one in room)
    return paper_table(found.caption, found.head, found.rows, (first, *shares))


def _bars_of(item: Item, told: Told) -> Figure:
    ends = told.say("paper.ends", lowest=item.ends[0], highest=item.ends[1])
    return Figure(chart=_bars(item.id, told.say("paper.answers", question=item.title), ends, item.bars, told))


def _bars(name: str, title: str, summary: str, bars: Sequence[Bar], told: Told) -> Chart:
    """Return bars, one a row, with the key of levels above them."""
    canvas = Canvas(height=_LEGEND + _ROW * len(bars) + 4)
    canvas.name(name, title, summary)
    canvas.text(0, 14, told.say("legend"), colour=MUTED)
    for level, (colour, _) in enumerate(LEVELS):
        x = _LEFT + 44.0 * level
        canvas.rect(x, 4, 14, 12, colour)
        canvas.text(x + 19, 14, str(level), colour=MUTED)
    for row, bar in enumerate(bars):
        _draw_bar(canvas, _LEGEND + _ROW * row, bar)
    return Chart(name=name, title=title, summary=summary, svg=canvas.render(), header=(), rows=())


def _draw_bar(canvas: Canvas, top: float, bar: Bar) -> None:
    lines = wrap(bar.title, _LEFT - 10, SIZE)
    for place, line in enumerate(lines):
        canvas.text(0, top + 15 + _LINE * (place - (len(lines) - 1) / 2), line)
    people, x = sum(bar.levels), _LEFT
    for count, (colour, ink) in zip(bar.levels, LEVELS, strict=True):
        width = (_RIGHT - _LEFT) * count / people if people else 0.0
        canvas.rect(x, top + 2, width - 1, _ROW - 8, colour)
        if width >= _NARROW:
            canvas.text(x + width / 2, top + 15, str(count), anchor="middle", colour=ink)
        x += width
    canvas.text(_NOTE, top + 15, bar.note, colour=MUTED)


def _gaps(gaps: Gaps) -> Chart:
    """Return differences with their ranges, one a row, and what either side means."""
    bottom = _LEGEND + _ROW * len(gaps.rows)
    canvas = Canvas(height=bottom + 22)
    canvas.name("gaps", gaps.title, gaps.summary)
    canvas.text(_LEFT, 14, f"← {gaps.left}" if gaps.left else "", colour=MUTED)
    canvas.text(_RIGHT, 14, f"{gaps.right} →" if gaps.right else "", anchor="end", colour=MUTED)
    for tick, words in gaps.ticks:
        canvas.line((_at(tick), _LEGEND), (_at(tick), bottom), MUTED if tick == gaps.zero else GRID)
        canvas.text(_at(tick), bottom + 16, words, anchor="middle", colour=MUTED)
    for row, one in enumerate(gaps.rows):
        y = _LEGEND + _ROW * (row + 0.5)
        lines = wrap(one.title, _LEFT - 10, SIZE)
        for place, line in enumerate(lines):
            canvas.text(0, y + 4 + _LINE * (place - (len(lines) - 1) / 2), line)
        if one.low:
            canvas.line((_at(one.low), y), (_at(one.high), y), INK, width=2)
        canvas.symbol(_at(one.at), y, "circle", INK, 4.5)
        canvas.text(_NOTE, y + 4, one.words, colour=MUTED)
    return Chart(name="gaps", title=gaps.title, summary=gaps.summary, svg=canvas.render(), header=(), rows=())


def _at(hundredths: str) -> float:
    return _LEFT + (_RIGHT - _LEFT) * float(hundredths) / 100.0
