"""How a plan holds in other futures: regret against the best in hindsight, and which measures belong to that best plan how often.

In each future many schedules are looked at: those of the search, some found by a short search in that future itself, and those that were
best in others. The best of them is at most as good as the best there is, so the regret shown is a lower bound of the true one.
Source: regret of Savage, The theory of statistical decision (1951); interval of a proportion: Wilson (1927).
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.coalitions import standing
from leitplanke.planning.exact import Stop
from leitplanke.planning.measures import Floats
from leitplanke.planning.placement import Order, Placement
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.planning.screening import Screening
from leitplanke.planning.search import Found, carried
from leitplanke.planning.surrogate import Surrogate
from leitplanke.primitives.interval import Z95
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.futures import Future
from leitplanke.study.planned import Planner
from leitplanke.study.result import Band
from leitplanke.study.reviewed import BudgetStep, MeasureInFutures, Robustness
from leitplanke.study.standin import stand_in
from leitplanke.study.summary import DRAWS, band

SCREENED = 250
"""Schedules that the stand-in values in each future beside those known."""
LOOKED_AT = 6
"""Of these so many are evaluated exactly."""
BEST_ELSEWHERE = 4
"""Of those best in other futures so many are evaluated exactly."""
AS_GOOD = 0.01
"""A plan that costs at most this share more than the best counts as good as it."""
WORTH = 0.9
"""No regret: worth its cost in at least so many futures, and in most best plans."""
MOST = 0.5
NAMED = 0.1
"""A measure that is not planned is named if it is in so many best plans."""


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What came out in each of F futures; the objective of schedules."""

    plan: Floats
    """(F,) of the plan."""
    nothing: Floats
    """(F,) of no plan."""
    best: tuple[Schedule, ...]
    """The best schedule looked at."""
    least: Floats
    """(F,) its objective."""
    candidates: int
    """Schedules that were looked at in each future on average, most of them by the stand-in."""

    @property
    def regret(self) -> Floats:
        """How much more the plan comes to than the best, (F,)."""
        return self.plan - self.least


def look_back(
    planner: Planner, futures: Sequence[Future], plan: Schedule, found: Found, progress: Callable[[float], None], stop: Stop
) -> Hindsight | None:
    """Return how the plan does against the best in hindsight in each future; None if it was stopped before the end.

    Parameters
    ----------
    found
        The search for the plan: what it looked at is compared in every future.
    """
    powers = found.screening.surrogate.power
    limits = carried(planner.measures, planner.limits)
    placement = Placement(planner.measures, limits)
    order, listed = order_of(placement, plan), tuple(dict.fromkeys((plan, limits.fixed_in, *found.exact.known)))
    standins, seen, orders = [], 0, {plan: order}
    for number, future in enumerate(futures):
        if stop():
            return None
        future.value([plan, ()])
        standins.append(stand_in(future, plan, powers))
        future.value(_promising(future, standins[-1], listed, LOOKED_AT))
        seen += len(set(listed) | _search(placement, future, standins[-1], orders))
        progress(0.9 * (number + 1) / len(futures))
    winners = tuple(dict.fromkeys(_best(future, plan) for future in futures))
    for future, standin in zip(futures, standins, strict=True):
        if stop():
            return None
        future.value(_promising(future, standin, winners, BEST_ELSEWHERE))
    progress(1.0)
    best = tuple(_best(future, plan) for future in futures)
    return Hindsight(
        plan=np.concatenate([future.value([plan]) for future in futures]),
        nothing=np.concatenate([future.value([()]) for future in futures]),
        best=best,
        least=np.concatenate([future.value([one]) for future, one in zip(futures, best, strict=True)]),
        candidates=round(seen / len(futures)),
    )


def order_of(placement: Placement, schedule: Schedule) -> Order:
    """Return an order of wishes that is placed as this schedule if it keeps all limits; what is fixed in is not among them."""
    needs, given = placement.measures.needs, set(placement.fixed)
    left = [one for one in ordered(schedule) if one.measure not in given]
    order: Order = ()
    while left:
        # Where a prerequisite works at once, both may start in one quarter: it comes first.
        ready = [one for one in left if all(not given.isdisjoint(group) for group in needs[one.measure])]
        following = (ready or left)[0]
        left.remove(following)
        given.add(following.measure)
        order += ((following.measure, following.start_quarter),)
    return order


def _search(placement: Placement, future: Future, standin: Surrogate, orders: dict[Schedule, Order]) -> set[Schedule]:
    """Look for good schedules in one future, from where the search in another one ended; adds its own end, returns what it looked at."""
    exact = future.exact
    screening = Screening(placement, standin, exact.objective, exact.money, SCREENED)
    start = min(screening.value(orders.values()), key=lambda one: (one.value, one.schedule))
    screening.descend(start.order, screening.promising(start.order))
    best = screening.best(LOOKED_AT)
    future.value([one.schedule for one in best])
    end = min(best, key=lambda one: (exact.known[one.schedule].value, one.schedule))
    orders.setdefault(end.schedule, end.order)
    return set(screening.seen)


