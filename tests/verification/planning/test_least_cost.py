"""What a low enough chance costs at least, against every plan that a small firm can carry."""

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from small_firms import firm, limits, random_measures

from leitplanke.planning.constraints import Constraints, violations
from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.least_cost import Market, least_cost
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.risk.yearend import shortfalls

FIRM = firm(2)
# Of seven worlds the poorest are in danger first.
FUNDS = np.array([[120e3, 200e3, 300e3, 400e3, 600e3, 900e3, 1_500e3]] * 2)


def chance(adjustments: Sequence[Adjustment]) -> np.ndarray:
    """Return the largest chance that losses and cost so far are above what there is, at a year's end."""
    spent = np.array([np.cumsum(one.cost_eur) for one in adjustments])
    return np.asarray(shortfalls([assemble(FIRM, one) for one in adjustments], FUNDS[None] - spent[:, :, None], 256).max(axis=1))


def every_plan(some: MeasureSet, held: Constraints) -> list[Schedule]:
    starts = [[None, *(PlannedMeasure(measure, quarter) for quarter in (0, 3, 5))] for measure in range(some.count)]
    plans = (ordered(tuple(one for one in chosen if one is not None)) for chosen in product(*starts))
    return [plan for plan in plans if not violations(some, plan, held)]


CASES = [(seed, tight) for seed in range(6) for tight in (False, True)]


# Every other one has three firms with little money and days, and one of them and one of the others with a measure fixed in.
@pytest.mark.parametrize(("seed", "tight"), CASES if os.environ.get("LEITPLANKE_TEST_LONG") else [(one, one % 2 == 1) for one in range(6)])
def test_no_plan_that_meets_the_target_costs_less(seed: int, tight: bool) -> None:  # noqa: FBT001 - a case
    some = random_measures(seed, 5)
    held = limits(
        2, budget_eur=40e3 if tight else 1e9, days=9.0 if tight else 1e9, fixed_in=(PlannedMeasure(3, 3),) if seed % 3 == 0 else ()
    )
    if violations(some, held.fixed_in, held):
        held = replace(held, fixed_in=())
    plans, money = every_plan(some, held), Money.of(some, 2, FIRM.discount_rate)
    cost = money.sums(plans)[0]
    adjustments = tuple(split(adjust_many(some, plans, 2)))
    found = np.concatenate([chance(adjustments[at : at + 32]) for at in range(0, len(plans), 32)])
    market, bounds = Market.of(some, held, money), []
    for share in (0.1, 0.5, 0.9):
        target = float(np.quantile(found, share))
        cheapest = float(cost[found <= target].min())
        few, many = (least_cost(market, chance, target, cheapest, looked=looked) for looked in (1, 40))
        assert market.fixed_eur <= few <= many <= cheapest
        bounds.append(many / cheapest if cheapest else 1.0)
    # It says something: decided in full it comes near to what the cheapest plan costs in its cheapest quarters.
    assert max(bounds) > 0.5


def test_nothing_to_decide_costs_what_is_fixed() -> None:
    some, held = random_measures(1, 5), limits(2, fixed_out=tuple(range(5)))
    market = Market.of(some, held, Money.of(some, 2, 0.0))
    assert market.offers == ()
    assert least_cost(market, chance, 1.0, 0.0) == 0.0
