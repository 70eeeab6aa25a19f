"""Funding: public money that lowers the own one-off cost of a measure, at a rate and up to a cap.

Whether a firm gets it is decided elsewhere: everything here holds if it is granted. Axes: n costs, K fundings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from leitplanke.planning import pert

Floats = pert.Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One funding of one measure (its index): `rate` of the one-off cost, 0 to 1, at most `cap_eur`; several of one measure add up."""

    measure: int
    rate: float
    cap_eur: float = np.inf


def paid(grants: Sequence[Grant], measures: Sequence[int], cost_eur: Floats) -> Floats:
    """Return what the fundings pay of one-off costs, in the shape of `cost_eur`.

    Parameters
    ----------
    measures
        (n,) whose costs they are.
    cost_eur
        (..., n) one-off costs before funding, EUR.

    Examples
    --------
    >>> paid([Grant(measure=4, rate=0.5, cap_eur=10_000.0)], [3, 4], np.array([[8e3, 8e3], [4e4, 4e4]])).tolist()
    [[0.0, 4000.0], [0.0, 10000.0]]
    """
    found = np.zeros_like(cost_eur)
    for one in grants:
        for place in (place for place, measure in enumerate(measures) if measure == one.measure):
            found[..., place] += np.minimum(one.rate * cost_eur[..., place], one.cap_eur)
    return found


def expected(grants: Sequence[Grant], cost_eur: Floats) -> Floats:
    """Return what the fundings are expected to pay, shape (M,), of PERT costs (M, 3): exactly, cap and spread together."""
    found = np.zeros(cost_eur.shape[0])
    for one in grants:
        found[one.measure] += mean_of_part(cost_eur[one.measure], one.rate, one.cap_eur)
    return found


def mean_of_part(figure: Floats, rate: float, cap: float) -> float:
    """Return the mean of min(rate x C, cap) for one PERT figure C, shape (3,).

    With x = cap / rate it is rate x E[C; C <= x] + cap x P(C > x), and E of a Beta variable below a point is its mean times the
    distribution function of Beta(alpha + 1, beta).

    Examples
    --------
    >>> figure = np.array([0.0, 50.0, 100.0])
    >>> mean_of_part(figure, 0.5, np.inf), mean_of_part(figure, 1.0, 0.0), round(mean_of_part(figure, 1.0, 50.0), 6)
    (25.0, 0.0, 42.1875)
    """
    low, high = float(figure[0]), float(figure[2])
    if rate <= 0.0 or cap <= 0.0:
        return 0.0
    if cap >= rate * high:
        return rate * float(pert.mean(figure))
    if cap <= rate * low:
        return cap
    alpha, beta = (float(one) for one in pert.shape(figure))
    place = (cap / rate - low) / (high - low)
    below = float(betainc(alpha, beta, place))
    part = low * below + (high - low) * alpha / (alpha + beta) * float(betainc(alpha + 1.0, beta, place))
    return rate * part + cap * (1.0 - below)
