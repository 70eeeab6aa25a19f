"""Faults in words: where, what, why, and what to do."""

from collections.abc import Iterable

from leitplanke.primitives.faults import Fault
from leitplanke.reports.words import Language, say, store


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
    values = dict(fault.values)
    key = f"fault.{fault.code}"
    if values.get("nearest") and f"{key}.near" in store():
        key = f"{key}.near"
    if key not in store():
        return say(language, "fault.other", code=fault.code)
    return say(language, key, **values)


def _placed(fault: Fault, text: str, language: Language) -> str:
    if fault.line is not None:
        return say(language, "fault.at.line", line=fault.line, where=fault.where, text=text)
    return say(language, "fault.at" if fault.where else "fault.nowhere", where=fault.where, text=text)
