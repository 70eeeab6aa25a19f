"""The four objectives against full enumeration, their money, the front of plans, the bound and the first purchase."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import numpy as np
import pytest
from small_firms import Spec, firm, limits, measures, random_measures

from leitplanke.planning import benefit
from leitplanke.planning.constraints import Constraints, violations
from leitplanke.planning.effects import adjust, adjust_many, split
from leitplanke.planning.exact import Evaluate
from leitplanke.planning.front import explore, front
from leitplanke.planning.ideal import everything_free, largest_gain
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.objectives import Figure, Money, Objective
from leitplanke.planning.purchase import first_purchase
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.planning.search import Found, search
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.spectral import Grid, on_grids
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.risk.yearend import shortfalls

FIRM = firm(2, discount_rate=0.03, scale=2.0)
GRID = Grid(8_000.0, 512)
FUNDS = FIRM.liquidity_eur + np.cumsum(FIRM.free_cash_flow_eur)


def cvar(adjustments: Sequence[Adjustment]) -> np.ndarray:
    return np.array([one.cvar(0.95) for one in on_grids([assemble(FIRM, each) for each in adjustments], GRID)])


def mean(adjustments: Sequence[Adjustment]) -> np.ndarray:
    return np.array([expected_loss(assemble(FIRM, one)).sum() for one in adjustments])


def chance(adjustments: Sequence[Adjustment]) -> np.ndarray:
    left = np.array([FUNDS - np.cumsum(one.cost_eur) for one in adjustments])
    return shortfalls([assemble(FIRM, one) for one in adjustments], left[:, :, None], 512).max(axis=1)


EVALUATE: dict[Figure, Evaluate] = {"cvar95": cvar, "mean": mean, "chance": chance}


def searched(some: MeasureSet, held: Constraints, objective: Objective) -> Found:
    return search(FIRM, some, held, EVALUATE[objective.figure], objective=objective)


def feasible(some: MeasureSet, held: Constraints) -> Iterator[Schedule]:
    starts = [[None, *(PlannedMeasure(measure, quarter) for quarter in range(held.latest + 1))] for measure in range(some.count)]
    for combination in product(*starts):
        schedule = ordered(tuple(one for one in combination if one is not None))
        if not violations(some, schedule, held):
            yield schedule


def values_of(some: MeasureSet, schedules: Sequence[Schedule], objective: Objective) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return objective, risk and cost of each schedule."""
    risk, (cost, gain) = risks(some, schedules, objective.figure), Money.of(some, 2, FIRM.discount_rate).sums(schedules)
    return objective.value(risk, cost, gain), risk, cost


def risks(some: MeasureSet, schedules: Sequence[Schedule], figure: Figure) -> np.ndarray:
    adjustments = tuple(split(adjust_many(some, schedules, 2)))
    return np.concatenate([EVALUATE[figure](adjustments[start : start + 32]) for start in range(0, len(adjustments), 32)])


HELD = limits(2, budget_eur=30_000.0, days=9.0, last_start=1)


@cache
def all_of(seed: int) -> tuple[Schedule, ...]:
    return tuple(feasible(random_measures(seed, 7), HELD))


@cache
def risks_of_all(seed: int, figure: Figure) -> np.ndarray:
    return risks(random_measures(seed, 7), all_of(seed), figure)


OBJECTIVES = (
    Objective(name="cvar", gains=True),
    Objective(name="net-benefit", gains=True),
    Objective(name="net-benefit"),
    Objective(name="existence"),
    Objective(name="target", target=0.04, ceiling_eur=4e5),
)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda one: f"{one.name}-{one.gains}")
@pytest.mark.parametrize("seed", [1, 2])
def test_each_objective_finds_the_best_of_all(objective: Objective, seed: int) -> None:
    some, schedules = random_measures(seed, 7), all_of(seed)
    values = objective.value(risks_of_all(seed, objective.figure), *Money.of(some, 2, FIRM.discount_rate).sums(schedules))
    found = searched(some, HELD, objective)
    assert values[schedules.index(found.schedule)] <= values.min() + 2.0 * objective.rounding * abs(values.min())
    assert values.min() < values[schedules.index(())]


