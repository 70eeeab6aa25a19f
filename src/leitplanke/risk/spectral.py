"""The spectral engine: the exact distribution of the horizon's loss by Fourier transform.

Everything that starts in year t, with all its later cost, belongs to year t's factor, so the distribution of the discounted sum is
exact up to the grid, common shocks included. Source: method.md section 4; exponential tilting after Grübel and Hermesmeier,
Computation of compound distributions I, ASTIN Bulletin 29 (1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import fft

from leitplanke.risk.cascade import Transforms, progeny, transforms
from leitplanke.risk.distribution import GridTooShortError, LossDistribution, standing_out
from leitplanke.risk.expectation import expected_loss, loss_of_one, losses_per_year
from leitplanke.risk.known import Known, transformed
from leitplanke.risk.model import Bools, Floats, Ints, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.roughness import widening
from leitplanke.risk.severity import limited_mean
from leitplanke.risk.soundness import check_model

TILT = 14.0
"""Damps what wraps around the grid to e^-14 of itself, while rounding grows to 1e-16 x e^14 = 1e-10 at the far end."""
SMALL_VARIANCE = 1e-7
FINE_POINTS = 2**13
COARSE_POINTS = 2**10
LEVEL = 0.95
LARGEST_ERROR = 0.005
"""Results with a larger error bound of CVaR95 are refused unless asked for."""
AIM = 0.001
"""Error bound of CVaR95 and VaR95 for which finer grids are tried."""
MOST_POINTS = 2**17
MOST_BYTES = 2**27
"""Of the transforms of all losses: more threats leave room for fewer points."""
NEAR_LEVEL = 0.96
"""A grid for VaR95 alone ends a little beyond this quantile; CVaR95 needs no more, for the mean is known."""


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


def on_grids(
    models: Sequence[RiskModel], grid: Grid, *, until: int | None = None, discounted: bool = True, known: Known = None
) -> tuple[LossDistribution, ...]:
    """Return the distributions of several models of one firm (same threats, links, groups) on one grid; losses in `known` are not redone.

    Raises
    ------
    SupercriticalCascadeError
        If losses of a model cause each other without end.
    """
    means = [float((losses_per_year(model) * loss_of_one(model, until=until, discounted=discounted)).sum()) for model in models]
    sizes = np.concatenate([multiple(model, until=until, discounted=discounted) for model in models])
    turn = np.exp(-TILT / grid.points * np.arange(grid.points))
    own = severity_transforms(models, sizes, grid, turn, known=known)
    probability = np.concatenate([model.link_probability for model in models])
    chains = transforms(models[0].link_from, models[0].link_to, probability, own)
    logarithm = log_transform(
        np.stack([model.rate for model in models]), models[0].group, np.stack([model.group_variance for model in models]), chains
    )
    mass = inverse(logarithm, turn)
    return tuple(LossDistribution(step_eur=grid.step_eur, mass=row, mean_eur=mean) for row, mean in zip(mass, means, strict=True))


def inverse(logarithm: Transforms, turn: Floats) -> Floats:
    """Return the masses, shape (P, N), whose tilted transforms have these logarithms, shape (P, N/2+1)."""
    # Where losses are rare nearly all mass lies at 0 and its rounding would drown the rest; it is taken out before and put back after.
    rare = np.abs(logarithm).max() < 1.0
    mass = fft.irfft(np.expm1(logarithm) if rare else np.exp(logarithm), turn.size, axis=1)
    mass /= turn
    mass[:, 0] += rare
    return np.maximum(mass, 0.0, out=mass)


def severity_transforms(
    models: Sequence[RiskModel], sizes: Floats, grid: Grid, weight: Floats, *, nothing: float = 1.0, known: Known = None
) -> Transforms:
    """Return the transform of each loss's mass times `weight`, shape (J, P x T, N/2+1); equal losses of one threat are transformed once.

    Parameters
    ----------
    sizes
        Shape (P x T, J), multiples of min(size, cap).
    weight
        Shape (N,): the tilt, or the tilt times the loss for transforms of first moments.
    nothing
        The transform of a loss of nothing: 1, for first moments 0.
    """
    found = np.empty((sizes.shape[1], sizes.shape[0], grid.points // 2 + 1), dtype=np.complex128)
    years = [model.years for model in models]
    for threat in range(sizes.shape[1]):
        median = np.repeat([model.median_eur[threat] for model in models], years)
        cap = np.repeat([model.cap_eur[threat] for model in models], years)
        found[threat] = loss_transforms(
            median, float(models[0].sigma[threat]), cap, sizes[:, threat], grid, weight, nothing=nothing, known=known
        )
    return found


def loss_transforms(
    median_eur: Floats,
    sigma: float,
    cap_eur: Floats,
    size: Floats,
    grid: Grid,
    weight: Floats,
    *,
    nothing: float = 1.0,
    known: Known = None,
) -> Transforms:
    """Return the same for one threat: R losses of shape (R,) each, to shape (R, N/2+1)."""
    median = median_eur * size
    cap = np.where(median > 0.0, cap_eur * np.where(median > 0.0, size, 1.0), 0.0)
    # Median and cap as one complex key: equal losses are found in one sort.
    _, chosen, where = np.unique(median + 1j * np.where(np.isinf(cap), -1.0, cap), return_index=True, return_inverse=True)
    paying = (median[chosen] > 0.0) & (cap[chosen] > 0.0)
    rows = np.full((chosen.size, grid.points // 2 + 1), nothing, dtype=np.complex128)
    if paying.any():
        rows[paying] = transformed(median[chosen][paying], sigma, cap[chosen][paying], (grid.step_eur, grid.points), weight, known)
    return np.asarray(rows[where])


def log_transform(rate: Floats, group: Ints, variance: Floats, chains: Transforms) -> Transforms:
    """Return the logarithm of the sums' transforms: Poisson outside groups, gamma-mixed Poisson inside, years added.

    Parameters
    ----------
    rate
        Shape (P, T, J), primary losses a year.
    group
        Shape (J,), -1 for none.
    variance
        Shape (P, G), of the yearly gamma factors.
    chains
        Shape (J, P x T, K), transform of a loss with all that it causes.

    Returns
    -------
    Transforms
        Shape (P, K).
    """
    portfolios, years, threats = rate.shape
    rows, parts = rate.reshape(-1, threats).T, chains.view(np.float64)

    def exponent(members: Bools) -> Transforms:
        if not members.any():
            return np.zeros((portfolios, years, chains.shape[2]), dtype=np.complex128)
        total = np.einsum("jr,jrk->rk", rows[members], parts[members] if not members.all() else parts).view(np.complex128)
        total -= rows[members].sum(axis=0)[:, None]
        return np.asarray(total.reshape(portfolios, years, -1))

    found = exponent(group < 0).sum(axis=1)
    for number in range(variance.shape[1]):
        found += mixed(exponent(group == number), variance[:, number])
    return np.asarray(found)


def mixed(exponent: Transforms, variance: Floats) -> Transforms:
    """Return sum over years of log E[exp(factor x exponent)] for gamma factors with mean 1, independent by year.

    Parameters
    ----------
    exponent
        Shape (P, T, K), real parts <= 0.
    variance
        Shape (P,), of the factors; 0 stands for none.

    Returns
    -------
    Transforms
        Shape (P, K).
    """
    spread = variance[:, None]
    # A logarithm close to 0 loses digits; there two terms of its series are exact to 1e-14.
    plain = exponent.sum(axis=1) if (variance <= SMALL_VARIANCE).all() else None
    if plain is not None:
        return np.asarray(plain + spread * (exponent**2).sum(axis=1) / 2.0)
    factor = 1.0 - spread[:, :, None] * exponent
    # Each factor lies in the right half plane, so the product of two stays clear of the cut of the logarithm: half the logarithms.
    paired = factor.shape[1] // 2 * 2
    logarithm = np.log(factor[:, 0:paired:2] * factor[:, 1:paired:2]).sum(axis=1)
    if paired < factor.shape[1]:
        logarithm += np.log(factor[:, -1])
    shaken = np.divide(-logarithm, spread, out=np.zeros_like(logarithm), where=spread > SMALL_VARIANCE)
    small = (variance <= SMALL_VARIANCE).nonzero()[0]
    shaken[small] = exponent[small].sum(axis=1) + spread[small] * (exponent[small] ** 2).sum(axis=1) / 2.0
    return np.asarray(shaken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A distribution with its figures and their own error bounds: differences to the same model on a grid of twice the step.

    Masses on a grid keep each loss's mean and only spread it, so CVaR on a grid is never too small and falls towards the exact value as
    steps are halved, by a quarter of the error each time: the difference is three times the error left, a bound with room. Where losses are
    smaller than a step the room is less, and none in the end: `roughness` says how much wider the bound must be.
    """

    distribution: LossDistribution
    var95_eur: float
    cvar95_eur: float
    error_bound_relative: float
    """Of CVaR95."""
    var95_error_bound_relative: float
    """Of VaR95; 0 where VaR95 is 0 on both grids."""
    coarse: LossDistribution
    """The same model on the grid of twice the step."""

    near: "tuple[LossDistribution, LossDistribution] | None" = None
    """The same two on a grid that ends soon after VaR95, where one grid cannot show small and huge losses together."""

    lumpy: bool = True
    """Whether some losses may be of exactly one size; their bounds take time."""

    def exceedance(self, loss_eur: Floats) -> tuple[Floats, Floats]:
        """Return P(loss > x) and a bound of its absolute error, shapes as `loss_eur`.

        Beyond the grid the probability is that of its end, and so is the bound.
        """
        fine, bound = _exceedance(self.distribution, self.coarse, loss_eur, lumpy=self.lumpy)
        if self.near is not None:
            close = loss_eur < 0.9 * self.near[0].step_eur * self.near[0].mass.size
            closer = _exceedance(*self.near, loss_eur, lumpy=self.lumpy)
            fine, bound = np.where(close, closer[0], fine), np.where(close, closer[1], bound)
        end = (self.distribution.mass.size - 1) * self.distribution.step_eur
        return fine, np.where(loss_eur > end, fine, bound)


