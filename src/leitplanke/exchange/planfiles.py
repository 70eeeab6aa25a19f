"""A roadmap as a workbook (XLSX): texts are never formulas or links, numbers and days carry the format people read them in."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

import xlsxwriter

Kind = Literal["text", "day", "euro", "number"]
Cell = str | float | date | None
Row = tuple[Cell, ...]
_FORMATS: dict[Kind, str] = {"text": "@", "day": "yyyy-mm-dd", "euro": "#,##0\\ \\€;[Red]\\-#,##0\\ \\€", "number": "#,##0.00"}
"""Spreadsheets show separators of the reader's own settings."""
_LONGEST_CELL = 32_767
_HEAD = 2
"""Row of the column titles, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, what its cells are, and how many characters wide it is."""

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


def workbook(title: str, sheets: tuple[Sheet, ...], on: date) -> bytes:
    """Return the XLSX file of a day; the same sheets give the same bytes."""
    file = io.BytesIO()
    # Text stays text even where a cell begins with "=", "+", "-" or "@", or looks like a link or a number.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": title, "author": "Leitplanke", "created": datetime.combine(on, time(), UTC).replace(tzinfo=None)})
    looks = {kind: book.add_format({"num_format": text, "valign": "top", "text_wrap": kind == "text"}) for kind, text in _FORMATS.items()}
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    name = book.add_format({"bold": True, "font_size": 14})
    for one in sheets:
        _write(book.add_worksheet(one.name), one, looks, (name, heading))
    book.close()
    return file.getvalue()


def _write(sheet: Any, table: Sheet, looks: dict[Kind, Any], heads: tuple[Any, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet.write_string(0, 0, _fit(table.title), heads[0])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(_HEAD, place, _fit(column.title), heads[1])
    for row, cells in enumerate(table.rows, start=_HEAD + 1):
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _put(sheet, (row, place), cell, looks[column.kind])
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.repeat_rows(_HEAD)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _put(sheet: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:  # noqa: ANN401 - as above
    if cell is None:
        sheet.write_blank(*place, None, look)
    elif isinstance(cell, str):
        sheet.write_string(*place, _fit(cell), look)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, look)
    else:
        sheet.write_number(*place, cell, look)


def _fit(text: str) -> str:
    """Return a text without signs that XML cannot hold, cut to what a cell can."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")[:_LONGEST_CELL]
