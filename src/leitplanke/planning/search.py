"""Choose the measures and start quarters with the lowest objective that a firm can carry.

The space is far too large to try out (68 measures in 20 quarters), and the exact objective costs milliseconds. So a stand-in, fitted to
derivatives of the exact objective, screens thousands of schedules; only the best few are evaluated exactly, and only exact values
decide. The result is never worse than the empty plan, respects every limit and holds no measure without which the objective were
lower. It is a local optimum among the neighbours that were evaluated; no bound on the distance to the global optimum is stated.
Source: method.md section 5.
"""

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from leitplanke.planning import moves
from leitplanke.planning.constraints import Constraints, Violation, violations
from leitplanke.planning.exact import Evaluate, ExactValues, Progress, Stop
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.objectives import Money, Objective
from leitplanke.planning.placement import Order, Placement
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.screening import Screening
from leitplanke.planning.surrogate import fit
from leitplanke.risk.vulnerability import Vulnerability

if TYPE_CHECKING:
    from leitplanke.planning.conflict import Condition, Conflicts

EXACT_EVALUATIONS = 160
"""Exact evaluations in one search; more than half of them fit the stand-in, twice."""
SCREENED = 4_000
"""Schedules that the stand-in values in one screening."""
CLOSER_LOOK = 12
"""Screened schedules evaluated exactly after each screening."""
BATCH = 8
"""Neighbours evaluated exactly at once in the final steps."""
LOWEST_CVAR = Objective()