def test_a_target_is_met_for_less_money_than_the_lowest_chance_costs() -> None:
    some, held = random_measures(1, 7), limits(2, budget_eur=30_000.0, days=9.0, last_start=1)
    lowest = searched(some, held, Objective(name="existence"))
    low, nothing = lowest.exact.known[lowest.schedule], lowest.exact.known[()]
    between = (low.risk + nothing.risk) / 2.0
    met = searched(some, held, Objective(name="target", target=between, ceiling_eur=4e5))
    known = met.exact.known[met.schedule]
    assert low.risk < known.risk <= between
    assert 0.0 < known.cost_eur < low.cost_eur
    unreachable = searched(some, held, Objective(name="target", target=low.risk / 10.0, ceiling_eur=4e5))
    assert unreachable.exact.known[unreachable.schedule].risk == pytest.approx(low.risk, rel=2e-2)


def test_a_target_between_two_chances_that_count_as_equal_is_met_by_the_dearer_plan() -> None:
    some = measures(Spec(once=1_000.0, helps=(("severity", 2, 0.6),)), Spec(once=1.0, helps=(("severity", 2, 0.9995),)))
    one, both = (PlannedMeasure(0, 0),), (PlannedMeasure(0, 0), PlannedMeasure(1, 0))
    held = limits(2, last_start=0)
    _, (above, below), _ = values_of(some, [one, both], Objective(name="existence"))
    assert below < above < below * (1.0 + Objective(name="existence").rounding)
    found = explore(searched(some, held, Objective(name="target", target=(above + below) / 2.0, ceiling_eur=4e5)))
    assert found.schedule == both
    assert [schedule for schedule, _ in front(found)] == [(), one, both]


def test_money_adds_up_like_the_bands() -> None:
    some = measures(
        Spec(once=(1.0, 2.0, 9.0), yearly=(5.0, 6.0, 7.0), lead=5.0, ramp=4.0, gain=(10.0, 20.0, 60.0)),
        Spec(once=3.0, gain=(1.0, 1.0, 1.0)),
    )
    plan = (PlannedMeasure(0, 2), PlannedMeasure(1, 7))
    (cost, nothing), (gain, _) = Money.of(some, 2, 0.03).sums([plan, ()])
    assert nothing == 0.0
    assert cost == pytest.approx(benefit.cost_bands(some, plan, 2, 0.03, np.random.default_rng(1)).total[1])
    assert gain == pytest.approx(benefit.gain_bands(some, plan, 2, 0.03, np.random.default_rng(1)).total[1])


def test_gains_decide_only_where_they_count() -> None:
    some = measures(Spec(once=100.0, gain=(500.0, 500.0, 500.0)))
    assert searched(some, limits(2), Objective()).schedule == ()
    assert searched(some, limits(2), Objective(gains=True)).schedule == (PlannedMeasure(0, 0),)


@pytest.mark.parametrize("objective", OBJECTIVES[:4], ids=lambda one: f"{one.name}-{one.gains}")
def test_the_front_holds_no_plan_that_another_one_beats(objective: Objective) -> None:
    some, held = random_measures(3, 12), limits(2, budget_eur=40_000.0, days=9.0)
    found = explore(searched(some, held, objective))
    plans = front(found)
    assert plans == front(explore(searched(some, held, objective)))
    left = [known.risk - (known.gain_eur if objective.gains else 0.0) for _, known in plans]
    cost = [known.cost_eur for _, known in plans]
    assert 3 <= len(plans) <= 15
    assert cost == sorted(set(cost))
    assert left == sorted(set(left), reverse=True)
    assert found.schedule in [schedule for schedule, _ in plans]
    assert plans[0][0] == ()
    assert all(violations(some, schedule, held) == () for schedule, _ in plans)
    best = min(known.value for _, known in plans)
    assert found.exact.known[found.schedule].value <= best + objective.rounding * abs(best)
    assert front(found, 3)[0][0] == ()
    assert len(front(found, 3)) == 3


