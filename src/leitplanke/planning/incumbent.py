"""A good choice of measures within a budget, found without proof: greedy, then exchanges, then restarts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from leitplanke.planning.values import Chosen, OutOfTimeError, Stop, Values

BATCH = 64
"""Exchanges evaluated at once, the most promising first."""
MOST_EXCHANGES = 2_000
"""Looked at in one step; more only with hundreds of measures."""
IMPROVEMENT = 1e-9
KICKS = 20
MOST_KNOWN, MOST_KNOWN_CASCADING = 8_000, 1_500
"""Sets evaluated before restarts end: the rest of the time is better spent on the proof."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """Looks for better sets of measures within a budget."""

    values: Values
    budget: float
    stop: Stop

    def build(self, start: Chosen = (), *, banned: Chosen = (), by_cost: bool = True) -> Chosen:
        """Return a set made greedily: again and again the measure that lowers CVaR95 most, for its cost or at all."""
        chosen = start
        while not self.stop():
            more = [one for one in self._affordable(chosen) if one not in banned]
            if not more:
                break
            (here,) = self.values.of([chosen])
            there = np.array(self.values.of([_with(chosen, one) for one in more]))
            fall = np.where(np.isfinite(there), here - there, -np.inf)
            rank = fall / np.maximum(self.values.cost[more], 1e-9) if by_cost else fall
            rank = np.where(fall > IMPROVEMENT * abs(here), rank, -np.inf)
            if not np.isfinite(rank.max()):
                break
            chosen = _with(chosen, more[int(rank.argmax())])
        return chosen

    def descend(self, chosen: Chosen) -> Chosen:
        """Return a set that no measure added, dropped or exchanged for another improves, as far as time allows."""
        while not self.stop():
            better = self._better(chosen)
            if better is None:
                break
            chosen = better
        return chosen

    def restart(self, best: Chosen, rng: np.random.Generator, times: int = KICKS) -> Chosen:
        """Return the best of several descents from sets that lost a few measures at random, which may not come back at once."""
        for _ in range(times):
            # A single measure is exchanged in any descent.
            if self.stop() or len(best) <= 1 or len(self.values.known) > self._allowed():
                break
            count = int(rng.integers(1, max(2, len(best) // 2) + 1))
            lost = tuple(sorted(rng.choice(best, count, replace=False).tolist()))
            kept = tuple(one for one in best if one not in lost)
            candidate = self.descend(self.build(kept, banned=lost))
            best = min(best, candidate, key=self._value)
        return best

    def _allowed(self) -> int:
        return MOST_KNOWN_CASCADING if self.values.relaxation.model.link_from.size else MOST_KNOWN

    def _value(self, chosen: Chosen) -> tuple[float, Chosen]:
        return self.values.of([chosen])[0], chosen

    def _affordable(self, chosen: Chosen, without: float = 0.0) -> list[int]:
        cost = self.values.cost
        room = self.budget - float(cost[list(chosen)].sum()) + without
        return [one for one in range(len(cost)) if one not in chosen and cost[one] <= room]

    def _better(self, chosen: Chosen) -> Chosen | None:
        """Return a better neighbour: the best with one measure more or less, else an exchange."""
        (here,) = self.values.of([chosen])
        enough = here - IMPROVEMENT * abs(here)
        near = [*(_with(chosen, one) for one in self._affordable(chosen)), *(_without(chosen, one) for one in chosen)]
        found = self._best(near, enough)
        if found is not None:
            return found
        exchanges = self._exchanges(chosen)
        for start in range(0, len(exchanges), BATCH):
            found = None if self.stop() else self._best(exchanges[start : start + BATCH], enough)
            if found is not None:
                return found
        return None

    def _best(self, sets: Iterable[Chosen], enough: float) -> Chosen | None:
        listed = list(sets)
        if not listed:
            return None
        best = min(zip(self.values.of(listed), listed, strict=True))
        return best[1] if best[0] < enough else None

    def _exchanges(self, chosen: Chosen) -> list[Chosen]:
        """Return the sets with one measure exchanged, the most promising first: as if rise and fall of CVaR95 added up."""
        cost = self.values.cost
        others = [one for one in range(len(cost)) if one not in chosen]
        room = self.budget - float(cost[list(chosen)].sum())
        risen = dict(zip(chosen, self.values.of([_without(chosen, one) for one in chosen]), strict=True))
        fallen = dict(zip(others, self.values.of([_with(chosen, one) for one in others]), strict=True))
        pairs = [(risen[out] + fallen[into], out, into) for out, into in product(chosen, others) if cost[into] <= room + cost[out]]
        return [_with(_without(chosen, out), into) for _, out, into in sorted(pairs)[:MOST_EXCHANGES]]


def search(values: Values, budget: float, stop: Stop, rng: np.random.Generator) -> Chosen:
    """Return the best set found in the time there is: local optima from two greedy sets, then restarts."""
    improvement = Improvement(values, budget, stop)
    values.of([()])
    try:
        for by_cost in (True, False):
            improvement.descend(improvement.build(by_cost=by_cost))
        improvement.restart(values.affordable(budget)[0], rng)
    except OutOfTimeError:
        pass
    return values.affordable(budget)[0]


def _with(chosen: Chosen, one: int) -> Chosen:
    return tuple(sorted((*chosen, one)))


def _without(chosen: Chosen, one: int) -> Chosen:
    return tuple(other for other in chosen if other != one)
