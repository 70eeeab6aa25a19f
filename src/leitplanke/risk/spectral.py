"""The spectral engine: the exact distribution of the horizon's loss by Fourier transform.

Everything that starts in year t, with all its later cost, belongs to year t's factor, so the distribution of the discounted sum is
exact up to the grid, common shocks included. Source: method.md section 4; exponential tilting after Grübel and Hermesmeier,
Computation of compound distributions I, ASTIN Bulletin 29 (1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import fft

from leitplanke.risk.cascade import Transforms, progeny, transforms
from leitplanke.risk.distribution import GridTooShortError, LossDistribution
from leitplanke.risk.expectation import expected_loss, loss_of_one, losses_per_year
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.severity import limited_mean, masses

TILT = 14.0
"""Damps what wraps around the grid to e^-14 of itself, while rounding grows to 1e-16 x e^14 = 1e-10 at the far end."""
FINE_POINTS = 2**13
COARSE_POINTS = 2**10
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Grid:
    """Grid points 0, step, ..., (points - 1) x step."""

    step_eur: float
    points: int

    @property
    def end_eur(self) -> float:
        """The last grid point."""
        return self.step_eur * (self.points - 1)


def reach(model: RiskModel, deviations: float) -> float:
    """Return mean plus that many standard deviations of the horizon's loss, EUR: a scale for the grid.

    The standard deviation counts shocks and the multiplication by cascades, so it is a scale, not an exact figure.
    """
    size = multiple(model)
    square = second_moment(model) * size**2
    counts = losses_per_year(model)
    chain = np.maximum(1.0, progeny(model).sum(axis=2).max())
    variance = float((counts * square).sum()) * chain
    for group, spread in enumerate(model.group_variance):
        members = model.group == group
        yearly = (counts * size * limited_mean(model.median_eur, model.sigma, model.cap_eur))[:, members].sum(axis=1)
        variance += float(spread * (yearly**2).sum())
    return float(expected_loss(model).sum()) + deviations * float(np.sqrt(variance))


def second_moment(model: RiskModel) -> Floats:
    """Return E[min(X, cap)^2] of each threat before scale, shape (J,), EUR squared: a square of a lognormal is lognormal."""
    return limited_mean(model.median_eur**2, 2.0 * model.sigma, model.cap_eur**2)


def on_grid(model: RiskModel, grid: Grid, *, until: int | None = None, discounted: bool = True) -> LossDistribution:
    """Return the distribution of the horizon's loss (or of what is paid in the first `until` years) on a given grid.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    """
    return on_grids((model,), grid, until=until, discounted=discounted)[0]


def on_grids(models: Sequence[RiskModel], grid: Grid, *, until: int | None = None, discounted: bool = True) -> tuple[LossDistribution, ...]:
    """Return the distributions of several models of one firm (same threats, links and groups) on one grid, computed together.

    Raises
    ------
    SupercriticalCascadeError
        If losses of a model cause each other without end.
    """
    means = [float((losses_per_year(model) * loss_of_one(model, until=until, discounted=discounted)).sum()) for model in models]
    sizes = np.concatenate([multiple(model, until=until, discounted=discounted) for model in models])
    turn = np.exp(-TILT / grid.points * np.arange(grid.points))
    own = _severity_transforms(models, sizes, grid, turn)
    probability = np.concatenate([model.link_probability for model in models])
    chains = transforms(models[0].link_from, models[0].link_to, probability, own)
    logarithm = _log_transform(models, chains)
    mass = np.maximum(fft.irfft(np.exp(logarithm), grid.points, axis=1) / turn, 0.0)
    return tuple(LossDistribution(step_eur=grid.step_eur, mass=row, mean_eur=mean) for row, mean in zip(mass, means, strict=True))


