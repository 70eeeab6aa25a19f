"""A bound that no plan can beat: every measure helps in full as early as it can, harms nothing and costs nothing.

CVaR, mean and chance rise in rates, links, sizes and durations; each of these is at least as small here as under any schedule: each
favourable factor acts as early as its measure can start and after what that needs, families diminish as they do at most, side effects are
left out, and bases only shrink. Source: method.md section 5 ("all undecided favourable factors applied free, adverse ones left out").
"""

from dataclasses import replace

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.constraints import Constraints
from leitplanke.planning.effects import adjust, yearly_cost
from leitplanke.planning.measures import FAVOURABLE_FLOOR, PARAMETERS, Floats, MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.offers import Offers
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.spans import spans
from leitplanke.risk.vulnerability import Adjustment


def everything_free(measures: MeasureSet, constraints: Constraints) -> Adjustment:
    """Return an adjustment that leaves no more risk in any year than any schedule within the constraints; only what is fixed in costs."""
    earliest, _ = spans(measures, constraints)
    amounts, shrunk = helping(measures, earliest, constraints.years)
    paid = yearly_cost(constraints.fixed_in, constraints.years, measures.own_once_eur, pert.mean(measures.cost_yearly_eur))
    return replace(at_best(measures, amounts, shrunk), cost_eur=paid.sum(axis=0))


def helping(measures: MeasureSet, starts: Schedule, years: int) -> tuple[Floats, Floats]:
    """Return how much measures help that start then, as amounts by year and cell (`planning.offers`), and by how much bases shrink.

    Returns
    -------
    amounts
        (T, C) minus the logarithms of the factors, >= 0; families diminish.
    shrunk
        (T, J) shares of bases, >= 0.
    """
    if not starts:
        return np.zeros((years, len(PARAMETERS) * max(measures.unseens, measures.capacities))), np.zeros((years, measures.unseens))
    offers = Offers.of(measures, starts, years)
    return offers.amounts(np.ones((1, len(starts))))[0], -offers.shrunk.sum(axis=0)


def at_best(measures: MeasureSet, amounts: Floats, shrunk: Floats) -> Adjustment:
    """Return the adjustment of so much help, never below a fifth of a parameter, and nothing else."""
    years, unseens, capacities = len(amounts), measures.unseens, measures.capacities
    factor = np.maximum(FAVOURABLE_FLOOR, np.exp(-amounts)).reshape(years, len(PARAMETERS), -1)
    exposure, sensitivity, severity, coping, capacity = factor.swapaxes(0, 1)
    return replace(
        adjust(measures, (), years),
        exposure=exposure[:, :unseens],
        sensitivity=sensitivity[:, :unseens],
        severity=severity[:, :unseens],
        coping_gap=coping[:, :unseens],
        capacity_gap=capacity[:, :capacities],
        base=np.maximum(0.0, 1.0 - shrunk),
    )


def largest_gain(money: Money, constraints: Constraints) -> float:
    """Return a gain over the horizon that no schedule within the constraints exceeds, EUR."""
    best = money.gain_eur.max(axis=1, initial=0.0)
    best[list(constraints.fixed_out)] = 0.0
    return float(best.sum())