def _exceedance(fine: LossDistribution, coarse: LossDistribution, loss_eur: Floats, *, lumpy: bool) -> tuple[Floats, Floats]:
    """Return P(loss > x) with a bound: the difference of two grids, and what may be losses of exactly x."""
    chance = fine.exceedance(loss_eur)
    apart = np.abs(chance - coarse.exceedance(loss_eur))
    # The factor may be infinite; where the grids agree it does not matter.
    bound = np.multiply(apart, widening(fine.mass, coarse.mass)[1], out=np.zeros(apart.shape), where=apart > 0.0)
    if lumpy:
        place = np.clip(np.rint(np.asarray(loss_eur) / fine.step_eur), 0, fine.mass.size - 1).astype(np.int64)
        bound += standing_out(fine.mass, place)
    return chance, np.minimum(bound, 1.0)


class InaccurateResultError(Exception):
    """The engine's error bound is above what was asked for."""


def evaluate(model: RiskModel, *, points: int = FINE_POINTS, largest_error: float = LARGEST_ERROR) -> Evaluation:
    """Return the distribution of the horizon's discounted loss with VaR95, CVaR95 and error bounds.

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
    UnsoundModelError
        If arrays do not fit together or hold impossible figures.
    """
    check_model(model)
    found = _on_two_grids(model, fitting_grid(model, points))
    while found.error_bound_relative > AIM and 4 * points <= min(MOST_POINTS, MOST_BYTES // (8 * model.rate.size)):
        points *= 4
        found = _on_two_grids(model, fitting_grid(model, points))
    hidden = found.var95_eur == 0.0 and chance_of_nothing(model) < LEVEL
    if hidden or found.var95_error_bound_relative > AIM:
        found = _read_near(model, found, points)
    if found.error_bound_relative > largest_error:
        message = f"{found.error_bound_relative:.4f}"
        raise InaccurateResultError(message)
    return found


def _read_near(model: RiskModel, found: Evaluation, points: int) -> Evaluation:
    """Return VaR95 and CVaR95 from a grid that ends soon after VaR95: huge rare losses make steps too long for small frequent ones."""
    near = _on_two_grids(model, fitting_grid(model, points, NEAR_LEVEL))
    return replace(near, distribution=found.distribution, coarse=found.coarse, near=(near.distribution, near.coarse))


def _on_two_grids(model: RiskModel, grid: Grid) -> Evaluation:
    return compared(on_grid(model, grid), on_grid(model, Grid(grid.step_eur * 2.0, grid.points // 2)))


def compared(fine: LossDistribution, twice: LossDistribution) -> Evaluation:
    """Return the figures of a distribution with their differences to the same on a grid of twice the step.

    Raises
    ------
    GridTooShortError
        If VaR95 lies beyond either grid.
    """
    var, cvar, others = fine.var(LEVEL), fine.cvar(LEVEL), (twice.var(LEVEL), twice.cvar(LEVEL))
    wider = float(widening(fine.mass, twice.mass)[0])
    off = max(wider * abs(others[0] - var), _unsure(fine, var))
    return Evaluation(
        distribution=fine,
        var95_eur=var,
        cvar95_eur=cvar,
        error_bound_relative=wider * abs(others[1] - cvar) / max(cvar, 1e-9),
        var95_error_bound_relative=off / max(var, others[0], 1e-9),
        coarse=twice,
    )


def _unsure(distribution: LossDistribution, var: float) -> float:
    """Return how far VaR95 may be off where losses of exactly one size are around it, EUR: they may lie on either side."""
    place = min(round(var / distribution.step_eur), distribution.mass.size - 1)
    share = float(standing_out(distribution.mass, np.array([place]))[0])
    if share == 0.0:
        return 0.0
    end = distribution.step_eur * (distribution.mass.size - 1)
    try:
        highest = distribution.var(min(LEVEL + share, 1.0))
    except GridTooShortError:
        highest = end
    return max(highest - var, var - distribution.var(LEVEL - share))


def fitting_grid(model: RiskModel, points: int, level: float = 0.9995) -> Grid:
    """Return a grid that ends a little beyond the `level` quantile, found on a coarse and wide grid first.

    Where a loss at all is less likely than 5 %, the level rises so that the grid holds the same share of what there is.
    """
    end = max(reach(model, 8.0), 1.0)
    anything = 1.0 - chance_of_nothing(model)
    if anything < 1e-15:  # noqa: PLR2004 - rounding of 1
        return Grid(end / (points - 1), points)
    level = 1.0 - (1.0 - level) * min(1.0, anything / (1.0 - LEVEL))
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
        end /= 8.0
    return Grid(end / (points - 1), points)


def chance_of_nothing(model: RiskModel) -> float:
    """Return the probability that no loss that costs anything begins in the horizon."""
    costly = np.einsum("tjk,tk->tj", progeny(model), loss_of_one(model)) > 0.0
    logarithm = 0.0
    for group in range(-1, model.group_variance.size):
        yearly = np.where(costly, model.rate, 0.0)[:, model.group == group].sum(axis=1)
        spread = 0.0 if group < 0 else float(model.group_variance[group])
        logarithm -= float((np.log1p(spread * yearly) / spread if spread > 0.0 else yearly).sum())
    return float(np.exp(logarithm))
