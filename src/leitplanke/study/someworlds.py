"""A few of a study's parameter points kept ready: the risk of any plan over them within milliseconds."""

from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.effects import adjust
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.risk.distribution import GridTooShortError, LossDistribution, mixture
from leitplanke.risk.predictive import WIDTH
from leitplanke.risk.spectral import LEVEL, Grid, fitting_grid, on_grids
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble
from leitplanke.study.planned import Planner

POINTS = 32
"""Parameter points looked at: the first of the scrambled Sobol points, balanced among themselves."""
GRID_POINTS = 2**8
CURVE_POINTS = 60
CURVE_END = 0.995
"""The exceedance curve is drawn up to this quantile."""
MOST_WIDENINGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What some points say about a plan; money over the horizon, discounted."""

    mean_eur: float
    """A year."""
    cvar95_eur: float
    at_eur: Floats
    exceedance: Floats
    """Probability of more than `at_eur`, same shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeWorlds:
    """The firm at K parameter points, the measures' effects at each of them, and a grid for its losses."""

    vulnerabilities: tuple[Vulnerability, ...]
    measures: MeasureSet
    factors: Floats
    """(K, R)"""
    grid: Grid

    @classmethod
    def of(cls, planner: Planner) -> "SomeWorlds":
        """Take the first points of a study."""
        fitting = fitting_grid(assemble(planner.central, planner.adjustment(())), GRID_POINTS)
        return cls(
            vulnerabilities=planner.vulnerabilities[:POINTS],
            measures=planner.measures,
            factors=planner.factors[:POINTS],
            grid=Grid(WIDTH * fitting.step_eur, fitting.points),
        )

    @property
    def years(self) -> int:
        """Length of the horizon."""
        return self.vulnerabilities[0].years

    def central(self, schedule: Schedule) -> Adjustment:
        """Return what a plan changes at the centre."""
        return adjust(self.measures, schedule, self.years)

    def figures(self, schedule: Schedule, exposure: Floats) -> Figures:
        """Return the risk of a plan, the exposures (J,) multiplied."""
        changes = [adjust(self.measures, schedule, self.years, row) for row in self.factors]
        changes = [replace(one, exposure=one.exposure * exposure) for one in changes]
        models = [assemble(one, change) for one, change in zip(self.vulnerabilities, changes, strict=True)]
        grid = self.grid
        for _ in range(MOST_WIDENINGS):
            mixed = mixture(on_grids(models, grid))
            try:
                return _read(mixed, self.years)
            except GridTooShortError:
                grid = Grid(2.0 * grid.step_eur, grid.points)
        raise GridTooShortError


def _read(mixed: LossDistribution, years: int) -> Figures:
    at = np.linspace(0.0, max(mixed.var(CURVE_END), mixed.step_eur), CURVE_POINTS + 1)[1:]
    return Figures(mean_eur=mixed.mean_eur / years, cvar95_eur=mixed.cvar(LEVEL), at_eur=at, exceedance=mixed.exceedance(at))
