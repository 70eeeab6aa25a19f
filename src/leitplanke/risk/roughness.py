"""How much more than the difference of two grids the error of the finer one may be, from the variances that the grids add.

Masses on a grid keep each loss's mean and add to its variance: a loss that lies a share f of a step beyond a grid point gets f (1 - f)
steps squared more. On the grid of twice the step it gets f (2 - f) or 1 - f^2, in both cases more by at least f (1 - f). Variances of sums
of losses add up, so the finer grid has never more variance too much than the coarser has more than the finer. Where losses are much
larger than a step that is far more than needed, the difference is three times the error left. Where many losses are smaller than a step it
is just as much, and then a figure that goes with the standard deviation is further off than the two grids are apart.
"""

import numpy as np

from leitplanke.risk.model import Floats


def widening(fine: Floats, twice: Floats) -> tuple[Floats, Floats]:
    """Return by what the difference of two grids is multiplied to be a bound: of quantiles and tail means, and of exceedances.

    Parameters
    ----------
    fine, twice
        Masses on a grid and on that of twice the step, shapes (..., N) and (..., N/2).

    Returns
    -------
    tuple of Floats
        Both >= 1, shape (...); the first at most 2.42, the second infinite where all variance may be the grid's.

    Examples
    --------
    Nearly normal sums whose variance is 1, 2 and 3 without grid and on the two grids: standard deviations 1, 1.41 and 1.73.

    >>> def normal(variance, step):
    ...     found = np.exp(-((step * np.arange(-100, 100) + 0.0) ** 2) / 2 / variance)
    ...     return found / found.sum()
    >>> factor, _ = widening(normal(2.0, 0.1), normal(3.0, 0.2)[50:150])
    >>> round(float(factor), 2), round((2**0.5 - 1) / (3**0.5 - 2**0.5), 2)
    (1.3, 1.3)
    """
    here = variance(fine)
    # In steps of the fine grid.
    added = np.maximum(4.0 * variance(twice) - here, 0.0)
    # What sums to more than 1 is rounding, which the tilt makes larger towards the end of the grid.
    rounding = np.maximum(fine.sum(axis=-1) - 1.0, 0.0) * fine.shape[-1] ** 2
    most, least = np.sqrt(here + added), np.sqrt(np.maximum(here - added - rounding, 0.0))
    deviation = np.sqrt(here)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_tails = np.where(here > 0.0, (most + deviation) / (deviation + least), 1.0)
        # Exceedances go with the inverse of the standard deviation close to the mean.
        of_chances = np.where(here > 0.0, of_tails * most / least, 1.0)
    return of_tails, of_chances


def variance(mass: Floats) -> Floats:
    """Return the variance of what is on a grid, shape (..., N) to (...), in steps squared."""
    # From the middle of the grid: no digits are lost where all mass lies close together far from 0.
    place = np.arange(mass.shape[-1]) - 0.5 * mass.shape[-1]
    total, first, second = mass.sum(axis=-1), mass @ place, mass @ place**2
    return np.asarray(np.maximum(second - first**2 / np.maximum(total, 1e-300), 0.0))
