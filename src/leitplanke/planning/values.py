"""What sets of measures come to in one discretised model of a firm: CVaR95, and the curves that bound it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from leitplanke.planning.relaxation import Partial, Relaxation
from leitplanke.risk.fixed import FixedGrid, cvar_curve
from leitplanke.risk.model import Floats
from leitplanke.risk.spectral import Grid

Chosen = tuple[int, ...]
"""Numbers of measures, rising."""
Stop = Callable[[], bool]
"""Says whether the time is over."""
MOST_WEIGHTS = 2**23
"""Numbers that put the losses of one batch together; more would take memory, not save time."""


class OutOfTimeError(Exception):
    """The time is over in the middle of an evaluation of many sets."""


@dataclass(slots=True, kw_only=True)
class Values:
    """Evaluates sets of measures, each once."""

    relaxation: Relaxation
    fixed: FixedGrid
    pool: ThreadPoolExecutor
    stop: Stop
    known: dict[Chosen, float] = field(default_factory=dict)

    @classmethod
    def on(cls, relaxation: Relaxation, grid: Grid, pool: ThreadPoolExecutor, stop: Stop) -> "Values":
        """Prepare the evaluation on a grid."""
        return cls(relaxation=relaxation, fixed=FixedGrid.of(relaxation.model, *relaxation.sizes(), grid), pool=pool, stop=stop)

    @property
    def cost(self) -> Floats:
        """(N,) EUR of each measure."""
        return self.relaxation.cost

    @property
    def cascading(self) -> bool:
        """Whether losses may cause others."""
        return bool(self.relaxation.model.link_from.size)

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

    def affordable(self, budget: float) -> list[Chosen]:
        """Return the known sets within a budget, the best first."""
        within = [chosen for chosen in self.known if self.cost[list(chosen)].sum() <= budget]
        return sorted(within, key=lambda chosen: (self.known[chosen], len(chosen), chosen))
