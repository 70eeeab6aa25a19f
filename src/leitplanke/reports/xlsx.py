"""A workbook as XLSX: texts are never formulas or links, numbers carry the format people read them in."""

import io
import math
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from leitplanke.reports.sheets.sheet import Cell, Kind, Sheet, Workbook
from leitplanke.reports.words import Language, say

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "euro": "#,##0\\ \\€;[Red]\\-#,##0\\ \\€",
    "share": "0.0%",
    "index": "0.00",
    "number": "#,##0.00",
    "whole": "0",
}
"""Excel shows separators of the reader's own settings."""
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'"))
_LONGEST_CELL = 32_767
_HEADER_ROW = 2


def render(workbook: Workbook, language: Language, on: date | None = None) -> bytes:
    """Return the XLSX file; the same workbook gives the same bytes."""
    file = io.BytesIO()
    # Text stays text even where a cell begins with "=", "+", "-" or "@", or looks like a link or a number.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    created = datetime.combine(on or date(2026, 1, 1), time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": workbook.title, "author": "Leitplanke", "created": created})
    looks: dict[str, Any] = {kind: book.add_format({"num_format": text, "valign": "top"}) for kind, text in _FORMATS.items()}
    looks["wrapped"] = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    looks["head"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"})
    looks["title"] = book.add_format({"bold": True, "font_size": 14, "num_format": "@"})
    names = _names([say(language, "papers.tables.first"), *(one.name for one in workbook.sheets)])
    _write_first(book.add_worksheet(names[0]), workbook, names[1:], looks)
    for name, one in zip(names[1:], workbook.sheets, strict=True):
        _write(book.add_worksheet(name), one, looks, language)
    book.close()
    return file.getvalue()


def _names(wanted: list[str]) -> list[str]:
    """Return names that spreadsheets accept: short, without their special signs, each once.

    Examples
    --------
    >>> _names(["a/b", "AB", "x" * 40])
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


def _write_first(sheet: Any, workbook: Workbook, names: list[str], looks: dict[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, _fit(workbook.title), looks["title"])
    for row, line in enumerate(workbook.lines, start=_HEADER_ROW):
        sheet.merge_range(row, 0, row, 1, "", looks["wrapped"])
        sheet.write_string(row, 0, _fit(line), looks["wrapped"])
        sheet.set_row(row, 15 * (1 + len(line) // 130))
    first = _HEADER_ROW + len(workbook.lines) + 1
    for row, (name, one) in enumerate(zip(names, workbook.sheets, strict=True), start=first):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, _fit(one.title), looks["wrapped"])


def _write(sheet: Any, table: Sheet, looks: dict[str, Any], language: Language) -> None:  # noqa: ANN401
    sheet.write_string(0, 0, _fit(table.title), looks["title"])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(_HEADER_ROW, place, _fit(column.title), looks["head"])
    for row, cells in enumerate(table.rows, start=_HEADER_ROW + 1):
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _put(sheet, (row, place), cell, looks["wrapped" if column.kind == "text" else column.kind])
    last = _HEADER_ROW + len(table.rows)
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    sheet.autofilter(_HEADER_ROW, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{table.name.replace('&', '&&')}&R{say(language, 'report.page')} &P / &N")


def _put(sheet: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:  # noqa: ANN401
    if cell is None:
        sheet.write_blank(*place, None, look)
    elif isinstance(cell, str):
        sheet.write_string(*place, _fit(cell), look)
    elif math.isfinite(cell):
        sheet.write_number(*place, cell, look)
    else:
        sheet.write_string(*place, str(cell), look)


def _fit(text: str) -> str:
    """Return a text without signs that XML cannot hold, cut to what a cell can."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")[:_LONGEST_CELL]
