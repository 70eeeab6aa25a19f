"""Plans for one goal or one group: a descent among the plans that the firm can carry, each step decided by exact figures.

The search for the firm's own objective looks at few plans that serve other goals well. Here the known plan that serves a wish best is
changed step by step: measures added, dropped, put off or brought forward. All neighbours are valued in closed form, only the chance of
exhausting liquidity is guessed; the most promising are measured exactly.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from leitplanke.planning import moves
from leitplanke.planning.exact import Stop
from leitplanke.planning.goals import ROUNDING
from leitplanke.planning.placement import Order, Placement, Wish
from leitplanke.planning.schedule import Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.study.measured import Measured, RoughChance

STEPS = 40
"""Steps of one descent at most."""
LOOKED_AT = 3
"""Neighbours measured exactly in each step."""
TOGETHER = (2, 4, 8, 16)
"""So many changes are tried at once."""
PUT_OFF = (2,)
"""Quarters by which measures are put off."""
EXCHANGED = 10
"""Measures that are tried in place of others: those that serve best alone."""

Aversion = Callable[[Floats], Floats]
"""What is minimised: figures of plans, (P, G), to one number for each, (P,)."""
Decide = Callable[[Sequence[Schedule]], Floats]
"""Figures of plans, (P, G), by which a step is decided."""


@dataclass(slots=True)
class Pool:
    """All plans looked at, with their exact figures."""

    measured: Measured
    stop: Stop | None = None
    known: dict[Schedule, Floats] = field(default_factory=dict)

    @property
    def plans(self) -> tuple[Schedule, ...]:
        """The plans in the order in which they were first looked at."""
        return tuple(self.known)

    @property
    def figures(self) -> Floats:
        """The exact figures of all plans, (P, G)."""
        return np.array(list(self.known.values()))

    @property
    def chances(self) -> Floats | None:
        """The exact chances that liquidity is exhausted, (P,); None where it is not measured."""
        place = next((place for place, aim in enumerate(self.measured.aims) if aim.figure == "existential-chance"), None)
        return None if place is None else self.figures[:, place]

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to end."""
        return self.stop is not None and self.stop()

    def add(self, plans: Sequence[Schedule]) -> None:
        """Measure plans that are not known yet."""
        new = [plan for plan in dict.fromkeys(plans) if plan not in self.known]
        if new:
            self.known.update(zip(new, self.measured.figures(new), strict=True))


@dataclass(frozen=True, slots=True)
class _Look:
    """A neighbour, the order that it was placed from, and its aversion by a guess of the chance."""

    guess: float
    order: Order
    plan: Schedule


