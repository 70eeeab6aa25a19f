"""What each factor of adaptive capacity is worth: the gap between static risk and dynamic vulnerability, split over the factors.

A factor that is away counts as 0, in coping and in what the firm learns by itself. So all away is the static risk R, all there is
the dynamic vulnerability V, and the Shapley values of the factors add up to R - V exactly.

Source: L. S. Shapley, A value for n-person games (1953); method.md section 3.
"""

import math
from functools import cache

import numpy as np

from leitplanke.risk.cascade import check, matrix
from leitplanke.risk.model import Floats
from leitplanke.risk.payment import discount
from leitplanke.risk.severity import limited_mean
from leitplanke.risk.vulnerability import ADAPTATION_RATE, Adjustment, Vulnerability, assemble

MOST_FACTORS = 12
"""2^12 subsets are quickly valued; more factors would need sampling."""
ACCURACY = 1e-12
MOST_NODES = 64


def capacity_values(vulnerability: Vulnerability) -> Floats:
    """Return how much expected discounted loss of the horizon each capacity factor saves, shape (F,), EUR, >= 0, without measures.

    They add up to static risk minus dynamic vulnerability: every factor gets its average saving over all orders in which the
    factors can come.

    Raises
    ------
    ValueError
        If there are more than 12 factors.
    SupercriticalCascadeError
        If losses cause each other without end.
    """
    factors = vulnerability.capacity.size
    if factors > MOST_FACTORS:
        message = f"{factors} capacity factors, at most {MOST_FACTORS}"
        raise ValueError(message)
    there = (np.arange(2**factors)[:, None] >> np.arange(factors)) & 1
    return np.asarray(shapley_weights(factors) @ -losses_with(vulnerability, there * vulnerability.capacity))


@cache
def shapley_weights(players: int) -> Floats:
    """Return the matrix (n, 2^n) that turns the worth of all coalitions (bit i of the number: player i is in) into Shapley values.

    Examples
    --------
    The glove game: player 0 has the only right glove, a pair is worth 1.

    >>> worth = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    >>> (shapley_weights(3) @ worth * 6).round(9).tolist()
    [4.0, 1.0, 1.0]
    """
    number = np.arange(2**players)
    inside = (number[None, :] >> np.arange(players)[:, None]) & 1 == 1
    size = inside.sum(axis=0)
    # Before the player came the others numbered `size` - 1 (it is in) or `size` (it is not yet).
    others = np.where(inside, size - 1, size)
    weight = np.array([math.factorial(n) * math.factorial(players - 1 - n) / math.factorial(players) for n in range(players)])
    return np.asarray(np.where(inside, 1.0, -1.0) * weight[np.minimum(others, players - 1)])


def losses_with(vulnerability: Vulnerability, capacity: Floats) -> Floats:
    """Return the expected discounted loss of the horizon if the capacity indices were other ones, shape (N,), EUR.

    Parameters
    ----------
    capacity
        (N, F), 0-1.
    """
    adjustment = Adjustment.neutral(vulnerability.years, vulnerability.exposure.size, vulnerability.capacity.size)
    model = assemble(vulnerability, adjustment, coping=False, adaptation=False)
    check(model)
    learned = 1.0 - np.exp(-ADAPTATION_RATE * (np.arange(vulnerability.years) + 0.5))
    adapted = 1.0 - vulnerability.adaptation * capacity.mean(axis=1)[:, None] * learned
    kept = 1.0 - vulnerability.coping_max * (capacity @ vulnerability.coping_weight.T)
    mean = limited_mean(model.median_eur, model.sigma, model.cap_eur) * model.scale[0]
    direct = matrix(model)[0]
    nodes = _nodes(direct, float(adapted.min()))
    counts = _counts(direct, model.rate[0], nodes)
    worth = discount(model)
    onset = model.onset
    total = np.zeros(capacity.shape[0])
    losses = (_lagrange(nodes, adapted.T.ravel()) @ counts).reshape(vulnerability.years, *kept.shape)
    for year in range(vulnerability.years):
        paid = worth[year] * kept
        paid[:, onset] = _paid(model.duration[year, onset] * kept[:, onset], worth[year:])
        total += (losses[year] * paid) @ mean
    return total


def _nodes(direct: Floats, lowest: float) -> Floats:
    """Return so many Chebyshev nodes between the lowest adapted share of exposure and 1 that interpolation errs by 1e-12.

    Expected counts are analytic in that share but for a pole where cascades end no more (Trefethen, Approximation Theory, chapter 8).
    """
    low = min(lowest, 1.0 - 1e-6)
    steepest = float(direct.sum(axis=1).max(initial=0.0))
    count = MOST_NODES
    if steepest < 1.0:
        pole = (2.0 / max(steepest, 1e-6) - 1.0 - low) / (1.0 - low)
        count = min(MOST_NODES, 2 + math.ceil(-math.log(ACCURACY) / math.log(pole + math.sqrt(pole**2 - 1.0))))
    return np.asarray(0.5 * (1.0 + low) + 0.5 * (1.0 - low) * np.cos(np.pi * (np.arange(count) + 0.5) / count))


def _counts(direct: Floats, rate: Floats, nodes: Floats) -> Floats:
    """Return the expected losses a year if exposure were that share of itself, caused ones included, shape (nodes, J)."""
    system = np.eye(rate.size) - nodes[:, None, None] * direct.T
    return np.asarray(np.linalg.solve(system, (nodes[:, None] * rate)[..., None])[..., 0])


def _lagrange(nodes: Floats, at: Floats) -> Floats:
    """Return the values of the Lagrange polynomials of Chebyshev nodes, shape (N, nodes); barycentric formula."""
    angle = np.pi * (np.arange(nodes.size) + 0.5) / nodes.size
    weight = np.sin(angle) * np.where(np.arange(nodes.size) % 2 == 0, 1.0, -1.0)
    gap = at[:, None] - nodes
    hit = np.abs(gap) < 1e-15  # noqa: PLR2004 - a node itself
    term = weight / np.where(hit, 1.0, gap)
    found = term / term.sum(axis=1, keepdims=True)
    return np.where(hit.any(axis=1, keepdims=True), hit.astype(np.float64), found)


def _paid(duration: Floats, worth: Floats) -> Floats:
    """Return the worth of one euro a year from the middle of the first of the years left, for so many years or to the end."""
    if (worth == 1.0).all():
        return np.minimum(duration, worth.size - 0.5)
    lengths = np.concatenate([[0.5], np.ones(worth.size - 1)])
    begin = np.concatenate([[0.0], np.cumsum(lengths)])
    return np.asarray(np.interp(duration, begin, np.concatenate([[0.0], np.cumsum(lengths * worth)])))
