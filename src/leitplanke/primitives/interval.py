"""Intervals of ignorance: three-point figures and 90 % ranges, and how a draw is taken from them.

Sources: method.md section 2 (own design choice); a normal variable lies between -1.645 and 1.645 in 90 % of cases.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Z95 = 1.6448536269514722
"""The 95 % point of the standard normal distribution."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """A positive figure as 5 % point, centre and 95 % point, lognormal on each side of the centre."""

    low: float
    mode: float
    high: float

    def at(self, z: Floats) -> Floats:
        """Return the figure at standard normal `z`; ``z = 0`` gives the centre.

        Examples
        --------
        >>> ThreePoint(1.0, 2.0, 8.0).at(np.array([-Z95, 0.0, Z95])).tolist()
        [1.0, 2.0, 8.0]
        """
        ratio = np.where(z < 0.0, self.mode / self.low, self.high / self.mode)
        return self.mode * ratio ** (z / Z95)


@dataclass(frozen=True, slots=True)
class Range90:
    """A positive figure as a 90 % interval, read as lognormal."""

    low: float
    high: float

    @property
    def mu(self) -> float:
        """Mean of the logarithm; its exponential is the median and centre."""
        return (math.log(self.low) + math.log(self.high)) / 2.0

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm.

        Examples
        --------
        >>> round(Range90(10_000.0, 1_000_000.0).sigma, 6)
        1.399872
        """
        return (math.log(self.high) - math.log(self.low)) / (2.0 * Z95)

    @property
    def centre(self) -> float:
        """The median, which the central model uses."""
        return math.exp(self.mu)

    def at(self, z: Floats) -> Floats:
        """Return the figure at standard normal `z`."""
        return np.exp(self.mu + self.sigma * z)
