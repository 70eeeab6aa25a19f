"""A roadmap as a workbook (XLSX): texts are never formulas or links, numbers and days carry the format people read them in."""

from datetime import date

from leitplanke.primitives.spreadsheet import Book
from leitplanke.primitives.table import Cell, Column, Kind, Row, Sheet

__all__ = ["Cell", "Column", "Kind", "Row", "Sheet", "workbook"]


def workbook(title: str, sheets: tuple[Sheet, ...], on: date) -> bytes:
    """Return the XLSX file of a day; the same sheets give the same bytes."""
    book = Book(title, on)
    for one in sheets:
        book.put(book.add(one.name), one)
    return book.close()
