"""The distribution of a loss on a grid and the figures read from it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.risk.model import Floats, Ints

RUN = 64
"""Grid points in a run: its sums are made before quantiles are looked for."""

WIDTHS = (1, 2, 4, 8, 16, 32)
"""Grid points to both sides among which losses of one size are looked for: the more losses, the further they are spread."""


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
        return np.asarray(np.where(np.asarray(loss_eur) < 0.0, 1.0, np.interp(loss_eur, middles, over)))

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


def standing_out(mass: Floats, place: Ints) -> Floats:
    """Return how much probability around grid points stands out from what is to both sides of it: losses of exactly one size.

    On a grid such losses lie to both sides of their size on every grid, so that no comparison of grids shows how many of them are
    booked on the wrong side.

    Parameters
    ----------
    mass
        Shape (N,).
    place
        Shape (K,), in [0, N).

    Returns
    -------
    Floats
        Shape (K,), in [0, 1]; 0 where too close to an end of the grid for neighbours.

    Examples
    --------
    >>> smooth = np.full(100, 0.005)
    >>> smooth[50] += 0.5
    >>> standing_out(smooth, np.array([20, 50])).round(3).tolist()
    [0.0, 0.485]
    """
    return standing_out_of_each(np.broadcast_to(mass, (place.size, mass.size)), place.ravel()).reshape(place.shape)


def standing_out_of_each(mass: Floats, place: Ints) -> Floats:
    """Return the same for one place in each of several distributions, shapes (R, N) and (R,) to (R,)."""
    points, reach = mass.shape[1], 3 * WIDTHS[-1]
    near_by = place[:, None] + np.arange(-reach, reach + 1)
    window = np.take_along_axis(mass, np.clip(near_by, 0, points - 1), axis=1)
    window[(near_by < 0) | (near_by >= points)] = 0.0
    upto = np.concatenate([np.zeros((place.size, 1)), np.cumsum(window, axis=1)], axis=1)
    found = np.zeros(place.shape)
    for width in WIDTHS:
        inside = (place >= 3 * width) & (place + width < points)
        near = upto[:, reach + width + 1] - upto[:, reach - width]
        around = upto[:, reach + 3 * width + 1] - upto[:, reach - 3 * width] - near
        others = np.minimum(place + 3 * width + 1, points) - place + 3 * width - 2 * width - 1
        expected = (2 * width + 1) * around / np.maximum(others, 1)
        found = np.where(inside, np.maximum(found, near - 2.0 * expected), found)
    return found


def tails(mass: Floats, step_eur: float, mean_eur: Floats, level: float) -> tuple[Floats, Floats]:
    """Return quantile and mean of the worst 1 - `level` of many distributions on one grid: the arithmetic of `LossDistribution`.

    Parameters
    ----------
    mass
        Shape (P, N).
    mean_eur
        Shape (P,), exact.

    Returns
    -------
    tuple of Floats
        VaR and CVaR, shape (P,) each, EUR; NaN where the quantile lies beyond the grid.
    """
    # Sums of runs first: a running sum over every point would take as long as the transforms.
    length = math.gcd(mass.shape[1], RUN)
    runs = mass.reshape(mass.shape[0], -1, length)
    total = runs.sum(axis=2)
    rows, width = np.arange(mass.shape[0]), step_eur * length
    upto = np.cumsum(total, axis=1)
    run = np.minimum((upto < level).sum(axis=1), total.shape[1] - 1)
    first = (runs @ (step_eur * np.arange(length)) + total * (width * np.arange(total.shape[1])))[:, :-1]
    lost = np.where(np.arange(first.shape[1]) < run[:, None], first, 0.0).sum(axis=1)
    below = upto[rows, run] - total[rows, run]
    inner = runs[rows, run]
    cumulative = below[:, None] + np.cumsum(inner, axis=1)
    place = np.minimum((cumulative < level).sum(axis=1), length - 1)
    index = run * length + place
    before = cumulative[rows, place] - inner[rows, place]
    part = (level - before) / np.maximum(inner[rows, place], 1e-300)
    var = np.where(index > 0, (index - 0.5 + part) * step_eur, 0.0)
    grid = step_eur * (run[:, None] * length + np.arange(length))
    lost += (np.where(np.arange(length) < place[:, None], inner, 0.0) * grid).sum(axis=1)
    limited = lost + np.minimum(index * step_eur, var) * inner[rows, place] + var * np.maximum(1.0 - before - inner[rows, place], 0.0)
    cvar = var + (mean_eur - limited) / (1.0 - level)
    inside = (upto[:, -1] >= level) & (index < mass.shape[1] - 1)
    return np.where(inside, var, np.nan), np.where(inside, cvar, np.nan)


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
