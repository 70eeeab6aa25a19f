"""Tables of the report as tables of a page."""

from leitplanke.reports import content
from leitplanke.web.plans.values import Cell, Cells


def cells(table: content.Table) -> Cells:
    """Return the table with each cell's side."""

    def row(texts: tuple[str, ...]) -> tuple[Cell, ...]:
        return tuple(Cell(text=text, number=align == "right") for text, align in zip(texts, table.align, strict=True))

    return Cells(caption=table.caption, head=row(table.header), rows=tuple(row(texts) for texts in table.rows))
