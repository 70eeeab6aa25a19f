"""A good choice of measures within a budget, found without proof: greedy, then exchanges, then restarts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from leitplanke.planning.budget import Budget
from leitplanke.planning.values import Chosen, OutOfTimeError, Stop, Values

BATCH = 64
"""Exchanges evaluated at once, the most promising first."""
MOST_EXCHANGES, MOST_EXCHANGES_CASCADING = 2_000, 192
"""Looked at in one step: without cascades, which take ten times longer, all of them but with hundreds of measures."""
LOOKED = 12
"""Measures evaluated at once where the best is looked for."""
IMPROVEMENT = 1e-9
KICKS = 20
MOST_KNOWN, MOST_KNOWN_CASCADING = 8_000, 800
"""Sets evaluated before restarts end: the rest of the time is better spent on the proof."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """Looks for better sets of measures within a budget."""

    values: Values
    budget: Budget
    stop: Stop

    def build(self, start: Chosen = (), *, banned: Chosen = (), by_cost: bool = True) -> Chosen:
        """Return a set made greedily: again and again the measure that lowers CVaR95 most, for its cost or at all."""
        chosen, known = start, dict[int, float]()
        while not self.stop():
            more = [one for one in self._affordable(chosen) if one not in banned]
            one = self._next(chosen, more, known, by_cost=by_cost)
            if one is None:
                break
            chosen = _with(chosen, one)
        return chosen

    def _next(self, chosen: Chosen, more: list[int], known: dict[int, float], *, by_cost: bool) -> int | None:
        """Return the measure of the highest rank; those known to have been worse are looked at only as long as they could be best.

        Measures bring less the more there are, so an old rank is a good guess of the most there is (Minoux, Accelerated greedy
        algorithms for maximizing submodular set functions, 1978).
        """
        (here,) = self.values.of([chosen])
        waiting = sorted(more, key=lambda one: -known.get(one, np.inf))
        fresh: dict[int, float] = {}
        while waiting and (not fresh or known.get(waiting[0], np.inf) > max(fresh.values())):
            looked, waiting = waiting[:LOOKED], waiting[LOOKED:]
            for one, there in zip(looked, self.values.of([_with(chosen, one) for one in looked]), strict=True):
                price = max(float(self.budget.cost[one]), 1e-9) if by_cost else 1.0
                fresh[one] = (here - there) / price if here - there > IMPROVEMENT * abs(here) else 0.0
        known.update(fresh)
        best = max(fresh, key=lambda one: fresh[one], default=None)
        return best if best is not None and fresh[best] > 0.0 else None

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
        return MOST_KNOWN_CASCADING if self.values.cascading else MOST_KNOWN

    def _value(self, chosen: Chosen) -> tuple[float, Chosen]:
        return self.values.of([chosen])[0], chosen

    def _affordable(self, chosen: Chosen, without: float = 0.0) -> list[int]:
        cost = self.budget.cost
        room = self.budget.room(chosen) + without
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
        cost = self.budget.cost
        others = [one for one in range(len(cost)) if one not in chosen]
        room = self.budget.room(chosen)
        risen = dict(zip(chosen, self.values.of([_without(chosen, one) for one in chosen]), strict=True))
        fallen = dict(zip(others, self.values.of([_with(chosen, one) for one in others]), strict=True))
        pairs = [(risen[out] + fallen[into], out, into) for out, into in product(chosen, others) if cost[into] <= room + cost[out]]
        most = MOST_EXCHANGES_CASCADING if self.values.cascading else MOST_EXCHANGES
        return [_with(_without(chosen, out), into) for _, out, into in sorted(pairs)[:most]]


def search(values: Values, budget: Budget, stop: Stop, rng: np.random.Generator) -> Chosen:
    """Return the best set found in the time there is: local optima from two greedy sets, then restarts."""
    improvement = Improvement(values, budget, stop)
    values.of([()])
    try:
        for by_cost in (True, False):
            improvement.descend(improvement.build(by_cost=by_cost))
        improvement.restart(values.ranked(budget)[0], rng)
    except OutOfTimeError:
        pass
    return values.ranked(budget)[0]


def _with(chosen: Chosen, one: int) -> Chosen:
    return tuple(sorted((*chosen, one)))


def _without(chosen: Chosen, one: int) -> Chosen:
    return tuple(other for other in chosen if other != one)
