"""The hinge table of the shipped catalogue, made once for each process, and the ways to search it."""

from dataclasses import fields, is_dataclass
from functools import cache

from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.entries import Entry, Text
from leitplanke.catalogue.hinge import Hinge, Pin, Row, hinge
from leitplanke.reports.words import Language
from leitplanke.web.catalogue import catalogue


@cache
def table() -> Hinge:
    """Return the whole table."""
    return hinge(catalogue())


@cache
def entries_by_id() -> dict[str, Entry]:
    """Return every entry of every kind, in the order of the catalogue."""
    return {entry.id: entry for entry in entries(catalogue())}


@cache
def pins_by_id() -> dict[str, Pin]:
    """Return the pin of every entry."""
    return {pin.id: pin for pin in table().pins}


def rows_at(place: str) -> tuple[Row, ...] | None:
    """Return the rows that touch a place such as ``L197``; None if `place` is no place of the source."""
    try:
        return table().about(place[:1].upper() + place[1:])
    except ValueError:
        return None


def matching(words: str, language: Language) -> tuple[Entry, ...]:
    """Return the entries with all of `words` in id or texts, those with all of them in the title first."""
    wanted = words.casefold().split()
    found = [entry for entry in entries_by_id().values() if _holds(_all_text(entry.id, language), wanted)]
    return tuple(sorted(found, key=lambda entry: not _holds(getattr(entry.title, language).casefold(), wanted)))


def _holds(text: str, wanted: list[str]) -> bool:
    return all(word in text for word in wanted)


@cache
def _all_text(entry_id: str, language: Language) -> str:
    return "\n".join([entry_id, *texts(entries_by_id()[entry_id], language)]).casefold()


def texts(value: object, language: Language) -> list[str]:
    """Return every text inside a value in one language."""
    if isinstance(value, Text):
        return [str(getattr(value, language))]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item, language)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name), language)]
    return []
