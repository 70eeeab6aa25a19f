"""Numbers as people read them: two significant digits, the reader's separators, chances also as frequencies."""

import math
from datetime import date

from leitplanke.reports.words import Language

LEAST_PERCENT = 0.1
"""Smaller shares are shown as "under 0.1 %"."""
_THIN_STOP = {"de": ".", "en": ","}
_POINT = {"de": ",", "en": "."}
_MONEY = {
    "EUR": {"de": "", "en": ""},
    "EUR/year": {"de": " im Jahr", "en": " a year"},
    "EUR/day": {"de": " am Tag", "en": " a day"},
    "EUR/hour": {"de": " je Stunde", "en": " an hour"},
    "EUR/GB": {"de": " je GB", "en": " per GB"},
    "EUR/person": {"de": " je Kopf", "en": " per head"},
}
_UNITS = {
    "1/year": {"de": "im Jahr", "en": "a year"},
    "years": {"de": "Jahre", "en": "years"},
    "staff": {"de": "Beschäftigte", "en": "staff"},
    "days": {"de": "Personentage", "en": "person-days"},
    "months": {"de": "Monate", "en": "months"},
    "hours": {"de": "Stunden", "en": "hours"},
    "days/quarter": {"de": "Tage im Quartal", "en": "days a quarter"},
}
_MONTHS = {
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}


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


def euro_cents(value: float, language: Language) -> str:
    r"""Return an amount of money to the cent.

    Examples
    --------
    >>> euro_cents(1263.3, "de"), euro_cents(1263.3, "en")
    ('1.263,30\xa0€', '€1,263.30')
    """
    number = grouped(value, language, 2)
    if language == "de":
        return f"{number}\u00a0€"
    return f"\u2212€{number[1:]}" if number.startswith("\u2212") else f"€{number}"


def spoken_euro(value: float, language: Language) -> str:
    r"""Return an amount of money as a sentence says it: from a million on in millions.

    Examples
    --------
    >>> spoken_euro(1_234_000.0, "de"), spoken_euro(1_234_000.0, "en"), spoken_euro(41_234.0, "de"), spoken_euro(999_999.0, "en")
    ('1,2\xa0Mio.\xa0€', '€1.2 million', '41.000\xa0€', '€1.0 million')
    """
    millions = rounded(value) / 1e6
    if abs(millions) < 1.0:
        return euro(value, language)
    number = grouped(abs(millions), language, 1 if abs(millions) < 10.0 else 0)  # noqa: PLR2004 - two significant digits
    sign = "\u2212" if value < 0.0 else ""
    return f"{sign}{number}\u00a0Mio.\u00a0€" if language == "de" else f"{sign}€{number} million"


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
    # Rounded once: 0.447 % is 0.4 %, not 0.5 % by way of 0.45 %.
    value = rounded(hundred) if abs(hundred) >= 9.95 else round(hundred, 1)  # noqa: PLR2004
    decimals = 0 if value == int(value) else 1
    return f"{grouped(value, language, decimals)}{gap}%"


def euro_range(low: float, high: float, language: Language) -> str:
    r"""Return a range of money, two significant digits each, the unit said once where the language does so.

    Examples
    --------
    >>> euro_range(23_400.0, 95_300.0, "de"), euro_range(23_400.0, 95_300.0, "en"), euro_range(0.0, 0.0, "de")
    ('23.000 bis 95.000\xa0€', '€23,000 to €95,000', '0\xa0€')
    """
    return _span(euro(low, language), euro(high, language), language, unit="\u00a0€")


def percent_range(low: float, high: float, language: Language) -> str:
    r"""Return a range of shares.

    Examples
    --------
    >>> percent_range(0.008, 0.07, "de"), percent_range(0.00001, 0.07, "en")
    ('0,8 bis 7\xa0%', 'under 0.1% to 7%')
    """
    return _span(percent(low, language), percent(high, language), language, unit="\u00a0%")


def _span(low: str, high: str, language: Language, *, unit: str) -> str:
    if low == high:
        return low
    if language == "de":
        return f"{low.removesuffix(unit)} bis {high}"
    return f"{low} to {high}"


def cases_of(probability: float) -> int:
    """Return 100 or 1,000: out of how many firms a chance is told (1,000 for chances under one per cent)."""
    return 100 if probability >= 0.00995 else 1000  # noqa: PLR2004 - from there on it rounds to one per cent


