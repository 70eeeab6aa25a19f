"""Sets of measures of which some are decided and some still may come, as models that are never worse than any outcome.

What is undecided works by its favourable part only: its factors above 1 are left out, and where a duration is shortened, the value of a
shorter duration is read from a straight line below the true one. So the loss with relaxed measures is, history by history, at most the
true loss, and it falls with each measure by less the more there are (docs/method/planning.md, "How good a choice is").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from leitplanke.risk.model import Bools, Floats, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.portfolio import Measures
from leitplanke.risk.stack import Stack

NOTHING = -1_000.0
"""Logarithm that stands for that of 0: its exponential is 0."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A set of measures that is not yet decided in full."""

    fixed: tuple[int, ...]
    """Chosen: they work with all their effects."""
    helping: tuple[int, ...] = ()
    """Undecided ones that work here, by their favourable effects only."""
    open: tuple[int, ...] = ()
    """All undecided ones, those of `helping` included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """A firm and what measures change in it, as logarithms: of N measures, by year and threat."""

    model: RiskModel
    cost: Floats
    """(N,) EUR."""
    plain: Bools
    """(N,) neither side effects nor shorter durations: relaxed it works as it does in truth."""
    frequency: Floats
    """(N, T, J)"""
    severity: Floats
    """(N, T, J)"""
    duration: Floats
    """(N, T, J) 0 for events."""

    @classmethod
    def of(cls, model: RiskModel, measures: Measures) -> "Relaxation":
        """Take the logarithms of all factors, from each measure's start year on."""
        working = (np.arange(model.years) >= measures.start_year[:, None])[:, :, None]

        def logarithm(factor: Floats) -> Floats:
            with np.errstate(divide="ignore"):
                return np.asarray(np.where(working, np.maximum(np.log(factor), NOTHING)[:, None, :], 0.0))

        frequency, severity = logarithm(measures.frequency_factor), logarithm(measures.severity_factor)
        duration = logarithm(np.where(model.onset, measures.duration_factor, 1.0))
        plain = (frequency <= 0.0) & (severity <= 0.0) & (duration == 0.0)
        return cls(
            model=model,
            cost=measures.cost_eur,
            plain=plain.all(axis=(1, 2)),
            frequency=frequency,
            severity=severity,
            duration=duration,
        )

    def exact(self, partial: Partial) -> bool:
        """Return whether the model of a set is that of the portfolio."""
        return bool(self.plain[list(partial.helping)].all())

    def stack(self, wanted: Sequence[Partial]) -> Stack:
        """Return the models of some sets."""
        base = self.model
        fixed, helping, undecided = (
            self._members([one.fixed for one in wanted]),
            self._members([one.helping for one in wanted]),
            self._members([one.open for one in wanted]),
        )
        decided, relaxed = _product(fixed, self.frequency), _product(helping, np.minimum(self.frequency, 0.0))
        scale = base.scale * _product(fixed, self.severity) * _product(helping, np.minimum(self.severity, 0.0))
        links = np.minimum(1.0, base.link_probability * decided[:, :, base.link_to]) * relaxed[:, :, base.link_to]
        return Stack(
            base=base,
            rate=base.rate * decided * relaxed,
            size=scale * self._worth(fixed, helping, undecided),
            link_probability=links,
        )

    def sizes(self) -> tuple[Floats, Floats]:
        """Return the least above 0 and the greatest multiple of min(size, cap) that any set can make of a loss, shape (T, J)."""
        own = multiple(self.model)
        shortened = self._worth(*(np.zeros((1, len(self.cost))) for _ in range(3)))[0]
        least, most = _extremes(self.severity)
        shortest, longest = _extremes(self.duration)
        # Half as long is worth at least half as much; a longer flow at most the whole horizon.
        ratio = np.where(
            self.duration.any(axis=0) & (longest > 0.0), multiple(self._lasting(longest))[0] / np.maximum(shortened, 1e-300), 1.0
        )
        return own * np.exp(least + shortest), own * np.exp(most) * np.maximum(ratio, 1.0)

    def _lasting(self, logarithm: Floats) -> RiskModel:
        one = self.model
        return replace(one, scale=np.ones((1, *one.scale.shape)), duration=(one.duration * np.exp(logarithm))[None])

    def _worth(self, fixed: Floats, helping: Floats, undecided: Floats) -> Floats:
        """Return what a loss with scale 1 costs, as multiple of its size, shape (P, T, J)."""
        base = self.model
        today = base.duration * _product(fixed, self.duration)

        def worth(duration: Floats) -> Floats:
            return multiple(replace(base, scale=np.ones_like(duration), duration=duration))

        found = worth(today)
        favourable = np.minimum(self.duration, 0.0)
        if not favourable.any() or not undecided.any():
            return found
        shortest, here = today * _product(undecided, favourable), today * _product(helping, favourable)
        least, span = worth(shortest), today - shortest
        part = np.divide(here - shortest, span, out=np.ones_like(span), where=span > 0.0)
        return np.asarray(least + (found - least) * part)

    def _members(self, sets: Sequence[tuple[int, ...]]) -> Floats:
        found = np.zeros((len(sets), len(self.cost)))
        for row, chosen in enumerate(sets):
            found[row, list(chosen)] = 1.0
        return found


def _product(members: Floats, logarithm: Floats) -> Floats:
    """Return the product of the factors of each set's members, (P, N) and (N, T, J) to (P, T, J)."""
    return np.exp(np.tensordot(members, logarithm, axes=1))


def _extremes(logarithm: Floats) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the least (factors of 0 left out) and the greatest logarithm of a product of any of the factors, shape (T, J)."""
    finite = np.where(logarithm <= NOTHING, 0.0, logarithm)
    return np.minimum(finite, 0.0).sum(axis=0), np.maximum(logarithm, 0.0).sum(axis=0)
