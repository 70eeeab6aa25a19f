"""A workbook of tables, and the columns that its sheets share."""

from dataclasses import dataclass

from leitplanke.primitives.table import Cell, Column, Kind, Row, Sheet
from leitplanke.reports.chapters.view import View
from leitplanke.study.result import Band

__all__ = ["WIDE", "Cell", "Column", "Kind", "Row", "Sheet", "Workbook", "band", "columns", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """All sheets in one language; `lines` stand on the first sheet, above the list of the others."""

    title: str
    lines: tuple[str, ...]
    sheets: tuple[Sheet, ...]


WIDE = 46.0


def text(title: str, width: float = 24.0) -> Column:
    """Return a column of words."""
    return Column(title=title, width=width)


def columns(view: View, kind: Kind, *keys: str) -> tuple[Column, ...]:
    """Return columns of numbers with titles from the store, ``sheet.head.…``."""
    return tuple(Column(title=view.say(f"sheet.head.{key}"), kind=kind) for key in keys)


def band(found: Band | None) -> Row:
    """Return the value of a band and its range; three empty cells if it is unknown."""
    return (None, None, None) if found is None else (found.mid, found.low, found.high)
