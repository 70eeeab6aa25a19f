"""The checked catalogue, read once for each process."""

from functools import cache

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, Component, Indicator


@cache
def catalogue() -> Catalogue:
    """Return the compiled catalogue."""
    return compiled.read()


@cache
def quick_check() -> tuple[tuple[Component, tuple[Indicator, ...]], ...]:
    """Return the pages of the quick check: each component with its quick indicators, in the order they are asked."""
    book = catalogue()
    pages = (
        (
            component,
            tuple(sorted((one for one in book.indicators if one.quick and one.component == component.id), key=lambda one: one.order)),
        )
        for component in sorted(book.components, key=lambda component: component.order)
    )
    return tuple((component, indicators) for component, indicators in pages if indicators)
