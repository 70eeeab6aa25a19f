"""A table as CSV: UTF-8 with its mark, so that spreadsheets show umlauts, and no text that one of them would run as a formula.

Two kinds, because spreadsheets read numbers as their country writes them: commas between cells with decimal points, and semicolons with
decimal commas, as German ones expect.
"""

import csv
import io
from datetime import date
from typing import Literal

from leitplanke.primitives.table import Cell, Sheet

Separator = Literal[",", ";"]
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula in some spreadsheet, the wide signs of East Asia too."""


def write(sheet: Sheet, separator: Separator = ",") -> bytes:
    """Return the titles of the columns and the rows; the same table gives the same bytes.

    A text that begins like a formula gets an apostrophe before it, as spreadsheets mark texts.
    """
    file = io.StringIO()
    rows = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    rows.writerow([_told(column.title, separator) for column in sheet.columns])
    rows.writerows([_told(cell, separator) for cell in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def _told(cell: Cell, separator: Separator) -> str:
    """Return a cell as the file has it.

    Examples
    --------
    >>> [_told(cell, ";") for cell in (None, "=1+1", -1.5, 3, date(2027, 1, 31), "ä;b")]
    ['', "'=1+1", '-1,5', '3', '2027-01-31', 'ä;b']
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" ").startswith(_RUNS) else cell.replace("\0", "")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace(".", ",") if separator == ";" else str(cell)
