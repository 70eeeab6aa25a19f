"""Average contributions over all orders in which players can come: Shapley values, exact or by sampled orders.

Each order adds the players one by one; what the worth rises when a player comes is his contribution. Sampled orders come in pairs, one and
its reverse: who comes late in one comes early in the other, so much of their errors cancels (antithetic).
Sources: L. S. Shapley, A value for n-person games (1953); Castro, Gomez and Tejada, Polynomial calculation of the Shapley value based on
sampling (2009); Mitchell, Cooper, Frank and Holmes, Sampling permutations for Shapley value estimation (2022).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.measures import Bools, Floats
from leitplanke.risk.capacity import shapley_weights

Worth = Callable[[Bools], Floats]
"""Coalitions (N, n), True where a player is in, to what each is worth (N,)."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shapley values (n,) with the standard errors of sampling (n,), 0 where every coalition was valued."""

    value: Floats
    error: Floats

    def plus(self, other: "Shares") -> "Shares":
        """Return the values of the sum of two games whose errors are independent."""
        return Shares(self.value + other.value, np.hypot(self.error, other.error))


def exact(worth: Worth, players: int) -> Shares:
    """Return the Shapley values from the worth of all 2^n coalitions.

    Examples
    --------
    The glove game: player 0 has the only right glove, a pair is worth 1.

    >>> pairs = lambda inside: np.where(inside[:, 0] & inside[:, 1:].any(axis=1), 1.0, 0.0)
    >>> (exact(pairs, 3).value * 6).round(9).tolist()
    [4.0, 1.0, 1.0]
    """
    number = np.arange(2**players)
    inside = (number[:, None] >> np.arange(players)) & 1 == 1
    return Shares(shapley_weights(players) @ worth(inside), np.zeros(players))


def sampled(worth: Worth, players: int, pairs: int, rng: np.random.Generator) -> Shares:
    """Return the mean contributions over so many pairs of orders; they add up to the worth of all less that of none exactly.

    Parameters
    ----------
    pairs
        At least 2, for the error.
    """
    if players == 0:
        return Shares(np.zeros(0), np.zeros(0))
    half = np.array([rng.permutation(players) for _ in range(pairs)])
    orders = np.concatenate([half, half[:, ::-1]])
    place = np.argsort(orders, axis=1)
    # Row k of an order: the first k players are in.
    inside = place[:, None, :] < np.arange(players + 1)[:, None]
    flat = inside.reshape(-1, players)
    packed, back = np.unique(np.packbits(flat, axis=1), axis=0, return_inverse=True)
    coalitions = np.unpackbits(packed, axis=1, count=players).astype(np.bool_)
    rising = np.diff(worth(coalitions)[back.reshape(-1)].reshape(2 * pairs, players + 1), axis=1)
    each = np.take_along_axis(rising, place, axis=1)
    paired = (each[:pairs] + each[pairs:]) / 2.0
    return Shares(paired.mean(axis=0), paired.std(axis=0, ddof=1) / np.sqrt(pairs))


def shares(worth: Worth, players: int, pairs: int, rng: np.random.Generator) -> Shares:
    """Return exact values where all coalitions are no more than sampled orders would look at, else sampled ones."""
    return exact(worth, players) if 2**players <= 2 * pairs * players else sampled(worth, players, pairs, rng)
