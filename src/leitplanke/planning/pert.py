"""PERT distributions: a cost, an effort or a gain as minimum, most likely value and maximum.

The PERT distribution is a Beta distribution on [minimum, maximum] with alpha = 1 + 4 (mode - minimum) / (maximum - minimum) and
beta = 6 - alpha. Source: Malcolm, Roseboom, Clark and Fazar, Operations Research 7 (1959), in today's common form.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

Floats = npt.NDArray[np.float64]


def mean(figure: Floats) -> Floats:
    """Return the mean of each figure, (minimum + 4 mode + maximum) / 6.

    Parameters
    ----------
    figure
        Shape (..., 3): minimum, mode, maximum.

    Examples
    --------
    >>> float(mean(np.array([10.0, 20.0, 60.0])))
    25.0
    """
    return np.asarray(figure @ np.array([1.0, 4.0, 1.0]) / 6.0)


def shape(figure: Floats) -> tuple[Floats, Floats]:
    """Return alpha and beta of the Beta distribution behind each figure; a figure without width counts as symmetric.

    Examples
    --------
    >>> alpha, beta = shape(np.array([10.0, 20.0, 60.0]))
    >>> round(float(alpha), 9), round(float(beta), 9)
    (1.8, 4.2)
    """
    width = figure[..., 2] - figure[..., 0]
    position = np.divide(figure[..., 1] - figure[..., 0], width, out=np.full(width.shape, 0.5), where=width > 0.0)
    alpha = 1.0 + 4.0 * position
    return alpha, 6.0 - alpha


def quantile(figure: Floats, probability: float | Floats) -> Floats:
    """Return the value that each figure stays below with that probability.

    Examples
    --------
    >>> float(quantile(np.array([10.0, 20.0, 30.0]), 0.5))
    20.0
    """
    alpha, beta = shape(figure)
    width = figure[..., 2] - figure[..., 0]
    chance = np.broadcast_to(probability, np.broadcast_shapes(width.shape, np.shape(probability)))
    # What has no width needs no inverse, which is slow.
    wide = np.broadcast_to(width > 0.0, chance.shape)
    share = np.zeros(chance.shape)
    share[wide] = betaincinv(np.broadcast_to(alpha, chance.shape)[wide], np.broadcast_to(beta, chance.shape)[wide], chance[wide])
    return np.asarray(figure[..., 0] + width * share)
