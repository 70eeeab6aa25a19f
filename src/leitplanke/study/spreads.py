"""What a 90 % interval means in each of the readings that the study gives it: its ends, its middle, its mean and twenty cases."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv, ndtr, ndtri

from leitplanke.planning import pert
from leitplanke.primitives.interval import Z95, Floats, ThreePoint
from leitplanke.study.parameters import BetaLaw

CASES = 20
"""Equally likely cases that stand for a spread."""
_MIDDLES = (np.arange(CASES) + 0.5) / CASES
_POINTS = np.concatenate([[0.05, 0.5, 0.95], _MIDDLES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What an interval means: its ends (5 and 95 % points), median and mean, and twenty equally likely cases in rising order."""

    low: float
    median: float
    mean: float
    high: float
    cases: tuple[float, ...]


def of_three_points(law: ThreePoint, cap: float | None = None) -> Spread:
    """Return what a figure means that is lognormal on each side of its centre, with nothing above `cap`.

    Examples
    --------
    >>> [round(figure) for figure in (lambda one: (one.median, one.mean))(of_three_points(ThreePoint(1e4, 1e5, 1e6)))]
    [100000, 266398]
    """
    cases = law.at(np.asarray(ndtri(_POINTS)))
    return _spread(cases if cap is None else np.minimum(cases, cap), _mean(law, cap))


def of_pert(figure: Floats) -> Spread:
    """Return what an amount means that is given as minimum, mode and maximum, shape (3,)."""
    return _spread(pert.quantile(figure, _POINTS), float(pert.mean(figure)))


def of_beta(law: BetaLaw, cap: float = 1.0) -> Spread:
    """Return what a share means, with nothing above `cap`.

    Examples
    --------
    >>> spread = of_beta(BetaLaw(3.0, 1.0))
    >>> round(spread.mean, 6), round(spread.median, 6)
    (0.75, 0.793701)
    """
    below = law.mean * float(betainc(law.alpha + 1.0, law.beta, cap))
    above = cap * (1.0 - float(betainc(law.alpha, law.beta, cap)))
    return _spread(np.minimum(betaincinv(law.alpha, law.beta, _POINTS), cap), below + above)


def of_moments(mean: float, variance: float) -> BetaLaw:
    """Return the Beta distribution with that mean, within (0, 1), and variance."""
    concentration = mean * (1.0 - mean) / variance - 1.0
    return BetaLaw(mean * concentration, (1.0 - mean) * concentration)


def _spread(points: Floats, mean: float) -> Spread:
    low, median, high, *cases = points.tolist()
    return Spread(low=low, median=median, mean=mean, high=high, cases=tuple(cases))


def _mean(law: ThreePoint, cap: float | None) -> float:
    """Return the mean: each half of the normal score gives m·exp(s²/2) times its share; above the cap the cap counts."""
    below, above = math.log(law.mode / law.low) / Z95, math.log(law.high / law.mode) / Z95
    end = math.inf if cap is None or above == 0.0 else math.log(cap / law.mode) / above
    left = math.exp(below**2 / 2.0) * ndtr(-below)
    right = math.exp(above**2 / 2.0) * (ndtr(end - above) - ndtr(-above))
    return float(law.mode * (left + right) + (cap or 0.0) * (1.0 - ndtr(end)))
