"""Serial placement: an order of wishes becomes a schedule in which each measure starts as early as limits and prerequisites allow.

Every schedule that is built so respects all limits; what does not fit is left out. Source: serial schedule generation, Kolisch and
Hartmann, Heuristic algorithms for the resource-constrained project scheduling problem (1999).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.constraints import SLACK, Constraints, days_of
from leitplanke.planning.effects import yearly_cost
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered

Wish = tuple[int, int]
"""A measure and the first quarter in which it may start."""
Order = tuple[Wish, ...]
"""Wishes by priority; prerequisites come before what needs them."""

MOST_PACKAGES = 8
"""Alternatives looked at where a measure needs one of several others."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What became of one wish: its start, None if it found no place, and what is free afterwards."""

    wish: Wish
    planned: PlannedMeasure | None
    free: Floats


class Placement:
    """Places wishes under the limits of one firm; holds what each measure asks for in each possible start quarter.

    Orders that follow each other in a search mostly begin alike, so the steps of the last order are kept and taken up again.
    """

    def __init__(self, measures: MeasureSet, constraints: Constraints) -> None:
        self.measures = measures
        self.constraints = constraints
        self.fixed = frozenset(one.measure for one in constraints.fixed_in)
        self._asked = _asked(measures, constraints)
        limit = np.concatenate([constraints.budget_eur, constraints.days.ravel()])
        self._limit = limit * (1.0 + SLACK) + SLACK
        self._spans = [constraints.span(measure) for measure in range(measures.count)]
        self._ready = [
            [measures.works_in(measure, quarter) for quarter in range(constraints.quarters)] for measure in range(measures.count)
        ]
        self._excluded = [frozenset(np.flatnonzero(row).tolist()) for row in measures.excludes]
        self._works = {one.measure: self._ready[one.measure][one.start_quarter] for one in constraints.fixed_in}
        self._free = self._limit - sum((self._asked[one.measure, one.start_quarter] for one in constraints.fixed_in), 0.0)
        self._steps: list[_Step] = []

    def place(self, order: Iterable[Wish]) -> tuple[Order, Schedule]:
        """Return the wishes that found a place, in their order, and the schedule of these and what is fixed in."""
        wishes = tuple(order)
        kept = 0
        while kept < min(len(wishes), len(self._steps)) and wishes[kept] == self._steps[kept].wish:
            kept += 1
        self._undo(kept)
        for wish in wishes[kept:]:
            self._steps.append(self._take(wish))
        granted = tuple(step.wish for step in self._steps if step.planned is not None)
        placed = (step.planned for step in self._steps if step.planned is not None)
        return granted, ordered((*self.constraints.fixed_in, *placed))

    def _undo(self, kept: int) -> None:
        for step in self._steps[kept:]:
            if step.planned is not None:
                del self._works[step.planned.measure]
        del self._steps[kept:]

    def _take(self, wish: Wish) -> _Step:
        """Give a wish the first quarter in which it fits."""
        measure, not_before = wish
        free = self._steps[-1].free if self._steps else self._free
        quarter = self._quarter(measure, not_before, free)
        if quarter is None:
            return _Step(wish, None, free)
        self._works[measure] = self._ready[measure][quarter]
        return _Step(wish, PlannedMeasure(measure, quarter), free - self._asked[measure, quarter])

    def _quarter(self, measure: int, not_before: int, free: Floats) -> int | None:
        """Return the first quarter in which the measure can start, None if there is none."""
        works = self._works
        if measure in works or measure in self.constraints.fixed_out or not self._excluded[measure].isdisjoint(works):
            return None
        earliest, last = self._spans[measure]
        first = max(not_before, earliest)
        for group in self.measures.needs[measure]:
            ready = [works[other] for other in group if other in works]
            if not ready:
                return None
            first = max(first, min(ready))
        fits = np.asarray((self._asked[measure, first : max(last + 1, 0)] <= free).all(axis=1))
        place = int(fits.argmax()) if fits.size else 0
        return first + place if fits.size and fits[place] else None

    def packages(self, measure: int, given: Iterable[int]) -> tuple[Order, ...]:
        """Return the ways to bring a measure in, each with the prerequisites that `given` measures do not cover, those first."""
        have = frozenset(given) | self.fixed
        return tuple(tuple((one, 0) for one in package) for package in self._closures(measure, have, frozenset()))[:MOST_PACKAGES]

    def _closures(self, measure: int, have: frozenset[int], above: frozenset[int]) -> tuple[tuple[int, ...], ...]:
        if measure in have:
            return ((),)
        if measure in above or measure in self.constraints.fixed_out:
            return ()
        open_groups = [group for group in self.measures.needs[measure] if have.isdisjoint(group)]
        found = []
        for choice in product(*open_groups):
            ways = [self._closures(other, have, above | {measure}) for other in choice]
            found += [_joined((*parts, (measure,))) for parts in product(*ways)]
        return tuple(dict.fromkeys(found))

    def strain(self, schedule: Schedule) -> float:
        """Return the largest share that a schedule takes of the whole budget or of one role's days over the horizon."""
        asked = sum((self._asked[one.measure, one.start_quarter] for one in schedule), np.zeros_like(self._limit))
        years = self.constraints.years
        shares = [float(asked[:years].sum() / self._limit[:years].sum())]
        shares += (asked[years:].reshape(-1, 4).sum(axis=0) / self._limit[years:].reshape(-1, 4).sum(axis=0)).tolist()
        return max(shares)


def _joined(parts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(measure for part in parts for measure in part))


def _asked(measures: MeasureSet, constraints: Constraints) -> Floats:
    """Return what each measure asks for when it starts in each quarter: yearly cost, then days by quarter and role, (M, Q, T + 4Q)."""
    once, yearly = measures.own_once_eur, pert.mean(measures.cost_yearly_eur)
    asked = np.empty((measures.count, constraints.quarters, constraints.years + constraints.days.size))
    for measure in range(measures.count):
        starts = tuple(PlannedMeasure(measure, quarter) for quarter in range(constraints.quarters))
        asked[measure, :, : constraints.years] = yearly_cost(starts, constraints.years, once, yearly)
        for one in starts:
            asked[measure, one.start_quarter, constraints.years :] = days_of(measures, one, constraints.quarters).ravel()
    return asked
