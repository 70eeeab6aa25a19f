"""What a plan is to achieve: one number for each schedule, lower is better, made of a figure of risk, cost and gain.

Search, screening and the front of plans know nothing else of an objective. Source: method.md section 5; docs/method/planning.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.effects import share_of_year, yearly_cost
from leitplanke.planning.losses import worth
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.schedule import QUARTERS_PER_YEAR, PlannedMeasure, Schedule, flat

Name = Literal["cvar", "existence", "net-benefit", "target", "trade"]
"""``trade`` is no objective of a firm's: a chance priced in euros, to trace out the front of plans."""
Figure = Literal["cvar95", "mean", "chance"]
"""Of the horizon's discounted loss CVaR95 or mean, EUR; or the chance that liquidity is exhausted, 0 to 1."""
FIGURES: dict[Name, Figure] = {"cvar": "cvar95", "existence": "chance", "net-benefit": "mean", "target": "chance", "trade": "chance"}
LEAST_CHANCE = 1e-6
"""Nobody can tell smaller chances apart: they all count as this one."""
ROUNDING, ROUNDING_OF_CHANCES = 1e-6, 1e-3
"""Relative improvements below which two plans count as equal: the rounding of the exact engine, and what chances on a grid can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is minimised.

    ``cvar``: CVaR95 plus cost. ``net-benefit``: expected loss plus cost; that is avoided loss less cost, turned round. ``existence``:
    the chance that liquidity is exhausted, which cost raises too. ``target``: cost, among plans whose chance is not above `target`;
    any of them is better than all others, and of those the one with the smallest chance is best.
    """

    name: Name = "cvar"
    gains: bool = False
    """Whether gains count against cost; only where the objective is a sum of euros."""
    target: float = 0.01
    ceiling_eur: float = 1.0
    """More than any plan costs, for ``target``; what a chance of 1 counts for, for ``trade``."""
    cost_weight: float = 1.0
    """What a euro of cost counts for; other weights are for tracing out the front of plans."""

    @property
    def figure(self) -> Figure:
        """The figure of risk that is needed."""
        return FIGURES[self.name]

    @property
    def in_euros(self) -> bool:
        """Whether the objective is a sum of euros."""
        return self.figure != "chance"

    @property
    def rounding(self) -> float:
        """Relative improvement below which two plans count as equal."""
        return ROUNDING if self.in_euros else ROUNDING_OF_CHANCES

    def value(self, risk: Floats, cost_eur: Floats, gain_eur: Floats) -> Floats:
        """Return the objective of plans with these figures, all of one shape.

        Examples
        --------
        >>> risk, cost, gain = np.array([0.02, 0.008]), np.array([0.0, 5_000.0]), np.zeros(2)
        >>> Objective(name="target", target=0.01, ceiling_eur=1e5).value(risk, cost, gain).tolist()
        [300000.0, 5000.0]
        """
        if self.in_euros:
            return np.asarray(risk + self.cost_weight * cost_eur - (gain_eur if self.gains else 0.0))
        if self.name == "trade":
            return np.asarray(self.ceiling_eur * risk + self.cost_weight * cost_eur)
        chance = np.maximum(risk, LEAST_CHANCE)
        if self.name == "existence":
            return chance
        reached = risk <= self.target
        return np.asarray(np.where(reached, cost_eur, self.ceiling_eur * (1.0 + chance / self.target)))


@dataclass(frozen=True, slots=True)
class Money:
    """What each measure costs and earns over the horizon, expected and discounted, by start quarter, EUR."""

    cost_eur: Floats
    """(M, Q)"""
    gain_eur: Floats
    """(M, Q) beside avoided loss."""

    @classmethod
    def of(cls, measures: MeasureSet, years: int, discount_rate: float) -> "Money":
        """Return the tables of a set of measures."""
        value, quarters = worth(years, discount_rate), QUARTERS_PER_YEAR * years
        every = tuple(PlannedMeasure(measure, quarter) for measure in range(measures.count) for quarter in range(quarters))
        cost = yearly_cost(every, years, measures.own_once_eur, pert.mean(measures.cost_yearly_eur)) @ value
        begin = measures.first_months(np.arange(measures.count)[:, None], np.arange(quarters)[None, :])
        ramp = np.broadcast_to(measures.ramp_months[:, None], begin.shape)
        gain = pert.mean(measures.gain_eur_per_year)[:, None] * (share_of_year(begin, ramp, years) @ value)
        return cls(cost.reshape(measures.count, quarters), gain)

    def sums(self, schedules: Sequence[Schedule]) -> tuple[Floats, Floats]:
        """Return cost and gain of each schedule, shape (N,) each, EUR."""
        plan, measure, quarter = flat(schedules)
        count = len(schedules)
        cost, gain = (np.bincount(plan, table[measure, quarter], count) for table in (self.cost_eur, self.gain_eur))
        # Counts of nothing are whole numbers.
        return cost.astype(np.float64), gain.astype(np.float64)
