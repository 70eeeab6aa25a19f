"""The transform of a loss at any scale, put together from its transforms at a few scales.

Measures scale losses by many different factors; transforming each anew is what a batch of portfolios would spend its time on.
Source: interpolation at Chebyshev points of the logarithm of the scale (Trefethen, Approximation Theory and Approximation Practice,
chapters 4 and 5), which converges geometrically because a lognormal smooths its transform over that logarithm. A loss with a cap in
reach or with hardly any spread is not smooth. It goes through its four neighbours, and where the error is to be found, through a mixture
of two: that keeps the mean and only spreads the loss (convex order), so the tail comes out too large, never too small.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import numpy.typing as npt
from scipy import fft
from scipy.special import ndtr

from leitplanke.risk.model import Floats
from leitplanke.risk.severity import masses

Transforms = npt.NDArray[np.complex128]

BASE_NODES = 3.0
NODES_PER_SPREAD = 3.0
"""Chebyshev points for each standard deviation of the logarithm that the scales reach over, beyond the first three."""
MOST_SMOOTH = 24
NEIGHBOURS = 4
"""Scales that a loss that is not smooth is put together from."""
ROUGH_NODES = 33
"""Scales of a loss that is not smooth; a reach of e then lies in 32 intervals of 3 %, twice as many in the coarse run."""
SEEN_CAP = 1e-7
"""A cap exceeded by fewer losses than this share does not count as one."""


class Rule(Enum):
    """How a scale between the nodes is put together."""

    EXACT = auto()
    """Every scale asked for is a node."""
    SMOOTH = auto()
    """Polynomial in the logarithm of the scale through Chebyshev points."""
    LOCAL = auto()
    """Cubic through the four neighbouring nodes."""
    MIXED = auto()
    """Mixture of the two neighbouring nodes that keeps the mean, which can only spread the loss."""


@dataclass(frozen=True, slots=True)
class ScaleNodes:
    """Scales at which one threat's loss is transformed."""

    size: Floats
    """(M,) multiples of the unscaled loss, > 0, rising."""
    rule: Rule

    @classmethod
    def of(cls, sizes: Floats, *, sigma: float, cap_share: float, coarse: bool = False, most: int = ROUGH_NODES) -> "ScaleNodes":
        """Choose nodes for all `sizes` of one threat.

        Parameters
        ----------
        sizes
            Any shape, >= 0; 0 needs no node.
        sigma
            Standard deviation of the logarithm of the loss.
        cap_share
            Share of losses above the cap, in [0, 1].
        coarse
            Other nodes, to find out how much the nodes matter: one less of a smooth loss, mixtures of any other.
        most
            Nodes of a loss that is not smooth.
        """
        known = np.unique(sizes[sizes > 0.0])
        if known.size == 0:
            return cls(np.ones(1), Rule.EXACT)
        reach = math.log(known[-1] / known[0])
        smooth = math.ceil(BASE_NODES + NODES_PER_SPREAD * reach / max(sigma, 1e-9)) - coarse
        count = smooth if smooth <= MOST_SMOOTH and cap_share <= SEEN_CAP else most * (1 + coarse) - coarse
        if known.size <= count or reach < 1e-12:  # noqa: PLR2004 - rounding of equal scales
            return cls(known, Rule.EXACT)
        if count == smooth:
            place = -np.cos((np.arange(count) + 0.5) * np.pi / count)
            return cls(known[0] * np.exp(reach * (place + 1.0) / 2.0), Rule.SMOOTH)
        return cls(np.geomspace(known[0], known[-1], count), Rule.MIXED if coarse else Rule.LOCAL)

    def weights(self, sizes: Floats) -> Floats:
        """Return how much each node counts for each scale, shape (..., M); all zero for a scale of 0."""
        flat = np.where(sizes > 0.0, sizes, self.size[0]).reshape(-1)
        found = self._smooth(flat) if self.rule is Rule.SMOOTH else self._near(flat)
        found[sizes.reshape(-1) <= 0.0] = 0.0
        return found.reshape(*sizes.shape, self.size.size)

    def _near(self, sizes: Floats) -> Floats:
        found = np.zeros((sizes.size, self.size.size))
        rows = np.arange(sizes.size)
        right = np.clip(np.searchsorted(self.size, sizes), 0, self.size.size - 1)
        if self.rule is Rule.EXACT:
            found[rows, right] = 1.0
            return found
        # As many neighbours on either side, as far as there are.
        count = min(2 if self.rule is Rule.MIXED else NEIGHBOURS, self.size.size)
        near = np.clip(right - count // 2, 0, self.size.size - count)[:, None] + np.arange(count)
        node = self.size[near]
        for place in range(near.shape[1]):
            others = np.delete(node, place, axis=1)
            found[rows, near[:, place]] = ((sizes[:, None] - others) / (node[:, [place]] - others)).prod(axis=1)
        return found

    def _smooth(self, sizes: Floats) -> Floats:
        """Return Lagrange weights by the barycentric formula (Berrut and Trefethen, SIAM Review 46, 2004)."""
        count = self.size.size
        nodes = np.log(self.size)
        # Node k has angle (k + 1/2) pi / count; barycentric weights of Chebyshev points of the first kind.
        sign = (-1.0) ** np.arange(count) * np.sin((np.arange(count) + 0.5) * np.pi / count)
        distance = np.log(sizes)[:, None] - nodes
        hit = np.abs(distance) < 1e-14  # noqa: PLR2004 - rounding
        quotient = sign / np.where(hit, 1.0, distance)
        found = quotient / quotient.sum(axis=1, keepdims=True)
        return np.asarray(np.where(hit.any(axis=1, keepdims=True), hit, found))

    def transforms(self, median: float, sigma: float, cap: float, step: float, turn: Floats) -> Transforms:
        """Return the tilted transforms at the nodes, shape (M, N/2+1), for a grid of N = `turn.size` points."""
        mass = masses(median * self.size, sigma, cap * self.size, step, turn.size)
        return np.asarray(fft.rfft(mass * turn, axis=1))


def share_above(median: Floats, sigma: Floats, cap: Floats) -> Floats:
    """Return the share of losses above their cap; arguments broadcast."""
    with np.errstate(divide="ignore"):
        above = ndtr(-(np.log(cap) - np.log(median)) / np.maximum(sigma, 1e-12))
    return np.asarray(np.where(np.isinf(cap), 0.0, above))
