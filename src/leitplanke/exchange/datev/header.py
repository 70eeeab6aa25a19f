"""The first line of a file in the DATEV format: whose batch it is, for which days, and how long its account numbers are.

Positions as DATEV publishes them (developer portal, format description 700, read on 2026-11-23): 1 mark, 2 version, 3 category,
6 made at, 11 consultant, 12 client, 13 begin of the business year, 14 length of accounts, 15 and 16 first and last day, 17 label,
22 currency, 27 chart of accounts.
Codes: ``exchange.datev.findings``.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leitplanke.exchange.datev.charts import LongestAccount, ShortestAccount
from leitplanke.exchange.datev.findings import Notes

POSTINGS, PARTNERS, LABELS = 21, 16, 20
"""Categories: batch of postings, customers and suppliers, labels of accounts."""
_MARKS = ("EXTF", "DTVF")
_OLDEST = 510
_LAST_FIELD = 31
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first line says; `chart` is empty if it names none, `first` and `last` are the batch's days."""

    category: int
    created: str
    owner: str
    year_begins: date
    length: int
    first: date
    last: date
    label: str
    chart: str


def read_header(cells: list[str], notes: Notes) -> Header | None:
    """Return the header, or None with everything that is wrong in it noted."""
    if not cells or cells[0].strip().upper() not in _MARKS:
        notes.refuse(1, "", "datev-no-header", given=cells[0] if cells else "")
        return None
    field = [*(cell.strip() for cell in cells), *[""] * _LAST_FIELD]
    before = len(notes.found)
    category = _whole(field[2])
    if (_whole(field[1]) or 0) < _OLDEST:
        notes.refuse(1, "Versionsnummer", "datev-version", given=field[1])
    if category not in {POSTINGS, PARTNERS, LABELS}:
        notes.refuse(1, "Datenkategorie", "datev-category", given=f"{field[2]} {field[3]}".strip())
    if len(notes.found) > before:
        return None
    begins, length = _day(field[12]), _whole(field[13]) or 0
    if not ShortestAccount <= length <= LongestAccount:
        notes.refuse(1, "Sachkontenlänge", "datev-length", given=field[13])
    if category == POSTINGS:
        _check_days(field, begins, notes)
    if len(notes.found) > before:
        return None
    begins = begins or date.min
    first, last = _day(field[14]) or begins, _day(field[15]) or year_end(begins)
    return Header(
        category=category or 0,
        created=field[5],
        owner=f"{field[10]}/{field[11]}",
        year_begins=begins,
        length=length,
        first=first,
        last=last,
        label=field[16],
        chart=_chart(field[26]),
    )


def _check_days(field: list[str], begins: date | None, notes: Notes) -> None:
    if field[21] not in {"", "EUR"}:
        notes.refuse(1, "WKZ", "datev-currency", given=field[21])
    if begins is None:
        notes.refuse(1, "WJ-Beginn", "datev-year", given=field[12])
        return
    first, last = _day(field[14]), _day(field[15])
    if any(text and day is None for text, day in ((field[14], first), (field[15], last))) or (first and last and last < first):
        notes.refuse(1, "Datum von", "datev-period", first=field[14], last=field[15])
    elif (first and first < begins) or (last and last > year_end(begins)):
        notes.refuse(1, "Datum bis", "datev-mixed-years", first=first or begins, last=last or "?")


def year_end(begins: date) -> date:
    """Return the last day of the business year that begins on a day; short years end earlier, none ends later.

    Examples
    --------
    >>> [str(year_end(date(*begins))) for begins in ((2025, 1, 1), (2024, 7, 1), (2024, 2, 29))]
    ['2025-12-31', '2025-06-30', '2025-02-28']
    """
    if begins == date.min:
        return date.max
    after = begins.replace(year=begins.year + 1, day=1)
    return after + timedelta(days=begins.day - 2)


def _chart(text: str) -> str:
    """Return the chart as two digits: programs write ``03``, ``3`` and ``SKR03``."""
    digits = text.upper().removeprefix("SKR").strip()
    return digits.zfill(2) if digits else ""


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
