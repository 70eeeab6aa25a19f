"""A workbook as XLSX: a first sheet that says what it is and leads to the others, then one sheet a table."""

from datetime import date
from typing import Any

from leitplanke.primitives.spreadsheet import HEAD_ROW, Book, fitting, names_for
from leitplanke.primitives.table import Sheet
from leitplanke.reports.sheets.sheet import Workbook
from leitplanke.reports.words import Language, say


def render(workbook: Workbook, language: Language, on: date | None = None) -> bytes:
    """Return the XLSX file; the same workbook gives the same bytes."""
    book = Book(workbook.title, on or date(2026, 1, 1))
    names = names_for([say(language, "papers.tables.first"), *(one.name for one in workbook.sheets)])
    _write_first(book, book.add(names[0]), workbook, names[1:])
    for name, one in zip(names[1:], workbook.sheets, strict=True):
        _write(book, book.add(name), one, language)
    return book.close()


def _write_first(book: Book, sheet: Any, workbook: Workbook, names: list[str]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, fitting(workbook.title), book.looks["title"])
    for row, line in enumerate(workbook.lines, start=HEAD_ROW):
        sheet.merge_range(row, 0, row, 1, "", book.looks["text"])
        sheet.write_string(row, 0, fitting(line), book.looks["text"])
        sheet.set_row(row, 15 * (1 + len(line) // 130))
    first = HEAD_ROW + len(workbook.lines) + 1
    for row, (name, one) in enumerate(zip(names, workbook.sheets, strict=True), start=first):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, fitting(one.title), book.looks["text"])


def _write(book: Book, sheet: Any, table: Sheet, language: Language) -> None:  # noqa: ANN401 - as above
    book.put(sheet, table)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(table.rows), len(table.columns) - 1)
    sheet.set_footer(f"&L{table.name.replace('&', '&&')}&R{say(language, 'report.page')} &P / &N")
