"""One budget for all measures together: the terms of a choice in a plain model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning import proof
from leitplanke.planning.proof import Bound, Cut
from leitplanke.risk.model import Floats

Chosen = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """Costs add up to `limit` at most; they do not count beside what is to be low."""

    cost: Floats
    """(N,) EUR."""
    limit: float

    @property
    def price(self) -> Floats:
        """Nothing, shape (N,)."""
        return np.zeros(len(self.cost))

    @property
    def kept(self) -> int:
        """The last cut only: each is mixed with that from above at many points."""
        return 1

    def room(self, fixed: Chosen) -> float:
        """Return what is left, EUR."""
        return self.limit - float(self.cost[list(fixed)].sum())

    def allowed(self, chosen: Chosen) -> bool:
        """Return whether a set is within the budget."""
        return bool(self.cost[list(chosen)].sum() <= self.limit)

    def settle(self, fixed: Chosen, undecided: Chosen) -> tuple[Chosen, Chosen]:
        """Return what is chosen, and what can still be paid."""
        room = self.room(fixed)
        return fixed, tuple(one for one in undecided if self.cost[one] <= room)

    def bound(self, cuts: Sequence[Cut], fixed: Chosen, undecided: Chosen, *, known: Floats, limit: float) -> Bound:
        """Return the least that may still come: fractional knapsacks."""
        return proof.bound(cuts, undecided, self.cost, self.room(fixed), known=known, limit=limit)

    def promising(self, fixed: Chosen, undecided: Chosen, bound: Bound) -> Chosen:
        """Return what a knapsack takes whole."""
        return tuple(undecided[one] for one in proof.filled(bound.slope, self.cost[list(undecided)], self.room(fixed)))
