"""Tables of the report as tables of a page."""

from collections.abc import Sequence
from dataclasses import replace

from leitplanke.reports import content
from leitplanke.web.plans.values import Cell, Cells
from leitplanke.web.results.links import Links

Trails = Sequence[Sequence[str]]
"""The addresses of the trails of the cells, row by row; empty where a cell leads nowhere."""


def cells(table: content.Table, trails: Trails = ()) -> Cells:
    """Return the table with each cell's side and, where `trails` has one, the address its number leads to."""
    rows = tuple(_row(texts, table.align, given) for texts, given in zip(table.rows, trails or [()] * len(table.rows), strict=True))
    return Cells(caption=table.caption, head=_row(table.header, table.align), rows=rows)


def _row(texts: Sequence[str], align: Sequence[content.Align], trails: Sequence[str] = ()) -> tuple[Cell, ...]:
    found = (*trails, *("" for _ in texts[len(trails) :]))
    first, *others = (Cell(text=text, number=side == "right", trail=trail) for text, side, trail in zip(texts, align, found, strict=True))
    text, _, detail = first.text.partition("\n")
    return (replace(first, text=text, detail=detail), *others)


def traced(links: Links, nodes: Sequence[Sequence[str]], skipped: int) -> Trails:
    """Return the addresses of the trails of a table's cells; its first `skipped` columns have none."""
    return tuple((*("" for _ in range(skipped)), *(links.of(node) for node in row)) for row in nodes)


def shaded(table: Cells, levels: Sequence[Sequence[int]], skipped: int) -> Cells:
    """Return the table with the shades of its cells; its first `skipped` columns have none."""
    return replace(table, rows=tuple(_shades(row, given, skipped) for row, given in zip(table.rows, levels, strict=True)))


def _shades(row: Sequence[Cell], levels: Sequence[int], skipped: int) -> tuple[Cell, ...]:
    return (*row[:skipped], *(replace(cell, level=level) for cell, level in zip(row[skipped:], levels, strict=True)))
