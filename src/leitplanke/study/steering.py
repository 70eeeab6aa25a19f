"""Plans for one goal or one group: a descent among the plans that the firm can carry, each step decided by exact figures.

The search for the firm's own objective looks at few plans that serve other goals well. Here the known plan that serves a wish best is
changed step by step: measures added, dropped, put off or brought forward. All neighbours are valued in closed form, only the chance of
exhausting liquidity is guessed; the most promising are measured exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from leitplanke.planning import moves
from leitplanke.planning.exact import Stop
from leitplanke.planning.goals import ROUNDING
from leitplanke.planning.placement import Order, Placement
from leitplanke.planning.schedule import Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.study.measured import Measured, RoughChance

STEPS = 40
"""Steps of one descent at most."""
LOOKED_AT = 4
"""Neighbours measured exactly in each step."""

Aversion = Callable[[Floats], Floats]
"""What is minimised: figures of plans, (P, G), to one number for each, (P,)."""


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
    def stopped(self) -> bool:
        """Whether somebody asked to end."""
        return self.stop is not None and self.stop()

    def add(self, plans: Sequence[Schedule]) -> None:
        """Measure plans that are not known yet."""
        new = [plan for plan in dict.fromkeys(plans) if plan not in self.known]
        if new:
            self.known.update(zip(new, self.measured.figures(new), strict=True))


class Steering:
    """Descents from the best known plans; what they look at goes into the pool."""

    def __init__(self, pool: Pool) -> None:
        planner = pool.measured.planner
        self.pool = pool
        self._placement = Placement(planner.measures, planner.limits)
        self._every = tuple(range(planner.measures.count))
        self._rough: dict[Schedule, Floats] = {}
        exact = pool.measured.chance(pool.plans)
        self._guess = RoughChance.fitted(pool.measured, pool.plans, exact)

    def descend(self, aversion: Aversion) -> Schedule:
        """Return the plan from which no change that was looked at leads to a lower aversion."""
        values = aversion(self.pool.figures)
        here, value = self.pool.plans[int(values.argmin())], float(values.min())
        for _ in range(STEPS):
            if self.pool.stopped:
                break
            step = self._step(here, value, aversion)
            if step is None:
                break
            here, value = step
        return here

    def _step(self, here: Schedule, value: float, aversion: Aversion) -> tuple[Schedule, float] | None:
        """Return a neighbour with a lower aversion and that aversion, None if none was found."""
        plans = self._neighbours(here)
        if not plans:
            return None
        # What the guess of the chance is off here counts as off among the neighbours too.
        rough = self._roughly([here, *plans])
        guessed = aversion(rough)
        order = np.argsort(guessed[1:], kind="stable")[:LOOKED_AT].tolist()
        promising = [plans[place] for place in order if guessed[1 + place] < guessed[0] - ROUNDING]
        if not promising:
            return None
        self.pool.add(promising)
        exact = aversion(np.array([self.pool.known[plan] for plan in promising]))
        best = int(exact.argmin())
        return (promising[best], float(exact[best])) if exact[best] < value - ROUNDING else None

    def _roughly(self, plans: Sequence[Schedule]) -> Floats:
        new = [plan for plan in plans if plan not in self._rough]
        if new:
            self._rough.update(zip(new, self.pool.measured.figures(new, self._guess), strict=True))
        return np.array([self._rough[plan] for plan in plans])

    def _neighbours(self, here: Schedule) -> list[Schedule]:
        order = self._order(here)
        kinds = chain(
            moves.additions(self._placement, order, self._every),
            moves.removals(self._placement, order),
            moves.delays(order, here, self._placement.constraints.latest),
        )
        placed = dict.fromkeys(self._placement.place(one)[1] for one in kinds)
        placed.pop(here, None)
        return list(placed)

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
