"""One batch counted: every row checked, and the net volume of each personal account summed in cents.

A posting is volume if one of its accounts is a customer and the other revenue, or one a supplier and the other expense, whichever
stands first; the sign follows the side (S or H) of the first account. Revenue and expense against cash or bank are summed apart.

Codes: ``exchange.datev.findings``.
"""

import csv
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TextIO

from leitplanke.exchange.datev import tax
from leitplanke.exchange.datev.cells import cents, day, number, service_day
from leitplanke.exchange.datev.charts import Chart, kind, prefix
from leitplanke.exchange.datev.columns import Columns
from leitplanke.exchange.datev.findings import Notes
from leitplanke.exchange.datev.header import Header

if TYPE_CHECKING:
    from datetime import date

Side = Literal["customer", "supplier", "sales", "purchases"]
"""Whose volume a posting is; the last two have no personal account."""
_SIDES: dict[frozenset[str], Side] = {
    frozenset({"customer", "revenue"}): "customer",
    frozenset({"supplier", "expense"}): "supplier",
    frozenset({"money", "revenue"}): "sales",
    frozenset({"money", "expense"}): "purchases",
}
_CROSSED = {frozenset({"customer", "expense"}): "datev-cross-customer", frozenset({"supplier", "revenue"}): "datev-cross-supplier"}
"""Pairs that look like volume and are none: they are named with their rows."""
_ROWS_NAMED = 5
_REVERSED = frozenset({"1", "G", "g"})
_SIGNS = {"S": 1, "s": 1, "": 1, "H": -1, "h": -1}
"""The format says: debit if nothing is said."""
_EURO = frozenset({"", "EUR"})


@dataclass(frozen=True, slots=True)
class Pair:
    """What two accounts in this order mean: `sign` is that of the volume if the first is debited."""

    side: Side
    person: int
    ledger: int
    sign: int
    revenue: bool
    automatic: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """A posting marked as reversal, its volume as its sides say; which way it counts is decided when all batches are read."""

    row: int
    side: Side
    person: int
    net_cents: int
    same: tuple[int, int]
    opposite: tuple[int, int]
    """Keys of a posting with the same sign and with the opposite one: with and without the number of the voucher."""


@dataclass(slots=True)
class Crossed:
    """Postings of a kind that does not count: how many, their amounts without sign in cents, and the first rows."""

    count: int = 0
    cents: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Counted:
    """What a batch holds; `fingerprint` is set when batches are compared.

    Keys are hashes of postings within this process, to find reversed and doubled ones; `stamps` are hashes of all that a volume posting
    says, the same in every process; `nameless` counts those without the number of a voucher.
    """

    postings: int = 0
    net_cents: dict[tuple[Side, int], int] = field(default_factory=dict)
    texts: dict[tuple[Side, int], str] = field(default_factory=dict)
    keys: "array[int]" = field(default_factory=lambda: array("q"))
    plain_keys: "array[int]" = field(default_factory=lambda: array("q"))
    stamps: "array[int]" = field(default_factory=lambda: array("Q"))
    nameless: int = 0
    fingerprint: str = ""
    crossed: dict[str, Crossed] = field(default_factory=dict)
    reversals: list[Reversal] = field(default_factory=list)


