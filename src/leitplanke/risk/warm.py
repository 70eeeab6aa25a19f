"""A model that is kept warm: what a changed rate, size or link does, without computing anew what it leaves alone.

Only losses that changed are transformed again, only chains that contain them are solved again, and only from the first year that changed;
everything else is kept from the model it started from. Both grids are kept, so a changed model states its own error bound too.
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft

from leitplanke.risk.cascade import Transforms, causes_of, settle, transforms
from leitplanke.risk.distribution import LossDistribution
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.severity import folded, masses
from leitplanke.risk.spectral import TILT, Evaluation, Grid, compared, fitting_grid, inverse, mixed, severity_transforms

POINTS = 2**10
"""CVaR95 of a firm stays within 0.01 %; each result states its bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmModel:
    """A model with all that was computed for it on two grids."""

    model: RiskModel
    size: Floats
    """(T, J) cost of a loss as multiple of min(size, cap)."""
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
        return cls(model=model, size=multiple(model), fine=_Kept.of(model, wanted), coarse=_Kept.of(model, half))

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
        before = self.model
        lost = (
            (size != self.size)
            | (changed.median_eur != before.median_eur)
            | (changed.sigma != before.sigma)
            | (changed.cap_eur != before.cap_eur)
        )
        linked = changed.link_probability != before.link_probability
        moved = lost | (changed.rate != before.rate)
        years = np.flatnonzero(moved.any(axis=1) | linked.any(axis=1))
        since = slice(int(years[0]) if years.size else before.years, before.years)
        own = [self._own(changed, threat, size[since, threat]) for threat in np.flatnonzero(lost.any(axis=0)).tolist()]
        change = _Change(
            before=before,
            after=changed,
            since=since,
            lost=tuple(np.flatnonzero(lost.any(axis=0)).tolist()),
            moved=tuple(np.flatnonzero(moved.any(axis=0)).tolist()),
            linked=tuple(changed.link_from[linked.any(axis=0)].tolist()),
        )
        fine = self.fine.distribution(change, [pair[0] for pair in own], mean)
        return compared(fine, self.coarse.distribution(change, [pair[1] for pair in own], mean))

    def _own(self, after: RiskModel, threat: int, size: Floats) -> tuple[Transforms, Transforms]:
        """Return the transforms of a changed loss on both grids, (years, K) each; the coarse masses follow from the fine ones."""
        kinds, where = np.unique(size, return_inverse=True)
        paying = (kinds > 0.0) & (after.cap_eur[threat] > 0.0)
        found = [np.ones((kinds.size, kept.grid.points // 2 + 1), dtype=np.complex128) for kept in (self.fine, self.coarse)]
        if paying.any():
            median, cap = after.median_eur[threat] * kinds[paying], after.cap_eur[threat] * kinds[paying]
            mass = masses(median, float(after.sigma[threat]), cap, self.fine.grid.step_eur, self.fine.grid.points)
            found[0][paying] = fft.rfft(mass * self.fine.turn, axis=1)
            found[1][paying] = fft.rfft(folded(mass) * self.coarse.turn, axis=1)
        return found[0][where], found[1][where]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """Where two models differ."""

    before: RiskModel
    after: RiskModel
    since: slice
    """Years from the first changed one on."""
    lost: tuple[int, ...]
    """Threats whose loss changed."""
    moved: tuple[int, ...]
    """Threats whose loss or rate changed."""
    linked: tuple[int, ...]
    """Threats from which a changed link goes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What was computed on one grid."""

    grid: Grid
    turn: Floats
    own: Transforms
    """(J, T, K)"""
    chains: Transforms
    """(J, T, K)"""
    exponents: Transforms
    """(1 + G, T, K) sum of rate x (chain - 1) over threats outside groups, then over each group."""
    logarithms: Transforms
    """(1 + G, K) of the transforms of their sums over all years."""

    @classmethod
    def of(cls, model: RiskModel, grid: Grid) -> "_Kept":
        turn = np.exp(-TILT / grid.points * np.arange(grid.points))
        own = severity_transforms((model,), multiple(model), grid, turn)
        chains = transforms(model.link_from, model.link_to, model.link_probability, own.copy())
        exponents = np.zeros((1 + model.group_variance.size, *own.shape[1:]), dtype=np.complex128)
        for threat in range(model.threats):
            exponents[1 + model.group[threat]] += model.rate[:, threat, None] * (chains[threat] - 1.0)
        logarithms = mixed(exponents, np.concatenate([[0.0], model.group_variance]))
        return cls(grid=grid, turn=turn, own=own, chains=chains, exponents=exponents, logarithms=logarithms)

    def distribution(self, change: _Change, own: list[Transforms], mean: float) -> LossDistribution:
        before, after, since = change.before, change.after, change.since
        exponents, logarithms = self.exponents.copy(), self.logarithms.copy()
        touched = set((1 + np.flatnonzero(after.group_variance != before.group_variance)).tolist())
        chains = self._chains(change, own)
        for threat in {*chains, *change.moved}:
            group, old = 1 + int(after.group[threat]), self.chains[threat, since]
            exponents[group, since] -= before.rate[since, threat, None] * (old - 1.0)
            exponents[group, since] += after.rate[since, threat, None] * (chains.get(threat, old) - 1.0)
            touched.add(group)
        for group in touched:
            logarithms[group] = mixed(exponents[None, group], after.group_variance[group - 1 : group] if group else np.zeros(1))[0]
        mass = inverse(logarithms.sum(axis=0)[None], self.turn)[0]
        return LossDistribution(step_eur=self.grid.step_eur, mass=mass, mean_eur=mean)

    def _chains(self, change: _Change, own: list[Transforms]) -> dict[int, Transforms]:
        """Return the chains that changed, each (years since, K)."""
        after, since = change.after, change.since
        if since.start == since.stop:
            return {}
        alone = [self.own[threat, since] for threat in range(after.threats)]
        for threat, found in zip(change.lost, own, strict=True):
            alone[threat] = found
        changed = causes_of(after.link_from, after.link_to, {*change.lost, *change.linked})
        chains = [self.chains[threat, since].copy() if threat in changed else self.chains[threat, since] for threat in range(after.threats)]
        settle(after.link_from, after.link_to, after.link_probability[since], alone, chains, changed)
        return {threat: chains[threat] for threat in changed}
