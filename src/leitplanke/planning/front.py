"""The front of plans: for each amount of money the lowest risk found, so that nobody must take the objective's own exchange rate.

A plan is on the front if no other one known costs no more and leaves less risk (less gains, where they count). The stand-in values
thousands of schedules on the way from no plan to the lowest risk at several prices of risk; the best of each cost are evaluated exactly,
and only exact figures decide.
Source: epsilon-constraint method, Haimes, Lasdon and Wismer (1971), On a bicriterion formulation, IEEE Trans. SMC 1.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from leitplanke.planning.exact import ExactValues, Known
from leitplanke.planning.objectives import Objective
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.screening import Candidate, Screening
from leitplanke.planning.search import Found

MOST = 15
"""Plans on the front that are shown."""
LOOKED_AT = 60
"""Schedules evaluated exactly for the front."""
SCREENED = 1_500
"""Schedules that the stand-in values for each price of risk."""
PRICES = (0.0, 0.25, 4.0)
"""What a euro of cost counts for against risk; 1 is what the search itself did."""


def explore(found: Found) -> Found:
    """Evaluate what lies along the front; return the search with the better plan if one came to light."""
    exact = found.exact
    looked = _promising(found)
    exact.allowed = exact.done + len(looked)
    exact.of(looked)
    best = min(known.value for known in exact.known.values())
    here, rounding = exact.known[found.schedule].value, exact.objective.rounding * abs(best)
    if here <= best + rounding and found.schedule in dict(undominated(exact)):
        return found
    # Of plans that cannot be told apart the cheapest, on the front if one is: a target may lie between two chances that count as equal.
    good = {one: known for one, known in exact.known.items() if known.value <= best + rounding}
    on_front = [one for one, _ in undominated(exact) if one in good]
    return replace(found, schedule=on_front[0] if on_front else min(good, key=lambda one: (good[one].cost_eur, len(one), one)))


def front(found: Found, most: int = MOST) -> tuple[tuple[Schedule, Known], ...]:
    """Return the plans of the front by rising cost, at most so many; the first is the cheapest there is.

    The schedule that the search chose is among them unless another one is not worse in both respects.
    """
    plans, here, gains = undominated(found.exact), found.exact.known[found.schedule], found.exact.objective.gains
    cheaper = [known for _, known in plans if known.cost_eur <= here.cost_eur]
    if found.schedule not in dict(plans) and all(_left(known, gains=gains) > _left(here, gains=gains) for known in cheaper):
        # Its risk counts as equal to that of a cheaper one, which the objective does not take all the same.
        plans.insert(len(cheaper), (found.schedule, here))
    return _spread(plans, keep=found.schedule, most=most, gains=gains)


def undominated(exact: ExactValues) -> list[tuple[Schedule, Known]]:
    """Return of all schedules evaluated those that no other one beats, by rising cost; one for each pair of figures."""
    left = partial(_left, gains=exact.objective.gains)
    ranked = sorted(exact.known.items(), key=lambda one: (one[1].cost_eur, left(one[1]), len(one[0]), one[0]))
    kept: list[tuple[Schedule, Known]] = []
    for schedule, known in ranked:
        if not kept or left(known) < left(kept[-1][1]) - exact.objective.rounding * abs(left(kept[-1][1])):
            kept.append((schedule, known))
    return kept


def _left(known: Known, *, gains: bool) -> float:
    """Return what a plan leaves of risk, less gains where they count."""
    return known.risk - known.gain_eur if gains else known.risk


def _promising(found: Found) -> list[Schedule]:
    """Return the schedules on the stand-in's own front that are not evaluated yet, thinned evenly along it."""
    gains = found.exact.objective.gains

    def gain(one: Candidate) -> float:
        return one.gain_eur if gains else 0.0

    screenings = [found.screening, *(_priced(found, price) for price in PRICES)]
    seen = sorted(
        (one for screening in screenings for one in screening.seen.values() if np.isfinite(one.risk)),
        key=lambda one: (one.cost_eur, one.risk - gain(one), one.schedule),
    )
    stairs: list[Schedule] = []
    lowest = np.inf
    for one in seen:
        if one.risk - gain(one) < lowest:
            lowest = one.risk - gain(one)
            stairs.append(one.schedule)
    new = [schedule for schedule in dict.fromkeys(stairs) if schedule not in found.exact.known]
    places = np.linspace(0, len(new) - 1, min(LOOKED_AT, len(new))).round().tolist()
    return [new[int(place)] for place in dict.fromkeys(places)]


def _priced(found: Found, price: float) -> Screening:
    """Return a screening at another price of risk: greedy from nothing, then down."""
    base = found.screening
    objective = replace(_in_euros(found), cost_weight=price)
    screening = Screening(base.placement, base.surrogate, objective, base.money, SCREENED, base.stop)
    candidates = screening.promising(found.order)
    for by_strain in (False, True):
        order = screening.build(candidates, by_strain=by_strain)
    screening.descend(order, candidates)
    return screening


def _in_euros(found: Found) -> Objective:
    """Return an objective in which cost has a price; a chance stands for what the dearest plan known costs."""
    objective = found.exact.objective
    if objective.in_euros:
        return objective
    dearest = max((one.cost_eur for one in found.screening.seen.values()), default=1.0)
    highest = max(one.risk for one in found.exact.known.values())
    return replace(objective, name="trade", ceiling_eur=max(dearest, 1.0) / max(highest, 1e-12))


def _spread(plans: list[tuple[Schedule, Known]], keep: Schedule, most: int, *, gains: bool) -> tuple[tuple[Schedule, Known], ...]:
    """Return at most so many plans: those are dropped first without which the staircase of risk over cost changes least."""
    left = list(plans)
    while len(left) > most:
        losses = [
            _corner(left[place - 1 : place + 2], gains=gains) if left[place][0] != keep else np.inf for place in range(1, len(left) - 1)
        ]
        del left[1 + int(np.argmin(losses))]
    return tuple(left)


def _corner(three: Sequence[tuple[Schedule, Known]], *, gains: bool) -> float:
    """Return the area that the middle plan alone takes away under the staircase."""
    before, middle, after = (known for _, known in three)
    gained = middle.gain_eur - before.gain_eur if gains else 0.0
    return (after.cost_eur - middle.cost_eur) * (before.risk - middle.risk + gained)