def test_the_front_of_a_small_firm_is_that_of_all_plans() -> None:
    some, held, objective = random_measures(4, 6), limits(2, budget_eur=30_000.0, days=9.0, last_start=0), Objective()
    schedules = list(feasible(some, held))
    _, risk, cost = values_of(some, schedules, objective)
    plans = front(explore(searched(some, held, objective)), most=100)
    for _, known in plans:
        # Whatever costs no more leaves no less risk, of all plans there are.
        assert risk[cost <= known.cost_eur + 1e-9].min() >= known.risk * (1.0 - 2e-6)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("objective", OBJECTIVES[:4], ids=lambda one: f"{one.name}-{one.gains}")
def test_no_plan_goes_below_the_bound(objective: Objective, seed: int) -> None:
    some = random_measures(seed, 8)
    held = limits(2, fixed_in=(PlannedMeasure(0, 1),), fixed_out=(1,))
    free = everything_free(some, held)
    money, rng = Money.of(some, 2, FIRM.discount_rate), np.random.default_rng(seed)
    (risk,), (cost, _) = EVALUATE[objective.figure]([free]), money.sums([held.fixed_in])
    bound = risk + (cost[0] - (largest_gain(money, held) if objective.gains else 0.0) if objective.in_euros else 0.0)
    others = [measure for measure in range(some.count) if measure > 1]
    plans = [
        (*held.fixed_in, *(PlannedMeasure(one, int(rng.integers(8))) for one in rng.permutation(others)[: rng.integers(7)].tolist()))
        for _ in range(600)
    ]
    plans = [plan for plan in plans if not violations(some, plan, held)][:60]
    assert len(plans) > 20
    values, _, _ = values_of(some, plans, objective)
    assert values.min() > bound
    assert bound > 0.0 or objective.gains


def test_the_first_euro_buys_what_does_most_for_it() -> None:
    some = measures(
        Spec(once=1_000.0, helps=(("exposure", 2, 0.9),)),
        Spec(once=40_000.0, helps=(("exposure", 2, 0.3),)),
        Spec(once=500.0, lead=1.0),
        Spec(once=200.0, yearly=100.0, needs=((2,),), helps=(("severity", 2, 0.5),)),
        Spec(once=1.0, helps=(("severity", 2, 0.99999),)),
    )
    found = searched(some, limits(2, budget_eur=0.0), Objective(name="net-benefit"))
    assert found.schedule == ()
    bought = first_purchase(found)
    assert bought is not None
    assert {one.measure for one in bought.schedule} == {2, 3}
    assert bought.budget_eur == pytest.approx(500.0 + 200.0 + 100.0 * 0.75)
    alone = adjust(some, bought.schedule, 2)
    assert bought.lowers == pytest.approx(float(mean([Adjustment.neutral(2, 3, 2)])[0] - mean([alone])[0]))
    assert all(known.cost_eur == 0.0 for known in found.exact.known.values())
    useless = measures(Spec(once=1_000.0), Spec(once=1e7, helps=(("exposure", 2, 0.3),)))
    assert first_purchase(searched(useless, limits(2, budget_eur=0.0), Objective())) is None


def test_a_search_that_is_stopped_returns_its_best_so_far() -> None:
    some, held = random_measures(3, 14), limits(2, budget_eur=40_000.0, days=9.0)
    asked: list[int] = []

    def evaluate(adjustments: Sequence[Adjustment]) -> np.ndarray:
        asked.append(len(adjustments))
        return cvar(adjustments)

    whole = search(FIRM, some, held, evaluate)
    allowed = sum(asked) // 2
    asked.clear()
    part = search(FIRM, some, held, evaluate, stop=lambda: sum(asked) >= allowed)
    assert allowed <= sum(asked) < whole.exact.done
    assert part.stopped
    assert not whole.stopped
    assert violations(some, part.schedule, held) == ()
    assert part.exact.known[part.schedule].value == min(known.value for known in part.exact.known.values())
    assert whole.exact.known[whole.schedule].value <= part.exact.known[part.schedule].value <= part.exact.known[()].value
    at_once = search(FIRM, some, held, evaluate, stop=lambda: True)
    assert at_once.exact.known[at_once.schedule].value < at_once.exact.known[()].value