def frequency(probability: float, language: Language) -> str:
    """Return a chance as a count of firms, which most people read more safely than per cent.

    Examples
    --------
    >>> frequency(0.0402, "de"), frequency(0.0034, "en"), frequency(0.0, "de"), frequency(0.0002, "en")
    ('4 von 100', '3 in 1,000', 'weniger als 1 von 1.000', 'fewer than 1 in 1,000')
    """
    whole = cases_of(probability)
    count = round(probability * whole)
    joint = "von" if language == "de" else "in"
    if count == 0:
        return f"{'weniger als' if language == 'de' else 'fewer than'} 1 {joint} {grouped(whole, language)}"
    return f"{count} {joint} {grouped(whole, language)}"


def frequency_range(low: float, high: float, language: Language) -> str:
    """Return a range of chances as counts of firms, both out of the same number.

    Examples
    --------
    >>> frequency_range(0.008, 0.07, "de"), frequency_range(0.001, 0.004, "en"), frequency_range(0.0, 0.0001, "de")
    ('1 bis 7 von 100', '1 to 4 in 1,000', 'weniger als 1 von 1.000')
    >>> frequency_range(0.001, 0.25, "de"), frequency_range(0.0, 0.25, "en")
    ('weniger als 1 bis 25 von 100', '0 to 25 in 100')
    """
    whole = cases_of(high)
    first, last = round(low * whole), round(high * whole)
    if first == last:
        return frequency(high, language)
    joint, to, fewer = ("von", "bis", "weniger als 1") if language == "de" else ("in", "to", "fewer than 1")
    start = fewer if first == 0 and low > 0.0 else grouped(first, language)
    return f"{start} {to} {grouped(last, language)} {joint} {grouped(whole, language)}"


def days(value: float, language: Language) -> str:
    r"""Return person-days: whole ones, halves under ten.

    Examples
    --------
    >>> days(3.4, "de"), days(12.3, "en"), days(1.0, "en"), days(0.2, "de")
    ('3,5\xa0Tage', '12 days', '1 day', '0\xa0Tage')
    """
    number = round(value * 2) / 2 if value < 10 else float(round(value))  # noqa: PLR2004
    text = grouped(number, language, 0 if number == int(number) else 1)
    if language == "de":
        return f"{text}\u00a0{'Tag' if number == 1.0 else 'Tage'}"
    return f"{text} {'day' if number == 1.0 else 'days'}"


def index(value: float, language: Language) -> str:
    """Return an index between 0 and 1 with two decimals.

    Examples
    --------
    >>> index(0.456, "de"), index(0.456, "en")
    ('0,46', '0.46')
    """
    return grouped(value, language, 2)


def quarter(text: str, language: Language) -> str:
    r"""Return a quarter as people say it.

    Examples
    --------
    >>> quarter("2027-Q1", "de"), quarter("2027-Q1", "en")
    ('1.\xa0Quartal 2027', 'Q1 2027')
    """
    year, number = text.split("-Q")
    return f"{number}.\u00a0Quartal {year}" if language == "de" else f"Q{number} {year}"


def day(value: date, language: Language) -> str:
    r"""Return a calendar day in words.

    Examples
    --------
    >>> day(date(2026, 11, 2), "de"), day(date(2026, 11, 2), "en")
    ('2.\xa0November 2026', '2 November 2026')
    """
    month = _MONTHS[language][value.month - 1]
    return f"{value.day}.\u00a0{month} {value.year}" if language == "de" else f"{value.day} {month} {value.year}"


def amount(value: float, unit: str, language: Language) -> str:
    r"""Return a number of the trace in its unit, with three significant digits, since people compare it with others.

    Examples
    --------
    >>> amount(41_234.0, "EUR", "de"), amount(0.04567, "1/year", "en"), amount(0.5, "1", "de"), amount(2.0, "years", "de")
    ('41.200\xa0€', '0.0457 a year', '0,5', '2 Jahre')
    """
    value = rounded(value, 3)
    if unit in _MONEY:
        money = euro(value, language, exact=True) if abs(value) >= 1.0 or value == 0.0 else f"{_plain(value, language)}\u00a0€"
        return f"{money}{_MONEY[unit][language]}"
    words = _UNITS.get(unit)
    text = _plain(value, language)
    return f"{text} {words[language]}" if words else (text if unit == "1" else f"{text} {unit}")


def _plain(value: float, language: Language) -> str:
    if value == 0.0 or abs(value) >= 100.0:  # noqa: PLR2004
        return grouped(value, language)
    decimals = 2 - math.floor(math.log10(abs(value)))
    text = grouped(value, language, max(0, decimals))
    return text.rstrip("0").rstrip(",.") if decimals > 0 else text
