"""Volumes from any list with headings, CSV or XLSX: one row for each partner, invoice or year, by a mapping that people choose once.

====================== ==================== ==================================================================================
code                   placeholders         when
====================== ==================== ==================================================================================
list-too-big           given, limit         more than `limit` MB
list-unreadable        -                    neither a workbook nor a CSV file, or broken quotes
list-markup            -                    XML that declares a document type, as no spreadsheet writes it
list-empty             -                    no row below the headings
list-too-many-rows     limit                more than `limit` rows
list-columns           -                    neither account nor name, or no amount among the chosen columns
list-year              given                no year, and no column with days
list-short-row         given, limit         `given` cells instead of at least `limit`
list-amount            given                no amount in the chosen way of writing
list-day               given                no day such as 31.12.2025 or 2025-12-31
list-partner           -                    neither account nor name in the row
====================== ==================== ==================================================================================
"""

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from leitplanke.company.dependence.ledger import Batch, Ledger, PartnerVolume, YearVolume
from leitplanke.exchange.datev.findings import Finding, Notes
from leitplanke.exchange.datev.importing import Imported
from leitplanke.exchange.datev.tax import net
from leitplanke.primitives import packed
from leitplanke.primitives.faults import Fault, InputFaultsError

LARGEST_BYTES, LARGEST_UNPACKED, MOST_PARTS = 10_000_000, 200_000_000, 500
MOST_ROWS, MOST_COLUMNS = 200_000, 60
_NUMBERS = {
    "comma": re.compile(r"[-\u2212]?\s?(\d{1,3}(?:[.\s\u00a0\u202f']\d{3})+|\d+)(,\d{1,4})?", re.ASCII),
    "point": re.compile(r"[-\u2212]?\s?(\d{1,3}(?:[,\s\u00a0\u202f']\d{3})+|\d+)(\.\d{1,4})?", re.ASCII),
}
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")
_GUESSES = {
    "account": (
        "konto",
        "debitor",
        "kreditor",
        "kundennr",
        "kundennummer",
        "lieferantennr",
        "lieferantennummer",
        "account",
        "number",
        "id",
    ),
    "name": ("name", "firma", "kunde", "lieferant", "customer", "supplier", "partner", "company"),
    "amount": ("netto", "umsatz", "betrag", "net", "amount", "revenue", "volume", "summe"),
    "day": ("datum", "belegdatum", "rechnungsdatum", "date", "day"),
    "parent": ("konzern", "mutter", "gruppe", "parent", "group"),
}
"""How headings of each kind are called, the likeliest first; a heading that only begins so will do where none is called so."""
_USUAL_TAX = 19
_MOST_SIGNS = 24
"""Of an amount; longer ones are none."""
Decimal = Literal["comma", "point"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column is what, by heading; empty: there is none.

    Parameters
    ----------
    year
        The business year of all rows where no column holds days.
    tax_percent
        Tax in the amounts, 0 if they are net.
    """

    side: Literal["customers", "suppliers"]
    account: str = ""
    name: str = ""
    amount: str = ""
    day: str = ""
    parent: str = ""
    year: int | None = None
    decimal: Decimal = "comma"
    tax_percent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A list as it lies there: headings, and rows with their line; cells are texts, numbers, days or None."""

    name: str
    digest: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[object, ...]], ...]

    @property
    def signature(self) -> str:
        """Lists with the same headings have the same: a mapping is remembered by it."""
        return hashlib.sha256("\n".join(head.casefold() for head in self.heads).encode()).hexdigest()


def grid(data: bytes, name: str) -> Grid:
    """Return a list with its headings; blank rows are passed over, the first row that is not blank holds the headings.

    Raises
    ------
    InputFaultsError
        If it is no list; codes above.
    """
    if len(data) > LARGEST_BYTES:
        raise InputFaultsError(
            [Fault(name, "list-too-big", (("given", f"{len(data) / 1e6:.1f}"), ("limit", f"{LARGEST_BYTES / 1e6:.0f}")))]
        )
    rows = [(line, row) for line, row in (_xlsx(data, name) if data.startswith(b"PK") else _csv(data, name)) if any(map(_is_there, row))]
    if len(rows) < 2:  # noqa: PLR2004 - headings and a row
        raise InputFaultsError([Fault(name, "list-empty")])
    if len(rows) > MOST_ROWS:
        raise InputFaultsError([Fault(name, "list-too-many-rows", (("limit", str(MOST_ROWS)),))])
    heads = _unique([str(cell).strip() if _is_there(cell) else "" for cell in rows[0][1]])
    return Grid(name, hashlib.sha256(data).hexdigest(), heads, tuple(rows[1:]))


