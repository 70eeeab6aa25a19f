"""The figures of an entry in groups that rest on the same."""

from itertools import groupby

from leitplanke.catalogue.entries import Entry
from leitplanke.primitives.origin import Origin
from leitplanke.reports.figures import told
from leitplanke.reports.hinge import origin_words
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language
from leitplanke.web.catalogue import catalogue
from leitplanke.web.hinge.lines import entry_link
from leitplanke.web.hinge.values import FigureGroup

Told = tuple[str, str]
"""What a figure is, and its value."""


def basis(entry: Entry, language: Language) -> FigureGroup | None:
    """Return what an entry without figures of its own rests on, such as a law; None for others."""
    origin = getattr(entry, "origin", None)
    if not isinstance(origin, Origin) or figures(entry, language):
        return None
    return _group((), origin, language)


def figures(entry: Entry, language: Language) -> tuple[FigureGroup, ...]:
    """Return the figures of an entry; those of a measure, question or lever rest on the entry's own origin."""
    found = told(entry, Names.of(catalogue(), language))
    return tuple(
        _group(tuple((one.name, one.value) for one in group), origin, language)
        for origin, group in groupby(found, key=lambda one: one.origin)
    )


def _group(shown: tuple[Told, ...], origin: Origin, language: Language) -> FigureGroup:
    sources = tuple(entry_link(source, language) for source in origin.sources)
    return FigureGroup(figures=shown, origin=origin_words(origin, language), sources=sources)
