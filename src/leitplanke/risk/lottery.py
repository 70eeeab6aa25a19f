"""Draws from any finite set of chances, two bytes and one look-up each, exact.

Most of the 65,536 numbers of two bytes stand for one outcome each, as many as its chance fills; the few that are left over are decided by
a second draw among the chances that are left over. Sources: Marsaglia, Generating discrete random variables in a computer (1963);
Marsaglia, Tsang and Wang, Fast generation of discrete random variables (2004).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

from leitplanke.risk.model import Floats, Ints

NUMBERS = 2**16
FAR = 9.5
"""Standard deviations, and a few more: a Poisson number beyond that comes once in 10^20 draws."""

Numbers = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Lottery:
    """K outcomes with their chances.

    Examples
    --------
    >>> chosen = Lottery.of(np.array([0.25, 0.75]))
    >>> chosen.filled.tolist(), chosen.decided
    ([16384, 49152], 65536)
    """

    filled: Ints
    """(K,) how many of the numbers stand for each outcome, in order from 0 on."""
    left: Floats
    """(K,) chance of each outcome that is left over, sums to that of the numbers that stand for none."""

    @classmethod
    def of(cls, chance: Floats, *, reserve: int = 0) -> "Lottery":
        """Return the lottery for chances (K,) that sum to 1, with so many numbers of each outcome left over besides parts of numbers."""
        filled = np.maximum(np.floor(chance * NUMBERS).astype(np.int64) - reserve, 0)
        return cls(filled, np.maximum(chance - filled / NUMBERS, 0.0))

    @property
    def decided(self) -> int:
        """How many numbers stand for an outcome; these and all above are left over."""
        return int(self.filled.sum())

    def outcomes(self) -> Ints:
        """Return the outcome that each decided number stands for, shape (decided,)."""
        return np.repeat(np.arange(self.filled.size), self.filled)

    def undecided(self, draws: int, rng: np.random.Generator) -> Ints:
        """Return outcomes, shape (draws,), for numbers that are left over."""
        ends = np.cumsum(self.left)
        return np.asarray(np.minimum(np.searchsorted(ends, rng.random(draws) * ends[-1], side="right"), ends.size - 1))


@dataclass(frozen=True, slots=True)
class PoissonNumbers:
    """Poisson numbers of one mean."""

    least: int
    lottery: Lottery
    number: npt.NDArray[np.int32]
    """(NUMBERS,) what each number of two bytes stands for."""

    @classmethod
    def of(cls, mean: float) -> "PoissonNumbers":
        """Return the lottery for a mean >= 0."""
        reach = FAR * mean**0.5 + 30.0
        least = max(0, int(mean - reach))
        # Above the mean by what is left above, or differences of figures close to 1 would be noise.
        upto = pdtr(np.arange(least, int(mean + reach) + 1), mean)
        chance = np.diff(upto, prepend=0.0)
        lottery = Lottery.of(chance / chance.sum())
        number = np.zeros(NUMBERS, dtype=np.int32)
        number[: lottery.decided] = least + lottery.outcomes()
        return cls(least, lottery, number)

    def draw(self, draws: int, rng: np.random.Generator) -> Ints:
        """Return independent numbers, shape (draws,)."""
        drawn = two_bytes(draws, rng)
        found = self.number[drawn].astype(np.int64)
        open_ = np.flatnonzero(drawn >= self.lottery.decided)
        found[open_] = self.least + self.lottery.undecided(open_.size, rng)
        return found


def two_bytes(draws: int, rng: np.random.Generator) -> Numbers:
    """Return independent numbers below 65,536, each with equal chance, shape (draws,)."""
    return rng.bit_generator.random_raw(draws // 4 + 1).view(np.uint16)[:draws]
