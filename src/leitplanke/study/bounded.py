"""What no plan of a study within the limits can go below, on the central model."""

from functools import partial

import numpy as np

from leitplanke.planning.exact import Stop
from leitplanke.planning.ideal import everything_free, largest_gain
from leitplanke.planning.least_cost import Market, least_cost
from leitplanke.planning.search import Found
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.vulnerability import assemble
from leitplanke.study.attempt import Attempt, as_simulated
from leitplanke.study.central import SEARCH_POINTS
from leitplanke.study.planned import Planner
from leitplanke.study.proven import bound_any

CHANCE_POINTS, ROUGH_POINTS = 2**11, 2**8
"""Grid points for a chance that is stated, and where a great many are compared; what the latter may be off is allowed for."""
HALVINGS = 40


def bound(planner: Planner, found: Found, stop: Stop | None) -> float:
    """Return a value of the objective that no plan within the limits goes below, less what the engine may be off."""
    objective, held = found.exact.objective, found.screening.placement.constraints
    anyhow = None if found.stopped else bound_any(planner, found.schedule, objective, stop=stop)
    if anyhow is not None:
        return anyhow.bound_eur
    free = everything_free(planner.measures, held)
    if objective.figure == "chance":
        fine, coarse = (float(planner.values.chance([free], points)[0]) for points in (CHANCE_POINTS, CHANCE_POINTS // 2))
        return max(0.0, fine - abs(fine - coarse))
    (cost,) = found.exact.money.sums([held.fixed_in])[0].tolist()
    paid = float(cost) - (largest_gain(found.exact.money, held) if objective.gains else 0.0)
    if objective.figure == "mean":
        return float(planner.values.mean([free])[0]) + paid
    least = evaluate(assemble(planner.central, free))
    return least.cvar95_eur * (1.0 - least.error_bound_relative) + paid


def least_for_target(planner: Planner, best: Attempt, target: float, before: float, stop: Stop | None) -> float:
    """Return what every plan costs at least whose chance meets the target, EUR.

    The chance is the one that the search sees, and it meets the target where `as_simulated` says so: in proportion to what was simulated.

    Parameters
    ----------
    best
        A plan that meets it.
    before
        The simulated chance without a plan.
    """
    exact, held = best.found.exact, best.found.screening.placement.constraints
    plans = [(), best.found.schedule, *(one for one, _ in best.others)]
    adjustments = [planner.adjustment(one) for one in plans]
    seen, rough, fine = (planner.values.chance(adjustments, points) for points in (SEARCH_POINTS, ROUGH_POINTS, CHANCE_POINTS))
    # What the grid may be off is room for cheaper plans.
    off = float(np.abs(rough / fine - 1.0).max())
    limit = _largest(target, seen.tolist(), [before, best.chance, *(chance for _, chance in best.others)])
    reach = max(limit, float(seen[1])) * (1.0 + 2.0 * (off + float(np.abs(seen / fine - 1.0).max())))
    chance = partial(planner.values.chance, points=ROUGH_POINTS)
    return least_cost(Market.of(planner.measures, held, exact.money), chance, reach, best.cost_eur, stop=stop)


def _largest(target: float, seen: list[float], simulated: list[float]) -> float:
    """Return the largest chance as the search sees it that stands for a simulated one not above the target."""
    low, high = 0.0, max(seen)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if as_simulated(middle, seen, simulated) <= target else (low, middle)
    return high
