"""Whose goals a plan serves: the eight goals with how each is measured on a plan, and the groups that weight them.

They rank plans against each other and change no euro of a study.
"""

from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.entry import Entry, Text
from leitplanke.primitives.bounds import GoalPoints
from leitplanke.primitives.origin import Origin

AimFigure = Literal["existential-chance", "net-benefit", "expected-loss", "joint-years", "own-days"]
"""What an aim is measured by on a plan, over the horizon: the chance that liquidity is exhausted; expected net benefit; expected loss of
`Aim.unseens`; years of full effect of `Aim.measures`; own person-days. Only net benefit and joint years are better the higher they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim(Entry):
    """One of the eight goals that groups weight (``data/aims``).

    `measured` says how a plan is measured by it, or why nothing measures it honestly (`figure` is None then, and it has no score).
    """

    order: int
    text: Text
    measured: Text
    figure: AimFigure | None = None
    unseens: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    origin: Origin

    @property
    def counted(self) -> tuple[str, ...] | None:
        """The Unseens or measures that count for the figure; None where it needs none."""
        return {"expected-loss": self.unseens, "joint-years": self.measures}.get(self.figure or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AimWeight:
    """How much an aim counts for a group, 0 (not at all) to 10: our guess, and between which points the truth may lie."""

    aim: str
    low: GoalPoints
    mode: GoalPoints
    high: GoalPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder(Entry):
    """A group with a stake in the firm (``data/stakeholders``) and what we assume counts for it; aims not named count nothing."""

    order: int
    text: Text
    reason: Text
    weights: tuple[AimWeight, ...]
    origin: Origin


def bare(id_: str) -> str:
    """Return the name of a goal or a group without its kind.

    Examples
    --------
    >>> bare("aim.know-how")
    'know-how'
    """
    return id_.partition(".")[2]
