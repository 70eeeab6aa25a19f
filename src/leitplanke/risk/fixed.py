"""Many variants of one firm on one grid with one set of transforms, as a search needs them: hundreds of times, a few dozen each.

A batch of portfolios (`risk.batch`) fits grid and scales to its portfolios, so that each is exact by itself. A search compares thousands
of sets of measures; here grid and scales are fixed once for all that can come, so that every comparison is made in one and the same
discretised model, and nothing is transformed twice.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.risk.batch import CASCADES_TOGETHER, TOGETHER, logarithms
from leitplanke.risk.cascade import SupercriticalCascadeError, UnsettledCascadeError
from leitplanke.risk.expectation import losses_per_year
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.scaled import ScaleNodes, Transforms, share_above
from leitplanke.risk.severity import limited_mean
from leitplanke.risk.spectral import LEVEL, TILT, Grid, inverse
from leitplanke.risk.stack import Nodes, Stack

MOST_SCALES = 129
"""Scales kept of a loss that is not smooth; each is transformed only once, so there may be many."""
SCALES_BETWEEN = 400
"""Enough scales between the extremes to say that any may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedGrid:
    """A firm's losses, transformed on one grid at the scales that any of its variants may have."""

    base: RiskModel
    grid: Grid
    scales: tuple[ScaleNodes, ...]
    """By threat."""
    columns: tuple[slice, ...]
    transform: Floats
    """(M, 2 K) of all scales of all threats."""
    turn: Floats

    @classmethod
    def of(cls, base: RiskModel, smallest: Floats, largest: Floats, grid: Grid) -> "FixedGrid":
        """Transform the losses of a firm.

        Parameters
        ----------
        smallest, largest
            Shape (T, J): the least (above 0) and the greatest multiple of min(size, cap) that a loss of any variant may cost.
        """
        turn = np.exp(-TILT / grid.points * np.arange(grid.points))
        above = share_above(base.median_eur, base.sigma, base.cap_eur)
        scales, rows = [], []
        for threat in range(base.threats):
            low, high = smallest[:, threat], largest[:, threat]
            # Losses that no variant scales keep the few multiples they have.
            known = high if np.array_equal(low, high) else _between(low, high)
            nodes = ScaleNodes.of(known, sigma=float(base.sigma[threat]), cap_share=float(above[threat]), most=MOST_SCALES)
            figures = float(base.median_eur[threat]), float(base.sigma[threat]), float(base.cap_eur[threat])
            scales.append(nodes)
            rows.append(nodes.transforms(*figures, grid.step_eur, turn))
        ends = np.cumsum([len(each) for each in rows]).tolist()
        columns = tuple(slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))
        transform = np.concatenate(rows).view(np.float64)
        return cls(base=base, grid=grid, scales=tuple(scales), columns=columns, transform=transform, turn=turn)

    def stop_loss(self, stack: Stack, pool: ThreadPoolExecutor) -> Floats:
        """Return E(S - v)+ of each variant at each grid point v, shape (P, N), EUR; infinite if losses (nearly) never end."""
        found = np.full((len(stack.rate), self.grid.points), np.inf)
        mean = expected_losses(stack)
        ending = np.flatnonzero(np.isfinite(mean))
        if ending.size == 0:
            return found
        some = stack.rows(ending)
        nodes = Nodes(columns=self.columns, weight=self._weights(some), rough=False, transform=self.transform)
        logarithm, size = logarithms(some, nodes), CASCADES_TOGETHER if some.cascading else TOGETHER

        def fill(start: int) -> None:
            rows = range(start, min(start + size, ending.size))
            try:
                found[ending[start : start + size]] = self._stop_loss(logarithm(slice(rows.start, rows.stop)), mean[ending[rows]])
            except UnsettledCascadeError:
                for row in rows:
                    # What nearly never ends counts as endless; the others of the block are as they are.
                    with suppress(UnsettledCascadeError):
                        found[ending[row]] = self._stop_loss(logarithm(slice(row, row + 1)), mean[ending[[row]]])[0]

        list(pool.map(fill, range(0, ending.size, size)))
        return found

    def _weights(self, stack: Stack) -> Floats:
        weight = np.empty((*stack.size.shape[:2], len(self.transform)))
        for threat, nodes in enumerate(self.scales):
            weight[:, :, self.columns[threat]] = nodes.weights(stack.size[:, :, threat])
        return weight

    def _stop_loss(self, logarithm: Transforms, mean: Floats) -> Floats:
        """Return mean - E min(S, v): the mean is exact, so nothing is lost beyond the end of the grid."""
        mass = inverse(logarithm, self.turn)
        limited = np.zeros_like(mass)
        np.cumsum(mass, axis=1, out=mass)
        np.cumsum(1.0 - mass[:, :-1], axis=1, out=limited[:, 1:])
        return np.asarray(mean[:, None] - self.grid.step_eur * limited)


def cvar_curve(stop_loss: Floats, step_eur: float, level: float = LEVEL) -> Floats:
    """Return v + E(S - v)+ / (1 - level) at each grid point v, whose minimum over v is CVaR; shape as `stop_loss`.

    Source: Rockafellar and Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2 (2000).

    Examples
    --------
    A loss of 0 or 20, each with probability one half: the mean of the worst half is 20, reached between 0 and 20.

    >>> cvar_curve(np.array([[10.0, 5.0, 0.0]]), 10.0, 0.5).tolist()
    [[20.0, 20.0, 20.0]]
    """
    return np.asarray(step_eur * np.arange(stop_loss.shape[-1]) + stop_loss / (1.0 - level))


def expected_losses(stack: Stack) -> Floats:
    """Return the expected discounted loss of each variant, shape (P,), EUR; infinite where losses cause each other without end."""
    each = stack.size * limited_mean(stack.base.median_eur, stack.base.sigma, stack.base.cap_eur)
    if not stack.cascading:
        return np.asarray((stack.rate * each).sum(axis=(1, 2)))
    found = np.full(len(stack.rate), np.inf)
    for row, (rate, links) in enumerate(zip(stack.rate, stack.link_probability, strict=True)):
        try:
            counts = losses_per_year(replace(stack.base, rate=rate, link_probability=links))
        except SupercriticalCascadeError:
            continue
        found[row] = (counts * each[row]).sum()
    return found


def _between(low: Floats, high: Floats) -> Floats:
    positive = low[low > 0.0]
    if positive.size == 0 or high.max() <= 0.0:
        return np.ones(1)
    return np.geomspace(positive.min(), high.max(), SCALES_BETWEEN)