def guess(found: Grid) -> Mapping:
    """Return the mapping that the headings suggest; columns that nothing suggests stay empty."""
    columns: dict[str, str] = {}
    for role, ways in _GUESSES.items():
        columns[role] = _called(ways, [head for head in found.heads if head not in columns.values()])
    plain = [head.casefold() for head in found.heads]
    return Mapping(
        side="suppliers" if any("liefer" in head or "kredit" in head or "supplier" in head for head in plain) else "customers",
        account=columns["account"],
        name=columns["name"],
        amount=columns["amount"],
        day=columns["day"],
        parent=columns["parent"],
        decimal=_decimal(found, columns["amount"]),
        tax_percent=_USUAL_TAX if any(word in columns["amount"].casefold() for word in ("brutto", "gross")) else 0,
    )


def _called(ways: tuple[str, ...], heads: list[str]) -> str:
    """Return the heading that is called in one of these ways, else the first that begins so, else nothing.

    Examples
    --------
    >>> _called(("netto", "betrag"), ["Betrag brutto", "Netto-Betrag"]), _called(("id",), ["Idee"]), _called(("name",), ["Ort"])
    ('Netto-Betrag', '', '')
    """
    words = {head: re.sub(r"[\W_]+", " ", head.casefold()).strip() for head in heads}
    whole = (head for way in ways for head, word in words.items() if word.replace(" ", "") == way)
    begun = (head for way in ways for head, word in words.items() if word.split(" ")[0] == way)
    return next(whole, "") or next(begun, "")


def read(found: Grid, mapping: Mapping) -> Imported:
    """Return one side of the ledger from a list, or all faults by row."""
    notes = Notes(found.name)
    places = {role: _place(found, getattr(mapping, role)) for role in ("account", "name", "amount", "day", "parent")}
    if places["amount"] is None or (places["account"] is None and places["name"] is None):
        notes.refuse(0, "", "list-columns")
    if places["day"] is None and mapping.year is None:
        notes.refuse(0, "", "list-year", given=mapping.year or "")
    if notes.found:
        return Imported(None, notes.all())
    book = _Book(mapping, places, notes)
    for line, row in found.rows:
        book.take(line, row)
    if any(one.refuses for one in notes.found):
        return Imported(None, notes.all())
    return Imported(book.ledger(found), notes.all())


class _Book:
    """Sums the rows of a list by partner and year."""

    def __init__(self, mapping: Mapping, places: dict[str, int | None], notes: Notes) -> None:
        self.mapping, self.places, self.notes = mapping, places, notes
        self.least = 1 + max(place for role, place in places.items() if place is not None and role in {"amount", "account", "name"})
        self.cents: dict[str, dict[int, int]] = {}
        self.names: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.days: set[date] = set()
        self.stamps: list[str] = []

    def take(self, line: int, row: tuple[object, ...]) -> None:
        cells = {role: row[place] if place is not None and place < len(row) else None for role, place in self.places.items()}
        if len(row) < self.least and not _is_there(cells["amount"]):
            self.notes.refuse(line, "", "list-short-row", given=len(row), limit=self.least)
            return
        amount, on = _cents(cells["amount"], self.mapping.decimal), cell_day(cells["day"])
        name, account = cell_text(cells["name"]), cell_text(cells["account"])
        if amount is None:
            self.notes.refuse(line, self.mapping.amount, "list-amount", given=cell_text(cells["amount"]))
        if on is None and self.places["day"] is not None:
            self.notes.refuse(line, self.mapping.day, "list-day", given=cell_text(cells["day"]))
        if not name and not account:
            self.notes.refuse(line, self.mapping.account or self.mapping.name, "list-partner")
        if amount is None or not (name or account):
            return
        self._add(account or name, name, cell_text(cells["parent"]), amount, on)

    def _add(self, key: str, name: str, parent: str, amount: int, on: date | None) -> None:
        key = key[:64]
        year = on.year if on else self.mapping.year or 0
        value = net(amount, self.mapping.tax_percent) if amount >= 0 else -net(-amount, self.mapping.tax_percent)
        years = self.cents.setdefault(key, {})
        years[year] = years.get(year, 0) + value
        if name:
            self.names[key] = name
        if parent:
            self.parents[key] = parent
        self.stamps.append(f"{key}|{on or year}|{value}")
        if on:
            self.days.add(on)

    def ledger(self, found: Grid) -> Ledger:
        years = {year for partner in self.cents.values() for year in partner}
        # A list of yearly sums covers its years; one of invoices its days, from the first of their month on.
        begins = min(self.days).replace(day=1) if self.days else date(min(years), 1, 1)
        ends = max(self.days) if self.days else date(max(years), 12, 31)
        partners = tuple(
            PartnerVolume(
                account=key,
                name=self.names.get(key, ""),
                parent=self.parents.get(key),
                years=tuple(YearVolume(year=year, net_eur=cents / 100) for year, cents in sorted(self.cents[key].items())),
            )
            for key in sorted(self.cents)
        )
        mark = hashlib.sha256("\n".join([self.mapping.side, *sorted(self.stamps)]).encode()).hexdigest()
        batch = Batch(digest=found.digest, fingerprint=mark, begins=begins, ends=ends, postings=len(found.rows))
        if self.mapping.side == "customers":
            return Ledger(begins=begins, ends=ends, customers=partners, batches=(batch,))
        return Ledger(begins=begins, ends=ends, suppliers=partners, batches=(batch,))


