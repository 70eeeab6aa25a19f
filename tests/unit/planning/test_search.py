"""The search on cases whose best answer is plain to see, and its promises on random ones."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from small_firms import Spec, firm, limits, measures, random_measures

from leitplanke.planning.constraints import Constraints, violations
from leitplanke.planning.effects import adjust
from leitplanke.planning.losses import worth
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.planning.search import ImpossibleConstraintsError, choose
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble

HALVES = (("exposure", 2, 0.5),)
FIRM = firm(scale=6.0)
Objective = Callable[[Sequence[Adjustment]], np.ndarray]


def expected(vulnerability: Vulnerability = FIRM) -> Objective:
    """Return the figure of risk: expected loss; the search adds cost."""
    return lambda adjustments: np.array([expected_loss(assemble(vulnerability, one)).sum() for one in adjustments])


def chosen(some: MeasureSet, held: Constraints) -> dict[int, int]:
    return {one.measure: one.start_quarter for one in choose(FIRM, some, held, expected())}


def value(some: MeasureSet, schedule: Schedule) -> float:
    here = adjust(some, schedule, FIRM.years)
    return float(expected()([here])[0]) + float(here.cost_eur @ worth(FIRM.years, FIRM.discount_rate))


def test_what_pays_is_bought_at_once_and_what_does_not_is_not() -> None:
    some = measures(Spec(once=1_000.0, helps=HALVES), Spec(once=5_000_000.0, helps=HALVES), Spec(harms=(("exposure", 0, 1.3),)))
    assert chosen(some, limits()) == {0: 0}


def test_no_money_no_plan() -> None:
    some = random_measures(11, 10)
    assert chosen(some, limits(budget_eur=0.0)) == {}
    assert chosen(some, limits(days=0.0)) == {}
    assert choose(FIRM, measures(), limits(), expected()) == ()


def test_a_chain_of_four_is_bought_for_its_last_member() -> None:
    chain = measures(
        Spec(once=500.0, lead=3.0, harms=(("exposure", 1, 1.02),)),
        Spec(once=500.0, needs=((0,),)),
        Spec(once=500.0, needs=((1,),)),
        Spec(once=500.0, needs=((2,),), helps=HALVES),
    )
    assert chosen(chain, limits()) == {0: 0, 1: 1, 2: 1, 3: 1}
    assert chosen(chain, limits(fixed_out=(1,))) == {}


def test_of_two_ways_to_a_prerequisite_the_cheaper_is_taken() -> None:
    some = measures(Spec(once=9_000.0), Spec(once=1_000.0), Spec(needs=((0, 1),), helps=HALVES))
    assert chosen(some, limits()) == {1: 0, 2: 0}


def test_of_two_that_exclude_each_other_the_better_is_taken() -> None:
    some = measures(Spec(helps=(("exposure", 2, 0.8),)), Spec(helps=HALVES, excludes=(0,)))
    assert chosen(some, limits()) == {1: 0}


def test_a_measure_may_be_worth_it_only_with_another() -> None:
    # The first raises exposure to the third Unseen more than it helps; the second makes that Unseen harmless.
    some = measures(
        Spec(once=1_000.0, helps=(("severity", 1, 0.5),), harms=(("exposure", 2, 1.4),)), Spec(once=1_000.0, helps=(("severity", 2, 0.2),))
    )
    assert value(some, (PlannedMeasure(0, 0),)) > value(some, ())
    assert chosen(some, limits()) == {0: 0, 1: 0}


def test_two_small_ones_can_beat_the_best_single_one() -> None:
    some = measures(
        Spec(once=10_000.0, helps=(("severity", 2, 0.6),)),
        Spec(once=5_000.0, helps=(("severity", 2, 0.7),)),
        Spec(once=5_000.0, helps=(("sensitivity", 2, 0.7),)),
    )
    assert chosen(some, Constraints(budget_eur=np.array([10_000.0, 0.0, 0.0]), days=np.full((12, 4), 9.0))) == {1: 0, 2: 0}


def test_what_is_fixed_in_stays_whatever_it_costs() -> None:
    some = measures(Spec(once=900_000.0), Spec(once=1_000.0, helps=HALVES))
    assert chosen(some, limits(fixed_in=(PlannedMeasure(0, 4),))) == {1: 0, 0: 4}


def test_fixed_in_against_the_limits_is_refused() -> None:
    some = measures(Spec(once=900.0), Spec(needs=((0,),)))
    with pytest.raises(ImpossibleConstraintsError) as refused:
        choose(FIRM, some, limits(budget_eur=500.0, fixed_in=(PlannedMeasure(0, 4), PlannedMeasure(1, 0))), expected())
    told = [[(one.kind, one.measure, one.period) for one in conflict] for conflict in refused.value.conflicts.sets]
    # Either is told at once: the second measure would wait for the first, which starts later.
    assert sorted(told) == [[("fixed-in", 0, 4), ("budget", None, 1)], [("fixed-in", 0, 4), ("fixed-in", 1, 0), ("needs", 1, None)]]
    money = told.index([("fixed-in", 0, 4), ("budget", None, 1)])
    assert [(one.code, one.asked, one.limit) for one in refused.value.violations[money]] == [("budget", 900.0, 500.0)]
    assert refused.value.conflicts.enough_eur == pytest.approx(900.0)


def test_what_is_fixed_in_brings_what_it_needs() -> None:
    some = measures(Spec(once=900.0, lead=6.0), Spec(needs=((0,),)), Spec(once=500.0, helps=HALVES))
    assert chosen(some, limits(fixed_in=(PlannedMeasure(1, 4),))) == {0: 0, 1: 4, 2: 0}


@pytest.mark.parametrize("seed", range(6))
def test_promises_on_random_cases(seed: int) -> None:
    some = random_measures(seed, 14)
    held = limits(3, budget_eur=15_000.0 * (1 + seed), days=2.0 + seed)
    told: list[tuple[int, int]] = []
    plan = choose(FIRM, some, held, expected(), lambda done, allowed: told.append((done, allowed)))
    assert plan == choose(FIRM, some, held, expected())
    assert violations(some, plan, held) == ()
    assert value(some, plan) <= value(some, ())
    for one in plan:
        left = tuple(other for other in plan if other != one)
        if not violations(some, left, held):
            assert value(some, left) >= value(some, plan) * (1.0 - 2e-6)
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("seed", [2, 3])
def test_exact_values_decide_where_the_stand_in_is_wrong(seed: int) -> None:
    # The stand-in takes cost at its price; this owner counts every euro six times.
    def dear(adjustments: Sequence[Adjustment]) -> np.ndarray:
        return expected()(adjustments) + np.array([5.0 * one.cost_eur.sum() for one in adjustments])

    some, held = random_measures(seed, 14), limits(3, budget_eur=90_000.0, days=12.0)

    def worth_it(schedule: Schedule) -> float:
        return float(dear([adjust(some, schedule, 3)])[0]) + float(adjust(some, schedule, 3).cost_eur.sum())

    plan = choose(FIRM, some, held, dear)
    cheap = choose(FIRM, some, held, expected())
    assert worth_it(plan) < min(worth_it(cheap), worth_it(()))
    for one in plan:
        left = tuple(other for other in plan if other != one)
        assert violations(some, left, held) or worth_it(left) >= worth_it(plan)


def test_more_money_never_gives_a_worse_plan_here() -> None:
    # A local search cannot promise this in general; on these cases it holds.
    for seed in range(3):
        some = random_measures(seed, 12)
        values = [value(some, choose(FIRM, some, limits(budget_eur=1_000.0 * euros, days=6.0), expected())) for euros in range(0, 60, 12)]
        assert values == sorted(values, reverse=True)
        assert values[-1] < values[0]
