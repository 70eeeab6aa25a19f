"""Screening: a descent over thousands of schedules on the stand-in, keeping the best for an exact look."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from leitplanke.planning import moves
from leitplanke.planning.placement import Order, Placement
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.surrogate import Surrogate

LEAST_IMPROVEMENT = 1e-6
"""Relative improvement below which two schedules count as equal: the rounding of the exact engine."""
WORTH_A_LOOK = 0.3
"""A measure whose benefit alone is below this share of its package's cost is not tried in combinations."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A schedule with the order that it was placed from and its approximate objective."""

    value: float
    order: Order
    schedule: Schedule

    def improves(self, other: "Candidate") -> bool:
        """Return whether this one is better than `other` by more than rounding."""
        return self.value < other.value - LEAST_IMPROVEMENT * abs(other.value)


@dataclass(slots=True)
class Screening:
    """One screening with one stand-in; `allowed` schedules may be valued."""

    placement: Placement
    surrogate: Surrogate
    allowed: int
    seen: dict[Schedule, Candidate] = field(default_factory=dict)

    def value(self, orders: Iterable[Order]) -> list[Candidate]:
        """Return the distinct schedules that the orders lead to, valued by the stand-in."""
        placed: dict[Schedule, Order] = {}
        for order in orders:
            granted, schedule = self.placement.place(order)
            placed.setdefault(schedule, granted)
        new = [schedule for schedule in placed if schedule not in self.seen]
        for schedule, value in zip(new, self.surrogate(new).tolist(), strict=True):
            self.seen[schedule] = Candidate(value, placed[schedule], schedule)
        return [self.seen[schedule] for schedule in placed]

    def best(self, count: int) -> list[Candidate]:
        """Return the best schedules seen, best first."""
        return heapq.nsmallest(count, self.seen.values(), key=lambda one: (one.value, one.schedule))

    def promising(self, order: Order) -> tuple[int, ...]:
        """Return the measures that come near to paying for themselves when added to the order, with what they need."""
        (here,) = self.value([order])
        measures = self.placement.measures
        chosen = {one.measure for one in here.schedule}
        found: set[int] = set()
        for measure in range(measures.count):
            if measure in chosen:
                continue
            for one in self.value(order + package for package in self.placement.packages(measure, chosen)):
                added = {planned.measure for planned in one.schedule} - chosen
                if measure in added and self._gross(one, here) > WORTH_A_LOOK * (one.value - here.value + self._gross(one, here)):
                    found |= added
        return tuple(sorted(found | (chosen - self.placement.fixed)))

    def _gross(self, one: Candidate, here: Candidate) -> float:
        return here.value - one.value + self._cost(one) - self._cost(here)

    def _cost(self, one: Candidate) -> float:
        return self.surrogate.cost(one.schedule)

    def build(self, candidates: tuple[int, ...], *, by_strain: bool) -> Order:
        """Return a greedy order: add the package that lowers the objective most, in all or per share of the scarcest limit."""
        (here,) = self.value([()])
        while True:
            better = [one for one in self.value(moves.additions(self.placement, here.order, candidates)) if one.improves(here)]
            if not better or len(self.seen) >= self.allowed:
                return here.order
            strain = self.placement.strain(here.schedule)
            merit = [
                (here.value - one.value) / (max(self.placement.strain(one.schedule) - strain, 1e-3) if by_strain else 1.0) for one in better
            ]
            here = better[int(np.argmax(merit))]

    def descend(self, order: Order, candidates: tuple[int, ...]) -> Candidate:
        """Return the schedule from which no single move leads to a better one, or the best when the allowance is used up."""
        (here,) = self.value([order])
        while len(self.seen) < self.allowed:
            step = self._step(here, candidates)
            if step is None:
                break
            here = step
        return here

    def _step(self, here: Candidate, candidates: tuple[int, ...]) -> Candidate | None:
        """Return the best neighbour of the first kind of move that improves, cheap kinds first."""
        order, placement = here.order, self.placement
        kinds = (
            chain(moves.additions(placement, order, candidates), moves.removals(placement, order), moves.reorderings(order)),
            moves.exchanges(placement, order, candidates),
            moves.delays(order, here.schedule, placement.constraints.latest),
        )
        for kind in kinds:
            best = min(self.value(kind), key=lambda one: one.value, default=here)
            if best.improves(here):
                return best
        return None
