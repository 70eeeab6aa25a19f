"""The distribution of a loss on a grid and the figures read from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.risk.model import Floats


class GridTooShortError(Exception):
    """The grid ends before the quantile that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossDistribution:
    """A loss distribution on the grid 0, step, 2 step ... with its exact mean.

    Mass beyond the grid is not in `mass`; because the mean is known in closed form, the mean excess over any point of the grid
    stays exact, and with it CVaR: nothing is lost at the end of the grid.
    """

    step_eur: float
    mass: Floats
    """(N,) probability of each grid point, sums to 1 minus the mass beyond."""
    mean_eur: float

    @property
    def beyond(self) -> float:
        """Probability beyond the last grid point."""
        return float(max(0.0, 1.0 - self.mass.sum()))

    def exceedance(self, loss_eur: Floats) -> Floats:
        """Return P(loss > x), x within the grid, linear between grid points; same shape as `loss_eur`."""
        over = np.maximum(0.0, 1.0 - np.cumsum(self.mass))
        # Mass at grid point k stands for losses around it, so the survival function is read half a step later.
        middles = (np.arange(self.mass.size) + 0.5) * self.step_eur
        return np.asarray(np.interp(loss_eur, middles, over, left=1.0))

    def var(self, level: float) -> float:
        """Return the loss that is exceeded with probability 1 - level, EUR, linear within a grid step.

        Raises
        ------
        GridTooShortError
            If it lies beyond the grid.
        """
        cumulative = np.cumsum(self.mass)
        index = int(np.searchsorted(cumulative, level))
        if index >= cumulative.size - 1:
            raise GridTooShortError
        if index == 0:
            return 0.0
        part = (level - cumulative[index - 1]) / max(self.mass[index], 1e-300)
        return float((index - 0.5 + part) * self.step_eur)

    def cvar(self, level: float) -> float:
        """Return the mean of the worst 1 - level of losses, EUR: v + E[(loss - v)+] / (1 - level) at the quantile v.

        Raises
        ------
        GridTooShortError
            If the quantile lies beyond the grid.
        """
        quantile = self.var(level)
        grid = np.arange(self.mass.size) * self.step_eur
        limited = float(np.minimum(grid, quantile) @ self.mass) + quantile * self.beyond
        return quantile + (self.mean_eur - limited) / (1.0 - level)


def mixture(distributions: Sequence[LossDistribution]) -> LossDistribution:
    """Return the equal mixture of distributions on one grid: chance and parameters together.

    Raises
    ------
    ValueError
        If the grids differ.
    """
    step = distributions[0].step_eur
    if any(other.step_eur != step or other.mass.size != distributions[0].mass.size for other in distributions):
        message = "grids differ"
        raise ValueError(message)
    return LossDistribution(
        step_eur=step,
        mass=np.mean([one.mass for one in distributions], axis=0),
        mean_eur=float(np.mean([one.mean_eur for one in distributions])),
    )
