"""What the source says around the risks: strengths, goals, actors, conflicts, orientations, leaves, levers, pieces of method.

None of it enters the euros of a plain study; levers do when a what-if switches them on.
"""

from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.entry import Effect, Entry, Text
from leitplanke.primitives.origin import Origin

Group = Literal["A", "B", "C", "D", "E", "F", "G"]
"""Whom a leaf speaks to: A firms, B leaders, C staff, D partners, E state, F makers of IT, G associations, schools and advisers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength(Entry):
    """What such firms are good at (``data/strengths``); rated 0-4, shown first, never counted in euros.

    `opportunities` are those that the strength makes easier to take; `reason` says why.
    """

    order: int
    text: Text
    opportunities: tuple[str, ...] = ()
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity(Entry):
    """What digitalisation can bring (``data/opportunities``), and the measures that reach for it."""

    component: str
    text: Text
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Entry):
    """What all of it is for (``data/goals``)."""

    text: Text
    points: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Entry):
    """A leading question for the firm's strategy (``data/questions``)."""

    order: int
    question: Text
    points: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Entry):
    """Somebody who frames what the firm can do (``data/actors``).

    `goals` is what they want, `can_do` what they can do to the firm or for it, `unseens` what they can set off.
    """

    order: int
    inside: bool
    text: Text
    goals: tuple[Text, ...]
    can_do: tuple[Text, ...]
    unseens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a conflict and what speaks for it."""

    title: Text
    arguments: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Entry):
    """Two goals that pull apart (``data/conflicts``), and the measures in which the firm feels it."""

    text: Text
    sides: tuple[Side, Side]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation(Entry):
    """A socially robust orientation for one component (``data/orientations``)."""

    component: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Entry):
    """A bundle of measures for one group of actors (``data/leaves``)."""

    group: Group
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Entry):
    """Something others decide that changes the firm's surroundings (``data/levers``).

    A switch of a what-if, never a measure: it costs the firm nothing and is not in its hands. `firm_can` is what the firm can do.
    """

    actor: str
    leaves: tuple[str, ...]
    text: Text
    firm_can: Text
    effects: tuple[Effect, ...]
    reason: Text
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Entry):
    """A piece of the source's method (``data/methods``); `use` says where it stands in this product.

    `sources` are publications beside the source that its figures come from.
    """

    text: Text
    use: Text
    sources: tuple[str, ...] = ()