class Steering:
    """Descents from the best known plans; what they look at goes into the pool."""

    def __init__(self, pool: Pool) -> None:
        planner = pool.measured.planner
        self.pool = pool
        self._placement = Placement(planner.measures, planner.limits)
        self._every = tuple(range(planner.measures.count))
        self._rough: dict[Schedule, Floats] = {}
        # Every measure alone, with what it needs, so that the guess of the chance has seen each of them.
        pool.add([self._placement.place(order)[1] for order in moves.additions(self._placement, (), self._every)])
        self._guess = self._fitted()

    def descend(self, aversion: Aversion) -> None:
        """Add the plans on the way from the best known one to where no change that was looked at leads to a lower aversion.

        Every step is decided by exact figures, for an aversion that the chance of exhausting liquidity enters.
        """
        self._guess = self._fitted()
        self._down(self._best_known(aversion), aversion, self._measured)

    def _best_known(self, aversion: Aversion) -> Schedule:
        return self.pool.plans[int(aversion(self.pool.figures).argmin())]

    def _fitted(self) -> RoughChance:
        """Return a guess of the chance fitted to all plans in the pool."""
        self._rough.clear()
        return RoughChance.fitted(self.pool.measured, self.pool.plans, self.pool.chances)

    def rush(self, aversion: Aversion) -> None:
        """Add the ends of such descents from the best known plan and from none, for an aversion that no chance enters.

        Closed forms are exact then, and quicker.
        """
        starts = dict.fromkeys((self._best_known(aversion), self.pool.plans[0]))
        self.pool.add([self._down(start, aversion, self._roughly) for start in starts])

    def _down(self, here: Schedule, aversion: Aversion, decide: Decide) -> Schedule:
        serving = self._serving(here, aversion)
        for _ in range(STEPS):
            step = None if self.pool.stopped else self._step(here, serving, aversion, decide)
            if step is None:
                break
            here = step
        return here

    def _step(self, here: Schedule, serving: tuple[int, ...], aversion: Aversion, decide: Decide) -> Schedule | None:
        """Return a neighbour with a lower aversion, None if none was found: one change or several at once, else an exchange."""
        order = self._order(here)
        single = self._lower(here, self._changes(order, here, serving), aversion)
        several = self._lower(here, _together(order, [one.order for one in single]), aversion)
        found = _best(here, [*single, *several], aversion, decide)
        if found is not None:
            return found
        exchanged = moves.exchanges(self._placement, order, serving[:EXCHANGED])
        return _best(here, self._lower(here, exchanged, aversion), aversion, decide)

    def _changes(self, order: Order, here: Schedule, serving: tuple[int, ...]) -> Iterator[Order]:
        yield from moves.additions(self._placement, order, serving)
        # What needs a measure that is dropped finds no place and drops out by itself.
        yield from (order[:place] + order[place + 1 :] for place in range(len(order)))
        yield from moves.delays(order, here, self._placement.constraints.latest, PUT_OFF)

    def _serving(self, here: Schedule, aversion: Aversion) -> tuple[int, ...]:
        """Return the measures that serve alone or on top of a plan, with what they need; the best first."""
        ways = ((self.pool.plans[0], ()), (here, self._order(here)))
        found = [one for plan, order in ways for one in self._lower(plan, moves.additions(self._placement, order, self._every), aversion)]
        return tuple(dict.fromkeys(one.order[-1][0] for one in found))

    def _lower(self, here: Schedule, orders: Iterable[Order], aversion: Aversion) -> list[_Look]:
        """Return the distinct plans that the orders lead to and whose guessed aversion is lower, lowest first."""
        placed: dict[Schedule, Order] = {}
        for order in orders:
            granted, plan = self._placement.place(order)
            placed.setdefault(plan, granted)
        placed.pop(here, None)
        # What the guess of the chance is off here counts as off among the neighbours too.
        first, *others = aversion(self._roughly([here, *placed])).tolist()
        found = (_Look(guess, order, plan) for guess, (plan, order) in zip(others, placed.items(), strict=True))
        return sorted((one for one in found if one.guess < first - ROUNDING), key=lambda one: (one.guess, one.plan))

    def _measured(self, plans: Sequence[Schedule]) -> Floats:
        """Return the exact figures of plans, which go into the pool."""
        self.pool.add(plans)
        return np.array([self.pool.known[plan] for plan in plans])

    def _roughly(self, plans: Sequence[Schedule]) -> Floats:
        """Return figures of plans with a guess of the chance."""
        new = [plan for plan in plans if plan not in self._rough]
        if new:
            self._rough.update(zip(new, self.pool.measured.figures(new, self._guess), strict=True))
        return np.array([self._rough[plan] for plan in plans])

    def _order(self, plan: Schedule) -> Order:
        """Return the plan as wishes that lead to it again: each measure at its start, after what it needs."""
        needs, fixed = self._placement.measures.needs, self._placement.fixed
        left, have, order = [one for one in plan if one.measure not in fixed], set(fixed), []
        while left:
            ready = next((one for one in left if all(have.intersection(group) for group in needs[one.measure])), left[0])
            left.remove(ready)
            have.add(ready.measure)
            order.append((ready.measure, ready.start_quarter))
        return tuple(order)


def _best(here: Schedule, looks: Iterable[_Look], aversion: Aversion, decide: Decide) -> Schedule | None:
    """Return the best of the most promising neighbours if it is better than `here` by the figures that decide."""
    plans = [one.plan for one in sorted(looks, key=lambda one: (one.guess, one.plan))[:LOOKED_AT]]
    value, *values = aversion(decide([here, *plans])).tolist()
    lowest = min(values, default=value)
    return plans[values.index(lowest)] if lowest < value - ROUNDING else None


def _together(order: Order, better: Sequence[Order]) -> Iterator[Order]:
    """Yield orders with several of the changes at once: the best two, four ... of all that add, and of all that drop."""
    added = [one[len(order) :] for one in better if one[: len(order)] == order]
    dropped = [frozenset(order) - frozenset(one) for one in better if set(one) < set(order)]
    for count in TOGETHER:
        if count <= len(added):
            yield tuple(dict.fromkeys((*order, *chain.from_iterable(added[:count]))))
        if count <= len(dropped):
            leaving = frozenset[Wish]().union(*dropped[:count])
            yield tuple(wish for wish in order if wish not in leaving)
