"""Numbers as people read them: two significant digits, the reader's separators, chances also as frequencies."""

import math

from leitplanke.reports.words import Language

LEAST_PERCENT = 0.1
"""Smaller shares are shown as "under 0.1 %"."""
_THIN_STOP = {"de": ".", "en": ","}
_POINT = {"de": ",", "en": "."}


def rounded(value: float, digits: int = 2) -> float:
    """Return `value` with that many significant digits.

    Examples
    --------
    >>> rounded(41_234.0), rounded(0.0), rounded(-0.0347)
    (41000.0, 0.0, -0.035)
    """
    if value == 0.0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def grouped(value: float, language: Language, decimals: int = 0) -> str:
    """Return `value` with thousands separators and that many decimals.

    Examples
    --------
    >>> grouped(1234567.5, "de", 1), grouped(1234567.5, "en", 1)
    ('1.234.567,5', '1,234,567.5')
    """
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0.0:
        text = text.lstrip("-")
    return text.replace(",", "\0").replace(".", _POINT[language]).replace("\0", _THIN_STOP[language]).replace("-", "\u2212")


def euro(value: float, language: Language, *, exact: bool = False) -> str:
    r"""Return an amount of money, rounded to two significant digits unless `exact`.

    Examples
    --------
    >>> euro(41_234.0, "de"), euro(41_234.0, "en"), euro(41_234.0, "de", exact=True)
    ('41.000\xa0€', '€41,000', '41.234\xa0€')
    """
    number = grouped(value if exact else rounded(value), language)
    if language == "de":
        return f"{number}\u00a0€"
    return f"\u2212€{number[1:]}" if number.startswith("\u2212") else f"€{number}"


def percent(share: float, language: Language) -> str:
    r"""Return a share as per cent, two significant digits; under 0.1 % as "unter 0,1 %".

    Examples
    --------
    >>> percent(0.0347, "de"), percent(0.0347, "en"), percent(0.0001, "en"), percent(1.0, "de")
    ('3,5\xa0%', '3.5%', 'under 0.1%', '100\xa0%')
    """
    gap = "\u00a0" if language == "de" else ""
    hundred = 100.0 * share
    if 0.0 < abs(hundred) < LEAST_PERCENT:
        return f"{'unter' if language == 'de' else 'under'} {grouped(LEAST_PERCENT, language, 1)}{gap}%"
    value = rounded(hundred)
    decimals = 0 if abs(value) >= 9.95 or value == int(value) else 1  # noqa: PLR2004
    return f"{grouped(value, language, decimals)}{gap}%"
