"""Screening: a descent over thousands of schedules on the stand-in, keeping the best for an exact look."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from leitplanke.planning import moves
from leitplanke.planning.exact import Stop
from leitplanke.planning.objectives import Money, Objective
from leitplanke.planning.placement import Order, Placement
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.surrogate import Surrogate

WORTH_A_LOOK = 0.3
"""A measure whose benefit alone is below this share of its package's cost is not tried in combinations."""


LEAST_STRAIN = 1e-3
"""A package that takes a smaller share of every limit counts as if it took this one."""
EXCHANGED, PAIRED = 24, 8
"""Of the promising measures so many, the best first, are tried in place of others, alone and in pairs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A schedule with the order that it was placed from and its approximate objective."""

    value: float
    risk: float
    cost_eur: float
    gain_eur: float
    order: Order
    schedule: Schedule


@dataclass(slots=True)
class Screening:
    """One screening with one stand-in; `allowed` schedules may be valued."""

    placement: Placement
    surrogate: Surrogate
    objective: Objective
    money: Money
    allowed: int
    stop: Stop | None = None
    seen: dict[Schedule, Candidate] = field(default_factory=dict)

    def value(self, orders: Iterable[Order]) -> list[Candidate]:
        """Return the distinct schedules that the orders lead to, valued by the stand-in."""
        placed: dict[Schedule, Order] = {}
        for order in orders:
            granted, schedule = self.placement.place(order)
            placed.setdefault(schedule, granted)
        new = [schedule for schedule in placed if schedule not in self.seen]
        if new:
            risk, (cost, gain) = self.surrogate(new), self.money.sums(new)
            figures = np.stack([self.objective.value(risk, cost, gain), risk, cost, gain], axis=1).tolist()
            for schedule, (worth, about, spent, earned) in zip(new, figures, strict=True):
                self.seen[schedule] = Candidate(worth, about, spent, earned, placed[schedule], schedule)
        return [self.seen[schedule] for schedule in placed]

    @property
    def over(self) -> bool:
        """Whether no more may be valued."""
        return len(self.seen) >= self.allowed or (self.stop is not None and self.stop())

    def improves(self, one: Candidate, other: Candidate) -> bool:
        """Return whether `one` is better than `other` by more than rounding."""
        return one.value < other.value - self.objective.rounding * abs(other.value)

    def best(self, count: int) -> list[Candidate]:
        """Return the best schedules seen whose cascades end, best first."""
        finite = (one for one in self.seen.values() if np.isfinite(one.value))
        return heapq.nsmallest(count, finite, key=lambda one: (one.value, one.schedule))

    def promising(self, order: Order) -> tuple[int, ...]:
        """Return the measures that come near to paying for themselves alone or on top of the order, with what they need, best first."""
        return tuple(dict.fromkeys((*self._paying(()), *self._paying(order))))

    def _paying(self, order: Order) -> tuple[int, ...]:
        (here,) = self.value([order])
        chosen = {one.measure for one in here.schedule}
        open_measures = [measure for measure in range(self.placement.measures.count) if measure not in chosen]
        more = self.value(order + package for measure in open_measures for package in self.placement.packages(measure, chosen))
        merit = dict.fromkeys(chosen - self.placement.fixed, -np.inf)
        for one in more:
            if self._worth_a_look(one, here):
                for planned in one.schedule:
                    if planned.measure not in chosen:
                        merit[planned.measure] = max(merit.get(planned.measure, -np.inf), self._merit(one, here))
        return tuple(sorted(merit, key=lambda measure: (-merit[measure], measure)))

    def _worth_a_look(self, one: Candidate, here: Candidate) -> bool:
        """Return whether what `one` adds may be worth it: benefit alone against cost alone."""
        if not self.objective.in_euros:
            return one.risk < here.risk
        cost = self.objective.cost_weight * (one.cost_eur - here.cost_eur)
        # The objective falls by benefit less cost.
        return here.value - one.value + cost > WORTH_A_LOOK * cost

    def _merit(self, one: Candidate, here: Candidate) -> float:
        """Return by how much `one` lowers the objective against `here`, per share of the scarcest limit."""
        if self.objective.name == "target":
            strain = (one.cost_eur - here.cost_eur) / self.objective.ceiling_eur
        else:
            strain = self.placement.strain(one.schedule) - self.placement.strain(here.schedule)
        return (here.value - one.value) / max(strain, LEAST_STRAIN)

    def build(self, candidates: tuple[int, ...], *, by_strain: bool) -> Order:
        """Return a greedy order: add the package that lowers the objective most, in all or per share of the scarcest limit."""
        (here,) = self.value([()])
        while True:
            better = [one for one in self.value(moves.additions(self.placement, here.order, candidates)) if self.improves(one, here)]
            if not better or self.over:
                return here.order
            merit = [self._merit(one, here) if by_strain else here.value - one.value for one in better]
            here = better[int(np.argmax(merit))]

    def descend(self, order: Order, candidates: tuple[int, ...]) -> Candidate:
        """Return the schedule from which no single move leads to a better one, or the best when the allowance is used up."""
        (here,) = self.value([order])
        while not self.over:
            step = self._step(here, candidates)
            if step is None:
                break
            here = step
        return here

    def _step(self, here: Candidate, candidates: tuple[int, ...]) -> Candidate | None:
        """Return the best neighbour of the first kind of move that improves, cheap kinds first."""
        for kind in self.neighbourhoods(here, candidates):
            best = min(self.value(kind), key=lambda one: one.value, default=here)
            if self.improves(best, here):
                return best
        return None

    def neighbourhoods(self, here: Candidate, candidates: tuple[int, ...]) -> Iterator[Iterator[Order]]:
        """Yield the kinds of moves, each as its orders."""
        order, placement = here.order, self.placement
        yield chain(moves.additions(placement, order, candidates), moves.removals(placement, order), moves.reorderings(order))
        yield moves.additions(placement, order, candidates, first=True)
        yield moves.exchanges(placement, order, candidates[:EXCHANGED])
        yield moves.delays(order, here.schedule, placement.constraints.latest)
        yield moves.pairs(placement, order, candidates[:PAIRED])
