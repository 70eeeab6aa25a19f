"""What more or less money a year would buy: the best plan found with other budgets, everything else as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.constraints import Constraints, violations
from leitplanke.planning.exact import Stop
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import Found, ImpossibleConstraintsError
from leitplanke.primitives.interval import Floats
from leitplanke.study.planned import Planner
from leitplanke.study.reviewed import BudgetStep

SHARES = (-0.5, -0.25, 0.25, 0.5, 1.0)
"""Changes of the yearly budget that are looked at, as shares of it."""
MORE_EUR = 10_000.0
"""And one in euros."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A budget with what was found for it."""

    change_eur: float
    limits: Constraints
    found: Found
    settled: Schedule | None = None
    """The best schedule where that is clear without a search."""

    @property
    def value(self) -> float:
        """The objective of what was searched for this budget alone."""
        return self.found.exact.known[self.found.schedule].value

    def best(self, others: Sequence[Schedule], measures: Planner) -> Schedule:
        """Return the best schedule known that keeps the limits; those found for other budgets are looked at too."""
        if self.settled is not None:
            return self.settled
        exact = self.found.exact
        exact.of([one for one in others if not violations(measures.measures, one, self.limits)])
        rounding = exact.objective.rounding
        best = min(exact.known, key=lambda one: (exact.known[one].value, one))
        here = self.found.schedule
        worse = exact.known[here].value - exact.known[best].value > rounding * abs(exact.known[best].value)
        return best if worse else here


def budget_steps(planner: Planner, found: Found, plan: Schedule, progress: Callable[[float], None], stop: Stop) -> tuple[BudgetStep, ...]:
    """Return the best plans found for other budgets, by rising budget; more money never gives a worse one.

    A budget that cannot pay what is fixed in is left out, and so is what was not looked at when it was stopped.

    Parameters
    ----------
    found
        The search for `plan`, whose objective is looked at here too.
    """
    steps: list[_Step] = []
    changes = _changes(planner)
    # The largest first: what it does not buy, no smaller one buys.
    for number, change in enumerate(reversed(changes)):
        if stop():
            break
        step = _settled(planner, found, plan, change, steps) or _searched(planner, found, change, stop)
        if step is not None:
            steps.insert(0, step)
        progress((number + 1) / len(changes))
    known = tuple(dict.fromkeys([plan, *(step.found.schedule for step in steps)]))
    return tuple(_told(planner, step, step.best(known, planner), plan) for step in steps)


def _changes(planner: Planner) -> list[float]:
    """Return the changes of the yearly budget, EUR, by rising budget, each once."""
    now = float(planner.limits.budget_eur.mean())
    return sorted({MORE_EUR, *(share * now for share in SHARES if now > 0.0)})


def _settled(planner: Planner, found: Found, plan: Schedule, change: float, larger: Sequence[_Step]) -> _Step | None:
    """Return the step without a search where the plan stays the best: less money still pays it, or even more money buys nothing better."""
    if found.schedule != plan:
        return None
    limits = _limits(planner, found.screening.placement.constraints, change)
    value = found.exact.known[plan].value
    enough = value - found.exact.objective.rounding * abs(value)
    if change < 0.0:
        stays = not violations(planner.measures, plan, limits)
    else:
        stays = bool(larger) and (larger[0].settled is not None or larger[0].value >= enough)
    return _Step(change, limits, found, plan) if stays else None


def _limits(planner: Planner, limits: Constraints, change: float) -> Constraints:
    return replace(limits, budget_eur=np.maximum(0.0, planner.limits.budget_eur + change))


def _searched(planner: Planner, found: Found, change: float, stop: Stop) -> _Step | None:
    other = replace(planner, limits=_limits(planner, planner.limits, change))
    try:
        result = other.search(found.exact.objective, lambda _share: None, stop)
    except ImpossibleConstraintsError:
        return None
    # Prerequisites of what is fixed in were completed in the search; what keeps its limits holds them too.
    return _Step(change, result.screening.placement.constraints, result)


def _told(planner: Planner, step: _Step, best: Schedule, plan: Schedule) -> BudgetStep:
    known = step.found.exact.known[best]
    adjustment = [planner.adjustment(best)]
    cvar, mean = _one(planner.values.cvar(adjustment)), _one(planner.values.mean(adjustment))
    before, after = ({planner.measures.ids[one.measure] for one in schedule} for schedule in (plan, best))
    return BudgetStep(
        budget_eur_per_year=float(step.limits.budget_eur.mean()),
        change_eur_per_year=step.change_eur,
        cost_eur=known.cost_eur,
        cvar95_eur=cvar,
        expected_loss_eur=mean,
        value_eur=known.value,
        measures=planner.named(best),
        added=tuple(one.id for one in planner.named(best) if one.id not in before),
        dropped=tuple(one.id for one in planner.named(plan) if one.id not in after),
    )


def _one(values: Floats) -> float:
    return float(values[0])
