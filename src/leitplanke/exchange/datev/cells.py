"""Cells of a posting: amounts in cents, days without year, accounts; None for what is none of them."""

import re
from datetime import date

from leitplanke.exchange.datev.header import Header, year_end

_GROUPED = re.compile(r"(-?)(\d{1,3}(?:\.\d{3})+|\d{1,13})(?:,(\d{1,2}))?")
_MOST_DIGITS = 13
_SHORT, _LONG, _FULL = (3, 4), 6, 8


def cents(text: str) -> int | None:
    """Return an amount with decimal comma as cents; a point before exactly three digits groups thousands.

    Examples
    --------
    >>> cents("1234,5"), cents("-1.234,56"), cents("7"), cents("12.34"), cents("1,234.56"), cents("")
    (123450, -123456, 700, None, None, None)
    """
    whole, _, part = text.partition(",")
    if len(part) == 2 and whole.isdecimal() and part.isdecimal() and len(whole) <= _MOST_DIGITS:  # noqa: PLR2004 - cents
        return int(whole + part)
    found = _GROUPED.fullmatch(text.strip())
    if found is None:
        return None
    value = int(found[2].replace(".", "") + (found[3] or "").ljust(2, "0"))
    return -value if found[1] else value


def number(text: str) -> int | None:
    """Return an account as number; leading zeros mean nothing.

    Examples
    --------
    >>> number("0010000"), number(" 8400 "), number(""), number("84 00"), number("1e4")
    (10000, 8400, None, None, None)
    """
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def day(text: str, header: Header) -> date | None:
    """Return the day of a voucher, its year taken from the header; None if it is no day of the business year.

    ``DDMM`` is the day of that name in the batch's days, else in the business year. Spreadsheets drop the first zero: ``101`` is 1 January.
    """
    text = text.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) not in {*_SHORT, _LONG, _FULL}:
        return None
    if len(text) in _SHORT:
        text = text.zfill(4)
        years = sorted({header.first.year, header.last.year, header.year_begins.year, header.year_begins.year + 1})
        days = [found for year in years if (found := _made(year, text)) is not None]
        within = [one for one in days if header.first <= one <= header.last]
        return next((one for one in (*within, *days) if header.year_begins <= one <= year_end(header.year_begins)), None)
    found = service_day(text)
    return found if found and header.year_begins <= found <= year_end(header.year_begins) else None


def service_day(text: str) -> date | None:
    """Return the day of service, ``DDMMYYYY``; None if there is none.

    Examples
    --------
    >>> service_day("31122024"), service_day("0"), service_day("")
    (datetime.date(2024, 12, 31), None, None)
    """
    text = text.strip()
    if len(text) not in {_LONG, _FULL} or not (text.isascii() and text.isdecimal()):
        return None
    year = int(text[4:])
    return _made(year if len(text) == _FULL else 2000 + year, text[:4])


def _made(year: int, text: str) -> date | None:
    try:
        return date(year, int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
