"""Serial placement: an order of wishes becomes a schedule in which each measure starts as early as limits and prerequisites allow.

Every schedule that is built so respects all limits; what does not fit is left out. Source: serial schedule generation, Kolisch and
Hartmann, Heuristic algorithms for the resource-constrained project scheduling problem (1999).
"""

from collections.abc import Iterable, Sequence
from itertools import chain, product

import numpy as np

from leitplanke.planning import pert
from leitplanke.planning.constraints import SLACK, Constraints, days_of
from leitplanke.planning.effects import yearly_cost
from leitplanke.planning.measures import Bools, Floats, Ints, MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered

Wish = tuple[int, int]
"""A measure and the first quarter in which it may start."""
Order = tuple[Wish, ...]
"""Wishes by priority; prerequisites come before what needs them."""

MOST_PACKAGES = 8
"""Alternatives looked at where a measure needs one of several others."""


MOST_STATES = 50_000
"""States kept; beyond that the tree is grown anew."""
BITS = 12
"""Measures and quarters have smaller numbers than 2^BITS."""


class _Tree:
    """What wishes, one after the other, have led to, so that no two orders take the same step twice.

    A state is the number of a row. Numbers instead of objects keep the garbage collector out of the search.
    """

    def __init__(self, works: dict[int, int], free: Floats) -> None:
        self.following: dict[int, int] = {}
        """State, measure and quarter as one number, to the state after that wish; the same one if the wish finds no place."""
        self.parent = [-1]
        self.planned: list[PlannedMeasure | None] = [None]
        self.left: dict[int, tuple[dict[int, int], Floats]] = {0: (works, free)}
        """The quarter in which each measure works, and what is free: only made when a further wish comes."""
        self.schedule: dict[int, Schedule] = {}

    def grow(self, state: int, planned: PlannedMeasure) -> int:
        """Return a new state that follows `state`."""
        self.parent.append(state)
        self.planned.append(planned)
        return len(self.parent) - 1


class Placement:
    """Places wishes under the limits of one firm; holds what each measure asks for in each possible start quarter.

    Orders in a search mostly begin alike, and a wish without a place changes nothing: what each wish leads to is kept in a tree.
    """

    def __init__(self, measures: MeasureSet, constraints: Constraints) -> None:
        self.measures = measures
        self.constraints = constraints
        self.fixed = frozenset(one.measure for one in constraints.fixed_in)
        self.users = _users(measures)
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
        self._tight = [_tight(asked, self._free < 0.0) for asked in self._asked]
        self._tree = _Tree(self._works, self._free)

    def place(self, order: Iterable[Wish]) -> tuple[Order, Schedule]:
        """Return the wishes that found a place, in their order, and the schedule of these and what is fixed in."""
        if len(self._tree.following) > MOST_STATES:
            self._tree = _Tree(self._works, self._free)
        known, state, granted = self._tree.following, 0, []
        for wish in order:
            # As `_key` has it; a call for each of millions of wishes would take a tenth of a search.
            following = known.get(((state << BITS) + wish[0] << BITS) + wish[1], -1)
            if following < 0:
                following = self._follow(state, wish)
            if following != state:
                granted.append(wish)
                state = following
        return tuple(granted), self._schedule(state)

    def _schedule(self, state: int) -> Schedule:
        tree = self._tree
        schedule = tree.schedule.get(state)
        if schedule is None:
            placed, here = list(self.constraints.fixed_in), state
            while (planned := tree.planned[here]) is not None:
                placed.append(planned)
                here = tree.parent[here]
            schedule = tree.schedule[state] = ordered(tuple(placed))
        return schedule

    def _follow(self, state: int, wish: Wish) -> int:
        """Give a wish the first quarter in which it fits."""
        measure, not_before = wish
        quarter = self._quarter(measure, not_before, *self._at(state))
        following = state if quarter is None else self._tree.grow(state, PlannedMeasure(measure, quarter))
        self._tree.following[_key(state, wish)] = following
        return following

    def _at(self, state: int) -> tuple[dict[int, int], Floats]:
        """Return which measures work from when in a state, and what is free."""
        tree = self._tree
        here = tree.left.get(state)
        if here is None:
            planned = tree.planned[state]
            works, free = self._at(tree.parent[state])
            if planned is None:
                return works, free
            place = planned.measure, planned.start_quarter
            here = tree.left[state] = {**works, planned.measure: self._ready[place[0]][place[1]]}, free - self._asked[place]
        return here

    def _quarter(self, measure: int, not_before: int, works: dict[int, int], free: Floats) -> int | None:
        """Return the first quarter in which the measure can start, None if there is none."""
        if measure in works or measure in self.constraints.fixed_out:
            return None
        if self._excluded[measure] and not self._excluded[measure].isdisjoint(works):
            return None
        earliest, last = self._spans[measure]
        first = max(not_before, earliest)
        for group in self.measures.needs[measure]:
            ready = [works[other] for other in group if other in works]
            if not ready:
                return None
            first = max(first, min(ready))
        where, asked = self._tight[measure]
        fits = np.logical_and.reduce(asked[:, first : max(last + 1, 0)] <= free[where], axis=0)
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


def _key(state: int, wish: Wish) -> int:
    return ((state << BITS) + wish[0] << BITS) + wish[1]


def _tight(asked: Floats, short: Bools) -> tuple[Ints, Floats]:
    """Return which limits a measure touches (or are broken already), (K, 1), and what it asks of them by start quarter, (K, Q)."""
    where = np.flatnonzero((asked > 0.0).any(axis=0) | short)
    return where[:, None], np.ascontiguousarray(asked[:, where].T)


def _joined(parts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(measure for part in parts for measure in part))


def _users(measures: MeasureSet) -> tuple[frozenset[int], ...]:
    """Return for each measure those that can need it."""
    found: list[set[int]] = [set() for _ in range(measures.count)]
    for user, groups in enumerate(measures.needs):
        for other in chain.from_iterable(groups):
            found[other].add(user)
    return tuple(map(frozenset, found))


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
