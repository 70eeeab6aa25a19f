"""A table that leaves the house as a sheet: numbers stay numbers, and each column says in which format people read them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Cell", "Column", "Kind", "Row", "Sheet"]

Kind = Literal["text", "day", "euro", "share", "index", "number", "whole", "exact"]
"""What the cells of a column are; ``exact`` shows every digit a number has."""
Cell = str | float | date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, how its cells are written, and how many characters wide it is."""

    title: str
    kind: Kind = "text"
    width: float = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name on the tab, what it shows, and its rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
