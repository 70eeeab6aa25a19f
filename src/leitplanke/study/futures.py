"""Futures: the firm, its measures and their prices at single draws of everything uncertain, and what a plan comes to in each.

A future is one parameter point of the analysis, with the effects of measures drawn there; prices and earnings of measures are drawn
too. What the firm can carry is not: the limits of a plan are kept by expected cost, as when it was chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from leitplanke.planning import pert
from leitplanke.planning.benefit import COMMON_SHARE
from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.exact import ExactValues
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.objectives import Money, Objective
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.spectral import fitting_grid
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble
from leitplanke.study.central import CentralValues
from leitplanke.study.planned import Planner

FUTURES = 64
"""Points of the analysis that are looked at again; the first 64 points of a scrambled Sobol sequence are spread evenly themselves."""
GRID_POINTS = 2**8
"""For comparing schedules within one future: CVaR95 is right to 0.1 %, differences between schedules to 0.03 % of it."""
UNLIMITED = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMeasures(MeasureSet):
    """The measures of one future: factors as drawn; in families they are still ranked by their centres."""

    drawn_factors: Floats
    """(R,)"""

    @property
    def central_factors(self) -> Floats:
        """The factor that every effect has in this future, shape (R,)."""
        return self.drawn_factors


@dataclass(frozen=True, slots=True)
class Future:
    """One future."""

    vulnerability: Vulnerability
    measures: DrawnMeasures
    values: CentralValues
    """Figures of risk in it."""
    exact: ExactValues
    """What schedules come to in it, with a memory."""

    def value(self, schedules: Sequence[Schedule]) -> Floats:
        """Return the objective of each schedule in this future, shape (N,)."""
        return np.array(self.exact.of(schedules))

    def risk(self, schedule: Schedule) -> float:
        """Return the figure of risk of a schedule that was valued."""
        return self.exact.known[schedule].risk

    def cvar(self, schedules: Sequence[Schedule]) -> Floats:
        """Return CVaR95 of the loss under each schedule, shape (N,), EUR."""
        if self.exact.objective.figure == "cvar95":
            self.exact.of(schedules)
            return np.array([self.risk(one) for one in schedules])
        return self.values.cvar(tuple(split(adjust_many(self.measures, schedules, self.vulnerability.years))))

    def cost(self, schedules: Sequence[Schedule]) -> Floats:
        """Return what each schedule costs over the horizon at the prices of this future, shape (N,), EUR."""
        return self.exact.money.sums(schedules)[0]


def futures(planner: Planner, objective: Objective, seed: int, count: int = FUTURES) -> tuple[Future, ...]:
    """Return the first futures of an analysis, at most so many; `seed` is that of the analysis."""
    first = min(count, len(planner.vulnerabilities))
    prices = _prices(planner.measures, first, np.random.default_rng([seed, 4]))
    points = zip(planner.vulnerabilities[:first], planner.factors[:first], prices, strict=True)
    return tuple(_future(planner, objective, firm, factors, price) for firm, factors, price in points)


def _future(planner: Planner, objective: Objective, firm: Vulnerability, factors: Floats, price: Floats) -> Future:
    base = planner.measures
    once, yearly, gain = (np.repeat(one[:, None], 3, axis=1) for one in price)
    own = {name: getattr(base, name) for name in MeasureSet.__dataclass_fields__}
    prices = {"cost_once_eur": once, "cost_yearly_eur": yearly, "gain_eur_per_year": gain}
    measures = DrawnMeasures(**{**own, **prices}, drawn_factors=factors)
    neutral = Adjustment.neutral(firm.years, base.unseens, base.capacities)
    values = CentralValues(firm, neutral, (), fitting_grid(assemble(firm, neutral), GRID_POINTS))
    money = Money.of(measures, firm.years, firm.discount_rate)
    evaluate = values.figure(objective.figure)
    return Future(firm, measures, values, ExactValues(measures, firm.years, evaluate, objective, money, UNLIMITED))


def _prices(measures: MeasureSet, count: int, rng: np.random.Generator) -> Floats:
    """Return one-off cost, yearly cost and earnings of each measure in each future, shape (futures, 3, M), EUR; errors lean together."""
    figures = np.concatenate([measures.cost_once_eur, measures.cost_yearly_eur, measures.gain_eur_per_year])
    # Cost and earnings do not lean together: that would hide bad futures.
    common = np.repeat(rng.standard_normal((count, 2)), (2 * measures.count, measures.count), axis=1)
    own = rng.standard_normal((count, figures.shape[0]))
    scores = np.sqrt(COMMON_SHARE) * common + np.sqrt(1.0 - COMMON_SHARE) * own
    return np.asarray(pert.quantile(figures, ndtr(scores))).reshape(count, 3, measures.count)


def yardstick(objective: Objective) -> Objective:
    """Return what plans are compared by in futures: the objective if it is a sum of euros, else CVaR95 plus cost."""
    return objective if objective.in_euros else replace(objective, name="cvar")
