"""The rows of one settlement file, whatever its separator, encoding and notation of numbers and days.

Three forms are read. Flat V2: English headings, tab between fields, a first row with the total. The same saved again by a spreadsheet
with other separators. And a plain table with the headings ``order``, ``date``, ``kind`` and ``amount`` (or ``Bestellung``, ``Datum``,
``Art`` and ``Betrag``) for other marketplaces.
"""

import contextlib
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, get_args

import yaml

from leitplanke.exchange.datev.findings import Notes

Kind = Literal["sale", "refund", "tax", "commission", "fulfilment", "ads", "payout", "reserve", "debt", "other"]
_FLAT = frozenset({"settlement-id", "transaction-type", "amount-type", "amount-description", "amount"})
_PLAIN: Mapping[str, str] = {"bestellung": "order", "datum": "date", "art": "kind", "betrag": "amount"}
_GERMAN: Mapping[str, Kind] = {
    "verkauf": "sale",
    "erstattung": "refund",
    "steuer": "tax",
    "provision": "commission",
    "versand": "fulfilment",
    "lager": "fulfilment",
    "werbung": "ads",
    "auszahlung": "payout",
    "schulden": "debt",
    "sonstiges": "other",
}
_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")
_DAY = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4}))(?:[T ].*)?")
_COMMA, _POINT = re.compile(r".*,\d{1,2}"), re.compile(r".*\.\d{1,2}")
_MOST_SIGNS = 16
"""Of an amount: trillions with cents; longer rows of digits are no money and no number a computer keeps to the cent."""
_AMOUNT = re.compile(r"[-+]?\d+(?:\.\d+)?")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One amount.

    Parameters
    ----------
    line
        Of the file, from 1.
    settlement
        Which settlement it belongs to; empty where the form has none.
    market
        The marketplace, or empty.
    order
        The order, or empty where the row has none: shipments and fees carry other numbers.
    day
        When it was posted.
    paid
        When its settlement was paid out, None where nothing says so.
    cents
        Signed as the file has it.
    kind
        None: nothing we know.
    said
        Type and description as the file has them.
    """

    line: int
    settlement: str
    market: str
    order: str
    day: date
    paid: date | None
    cents: int
    kind: Kind | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the first row of a settlement says: its days, the day of the payout, and the sum of its rows in cents."""

    settlement: str
    line: int
    begins: date
    ends: date
    paid: date | None
    cents: int


def read(data: bytes, notes: Notes) -> tuple[tuple[Row, ...], tuple[Totals, ...]]:
    """Return rows and totals of a file; what cannot be read is in `notes` by row, and then nothing of the file counts."""
    text = _text(data, notes)
    if text is None:
        return (), ()
    table = _Table(text, notes)
    if not table.headings:
        notes.refuse(1, "", "settlement-headings", given=text.splitlines()[0] if text.strip() else "")
        return (), ()
    return table.rows()


def _text(data: bytes, notes: Notes) -> str | None:
    if data.startswith(_BOMS):
        notes.refuse(0, "", "settlement-utf16")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        notes.refuse(data[: error.start].count(b"\n") + 1, "", "settlement-encoding", given=f"{data[error.start]:02X}")
        return None


