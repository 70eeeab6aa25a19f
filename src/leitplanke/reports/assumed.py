"""Assumptions in words: what a figure is, its value with range and unit, why it has that value."""

from dataclasses import dataclass

from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.entries import Base, Catalogue, Entry, Indicator, Measure, Text
from leitplanke.reports.figures import told
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAssumption:
    """One assumption in words; `reason` has a sentence or more, or nothing."""

    title: str
    name: str
    value: str
    reason: tuple[str, ...]


def words_of(catalogue: Catalogue, language: Language) -> dict[str, ToldAssumption]:
    """Return the words of every figure that `catalogue.assumed` may list, by its id."""
    names, found = Names.of(catalogue, language), {}
    for entry in entries(catalogue):
        title, reason = names.text(entry.title), tuple(_reason(entry, names))
        for one in told(entry, names):
            found[one.id] = ToldAssumption(title=title, name=one.name, value=one.value, reason=reason)
        for part in ("default", "entry"):
            value = names.text(entry.default) if isinstance(entry, Base) and part == "default" else ""
            own = ToldAssumption(title=title, name=say(language, f"assumptions.part.{part}"), value=value, reason=reason)
            found[f"{entry.id}/{part}"] = own
    return found


def _reason(entry: Entry, names: Names) -> list[str]:
    """Return why the figures of an entry are what they are; where it gives no reason, what it says."""
    own = getattr(entry, "reason", None) or (entry.help if isinstance(entry, Indicator) else getattr(entry, "text", None))
    found = [names.text(own)] if isinstance(own, Text) else []
    if isinstance(entry, Measure) and entry.fact_covers is not None:
        found.append(say(names.language, "assumptions.covers", covered=names.text(entry.fact_covers)))
    return found
