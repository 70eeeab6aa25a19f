"""Exact figures of risk with every figure of the firm at its centre: what the search for a plan looks at."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.exact import Evaluate
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.objectives import Figure
from leitplanke.primitives.interval import Floats
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.model import RiskModel
from leitplanke.risk.spectral import LEVEL, Grid, evaluate, fitting_grid, on_grids
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble
from leitplanke.risk.yearend import shortfalls

SEARCH_POINTS = 2**9
"""Grid points while searching: the error (0.2 %) is the same for all plans compared."""
BATCH = 8


@dataclass(frozen=True, slots=True)
class CentralValues:
    """The firm at its centre, and the grid on which all its plans are compared."""

    vulnerability: Vulnerability
    grid: Grid

    @classmethod
    def of(cls, vulnerability: Vulnerability, unseens: int, capacities: int) -> "CentralValues":
        """Choose the grid for the firm without measures."""
        neutral = Adjustment.neutral(vulnerability.years, unseens, capacities)
        return cls(vulnerability, fitting_grid(assemble(vulnerability, neutral), SEARCH_POINTS))

    def figure(self, name: Figure) -> Evaluate:
        """Return what evaluates that figure of risk."""
        return {"cvar95": self.cvar, "mean": self.mean, "chance": self.chance}[name]

    def cvar(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return CVaR95 of the horizon's discounted loss, shape (N,), EUR."""
        return self._in_batches(adjustments, self._tails)

    def mean(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return the expected discounted loss of the horizon in closed form, shape (N,), EUR."""
        return np.array([float(expected_losses(assemble(self.vulnerability, one)).sum()) for one in adjustments])

    def chance(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return the largest chance that liquidity is below zero at a year's end, shape (N,): for comparing plans, see `risk.yearend`."""
        return self._in_batches(adjustments, lambda models: shortfalls(models, SEARCH_POINTS).max(axis=1).tolist())

    def _in_batches(self, adjustments: Sequence[Adjustment], values: Callable[[Sequence[RiskModel]], list[float]]) -> Floats:
        models = [assemble(self.vulnerability, one) for one in adjustments]
        batches = [models[start : start + BATCH] for start in range(0, len(models), BATCH)]
        with ThreadPoolExecutor(2) as pool:
            return np.array([value for found in pool.map(values, batches) for value in found])

    def _tails(self, models: Sequence[RiskModel]) -> list[float]:
        try:
            return [one.cvar(LEVEL) for one in on_grids(models, self.grid)]
        except GridTooShortError:
            return [evaluate(model, points=2 * SEARCH_POINTS, largest_error=1.0).cvar95_eur for model in models]