class _Table:
    """A file as table: separator and headings are found from its first line."""

    def __init__(self, text: str, notes: Notes) -> None:
        """Look at the first line."""
        self.notes = notes
        first = text.splitlines()[0] if text.strip() else ""
        self.separator = max("\t;,", key=first.count)
        cells = [cell.strip().strip('"').casefold() for cell in first.split(self.separator)]
        self.flat = set(cells) >= _FLAT
        named = cells if self.flat else [_PLAIN.get(cell, cell) for cell in cells]
        self.headings = named if self.flat or set(named) >= {"date", "kind", "amount"} else []
        self.text = text
        self.comma = False

    def rows(self) -> tuple[tuple[Row, ...], tuple[Totals, ...]]:
        """Return rows and totals."""
        records = list(self._records())
        self._decimals([cells.get("amount") or cells.get("total-amount", "") for _, cells in records])
        totals: dict[str, Totals] = {}
        found = []
        for line, cells in records:
            if self.flat and not cells.get("amount", "").strip() and cells.get("total-amount", "").strip():
                self._total(line, cells, totals)
            else:
                row = self._row(line, cells, totals)
                found += [row] if row is not None else []
        return tuple(found), tuple(totals.values())

    def _records(self) -> Iterator[tuple[int, dict[str, str]]]:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator, strict=True)
        width, line = len(self.headings), 1
        try:
            next(reader)
            for cells in reader:
                line, start = reader.line_num, line + 1
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != width:
                    self.notes.refuse(start, "", "settlement-width", given=len(cells), limit=width)
                    continue
                yield start, dict(zip(self.headings, cells, strict=True))
        except csv.Error:
            self.notes.refuse(line + 1, "", "settlement-quotes")

    def _decimals(self, amounts: Sequence[str]) -> None:
        """Find out whether decimals stand behind a comma; a file that does both is refused."""
        comma = sum(_COMMA.fullmatch(one.strip()) is not None for one in amounts)
        point = sum(_POINT.fullmatch(one.strip()) is not None for one in amounts)
        self.comma = comma > 0
        if comma and point:
            self.notes.refuse(0, "amount", "settlement-decimals", count=comma, others=point)

    def _cents(self, line: int, name: str, given: str) -> int:
        told = given.strip().replace("\u00a0", "").replace(" ", "")
        told = told.replace(".", "").replace(",", ".") if self.comma else told.replace(",", "")
        if len(told) > _MOST_SIGNS or _AMOUNT.fullmatch(told) is None:
            self.notes.refuse(line, name, "settlement-amount", given=given)
            return 0
        return round(float(told) * 100)

    def _day(self, line: int, name: str, given: str) -> date:
        match = _DAY.fullmatch(given.strip())
        if match is not None:
            year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
            with contextlib.suppress(ValueError):
                return date(int(year), int(month), int(day))
        self.notes.refuse(line, name, "settlement-day", given=given)
        return date.min

    def _total(self, line: int, cells: Mapping[str, str], totals: dict[str, Totals]) -> None:
        name, currency = cells["settlement-id"].strip(), cells.get("currency", "").strip().upper()
        if currency not in {"", "EUR"}:
            self.notes.refuse(line, "currency", "settlement-currency", given=currency)
        if name in totals:
            self.notes.refuse(line, "settlement-id", "settlement-two-totals", given=name)
        paid = cells.get("deposit-date", "")
        totals[name] = Totals(
            settlement=name,
            line=line,
            begins=self._day(line, "settlement-start-date", cells.get("settlement-start-date", "")),
            ends=self._day(line, "settlement-end-date", cells.get("settlement-end-date", "")),
            paid=self._day(line, "deposit-date", paid) if paid.strip() else None,
            cents=self._cents(line, "total-amount", cells["total-amount"]),
        )

    def _row(self, line: int, cells: Mapping[str, str], totals: Mapping[str, Totals]) -> Row | None:
        cents = self._cents(line, "amount", cells["amount"])
        if not self.flat:
            return self._plain(line, cells, cents)
        transaction, kind, description = (cells[name].strip() for name in ("transaction-type", "amount-type", "amount-description"))
        settlement, order = cells["settlement-id"].strip(), cells.get("order-id", "").strip()
        known = totals.get(settlement)
        return Row(
            line=line,
            settlement=settlement,
            market=cells.get("marketplace-name", "").strip(),
            order=order if _ORDER.fullmatch(order) else "",
            day=self._day(line, "posted-date", cells.get("posted-date", "")),
            paid=known.paid if known else None,
            cents=cents,
            kind=classify(transaction, kind, description),
            said=" / ".join(filter(None, (transaction, kind, description))),
        )

    def _plain(self, line: int, cells: Mapping[str, str], cents: int) -> Row | None:
        said = cells["kind"].strip().casefold()
        kind = _GERMAN.get(said, next((one for one in get_args(Kind) if one == said), None))
        if kind is None:
            self.notes.refuse(line, "kind", "settlement-kind", given=cells["kind"], known=", ".join(_GERMAN))
            return None
        day = self._day(line, "date", cells["date"])
        order = cells.get("order", "").strip()
        return Row(line=line, settlement="", market="", order=order, day=day, paid=None, cents=cents, kind=kind, said=said)


def classify(transaction: str, kind: str, description: str) -> Kind | None:
    """Return what a row of a flat V2 settlement is, None if nothing in ``kinds.yaml`` fits.

    Examples
    --------
    >>> classify("Order", "ItemPrice", "Principal"), classify("Refund", "ItemPrice", "Principal"), classify("Order", "ItemPrice", "Tax")
    ('sale', 'refund', 'tax')
    >>> classify("Order", "ItemFees", "FBAPerUnitFulfillmentFee"), classify("Order", "ItemFees", "Commission")
    ('fulfilment', 'commission')
    >>> classify("other-transaction", "other-transaction", "Current Reserve Amount"), classify("Moon", "", "Landing")
    ('reserve', None)
    """
    given = (transaction, kind, description)
    fits = (found for *patterns, found in _patterns() if all(one.fullmatch(said) for one, said in zip(patterns, given, strict=True)))
    return next(fits, None)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], Kind], ...]:
    text = resources.files(__package__).joinpath("kinds.yaml").read_text(encoding="utf-8")
    first, second, third = ([re.compile(row[place], re.IGNORECASE) for row in yaml.safe_load(text)] for place in range(3))
    return tuple(zip(first, second, third, (row[3] for row in yaml.safe_load(text)), strict=True))
