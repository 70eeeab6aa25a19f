"""Transforms of losses that were computed before, for who asks about many models of one firm that hardly differ."""

from dataclasses import dataclass, field

import numpy as np
from scipy import fft

from leitplanke.risk.cascade import Transforms
from leitplanke.risk.model import Floats
from leitplanke.risk.severity import masses


@dataclass(frozen=True, slots=True)
class KnownLosses:
    """Transforms of losses on one grid, kept for who asks about many similar models: most of their losses are the same."""

    step_eur: float
    points: int
    kept: dict[tuple[float, float, float], Transforms] = field(default_factory=dict)
    most: int = 1024
    """A row of a grid of 512 points takes 4 kB."""

    def is_on(self, step_eur: float, points: int) -> bool:
        """Return whether the losses are kept on that grid."""
        return (self.step_eur, self.points) == (step_eur, points)

    def rows(self, median: Floats, sigma: float, cap: Floats, weight: Floats) -> Transforms:
        """Return the transforms of losses of more than nothing, shape (R, N/2+1), computing only those not asked for before."""
        keys = [(sigma, middle, top) for middle, top in zip(median.tolist(), cap.tolist(), strict=True)]
        found = {key: self.kept.get(key) for key in keys}
        new = [place for place, key in enumerate(keys) if found[key] is None]
        if new:
            fresh = transformed(median[new], sigma, cap[new], (self.step_eur, self.points), weight, None)
            found |= {keys[place]: row for place, row in zip(new, fresh, strict=True)}
            if len(self.kept) + len(new) > self.most:
                self.kept.clear()
            self.kept.update((keys[place], row) for place, row in zip(new, fresh, strict=True))
        return np.array([found[key] for key in keys]).reshape(len(keys), self.points // 2 + 1)


Known = KnownLosses | None
"""Losses transformed before, if any are kept."""


def transformed(median: Floats, sigma: float, cap: Floats, grid: tuple[float, int], weight: Floats, known: Known) -> Transforms:
    """Return the transforms of losses of more than nothing times `weight`, shape (R, N/2+1); `grid` is its step, EUR, and points.

    What is kept on another grid is left alone.
    """
    if known is not None and known.is_on(*grid):
        return known.rows(median, sigma, cap, weight)
    return np.asarray(fft.rfft(masses(median, sigma, cap, *grid) * weight, axis=1))
