"""Tables of the report as tables of a page."""

from collections.abc import Sequence

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
    return tuple(Cell(text=text, number=side == "right", trail=trail) for text, side, trail in zip(texts, align, found, strict=True))


def traced(links: Links, nodes: Sequence[Sequence[str]], skipped: int) -> Trails:
    """Return the addresses of the trails of a table's cells; its first `skipped` columns have none."""
    return tuple((*("" for _ in range(skipped)), *(links.of(node) for node in row)) for row in nodes)