def _severity_transforms(models: Sequence[RiskModel], sizes: Floats, grid: Grid, turn: Floats) -> Transforms:
    """Return the tilted transform of each loss, shape (J, P x T, N/2+1); equal losses of one threat are transformed once."""
    found = np.ones((sizes.shape[1], sizes.shape[0], grid.points // 2 + 1), dtype=np.complex128)
    for threat in range(sizes.shape[1]):
        years = [model.years for model in models]
        median = np.repeat([model.median_eur[threat] for model in models], years) * sizes[:, threat]
        cap = np.repeat([model.cap_eur[threat] for model in models], years)
        cap = np.where(median > 0.0, cap * np.where(median > 0.0, sizes[:, threat], 1.0), 0.0)
        # Median and cap as one complex key: equal losses are found in one sort.
        _, chosen, where = np.unique(median + 1j * np.where(np.isinf(cap), -1.0, cap), return_index=True, return_inverse=True)
        paying = (median[chosen] > 0.0) & (cap[chosen] > 0.0)
        if not paying.any():
            continue
        mass = masses(median[chosen][paying], float(models[0].sigma[threat]), cap[chosen][paying], grid.step_eur, grid.points)
        rows = np.ones((chosen.size, found.shape[2]), dtype=np.complex128)
        rows[paying] = fft.rfft(mass * turn, axis=1)
        found[threat] = rows[where]
    return found


def _log_transform(models: Sequence[RiskModel], chains: Transforms) -> Transforms:
    """Return the logarithm of the sum's transform, shape (P, K): Poisson outside groups, gamma-mixed Poisson inside, years added."""
    rate = np.concatenate([model.rate for model in models])
    weighted = rate.T[:, :, None] * (chains - 1.0)
    group, variance = models[0].group, np.repeat([model.group_variance for model in models], models[0].years, axis=0)
    total = weighted[group < 0].sum(axis=0)
    for number in range(variance.shape[1]):
        shared, spread = weighted[group == number].sum(axis=0), variance[:, number, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            mixed = -np.log(1.0 - spread * shared) / spread
        total = total + np.where(spread > 0.0, mixed, shared)
    return np.asarray(total.reshape(len(models), -1, total.shape[1]).sum(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A distribution with its own error bound."""

    distribution: LossDistribution
    cvar95_eur: float
    error_bound_relative: float
    """Relative error of CVaR95, from the same model on a grid of twice the step."""


class InaccurateResultError(Exception):
    """The engine's error bound is above what was asked for."""


def evaluate(model: RiskModel, *, points: int = FINE_POINTS, largest_error: float = 0.005) -> Evaluation:
    """Return the distribution of the horizon's discounted loss with CVaR95 and an error bound.

    Parameters
    ----------
    points
        Grid points, a power of two.
    largest_error
        Refuse a result whose error bound relative to CVaR95 is larger.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.
    InaccurateResultError
        If the error bound is above `largest_error`.
    """
    grid = fitting_grid(model, points)
    fine = on_grid(model, grid)
    twice = on_grid(model, Grid(grid.step_eur * 2.0, points // 2))
    cvar = fine.cvar(LEVEL)
    error = abs(twice.cvar(LEVEL) - cvar) / max(cvar, 1e-9)
    if error > largest_error:
        message = f"{error:.4f}"
        raise InaccurateResultError(message)
    return Evaluation(distribution=fine, cvar95_eur=cvar, error_bound_relative=error)


def fitting_grid(model: RiskModel, points: int, level: float = 0.9995) -> Grid:
    """Return a grid that ends a little beyond the `level` quantile, found on a coarse and wide grid first."""
    end = max(reach(model, 8.0), 1.0)
    for _ in range(40):
        coarse = on_grid(model, Grid(end / (COARSE_POINTS - 1), COARSE_POINTS))
        try:
            quantile = coarse.var(level)
        except GridTooShortError:
            end *= 2.0
            continue
        smallest = 4.0 * coarse.step_eur
        if quantile > smallest:
            return Grid(1.15 * quantile / (points - 1), points)
        if quantile == 0.0:
            return Grid(end / (points - 1), points)
        end /= 8.0
    return Grid(end / (points - 1), points)
