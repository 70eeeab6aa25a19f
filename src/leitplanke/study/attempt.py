"""A plan that was found, with the chance under it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.prove import Proof
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import Found


@dataclass(frozen=True, slots=True)
class Attempt:
    """A plan that was found."""

    found: Found
    chance: float = 0.0
    """The simulated chance that liquidity is exhausted; 0 where nobody asked for it."""
    proof: Proof | None = None
    """Of the choice at given starts, where it was asked for."""
    others: tuple[tuple[Schedule, float], ...] = ()
    """Further plans that were simulated, with their chances that liquidity is exhausted."""

    @property
    def cost_eur(self) -> float:
        """What the plan costs."""
        return self.found.exact.known[self.found.schedule].cost_eur


def as_simulated(chance: float, seen: Sequence[float], simulated: Sequence[float]) -> float:
    """Return about what the simulation would say: in proportion, and in between as it did for plans that were simulated.

    Parameters
    ----------
    chance
        The chance that liquidity is exhausted as a search sees it.
    seen, simulated
        The chances of plans that were simulated, as a search sees them and as simulated; two at least, the chosen plan second. Plans that
        the simulation puts in another order count with their mean.

    Examples
    --------
    >>> [round(as_simulated(chance, [0.2, 0.1], [0.3, 0.1]), 9) for chance in (0.05, 0.1, 0.15, 0.2, 0.4)]
    [0.05, 0.1, 0.2, 0.3, 0.6]
    >>> [round(as_simulated(chance, [0.2, 0.1, 0.15], [0.3, 0.1, 0.12]), 9) for chance in (0.1, 0.125, 0.15, 0.175)]
    [0.1, 0.11, 0.12, 0.21]
    >>> [round(as_simulated(chance, [0.2, 0.1, 0.14, 0.16], [0.3, 0.1, 0.18, 0.16]), 9) for chance in (0.12, 0.15, 0.175)]
    [0.128, 0.17, 0.235]
    """
    pooled = _rising(sorted(set(zip(seen, simulated, strict=True))))
    (low, there), (high, here) = pooled[0], pooled[-1]
    if low <= 0.0 or len(pooled) == 1:
        return min(1.0, chance * simulated[1] / seen[1]) if seen[1] > 0.0 else chance
    if chance <= low or chance >= high:
        return float(min(1.0, chance * (there / low if chance <= low else here / high)))
    return float(np.interp(chance, [one for one, _ in pooled], [other for _, other in pooled]))


def _rising(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return pairs of rising first with rising second values: neighbours out of order become their mean (pool adjacent violators)."""
    pools: list[list[tuple[float, float]]] = []
    for pair in pairs:
        pools.append([pair])
        while len(pools) > 1 and not _mean(pools[-2])[1] < _mean(pools[-1])[1]:
            pools[-2:] = [pools[-2] + pools[-1]]
    return [_mean(pool) for pool in pools]


def _mean(pool: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return math.fsum(one for one, _ in pool) / len(pool), math.fsum(other for _, other in pool) / len(pool)
