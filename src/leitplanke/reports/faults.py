"""Faults in words: where, what, why, and what to do."""

import re
from collections.abc import Iterable
from datetime import date

from leitplanke.primitives.faults import Fault
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say, store

AMOUNTS = ("asked", "count", "limit", "needed")
"""Values of faults that are amounts: whole ones get the reader's separators. Those whose names end in ``eur`` are euros to the cent."""
_EUROS = re.compile(r"-?\d+\.\d\d")
_RATE = re.compile(r"\d+(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SPAN = ("first", "last")


def sentences(faults: Iterable[Fault], language: Language) -> list[str]:
    """Return one message for each fault, with line and field.

    Examples
    --------
    >>> sentences([Fault("company.staff", "missing", (), 3)], "en")[0][:40]
    'Line 3, company.staff: This entry is mis'
    """
    return [_placed(fault, sentence(fault, language), language) for fault in faults]


def sentence(fault: Fault, language: Language) -> str:
    """Return the message without the place, for a page that shows it at the field."""
    values = _in_words(dict(fault.values), language)
    key = f"fault.{fault.code}"
    if values.get("nearest") and f"{key}.near" in store():
        key = f"{key}.near"
    if key not in store():
        return say(language, "fault.other", code=fault.code)
    return say(language, key, **values)


def _in_words(values: dict[str, str], language: Language) -> dict[str, str]:
    """Return the values with titles in the place of ids, and with quarters, years and roles as people say them, where they are known."""
    told = {name: text for name, text in values.items() if "@" not in name}
    titled = {name: values[f"{name}@{language}"].split("\n") for name in told if values.get(f"{name}@{language}")}
    told |= {name: titles[0] if name == "given" else _listed(titles, language) for name, titles in titled.items()}
    first = told.pop("start", "")
    if "quarter" in told and told["quarter"].isdigit():
        told["quarter"] = _quarter(first, int(told["quarter"]), language)
    if "year" in told and told["year"].isdigit():
        told["year"] = _year(first, int(told["year"]), language)
    if f"plan.role.{told.get('role')}" in store():
        told["role"] = say(language, f"plan.role.{told['role']}")
    told |= {name: _said(name, text, language) for name, text in told.items()}
    return told | {name: numbers.grouped(int(told[name]), language) for name in AMOUNTS if told.get(name, "").isdigit()}


def _said(name: str, text: str, language: Language) -> str:
    """Return euros, rates and days as the reader writes them; whatever else stays as it is."""
    if name.endswith("eur") and _EUROS.fullmatch(text):
        return numbers.euro_cents(float(text), language)
    if name == "percent" and _RATE.fullmatch(text):
        gap = "\u00a0" if language == "de" else ""
        return f"{numbers.grouped(float(text), language, len(text.partition('.')[2]))}{gap}%"
    if name in _SPAN and _DAY.fullmatch(text):
        return numbers.day(date.fromisoformat(text), language)
    return text


def _listed(titles: list[str], language: Language) -> str:
    from leitplanke.reports.naming import quoted  # noqa: PLC0415 - the catalogue's entries load numpy, and most faults name no titles

    return ", ".join(quoted(title, language) for title in titles)


def _quarter(first: str, number: int, language: Language) -> str:
    if not first:
        return say(language, "plan.when.quarter", number=number)
    return numbers.quarter(str(Quarter.parse(first).plus(number - 1)), language)


def _year(first: str, number: int, language: Language) -> str:
    """Return a year of the plan: the calendar year if they are the same."""
    if not first:
        return say(language, "plan.when.year", number=number)
    begin = Quarter.parse(first).plus(4 * (number - 1))
    if begin.number == 1:
        return say(language, "plan.when.calendar", year=begin.year)
    first, last = (numbers.quarter(str(one), language) for one in (begin, begin.plus(3)))
    return say(language, "plan.when.span", number=number, first=first, last=last)


def _placed(fault: Fault, text: str, language: Language) -> str:
    if fault.line is not None:
        return say(language, "fault.at.line", line=fault.line, where=fault.where, text=text)
    return say(language, "fault.at" if fault.where else "fault.nowhere", where=fault.where, text=text)
