"""How much tax is in the amount of a posting: by its key, else by its account, at the rate of the day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from leitplanke.exchange.datev.charts import tax_file

_RATES_OTHER = {"other": "standard", "other-reduced": "reduced"}
LONG = 100
"""Keys from here on have three or four digits; no public table says what each of them means."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key (BU-Schlüssel) read: the name of its rate, whether it reverses, whether we know it.

    `rate` is ``automatic`` if the account decides.
    """

    rate: str
    reverses: bool = False
    known: bool = True


def read_key(number: int, side: Literal["revenue", "expense"]) -> Key:
    """Return what a key says.

    Examples
    --------
    >>> [read_key(number, "revenue").rate for number in (0, 2, 3, 40, 11, 13)]
    ['automatic', 'reduced', 'standard', 'zero', 'zero', 'standard']
    >>> [read_key(number, "expense").rate for number in (8, 9, 19, 94, 99)]
    ['reduced', 'standard', 'zero', 'zero', 'standard']
    >>> read_key(23, "revenue"), read_key(80, "revenue"), read_key(101, "revenue").known
    (Key(rate='standard', reverses=True, known=True), Key(rate='zero', reverses=True, known=True), False)
    """
    table = tax_file()
    if number >= LONG:
        return Key("automatic", known=False)
    first, last = divmod(number, 10)
    reverses = first in table["reversals"]
    rate = _rate(table, table["reversals"].get(first, first), last, side)
    return Key(rate or "automatic", reverses, rate is not None)


def _rate(table: dict[str, Any], first: int, last: int, side: str) -> str | None:
    if first == 0:
        return "automatic" if last == 0 else str(table["tax"][last])
    if first == table["suppressed"]:
        return "zero" if last == 0 else None
    if first == table["union"]:
        found = table["union_sales"].get(last) if side == "revenue" else "zero"
        return None if found is None else str(found)
    if first == table["split"]:
        return "zero" if last in table["split_net"] else str(table["split_tax"][last])
    return None


def per_cent(rate: str, on: date) -> int:
    """Return the rate of value-added tax in per cent on a day of service.

    Examples
    --------
    >>> [per_cent("standard", date(2020, month, 1)) for month in (6, 7, 12)], per_cent("other", date(2020, 8, 1))
    ([19, 16, 16], 19)
    >>> per_cent("other", date(2021, 1, 1)), per_cent("reduced", date(2025, 1, 1)), per_cent("zero", date(2025, 1, 1))
    (16, 7, 0)
    """
    if rate in {"zero", ""}:
        return 0
    rates: list[dict[str, Any]] = tax_file()["rates"]
    today = next((one for one in reversed(rates) if one["from"] <= on), rates[0])
    if rate in _RATES_OTHER:
        name = _RATES_OTHER[rate]
        found = next(one[name] for one in rates if one[name] != today[name])
    else:
        found = today[rate]
    return int(found)


def net(cents: int, percent: int) -> int:
    """Return what is left of a gross amount, both in cents and not negative: the tax is rounded to whole cents, half up.

    Examples
    --------
    >>> net(11900, 19), net(10700, 7), net(1, 19), net(100, 0)
    (10000, 10000, 1, 100)
    """
    whole = 100 + percent
    return cents - (2 * cents * percent + whole) // (2 * whole)
