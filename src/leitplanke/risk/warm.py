"""A model that is kept warm: what a changed rate, size or link does, without computing anew what it leaves alone.

Only losses that changed are transformed again, only chains that contain them are solved again, and only from the first year that changed;
everything else is kept from the model it started from. Both grids are kept, so a changed model states its own error bound too.
"""

from dataclasses import dataclass

import numpy as np

from leitplanke.risk.cascade import Transforms, causes_of, settle, transforms
from leitplanke.risk.distribution import LossDistribution
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.spectral import TILT, Evaluation, Grid, compared, fitting_grid, inverse, loss_transforms, mixed, severity_transforms

POINTS = 2**11


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmModel:
    """A model with all that was computed for it on two grids."""

    model: RiskModel
    fine: "_Kept"
    coarse: "_Kept"

    @classmethod
    def of(cls, model: RiskModel, *, points: int = POINTS, grid: Grid | None = None) -> "WarmModel":
        """Compute everything once.

        Parameters
        ----------
        points
            Grid points, a power of two.
        grid
            Instead of the one that fits the model.

        Raises
        ------
        SupercriticalCascadeError
            If losses cause each other without end.
        """
        wanted = grid or fitting_grid(model, points)
        half = Grid(2.0 * wanted.step_eur, wanted.points // 2)
        return cls(model=model, fine=_Kept.of(model, wanted), coarse=_Kept.of(model, half))

    def evaluate(self, changed: RiskModel) -> Evaluation:
        """Return the distribution of a model that differs from this one in rates, sizes, durations, links' strength or shocks' variance.

        It costs the less the fewer threats have changed and the later.

        Raises
        ------
        ValueError
            If threats, links or groups are others.
        SupercriticalCascadeError
            If losses cause each other without end.
        GridTooShortError
            If the change moves VaR95 beyond the grid.
        """
        same = ("onset", "link_from", "link_to", "group", "discount_rate")
        if changed.rate.shape != self.model.rate.shape or any(
            not np.array_equal(getattr(changed, n), getattr(self.model, n)) for n in same
        ):
            message = "another firm: threats, links, groups and discount rate must be the same"
            raise ValueError(message)
        mean, size = float(expected_loss(changed).sum()), multiple(changed)
        return compared(*(kept.distribution(self.model, changed, size, mean) for kept in (self.fine, self.coarse)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What was computed on one grid."""

    grid: Grid
    turn: Floats
    size: Floats
    """(T, J)"""
    own: Transforms
    """(J, T, K)"""
    chains: Transforms
    """(J, T, K)"""
    exponents: Transforms
    """(1 + G, T, K) sum of rate x (chain - 1) over threats outside groups, then over each group."""

    @classmethod
    def of(cls, model: RiskModel, grid: Grid) -> "_Kept":
        turn, size = np.exp(-TILT / grid.points * np.arange(grid.points)), multiple(model)
        own = severity_transforms((model,), size, grid, turn)
        chains = transforms(model.link_from, model.link_to, model.link_probability, own)
        exponents = np.zeros((1 + model.group_variance.size, *own.shape[1:]), dtype=np.complex128)
        for threat in range(model.threats):
            exponents[1 + model.group[threat]] += model.rate[:, threat, None] * (chains[threat] - 1.0)
        return cls(grid=grid, turn=turn, size=size, own=own, chains=chains, exponents=exponents)

    def distribution(self, before: RiskModel, after: RiskModel, size: Floats, mean: float) -> LossDistribution:
        lost = (
            (size != self.size)
            | (after.median_eur != before.median_eur)
            | (after.sigma != before.sigma)
            | (after.cap_eur != before.cap_eur)
        )
        linked = after.link_probability != before.link_probability
        moved = lost | (after.rate != before.rate)
        years = np.flatnonzero(moved.any(axis=1) | linked.any(axis=1))
        exponents = self.exponents
        if years.size:
            since = slice(int(years[0]), before.years)
            exponents = exponents.copy()
            chains = self._chains(after, size, lost.any(axis=0), linked.any(axis=0), since)
            for threat in set(chains) | set(np.flatnonzero(moved.any(axis=0)).tolist()):
                group, new = 1 + int(after.group[threat]), chains.get(threat)
                exponents[group, since] -= before.rate[since, threat, None] * (self.chains[threat, since] - 1.0)
                exponents[group, since] += after.rate[since, threat, None] * ((self.chains[threat, since] if new is None else new) - 1.0)
        logarithm = exponents[0].sum(axis=0)[None]
        for group in range(after.group_variance.size):
            logarithm = logarithm + mixed(exponents[None, 1 + group], after.group_variance[None, group])
        return LossDistribution(step_eur=self.grid.step_eur, mass=inverse(logarithm, self.turn)[0], mean_eur=mean)

    def _chains(
        self, after: RiskModel, size: Floats, lost: np.ndarray[tuple[int], np.dtype[np.bool_]], linked: Floats, since: slice
    ) -> dict[int, Transforms]:
        """Return the chains that changed, each (years since, K)."""
        own = [self.own[threat, since] for threat in range(after.threats)]
        for threat in np.flatnonzero(lost).tolist():
            median, cap = (np.full(len(size[since]), each[threat]) for each in (after.median_eur, after.cap_eur))
            own[threat] = loss_transforms(median, float(after.sigma[threat]), cap, size[since, threat], self.grid, self.turn)
        changed = causes_of(after.link_from, after.link_to, {*np.flatnonzero(lost).tolist(), *after.link_from[linked].tolist()})
        found = [self.chains[threat, since].copy() if threat in changed else self.chains[threat, since] for threat in range(after.threats)]
        settle(after.link_from, after.link_to, after.link_probability[since], own, found, changed)
        return {threat: found[threat] for threat in changed}
