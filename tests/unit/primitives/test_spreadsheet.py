"""Workbooks as another program reads them: every kind of cell, signs that XML cannot hold, names of sheets, sheets kept in place."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from leitplanke.primitives.spreadsheet import LONGEST_CELL, Book, fitting, names_for
from leitplanke.primitives.table import Cell, Column, Kind, Sheet

DAY = date(2026, 11, 22)
CELLS: tuple[tuple[Kind, Cell, object, str], ...] = (
    ("text", "=1+1", "=1+1", "@"),
    ("day", date(2027, 1, 31), datetime(2027, 1, 31), "yyyy-mm-dd"),  # noqa: DTZ001 - a day in a cell
    ("euro", -1234.5, -1234.5, "#,##0\\ \\€;[Red]\\-#,##0\\ \\€"),
    ("share", 0.125, 0.125, "0.0%"),
    ("index", 0.1, 0.1, "0.00"),
    ("number", 1e9 + 0.25, 1e9 + 0.25, "#,##0.00"),
    ("whole", 7, 7, "0"),
    ("exact", 1e-9, 1e-9, "General"),
    ("euro", float("inf"), "inf", "#,##0\\ \\€;[Red]\\-#,##0\\ \\€"),
    ("number", None, None, "#,##0.00"),
)


def written(*sheets: Sheet, keeps: bool = False) -> bytes:
    book = Book("Titel", DAY)
    book.book.keeps_sheets = keeps
    for one in sheets:
        book.put(book.add(one.name), one)
    return book.close()


def test_each_kind_of_cell_comes_out_as_it_was() -> None:
    columns = tuple(Column(title=str(place), kind=kind) for place, (kind, *_) in enumerate(CELLS))
    sheet = Sheet(name="Blatt", title="=2+2", columns=columns, rows=(tuple(cell for _, cell, _, _ in CELLS),))
    row = openpyxl.load_workbook(io.BytesIO(written(sheet)))["Blatt"][4]
    assert [(cell.value, cell.number_format) for cell in row] == [(value, look) for _, _, value, look in CELLS]
    assert all(cell.data_type != "f" for cell in row)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1f", "\ud83d", "\ufffe", "\uffff", "\r"])
def test_signs_that_xml_cannot_hold_are_left_out(sign: str) -> None:
    column = Column(title=f"a{sign}b")
    sheet = Sheet(name="Blatt", title=f"a{sign}b", columns=(column,), rows=((f"vor{sign}nach",),))
    found = openpyxl.load_workbook(io.BytesIO(written(sheet)))["Blatt"]
    assert (found["A1"].value, found["A3"].value, found["A4"].value) == ("ab", "ab", "vornach")


def test_texts_keep_lines_pictures_and_scripts() -> None:
    assert fitting("a\n\tb 😀 مرحبا ü") == "a\n\tb 😀 مرحبا ü"
    assert len(fitting("x" * 40_000)) == LONGEST_CELL


def test_names_of_sheets_are_short_free_of_signs_and_each_once() -> None:
    names = names_for(["a/b:c", "ABC", "abc", "x" * 40, "x" * 40, "It's"])
    assert names == ["abc", "ABC 2", "abc 3", "x" * 31, f"{'x' * 28} 2", "Its"]
    book = openpyxl.load_workbook(io.BytesIO(written(*(Sheet(name=name, title="", columns=(), rows=()) for name in names))))
    assert book.sheetnames == names


def test_sheets_are_kept_in_place_only_where_asked() -> None:
    sheet = Sheet(name="Blatt", title="", columns=(), rows=())
    for keeps in (True, False):
        data = written(sheet, keeps=keeps)
        security = openpyxl.load_workbook(io.BytesIO(data)).security
        assert bool(security and security.lockStructure) is keeps
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            tree = parts.read("xl/workbook.xml").decode()
        # Excel refuses a file whose elements stand in another order.
        assert not keeps or tree.index("<workbookPr") < tree.index("<workbookProtection") < tree.index("<bookViews")


def test_rows_are_as_high_as_their_longest_text() -> None:
    columns = (Column(title="Anteil an den schlimmsten 5 %", kind="share", width=16.0), Column(title="Grund", width=20.0))
    rows = ((0.5, "kurz"), (0.5, "x" * 60), (0.5, "a\nb\nc"), (0.5, "x" * 30_000))
    found = openpyxl.load_workbook(io.BytesIO(written(Sheet(name="Blatt", title="", columns=columns, rows=rows))))["Blatt"]
    assert [found.row_dimensions[row].height for row in range(3, 8)] == [30.0, None, 60.0, 45.0, 408.75]
    assert [found.cell(3, column).alignment.horizontal for column in (1, 2)] == ["right", None]
