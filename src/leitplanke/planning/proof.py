"""How good a choice of measures is: lower bounds on the CVaR95 of everything that may still come of an undecided set.

Mechanism (docs/method/planning.md): CVaR is the least over v of g_v = v + E(S - v)+ / (1 - level), and for each v the fall of g_v by
favourable measures is a monotone submodular set function. So g_v has valid lower bounds that are linear in the measures that are added,
and the least of a linear bound within a budget is a fractional knapsack. Source: Nemhauser, Wolsey and Fisher, An analysis of
approximations for maximizing submodular set functions, Mathematical Programming 14 (1978), proposition 2.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.relaxation import Partial
from leitplanke.risk.model import Floats

MIXES = (0.0, 1.0, 0.5, 0.25, 0.75)
"""Weights at which two bounds are mixed; any weight gives a valid bound."""
ROUNDING = 1e-6
"""Bounds are kept in single precision and lowered by this share."""
ENDLESS = 1e3
"""Stands for an infinite fall, as multiple of the value that counts; larger ones are cut off."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A valid bound for every v: g_v(A) >= base - sum of slopes of the undecided measures in A."""

    base: Floats
    """(V,)"""
    slope: Floats
    """(N, V), >= 0."""

    def with_measure(self, measure: int) -> "Cut":
        """Return the same bound for sets that contain a measure."""
        return Cut(self.base - self.slope[measure], self.slope)


@dataclass(frozen=True, slots=True)
class Bound:
    """The least that may still come."""

    value: float
    at: int
    """Number of the v where it is reached."""
    weight: float
    """Of the first cut there."""


def below(node: Partial) -> list[Partial]:
    """Return the sets whose curves bound a node from what is fixed: these alone, and with each undecided measure."""
    return [Partial(node.fixed, (), node.open), *(Partial(node.fixed, (one,), node.open) for one in node.open)]


def above(node: Partial) -> list[Partial]:
    """Return the sets whose curves bound a node from everything at once: all of it, and without each undecided measure."""
    every = node.open
    return [Partial(node.fixed, every, every), *(Partial(node.fixed, tuple(i for i in every if i != one), every) for one in every)]


def cut_below(node: Partial, curves: Floats, measures: int) -> Cut | None:
    """Return the bound from the curves of `below`, None if losses of the fixed set never end.

    g_v(A) >= g_v(B) - sum of (g_v(B) - g_v(B and i)) over the undecided i in A.
    """
    if not np.isfinite(curves[0]).all():
        return None
    slope = np.zeros((measures, curves.shape[1]), dtype=np.float32)
    slope[list(node.open)] = np.maximum(curves[0] - curves[1:], 0.0)
    return Cut(curves[0], slope)


def cut_above(node: Partial, curves: Floats, measures: int, largest: float) -> Cut | None:
    """Return the bound from the curves of `above`, None if losses never end even with all.

    g_v(A) >= g_v(N) + sum of (g_v(N without i) - g_v(N)) over the undecided i that are not in A.
    """
    if not np.isfinite(curves[0]).all():
        return None
    slope = np.zeros((measures, curves.shape[1]), dtype=np.float32)
    slope[list(node.open)] = np.clip(curves[1:] - curves[0], 0.0, ENDLESS * largest)
    return Cut(curves[0] + slope[list(node.open)].sum(axis=0, dtype=np.float64), slope)


def bound(cuts: Sequence[Cut], undecided: Sequence[int], cost: Floats, room: float) -> Bound:
    """Return a lower bound of min over v of g_v(A), A adding undecided measures that cost at most `room` together.

    Parameters
    ----------
    cuts
        One or two.
    cost
        (N,) EUR.
    """
    chosen = list(undecided)
    best = np.full(cuts[0].base.size, -np.inf)
    weight = np.zeros(best.size)
    for mix in MIXES if len(cuts) > 1 else (1.0,):
        base, slope = cuts[0].base * mix, cuts[0].slope[chosen] * np.float32(mix)
        if len(cuts) > 1:
            base, slope = base + cuts[1].base * (1.0 - mix), slope + cuts[1].slope[chosen] * np.float32(1.0 - mix)
        value = base - knapsack(slope, cost[chosen], room)
        better = value > best
        best[better], weight[better] = value[better], mix
    at = int(best.argmin())
    return Bound(float(best[at]) * (1.0 - ROUNDING), at, float(weight[at]))


def knapsack(profit: Floats, cost: Floats, room: float) -> Floats:
    """Return the most profit that fractions of items within `room` bring, for each column.

    Parameters
    ----------
    profit
        (N, V), >= 0.
    cost
        (N,), >= 0.

    Examples
    --------
    >>> knapsack(np.array([[6.0], [4.0]]), np.array([2.0, 2.0]), 3.0).tolist()
    [8.0]
    """
    if cost.sum() <= room:
        return np.asarray(profit.sum(axis=0, dtype=np.float64))
    dear = np.maximum(cost, 1e-9)
    order = np.argsort(-(profit / dear[:, None].astype(profit.dtype)), axis=0)
    price = dear[order]
    left = room - np.cumsum(price, axis=0) + price
    return np.asarray((np.take_along_axis(profit, order, axis=0) * np.clip(left / price, 0.0, 1.0)).sum(axis=0))
