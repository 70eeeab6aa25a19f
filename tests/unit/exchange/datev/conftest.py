"""Batches in the DATEV format, written from the published description alone, with a truth that is summed while they are written."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import BinaryIO

import pytest

from leitplanke.exchange.datev.importing import Imported, read

WIDTH = 125
HEADINGS = {
    0: "Umsatz (ohne Soll/Haben-Kz)",
    1: "Soll/Haben-Kennzeichen",
    2: "WKZ Umsatz",
    3: "Kurs",
    4: "Basis-Umsatz",
    5: "WKZ Basis-Umsatz",
    6: "Konto",
    7: "Gegenkonto (ohne BU-Schlüssel)",
    8: "BU-Schlüssel",
    9: "Belegdatum",
    10: "Belegfeld 1",
    11: "Belegfeld 2",
    12: "Skonto",
    13: "Buchungstext",
    113: "Festschreibung",
    114: "Leistungsdatum",
    115: "Datum Zuord. Steuerperiode",
    116: "Fälligkeit",
    117: "Generalumkehr (GU)",
    118: "Steuersatz",
    119: "Land",
}
NUMBERS = {0, 4, 6, 7, 9, 12, 114}


def cent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def comma(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")


@dataclass
class Batch:
    """One file of postings being written; `net` sums what was truly sold or bought, by account."""

    begins: str = "20250101"
    length: int = 4
    chart: str = "03"
    first: str = ""
    last: str = ""
    created: str = "20260105093000123"
    client: str = "42"
    label: str = "Buchungen"
    name: str = "EXTF_Buchungsstapel.csv"
    headings: bool = True
    category: str = '21;"Buchungsstapel"'
    currency: str = "EUR"
    version: str = "700"
    rows: list[str] = field(default_factory=list)
    net: dict[str, Decimal] = field(default_factory=dict)

    def ledger(self, account: str) -> str:
        """Return a four-digit general ledger account in this batch's length."""
        return account + "0" * (self.length - 4)

    def person(self, account: str) -> str:
        """Return a five-digit personal account in this batch's length."""
        return account + "0" * (self.length - 4)

    def row(self, amount: str, side: str, account: str, contra: str, **more: str) -> "Batch":
        """Add a row as it stands; `more` gives further fields by their place (``f9="0503"``)."""
        cells = {0: amount, 1: side, 2: "EUR", 6: account, 7: contra, 9: "0503", **{int(key[1:]): text for key, text in more.items()}}
        self.rows.append(";".join(self._cell(place, cells.get(place, "")) for place in range(WIDTH)))
        return self

    def sale(self, customer: str, net: str, *, turned: bool = False, account: str = "8400", rate: str = "19", **more: str) -> "Batch":
        """Add an invoice: gross on the account, the tax key or none in `more`; a credit note if `net` is negative."""
        return self._deal(customer, Decimal(net), ("S", "H"), turned=turned, account=account, rate=rate, **more)

    def purchase(self, supplier: str, net: str, *, turned: bool = False, account: str = "3400", rate: str = "19", **more: str) -> "Batch":
        """Add a supplier's invoice."""
        return self._deal(supplier, Decimal(net), ("H", "S"), turned=turned, account=account, rate=rate, **more)

    def _deal(self, partner: str, net: Decimal, sides: tuple[str, str], *, turned: bool, account: str, rate: str, **more: str) -> "Batch":
        person, ledger = self.person(partner), self.ledger(account)
        self.net[person] = self.net.get(person, Decimal(0)) + net
        gross = cent(abs(net) * (100 + Decimal(rate)) / 100)
        plus, minus = sides if net >= 0 else sides[::-1]
        if turned:
            return self.row(comma(gross), minus, ledger, person, **more)
        return self.row(comma(gross), plus, person, ledger, **more)

    @property
    def text(self) -> str:
        year = int(self.begins[:4])
        first, last = self.first or self.begins, self.last or f"{year}1231"
        head = (
            f'"EXTF";{self.version};{self.category};13;{self.created};;"RE";"";"";1001;{self.client};{self.begins};{self.length};'
            f'{first};{last};"{self.label}";"";1;0;0;"{self.currency}";;"";;;"{self.chart}";;;"";""'
        )
        columns = [";".join(HEADINGS.get(place, f"Zusatz {place}") for place in range(WIDTH))] if self.headings else []
        return "\r\n".join([head, *columns, *self.rows, ""])

    @property
    def data(self) -> bytes:
        return self.text.encode("cp1252")

    @staticmethod
    def _cell(place: int, text: str) -> str:
        if place in NUMBERS:
            return text
        return '"' + text.replace('"', '""') + '"' if text else ""


@dataclass
class File:
    """A file as the importer wants it."""

    name: str
    stream: BinaryIO


@pytest.fixture
def batch() -> type[Batch]:
    return Batch


@pytest.fixture
def imported() -> Callable[..., Imported]:
    """Return a function that imports batches, or bytes under a name."""

    def run(*files: Batch | bytes, **options: object) -> Imported:
        named = [
            File(one.name, io.BytesIO(one.data)) if isinstance(one, Batch) else File(f"file{place}.csv", io.BytesIO(one))
            for place, one in enumerate(files)
        ]
        return read(named, **options)  # type: ignore[arg-type]  # whatever the test asks for

    return run
