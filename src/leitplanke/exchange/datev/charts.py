"""What an account is: a customer's, a supplier's, revenue, expense, money or something else, whatever the length of the numbers."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

Kind = Literal["customer", "supplier", "revenue", "expense", "money", "rest"]
ShortestAccount, LongestAccount = 4, 8
"""Digits of general ledger accounts; personal accounts have one more."""
_PREFIXES = 10_000
_FIRST_SUPPLIER_DIGIT = 7


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of accounts.

    Parameters
    ----------
    code
        As headers write it: ``03``, ``04``.
    kinds
        The kind of each general ledger account by its first four digits, 10,000 entries.
    automatic
        Name of the tax rate that an account reckons by itself, empty for none; by the first four digits.
    """

    code: str
    kinds: tuple[Kind, ...]
    automatic: tuple[str, ...]


def codes() -> tuple[str, ...]:
    """Return the charts we know."""
    return tuple(sorted(_file("charts.yaml")))


@cache
def chart(code: str) -> Chart:
    """Return a chart.

    Raises
    ------
    KeyError
        If we do not know it.
    """
    entry = _file("charts.yaml")[code]
    kinds: list[Kind] = ["rest"] * _PREFIXES
    automatic = [""] * _PREFIXES
    names: tuple[Kind, ...] = ("revenue", "expense", "money")
    for name in names:
        for prefix in _spread(entry[name]):
            kinds[prefix] = name
    for rate, ranges in entry["automatic"].items():
        for prefix in _spread(ranges):
            automatic[prefix] = rate
    return Chart(code, tuple(kinds), tuple(automatic))


def kind(number: int, length: int, of: Chart) -> Kind | None:
    """Return what an account is, or None if it has too many digits.

    Parameters
    ----------
    number
        The account; leading zeros mean nothing.
    length
        Digits of general ledger accounts in this batch, 4 to 8; personal accounts have one digit more.

    Examples
    --------
    >>> skr03 = chart("03")
    >>> [kind(10000, 4, skr03), kind(69999, 4, skr03), kind(70000, 4, skr03), kind(8400, 4, skr03), kind(4980, 4, skr03)]
    ['customer', 'customer', 'supplier', 'revenue', 'expense']
    >>> [kind(10000, 5, skr03), kind(100000, 5, skr03), kind(84000, 5, skr03), kind(1000000, 5, skr03)]
    ['money', 'customer', 'revenue', None]
    """
    least = 10**length
    if number >= 10 * least:
        return None
    if number >= least:
        return "customer" if number // least < _FIRST_SUPPLIER_DIGIT else "supplier"
    return of.kinds[prefix(number, length)]


def prefix(number: int, length: int) -> int:
    """Return the first four digits of a general ledger account of so many digits."""
    cut: int = 10 ** (length - ShortestAccount)
    return number // cut


def _spread(ranges: list[str]) -> list[int]:
    found: list[int] = []
    for text in ranges:
        first, _, last = text.partition("-")
        found.extend(range(int(first), int(last) + 1))
    return found


@cache
def _file(name: str) -> dict[Any, Any]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    found: dict[Any, Any] = yaml.safe_load(text)
    return found


def signs(code: str) -> tuple[int, int]:
    """Return the first digits of a chart's revenue and of its purchases: what tells the charts apart."""
    revenue, purchases = _file("charts.yaml")[code]["sign"]
    return revenue, purchases


def tax_file() -> dict[Any, Any]:
    """Return the tables of tax keys and rates."""
    return _file("taxkeys.yaml")
