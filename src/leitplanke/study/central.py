"""Exact figures of risk with every figure of the firm at its centre: what the search for a plan looks at."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from leitplanke.planning.exact import Evaluate
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.objectives import Figure
from leitplanke.primitives.interval import Floats
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.known import KnownLosses
from leitplanke.risk.spectral import LEVEL, Grid, evaluate, fitting_grid, on_grids
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble
from leitplanke.risk.yearend import grid_of, reach, shortfalls

SEARCH_POINTS = 2**9
"""Grid points while searching: the error (0.2 %) is the same for all plans compared."""
LEAST_TOGETHER, MOST_TOGETHER = 8, 32
"""Plans computed together, half of those asked for within these bounds: as in `risk.predictive`."""
LEAST_LOSS = 1e-3
"""A parameter point with a smaller share of the centre's expected loss counts as if it had this one."""


@dataclass(frozen=True)
class CentralValues:
    """The firm at its centre, and the grid on which all its plans are compared."""

    vulnerability: Vulnerability
    neutral: Adjustment
    points: tuple[Vulnerability, ...]
    """The firm at all parameter points, for chances."""
    grid: Grid

    @classmethod
    def of(cls, vulnerability: Vulnerability, neutral: Adjustment, points: tuple[Vulnerability, ...]) -> "CentralValues":
        """Choose the grid for the firm without measures, as `neutral` leaves it."""
        return cls(vulnerability, neutral, points, fitting_grid(assemble(vulnerability, neutral), SEARCH_POINTS))

    @cached_property
    def _worlds(self) -> tuple[Floats, Floats]:
        """Liquidity and cash flow so far without measures, (T, P), inf where unknown; and the expected loss against the centre's, (P,)."""
        funds = np.array([_funds(one) for one in self.points]).T
        loss = np.array([float(expected_loss(assemble(one, self.neutral)).sum()) for one in self.points])
        centre = float(expected_loss(assemble(self.vulnerability, self.neutral)).sum())
        return funds, np.maximum(loss, LEAST_LOSS * centre) / centre if centre > 0.0 else np.ones(loss.size)

    @cached_property
    def _reach(self) -> float:
        """Where the grid for chances ends, EUR: as without the cost of measures, so that the chance of a plan never hangs on others."""
        funds, scale = self._worlds
        return reach(funds / scale)

    def figure(self, name: Figure) -> Evaluate:
        """Return what evaluates that figure of risk."""
        return {"cvar95": self.cvar, "mean": self.mean, "chance": self.chance}[name]

    def cvar(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return CVaR95 of the horizon's discounted loss, shape (N,), EUR."""
        return self._in_batches(adjustments, self._tails)

    def mean(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return the expected discounted loss of the horizon in closed form, shape (N,), EUR."""
        return np.array([float(expected_losses(assemble(self.vulnerability, one)).sum()) for one in adjustments])

    def losses_for_chances(self, points: int = SEARCH_POINTS) -> KnownLosses:
        """Return where the losses that `chance` meets may be kept from one question to the next."""
        grid = grid_of(self._reach, points)
        return KnownLosses(grid.step_eur, grid.points)

    def chance(self, adjustments: Sequence[Adjustment], points: int = SEARCH_POINTS, known: KnownLosses | None = None) -> Floats:
        """Return the largest chance that liquidity is below zero at a year's end, shape (N,): for comparing plans.

        Of the parameter points it takes the balance and how much is lost in all; how losses are spread is that of the centre.
        """
        funds, scale = self._worlds

        def values(some: Sequence[Adjustment]) -> list[float]:
            spent = np.array([np.cumsum(one.cost_eur) for one in some])
            survived = (funds[None] - spent[:, :, None]) / scale
            chances = shortfalls([assemble(self.vulnerability, one) for one in some], survived, points, self._reach, known)
            return [float(chance) for chance in chances.max(axis=1)]

        return self._in_batches(adjustments, values)

    def _in_batches(self, adjustments: Sequence[Adjustment], values: Callable[[Sequence[Adjustment]], list[float]]) -> Floats:
        together = min(MOST_TOGETHER, max(LEAST_TOGETHER, -(-len(adjustments) // 2)))
        batches = [adjustments[start : start + together] for start in range(0, len(adjustments), together)]
        if len(batches) == 1:
            return np.array(values(adjustments))
        with ThreadPoolExecutor(2) as pool:
            return np.array([value for found in pool.map(values, batches) for value in found])

    def _tails(self, adjustments: Sequence[Adjustment]) -> list[float]:
        models = [assemble(self.vulnerability, one) for one in adjustments]
        try:
            return [one.cvar(LEVEL) for one in on_grids(models, self.grid)]
        except GridTooShortError:
            return [evaluate(model, points=2 * SEARCH_POINTS, largest_error=1.0).cvar95_eur for model in models]


def _funds(firm: Vulnerability) -> Floats:
    """Return liquidity and all cash flow by the end of each year, before measures, shape (T,), EUR."""
    if firm.liquidity_eur is None:
        return np.full(firm.years, np.inf)
    return np.asarray(firm.liquidity_eur + np.cumsum(firm.free_cash_flow_eur))
