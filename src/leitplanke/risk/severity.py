"""The size of one loss: a lognormal with a cap, its mean, its limited expected value and its mass on a grid.

Source: limited expected value of the lognormal and mean-preserving ("local moment matching") discretisation, Klugman, Panjer and
Willmot, Loss Models, sections 6.6 and 9.6.
"""

import math

import numpy as np
from scipy.special import ndtr

from leitplanke.risk.model import Floats


def limited_mean(median: Floats, sigma: Floats, limit: Floats) -> Floats:
    """Return E[min(X, limit)] for X lognormal; arguments broadcast, EUR.

    Parameters
    ----------
    median, limit
        EUR, >= 0; `limit` may be infinite; a median of 0 stands for a loss of nothing.
    sigma
        Standard deviation of the logarithm, >= 0.

    Examples
    --------
    >>> mean = limited_mean(np.array(100_000.0), np.array(1.399872), np.array(np.inf))
    >>> round(float(mean))
    266398
    """
    spread = np.maximum(sigma, 1e-12)
    # A loss of nothing would be 0 / 0 below; any positive stand-in gives the same 0 in the end.
    positive = (median > 0.0) & (limit > 0.0)
    centre, top = np.where(positive, median, 1.0), np.where(positive, limit, 1.0)
    distance = (np.log(top) - np.log(centre)) / spread
    above = np.where(np.isinf(top), 0.0, np.where(np.isinf(top), 0.0, top) * ndtr(-distance))
    return np.where(positive, centre * np.exp(spread**2 / 2.0) * ndtr(distance - spread) + above, 0.0)


def masses(median: Floats, sigma: float, cap: Floats, step: float, points: int) -> Floats:
    """Return the mass of capped lognormals on the grid 0, step, 2 step ... so that their means are kept.

    Parameters
    ----------
    median, cap
        Shape (R,), EUR, > 0; cap may be infinite.
    sigma
        Standard deviation of the logarithm, the same for all R.
    step
        EUR between grid points.
    points
        Number of grid points N; what lies beyond the grid is left out, so a row may sum to less than 1.

    Returns
    -------
    Floats
        Shape (R, N), each in [0, 1].
    """
    # Beyond the highest cap nothing is left; short grids make the many small threats cheap.
    highest = float(cap.max())
    reach = points if math.isinf(highest) else min(points, int(highest / step) + 2)
    grid = np.broadcast_to(step * np.arange(1, reach + 1), (median.size, reach))
    limit = np.minimum(grid, cap[:, None])
    spread = max(sigma, 1e-12)
    distance = (np.log(limit) - np.log(median)[:, None]) / spread
    mean = median * np.exp(spread**2 / 2.0)
    limited = np.empty((median.size, reach + 2))
    limited[:, 0] = 0.0
    limited[:, 1:-1] = mean[:, None] * ndtr(distance - spread) + limit * ndtr(-distance)
    limited[:, -1] = limited[:, -2] if reach < points else limited_mean(median, np.array(sigma), np.minimum(cap, step * (points + 1)))
    found = np.zeros((median.size, points))
    found[:, 1:reach] = (2.0 * limited[:, 1:reach] - limited[:, : reach - 1] - limited[:, 2 : reach + 1]) / step
    found[:, 0] = 1.0 - limited[:, 1] / step
    return np.maximum(found, 0.0)


def folded(mass: Floats) -> Floats:
    """Return masses (R, N) on the grid of twice the step, (R, N/2): exactly what `masses` gives there, for means are kept.

    Examples
    --------
    >>> folded(np.array([[0.2, 0.4, 0.3, 0.1]])).tolist()
    [[0.4, 0.55]]
    """
    found = mass[:, 0::2].copy()
    odd = mass[:, 1::2] / 2.0
    found += odd
    found[:, 1:] += odd[:, :-1]
    return found
