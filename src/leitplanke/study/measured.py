"""The eight goals measured on plans: one figure for each goal that something measures honestly, with its unit.

Which figure and which Unseens or measures stand for a goal is catalogue data (``data/aims``). Axes: P plans, G measured goals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from leitplanke.catalogue.aims import Aim, AimFigure
from leitplanke.planning.constraints import days_of
from leitplanke.planning.effects import adjust_many, share_of_year, split
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.objectives import Money
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.risk.vulnerability import assemble
from leitplanke.study.planned import Planner

UNITS: Mapping[AimFigure, str] = {
    "existential-chance": "1",
    "net-benefit": "EUR",
    "expected-loss": "EUR",
    "joint-years": "years",
    "own-days": "days",
}
RISING: frozenset[AimFigure] = frozenset({"net-benefit", "joint-years"})
"""Figures that are better the higher they are."""
FEATURES = 3
LEAST_CHANCE = 1e-6
"""Smaller chances count as this one: nobody can tell them apart."""


@dataclass(frozen=True)
class Measured:
    """Measures the goals of one study on its plans, with every figure of the firm at its centre."""

    planner: Planner
    money: Money

    @classmethod
    def of(cls, planner: Planner) -> "Measured":
        """Prepare the tables of a study."""
        return cls(planner, Money.of(planner.measures, planner.study.years, planner.central.discount_rate))

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """The goals that are measured for this firm; without liquidity nobody can say how near it comes to its end."""
        blind = self.planner.central.liquidity_eur is None
        return tuple(
            aim
            for aim in self.planner.study.catalogue.aims
            if aim.figure is not None and not (blind and aim.figure == "existential-chance")
        )

    @cached_property
    def rising(self) -> Floats:
        """-1 for figures that are better the higher they are, else 1, shape (G,)."""
        return np.array([-1.0 if aim.figure in RISING else 1.0 for aim in self.aims])

    def unit(self, goal: int) -> str:
        """Return the unit of a goal's figure."""
        figure = self.aims[goal].figure
        return UNITS[figure] if figure is not None else ""

    def figures(self, plans: Sequence[Schedule], guess: "RoughChance | None" = None) -> Floats:
        """Return the figure of each goal on each plan in its own unit, shape (P, G).

        Parameters
        ----------
        guess
            What gives the chance that liquidity is exhausted; None for the exact one of `study.central`.
        """
        planner = self.planner
        many = adjust_many(planner.measures, plans, planner.study.years)
        losses = expected_losses(assemble(planner.central, many))
        cost, gain = self.money.sums(plans)
        benefit = self._unplanned - losses.sum(axis=1) + gain - cost
        found = []
        for aim in self.aims:
            if aim.figure == "existential-chance":
                found.append(self.chance(plans) if guess is None else guess(losses.sum(axis=1), cost))
            elif aim.figure == "net-benefit":
                found.append(benefit)
            elif aim.figure == "expected-loss":
                found.append(losses[:, self._places(aim.unseens, "unseens")].sum(axis=1))
            else:
                found.append(_summed(plans, self._tables[aim.id]))
        return np.stack(found, axis=1)

    def chance(self, plans: Sequence[Schedule]) -> Floats:
        """Return the largest exact chance of liquidity below zero at a year's end, shape (P,); see `study.central`."""
        many = adjust_many(self.planner.measures, plans, self.planner.study.years)
        return self.planner.values.chance(tuple(split(many)))

    @cached_property
    def _unplanned(self) -> float:
        """Expected loss without measures."""
        nothing = adjust_many(self.planner.measures, [()], self.planner.study.years)
        return float(expected_losses(assemble(self.planner.central, nothing)).sum())

    @cached_property
    def _tables(self) -> dict[str, Floats]:
        """Of goals that single measures add to: what each measure adds by its start quarter, (M, Q)."""
        return {aim.id: self._days if aim.figure == "own-days" else self._years(aim) for aim in self.aims}

    @cached_property
    def _days(self) -> Floats:
        """Own person-days of all roles within the horizon, (M, Q)."""
        measures, quarters = self.planner.measures, self.planner.limits.quarters
        return np.array(
            [[days_of(measures, PlannedMeasure(one, start), quarters).sum() for start in range(quarters)] for one in range(measures.count)]
        )

    def _years(self, aim: Aim) -> Floats:
        """Years of full effect of the measures that count for a goal, (M, Q)."""
        measures, quarters = self.planner.measures, self.planner.limits.quarters
        begin = measures.first_months(np.arange(measures.count)[:, None], np.arange(quarters)[None, :])
        ramp = np.broadcast_to(measures.ramp_months[:, None], begin.shape)
        counts = np.zeros((measures.count, 1))
        counts[self._places(aim.measures, "measures")] = 1.0
        return np.asarray(counts * share_of_year(begin, ramp, self.planner.study.years).sum(axis=-1))

    def _places(self, ids: Sequence[str], kind: str) -> list[int]:
        """Return where entries stand in the catalogue."""
        order = {one.id: place for place, one in enumerate(getattr(self.planner.study.catalogue, kind))}
        return [order[id_] for id_ in ids]


@dataclass(frozen=True, slots=True)
class RoughChance:
    """A chance that is guessed from closed forms, to choose which of many plans are worth an exact look.

    Its logarithm is linear in expected loss and cost; fitted to plans whose chance is known.
    """

    slope: Floats

    @classmethod
    def fitted(cls, measured: Measured, plans: Sequence[Schedule], chance: Floats | None) -> "RoughChance":
        """Fit the guess to plans with known chances, shape (P,); without them it is never asked."""
        if chance is None:
            return cls(np.zeros(FEATURES))
        planner = measured.planner
        many = adjust_many(planner.measures, plans, planner.study.years)
        loss, (cost, _) = expected_losses(assemble(planner.central, many)).sum(axis=1), measured.money.sums(plans)
        target = np.log(np.maximum(chance, LEAST_CHANCE))
        slope, *_ = np.linalg.lstsq(_features(loss, cost), target, rcond=None)
        return cls(np.asarray(slope, dtype=np.float64))

    def __call__(self, loss_eur: Floats, cost_eur: Floats) -> Floats:
        """Return the guess for plans with these expected losses and costs, shape (P,)."""
        return np.asarray(np.exp(np.minimum(0.0, _features(loss_eur, cost_eur) @ self.slope)))


def _features(loss_eur: Floats, cost_eur: Floats) -> Floats:
    """Return one, expected loss and cost of each plan in millions, shape (P, 3)."""
    return np.stack([np.ones(loss_eur.size), loss_eur / 1e6, cost_eur / 1e6], axis=1)


def _summed(plans: Sequence[Schedule], table: Floats) -> Floats:
    return np.array([sum((float(table[one.measure, one.start_quarter]) for one in plan), 0.0) for plan in plans])