class Counter:
    """Counts the rows of one batch."""

    def __init__(
        self, header: Header, chart: Chart, columns: Columns, notes: Notes, own_keys: Mapping[int, int] = MappingProxyType({})
    ) -> None:
        self.header, self.chart, self.columns, self.notes, self.own_keys = header, chart, columns, notes, own_keys
        self.counted = Counted()
        self._pairs: dict[tuple[str, str], Pair | None] = {}
        self._crossing: dict[tuple[str, str], str] = {}
        self._days: dict[str, date | None] = {}
        self._rates: dict[tuple[str, str, bool, str, str], tuple[int, bool]] = {}
        self._told: set[tuple[str, bool]] = set()

    def count(self, rows: Iterator[tuple[int, list[str]]]) -> Counted:
        """Return the sums of all rows; what is wrong with any of them is noted."""
        at, least, pairs, known = self.columns, self.columns.least, self._pairs, self._days
        amount_at, side_at, account_at, contra_at, day_at = at.amount, at.side, at.account, at.contra, at.day
        total = 0
        for line, row in rows:
            if len(row) < least:
                self._short(line, row)
                continue
            total += 1
            accounts = (row[account_at], row[contra_at])
            pair = pairs[accounts] if accounts in pairs else self._pair(line, accounts)
            amount = cents(row[amount_at])
            sign = _SIGNS.get(row[side_at])
            if row[day_at] not in known:
                self._day(line, row[day_at])
            if amount is None or sign is None or known[row[day_at]] is None:
                self._faults(line, row, amount, sign)
            elif pair is not None:
                self._add(line, row, pair, amount * sign)
            elif accounts in self._crossing:
                self._cross(line, row, self._crossing[accounts], amount)
        self._tell_crossed()
        self.counted.postings = total
        return self.counted

    def _add(self, line: int, row: list[str], pair: Pair, debit: int) -> None:
        at, counted, width = self.columns, self.counted, len(row)
        if row[at.currency] not in _EURO:
            found = cents(row[at.base])
            if found is None:
                self.notes.refuse(line, "Basis-Umsatz", "datev-foreign", given=row[at.currency])
                return
            debit = found if debit >= 0 else -found
        service = row[at.service] if width > at.service else ""
        special = row[at.tax] if width > at.tax else ""
        percent, reverses = self._rate(line, row, pair, service, special)
        volume = debit * pair.sign
        net = tax.net(volume, percent) if volume >= 0 else -tax.net(-volume, percent)
        who = (pair.side, pair.person)
        voucher = row[at.voucher].strip() if width > at.voucher else ""
        text = row[at.text] if width > at.text else ""
        keys = _keys(pair, volume, voucher)
        counted.stamps.append(_stamp(pair, volume, f"{row[at.key]}|{self._days[row[at.day]]}|{voucher}|{text}"))
        counted.nameless += not voucher
        if reverses or (width > at.reversal and row[at.reversal] in _REVERSED):
            opposite = _keys(pair, -volume, voucher)
            counted.reversals.append(Reversal(line, *who, net, keys, opposite))
            return
        counted.keys.append(keys[0])
        counted.plain_keys.append(keys[1])
        counted.net_cents[who] = counted.net_cents.get(who, 0) + net
        if counted.texts.setdefault(who, text) != text:
            counted.texts[who] = ""

    def _cross(self, line: int, row: list[str], code: str, amount: int) -> None:
        euros = cents(row[self.columns.base]) if row[self.columns.currency] not in _EURO else amount
        found = self.counted.crossed.setdefault(code, Crossed())
        found.count, found.cents = found.count + 1, found.cents + abs(euros or 0)
        if len(found.rows) < _ROWS_NAMED:
            found.rows.append(line)

    def _tell_crossed(self) -> None:
        for code, one in self.counted.crossed.items():
            rows = ", ".join(map(str, one.rows)) + (", …" if one.count > len(one.rows) else "")
            self.notes.say(one.rows[0], "Gegenkonto", code, count=one.count, eur=f"{one.cents / 100:.2f}", rows=rows)

    def _rate(self, line: int, row: list[str], pair: Pair, service: str, special: str) -> tuple[int, bool]:
        text = row[self.columns.key]
        asked = (text, pair.automatic, pair.revenue, service or row[self.columns.day], special)
        found = self._rates.get(asked)
        if found is not None:
            return found
        on = service_day(service) or self._days[row[self.columns.day]] or self.header.first
        key = tax.read_key(number(text) or 0, "revenue" if pair.revenue else "expense")
        percent = tax.per_cent(pair.automatic if key.rate == "automatic" else key.rate, on)
        if not key.known:
            percent = self._unknown(line, number(text) or 0, text, special, percent, automatic=bool(pair.automatic))
        self._rates[asked] = (percent, key.reverses)
        return percent, key.reverses

    def _unknown(self, line: int, key: int, text: str, special: str, percent: int, *, automatic: bool) -> int:
        """Return the rate of a posting whose key we do not know: what the firm or the row's own field says, else that of the account.

        A long key on an account without a rate of its own refuses the import: nothing in the file says what it means.
        """
        said = cents(special)
        if key in self.own_keys or said is not None:
            return self.own_keys.get(key, (said or 0) // 100)
        refuses = key >= tax.LONG and not automatic
        if (text, refuses) not in self._told:
            self._told.add((text, refuses))
            if refuses:
                self.notes.refuse(line, "BU-Schlüssel", "datev-long-key", given=text)
            else:
                self.notes.say(line, "BU-Schlüssel", "datev-key", given=text, percent=percent)
        return percent

    def _pair(self, line: int, accounts: tuple[str, str]) -> Pair | None:
        numbers = [number(text) for text in accounts]
        kinds = [kind(one, self.header.length, self.chart) if one is not None else None for one in numbers]
        for text, one, found, name in zip(accounts, numbers, kinds, ("Konto", "Gegenkonto"), strict=True):
            if one is None:
                self.notes.refuse(line, name, "datev-account", given=text)
            elif found is None:
                self.notes.refuse(line, name, "datev-account-length", given=text, limit=self.header.length + 1)
        first, second = numbers
        if first is None or second is None or None in kinds:
            return None  # not remembered: each row with it is faulty
        self._pairs[accounts] = self._meant(first, second, [str(one) for one in kinds])
        crossed = _CROSSED.get(frozenset(str(one) for one in kinds))
        if crossed is not None:
            self._crossing[accounts] = crossed
        return self._pairs[accounts]

    def _meant(self, first: int, second: int, kinds: list[str]) -> Pair | None:
        side = _SIDES.get(frozenset(kinds))
        if side is None or kinds[0] == kinds[1]:
            return None
        turned = kinds[0] in {"revenue", "expense"}
        person, ledger = (second, first) if turned else (first, second)
        revenue = side in {"customer", "sales"}
        # A customer is debited for a sale and a supplier credited for a purchase; seen from the other account it is the other way round.
        sign = (1 if revenue else -1) * (-1 if turned else 1)
        at = prefix(ledger, self.header.length)
        return Pair(side, person if side in {"customer", "supplier"} else 0, ledger, sign, revenue, self.chart.automatic[at])

    def _day(self, line: int, text: str) -> None:
        found = self._days[text] = day(text, self.header)
        if found is not None and not self.header.first <= found <= self.header.last:
            self.notes.say(line, "Belegdatum", "datev-day-outside", given=text, first=self.header.first, last=self.header.last)

    def _faults(self, line: int, row: list[str], amount: int | None, sign: int | None) -> None:
        at = self.columns
        if amount is None:
            self.notes.refuse(line, "Umsatz", "datev-amount", given=row[at.amount])
        if sign is None:
            self.notes.refuse(line, "Soll/Haben-Kennzeichen", "datev-side", given=row[at.side])
        if self._days[row[at.day]] is None:
            values = {"first": self.header.year_begins, "given": row[at.day]}
            self.notes.refuse(line, "Belegdatum", "datev-day", **values)

    def _short(self, line: int, row: list[str]) -> None:
        if any(cell.strip() for cell in row):
            self.notes.refuse(line, "", "datev-short-row", given=len(row), limit=self.columns.least)


def records(text: TextIO, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins in; line breaks inside quotes belong to the text, broken quotes are noted."""
    reader = csv.reader(text, delimiter=";", strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            notes.refuse(line, "", "datev-quotes")
            continue
        yield line, row


def _keys(pair: Pair, volume: int, voucher: str) -> tuple[int, int]:
    """Return two keys of a posting: with the number of its voucher, and without."""
    return hash((pair.side, pair.person, pair.ledger, volume, voucher)), hash((pair.side, pair.person, pair.ledger, volume))


def _stamp(pair: Pair, volume: int, rest: str) -> int:
    """Return a hash of all that a posting says; unlike `hash`, the same in every process, so that it can be kept."""
    told = f"{pair.side}|{pair.person}|{pair.ledger}|{volume}|{rest}"
    return int.from_bytes(blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
