"""Who makes the bad cases bad: CVaR split by threat so that the parts add up.

The part of threat j is E[loss booked at j | total above VaR], the Euler allocation of CVaR (Tasche, Risk contributions and performance
measurement, 1999). It is exact on the grid: the transform of E[L_j; L] is the derivative of the total's transform by the threat's own
loss, and one pass back along the links gives it for all threats together.
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft

from leitplanke.risk.cascade import MOST_SWEEPS, TOLERANCE, Transforms, order, transforms
from leitplanke.risk.distribution import LossDistribution
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.spectral import LEVEL, NEAR_LEVEL, TILT, Grid, fitting_grid, inverse, log_transform, severity_transforms

POINTS = 2**12


@dataclass(frozen=True, slots=True, kw_only=True)
class TailContributions:
    """CVaR of the horizon's discounted loss, split by threat; booked where the money is lost."""

    level: float
    var_eur: float
    cvar_eur: float
    by_threat_eur: Floats
    """(J,) >= 0, adds up to `cvar_eur`."""
    error_bound_eur: Floats
    """(J,) difference to a grid of twice the step."""


def tail_contributions(model: RiskModel, *, level: float = LEVEL, points: int = POINTS) -> TailContributions:
    """Return what each threat costs on average in the worst 1 - `level` of cases.

    Parameters
    ----------
    level
        Of VaR and CVaR, in (0, 1).
    points
        Grid points, a power of two.

    Raises
    ------
    SupercriticalCascadeError
        If losses cause each other without end.

    Examples
    --------
    Losses of 1 and of 9 EUR, each once in fifty years: in the worst twentieth of the years 40 of 100 are of either kind.

    >>> from leitplanke.risk.model import Balance
    >>> none = np.zeros(0, dtype=np.int64)
    >>> model = RiskModel(
    ...     onset=np.zeros(2, bool), rate=np.full((1, 2), 0.02), median_eur=np.array([1.0, 9.0]), sigma=np.zeros(2),
    ...     cap_eur=np.full(2, np.inf), scale=np.ones((1, 2)), duration=np.zeros((1, 2)), link_from=none, link_to=none,
    ...     link_probability=np.zeros((1, 0)), group=np.array([-1, -1]), group_variance=np.zeros(0), discount_rate=0.0,
    ...     balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(1)),
    ... )
    >>> tail_contributions(model).by_threat_eur.round(6).tolist()
    [0.4, 3.6]
    """
    grid = fitting_grid(model, points, max(level, NEAR_LEVEL))
    fine, parts = _split(model, grid, level)
    _, coarse = _split(model, Grid(2.0 * grid.step_eur, points // 2), level)
    var, cvar = fine.var(level), fine.cvar(level)
    # The grid's own CVaR is that of its steps, ours is read between them: 1e-7 of it, shared out in proportion.
    total = float(parts.sum())
    return TailContributions(
        level=level,
        var_eur=var,
        cvar_eur=cvar,
        by_threat_eur=parts * (cvar / total if total > 0.0 else 0.0),
        error_bound_eur=np.abs(parts - coarse),
    )


def _split(model: RiskModel, grid: Grid, level: float) -> tuple[LossDistribution, Floats]:
    """Return the distribution on a grid and E[L_j | worst 1 - level], shape (J,)."""
    points = np.arange(grid.points)
    turn, size = np.exp(-TILT / grid.points * points), multiple(model)
    own = severity_transforms((model,), size, grid, turn)
    moment = severity_transforms((model,), size, grid, turn * points * grid.step_eur, nothing=0.0)
    chains = transforms(model.link_from, model.link_to, model.link_probability, own)
    logarithm = log_transform(model.rate[None], model.group, model.group_variance[None], chains)
    mean = expected_loss(model)
    found = LossDistribution(step_eur=grid.step_eur, mass=inverse(logarithm, turn)[0], mean_eur=float(mean.sum()))
    met, after = _followed(model, chains, _met_first(model, chains))
    density = (met * moment * after).sum(axis=1) * np.exp(logarithm)
    booked = np.maximum(fft.irfft(density, grid.points, axis=1) / turn, 0.0)
    place, part = _quantile(found, level)
    below = booked[:, :place].sum(axis=1) + part * booked[:, place]
    return found, np.maximum(mean - below, 0.0) / (1.0 - level)


def _quantile(distribution: LossDistribution, level: float) -> tuple[int, float]:
    """Return the grid point of the quantile and the share of its mass below it."""
    cumulative = np.cumsum(distribution.mass)
    place = int(np.searchsorted(cumulative, level))
    before = cumulative[place - 1] if place else 0.0
    return place, float((level - before) / max(distribution.mass[place], 1e-300))


def _met_first(model: RiskModel, chains: Transforms) -> Transforms:
    """Return how the logarithm of the total's transform moves with that of each threat's chain, shape (J, T, K): the rate, shaken."""
    weight = np.repeat(model.rate.T[:, :, None].astype(np.complex128), chains.shape[2], axis=2)
    for group, variance in enumerate(model.group_variance.tolist()):
        members = np.flatnonzero(model.group == group)
        exponent = (weight[members] * (chains[members] - 1.0)).sum(axis=0)
        weight[members] /= 1.0 - variance * exponent
    return weight


def _followed(model: RiskModel, chains: Transforms, weight: Transforms) -> tuple[Transforms, Transforms]:
    """Return the same for the loss itself, met first or caused, and the transform of what it causes, shape (J, T, K) each.

    One pass from causes to effects; loops are repeated until they settle.
    """
    links = [link for link in range(model.link_to.size) if model.link_probability[:, link].any()]
    incoming: list[list[tuple[int, Transforms]]] = [[] for _ in range(model.threats)]
    after = np.ones_like(chains)
    for link in links:
        source, probability = int(model.link_from[link]), model.link_probability[:, link, None]
        caused = _caused(model, chains, link)
        after[source] *= caused
        # Where nothing gets through at a frequency, the cause's chain is 0 there too.
        moved = np.divide(probability * chains[source], caused, out=np.zeros_like(caused), where=caused != 0.0)
        incoming[int(model.link_to[link])].append((source, moved))
    met = weight.copy()
    for part in reversed(order(model.threats, model.link_from[links], model.link_to[links])):
        looped = any(source in part for threat in part for source, _ in incoming[threat])
        for _ in range(MOST_SWEEPS if looped else 1):
            change = 0.0
            for threat in part:
                value = weight[threat] + sum((met[source] * moved for source, moved in incoming[threat]), np.zeros_like(weight[threat]))
                change = max(change, float(np.abs(value - met[threat]).max()))
                met[threat] = value
            if change <= TOLERANCE:
                break
    return met, after


def _caused(model: RiskModel, chains: Transforms, link: int) -> Transforms:
    probability = model.link_probability[:, link, None]
    return np.asarray(1.0 - probability + probability * chains[model.link_to[link]])
