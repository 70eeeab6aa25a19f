"""A few of a study's parameter points kept ready: the risk of any plan over them within milliseconds."""

from dataclasses import dataclass, field, replace

import numpy as np

from leitplanke.planning.effects import adjust, adjust_points, split
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.risk.cascade import Transforms, check, transforms
from leitplanke.risk.distribution import GridTooShortError, LossDistribution
from leitplanke.risk.model import RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.predictive import WIDTH
from leitplanke.risk.spectral import LEVEL, TILT, Grid, fitting_grid, inverse, log_transform, loss_transforms
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble, together
from leitplanke.study.planned import Planner

POINTS = 32
"""Parameter points looked at: the first of the scrambled Sobol points, balanced among themselves."""
GRID_POINTS = 2**8
CURVE_POINTS = 60
CURVE_END = 0.995
"""The exceedance curve is drawn up to this quantile."""
MOST_WIDENINGS = 12
REMEMBERED = 2
"""Transforms kept of each Unseen: with most changes of a plan the size of most losses stays as it was."""


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
    firm: Vulnerability
    """All of them together."""
    measures: MeasureSet
    factors: Floats
    """(K, R)"""
    grid: Grid
    known: tuple[dict[bytes, Transforms], ...] = field(repr=False)
    """Of each Unseen the transforms of its losses on the grid, by their sizes."""

    @classmethod
    def of(cls, planner: Planner) -> "SomeWorlds":
        """Take the first points of a study."""
        fitting = fitting_grid(assemble(planner.central, planner.adjustment(())), GRID_POINTS)
        vulnerabilities = planner.vulnerabilities[:POINTS]
        return cls(
            vulnerabilities=vulnerabilities,
            firm=together(vulnerabilities),
            measures=planner.measures,
            factors=planner.factors[:POINTS],
            grid=Grid(WIDTH * fitting.step_eur, fitting.points),
            known=tuple({} for _ in range(planner.measures.unseens)),
        )

    @property
    def years(self) -> int:
        """Length of the horizon."""
        return self.firm.years

    def central(self, schedule: Schedule) -> Adjustment:
        """Return what a plan changes at the centre."""
        return adjust(self.measures, schedule, self.years)

    def figures(self, schedule: Schedule, exposure: Floats) -> Figures:
        """Return the risk of a plan, the exposures (J,) multiplied.

        Raises
        ------
        SupercriticalCascadeError
            If so exposed losses cause each other without end.
        """
        change = adjust_points(self.measures, schedule, self.years, self.factors)
        change = replace(change, exposure=change.exposure * exposure)
        model = assemble(self.firm, change)
        mean = expected_losses(model).sum(axis=1)
        if not np.isfinite(mean).all():
            for one, its in zip(self.vulnerabilities, split(change), strict=True):
                check(assemble(one, its))
        grid = self.grid
        for _ in range(MOST_WIDENINGS):
            mixed = LossDistribution(step_eur=grid.step_eur, mass=self._mass(model, grid), mean_eur=float(mean.mean()))
            try:
                return _read(mixed, self.years)
            except GridTooShortError:
                grid = Grid(2.0 * grid.step_eur, grid.points)
        raise GridTooShortError

    def _mass(self, model: RiskModel, grid: Grid) -> Floats:
        """Return the masses of the mixture of all points, shape (N,): as `risk.spectral.on_grids` point by point."""
        turn = np.exp(-TILT / grid.points * np.arange(grid.points))
        points, years, threats = model.rate.shape
        sizes = multiple(model).reshape(-1, threats).T
        own = np.empty((threats, points * years, grid.points // 2 + 1), dtype=np.complex128)
        for threat in range(threats):
            own[threat] = self._transform(model, threat, np.ascontiguousarray(sizes[threat]), grid, turn)
        chains = transforms(model.link_from, model.link_to, model.link_probability.reshape(points * years, -1), own)
        variance = np.stack([one.group_variance for one in self.vulnerabilities])
        return np.asarray(inverse(log_transform(model.rate, model.group, variance, chains), turn).mean(axis=0))

    def _transform(self, model: RiskModel, threat: int, size: Floats, grid: Grid, turn: Floats) -> Transforms:
        """Return the transforms of one threat's losses, shape (K x T, N/2+1), those asked for last remembered."""
        key, known = size.tobytes(), self.known[threat]
        found = known.get(key) if grid == self.grid else None
        if found is None:
            median, cap = (np.repeat(array[:, 0, threat], model.years) for array in (model.median_eur, model.cap_eur))
            found = loss_transforms(median, float(self.vulnerabilities[0].sigma[threat]), cap, size, grid, turn)
            if grid == self.grid:
                while len(known) >= REMEMBERED:
                    known.pop(next(iter(known)), None)
                known[key] = found
        return found


def _read(mixed: LossDistribution, years: int) -> Figures:
    at = np.linspace(0.0, max(mixed.var(CURVE_END), mixed.step_eur), CURVE_POINTS + 1)[1:]
    return Figures(mean_eur=mixed.mean_eur / years, cvar95_eur=mixed.cvar(LEVEL), at_eur=at, exceedance=mixed.exceedance(at))