def _promising(future: Future, standin: Surrogate, schedules: Sequence[Schedule], count: int) -> list[Schedule]:
    """Return the schedules that the stand-in of a future thinks best there."""
    cost, gain = future.exact.money.sums(schedules)
    about = future.exact.objective.value(standin(schedules), cost, gain)
    return [schedules[place] for place in np.argsort(about, kind="stable")[:count].tolist() if np.isfinite(about[place])]


def _best(future: Future, plan: Schedule) -> Schedule:
    """Return the best schedule known in a future; the plan if nothing is better by more than rounding."""
    known, rounding = future.exact.known, future.exact.objective.rounding
    best = min(known, key=lambda one: (known[one].value, one))
    return best if known[best].value < known[plan].value - rounding * abs(known[plan].value) else plan


def proportion(hits: int, of: int) -> tuple[float, float]:
    """Return the 90 % interval of a proportion of which `hits` of so many were seen.

    Examples
    --------
    >>> [round(end, 4) for end in proportion(5, 10)]
    [0.2693, 0.7307]
    """
    share, square = hits / of, Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z95 / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def robustness(
    planner: Planner, futures: Sequence[Future], plan: Schedule, found: Hindsight, budgets: tuple[BudgetStep, ...]
) -> Robustness:
    """Return what is said about how the plan holds, and write its trace."""
    inputs, count = (DRAWS, "plan/measures"), len(futures)
    parameters = (("futures", float(count)), ("candidates", float(found.candidates)))
    relative = found.regret / np.maximum(np.abs(found.least), 1.0)
    add = planner.study.trace.add
    eur = add(
        TraceNode(
            id="review/regret", value=float(found.regret.mean()), unit="EUR", operation="regret", inputs=inputs, parameters=parameters
        )
    )
    part = TraceNode(id="review/regret-relative", value=float(relative.mean()), unit="1", operation="regret-relative", inputs=(eur,))
    return Robustness(
        futures=count,
        candidates=found.candidates,
        yardstick="mean" if futures[0].exact.objective.figure == "mean" else "cvar95",
        regret_eur=band(found.regret, trace=eur),
        regret_relative=band(relative, trace=add(part)),
        best_share=float((relative <= AS_GOOD).mean()),
        better_than_nothing_share=float((found.plan < found.nothing).mean()),
        measures=_measures(planner, futures, plan, found),
        budgets=budgets,
    )


def _measures(planner: Planner, futures: Sequence[Future], plan: Schedule, found: Hindsight) -> tuple[MeasureInFutures, ...]:
    count = len(futures)
    hits = Counter(one.measure for best in found.best for one in best)
    planned = [one.measure for one in plan]
    others = sorted((one for one in hits if one not in planned and hits[one] >= NAMED * count), key=lambda one: (-hits[one], one))
    alone = [_with_and_without(planner, plan, found.best, measure) for measure in (*planned, *others)]
    pays = [future.value([one for pair in alone for one in pair]).reshape(-1, 2) for future in futures]
    worth = np.mean([pair[:, 0] < pair[:, 1] for pair in pays], axis=0)
    listed = []
    for place, measure in enumerate((*planned, *others)):
        name, share = planner.measures.ids[measure], hits[measure] / count
        low, high = proportion(hits[measure], count)
        node = TraceNode(
            id=f"review/{name}/share-best",
            value=share,
            unit="1",
            operation="share-of-futures",
            inputs=(DRAWS,),
            parameters=(("futures", float(count)),),
        )
        listed.append(
            MeasureInFutures(
                id=name,
                planned=measure in planned,
                share_best=Band(low=low, mid=share, high=high, trace=planner.study.trace.add(node)),
                share_worth_its_cost=float(worth[place]),
                no_regret=bool(worth[place] >= WORTH) and share > MOST,
            )
        )
    return tuple(listed)


def _with_and_without(planner: Planner, plan: Schedule, best: Sequence[Schedule], measure: int) -> tuple[Schedule, Schedule]:
    """Return the plan with a measure, and without it and what cannot stand without it; if it is not planned, as in most best plans."""
    start = next((one for one in plan if one.measure == measure), None) or _usual(best, measure)
    whole = plan if start in plan else ordered((*plan, start))
    (stays,) = standing(planner.measures, whole)(np.array([[one != start for one in whole]]))
    return whole, tuple(one for one, stands in zip(whole, stays.tolist(), strict=True) if stands)


def _usual(best: Sequence[Schedule], measure: int) -> PlannedMeasure:
    """Return the measure in the quarter in which it starts most often in these plans."""
    starts = Counter(one.start_quarter for schedule in best for one in schedule if one.measure == measure)
    return PlannedMeasure(measure, min(starts, key=lambda quarter: (-starts[quarter], quarter)))
