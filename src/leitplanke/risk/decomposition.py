"""Who makes the bad cases bad: CVaR split by threat, and by chain of losses, so that the parts add up.

The part of threat j is E[loss booked at j | total above VaR], the Euler allocation of CVaR (Tasche, Risk contributions and performance
measurement, 1999). It is exact on the grid: the transform of E[L_j; L] is the derivative of the total's transform by the threat's own
loss, and one pass along the links gives it for all threats together. One pass against them gives what a loss and all that follows
from it add, and with it the parts of the chains.
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft

from leitplanke.risk.cascade import MOST_SWEEPS, TOLERANCE, Transforms, order, transforms
from leitplanke.risk.chains import expected_by_chain, follow_ups
from leitplanke.risk.distribution import LossDistribution
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import Floats, Ints, RiskModel
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
    by_chain_eur: Floats
    """(1 + chains,) what comes by itself, then along each of `risk.chains.chains`; >= 0, adds up to `cvar_eur` too."""
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
    threats = parts[: model.threats]
    total = float(threats.sum())
    return TailContributions(
        level=level,
        var_eur=var,
        cvar_eur=cvar,
        by_threat_eur=threats * (cvar / total if total > 0.0 else 0.0),
        by_chain_eur=parts[model.threats :] * (cvar / total if total > 0.0 else 0.0),
        error_bound_eur=np.abs(threats - coarse[: model.threats]),
    )


def _split(model: RiskModel, grid: Grid, level: float) -> tuple[LossDistribution, Floats]:
    """Return the distribution on a grid and E[part | worst 1 - level] of all threats, then of all chains, shape (J + 1 + chains,)."""
    points = np.arange(grid.points)
    turn, size = np.exp(-TILT / grid.points * points), multiple(model)
    own = severity_transforms((model,), size, grid, turn)
    moment = severity_transforms((model,), size, grid, turn * points * grid.step_eur, nothing=0.0)
    chains = transforms(model.link_from, model.link_to, model.link_probability, own)
    logarithm = log_transform(model.rate[None], model.group, model.group_variance[None], chains)
    by_threat = expected_loss(model)
    mean = np.concatenate([by_threat, expected_by_chain(model)])
    found = LossDistribution(step_eur=grid.step_eur, mass=inverse(logarithm, turn)[0], mean_eur=float(by_threat.sum()))
    density = _Tree.of(model, chains, moment).densities(_met_first(model, chains)) * np.exp(logarithm)
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


@dataclass(frozen=True, slots=True)
class _Tree:
    """How losses follow each other, as transforms."""

    model: RiskModel
    passed: Transforms
    """(L, T, K) what stands for a loss of `link_from` once one of its caused losses of `link_to` is taken out to be looked at."""
    alone: Transforms
    """(J, T, K) first moment of the loss itself, with the transform of what it causes."""

    @classmethod
    def of(cls, model: RiskModel, chains: Transforms, moment: Transforms) -> "_Tree":
        passed = np.zeros((model.link_to.size, *chains.shape[1:]), dtype=np.complex128)
        after = np.ones_like(chains)
        for link, (source, target) in enumerate(zip(model.link_from.tolist(), model.link_to.tolist(), strict=True)):
            probability = model.link_probability[:, link, None]
            caused = 1.0 - probability + probability * chains[target]
            after[source] *= caused
            # Where nothing gets through at a frequency, the cause's chain is 0 there too.
            np.divide(probability * chains[source], caused, out=passed[link], where=caused != 0.0)
        return cls(model, passed, moment * after)

    def densities(self, met: Transforms) -> Transforms:
        """Return the transforms of E[part; total] over that of the total, by threat, then by chain, shape (J + 1 + chains, K).

        Parameters
        ----------
        met
            Shape (J, T, K): losses that come by themselves.
        """
        first, second = np.array(follow_ups(self.model.link_from, self.model.link_to), dtype=np.int64).reshape(-1, 2).T
        source, target = self.model.link_from, self.model.link_to
        threats = np.einsum("jtk,jtk->jk", self._settled(met, source, target), self.alone)
        own = np.einsum("jtk,jtk->k", met, self.alone)[None]
        arriving = met[source] * self.passed
        twos = np.einsum("ltk,ltk->lk", arriving, self.alone[target])
        onward = self.passed * self._settled(self.alone, target, source)[target]
        threes = [(arriving[one] * onward[two]).sum(axis=0) for one, two in zip(first.tolist(), second.tolist(), strict=True)]
        return np.concatenate([threats, own, twos, np.reshape(threes, (-1, met.shape[2]))])

    def _settled(self, start: Transforms, source: Ints, target: Ints) -> Transforms:
        """Return x with x[target] = start[target] + sum of passed x x[source] over all links; loops are repeated until they settle."""
        links = [link for link in range(source.size) if self.model.link_probability[:, link].any()]
        incoming: list[list[int]] = [[] for _ in range(self.model.threats)]
        for link in links:
            incoming[int(target[link])].append(link)
        found = start.copy()
        for part in reversed(order(self.model.threats, source[links], target[links])):
            looped = any(source[link] in part for threat in part for link in incoming[threat])
            for _ in range(MOST_SWEEPS if looped else 1):
                change = 0.0
                for threat in part:
                    value = start[threat].copy()
                    for link in incoming[threat]:
                        value += found[source[link]] * self.passed[link]
                    change = max(change, float(np.abs(value - found[threat]).max()))
                    found[threat] = value
                if change <= TOLERANCE * max(1.0, float(np.abs(start).max())):
                    break
        return found
