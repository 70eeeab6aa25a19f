"""Chance and ignorance together: one distribution for each parameter point on a common grid, their mixture and their bands.

Source: method.md section 3 (`mid` is predictive, `low` and `high` are 5 and 95 % over parameter points).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from leitplanke.risk.distribution import GridTooShortError, LossDistribution, mixture
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.spectral import LEVEL, Grid, InaccurateResultError, evaluate, fitting_grid, on_grids

OUTER_POINTS = 2**9
"""Grid points of the outer loop; CVaR95 stays within 1 % of the fine grid (tested)."""
BATCH = 32
"""Models computed together: more fill the cache, fewer make threads wait for each other between array operations."""
MOST_POINTS = 2**15
SEEN_TAIL = 0.004
"""The mixture must lie on the grid but for this share: enough for VaR95, CVaR95 and the exceedance curve."""
WIDTH = 2.0
"""The common grid ends at this multiple of the central model's: other parameter points reach further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictive:
    """The horizon's loss over P parameter points."""

    distributions: tuple[LossDistribution, ...]
    mixed: LossDistribution
    var95_eur: Floats
    """(P,)"""
    cvar95_eur: Floats
    """(P,)"""

    def exceedance(self, loss_eur: Floats) -> Floats:
        """Return P(loss > x) at each parameter point, shape (P,) + shape of `loss_eur`."""
        return np.stack([one.exceedance(loss_eur) for one in self.distributions])


def predict(
    models: Sequence[RiskModel],
    central: RiskModel,
    *,
    points: int = OUTER_POINTS,
    threads: int = 2,
    progress: Callable[[float], None] | None = None,
) -> Predictive:
    """Return the distribution at every parameter point and their mixture.

    Parameters
    ----------
    models
        One for each parameter point.
    central
        Chooses the common grid.
    threads
        How many at once; the result does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end at some point.
    InaccurateResultError
        If parameter points differ so much that no grid holds them all.
    """
    grid = Grid(WIDTH * fitting_grid(central, points).step_eur, points)
    found = _together(models, grid, threads, progress)
    while _too_short(mixture(found)):
        if grid.points >= MOST_POINTS:
            message = "parameter points differ by more than the longest grid"
            raise InaccurateResultError(message)
        grid = Grid(grid.step_eur, 4 * grid.points)
        found = _together(models, grid, threads, progress)
    tails = [_tail(model, one) for model, one in zip(models, found, strict=True)]
    return Predictive(
        distributions=found,
        mixed=mixture(found),
        var95_eur=np.array([var for var, _ in tails]),
        cvar95_eur=np.array([cvar for _, cvar in tails]),
    )


def _together(
    models: Sequence[RiskModel], grid: Grid, threads: int, progress: Callable[[float], None] | None
) -> tuple[LossDistribution, ...]:
    batches = [models[start : start + BATCH] for start in range(0, len(models), BATCH)]
    found: list[LossDistribution] = []
    with ThreadPoolExecutor(threads) as pool:
        for batch in pool.map(lambda batch: on_grids(batch, grid), batches):
            found.extend(batch)
            if progress is not None:
                progress(len(found) / len(models))
    return tuple(found)


def _too_short(mixed: LossDistribution) -> bool:
    return mixed.beyond > SEEN_TAIL


def _tail(model: RiskModel, distribution: LossDistribution) -> tuple[float, float]:
    """Return VaR95 and CVaR95 of one point, on a grid of its own where the common one is too short for it."""
    try:
        return distribution.var(LEVEL), distribution.cvar(LEVEL)
    except GridTooShortError:
        own = evaluate(model, points=OUTER_POINTS, largest_error=1.0)
        return own.distribution.var(LEVEL), own.cvar95_eur