class ImpossibleConstraintsError(Exception):
    """What is fixed in cannot be carried: smallest sets of conditions in conflict, and what their fixed measures break by themselves."""

    def __init__(self, conflicts: "Conflicts", found: tuple[tuple[Violation, ...], ...]) -> None:
        self.conflicts = conflicts
        self.violations = found
        super().__init__("; ".join(condition.kind for conflict in conflicts.sets for condition in conflict))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found and everything it looked at."""

    schedule: Schedule
    order: Order
    exact: ExactValues
    screening: Screening
    stopped: bool
    """Whether it was ended before it was done."""


def choose(
    vulnerability: Vulnerability,
    measures: MeasureSet,
    constraints: Constraints,
    evaluate: Evaluate,
    progress: Progress | None = None,
    *,
    objective: Objective = LOWEST_CVAR,
    stop: Stop | None = None,
) -> Schedule:
    """Return the best schedule found, ordered by start quarter; see `search`."""
    return search(vulnerability, measures, constraints, evaluate, progress, objective=objective, stop=stop).schedule


def search(
    vulnerability: Vulnerability,
    measures: MeasureSet,
    constraints: Constraints,
    evaluate: Evaluate,
    progress: Progress | None = None,
    *,
    objective: Objective = LOWEST_CVAR,
    stop: Stop | None = None,
) -> Found:
    """Return the best schedule found, ordered by start quarter; the same inputs give the same schedule unless it was stopped.

    Parameters
    ----------
    vulnerability
        The firm at the parameter point at which `evaluate` values schedules.
    evaluate
        Exact figure of risk that the objective asks for, of several adjustments.
    progress
        Called with the exact evaluations done and allowed.
    objective
        What is minimised.
    stop
        Asked now and then whether to end with the best so far.

    Raises
    ------
    ImpossibleConstraintsError
        If what is fixed in breaks a limit.
    """
    constraints = carried(measures, constraints)
    placement = Placement(measures, constraints)
    money = Money.of(measures, vulnerability.years, vulnerability.discount_rate)
    exact = ExactValues(measures, vulnerability.years, evaluate, objective, money, EXACT_EVALUATIONS, progress, stop)
    screening = _screen(vulnerability, placement, (), exact)
    order = _closer_look(screening, (), exact)
    if order and not exact.stopped:
        screening = _screen(vulnerability, placement, order, exact)
        order = _closer_look(screening, order, exact)
    order = _polish(screening, order, exact)
    stopped = exact.stopped
    if progress is not None:
        progress(exact.allowed, exact.allowed)
    return Found(schedule=placement.place(order)[1], order=order, exact=exact, screening=screening, stopped=stopped)


def carried(measures: MeasureSet, constraints: Constraints) -> Constraints:
    """Return the constraints with the prerequisites that what is fixed in still lacks fixed in too, the cheapest ones that fit.

    Raises
    ------
    ImpossibleConstraintsError
        If nothing fits.
    """
    broken = violations(measures, constraints.fixed_in, constraints)
    if not broken:
        return constraints
    from leitplanke.planning.conflict import complete, conflicts  # noqa: PLC0415 - scipy.optimize is slow to load

    whole = complete(measures, constraints) if all(one.code == "needs" for one in broken) else None
    if whole is not None:
        return replace(constraints, fixed_in=whole)
    found = conflicts(measures, constraints)
    raise ImpossibleConstraintsError(found, tuple(_broken(measures, constraints, one) for one in found.sets))


def _broken(measures: MeasureSet, constraints: Constraints, conflict: "tuple[Condition, ...]") -> tuple[Violation, ...]:
    """Return what the fixed measures of a conflict break by themselves."""
    blamed = tuple(one for one in constraints.fixed_in if ("fixed-in", one.measure) in {(part.kind, part.measure) for part in conflict})
    return violations(measures, blamed, replace(constraints, fixed_in=blamed))


def _screen(vulnerability: Vulnerability, placement: Placement, order: Order, exact: ExactValues) -> Screening:
    """Return a screening from the best order so far and from two greedy ones."""
    schedule = placement.place(order)[1]
    exact.of([schedule])
    surrogate = fit(vulnerability, placement.measures, schedule, exact.known[schedule].risk, exact, exact.objective.figure)
    screening = Screening(placement, surrogate, exact.objective, exact.money, SCREENED, exact.stop)
    candidates = screening.promising(order)
    starts = [order] if order else []
    starts += [screening.build(candidates, by_strain=by_strain) for by_strain in (False, True)]
    for start in dict.fromkeys(starts):
        screening.descend(start, candidates)
    return screening


def _closer_look(screening: Screening, order: Order, exact: ExactValues) -> Order:
    """Return the order with the lowest exact value among the best screened ones and the one so far."""
    # Even a search that is stopped gets this look: without it the screening was for nothing.
    looked = screening.best(max(0, min(CLOSER_LOOK, exact.allowed - exact.done)))
    orders = [order, *(one.order for one in looked)]
    values = exact.of([screening.placement.place(one)[1] for one in orders])
    return orders[values.index(min(values))]


def _polish(screening: Screening, order: Order, exact: ExactValues) -> Order:
    """Return an order that no removal improves, and no other neighbour that the allowance let us evaluate."""
    while not exact.stopped:
        better = _better(screening, order, exact)
        if better is None:
            break
        order = better
    return order


def _better(screening: Screening, order: Order, exact: ExactValues) -> Order | None:
    """Return a neighbour with a lower exact value: removals first, whatever they take, then others, the most promising first."""
    (here,) = screening.value([order])
    (value,) = exact.of([here.schedule])
    enough = value - exact.objective.rounding * abs(value)
    orders = (order, moves.pinned(order, here.schedule))
    removed = screening.value(chain.from_iterable(moves.removals(screening.placement, one) for one in orders))
    neighbourhoods = screening.neighbourhoods(here, screening.promising(order))
    others = sorted(screening.value(chain.from_iterable(neighbourhoods)), key=lambda one: one.value)
    for batch in (removed, *(others[at : at + BATCH] for at in range(0, len(others), BATCH))):
        looked = [one for one in (batch if batch is removed else batch[: exact.left]) if np.isfinite(one.value)]
        values = exact.of([one.schedule for one in looked])
        if values and min(values) < enough:
            return looked[values.index(min(values))].order
    return None
