"""A bound that no plan can beat: every measure helps in full from the first quarter on, harms nothing and costs nothing.

CVaR, mean and chance rise in rates, links, sizes and durations; each of these is at least as small here as under any schedule: each
favourable factor acts as early as it can and to its full power (families do not diminish), side effects are left out, and bases only
shrink. Source: method.md section 5 ("all undecided favourable factors applied free, adverse ones left out").
"""

from dataclasses import replace

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.constraints import Constraints
from leitplanke.planning.effects import adjust, share_of_year, yearly_cost
from leitplanke.planning.measures import FAVOURABLE_FLOOR, PARAMETERS, Floats, MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.risk.vulnerability import Adjustment


def everything_free(measures: MeasureSet, constraints: Constraints) -> Adjustment:
    """Return an adjustment that leaves no more risk in any year than any schedule within the constraints; only what is fixed in costs."""
    years = constraints.years
    neutral = adjust(measures, (), years)
    rows = ~measures.effect_adverse & ~np.isin(measures.effect_measure, constraints.fixed_out)
    owner = measures.effect_measure[rows]
    earliest = np.array([constraints.earliest_of(measure) for measure in range(measures.count)], dtype=np.int64)
    share = share_of_year(measures.first_months(owner, earliest[owner]), measures.ramp_months[owner], years)
    logs = np.minimum(np.log1p(share * (measures.central_factors[rows, None] - 1.0)), 0.0)

    def factor(name: str, targets: int) -> Floats:
        here = measures.effect_parameter[rows] == PARAMETERS.index(name)
        summed = np.zeros((years, targets))
        np.add.at(summed.T, measures.effect_target[rows][here], logs[here])
        return np.maximum(np.exp(summed), FAVOURABLE_FLOOR)

    return replace(
        neutral,
        exposure=factor("exposure", measures.unseens),
        sensitivity=factor("sensitivity", measures.unseens),
        severity=factor("severity", measures.unseens),
        coping_gap=factor("coping_gap", measures.unseens),
        capacity_gap=factor("capacity_gap", measures.capacities),
        base=_smallest_bases(measures, constraints),
        cost_eur=yearly_cost(constraints.fixed_in, years, measures.own_once_eur, pert.mean(measures.cost_yearly_eur)).sum(axis=0),
    )


def largest_gain(money: Money, constraints: Constraints) -> float:
    """Return a gain over the horizon that no schedule within the constraints exceeds, EUR."""
    best = money.gain_eur.max(axis=1, initial=0.0)
    best[list(constraints.fixed_out)] = 0.0
    return float(best.sum())


def _smallest_bases(measures: MeasureSet, constraints: Constraints) -> Floats:
    """Return the factor on each Unseen's base if all that shrink it do so from their first effect on, and nothing lets it grow, (T, J)."""
    allowed = ~np.isin(measures.moved_measure, constraints.fixed_out)
    earliest = np.array([constraints.earliest_of(measure) for measure in measures.moved_measure.tolist()], dtype=np.int64)
    begin = measures.first_months(measures.moved_measure, earliest)
    moved = np.minimum(measures.moved_share, 0.0)[:, None] * share_of_year(begin, np.zeros(begin.size), constraints.years)
    change = np.zeros((constraints.years, measures.unseens))
    np.add.at(change.T, measures.moved_unseen[allowed], moved[allowed])
    return np.maximum(0.0, 1.0 + change)