def findings_of(error: InputFaultsError, name: str) -> tuple[Finding, ...]:
    """Return the faults of a list that could not be opened as findings."""
    return tuple(Finding(file=name, row=fault.line or 0, code=fault.code, values=fault.values) for fault in error.faults)


def _place(found: Grid, head: str) -> int | None:
    return found.heads.index(head) if head and head in found.heads else None


def _decimal(found: Grid, head: str) -> Decimal:
    """Return how amounts are written: with points only if some amount can be read in no other way."""
    place = _place(found, head)
    texts = [cell for _, row in found.rows[:1000] if place is not None and place < len(row) and isinstance(cell := row[place], str)]
    pointed = sum(_NUMBERS["point"].fullmatch(text.strip()) is not None for text in texts)
    return "point" if pointed > sum(_NUMBERS["comma"].fullmatch(text.strip()) is not None for text in texts) else "comma"


def _cents(cell: object, decimal: Decimal) -> int | None:
    """Return an amount in cents.

    Examples
    --------
    >>> _cents("1.234,50 €", "comma"), _cents("-12", "comma"), _cents("1,234.5", "point"), _cents(7.1, "comma"), _cents("1.5", "comma")
    (123450, -1200, 123450, 710, None)
    """
    value = cell_number(cell, decimal)
    return None if value is None else round(value * 100)


def cell_number(cell: object, decimal: Decimal) -> float | None:
    """Return the number in a cell, a sign for euros aside; None if there is none, or one larger than any money.

    Examples
    --------
    >>> cell_number("1.200,5", "comma"), cell_number("1.200", "point"), cell_number("viel", "comma")
    (1200.5, 1.2, None)
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell) if abs(cell) < 1e13 else None  # noqa: PLR2004 - larger than any money; also not a number
    text = str(cell).strip().removesuffix("EUR").removesuffix("€").strip()
    found = _NUMBERS[decimal].fullmatch(text) if len(text) <= _MOST_SIGNS else None
    if found is None:
        return None
    whole = re.sub(r"\D", "", found[1])
    value = float(f"{whole}.{(found[2] or ',0')[1:]}")
    return -value if text[0] in "-\u2212" else value


def cell_day(cell: object) -> date | None:
    """Return the day in a cell, None if there is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for form in _DAYS:
        try:
            return datetime.strptime(str(cell or "").strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def cell_text(cell: object) -> str:
    """Return the text of a cell in one line."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a spreadsheet holds account 10000 as 10000.0
    return " ".join(str(cell).split())[:200] if cell is not None else ""


def _is_there(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _unique(heads: list[str]) -> tuple[str, ...]:
    """Return headings that are each there once: empty ones get their place, further ones of the same name a number."""
    found: list[str] = []
    for place, head in enumerate(heads[:MOST_COLUMNS], start=1):
        name = head[:80] or f"({place})"
        found.append(name if name not in found else f"{name} ({place})")
    return tuple(found)


def _csv(data: bytes, name: str) -> list[tuple[int, tuple[object, ...]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise InputFaultsError([Fault(name, "list-unreadable")])
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    rows: list[tuple[int, tuple[object, ...]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, tuple(row)))
            line = reader.line_num + 1
    except csv.Error:
        raise InputFaultsError([Fault(name, "list-unreadable", (), line)]) from None
    return rows


def _xlsx(data: bytes, name: str) -> list[tuple[int, tuple[object, ...]]]:
    import openpyxl  # noqa: PLC0415 - slow to load, and most lists are CSV

    with packed.opened(data, name, largest=LARGEST_UNPACKED, most_parts=MOST_PARTS) as parts:
        for part in parts.namelist():
            content = packed.part(parts, name, part)
            if packed.is_markup(part, content) and packed.may_expand(content):
                raise InputFaultsError([Fault(name, "list-markup")])
    try:
        # The values that spreadsheets keep with their formulas; nothing is counted here.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2)
        return [(line, tuple(row)) for line, row in enumerate(rows, start=1)]
    except Exception:  # noqa: BLE001 - openpyxl raises whatever it stumbles over in a damaged file
        raise InputFaultsError([Fault(name, "list-unreadable")]) from None
