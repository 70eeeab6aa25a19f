"""The kinds of entries: folder, first part of the id, type."""

from collections.abc import Mapping

from leitplanke.catalogue.aims import Aim, Stakeholder
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.catalogue.entries import (
    Assumption,
    Base,
    Capacity,
    Component,
    Entry,
    Indicator,
    Link,
    Measure,
    Shock,
    Source,
    Unseen,
)
from leitplanke.catalogue.media import Medium
from leitplanke.catalogue.setting import Actor, Conflict, Goal, Leaf, Lever, Method, Opportunity, Orientation, Question, Strength

KINDS: Mapping[str, tuple[str, type[Entry]]] = {
    "sources": ("source", Source),
    "components": ("component", Component),
    "capacities": ("capacity", Capacity),
    "bases": ("base", Base),
    "unseens": ("unseen", Unseen),
    "links": ("link", Link),
    "shocks": ("shock", Shock),
    "indicators": ("indicator", Indicator),
    "measures": ("measure", Measure),
    "assumptions": ("assumption", Assumption),
    "strengths": ("strength", Strength),
    "opportunities": ("opportunity", Opportunity),
    "goals": ("goal", Goal),
    "aims": ("aim", Aim),
    "stakeholders": ("stakeholder", Stakeholder),
    "questions": ("question", Question),
    "actors": ("actor", Actor),
    "conflicts": ("conflict", Conflict),
    "orientations": ("orientation", Orientation),
    "leaves": ("leaf", Leaf),
    "levers": ("lever", Lever),
    "methods": ("method", Method),
    "rules": ("rule", Rule),
    "programmes": ("programme", Programme),
    "media": ("medium", Medium),
}
"""The folders are the fields of `Catalogue`."""
_FOLDERS = {prefix: folder for folder, (prefix, _) in KINDS.items()}


def file_of(id_: str) -> str:
    """Return the file an entry comes from.

    Examples
    --------
    >>> file_of("unseen.cyber.incident")
    'unseens/cyber.incident.yaml'
    """
    prefix, _, name = id_.partition(".")
    return f"{_FOLDERS.get(prefix, prefix)}/{name}.yaml"


NAMESPACE = "pack-"
"""How the ids of packs begin after their kind; no id of the core begins like this."""


OWN = "own"
"""The pack of what a firm adds itself, carried in its study file; no other pack may be called like it."""


def pack_of(id_: str) -> str:
    """Return the name of the pack an id belongs to; nothing for the core's.

    Examples
    --------
    >>> pack_of("unseen.pack-bakery.oven"), pack_of("link.cyber.incident--pack-bakery.oven"), pack_of("unseen.cyber.incident")
    ('bakery', 'bakery', '')
    """
    firsts = (part.partition(".")[0] for part in id_.partition(".")[2].split("--"))
    return next((first.removeprefix(NAMESPACE) for first in firsts if first.startswith(NAMESPACE)), "")


def is_own(id_: str) -> bool:
    """Return whether an id is of an entry that a firm has added itself.

    Examples
    --------
    >>> is_own("measure.pack-own.second-truck"), is_own("measure.cloud.exit-folder")
    (True, False)
    """
    return pack_of(id_) == OWN
