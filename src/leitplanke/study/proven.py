"""How close the plan of a study is to the best there can be, proven on the central model."""

from leitplanke.planning.exact import Stop
from leitplanke.planning.objectives import Objective
from leitplanke.planning.prove import Carrier, Proof, given_starts, prove, prove_any
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import carried
from leitplanke.study.planned import Planner
from leitplanke.study.reviewed import Bound

STARTS, ANY = 40, 8
"""Partly decided sets that are looked at; twenty measures need fewer, of seventy half a per cent is left."""
REVIEWED = 24, 4
"""The same in a review, which has more to do."""
CHEAP = 2
"""Means are looked at so many times as often: each takes less."""


def bounds(planner: Planner, plan: Schedule, objective: Objective, *, stop: Stop | None = None) -> tuple[Bound, ...]:
    """Return how close a plan is to the best: with given starts, and with any.

    Nothing where the objective is a chance. Without `stop` the same plan gives the same bounds.
    """
    some, few = REVIEWED
    starts = prove_starts(planner, plan, objective, stop=stop, looked=some)
    anyhow = bound_any(planner, plan, objective, stop=stop, looked=few)
    if starts is None or anyhow is None:
        return ()
    gap = (anyhow.value_eur - starts.bound) / abs(anyhow.value_eur) if anyhow.value_eur else 0.0
    return Bound(over="starts", bound_eur=starts.bound, value_eur=anyhow.value_eur, gap_relative=gap), anyhow


def prove_starts(planner: Planner, plan: Schedule, objective: Objective, *, stop: Stop | None = None, looked: int = STARTS) -> Proof | None:
    """Return the best choice if measures start only when the plan lets them, others as early as they can; None as for `bounds`."""
    carrier = _carrier(planner, objective)
    if carrier is None:
        return None
    starts = given_starts(carrier.measures, carrier.constraints, plan)
    return prove(carrier, starts, [plan], stop=stop or _never, looked=looked * _often(objective))


def bound_any(planner: Planner, plan: Schedule, objective: Objective, *, stop: Stop | None = None, looked: int = ANY) -> Bound | None:
    """Return how close a plan is to the best at any starts; None as for `bounds`."""
    carrier = _carrier(planner, objective)
    if carrier is None:
        return None
    found = prove_any(carrier, plan, stop=stop or _never, looked=looked * _often(objective))
    return Bound(over="any", bound_eur=found.bound, value_eur=found.value, gap_relative=found.gap)


def _carrier(planner: Planner, objective: Objective) -> Carrier | None:
    if objective.figure == "chance" or objective.cost_weight != 1.0:
        return None
    limits = carried(planner.measures, planner.limits)
    return Carrier(firm=planner.central, measures=planner.measures, constraints=limits, gains=objective.gains, figure=objective.figure)


def _often(objective: Objective) -> int:
    return CHEAP if objective.figure == "mean" else 1


def _never() -> bool:
    return False
