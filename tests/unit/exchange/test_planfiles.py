"""Workbooks of roadmaps as another program reads them: every kind of cell, no formula, the same bytes each time."""

import io
from datetime import date, datetime

import openpyxl

from leitplanke.exchange.planfiles import Column, Sheet, workbook

KINDS = (
    Column(title="=1+1"),
    Column(title="Tag", kind="day"),
    Column(title="Geld", kind="euro"),
    Column(title="Zahl", kind="number"),
)
TEXTS = ("=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "http://example.org", "007", "a\nb", "\x07klingel", "😀 مرحبا", "x" * 40_000)
SHEET = Sheet(name="Blatt", title="=2+2", columns=KINDS, rows=tuple((text, date(2027, 1, 31), -1234.5, None) for text in TEXTS))


def cells() -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook("Titel", (SHEET,), date(2026, 11, 22))))
    sheet = book["Blatt"]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    return list(sheet.iter_rows(min_row=3, values_only=True))


def test_every_text_comes_out_as_the_text_it_was() -> None:
    head, *rows = cells()
    assert head == ("=1+1", "Tag", "Geld", "Zahl")
    expected = [text.replace("\x07", "")[:32_767] for text in TEXTS]
    assert [row[0] for row in rows] == expected
    assert {row[1:] for row in rows} == {(datetime(2027, 1, 31), -1234.5, None)}  # noqa: DTZ001 - a day in a cell


def test_the_same_sheets_give_the_same_bytes() -> None:
    day = date(2026, 11, 22)
    assert workbook("Titel", (SHEET,), day) == workbook("Titel", (SHEET,), day)
