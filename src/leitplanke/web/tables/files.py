"""Every table of a firm as a file: one as CSV, all as CSV in a zip file, all as a workbook."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from leitplanke.exchange import csvfile
from leitplanke.exchange.csvfile import Separator
from leitplanke.primitives.spreadsheet import LONGEST_CELL, Book, names_for
from leitplanke.primitives.table import Cell, Sheet
from leitplanke.reports.words import Language, say

FIXED_TIME = (2026, 1, 1, 0, 0, 0)
"""Of parts in zip files, so that the same content gives the same bytes."""


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file with the parts; the same parts give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(part(name), content)
    return file.getvalue()


def part(name: str) -> zipfile.ZipInfo:
    """Return the head of a part of a zip file, which says nothing of the moment or the machine."""
    head = zipfile.ZipInfo(name, FIXED_TIME)
    head.compress_type = zipfile.ZIP_DEFLATED
    head.external_attr = 0o644 << 16
    return head


def all_as_csv(tables: Iterable[Sheet], separator: Separator) -> bytes:
    """Return a zip file with one CSV a table."""
    return zipped((f"{one.name}.csv", csvfile.write(one, separator)) for one in tables)


def all_as_workbook(firm: str, tables: Iterable[Sheet], language: Language, on: date) -> bytes:
    """Return a workbook with one sheet a table; a cell too long for it says where its text is."""
    title = say(language, "tables.file.title", firm=firm)
    book = Book(title, on)
    shown = list(tables)
    for one, name in zip(shown, names_for(one.title for one in shown), strict=True):
        book.put(book.add(name), replace(one, title=f"{one.title} ({one.name})", rows=tuple(_fitting(row, language) for row in one.rows)))
    return book.close()


def _fitting(row: tuple[Cell, ...], language: Language) -> tuple[Cell, ...]:
    """Return a row whose texts all fit into a cell."""
    return tuple(
        say(language, "tables.file.too-long", count=len(cell)) if isinstance(cell, str) and len(cell) > LONGEST_CELL else cell
        for cell in row
    )
