"""The order in which entries are shown; also for catalogues that were put together from several."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from leitplanke.catalogue.entries import Catalogue, Measure, Unseen
from leitplanke.catalogue.kinds import KINDS


def ordered(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with each kind in the order it is shown.

    Components, capacities, strengths, aims, stakeholders, questions, actors and media have their own order, indicators theirs within a
    component; Unseens and measures follow component and place in the source; links follow their Unseens; the rest goes by id.
    """
    components = {entry.id: entry.order for entry in catalogue.components}
    unseens = sorted(catalogue.unseens, key=lambda entry: _rank(components, entry))
    place = {entry.id: number for number, entry in enumerate(unseens)}
    order: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(
            ("components", "capacities", "strengths", "aims", "stakeholders", "questions", "actors", "media"),
            lambda entry: (entry.order, entry.id),
        ),
        "indicators": lambda entry: (components.get(entry.component, len(components)), entry.order, entry.id),
        "unseens": lambda entry: place[entry.id],
        "measures": lambda entry: _rank(components, entry),
        "links": lambda entry: (place.get(entry.cause, 0), place.get(entry.effect, 0), entry.id),
    }
    kinds: dict[str, Any] = {kind: tuple(sorted(getattr(catalogue, kind), key=order.get(kind, lambda entry: entry.id))) for kind in KINDS}
    return replace(catalogue, **kinds)


def _rank(components: Mapping[str, int], entry: Unseen | Measure) -> tuple[int, int, str]:
    """Return where an entry stands: component, first line in the source, id."""
    line = re.search(r"L(\d+)", entry.reference)
    return components.get(entry.component, len(components)), int(line[1]) if line else 10**6, entry.id
