"""The checked catalogue, read once for each process."""

from functools import cache

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, Component, Indicator
from leitplanke.catalogue.setting import Orientation
from leitplanke.web import environment


@cache
def catalogue() -> Catalogue:
    """Return the compiled catalogue, with the operator's packs if there are any.

    Raises
    ------
    InputFaultsError
        With the faults of all packs; commands refuse to start then.
    """
    packs = environment.packs()
    if not packs:
        return compiled.read()
    from leitplanke.catalogue.packs.joining import with_packs  # noqa: PLC0415 - brings pydantic, which few servers need

    return with_packs(compiled.read(), packs)


@cache
def quick_check() -> tuple[tuple[Component, tuple[Indicator, ...]], ...]:
    """Return the pages of the quick check: each component with its quick indicators, in the order they are asked."""
    return _by_component(quick=True)


@cache
def deep_check() -> tuple[tuple[Component, tuple[Indicator, ...]], ...]:
    """Return what the deep check asks: each component with the indicators that the quick check leaves out, in order."""
    return _by_component(quick=False)


@cache
def orientations(component: str) -> tuple[Orientation, ...]:
    """Return what the source advises for a component; nothing for ``component.cross``."""
    return tuple(one for one in catalogue().orientations if one.component == component)


def _by_component(*, quick: bool) -> tuple[tuple[Component, tuple[Indicator, ...]], ...]:
    asked = sorted((one for one in catalogue().indicators if one.quick is quick), key=lambda one: one.order)
    pages = (
        (component, tuple(one for one in asked if one.component == component.id))
        for component in sorted(catalogue().components, key=lambda component: component.order)
    )
    return tuple((component, indicators) for component, indicators in pages if indicators)
