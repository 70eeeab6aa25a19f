"""Reads figures as people type them: ``1.234.567,5``, ``5,2 Mio. €``, ``320 T€``, ``1 234``."""

import math
import re

from leitplanke.reports.words import Language

_FACTORS = {
    "": 1.0,
    "t": 1e3,
    "k": 1e3,
    "tsd": 1e3,
    "tausend": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "millionen": 1e6,
    "mrd": 1e9,
    "bn": 1e9,
    "milliarde": 1e9,
    "milliarden": 1e9,
}
"""German and English words that multiply; "billion" is left out: it means two things."""
_FORM = re.compile(r"([+-]?)(\d[\d.,]*)([a-z]*)", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*", re.ASCII)


def read_amount(typed: str, language: Language) -> float:
    """Return the figure that `typed` means.

    One separator followed by exactly three digits is read in the reader's language: ``1.500`` is fifteen hundred in German and
    one and a half in English.

    Raises
    ------
    ValueError
        If it is no figure, or one that could mean two things.

    Examples
    --------
    >>> [read_amount(typed, "de") for typed in ("1.234.567,5", "5,2 Mio", "1 234", "320 T€", "1.5", "-80.000")]
    [1234567.5, 5200000.0, 1234.0, 320000.0, 1.5, -80000.0]
    >>> read_amount("1,234.5", "en"), read_amount("€5.2m", "en")
    (1234.5, 5200000.0)
    """
    bare = re.sub(
        r"[\s\u00a0\u2009\u202f'\u2019_]|€|eur(?:o|os)?\b|euro", "", typed.strip().lower().replace("\u2212", "-").replace("\u2013", "-")
    )
    match = _FORM.fullmatch(bare.rstrip("."))
    if match is None or match[3] not in _FACTORS:
        raise ValueError(typed)
    value = float(_plain(match[2], language)) * _FACTORS[match[3]]
    if not math.isfinite(value):
        raise ValueError(typed)
    return -value if match[1] == "-" else value


def _plain(digits: str, language: Language) -> str:
    """Return `digits` with a point for the decimals and nothing between thousands."""
    digits = digits.rstrip(".,")
    kinds = {sign for sign in digits if sign in ".,"}
    if not kinds:
        return digits
    if len(kinds) == 1:
        return _one_kind(digits, kinds.pop(), language)
    point = max(kinds, key=digits.rfind)
    whole, _, decimals = digits.rpartition(point)
    if not decimals.isdigit() or not _GROUPS.fullmatch(whole):
        raise ValueError(digits)
    return re.sub(r"\D", "", whole) + "." + decimals


def _one_kind(digits: str, sign: str, language: Language) -> str:
    thousands = "." if language == "de" else ","
    grouped = _GROUPS.fullmatch(digits) is not None
    if grouped and (sign == thousands or digits.count(sign) > 1):
        return digits.replace(sign, "")
    if digits.count(sign) > 1:
        raise ValueError(digits)
    return digits.replace(sign, ".")


def write_amount(value: float, language: Language) -> str:
    """Return a figure as it is typed, so that reading gives the same again.

    Examples
    --------
    >>> write_amount(5_200_000.0, "de"), write_amount(0.5, "de"), write_amount(-1234.56, "en")
    ('5.200.000', '0,5', '-1,234.56')
    """
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
