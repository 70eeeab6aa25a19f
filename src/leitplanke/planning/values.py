"""What sets of measures come to in one discretised model of a firm: CVaR95, and the curves that bound it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from leitplanke.planning.proof import Bound, Cut
from leitplanke.planning.relaxation import Partial
from leitplanke.risk.fixed import FixedGrid, cvar_curve, expected_losses
from leitplanke.risk.model import Bools, Floats, RiskModel
from leitplanke.risk.spectral import Grid
from leitplanke.risk.stack import Stack

Chosen = tuple[int, ...]
"""Numbers of measures, rising."""
Stop = Callable[[], bool]
"""Says whether the time is over."""
MOST_WEIGHTS = 2**23
"""Numbers that put the losses of one batch together; more would take memory, not save time."""


class Easing(Protocol):
    """A firm and N measures, as models of partly decided sets that are never worse than what may come of them."""

    @property
    def model(self) -> RiskModel:
        """The firm without measures."""

    @property
    def plain(self) -> Bools:
        """(N,) whether a measure that is decided leaves the model of all other sets as it is."""

    def exact(self, partial: Partial) -> bool:
        """Return whether the model of a set is the true one."""

    def stack(self, wanted: Sequence[Partial]) -> Stack:
        """Return the models of some sets."""

    def sizes(self) -> tuple[Floats, Floats]:
        """Return the least above 0 and the greatest multiple of min(size, cap) that any set can make of a loss, shape (T, J)."""


class Terms(Protocol):
    """What choices are allowed, what they cost, and how little may come of a set of which some measures are decided."""

    @property
    def price(self) -> Floats:
        """(N,) what each measure adds to the figure that is to be low, EUR."""

    @property
    def kept(self) -> int:
        """How many cuts around sets are of use at once."""

    def allowed(self, chosen: Chosen) -> bool:
        """Return whether a set keeps all terms."""

    def settle(self, fixed: Chosen, undecided: Chosen) -> tuple[Chosen, Chosen] | None:
        """Return what is chosen and what is open after all that follows at once; None if nothing is allowed."""

    def bound(self, cuts: Sequence[Cut], fixed: Chosen, undecided: Chosen, *, known: Floats, limit: float) -> Bound:
        """Return the least that may still come; `known` and `limit` as for `proof.bound`."""

    def promising(self, fixed: Chosen, undecided: Chosen, bound: Bound) -> Chosen:
        """Return the undecided measures that the bound would choose."""


class OutOfTimeError(Exception):
    """The time is over in the middle of an evaluation of many sets."""


@dataclass(slots=True, kw_only=True)
class Values:
    """Evaluates sets of measures, each once."""

    relaxation: Easing
    fixed: FixedGrid
    pool: ThreadPoolExecutor
    stop: Stop
    known: dict[Chosen, float] = field(default_factory=dict)

    @classmethod
    def on(cls, relaxation: Easing, grid: Grid, pool: ThreadPoolExecutor, stop: Stop) -> "Values":
        """Prepare the evaluation on a grid."""
        return cls(relaxation=relaxation, fixed=FixedGrid.of(relaxation.model, *relaxation.sizes(), grid), pool=pool, stop=stop)

    @property
    def count(self) -> int:
        """Number of measures N."""
        return len(self.relaxation.plain)

    @property
    def cascading(self) -> bool:
        """Whether losses may cause others."""
        return bool(self.relaxation.model.link_from.size)

    @property
    def end_eur(self) -> float:
        """Beyond this point a curve is known to be above it, no more."""
        return self.fixed.grid.end_eur

    def curves(self, wanted: Sequence[Partial]) -> Floats:
        """Return g_v = v + E(S - v)+ / 5 % of each set at each grid point v, shape (P, V); infinite where losses never end.

        Raises
        ------
        OutOfTimeError
            If the time is over before all are done.
        """
        each = self.relaxation.model.years * len(self.fixed.transform)
        size = max(4, min(256, MOST_WEIGHTS // each))
        found = []
        for start in range(0, len(wanted), size):
            # The first batch is always done: without it there would be nothing to show.
            if start and self.stop():
                raise OutOfTimeError
            stack = self.relaxation.stack(wanted[start : start + size])
            found.append(cvar_curve(self.fixed.stop_loss(stack, self.pool), self.fixed.grid.step_eur))
        return found[0] if len(found) == 1 else np.concatenate(found)

    def of(self, sets: Sequence[Chosen]) -> list[float]:
        """Return CVaR95 of each set, EUR."""
        new = [chosen for chosen in dict.fromkeys(sets) if chosen not in self.known]
        if new:
            for chosen, curve in zip(new, self.curves([Partial(chosen) for chosen in new]), strict=True):
                self.note(chosen, curve)
        return [self.known[chosen] for chosen in sets]

    def note(self, chosen: Chosen, curve: Floats) -> None:
        """Remember CVaR95 of a set whose curve is known: its least value, unless the grid ends before it."""
        at = int(curve.argmin())
        self.known[chosen] = float(curve[at]) if at < curve.size - 1 else np.inf

    def ranked(self, terms: Terms) -> list[Chosen]:
        """Return the known sets that are allowed, the best first."""
        worth = {chosen: value + float(terms.price[list(chosen)].sum()) for chosen, value in self.known.items() if terms.allowed(chosen)}
        return sorted(worth, key=lambda chosen: (worth[chosen], len(chosen), chosen))


class Means(Values):
    """Evaluates the expected loss instead: as curves of one point."""

    __slots__ = ()

    @property
    def end_eur(self) -> float:
        """Nothing lies beyond."""
        return np.inf

    def curves(self, wanted: Sequence[Partial]) -> Floats:
        """Return the expected loss of each set, shape (P, 1), EUR; infinite where losses never end."""
        return expected_losses(self.relaxation.stack(wanted))[:, None]

    def note(self, chosen: Chosen, curve: Floats) -> None:
        """Remember the expected loss of a set."""
        self.known[chosen] = float(curve[0])
