"""Workbooks (XLSX): texts are never formulas or links, numbers and days carry the format people read them in."""

import io
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from leitplanke.primitives.table import Cell, Column, Kind, Row, Sheet

LONGEST_CELL = 32_767
"""Characters; spreadsheets refuse files with longer cells."""
HEAD_ROW = 2
"""Row of the column titles, from 0."""
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "day": "yyyy-mm-dd",
    "euro": "#,##0\\ \\€;[Red]\\-#,##0\\ \\€",
    "share": "0.0%",
    "index": "0.00",
    "number": "#,##0.00",
    "whole": "0",
    "exact": "General",
}
"""Spreadsheets show separators of the reader's own settings."""
_LOOKS: dict[str, dict[str, object]] = {
    **{kind: {"num_format": text, "valign": "top"} for kind, text in _FORMATS.items()},
    "text": {"num_format": "@", "valign": "top", "text_wrap": True},
    "head": {"num_format": "@", "valign": "bottom", "text_wrap": True, "bold": True, "bottom": 1},
    "head-of-numbers": {"num_format": "@", "valign": "bottom", "text_wrap": True, "bold": True, "bottom": 1, "align": "right"},
    "title": {"num_format": "@", "bold": True, "font_size": 14},
}
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'"))
_A4 = 9
_LINE_POINTS, _MOST_POINTS = 15.0, 408.75
"""Height of a line, and the largest that spreadsheets know."""


class Book:
    """A workbook being written; the same calls give the same bytes.

    Parameters
    ----------
    title
        Of the file, in its properties.
    on
        The day it says it was made.
    """

    def __init__(self, title: str, on: date) -> None:
        self._file = io.BytesIO()
        # Text stays text even where a cell begins with "=", "+", "-" or "@", or looks like a link or a number.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book: Any = _Protectable(self._file, options)
        created = datetime.combine(on, time(), UTC).replace(tzinfo=None)
        self.book.set_properties({"title": fitting(title), "author": "Leitplanke", "created": created})
        self.looks: dict[str, Any] = {name: self.book.add_format(look) for name, look in _LOOKS.items()}

    def look(self, **more: object) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        """Return a further format for texts: wrapped, at the top of the cell, and what is asked for."""
        return self.book.add_format({**_LOOKS["text"], **more})

    def add(self, name: str) -> Any:  # noqa: ANN401 - as above
        """Return a new empty sheet, to be printed across on A4, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def put(self, sheet: Any, table: Sheet) -> None:  # noqa: ANN401 - as above
        """Write a table on a sheet: its title, then the titles of its columns, which stay in sight and on every page, then its rows."""
        sheet.write_string(0, 0, fitting(table.title), self.looks["title"])
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
            head = "head" if column.kind in {"text", "day"} else "head-of-numbers"
            sheet.write_string(HEAD_ROW, place, fitting(column.title), self.looks[head])
        heighten(sheet, HEAD_ROW, ((column.title, column.width) for column in table.columns))
        for row, cells in enumerate(table.rows, start=HEAD_ROW + 1):
            for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
                _write(sheet, (row, place), cell, self.looks[column.kind])
            heighten(sheet, row, _texts(cells, table.columns))
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.repeat_rows(HEAD_ROW)

    def close(self) -> bytes:
        """Return the finished file."""
        self.book.close()
        return self._file.getvalue()


class _Protectable(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter has no types
    """A workbook whose sheets can be kept from being moved, renamed, added or taken away."""

    keeps_sheets = False

    def _write_book_views(self) -> None:
        # The element stands right before the views (ECMA-376 part 1, 18.2.27); the library cannot write it.
        if self.keeps_sheets:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def names_for(wanted: Iterable[str]) -> list[str]:
    """Return names for sheets that spreadsheets accept: short, without their special signs, each once.

    Examples
    --------
    >>> names_for(["a/b", "AB", "x" * 40])
    ['ab', 'AB 2', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    """
    found: list[str] = []
    for name in wanted:
        short = name.translate(_FORBIDDEN)[:_LONGEST_NAME]
        taken = {one.casefold() for one in found}
        place = 2
        while short.casefold() in taken:
            short = f"{name.translate(_FORBIDDEN)[: _LONGEST_NAME - 3]} {place}"
            place += 1
        found.append(short)
    return found


def fitting(text: str) -> str:
    """Return a text without signs that XML cannot hold, cut to what a cell can."""
    return "".join(sign for sign in text if (sign >= " " and not _is_foreign(sign)) or sign in "\n\t")[:LONGEST_CELL]


def _is_foreign(sign: str) -> bool:
    """Say whether XML has no room for a sign: half a pair, or one of the two that are none."""
    return "\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff"


def heighten(sheet: Any, row: int, texts: Iterable[tuple[str, float]]) -> None:  # noqa: ANN401 - as above
    """Make a row as high as the longest of its texts needs in its column's width; some programs leave wrapped texts cut otherwise."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, min(_MOST_POINTS, _LINE_POINTS * lines))


def _texts(cells: Row, columns: tuple[Column, ...]) -> Iterator[tuple[str, float]]:
    return ((cell, column.width) for cell, column in zip(cells, columns, strict=True) if isinstance(cell, str))


def _lines(text: str, width: float) -> int:
    r"""Return how many lines a text takes in a column so many characters wide, rather one too many.

    Examples
    --------
    >>> _lines("von", 16.0), _lines("Anteil an den schlimmsten 5 %", 16.0), _lines("a\nb", 16.0)
    (1, 2, 2)
    """
    if len(text) < width and "\n" not in text:  # nearly all of them, in tables of a hundred thousand cells
        return 1
    return sum(math.ceil(max(1, len(one)) / max(1.0, width - 1.0)) for one in text.split("\n"))


def _write(sheet: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:  # noqa: ANN401 - as above
    if cell is None:
        sheet.write_blank(*place, None, look)
    elif isinstance(cell, str):
        sheet.write_string(*place, fitting(cell), look)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, look)
    elif math.isfinite(cell):
        sheet.write_number(*place, cell, look)
    else:
        sheet.write_string(*place, str(cell), look)
