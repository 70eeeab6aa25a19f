"""How good a choice of measures is: lower bounds on the CVaR95 of everything that may still come of an undecided set.

Mechanism (docs/method/planning.md): CVaR is the least over v of g_v = v + E(S - v)+ / (1 - level), and for each v the fall of g_v by
favourable measures is a monotone submodular set function. So g_v has valid lower bounds that are linear in the measures that are added,
and the least of a linear bound within a budget is a fractional knapsack. Source: Nemhauser, Wolsey and Fisher, An analysis of
approximations for maximizing submodular set functions, Mathematical Programming 14 (1978), proposition 2.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from leitplanke.planning.relaxation import Partial
from leitplanke.risk.model import Floats

MIXES = (1.0, 0.75, 0.5, 0.25)
"""Weights at which two bounds are mixed; any weight gives a valid bound."""
Singles = npt.NDArray[np.float32]
ROUNDING = 3e-6
"""Bounds are kept in single precision and lowered by this share."""
NEAR = 0.25
"""Points whose bound is so near to the least, as share of the way to what counts, are looked at together."""
ENDLESS = 4.0
"""Stands for an infinite fall, as multiple of the value that counts; larger ones are cut off."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A valid bound for every v: g_v(A) >= base - sum of slopes of the undecided measures in A."""

    base: Floats
    """(V,)"""
    slope: Singles
    """(N, V), >= 0."""

    def with_measure(self, measure: int) -> "Cut":
        """Return the same bound for sets that contain a measure."""
        return Cut(self.base - self.slope[measure], self.slope)


@dataclass(frozen=True, slots=True)
class Bound:
    """The least that may still come."""

    by_point: Floats
    """(V,) no set has a lower g_v, prices added."""
    slope: Floats
    """(U,) of the bound in each undecided measure, at the v where it is least."""
    taken: Floats = field(default_factory=lambda: np.zeros(0))
    """(U,) shares of the undecided measures that the bound would take there, if it knows."""

    @property
    def value(self) -> float:
        """No set has a lower CVaR, prices added."""
        least = float(self.by_point.min())
        return least - ROUNDING * abs(least) if np.isfinite(least) else least


def above(node: Partial) -> list[Partial]:
    """Return the sets whose curves bound a node from everything at once: all of it, and without each undecided measure."""
    every = node.open
    return [Partial(node.fixed, every, every), *(Partial(node.fixed, tuple(i for i in every if i != one), every) for one in every)]


def around(node: Partial) -> list[Partial]:
    """Return the sets whose curves bound a node around a set: the set, and with each other undecided measure."""
    others = tuple(one for one in node.open if one not in node.helping)
    return [node, *(Partial(node.fixed, (*node.helping, one), node.open) for one in others)]


def cut_above(node: Partial, curves: Floats, measures: int, largest: float) -> Cut | None:
    """Return the bound from the curves of `above`, None if losses never end even with all.

    g_v(A) >= g_v(N) + sum of (g_v(N without i) - g_v(N)) over the undecided i that are not in A.
    """
    if not np.isfinite(curves[0]).all():
        return None
    undecided = list(node.open)
    slope = np.zeros((measures, curves.shape[1]), dtype=np.float32)
    slope[undecided] = np.clip(curves[1:] - curves[0], 0.0, ENDLESS * largest)
    return Cut(curves[0] + slope[undecided].sum(axis=0, dtype=np.float64), slope)


def cut_around(node: Partial, curves: Floats, high: Cut) -> Cut | None:
    """Return the bound from the curves of `around`, None if losses of the set never end.

    g_v(A) >= g_v(C) - sum of (g_v(C) - g_v(C and i)) over i in A but not in C
                     + sum of (g_v(N without i) - g_v(N)) over i in C but not in A.

    Parameters
    ----------
    high
        The cut from above of the same node.
    """
    if not np.isfinite(curves[0]).all():
        return None
    inside, others = list(node.helping), [one for one in node.open if one not in node.helping]
    slope = np.zeros_like(high.slope)
    slope[others] = np.maximum(curves[0] - curves[1:], 0.0)
    slope[inside] = high.slope[inside]
    return Cut(curves[0] + slope[inside].sum(axis=0, dtype=np.float64), slope)


def bound(
    cuts: Sequence[Cut], undecided: Sequence[int], cost: Floats, room: float, *, known: Floats | None = None, limit: float = np.inf
) -> Bound:
    """Return a lower bound of min over v of g_v(A), A adding undecided measures that cost at most `room` together.

    Parameters
    ----------
    cuts
        The cut from above, and others with each of which it is mixed.
    cost
        (N,) EUR.
    known
        (V,) valid lower bounds of g_v by point; they are improved where they are least.
    limit
        Bounds from here on need not be better.
    """
    chosen = list(undecided)
    best = np.full(cuts[0].base.size, -np.inf) if known is None else known.copy()
    slope, done = np.zeros(len(chosen), dtype=np.float32), np.zeros(best.size, dtype=np.bool_)
    # Only points where the bound is least matter; raising it there makes others the least.
    while not done[at := int(best.argmin())] and best[at] < limit:
        reach = best[at] + NEAR * (limit - best[at]) if np.isfinite(best[at]) and np.isfinite(limit) else limit
        points = np.flatnonzero(~done & (best <= reach))
        value, own = _at(cuts, chosen, cost[chosen], room, points)
        best[points], done[points] = np.maximum(best[points], value), True
        slope[:] = own[:, int(best[points].argmin())]
    return Bound(best, np.asarray(slope, dtype=np.float64))


def _at(cuts: Sequence[Cut], chosen: list[int], cost: Floats, room: float, points: npt.NDArray[np.intp]) -> tuple[Floats, Singles]:
    """Return the greatest bound of mixed cuts at some points v, shape (S,), and its slopes there, shape (U, S)."""
    place = np.ix_(np.array(chosen, dtype=np.int64), points)
    top, base = cuts[0].slope[place], cuts[0].base[points]
    best, found = base - knapsack(top, cost, room), top.copy()
    for cut in cuts[1:]:
        own = cut.slope[place]
        for mix in MIXES:
            slope = own if mix == 1.0 else own * np.float32(mix) + top * np.float32(1.0 - mix)
            value = cut.base[points] * mix + base * (1.0 - mix) - knapsack(slope, cost, room)
            better = value > best
            best[better], found[:, better] = value[better], slope[:, better]
    return best, found


def filled(worth: Floats, cost: Floats, room: float) -> list[int]:
    """Return the items that a knapsack takes whole, the best for their cost first as long as they fit.

    Examples
    --------
    >>> filled(np.array([6.0, 9.0, 1.0]), np.array([2.0, 4.0, 1.0]), 4.0)
    [0, 2]
    """
    found: list[int] = []
    for one in np.argsort(-worth / np.maximum(cost, 1e-9), kind="stable").tolist():
        if cost[one] <= room:
            found.append(one)
            room -= float(cost[one])
    return sorted(found)


def knapsack(profit: Floats | Singles, cost: Floats, room: float) -> Floats:
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
